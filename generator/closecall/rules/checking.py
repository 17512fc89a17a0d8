"""Whether the watch is kept and heard: G19 to G23."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from closecall.analysis.seen import answers
from closecall.findings import Finding, Level, Pointer
from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import ControlChange, ExposureCheck
from closecall.model.days import Duration, days_from, in_words
from closecall.model.monitoring import MonitoringCheck, MonitoringPlan, Watch
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record, TriggerHit
from closecall.model.review import Review
from closecall.model.trail import CLOSING, Trail
from closecall.rules.case import Case, Owed, Resting, error, or_closed, warning

ENVIRONMENT = "environmental safety"
CONTINUED = "assured-continue-monitoring"


# --- G19 -----------------------------------------------------------------------------------------


def independent_measure(plan: MonitoringPlan, watch: Watch) -> Iterator[Resting]:
    """G19: one measure at least would show a slip that nobody reports."""
    if watch.measures and not any(m.independent_of_reporting for m in watch.measures):
        finding = error(
            "G19",
            plan,
            "Every measure of the plan hangs on staff reporting, so fewer reports would look like "
            "safer care.",
            "Add a measure that is counted from audits, observation or a system, with "
            "`independent_of_reporting: yes`.",
            pointer=("measures",),
        )
        yield Resting(finding=finding, on=("plan_template",) if plan.template else ())


# --- G20 and G23: what a decision that assures rests on ------------------------------------------

_PRACTICE: Mapping[str, tuple[str, ...]] = {
    "feedback-person": ("feedback",),
    "feedback-family": ("feedback",),
    "complaint": ("feedback",),
    "survey": ("feedback",),
    "partner": ("feedback",),
    "feedback-staff": ("feedback", "staff practice"),
    "staff-interview": ("staff practice",),
    "supervision": ("staff practice",),
    "competency": ("staff practice",),
}
"""The sources of evidence that each sort of practice evidence is an item of."""

_HEARD = frozenset(sort for sort, sources in _PRACTICE.items() if "feedback" in sources)
"""Sorts of practice evidence in which people, families or partners speak."""

_AUDITED = frozenset({"audits", "environmental audits"})

_WATCHED = frozenset({"observation", "competency check"})
"""Sorts of audit in which staff are seen at work."""


def sources_seen(decision: GovernanceDecision, case: Case) -> Iterator[Resting]:
    """G20: of every source that the plan names, the group had an item before it."""
    plan = case.register.get(MonitoringPlan, decision.plan)
    level = _assures(decision, case)
    if plan is None or level is None or decision.on is None:
        return
    watch = case.watch_of(plan)
    if len(watch.measures) < case.limit("plan-measures").value:
        return  # the values of its checks are items too, and G17 asks for the measures
    seen = {
        source
        for record in _evidence_on(plan, decision, case)
        if record.day is None or record.day <= decision.on
        for source in _sources_of(record, watch)
    }
    if not any(audit.on and audit.on <= decision.on for audit in _audits(plan, case)):
        seen |= _AUDITED  # that nobody audited it is said by G24
    unseen = [source for source in watch.evidence_sources if source not in seen]
    if unseen:
        finding = error(
            "G20",
            decision,
            f"The decision assures, but of what the plan names as its evidence nothing is "
            f"recorded from: {', '.join(unseen)}.",
            "Record what was seen of it before the decision: an audit, practice evidence, a value "
            "in a check, or an item under `evidence`. Or decide otherwise.",
            pointer=("evidence_reviewed",),
        )
        yield Resting(
            finding=replace(finding, level=level),
            on=("audit", "practice_evidence", "monitoring_check", "plan_template"),
            records=(plan.id,),
        )


def _assures(decision: GovernanceDecision, case: Case) -> Level | None:
    """How much a decision claims: a close is an error without its evidence, to go on a warning.

    What the same group has decided since takes the place of what it said before.
    """
    if decision.decision == CLOSING:
        return Level.ERROR
    if decision.decision != CONTINUED or decision.plan is None:
        return None
    latest = case.register.decisions_on_plan.get(decision.plan, (decision,))[-1]
    return Level.WARNING if latest.id == decision.id else None


def _evidence_on(
    plan: MonitoringPlan, decision: GovernanceDecision, case: Case
) -> Iterator[Record]:
    """Every record that shows something of what a plan watches."""
    register = case.register
    changes = register.pick(ControlChange, plan.control_changes)
    yield plan
    yield decision
    yield from changes
    yield from register.checks_of.get(plan.id, ())
    yield from _audits(plan, case)
    yield from register.practice_on_plan.get(plan.id, ())
    for change in changes:
        if change.control:
            yield from register.practice_on_control.get(change.control, ())
    for near_miss in plan.near_misses:
        yield from register.practice_on_near_miss.get(near_miss, ())
    for reviewed in decision.evidence_reviewed:
        found = register.records.get(reviewed)
        if found is not None and not found.withdrawn:
            yield found


def _audits(plan: MonitoringPlan, case: Case) -> tuple[Audit, ...]:
    """The audits that a plan can count on: its own, and those that follow up its changes."""
    found = {audit.id: audit for audit in case.register.audits_of_plan.get(plan.id, ())}
    for change in plan.control_changes:
        found.update((audit.id, audit) for audit in case.register.follow_ups_of.get(change, ()))
    return tuple(found.values())


def _sources_of(record: Record, watch: Watch) -> Iterator[str]:
    """The sources of evidence that a record is an item of."""
    yield from (item.type for item in record.evidence)
    match record:
        case Audit():
            yield "audits"
            if ENVIRONMENT in record.domains:
                yield "environmental audits"
            if record.type in _WATCHED:
                yield "staff practice"
            covered = tuple(_plain(c.covers) for c in record.criteria)
            yield from (
                source
                for source in watch.evidence_sources
                if any(_head(text) == _plain(source) for text in covered)
            )
        case PracticeEvidence():
            yield from _PRACTICE.get(record.subtype, ())
        case MonitoringCheck():
            counted = {measure for measure, _ in record.values}
            yield from (m.evidence for m in watch.measures if m.id in counted)
        case ControlChange():
            if record.communication and record.communication.on:
                yield "staff communication"
        case Review():
            yield from (source.type for source in record.sources_examined)
        case ExposureCheck():
            if record.method == "audit":
                yield "audits"
        case GovernanceDecision():
            yield "governance minutes"
        case _:
            return


def audits_cover(decision: GovernanceDecision, case: Case) -> Iterator[Resting]:
    """G23: audits looked at all that the plan says they check, in more than one way."""
    plan = case.register.get(MonitoringPlan, decision.plan)
    level, on = _assures(decision, case), decision.on
    if plan is None or level is None or on is None:
        return
    audits = [a for a in _audits(plan, case) if a.on and a.on <= on]
    if not audits:
        return  # that nobody audited it is said by G24
    rests = ("audit", "plan_template", "control_change", "policy")
    for lacking, remedy in _not_audited(plan, audits, case):
        finding = error(
            "G23",
            decision,
            f"The decision assures, but {lacking}.",
            f"{remedy} Or decide otherwise.",
            pointer=("evidence_reviewed",),
        )
        yield Resting(finding=replace(finding, level=level), on=rests, records=(plan.id,))


def _not_audited(
    plan: MonitoringPlan, audits: Iterable[Audit], case: Case
) -> Iterator[tuple[str, str]]:
    """What the audits of a plan left out, and the mend."""
    audits = tuple(audits)
    covers = {_plain(c.covers) for a in audits for c in a.criteria if c.covers}
    heads = {_head(text) for text in covers}
    heard = any(p.subtype in _HEARD for p in case.register.practice_on_plan.get(plan.id, ()))
    left_out = [
        item
        for item in case.watch_of(plan).audits_check
        if _plain(item) not in covers
        and _head(_plain(item)) not in heads
        and not (heard and _plain(item).startswith("feedback"))
    ]
    if left_out:
        yield (
            "no audit looked at what the plan says that audits check: "
            + "; ".join(item.partition(":")[0] for item in left_out),
            "Audit it, and name it in `covers` of the criterion, in the words of the plan.",
        )
    near_misses = case.register.pick(NearMiss, plan.near_misses)
    if not any(ENVIRONMENT in near_miss.domains for near_miss in near_misses):
        return
    if not any(audit.announced is False for audit in audits):
        yield (
            "every audit was announced, and what is tidied for an audit is not seen in one",
            "Walk through without notice and record it with `announced: no`.",
        )
    needed = case.limit("audit-shifts").value
    shifts = {shift for audit in audits for shift in audit.shifts}
    if len(shifts) < needed:
        yield (
            f"the audits cover {len(shifts)} of at least {needed} shifts",
            "Audit another shift too and name it in `shifts`.",
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _head(text: str) -> str:
    """What stands before the colon of an item such as "MAR records: each dose signed"."""
    return text.partition(":")[0].strip()


# --- G21 -----------------------------------------------------------------------------------------


def checks_made(trail: Trail, case: Case) -> Iterator[Owed]:
    """G21: a check in each interval, or the reason why there was none."""
    for plan in trail.plans:
        absent = list(_unanswered(plan, case))
        grace = case.limit("monitoring-grace").value
        late = [day for day in absent if days_from(day, grace) < case.as_at]
        coming = [day for day in absent if day not in late][:1]
        many = len(late) >= case.limit("missed-checks").value
        if late:
            days = ", ".join(in_words(day) for day in late[:_SHOWN])
            more = f" and {len(late) - _SHOWN} more days" if len(late) > _SHOWN else ""
            number = "One check" if len(late) == 1 else f"{len(late)} checks"
            yield _check_owed(
                trail,
                plan,
                what=f"{number} of the plan {'is' if len(late) == 1 else 'are'} neither made nor "
                f"said to be missed: due {days}{more}.",
                due=days_from(late[0], grace),
                level=Level.ERROR if many else Level.WARNING,
            )
        for day in coming:
            yield _check_owed(
                trail,
                plan,
                what=f"The check of {in_words(day)} is still to be made.",
                due=days_from(day, grace),
                level=Level.WARNING,
            )


_SHOWN = 3
"""Days that a finding names; of more it gives the number."""


def _check_owed(trail: Trail, plan: MonitoringPlan, *, what: str, due: date, level: Level) -> Owed:
    return Owed(
        rule="G21",
        step="checked",
        near_miss=trail.near_miss.id,
        what=what,
        remedy=f"Record each as a monitoring check with `plan: {plan.id}`; one that was not made "
        "says so in `missed`, with the reason.",
        owner=plan.reviewer_role,
        due=due,
        path=plan.path,
        pointer=("interval",),
        record=plan.id,
        kind="monitoring_check",
        rests_on=("policy",),
        level=level,
    )


def _unanswered(plan: MonitoringPlan, case: Case) -> Iterator[date]:
    """The last days of the intervals that no check answers, up to the next that is due."""
    grace = case.limit("monitoring-grace").value
    given = sorted(
        c.due or c.day or date.min
        for c in case.register.checks_of.get(plan.id, ())
        if c.done_on or c.missed  # else it is planned, and a plan to look is not a look
    )
    closed = min(
        (
            d.on
            for d in case.register.decisions_on_plan.get(plan.id, ())
            if d.on and d.decision == CLOSING
        ),
        default=None,
    )
    for first, after in pairwise(_starts(plan)):
        last = days_from(after, -1)
        if closed and closed <= last:
            return
        # A check is taken for the earliest interval that it can be meant for.
        while given and given[0] < first:
            given.pop(0)
        if given and given[0] <= days_from(last, grace):
            given.pop(0)
            continue
        yield last
        if last >= case.as_at:
            return


def _starts(plan: MonitoringPlan) -> Iterator[date]:
    """The first day of each whole interval inside the target's window, and the day after it."""
    target, interval = plan.target, plan.interval
    if target is None or target.start is None or target.end is None or interval is None:
        return
    day, number = target.start, 0
    while day <= target.end:
        yield day
        number += 1
        following = Duration(interval.count * number, interval.unit).after(target.start)
        if following <= day:
            return  # the end of the calendar
        day = following


