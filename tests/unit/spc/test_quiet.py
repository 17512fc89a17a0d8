"""Quiet time, days needed, a recent rise."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.spc.quiet import days_needed, quiet_days, quiet_time, recent_rise


def test_quiet_time_is_a_power() -> None:
    assert isclose(quiet_time(12, 365, 56) or 0, (365 / 421) ** 12, rel_tol=1e-12)


def test_quiet_time_where_there_is_nothing_to_go_by() -> None:
    assert quiet_time(0, 50, 90) == 1
    assert quiet_time(0, 0, 0) == 1
    assert quiet_time(3, 0, 10) == 0
    assert quiet_time(3, 0, 0) is None
    assert quiet_time(3, 10, 0) == 1


def test_quiet_days_turn_quiet_time_round() -> None:
    needed = quiet_days(7, 200)
    assert needed is not None
    assert isclose(quiet_time(7, 200, needed) or 0, 0.005, rel_tol=1e-12)
    assert quiet_days(0, 200) is None


@pytest.mark.parametrize(
    ("events", "times"),
    [(1, 39), (2, 5.3), (3, 2.4), (4, 1.5), (5, 1.1), (6, 0.85)],
    ids=str,
)
def test_days_needed_as_times_the_time_before(events: int, times: float) -> None:
    needed = days_needed(events, 100_000)
    assert needed is not None
    assert float(f"{needed / 100_000:.2g}") == times


@given(st.integers(1, 100), st.integers(1, 5000))
def test_days_needed_are_the_fewest(events: int, days: int) -> None:
    needed = days_needed(events, days)
    assert needed is not None
    # As whole numbers: (t / (t + g))^n <= 1 / 40.
    assert 40 * days**events <= (days + needed) ** events
    assert 40 * days**events > (days + needed - 1) ** events


def test_nothing_before_needs_for_ever() -> None:
    assert days_needed(0, 100) is None


def test_a_rise_needs_events_and_days() -> None:
    assert recent_rise(5, 0, 182).signal
    assert not recent_rise(4, 0, 182).usable
    assert not recent_rise(5, 0, 55).usable
    assert recent_rise(5, 0, 56).usable
    assert not recent_rise(5, 20, 365).signal


def test_a_rise_over_no_time() -> None:
    found = recent_rise(9, 0, 0)
    assert found.p_greater is None
    assert not found.signal
