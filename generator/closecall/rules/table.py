"""The rules of the gate in order, each a small function; `gate` runs them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from closecall.findings import Finding
from closecall.model.assurance import GovernanceDecision
from closecall.model.monitoring import MonitoringPlan
from closecall.model.trail import Trail
from closecall.rules import (
    acting,
    checking,
    closing,
    controls,
    monitoring,
    outside,
    places,
    repeats,
    reporting,
    reviewing,
    sharing,
    signals,
    wording,
)
from closecall.rules.case import Case, Owed, Resting

Outcome = (
    Iterator[Finding]
    | Iterator[Owed]
    | Iterator[Resting]
    | Iterator[Finding | Owed]
    | Iterator[Finding | Resting]
    | Iterator[Owed | Resting]
    | Iterator[Finding | Owed | Resting]
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
    stage: str
    """From which stage of a near miss on it is asked; `service` and `always` hang on none."""
    owner: str
    """Who is asked to mend what it finds, in words."""
    of_trail: Callable[[Trail, Case], Outcome] | None = None
    of_plan: Callable[[MonitoringPlan, Case], Outcome] | None = None
    of_decision: Callable[[GovernanceDecision, Case], Outcome] | None = None
    of_all: Callable[[Case], Outcome] | None = None
    """Looks at all records in one pass."""


def _plan_content(plan: MonitoringPlan, case: Case) -> Iterator[Finding | Resting]:
    return monitoring.plan_content(plan, case.watch_of(plan), case)


def _independent_measure(plan: MonitoringPlan, case: Case) -> Iterator[Resting]:
    return checking.independent_measure(plan, case.watch_of(plan))


def _known_by_its_lists(case: Case) -> Iterator[Finding | Resting]:
    yield from outside.frameworks_known(case)
    yield from wording.own_words_known(case)


def _decision_content(decision: GovernanceDecision, case: Case) -> Iterator[Finding]:
    del case
    if decision.plan is None:
        return iter(())
    return closing.decision_content(decision)


RULES: tuple[Rule, ...] = (
    Rule(
        id="G01",
        title="Everybody knows what counts, and where to say it",
        asks="Each area of care that a service works in has a definition in force, with at least "
        "as many examples as the policy asks, and a reporting route in force.",
        why="What nobody has defined nobody reports.",
        traced_to=("F1", "R4", "K3"),
        levels="error, gap",
        stage="always",
        owner="The manager of the service; for a definition, the provider’s contact",
        of_all=places.defined_and_routed,
    ),
    Rule(
        id="G02",
        title="The route is known",
        asks="Each reporting route says how many of how many staff know it, counted within the "
        "policy’s interval.",
        why="A route that staff have not heard of is a line in a folder.",
        traced_to=("F1",),
        levels="warning",
        stage="always",
        owner="The provider’s contact",
        of_all=places.route_known,
    ),
    Rule(
        id="G03",
        title="Four questions answered",
        asks="A near miss says what happened, how it was noticed and what stopped harm; its "
        "review says whether it could happen again.",
        why="Without these four answers nobody can learn from it.",
        traced_to=("F2",),
        levels="error",
        stage="reported",
        owner="Who recorded it; for the review, its reviewer",
        of_trail=reporting.four_questions,
    ),
    Rule(
        id="G04",
        title="How close it came",
        asks="The review says how close it came to harm. Unknown is allowed until it is closed.",
        why="One step from harm and ten steps from harm ask for different answers.",
        traced_to=("W3",),
        levels="error",
        stage="reviewed",
        owner="The reviewer; at the close, the group",
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
        stage="reviewed",
        owner="The reviewer",
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
        stage="reported",
        owner="Who recorded it; after the review, its reviewer",
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
        stage="reported",
        owner="Who wrote the conclusion",
        of_trail=closing.nothing_dismissed,
    ),
    Rule(
        id="G08",
        title="The weakness of the system",
        asks="The review names a weakness of the system, or says why there is none.",
        why="Putting it right on the spot leaves the weakness where it was.",
        traced_to=("E2.w", "E3.w"),
        levels="error",
        stage="reviewed",
        owner="The reviewer",
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
        stage="reported",
        owner="The role that reviews this area of care in the service",
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
        stage="reviewed",
        owner="The reviewer",
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
        stage="reviewed",
        owner="The manager of the service; for what the check says, who made it",
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
        stage="reviewed",
        owner="The manager of the service",
        of_trail=acting.risk_entered,
    ),
    Rule(
        id="G13",
        title="A control changed, or a reason why not",
        asks="A control is changed, or a group decides with its reason that none need be.",
        why="Learning shows in what is done differently.",
        traced_to=("F5", "W5"),
        levels="gap",
        stage="reviewed",
        owner="The manager of the service",
        of_trail=acting.control_decided,
    ),
    Rule(
        id="G14",
        title="Somebody answers for it",
        asks="A control change has one owner role, and says what staff have to do.",
        why="What belongs to everybody is done by nobody.",
        traced_to=("E1.4", "E3.4", "C3"),
        levels="error",
        stage="control changed",
        owner="The role that owns the change",
        of_trail=acting.change_owned,
    ),
    Rule(
        id="G15",
        title="Staff told of the change",
        asks="A control change says when and how staff were told, how many of how many, and how it "
        "was seen that they understood; or why nobody had to be told.",
        why="A change that half of the staff have not heard of works on half of the shifts.",
        traced_to=("E1.4", "E3.4"),
        levels="error, gap",
        stage="control changed",
        owner="The role that owns the change; at the close, the group",
        of_trail=controls.staff_told,
    ),
    Rule(
        id="G16",
        title="Strong enough",
        asks="A change says what kind of action it is. If all of it is of the weaker kind, it says "
        "which stronger action was looked at and why not; for a repeat, weaker actions alone do "
        "not do.",
        why="What hangs on memory fails when somebody is tired, new or called away.",
        traced_to=("E1.t", "E3.z"),
        levels="error, warning",
        stage="control changed",
        owner="The role that owns the change",
        of_trail=controls.strong_enough,
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
        stage="control changed",
        owner="The role that owns the change; for what the plan says, its reviewer",
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
        stage="control changed",
        owner="The reviewer of the plan",
        of_plan=monitoring.target_testable,
    ),
    Rule(
        id="G19",
        title="A measure that does not hang on reports",
        asks="At least one measure of a plan is counted without staff reporting: from audits, "
        "observation or a system.",
        why="Fewer reports can mean safer care, or quieter staff.",
        traced_to=("R3", "K5"),
        levels="error",
        stage="control changed",
        owner="The reviewer of the plan",
        of_plan=_independent_measure,
    ),
    Rule(
        id="G20",
        title="Every source was seen",
        asks="Before a decision that assures, something is recorded of every source of evidence "
        "that the plan names.",
        why="What was promised as evidence is looked at, not only what was easy to get.",
        traced_to=("E1.0", "I4", "K2"),
        levels="error",
        stage="monitoring",
        owner="The group that decides",
        of_decision=checking.sources_seen,
    ),
    Rule(
        id="G21",
        title="The checks are made",
        asks="In each interval of a plan a check is recorded, or that it was missed and why.",
        why="Weekly is only true if the weeks are there.",
        traced_to=("E1.r", "E2.r", "E3.r"),
        levels="error, warning",
        stage="monitoring",
        owner="The reviewer of the plan",
        of_trail=checking.checks_made,
    ),
    Rule(
        id="G22",
        title="Triggers are answered",
        asks="A trigger that was hit is passed on as an escalation, or a group decides on it, "
        "within the policy’s days. Triggers and signs are named by the ids of the plan.",
        why="Quietly putting it right each time keeps the cause where it is.",
        traced_to=("E1.t", "E2.t", "E3.t", "E1.x", "E2.x", "E3.x"),
        levels="error, gap, warning",
        stage="monitoring",
        owner="The reviewer of the plan; at the close, the group",
        of_trail=checking.triggers_answered,
    ),
    Rule(
        id="G23",
        title="Audits look at what they should",
        asks="Before a decision that assures, audits have covered all that the plan says they "
        "check; where it is about the environment, one of them without notice and on more than "
        "one shift.",
        why="What is looked at only by day and by arrangement is only known by day and by "
        "arrangement.",
        traced_to=("E1.a", "E2.a", "E3.a", "E3.3", "E3.c"),
        levels="error",
        stage="monitoring",
        owner="The group that decides",
        of_decision=checking.audits_cover,
    ),
    Rule(
        id="G24",
        title="Followed up by another role",
        asks="A changed control is audited after its start, by another role than its owner, "
        "before anything is closed.",
        why="Who made the change is not the one to say that it works.",
        traced_to=("K3",),
        levels="error, warning",
        stage="monitoring",
        owner="The role that verifies; at the close, the group",
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
        stage="monitoring",
        owner="The group that decides",
        of_trail=closing.governed,
        of_decision=_decision_content,
    ),
    Rule(
        id="G26",
        title="Repeats are called repeats",
        asks="A near miss of the same mechanism in the same service within the policy’s days is "
        "confirmed as a repeat, or refused with a reason. A repeat after a close opens the "
        "earlier trail again.",
        why="What is told each time as the first time is never learnt from.",
        traced_to=("F3", "E1.t", "E2.t", "E3.t"),
        levels="error, warning",
        stage="any",
        owner="The reviewer; at the close, the group",
        of_trail=repeats.repeats_settled,
        of_all=repeats.incidents_settled,
    ),
    Rule(
        id="G27",
        title="Patterns are in the risk profile",
        asks="What has come back as often as the policy says, what shows pressure on the system, "
        "and what a failed test of a control bears on, is in the service’s risk profile.",
        why="A pattern is a risk, whatever became of each single event.",
        traced_to=("F3",),
        levels="error, gap",
        stage="any",
        owner="The manager of the service",
        of_all=repeats.pattern_entered,
    ),
    Rule(
        id="G28",
        title="Shared where it matters",
        asks="Every service that stands on the same family of controls has said whether the lesson "
        "bears on it.",
        why="The next one happens where the lesson has not been told.",
        traced_to=("R5",),
        levels="error, warning",
        stage="any",
        owner="The manager of the service; at the close, the group",
        of_trail=sharing.shared,
    ),
    Rule(
        id="G29",
        title="Those concerned are told",
        asks="The reporter hears what came of it. Where a person was involved, the record says "
        "whether they were told.",
        why="Who hears nothing does not report again; and people have a right to know.",
        traced_to=("R1",),
        levels="error, warning",
        stage="any",
        owner="The reviewer; at the close, the group",
        of_trail=sharing.told_back,
    ),
    Rule(
        id="G30",
        title="In proportion",
        asks="The review says how thoroughly it was looked into and why that fits; for what could "
        "have been severe it is not the least.",
        why="Too little misses the cause, and too much teaches people not to report.",
        traced_to=("R1",),
        levels="error",
        stage="reviewed",
        owner="The reviewer",
        of_trail=reviewing.in_proportion,
    ),
    Rule(
        id="G31",
        title="Silence is asked about",
        asks="A service that is at work and has recorded no near miss for the policy’s window has "
        "been looked at by a group.",
        why="Nothing reported is not the same as nothing happened.",
        traced_to=("W2", "R3"),
        levels="warning",
        stage="service",
        owner="The manager of the service",
        of_all=signals.not_silent,
    ),
    Rule(
        id="G32",
        title="One log against the other",
        asks="What an audit finds wanting, or what becomes an incident, had shown as a near miss "
        "before.",
        why="If it comes to light elsewhere first, reporting has missed it.",
        traced_to=("R2", "W2"),
        levels="warning",
        stage="service",
        owner="The role that owns the control",
        of_all=signals.warned_before,
    ),
    Rule(
        id="G33",
        title="Links and days fit",
        asks="Every id names a record of the right kind. What follows is not dated before what it "
        "follows, the day in an id is that of its record, and nothing has happened in the future.",
        why="A trail with a broken link is no trail.",
        traced_to=("E2.z",),
        levels="error, warning",
        stage="always",
        owner="Who answers for the record",
    ),
    Rule(
        id="G34",
        title="Told outside, or not, with the reason",
        asks="The review says for each body outside whether it had to be told, and why. Nothing is "
        "put under an item that the regulator does not look at in this sort of service.",
        why="That nobody had to be told is a decision too.",
        traced_to=("K1",),
        levels="error",
        stage="reviewed",
        owner="The reviewer",
        of_trail=outside.outside_decided,
        of_all=outside.not_for_this_service,
    ),
    Rule(
        id="G35",
        title="Frameworks as they stood",
        asks="What a record is put under exists in the list of its framework, and was in force on "
        "the record’s day. The provider’s own keys are in the provider’s own lists.",
        why="Evidence under a heading that is no more is not found.",
        traced_to=("I5",),
        levels="error, warning",
        stage="always",
        owner="Who answers for the record",
        of_all=_known_by_its_lists,
    ),
    Rule(
        id="G36",
        title="Nothing that names a person",
        asks="No record, file name or comment holds what could identify a person: names, numbers, "
        "addresses, dates of birth, rooms.",
        why="People agree to be cared for, not to be published; and what is once in a shared "
        "history cannot be called back.",
        traced_to=("C4",),
        levels="error",
        stage="always",
        owner="Who answers for the record",
    ),
    Rule(
        id="G37",
        title="Out of how many",
        asks="Each service records how much care it gives, and a check gives each value as so many "
        "of so many.",
        why="A count without its whole says nothing about a growing service.",
        traced_to=("C3",),
        levels="warning",
        stage="service",
        owner="The manager of the service; for a value, who made the check",
        of_all=signals.counted_of,
    ),
    Rule(
        id="G38",
        title="Written down at once",
        asks="A near miss is written down within the time that its reporting route gives.",
        why="What is written down days later is a memory.",
        traced_to=("E1.1", "E2.1", "E3.1"),
        levels="warning",
        stage="reported",
        owner="The manager of the service",
        of_all=places.recorded_at_once,
    ),
    Rule(
        id="G39",
        title="Temporary, and then?",
        asks="A temporary control says until when; after that day another change or a decision "
        "follows it.",
        why="What was meant for a while either stops without a word or stays without a reason.",
        traced_to=("E1.x",),
        levels="error, gap",
        stage="monitoring",
        owner="The role that owns the change; at the close, the group",
        of_trail=controls.temporary_followed,
    ),
    Rule(
        id="G40",
        title="Staff feel able to report",
        asks="Within the policy’s interval each service has asked its staff whether they feel able "
        "to report.",
        why="Only staff can say whether reporting is safe for them.",
        traced_to=("R1",),
        levels="warning",
        stage="service",
        owner="The manager of the service",
        of_all=signals.able_to_report,
    ),
)
"""Every rule of this version. G33 looks at all records and runs first, and G36 reads the texts
themselves (`privacy`): neither has its function here."""
