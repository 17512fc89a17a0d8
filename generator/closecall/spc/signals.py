"""Runs about the centre line: unusually long, or crossing it unusually seldom."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from closecall.spc.distributions import binomial_tails

_SELDOM = 0.05
_EXACT_UP_TO = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """The runs of one phase. What does not exist is None: there are no points off the centre."""

    points: int
    """Points that were looked at."""
    useful: int
    """Those not on the centre line."""
    longest: int | None = None
    longest_max: int | None = None
    """The longest run that chance explains."""
    crossings: int | None = None
    crossings_min: int | None = None
    """The fewest crossings that chance explains."""
    signal: bool = False
    side: int = 0
    """Where the newest run longer than the limit lies: 1 above the centre, -1 below, 0 no such."""
    newest: tuple[int, int] | None = None
    """Its first point, counted from 0, and the point after its last."""


@lru_cache(maxsize=4096)
def longest_run_max(useful: int) -> int | None:
    """The longest run that n useful points have by chance: round(log2 n) + 3; None for none.

    Source:
        Anhoej & Olesen (2014), PLoS ONE 9(11), e113825.
    """
    return round(log2(useful)) + 3 if useful else None


@lru_cache(maxsize=4096)
def crossings_min(useful: int) -> int | None:
    """The fewest crossings that n useful points have by chance; None for none.

    Returns:
        The 5% quantile of the binomial distribution with n - 1 tries of one half.

    Source:
        Anhoej & Olesen (2014).
    """
    if not useful:
        return None
    tries = useful - 1
    if tries > _EXACT_UP_TO:
        low, high = 0, tries
        while low < high:
            half = (low + high) // 2
            if binomial_tails(half, tries, 0.5, 0.5)[0] >= _SELDOM:
                high = half
            else:
                low = half + 1
        return low
    # In whole numbers: the sum of the first coefficients, against a twentieth of all.
    ways = total = 1
    fewest = 0
    while total * 20 < 1 << tries:
        ways = ways * (tries - fewest) // (fewest + 1)
        fewest += 1
        total += ways
    return fewest


def runs(values: Sequence[float | None], centres: Sequence[float | None]) -> Runs:
    """Look at the runs of one phase.

    Args:
        values: Points in order, shape (n,); None where missing.
        centres: The centre line at each, shape (n,).

    Returns:
        Runs and crossings with their limits. A point on the centre line is in no run and breaks
        none. Too many crossings are no signal.

    Source:
        Anhoej & Olesen (2014), doi:10.1371/journal.pone.0113825.
    """
    sides = [
        (n, 1 if value > centre else -1)
        for n, (value, centre) in enumerate(zip(values, centres, strict=True))
        if value is not None and centre is not None and value != centre
    ]
    longest_max, fewest = longest_run_max(len(sides)), crossings_min(len(sides))
    if longest_max is None or fewest is None:
        return Runs(points=len(values), useful=0)
    longest = crossings = length = first = newest = last = 0
    span = None
    for n, side in sides:
        crossings += side == -last
        length, first = (length + 1, first) if side == last else (1, n)
        longest = max(longest, length)
        last = side
        if length > longest_max:
            newest, span = side, (first, n + 1)
    return Runs(
        points=len(values),
        useful=len(sides),
        longest=longest,
        longest_max=longest_max,
        crossings=crossings,
        crossings_min=fewest,
        signal=longest > longest_max or crossings < fewest,
        side=newest,
        newest=span,
    )
