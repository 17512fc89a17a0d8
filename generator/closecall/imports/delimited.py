"""CSV: a table as text, its delimiter found by its headings."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from closecall.errors import UsageError
from closecall.imports.sheet import Cell, Sheet, headings_of, rows_of

DELIMITERS: Final = (",", ";", "\t")
"""What may stand between two cells; of two that fit equally well the first is taken."""
UTF_8: Final = "utf-8"
WINDOWS_1252: Final = "windows-1252"
_SAVE_AS: Final = (
    "Save it as “CSV UTF-8”; or, if the program can only write the letters of older Windows,"
    f" say so in the map: `encoding: {WINDOWS_1252}`."
)


def read_delimited(raw: bytes, *, encoding: str = UTF_8, headings_in_row: int = 1) -> Sheet:
    """Read a table of text.

    Args:
        raw: The file.
        encoding: `utf-8`, with or without a byte order mark, or `windows-1252`.
        headings_in_row: The row in which the headings are, from 1.

    Raises:
        UsageError: It is no such table.
    """
    text = decoded(raw, encoding)
    delimiter, text = _announced(text)
    delimiter = delimiter or _sniffed(text, headings_in_row)
    records = _records(text, delimiter)
    headings = headings_of(next(islice(records, headings_in_row - 1, None), ()))
    numbered: Iterator[tuple[int, list[Cell]]] = (
        (number, list(cells)) for number, cells in enumerate(records, headings_in_row + 1)
    )
    return Sheet(name="", headings=headings, rows=rows_of(numbered, len(headings)))


def decoded(raw: bytes, encoding: str) -> str:
    """The text of a file.

    Raises:
        UsageError: It is in another encoding than the one that is said.
    """
    if not raw.strip():
        raise UsageError("The file is empty.")
    if b"\0" in raw:
        raise UsageError(
            "The file holds NUL characters, so it is no CSV, or is saved as UTF-16 (“Unicode"
            f" text”). {_SAVE_AS}"
        )
    if encoding == UTF_8:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise UsageError(
                f"The file is not UTF-8: line {line} has a letter in another encoding. {_SAVE_AS}"
            ) from error
    if not raw.isascii() and _is_utf_8(raw):
        raise UsageError(
            f"The map says `encoding: {WINDOWS_1252}`, and the file is UTF-8. Take that line out of"
            " the map."
        )
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"The file is not {WINDOWS_1252}: line {line} has a code that it has no letter for."
            " Save it as “CSV UTF-8” and take `encoding` out of the map."
        ) from error


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _announced(text: str) -> tuple[str, str]:
    """The delimiter that the first line names for spreadsheet programs, and what is below it."""
    first, _, rest = text.partition("\n")
    said = first.rstrip("\r")
    if said.lower().startswith("sep=") and said[4:] in DELIMITERS:
        return said[4:], rest
    return "", text


def _sniffed(text: str, headings_in_row: int) -> str:
    """The delimiter by which the row of the headings has the most cells."""

    def width(delimiter: str) -> int:
        try:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            return len(next(islice(rows, headings_in_row - 1, None), ()))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=width)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows one by one.

    Raises:
        UsageError: The quotes in it cannot be understood, or a cell is too long.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(
                f"Row {number} cannot be read: a text in quotes is not closed, goes on behind its"
                " quotes, or is far too long. Look at the quotes of that row, or export the file"
                " anew."
            ) from error
        yield row
