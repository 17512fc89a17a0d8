"""Windows, months and quarters in civil days."""

from datetime import date
from itertools import pairwise

import pytest

from closecall.analysis.periods import (
    Span,
    complete_months,
    contract_quarters,
    days_before,
    days_between,
    quarter,
    window,
)
from closecall.model.days import Duration


@pytest.mark.parametrize(
    ("start", "length", "end", "days"),
    [
        ("2025-03-03", Duration(6, "W"), "2025-04-14", 42),
        ("2025-03-30", Duration(1, "D"), "2025-03-31", 1),
        ("2025-01-31", Duration(1, "M"), "2025-02-28", 28),
        ("2024-11-30", Duration(3, "M"), "2025-02-28", 90),
        ("2024-02-29", Duration(12, "M"), "2025-02-28", 365),
        ("2028-01-31", Duration(1, "M"), "2028-02-29", 29),
    ],
    ids=str,
)
def test_windows(start: str, length: Duration, end: str, days: int) -> None:
    span = window(date.fromisoformat(start), length)
    assert span.end == date.fromisoformat(end)
    assert span.days == days
    assert span.start in span
    assert span.end not in span


def test_quarters_are_those_of_the_calendar() -> None:
    assert quarter(date(2026, 5, 31)) == Span(date(2026, 4, 1), date(2026, 7, 1))
    assert quarter(date(2026, 12, 31)) == Span(date(2026, 10, 1), date(2027, 1, 1))


def test_the_time_before_is_no_longer_than_recorded() -> None:
    day = date(2026, 6, 1)
    assert days_before(day, since=date(2020, 1, 1), longest=365).days == 365
    assert days_before(day, since=date(2026, 5, 1), longest=365).days == 31
    assert days_before(day, since=date(2026, 7, 1), longest=365).days == 0
    assert days_before(day, since=None, longest=365).days == 0


def test_months_that_are_complete() -> None:
    months = complete_months(Span(date(2026, 1, 2), date(2026, 4, 30)))
    assert months == (
        Span(date(2026, 2, 1), date(2026, 3, 1)),
        Span(date(2026, 3, 1), date(2026, 4, 1)),
    )
    assert complete_months(Span(date(2026, 1, 1), date(2026, 2, 1)))[0].days == 31
    assert complete_months(Span(date(2026, 1, 1), date(2026, 1, 31))) == ()


def test_months_end_with_the_calendar() -> None:
    assert len(complete_months(Span(date(9999, 11, 1), date.max))) == 2


def test_days_between_ask_for_no_order() -> None:
    days = [date(2026, 3, 4), date(2026, 3, 1), date(2026, 3, 4)]
    assert days_between(days) == [3, 0]
    assert days_between([]) == []


def test_the_quarters_of_a_contract_are_counted_from_its_first_day() -> None:
    found = contract_quarters(date(2025, 2, 15), before=date(2026, 10, 15), count=4)
    assert [(q.start, q.end) for q in found] == [
        (date(2025, 8, 15), date(2025, 11, 15)),
        (date(2025, 11, 15), date(2026, 2, 15)),
        (date(2026, 2, 15), date(2026, 5, 15)),
        (date(2026, 5, 15), date(2026, 8, 15)),
    ]


def test_a_quarter_is_complete_once_the_day_after_it_has_come() -> None:
    starts = date(2026, 1, 1)
    assert contract_quarters(starts, before=date(2026, 3, 31), count=4) == ()
    assert len(contract_quarters(starts, before=date(2026, 4, 1), count=4)) == 1
    assert contract_quarters(date(2027, 1, 1), before=date(2026, 4, 1), count=4) == ()


def test_a_contract_of_the_last_of_a_month_leaves_out_no_day() -> None:
    found = contract_quarters(date(2023, 11, 30), before=date(2026, 10, 15), count=8)
    assert len(found) == 8
    assert all(one.end == other.start for one, other in pairwise(found))


def test_without_a_contract_calendar_quarters_hold() -> None:
    found = contract_quarters(None, before=date(2026, 10, 15), count=2)
    assert found == (quarter(date(2026, 4, 1)), quarter(date(2026, 7, 1)))
