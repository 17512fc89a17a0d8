"""How one near miss is told in a table: what nearly happened, what stopped it, what changed."""

from collections.abc import Iterable

from closecall.model.control import Control
from closecall.model.days import in_words
from closecall.model.trail import NO_CHANGE, Stage, Trail
from closecall.pages.facts import Facts, deciding, verdict_of, worst_of
from closecall.pages.markup import (
    Line,
    Lines,
    gap,
    said,
    spaced,
    words,
)
from closecall.pages.words import STAGE_TAGS, VERDICT_TAGS
from closecall.rules.case import Owed

TOLD_IN_FULL = 3
"""How many things of one sort a cell tells before it only counts the rest."""
BRIEF = 140
"""A text in a cell is cut at a word before this; the page behind it has it whole."""


def brief(text: str) -> str:
    """A text of a record, short enough for a cell."""
    whole = " ".join(text.split())
    if len(whole) <= BRIEF:
        return whole
    return whole[: BRIEF - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def near_miss(trail: Trail, facts: Facts) -> Lines:
    """Its title, as a link, and the day of the event."""
    day = trail.near_miss.event_day
    pieces = [facts.names.title(trail.near_miss)]
    if day:
        pieces.append(words(f"({in_words(day)})"))
    return (spaced(pieces),)


def worst(trail: Trail) -> Lines:
    """The worst credible harm."""
    return ((words(worst_of(trail)),),)


def stage(trail: Trail) -> Lines:
    """How far it has come; for one that was reopened, by what."""
    pieces = [STAGE_TAGS[trail.stage].piece]
    if trail.stage is Stage.REOPENED and trail.reopened_by is not None:
        day = trail.reopened_by.day
        pieces.append(words(f"on {in_words(day)}" if day else ""))
    return (spaced(pieces),)


def stopped(trail: Trail) -> Lines:
    """What stopped harm, and whether that was reliable or accidental."""
    what = spaced(said(brief(p.what)) for p in deciding(trail)[:TOLD_IN_FULL] if p.what)
    verdict = VERDICT_TAGS[verdict_of(trail)].piece
    return ((*what, words(" "), verdict) if what else (verdict,),)


def verdict(trail: Trail) -> Lines:
    """Whether what stopped harm was reliable or accidental."""
    return ((VERDICT_TAGS[verdict_of(trail)].piece,),)


def changed(trail: Trail, facts: Facts) -> Lines:
    """What is done differently since; or who decided, with what reason, that nothing need be."""
    lines: list[Line] = []
    for change in trail.changes[:TOLD_IN_FULL]:
        control = facts.register.get(Control, change.control)
        since = f"From {in_words(change.effective_from)}:" if change.effective_from else ""
        text = brief(change.after)
        pieces = [words(since)] if since else []
        if text:
            pieces.append(said(text))
        elif control:
            pieces.append(facts.names.title(control))
        pieces.append(facts.names.id(change.id))
        lines.append(spaced(pieces))
    lines.extend(_and_more(len(trail.changes) - TOLD_IN_FULL, "more control changes"))
    if lines:
        return tuple(lines)
    decision = next((d for d in trail.decisions if d.decision == NO_CHANGE), None)
    if decision:
        return (
            spaced(
                (
                    words("No change needed:"),
                    said(brief(decision.reason)),
                    facts.names.id(decision.id),
                )
            ),
        )
    return ((words("Nothing yet."),),)


def missing(trail: Trail, facts: Facts) -> Lines:
    """What is late, in words."""
    late = facts.late_of(trail)
    if not late:
        return ((words("Nothing is overdue."),),)
    lines = [(gap(overdue(o)),) for o in late[:TOLD_IN_FULL]]
    return (*lines, *_and_more(len(late) - TOLD_IN_FULL, "more are overdue"))


def overdue(owed: Owed) -> str:
    """What is missing and since when, as one sentence after another."""
    return f"{owed.what} Overdue since {in_words(owed.overdue_since)}."


def _and_more(count: int, what: str) -> Iterable[Line]:
    if count > 0:
        yield (words(f"{count} {what}."),)
