"""Texts that say something in another spelling: codes, tags, number words, base 64.

Each gives further texts to look through, none where there is nothing of its kind.
"""

import binascii
from array import array
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

from closecall.privacy.between import DIGIT
from closecall.privacy.folding import View, folded
from closecall.privacy.patterns import Gate, Pattern

CODES: Final = (
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});?"
    r"|&[A-Za-z][A-Za-z0-9]{1,30};"
    r"|(?:%[0-9A-Fa-f]{2})+"
    r"|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \"/0LNPabefnrtv-]|\n[ ]*)"
    r"|</?[A-Za-z!][^<>\n]{0,80}>"
)
"""What stands for a character in a web page, an address or YAML; and the tags of a web page."""

_UNITS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES: Final = {
    **{word: str(value) for value, word in enumerate(_UNITS)},
    **{word: str(10 * value) for value, word in enumerate(_TENS, 2)},
    **dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0"),
    "niner": "9",
    "fourty": "40",
}
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3}
_ROUND: Final = {"hundred": "00", "thousand": "000"}

_LONGEST_FIRST: Final = sorted((*_VALUES, *_TIMES), key=len, reverse=True)
_WORD: Final = "|".join(_LONGEST_FIRST)
_ANY: Final = "|".join((*_LONGEST_FIRST, *_ROUND, "[0-9]{1,4}"))
_BETWEEN: Final = r"(?:[ ,.;:/|\n\"'*#-]{0,8}(?:and[ -])?)"
_IN_A_ROW: Final = rf"(?i:\b(?:{_WORD})(?:{_BETWEEN}(?:{_ANY})){{2"
WORDS: Final = f"{_IN_A_ROW},60}}\\b)"
"""Numbers in words, three or more of them in a row."""

BASE_64: Final = (
    r"(?:^|[^A-Za-z0-9+/])(?:[A-Za-f][A-Za-z0-9+/]{3}){3,}"
    r"(?:[A-Za-f][A-Za-z0-9+/]{3}|[A-Za-f][A-Za-z0-9+/]{1,2}={0,2})"
)
"""What may be ASCII text in base 64: its every fourth letter is one of the first thirty-two."""

_DAY: Final = r"\b20[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])[./-]"
"""A day that something hangs on, as in the id of a record."""

_DAYS: Final = Pattern(_DAY)
_CODES: Final = Pattern(CODES)
_WORDS: Final = Pattern(WORDS)
_EACH: Final = Pattern(f"(?i:{_ANY})")
_BASE_64: Final = Pattern(BASE_64)


def unescaped(view: View) -> Iterator[View]:
    """The same with codes read and tags left out."""
    yield from _rewritten(view, ((m.span(), _meant) for m in _CODES.all(view.text)))


def _meant(code: str) -> str:
    if code[0] == "&":
        return unescape(code)
    if code[0] == "%":
        return unquote(code, errors="replace")
    if code[0] == "<":
        return ""
    if code[1] in "xuU":
        return bytes.fromhex(code[2:].zfill(8)).decode("utf-32-be", "replace")
    return "" if code[1] == "\n" else " "


def without_days(view: View) -> Iterator[View]:
    """The same without days that something hangs on, so that a number after one stands alone."""
    yield from _rewritten(view, ((m.span(), lambda _: "=") for m in _DAYS.all(view.text)))


def in_digits(view: View) -> Iterator[View]:
    """The same with numbers in words written in digits, one after another."""
    yield from _rewritten(view, ((m.span(), _number) for m in _WORDS.all(view.text)))


def _number(words: str) -> str:
    return "".join(_digits(words.encode("ascii").lower()))


def _digits(words: bytes) -> Iterator[str]:
    times, ten = 1, ""
    for found in _EACH.all(words):
        word = words[found.start() : found.end()].decode("ascii")
        if word in _TIMES:
            yield ten
            times, ten = _TIMES[word], ""
            continue
        value = _VALUES.get(word) or _ROUND.get(word) or word
        if ten and len(value) == 1 and value != "0":  # forty-one is 41, forty is 40
            yield ten[0] + value
            ten = ""
            continue
        if ten:
            yield ten
            ten = ""
        if word in _TENS and times == 1:
            ten = value
        else:
            yield value * times
        times = 1
    yield ten


def _rewritten(
    view: View, pieces: Iterable[tuple[tuple[int, int], Callable[[str], str]]]
) -> Iterator[View]:
    """A view with some pieces of it written otherwise; none if there are no such pieces."""
    text = view.text
    new: list[bytes] = []
    begins, ends = array("L"), array("L")
    last = 0

    def keep(start: int, end: int) -> None:
        new.append(text[start:end])
        if view.begins is None or view.ends is None:
            begins.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            begins.extend(view.begins[start:end])
            ends.extend(view.ends[start:end])

    for (start, end), write in pieces:
        keep(last, start)
        plain = folded(write(text[start:end].decode("ascii")))
        new.append(plain)
        begin, beyond = view.source(start, end)
        begins.extend((begin,) * len(plain))
        ends.extend((beyond,) * len(plain))
        last = end
    if last:
        keep(last, len(text))
        yield View(b"".join(new), begins, ends)


def from_base_64(view: View) -> Iterator[View]:
    """What each word says that may be text in base 64."""
    for found in _BASE_64.all(view.text):
        start, end = found.span()
        if view.text[start : start + 1] not in _LETTERS:
            start += 1
        word = view.text[start:end].rstrip(b"=")
        try:
            raw = binascii.a2b_base64(word + b"=" * (-len(word) % 4))
        except binascii.Error:
            continue
        if raw.isascii():
            plain = folded(raw.decode("ascii"))
            if plain:
                begin, beyond = view.source(start, end)
                yield View(plain, (begin,) * len(plain), (beyond,) * len(plain))


_LETTERS: Final = frozenset(bytes((code,)) for code in b"+/" + bytes(range(0x30, 0x3A))) | {
    bytes((code,)) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B))
}


_GATE: Final = Gate((CODES, f"{_IN_A_ROW}}})", rf"{_DAY}[+(]{{0,2}}{DIGIT}[0-9 .,/()-]", BASE_64))
_CODED, _IN_WORDS, _AFTER_A_DAY, _IN_BASE_64 = range(4)
_DEEPEST: Final = 8
"""So many times codes of codes are read."""


def views(view: View, depth: int = 0) -> Iterator[View]:
    """The text and every other that it stands for; each costs as much as the text is long."""
    yield view
    opened = _GATE.opened(view.text)
    if not opened:
        return
    last = view
    if _CODED in opened:
        for _ in range(_DEEPEST):
            read = next(unescaped(last), None)
            if read is None:
                break
            last = read
            yield read
    yield from _spelt(last, depth)
    if last is not view:
        yield from _spelt(view, depth)


def _spelt(view: View, depth: int) -> Iterator[View]:
    opened = _GATE.opened(view.text)
    if _AFTER_A_DAY in opened:
        yield from without_days(view)
    if _IN_WORDS in opened:
        for other in in_digits(view):
            yield other
            yield from without_days(other)
    if _IN_BASE_64 in opened and depth < _BOXES:
        for word in from_base_64(view):
            yield from views(word, depth + 1)


_BOXES: Final = 2
"""So many times base 64 inside base 64 is read."""
