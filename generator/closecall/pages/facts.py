"""What several pages ask of the records, worked out once: no page looks at all records again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple, TypeVar

from closecall.analysis.earlier import Earlier
from closecall.analysis.seen import Seen, all_seen, all_watches
from closecall.evidence import Evidence
from closecall.model.assurance import GovernanceDecision
from closecall.model.control import Control, ControlChange, ExposureCheck, Risk
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.fields import RecordId
from closecall.model.learning_share import LearningShare
from closecall.model.monitoring import (
    Escalation,
    MonitoringCheck,
    MonitoringPlan,
    Watch,
)
from closecall.model.near_miss import NearMiss, Prevention
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.review import Barrier, Review
from closecall.model.setting import Definition, ReportingRoute, Service
from closecall.model.settled import harm_rank
from closecall.model.trail import Trail
from closecall.model.vocabulary import WordList
from closecall.pages.context import Names
from closecall.pages.counts import Window, complete_months
from closecall.pages.lookup import lookup
from closecall.pages.steps import Status, statuses
from closecall.pages.words import as_words, upper_first
from closecall.rules.case import Owed
from closecall.waiting import Piece, decided_later, test_due, waiting_work

AnyRecord = TypeVar("AnyRecord", bound=Record)

DAY_SHIFT = (8, 20)
"""From which hour to before which a near miss falls into the day shift, where nobody says."""
_UNKNOWN_HARM_RANK = 2
"""Until somebody has judged it, a near miss is sorted as if the harm could have been moderate."""


class Passed(NamedTuple):
    """A control that a near miss met: it stopped harm, or it did not."""

    trail: Trail
    review: Review | None
    """The review that says so; None where the report does."""
    by: Prevention | Barrier

    @property
    def by_state(self) -> str:
        """How the control stood: failed, not used, did not exist; empty where it stopped harm."""
        return self.by.state if isinstance(self.by, Barrier) else ""


class Facts:
    """The evidence with the indexes that pages share."""

    def __init__(self, evidence: Evidence, *, public: bool = False) -> None:
        """Keep the evidence; indexes are made when they are asked for.

        Args:
            evidence: The whole run.
            public: Whether everybody may read the pages: small counts are then hidden.
        """
        self.evidence = evidence
        self.public = public
        self.register: Register = evidence.register
        self.as_at = evidence.as_at
        self.selection = evidence.selection
        self.names = Names(evidence)
        self.months: Window = complete_months(evidence.as_at)
        self.months_before: Window = complete_months(evidence.as_at, back=len(self.months.months))
        self._services: dict[RecordId, tuple[RecordId, ...]] = {}
        self._statuses: dict[RecordId, Mapping[str, Status]] = {}

    def limit(self, name: str, *, harm: str = "") -> int:
        """A limit of the policy in force on the as-at day."""
        return self.register.policy.limit(name, on=self.as_at, harm=harm).value

    @property
    def hides_under(self) -> int | None:
        """Counts from 1 to one under this are hidden; None where the reader may know them."""
        return self.limit("suppression-threshold") if self.public else None

    def in_force(self, first: date | None, last: date | None) -> bool:
        """Whether the as-at day lies between two days, where there are such."""
        return (first is None or first <= self.as_at) and (last is None or self.as_at <= last)

    # Near misses

    @cached_property
    def trails(self) -> tuple[Trail, ...]:
        """Every near miss that was not withdrawn, newest event first."""
        live = (t for t in self.evidence.trails.values() if not t.near_miss.withdrawn)
        return tuple(sorted(live, key=_newest, reverse=True))

    @cached_property
    def _by_service(self) -> Mapping[RecordId, tuple[Trail, ...]]:
        found: dict[RecordId, list[Trail]] = defaultdict(list)
        for trail in self.trails:
            if trail.near_miss.service:
                found[trail.near_miss.service].append(trail)
        return {service: tuple(group) for service, group in found.items()}

    def trails_of(self, service: RecordId) -> tuple[Trail, ...]:
        """The near misses of a service, newest event first."""
        return self._by_service.get(service, ())

    def counted(self, trails: Iterable[Trail]) -> tuple[Trail, ...]:
        """Those that count: two records of one event count once, as the one that was named."""
        return tuple(
            t
            for t in trails
            if t.near_miss.same_as is None or t.near_miss.same_as not in self.evidence.trails
        )

    @cached_property
    def work(self) -> Mapping[RecordId, tuple[Owed, ...]]:
        """All that each near miss is still owed, soonest first."""
        return lookup(self.names).work

    @cached_property
    def late(self) -> Mapping[RecordId, tuple[Owed, ...]]:
        """What each near miss is owed and late with; only those that have something."""
        found = {
            near_miss: tuple(o for o in owed if o.is_late(self.as_at))
            for near_miss, owed in self.work.items()
        }
        return {near_miss: owed for near_miss, owed in found.items() if owed}

    def late_of(self, trail: Trail) -> tuple[Owed, ...]:
        """What one near miss is late with."""
        return self.late.get(trail.near_miss.id, ())

    def late_count(self, trails: Iterable[Trail]) -> int:
        """How many pieces of evidence are late over some near misses."""
        return sum(len(self.late_of(t)) for t in trails)

    # What is missing

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All that is owed or missing, the longest overdue first; the one list of every page."""
        return tuple(p for p in waiting_work(self.evidence) if not p.is_warning)

    @cached_property
    def gaps(self) -> tuple[Piece, ...]:
        """What is missing on the as-at day."""
        return tuple(p for p in self.pieces if p.is_gap)

    @cached_property
    def _gaps_by_service(self) -> Mapping[RecordId, tuple[Piece, ...]]:
        found: dict[RecordId, list[Piece]] = defaultdict(list)
        for piece in self.gaps:
            for service in self.services_of_piece(piece):
                found[service].append(piece)
        return {service: tuple(pieces) for service, pieces in found.items()}

    def gaps_at(self, service: RecordId) -> tuple[Piece, ...]:
        """What is missing at a service; what several share is missing at each."""
        return self._gaps_by_service.get(service, ())

    def services_of_piece(self, piece: Piece) -> tuple[RecordId, ...]:
        """The services at which something is missing: that of its near miss, else its record's."""
        record = self.register.records.get(piece.near_miss or piece.record or RecordId(""))
        return self.services_of(record) if record else ()

    def statuses(self, trail: Trail) -> Mapping[str, Status]:
        """How each step of a trail stands."""
        key = trail.near_miss.id
        if key not in self._statuses:
            self._statuses[key] = statuses(trail, self.work.get(key, ()), self.evidence)
        return self._statuses[key]

    @property
    def mechanisms(self) -> Mapping[str, str]:
        """What each mechanism is called, where a list of words or a plan template says."""
        return lookup(self.names).mechanisms

    def mechanism_title(self, key: str) -> str:
        """What a mechanism is called; its key as words where nobody says."""
        return self.mechanisms.get(key) or upper_first(as_words(key))

    def family_title(self, key: str) -> str:
        """What a family of controls is called; its key as words where nobody says."""
        return lookup(self.names).families.get(key) or upper_first(as_words(key))

    @cached_property
    def earlier(self) -> Earlier:
        """The near misses before each incident."""
        return Earlier(self.evidence.trails, self.register)

    def asked(self, family: str, origins: Collection[RecordId]) -> tuple[RecordId, ...]:
        """The services that must say whether a lesson from others bears on them, by name."""
        return tuple(s.id for s in self.register.asked(family, origins, on=self.as_at))

    # Which services a record belongs to

    def services_of(self, record: Record) -> tuple[RecordId, ...]:
        """The services of a record: its own, else those of what it links to."""
        if record.id not in self._services:
            found = dict.fromkeys(s for s in self._linked_services(record) if s)
            self._services[record.id] = tuple(found)
        return self._services[record.id]

    def _linked_services(  # noqa: PLR0911 - one line a sort
        self, record: Record
    ) -> Iterable[RecordId | None]:
        match record:
            case Service():
                return (record.id,)
            case Control() | Definition() | ReportingRoute() | WordList():
                return record.services
            case LearningShare():
                return (*self._of_near_misses(record.near_misses), *record.services)
            case Redaction():
                return self._of_records(record.records)
            case Allowance():
                return self._of_records((record.record,) if record.record else ())
            case Review() | ExposureCheck() | ControlChange() | MonitoringPlan():
                return self._of_near_misses(record.near_misses)
            case MonitoringCheck() | Escalation():
                return self._of_plan(record.plan)
            case GovernanceDecision():
                return (*self._of_near_misses(record.near_misses), *self._of_plan(record.plan))
            case _:
                return (getattr(record, "service", None),)

    def _of_near_misses(self, ids: Iterable[RecordId]) -> tuple[RecordId | None, ...]:
        return tuple(nm.service for nm in self.register.pick(NearMiss, ids))

    def _of_records(self, ids: Iterable[RecordId]) -> tuple[RecordId, ...]:
        """The services of some records; of an exception to an exception, none."""
        found = (self.register.records.get(i) for i in ids)
        return tuple(
            service
            for record in found
            if record is not None and not isinstance(record, Redaction | Allowance)
            for service in self.services_of(record)
        )

    def _of_plan(self, plan_id: RecordId | None) -> tuple[RecordId, ...]:
        plan = self.register.get(MonitoringPlan, plan_id)
        return self.services_of(plan) if plan else ()

    @cached_property
    def _records_by_service(self) -> Mapping[tuple[RecordId, type[Record]], tuple[Record, ...]]:
        found: dict[tuple[RecordId, type[Record]], list[Record]] = defaultdict(list)
        for record in self.register.records.values():
            if record.withdrawn is None:
                for service in self.services_of(record):
                    found[service, type(record)].append(record)
        return {key: tuple(records) for key, records in found.items()}

    def at(self, kind: type[AnyRecord], service: RecordId) -> tuple[AnyRecord, ...]:
        """The records of a kind that belong to a service, oldest first, none that was withdrawn."""
        return self._records_by_service.get((service, kind), ())  # type: ignore[return-value]

    # Monitoring

    @cached_property
    def watches(self) -> Mapping[RecordId, Watch]:
        """What each plan watches, its template joined in."""
        return all_watches(self.register)

    @cached_property
    def signs(self) -> Mapping[str, str]:
        """What each warning sign says, by its key, over all plans and templates."""
        found: dict[str, str] = {}
        for watch in self.watches.values():
            for sign in watch.early_warning_signs:
                found.setdefault(sign.id, sign.text)
        return found

    @cached_property
    def seen(self) -> Mapping[RecordId, tuple[Seen, ...]]:
        """Triggers hit and signs seen, by service, newest first."""
        found: dict[RecordId, list[Seen]] = defaultdict(list)
        for seen in all_seen(self.register, self.evidence.trails, self.watches):
            for service in self.services_of(seen.source):
                found[service].append(seen)
        return {
            service: tuple(
                sorted(group, key=lambda s: (s.day, s.source.id, s.is_trigger, s.key), reverse=True)
            )
            for service, group in found.items()
        }

    def answer_due(self, seen: Seen) -> date:
        """By which day a trigger or a sign asks for an escalation or a decision."""
        return seen.day + timedelta(days=self.limit("days-to-escalate"))

    # Controls

    @cached_property
    def stopped_by(self) -> Mapping[RecordId, tuple[Passed, ...]]:
        """The near misses that a control stopped, newest first."""
        found: dict[RecordId, list[Passed]] = defaultdict(list)
        for trail in self.trails:
            for prevention in trail.settled.prevented_by:
                if prevention.control:
                    found[prevention.control].append(Passed(trail, None, prevention))
        return {control: tuple(group) for control, group in found.items()}

    @cached_property
    def let_through(self) -> Mapping[RecordId, tuple[Passed, ...]]:
        """The near misses that a control should have stopped and did not, newest first."""
        found: dict[RecordId, list[Passed]] = defaultdict(list)
        for trail in self.trails:
            for review in trail.reviews:
                for barrier in review.barriers:
                    if barrier.control and barrier.state != "worked":
                        found[barrier.control].append(Passed(trail, review, barrier))
        return {control: tuple(group) for control, group in found.items()}

    @cached_property
    def families(self) -> Mapping[str, tuple[Control, ...]]:
        """Controls of one family, by title."""
        found: dict[str, list[Control]] = defaultdict(list)
        for control in self.register.of(Control):
            if control.family:
                found[control.family].append(control)
        return {f: tuple(sorted(c, key=lambda c: (c.title, c.id))) for f, c in found.items()}

    @property
    def strengths(self) -> Mapping[str, str]:
        """How strong each sort of action is: Stronger, Intermediate or Weaker, by its label."""
        return lookup(self.names).strengths

    def test_due(self, control: Control) -> date | None:
        """The day by which the next test of a control is due; None without an interval or start."""
        return test_due(control, self.register)

    def test_is_late(self, control: Control) -> bool:
        """Whether a control was to be tested by now and was not, or never was."""
        due = self.test_due(control)
        if due is None:
            return not self.register.audits_of_control.get(control.id)
        return due < self.as_at

    # Governance

    def decision(self, record_id: RecordId | None) -> GovernanceDecision | None:
        """A governance decision."""
        return self.register.get(GovernanceDecision, record_id)

    @cached_property
    def approvals(self) -> Mapping[RecordId, tuple[GovernanceDecision, ...]]:
        """The decisions that approve a definition, a route, a policy or a risk."""
        found: dict[RecordId, list[GovernanceDecision]] = defaultdict(list)
        for decision in self.register.of(GovernanceDecision):
            if decision.withdrawn is None:
                for record in decision.approves:
                    found[record].append(decision)
        return {record: tuple(decisions) for record, decisions in found.items()}

    def decided_later(self, decision: GovernanceDecision, day: date) -> GovernanceDecision | None:
        """The first other decision on the same plan or near misses on or after a day."""
        return decided_later(decision, day, self.register)

    @cached_property
    def _trails_by_risk(self) -> Mapping[RecordId, tuple[Trail, ...]]:
        found: dict[RecordId, list[Trail]] = defaultdict(list)
        for trail in reversed(self.trails):
            for risk in trail.risks:
                found[risk.id].append(trail)
        return {risk: tuple(group) for risk, group in found.items()}

    def trails_of_risk(self, risk: Risk) -> tuple[Trail, ...]:
        """The near misses behind a risk entry, oldest first."""
        return self._trails_by_risk.get(risk.id, ())

    @cached_property
    def open_risks(self) -> Mapping[RecordId, tuple[Risk, ...]]:
        """The risk entries of each service, the highest score first."""
        found: dict[RecordId, list[Risk]] = defaultdict(list)
        for risk in self.register.of(Risk):
            if risk.service and not risk.withdrawn:
                found[risk.service].append(risk)
        return {
            service: tuple(
                sorted(risks, key=lambda r: (-(r.score_now.value if r.score_now else 0), r.id))
            )
            for service, risks in found.items()
        }


