"""The near-miss log beside incidents, audits, interviews, complaints and minutes.

Each source sees what the others may miss. Where two of them cannot both be the whole truth, that is
a mismatch: a fact of the records, said in words. It asks for a look and is no verdict. No mismatch
does not show that the log is whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Final

from closecall.analysis.commissioning import PLANNED, STAFF, At
from closecall.analysis.events import Event
from closecall.analysis.measures import Measures, ReportingResult, TargetResult
from closecall.analysis.periods import Span
from closecall.analysis.ratios import RatioCode
from closecall.analysis.reporting import IN_DOUBT, ReportingCode
from closecall.analysis.targets import TargetCode
from closecall.analysis.verdict import number
from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.monitoring import MonitoringPlan
from closecall.model.record import Record
from closecall.model.setting import Activity, Service

COMPLAINT: Final = "complaint"
"""The sort of practice evidence that is a complaint."""
VISITS: Final = frozenset({"call monitoring", "staffing"})
"""The areas in which an incident of a missed visit is looked for."""


class Source(StrEnum):
    """Where a record stands in the comparison."""

    NEAR_MISSES = "near_misses"
    INCIDENTS = "incidents"
    AUDITS = "audits"
    STAFF = "staff"
    """What staff said or showed: interviews, supervision, competency checks."""
    PEOPLE = "people"
    """What people, families and partners said, complaints included."""
    MINUTES = "minutes"


class MismatchCode(StrEnum):
    """What does not go together."""

    REPORTING_IN_DOUBT = "reporting_in_doubt"
    INCIDENTS_ALONE = "incidents_alone"
    NO_WARNING = "no_warning"
    FOUND_BY_AUDIT = "found_by_audit"
    AUDIT_FAILED = "audit_failed"
    MISSED_VISITS = "missed_visits"
    VOICE_CONTRADICTS = "voice_contradicts"
    COMPLAINT_ALONE = "complaint_alone"
    MINUTES_DIFFER = "minutes_differ"
    LATE_RECORD = "late_record"
    RATIO_CHANGED = "ratio_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """Two sources that cannot both be the whole truth."""

    code: MismatchCode
    words: str
    on: date | None
    """Its day; None where it is of the whole time."""
    records: tuple[RecordId, ...]
    """What it rests on, to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area of care, source by source."""

    name: str
    """Empty for records that name no area."""
    records: Mapping[Source, tuple[RecordId, ...]]
    looked: int
    """Audits that looked whether there are near misses that nobody reported."""
    not_reported: int
    """How many they found."""
    asked_staff: int
    """Staff who answered."""

    def of(self, source: Source) -> tuple[RecordId, ...]:
        """The records of a source, by day."""
        return self.records.get(source, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangulation:
    """One service over some complete months."""

    service: RecordId
    span: Span
    areas: tuple[Area, ...]
    """Those that the service works in, in the order of its record, then any other."""
    months: Mapping[tuple[int, int], Mapping[Source, tuple[RecordId, ...]]]
    """Each month, whether or not anything is in it."""
    by_area_and_month: Mapping[tuple[int, int, str], Mapping[Source, tuple[RecordId, ...]]]
    """Only those with anything in them, by month and then by area."""
    mismatches: tuple[Mismatch, ...]
    """Those of the whole time first, then by day."""

    def total(self, source: Source) -> int:
        """How many records of a source there are, each once."""
        return len({r for found in self.months.values() for r in found.get(source, ())})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a comparison needs to know beside the verdicts."""

    at: At
    areas_of: Callable[[Record], Sequence[str]]
    """The areas of care of a record: its own, else those of what it is about."""
    warnings: Callable[[Incident], int]
    """How many near misses of its kind came before an incident."""
    settle_days: int
    """Up to so many days after an audit, what it found can have been written down. [days]"""
    repeat_days: int
    """How far back a complaint is held against the log. [days]"""


