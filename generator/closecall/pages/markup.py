"""HTML, and the one way in which text becomes part of it.

There are two types. A `str` is text, ours or a record's, and is never HTML; `Html` is finished
HTML. Everything here takes text and escapes it, or takes `Html` and puts it together, and refuses
the one where the other belongs. No other file of `pages` or `website` makes HTML out of a string:
Jinja escapes what a template is given unless it is `Html`, and a test keeps `Markup`, `|safe` and
their like out of every file that is not in its list.

What a page says is made of pieces: which words are ours and which are a record's is seen on every
page, because text of a record (`said`) always looks like a quotation. A line is a run of pieces. A
page has hundreds of them and a site ten thousand pages, so pieces are HTML from the beginning and
are joined, not drawn one by one by a template.

A link names its page from the top of the site, `href="~/near-misses/index.html"`; `from_page` puts
in the way from the page to the top. No text can look like that: it has no quotation mark left.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

Look: TypeAlias = Literal["t-good", "t-bad", "t-wait", "t-warn", "t-mute", "t-plain"]
"""How a tag looks: each has its own sign and colour beside the word."""
TableLook: TypeAlias = Literal["stack", "figures"]
"""On a narrow screen, each row becomes a card, or the rows stay under each other to be compared."""


class Html(str):
    """Finished HTML. What is made of it by adding or slicing is text again, and escaped again."""

    __slots__ = ()

    def __html__(self) -> "Html":
        """Tell Jinja that nothing here is to be escaped."""
        return self


Line: TypeAlias = tuple[Html, ...]
"""What stands on one line, or in one item of a list."""
Lines: TypeAlias = tuple[Line, ...]
"""One line as it is; more than one as a list."""


class Link(NamedTuple):
    """Words, and the page that they lead to, as a path in the site (empty: words alone)."""

    text: str
    path: str


class Row(NamedTuple):
    """A term and what is said of it."""

    term: str
    lines: Lines


class Table(NamedTuple):
    """A table, drawn, and how many rows it has."""

    rows: int
    html: Html

    def __html__(self) -> Html:
        """Let a template draw it by naming it."""
        return self.html

    @property
    def gaps(self) -> int:
        """How many gaps it tells: a fold says so on its outside."""
        return self.html.count(_GAP_LINE)


class Cells(NamedTuple):
    """A row of a table whose cells are drawn already, the first of them its heading."""

    cells: Sequence[Html]
    is_sum: bool = False
    """Whether it adds up the rows above, and has a line over it."""
    anchor: str = ""
    """Where a link can lead to: a word of ours."""


# Text


def escaped(text: str) -> str:
    """Text as it may stand in an element or a quoted attribute: as markupsafe escapes it."""
    # Five searches cost less than one pass over every character, and seldom find anything.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "'" in text:
        text = text.replace("'", "&#39;")
    if '"' in text:
        text = text.replace('"', "&#34;")
    return text


@lru_cache(maxsize=8192)
def words(text: str) -> Html:
    """Words of ours. They may repeat a label of a code list, a day or a number."""
    return Html(escaped(text))


def advice(text: str) -> Html:
    """Words of ours with names from files in back quotes, each drawn to be read by the letter."""
    parts = escaped(text).split("`")
    if len(parts) % 2 == 0:
        return Html("`".join(parts))
    parts[1::2] = [f'<span class="id">{name}</span>' for name in parts[1::2]]
    return Html("".join(parts))


def strong(text: str) -> Html:
    """Words of ours that carry the point."""
    return Html(f"<b>{escaped(text)}</b>")


def said(text: str) -> Html:
    """Free text of a record, drawn as a quotation: its own direction, its own line breaks."""
    return Html(f'<span class="said"><bdi dir="auto">{escaped(text)}{_END_SAID}')


_END_SAID: Final = "</bdi></span>"


def exact(text: str) -> Html:
    """What is to be read letter by letter, and is no link: an id, the name of a file."""
    return Html(f'<span class="id">{escaped(text)}</span>')


def id_link(link: Link) -> Html:
    """An id, as a link where the record has a page."""
    text, path = link
    if not path:
        return exact(text)
    return Html(f'<a class="id" href="~/{escaped(path)}">{escaped(text)}</a>')


@lru_cache(maxsize=4096)
def title(text: str) -> Html:
    """What may be a record's and is no quotation, such as a title: in its own direction."""
    return Html(f'<bdi dir="auto">{escaped(text)}</bdi>')


