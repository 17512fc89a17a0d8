"""Verdicts that a late record changed (measures.md, 0: "Late records")."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from closecall.analysis.events import Event, known
from closecall.model.days import days_from

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision(Generic[Code]):
    """What an earlier day said, for want of records that came late."""

    on: date
    """The last such day."""
    said: Code
    """Its verdict."""
    words: str
    """Its verdict in its own words, as a page of that day gave it."""
    by: tuple[str, ...]
    """The ids of the late records."""


def revision(
    judge: Callable[[date, tuple[Event, ...]], tuple[Code, str]],
    events: Sequence[Event],
    late: Iterable[Event],
    *,
    not_before: date,
) -> Revision[Code] | None:
    """Find out whether late records changed a verdict.

    For the day before each late record came, the verdict is given twice: from what was known
    then, and from that with every late record taken as recorded on its day.

    Args:
        judge: Gives the verdict of a day from what is known on it: its code and its words.
        events: All records of the service.
        late: Those among them that count and came late.
        not_before: Days before this one have no verdict that could change.

    Returns:
        None where every day said what it would have said without delay.
    """
    came: dict[date, list[str]] = defaultdict(list)
    for event in late:
        came[days_from(event.known_from, -1)].append(event.id)
    names = {name for at_once in came.values() for name in at_once}
    in_time = [replace(e, recorded=e.last) if e.id in names else e for e in events]
    found: Revision[Code] | None = None
    for day in sorted(came):
        if day < not_before:
            continue
        said, words = judge(day, known(events, day))
        if said is not judge(day, known(in_time, day))[0]:
            earlier = found.by if found else ()
            by = (*earlier, *sorted(came[day]))
            found = Revision(on=day, said=said, words=words, by=by)
    return found
