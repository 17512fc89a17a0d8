"""All records at one commit, with their links both ways."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import Control, ControlChange, ExposureCheck, Risk
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare
from closecall.model.links import Link
from closecall.model.monitoring import Escalation, MonitoringCheck, MonitoringPlan, PlanTemplate
from closecall.model.near_miss import NearMiss
from closecall.model.policy import Policy, PolicyRecord, Threshold
from closecall.model.record import Record
from closecall.model.review import Review
from closecall.model.setting import (
    Activity,
    Definition,
    Provider,
    ReportingRoute,
    Role,
    Service,
)
from closecall.model.vocabulary import WordList, labels
from closecall.records.reading import Filed

AnyRecord = TypeVar("AnyRecord", bound=Record)


class Register:
    """The records known on one day, found by id, by kind and by what they link to.

    Every tuple is sorted by the record's own day, then by id.
    """

    def __init__(
        self,
        records: Iterable[Record],
        *,
        links: Mapping[RecordId, tuple[Link, ...]],
        files: Mapping[str, Filed],
        unreadable: frozenset[str],
        default_limits: tuple[Threshold, ...],
        later: frozenset[RecordId] = frozenset(),
    ) -> None:
        """Index the records.

        Args:
            records: The records themselves.
            links: The links of each record, by its id.
            files: Every file with a sound name, by the id that its name gives, read or not.
            unreadable: Kinds of which at least one file could not be read.
            default_limits: The limits that hold where no policy record sets one.
            later: Records that are in the tree and not yet known on this day.
        """
        self.records: Mapping[RecordId, Record] = {
            r.id: r for r in sorted(records, key=lambda r: (r.day or date.min, r.id))
        }
        self.links = links
        self.files = files
        self.unreadable = unreadable
        self.default_limits = default_limits
        self.later = later
        self.policy = Policy(self.of(PolicyRecord), default_limits)

    def as_at(self, day: date) -> "Register":
        """The register as it was known on a day."""
        known: list[Record] = []
        later: list[Record] = []
        for record in self.records.values():
            since = record.known_from
            (later if since and since > day else known).append(record)
        if not later:
            return self
        return Register(
            known,
            links=self.links,
            files=self.files,
            unreadable=self.unreadable,
            default_limits=self.default_limits,
            later=frozenset(record.id for record in later),
        )

    @cached_property
    def _by_class(self) -> Mapping[type[Record], tuple[Record, ...]]:
        found: dict[type[Record], list[Record]] = defaultdict(list)
        for record in self.records.values():
            found[type(record)].append(record)
        return {kind: tuple(records) for kind, records in found.items()}

    def of(self, kind: type[AnyRecord]) -> tuple[AnyRecord, ...]:
        """Every record of a kind."""
        return self._by_class.get(kind, ())  # type: ignore[return-value] # keyed by its own class

    def has(self, record_id: str) -> bool:
        """Whether there is a record of this id, also one that cannot be read or is of later."""
        return record_id in self.files or record_id in self.records

    def get(self, kind: type[AnyRecord], record_id: RecordId | None) -> AnyRecord | None:
        """The record with an id, if it is known and of this kind."""
        record = self.records.get(record_id) if record_id else None
        return record if isinstance(record, kind) else None

    def pick(self, kind: type[AnyRecord], ids: Iterable[RecordId]) -> tuple[AnyRecord, ...]:
        """The records with these ids that are known and of this kind, in the order of the ids."""
        return tuple(found for i in ids if (found := self.get(kind, i)) is not None)

    @property
    def provider(self) -> Provider | None:
        """The provider, if there is one."""
        providers = self.of(Provider)
        return providers[0] if providers else None

    @property
    def services(self) -> tuple[Service, ...]:
        """The services by name."""
        return tuple(sorted(self.of(Service), key=lambda s: (s.name, s.id)))

    def service(self, record_id: RecordId | None) -> Service | None:
        """A service."""
        return self.get(Service, record_id)

    def asked(self, family: str, origins: Collection[RecordId], *, on: date) -> tuple[Service, ...]:
        """The services that must say whether a lesson about a family of controls bears on them.

        Those that the policy names. Without one, those that say that they use such controls, or
        that a control of the family names; where a service that the lesson comes from names the
        ones that are related to it, only those.

        Args:
            family: The key of the family.
            origins: The services that the lesson comes from: they are not asked.
            on: The day as of which the policy is asked.

        Returns:
            The services by name.
        """
        named = self.policy.answering(family, on=on)
        if named is not None:
            services: Iterable[Service] = (s for s in self.services if s.id in named)
        else:
            related = [s.related_services for s in self.pick(Service, origins)]
            near = {one for several in related for one in several} if all(related) else None
            services = (s for s in self._using.get(family, ()) if near is None or s.id in near)
        return tuple(s for s in services if s.id not in origins and not s.withdrawn)

    @cached_property
    def _using(self) -> Mapping[str, tuple[Service, ...]]:
        """The services that use controls of a family, by name."""
        named: dict[RecordId, set[str]] = defaultdict(set)
        for control in self.of(Control):
            for used_by in control.services if control.family and not control.withdrawn else ():
                named[used_by].add(control.family)
        found: dict[str, list[Service]] = defaultdict(list)
        for service in self.services:
            if not service.withdrawn:
                for family in {*service.control_families, *named[service.id]}:
                    found[family].append(service)
        return {family: tuple(services) for family, services in found.items()}

    def role(self, record_id: RecordId | None) -> Role | None:
        """A role."""
        return self.get(Role, record_id)

    def same_person(self, one: RecordId, other: RecordId) -> bool:
        """Whether two roles are held by one person, as either role's record says."""
        first, second = self.role(one), self.role(other)
        return bool((first and other in first.held_with) or (second and one in second.held_with))

    # What hangs on what. One pass over a kind a question; no rule looks at all pairs. A record that
    # was withdrawn hangs on nothing: it keeps its page, and no trail rests on it.

    @cached_property
    def reviews_of(self) -> Mapping[RecordId, tuple[Review, ...]]:
        """Reviews by near miss."""
        return _group(self.of(Review), lambda r: r.near_misses)

    @cached_property
    def exposure_checks_of(self) -> Mapping[RecordId, tuple[ExposureCheck, ...]]:
        """Exposure checks by near miss."""
        return _group(self.of(ExposureCheck), lambda r: r.near_misses)

    @cached_property
    def changes_of(self) -> Mapping[RecordId, tuple[ControlChange, ...]]:
        """Control changes by near miss."""
        return _group(self.of(ControlChange), lambda r: r.near_misses)

    @cached_property
    def changes_to(self) -> Mapping[RecordId, tuple[ControlChange, ...]]:
        """Control changes by control."""
        return _group(self.of(ControlChange), lambda r: (r.control,))

    @cached_property
    def plans_of(self) -> Mapping[RecordId, tuple[MonitoringPlan, ...]]:
        """Monitoring plans by near miss."""
        return _group(self.of(MonitoringPlan), lambda r: r.near_misses)

    @cached_property
    def checks_of(self) -> Mapping[RecordId, tuple[MonitoringCheck, ...]]:
        """Monitoring checks by plan."""
        return _group(self.of(MonitoringCheck), lambda r: (r.plan,))

    @cached_property
    def escalations_of(self) -> Mapping[RecordId, tuple[Escalation, ...]]:
        """Escalations by plan."""
        return _group(self.of(Escalation), lambda r: (r.plan,))

    @cached_property
    def follow_ups_of(self) -> Mapping[RecordId, tuple[Audit, ...]]:
        """Follow-up audits by control change."""
        return _group(self.of(Audit), lambda r: r.follow_up_to)

    @cached_property
    def audits_of_plan(self) -> Mapping[RecordId, tuple[Audit, ...]]:
        """Audits by monitoring plan."""
        return _group(self.of(Audit), lambda r: (r.plan,))

    @cached_property
    def audits_of_control(self) -> Mapping[RecordId, tuple[Audit, ...]]:
        """Audits by the control that they tested, directly or as follow-up to a change of it."""
        changes = {c.id: c.control for c in self.of(ControlChange)}
        return _group(
            self.of(Audit),
            lambda r: dict.fromkeys((*r.controls, *(changes.get(c) for c in r.follow_up_to))),
        )

    @cached_property
    def practice_on_plan(self) -> Mapping[RecordId, tuple[PracticeEvidence, ...]]:
        """Practice evidence by monitoring plan."""
        return _group(self.of(PracticeEvidence), lambda r: dict.fromkeys((r.plan, r.bears_on_plan)))

    @cached_property
    def practice_on_control(self) -> Mapping[RecordId, tuple[PracticeEvidence, ...]]:
        """Practice evidence by control."""
        return _group(self.of(PracticeEvidence), lambda r: (r.bears_on_control,))

    @cached_property
    def practice_on_near_miss(self) -> Mapping[RecordId, tuple[PracticeEvidence, ...]]:
        """Practice evidence by near miss."""
        return _group(self.of(PracticeEvidence), lambda r: r.near_misses)

    @cached_property
    def decisions_on_plan(self) -> Mapping[RecordId, tuple[GovernanceDecision, ...]]:
        """Governance decisions by monitoring plan."""
        return _group(self.of(GovernanceDecision), lambda r: (r.plan,))

    @cached_property
    def decisions_on_near_miss(self) -> Mapping[RecordId, tuple[GovernanceDecision, ...]]:
        """Governance decisions by near miss, where they name it themselves."""
        return _group(self.of(GovernanceDecision), lambda r: r.near_misses)

    @cached_property
    def risks_of(self) -> Mapping[RecordId, tuple[Risk, ...]]:
        """Risk entries by near miss."""
        return _group(self.of(Risk), lambda r: r.near_misses)

    @cached_property
    def incidents_of(self) -> Mapping[RecordId, tuple[Incident, ...]]:
        """Incidents by the near miss that they name as a warning."""
        return _group(self.of(Incident), lambda r: r.near_misses)

    @cached_property
    def risks_of_incident(self) -> Mapping[RecordId, tuple[Risk, ...]]:
        """Risk entries by incident."""
        return _group(self.of(Risk), lambda r: r.incidents)

    @cached_property
    def shares_of(self) -> Mapping[RecordId, tuple[LearningShare, ...]]:
        """Shared lessons by the near miss or incident that they come from."""
        return _group(self.of(LearningShare), lambda r: (*r.near_misses, *r.incidents))

    @cached_property
    def redactions_of(self) -> Mapping[RecordId, tuple[Redaction, ...]]:
        """Redactions by the record that something was taken out of."""
        return _group(self.of(Redaction), lambda r: r.records)

    @cached_property
    def allowances_of(self) -> Mapping[RecordId, tuple[Allowance, ...]]:
        """Allowances by the record in which the finding stands."""
        return _group(self.of(Allowance), lambda r: (r.record,))

    @cached_property
    def _approved(self) -> frozenset[RecordId]:
        return frozenset(
            record
            for decision in self.of(GovernanceDecision)
            if decision.withdrawn is None
            for record in decision.approves
        )

    def approves(self, policy: RecordId | None) -> bool:
        """Whether the provider has approved a policy: a decision says so, or it names one."""
        record = self.get(PolicyRecord, policy)
        return record is not None and (
            record.approved_by is not None or record.id in self._approved
        )

    def labels(self, vocabulary: str) -> Mapping[str, str]:
        """What the provider calls the keys of a vocabulary, by key."""
        return labels(self.of(WordList), vocabulary)

    @cached_property
    def linked_from(self) -> Mapping[RecordId, tuple[Link, ...]]:
        """Links by the record that they name, from records that are known."""
        found: dict[RecordId, list[Link]] = defaultdict(list)
        for record_id in self.records:
            for link in self.links.get(record_id, ()):
                found[link.target].append(link)
        return {target: tuple(links) for target, links in found.items()}

    def near_misses_of(self, service: RecordId) -> tuple[NearMiss, ...]:
        """The near misses of a service, withdrawn ones too."""
        return self._near_misses_by_service.get(service, ())

    @cached_property
    def _near_misses_by_service(self) -> Mapping[RecordId, tuple[NearMiss, ...]]:
        found: dict[RecordId, list[NearMiss]] = defaultdict(list)
        for near_miss in self.of(NearMiss):
            if near_miss.service:
                found[near_miss.service].append(near_miss)
        return {service: tuple(group) for service, group in found.items()}

    @cached_property
    def incidents_by_mechanism(self) -> Mapping[tuple[RecordId, str], tuple[Incident, ...]]:
        """Incidents by service and mechanism, by the day of the event; none that was withdrawn."""
        found: dict[tuple[RecordId, str], list[Incident]] = defaultdict(list)
        for incident in self.of(Incident):
            if incident.service and incident.mechanism and not incident.withdrawn:
                found[incident.service, incident.mechanism].append(incident)
        return {
            key: tuple(sorted(group, key=lambda i: (i.event_day or date.min, i.id)))
            for key, group in found.items()
        }

    @cached_property
    def incidents_refusing(self) -> Mapping[RecordId, frozenset[RecordId]]:
        """By near miss, the incidents whose author says that they do not repeat it."""
        found: dict[RecordId, set[RecordId]] = defaultdict(set)
        for incident in self.of(Incident):
            for refusal in incident.said.not_repeat_of:
                if refusal.near_miss:
                    found[refusal.near_miss].add(incident.id)
        return {near_miss: frozenset(incidents) for near_miss, incidents in found.items()}

    def in_service(self, kind: type[AnyRecord], service: RecordId) -> tuple[AnyRecord, ...]:
        """Records of a kind with a `service` field, for one service."""
        return tuple(r for r in self.of(kind) if getattr(r, "service", None) == service)

    def template_of(self, plan: MonitoringPlan) -> PlanTemplate | None:
        """The template that a plan takes its lists from."""
        return self.get(PlanTemplate, plan.template)

    def controls_of(self, service: RecordId) -> tuple[Control, ...]:
        """The controls that stand in a service."""
        return tuple(c for c in self.of(Control) if service in c.services)

    def activity_of(self, service: RecordId) -> tuple[Activity, ...]:
        """How much care a service gave, as far as it is recorded."""
        return self.in_service(Activity, service)

    def definitions_of(self, service: RecordId) -> tuple[Definition, ...]:
        """The definitions that hold for a service."""
        return tuple(d for d in self.of(Definition) if not d.services or service in d.services)

    def routes_of(self, service: RecordId) -> tuple[ReportingRoute, ...]:
        """The reporting routes that hold for a service."""
        return tuple(r for r in self.of(ReportingRoute) if not r.services or service in r.services)


def _group(
    records: tuple[AnyRecord, ...],
    keys: Callable[[AnyRecord], Iterable[RecordId | None]],
) -> Mapping[RecordId, tuple[AnyRecord, ...]]:
    found: dict[RecordId, list[AnyRecord]] = defaultdict(list)
    for record in records:
        if record.withdrawn:
            continue
        for key in keys(record):
            if key is not None:
                found[key].append(record)
    return {key: tuple(group) for key, group in found.items()}
