"""Every verdict of one register as at one day, each with what it rests on.

`Evidence.measures` is a `Measures`. Nothing is computed until it is asked for, and then once:
`closecall check` pays nothing. What can be asked:

    measures.targets[plan_id]        Is the measurable target met?              TargetResult
    measures.changes[change_id]      Was it followed by a real change?          ChangeResult
    measures.steady(change_id)       The same, with figures to a month's end: for pages
    measures.patterns[service, mechanism, ""]   Coming more often, or less?     PatternResult
    measures.recording[service]      The same of all events of a service        PatternResult
    measures.reporting[service]      Is it suspiciously silent?                 ReportingResult
    measures.ratios[service]         Near misses to incidents                   RatioResult
    measures.ratios_by_domain[service, domain]  The same of one area of care    RatioResult
    measures.repeats                 Which events repeat an earlier one?        tuple[Repeat, ...]
    measures.setting                 Each service's events, exposure, start; and the limits
    measures.all_results()           Every result, in a fixed order

Each result has one face: `code`, `words`, `flags`, `n`, `counted` (ids of records), `near_misses`,
`incidents`, `stretches` (named times with their counts, exposure and unit) and `formulas`; what is
particular to it is in `verdict`, the value of the decision table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any, Generic, TypeVar

from closecall.analysis.changes import Change, ChangeVerdict, judge_change
from closecall.analysis.events import Event, Flag, Selector, ids, in_time
from closecall.analysis.exposure import Exposure, ExposureOf, in_days
from closecall.analysis.formulas import Formula
from closecall.analysis.minutes import Minuted, minuted
from closecall.analysis.patterns import Pattern, judge_pattern
from closecall.analysis.periods import Span, complete_months
from closecall.analysis.ratios import Ratio, RatioChange, judge_ratio, judge_ratio_change
from closecall.analysis.repeats import Repeat, repeats
from closecall.analysis.reporting import OthersAt, Reporting, ReportingCode, reporting
from closecall.analysis.selection import Category
from closecall.analysis.setting import Counted, ServiceData, Setting
from closecall.analysis.targets import (
    Check,
    Target,
    TargetCode,
    TargetRule,
    TargetVerdict,
    judge_target,
)
from closecall.analysis.verdict import Verdict
from closecall.model.assurance import Audit
from closecall.model.control import Control, ControlChange
from closecall.model.days import days_from
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringCheck, MonitoringPlan
from closecall.model.near_miss import NearMiss
from closecall.model.register import Register
from closecall.model.trail import Trail
from closecall.spc.chart import ChartKind

MONTHS = 12
"""So many complete months a ratio looks at."""

V = TypeVar("V", bound=Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A named time that a verdict looked at."""

    name: str
    """In words: `target window`, `before`, `after`."""
    span: Span
    counted: tuple[str, ...]
    """Ids of the records counted in it, by day."""
    exposure: Exposure
    """How much there was of what they are counted in; days where nothing usable is declared."""

    @property
    def n(self) -> int:
        """How many records."""
        return len(self.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[V]):
    """A verdict with what it rests on, in one form for every page and file."""

    of: str
    """What is judged: the id of a plan, a control change or a service; or a service's category."""
    service: RecordId | None
    """Where; None where that cannot be told."""
    verdict: V
    near_misses: int
    """Of the records counted."""
    incidents: int
    stretches: tuple[Stretch, ...]
    formulas: tuple[Formula, ...]

    @property
    def code(self) -> StrEnum:
        """The verdict."""
        return self.verdict.code

    @property
    def words(self) -> str:
        """The verdict in words."""
        return self.verdict.words

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is to be said beside it."""
        return self.verdict.flags

    @property
    def counted(self) -> tuple[str, ...]:
        """Ids of the records counted."""
        return self.verdict.counted

    @property
    def n(self) -> int:
        """How many records were counted."""
        return self.verdict.n


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult(Result[TargetVerdict]):
    """Whether a plan's target is met."""

    plan: MonitoringPlan
    target: Target
    checks: tuple[RecordId, ...]
    """Ids of the checks and audits that are to evidence it, by day."""
    minuted: tuple[Minuted, ...]
    """What decisions on the plan say of the trend, beside what the counts say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeResult(Result[ChangeVerdict]):
    """What followed a control change."""

    change: ControlChange
    asked: Change
    """What was judged: selector, day, index events, the changes before, after and beside it."""
    plans: tuple[RecordId, ...]
    """Ids of the monitoring plans that watch it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternResult(Result[Pattern]):
    """Whether events come more often or less."""

    category: Category
    events: tuple[Event, ...]
    """The events themselves, by day."""
    changes: tuple[tuple[date, RecordId], ...]
    """The control changes that begin a phase of the chart, with their days."""
    repeats: tuple[Repeat, ...]
    """Those among the events that repeat an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingResult(Result[Reporting]):
    """Whether a service is suspiciously silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioResult(Result[Ratio]):
    """How near misses stand to incidents in the newest complete months."""

    domain: str
    """The area of care; empty for all of them."""
    before: Ratio | None
    """The same of the complete months before; None where nothing was recorded then."""
    change: RatioChange | None
    """The two compared."""


