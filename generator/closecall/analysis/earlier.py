"""Was there an earlier warning? The near misses before an incident, and how far each had come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.register import Register
from closecall.model.trail import Stage, Trail, stage_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A near miss that came before an incident."""

    trail: Trail
    on: date
    """The day of the incident."""
    named: bool
    """Whether the incident's author names it."""
    alike: bool
    """Whether it is of the same mechanism and service."""
    register: Register = field(repr=False)

    @property
    def days(self) -> int:
        """How many days before the incident it came."""
        return (self.on - (self.trail.near_miss.event_day or self.on)).days

    @property
    def known(self) -> bool:
        """Whether anybody had written it down by the day of the incident."""
        since = self.trail.near_miss.known_from
        return since is not None and since <= self.on

    @property
    def stage(self) -> Stage | None:
        """How far it had come on the day of the incident; None where nobody had written it down.

        Worked out when it is asked for: an incident may have hundreds of near misses before it.
        """
        return stage_on(self.trail, self.on, self.register)


class Earlier:
    """The near misses of every trail by service and mechanism, to be asked for each incident."""

    def __init__(self, trails: Mapping[RecordId, Trail], register: Register) -> None:
        self._register = register
        self._trails = trails
        self._alike: dict[tuple[RecordId, str], list[Trail]] = {}
        for trail in trails.values():
            near_miss, mechanism = trail.near_miss, trail.settled.mechanism
            if near_miss.service and mechanism and not near_miss.withdrawn:
                self._alike.setdefault((near_miss.service, mechanism), []).append(trail)

    def warnings(self, incident: Incident) -> tuple[Warned, ...]:
        """The near misses before an incident, the oldest first.

        They are those of the same mechanism and service whose day is before the incident's own,
        and those that its author names.
        """
        day = incident.event_day
        if day is None:
            return ()
        refused = {r.near_miss for r in incident.said.not_repeat_of}
        alike = {
            trail.near_miss.id
            for trail in self._of(incident)
            if trail.near_miss.id not in refused
            and trail.near_miss.event_day
            and trail.near_miss.event_day < day
        }
        named = {nm for nm in incident.near_misses if nm in self._trails}
        found = [self._trails[nm] for nm in alike | named]
        found.sort(key=lambda t: (t.near_miss.event_day or date.min, t.near_miss.id))
        return tuple(
            Warned(
                trail=trail,
                on=day,
                named=trail.near_miss.id in named,
                alike=trail.near_miss.id in alike,
                register=self._register,
            )
            for trail in found
        )

    def _of(self, incident: Incident) -> tuple[Trail, ...]:
        if not incident.service or not incident.mechanism:
            return ()
        return tuple(self._alike.get((incident.service, incident.mechanism), ()))
