"""A workbook is a ZIP archive of XML: both looked at before anything in them is believed."""

import io
import struct
import zipfile
import zlib
from contextlib import suppress
from typing import IO, Final, NoReturn
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from closecall.errors import UsageError

MAX_MEMBERS: Final = 1_000
"""Files inside a workbook."""
MAX_UNPACKED: Final = 200_000_000
"""Bytes of all of them together, unpacked."""
MAX_RATIO: Final = 200
"""How many times larger than packed one of them may be."""
MAX_BESIDE: Final = 40_000_000
"""Bytes of what a program reads whole, unpacked: all markup that is no sheet."""
MAX_ELEMENTS: Final = 1_000_000
"""Elements in it: a text that cells share is two of them at least, and each costs memory."""
_SMALL: Final = 1_000_000
"""Bytes of a file below which nobody asks for its ratio: ten blank pages pack very well."""
_WORKBOOK: Final = "xl/workbook.xml"
_TYPES: Final = "[Content_Types].xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PIECE: Final = 1 << 20
_ENCRYPTED: Final = 0x1
_AS_XLSX: Final = "Open it in your spreadsheet program and save it as .xlsx or as “CSV UTF-8”."


def opened(raw: bytes) -> zipfile.ZipFile:
    """The archive of a workbook, once it has been looked at.

    Raises:
        UsageError: It is no workbook, or one that nobody should unpack.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        raise broken() from error
    _check_names(members)
    _check_sizes(members)
    names = {member.filename for member in members}
    if _WORKBOOK not in names:
        what = "another sort of archive"
        if "content.xml" in names and "mimetype" in names:
            what = "an OpenDocument spreadsheet (.ods)"
        elif "word/document.xml" in names:
            what = "a text document (.docx)"
        elif "xl/workbook.bin" in names:
            what = "a binary workbook (.xlsb)"
        raise UsageError(f"The file is {what}, and no workbook (.xlsx). {_AS_XLSX}")
    for member in members:
        _check_markup(archive, member)
    _check_beside(archive, members)
    return archive


def broken() -> UsageError:
    """What is said of a workbook that cannot be read."""
    return UsageError(f"The file is a broken workbook. {_AS_XLSX}")


def old_workbook() -> UsageError:
    """What is said of a workbook of the older kind, or behind a password."""
    return UsageError(
        f"The file is an old workbook (.xls), or one that asks for a password. {_AS_XLSX}"
    )


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.filename
        # The name as it stands in the archive: `ZipInfo` has already cut it at a NUL.
        parts = name.replace("\\", "/").split("/")
        if (
            ".." in parts
            or name.startswith(("/", "\\"))
            or "\\" in name
            or ":" in name
            or "\0" in member.orig_filename
        ):
            raise UsageError(
                "The file is a workbook with a part whose name leads out of it. No spreadsheet"
                " program writes such a file: it was made to do harm, so nothing of it was read."
            )
        if name.casefold() in seen:
            raise UsageError(
                "The file is a workbook with two parts of one name, so that two programs could"
                f" read two different things. {_AS_XLSX}"
            )
        seen.add(name.casefold())


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise UsageError(
            f"The file is a workbook with more than {MAX_MEMBERS:,} parts. Copy the one sheet into"
            " a new workbook and import that."
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise old_workbook()
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        raise broken()
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > _SMALL and member.file_size > MAX_RATIO * member.compress_size
        for member in members
    )
    if unpacked > MAX_UNPACKED or swollen:
        raise UsageError(
            "The file would unpack to far more than it seems to hold, so nothing of it was"
            " unpacked. Copy the one sheet into a new workbook and import that."
        )


class _Root(Exception):  # noqa: N818 - no error: it ends a look at the beginning of a file
    """The first element has been reached."""


class _Prolog(ContentHandler):
    """Looks at what stands before the first element, and at nothing else."""

    def startElement(self, name: str, attrs: AttributesImpl) -> NoReturn:  # noqa: N802 - its name
        del name, attrs
        raise _Root


def _check_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a part that declares a document type: entities, and files to be fetched, begin so."""
    try:
        with archive.open(member) as part, suppress(_Root, SAXException):
            parse(part, _Prolog())
    except DefusedXmlException as error:
        raise UsageError(
            "The file is a workbook with a document type declaration in it. No spreadsheet program"
            " writes such a file: it was made to do harm, so nothing of it was read."
        ) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise broken() from error


class _Types(ContentHandler):
    """Which part is said to be what: a name says nothing, any part may hold the shared texts."""

    def __init__(self) -> None:
        super().__init__()
        self.of: dict[str, set[str]] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - its name
        if name.rpartition(":")[2] == "Override":
            part = attrs.get("PartName", "").removeprefix("/")
            self.of.setdefault(part, set()).add(attrs.get("ContentType", ""))


def _check_beside(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuse very much that is no sheet: sheets are read row by row, the rest is held whole."""
    types = _Types()
    listed = [member for member in members if member.filename == _TYPES]
    try:
        _check_elements(archive, listed)
        for member in listed:
            with archive.open(member) as part, suppress(SAXException):
                parse(part, types)
        _check_elements(
            archive,
            [
                member
                for member in members
                if types.of.get(member.filename) != {_SHEET_TYPE}
                and (member.filename in types.of or member.filename.endswith((".xml", ".rels")))
            ],
        )
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
        raise broken() from error


def _check_elements(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    size = elements = 0
    for member in members:
        with archive.open(member) as part:
            while piece := part.read(_PIECE):
                size += len(piece)
                elements += piece.count(b"<") - piece.count(b"</")
                if size > MAX_BESIDE or elements > MAX_ELEMENTS:
                    raise UsageError(
                        "The file is a workbook with very much in it beside its sheets, such as"
                        " texts that no cell uses any more. Copy the one sheet into a new workbook"
                        " and import that."
                    )


def parse(part: IO[bytes], handler: ContentHandler) -> None:
    """Parse a part of a workbook, piece by piece; nothing is fetched, nothing kept.

    Raises:
        DefusedXmlException: It declares a document type.
        SAXException: It is not well-formed XML.
    """
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    parser.parse(part)
