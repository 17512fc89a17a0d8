"""Reading typed values out of a record's data.

A record whose shape has a finding is read all the same, so that what links to it is not reported
as dangling: a value of the wrong type counts as absent here, and its finding is already made.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NewType

from closecall.model.days import Duration, Period, parse_day, parse_duration, parse_moment
from closecall.records.documents import Plain

RecordId = NewType("RecordId", str)
"""The id of a record: unique over all kinds, never changed, never used twice."""

_NOTHING: Mapping[str, Plain] = {}


class Fields:
    """Typed access to one mapping of a record."""

    __slots__ = ("data",)

    def __init__(self, data: Mapping[str, Plain]) -> None:
        self.data = data

    def __bool__(self) -> bool:
        return bool(self.data)

    def has(self, name: str) -> bool:
        """Whether the author wrote the field at all."""
        return name in self.data

    def text(self, name: str) -> str:
        """The text of a field; empty where it is absent."""
        value = self.data.get(name)
        if isinstance(value, str):
            return value
        return "" if value is None or isinstance(value, (list, dict)) else str(value)

    def whole(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def number(self, name: str) -> float | None:
        """A number, or None."""
        value = self.data.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return value

    def flag(self, name: str) -> bool:
        """Whether a field says `true`."""
        return self.data.get(name) is True

    def yes(self, name: str) -> bool | None:
        """True for `yes`, False for `no`, None where neither is said."""
        value = self.data.get(name)
        return True if value == "yes" else False if value == "no" else None

    def day(self, name: str) -> date | None:
        """A civil day, or None."""
        value = self.data.get(name)
        return parse_day(value) if isinstance(value, str) else None

    def moment(self, name: str) -> datetime | None:
        """A moment in London time, or None."""
        value = self.data.get(name)
        return parse_moment(value) if isinstance(value, str) else None

    def duration(self, name: str) -> Duration | None:
        """A duration, or None."""
        value = self.data.get(name)
        return parse_duration(value) if isinstance(value, str) else None

    def period(self, name: str) -> Period | None:
        """A period `{from, to}`, both days included, or None."""
        inner = self.sub(name)
        first, last = inner.day("from"), inner.day("to")
        return Period(first, last) if first and last else None

    def ref(self, name: str) -> RecordId | None:
        """The id that a field names, or None. A list gives its first."""
        refs = self.refs(name)
        return refs[0] if refs else None

    def refs(self, name: str) -> tuple[RecordId, ...]:
        """The ids that a field names: one id or a list of them, always as a tuple."""
        value = self.data.get(name)
        if isinstance(value, str):
            return (RecordId(value),)
        if isinstance(value, list):
            return tuple(RecordId(item) for item in value if isinstance(item, str))
        return ()

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; one text counts as a list of one."""
        value = self.data.get(name)
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list):
            return tuple(
                str(item)
                for item in value
                if item is not None and not isinstance(item, (list, dict))
            )
        return ()

    def sub(self, name: str) -> "Fields":
        """A mapping inside; an empty one where it is absent."""
        value = self.data.get(name)
        return Fields(value if isinstance(value, dict) else _NOTHING)

    def items(self, name: str) -> "Iterator[Fields]":
        """The mappings of a list."""
        value = self.data.get(name)
        if isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield Fields(item)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Keys and texts of a mapping of texts, in the author's order."""
        inner = self.sub(name)
        return tuple((key, inner.text(key)) for key in inner.data)
