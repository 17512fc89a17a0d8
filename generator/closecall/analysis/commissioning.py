"""What a commissioner may ask of a service, counted over one quarter of its contract.

Every number here is a count of records, or of what a record declares; none of them is a score.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final, Protocol, TypeVar

from closecall.analysis.exposure import Exposure
from closecall.analysis.measures import Measures
from closecall.analysis.periods import Span, contract_quarters
from closecall.analysis.targets import TargetCode
from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import ControlChange
from closecall.model.fields import RecordId
from closecall.model.monitoring import Escalation, MonitoringCheck
from closecall.model.record import Record
from closecall.model.setting import Activity, Service
from closecall.model.trail import Trail
from closecall.spc.exact import Interval, share_limits

QUARTERS: Final = 4
"""So many complete quarters of a contract are counted."""
PLANNED: Final = "planned visits"
"""The unit of the rows of activity that visits can be missed of."""
COMMISSIONER_SCHEME: Final = "commissioner"
"""How a review calls it where a commissioner was told of a near miss."""
STAFF: Final = frozenset({"competency", "supervision", "staff-interview", "feedback-staff"})
"""The sorts of practice evidence that show what staff know and do."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


class At(Protocol):
    """Gives the records of a kind that belong to a service, none that was withdrawn."""

    def __call__(self, kind: type[AnyRecord], service: RecordId, /) -> tuple[AnyRecord, ...]:
        """The records, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Planned visits, and how many of them were missed (NICE QS123, statement 2, process b)."""

    planned: int
    missed: int

    @property
    def share(self) -> float | None:
        """Missed of planned, 0 to 1; None where none was planned."""
        return self.missed / self.planned if self.planned else None

    @property
    def limits(self) -> Interval | None:
        """95% limits of the share."""
        return share_limits(self.missed, self.planned) if self.planned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A near miss of which the commissioner was told, as a review says."""

    near_miss: RecordId
    on: date | None
    reason: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """One service over one quarter of a contract. What is counted is there as ids of records."""

    service: RecordId
    span: Span
    near_misses: tuple[RecordId, ...]
    incidents: tuple[RecordId, ...]
    exposure: Exposure | None
    """What they are counted in; None where nothing usable is declared."""
    reviewed: tuple[RecordId, ...]
    """Of the near misses, those with a review by now."""
    by_control: tuple[RecordId, ...]
    """Stopped by a control that can be relied on, as the latest review judges."""
    by_luck: tuple[RecordId, ...]
    not_known: tuple[RecordId, ...]
    """Judged, and not yet known which of the two."""
    again: tuple[RecordId, ...]
    """Those of which the latest review says that they could happen again."""
    repeats: tuple[RecordId, ...]
    """Near misses and incidents that repeat an earlier one."""
    changes: tuple[RecordId, ...]
    """Control changes that took effect."""
    audits: tuple[RecordId, ...]
    criteria_met: int
    """Of what the audits looked at, how often it was as it should be."""
    criteria_looked_at: int
    not_reported: int
    """Near misses that audits found and that nobody had reported."""
    staff: tuple[RecordId, ...]
    """Pieces of evidence of what staff know and do."""
    staff_contradict: tuple[RecordId, ...]
    """Those of them that speak against the control or measure that they bear on."""
    checks_due: tuple[RecordId, ...]
    checks_made: tuple[RecordId, ...]
    targets: Mapping[RecordId, TargetCode]
    """Plans whose window ended in it, with the verdict of now."""
    decisions: tuple[RecordId, ...]
    escalations: tuple[RecordId, ...]
    escalations_to: tuple[RecordId, ...]
    """Those to the commissioner."""
    answered_to: tuple[RecordId, ...]
    """Those to the commissioner that were answered."""
    told: tuple[Told, ...]
    visits: Visits | None
    """None where no rows say, or none that cover this quarter and no other day."""

    @property
    def not_reviewed(self) -> int:
        """Near misses without a review."""
        return len(self.near_misses) - len(self.reviewed)

    @property
    def not_judged(self) -> int:
        """Near misses of which no review says what stopped them."""
        judged = len(self.by_control) + len(self.by_luck) + len(self.not_known)
        return len(self.near_misses) - judged

    @property
    def targets_met(self) -> int:
        """How many of the targets are met."""
        return sum(code is TargetCode.MET for code in self.targets.values())


def quarters_of(service: Service, commissioner: str, as_at: date) -> tuple[Span, ...]:
    """The newest complete quarters of a commissioner's contract at a service, the oldest first."""
    starts = contract_start(service, commissioner)
    return contract_quarters(starts, before=as_at, count=QUARTERS)


def contract_start(service: Service, commissioner: str) -> date | None:
    """The day on which the commissioner's contract began; None where no record says."""
    found = (c.starts for c in service.contracts if c.commissioner == commissioner and c.starts)
    return min(found, default=None)


def commissioners_of(services: Iterable[Service]) -> Mapping[str, tuple[Service, ...]]:
    """The services that each commissioner buys at, by its name; withdrawn ones are left out."""
    found: dict[str, list[Service]] = {}
    for service in services:
        if service.withdrawn:
            continue
        names = (*service.commissioners, *(c.commissioner for c in service.contracts))
        for name in dict.fromkeys(filter(None, names)):
            found.setdefault(name, []).append(service)
    return {
        name: tuple(sorted(found[name], key=lambda s: (s.name.casefold(), s.id)))
        for name in sorted(found, key=lambda name: (name.casefold(), name))
    }


def goes_to(escalation: Escalation, commissioner: str) -> bool:
    """Whether an escalation went to a commissioner: its name stands, whole, in whom was asked."""
    asked, name = _plain(escalation.to), _plain(commissioner)
    return bool(name.strip()) and name in asked


