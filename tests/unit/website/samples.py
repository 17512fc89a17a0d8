"""A small site, and text that would be trouble if it were not treated as text."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from markupsafe import escape

from closecall.git.commits import UNCOMMITTED
from closecall.pages.page import Asset, Book, NavItem, NavSection, Page, script_of
from closecall.website.content import Content, Version

HOSTILE: Final = (
    "\"'><script>alert(1)</script> &amp; </title> {{ 7777*7777 }} {% raw %} `x` \\x1b مرحبا 👩‍⚕️"
)

NAV: Final = (
    NavSection(title="", items=(NavItem(title="Overview", path="index.html", key="home"),)),
    NavSection(
        title="Services",
        items=(
            NavItem(title=HOSTILE, path="services/a/index.html", key="a"),
            NavItem(title="House B", path="services/b/index.html", key="b"),
        ),
    ),
    NavSection(
        title="Evidence",
        items=(NavItem(title="Near misses", path="near-misses/index.html", key="near-misses"),),
    ),
    NavSection(
        title="Help",
        items=(NavItem(title="About this version", path="about/index.html", key="about"),),
    ),
)

MKDOCS: Final = """\
site_name: Near miss evidence
use_directory_urls: false
theme: {name: material, language: en-GB, font: false}
plugins: [closecall]
"""


def page(
    path: str,
    page_class: str,
    *,
    nav: str = "",
    title: str = "A page",
    draw: Callable[[], str] | None = None,
) -> Page:
    body = f"<h1>{escape(title)}</h1>\n<pre>  kept\n\n  as it is</pre>"
    return Page(
        path=path,
        title=title,
        description=f"About {title}",
        page_class=page_class,
        draw=draw or (lambda: body),
        nav=nav,
    )


def book() -> Book:
    pages = [
        page("about/index.html", "about", nav="about"),
        page("index.html", "home", nav="home", title="Near miss evidence"),
        page("near-misses/index.html", "register", nav="near-misses"),
        page("near-misses/nm-1/index.html", "trail", nav="near-misses", title=HOSTILE),
        page("near-misses/nm-2/index.html", "trail", nav="near-misses"),
        page("services/a/index.html", "profile", nav="a", title=HOSTILE),
        page("services/b/index.html", "profile", nav="b"),
    ]
    rows = Asset(
        path="near-misses/rows.js", draw=lambda: script_of("closecallRows", {"rows": [HOSTILE]})
    )
    return Book(pages=tuple(pages), assets=(rows,), nav=NAV)


def content(*, made: Book | None = None, commit: str = "e95a6c2aa1b2c3d4") -> Content:
    return Content(
        book=made or book(),
        version=Version(
            name="2026-10-15",
            as_at=date(2026, 10, 15),
            commit=commit,
            no_commit="" if commit else UNCOMMITTED,
            edition="restricted",
            fictional=True,
        ),
        provider="Rosewood & <Co>",
        findings=(),
    )


def project(root: Path, *, settings: str = MKDOCS) -> Path:
    """A folder with settings and two hand-written pages."""
    (root / "docs" / "how-to").mkdir(parents=True)
    (root / "records").mkdir()
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (root / "docs" / "how-to" / "first.md").write_text(
        "# Report a near miss\n\nSee [one](../near-misses/nm-1/index.html).\n\n"
        "| a | b |\n|---|--:|\n| 1 | 2 |\n",
        encoding="utf-8",
    )
    (root / "docs" / "how-to" / "second.md").write_text("# Review one\n", encoding="utf-8")
    return root


def files_of(site: Path) -> Mapping[str, bytes]:
    """Every file of a site by its path."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
