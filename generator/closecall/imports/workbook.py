"""XLSX: the values of one sheet. No formula is worked out, no link followed, no macro run."""

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from closecall.errors import UsageError
from closecall.imports.package import broken, opened, parse
from closecall.imports.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    BadCell,
    Cell,
    Sheet,
    folded,
    headings_of,
    rows_of,
    shown,
    too_many_rows,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW: Final = 1_048_576
"""The last row that a sheet can have."""
MAX_MERGED: Final = 100_000
"""Rows that merged cells may reach over, counted for each of them."""
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED = "it is merged with another cell, so it has no value of its own; take the merge out"
_NOT_WORKED_OUT = "it holds a formula that no program has worked out; open the file and save it"


def read_workbook(raw: bytes, *, sheet: str = "", headings_in_row: int = 1) -> Sheet:
    """Read one sheet of a workbook.

    Args:
        raw: The file.
        sheet: Name of the sheet; without one, the only one that is not hidden.
        headings_in_row: The row in which the headings are, from 1.

    Raises:
        UsageError: It is no workbook that can be read, or has no such sheet.
    """
    archive = opened(raw)
    with warnings.catch_warnings():
        # It warns of what it leaves out, such as pictures; and in words that repeat values.
        warnings.simplefilter("ignore")
        try:
            return _read(raw, archive, sheet, headings_in_row)
        except UsageError:
            raise
        except MemoryError:
            raise
        except Exception as error:  # whatever a broken file makes the library say
            raise broken() from error


def _read(raw: bytes, archive: zipfile.ZipFile, sheet: str, headings_in_row: int) -> Sheet:
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes long to load

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    found = _chosen(book, sheet)
    look = _looked_through(archive, found)
    if look.last_column > MAX_COLUMNS:
        raise UsageError(
            f"The sheet has more than {MAX_COLUMNS} columns. Copy those that the map names into a"
            " new workbook."
        )
    if look.last_row < headings_in_row:
        raise UsageError(f"The sheet is empty from row {headings_in_row} on.")
    rows = _rows(found, headings_in_row, look)
    headings = headings_of(next(rows, ()))
    numbered = enumerate(rows, headings_in_row + 1)
    return Sheet(
        name=found.title,
        headings=headings,
        rows=rows_of(numbered, len(headings)),
        why_empty=look.why_empty(),
        notes=tuple(_notes(book, archive, found, look)),
    )


# --- Which sheet -------------------------------------------------------------------------------


def _chosen(book: "Workbook", sheet: str) -> "Worksheet":
    """The sheet that is meant.

    Raises:
        UsageError: There is none, or more than one may be meant.
    """
    sheets = cast("list[Worksheet]", book.worksheets)
    visible = [one for one in sheets if _is_visible(one)]
    names = ", ".join(shown(one.title) for one in visible)
    if sheet:
        named = [one for one in sheets if folded(one.title) == folded(sheet)]
        if named:
            return named[0]
        raise UsageError(
            f"The workbook has no sheet of the name that the map gives. It has: {names or 'none'}."
        )
    if len(visible) == 1:
        return visible[0]
    if not visible:
        raise UsageError("Every sheet of the workbook is hidden. Show the one that is meant.")
    raise UsageError(
        f"The workbook has several sheets: {names}. Say in the map which one: `sheet: …`."
    )


def _is_visible(sheet: "Worksheet") -> bool:
    return sheet.sheet_state == "visible"


def _notes(
    book: "Workbook", archive: zipfile.ZipFile, sheet: "Worksheet", look: "_Look"
) -> Iterator[str]:
    """What else is in the file, and was left alone."""
    others = [one for one in cast("list[Worksheet]", book.worksheets) if one is not sheet]
    hidden = [one for one in others if not _is_visible(one)]
    if hidden:
        several = len(hidden) > 1
        yield (
            f"{len(hidden)} sheet{'s are' if several else ' is'} hidden in the workbook, and"
            f" {'were' if several else 'was'} not read: "
            f"{', '.join(shown(one.title) for one in hidden)}."
        )
    if not _is_visible(sheet):
        yield "The sheet that the map names is hidden in the workbook; it was read."
    if look.hidden_rows:
        one = look.hidden_rows == 1
        yield (
            f"{look.hidden_rows:,} row{' is' if one else 's are'} hidden in the sheet, by a filter"
            f" or by hand; {'it was' if one else 'they were'} read like the others."
        )
    names = archive.namelist()
    if any(name.startswith(("xl/externalLinks/", "xl/connections")) for name in names):
        yield "The workbook has links to other files or data; none was followed."
    if any(name.endswith("vbaProject.bin") for name in names):
        yield "The workbook has macros; none was run."


# --- What stands where -------------------------------------------------------------------------


