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
_BARE: Final = rf"\b(44{_NEAR}?(?:0{_NEAR}?)?[12378](?:{_NEAR}?{DIGIT}){{9}})\b"
_ELSEWHERE: Final = rf"(\+[ (\[]{{0,2}}[1-9](?:{_NEAR}?[0-9]){{8,13}})\b"
_SAID: Final = (
    r"(?i:\b(?:tel|telephone|phone|mobile|mob|landline|fax|whatsapp|ring|rang|call|called)"
    r"(?:[ -](?:no|num|number))?[ ]?\.?(?: (?:is|on|at|to))?[ .:#=\"']{1,4})"
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
    _finder(_SAID, 6, _is_said),
)
"""All that is looked for."""
