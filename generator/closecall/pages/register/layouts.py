"""The register of each kind: which columns it has, and by what it can be narrowed down."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import Control, ControlChange, ExposureCheck, Risk
from closecall.model.days import in_words
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare
from closecall.model.monitoring import (
    Escalation,
    MonitoringCheck,
    MonitoringPlan,
    PlanTemplate,
)
from closecall.model.near_miss import NearMiss
from closecall.model.policy import PolicyRecord
from closecall.model.review import Review
from closecall.model.setting import (
    Activity,
    Definition,
    Provider,
    ReportingRoute,
    Role,
    Service,
)
from closecall.model.trail import Stage
from closecall.model.vocabulary import WordList
from closecall.pages.context import path_of, short
from closecall.pages.facts import Facts, verdict_of, worst_of
from closecall.pages.markup import Link
from closecall.pages.register.layout import (
    AREA,
    MONTH,
    SERVICE,
    Column,
    Facet,
    Layout,
    Value,
    areas_of,
    dated,
    day_of,
    day_words,
    id_of,
    labels,
    near_miss_of,
    of_control,
    of_plan,
    role_facet,
    role_of,
    role_values,
    said_of,
    services_of,
    title_link,
)
from closecall.pages.standing import STANDINGS, Dated, standing
from closecall.pages.words import (
    DECISIONS,
    RESULTS,
    STAGE_TAGS,
    VERDICT_TAGS,
    VOICES,
    Tag,
    as_words,
    counted,
    listed,
    upper_first,
)

# Near misses


def _stage_tag(record: NearMiss, facts: Facts) -> tuple[Tag, ...]:
    return (STAGE_TAGS[facts.evidence.trails[record.id].stage],)


def _verdict_tag(record: NearMiss, facts: Facts) -> tuple[Tag, ...]:
    return (VERDICT_TAGS[verdict_of(facts.evidence.trails[record.id])],)


def _missing(record: NearMiss, facts: Facts) -> tuple[Tag, ...]:
    late = facts.late.get(record.id, ())
    if not late:
        return (Tag("Nothing overdue", "t-plain"),)
    first = late[0]
    word = f"Overdue: {len(late)}, since {in_words(first.overdue_since)}"
    return (Tag(word, "t-warn"),)


_STAGE_ORDER = tuple(STAGE_TAGS[stage].word for stage in Stage)
_HARM_ORDER = (
    "Fatal",
    "Severe physical harm",
    "Moderate physical harm",
    "Low physical harm",
    "No physical harm",
    "Not known yet",
    "Not said",
)


def _by(order: Sequence[str]) -> Callable[[tuple[str, str]], Any]:
    return lambda value: order.index(value[1]) if value[1] in order else len(order)


def _worst(record: NearMiss, facts: Facts) -> str:
    return worst_of(facts.evidence.trails[record.id])


NEAR_MISSES = Layout(
    NearMiss,
    "Near misses, the newest first",
    "What almost happened and did not. Each leads to all that followed: review, change, audit, "
    "decision.",
    (
        Column("What nearly happened", "link", title_link),
        Column("Day", "day", day_of),
        Column("Service", "text", services_of),
        Column("Area of care", "text", areas_of),
        Column("Worst credible harm", "text", _worst),
        Column("What stopped it", "tags", _verdict_tag),
        Column("How far it has come", "tags", _stage_tag),
        Column("What is missing", "tags", _missing),
    ),
    (
        SERVICE,
        AREA,
        Facet(
            "stage",
            "How far it has come",
            lambda r, f: labels(t.word for t in _stage_tag(r, f)),
            _by(_STAGE_ORDER),
        ),
        Facet(
            "harm", "Worst credible harm", lambda r, f: labels((_worst(r, f),)), _by(_HARM_ORDER)
        ),
        Facet(
            "verdict",
            "What stopped it",
            lambda r, f: labels(t.word for t in _verdict_tag(r, f)),
        ),
        Facet(
            "missing",
            "Is anything overdue?",
            lambda r, f: (("yes", "Yes"),) if r.id in f.late else (("no", "No"),),
        ),
        MONTH,
    ),
)


# What follows a near miss

REVIEWS = Layout(
    Review,
    "Reviews, the newest first",
    "What a near miss means, judged by another role than the one that reported it.",
    (
        Column("Review", "link", id_of),
        Column("Reviewed on", "day", day_of),
        Column("Near miss", "link", lambda r, f: near_miss_of(r.near_misses, f)),
        Column("Service", "text", services_of),
        Column("Reviewer", "text", role_of("reviewer_role")),
        Column(
            "What stopped it",
            "tags",
            lambda r, _: (VERDICT_TAGS.get(r.verdict, VERDICT_TAGS[""]),),
        ),
        Column("Could it happen again?", "text", said_of("could_happen_again")),
    ),
    (
        SERVICE,
        Facet("verdict", "What stopped it", lambda r, _: labels((r.verdict,))),
        Facet("again", "Could it happen again?", lambda r, _: labels((r.could_happen_again,))),
        role_facet("reviewer_role", "Reviewer"),
        MONTH,
    ),
)

EXPOSURE_CHECKS = Layout(
    ExposureCheck,
    "Exposure checks, the newest first",
    "One lucky catch, or a weakness of the whole service? How many were looked at, how many "
    "exposed.",
    (
        Column("Exposure check", "link", id_of),
        Column("Day", "day", day_of),
        Column("Near miss", "link", lambda r, f: near_miss_of(r.near_misses, f)),
        Column("Service", "text", services_of),
        Column("Made by", "text", role_of("by_role")),
        Column("Looked at", "number", lambda r, _: r.sampled_n),
        Column("Of", "number", lambda r, _: r.population_n),
        Column("Exposed", "number", lambda r, _: r.exposed_n),
        Column("Result", "text", lambda r, _: upper_first(RESULTS.get(r.result, r.result))),
    ),
    (
        SERVICE,
        Facet("result", "Result", lambda r, _: labels((RESULTS.get(r.result, r.result),))),
        role_facet("by_role", "Made by"),
        MONTH,
    ),
)


def _strength(change: ControlChange, facts: Facts) -> Value:
    groups = dict.fromkeys(facts.strengths.get(s) or s for s in change.strength)
    return listed(groups) or "Not said"


def _told(change: ControlChange, facts: Facts) -> Value:
    told = change.communication
    if told is None or not (told.on or told.none_needed):
        late = any(o.step == "briefed" for n in change.near_misses for o in facts.late.get(n, ()))
        return "Not recorded, overdue" if late else "Not recorded"
    if told.none_needed:
        return "Nobody had to be told"
    if told.reached is not None and told.of is not None:
        return f"{told.reached} of {told.of}"
    return "Yes"


CONTROL_CHANGES = Layout(
    ControlChange,
    "Control changes, the newest first",
    "What is done differently since, from which day, and who answers for it.",
    (
        Column("Control change", "link", id_of),
        Column("From", "day", day_of),
        Column("Control", "link", lambda r, f: of_control(r.control, f)),
        Column("What was done", "text", said_of("action")),
        Column("Near miss", "link", lambda r, f: near_miss_of(r.near_misses, f)),
        Column("Service", "text", services_of),
        Column("Strength", "text", _strength),
        Column("Owner", "text", role_of("owner_role")),
        Column("Staff told", "text", _told),
    ),
    (
        SERVICE,
        Facet("action", "What was done", lambda r, _: labels((r.action,))),
        Facet(
            "strength",
            "Strength",
            lambda r, f: labels(dict.fromkeys(f.strengths.get(s) or s for s in r.strength)),
        ),
        role_facet("owner_role", "Owner"),
        MONTH,
    ),
)


def _embedded(control: Control, _: Facts) -> Value:
    return {"yes": "Yes", "partly": "Partly", "not": "No"}.get(control.embedded, "Not said")


def _last_test(control: Control, facts: Facts) -> Value:
    audits = facts.register.audits_of_control.get(control.id, ())
    last = max((a.on for a in audits if a.on), default=None)
    return in_words(last) if last else "No test recorded"


CONTROLS = Layout(
    Control,
    "Controls, by the day from which they hold, the newest first",
    "What stands between a hazard and harm: its class, whether it is tested, what it stopped and "
    "what it did not.",
    (
        Column("Control", "link", title_link),
        Column("Service", "text", services_of),
        Column("Class", "text", said_of("control_class")),
        Column(
            "Depends on memory",
            "text",
            lambda r, _: {True: "Yes", False: "No"}.get(r.depends_on_memory, "Not said"),
        ),
        Column("Embedded", "text", _embedded),
        Column("Last test", "day", _last_test),
        Column("Test overdue", "text", lambda r, f: "Yes" if f.test_is_late(r) else "No"),
        Column("Stopped", "number", lambda r, f: len(f.stopped_by.get(r.id, ()))),
        Column("Did not stop", "number", lambda r, f: len(f.let_through.get(r.id, ()))),
        Column("Owner", "text", role_of("owner_role")),
    ),
    (
        SERVICE,
        AREA,
        Facet("class", "Class", lambda r, _: labels((r.control_class,))),
        Facet("embedded", "Embedded", lambda r, f: labels((str(_embedded(r, f)),))),
        Facet(
            "test",
            "Is a test overdue?",
            lambda r, f: (("yes", "Yes"),) if f.test_is_late(r) else (("no", "No"),),
        ),
        role_facet("owner_role", "Owner"),
    ),
)


def _scores(risk: Risk, _: Facts) -> Value:
    parts = (
        ("before", risk.score_before),
        ("now", risk.score_now),
        ("target", risk.score_target),
    )
    return ", ".join(f"{name} {score.value if score else 'not said'}" for name, score in parts)


RISKS = Layout(
    Risk,
    "Risks, the newest score first",
    "The entries of the services’ risk profiles: why each is there, how it is scored, who owns it.",
    (
        Column("Risk", "link", title_link),
        Column("Service", "text", services_of),
        Column("Area of care", "text", areas_of),
        Column("Why it is here", "text", lambda r, _: upper_first(listed(r.why_in_profile))),
        Column("Score", "text", _scores),
        Column("Near misses", "number", lambda r, f: len(f.trails_of_risk(r))),
        Column("Owner", "text", role_of("owner_role")),
        Column("Next review", "day", dated("review_due")),
    ),
    (
        SERVICE,
        AREA,
        Facet("why", "Why it is here", lambda r, _: labels(r.why_in_profile)),
        role_facet("owner_role", "Owner"),
    ),
)


def _target(plan: MonitoringPlan, _: Facts) -> Value:
    return plan.target.statement if plan.target else "Not said"


def _window(plan: MonitoringPlan, _: Facts) -> Value:
    target = plan.target
    if target is None or not target.start or not target.end:
        return "Not said"
    return f"{in_words(target.start)} to before {in_words(target.end)}"


def _counted_in(plan: MonitoringPlan, facts: Facts) -> Value:
    """What the target's verdict counts: near misses and incidents, so that the two agree."""
    result = facts.evidence.measures.targets.get(plan.id)
    return result.n if result is not None else 0


