"""The rules of the gate in order, and how they are run."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from closecall.findings import Finding
from closecall.model.assurance import GovernanceDecision
from closecall.model.monitoring import MonitoringPlan, with_template
from closecall.model.register import Register
from closecall.model.trail import Trail
from closecall.rules import acting, closing, integrity, monitoring, reporting, reviewing
from closecall.rules.case import Case, Owed, Resting, late

Outcome = (
    Iterator[Finding]
    | Iterator[Resting]
    | Iterator[Finding | Owed]
    | Iterator[Finding | Resting]
    | Iterator[Finding | Resting | Owed]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One question that the gate asks."""

    id: str
    title: str
    """What it asks, in a few words."""
    asks: str
    """What must be there, in a sentence for an author."""
    why: str
    """Why it is asked, in a sentence for a manager."""
    traced_to: tuple[str, ...]
    """Labels of the sentences in the source document that it comes from (records.md, 0)."""
    levels: str
    """What it can find: error, gap, warning."""
    of_trail: Callable[[Trail, Case], Outcome] | None = None
    of_plan: Callable[[MonitoringPlan, Case], Outcome] | None = None
    of_decision: Callable[[GovernanceDecision, Case], Outcome] | None = None


def _plan_content(plan: MonitoringPlan, case: Case) -> Iterator[Finding | Resting]:
    return monitoring.plan_content(plan, with_template(plan, case.register.template_of(plan)))


def _decision_content(decision: GovernanceDecision, case: Case) -> Iterator[Finding]:
    del case
    if decision.plan is None:
        return iter(())
    return closing.decision_content(decision)


RULES: tuple[Rule, ...] = (
    Rule(
        id="G03",
        title="Four questions answered",
        asks="A near miss says what happened, how it was noticed and what stopped harm; its "
        "review says whether it could happen again.",
        why="Without these four answers nobody can learn from it.",
        traced_to=("F2",),
        levels="error",
        of_trail=reporting.four_questions,
    ),
    Rule(
        id="G04",
        title="How close it came",
        asks="The review says how close it came to harm. Unknown is allowed until it is closed.",
        why="One step from harm and ten steps from harm ask for different answers.",
        traced_to=("W3",),
        levels="error",
        of_trail=reporting.how_close,
    ),
    Rule(
        id="G05",
        title="Reliable or lucky",
        asks="A verdict of reliable names a barrier that passed its tests on two days, on more "
        "than one shift or with more than one auditor. Chance is called accidental. What "
        "needed somebody’s memory is not reliable.",
        why="Luck looks like safety until it runs out.",
        traced_to=("W3", "E1.t", "E1.z"),
        levels="error",
        of_trail=reviewing.verdict,
    ),
    Rule(
        id="G06",
        title="Worst credible harm",
        asks="The worst that could credibly have happened is told, with the reason, apart from "
        "what did happen.",
        why="That no harm came does not mean that there was no risk.",
        traced_to=("C2", "F4"),
        levels="error",
        of_trail=reporting.harm_potential,
    ),
    Rule(
        id="G07",
        title="Nothing waved away",
        asks="Nothing is closed, and no conclusion says “no issue”, “resolved” or “no further "
        "action”, while a step of the trail is absent.",
        why="A near miss is not over because harm was avoided.",
        traced_to=("F4", "E1.w", "K3"),
        levels="error",
        of_trail=closing.nothing_dismissed,
    ),
    Rule(
        id="G08",
        title="The weakness of the system",
        asks="The review names a weakness of the system, or says why there is none.",
        why="Putting it right on the spot leaves the weakness where it was.",
        traced_to=("E2.w", "E3.w"),
        levels="error",
        of_trail=reviewing.system_factor,
    ),
    Rule(
        id="G09",
        title="Reviewed in time, by another role",
        asks="A review is there within the provider’s days for this harm, by another role than "
        "the one that reported it.",
        why="A second pair of eyes, while people still remember.",
        traced_to=("E1.2", "E2.2", "E3.2"),
        levels="error, gap, warning",
        of_trail=reviewing.reviewed_in_time,
    ),
    Rule(
        id="G10",
        title="What the review rests on",
        asks="The review names what was read and where it is, the cause and whether it is "
        "confirmed, where the weakness lies and what was learnt; the event’s own entry is "
        "known.",
        why="An inspector must be able to ask for the original.",
        traced_to=("E1.2", "E2.2", "E3.2"),
        levels="error",
        of_trail=reviewing.review_content,
    ),
    Rule(
        id="G11",
        title="Who else is exposed",
        asks="An exposure check says how many there are, how many were looked at and how many "
        "are exposed, and where that is written down.",
        why="One lucky catch may be a weakness of the whole service.",
        traced_to=("E1.3", "E2.3", "E3.3"),
        levels="error, gap",
        of_trail=acting.exposure_checked,
    ),
    Rule(
        id="G12",
        title="Entered in the risk profile",
        asks="What the exposure check found is entered as a risk that says why it is in the "
        "profile.",
        why="A weakness that nobody owns comes back.",
        traced_to=("E1.3",),
        levels="error, gap",
        of_trail=acting.risk_entered,
    ),
    Rule(
        id="G13",
        title="A control changed, or a reason why not",
        asks="A control is changed, or a group decides with its reason that none need be.",
        why="Learning shows in what is done differently.",
        traced_to=("F5", "W5"),
        levels="gap",
        of_trail=acting.control_decided,
    ),
    Rule(
        id="G14",
        title="Somebody answers for it",
        asks="A control change has one owner role, and says what staff have to do.",
        why="What belongs to everybody is done by nobody.",
        traced_to=("E1.4", "E3.4", "C3"),
        levels="error",
        of_trail=acting.change_owned,
    ),
    Rule(
        id="G17",
        title="The plan is whole",
        asks="A monitoring plan, its template joined in, says what can go wrong, baseline, "
        "target, at least two measures, sources, reviewer and interval, triggers, signs, "
        "escalation, consistency, audits, and when which group decides.",
        why="A change that nobody watches is a hope.",
        traced_to=("E1.0", "E1.s", "E1.t", "E1.x", "E1.c", "E1.a", "E1.r", "I5"),
        levels="error, gap",
        of_trail=monitoring.plan_made,
        of_plan=_plan_content,
    ),
    Rule(
        id="G18",
        title="The target can be tested",
        asks="A target has a rule, a window and the number that its rule needs. “Reduced” needs "
        "earlier near misses in the records; “sustained” needs how often it is checked.",
        why="A target that cannot be missed says nothing.",
        traced_to=("E2.0", "E3.0", "C3"),
        levels="error",
        of_plan=monitoring.target_testable,
    ),
    Rule(
        id="G24",
        title="Followed up by another role",
        asks="A changed control is audited after its start, by another role than its owner, "
        "before anything is closed.",
        why="Who made the change is not the one to say that it works.",
        traced_to=("K3",),
        levels="error, warning",
        of_trail=closing.followed_up,
    ),
    Rule(
        id="G25",
        title="Decided on the whole period",
        asks="The group looks at the whole target period, lists the evidence, says whether it "
        "came again, decides, and gives its reason.",
        why="Assurance is a decision on evidence, not a feeling.",
        traced_to=("E1.5", "E2.5", "E3.5"),
        levels="error, warning",
        of_trail=closing.governed,
        of_decision=_decision_content,
    ),
    Rule(
        id="G33",
        title="Links and days fit",
        asks="Every id names a record of the right kind, and what follows is not dated before "
        "what it follows.",
        why="A trail with a broken link is no trail.",
        traced_to=("E2.z",),
        levels="error",
    ),
)
"""Every rule of this version. G33 looks at all records and runs first: the others rest on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules found."""

    findings: tuple[Finding, ...]
    owed: tuple[Owed, ...]
    """Everything that is owed, waiting and late."""
    hidden: int
    """How many findings are not shown because what they rest on has a finding already."""


