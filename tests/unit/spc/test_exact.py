"""Exact limits and tests, against closed forms and published examples."""

from fractions import Fraction
from math import inf, isclose, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.spc.exact import (
    LEVEL,
    Interval,
    at_level,
    count_limits,
    count_upper,
    holm,
    odds_limits,
    rate_ratio,
    share_limits,
    two_by_two,
)

CLOSE = 1e-12


def test_no_event_has_the_rule_of_three() -> None:
    assert isclose(count_upper(0), -log(0.05), rel_tol=CLOSE)
    limits = count_limits(0)
    assert limits.lower == 0
    assert isclose(limits.upper, -log(0.025), rel_tol=CLOSE)


def test_limits_of_a_count_are_garwood_s() -> None:
    # Garwood (1936), table: 10 events, 95%.
    limits = count_limits(10)
    assert limits.lower == pytest.approx(4.7954, abs=5e-5)
    assert limits.upper == pytest.approx(18.3904, abs=5e-5)


def test_limits_of_a_share_are_clopper_and_pearson_s() -> None:
    assert share_limits(0, 0) == Interval(0, 1)
    none, all_of_them = share_limits(0, 8), share_limits(8, 8)
    assert none.lower == 0
    assert isclose(none.upper, 1 - 0.025 ** (1 / 8), rel_tol=CLOSE)
    assert isclose(all_of_them.lower, 0.025 ** (1 / 8), rel_tol=CLOSE)
    assert all_of_them.upper == 1
    assert odds_limits(8, 8).upper == inf


def test_no_change_is_no_ratio_but_one() -> None:
    found = rate_ratio(2, 4, 100, 200)
    assert found.ratio == 1
    assert found.p == 1
    assert not found.fell
    assert not found.rose
    assert not found.below()
    assert not found.above()


def test_nothing_before_is_not_finite() -> None:
    found = rate_ratio(5, 0, 56, 182)
    assert found.ratio == inf
    assert found.limits.upper == inf
    assert isclose(found.limits.lower, 0.025**0.2 / (1 - 0.025**0.2) * 182 / 56, rel_tol=CLOSE)
    assert found.p_greater is not None
    assert isclose(found.p_greater, (56 / 238) ** 5, rel_tol=CLOSE)
    assert found.rose


def test_nothing_at_all_leaves_everything_open() -> None:
    found = rate_ratio(0, 0, 10, 20)
    assert found.ratio is None
    assert found.p is None
    assert found.limits == Interval(0, inf)
    assert not found.fell
    assert not found.rose


def test_a_share_is_compared_in_whole_numbers() -> None:
    # 0.7 of 10 in as many days is 7 exactly, which no float of 0.7 says.
    found = rate_ratio(7, 10, 30, 30)
    assert not found.above(Fraction("0.7"))
    assert not found.below(Fraction("0.7"))
    assert found.above(Fraction("0.69"))


@pytest.mark.parametrize(
    ("counts", "exposures"),
    [((1, 1), (0, 10)), ((1, 1), (10, -1)), ((-1, 1), (10, 10))],
    ids=["no time after", "less than none before", "less than no events"],
)
def test_impossible_rates(counts: tuple[int, int], exposures: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"exposure|below zero"):
        rate_ratio(*counts, *exposures)


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(1, 4000),
    st.integers(1, 4000),
)
def test_p_is_at_most_the_level_exactly_where_the_limits_leave_out_one(
    after: int, before: int, days_after: int, days_before: int
) -> None:
    found = rate_ratio(after, before, days_after, days_before)
    # At the level itself a limit is 1, to within rounding.
    outside = found.limits.upper <= 1 + 1e-11 or found.limits.lower >= 1 - 1e-11
    assert outside == (found.p is not None and at_level(found.p, LEVEL))
    assert outside == (found.fell or found.rose)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 900), st.integers(1, 900))
def test_turned_round_it_is_the_same(after: int, before: int, late: int, early: int) -> None:
    one, other = rate_ratio(after, before, late, early), rate_ratio(before, after, early, late)
    assert (one.p_less, one.p_greater) == (other.p_greater, other.p_less)
    if after and before:
        assert isclose(one.limits.lower * other.limits.upper, 1, rel_tol=1e-9)


def test_a_count_in_the_limit_of_numbers() -> None:
    found = rate_ratio(1, 1, 1e-9, 1e15)
    assert found.p is not None
    assert isclose(found.p_greater or 0, 2e-24, rel_tol=1e-9)


def test_fisher_s_tea() -> None:
    # Fisher (1935): three of four cups told right.
    found = two_by_two(3, 1, 1, 3)
    assert isclose(found.p_greater, 17 / 70, rel_tol=CLOSE)
    assert isclose(found.p_less, 69 / 70, rel_tol=CLOSE)
    assert isclose(found.p, 34 / 70, rel_tol=CLOSE)


def test_tables_without_choice() -> None:
    assert two_by_two(0, 0, 0, 0).p == 1
    assert two_by_two(5, 0, 7, 0).p == 1
    with pytest.raises(ValueError, match="below zero"):
        two_by_two(-1, 0, 0, 0)


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([None, 0.5, None]) == [None, 0.5, None]


@given(st.lists(st.floats(0, 1), max_size=12), st.randoms())
def test_holm_does_not_ask_for_the_order(values: list[float], shuffler: Random) -> None:
    places = list(range(len(values)))
    shuffler.shuffle(places)
    adjusted = holm(values)
    assert holm([values[k] for k in places]) == [adjusted[k] for k in places]
    assert all(a is not None and p <= a <= 1 for p, a in zip(values, adjusted, strict=True))