PLANS = Layout(
    MonitoringPlan,
    "Monitoring plans, the newest first",
    "How it is watched whether a change holds: the target in words, and what is counted.",
    (
        Column("Monitoring plan", "link", id_of),
        Column("Near miss", "link", lambda r, f: near_miss_of(r.near_misses, f)),
        Column("Service", "text", services_of),
        Column("Target", "text", _target),
        Column("Window", "text", _window),
        Column("Counted in it", "number", _counted_in),
        Column("Reviewer", "text", role_of("reviewer_role")),
        Column("Group decides by", "day", dated("governance_due")),
    ),
    (SERVICE, role_facet("reviewer_role", "Reviewer"), MONTH),
)


def _check_done(check: MonitoringCheck, _: Facts) -> Value:
    if check.missed:
        return "Missed, with a reason"
    return day_words(check.done_on) if check.done_on else "Not done"


CHECKS = Layout(
    MonitoringCheck,
    "Monitoring checks, the newest first",
    "The checks of monitoring plans: made or missed, signs seen, triggers hit.",
    (
        Column("Monitoring check", "link", id_of),
        Column("Due", "day", dated("due")),
        Column("Done", "text", _check_done),
        Column("Near miss", "link", lambda r, f: of_plan(r.plan, f)),
        Column("Service", "text", services_of),
        Column("By", "text", role_of("by_role")),
        Column("Signs seen", "number", lambda r, _: len(r.signs_seen)),
        Column("Triggers hit", "number", lambda r, _: len(r.triggers_hit)),
    ),
    (
        SERVICE,
        Facet(
            "hit",
            "Trigger hit?",
            lambda r, _: (("yes", "Yes"),) if r.triggers_hit else (("no", "No"),),
        ),
        role_facet("by_role", "By"),
        MONTH,
    ),
)


