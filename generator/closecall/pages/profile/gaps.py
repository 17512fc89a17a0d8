"""Everything that a service owes and is late with, in words."""

from collections.abc import Iterable
from datetime import date

from closecall.model.assurance import PracticeEvidence
from closecall.model.control import Control
from closecall.model.days import in_words
from closecall.model.monitoring import Escalation
from closecall.model.setting import Service
from closecall.pages import cells
from closecall.pages.facts import Facts, worst_rank
from closecall.pages.markup import Html, Line, Lines, Link, page_link, said, spaced, words
from closecall.pages.profile.parts import in_force
from closecall.pages.words import counted

CONTROLS = 5
"""How many controls whose test is overdue are named."""


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
                    facts.names.title(trail.near_miss),
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
                    facts.names.id(seen.source.id),
                )
            )
    for escalation in facts.at(Escalation, service.id):
        if waits(escalation) and escalation.due and escalation.due < facts.as_at:
            yield spaced(
                (
                    words("No answer to an escalation is recorded:"),
                    said(escalation.to),
                    words(f"was to answer by {in_words(escalation.due)}."),
                    facts.names.id(escalation.id),
                )
            )


def waits(escalation: Escalation) -> bool:
    """Whether nobody has answered an escalation."""
    return not (escalation.response or escalation.answered_on or escalation.closed_on)


def _untested(service: Service, facts: Facts) -> Iterable[Line]:
    """Controls whose test is overdue, in one line: they are many where nobody tests."""
    late = [
        (facts.test_due(control) or date.max, control.id, control)
        for control in facts.at(Control, service.id)
        if facts.test_is_late(control)
    ]
    if not late:
        return
    pieces: list[Html] = []
    for due, _, control in sorted(late, key=lambda found: found[:2])[:CONTROLS]:
        since = f" (due by {in_words(due)})" if due < date.max else " (no test is recorded)"
        if pieces:
            pieces.append(words("; "))
        pieces += [facts.names.title(control), words(since)]
    rest = len(late) - CONTROLS
    if rest > 0:
        pieces.append(words(f"; and {rest} more"))
    head = counted(len(late), "control has a test", "controls have a test")
    every = Link("every such control", f"controls/index.html?service={service.id}&test=yes")
    yield (words(f"{head} overdue: "), *pieces, words(". See "), page_link(every), words("."))


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
