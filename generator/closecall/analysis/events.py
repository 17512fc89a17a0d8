"""Near misses and incidents as plain events: their day, when they were recorded, what they are.

What counts as of a day, and in which time, is in section 0 of measures.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter

from closecall.analysis.periods import Span

LATE_AFTER_DAYS = 7
"""A record that is written down more days after the event is late; unless the policy says so."""


class Flag(StrEnum):
    """What a verdict carries beside its words."""

    INCIDENT = "incident"
    """One of the events counted is an incident."""
    IMPRECISE_DAY = "imprecise_day"
    """One is known only to the week or month, and counts wherever it may fall."""
    UNDATED_RECORD = "undated_record"
    """One does not say when it was recorded, and is taken as recorded on its day."""
    PROVISIONAL = "provisional"
    """The window is not settled yet: late records may still come."""
    REVISED = "revised"
    """A late record changed a verdict that an earlier day gave."""
    EXPOSURE_CHANGED = "exposure_changed"
    """There was more, or less, of what events happen in; while days are counted."""
    SHARED = "shared"
    """Another control of the same area was changed in the time after."""
    TRIGGERED = "triggered"
    """An index event is left out."""
    LATE = "late"
    """Some records were written down late."""
    BATCH = "batch"
    """Many records were entered on one day for days far apart."""
    GROUP_VARIES = "group_varies"
    """The services differ more than chance, all taken together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A near miss or an incident."""

    id: str
    service: str
    first: date
    """Its civil day; where only the week or month is known, the first that it may be."""
    last: date
    """The last that it may be."""
    recorded: date | None = None
    incident: bool = False
    mechanism: str = ""
    domains: frozenset[str] = frozenset()
    form: str = ""
    tags: frozenset[str] = frozenset()
    same_as: str = ""
    """The record of the same event, where this one tells it again."""
    withdrawn: date | None = None
    late_after: int = LATE_AFTER_DAYS
    """Recorded more days after it happened, it is late. [days]"""

    @property
    def known_from(self) -> date:
        """The day from which it counts as recorded."""
        return self.last if self.recorded is None else self.recorded

    @property
    def late(self) -> bool:
        """Whether it was recorded later than is thought to be in time."""
        return self.lag > self.late_after

    @property
    def lag(self) -> int:
        """How many days after it happened it was recorded."""
        return self.known_from.toordinal() - self.last.toordinal()

    def in_time(self, span: Span) -> bool:
        """Whether it falls in a stretch of days, or may."""
        return self.first < span.end and self.last >= span.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which events of a service are meant: those that agree with all that is said."""

    domain: str = ""
    mechanism: str = ""
    form: str = ""
    tags: frozenset[str] = frozenset()

    def takes(self, event: Event) -> bool:
        """Whether an event is meant."""
        return (
            (not self.domain or self.domain in event.domains)
            and (not self.mechanism or self.mechanism == event.mechanism)
            and (not self.form or self.form == event.form)
            and self.tags <= event.tags
        )


def known(events: Iterable[Event], as_of: date) -> tuple[Event, ...]:
    """What was recorded by a day and not withdrawn by it, each event once, by day and id.

    An event that is told by several records counts under the one that the others name, on the
    earliest day of them, and as an incident if any of them is one.
    """
    so_far = [
        event
        for event in events
        if event.known_from <= as_of and not (event.withdrawn and event.withdrawn <= as_of)
    ]
    if not any(event.same_as for event in so_far):
        return tuple(sorted(so_far, key=_BY_DAY))
    there = {event.id: event for event in so_far}
    for event in sorted(there.values(), key=lambda e: e.id):
        if event.same_as in there:
            root = _root(event, there)
            if root != event.id:
                there[root] = _joined(there[root], event)
    first_told = [e for e in there.values() if _root(e, there) == e.id]
    return tuple(sorted(first_told, key=_BY_DAY))


_BY_DAY = attrgetter("first", "id")


def _root(event: Event, there: Mapping[str, Event]) -> str:
    """The id of the record that an event is told by first; in a ring, the least of its ids."""
    passed = [event.id]
    while (there_is := there.get(event.same_as)) is not None:
        if there_is.id in passed:
            return min(passed[passed.index(there_is.id) :])
        event = there_is
        passed.append(event.id)
    return event.id


def _joined(root: Event, again: Event) -> Event:
    return replace(
        root,
        first=min(root.first, again.first),
        last=min(root.last, again.last),
        recorded=min(root.known_from, again.known_from) if root.recorded else root.recorded,
        incident=root.incident or again.incident,
    )


def in_time(events: Iterable[Event], span: Span) -> tuple[Event, ...]:
    """The events that fall in a stretch of days, or may."""
    return tuple(event for event in events if event.in_time(span))


def ids(events: Iterable[Event]) -> tuple[str, ...]:
    """Their ids, in the same order."""
    return tuple(event.id for event in events)


def flags_of(events: Iterable[Event]) -> set[Flag]:
    """What is to be said about events that are counted."""
    flags: set[Flag] = set()
    for event in events:
        if event.incident:
            flags.add(Flag.INCIDENT)
        if event.first != event.last:
            flags.add(Flag.IMPRECISE_DAY)
        if event.recorded is None:
            flags.add(Flag.UNDATED_RECORD)
    return flags


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Flags by name, so that they are always said in the same order."""
    return tuple(sorted(flags))


def recording_began(events: Iterable[Event], since: date | None) -> tuple[date | None, str]:
    """When a service began to record.

    Args:
        events: All of the service.
        since: The day, where it is known.

    Returns:
        The day; where it is not known, that of the first event, with its id: that one only marks
        the beginning and is not counted. None without any event.
    """
    if since is not None:
        return since, ""
    first = min(events, key=_BY_DAY, default=None)
    return (None, "") if first is None else (first.first, first.id)