def _answer(escalation: Escalation, facts: Facts) -> Value:
    if escalation.closed_on:
        return f"Closed {in_words(escalation.closed_on)}"
    if escalation.response or escalation.answered_on:
        return "Answered"
    if escalation.due and escalation.due < facts.as_at:
        return f"No answer; it was due by {in_words(escalation.due)}"
    return f"Due by {in_words(escalation.due)}" if escalation.due else "No answer"


ESCALATIONS = Layout(
    Escalation,
    "Escalations, the newest first",
    "Triggers and signs that were passed on to someone who could act, and what came of it.",
    (
        Column("Escalation", "link", id_of),
        Column("Day", "day", day_of),
        Column("To whom", "text", said_of("to")),
        Column("What was asked for", "text", said_of("option")),
        Column("Near miss", "link", lambda r, f: of_plan(r.plan, f)),
        Column("Service", "text", services_of),
        Column("By", "text", role_of("by_role")),
        Column("What came of it", "text", _answer),
    ),
    (SERVICE, role_facet("by_role", "By"), MONTH),
)


def _met(audit: Audit, _: Facts) -> Value:
    if not audit.criteria:
        return "Not said"
    return f"{sum(c.passed for c in audit.criteria)} of {len(audit.criteria)}"


def _announced(audit: Audit, _: Facts) -> str:
    if audit.announced is None:
        return "Not said"
    return "Announced" if audit.announced else "Unannounced"


