"""A table as a CSV file that no spreadsheet runs as a program.

RFC 4180 in UTF-8: every cell in quotation marks, lines end with CR LF, the first row names the
columns. A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a formula, so an
apostrophe stands before it; it does so too where blanks or signs that nobody sees come first.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import category

_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - a spreadsheet takes the wide ones too


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write a table.

    Args:
        heads: The names of its columns.
        rows: Its rows, each as long as `heads`. Text may be a record's; a number is written as it
            is.

    Raises:
        ValueError: A row is longer or shorter than `heads`.
    """
    lines = [_line(heads)]
    for row in rows:
        if len(row) != len(heads):
            raise ValueError(f"a row has {len(row)} cells, and there are {len(heads)} columns")
        lines.append(_line(row))
    return "".join(lines).encode()


def _line(cells: Sequence[str | int]) -> str:
    return ",".join(f'"{_safe(cell)}"' for cell in cells) + "\r\n"


def _safe(cell: str | int) -> str:
    if isinstance(cell, int):
        return str(cell)
    first = next((char for char in cell if char in _FORMULA or not _unseen(char)), "")
    text = f"'{cell}" if first in _FORMULA and first else cell
    return text.replace('"', '""')


def _unseen(char: str) -> bool:
    """Whether a sign is a blank or one that is not drawn."""
    return char.isspace() or category(char) in {"Cc", "Cf"}
