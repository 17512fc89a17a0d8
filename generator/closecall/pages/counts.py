"""Counts over named months, and the rates that recorded activity allows.

Nothing here moves with the as-at day alone: a window is made of complete calendar months and is
always printed with their names. Source: the project's measures (section 0, ground rules).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from closecall.model.days import month_in_words
from closecall.model.setting import Activity

MONTHS = 12
"""How many complete months a yearly count covers."""
PER = 1000
"""A rate is a count for so many units of activity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Complete calendar months, from the first day of the first to before `end`."""

    first: date
    end: date

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day < self.end

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """Year and month of each, in order."""
        found = []
        day = self.first
        while day < self.end:
            found.append((day.year, day.month))
            day = _months_later(day, 1)
        return tuple(found)

    @property
    def in_words(self) -> str:
        """The first and the last month: October 2025 to September 2026."""
        last = self.end - timedelta(days=1)
        return (
            f"{month_in_words(self.first.year, self.first.month)} to "
            f"{month_in_words(last.year, last.month)}"
        )


def complete_months(as_at: date, *, count: int = MONTHS, back: int = 0) -> Window:
    """The last complete months before the month of the as-at day, or those `back` months earlier.

    The as-at day is not over, so its month never is either.
    """
    end = _months_later(as_at.replace(day=1), -back)
    return Window(first=_months_later(end, -count), end=end)


def _months_later(first_of_month: date, count: int) -> date:
    months = first_of_month.year * 12 + first_of_month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How much care was given in a window."""

    value: float
    measure: str
    """What is counted, in the provider's words, such as `occupied bed days`."""

    def rate(self, count: int) -> str:
        """A count as a rate, to two significant digits: `5.9`."""
        return two_digits(count * PER / self.value)


def two_digits(value: float) -> str:
    """A number to two significant digits, without an exponent: `0.56`, `5.9`, `120`."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.1e}")
    digits = max(0, 1 - int(f"{rounded:e}".split("e")[1]))
    return f"{rounded:,.{digits}f}"


def exposure(activities: Iterable[Activity], window: Window) -> Exposure | None:
    """What the activity of a window adds up to, where every one of its days is covered just once.

    Rows that are longer than the window count by the days that lie in it. Activity of one area of
    care is left out: the rate is one of the whole service.
    """
    rows: dict[tuple[str, str], list[Activity]] = defaultdict(list)
    for activity in activities:
        if not activity.domains and not activity.withdrawn:
            rows[activity.measure, activity.unit].append(activity)
    for measure, unit in sorted(rows):
        total = _total(rows[measure, unit], window)
        if total:
            return Exposure(value=total, measure=_inside_sentence(measure))
    return None


def _inside_sentence(measure: str) -> str:
    """What is counted, as it stands inside a sentence; `MAR charts` keeps its capitals."""
    return measure if measure[1:2].isupper() else measure[:1].lower() + measure[1:]


def _total(rows: Iterable[Activity], window: Window) -> float | None:
    days = {}
    for row in rows:
        if row.period is None or not row.value or row.value <= 0:
            continue
        first, last = row.period.first, row.period.last
        length = (last - first).days + 1
        for n in range(max(0, (window.first - first).days), length):
            day = first + timedelta(days=n)
            if day >= window.end:
                break
            if day in days:
                return None
            days[day] = row.value / length
    if len(days) < (window.end - window.first).days:
        return None
    return sum(days.values())
