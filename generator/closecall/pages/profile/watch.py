"""How a service is watched: signs and triggers, escalations, audits, voices, actions of groups."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from closecall.analysis.seen import Seen
from closecall.model.assurance import (
    Audit,
    DecidedAction,
    GovernanceDecision,
    PracticeEvidence,
)
from closecall.model.control import Control, ControlChange
from closecall.model.days import in_words
from closecall.model.monitoring import Escalation, MonitoringCheck
from closecall.model.setting import Service
from closecall.model.trail import Trail
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    dots,
    gap,
    said,
    spaced,
    table,
    words,
)
from closecall.pages.profile.parts import ROWS, More, register_link
from closecall.pages.words import (
    DECISIONS,
    VOICES,
    as_words,
    counted,
    listed,
    near_misses,
    upper_first,
)
from closecall.waiting import waits


class Watched(NamedTuple):
    """How a service is watched, each in a sentence: what is folded under it is known before."""

    seen: str
    escalations: str
    audits: str
    voices: str
    actions: str


def watched(service: Service, facts: Facts) -> Watched:
    """How many there are of each sort, and how many of them lack something."""
    seen = facts.seen.get(service.id, ())
    triggers = sum(s.is_trigger for s in seen)
    passed_on = facts.at(Escalation, service.id)
    changes = facts.at(ControlChange, service.id)
    audited = sum(
        any(a.withdrawn is None for a in facts.register.follow_ups_of.get(c.id, ()))
        for c in changes
    )
    undone = [a for _, a in open_actions(service, facts)]
    late = sum(a.due is None or a.due < facts.as_at for a in undone)
    return Watched(
        f"{counted(len(seen) - triggers, 'warning sign was', 'warning signs were')} seen and "
        f"{counted(triggers, 'trigger was', 'triggers were')} hit. "
        f"{sum(not s.answered for s in seen):,} of these are not answered.",
        f"{counted(len(passed_on), 'matter was', 'matters were')} passed on. "
        f"{sum(waits(e) for e in passed_on):,} of these wait for an answer.",
        f"{counted(len(changes), 'control was', 'controls were')} changed. "
        f"{audited:,} of these were audited since.",
        f"{counted(len(facts.at(PracticeEvidence, service.id)), 'answer is', 'answers are')} on "
        "record.",
        f"{counted(len(undone), 'action is', 'actions are')} open. {late:,} of these are overdue.",
    )


# Signs, triggers, escalations


def seen_table(service: Service, facts: Facts) -> More:
    """Warning signs seen and triggers hit, and what answered each."""
    every = facts.seen.get(service.id, ())
    return More(
        table(
            "Warning signs seen and triggers hit, the newest first",
            ("What was seen", "Where and when", "What answered it"),
            [
                (_seen_what(seen), _seen_where(seen, facts), seen_answer(seen, facts))
                for seen in every[:ROWS]
            ],
        ),
        max(0, len(every) - ROWS),
        register_link("monitoring-checks", "All monitoring checks of this service", service),
    )


def _seen_what(seen: Seen) -> Lines:
    return (spaced((words("Trigger:" if seen.is_trigger else "Warning sign:"), said(seen.text))),)


_SOURCES = {
    MonitoringCheck: "Monitoring check",
    Audit: "Audit",
    PracticeEvidence: "Practice evidence",
}


def _seen_where(seen: Seen, facts: Facts) -> Lines:
    pieces = [words(f"{_SOURCES[type(seen.source)]} of {in_words(seen.day)}")]
    if seen.evidence:
        pieces.append(said(seen.evidence))
    pieces.append(facts.names.id(seen.source.id))
    return (spaced(pieces),)


def seen_answer(seen: Seen, facts: Facts) -> Lines:
    """What answered a trigger or a sign, or that nothing did."""
    lines: list[Line] = []
    if seen.action:
        first = (
            "Done there"
            if seen.answered
            else "An informal correction, which is no answer by itself"
        )
        lines.append(spaced((words(f"{first}:"), said(seen.action))))
    for escalation in seen.escalations:
        came = escalation.effect or escalation.response
        lines.append(
            dots(
                spaced(
                    (
                        words(
                            f"Escalated {in_words(escalation.on)} to:" if escalation.on else "To:"
                        ),
                        said(escalation.to),
                    )
                ),
                spaced((words("What came of it:"), said(came))) if came else "",
                facts.names.id(escalation.id),
            )
        )
    if seen.decision and not seen.escalations:
        lines.append((words("No escalation is recorded."),))
    if seen.decision:
        lines.append(_decided(seen.decision, seen, facts))
    if not seen.answered:
        due = facts.answer_due(seen)
        owner = facts.names.role(seen.plan.reviewer_role) if seen.plan else ""
        if due < facts.as_at:
            lines.append(
                (
                    gap(
                        "No escalation and no decision is recorded for this. One was due by "
                        f"{in_words(due)}. Owed by: {owner or 'nobody named'}."
                    ),
                )
            )
        else:
            lines.append((words(f"An escalation or a decision is due by {in_words(due)}."),))
    return tuple(lines)


def _decided(decision: GovernanceDecision, seen: Seen, facts: Facts) -> Line:
    """A decision on or after the day; whether the record was before the group is said."""
    group = facts.names.role(decision.group) or "A group"
    day = f" {in_words(decision.on)}" if decision.on else ""
    verdict = DECISIONS.get(decision.decision, decision.decision)
    before = (
        "The group had the record before it."
        if seen.source.id in decision.evidence_reviewed
        else "The record is not in the list of what the group reviewed."
    )
    return spaced(
        (
            words(f"{group} decided{day}: {verdict}. {before}"),
            facts.names.id(decision.id),
        )
    )


def escalations(service: Service, facts: Facts) -> More:
    """What was passed on to someone who could act, and what came of it."""
    every = tuple(reversed(facts.at(Escalation, service.id)))
    rows = []
    for escalation in every[:ROWS]:
        watch = facts.watches.get(escalation.plan) if escalation.plan else None
        known = {t.id: t.text for t in watch.triggers} if watch else {}
        key = escalation.trigger or escalation.sign
        because = known.get(key) or facts.signs.get(key) or as_words(key) or "not said"
        rows.append(
            (
                (spaced((said(escalation.to), facts.names.id(escalation.id))),),
                ((said(because),),),
                ((words(in_words(escalation.on) if escalation.on else "Day not said"),),),
                ((said(escalation.option),),),
                _came_of(escalation, facts),
            )
        )
    return More(
        table(
            "Escalations, the newest first",
            ("To whom", "Because of", "Day", "What was asked for", "What came of it"),
            rows,
        ),
        max(0, len(every) - ROWS),
        register_link("escalations", "All escalations of this service", service),
    )


def _came_of(escalation: Escalation, facts: Facts) -> Lines:
    parts: list[Line] = []
    if escalation.response:
        day = (
            f"Answered {in_words(escalation.answered_on)}:" if escalation.answered_on else "Answer:"
        )
        parts.append(spaced((words(day), said(escalation.response))))
    if escalation.effect:
        parts.append(spaced((words("Effect:"), said(escalation.effect))))
    if escalation.closed_on:
        parts.append((words(f"Closed {in_words(escalation.closed_on)}"),))
    if parts:
        return (dots(*parts),)
    if escalation.due and escalation.due < facts.as_at:
        return ((gap(f"No answer is recorded. It was due by {in_words(escalation.due)}."),),)
    if escalation.due:
        return ((words(f"An answer is due by {in_words(escalation.due)}."),),)
    return ((gap("No answer is recorded, and no day by which it is due."),),)


# Audits


def follow_ups(service: Service, facts: Facts) -> More:
    """Each changed control, and who audited it since."""
    every = tuple(reversed(facts.at(ControlChange, service.id)))
    rows = [row for change in every[:ROWS] for row in _follow_up_rows(change, facts)]
    return More(
        table(
            "Follow-up audits of changed controls, the newest change first",
            ("Changed control", "Owner", "Auditor", "What was looked at", "What was found"),
            rows,
        ),
        max(0, len(every) - ROWS),
        register_link("audits", "All audits of this service", service),
    )


def _follow_up_rows(change: ControlChange, facts: Facts) -> Iterable[tuple[Lines, ...]]:
    control = facts.register.get(Control, change.control)
    name = facts.names.title(control) if control else said(change.control or "")
    since = f"changed {in_words(change.effective_from)}" if change.effective_from else ""
    head: Lines = (spaced((name, words(f"({since})"), facts.names.id(change.id))),)
    owner: Lines = ((words(facts.names.role(change.owner_role) or "Nobody named"),),)
    audits = [a for a in facts.register.follow_ups_of.get(change.id, ()) if a.withdrawn is None]
    if not audits:
        yield (head, owner, *_no_follow_up(change, facts))
    for audit in audits:
        yield (
            head,
            owner,
            (_auditor(audit, change, facts),),
            audit_scope(audit, facts),
            audit_result(audit),
        )


def _no_follow_up(change: ControlChange, facts: Facts) -> tuple[Lines, ...]:
    verify = change.verify
    role = facts.names.role(verify.verifier_role) if verify else ""
    who: Lines = ((words(role or "Nobody named"),),)
    not_done: Lines = ((words("Not done."),),)
    if verify is None or verify.due is None:
        return (
            who,
            not_done,
            ((gap("No follow-up audit is recorded, and no day is set for one."),),),
        )
    if verify.due < facts.as_at:
        return (
            who,
            not_done,
            ((gap(f"No follow-up audit is recorded. It was due by {in_words(verify.due)}."),),),
        )
    return who, ((words("Not done yet."),),), ((words(f"Due by {in_words(verify.due)}."),),)


def _auditor(audit: Audit, change: ControlChange, facts: Facts) -> Line:
    role = facts.names.role(audit.auditor_role) or "Nobody named"
    if audit.auditor_role == change.owner_role:
        return spaced((words(role), gap("The owner audited the own control.")))
    return (words(role),)


def audit_scope(audit: Audit, facts: Facts) -> Lines:
    """What an audit looked at: day, sort, announced or not, shifts, how many of how many."""
    parts = [in_words(audit.on) if audit.on else "day not said"]
    if audit.type:
        parts.append(audit.type)
    if audit.announced is not None:
        parts.append("announced" if audit.announced else "unannounced")
    if audit.shifts:
        parts.append(listed(s.lower() for s in audit.shifts))
    if audit.sample_n is not None:
        of = f" of {audit.of_n:,}" if audit.of_n is not None else ""
        parts.append(f"{audit.sample_n:,}{of}")
    pieces = [words(", ".join(parts))]
    if audit.selection:
        pieces.append(said(audit.selection))
    pieces.append(facts.names.id(audit.id))
    return (spaced(pieces),)


def audit_result(audit: Audit) -> Lines:
    """Criterion by criterion, how often it was met; and near misses that nobody had reported."""
    lines: list[Line] = [
        spaced(
            (
                said(c.what),
                words(
                    f"{c.met} of {c.of}"
                    if c.met is not None and c.of is not None
                    else "not counted"
                ),
            )
        )
        for c in audit.criteria
    ]
    if audit.near_misses_not_reported is not None:
        count = audit.near_misses_not_reported
        lines.append((words(f"Near misses found that nobody had reported: {count}."),))
    return tuple(lines) or ((words("No result is recorded."),),)


# Voices


def voices(service: Service, facts: Facts) -> More:
    """What people, families, staff and partners said."""
    every = tuple(reversed(facts.at(PracticeEvidence, service.id)))
    return More(
        table(
            "What people, families, staff and partners said, in our words, the newest first",
            ("Who", "Question", "Asked and answered", "What they said", "What it bears on"),
            [_voice_row(item, facts) for item in every[:ROWS]],
        ),
        max(0, len(every) - ROWS),
        register_link("practice-evidence", "All practice evidence of this service", service),
    )


def _voice_row(item: PracticeEvidence, facts: Facts) -> tuple[Lines, ...]:
    who = VOICES.get(item.subtype, upper_first(as_words(item.subtype)))
    day = f", {in_words(item.on)}" if item.on else ""
    asked = (
        f"{item.asked:,} asked, {item.answered:,} answered"
        if item.asked is not None and item.answered is not None
        else "Not counted"
    )
    return (
        (spaced((words(f"{who}{day}"), facts.names.id(item.id))),),
        ((said(item.question),),),
        ((words(asked),),),
        ((said(item.summary),),),
        voice_bears_on(item, facts),
    )


def voice_bears_on(item: PracticeEvidence, facts: Facts) -> Lines:
    """The control, measure or plan that a piece of practice evidence bears on, and which way."""
    about: list[Html] = []
    control = facts.register.get(Control, item.bears_on_control)
    if control:
        about.append(facts.names.title(control))
    if item.bears_on_measure:
        about.append(words(upper_first(as_words(item.bears_on_measure))))
    if item.bears_on_plan:
        about.append(facts.names.id(item.bears_on_plan))
    which = upper_first(item.supports)
    if not about and not which:
        return ((words("Not said"),),)
    return (spaced((words(f"{which}:"), *about) if which and about else about or (words(which),)),)


def told(trails: Sequence[Trail]) -> str:
    """How many reporters were told what came of it."""
    reviewed = [t for t in trails if t.reviews]
    told = sum(1 for t in reviewed if any(r.feedback_on for r in t.reviews))
    anonymous = sum(1 for t in trails if t.near_miss.anonymous)
    return (
        f"Of {near_misses(len(reviewed))} that were reviewed, the reporter was told what came of "
        f"{told}. Reported anonymously: {anonymous}."
    )


# Actions


def open_actions(service: Service, facts: Facts) -> list[tuple[GovernanceDecision, DecidedAction]]:
    """What groups asked for and no later decision has looked at since; the oldest due day first."""
    found = [
        (decision, action)
        for decision in facts.at(GovernanceDecision, service.id)
        for action in decision.actions
        if action.due is None or facts.decided_later(decision, action.due) is None
    ]
    return sorted(found, key=lambda u: (u[1].due or date.max, u[0].id, u[1].what))


def actions(service: Service, facts: Facts) -> More:
    """What groups asked for and nobody has looked at since."""
    every = open_actions(service, facts)
    return More(
        table(
            "Actions that groups asked for, the oldest due day first",
            ("Action", "Owner", "Due", "Decision"),
            [
                (
                    ((said(action.what),),),
                    ((words(facts.names.role(action.owner_role) or "Nobody named"),),),
                    _action_due(action, facts),
                    ((facts.names.id(decision.id),),),
                )
                for decision, action in every[:ROWS]
            ],
        ),
        max(0, len(every) - ROWS),
        register_link("governance-decisions", "All decisions on this service", service),
    )


def _action_due(action: DecidedAction, facts: Facts) -> Lines:
    if action.due is None:
        return ((gap("No day is set."),),)
    if action.due < facts.as_at:
        return ((gap(f"Due by {in_words(action.due)}. No later decision looks at it."),),)
    return ((words(in_words(action.due)),),)
