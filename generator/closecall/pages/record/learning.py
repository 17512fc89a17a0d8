"""The page of a shared lesson: service by service whether it matters, was checked, was changed."""

from collections.abc import Sequence

from closecall.analysis.spread import answered, origins
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.learning_share import LearningShare, Response
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Line,
    Lines,
    Table,
    exact,
    gap,
    said,
    table,
    term,
    title,
    words,
)
from closecall.pages.record.page import Section
from closecall.pages.sharing import changed_lines, checked_lines, relevance_lines
from closecall.pages.words import listed


def learning_sections(share: LearningShare, facts: Facts) -> tuple[Section, ...]:
    """The lesson, and what each service did with it."""
    lead: list[Line] = [(said(share.message),)] if share.message else []
    if share.family:
        label = facts.family_title(share.family)
        lead.append((term("Control family:"), title(label), words(" "), exact(share.family)))
    unasked = not_asked((share,), share.family, facts)
    if unasked:
        names = listed(map(facts.names.service, unasked))
        lead.append((gap(f"No answer is recorded of whether it matters at {names}."),))
    return (
        Section("cc-spread", "The lesson, service by service", tuple(lead), spread(share, facts)),
    )


def not_asked(shares: Sequence[LearningShare], family: str, facts: Facts) -> tuple[RecordId, ...]:
    """The services of a control family of which no share says whether the lesson matters there."""
    told = answered(shares)
    come_from = {service for share in shares for service in origins(share, facts.register)}
    return tuple(s for s in facts.asked(family, come_from) if s not in told)


def spread(share: LearningShare, facts: Facts) -> Table:
    """Every service that the lesson speaks of."""
    return table(
        "What each service did with the lesson",
        ("Service", "Does it matter there?", "Checked", "Changed", "Answered"),
        [
            (
                ((words(facts.names.service(service)),),),
                relevance_lines(share, service),
                checked_lines(share, service, facts.names.id),
                changed_lines(share, service, facts.names.id),
                _answered(share.response_of(service), facts),
            )
            for service in share.services
        ],
    )


def _answered(response: Response | None, facts: Facts) -> Lines:
    if response is None:
        return ((words("Not recorded"),),)
    lines: list[Line] = []
    if response.received:
        lines.append((words(f"Came there {in_words(response.received)}"),))
    if response.on:
        by = facts.names.role(response.by_role)
        lines.append((words(f"Answered {in_words(response.on)}{f', {by}' if by else ''}"),))
    if response.note:
        lines.append((said(response.note),))
    return tuple(lines) or ((words("Not recorded"),),)
