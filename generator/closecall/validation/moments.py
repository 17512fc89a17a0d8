"""Days and times that are written well and do not exist.

The patterns of the schemas see digits; what the calendar and the clocks of Europe/London have is
looked at here.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from closecall.findings import Finding, Pointer
from closecall.records.reading import Document
from closecall.validation.schemas import Schemas, Slot
from closecall.validation.words import in_words, shape_finding, with_way_to_write

_LONDON: Final = ZoneInfo("Europe/London")
_LIKE_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LATE_HOUR = re.compile(r"(?:2[4-9]|[3-9][0-9]):")


def impossible(document: Document, schemas: Schemas) -> Iterator[Finding]:
    """Days and times that look right and do not exist, and periods that end before they begin."""
    yield from _impossible_inside(document.data, schemas.slot(document.kind), (), document)


def _impossible_inside(
    value: object, slot: Slot, pointer: Pointer, document: Document
) -> Iterator[Finding]:
    if isinstance(value, Mapping):
        for name, below in slot.dated:
            if name in value:
                yield from _impossible_inside(value[name], below, (*pointer, name), document)
        if "from" in value and "to" in value and is_period(slot):
            first, last = _day(value["from"]), _day(value["to"])
            if first and last and last < first:
                yield shape_finding(
                    "S07",
                    document,
                    (*pointer, "to"),
                    f"The last day of {in_words(pointer)} comes before its first day.",
                    "Look which of the two days is wrong.",
                )
    elif isinstance(value, list):
        if slot.items is not None:
            for index, item in enumerate(value):
                yield from _impossible_inside(item, slot.items, (*pointer, index), document)
    elif isinstance(value, str) and slot.day_type:
        if not _LIKE_A_DAY.match(value):
            return  # said by its pattern
        trouble = _trouble(value, slot.day_type)
        if trouble:
            remedy = slot.first("x-error") or "Look at the day and the time again."
            message = f"{in_words(pointer)} {trouble}"
            remedy = with_way_to_write(remedy, slot.day_type)
            yield shape_finding("S07", document, pointer, message, remedy)


def is_period(slot: Slot) -> bool:
    """Whether a place holds a first and a last day."""
    return all(
        name in slot.children and slot.children[name].day_type == "day" for name in ("from", "to")
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


@lru_cache(maxsize=8192)  # a chain's records name the same few days
def _trouble(text: str, day_type: str) -> str:
    return _trouble_with_day(text) if day_type == "day" else _trouble_with_moment(text)


def _trouble_with_day(text: str) -> str:
    return "" if _day(text) else "names a day that the calendar does not have."


def _trouble_with_moment(text: str) -> str:
    if _day(text[:10]) is None:
        return "names a day that the calendar does not have."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return "names a time that the clock does not have."
    if _LATE_HOUR.match(text, 11):  # a newer Python takes 24:00 for the next day
        return "names a time that the clock does not have."
    if moment.tzinfo is not None:
        try:
            moment.astimezone(_LONDON)
        except OverflowError:
            return "names a day that the calendar does not have."
    elif moment.month == 3 and moment.hour == 1:
        there_and_back = moment.replace(tzinfo=_LONDON).astimezone(UTC).astimezone(_LONDON)
        if there_and_back.replace(tzinfo=None) != moment:
            return (
                "names a time that there was not: the clocks went forward from 01:00 to 02:00"
                " that night."
            )
    return ""
