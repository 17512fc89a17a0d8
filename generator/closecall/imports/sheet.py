"""A sheet as it was read: headings, rows and cells, whatever file they came from."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

from closecall.errors import UsageError
from closecall.privacy.denied import NO_WORDS
from closecall.privacy.scanning import scan

Cell: TypeAlias = "str | int | float | bool | datetime | date | time | timedelta | None"
"""What a cell may hold. A formula is never one: only what it came to."""

MAX_BYTES: Final = 20_000_000
"""Bytes of a file that is read."""
MAX_ROWS: Final = 50_000
"""Rows with something in them that one file may have."""
MAX_COLUMNS: Final = 256
"""Columns that one sheet may have."""
NOT_SHOWN: Final = "(not shown: it looks like somebody’s data)"
_SHOWN: Final = 80
"""Characters of a heading that are shown."""


class BadCell(str):
    """An error of the spreadsheet program, such as `#REF!`, that stands in place of a value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings."""

    number: int
    """As a spreadsheet program counts it, from 1, the headings and blank rows too."""
    cells: tuple[Cell, ...]
    """As many as there are headings."""
    extra: bool = False
    """Whether something stands behind the last heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet, read whole."""

    name: str
    """Empty where the file has but one table and no name for it."""
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    """Those in which something stands."""
    why_empty: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """By row and column, counted from 1 and 0: why a cell only looks empty."""
    notes: tuple[str, ...] = ()
    """What was seen in the file and left alone, in words."""


def cleaned(text: str) -> str:
    """A text with one kind of line end, plain blanks, and nothing blank around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def folded(text: str) -> str:
    """A heading or an answer as people compare them: one width, one case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def shown(text: str) -> str:
    """A heading, or the name of a sheet, as it may be printed; covered where it looks private."""
    if scan("", text.encode("utf-8", "surrogatepass"), NO_WORDS):
        return NOT_SHOWN
    words = " ".join(text.split())
    return f"“{words if len(words) <= _SHOWN else words[: _SHOWN - 1] + '…'}”"


def headings_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The headings in a row, without what is empty at its end.

    Raises:
        UsageError: There are none, or too many.
    """
    headings = [cleaned(cell) if isinstance(cell, str) else _word(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if not any(headings):
        raise UsageError(
            "There are no headings in the row where they are expected. Say in the map which row"
            " they are in: `headings_in_row: 3`."
        )
    if len(headings) > MAX_COLUMNS:
        raise UsageError(
            f"The sheet has more than {MAX_COLUMNS} columns. Make an export with only those that"
            " the map names."
        )
    return tuple(headings)


def _word(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def rows_of(numbered: Iterator[tuple[int, Sequence[Cell]]], width: int) -> tuple[Row, ...]:
    """The rows in which something stands, each as wide as the headings.

    Raises:
        UsageError: There are too many.
    """
    rows: list[Row] = []
    for number, cells in numbered:
        filled = [not _is_blank(cell) for cell in cells]
        if not any(filled):
            continue
        if len(rows) == MAX_ROWS:
            raise too_many_rows()
        padded = (*cells[:width], *(None for _ in range(width - len(cells))))
        rows.append(Row(number, padded, extra=any(filled[width:])))
    return tuple(rows)


def too_many_rows() -> UsageError:
    """What is said of a file with too many rows."""
    return UsageError(
        f"The file has more than {MAX_ROWS:,} rows with something in them. Make an export of a"
        " shorter time, and import one after the other."
    )


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