AUDITS = Layout(
    Audit,
    "Audits, observations, walkthroughs and checks, the newest first",
    "What somebody went to see: announced or not, how many of how many, criterion by criterion.",
    (
        Column("Audit", "link", id_of),
        Column("Day", "day", day_of),
        Column("Sort", "text", said_of("type")),
        Column("Announced?", "text", _announced),
        Column("Service", "text", services_of),
        Column("Auditor", "text", role_of("auditor_role")),
        Column("Criteria met each time", "text", _met),
        Column("Unreported near misses found", "number", lambda r, _: r.near_misses_not_reported),
    ),
    (
        SERVICE,
        AREA,
        Facet("sort", "Sort", lambda r, _: labels((r.type,))),
        Facet("announced", "Announced?", lambda r, f: labels((_announced(r, f),))),
        role_facet("auditor_role", "Auditor"),
        MONTH,
    ),
)


def _voice(item: PracticeEvidence, _: Facts) -> str:
    return VOICES.get(item.subtype, upper_first(as_words(item.subtype)))


def _asked(item: PracticeEvidence, _: Facts) -> Value:
    if item.asked is None or item.answered is None:
        return "Not counted"
    return f"{item.answered:,} of {item.asked:,}"


PRACTICE = Layout(
    PracticeEvidence,
    "Practice evidence, the newest first",
    "What people, families, staff and partners said or showed, in the provider’s words.",
    (
        Column("Practice evidence", "link", id_of),
        Column("Day", "day", day_of),
        Column("Who", "text", _voice),
        Column("Service", "text", services_of),
        Column("Answered of asked", "text", _asked),
        Column("What they said", "text", said_of("summary")),
        Column("For or against", "text", said_of("supports")),
    ),
    (
        SERVICE,
        Facet("who", "Who", lambda r, f: labels((_voice(r, f),))),
        Facet("supports", "For or against", lambda r, _: labels((r.supports,))),
        Facet("category", "CQC evidence category", lambda r, _: labels((r.cqc_category,))),
        MONTH,
    ),
)


