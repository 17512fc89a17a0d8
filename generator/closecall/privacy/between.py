"""What may stand between the parts of a number, and what a row of numbers may be instead."""

from typing import Final

from closecall.privacy.patterns import Pattern

TIGHT: Final = r"[ ./-]"
"""Between two groups of digits that belong together at first sight."""
SIGN: Final = r"[ \n.,:;/\\()\[\]{}'\"|+*#~<>=-]"
"""Anything that is no letter or digit."""
KEY: Final = r"[A-Za-z][A-Za-z0-9-]{0,40}[\"']?:"
"""The name of a field, for a number that is split over two."""
WIDE: Final = rf"(?:{SIGN}{{1,24}}(?:{KEY}{SIGN}{{1,8}})?)"
"""Between two parts that may stand on two lines or in two neighbouring fields."""
SPLIT: Final = (
    rf"(?:[ ,.\"'/\\-]{{0,3}}\n[ #>|*\"'-]{{0,24}}|[ ,\n\"'#>|*-]{{1,24}}{KEY}[ \n\"'>|-]{{1,8}})"
)
"""Between two parts on two lines or in two neighbouring fields, and nothing else."""
DIGIT: Final = "[0-9OoIlSBZ]"
"""A digit, or a letter that looks like one."""

_ALIKE: Final = bytes.maketrans(b"OoIlSBZ", b"0011582")
_BLANKS: Final = b" \n,\"'"
_SIGNS: Final = bytes(code for code in range(128) if not chr(code).isalnum())
_DIGITS: Final = frozenset(b"0123456789")
_JOINED: Final = frozenset(b" ./-:")
_PARTS: Final = Pattern(f"{KEY}|{DIGIT}+")

GROUP: Final = Pattern("[0-9]+")
"""Digits with nothing between them."""


def digits_of(text: bytes) -> bytes:
    """The digits of a number, letters that look like them read as such; the quick way to them."""
    if b":" in text:  # perhaps after the name of a field
        return b"".join(parts(text)[0])
    return text.translate(_ALIKE, _SIGNS)


def real(text: bytes) -> int:
    """How many digits there are in a text, letters that look like them not counted."""
    return len(text) - len(text.translate(None, b"0123456789"))


def parts(text: bytes) -> tuple[list[bytes], list[bytes]]:
    """The groups of digits of a number, and what stands between each two.

    Letters that look like digits are read as such; the name of a field stands between.
    """
    groups: list[bytes] = []
    between: list[bytes] = []
    last = 0
    for found in _PARTS.all(text):
        start, end = found.span()
        if text[end - 1 : end] == b":":
            continue
        if groups:
            between.append(text[last:start])
        groups.append(text[start:end].translate(_ALIKE))
        last = end
    return groups, between


def after_a_number(text: bytes, start: int) -> bytes:
    """The sign by which what begins here hangs on a digit before it; empty if it does not."""
    if start >= 2 and text[start - 1] in _JOINED and text[start - 2] in _DIGITS:
        return text[start - 1 : start]
    return b""


def before_a_number(text: bytes, end: int) -> bytes:
    """The sign by which a digit hangs on what ends here; empty if none does."""
    if end + 1 < len(text) and text[end] in _JOINED and text[end + 1] in _DIGITS:
        return text[end : end + 1]
    return b""


def has_day(groups: list[bytes]) -> bool:
    """Whether a row of numbers, or a part of it, is a day with its year."""
    for place, group in enumerate(groups):
        after = groups[place + 1 : place + 3]
        if _is_day(group):
            return True
        if len(after) == 2:
            first, last = _is(group, 31) and after[1], _is(after[1], 31) and group
            if _is(after[0], 31) and any(year and _is_year(year) for year in (first, last)):
                return True
    return False


def has_date_or_time(groups: list[bytes], between: list[bytes]) -> bool:
    """Whether a row of numbers, or a part of it, is a day, a month, a time or two years."""
    pairs = zip(groups, groups[1:], between, strict=False)
    return has_day(groups) or any(
        (_is_year(one) and (_is_year(other) or _is(other, 12)))
        or (_is(one, 23) and _is(other, 59) and sign.strip() == b":")
        or (_is_clock(one) and (_is_clock(other) or _is_year(other)))
        for one, other, sign in pairs
    )


def _is(group: bytes, most: int) -> bool:
    return len(group) <= 2 and int(group) <= most


def _is_year(group: bytes) -> bool:
    return len(group) == 4 and group[:2] in (b"18", b"19", b"20")


def _is_clock(group: bytes) -> bool:
    return len(group) == 4 and int(group[:2]) <= 23 and int(group[2:]) <= 59


def _is_day(group: bytes) -> bool:
    """Whether eight digits are a day, its year first or last."""
    if len(group) != 8:
        return False
    return any(
        _is_year(year) and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
        for year, month, day in (
            (group[:4], group[4:6], group[6:]),
            (group[4:], group[2:4], group[:2]),
        )
    )


def is_in_a_list(text: bytes, start: int, end: int) -> bool:
    """Whether numbers divided by commas are the middle of a list with more of them."""
    if b"," not in text[start:end]:
        return False
    before = text[max(0, start - 24) : start].rstrip(_BLANKS)
    after = text[end : end + 24].lstrip(_BLANKS)
    return before[-1:].isdigit() or after[:1].isdigit()


def is_series(groups: list[bytes], between: list[bytes]) -> bool:
    """Whether single digits look like counts in a row rather than one number written apart."""
    apart = any(sign.strip(b" ./-") or b"\n" in sign for sign in between)
    return apart and sum(group >= b"5" for group in groups) < 3
