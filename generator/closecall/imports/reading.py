"""A file to a sheet: opened without waiting, measured before it is read, told by what it holds."""

import os
import stat
from pathlib import Path
from typing import Final

from closecall.errors import UsageError
from closecall.imports.delimited import UTF_8, read_delimited
from closecall.imports.package import old_workbook
from closecall.imports.sheet import MAX_BYTES, Sheet

_ZIP: Final = b"PK"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_OTHERS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed file"),
)


def file_bytes(file: Path, *, most: int = MAX_BYTES) -> bytes:
    """What stands in a file.

    Args:
        file: The file; a pipe or a device is not waited for.
        most: Bytes that it may have.

    Raises:
        UsageError: It cannot be read, or is too large.
    """
    try:
        held = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"{file}: the file cannot be read: {error.strerror}.") from error
    try:
        status = os.fstat(held)
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{file} is not a file. Name the export itself.")
        with os.fdopen(held, "rb", closefd=False) as stream:
            raw = stream.read(most + 1) if status.st_size <= most else b""
    except OSError as error:
        raise UsageError(f"{file}: the file cannot be read: {error.strerror}.") from error
    finally:
        os.close(held)
    if status.st_size > most or len(raw) > most:
        raise UsageError(
            f"{file} has more than {_size(most)}. Make an export of a shorter time, or of fewer"
            " columns."
        )
    return raw


def _size(most: int) -> str:
    return f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1024} KB"


def read_sheet(
    raw: bytes, *, sheet: str = "", encoding: str = UTF_8, headings_in_row: int = 1
) -> Sheet:
    """The sheet in a file: a workbook or a table of text, whatever the file is called.

    Raises:
        UsageError: It is neither, or cannot be read.
    """
    if raw.startswith(_ZIP):
        from closecall.imports.workbook import read_workbook  # noqa: PLC0415 - seldom needed

        return read_workbook(raw, sheet=sheet, headings_in_row=headings_in_row)
    if raw.startswith(_OLD_OFFICE):
        raise old_workbook()
    for beginning, what in _OTHERS:
        if raw.startswith(beginning):
            raise UsageError(f"The file is {what}, and no CSV or XLSX.")
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise UsageError(
            "The file is a web page or XML, whatever its name says. Open it in your spreadsheet"
            " program and save it as .xlsx or as “CSV UTF-8”."
        )
    if sheet:
        raise UsageError(
            "The map names a sheet, and the file is a CSV, which has none. Take `sheet` out of the"
            " map, or import the workbook."
        )
    return read_delimited(raw, encoding=encoding, headings_in_row=headings_in_row)
