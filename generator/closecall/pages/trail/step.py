"""One step of a trail, taken or missing, and the few things that every step says alike."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from closecall.model.assurance import GovernanceDecision
from closecall.model.record import Withdrawal
from closecall.model.trail import NO_CHANGE, Stage
from closecall.pages.markup import Html, Line, Lines, Row, Table, said, spaced, tag, words
from closecall.pages.trail.words import View
from closecall.pages.words import day
from closecall.rules.case import Owed


class Step(NamedTuple):
    """One step of a trail."""

    rank: int
    """Its place among the steps, where its day does not decide."""
    on: date | None
    """Its day; None for a step that is missing."""
    title: str
    when: Line
    lead: Lines
    """What it says in a sentence or two."""
    rows: tuple[Row, ...]
    missing: bool
    who: str = ""
    """Whose lane it stands in; empty where nobody is named."""
    days: tuple[tuple[str, tuple[date, ...]], ...] = ()
    """Where it was done on several days: who, and the days of each. Else `who` and `on` say it."""
    due: date | None = None
    """Of a step that is missing and owed: the day by which it is due."""
    table: Table | None = None
    """What is told in columns."""
    folded: Table | None = None
    """A table that stands folded below."""
    fold: str = ""
    """What that fold holds."""


def open_step(rank: int, title: str, *lead: Line, when: str = "") -> Step:
    """A step that is missing, with what is said instead."""
    return Step(rank, None, title, (words(when),) if when else (), lead, (), missing=True)


def owed_step(view: View, rank: int, title: str, owed: Sequence[Owed]) -> Step:
    """A step that is owed: by whom, and until when."""
    lead = tuple((view.owed_piece(one),) for one in owed)
    who, due = view.role(owed[0].owner) or "Nobody named", owed[0].due
    return Step(rank, None, title, (), lead, (), missing=True, who=who, due=due)


def missing_step(
    view: View, rank: int, title: str, *, step: str, kind: str = "", otherwise: Line
) -> Iterator[Step]:
    """What is owed of a step; else the words that say why nothing is."""
    if view.trail.stage is Stage.WITHDRAWN:
        yield open_step(rank, title, (words("Not asked for: the near miss was withdrawn."),))
        return
    owed = [o for o in view.owed(step) if not kind or o.kind == kind]
    yield owed_step(view, rank, title, owed) if owed else open_step(rank, title, otherwise)


def withdrawn_line(view: View, withdrawn: Withdrawal) -> Line:
    """That a record was taken back, when, by which role and why."""
    by = view.role(withdrawn.by_role) or "role not recorded"
    return spaced(
        (
            tag("t-warn", "Withdrawn"),
            words(f"{day(withdrawn.on)}, {by}."),
            *quoted(withdrawn.reason),
        )
    )


def quoted(text: str) -> tuple[Html, ...]:
    """A text of a record as a piece, or nothing."""
    return (said(text),) if text else ()


NO_ROLE: Final = "Role not recorded"
"""The lane of what nobody is named for."""

NOT_SAID: Final[Lines] = ((words("Not recorded"),),)


def first_review(view: View) -> date | None:
    """The day of the first review."""
    return min((r.reviewed_on for r in view.trail.reviews if r.reviewed_on), default=None)


def no_change(view: View) -> GovernanceDecision | None:
    """The decision that no control need be changed, where none was."""
    if view.trail.changes:
        return None
    return next((d for d in view.trail.decisions if d.decision == NO_CHANGE), None)


def not_needed(decision: GovernanceDecision) -> Line:
    """That a step is not needed, and why."""
    return (words("Not needed: "), said(decision.reason or "no reason is recorded"))