# --- G22 -----------------------------------------------------------------------------------------


def triggers_answered(trail: Trail, case: Case) -> Iterator[Finding | Owed | Resting]:
    """G22: what triggers action is passed on or decided in time, not only put right."""
    for plan in trail.plans:
        watch = trail.watch_of(plan)
        known = {t.id for t in watch.triggers}
        signs = {s.id for s in watch.early_warning_signs}
        if not known or not signs:
            continue  # that the plan has none is said by G17
        for record, hits in _hits(plan, trail):
            for number, hit in enumerate(hits):
                where: Pointer = ("triggers_hit", number)
                if hit.trigger not in known:
                    yield from _unknown(record, "trigger", (*where, "trigger"), plan)
                else:
                    yield from _answer(record, hit, where, plan, trail, case)
        for check in case.register.checks_of.get(plan.id, ()):
            for number, seen in enumerate(check.signs_seen):
                if seen.sign not in signs:
                    yield from _unknown(check, "sign", ("signs_seen", number, "sign"), plan)
        for escalation in case.register.escalations_of.get(plan.id, ()):
            if escalation.trigger and escalation.trigger not in known:
                yield from _unknown(escalation, "trigger", ("trigger",), plan)
            if escalation.sign and escalation.sign not in signs:
                yield from _unknown(escalation, "sign", ("sign",), plan)


