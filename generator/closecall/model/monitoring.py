"""Monitoring: plans with their templates, the checks that were made, what was escalated."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from closecall.model.days import Duration, Period
from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, TriggerHit, envelope, triggers_hit
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is counted to see whether things got better."""

    id: str
    kind: str
    title: str
    numerator: str
    denominator: str
    evidence: str
    independent_of_reporting: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What has to be answered when it happens."""

    id: str
    text: str
    threshold: str
    on_hit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningSign:
    """What would show early that the control is weakening."""

    id: str
    text: str
    where: str
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a plan watches for and how: the part that a template can give."""

    failure_to_avoid: str
    early_warning_signs: tuple[WarningSign, ...]
    triggers: tuple[Trigger, ...]
    escalation_options: tuple[str, ...]
    consistency_mechanism: str
    audits_check: tuple[str, ...]
    evidence_sources: tuple[str, ...]
    measures: tuple[Measure, ...]


def _read_watch(f: Fields) -> Watch:
    return Watch(
        failure_to_avoid=f.text("failure_to_avoid"),
        early_warning_signs=tuple(
            WarningSign(
                id=item.text("id"),
                text=item.text("text"),
                where=item.text("where"),
                shows=item.text("shows"),
            )
            for item in f.items("early_warning_signs")
        ),
        triggers=tuple(
            Trigger(
                id=item.text("id"),
                text=item.text("text"),
                threshold=item.text("threshold"),
                on_hit=item.text("on_hit"),
            )
            for item in f.items("triggers")
        ),
        escalation_options=f.texts("escalation_options"),
        consistency_mechanism=f.text("consistency_mechanism"),
        audits_check=f.texts("audits_check"),
        evidence_sources=f.texts("evidence_sources"),
        measures=tuple(
            Measure(
                id=item.text("id"),
                kind=item.text("kind"),
                title=item.text("title"),
                numerator=item.text("numerator"),
                denominator=item.text("denominator"),
                evidence=item.text("evidence"),
                independent_of_reporting=item.yes("independent_of_reporting"),
            )
            for item in f.items("measures")
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTemplate(Record):
    """What plans of one mechanism have in common."""

    mechanism: str
    owner_role: RecordId | None
    watch: Watch


def read_plan_template(document: Document, *, broken: bool) -> PlanTemplate:
    """Read a `plan_template` record."""
    f = Fields(document.data)
    return PlanTemplate(
        **envelope(document, f, day=f.day("valid_from"), broken=broken),
        mechanism=f.text("mechanism"),
        owner_role=f.ref("owner_role"),
        watch=_read_watch(f),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How things stood before the change."""

    statement: str
    count: int | None
    period: Period | None
    activity: RecordId | None
    not_measured: str
    """Why it is not measured; empty where it is."""
    measure_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which near misses a target counts."""

    service: RecordId | None
    domain: str
    mechanism: str
    event_form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the change is to achieve, in a form that can be tested."""

    statement: str
    rule: str
    """none, at_most, reduced or sustained."""
    at_most: int | None
    by: float | None
    selector: Selector
    start: date | None
    window: Duration | None
    index_events: tuple[RecordId, ...]
    checks_planned: int | None
    checks_every_days: int | None

    @property
    def end(self) -> date | None:
        """The first day after the window, or None where the target does not say."""
        return self.window.after(self.start) if self.window and self.start else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringPlan(Record):
    """How it is watched whether a change holds."""

    template: RecordId | None
    near_misses: tuple[RecordId, ...]
    control_changes: tuple[RecordId, ...]
    risk: RecordId | None
    baseline: Baseline | None
    target: Target | None
    own: Watch
    """What the plan itself says; `with_template` gives what holds."""
    reviewer_role: RecordId | None
    interval: Duration | None
    governance_group: RecordId | None
    governance_due: date | None


def read_monitoring_plan(document: Document, *, broken: bool) -> MonitoringPlan:
    """Read a `monitoring_plan` record."""
    f = Fields(document.data)
    base, target = f.sub("baseline"), f.sub("target")
    selector, checks = target.sub("selector"), target.sub("checks")
    start = target.day("start")
    return MonitoringPlan(
        **envelope(document, f, day=start, broken=broken),
        template=f.ref("template"),
        near_misses=f.refs("near_misses"),
        control_changes=f.refs("control_changes"),
        risk=f.ref("risk"),
        baseline=Baseline(
            statement=base.text("statement"),
            count=base.whole("count"),
            period=base.period("period"),
            activity=base.ref("activity"),
            not_measured=base.text("not_measured"),
            measure_by=base.day("measure_by"),
        )
        if base
        else None,
        target=Target(
            statement=target.text("statement"),
            rule=target.text("rule"),
            at_most=target.whole("at_most"),
            by=target.number("by"),
            selector=Selector(
                service=selector.ref("service"),
                domain=selector.text("domain"),
                mechanism=selector.text("mechanism"),
                event_form=selector.text("event_form"),
            ),
            start=start,
            window=target.duration("window"),
            index_events=target.refs("index_events"),
            checks_planned=checks.whole("planned"),
            checks_every_days=checks.whole("every_days"),
        )
        if target
        else None,
        own=_read_watch(f),
        reviewer_role=f.ref("reviewer_role"),
        interval=f.duration("interval"),
        governance_group=f.ref("governance_group"),
        governance_due=f.day("governance_due"),
    )


_Named = TypeVar("_Named", Measure, Trigger, WarningSign)


def with_template(plan: MonitoringPlan, template: PlanTemplate | None) -> Watch:
    """What a plan watches: its own words first, then its template's; lists are joined."""
    if template is None:
        return plan.own
    own, given = plan.own, template.watch
    return replace(
        own,
        failure_to_avoid=own.failure_to_avoid or given.failure_to_avoid,
        early_warning_signs=_join(own.early_warning_signs, given.early_warning_signs),
        triggers=_join(own.triggers, given.triggers),
        escalation_options=_join_texts(own.escalation_options, given.escalation_options),
        consistency_mechanism=own.consistency_mechanism or given.consistency_mechanism,
        audits_check=_join_texts(own.audits_check, given.audits_check),
        evidence_sources=_join_texts(own.evidence_sources, given.evidence_sources),
        measures=_join(own.measures, given.measures),
    )


def _join(own: tuple[_Named, ...], given: tuple[_Named, ...]) -> tuple[_Named, ...]:
    mine = {item.id for item in own}
    return own + tuple(item for item in given if item.id not in mine)


def _join_texts(own: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *given)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignSeen:
    """A warning sign that was seen."""

    sign: str
    """Id of the sign in its plan."""
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringCheck(Record):
    """One check of a plan, made or missed."""

    plan: RecordId | None
    due: date | None
    done_on: date | None
    by_role: RecordId | None
    values: tuple[tuple[str, str], ...]
    """Measure id and what was counted."""
    signs_seen: tuple[SignSeen, ...]
    triggers_hit: tuple[TriggerHit, ...]
    action: str
    missed: str
    """Why it was not made; empty where it was."""
    note: str


def read_monitoring_check(document: Document, *, broken: bool) -> MonitoringCheck:
    """Read a `monitoring_check` record."""
    f = Fields(document.data)
    return MonitoringCheck(
        **envelope(document, f, day=f.day("done_on") or f.day("due"), broken=broken),
        plan=f.ref("plan"),
        due=f.day("due"),
        done_on=f.day("done_on"),
        by_role=f.ref("by_role"),
        values=f.pairs("values"),
        signs_seen=tuple(
            SignSeen(sign=item.text("sign"), evidence=item.text("evidence"))
            for item in f.items("signs_seen")
        ),
        triggers_hit=triggers_hit(f),
        action=f.text("action"),
        missed=f.sub("missed").text("reason"),
        note=f.text("note"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(Record):
    """A trigger or a sign that was passed on to someone who could act on it."""

    plan: RecordId | None
    trigger: str
    sign: str
    raised_from: RecordId | None
    option: str
    to: str
    on: date | None
    by_role: RecordId | None
    due: date | None
    response: str
    effect: str
    answered_on: date | None
    closed_on: date | None


def read_escalation(document: Document, *, broken: bool) -> Escalation:
    """Read an `escalation` record."""
    f = Fields(document.data)
    return Escalation(
        **envelope(document, f, day=f.day("on"), broken=broken),
        plan=f.ref("plan"),
        trigger=f.text("trigger"),
        sign=f.text("sign"),
        raised_from=f.ref("raised_from"),
        option=f.text("option"),
        to=f.text("to"),
        on=f.day("on"),
        by_role=f.ref("by_role"),
        due=f.day("due"),
        response=f.text("response"),
        effect=f.text("effect"),
        answered_on=f.day("answered_on"),
        closed_on=f.day("closed_on"),
    )
