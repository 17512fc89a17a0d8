"""What the page of one record needs from all the others; made once for a site, asked often."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from closecall.findings import Finding, Level
from closecall.model.fields import RecordId
from closecall.model.monitoring import PlanTemplate
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.setting import ReportingRoute
from closecall.model.trail import Trail
from closecall.model.vocabulary import FAMILY, MECHANISM
from closecall.pages.context import Names
from closecall.pages.steps import work_of
from closecall.rules.case import Owed
from closecall.validation.schemas import CodeList


def records_of(trail: Trail, register: Register) -> tuple[Record, ...]:
    """Every record that belongs to a trail, each once, by its own day, then its id.

    The near misses before and after it have trails of their own and are left out.
    """
    templates = register.pick(PlanTemplate, (p.template for p in trail.plans if p.template))
    found: dict[RecordId, Record] = {
        record.id: record for group in _groups(trail, templates) for record in group
    }
    return tuple(sorted(found.values(), key=lambda r: (r.day or date.min, r.id)))


def _groups(trail: Trail, templates: Iterable[Record]) -> tuple[Iterable[Record], ...]:
    return (
        (trail.near_miss,),
        trail.reviews,
        trail.exposure_checks,
        trail.risks,
        trail.changes,
        trail.controls,
        trail.plans,
        templates,
        trail.checks,
        trail.escalations,
        trail.audits,
        trail.practice,
        trail.decisions,
        trail.shares,
    )


class Lookup:
    """Findings, work and near misses by the record that they concern."""

    def __init__(self, names: Names) -> None:
        evidence = names.evidence
        self.work: Mapping[RecordId, tuple[Owed, ...]] = work_of(evidence)
        """What each near miss is still owed, waiting and late, soonest first."""
        self.work_on: Mapping[RecordId, tuple[Owed, ...]] = _work_on(self.work)
        """The same by the record that it hangs on, where that is not the near miss; each once."""
        self.trails_of: Mapping[RecordId, tuple[NearMiss, ...]] = _trails_of(
            evidence.trails.values(), evidence.register
        )
        """The near misses whose trails a record belongs to, by the day of the event."""
        self.withdrawn_from: Mapping[RecordId, tuple[Record, ...]] = _withdrawn(evidence.register)
        """Records that their provider has taken back, by what they named; trails leave them out."""
        self.begins: Mapping[RecordId, date] = _begins(evidence.trails.values(), evidence.register)
        """The day on which the records of each service begin."""
        self.findings_of: Mapping[str, tuple[Finding, ...]] = _published(evidence.findings)
        """Gaps and warnings by the record that they are about."""
        lists = evidence.schemas.lists
        self.strengths: Mapping[str, str] = _strengths(lists.get("action-strength"))
        """How strong each sort of action is: Stronger, Intermediate or Weaker, by its label."""
        templates = evidence.register.of(PlanTemplate)
        self.mechanisms: Mapping[str, str] = {
            t.mechanism: t.title for t in templates if t.title
        } | dict(evidence.register.labels(MECHANISM))
        """What each mechanism is called, where a list of words says, or else a plan template."""
        self.families: Mapping[str, str] = evidence.register.labels(FAMILY)
        """What each family of controls is called, where a list of words says."""
        self.lists: Mapping[str, str] = {key: found.title for key, found in lists.items()}
        """What each code list and framework is called, by its id."""
        self._register = evidence.register
        self._routes: dict[tuple[RecordId, tuple[str, ...], date], ReportingRoute | None] = {}

    def route_of(self, near_miss: NearMiss) -> ReportingRoute | None:
        """The reporting route in force when a near miss was noticed; of several, the shortest."""
        if near_miss.service is None or near_miss.detected is None:
            return None
        key = (near_miss.service, near_miss.domains, near_miss.detected.date())
        if key not in self._routes:
            self._routes[key] = _route(self._register, *key)
        return self._routes[key]


@lru_cache(maxsize=1)
def lookup(names: Names) -> Lookup:
    """The look-up of a site. `Names` stands for it: there is one a build."""
    return Lookup(names)


def _work_on(work: Mapping[RecordId, tuple[Owed, ...]]) -> Mapping[RecordId, tuple[Owed, ...]]:
    found: dict[RecordId, dict[tuple[str, date], Owed]] = defaultdict(dict)
    for group in work.values():
        for owed in group:
            if owed.record:
                found[owed.record].setdefault((owed.what, owed.due), owed)
    return {record: tuple(group.values()) for record, group in found.items()}


def _trails_of(
    trails: Iterable[Trail], register: Register
) -> Mapping[RecordId, tuple[NearMiss, ...]]:
    found: dict[RecordId, dict[RecordId, NearMiss]] = defaultdict(dict)
    for trail in trails:
        near_miss = trail.near_miss
        templates = register.pick(PlanTemplate, (p.template for p in trail.plans if p.template))
        for group in _groups(trail, templates):
            for record in group:
                found[record.id][near_miss.id] = near_miss
    return {
        record: tuple(sorted(group.values(), key=lambda nm: (nm.event_day or date.min, nm.id)))
        for record, group in found.items()
    }


def _withdrawn(register: Register) -> Mapping[RecordId, tuple[Record, ...]]:
    found: dict[RecordId, dict[RecordId, Record]] = defaultdict(dict)
    for record in register.records.values():
        if record.withdrawn:
            for link in register.links.get(record.id, ()):
                found[link.target][record.id] = record
    return {target: tuple(group.values()) for target, group in found.items()}


def _begins(trails: Iterable[Trail], register: Register) -> Mapping[RecordId, date]:
    found = {service.id: service.day for service in register.services if service.day}
    for trail in trails:
        service, day = trail.near_miss.service, trail.near_miss.event_day
        if service and day and not trail.near_miss.withdrawn:
            found[service] = min(day, found.get(service, day))
    return found


def _published(findings: Iterable[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.record and finding.level is not Level.ERROR:
            found[finding.record].append(finding)
    return {record: tuple(group) for record, group in found.items()}


def _strengths(actions: CodeList | None) -> Mapping[str, str]:
    if actions is None:
        return {}
    return {item.label: str(item.more.get("strength", "")) for item in actions.items}


def _route(
    register: Register, service: RecordId, domains: tuple[str, ...], day: date
) -> ReportingRoute | None:
    there = (
        route
        for route in register.routes_of(service)
        if route.limit_hours is not None
        and not route.withdrawn
        and (not route.domains or set(route.domains) & set(domains))
        and (route.valid_from is None or route.valid_from <= day)
        and (route.valid_to is None or day <= route.valid_to)
    )
    return min(there, key=lambda r: (r.limit_hours or 0, r.id), default=None)
