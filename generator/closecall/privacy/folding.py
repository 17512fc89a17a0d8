"""Bytes to the plain text in which identifiers are looked for.

What looks like a letter or digit of ours becomes one, what cannot be seen goes, dashes and spaces
become ordinary ones: so a number is the same number in whatever characters it was written.
"""

import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class View:
    """A text to look through."""

    text: bytes
    """ASCII, with `-` for `_`, and no control character but the line end."""
    begins: Sequence[int] | None = None
    """For each byte, where what it stands for begins in the source; None where it is the same."""
    ends: Sequence[int] | None = None
    """And where that ends."""

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The part of the source that a part of this text, at least one byte, stands for."""
        if self.begins is None or self.ends is None:
            return start, end
        return self.begins[start], self.ends[end - 1]


_PLAIN: Final = bytes((*range(0x20, 0x7F), 0x09, 0x0A, 0x0D))
_SAME: Final = bytes.maketrans(b"_\t\r", b"-  ")


def is_plain(raw: bytes) -> bool:
    """Whether every byte is a printable ASCII character, a tab or a line end."""
    return not raw.translate(None, _PLAIN)


def folded_plain(raw: bytes) -> bytes:
    """The text of plain bytes; each byte stands for itself."""
    return raw.translate(_SAME)


def folded(text: str) -> bytes:
    """The plain text of any characters."""
    strange = [character for character in set(text) if character not in _KEPT]
    if len(strange) > _FEW:
        return text.translate(_TABLE).encode("ascii")
    for character in strange:
        text = text.replace(character, _FOLDS[character])
    return text.encode("ascii")


def view_of(text: str) -> View:
    """The same with the place of each byte."""
    begins, ends = array("L"), array("L")
    for offset, character in enumerate(text):
        length = len(_FOLDS[character])
        begins.extend((offset,) * length)
        ends.extend((offset + 1,) * length)
    return View(folded(text), begins, ends)


def readings(raw: bytes) -> Iterator[str]:
    """The characters of a file, the likeliest reading first; never fails.

    A byte that is no UTF-8 is read as the older encoding of Windows. What may be UTF-16 or UTF-32
    is read as that, and as bytes too: a mark or a zero byte may be there to mislead.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            yield raw[len(mark) :].decode(encoding, "replace")
    if b"\0" in raw:
        likeliest = _wide(raw)
        for encoding in sorted(_WIDE, key=lambda encoding: encoding != likeliest):
            yield raw.decode(encoding, "replace")
    yield raw.decode("utf-8", "surrogateescape")


_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


_WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _wide(raw: bytes) -> str:
    """The likeliest encoding with zero bytes."""
    zeros = [raw[place::4].count(0) for place in range(4)]
    little = zeros[3] >= zeros[0]
    if sum(zeros) * 3 >= 2 * len(raw):
        return "utf-32-le" if little else "utf-32-be"
    return "utf-16-le" if zeros[1] + zeros[3] >= zeros[0] + zeros[2] else "utf-16-be"


# --- One character ---------------------------------------------------------------------------


class _Folds(dict[str, str]):
    """What each character becomes; worked out once."""

    def __missing__(self, character: str) -> str:
        self[character] = plain = _fold(character)
        return plain


class _Table(dict[int, str]):
    """The same for `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _FOLDS[chr(code)]
        return plain


def _fold(character: str) -> str:
    code = ord(character)
    if code < 0x80:
        return _fold_ascii(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8; the older encoding has a character
        return _fold(bytes((code - 0xDC00,)).decode("cp1252", "replace"))
    return _SHOWN[character] if character in _SHOWN else _fold_other(character)


def _fold_other(character: str) -> str:
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return ""
    value = unicodedata.numeric(character, None)
    if value is not None and value in _DIGITS and not _is_roman(ord(character)):
        return _DIGITS[value]
    apart = unicodedata.normalize("NFKD", character)
    if apart != character:
        return "".join(map(_fold, apart))
    return _BY_CATEGORY.get(category, "*")


def _is_roman(code: int) -> bool:
    """Whether a sign is one of the Roman numerals, which are letters to a reader."""
    return 0x2160 <= code <= 0x2188


def _fold_ascii(character: str) -> str:
    if character == "_":
        return "-"
    if character.isprintable() or character == "\n":
        return character
    return " " if character.isspace() else ""


def _alike(plain: str, *others: str) -> dict[str, str]:
    """Characters that look like ours; each of `others` is as long as `plain`."""
    return {theirs: ours for other in others for theirs, ours in zip(other, plain, strict=True)}


_KEPT: Final = frozenset([*(chr(code) for code in range(0x20, 0x7F) if code != 0x5F), "\n"])
_FEW: Final = 16
"""Up to so many different strange characters are replaced one by one, which is faster."""
_UNSEEN: Final = frozenset(["Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me"])
_DIGITS: Final = {float(value): str(value) for value in range(10)}
_BY_CATEGORY: Final = {
    "Lu": "X",
    "Lt": "X",
    "Lo": "X",
    "Nl": "X",
    "Ll": "x",
    "Lm": "x",
    "Mc": "x",
    "Pd": "-",
    "Zs": " ",
    "Zl": "\n",
    "Zp": "\n",
    "Sc": "$",
}
"""What a character becomes of which only its category counts; any other becomes `*`."""
_SHOWN: Final[dict[str, str]] = {
    # Cyrillic, Greek
    **_alike("ABEKMHOPCTYXIJSQWGU", "АВЕКМНОРСТУХІЈЅԚԜԌՍ"),
    **_alike("aeopcyxijsdhqwbkmhtlrng", "аеорсухіјѕԁһԛԝвкмнтӏгпց"),
    **_alike("ABEZHIKMNOPTYXSL", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧΣᏞ"),
    **_alike("oaivpuktse", "οαινρυκτςε"),
    # Latin that does not come apart
    **_alike("LlOoDdDdiHhTtg", "ŁłØøĐđÐðıĦħŦŧɡ"),
    "ß": "ss",
    "Æ": "AE",
    "æ": "ae",
    "Œ": "OE",
    "œ": "oe",
    "Þ": "Th",
    "þ": "th",
    # Signs
    **dict.fromkeys("‘’‚‛ʼʹ′`´＇", "'"),  # noqa: RUF001
    **dict.fromkeys("“”„‟″«»＂", '"'),  # noqa: RUF001
    **dict.fromkeys("·•‧∙⋅・。․", "."),  # noqa: RUF001
    **dict.fromkeys("−⁃˗ー﹣¯", "-"),  # noqa: RUF001
    **dict.fromkeys("⁄∕⧸", "/"),  # noqa: RUF001
    **dict.fromkeys("∶꞉", ":"),  # noqa: RUF001
    "\x85": "\n",
    # Empty, though they count as letters or signs
    **dict.fromkeys("\u115f\u1160\u3164\uffa0", ""),
    "\u2800": " ",
}
_FOLDS: Final = _Folds()
_TABLE: Final = _Table()


# --- Where something stands ------------------------------------------------------------------


def places(text: str, offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Line and column, from 1, of characters of a text given in order."""
    line, begin, last = 1, 0, 0
    for offset in offsets:
        line += text.count("\n", last, offset)
        begin = max(begin, text.rfind("\n", last, offset) + 1)
        last = offset
        yield line, offset - begin + 1
