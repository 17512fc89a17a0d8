"""Triggers that were hit and warning signs that were seen, and what answered each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.fields import RecordId
from closecall.model.monitoring import (
    Escalation,
    MonitoringCheck,
    MonitoringPlan,
    SignSeen,
    Watch,
    with_template,
)
from closecall.model.register import Register
from closecall.model.trail import Trail

Reporter: TypeAlias = MonitoringCheck | Audit | PracticeEvidence
"""A record that may report a trigger as hit."""


class _Report(NamedTuple):
    """What a record says of one sign or trigger."""

    is_trigger: bool
    key: str
    evidence: str
    action: str


class Seen(NamedTuple):
    """A trigger that was hit, or a warning sign that was seen, and what answered it."""

    is_trigger: bool
    key: str
    text: str
    """What it says in its plan; its key in words where the plan does not have it."""
    source: Reporter
    day: date
    evidence: str
    action: str
    plan: MonitoringPlan | None
    escalations: tuple[Escalation, ...]
    decision: GovernanceDecision | None
    """The first decision on its plan on or after that day."""

    @property
    def answered(self) -> bool:
        """Whether somebody was told, or a group decided; putting it right is neither."""
        return bool(self.escalations or self.decision)


def all_watches(register: Register) -> Mapping[RecordId, Watch]:
    """What each plan watches, its template joined in."""
    return {
        plan.id: with_template(plan, register.template_of(plan))
        for plan in register.of(MonitoringPlan)
    }


def all_seen(
    register: Register, trails: Mapping[RecordId, Trail], watches: Mapping[RecordId, Watch]
) -> Iterator[Seen]:
    """Every trigger and sign that a record reports, except records that were withdrawn."""
    plans = _plans_by_record(trails)
    for record in _reporters(register):
        signs = record.signs_seen if isinstance(record, MonitoringCheck) else ()
        if record.withdrawn or not (record.triggers_hit or signs):
            continue
        plan = _plan_of(record, register, plans)
        watch = watches.get(plan.id) if plan else None
        for report in _reports(record, signs):
            yield _seen(report, record, plan, watch, register)


def _reporters(register: Register) -> Iterator[Reporter]:
    yield from register.of(MonitoringCheck)
    yield from register.of(Audit)
    yield from register.of(PracticeEvidence)


def _plans_by_record(
    trails: Mapping[RecordId, Trail],
) -> Mapping[RecordId, Mapping[RecordId, MonitoringPlan]]:
    found: dict[RecordId, dict[RecordId, MonitoringPlan]] = defaultdict(dict)
    for trail in trails.values():
        for record in (*trail.checks, *trail.audits, *trail.practice):
            found[record.id].update({plan.id: plan for plan in trail.plans})
    return found


def _plan_of(
    record: Reporter,
    register: Register,
    plans: Mapping[RecordId, Mapping[RecordId, MonitoringPlan]],
) -> MonitoringPlan | None:
    """The plan that a record reports to: the one it names, else the only one of its trails."""
    if record.plan:
        return register.get(MonitoringPlan, record.plan)
    around = plans.get(record.id, {})
    return next(iter(around.values())) if len(around) == 1 else None


def _reports(record: Reporter, signs: tuple[SignSeen, ...]) -> Iterator[_Report]:
    action = record.action if isinstance(record, MonitoringCheck) else ""
    for sign in signs:
        yield _Report(is_trigger=False, key=sign.sign, evidence=sign.evidence, action=action)
    for hit in record.triggers_hit:
        yield _Report(is_trigger=True, key=hit.trigger, evidence=hit.evidence, action=hit.action)


def _seen(
    report: _Report,
    source: Reporter,
    plan: MonitoringPlan | None,
    watch: Watch | None,
    register: Register,
) -> Seen:
    day = source.day or date.min
    known: Mapping[str, str] = {}
    if watch:
        items = watch.triggers if report.is_trigger else watch.early_warning_signs
        known = {item.id: item.text for item in items}
    escalations, decision = answers(
        report.key, source.id, day, plan, register, is_trigger=report.is_trigger
    )
    return Seen(
        is_trigger=report.is_trigger,
        key=report.key,
        text=known.get(report.key, "") or report.key.replace("-", " "),
        source=source,
        day=day,
        evidence=report.evidence,
        action=report.action,
        plan=plan,
        escalations=escalations,
        decision=decision,
    )


def answers(
    key: str,
    source: RecordId,
    day: date,
    plan: MonitoringPlan | None,
    register: Register,
    *,
    is_trigger: bool,
) -> tuple[tuple[Escalation, ...], GovernanceDecision | None]:
    """What answered a trigger or sign: who was told, and what a group decided first.

    Args:
        key: Its key in the plan.
        source: The record that reports it.
        day: The day of that record; an answer comes on it or after it.
        plan: The plan that it is reported to.
        register: All that is known.
        is_trigger: Whether it is a trigger, and not a sign.
    """
    escalations = tuple(
        e
        for e in (register.escalations_of.get(plan.id, ()) if plan else ())
        if key == (e.trigger if is_trigger else e.sign)
        and e.raised_from in (None, source)
        and e.on
        and e.on >= day
    )
    return escalations, _decision_after(plan, day, register)


def _decision_after(
    plan: MonitoringPlan | None, day: date, register: Register
) -> GovernanceDecision | None:
    """The first decision on a plan or its near misses on or after a day."""
    if plan is None:
        return None
    decisions = [
        *register.decisions_on_plan.get(plan.id, ()),
        *(d for n in plan.near_misses for d in register.decisions_on_near_miss.get(n, ())),
    ]
    later = [
        d
        for d in decisions
        if d.on and d.on >= day and d.plan in (None, plan.id) and d.withdrawn is None
    ]
    return min(later, key=lambda d: (d.on or date.max, d.id), default=None)
