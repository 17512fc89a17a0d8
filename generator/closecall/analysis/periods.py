"""Half-open stretches of civil days, complete months and calendar quarters (measures.md, 0)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from closecall.model.days import Duration, days_from


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The civil days from `start` up to, and not with, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many civil days; a day of 23 or 25 hours is one. Never below 0."""
        return max(0, self.end.toordinal() - self.start.toordinal())

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def window(start: date, length: Duration) -> Span:
    """A window of so many days, weeks or months."""
    return Span(start, length.after(start))


def quarter(day: date) -> Span:
    """The calendar quarter that a day lies in."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return window(first, Duration(3, "M"))


def days_before(day: date, *, since: date | None, longest: int) -> Span:
    """The time before a day: up to so many days, and not before recording began.

    Where it is not known when recording began, there is no such time.
    """
    return Span(day if since is None else max(since, days_from(day, -longest)), day)


def complete_months(span: Span) -> tuple[Span, ...]:
    """The calendar months that lie in a stretch from their first day to their last."""
    month = Duration(1, "M")
    first = span.start.replace(day=1)
    if first < span.start:
        first = month.after(first)
    months = []
    while (end := month.after(first)) <= span.end and first < end:
        months.append(Span(first, end))
        first = end
    return tuple(months)


def days_between(days: Sequence[date]) -> list[int]:
    """Civil days from each event to the next; the order in which they are given is nothing."""
    return [(after - before).days for before, after in pairwise(sorted(days))]


def contract_quarters(starts: date | None, *, before: date, count: int) -> tuple[Span, ...]:
    """The newest complete quarters of a contract, the oldest first.

    Args:
        starts: The day on which the contract began; None: calendar quarters.
        before: The day up to which it is looked; a quarter that holds it is not complete.
        count: How many at most; there are fewer where the contract is young.
    """
    first = starts or date(max(1, before.year - count), 1, 1)
    found: list[Span] = []
    number = 0 if before <= first else max(0, _months_between(first, before) // 3 - count)
    while True:
        start = Duration(3 * number, "M").after(first)
        end = Duration(3 * (number + 1), "M").after(first)
        if end > before or end <= start:
            return tuple(found[-count:]) if count > 0 else ()
        found.append(Span(start, end))
        number += 1


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