def _decision(decision: GovernanceDecision, _: Facts) -> str:
    return DECISIONS.get(decision.decision, upper_first(as_words(decision.decision)))


def _decided_on(decision: GovernanceDecision, facts: Facts) -> Value:
    if decision.near_misses:
        return near_miss_of(decision.near_misses, facts)
    if decision.plan:
        return of_plan(decision.plan, facts)
    count = len(decision.approves)
    return f"Approves {counted(count, 'record')}" if count else "Not said"


DECISIONS_LAYOUT = Layout(
    GovernanceDecision,
    "Governance decisions, the newest first",
    "What the groups decided: on what evidence, what they asked, and what risk they know is left.",
    (
        Column("Decision", "link", id_of),
        Column("Day", "day", day_of),
        Column("Group", "text", role_of("group")),
        Column("Decided", "text", _decision),
        Column("On", "link", _decided_on),
        Column("Service", "text", services_of),
        Column("Evidence looked at", "number", lambda r, _: len(r.evidence_reviewed)),
        Column("Next review", "day", dated("next_review")),
    ),
    (
        SERVICE,
        Facet("decision", "Decided", lambda r, f: labels((_decision(r, f),))),
        Facet("role", "Group", role_values("group")),
        MONTH,
    ),
)

TEMPLATES = Layout(
    PlanTemplate,
    "Plan templates",
    "What monitoring plans of one mechanism have in common: signs, triggers, escalation, audits.",
    (
        Column("Plan template", "link", title_link),
        Column("Mechanism", "text", lambda r, f: f.mechanism_title(r.mechanism)),
        Column("Warning signs", "number", lambda r, _: len(r.watch.early_warning_signs)),
        Column("Triggers", "number", lambda r, _: len(r.watch.triggers)),
        Column("Owner", "text", role_of("owner_role")),
    ),
    (role_facet("owner_role", "Owner"),),
)


# Incidents, shared lessons, and what is kept about the records themselves


def _harm_done(incident: Incident, _: Facts) -> str:
    return incident.harm_physical or "Not said"


def _warning(incident: Incident, facts: Facts) -> tuple[Tag, ...]:
    warnings = facts.earlier.warnings(incident)
    if warnings:
        newest = warnings[-1].stage
        stood = STAGE_TAGS[newest].word.lower() if newest else "not written down yet"
        return (Tag(f"{counted(len(warnings), 'warning')}, the last {stood}", "t-warn"),)
    if not incident.mechanism:
        return (Tag("Not known", "t-mute"),)
    return (Tag("None on record", "t-plain"),)


INCIDENTS = Layout(
    Incident,
    "Incidents, the newest first",
    "What did reach a person. Each says whether near misses had warned of it, and how far those "
    "had come that day.",
    (
        Column("What happened", "link", title_link),
        Column("Day", "day", lambda r, _: day_words(r.event_day)),
        Column("Service", "text", services_of),
        Column("Area of care", "text", areas_of),
        Column("Harm", "text", _harm_done),
        Column(
            "Mechanism",
            "text",
            lambda r, f: f.mechanism_title(r.mechanism) if r.mechanism else "Not said",
        ),
        Column("Earlier warning?", "tags", _warning),
    ),
    (
        SERVICE,
        AREA,
        Facet("harm", "Harm", lambda r, f: labels((_harm_done(r, f),)), _by(_HARM_ORDER)),
        Facet(
            "warned",
            "Was there an earlier warning?",
            lambda r, f: (("yes", "Yes"),) if f.earlier.warnings(r) else (("no", "No"),),
        ),
        MONTH,
    ),
)