def page_link(link: Link) -> Html:
    """A title, as a link where there is a page. The title may be a record's."""
    text, path = link
    if not path:
        return title(text)
    return Html(f'<a href="~/{escaped(path)}"><bdi dir="auto">{escaped(text)}</bdi></a>')


def plain_link(link: Link) -> Html:
    """Words of ours, as a link where there is a page."""
    text, path = link
    return Html(f'<a href="~/{escaped(path)}">{escaped(text)}</a>') if path else words(text)


@lru_cache(maxsize=2048)
def place_link(text: str, anchor: str) -> Html:
    """Words of ours that lead to a place on the same page: its id, a word of ours."""
    return Html(f'<a href="#{anchor}">{escaped(text)}</a>')


def picture(svg: str) -> Html:
    """A picture that `closecall.figures` has drawn: finished, every text in it escaped there."""
    return Html(svg)


def figure(svg: Html, label: str, caption: Line, summary: str, data: Table) -> Html:
    """A picture in a region that scrolls by itself, with what it shows, and the same as a table.

    Args:
        svg: The picture.
        label: What the region is called, in words of ours.
        caption: What the picture shows.
        summary: What opens the table.
        data: The table.
    """
    return Html(
        f'<figure><div class="scroll" tabindex="0" role="region" aria-label="{escaped(label)}">'
        f"{line((svg,))}</div><figcaption>{line(caption)}</figcaption>"
        f"<details><summary>{escaped(summary)}</summary>{line((data.html,))}</details></figure>\n"
    )


def tag(look: Look, word: str) -> Html:
    """A word in a tag."""
    return Html(f'<span class="tag {_LOOKS[look]}">{escaped(word)}</span>')


_LOOKS: Final = {
    look: look for look in ("t-good", "t-bad", "t-wait", "t-warn", "t-mute", "t-plain")
}
"""So that nothing else can become a class."""


def gap(text: str) -> Html:
    """What is missing, in words, drawn so that nobody overlooks it."""
    return Html(f"<span {_GAP_LINE}><b>Gap.</b> {advice(text)}</span>")


_GAP_LINE: Final = 'class="gapline"'


def small(text: str) -> Html:
    """Words of ours that stand back."""
    return Html(f"<small>{escaped(text)}</small>")


BREAK: Final = Html("<br>")
"""The end of a line inside a cell."""


def term(text: str) -> Html:
    """What the next words are about, where that stands inside a line."""
    return Html(f"<b>{escaped(text)}</b> ")


# Pieces in a line


def spaced(pieces: Iterable[Html]) -> Line:
    """Pieces with a space between; after a quotation with a dot, so that it is seen to end.

    Where words bring their own space, or the pieces were spaced before, nothing is added.
    """
    out: list[Html] = []
    last = " "
    for piece in pieces:
        end = last[-1:]
        if end != " " and piece[:1] not in _OWN_SPACE:
            out.append(_DOT if end == ">" and last.endswith(_END_SAID) else _SPACE)
        out.append(piece)
        last = piece
    return tuple(out)


def dots(*parts: str | Html | Line) -> Line:
    """What is said, with a dot between; text is words of ours; empty parts are left out."""
    out: list[Html] = []
    for part in parts:
        if not part:
            continue
        if out:
            out.append(_DOT)
        if isinstance(part, tuple):
            out += part
        else:
            out.append(part if isinstance(part, Html) else words(part))
    return tuple(out)


def commas(pieces: Iterable[Html]) -> Line:
    """Pieces with commas between."""
    out: list[Html] = []
    for piece in pieces:
        if out:
            out.append(COMMA)
        out.append(piece)
    return tuple(out)


COMMA: Final = words(", ")
_OWN_SPACE: Final = frozenset({" ", ","})
_SPACE: Final = words(" ")
_DOT: Final = words(" · ")


def line(pieces: Iterable[Html]) -> Html:
    """A line, or any run of pieces, as one.

    Raises:
        TypeError: Something in it is text that nobody has escaped.
    """
    parts = tuple(pieces)
    if list(map(type, parts)).count(Html) != len(parts):  # the quickest way to ask each
        raise TypeError("text among pieces of HTML: say how it is drawn, with words() or said()")
    return Html("".join(parts))


