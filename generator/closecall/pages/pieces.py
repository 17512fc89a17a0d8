"""What a page says, in pieces: which words are ours and which are a record's.

A page is made of lines, a line of pieces. The templates (`_macros.html.j2`) draw each sort of piece
in one way, so that text from a record always looks like a quotation, and so that no class, address
or tag comes from a record. Pieces are named tuples because a page has hundreds of them, and a
template takes a tuple apart faster than it looks up names.
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, TypeAlias

from closecall.pages.context import Link

Look: TypeAlias = Literal["t-good", "t-bad", "t-wait", "t-warn", "t-mute", "t-plain"]
"""How a tag looks: each has its own sign and colour beside the word."""


class Piece(NamedTuple):
    """A stretch of a line."""

    sort: str
    """How it is drawn: `words`, `strong`, `said`, `id`, `page`, `tag` or `gap`."""
    text: str
    extra: str
    """For a link, the page that it leads to; for a tag, its look; else empty."""


Line: TypeAlias = tuple[Piece, ...]
"""What stands on one line, or in one item of a list."""
Lines: TypeAlias = tuple[Line, ...]
"""One line as it is; more than one as a list."""


class Row(NamedTuple):
    """A term and what is said of it."""

    term: str
    lines: Lines


class Cell(NamedTuple):
    """A cell of a table with the heading of its column, which a narrow screen shows beside it."""

    label: str
    lines: Lines


class TableRow(NamedTuple):
    """A row of a table: its heading, and its cells."""

    head: Lines
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A table with its caption and the headings of its columns."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


NOTHING: Final[Line] = ()


def words(text: str) -> Piece:
    """Words of ours. They may repeat a label of a code list, a day or a number."""
    return Piece("words", text, "")


def strong(text: str) -> Piece:
    """Words of ours that carry the point."""
    return Piece("strong", text, "")


def said(text: str) -> Piece:
    """Free text of a record, drawn as a quotation."""
    return Piece("said", text, "")


def id_link(link: Link) -> Piece:
    """An id, as a link where the record has a page."""
    return Piece("id", link.text, link.path)


def page_link(link: Link) -> Piece:
    """A title, as a link where there is a page. The title may be a record's."""
    return Piece("page", link.text, link.path)


def tag(look: Look, word: str) -> Piece:
    """A word in a tag."""
    return Piece("tag", word, look)


def gap(text: str) -> Piece:
    """What is missing, in words, drawn so that nobody overlooks it."""
    return Piece("gap", text, "")


def line(*pieces: Piece) -> Lines:
    """One line, with a space between its pieces."""
    return (spaced(pieces),)


def spaced(pieces: Iterable[Piece]) -> Line:
    """Pieces with a space between them."""
    out: list[Piece] = []
    for piece in pieces:
        if out:
            out.append(_SPACE)
        out.append(piece)
    return tuple(out)


_SPACE: Final = Piece("words", " ", "")


def table(caption: str, heads: tuple[str, ...], rows: Iterable[tuple[Lines, ...]]) -> Table:
    """A table: of each row, the first cell is its heading."""
    labels = heads[1:]
    return Table(
        caption,
        heads,
        tuple(
            TableRow(row[0], tuple(Cell(*pair) for pair in zip(labels, row[1:], strict=True)))
            for row in rows
        ),
    )
