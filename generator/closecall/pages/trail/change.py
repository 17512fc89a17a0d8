"""What was changed, and how staff were told."""

from collections.abc import Iterator
from typing import Final

from closecall.model.control import Communication, Control, ControlChange
from closecall.pages.markup import Line, Lines, Row, dots, gap, said, spaced, words
from closecall.pages.trail.step import (
    NO_ROLE,
    NOT_SAID,
    Step,
    first_review,
    missing_step,
    no_change,
    not_needed,
    open_step,
    quoted,
)
from closecall.pages.trail.words import View, row, said_row, words_row
from closecall.pages.words import day, every, upper_first


def changed(view: View) -> Iterator[Step]:
    """Every control change; else what is owed, or the decision that none is needed."""
    for change in view.trail.changes:
        yield _change(view, change)
    if view.trail.changes:
        return
    decided = no_change(view)
    if decided:
        yield open_step(
            40, "Control changed", (*not_needed(decided), words(" "), view.id(decided.id))
        )
        return
    later = "No control change is recorded."
    if not view.trail.reviews:
        later = "Not due before the review is recorded."
    yield from missing_step(
        view,
        40,
        "Control changed",
        step="control changed",
        kind="control_change",
        otherwise=(words(later),),
    )


_ACTIONS: Final = {
    "introduce": "Control introduced",
    "modify": "Control changed",
    "withdraw": "Control withdrawn",
    "temporary": "Temporary control",
}


def _change(view: View, change: ControlChange) -> Step:
    limit = view.limit("days-to-control-change")
    owner = view.role(change.owner_role)
    return Step(
        40,
        change.effective_from,
        _ACTIONS.get(change.action, "Control changed"),
        dots(
            f"in force from {day(change.effective_from)}",
            f"{owner}, owner" if owner else "owner not recorded",
            view.taken(first_review(view), change.effective_from, "it was reviewed", limit),
            (view.id(change.id),),
        ),
        _before_and_now(change),
        (
            *row("Control", (view.named(change.control),) if change.control else ()),
            *_control_rows(view, change),
            *words_row(
                "In force until", day(change.temporary_until, "") if change.temporary_until else ""
            ),
            *row("Strength", _strength(view, change)),
            *row("A stronger option", _stronger(change)),
            *said_row("Who answers for it", change.accountability),
            *said_row("Who does what", change.staff_responsibilities),
            *row("How it is to be checked", _verification(view, change)),
            *row("After the review", (view.ids(change.reviews),) if change.reviews else ()),
            *view.held_row(change),
        ),
        missing=False,
        who=view.role(change.owner_role) or NO_ROLE,
    )


def _before_and_now(change: ControlChange) -> Lines:
    """What was done until then, and what is done since."""
    before = (words("Before:"), said(change.before)) if change.before else ()
    now = (words("Now:"), said(change.after)) if change.after else ()
    return (spaced((*before, *now)),) if before or now else ()


def _control_rows(view: View, change: ControlChange) -> Iterator[Row]:
    control = next((c for c in view.trail.controls if c.id == change.control), None)
    if control is None:
        return
    yield from said_row("What it is for", control.purpose)
    yield from words_row("Class", class_words(control))
    yield Row("Embedded?", (_embedded(control),))
    often = f"{upper_first(every(control.test_interval))}." if control.test_interval else ""
    if control.how_tested or often:
        yield Row(
            "How it is tested",
            (spaced((*quoted(control.how_tested), *((words(often),) if often else ()))),),
        )


def class_words(control: Control) -> str:
    """Barrier or safeguard, of which type, and whether it depends on memory."""
    of = _CLASSES.get(control.control_class, "Class not recorded.")
    kind = f" {upper_first(control.barrier_type)}." if control.barrier_type else ""
    return f"{of}{kind} {_MEMORY[control.depends_on_memory]}"


def _embedded(control: Control) -> Line:
    embedded = _EMBEDDED.get(control.embedded, "Not recorded.")
    return spaced((words(embedded), *quoted(control.embedded_evidence)))


