"""What the verdicts are made from: each service's events, its exposure, when it began to record.

One pass over the register; everything else asks by service.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from closecall.analysis.events import Event, known
from closecall.analysis.exposure import (
    Exposure,
    ExposureRow,
    OverlappingExposureError,
    usable_exposure,
)
from closecall.analysis.periods import Span
from closecall.analysis.reporting import AgainstOthers, Tally, against_others
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.near_miss import NearMiss
from closecall.model.policy import Limit
from closecall.model.register import Register
from closecall.model.setting import Activity
from closecall.model.trail import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The provider's own limits that decide in a verdict, each with who set it."""

    settle: Limit
    silence: Limit
    late: Limit
    repeat: Limit


def limits_on(register: Register, day: date) -> Limits:
    """The limits in force on a day."""
    return Limits(
        settle=register.policy.limit("settle-days", on=day),
        silence=register.policy.limit("silence-window", on=day),
        late=register.policy.limit("late-after", on=day),
        repeat=register.policy.limit("repeat-days", on=day),
    )


class Counted(NamedTuple):
    """What is counted to give an exposure: a measure, its unit and the areas that it is of."""

    measure: str
    unit: str
    domains: tuple[str, ...]


class ServiceData:
    """One service: its events, what it was counted in, when it began to record."""

    def __init__(
        self,
        service: RecordId,
        *,
        events: tuple[Event, ...],
        rows: Mapping[Counted, tuple[ExposureRow, ...]],
        since: date | None,
    ) -> None:
        """Keep what is known of a service.

        Args:
            service: Its id.
            events: All its near misses and incidents, in any order.
            rows: What was declared of its activity, by what is counted.
            since: The day on which it began to record, where that is known.
        """
        self.service = service
        self.events = events
        self.rows = rows
        self.since = since
        self._known: dict[date, tuple[Event, ...]] = {}
        self._exposure: dict[tuple[Counted, Span], Exposure | None] = {}

    def known(self, as_of: date) -> tuple[Event, ...]:
        """Its events as they were known on a day, each once, by day and id."""
        if as_of not in self._known:
            self._known[as_of] = known(self.events, as_of)
        return self._known[as_of]

    @cached_property
    def whole(self) -> Counted | None:
        """What the service as a whole is counted in: the activity that is of no area alone."""
        return next((counted for counted in sorted(self.rows) if not counted.domains), None)

    def exposure(self, span: Span, counted: Counted | None = None) -> Exposure | None:
        """The usable exposure of a time; None where it must be counted in days.

        Args:
            span: The time.
            counted: In what; without it, in what the whole service is counted in. Two rows for one
                day count as no exposure: how much there was is not known then.
        """
        chosen = counted or self.whole
        if chosen is None:
            return None
        key = chosen, span
        if key not in self._exposure:
            try:
                found = usable_exposure(self.rows.get(chosen, ()), span)
            except OverlappingExposureError:
                found = None
            self._exposure[key] = found
        return self._exposure[key]


class Setting:
    """All services, and each against the others."""

    def __init__(self, register: Register, trails: Mapping[RecordId, Trail], as_at: date) -> None:
        """Read the register once."""
        self.as_at = as_at
        self.limits = limits_on(register, as_at)
        events = _events(register, trails, self.limits.late.value)
        rows = _rows(register)
        began = _began(register, events)
        self.counted_in = {
            a.id: Counted(a.measure, a.unit, a.domains) for a in register.of(Activity)
        }
        self.services: Mapping[RecordId, ServiceData] = {
            s.id: ServiceData(
                s.id,
                events=tuple(events.get(s.id, ())),
                rows={k: tuple(v) for k, v in rows.get(s.id, {}).items()},
                since=began.get(s.id),
            )
            for s in register.services
            if not s.withdrawn
        }
        self._others: dict[tuple[Span, date], Mapping[str, AgainstOthers]] = {}

    def others(self, service: RecordId, span: Span, as_of: date) -> AgainstOthers | None:
        """A service against all the others over some days, by what was known on a day."""
        key = span, as_of
        if key not in self._others:
            self._others[key] = against_others(
                self._tally(data, span, as_of) for data in self.services.values()
            )
        return self._others[key].get(service)

    def _tally(self, data: ServiceData, span: Span, as_of: date) -> Tally:
        exposure = data.exposure(span)
        near = sum(not e.incident and e.in_time(span) for e in data.known(as_of))
        return Tally(
            service=data.service,
            near_misses=near,
            exposure=exposure.amount if exposure else None,
            unit=exposure.unit if exposure else "",
        )


def _events(
    register: Register, trails: Mapping[RecordId, Trail], late_after: int
) -> Mapping[RecordId, list[Event]]:
    found: dict[RecordId, list[Event]] = defaultdict(list)
    for near_miss in register.of(NearMiss):
        trail = trails.get(near_miss.id)
        mechanism = trail.settled.mechanism if trail else near_miss.said.mechanism
        event = _event(near_miss, mechanism, late_after)
        if near_miss.service and event:
            found[near_miss.service].append(event)
    for incident in register.of(Incident):
        event = _event(incident, incident.mechanism, late_after)
        if incident.service and event:
            found[incident.service].append(event)
    return found


def _event(record: NearMiss | Incident, mechanism: str, late_after: int) -> Event | None:
    day = record.event_day
    if day is None:
        return None
    recorded: datetime | None = record.recorded
    near_miss = isinstance(record, NearMiss)
    return Event(
        id=record.id,
        service=record.service or "",
        first=day,
        last=day,
        recorded=recorded.date() if recorded else None,
        incident=not near_miss,
        mechanism=mechanism,
        domains=frozenset(record.domains),
        form=record.event_form if isinstance(record, NearMiss) else "",
        same_as=(record.same_as or "") if isinstance(record, NearMiss) else "",
        # A record without the day of its withdrawal has been withdrawn all along.
        withdrawn=(record.withdrawn.on or date.min) if record.withdrawn else None,
        late_after=late_after,
    )


def _rows(register: Register) -> Mapping[RecordId, Mapping[Counted, list[ExposureRow]]]:
    found: dict[RecordId, dict[Counted, list[ExposureRow]]] = defaultdict(lambda: defaultdict(list))
    for activity in register.of(Activity):
        period, value = activity.period, activity.value
        if activity.withdrawn or not activity.service or period is None or value is None:
            continue
        if period.last < period.first or period.last == date.max:
            continue
        found[activity.service][Counted(activity.measure, activity.unit, activity.domains)].append(
            ExposureRow(
                span=Span(period.first, period.last + timedelta(days=1)),
                # As it is written, so that 0.1 is a tenth.
                amount=Fraction(str(value)),
                unit=activity.unit,
            )
        )
    return found


def _began(
    register: Register, events: Mapping[RecordId, list[Event]]
) -> Mapping[RecordId, date | None]:
    """When each service began to record: the first day of its oldest reporting route.

    Where something was written down before that day, it is not known when recording began.
    """
    found: dict[RecordId, date | None] = {}
    for service in register.services:
        routes = register.routes_of(service.id)
        days = [r.valid_from for r in routes if r.valid_from and not r.withdrawn]
        since = min(days, default=None)
        earliest = min((e.known_from for e in events.get(service.id, ())), default=None)
        found[service.id] = None if since and earliest and earliest < since else since
    return found
