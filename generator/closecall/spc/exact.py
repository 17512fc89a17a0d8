"""Exact tests and limits for counts and shares: no normal approximation anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from closecall.spc.distributions import (
    binomial_odds,
    binomial_tails,
    hypergeometric_tails,
    poisson_mean_above,
    poisson_mean_below,
)

LEVEL = 0.05
"""Of two-sided tests; their 95% limits leave 2.5% outside on each side."""
_ALLOWANCE = 1e-12
"""How far above a level, in relation to it, a p may be by rounding."""


def at_level(p: float, level: float) -> bool:
    """Whether p is at or below a level, to within the rounding of the last digits."""
    return p <= level * (1 + _ALLOWANCE)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `lower` to `upper`; `upper` may be infinite."""

    lower: float
    upper: float


def count_limits(events: int, *, outside: float = LEVEL) -> Interval:
    """Limits of the mean of a count.

    Args:
        events: Count, >= 0.
        outside: Chance outside both limits together, below 1.

    Returns:
        Limits of the mean number of such events in the same time. [events]

    Source:
        Garwood (1936), Biometrika 28, 437.
    """
    lower = poisson_mean_above(events, outside / 2) if events else 0.0
    return Interval(lower, poisson_mean_below(events, outside / 2))


def count_upper(events: int, *, outside: float = LEVEL) -> float:
    """One-sided upper limit of the mean of a count; 2.9957 where there were none.

    Source:
        Hanley & Lippman-Hand (1983), JAMA 249, 1743: the rule of three.
    """
    return poisson_mean_below(events, outside)


def odds_limits(successes: int, tries: int, *, outside: float = LEVEL) -> Interval:
    """Limits of a share, as odds `s / (1 - s)`; the upper one may be infinite.

    Args:
        successes: From 0 to `tries`.
        tries: In all.
        outside: Chance outside both limits together, below 1.

    Source:
        Clopper & Pearson (1934), Biometrika 26, 404.
    """
    return Interval(
        odds_lower(successes, tries, outside=outside / 2),
        odds_upper(successes, tries, outside=outside / 2),
    )


def odds_lower(successes: int, tries: int, *, outside: float = LEVEL) -> float:
    """One-sided lower limit of a share, as odds; 0 without successes."""
    return binomial_odds(successes, tries, outside) if successes else 0.0


def odds_upper(successes: int, tries: int, *, outside: float = LEVEL) -> float:
    """One-sided upper limit of a share, as odds; infinite without failures."""
    failures = tries - successes
    return 1 / binomial_odds(failures, tries, outside) if failures else inf


def share_of(odds: float) -> float:
    """The share that odds stand for: 1 where they are infinite."""
    return 1.0 if odds == inf else odds / (1 + odds)


def share_limits(successes: int, tries: int, *, outside: float = LEVEL) -> Interval:
    """Limits of a share, from 0 to 1.

    Source:
        Clopper & Pearson (1934), Biometrika 26, 404.
    """
    odds = odds_limits(successes, tries, outside=outside)
    return Interval(share_of(odds.lower), share_of(odds.upper))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRatio:
    """Two rates compared: events in the time after against those in the time before."""

    events_after: int
    events_before: int
    exposure_after: Fraction
    """[days, visits, bed days … the same in both]"""
    exposure_before: Fraction
    ratio: float | None
    """Rate after over rate before; infinite without events before, None without events."""
    p_less: float | None
    """Chance of so few events after, or fewer, with no change; None without events."""
    p_greater: float | None
    """Chance of so many, or more."""

    @property
    def limits(self) -> Interval:
        """95% limits of the ratio; worked out when they are asked for."""
        odds = odds_limits(self.events_after, self.events_after + self.events_before)
        turn = float(self.exposure_before / self.exposure_after)
        return Interval(odds.lower * turn, odds.upper * turn)

    @property
    def p(self) -> float | None:
        """Two-sided, central; at most 5% exactly where the limits leave out 1."""
        return _central(self.p_less, self.p_greater)

    @property
    def fell(self) -> bool:
        """Whether the upper limit is below 1, said by the p that belongs to it."""
        return self.p_less is not None and at_level(self.p_less, LEVEL / 2)

    @property
    def rose(self) -> bool:
        """Whether the lower limit is above 1."""
        return self.p_greater is not None and at_level(self.p_greater, LEVEL / 2)

    def below(self, share: Fraction = Fraction(1)) -> bool:
        """Whether the ratio is below a share, told from whole numbers and never a quotient."""
        return self._after() < share * self._before()

    def above(self, share: Fraction = Fraction(1)) -> bool:
        """Whether the ratio is above a share."""
        return self._after() > share * self._before()

    def _after(self) -> Fraction:
        return self.events_after * self.exposure_before

    def _before(self) -> Fraction:
        return self.events_before * self.exposure_after


