"""What a monitoring plan must hold: G17 and G18."""

from collections.abc import Iterator

from closecall.findings import Finding
from closecall.model.monitoring import MonitoringPlan, Watch
from closecall.model.trail import Trail
from closecall.rules.case import Case, Owed, Resting, error


def plan_made(trail: Trail, case: Case) -> Iterator[Finding | Owed]:
    """G17: a change is watched by a plan."""
    starts = [c.effective_from for c in trail.changes if c.effective_from]
    if trail.plans or not starts:
        return
    change = next(c for c in trail.changes if c.effective_from == min(starts))
    yield Owed(
        rule="G17",
        step="monitored",
        near_miss=trail.near_miss.id,
        what="The control change is not watched: no monitoring plan is recorded.",
        remedy=f"Record a monitoring plan that names {trail.near_miss.id} and {change.id}.",
        owner=change.owner_role,
        due=case.days_after(min(starts), "days-to-plan"),
        path=change.path,
        record=change.id,
        kind="monitoring_plan",
        rests_on=("policy",),
    )


def plan_content(plan: MonitoringPlan, watch: Watch, case: Case) -> Iterator[Finding | Resting]:
    """G17: what a plan must hold, its template joined in."""
    measures = case.limit("plan-measures").value
    baseline = plan.baseline
    measured = bool(
        baseline and (baseline.statement or (baseline.not_measured and baseline.measure_by))
    )
    asked: tuple[tuple[str, bool, str], ...] = (
        ("failure_to_avoid", bool(watch.failure_to_avoid), "what can go wrong"),
        ("baseline", measured, "how things stood before, or why and until when it is not measured"),
        ("target", bool(plan.target and plan.target.statement), "the target"),
        (
            "measures",
            len(watch.measures) >= measures,
            f"at least {measures} measures",
        ),
        ("evidence_sources", bool(watch.evidence_sources), "what it is evidenced through"),
        ("reviewer_role", plan.reviewer_role is not None, "who reviews it"),
        ("interval", plan.interval is not None, "how often it is reviewed"),
        ("triggers", bool(watch.triggers), "what triggers action"),
        ("early_warning_signs", bool(watch.early_warning_signs), "the early warning signs"),
        ("escalation_options", bool(watch.escalation_options), "how it can be escalated"),
        ("consistency_mechanism", bool(watch.consistency_mechanism), "what keeps it consistent"),
        ("audits_check", bool(watch.audits_check), "what audits check"),
        ("governance_group", plan.governance_group is not None, "which group decides"),
        ("governance_due", plan.governance_due is not None, "when the group decides"),
    )
    for field, answered, words in asked:
        if not answered:
            finding = error(
                "G17",
                plan,
                f"The plan does not say {words}; nor does its template.",
                f"Fill in `{field}` in the plan or in its template.",
                pointer=(field,),
            )
            rests = (("plan_template",) if plan.template else ()) + (
                ("policy",) if field == "measures" else ()
            )
            yield Resting(finding=finding, on=rests)


def target_testable(plan: MonitoringPlan, case: Case) -> Iterator[Finding | Resting]:
    """G18: a target is a rule, a window and the number that the rule needs."""
    target = plan.target
    if target is None or not target.rule:
        return
    if target.start is None or target.window is None:
        yield error(
            "G18",
            plan,
            "The target has no start or no length, so nobody can say when it is due.",
            "Give `start` as a day and `window` such as P6W or P3M.",
            pointer=("target",),
        )
    if target.rule == "at_most" and target.at_most is None:
        yield error(
            "G18",
            plan,
            "The target says `at_most` without the number.",
            "Give the number in `at_most`.",
            pointer=("target", "at_most"),
        )
    if target.rule == "sustained" and target.checks_every_days is None:
        yield error(
            "G18",
            plan,
            "The target says `sustained` without how often it is checked.",
            "Give `checks: {planned, every_days}`.",
            pointer=("target", "checks"),
        )
    if target.rule == "reduced" and target.start and not case.selection.before(plan):
        finding = error(
            "G18",
            plan,
            "The target says `reduced`, but no near miss of this kind is recorded in the year "
            "before its start: there is nothing that it could be less than.",
            "Choose a rule that can be tested (none, at_most, sustained), or record the earlier "
            "near misses.",
            pointer=("target", "rule"),
        )
        yield Resting(finding=finding, on=("near_miss", "review"))