# Lines as blocks

LIST: Final = Html('<ul class="lines">')
END_LIST: Final = Html("</ul>")
ITEM: Final = Html("<li>")
END_ITEM: Final = Html("</li>")
END_VALUE: Final = Html("</dd>")
_PARAGRAPH: Final = Html("<p>")
_END_PARAGRAPH: Final = Html("</p>")
_ROW: Final = Html('<tr><th scope="row">')
_END_HEAD: Final = Html("</th>")
_SMALL: Final = Html("<br><small>")
_END_SMALL: Final = Html("</small>")
_END_CELL: Final = Html("</td>")
_END_ROW: Final = Html("</tr>")


@lru_cache(maxsize=1024)
def begin_value(term: str) -> Html:
    """A term, and the beginning of what is said of it; `END_VALUE` ends it."""
    return Html(f"<dt>{escaped(term)}</dt><dd>")


def _add(lines: Lines, out: list[Html]) -> None:
    if len(lines) == 1:
        out += lines[0]
        return
    out.append(LIST)
    for one in lines:
        out.append(ITEM)
        out += one
        out.append(END_ITEM)
    out.append(END_LIST)


def lines(lines: Lines) -> Html:
    """One line as it is; more than one as a list."""
    out: list[Html] = []
    _add(lines, out)
    return line(out)


def paragraphs(lines: Lines) -> Html:
    """Each line as a paragraph."""
    out: list[Html] = []
    for one in lines:
        out.append(_PARAGRAPH)
        out += one
        out.append(_END_PARAGRAPH)
    return line(out)


def items(lines: Iterable[Line]) -> Html:
    """Each line as an item of the list around them."""
    out: list[Html] = []
    for one in lines:
        out.append(ITEM)
        out += one
        out.append(END_ITEM)
    return line(out)


def terms(rows: Iterable[Row]) -> Html:
    """Terms and what is said of them, for the list around them."""
    out: list[Html] = []
    _add_terms(rows, out)
    return line(out)


def _add_terms(rows: Iterable[Row], out: list[Html]) -> None:
    for term, lines in rows:
        out.append(begin_value(term))
        if len(lines) == 1:  # as mostly
            out += lines[0]
        else:
            _add(lines, out)
        out.append(END_VALUE)


# Steps: a site has a hundred thousand, so their pieces are added up and joined once


def add_step(
    out: list[Html], anchor: str, title: str, when: Line, lead: Lines, *, is_open: bool
) -> None:
    """Begin a step, an item of the list around it; `END_ITEM` ends it.

    Args:
        out: What its pieces are added to.
        anchor: Where a link can lead to: a word of ours.
        title: What was done, in words of ours.
        when: The day, the role, and what else is said in one line; may be empty.
        lead: What it says in a sentence or two.
        is_open: Whether it is missing still.
    """
    out.append(_begin_step(anchor, title, is_open))
    if when:
        out.append(_WHEN)
        out += when
        out.append(_END_PARAGRAPH)
    for one in lead:
        out.append(_PARAGRAPH)
        out += one
        out.append(_END_PARAGRAPH)


@lru_cache(maxsize=2048)
def _begin_step(anchor: str, title: str, is_open: bool) -> Html:  # noqa: FBT001 - it is a key
    look = ' class="open"' if is_open else ""
    return Html(f'<li id="{anchor}"{look}><h3>{escaped(title)}</h3>\n')


def add_box(
    out: list[Html],
    rows: Sequence[Row],
    summary: str = "",
    more: Sequence[Row] = (),
    folded: Table | None = None,
) -> None:
    """Terms in a box, and under a fold what is secondary.

    Args:
        out: What its pieces are added to.
        rows: What is seen.
        summary: What the fold holds, in words of ours; empty where there is none.
        more: What the fold holds.
        folded: A table that the fold holds, too.
    """
    out.append(_BOX)
    if rows:
        out.append(_TERMS)
        _add_terms(rows, out)
        out.append(_END_TERMS)
    if summary:
        out += (_FOLD, words(summary), _IN_FOLD)
        if more:
            out.append(_TERMS)
            _add_terms(more, out)
            out.append(_END_TERMS)
        if folded:
            out.append(folded.html)
        out.append(_END_FOLD)
    out.append(_END_BOX)


