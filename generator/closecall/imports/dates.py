"""Days and times as a sheet writes them, read by a form that its map declares."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from closecall.imports.sheet import Cell

_TOKENS: Final = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<year>[0-9]{2})",
    "MMMM": r"(?P<name>[A-Za-z]{3,9})",
    "MMM": r"(?P<name>[A-Za-z]{3,9})",
    "MM": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{1,2})",
    "HH": r"(?P<hour>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})",
    "AM": r"(?P<half>[AaPp])\.?[Mm]\.?",
}
_TOKEN = re.compile("|".join(_TOKENS) + "|.")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_ANY_DAY: Final = date(2000, 1, 1)
_LONGEST: Final = 60
_SHOWN_FROM: Final = 2010
"""A day of an earlier year is more likely somebody's birth than an event: it is never repeated."""


class UnreadableDayError(Exception):
    """A day or time that cannot be taken, in words that repeat nothing private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day, and the time where one was written."""

    day: date
    time: time | None


@dataclass(frozen=True, slots=True)
class DayForm:
    """A way of writing days and times, such as `DD/MM/YYYY HH:mm`."""

    written: str

    @property
    def has_day(self) -> bool:
        """Whether it names day, month and year, each once."""
        found = self._tokens
        months = sum(token in ("MM", "MMM", "MMMM") for token in found)
        years = sum(token in ("YY", "YYYY") for token in found)
        return found.count("DD") == 1 and months == 1 and years == 1 and self._is_plain

    @property
    def has_time(self) -> bool:
        """Whether it names hours and minutes, with AM where there are twelve hours."""
        found = self._tokens
        whole = found.count("HH") == 1 and not {"hh", "AM"} & set(found)
        half = found.count("hh") == found.count("AM") == 1 and "HH" not in found
        return (whole or half) and found.count("mm") == 1

    @property
    def _tokens(self) -> list[str]:
        return [token for token in _TOKEN.findall(self.written) if token in _TOKENS]

    @property
    def _is_plain(self) -> bool:
        """Whether nothing is named twice, and a time whole or not at all."""
        found = self._tokens
        timely = {"HH", "hh", "mm", "ss", "AM"} & set(found)
        return len(found) == len(set(found)) and (not timely or self.has_time)

    def read(self, cells: list[Cell]) -> Moment:
        """The day and time in one or more cells, side by side.

        Raises:
            UnreadableDayError: They are not written so, or there is no such day.
        """
        text = " ".join(filter(None, (self._as_text(cell) for cell in cells)))
        found = self._matched(self.written, text)
        if found is None and self.has_time:
            found = self._matched(self._day_alone, text)
        if found is None:
            raise UnreadableDayError(f"is not written as {self.written}")
        return self._moment(found, text)

    @property
    def _day_alone(self) -> str:
        """The same form up to where the time begins; empty where the time comes first."""
        begin = re.search("HH|hh", self.written)
        return self.written[: begin.start()].rstrip(" ,T-") if begin else self.written

    @staticmethod
    def _matched(written: str, text: str) -> re.Match[str] | None:
        if not written or len(text) > _LONGEST:
            return None
        pattern = "".join(
            _TOKENS.get(part) or (r"\s{1,5}" if part == " " else re.escape(part))
            for part in _TOKEN.findall(written)
        )
        return re.fullmatch(pattern, text.strip())

    def _as_text(self, cell: Cell) -> str:
        """A cell in this form, where the program keeps it as a day or a time."""
        if isinstance(cell, str):
            return " ".join(cell.split())
        if isinstance(cell, timedelta):
            if not timedelta() <= cell < timedelta(days=1):
                raise UnreadableDayError("is a length of time and no time of day")
            cell = (datetime.combine(_ANY_DAY, time()) + cell).time()
        if isinstance(cell, datetime):
            # What is kept as a day has the time 00:00 in the file, whether it was typed or not.
            is_day = cell.time() == time()
            return self._written(self._day_alone if is_day else self.written, cell)
        if isinstance(cell, date):
            return self._written(self._day_alone, datetime.combine(cell, time()))
        if isinstance(cell, time):
            return self._written(self._time_alone, datetime.combine(_ANY_DAY, cell))
        if cell is None:
            return ""
        raise UnreadableDayError("is a number and no day; give the column the format of a date")

    @property
    def _time_alone(self) -> str:
        begin = re.search("HH|hh", self.written)
        if not begin:
            raise UnreadableDayError(f"is not written as {self.written}")
        return self.written[begin.start() :]

    @staticmethod
    def _written(form: str, moment: datetime) -> str:
        month = _MONTHS[moment.month - 1]
        words = {
            "YYYY": f"{moment.year:04}",
            "YY": f"{moment.year % 100:02}",
            "MMMM": month,
            "MMM": month[:3],
            "MM": f"{moment.month:02}",
            "DD": f"{moment.day:02}",
            "HH": f"{moment.hour:02}",
            "hh": f"{(moment.hour + 11) % 12 + 1:02}",
            "mm": f"{moment.minute:02}",
            "ss": f"{moment.second:02}",
            "AM": "AM" if moment.hour < 12 else "PM",
        }
        return "".join(words.get(token, token) for token in _TOKEN.findall(form))

    def _moment(self, found: re.Match[str], text: str) -> Moment:
        said = found.groupdict()
        year = int(said["year"])
        year += 2000 if len(said["year"]) == 2 else 0
        month = int(said["month"]) if said.get("month") else _month(said.get("name") or "")
        try:
            day = date(year, month, int(said["day"]))
        except ValueError as error:
            shown = f" ({text})" if year >= _SHOWN_FROM and not said.get("name") else ""
            raise UnreadableDayError(
                f"names a day that the calendar does not have{shown}"
            ) from error
        return Moment(day=day, time=_time(said))


def _month(name: str) -> int:
    for number, month in enumerate(_MONTHS, 1):
        if name.lower() in (month, month[:3]) or (name.lower() == "sept" and number == 9):
            return number
    raise UnreadableDayError("has a month that is no English name")


def _time(said: dict[str, str | None]) -> time | None:
    if not said.get("hour"):
        return None
    hour, half = int(said["hour"] or 0), said.get("half")
    if half:
        if not 1 <= hour <= 12:
            raise UnreadableDayError("names a time that the clock does not have")
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        return time(hour, int(said["minute"] or 0), int(said.get("second") or 0))
    except ValueError as error:
        raise UnreadableDayError("names a time that the clock does not have") from error
