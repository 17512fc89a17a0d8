"""Bytes to text that can be read in one way only.

Looked at before the parser sees anything: what kind of file it is, its encoding, and every
character that hides something or that programs disagree about.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from closecall.records.refusals import MAX_BYTES, MAX_LINE, MAX_MARKS, REFUSALS, Refused

LFS: Final = b"version https://git-lfs"
"""How a pointer of Git LFS begins."""

_BOM = "\ufeff"
_REPLACED = "\ufffd"

_NOT_TEXT = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "a rich text document"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|!--|head|body|svg)", re.IGNORECASE)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$", re.MULTILINE)
_TAB_INDENT = re.compile(r"^ *(\t)", re.MULTILINE)

# What has no place in a text, with the two joiners (U+200C, U+200D) that need a look around.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb"
    "\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = frozenset("\r\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")
_NAMES = {
    "\x00": "NUL",
    "\t": "tab",
    "\r": "carriage return",
    "\x1b": "escape",
    "\x7f": "delete",
    "\x85": "next line",
    _BOM: "byte order mark",
}
_LONG_RUN = re.compile(rf"[^\x00-\x7f]{{{MAX_MARKS + 1},}}")  # marks are never ASCII


def readable(raw: bytes, refused: Refused) -> bytes | None:
    """Look at bytes, encoding, characters and lines.

    Args:
        raw: The file's bytes.
        refused: Takes what is wrong.

    Returns:
        What the parser may be given: the file without a leading byte order mark, and every
        refused character replaced so that lines and columns stay. None where nothing is left to
        parse.
    """
    text = _decoded(raw, refused)
    if text is None:
        return None
    begin = text.startswith(_BOM)
    # For the look at the characters alone: the parser joins both kinds of line end by itself.
    lines = text[begin:].replace("\r\n", "\n")
    _check_conflict(lines, refused)
    if refused.any:
        return None
    _check_lines(lines, refused)
    bad = list(bad_characters(lines))
    if not bad:
        return raw[3:] if begin else raw
    replaced = list(lines)
    for rule, offset, message in bad:
        _refuse(refused, rule, lines, offset, message)
        if rule != "Y11":
            replaced[offset] = _REPLACED
    return "".join(replaced).encode()


def _check_conflict(text: str, refused: Refused) -> None:
    for match in _CONFLICT.finditer(text):
        _refuse(refused, "Y05", text, match.start())


def _check_lines(text: str, refused: Refused) -> None:
    for match in _TAB_INDENT.finditer(text):
        _refuse(refused, "Y12", text, match.start(1))
    if len(text) > MAX_LINE:
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > MAX_LINE:
                refused.add("Y13", number, MAX_LINE + 1)


def _decoded(raw: bytes, refused: Refused) -> str | None:
    """The text of the file; None, and said why, where it has none."""
    if len(raw) > MAX_BYTES:
        refused.add("Y01", 1, 1)
    elif not raw.strip():
        refused.add("Y22", 1, 1)
    elif what := _other_file(raw):
        refused.add("Y03", 1, 1, f"The file is {what}, not the text of a record.")
    elif raw.startswith(LFS):
        refused.add("Y04", 1, 1)
    elif wide := _wide_encoding(raw):
        refused.add("Y02", 1, 1, f"The file is saved as {wide}, not as UTF-8.")
    else:
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode(errors="replace").replace("\r\n", "\n")
            message = f"{REFUSALS['Y02'].what} It was probably saved in an older encoding."
            refused.add("Y02", *place(before, len(before)), message)
    return None


def _other_file(raw: bytes) -> str:
    """What kind of file this is, where its first bytes say that it is no plain text."""
    for beginning, name in _NOT_TEXT:
        if raw.startswith(beginning):
            return name
    return "a web page or XML" if _MARKUP.match(raw) else ""


def _wide_encoding(raw: bytes) -> str:
    """The name of an encoding with two or four bytes a letter; empty for any other."""
    head = raw[:4]
    if head in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return "UTF-32"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    zeros = tuple(byte == 0 for byte in head)
    if zeros in ((False, True, True, True), (True, True, True, False)):
        return "UTF-32"
    if zeros in ((False, True, False, True), (True, False, True, False)):
        return "UTF-16"
    return ""


def bad_characters(text: str) -> Iterator[tuple[str, int, str]]:
    """Rule, offset and message of every character that is refused, in order of rules."""
    for match in _SUSPECT.finditer(text):
        character, offset = match[0], match.start()
        if character in _JOINERS and _joins(text, offset):
            continue
        rule = _rule_of(character)
        name = _NAMES.get(character) or unicodedata.name(character, "").lower()
        code = f"U+{ord(character):04X}" + (f", {name}" if name else "")
        yield rule, offset, f"{REFUSALS[rule].what[:-1]}: {code}."
    if not text.isascii():
        for run in _LONG_RUN.finditer(text):
            yield from (("Y11", offset, REFUSALS["Y11"].what) for offset in _piles(run))


def _rule_of(character: str) -> str:
    code = ord(character)
    if character in _LINE_ENDS:
        return "Y07"
    if character in _BIDI:
        return "Y08"
    if code < 0x20 or 0x7F <= code <= 0x9F:  # C0, DEL and C1
        return "Y06"
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return "Y10"
    return "Y09"


def _joins(text: str, offset: int) -> bool:
    """Whether a joiner stands where writing uses it: between two letters or inside an emoji.

    Between ASCII letters it never does anything but hide.
    """
    around = text[offset - 1 : offset] + text[offset + 1 : offset + 2]
    return len(around) == 2 and all(
        not character.isascii() and unicodedata.category(character)[0] in "LMS"
        for character in around
    )


def _piles(run: re.Match[str]) -> Iterator[int]:
    """Offsets at which a pile of combining marks grows too high, once a pile."""
    marks = 0
    for offset, character in enumerate(run[0], run.start()):
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks == MAX_MARKS + 1:
            yield offset


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _refuse(refused: Refused, rule: str, text: str, offset: int, message: str = "") -> None:
    # A place costs a look through the text, so none is looked up that is not shown.
    where = (0, 0) if refused.full(rule) else place(text, offset)
    refused.add(rule, *where, message)