def _relevant(share: LearningShare, _: Facts) -> Value:
    matters = sum(r.relevant is True for r in share.relevance)
    return f"{matters} of {len(share.relevance)}"


def _done(name: str) -> Callable[[LearningShare, Facts], Value]:
    return lambda share, _: sum(1 for r in share.responses if getattr(r, name))


SHARES = Layout(
    LearningShare,
    "Shared lessons, the newest first",
    "Lessons of near misses that were sent to other services: where they matter, where it was "
    "checked, what was changed.",
    (
        Column("Lesson", "link", title_link),
        Column("Day", "day", day_of),
        Column("Near miss", "link", lambda r, f: near_miss_of(r.near_misses, f)),
        Column("Service", "text", services_of),
        Column("Matters at", "text", _relevant),
        Column("Checked at", "number", _done("exposure_check")),
        Column("Changed at", "number", _done("control_change")),
        Column("Shared by", "text", role_of("by_role")),
    ),
    (SERVICE, role_facet("by_role", "Shared by"), MONTH),
)


REDACTIONS = Layout(
    Redaction,
    "Redactions, the newest first",
    "Personal data or secrets that stood in the records and were taken out. What it was is written "
    "nowhere.",
    (
        Column("Redaction", "link", id_of),
        Column("Sort of data", "text", lambda r, _: upper_first(listed(r.data_class))),
        Column("Found", "day", dated("found_on")),
        Column("Taken out", "day", dated("removed_on")),
        Column("Found by", "text", role_of("found_by_role")),
        Column("Service", "text", services_of),
    ),
    (
        SERVICE,
        Facet("sort", "Sort of data", lambda r, _: labels(r.data_class)),
        role_facet("found_by_role", "Found by"),
        MONTH,
    ),
)


def _holds(allowance: Allowance, facts: Facts) -> str:
    if not allowance.holds_on(facts.as_at):
        return "Does not hold"
    due = allowance.review_due
    return "Holds, review overdue" if due and due < facts.as_at else "Holds"


ALLOWANCES = Layout(
    Allowance,
    "Exceptions, the newest first",
    "Findings that a role allows to stand, each in one field of one record, with the reason and "
    "the day by which it is looked at again.",
    (
        Column("Exception", "link", id_of),
        Column("Rule", "text", lambda r, _: r.rule),
        Column("Record", "text", lambda r, _: r.record or "Not said"),
        Column("Field", "text", lambda r, _: ".".join(map(str, r.field)) or "Not said"),
        Column("Why it may stay", "text", said_of("reason")),
        Column("Allowed by", "text", role_of("by_role")),
        Column("Looked at again by", "day", dated("review_due")),
        Column("Now", "text", _holds),
    ),
    (
        Facet("rule", "Rule", lambda r, _: labels((r.rule,))),
        Facet("now", "Now", lambda r, f: labels((_holds(r, f),))),
        role_facet("by_role", "Allowed by"),
    ),
)


LISTS = Layout(
    WordList,
    "Lists of words",
    "The provider’s own words: how near misses come about, families of like controls, units. Pages "
    "show the word where a record writes its key.",
    (
        Column("List", "link", title_link),
        Column("Words for", "text", lambda r, _: upper_first(r.vocabulary)),
        Column("Service", "text", services_of),
        Column("Words", "number", lambda r, _: len(r.words)),
        Column("In force from", "day", dated("valid_from")),
    ),
    (Facet("sort", "Words for", lambda r, _: labels((r.vocabulary,))), SERVICE),
)


# What stands for itself


