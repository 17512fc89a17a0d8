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
    """A stretch of a line, or the beginning or end of what holds lines."""

    sort: str
    """How it is drawn: `words`, `strong`, `said`, `id`, `page`, `tag`, `gap` or `term`. What holds
    lines has a piece where it begins and one where it ends."""
    text: str
    extra: str
    """For a link, the page that it leads to; for a tag, its look; else empty."""


Line: TypeAlias = tuple[Piece, ...]
"""What stands on one line, or in one item of a list."""
Lines: TypeAlias = tuple[Line, ...]
"""One line as it is; more than one as a list."""

LIST: Final = Piece("ul", "", "")
END_LIST: Final = Piece("/ul", "", "")
ITEM: Final = Piece("li", "", "")
END_ITEM: Final = Piece("/li", "", "")
END_VALUE: Final = Piece("/dd", "", "")
_ROW: Final = Piece("tr", "", "")
_END_HEAD: Final = Piece("/th", "", "")
_SMALL: Final = Piece("small", "", "")
_END_SMALL: Final = Piece("/small", "", "")
_END_CELL: Final = Piece("/td", "", "")
_END_ROW: Final = Piece("/tr", "", "")


def begin_value(term: str) -> Piece:
    """A term, and the beginning of what is said of it; `END_VALUE` ends it."""
    return Piece("dt", term, "")


def flat(lines: Lines) -> Line:
    """Lines as one run of pieces: what a template can draw in one loop."""
    if len(lines) == 1:
        return lines[0]
    out: list[Piece] = [LIST]
    for one in lines:
        out.append(ITEM)
        out.extend(one)
        out.append(END_ITEM)
    out.append(END_LIST)
    return tuple(out)


class Row(NamedTuple):
    """A term and what is said of it."""

    term: str
    lines: Lines

    @property
    def pieces(self) -> Line:
        """The row as one run of pieces."""
        return (Piece("dt", self.term, ""), *flat(self.lines), END_VALUE)


class Table(NamedTuple):
    """A table with its caption and the headings of its columns."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Lines, ...], ...]
    """Cells by row; the first of each is its heading."""
    pieces: tuple[Piece, ...]
    """All rows as one run of pieces."""


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


def term(text: str) -> Piece:
    """What the next words are about, where that stands inside a line."""
    return Piece("term", text, "")


def spaced(pieces: Iterable[Piece]) -> Line:
    """Pieces with a space between; after a quotation with a dot, so that it is seen to end.

    Where words bring their own space, or the pieces were spaced before, nothing is added.
    """
    out: list[Piece] = []
    last = None
    for piece in pieces:
        if last is not None and not _apart(last, piece):
            out.append(_DOT if last.sort == "said" else _SPACE)
        out.append(piece)
        last = piece
    return tuple(out)


def _apart(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand apart already."""
    return (one.sort == "words" and one.text[-1:] == " ") or (
        other.sort == "words" and other.text[:1] in _OWN_SPACE
    )


_OWN_SPACE: Final = (" ", ",")
_SPACE: Final = Piece("words", " ", "")
_DOT: Final = Piece("words", " · ", "")


def table(caption: str, heads: tuple[str, ...], rows: Iterable[tuple[Lines, ...]]) -> Table:
    """A table: of each row, the first cell is its heading."""
    labels = heads[1:]
    all_rows = tuple(rows)
    out: list[Piece] = []
    for head, *cells in all_rows:
        out.append(_ROW)
        out.extend(head[0])
        for small in head[1:]:
            out.append(_SMALL)
            out.extend(small)
            out.append(_END_SMALL)
        out.append(_END_HEAD)
        for label, cell in zip(labels, cells, strict=True):
            out.append(Piece("td", label, ""))
            out.extend(cell[0] if len(cell) == 1 else flat(cell))
            out.append(_END_CELL)
        out.append(_END_ROW)
    return Table(caption, heads, all_rows, tuple(out))
