"""A page as a reader sees it, and what a test asks of its HTML."""

import re
from html.parser import HTMLParser

from closecall.pages.page import Page

_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "tr", "caption", "summary", "br"}
_VOID = {"br", "img", "meta", "link", "input"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag in _BLOCKS:
            self.words.append("\n")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def text_of(html: str) -> str:
    """The words of a page, a line for each block."""
    lines = (" ".join(line.split()) for line in "".join(_read(html).words).split("\n"))
    return "\n".join(line for line in lines if line)


def tags_of(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element with its attributes."""
    return _read(html).tags


def unbalanced(html: str) -> list[str]:
    """Elements that are not closed where they were opened."""
    reader = _read(html)
    return reader.wrong + reader.open


def links_of(html: str) -> list[str]:
    return [attrs["href"] for tag, attrs in tags_of(html) if tag == "a"]


def rows_of(html: str, caption: str) -> list[list[str]]:
    """The cells of the table with this caption, row by row, the heading row first."""
    for table in re.findall(r"<table.*?</table>", html, flags=re.DOTALL):
        if f"<caption>{caption}" in table:
            return [
                [
                    " ".join(text_of(cell).split())
                    for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)
                ]
                for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, flags=re.DOTALL)
            ]
    raise AssertionError(f"no table {caption!r}")


def drawn(page: Page) -> tuple[str, ...]:
    """All that a page says, so that two can be compared."""
    return (page.path, page.title, page.description, page.page_class, page.nav, page.body)