def _period(activity: Activity, _: Facts) -> Value:
    if activity.period is None:
        return "Not said"
    return f"{in_words(activity.period.first)} to {in_words(activity.period.last)}"


ACTIVITY = Layout(
    Activity,
    "Activity, the newest first",
    "How much care was given. A rate is a count of near misses held against it.",
    (
        Column("Activity", "link", id_of),
        Column("Period", "text", _period),
        Column("Service", "text", services_of),
        Column("What is counted", "text", said_of("measure")),
        Column(
            "How many",
            "number",
            lambda r, _: (
                int(r.value) if r.value is not None and r.value == int(r.value) else r.value
            ),
        ),
        Column("Unit", "text", lambda r, _: r.unit or "Not said"),
    ),
    (
        SERVICE,
        Facet("measure", "What is counted", lambda r, _: labels((r.measure,))),
        MONTH,
    ),
)


def _may(role: Role, _: Facts) -> Value:
    return upper_first(listed(role.may)) or "Not said"


def _held_with(role: Role, facts: Facts) -> Value:
    return listed(facts.names.role(r) for r in role.held_with) or "No other"


ROLES = Layout(
    Role,
    "Roles and groups",
    "Records name roles, never people. A group minutes its decisions.",
    (
        Column("Role", "link", title_link),
        Column("Sort", "text", lambda r, _: "Group" if r.body else "Role"),
        Column("May", "text", _may),
        Column("Held by the same person as", "text", _held_with),
    ),
    (
        Facet("sort", "Sort", lambda r, _: labels(("Group" if r.body else "Role",))),
        Facet("may", "May", lambda r, _: labels(r.may)),
    ),
)

PROVIDERS = Layout(
    Provider,
    "Provider",
    "The organisation that answers for the services.",
    (
        Column("Provider", "link", lambda r, _: Link(r.name, path_of(r))),
        Column("Number at the regulator", "text", lambda r, _: r.regulator_id or "Not said"),
        Column("Contact", "text", role_of("contact_role")),
    ),
    (role_facet("contact_role", "Contact"),),
)

SERVICES = Layout(
    Service,
    "Services",
    "Where care is given. Each leads to its risk profile.",
    (
        Column("Service", "link", lambda r, _: Link(r.name, path_of(r))),
        Column("Sort", "text", said_of("service_type")),
        Column("Near misses on record", "number", lambda r, f: len(f.trails_of(r.id))),
        Column("Gaps", "number", lambda r, f: len(f.gaps_at(r.id))),
        Column("Manager", "text", role_of("manager_role")),
    ),
    (
        Facet("sort", "Sort", lambda r, _: labels((r.service_type,))),
        AREA,
        role_facet("manager_role", "Manager"),
    ),
)

# What holds from a day to a day


def _standing(record: Dated, facts: Facts) -> tuple[Tag, ...]:
    return (STANDINGS[standing(record, facts.as_at)],)


_STANDING_ORDER = tuple(tag.word for tag in STANDINGS.values())
_IN_FORCE = Facet(
    "standing",
    "In force?",
    lambda r, f: labels(t.word for t in _standing(r, f)),
    _by(_STANDING_ORDER),
)


def _approved(record: Dated, facts: Facts) -> bool:
    named = None if isinstance(record, ReportingRoute) else record.approved_by
    return bool(facts.decision(named) or facts.approvals.get(record.id))


_APPROVED = Facet(
    "approved",
    "Approved by a decision?",
    lambda r, f: (("yes", "Yes"),) if _approved(r, f) else (("no", "No"),),
)


def _held_at(record: Definition | ReportingRoute, facts: Facts) -> Iterable[tuple[str, str]]:
    """The services that it holds for: where it names none, it is found by each."""
    services = record.services or tuple(s.id for s in facts.register.services)
    return tuple((s, facts.names.service(s)) for s in services)


_HOLDS_AT = Facet("service", "Service", _held_at)


def _named(record: Definition, _: Facts) -> Value:
    return Link(record.title or short(record.statement) or "Definition", path_of(record))