class Measures:
    """All verdicts as at a day; each kind is worked out when it is first asked for."""

    def __init__(self, register: Register, trails: Mapping[RecordId, Trail], as_at: date) -> None:
        """Keep what the verdicts are made from; nothing is computed here."""
        self.register = register
        self.as_at = as_at
        self._trails = trails
        self._steady: dict[RecordId, ChangeResult] = {}

    @property
    def month(self) -> date:
        """The first day of the month that is not over: figures of pages end before it."""
        return self.as_at.replace(day=1)

    @cached_property
    def setting(self) -> Setting:
        """Each service's events, exposure and start of recording, and the limits in force."""
        return Setting(self.register, self._trails, self.as_at)

    @cached_property
    def targets(self) -> Mapping[RecordId, TargetResult]:
        """By monitoring plan, every one that is not withdrawn."""
        plans = (p for p in self.register.of(MonitoringPlan) if not p.withdrawn)
        return {plan.id: self._target(plan) for plan in plans}

    @cached_property
    def changes(self) -> Mapping[RecordId, ChangeResult]:
        """By control change: those with a day, at a service and of a kind that can be told."""
        return {change.id: self._change(change, where) for change, where in self._changed.values()}

    @cached_property
    def patterns(self) -> Mapping[Category, PatternResult]:
        """By service and mechanism, every one of which an event is known."""
        found: dict[Category, PatternResult] = {}
        for service, data in self.setting.services.items():
            groups: dict[str, list[Event]] = defaultdict(list)
            for event in data.known(self.as_at):
                if event.mechanism:
                    groups[event.mechanism].append(event)
            for mechanism in sorted(groups):
                category = Category(service, mechanism, "")
                found[category] = self._pattern(category, groups[mechanism], data)
        return found

    @cached_property
    def recording(self) -> Mapping[RecordId, PatternResult]:
        """By service: all its near misses and incidents together."""
        return {
            service: self._pattern(Category(service, "", ""), data.known(self.as_at), data)
            for service, data in self.setting.services.items()
        }

    @cached_property
    def reporting(self) -> Mapping[RecordId, ReportingResult]:
        """By service."""
        return {service: self._reporting(data) for service, data in self.setting.services.items()}

    @cached_property
    def ratios(self) -> Mapping[RecordId, RatioResult]:
        """By service: all areas of care together."""
        return {service: self._ratio(data, "") for service, data in self.setting.services.items()}

    @cached_property
    def ratios_by_domain(self) -> Mapping[tuple[RecordId, str], RatioResult]:
        """By service and area of care, every one of which an event is known."""
        return {
            (service, domain): self._ratio(data, domain)
            for service, data in self.setting.services.items()
            for domain in sorted({d for e in data.known(self.as_at) for d in e.domains})
        }

    @cached_property
    def repeats(self) -> tuple[Repeat, ...]:
        """The events that repeat an earlier one of their kind, by day."""
        events = chain.from_iterable(d.events for d in self.setting.services.values())
        return repeats(
            tuple(events), as_of=self.as_at, repeat_days=self.setting.limits.repeat.value
        )

    def all_results(self) -> Iterator[Result[Any]]:
        """Every result, always in the same order."""
        yield from self.targets.values()
        yield from self.changes.values()
        yield from self.patterns.values()
        yield from self.recording.values()
        yield from self.reporting.values()
        yield from self.ratios.values()
        yield from self.ratios_by_domain.values()

    def changes_watched_by(self, plan: RecordId) -> tuple[ChangeResult, ...]:
        """The results of the control changes that a plan names, by day."""
        return tuple(self._results_by_plan.get(plan, ()))

    # --- What each is made from -------------------------------------------------------------

    @cached_property
    def _results_by_plan(self) -> Mapping[RecordId, list[ChangeResult]]:
        found: dict[RecordId, list[ChangeResult]] = defaultdict(list)
        for result in self.changes.values():
            for plan in result.plans:
                found[plan].append(result)
        return found

    @cached_property
    def _plans_of_change(self) -> Mapping[RecordId, list[MonitoringPlan]]:
        found: dict[RecordId, list[MonitoringPlan]] = defaultdict(list)
        for plan in self.register.of(MonitoringPlan):
            if not plan.withdrawn:
                for change in plan.control_changes:
                    found[change].append(plan)
        return found

    @cached_property
    def _repeats_by_category(self) -> Mapping[tuple[str, str], list[Repeat]]:
        found: dict[tuple[str, str], list[Repeat]] = defaultdict(list)
        for repeat in self.repeats:
            found[repeat.event.service, repeat.event.mechanism].append(repeat)
            found[repeat.event.service, ""].append(repeat)
        return found

    def _others_at(self, service: RecordId) -> OthersAt:
        return lambda span, as_of: self.setting.others(service, span, as_of)

    def _exposure_of(self, data: ServiceData, counted: Counted | None) -> ExposureOf:
        return lambda span: data.exposure(span, counted)

    def _stretch(
        self,
        name: str,
        span: Span,
        counted: tuple[str, ...],
        data: ServiceData | None,
        measure: Counted | None = None,
        *,
        unit: str = "",
    ) -> Stretch:
        """A time with its exposure; in days where the verdict itself counted in days."""
        found = data.exposure(span, measure) if data and unit != "days" else None
        return Stretch(
            name=name,
            span=span,
            counted=counted,
            exposure=found if found is not None else in_days(span),
        )

    def _kinds(self, data: ServiceData | None, counted: Iterable[str]) -> tuple[int, int]:
        """How many near misses and incidents there are among the records counted."""
        names = set(counted)
        if data is None or not names:
            return 0, 0
        incidents = sum(e.incident for e in data.known(self.as_at) if e.id in names)
        return len(names) - incidents, incidents

    def _measured_in(self, plan: MonitoringPlan | None) -> Counted | None:
        """What the baseline of a plan is counted in, where it names an activity."""
        activity = plan.baseline.activity if plan and plan.baseline else None
        return self.setting.counted_in.get(activity) if activity else None

    # --- Targets ----------------------------------------------------------------------------

    def _selected(self, plan: MonitoringPlan) -> tuple[RecordId | None, Selector | None]:
        """Where and what a plan's target counts; None where it cannot be told.

        What the selector leaves out is that of the plan's first near miss: its service, and its
        mechanism or else its area of care.
        """
        first = next((self._trails[n] for n in plan.near_misses if n in self._trails), None)
        if plan.target is None:
            return (first.near_miss.service if first else None), None
        chosen = plan.target.selector
        service = chosen.service or (first.near_miss.service if first else None)
        mechanism, domain = chosen.mechanism, chosen.domain
        if first and not mechanism and not domain:
            mechanism = first.settled.mechanism
            domain = "" if mechanism else next(iter(first.near_miss.domains), "")
        if service is None or service not in self.setting.services:
            return service, None
        if not (mechanism or domain or chosen.event_form):
            return service, None
        return service, Selector(mechanism=mechanism, domain=domain, form=chosen.event_form)

    def _target(self, plan: MonitoringPlan) -> TargetResult:
        service, selector = self._selected(plan)
        data = self.setting.services.get(service) if service else None
        made = self._checks(plan)
        target = _asked(plan, selector)
        counted_in = self._measured_in(plan)
        limits = self.setting.limits

        def judged(as_of: date) -> TargetVerdict:
            return judge_target(
                target,
                as_of=as_of,
                events=data.events if data else (),
                checks=[check for check, _ in made],
                since=data.since if data else None,
                settle_days=limits.settle.value,
                exposure_of=self._exposure_of(data, counted_in) if data else None,
                others_at=self._others_at(data.service) if data else None,
                silence_days=limits.silence.value,
            )

        def fewer(as_of: date) -> Verdict | None:
            """Whether events became fewer: by the reduction asked for, else after the change."""
            if target.rule is TargetRule.REDUCED:
                return judged(as_of)
            watched = self.changes_watched_by(plan.id)
            begun = [r for r in watched if r.asked.effective <= as_of]
            if not begun:
                return None
            _, where = self._changed[begun[-1].change.id]
            events = data.events if data else ()
            return self._judged_change(begun[-1].asked, where, as_of, events)

        verdict = judged(self.as_at)
        near, incidents = self._kinds(data, verdict.counted)
        stretches = []
        if verdict.window is not None:
            unit = verdict.comparison.unit if verdict.comparison else ""
            stretches.append(
                self._stretch(
                    "target window", verdict.window, verdict.counted, data, counted_in, unit=unit
                )
            )
            if verdict.before is not None and verdict.before.days:
                stretches.append(
                    self._stretch(
                        "before",
                        verdict.before,
                        verdict.counted_before,
                        data,
                        counted_in,
                        unit=unit,
                    )
                )
        return TargetResult(
            of=plan.id,
            service=service,
            verdict=verdict,
            near_misses=near,
            incidents=incidents,
            stretches=tuple(stretches),
            formulas=_target_formulas(verdict, target),
            plan=plan,
            target=target,
            checks=tuple(record for _, record in made),
            minuted=minuted(self.register.decisions_on_plan.get(plan.id, ()), fewer),
        )

    def _checks(self, plan: MonitoringPlan) -> list[tuple[Check, RecordId]]:
        """The checks of a plan that were made, and the audits of it or of its changes, by day."""
        found: dict[RecordId, tuple[Check, RecordId]] = {}
        made: Sequence[MonitoringCheck] = self.register.checks_of.get(plan.id, ())
        for check in made:
            if check.done_on and not check.missed:
                found[check.id] = Check(check.done_on, not check.triggers_hit), check.id
        audits: Iterable[Audit] = chain(
            self.register.audits_of_plan.get(plan.id, ()),
            *(self.register.follow_ups_of.get(c, ()) for c in plan.control_changes),
        )
        for audit in audits:
            if audit.on:
                passed = audit.passed and not audit.triggers_hit
                found[audit.id] = Check(audit.on, passed), audit.id
        return sorted(found.values(), key=lambda item: (item[0].on, item[1]))

    # --- Control changes --------------------------------------------------------------------

    @cached_property
    def _changed(self) -> Mapping[RecordId, tuple[ControlChange, "_Where"]]:
        """The control changes that can be judged, with where and of what they are."""
        found = {}
        for change in self.register.of(ControlChange):
            where = self._where(change)
            if where is not None and change.effective_from and not change.withdrawn:
                found[change.id] = change, where
        return found

    def _where(self, change: ControlChange) -> "_Where | None":
        """The service and the kind of events that a change is to act on.

        They are those of the first plan that watches it; else of the newest near miss that it
        names, which is the one that led to it.
        """
        named = [self._trails[n] for n in change.near_misses if n in self._trails]
        control = self.register.get(Control, change.control)
        domains = {d for trail in named for d in trail.near_miss.domains}
        domains.update(control.domains if control else ())
        for plan in self._plans_of_change.get(change.id, ()):
            service, selector = self._selected(plan)
            if service and selector and plan.target:
                index = self._led_to(change, plan.target.index_events) or _newest(named)
                return _Where(service, selector, index, frozenset(domains), plan)
        newest = max(named, key=_by_event, default=None)
        service = newest.near_miss.service if newest else None
        if newest is None or service is None or service not in self.setting.services:
            return None
        mechanism = newest.settled.mechanism
        domain = "" if mechanism else next(iter(newest.near_miss.domains), "")
        if not (mechanism or domain):
            return None
        return _Where(
            service,
            Selector(mechanism=mechanism, domain=domain),
            _newest(named),
            frozenset(domains),
            None,
        )

    def _led_to(self, change: ControlChange, index_events: Iterable[RecordId]) -> frozenset[str]:
        """Those that a plan names and that came up to the day of the change.

        A plan may watch an earlier change too: what came after that one did not lead to it.
        """
        day = change.effective_from
        found = self.register.pick(NearMiss, index_events)
        return frozenset(n.id for n in found if day and n.event_day and n.event_day <= day)

    @cached_property
    def _changes_at(self) -> Mapping[RecordId, list[tuple[ControlChange, "_Where"]]]:
        found: dict[RecordId, list[tuple[ControlChange, _Where]]] = defaultdict(list)
        for change, where in self._changed.values():
            found[where.service].append((change, where))
        return found

    def _change(self, change: ControlChange, where: "_Where") -> ChangeResult:
        day = change.effective_from or self.as_at
        data = self.setting.services[where.service]
        there = self._changes_at[where.service]
        same = sorted(
            other.effective_from
            for other, _ in there
            if change.control and other.control == change.control and other.effective_from
        )
        asked = Change(
            selector=where.selector,
            effective=day,
            index_events=where.index_events,
            previous=max((d for d in same if d < day), default=None),
            following=min((d for d in same if d > day), default=None),
            same_area=tuple(
                other.effective_from
                for other, beside in there
                if other.id != change.id and other.effective_from and beside.domains & where.domains
            ),
        )
        verdict = self._judged_change(asked, where, self.as_at, data.events)
        return self._change_result(change, asked, where, verdict)

    def steady(self, change_id: RecordId) -> ChangeResult:
        """What followed a change, as its days stood at the beginning of the month.

        The verdict itself may change any day, and its figures do each day, as time goes by. What a
        page prints of them holds for a month, so that the page changes only when what it says does.
        It is judged by all that is known now: only days are left out, no late record.
        """
        if change_id not in self._steady:
            result = self.changes[change_id]
            change, where = self._changed[change_id]
            known = self.setting.services[where.service].known(self.as_at)
            in_time = [replace(event, recorded=event.last) for event in known]
            verdict = self._judged_change(result.asked, where, self.month, in_time)
            self._steady[change_id] = self._change_result(change, result.asked, where, verdict)
        return self._steady[change_id]

    def _change_result(
        self, change: ControlChange, asked: Change, where: "_Where", verdict: ChangeVerdict
    ) -> ChangeResult:
        data, counted_in = self.setting.services[where.service], self._measured_in(where.plan)
        near, incidents = self._kinds(data, verdict.counted)
        both = verdict.comparison
        unit = both.unit if both else "days"
        return ChangeResult(
            of=change.id,
            service=where.service,
            verdict=verdict,
            near_misses=near,
            incidents=incidents,
            stretches=tuple(
                self._stretch(name, span, counted, data, counted_in, unit=unit)
                for name, span, counted in (
                    # Where nothing is compared, one of the two times has no days and no records.
                    ("before", verdict.before, both.counted_before if both else verdict.counted),
                    ("after", verdict.after, both.counted_after if both else verdict.counted),
                )
                if span.days
            ),
            formulas=(Formula.RATE_RATIO, Formula.DAYS_NEEDED),
            change=change,
            asked=asked,
            plans=tuple(p.id for p in self._plans_of_change.get(change.id, ())),
        )

    def _judged_change(
        self, asked: Change, where: "_Where", as_of: date, events: Sequence[Event]
    ) -> ChangeVerdict:
        data, limits = self.setting.services[where.service], self.setting.limits
        return judge_change(
            asked,
            as_of=as_of,
            events=events,
            since=data.since,
            settle_days=limits.settle.value,
            exposure_of=self._exposure_of(data, self._measured_in(where.plan)),
            others_at=self._others_at(where.service),
            silence_days=limits.silence.value,
        )

    # --- Patterns ---------------------------------------------------------------------------

    @cached_property
    def _phases(self) -> Mapping[Category, list[tuple[date, RecordId]]]:
        """The changes that split the chart of a service's mechanism, by day."""
        found: dict[Category, list[tuple[date, RecordId]]] = defaultdict(list)
        for change, where in self._changed.values():
            if where.selector.mechanism and change.effective_from:
                category = Category(where.service, where.selector.mechanism, "")
                found[category].append((change.effective_from, change.id))
        return {category: sorted(days) for category, days in found.items()}

    def _pattern(
        self, category: Category, events: Sequence[Event], data: ServiceData
    ) -> PatternResult:
        counted = tuple(events)
        changes = tuple(
            (day, change) for day, change in self._phases.get(category, ()) if day <= self.as_at
        )
        since = data.since or min((e.first for e in counted), default=self.as_at)
        verdict = judge_pattern(
            counted,
            since=min(since, self.as_at),
            as_of=self.as_at,
            changes=[day for day, _ in changes],
            exposure_of=data.exposure,
        )
        near, incidents = self._kinds(data, verdict.counted)
        observed = Span(min(since, self.as_at), self.as_at)
        inside = set(verdict.counted)
        return PatternResult(
            of=category.mechanism or category.service,
            service=category.service,
            verdict=verdict,
            near_misses=near,
            incidents=incidents,
            stretches=(self._stretch("observed", observed, verdict.counted, data),),
            formulas=(_CHARTS[verdict.chart.kind], Formula.RUNS, Formula.RECENT_RISE),
            category=category,
            events=tuple(e for e in counted if e.id in inside),
            changes=changes,
            repeats=tuple(
                self._repeats_by_category.get((category.service, category.mechanism), ())
            ),
        )

    # --- Reporting and ratios ---------------------------------------------------------------

    def _reporting(self, data: ServiceData) -> ReportingResult:
        days = self.setting.limits.silence.value
        span = Span(days_from(self.as_at, -days), self.as_at)
        verdict = reporting(
            data.known(self.as_at),
            since=data.since,
            end=self.as_at,
            others=self.setting.others(data.service, span, self.as_at),
            silence_days=days,
        )
        near, incidents = self._kinds(data, verdict.counted)
        return ReportingResult(
            of=data.service,
            service=data.service,
            verdict=verdict,
            near_misses=near,
            incidents=incidents,
            stretches=(self._stretch(f"last {days} days", verdict.span, verdict.counted, data),),
            formulas=_REPORTING[verdict.code],
        )

    def _ratio(self, data: ServiceData, domain: str) -> RatioResult:
        events = [e for e in data.known(self.as_at) if not domain or domain in e.domains]
        since = data.since or min((e.first for e in events), default=self.as_at)
        months = complete_months(Span(min(since, self.as_at), self.as_at))
        now, then = months[-MONTHS:], months[-2 * MONTHS : -MONTHS]
        span = Span(now[0].start, now[-1].end) if now else Span(self.as_at, self.as_at)
        verdict = _judged(events, span)
        before = _judged(events, Span(then[0].start, then[-1].end)) if then else None
        return RatioResult(
            of=data.service,
            service=data.service,
            verdict=verdict,
            near_misses=verdict.near_misses,
            incidents=verdict.incidents,
            stretches=(
                self._stretch(
                    f"{len(now)} complete month{'' if len(now) == 1 else 's'}",
                    span,
                    verdict.counted,
                    data,
                ),
            )
            if now
            else (),
            formulas=(Formula.SHARE_LIMITS, Formula.TWO_BY_TWO),
            domain=domain,
            before=before,
            change=judge_ratio_change(before, verdict) if before else None,
        )


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a control change acts, and on what."""

    service: RecordId
    selector: Selector
    index_events: frozenset[str]
    domains: frozenset[str]
    plan: MonitoringPlan | None


_CHARTS = {
    ChartKind.DAYS_BETWEEN: Formula.DAYS_BETWEEN,
    ChartKind.COUNTS: Formula.COUNTS,
    ChartKind.RATES: Formula.RATES,
}
_REPORTING = {
    ReportingCode.SILENT: (Formula.RATE_RATIO, Formula.HOLM, Formula.DISPERSION),
    ReportingCode.INCIDENTS_ONLY: (Formula.SHARE_LIMITS,),
    ReportingCode.QUIET: (Formula.QUIET_TIME,),
    ReportingCode.LOW: (Formula.RATE_RATIO, Formula.HOLM, Formula.DISPERSION),
    ReportingCode.CANNOT_TELL: (Formula.QUIET_TIME,),
    ReportingCode.REPORTING: (Formula.QUIET_TIME,),
}


def _by_event(trail: Trail) -> tuple[date, str]:
    near_miss: NearMiss = trail.near_miss
    return near_miss.event_day or date.min, near_miss.id


def _newest(trails: Sequence[Trail]) -> frozenset[str]:
    """The near miss that led to a change: the newest of those that it names."""
    newest = max(trails, key=_by_event, default=None)
    return frozenset() if newest is None else frozenset({newest.near_miss.id})


def _asked(plan: MonitoringPlan, selector: Selector | None) -> Target:
    """A plan's target as the decision table takes it."""
    target = plan.target
    if target is None:
        return Target(selector=None, rule=None, window=None)
    end = target.end
    return Target(
        selector=selector,
        rule=TargetRule(target.rule) if target.rule in set(TargetRule) else None,
        window=Span(target.start, end) if target.start and end and end > target.start else None,
        at_most=target.at_most,
        # As it is written, so that 0.1 is a tenth.
        by=Fraction(str(target.by)) if target.by is not None else Fraction(0),
        index_events=frozenset(target.index_events),
        planned_checks=target.checks_planned or 0,
        every_days=target.checks_every_days,
    )


def _target_formulas(verdict: TargetVerdict, target: Target) -> tuple[Formula, ...]:
    found = [Formula.COUNT]
    if verdict.comparison is not None:
        found.append(Formula.RATE_RATIO)
    if verdict.upper95_events is not None and target.rule is TargetRule.NONE:
        found += [Formula.QUIET_TIME, Formula.RULE_OF_THREE]
    if verdict.code is TargetCode.INSUFFICIENT and verdict.reporting is not None:
        found += [f for f in _REPORTING[verdict.reporting.code] if f not in found]
    return tuple(found)


def _judged(events: Sequence[Event], span: Span) -> Ratio:
    inside = in_time(events, span)
    incidents = sum(event.incident for event in inside)
    return judge_ratio(len(inside) - incidents, incidents, counted=ids(inside))
