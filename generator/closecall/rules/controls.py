"""What a control change must bring with it: G15, G16 and G39."""

from collections.abc import Iterator

from closecall.findings import Finding, Level
from closecall.model.control import ControlChange
from closecall.model.days import in_words
from closecall.model.trail import Trail
from closecall.rules.case import Case, Owed, Resting, error, or_closed, warning

WEAKER = "Weaker"
TEMPORARY = "temporary"


def staff_told(trail: Trail, case: Case) -> Iterator[Finding | Owed | Resting]:
    """G15: staff are told of a change, with how many of how many, and whether they took it in."""
    for change in trail.changes:
        told = change.communication
        if told and told.none_needed:
            continue
        if told and told.reached is not None and told.of is not None and told.reached > told.of:
            yield error(
                "G15",
                change,
                "More people were told of the change than there were to tell.",
                "Correct `reached` and `of` in `communication`.",
                pointer=("communication", "reached"),
            )
        lacks = _not_told(change)
        if not lacks or change.effective_from is None:
            continue
        owed = Owed(
            rule="G15",
            step="briefed",
            near_miss=trail.near_miss.id,
            what=f"No record says {lacks}.",
            remedy=f"Fill in `communication` of {change.id}: who was told, how, on which day, how "
            "many of how many, and how it was seen that they understood; or why nobody had to "
            "be told.",
            owner=change.owner_role,
            due=case.days_after(change.effective_from, "days-to-brief"),
            path=change.path,
            pointer=("communication",),
            record=change.id,
            rests_on=("policy",),
            level=Level.ERROR if told else Level.GAP,
        )
        yield from or_closed(owed, trail, lacking=f"no record says {lacks} ({change.id})")


def _not_told(change: ControlChange) -> str:
    """What is not said of how staff were told of a change, after "No record says"."""
    told = change.communication
    if told is None:
        return "that staff were told of the change"
    if told.on is None:
        return "when staff were told of the change"
    if told.reached is None or told.of is None:
        return "how many staff of how many were told of the change"
    if not told.understanding_check:
        return "how it was seen that staff understood the change"
    return ""


def strong_enough(trail: Trail, case: Case) -> Iterator[Finding | Resting]:
    """G16: an answer that hangs on memory alone says why, and does not do for a repeat."""
    for change in trail.changes:
        if not change.strength:
            yield error(
                "G16",
                change,
                "The control change does not say what kind of action it is, so nobody can tell "
                "how strong it is.",
                "Choose in `strength` one or more kinds of action.",
                pointer=("strength",),
            )
    strengths = {case.strength(item) for change in trail.changes for item in change.strength}
    if strengths != {WEAKER} or not all(change.strength for change in trail.changes):
        return
    again = bool(trail.is_repeat or trail.settled.repeat_of)
    if again:
        finding = error(
            "G16",
            trail.changes[-1],
            "It has happened before, and all that was changed hangs on people remembering: every "
            "action is of the weaker kind.",
            "Add a stronger action, one that still works when nobody thinks of it, and name it in "
            "`strength`; or record the stronger change as one of its own.",
            pointer=("strength",),
        )
        yield Resting(finding=finding, on=("control_change",))
        return
    for change in trail.changes:
        if not (change.stronger_option and change.stronger_why_not):
            yield warning(
                "G16",
                change,
                "All that was changed hangs on people remembering, and the record does not say "
                "which stronger action was looked at and why it was not taken.",
                "Fill in `stronger_option`: the stronger action, and why not.",
                pointer=("stronger_option",),
                owner=change.owner_role,
            )


def temporary_followed(trail: Trail, case: Case) -> Iterator[Finding | Owed | Resting]:
    """G39: a control that was meant for a while is followed by another, or by a decision."""
    for change in trail.changes:
        if change.action != TEMPORARY:
            continue
        until = change.temporary_until
        if until is None:
            yield error(
                "G39",
                change,
                "The control is temporary, and nothing says until when.",
                "Give the last day in `temporary_until`.",
                pointer=("temporary_until",),
            )
            continue
        if _followed(change, trail, case):
            continue
        owed = Owed(
            rule="G39",
            step="control changed",
            near_miss=trail.near_miss.id,
            what="A temporary control has run out, and nothing says what came after it.",
            remedy=f"Record the control change that follows {change.id}; or a governance decision "
            f"on or after {in_words(until)}.",
            owner=change.owner_role,
            due=until,
            path=change.path,
            pointer=("temporary_until",),
            record=change.id,
            kind="control_change",
            rests_on=("governance_decision",),
        )
        if until < case.as_at:
            lacking = f"what came after the temporary control of {change.id} is not recorded"
            yield from or_closed(owed, trail, lacking=lacking)
        else:
            yield owed


def _followed(change: ControlChange, trail: Trail, case: Case) -> bool:
    start, until = change.effective_from, change.temporary_until
    same = case.register.changes_to.get(change.control, ()) if change.control else ()
    later = any(
        c.effective_from and start and c.effective_from > start
        for c in (*same, *trail.changes)
        if c.id != change.id
    )
    return later or any(d.on and until and d.on >= until for d in trail.decisions)
