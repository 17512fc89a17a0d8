"""Civil days and moments, as care records write them.

All days are civil days in Europe/London; a moment without an offset is London time.
Source: the project's measures (ground rules, "Day").
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_DURATION = re.compile(r"^P([0-9]{1,4})([DWM])$")


def days_from(day: date, days: int) -> date:
    """The day so many days later, or earlier; at most the last or first that a calendar has."""
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def parse_day(text: str) -> date | None:
    """The day that a text such as `2026-03-03` names, or None where there is no such day."""
    # Weeks such as 2026-W10-1 are ISO 8601 too, and nobody's way of writing a day here.
    if len(text) != 10 or not text[4] == text[7] == "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """An aware moment from `2026-03-03 07:52`, with or without seconds and offset.

    Returns:
        The moment in London time, or None where it cannot be (the 31st of February, 25:10, or a
        local time that the spring change of the clocks skips).
    """
    if len(text) < 16 or text[10] not in "T ":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        try:
            return moment.astimezone(LONDON)
        except OverflowError:  # a few hours before the first day of all, or after the last
            return None
    local = moment.replace(tzinfo=LONDON)
    if moment.month == 3 and moment.hour == 1:
        there_and_back = local.astimezone(UTC).astimezone(LONDON)
        if there_and_back.replace(tzinfo=None) != moment:
            return None
    return local


@dataclass(frozen=True, slots=True)
class Duration:
    """A length in calendar days, weeks or months, such as six weeks."""

    count: int
    unit: str
    """`D`, `W` or `M`."""

    def after(self, start: date) -> date:
        """The first day that is no longer inside, counted from `start` (half-open).

        Months end on the same day of a later month, or on its last day where it has none.
        """
        if self.unit != "M":
            return days_from(start, self.count * (7 if self.unit == "W" else 1))
        months = start.month - 1 + self.count
        year, month = start.year + months // 12, months % 12 + 1
        if year > MAXYEAR:
            return date.max
        return date(year, month, min(start.day, monthrange(year, month)[1]))

    def __str__(self) -> str:
        noun = {"D": "day", "W": "week", "M": "month"}[self.unit]
        return f"{self.count} {noun}" + ("" if self.count == 1 else "s")

    @property
    def each(self) -> str:
        """How often, after "every": `2 weeks`, and `week` where it is one."""
        return str(self).removeprefix("1 ")


def parse_duration(text: str) -> Duration | None:
    """A duration from `P6W`, `P3M` or `P10D`; None for anything else or for nothing at all."""
    match = _DURATION.match(text)
    if not match or int(match[1]) == 0:
        return None
    return Duration(int(match[1]), match[2])


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@lru_cache(maxsize=4096)
def in_words(day: date) -> str:
    """A day as a person says it: 3 March 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_in_words(year: int, month: int) -> str:
    """A month as a person says it: March 2026."""
    return f"{_MONTHS[month - 1]} {year}"