def _central(p_less: float | None, p_greater: float | None) -> float | None:
    if p_less is None or p_greater is None:
        return None
    return min(1.0, 2 * min(p_less, p_greater))


def rate_ratio(
    events_after: int,
    events_before: int,
    exposure_after: float | Fraction,
    exposure_before: float | Fraction,
) -> RateRatio:
    """Compare two rates, given how many events there were in all.

    Args:
        events_after: Count, >= 0.
        events_before: Count, >= 0.
        exposure_after: What they were counted in, > 0. [days, visits … the same in both]
        exposure_before: The same for the time before.

    Returns:
        Ratio, limits and p. Without any event there is no ratio and no p, and the limits leave
        everything open.

    Raises:
        ValueError: An exposure is not above zero, or a count is below.

    Source:
        Przyborowski & Wilenski (1940), Biometrika 31, 313: given the sum, the events after are
        binomial. Central p: Fay (2010), R Journal 2(1), 53.
    """
    after, before = Fraction(exposure_after), Fraction(exposure_before)
    if after <= 0 or before <= 0:
        raise ValueError("a rate needs an exposure above zero")
    if events_after < 0 or events_before < 0:
        raise ValueError("a count cannot be below zero")
    tries = events_after + events_before
    p_less = p_greater = ratio = None
    if tries:
        whole = after + before
        p_less, p_greater = binomial_tails(
            events_after, tries, float(after / whole), float(before / whole)
        )
        ratio = inf
    if events_before:
        ratio = float(Fraction(events_after) * before / (events_before * after))
    return RateRatio(
        events_after=events_after,
        events_before=events_before,
        exposure_after=after,
        exposure_before=before,
        ratio=ratio,
        p_less=p_less,
        p_greater=p_greater,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoByTwo:
    """A table of two by two, tested."""

    p_less: float
    """Chance of so few in the first cell, or fewer, the margins given."""
    p_greater: float

    @property
    def p(self) -> float:
        """Two-sided, central."""
        return min(1.0, 2 * min(self.p_less, self.p_greater))


def two_by_two(first: int, second: int, third: int, fourth: int) -> TwoByTwo:
    """Fisher's exact test of `first second / third fourth`.

    Args:
        first: Count, >= 0, such as near misses before.
        second: Such as incidents before.
        third: Such as near misses after.
        fourth: Such as incidents after.

    Raises:
        ValueError: A count is below zero.

    Source:
        Fisher (1934), Statistical Methods for Research Workers; the two-sided p is the central
        one, as for two rates.
    """
    if min(first, second, third, fourth) < 0:
        raise ValueError("a count cannot be below zero")
    less, greater = hypergeometric_tails(
        first, first + second, first + third, first + second + third + fourth
    )
    return TwoByTwo(p_less=less, p_greater=greater)


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Several p adjusted for being looked at together.

    Args:
        p_values: Shape (m,); None where there is none, and that one does not count in m.

    Returns:
        As many, in the same order.

    Source:
        Holm (1979), Scandinavian Journal of Statistics 6, 65.
    """
    adjusted: list[float | None] = [None] * len(p_values)
    ordered = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    highest = 0.0
    for rank, (p, place) in enumerate(ordered):
        highest = max(highest, min(1.0, (len(ordered) - rank) * p))
        adjusted[place] = highest
    return adjusted
