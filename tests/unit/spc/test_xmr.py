"""The XmR chart of Making Data Count: its rules one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.spc.xmr import (
    Assurance,
    Direction,
    PointType,
    Rule,
    assurance,
    point_type,
    xmr,
)

STEADY = [50.0, 52, 49, 51, 50, 48, 51, 50, 49, 52, 50, 51, 48, 50]


def test_nothing_and_one_point() -> None:
    assert xmr([]) == ()
    (point,) = xmr([4.0])
    assert (point.mean, point.lower, point.upper) == (4, None, None)
    assert point.outside is None
    assert point.near is None
    assert point.rule is Rule.NONE
    assert point.trial


def test_limits_are_two_and_two_thirds_of_the_mean_step() -> None:
    points = xmr([10.0, 14.0, 10.0, 14.0])
    assert points[0].mean == 12
    assert points[0].upper == pytest.approx(12 + 2.66 * 4)
    assert points[0].lower == pytest.approx(12 - 2.66 * 4)


def test_far_out() -> None:
    rules = [point.rule for point in xmr([*STEADY, 75.0, 50.0, 30.0])]
    assert rules[14] is Rule.ABOVE
    assert rules[16] is Rule.BELOW


def test_seven_rising() -> None:
    rules = [point.rule for point in xmr([*STEADY, 46.0, 47, 48, 49, 50.5, 51, 52, 50, 49])]
    assert rules[14:21] == [Rule.RISING] * 7
    assert rules[21] is Rule.NONE


def test_up_and_down_from_one_peak() -> None:
    rising = [44.0, 45, 46, 47, 48, 49, 50]
    wide = [40.0, 54] * 8
    rules = [point.rule for point in xmr([*wide, *rising, *reversed(rising[:-1])])][16:]
    assert rules == [Rule.RISING] * 6 + [Rule.FALLING] * 7


def test_six_rising_are_none() -> None:
    assert {p.rule for p in xmr([*STEADY, 47.5, 48.5, 49.5, 50.5, 51.5, 50.4])} == {Rule.NONE}


def test_two_of_three_near_a_limit() -> None:
    points = xmr([50.0, 51, 49, 50, 51, 49, 50, 54, 52, 54, 50, 49, 51, 49, 50, 51])
    assert [k for k, p in enumerate(points) if p.near] == [7, 9]
    assert [k for k, p in enumerate(points) if p.rule is Rule.TWO_HIGH] == [7, 9]


def test_two_of_three_must_lie_on_one_side() -> None:
    points = xmr([50.0, 51, 49, 50, 51, 49, 50, 54.4, 50.2, 54.4, 50, 49, 51, 49, 50, 51])
    assert [k for k, p in enumerate(points) if p.near] == [7, 9]
    assert Rule.TWO_HIGH not in {point.rule for point in points}


def test_seven_on_one_side() -> None:
    rules = [p.rule for p in xmr([*STEADY, 54.0, 53.5, 54, 53.2, 54, 53, 54])]
    assert rules[-7:] == [Rule.SEVEN_HIGH] * 7


def test_phases_and_fixed_lines() -> None:
    points = xmr([1.0, 2, 1, 2, 9, 10, 9, 50], starts=[4], fix_after=3)
    assert points[0].mean == pytest.approx(4 / 3)
    assert points[4].mean == pytest.approx(28 / 3)
    assert points[7].rule is Rule.ABOVE


def test_missing_points_are_in_no_rule() -> None:
    points = xmr([*STEADY, None, 51.0])
    assert points[14].outside is None
    assert points[14].rule is Rule.NONE
    assert points[14].mean is not None


def test_the_first_rule_that_applies_is_the_label() -> None:
    # The last of seven rising lies outside; it is named for that.
    points = xmr([*STEADY, 49.0, 50, 51, 52, 53, 54, 70])
    assert points[-1].rule is Rule.ABOVE
    assert points[-2].rule is Rule.RISING


@pytest.mark.parametrize(
    ("rule", "direction", "meant"),
    [
        (Rule.NONE, Direction.INCREASE, PointType.COMMON),
        (Rule.ABOVE, Direction.INCREASE, PointType.IMPROVEMENT),
        (Rule.SEVEN_LOW, Direction.INCREASE, PointType.CONCERN),
        (Rule.FALLING, Direction.DECREASE, PointType.IMPROVEMENT),
        (Rule.TWO_HIGH, Direction.DECREASE, PointType.CONCERN),
        (Rule.RISING, Direction.NEUTRAL, PointType.HIGH),
        (Rule.BELOW, Direction.NEUTRAL, PointType.LOW),
    ],
    ids=str,
)
def test_what_a_rule_means(rule: Rule, direction: Direction, meant: PointType) -> None:
    assert point_type(rule, direction) is meant


def test_assurance() -> None:
    last = xmr(STEADY)[-1]
    assert assurance(last, 90, Direction.INCREASE) is Assurance.FAIL
    assert assurance(last, 90, Direction.DECREASE) is Assurance.PASS
    assert assurance(last, 10, Direction.INCREASE) is Assurance.PASS
    assert assurance(last, 10, Direction.DECREASE) is Assurance.FAIL
    assert assurance(last, 50, Direction.INCREASE) is Assurance.INCONSISTENT
    assert assurance(xmr([5.0])[-1], 50, Direction.INCREASE) is Assurance.INCONSISTENT
    assert assurance(last, 50, Direction.NEUTRAL) is None
    assert assurance(last, None, Direction.INCREASE) is None
    assert assurance(None, 50, Direction.INCREASE) is None


TURNED = {
    Rule.ABOVE: Rule.BELOW,
    Rule.RISING: Rule.FALLING,
    Rule.TWO_HIGH: Rule.TWO_LOW,
    Rule.SEVEN_HIGH: Rule.SEVEN_LOW,
    Rule.NONE: Rule.NONE,
} | {
    Rule.BELOW: Rule.ABOVE,
    Rule.TWO_LOW: Rule.TWO_HIGH,
    Rule.SEVEN_LOW: Rule.SEVEN_HIGH,
    Rule.FALLING: Rule.RISING,
}


@given(st.permutations(range(30)))
def test_turned_over_the_rules_turn_too(values: list[int]) -> None:
    here = [point.rule for point in xmr(values)]
    there = [point.rule for point in xmr([-value for value in values])]
    assert [TURNED[rule] for rule in here] == there