def _plain(text: str) -> str:
    """The words of a text, each between two spaces, without regard to case and signs."""
    return f" {' '.join(''.join(c if c.isalnum() else ' ' for c in text.casefold()).split())} "


def quarter_of(
    service: Service,
    commissioner: str,
    span: Span,
    *,
    measures: Measures,
    trails: Mapping[RecordId, Trail],
    at: At,
) -> Quarter:
    """Count one quarter of one service.

    Args:
        service: The service.
        commissioner: Who buys there; of the others' escalations only the number is counted.
        span: The quarter.
        measures: The verdicts and events as at the day of the site.
        trails: The trail of each near miss.
        at: Gives the records of a service.
    """
    data = measures.setting.services[service.id]
    inside = [e for e in data.known(measures.as_at) if e.in_time(span)]
    near = tuple(RecordId(e.id) for e in inside if not e.incident)
    counted = [trails[i] for i in near if i in trails]
    judged = {trail.near_miss.id: _verdict(trail) for trail in counted}
    audits = _inside(at(Audit, service.id), span, _ON)
    criteria = [c for a in audits for c in a.criteria if c.met is not None and c.of is not None]
    staff = [p for p in _inside(at(PracticeEvidence, service.id), span, _ON) if p.subtype in STAFF]
    due = _inside(at(MonitoringCheck, service.id), span, _DUE)
    escalations = _inside(at(Escalation, service.id), span, _ON)
    to = [e for e in escalations if goes_to(e, commissioner)]
    return Quarter(
        service=service.id,
        span=span,
        near_misses=near,
        incidents=tuple(RecordId(e.id) for e in inside if e.incident),
        exposure=data.exposure(span),
        reviewed=tuple(t.near_miss.id for t in counted if t.reviews),
        by_control=tuple(i for i, verdict in judged.items() if verdict == "reliable"),
        by_luck=tuple(i for i, verdict in judged.items() if verdict == "accidental"),
        not_known=tuple(i for i, verdict in judged.items() if verdict == "not yet known"),
        again=tuple(t.near_miss.id for t in counted if _again(t) == "yes"),
        repeats=tuple(
            RecordId(r.event.id)
            for r in measures.repeats
            if r.event.service == service.id and r.event.in_time(span)
        ),
        changes=_ids(_inside(at(ControlChange, service.id), span, _EFFECTIVE)),
        audits=_ids(audits),
        criteria_met=sum(c.met or 0 for c in criteria),
        criteria_looked_at=sum(c.of or 0 for c in criteria),
        not_reported=sum(a.near_misses_not_reported or 0 for a in audits),
        staff=_ids(staff),
        staff_contradict=_ids(p for p in staff if p.supports == "contradicts"),
        checks_due=_ids(due),
        checks_made=_ids(c for c in due if c.done_on and not c.missed),
        targets={
            plan: result.verdict.code
            for plan, result in measures.targets.items()
            if result.service == service.id
            and result.verdict.window is not None
            and result.verdict.window.end <= measures.as_at
            and _last_day(result.verdict.window) in span
        },
        decisions=_ids(_inside(at(GovernanceDecision, service.id), span, _ON)),
        escalations=_ids(escalations),
        escalations_to=_ids(to),
        answered_to=_ids(e for e in to if e.answered_on),
        told=tuple(_told(counted)),
        visits=visits_in(at(Activity, service.id), span),
    )


def visits_in(rows: Iterable[Activity], span: Span) -> Visits | None:
    """Planned and missed visits of a time, as NICE QS123 counts them.

    Missed visits are counted whole and cannot be shared out by days, so the rows must cover just
    the days of the time: none twice, none beside it.

    Returns:
        None where they do not, or where one of them does not say how many were missed.
    """
    found = sorted(
        (
            (row.period.first, row.period.last, row.value, row.missed)
            for row in rows
            if row.period
            and row.unit.casefold() == PLANNED
            and not row.domains
            and not row.withdrawn
            and row.period.first < span.end
            and row.period.last >= span.start
        ),
        key=lambda row: row[:2],
    )
    reached = span.start
    planned, missed = 0, 0
    for first, last, value, lost in found:
        if first != reached or value is None or lost is None or value != int(value):
            return None
        if not 0 <= lost <= value:
            return None
        planned, missed = planned + int(value), missed + lost
        reached = date.fromordinal(last.toordinal() + 1)
    return Visits(planned=planned, missed=missed) if found and reached == span.end else None


def _last_day(span: Span) -> date:
    return date.fromordinal(span.end.toordinal() - 1)


def _verdict(trail: Trail) -> str:
    return next((r.verdict for r in reversed(trail.reviews) if r.verdict), "")


def _again(trail: Trail) -> str:
    return next((r.could_happen_again for r in reversed(trail.reviews) if r.could_happen_again), "")


def _told(trails: Sequence[Trail]) -> Iterable[Told]:
    for trail in trails:
        for one in trail.settled.external_reporting:
            if one.scheme == COMMISSIONER_SCHEME and one.decision == "yes":
                yield Told(near_miss=trail.near_miss.id, on=one.on, reason=one.reason, ref=one.ref)


def _inside(
    records: Iterable[AnyRecord], span: Span, day: Callable[[Any], date | None]
) -> list[AnyRecord]:
    """Those whose day lies in a time."""
    return [r for r in records if (on := day(r)) is not None and on in span]


_ON: Final = attrgetter("on")
_DUE: Final = attrgetter("due")
_EFFECTIVE: Final = attrgetter("effective_from")


def _ids(records: Iterable[Record]) -> tuple[RecordId, ...]:
    return tuple(record.id for record in records)
