"""NHS numbers: ten digits of which the last is a check on the others."""

from collections.abc import Iterator
from typing import Final

from closecall.privacy.between import (
    DIGIT,
    GROUP,
    TIGHT,
    WIDE,
    before_a_number,
    digits_of,
    has_date_or_time,
    is_in_a_list,
    is_series,
    parts,
    real,
)
from closecall.privacy.patterns import Finder, Pattern, Span

_LABEL: Final = (
    r"\b(?i:nhs(?:no|num|number)?|chi|hcn?|no|nr|num|number|patient|resident|client|person|pt|id)?"
)
_TEN: Final = rf"{_LABEL}({DIGIT}{{10}})\b"
_LAST_APART: Final = rf"{_LABEL}({DIGIT}{{3}}{WIDE}?{DIGIT}{{3}}{WIDE}{DIGIT}{{4}})\b"
_FIRST_APART: Final = rf"{_LABEL}({DIGIT}{{3}}{WIDE}{DIGIT}{{7}})\b"
_BEFORE: Final = r"(?:^|[^0-9A-Za-z ./:-]|[^0-9][ ./:-])"
_AFTER: Final = r"(?:$|[^0-9A-Za-z ./:-]|[ ./:-](?:$|[^0-9]))"
_RUN: Final = rf"{_BEFORE}([0-9](?:{WIDE}?[0-9]){{9}}){_AFTER}"

_LEAST: Final = 7
"""Of ten signs so many are digits; the others may be letters that look like them."""
_KNOWN: Final = Pattern(
    r"(?i:(?:(?:cqc|regulator|location|provider|registration)[^\n]{0,24}\b1-"
    r"|isbn(?:-?10)?[: ]{0,3}))$"
)
"""What stands before an identifier of the regulator, or the number of a book."""
_PROVIDER: Final = Pattern("1-[0-9]{9}")
"""How the regulator writes the number of a provider."""
_RELEASE: Final = Pattern(r"[0-9]+(?:\.[0-9]+){3}")
"""A release of a program, or the address of a computer."""
_THOUSANDS: Final = Pattern(r"[0-9](?:[ ,][0-9]{3}){3}")
_NEAR: Final = Pattern(TIGHT)
_LETTERS: Final = Pattern("[A-Za-z]")


def _in_three_groups(pattern: Pattern) -> Finder:
    """Ten digits in a row, or in groups of 3, 3 and 4: written as such numbers are."""

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.overlapping(text, GROUP):
            start, end = found.span(1)
            written = text[start:end]
            if _is_valid(digits_of(written)) and real(written) >= _LEAST:
                groups, between = parts(written)
                is_date = _is_before_a_year(groups, between)
                is_date = is_date or _goes_on(text, end)
                if not is_date and not _KNOWN.is_before(text, start, 40):
                    yield start, end

    return Finder(pattern.source, find)


def _in_other_groups(pattern: Pattern) -> Finder:
    """Ten digits in any other groups, no more of them before or after."""

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.overlapping(text, GROUP):
            start, end = found.span(1)
            written = text[start:end]
            if written.count(b": ") > 1 and _LETTERS.first(written):
                continue  # three fields or more, seen without taking them apart
            is_one = _is_valid(digits_of(written)) and _may_be_one(written)
            is_one = is_one and not is_in_a_list(text, start, end)
            if is_one and not _KNOWN.is_before(text, start, 40):
                yield start, end

    return Finder(pattern.source, find)


_HANGING: Final = frozenset([b".", b"-", b":"])
_OF_A_SHEET: Final = Pattern(r"\.0(?:$|[^0-9])")
"""What a spreadsheet puts after a whole number."""


def _goes_on(text: bytes, end: int) -> bool:
    return before_a_number(text, end) in _HANGING and not _OF_A_SHEET.at(text, end)


def _is_before_a_year(groups: list[bytes], between: list[bytes]) -> bool:
    """Whether the last four digits are a year, after two other numbers."""
    is_loose = any(sign.strip(b" ./-") for sign in between)
    return is_loose and (groups[-1][:2] in _CENTURIES or _is_over_fields(between))


def _is_over_fields(between: list[bytes]) -> bool:
    """Whether a row of numbers goes over more than two fields: three counts, not one number."""
    return sum(_LETTERS.first(sign) is not None for sign in between) > 1


_PLACEHOLDERS: Final = frozenset([b"0123456789", b"9876543210"])
_CENTURIES: Final = frozenset([b"19", b"20"])


def _is_valid(digits: bytes) -> bool:
    """Whether the last of ten digits is right; such as stand for any number are nobody's."""
    # Few files have ten digits; the library takes longer to load than the rest of this room.
    from stdnum.gb import nhs  # noqa: PLC0415

    is_right: bool = nhs.checksum(digits.decode("ascii")) == 0
    return is_right and len(set(digits)) > 1 and digits not in _PLACEHOLDERS


def _may_be_one(written: bytes) -> bool:
    """Whether ten digits in other groups than 3, 3 and 4 are one number."""
    groups, between = parts(written)
    if _is_over_fields(between) or has_date_or_time(groups, between):
        return False
    if any(pattern.fits(written) for pattern in (_PROVIDER, _RELEASE, _THOUSANDS)):
        return False
    if any(len(group) == 4 and group[:2] in _CENTURIES for group in groups):
        return False
    if len(groups) == 10:
        signs = {sign.strip() for sign in between} - {b""}
        return len(signs) < 2 and not is_series(groups, between)
    apart = sum(not _NEAR.fits(sign) for sign in between)
    return apart <= 2 and (len(between) <= 2 or len(set(between)) == 1)


FINDERS: Final = (
    *map(_in_three_groups, map(Pattern, (_TEN, _LAST_APART, _FIRST_APART))),
    _in_other_groups(Pattern(_RUN)),
)
"""All that is looked for."""
