"""The one door from records to HTML: Jinja2 with everything escaped that is not `Html`."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from closecall.model.days import in_words
from closecall.pages import markup
from closecall.pages.compiled import keep_compiled


def _number(value: float) -> str:
    """A number with thousands set apart: 14,600; a whole float without its point."""
    if value == int(value):
        value = int(value)
    return f"{value:,}"


def _upper_first(text: str) -> str:
    """The text with its first letter in upper case, the rest as its author wrote it."""
    return text[:1].upper() + text[1:]


def _day(value: date | None) -> str:
    """A day in words."""
    return in_words(value) if value else ""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of all templates. Escaping is on for every one, whatever its name."""
    env = Environment(
        loader=PackageLoader("closecall.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=False,
    )
    keep_compiled(env, "pages")
    # No template asks for them, and Jinja would go through them for every page.
    env.globals.clear()
    env.filters["number"] = _number
    env.filters["upper_first"] = _upper_first
    env.filters["day"] = _day
    for draw in (
        markup.line,
        markup.lines,
        markup.paragraphs,
        markup.items,
        markup.terms,
        markup.page_link,
    ):
        env.filters[draw.__name__] = draw
    return env


@lru_cache(maxsize=64)
def template(name: str) -> Template:
    """A template by its file name."""
    return environment().get_template(name)


def compile_templates() -> None:
    """Compile every template, so that this is done before there is something to fill in."""
    for name in environment().list_templates():
        template(name)


def render(name: str, path: str, values: Mapping[str, Any]) -> str:
    """Fill a template.

    Args:
        name: Its file name.
        path: The page that it becomes, as a path in the site; `path` in the template.
        values: What else it asks for.
    """
    return markup.from_page(template(name).render(values, path=path), path)
