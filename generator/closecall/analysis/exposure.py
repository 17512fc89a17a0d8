"""What events are counted in: occupied bed days, visits, administrations (measures.md, 0)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from closecall.analysis.periods import Span

DAYS = "days"
_CHANGED = Fraction(1, 4)


class OverlappingExposureError(ValueError):
    """Two declared rows cover the same day, so that it would be counted twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureRow:
    """What one service declared for some days."""

    span: Span
    amount: Fraction
    """In all. [unit]"""
    unit: str
    """Such as `visits`."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much there was of what events are counted in."""

    amount: Fraction
    unit: str
    days: int

    @property
    def a_day(self) -> Fraction:
        """On average, in units a day."""
        return self.amount / self.days


ExposureOf = Callable[[Span], Exposure | None]
"""The usable exposure of a service over some days."""


def usable_exposure(rows: Iterable[ExposureRow], span: Span) -> Exposure | None:
    """The exposure over some days, each row counted by the days of it that lie in them.

    Args:
        rows: What was declared, in any order.
        span: The days.

    Returns:
        The sum, or None where it cannot be used: a day is not covered, units differ, a row is not
        above zero, or there are no days.

    Raises:
        OverlappingExposureError: A day is covered twice.
    """
    inside = sorted(
        (row for row in rows if row.span.start < span.end and row.span.end > span.start),
        key=lambda row: (row.span, row.amount, row.unit),
    )
    total = Fraction(0)
    reached = span.start
    usable = span.days > 0
    for row in inside:
        start, end = max(row.span.start, span.start), min(row.span.end, span.end)
        if start < reached:
            raise OverlappingExposureError(f"{start.isoformat()} is covered by two rows")
        usable = usable and start == reached and row.amount > 0 and row.unit == inside[0].unit
        total += row.amount * Span(start, end).days / row.span.days
        reached = end
    if not usable or not inside or reached < span.end:
        return None
    return Exposure(total, inside[0].unit, span.days)


def in_days(span: Span) -> Exposure:
    """A stretch counted in its own days: "per day, not per visit"."""
    return Exposure(Fraction(span.days), DAYS, span.days)


def changed(after: Exposure, before: Exposure) -> bool:
    """Whether the exposure a day differs by more than a quarter of what it was before."""
    return abs(after.a_day - before.a_day) > _CHANGED * before.a_day