_WHEN: Final = Html('<p class="when">')
_BOX: Final = Html('<div class="ev">')
_END_BOX: Final = Html("</div>")
_TERMS: Final = Html("<dl>")
_END_TERMS: Final = Html("</dl>")
_FOLD: Final = Html("<details><summary>")
_IN_FOLD: Final = Html("</summary>")
_END_FOLD: Final = Html("</details>")


# Tables


def table(caption: str, heads: tuple[str, ...], rows: Iterable[tuple[Lines, ...]]) -> Table:
    """A table: of each row, the first cell is its heading.

    Of a heading the first line carries the weight, the rest is small.
    """
    begins = _begins(heads[1:])
    out: list[Html] = []
    count = 0
    for head, *cells in rows:
        count += 1
        out.append(_ROW)
        out += head[0]
        for small in head[1:]:
            out.append(_SMALL)
            out += small
            out.append(_END_SMALL)
        out.append(_END_HEAD)
        for begin, cell in zip(begins, cells, strict=True):
            out.append(begin)
            if len(cell) == 1:  # as mostly
                out += cell[0]
            else:
                _add(cell, out)
            out.append(_END_CELL)
        out.append(_END_ROW)
    return Table(count, _framed(caption, _heads(heads, frozenset()), line(out)))


def wide_table(
    caption: str,
    heads: tuple[str, ...],
    rows: Iterable[Cells],
    *,
    numbers: frozenset[int] = frozenset(),
    look: TableLook = "stack",
) -> Table:
    """A table whose cells are drawn already, one row a line of the source.

    Args:
        caption: What it shows.
        heads: The headings of its columns.
        rows: Its rows.
        numbers: Which columns hold numbers, the first being 0.
        look: What becomes of it on a narrow screen.
    """
    begins = _begins(heads[1:], frozenset(n - 1 for n in numbers))
    out: list[Html] = []
    count = 0
    for row in rows:
        count += 1
        head, *cells = row.cells
        out.append(_begin_row(row))
        out.append(head)
        out.append(_END_HEAD)
        for begin, cell in zip(begins, cells, strict=True):
            out.append(begin)
            out.append(cell)
            out.append(_END_CELL)
        out.append(_END_LINE)
    body = Html(f"\n{line(out)}")
    return Table(count, _framed(caption, _heads(heads, numbers), body, look))


_END_LINE: Final = Html("</tr>\n")


def _begin_row(row: Cells) -> Html:
    if not row.is_sum and not row.anchor:
        return _ROW
    anchor = f' id="{escaped(row.anchor)}"' if row.anchor else ""
    look = ' class="sum"' if row.is_sum else ""
    return Html(f'<tr{anchor}{look}><th scope="row">')


@lru_cache(maxsize=256)
def _begins(labels: tuple[str, ...], numbers: frozenset[int] = frozenset()) -> tuple[Html, ...]:
    """How each cell after a row's heading begins: on a narrow screen its label stands in it."""
    return tuple(
        Html(f'<td data-l="{escaped(label)}"{_NUMBER if n in numbers else ""}>')
        for n, label in enumerate(labels)
    )


@lru_cache(maxsize=256)
def _heads(heads: tuple[str, ...], numbers: frozenset[int]) -> Html:
    return Html(
        "".join(
            f'<th scope="col"{_NUMBER if n in numbers else ""}>{escaped(head)}</th>'
            for n, head in enumerate(heads)
        )
    )


_NUMBER: Final = ' class="num"'


def _framed(caption: str, heads: Html, body: Html, look: TableLook = "stack") -> Html:
    """A table in a region that scrolls by itself."""
    label = escaped(caption)
    return Html(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="{look}"><caption>{label}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>\n"
    )


# The page


def from_page(html: str, path: str) -> str:
    """The HTML of a page with its links as they lead on from there.

    Args:
        html: The page, its links from the top of the site.
        path: The page itself, as a path in the site.
    """
    return html.replace('href="~/', f'href="{root_of(path)}')


def root_of(path: str) -> str:
    """What leads from a page back to the top of the site: `../../` for `a/b/index.html`."""
    return "../" * path.count("/")
