"""Who looked whether it works: audits, and the people who do it or rely on it."""

from collections.abc import Iterable, Iterator
from typing import Final

from closecall.model.assurance import Audit, PracticeEvidence
from closecall.model.control import ControlChange
from closecall.model.trail import Stage, follows_up
from closecall.pages.markup import (
    Html,
    Line,
    Row,
    Table,
    dots,
    said,
    small,
    spaced,
    strong,
    table,
    words,
)
from closecall.pages.trail.monitoring import hit_lines
from closecall.pages.trail.step import (
    NO_ROLE,
    Step,
    missing_step,
    no_change,
    open_step,
    owed_step,
    quoted,
)
from closecall.pages.trail.words import SUPPORTS, View, row, said_row, words_row
from closecall.pages.words import VOICES, as_words, day, listed, upper_first

# Audited, and followed up


def audited(view: View) -> Iterator[Step]:
    """Every audit; and, where a changed control was not followed up, that it was not."""
    trail = view.trail
    for audit in trail.audits:
        yield _audit(view, audit)
    if any(trail.follow_ups(c) for c in trail.changes):
        for change in trail.changes:
            if not trail.follow_ups(change):
                yield from _no_follow_up(view, change)
        return
    later = "Not due before a control is changed."
    if trail.changes:
        later = "No independent follow-up audit of the changed control is recorded."
    elif no_change(view):
        later = "Not needed: no control was changed."
    yield from missing_step(
        view, 100, "Follow-up audit", step="audited", kind="audit", otherwise=(words(later),)
    )


def _no_follow_up(view: View, change: ControlChange) -> Iterator[Step]:
    owed = [o for o in view.owed("audited") if o.record == change.id]
    if owed:
        yield owed_step(view, 100, "Follow-up audit", owed)
        return
    none = words("No independent follow-up audit of this change is recorded: ")
    yield open_step(100, "Follow-up audit", (none, view.id(change.id)))


def _audit(view: View, audit: Audit) -> Step:
    followed = [c for c in view.trail.changes if c.id in audit.follow_up_to]
    counts = any(follows_up(audit, c) for c in followed)
    sort = audit.type or "audit"
    return Step(
        100 if counts else 90,
        audit.on,
        "Follow-up audit" if counts else f"Audited: {sort}",
        dots(
            f"{day(audit.on)}, {_ANNOUNCED[audit.announced]}",
            _auditor(view, audit, followed),
            (view.id(audit.id),),
        ),
        ((said(audit.title),),) if audit.title else (),
        (
            *words_row("Kind", upper_first(sort) if counts and sort != "audit" else ""),
            *row("Looked at", (_sample(audit),)),
            *words_row("Shifts", listed(audit.shifts) or "Not recorded"),
            *said_row("With", audit.tool),
            *_criteria(audit),
            *said_row("Findings", audit.findings),
            *words_row(
                "Near misses found that nobody had reported",
                "Not recorded"
                if audit.near_misses_not_reported is None
                else f"{audit.near_misses_not_reported:,}",
            ),
            *row("Triggers", tuple(hit_lines(view, audit.plan, audit.triggers_hit))),
            *row("Follow-up to", (view.ids(audit.follow_up_to),) if audit.follow_up_to else ()),
            *row("Control", (view.ids(audit.controls),) if audit.controls else ()),
            *view.held_row(audit),
        ),
        missing=False,
        who=view.role(audit.auditor_role) or NO_ROLE,
    )


_ANNOUNCED: Final = {
    True: "announced",
    False: "unannounced",
    None: "not recorded whether announced",
}


def _auditor(view: View, audit: Audit, followed: list[ControlChange]) -> str:
    name = view.role(audit.auditor_role) or "auditor not recorded"
    owners = {c.owner_role for c in followed if c.owner_role}
    if not audit.auditor_role or not owners:
        return name
    if audit.auditor_role in owners:
        return f"{name}, who owns the control: not an independent check"
    if any(view.register.same_person(audit.auditor_role, owner) for owner in owners):
        return f"{name}, held by the same person as the role that owns the control"
    checked = {c.by_role for c in view.trail.checks if c.by_role}
    if audit.auditor_role in checked:
        return f"{name}, who does not own the control but made monitoring checks"
    if checked:
        return f"{name}, who does not own the control and did not make the monitoring checks"
    return f"{name}, who does not own the control"


def _sample(audit: Audit) -> Line:
    if audit.sample_n is None:
        return (words("Not recorded"),)
    of = f" of {audit.of_n:,}" if audit.of_n is not None else ""
    return spaced((words(f"{audit.sample_n:,}{of}."), *quoted(audit.selection)))


