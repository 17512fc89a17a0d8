"""Values in time order: their mean, their median, the steps between them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean.

    Args:
        values: Shape (n,). [any unit]

    Returns:
        The mean, right to the last place but one: equal values have exactly their own mean, so
        that a point can be told to lie on its centre line. None without values. [same unit]
    """
    if not values:
        return None
    first = fsum(values) / len(values)
    return first + fsum(value - first for value in values) / len(values)


def median(values: Iterable[float]) -> float | None:
    """The middle value, or half-way between the two in the middle; None without values."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def moving_ranges(values: Sequence[float | None]) -> list[float]:
    """Absolute steps from each value to the next.

    Args:
        values: Shape (n,); None where a value is missing, and then neither step beside it is
            known. [any unit]

    Returns:
        At most n - 1 steps, in order. [same unit]
    """
    return [
        abs(after - before)
        for before, after in pairwise(values)
        if before is not None and after is not None
    ]


SCREEN = 3.267
"""Moving ranges of so many times their mean or more are dropped once.

Nelson (1982), J. Quality Technology 14(3), 172-173: D4 for ranges of two.
"""


def mean_moving_range(values: Sequence[float | None], *, screened: bool) -> float | None:
    """The mean step, with the longest steps dropped once if asked for.

    Args:
        values: Shape (n,), None where missing. [any unit]
        screened: Drop the steps of `SCREEN` times the mean or more, and take the mean again.

    Returns:
        The mean, or None where no step is left: with fewer than two values; and, screened, where
        all are equal (no step is less than 3.267 times nothing). [same unit]
    """
    ranges = moving_ranges(values)
    average = mean(ranges)
    if average is None or not screened:
        return average
    return mean([step for step in ranges if step < SCREEN * average])


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the sorted values lies, interpolated.

    Args:
        values: Shape (n,), n >= 1. [any unit]
        share: From 0 to 1.

    Returns:
        The quantile, linear between the order statistics (h = (n - 1) share). [same unit]

    Raises:
        ValueError: Without values.

    Source:
        Hyndman & Fan (1996), American Statistician 50, 361: their type 7.
    """
    if not values:
        raise ValueError("a quantile needs one value or more")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