def _review(record: Definition, facts: Facts) -> Value:
    if record.review_due is None:
        return "No day is set"
    late = record.review_due < facts.as_at
    return f"{'Was due by ' if late else ''}{in_words(record.review_due)}"


DEFINITIONS = Layout(
    Definition,
    "Definitions, the newest first",
    "What the provider counts as a near miss: each definition, now and before.",
    (
        Column("Definition", "link", _named),
        Column("Area of care", "text", areas_of),
        Column("Holds for", "text", services_of),
        Column("From", "day", dated("valid_from")),
        Column("In force?", "tags", _standing),
        Column("Approved by a decision?", "text", lambda r, f: "Yes" if _approved(r, f) else "No"),
        Column("Looked at again by", "text", _review),
    ),
    (
        _HOLDS_AT,
        AREA,
        _IN_FORCE,
        _APPROVED,
        Facet(
            "review",
            "Review overdue?",
            lambda r, f: (
                (("yes", "Yes"),) if r.review_due and r.review_due < f.as_at else (("no", "No"),)
            ),
        ),
    ),
)


def _nameless(record: ReportingRoute, _: Facts) -> str:
    return "Yes" if record.anonymous_route else "No"


def _known(record: ReportingRoute, _: Facts) -> Value:
    found = record.awareness
    if found.reached is None or found.of is None:
        return "Nobody was asked"
    return f"{found.reached:,} of {found.of:,}"


ROUTES = Layout(
    ReportingRoute,
    "Reporting routes, the newest first",
    "How near misses are reported: each route, now and before.",
    (
        Column("Reporting route", "link", title_link),
        Column("Area of care", "text", lambda r, f: areas_of(r, f) or "Every area of care"),
        Column("Holds for", "text", services_of),
        Column("How soon", "text", said_of("limit_in_words")),
        Column("A way without a name?", "text", _nameless),
        Column("Staff who knew it", "text", _known),
        Column("From", "day", dated("valid_from")),
        Column("In force?", "tags", _standing),
    ),
    (
        _HOLDS_AT,
        AREA,
        _IN_FORCE,
        Facet("nameless", "A way without a name?", lambda r, f: labels((_nameless(r, f),))),
        _APPROVED,
    ),
)

POLICIES = Layout(
    PolicyRecord,
    "Policies, the newest first",
    "The provider’s own limits: each policy, now and before.",
    (
        Column("Policy", "link", title_link),
        Column("From", "day", dated("valid_from")),
        Column("To", "text", lambda r, _: in_words(r.valid_to) if r.valid_to else "No end is set"),
        Column("In force?", "tags", _standing),
        Column("Limits", "number", lambda r, _: len(r.thresholds)),
        Column("Approved by a decision?", "text", lambda r, f: "Yes" if _approved(r, f) else "No"),
    ),
    (_IN_FORCE, _APPROVED),
)

LAYOUTS: Mapping[str, Layout] = {
    "near_miss": NEAR_MISSES,
    "review": REVIEWS,
    "exposure_check": EXPOSURE_CHECKS,
    "control": CONTROLS,
    "control_change": CONTROL_CHANGES,
    "risk": RISKS,
    "monitoring_plan": PLANS,
    "monitoring_check": CHECKS,
    "escalation": ESCALATIONS,
    "audit": AUDITS,
    "practice_evidence": PRACTICE,
    "governance_decision": DECISIONS_LAYOUT,
    "plan_template": TEMPLATES,
    "incident": INCIDENTS,
    "learning_share": SHARES,
    "redaction": REDACTIONS,
    "allowance": ALLOWANCES,
    "list": LISTS,
    "activity": ACTIVITY,
    "role": ROLES,
    "provider": PROVIDERS,
    "service": SERVICES,
    "definition": DEFINITIONS,
    "reporting_route": ROUTES,
    "policy": POLICIES,
}
"""How each register is drawn: one for every kind."""