def apply_rules(case: Case, everything: Register) -> Verdict:
    """Run every rule.

    Args:
        case: What is known on the as-at day.
        everything: All records, also those that are not known yet: their links and days must
            fit too.
    """
    findings: list[Finding] = []
    unsure = set(everything.unreadable)
    loose: set[str] = set()
    for kind, dead_link in integrity.dangling(everything):
        findings.append(dead_link)
        unsure.add(kind)
        loose.add(dead_link.record)
    broken = {r.id for r in everything.records.values() if r.broken}
    unsure.update(everything.records[record_id].kind for record_id in broken)
    for record in everything.records.values():
        if not record.broken:
            findings.extend(integrity.days_in_order(record, everything))

    owed: list[Owed] = []
    hidden: set[Finding] = set()
    for outcome in _outcomes(case):
        finding: Finding | None
        if isinstance(outcome, Owed):
            finding = late(outcome) if outcome.is_late(case.as_at) else None
            silent = (
                not unsure.isdisjoint((outcome.kind, *outcome.rests_on))
                or outcome.near_miss in broken
                or outcome.record in broken
                or outcome.record in loose
            )
            if not silent:
                owed.append(outcome)
        elif isinstance(outcome, Resting):
            finding = outcome.finding
            silent = (
                not unsure.isdisjoint(outcome.on)
                or finding.record in broken
                or finding.record in loose
            )
        else:
            finding, silent = outcome, outcome.record in broken
        if finding is not None:
            if silent:
                hidden.add(finding)
            else:
                findings.append(finding)
    return Verdict(findings=_once(findings), owed=tuple(owed), hidden=len(hidden))


def _outcomes(case: Case) -> Iterator[Finding | Resting | Owed]:
    trails = [t for t in case.trails.values() if not t.near_miss.withdrawn]
    plans = case.register.of(MonitoringPlan)
    decisions = case.register.of(GovernanceDecision)
    for rule in RULES:
        if rule.of_trail:
            for trail in trails:
                yield from rule.of_trail(trail, case)
        if rule.of_plan:
            for plan in plans:
                if not plan.withdrawn:
                    yield from rule.of_plan(plan, case)
        if rule.of_decision:
            for decision in decisions:
                if not decision.withdrawn:
                    yield from rule.of_decision(decision, case)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once: a record that serves several near misses is found wanting for each."""
    return tuple(dict.fromkeys(findings))