def _criteria(audit: Audit) -> Iterator[Row]:
    """Each thing that an audit looked at, and how often it was met; of many, the sum first."""
    lines = tuple(
        spaced(
            (
                said(c.what),
                strong(met(c.met, c.of)),
                *((words("Covers:"), said(c.covers)) if c.covers else ()),
            )
        )
        for c in audit.criteria
    ) or ((words("No criterion is recorded."),),)
    if len(lines) <= _CRITERIA_SHOWN:
        yield Row("Criteria met", lines)
        return
    missed = [line for c, line in zip(audit.criteria, lines, strict=True) if not c.passed]
    yield Row("Criteria met", ((words(f"{upper_first(criteria_met(audit))}."),), *missed))
    yield Row("Each criterion", lines)


_CRITERIA_SHOWN: Final = 2
"""Of more, a step says how many were met and which were not; the rest is folded."""


def criteria_met(audit: Audit) -> str:
    """How the criteria of an audit were met: each where they are few, else how many were."""
    if len(audit.criteria) <= _CRITERIA_SHOWN:
        return listed(met(c.met, c.of) for c in audit.criteria) or "no criterion"
    passed = sum(c.passed for c in audit.criteria)
    return f"{passed} of {len(audit.criteria)} criteria met each time"


def met(number: int | None, of: int | None) -> str:
    """So many of so many."""
    return f"{'?' if number is None else number} of {'?' if of is None else of}"


# Staff and people asked


def asked(view: View) -> Iterator[Step]:
    """What staff and people were asked, and what they said."""
    practice, trail = view.trail.practice, view.trail
    if not practice:
        later = (
            "No practice evidence is recorded: nobody is recorded as asked."
            if trail.stage is not Stage.WITHDRAWN
            else ""
        )
        yield from missing_step(
            view, 110, "Staff and people asked", step="asked", otherwise=(words(later),)
        )
        return
    first, last = practice[0].on, practice[-1].on
    yield Step(
        110,
        first,
        "Staff and people asked",
        dots(day(first) if first == last else f"{day(first)} to {day(last)}"),
        (),
        (),
        missing=False,
        days=tuple((_ASKED, (p.on,)) for p in practice if p.on),
        table=_voices(view, practice),
    )


_ASKED: Final = "Staff and people asked"
"""The lane of those who were asked: they hold no role in it."""


def _voices(view: View, practice: Iterable[PracticeEvidence]) -> Table:
    """Who was asked what, what they said, and where that is held."""
    return table(
        "Who was asked what",
        ("Who", "What was asked", "What they said", "Where it is held"),
        [
            (
                (
                    (words(VOICES.get(p.subtype, upper_first(p.subtype))),),
                    spaced((words(day(p.on)), view.id(p.id))),
                ),
                (_question(p),),
                tuple(_answer(view, p)),
                (view.held(p.source_ref) or (words("Not recorded"),),),
            )
            for p in practice
        ],
    )


def _question(practice: PracticeEvidence) -> Line:
    asked = "?" if practice.asked is None else f"{practice.asked:,}"
    answered = "?" if practice.answered is None else f"{practice.answered:,}"
    return spaced((*quoted(practice.question), words(f"{asked} asked, {answered} answered.")))


def _answer(view: View, practice: PracticeEvidence) -> Iterator[Line]:
    themes = (words("Themes:"), said(listed(practice.themes))) if practice.themes else ()
    yield spaced(
        (
            *(quoted(practice.summary) or (words("Not recorded."),)),
            *themes,
            *_bearing(view, practice),
        )
    )
    yield from hit_lines(view, practice.plan or practice.bears_on_plan, practice.triggers_hit)


def _bearing(view: View, practice: PracticeEvidence) -> Iterator[Html]:
    """For or against what it is, and under which heading of the regulator."""
    of = practice.bears_on_control or (
        None if practice.bears_on_measure else practice.bears_on_plan
    )
    side = SUPPORTS.get(practice.supports, "It bears on")
    if of:
        yield words(f"{side}:")
        yield view.id(of)
    if practice.bears_on_measure:
        yield words(f"{side} the measure: {as_words(practice.bears_on_measure)}.")
    elif practice.supports and not of:
        yield words(f"{side} what is claimed.")
    if practice.cqc_category:
        yield small(f"CQC: {practice.cqc_category}")


def person_told(view: View) -> Line:
    """Whether who was affected was told of it."""
    person = view.trail.settled.person_affected
    if person is None or not person.informed:
        if person and person.relation == "none yet":
            return (words("Nobody was affected yet, so there was nobody to tell."),)
        return (words("Not recorded"),)
    on = f", {day(person.on)}" if person.on else ""
    return (words(upper_first(_TOLD.get(person.informed, person.informed)) + on),)


_TOLD: Final = {"yes": "yes", "no": "no", "not applicable": "there was nobody to tell"}
