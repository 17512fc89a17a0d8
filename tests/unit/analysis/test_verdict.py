"""Two times compared, and figures in words."""

from datetime import date
from fractions import Fraction

import pytest

from closecall.analysis.exposure import Exposure
from closecall.analysis.periods import Span
from closecall.analysis.verdict import compare, exposure_in_words, number, percent

AFTER = Span(date(2026, 2, 1), date(2026, 3, 1))
BEFORE = Span(date(2026, 1, 1), date(2026, 2, 1))


def visits(span: Span) -> Exposure:
    return Exposure(Fraction(1000 if span == AFTER else 500), "visits", span.days)


def test_exposure_goes_before_days() -> None:
    found = compare((), (), AFTER, BEFORE, visits)
    assert found is not None
    assert found.unit == "visits"
    assert found.rates.exposure_after == 1000
    assert not found.exposure_changed


def test_days_with_a_changed_exposure_are_flagged() -> None:
    found = compare((), (), AFTER, BEFORE, visits, by_days=True)
    assert found is not None
    assert found.unit == "days"
    assert found.rates.exposure_after == 28
    assert found.exposure_changed


def test_two_units_are_not_compared() -> None:
    found = compare(
        (), (), AFTER, BEFORE, lambda span: Exposure(Fraction(5), str(span.days), span.days)
    )
    assert found is not None
    assert found.unit == "days"


def test_no_days_are_not_compared() -> None:
    assert compare((), (), AFTER, Span(AFTER.start, AFTER.start)) is None


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.18034, "18%"), (0.5, "50%"), (1, "100%"), (0.0123, "1.2%"), (0.0002, "under 0.1%")],
    ids=str,
)
def test_percent(chance: float, words: str) -> None:
    assert percent(chance) == words


def test_figures_in_words() -> None:
    assert number(1, "record") == "1 record"
    assert number(0, "record") == "0 records"
    assert number(2, "near miss", "near misses") == "2 near misses"
    assert exposure_in_words(Fraction(1), "days") == "1 day"
    assert exposure_in_words(Fraction(3650), "visits") == "3,650 visits"
    assert exposure_in_words(Fraction(25, 2), "visits") == "12.5 visits"
    assert exposure_in_words(Fraction(370099, 3), "visits") == "123,366 visits"
