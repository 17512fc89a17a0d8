"""Telephone numbers: British, foreign with their +, and any after a word that says so."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from closecall.privacy.between import (
    DIGIT,
    GROUP,
    SPLIT,
    after_a_number,
    before_a_number,
    digits_of,
    has_day,
    is_series,
    parts,
    real,
)
from closecall.privacy.patterns import Finder, Pattern, Span

_Groups: TypeAlias = list[bytes]

_NEAR: Final = rf"(?:[ .,/\\()\[\]*+|~-]{{1,4}}|{SPLIT})"
_BEFORE: Final = "(?:^|[^0-9A-Za-z.:-]|[^0-9][.:-])"
_AFTER: Final = "(?:$|[^0-9A-Za-z.:-]|[.:-](?:$|[^0-9]))"
_HOME: Final = (
    rf"(?:{_BEFORE}|\b(?i:tel|phone|mob|mobile|fax|ph|no))([0O](?:{_NEAR}?{DIGIT}){{9,10}}){_AFTER}"
)
_ABROAD: Final = (
    rf"((?:\+[ (\[]{{0,2}}|\b00{_NEAR}?)44{_NEAR}?(?:[0O]{_NEAR}?)?[1-9]"
    rf"(?:{_NEAR}?{DIGIT}){{8,9}})\b"
)
_COUNTRY: Final = (
    "20|27|3[0-469]|35[0-9]|4[0135689]|6[0134]|86|9[0-58]|2(?:2[01]|3[234]|5[4-6]|6[03])|97[127]"
    "|88[06]"
)
"""After 00: the countries that people here ring most; any would be the number of a thing."""
_BARE: Final = rf"\b(44{_NEAR}?(?:0{_NEAR}?)?[12378](?:{_NEAR}?{DIGIT}){{9}})\b"
_ELSEWHERE: Final = rf"(\+[ (\[]{{0,2}}[1-9](?:{_NEAR}?[0-9]){{8,13}})\b"
_ELSEWHERE_DIALLED: Final = rf"(\b00{_NEAR}?(?:{_COUNTRY})(?:{_NEAR}?[0-9]){{7,11}})\b"
_SAID: Final = (
    r"(?i:\b(?:tel|telephone|phone|mobile|mob|landline|fax|whatsapp|ring|rang|call|called)"
    r"(?:[ -](?:no|num|number))?[ ]?\.?(?: (?:me|us|her|him|them))?"
    r"(?: (?:is|on|at|to))?[ .:#=\"']{1,4})"
    rf"([0-9](?:{_NEAR}?[0-9]){{5,11}})\b"
)

_AREAS: Final = frozenset(b"1235789")
"""The second digit of a British number."""
_OF_TEN: Final = frozenset([(4, 6), (5, 5), (4, 3, 3), (5, 3, 2), (5, 2, 3), (6, 4)])
"""The groups of the few British numbers that have ten digits."""
_HANGING: Final = frozenset([b".", b"-", b":"])


def _finder(
    source: str,
    least: int,
    is_one: Callable[..., bool],
    may_be: Callable[[bytes], bool] = bool,
) -> Finder:
    """Numbers of a pattern.

    Args:
        source: The pattern.
        least: How many signs of a match are digits, and not letters that look like them.
        is_one: What must hold beside.
        may_be: What must hold of its digits.
    """
    pattern = Pattern(source)

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.overlapping(text, GROUP):
            start, end = found.span(1)
            written = text[start:end]
            if real(written) < least or not may_be(digits_of(written)):
                continue
            groups, between = parts(written)
            if has_day(groups):
                continue
            before, after = after_a_number(text, start), before_a_number(text, end)
            if before not in _HANGING and is_one(groups, between, before, after):
                yield start, end

    return Finder(source, find)


def _is_home(groups: _Groups, between: list[bytes], before: bytes, after: bytes) -> bool:
    digits = b"".join(groups)
    lengths = tuple(map(len, groups))
    if after in _HANGING or (before and lengths[0] < 3):
        return False
    if len(digits) == 10:
        return lengths in _OF_TEN and len(set(between)) == 1
    if set(lengths) == {1}:
        return not is_series(groups, between)
    # Not 0.5, and not 07.30
    return lengths[0] > 2 or not any(sign in between[0] for sign in (b"\n", b",", b"."))


def _is_abroad(_groups: _Groups, _between: list[bytes], _before: bytes, _after: bytes) -> bool:
    return True


def _is_dialled(groups: _Groups, _between: list[bytes], before: bytes, after: bytes) -> bool:
    """Whether a number that begins with 00 is one, and no row of small numbers."""
    return not before and not after and max(map(len, groups)) > 2


def _is_bare(groups: _Groups, _between: list[bytes], before: bytes, after: bytes) -> bool:
    """Whether a number that begins with 44, with neither + nor 00, is one."""
    if before or after:
        return False
    return len(groups) == 1 or (len(groups[0]) == 2 and max(map(len, groups)) > 2)


def _is_said(groups: _Groups, _between: list[bytes], before: bytes, after: bytes) -> bool:
    return not before and after != b":" and min(map(len, groups)) > 1 and max(map(len, groups)) > 2


FINDERS: Final = (
    _finder(_HOME, 7, _is_home, lambda digits: digits[1] in _AREAS),
    _finder(_ABROAD, 7, _is_abroad),
    _finder(_BARE, 9, _is_bare),
    _finder(_ELSEWHERE, 9, _is_abroad),
    _finder(_ELSEWHERE_DIALLED, 11, _is_dialled),
    _finder(_SAID, 6, _is_said),
)
"""All that is looked for."""
