"""The XmR chart as NHS England's Making Data Count draws it.

It differs from the individuals chart in `closecall.spc.limits` by its constant (2.66, and not
3 / 1.128 = 2.6596) and by its rules on points.

Source:
    NHS England, Making Data Count; the rules are those of its chart tools.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from closecall.spc.series import mean, mean_moving_range

_LIMIT = 2.66
_NEAR = 2 * (_LIMIT / 3)
_SEVEN = 7
TRIAL_UP_TO = 12
"""Limits of a phase with so many points or fewer are on trial."""


class Rule(StrEnum):
    """What is special about a point; the first of these that applies is its label."""

    ABOVE = "Above UCL"
    BELOW = "Below LCL"
    RISING = "7 Point Trend (Increasing)"
    FALLING = "7 Point Trend (Decreasing)"
    TWO_HIGH = "2 in 3 Above CL"
    TWO_LOW = "2 in 3 Below CL"
    SEVEN_HIGH = "7 Points Above CL"
    SEVEN_LOW = "7 Points Below CL"
    NONE = "Common Cause"

    @property
    def side(self) -> int:
        """1 where the rule says high or rising, -1 low or falling, 0 neither."""
        if self in {Rule.ABOVE, Rule.RISING, Rule.TWO_HIGH, Rule.SEVEN_HIGH}:
            return 1
        return 0 if self is Rule.NONE else -1


class Direction(StrEnum):
    """Which way the measure is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        """1 up, -1 down, 0 neither."""
        return {"increase": 1, "decrease": -1}.get(self, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmrPoint:
    """One point with its lines and its label, in the unit of the measure."""

    mean: float | None
    lower: float | None
    upper: float | None
    outside: bool | None
    """Outside the limits; None where there are none."""
    near: bool | None
    """Between two and three sigma."""
    rule: Rule
    trial: bool
    """Whether its phase has so few points that the limits are on trial."""


def xmr(
    values: Sequence[float | None],
    *,
    starts: Iterable[int] = (),
    fix_after: int | None = None,
    screened: bool = True,
) -> tuple[XmrPoint, ...]:
    """Make the chart.

    Args:
        values: One value a period in time order, shape (n,); None where missing.
            [unit of the measure]
        starts: Points that begin a new phase, counted from 0.
        fix_after: So many first points of a phase set its lines. None: all of them.
        screened: Leave out moving ranges of 3.267 times their mean or more, once.

    Returns:
        One item a point.
    """
    cuts = sorted({start for start in starts if 0 < start < len(values)})
    points: list[XmrPoint] = []
    for start, end in zip([0, *cuts], [*cuts, len(values)], strict=True):
        points += _phase(values[start:end], fix_after=fix_after, screened=screened)
    return tuple(points)


def _phase(
    values: Sequence[float | None], *, fix_after: int | None, screened: bool
) -> list[XmrPoint]:
    setting = values if fix_after is None else values[:fix_after]
    centre = mean([value for value in setting if value is not None])
    step = mean_moving_range(setting, screened=screened)
    lower = upper = low = high = None
    if centre is not None and step is not None:
        lower, upper = centre - _LIMIT * step, centre + _LIMIT * step
        low, high = centre - _NEAR * step, centre + _NEAR * step

    outside = [_beyond(value, lower, upper) for value in values]
    near = [
        None if out is None else not out and bool(_beyond(value, low, high))
        for value, out in zip(values, outside, strict=True)
    ]
    sides = [_sign(value, centre) for value in values]
    rules = _rules(values, sides, outside, near)
    return [
        XmrPoint(
            mean=centre,
            lower=lower,
            upper=upper,
            outside=outside[k],
            near=near[k],
            rule=rules[k],
            trial=len(values) <= TRIAL_UP_TO,
        )
        for k in range(len(values))
    ]


def _sign(value: float | None, centre: float | None) -> int:
    if value is None or centre is None:
        return 0
    return (value > centre) - (value < centre)


def _beyond(value: float | None, lower: float | None, upper: float | None) -> bool | None:
    if value is None or lower is None or upper is None:
        return None
    return value < lower or value > upper


def _rules(
    values: Sequence[float | None],
    sides: Sequence[int],
    outside: Sequence[bool | None],
    near: Sequence[bool | None],
) -> list[Rule]:
    steps = [_sign(after, before) for before, after in pairwise(values)]
    # Seven points in a row have six steps; and seven on one side are seven of these.
    trend = _stretches(steps, _SEVEN - 1)
    trend = [(k > 0 and trend[k - 1]) or (k < len(trend) and trend[k]) for k in range(len(values))]
    seven = _stretches(sides, _SEVEN)
    two = _two_in_three(sides, near)
    rules = []
    for k, side in enumerate(sides):
        if outside[k]:
            rules.append(Rule.ABOVE if side > 0 else Rule.BELOW)
        elif trend[k]:
            # In two trends, or where one begins, the step that follows decides.
            follows = k + 1 < len(values) and trend[k + 1]
            step = steps[k] if follows else steps[k - 1]
            rules.append(Rule.RISING if step > 0 else Rule.FALLING)
        elif two[k]:
            rules.append(Rule.TWO_HIGH if side > 0 else Rule.TWO_LOW)
        elif seven[k]:
            rules.append(Rule.SEVEN_HIGH if side > 0 else Rule.SEVEN_LOW)
        else:
            rules.append(Rule.NONE)
    return rules


def _stretches(signs: Sequence[int], least: int) -> list[bool]:
    """Whether each sign is in a stretch of so many equal ones or more, none of them 0."""
    found = [False] * len(signs)
    start = 0
    for k in range(1, len(signs) + 1):
        if k == len(signs) or signs[k] != signs[start]:
            if signs[start] != 0 and k - start >= least:
                found[start:k] = [True] * (k - start)
            start = k
    return found


def _two_in_three(sides: Sequence[int], near: Sequence[bool | None]) -> list[bool]:
    """Whether a point near a limit is in three on one side, two of them near it."""
    found = [False] * len(sides)
    for k in range(len(sides) - 2):
        three = range(k, k + 3)
        if sides[k] != 0 and sides[k] == sides[k + 1] == sides[k + 2]:
            close = [i for i in three if near[i]]
            if len(close) >= 2:
                for i in close:
                    found[i] = True
    return found


class PointType(StrEnum):
    """What a point's rule means for the measure."""

    COMMON = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    HIGH = "special_cause_neutral_high"
    LOW = "special_cause_neutral_low"


def point_type(rule: Rule, direction: Direction) -> PointType:
    """Say what a rule means, given which way is better."""
    if rule is Rule.NONE:
        return PointType.COMMON
    if direction is Direction.NEUTRAL:
        return PointType.HIGH if rule.side > 0 else PointType.LOW
    better = rule.side == direction.sign
    return PointType.IMPROVEMENT if better else PointType.CONCERN


class Assurance(StrEnum):
    """Whether the process will keep to a target."""

    PASS = "consistent_pass"  # noqa: S105 - a word, not a secret
    FAIL = "consistent_fail"
    INCONSISTENT = "inconsistent"


def assurance(
    last: XmrPoint | None, target: float | None, direction: Direction
) -> Assurance | None:
    """Set a target against the limits of the last phase.

    Returns:
        None without a target, a point or a direction. Without limits the process may go either
        way.
    """
    if target is None or last is None or direction is Direction.NEUTRAL:
        return None
    up = direction is Direction.INCREASE
    if last.upper is not None and target > last.upper:
        return Assurance.FAIL if up else Assurance.PASS
    if last.lower is not None and target < last.lower:
        return Assurance.PASS if up else Assurance.FAIL
    return Assurance.INCONSISTENT
