"""Everything that a service owes and is late with, in words."""

from collections.abc import Iterable

from closecall.model.assurance import PracticeEvidence
from closecall.model.control import Control
from closecall.model.days import in_words
from closecall.model.monitoring import Escalation
from closecall.model.setting import Service
from closecall.pages import cells
from closecall.pages.facts import Facts, worst_rank
from closecall.pages.pieces import Line, Lines, Piece, id_link, page_link, said, spaced, words
from closecall.pages.profile_parts import in_force
from closecall.pages.words import counted


def gaps_of(service: Service, facts: Facts) -> Lines:
    """Everything that this service owes and is late with, in words."""
    return (
        *_late_steps(service, facts),
        *_unanswered(service, facts),
        *_untested(service, facts),
        *_undefined(service, facts),
        *((words(text),) for text in not_heard(service, facts)),
    )


def _late_steps(service: Service, facts: Facts) -> Iterable[Line]:
    trails = sorted(
        (t for t in facts.trails_of(service.id) if facts.late_of(t)),
        key=lambda t: (-worst_rank(t), facts.late_of(t)[0].due, t.near_miss.id),
    )
    for trail in trails:
        for owed in facts.late_of(trail):
            owner = facts.names.role(owed.owner) or "nobody named"
            yield spaced(
                (
                    page_link(facts.names.titled(trail.near_miss)),
                    words(f"– {cells.overdue(owed)} Owed by: {owner}."),
                )
            )


def _unanswered(service: Service, facts: Facts) -> Iterable[Line]:
    for seen in facts.seen.get(service.id, ()):
        due = facts.answer_due(seen)
        if not seen.answered and due < facts.as_at:
            what = "A trigger was hit" if seen.is_trigger else "A warning sign was seen"
            yield spaced(
                (
                    words(f"{what} on {in_words(seen.day)}:"),
                    said(seen.text),
                    words(
                        "No escalation and no decision is recorded for it. "
                        f"One was due by {in_words(due)}."
                    ),
                    id_link(facts.names.link(seen.source.id)),
                )
            )
    for escalation in facts.at(Escalation, service.id):
        if waits(escalation) and escalation.due and escalation.due < facts.as_at:
            yield spaced(
                (
                    words("No answer to an escalation is recorded:"),
                    said(escalation.to),
                    words(f"was to answer by {in_words(escalation.due)}."),
                    id_link(facts.names.link(escalation.id)),
                )
            )


def waits(escalation: Escalation) -> bool:
    """Whether nobody has answered an escalation."""
    return not (escalation.response or escalation.answered_on or escalation.closed_on)


def _untested(service: Service, facts: Facts) -> Iterable[Line]:
    """Controls whose test is overdue, in one line: they are many where nobody tests."""
    pieces: list[Piece] = []
    count = 0
    for control in facts.at(Control, service.id):
        due = facts.test_due(control)
        if due is None and facts.register.audits_of_control.get(control.id):
            continue
        if due is None or due < facts.as_at:
            count += 1
            if pieces:
                pieces.append(words("; "))
            pieces.append(page_link(facts.names.titled(control)))
            pieces.append(words(f" (due by {in_words(due)})" if due else " (no test is recorded)"))
    if pieces:
        head = counted(count, "control has a test", "controls have a test")
        yield (words(f"{head} overdue: "), *pieces, words("."))


def _undefined(service: Service, facts: Facts) -> Iterable[Line]:
    defined = {
        domain
        for definition in facts.register.definitions_of(service.id)
        if in_force(definition.valid_from, definition.valid_to, facts)
        for domain in definition.domains
    }
    for domain in service.domains:
        if domain not in defined:
            yield (words(f"No definition of a near miss is in force for {domain}."),)


_HEARD = {
    "People who use the service": ("feedback-person", "complaint", "survey"),
    "Families": ("feedback-family",),
    "Staff": ("feedback-staff", "staff-interview", "supervision", "survey"),
}


def not_heard(service: Service, facts: Facts) -> tuple[str, ...]:
    """Whose voice is not on record in the twelve months."""
    heard = {
        e.subtype
        for e in facts.at(PracticeEvidence, service.id)
        if e.on and e.on >= facts.months.first
    }
    return tuple(
        f"{who}: nothing that they said is on record since {in_words(facts.months.first)}."
        for who, sorts in _HEARD.items()
        if not heard & set(sorts)
    )
