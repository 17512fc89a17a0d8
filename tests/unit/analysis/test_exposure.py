"""Exposure: whole, pro rata, unusable."""

from datetime import date
from fractions import Fraction

import pytest

from closecall.analysis.exposure import (
    Exposure,
    ExposureRow,
    OverlappingExposureError,
    changed,
    in_days,
    usable_exposure,
)
from closecall.analysis.periods import Span

JANUARY = Span(date(2026, 1, 1), date(2026, 2, 1))
FEBRUARY = Span(date(2026, 2, 1), date(2026, 3, 1))


def row(span: Span, amount: int, unit: str = "visits") -> ExposureRow:
    return ExposureRow(span=span, amount=Fraction(amount), unit=unit)


def test_rows_are_counted_by_the_days_that_they_cover() -> None:
    rows = [row(FEBRUARY, 280), row(JANUARY, 310)]
    found = usable_exposure(rows, Span(date(2026, 1, 30), date(2026, 2, 4)))
    assert found == Exposure(Fraction(50), "visits", 5)
    assert found.a_day == 10


@pytest.mark.parametrize(
    ("rows", "span"),
    [
        ([], JANUARY),
        ([row(JANUARY, 310)], Span(date(2026, 1, 30), date(2026, 2, 2))),
        ([row(FEBRUARY, 280)], Span(date(2026, 1, 30), date(2026, 2, 2))),
        ([row(JANUARY, 0)], JANUARY),
        ([row(JANUARY, 310), row(FEBRUARY, 28, "bed days")], Span(JANUARY.start, FEBRUARY.end)),
        ([row(JANUARY, 310)], Span(date(2026, 1, 5), date(2026, 1, 5))),
    ],
    ids=["none", "an end uncovered", "a start uncovered", "nothing", "two units", "no days"],
)
def test_what_cannot_be_used(rows: list[ExposureRow], span: Span) -> None:
    assert usable_exposure(rows, span) is None


def test_a_hole_in_the_middle() -> None:
    rows = [row(JANUARY, 310), row(Span(date(2026, 2, 3), date(2026, 3, 1)), 260)]
    assert usable_exposure(rows, Span(JANUARY.start, FEBRUARY.end)) is None


def test_a_day_covered_twice_is_an_error() -> None:
    rows = [row(JANUARY, 310), row(Span(date(2026, 1, 31), date(2026, 3, 1)), 290)]
    with pytest.raises(OverlappingExposureError, match="2026-01-31"):
        usable_exposure(rows, Span(JANUARY.start, FEBRUARY.end))
    assert usable_exposure(rows, Span(date(2026, 1, 1), date(2026, 1, 30))) is not None


def test_a_quarter_more_is_not_yet_a_change() -> None:
    before = Exposure(Fraction(100), "visits", 10)
    assert not changed(Exposure(Fraction(125), "visits", 10), before)
    assert changed(Exposure(Fraction(126), "visits", 10), before)
    assert changed(Exposure(Fraction(74), "visits", 10), before)


def test_days_are_their_own_exposure() -> None:
    assert in_days(JANUARY) == Exposure(Fraction(31), "days", 31)