@dataclass(slots=True)
class _Look:
    """What a first look through a sheet saw."""

    last_row: int = 0
    """The last row in which something stands."""
    last_column: int = 0
    filled_rows: int = 0
    hidden_rows: int = 0
    """Hidden ones in which something stands."""
    not_worked_out: set[tuple[int, int]] = field(default_factory=set)
    """By row and column, formulas that came to nothing yet."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row and column and last row and column of each merged area."""

    def why_empty(self) -> dict[tuple[int, int], str]:
        """By row, and column counted from 0, why a cell only looks empty."""
        why = {(row, column - 1): _NOT_WORKED_OUT for row, column in self.not_worked_out}
        reach: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        total = 0
        for top, left, bottom, right in self.merged:
            total += min(bottom, self.last_row) - top + 1
            if total > MAX_MERGED:
                raise UsageError(
                    "Very many cells of the sheet are merged, so nobody can tell which value is"
                    " whose. Take the merges out, and fill in each cell."
                )
            for row in range(top, min(bottom, self.last_row) + 1):
                reach[row].append((top, left, min(right, self.last_column)))
        for row, areas in reach.items():
            for top, left, right in areas:
                columns = range(left, right + 1)
                why |= {(row, c - 1): _MERGED for c in columns if (row, c) != (top, left)}
        return why


class _Looker(ContentHandler):
    """Goes through the XML of a sheet once, and keeps next to nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.look = _Look()
        self._row = 0
        self._column = 0
        self._is_hidden = False
        self._row_filled = False
        self._has_formula = False
        self._has_value = False
        self._in_value = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - its name
        match name.rpartition(":")[2]:
            case "row":
                self._row = int(attrs.get("r") or self._row + 1)
                if not 0 < self._row <= LAST_ROW:
                    raise broken()
                self._column = 0
                self._row_filled = False
                self._is_hidden = attrs.get("hidden") in ("1", "true")
            case "c":
                self._column = _column_of(attrs.get("r")) or self._column + 1
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v" | "t":
                self._in_value = True
            case "mergeCell":
                self.look.merged.append(_area_of(attrs.get("ref") or ""))
            case _:
                pass

    def characters(self, content: str) -> None:
        if self._in_value and content:
            self._has_value = True

    def endElement(self, name: str) -> None:  # noqa: N802 - its name
        match name.rpartition(":")[2]:
            case "v" | "t":
                self._in_value = False
            case "c" if self._has_value or self._has_formula:
                self._filled()
            case "row":
                self.look.filled_rows += self._row_filled
                self.look.hidden_rows += self._row_filled and self._is_hidden
                if self.look.filled_rows > MAX_ROWS + 100:  # some above the headings
                    raise too_many_rows()
            case _:
                pass

    def _filled(self) -> None:
        look = self.look
        look.last_row = max(look.last_row, self._row)
        look.last_column = max(look.last_column, self._column)
        self._row_filled = True
        if not self._has_value:
            look.not_worked_out.add((self._row, self._column))


def _column_of(address: str | None) -> int:
    found = _ADDRESS.fullmatch(address or "")
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _area_of(reference: str) -> tuple[int, int, int, int]:
    """The first and the last row and column of an area such as `A5:B8`."""
    first, _, last = reference.partition(":")
    rows = [_ADDRESS.fullmatch(address) for address in (first, last or first)]
    if None in rows:
        raise broken()
    top, bottom = (int(cast("re.Match[str]", found)[2]) for found in rows)
    return top, _column_of(first), bottom, _column_of(last or first)


def _looked_through(archive: zipfile.ZipFile, sheet: "Worksheet") -> _Look:
    looker = _Looker()
    path = cast("Any", sheet)._worksheet_path  # noqa: SLF001 - the one way from a sheet to its part
    try:
        with archive.open(path) as part:
            parse(part, looker)
    except SAXException as error:
        raise broken() from error
    return looker.look


# --- Its values --------------------------------------------------------------------------------


def _rows(sheet: "Worksheet", first: int, look: _Look) -> Iterator[Sequence[Cell]]:
    """The values row by row; what the file says of its own size is not believed."""
    cast("Any", sheet).reset_dimensions()
    found = sheet.iter_rows(min_row=first, max_row=look.last_row, max_col=look.last_column)
    for cells in found:
        yield [_value(cell.value, cell.data_type) for cell in cast("Sequence[Any]", cells)]


def _value(value: object, data_type: str) -> Cell:
    if data_type == "e":
        return BadCell(str(value))
    if isinstance(value, datetime):
        # Days are kept as fractions, so a time is out by a part of a second.
        value = value.replace(tzinfo=None)
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(value, str):
        from openpyxl.utils.escape import unescape  # noqa: PLC0415 - as above

        return unescape(value)
    return cast("Cell", value)