def triangulate(
    service: Service, span: Span, months: Sequence[tuple[int, int]], measures: Measures, ask: Asking
) -> Triangulation:
    """Hold the sources of one service against each other.

    Args:
        service: The service, one that `measures` knows.
        span: The complete months.
        months: The same, as year and month, in order.
        measures: The verdicts and events as at the day of the site.
        ask: What else is needed.
    """
    known = measures.setting.services[service.id].known(measures.as_at)
    inside = [event for event in known if event.in_time(span)]
    placed = sorted(
        (*_events(inside), *_others(service.id, span, ask)), key=lambda p: (p.on, p.record)
    )
    by_month: dict[tuple[int, int], dict[Source, list[RecordId]]] = {
        month: defaultdict(list) for month in months
    }
    fine: dict[tuple[int, int, str], dict[Source, list[RecordId]]] = {}
    by_area: dict[str, dict[Source, list[RecordId]]] = {
        area: defaultdict(list) for area in service.domains
    }
    for one in placed:
        month = one.on.year, one.on.month
        by_month.setdefault(month, defaultdict(list))[one.source].append(one.record)
        for area in one.areas or ("",):
            by_area.setdefault(area, defaultdict(list))[one.source].append(one.record)
            fine.setdefault((*month, area), defaultdict(list))[one.source].append(one.record)
    audits = [a for a in ask.at(Audit, service.id) if a.on and a.on in span]
    staff = [p for p in ask.at(PracticeEvidence, service.id) if p.on and p.on in span]
    found = sorted(
        _mismatches(service, span, known, measures, ask),
        key=lambda m: (m.on is not None, m.on or span.start, m.code, m.records),
    )
    return Triangulation(
        service=service.id,
        span=span,
        areas=tuple(_area(name, records, audits, staff, ask) for name, records in by_area.items()),
        months={month: _frozen(records) for month, records in by_month.items()},
        by_area_and_month={key: _frozen(fine[key]) for key in sorted(fine)},
        mismatches=tuple(found),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A record with its source, its day and its areas."""

    source: Source
    on: date
    record: RecordId
    areas: tuple[str, ...]


def _events(events: Iterable[Event]) -> Iterator[_Placed]:
    for event in events:
        source = Source.INCIDENTS if event.incident else Source.NEAR_MISSES
        yield _Placed(source, event.first, RecordId(event.id), tuple(sorted(event.domains)))


def _others(service: RecordId, span: Span, ask: Asking) -> Iterator[_Placed]:
    for audit in ask.at(Audit, service):
        if audit.on and audit.on in span:
            yield _Placed(Source.AUDITS, audit.on, audit.id, tuple(ask.areas_of(audit)))
    for voice in ask.at(PracticeEvidence, service):
        if voice.on and voice.on in span:
            source = Source.STAFF if voice.subtype in STAFF else Source.PEOPLE
            yield _Placed(source, voice.on, voice.id, tuple(ask.areas_of(voice)))
    for decision in ask.at(GovernanceDecision, service):
        if decision.on and decision.on in span:
            yield _Placed(Source.MINUTES, decision.on, decision.id, tuple(ask.areas_of(decision)))


def _frozen(found: Mapping[Source, list[RecordId]]) -> Mapping[Source, tuple[RecordId, ...]]:
    return {source: tuple(records) for source, records in found.items()}


def _area(
    name: str,
    records: Mapping[Source, list[RecordId]],
    audits: Sequence[Audit],
    voices: Sequence[PracticeEvidence],
    ask: Asking,
) -> Area:
    here = [a for a in audits if name in (ask.areas_of(a) or ("",))]
    looked = [a for a in here if a.near_misses_not_reported is not None]
    staff = [v for v in voices if v.subtype in STAFF and name in (ask.areas_of(v) or ("",))]
    return Area(
        name=name,
        records=_frozen(records),
        looked=len(looked),
        not_reported=sum(a.near_misses_not_reported or 0 for a in looked),
        asked_staff=sum(v.answered or 0 for v in staff),
    )


# --- Mismatches -----------------------------------------------------------------------------------


def _mismatches(
    service: Service, span: Span, known: Sequence[Event], measures: Measures, ask: Asking
) -> Iterator[Mismatch]:
    yield from _in_doubt(service, measures)
    yield from _ratio(service, measures)
    yield from _incidents_alone(known, span)
    yield from _no_warning(service, span, ask)
    for audit in ask.at(Audit, service.id):
        if audit.on and audit.on in span:
            yield from _by_audit(audit, audit.on, known, ask)
            yield from _failed_audit(audit, audit.on, known, span, ask)
    yield from _missed_visits(service, span, known, ask)
    for voice in ask.at(PracticeEvidence, service.id):
        if voice.on and voice.on in span:
            yield from _contradicts(voice, voice.on, measures)
            yield from _complaint(voice, voice.on, known, ask)
    yield from _minutes(service, span, measures)
    yield from late_records(service.id, measures)


def _in_doubt(service: Service, measures: Measures) -> Iterator[Mismatch]:
    result = measures.reporting[service.id]
    if result.code in IN_DOUBT or result.code is ReportingCode.LOW:
        yield Mismatch(
            code=MismatchCode.REPORTING_IN_DOUBT,
            words=f"The counts put the reporting here in doubt: {_doubt(result, measures)}.",
            on=None,
            records=tuple(map(RecordId, result.counted)),
        )


def _doubt(result: ReportingResult, measures: Measures) -> str:
    """Why reporting is in doubt, in words that stay the same from one day to the next."""
    match result.code:
        case ReportingCode.QUIET if result.verdict.quiet is not None:
            last = days_from(measures.as_at, -result.verdict.quiet.days_quiet)
            return f"no near miss since {in_words(last)}, longer than chance explains"
        case ReportingCode.SILENT:
            return "no near miss at all, where by the rate of the other services some were expected"
        case _:
            return _said(result.words)


def _ratio(service: Service, measures: Measures) -> Iterator[Mismatch]:
    change = measures.ratios[service.id].change
    if change is not None and change.code is RatioCode.CHANGED:
        yield Mismatch(
            code=MismatchCode.RATIO_CHANGED,
            words="How near misses stand to incidents has changed from one year to the next: "
            f"{change.words.partition(': ')[2]}. It may be more candour, weaker controls or both.",
            on=None,
            records=tuple(map(RecordId, change.counted)),
        )


def _incidents_alone(known: Sequence[Event], span: Span) -> Iterator[Mismatch]:
    inside = [event for event in known if event.in_time(span)]
    for area in sorted({d for event in inside for d in event.domains}):
        here = [event for event in inside if area in event.domains]
        incidents = [event for event in here if event.incident]
        if incidents and len(incidents) == len(here):
            yield Mismatch(
                code=MismatchCode.INCIDENTS_ALONE,
                words=f"{number(len(incidents), 'incident')} in {area}, and no near miss in the "
                "same months. Something reached people there, and no warning was written down.",
                on=None,
                records=tuple(RecordId(event.id) for event in incidents),
            )


def _no_warning(service: Service, span: Span, ask: Asking) -> Iterator[Mismatch]:
    for incident in ask.at(Incident, service.id):
        day = incident.event_day
        if day is not None and day in span and not ask.warnings(incident):
            yield Mismatch(
                code=MismatchCode.NO_WARNING,
                words=f"The incident of {in_words(day)} had no near miss of its kind before it. "
                "Either nothing had come close, or nobody had written it down.",
                on=day,
                records=(incident.id,),
            )


def _by_audit(audit: Audit, day: date, known: Sequence[Event], ask: Asking) -> Iterator[Mismatch]:
    missing = audit.near_misses_not_reported or 0
    if not missing:
        return
    areas = set(ask.areas_of(audit))
    until = days_from(day, ask.settle_days)
    since = [
        event
        for event in known
        if not event.incident and day <= event.known_from <= until and areas & event.domains
    ]
    then = (
        f"In its areas, {number(len(since), 'near miss was', 'near misses were')} written down "
        f"from that day to {in_words(until)}."
        if since
        else f"None was written down in its areas from that day to {in_words(until)}."
    )
    yield Mismatch(
        code=MismatchCode.FOUND_BY_AUDIT,
        words=f"The audit of {in_words(day)} found {number(missing, 'near miss', 'near misses')} "
        f"that nobody had reported. {then}",
        on=day,
        records=(audit.id, *(RecordId(event.id) for event in since)),
    )


def _failed_audit(
    audit: Audit, day: date, known: Sequence[Event], span: Span, ask: Asking
) -> Iterator[Mismatch]:
    if audit.passed or not audit.criteria:
        return
    areas = set(ask.areas_of(audit))
    # Which area a point is of no record says: it is a mismatch only where the log has none of them.
    if not areas or any(event.in_time(span) and areas & event.domains for event in known):
        return
    failed = sum(not criterion.passed for criterion in audit.criteria)
    yield Mismatch(
        code=MismatchCode.AUDIT_FAILED,
        words=f"The audit of {in_words(day)} in {_listed(sorted(areas))} found {failed} of "
        f"{number(len(audit.criteria), 'point')} not as they should be. The log has nothing there "
        "in these months.",
        on=day,
        records=(audit.id,),
    )


def _missed_visits(
    service: Service, span: Span, known: Sequence[Event], ask: Asking
) -> Iterator[Mismatch]:
    for row in ask.at(Activity, service.id):
        if row.period is None or not row.missed or row.unit.casefold() != PLANNED:
            continue
        if row.period.first not in span or row.period.last not in span:
            continue
        told = [
            event
            for event in known
            if event.incident and event.first in row.period and VISITS & event.domains
        ]
        if len(told) < row.missed:
            yield Mismatch(
                code=MismatchCode.MISSED_VISITS,
                words=f"The rota counts {number(row.missed, 'missed visit')} from "
                f"{in_words(row.period.first)} to {in_words(row.period.last)}. For these days the "
                f"log has {number(len(told), 'incident') if told else 'no incident'} of call "
                "monitoring or staffing.",
                on=row.period.last,
                records=(row.id, *(RecordId(event.id) for event in told)),
            )


def _contradicts(voice: PracticeEvidence, day: date, measures: Measures) -> Iterator[Mismatch]:
    if voice.supports != "contradicts":
        return
    for result in _targets_about(voice, measures):
        if result.verdict.code is TargetCode.MET:
            yield Mismatch(
                code=MismatchCode.VOICE_CONTRADICTS,
                words=f"What was said on {in_words(day)} speaks against it, and the counts say: "
                f"{_said(result.words)}.",
                on=day,
                records=(voice.id, result.plan.id),
            )


def _targets_about(voice: PracticeEvidence, measures: Measures) -> Iterator[TargetResult]:
    """The targets at its service that it bears on: by their plan, or by a control they watch."""
    plans = {voice.bears_on_plan, voice.plan}
    control = voice.bears_on_control
    for result in measures.targets.values():
        if result.service != voice.service:
            continue
        if result.plan.id in plans or (control and control in _controls_of(result.plan, measures)):
            yield result


def _controls_of(plan: MonitoringPlan, measures: Measures) -> set[RecordId]:
    results = (measures.changes.get(change) for change in plan.control_changes)
    return {r.change.control for r in results if r is not None and r.change.control}


def _complaint(
    voice: PracticeEvidence, day: date, known: Sequence[Event], ask: Asking
) -> Iterator[Mismatch]:
    if voice.subtype != COMPLAINT:
        return
    time = Span(days_from(day, -ask.repeat_days), days_from(day, 1))
    areas = set(ask.areas_of(voice))
    if not areas or any(event.in_time(time) and areas & event.domains for event in known):
        return
    yield Mismatch(
        code=MismatchCode.COMPLAINT_ALONE,
        words=f"Somebody complained on {in_words(day)} about {_listed(sorted(areas))}. In the "
        f"{ask.repeat_days} days before, the log has neither a near miss nor an incident there.",
        on=day,
        records=(voice.id,),
    )


def _minutes(service: Service, span: Span, measures: Measures) -> Iterator[Mismatch]:
    for result in measures.targets.values():
        if result.service != service.id:
            continue
        for one in result.minuted:
            if one.agree is False and one.on in span:
                yield Mismatch(
                    code=MismatchCode.MINUTES_DIFFER,
                    words=f"The minutes of {in_words(one.on)} say “{one.says}”. The counts of that "
                    f"day said: {_said(one.counts_said)}.",
                    on=one.on,
                    records=(one.decision, result.plan.id),
                )


def late_records(service: RecordId, measures: Measures) -> Iterator[Mismatch]:
    """The verdicts of a service that a record changed which came late: both, and the record."""
    targets = (
        (r.of, r.words, r.verdict.revised)
        for r in measures.targets.values()
        if r.service == service
    )
    changes = (
        (r.of, r.words, r.verdict.revised)
        for r in measures.changes.values()
        if r.service == service
    )
    for of, words, found in chain(targets, changes):
        if found is not None:
            one = len(found.by) == 1
            yield Mismatch(
                code=MismatchCode.LATE_RECORD,
                words=f"Until {in_words(found.on)} the counts said: {_said(found.words)}. "
                f"{'A record' if one else 'Records'} that came late changed that. "
                f"Now they say: {_said(words)}.",
                on=found.on,
                records=(RecordId(of), *map(RecordId, found.by)),
            )


def _said(words: str) -> str:
    """A verdict's words as they stand inside a sentence, without the stop at their end."""
    return _lower(words).rstrip(".")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
