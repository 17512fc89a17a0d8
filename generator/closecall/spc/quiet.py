"""Quiet time, the days that a clear spell needs, and a recent rise."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, expm1, log, log1p

from closecall.spc.exact import LEVEL, at_level, rate_ratio

QUIET_LEVEL = 0.005
"""Of the quiet time and of the recent rise: low, because both are looked at on every build."""
RECENT_DAYS = 56
"""The latest time that a recent rise is looked for in."""
_LEAST_EVENTS = 5
_LEAST_DAYS = 112
_WHOLE = 1e-9


def quiet_time(records: int, days_observed: float, days_quiet: float) -> float | None:
    """The chance of no record for so long, with the rate unchanged: `(T / (T + g))^n`.

    Args:
        records: n, >= 0.
        days_observed: T, >= 0. [days]
        days_quiet: g, >= 0. [days]

    Returns:
        The chance, or None where nothing was observed at all.

    Source:
        `p_less` of Przyborowski & Wilenski (1940) with no events after.
    """
    if records == 0:
        return 1.0
    if days_observed <= 0:
        return 0.0 if days_quiet > 0 else None
    return exp(-records * log1p(days_quiet / days_observed))


def quiet_days(records: int, days_observed: float, *, level: float = QUIET_LEVEL) -> float | None:
    """How long nothing must be recorded before that is unlikely: `T (level^(-1/n) - 1)`.

    Returns:
        Days, not rounded; None without records. [days]
    """
    if records == 0:
        return None
    return days_observed * expm1(-log(level) / records)


def days_needed(events_before: int, exposure_before: float | Fraction) -> int | None:
    """The shortest clear time after a change that could be told from chance.

    Args:
        events_before: Count, >= 0.
        exposure_before: What they were counted in, > 0. [days, visits …]

    Returns:
        `t0 (0.025^(-1/x0) - 1)`, rounded up, a value within 1e-9 of a whole number being that
        number; None without events before, from which nothing can fall. [same unit]

    Source:
        The exact comparison of two rates (Przyborowski & Wilenski 1940) with none after, solved
        for the time after.
    """
    if events_before == 0:
        return None
    value = float(exposure_before) * expm1(-log(LEVEL / 2) / events_before)
    nearest = round(value)
    return nearest if abs(value - nearest) <= max(_WHOLE, 4e-15 * value) else ceil(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """Whether the last 56 days had more events than the time before foretells."""

    p_greater: float | None
    usable: bool
    """5 events in all, and 112 days of recording."""

    @property
    def signal(self) -> bool:
        """Whether there is a rise that chance does not explain."""
        return self.usable and self.p_greater is not None and at_level(self.p_greater, QUIET_LEVEL)


def recent_rise(recent: int, earlier: int, days_earlier: int) -> Rise:
    """Compare the last 56 days with the time before.

    Args:
        recent: Events in the last 56 days, >= 0.
        earlier: Events before, >= 0.
        days_earlier: How long before; up to 365. [days]

    Source:
        Przyborowski & Wilenski (1940), one-sided at 0.005.
    """
    p = None
    if days_earlier > 0:
        p = rate_ratio(recent, earlier, RECENT_DAYS, days_earlier).p_greater
    usable = recent + earlier >= _LEAST_EVENTS and RECENT_DAYS + days_earlier >= _LEAST_DAYS
    return Rise(p_greater=p, usable=usable)
