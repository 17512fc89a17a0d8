"""The usage and the options of every command, as its page has them: made from the commands.

Make them anew, and read the diff:

    .venv/bin/python -m tests.docs.command_tables
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from closecall.cli.main import closecall

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"
_SECTION: Final = re.compile(r"^## closecall (\S+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_USAGE: Final = re.compile(r"^`closecall [^`\n]*[A-Z][^`\n]*`$", re.MULTILINE)
_TABLE: Final = re.compile(r"^\| Option \|.*\n(?:\|.*\n)+", re.MULTILINE)


def commands() -> Mapping[str, click.Command]:
    """Every command by its name."""
    context = click.Context(closecall)
    found = {
        name: closecall.get_command(context, name) for name in closecall.list_commands(context)
    }
    return {name: command for name, command in found.items() if command}


def usage(name: str) -> str:
    """How a command is written, in one line."""
    command = commands()[name]
    with click.Context(
        command, info_name=name, parent=click.Context(closecall, **closecall.context_settings)
    ) as context:
        words = " ".join(command.collect_usage_pieces(context))
    return f"`closecall {name} {words}`"


def table(name: str) -> str:
    """The options of a command, each with its own words; nothing where it has none."""
    rows = list(_rows(commands()[name]))
    return "\n".join(["| Option | Meaning |", "|---|---|", *rows, ""]) if rows else ""


def _rows(command: click.Command) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option):
            spellings = [*option.opts, *option.secondary_opts]
            spellings.sort(key=lambda spelling: spelling.startswith("--"))
            if not option.is_flag:
                spellings[-1] += f" {option.metavar or _kind(option)}"
            written = ", ".join(f"`{spelling}`" for spelling in spellings)
            yield f"| {written} | {' '.join(_meaning(option))} |"


def _kind(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "WORD"
    return option.type.name.upper().removesuffix(" RANGE")


def _meaning(option: click.Option) -> Iterator[str]:
    yield (option.help or "").strip()
    if isinstance(option.type, click.Choice):
        *first, last = (f"`{choice}`" for choice in option.type.choices)
        yield f"One of {', '.join(first)} and {last}."
    if option.show_default:
        yield f"Without it: `{option.default}`."


def made_anew(text: str) -> str:
    """The page with the usage and the options of every command as they are now."""
    return _SECTION.sub(lambda found: _section(found[1], found[0]), text)


def _section(name: str, section: str) -> str:
    if name not in commands():
        return section
    section = _USAGE.sub(lambda _: usage(name), section, count=1)
    return _TABLE.sub(lambda _: table(name), section, count=1)


if __name__ == "__main__":
    PAGE.write_text(made_anew(PAGE.read_text("utf-8")), "utf-8")
