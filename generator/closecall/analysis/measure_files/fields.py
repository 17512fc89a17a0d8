"""Values of a measure file, each with the place where it stands.

Every refusal says what is wrong and where, as a JSON pointer (RFC 6901).
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import isfinite
from typing import TypeAlias, TypeVar

from closecall.errors import ClosecallError
from closecall.model.days import LONDON, parse_day, parse_moment

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A JSON value as Python reads it."""

T = TypeVar("T")

LARGEST = 1e15
"""No number may be larger, nor smaller than the negative of it."""
SMALLEST_EXPOSURE = 1e-9
LARGEST_COUNT = 10_000_000
MOST_ITEMS = 100_000
"""No list may be longer."""

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


class MeasureFileError(ClosecallError):
    """A measure file that cannot be read, and where in it."""

    def __init__(self, pointer: str, words: str) -> None:
        super().__init__(f"{pointer or 'the whole file'}: {words}")


_KINDS: dict[type, str] = {
    type(None): "nothing (null)",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}


class Field:
    """One value with its place."""

    __slots__ = ("pointer", "value")

    def __init__(self, value: Json, pointer: str = "") -> None:
        self.value = value
        self.pointer = pointer

    @property
    def given(self) -> bool:
        """Whether it is there and not null."""
        return self.value is not None

    def refuse(self, words: str) -> MeasureFileError:
        """The error that says what is wrong here."""
        return MeasureFileError(self.pointer, words)

    def _wanted(self, what: str) -> MeasureFileError:
        return self.refuse(f"{what} is wanted here, not {_KINDS[type(self.value)]}")

    def names(self) -> list[str]:
        """The names of an object's members."""
        if not isinstance(self.value, dict):
            raise self._wanted("an object")
        return list(self.value)

    def object(self) -> "Field":
        """Itself, if it is an object."""
        if not isinstance(self.value, dict):
            raise self._wanted("an object")
        return self

    def __getitem__(self, name: str) -> "Field":
        """A member of an object; null where it is absent."""
        inner = self.object().value
        assert isinstance(inner, dict)  # noqa: S101 - told by object()
        escaped = name.replace("~", "~0").replace("/", "~1")
        return Field(inner.get(name), f"{self.pointer}/{escaped}")

    def items(self) -> Iterator["Field"]:
        """The items of a list."""
        if not isinstance(self.value, list):
            raise self._wanted("a list")
        if len(self.value) > MOST_ITEMS:
            raise self.refuse(f"a list may have {MOST_ITEMS} items at most")
        for place, item in enumerate(self.value):
            yield Field(item, f"{self.pointer}/{place}")

    def list_of(self, read: Callable[["Field"], T]) -> list[T]:
        """The items of a list, each read in one way; none where it is null."""
        return [read(item) for item in self.items()] if self.given else []

    def text(self) -> str:
        """A text with something in it."""
        if not isinstance(self.value, str):
            raise self._wanted("a text")
        if not self.value.strip():
            raise self.refuse("the text is empty")
        return self.value

    def text_or_nothing(self) -> str:
        """A text, or nothing where it is null."""
        return self.text() if self.given else ""

    def name(self) -> Json:
        """What something is called: a text or a number, or nothing."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        return self.number()

    def word(self, words: type[T]) -> T:
        """One of a list of words (a `StrEnum`)."""
        text = self.text()
        known: list[T] = list(words)  # type: ignore[call-overload] # an enum is a collection
        for word in known:
            if word == text:
                return word
        raise self.refuse(f"one of these is wanted: {', '.join(str(word) for word in known)}")

    def flag(self, *, otherwise: bool | None = None) -> bool:
        """True or false; where it is null, as said."""
        if self.value is None and otherwise is not None:
            return otherwise
        if not isinstance(self.value, bool):
            raise self._wanted("true or false")
        return self.value

    def number(self, *, least: float = -LARGEST) -> float:
        """A number within bounds."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self._wanted("a number")
        if not least <= self.value <= LARGEST:
            raise self.refuse(f"the number must lie between {least:g} and {LARGEST:g}")
        return self.value

    def number_or_nothing(self, *, least: float = -LARGEST) -> float | None:
        """A number, or None where it is null."""
        return self.number(least=least) if self.given else None

    def share(self) -> Fraction:
        """A number from 0 to 1, exactly as it is written."""
        value = self.number(least=0)
        if value > 1:
            raise self.refuse("a share lies between 0 and 1")
        return Fraction(repr(value))

    def chance(self) -> float | None:
        """A p from 0 to 1, or None where it is null."""
        return float(self.share()) if self.given else None

    def exposure(self) -> Fraction:
        """A number above zero, exactly as it is written."""
        value = self.number()
        if value < SMALLEST_EXPOSURE:
            raise self.refuse("an exposure must be above zero")
        return Fraction(repr(value))

    def whole(self, *, least: int = 0, most: int = LARGEST_COUNT) -> int:
        """A whole number within bounds."""
        value = self.number()
        if not isfinite(value) or value != int(value):
            raise self.refuse("a whole number is wanted here")
        if not least <= value <= most:
            raise self.refuse(f"the number must lie between {least} and {most}")
        return int(value)

    def whole_or_nothing(self, *, least: int = 0, most: int = LARGEST_COUNT) -> int | None:
        """A whole number, or None where it is null."""
        return self.whole(least=least, most=most) if self.given else None

    def day(self) -> date:
        """A civil day, such as 2026-03-31."""
        day = parse_day(self.text())
        if day is None:
            raise self.refuse("a day is wanted here, written as 2026-03-31")
        return day

    def day_or_nothing(self) -> date | None:
        """A day, or None where it is null."""
        return self.day() if self.given else None

    def days(self) -> tuple[date, date]:
        """The first and the last day that something may have been on.

        A day, a moment (whose day is that in London), a month `2026-03` or a week `2026-W10`.
        """
        text = self.text()
        day = parse_day(text)
        if day is None and (moment := parse_moment(text)) is not None:
            day = moment.date()
        if day is not None:
            return day, day
        stretch = _month(text) or _week(text)
        if stretch is None:
            raise self.refuse(
                "a day or a moment that there is in London is wanted here, such as 2026-03-31 or "
                "2026-03-31T08:15:00Z; or a month (2026-03) or week (2026-W10)"
            )
        return stretch

    def utc_day(self) -> date:
        """The civil day in London of a moment; one without an offset is taken as UTC."""
        text = self.text()
        try:
            moment = datetime.fromisoformat(text) if len(text) >= 16 else None
        except ValueError:
            moment = None
        if moment is None:
            raise self.refuse("a moment is wanted here, written as 2026-03-31T08:15:00Z")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        try:
            return moment.astimezone(LONDON).date()
        except OverflowError:
            raise self.refuse("there is no such moment in the calendar") from None


def _month(text: str) -> tuple[date, date] | None:
    match = _MONTH.fullmatch(text)
    first = parse_day(f"{text}-01") if match else None
    if first is None:
        return None
    # The 28th and four more days are in the next month, whichever it is; December has 31.
    last = date(first.year, 12, 31)
    if first.month < 12:
        last = date(first.year, first.month + 1, 1) - timedelta(days=1)
    return first, last


def _week(text: str) -> tuple[date, date] | None:
    match = _WEEK.fullmatch(text)
    if not match:
        return None
    try:
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return first, first + timedelta(days=6)
    except (ValueError, OverflowError):
        return None