def met_lines(view: View) -> Lines:
    """The controls that the near miss met and that nobody changed, with how they were tested."""
    changed_ones = {c.control for c in view.trail.changes}
    return tuple(
        spaced(
            (
                *view.named(control.id),
                words(class_words(control)),
                words("Embedded?"),
                *_embedded(control),
                words(_tests(view, control)),
            )
        )
        for control in view.trail.controls
        if control.id not in changed_ones
    )


def _tests(view: View, control: Control) -> str:
    audits = view.register.audits_of_control.get(control.id, ())
    if not audits:
        return "No test is recorded."
    passed = sum(audit.passed for audit in audits)
    return f"Tests recorded: {len(audits)}, passed: {passed}, the last on {day(audits[-1].on)}."


_MEMORY: Final = {
    True: "It depends on memory.",
    False: "It does not depend on memory.",
    None: "Whether it depends on memory is not recorded.",
}
_CLASSES: Final = {
    "barrier": "Barrier.",
    "safeguard": "Safeguard, not a barrier.",
    "none": "Neither barrier nor safeguard.",
}
_EMBEDDED: Final = {"yes": "Yes.", "partly": "Partly.", "not": "No."}


def _strength(view: View, change: ControlChange) -> Lines:
    strengths = view.lookup.strengths
    return tuple((words(f"{strengths.get(s, 'Class not known')}: {s}"),) for s in change.strength)


def _stronger(change: ControlChange) -> Lines:
    if not change.stronger_option:
        return ()
    return (
        spaced(
            (
                said(change.stronger_option),
                words("Why not:"),
                *(quoted(change.stronger_why_not) or (words("not recorded"),)),
            )
        ),
    )


def _verification(view: View, change: ControlChange) -> Lines:
    verify = change.verify
    if verify is None:
        return NOT_SAID
    by = view.role(verify.verifier_role) or "role not recorded"
    return (
        spaced(
            (
                *quoted(verify.method),
                words(f"Due {day(verify.due)}, by: {by}."),
                *((view.id(verify.audit),) if verify.audit else ()),
            )
        ),
    )


def briefed(view: View) -> Iterator[Step]:
    """How staff were told of each change."""
    told = [(c, c.communication) for c in view.trail.changes if c.communication]
    for change, communication in told:
        yield _briefing(view, change, communication)
    if told:
        return
    later = "Not due before a control is changed."
    if view.trail.changes:
        later = "No record says that staff were told of the change."
    elif no_change(view):
        later = "Not needed: no control was changed."
    yield from missing_step(view, 50, "Staff briefed", step="briefed", otherwise=(words(later),))


def _briefing(view: View, change: ControlChange, told: Communication) -> Step:
    if told.none_needed and not told.on:
        lead: Line = (words("No briefing was needed: "), said(told.none_needed))
        return Step(
            50,
            change.effective_from,
            "Staff briefed",
            (),
            (lead,),
            (),
            missing=False,
            who=view.role(change.owner_role) or NO_ROLE,
        )
    limit = view.limit("days-to-brief")
    return Step(
        50,
        told.on,
        "Staff briefed",
        dots(
            day(told.on),
            view.role(change.owner_role),
            view.taken(change.effective_from, told.on, "the change took effect", limit),
            (view.id(change.id),),
        ),
        ((said(told.content),),) if told.content else (),
        (
            *said_row("Who", told.audience),
            *said_row("How", told.method),
            *row("Reached", reached(told.reached, told.of)),
            *said_row("Understood?", told.understanding_check),
            *row("Where it is held", (view.held(told.source_ref),) if told.source_ref else ()),
        ),
        missing=False,
        who=view.role(change.owner_role) or NO_ROLE,
    )


def reached(number: int | None, of: int | None) -> Lines:
    """How many were reached, and how many were not."""
    if number is None or of is None:
        return ((words("How many of how many is not recorded."),),)
    lines: list[Line] = [(words(f"{number:,} of {of:,}"),)]
    if number < of:
        lines.append((gap(f"{of - number:,} of {of:,} not recorded as told."),))
    return tuple(lines)