def _hits(plan: MonitoringPlan, trail: Trail) -> Iterator[tuple[Record, tuple[TriggerHit, ...]]]:
    """The records that say that a trigger of a plan was hit."""
    for check in trail.checks:
        if check.plan == plan.id and check.triggers_hit:
            yield check, check.triggers_hit
    for audit in trail.audits:
        if audit.plan == plan.id and audit.triggers_hit:
            yield audit, audit.triggers_hit
    for evidence in trail.practice:
        if plan.id in (evidence.plan, evidence.bears_on_plan) and evidence.triggers_hit:
            yield evidence, evidence.triggers_hit


def _unknown(
    record: Record, noun: str, pointer: Pointer, plan: MonitoringPlan
) -> Iterator[Resting]:
    finding = error(
        "G22",
        record,
        f"It names a {noun} that the plan {plan.id} does not have; nor does its template.",
        f"Write the id of the {noun} as it is in the plan or in its template.",
        pointer=pointer,
    )
    yield Resting(
        finding=finding, on=("plan_template",) if plan.template else (), records=(plan.id,)
    )


def _answer(  # noqa: PLR0917 - one caller, and the names say what they are
    record: Record,
    hit: TriggerHit,
    where: Pointer,
    plan: MonitoringPlan,
    trail: Trail,
    case: Case,
) -> Iterator[Finding | Owed | Resting]:
    if record.day is None:
        return
    due = case.days_after(record.day, "days-to-escalate")
    escalations, decision = answers(
        hit.trigger, record.id, record.day, plan, case.register, is_trigger=True
    )
    told = (escalation.on for escalation in escalations)
    answers_on = (on for on in (*told, decision.on if decision else None) if on)
    answered = min(answers_on, default=None)
    if answered is None:
        owed = Owed(
            rule="G22",
            step="escalated",
            near_miss=trail.near_miss.id,
            what=f"A trigger was hit on {in_words(record.day)} (`{hit.trigger}`) and neither "
            "passed on nor decided on.",
            remedy=f"Record an escalation with `trigger: {hit.trigger}` and `raised_from: "
            f"{record.id}`; or what the group decided. Putting it right on the day is not enough.",
            owner=plan.reviewer_role,
            due=due,
            path=record.path,
            pointer=where,
            record=record.id,
            kind="escalation",
            rests_on=("governance_decision", "policy"),
        )
        lacking = f"the trigger `{hit.trigger}` that {record.id} reports was never answered"
        yield from or_closed(owed, trail, lacking=lacking)
    elif answered > due:
        days = (answered - record.day).days
        yield warning(
            "G22",
            record,
            f"A trigger was hit (`{hit.trigger}`), and it took {days} days until it was passed on "
            "or decided on.",
            "It cannot be made quicker now; say in the records what held it up, so that the next "
            "one is answered in time.",
            pointer=where,
            owner=plan.reviewer_role,
            due=due,
        )