def _newest(trail: Trail) -> tuple[date, str]:
    return trail.near_miss.event_day or date.min, trail.near_miss.id


def verdict_of(trail: Trail) -> str:
    """Whether what stopped harm was reliable or accidental: the latest review that says so."""
    return next((r.verdict for r in reversed(trail.reviews) if r.verdict), "")


def worst_of(trail: Trail) -> str:
    """The worst credible harm, in words."""
    harm = trail.settled.harm_potential
    if harm is None or not harm.worst:
        return "Not said"
    return "Not known yet" if harm.worst == "unknown" else harm.worst


def worst_rank(trail: Trail) -> int:
    """How bad the worst credible harm is, 0 to 4."""
    harm = trail.settled.harm_potential
    rank = harm_rank(harm.worst) if harm else None
    return _UNKNOWN_HARM_RANK if rank is None else rank


def deciding(trail: Trail) -> tuple[Prevention, ...]:
    """What stopped harm: the entries marked as decisive, else all."""
    entries = trail.settled.prevented_by
    return tuple(e for e in entries if e.decisive) or entries


def shift_of(trail: Trail) -> str:
    """The part of the day: as the record says, else by the hour; empty without a time."""
    if trail.settled.time_bracket:
        return trail.settled.time_bracket
    moment = trail.near_miss.occurred or trail.near_miss.detected
    if moment is None:
        return ""
    first, end = DAY_SHIFT
    return "Day shift" if first <= moment.hour < end else "Night shift"
