"""Who hears of it: the reporter, the person, and other services: G28 and G29."""

from collections.abc import Iterator

from closecall.analysis.spread import answered
from closecall.findings import Level
from closecall.model.control import Control, ControlChange
from closecall.model.setting import Service
from closecall.model.trail import Trail
from closecall.rules.case import Case, Owed, Resting, or_closed

# --- G28 -----------------------------------------------------------------------------------------


def shared(trail: Trail, case: Case) -> Iterator[Owed | Resting]:
    """G28: each service that stands on the same controls says whether the lesson bears on it."""
    for change in trail.changes:
        control = case.register.get(Control, change.control)
        if trail.service is None or control is None or change.effective_from is None:
            continue
        silent = _silent(change, control, trail.service, case)
        if not silent:
            continue
        names = ", ".join(service.name or service.id for service in silent)
        have = "has" if len(silent) == 1 else "have"
        owed = Owed(
            rule="G28",
            step="shared",
            near_miss=trail.near_miss.id,
            what=f"Nobody has said yet whether the lesson bears on {names}, which {have} the same "
            "sort of control.",
            remedy="Ask there, and record each answer with its reason in `relevance` of a learning "
            f"share that names {change.near_misses[-1]}.",
            owner=trail.service.manager_role,
            due=case.days_after(change.effective_from, "days-to-feedback"),
            path=change.path,
            pointer=("control",),
            record=change.id,
            kind="learning_share",
            rests_on=("service", "control", "policy"),
            level=Level.WARNING,
        )
        lacking = f"nobody has said whether the lesson of {change.id} bears on {names}"
        yield from or_closed(owed, trail, lacking=lacking)


def _silent(
    change: ControlChange, control: Control, here: Service, case: Case
) -> tuple[Service, ...]:
    """The services with the same sort of control that have not answered yet."""
    shares_of = case.register.shares_of
    told = answered(share for n in change.near_misses for share in shares_of.get(n, ()))
    asked = case.register.asked(control.family, (here.id,), on=case.as_at)
    return tuple(service for service in asked if service.id not in told)


# --- G29 -----------------------------------------------------------------------------------------

_INVOLVED = frozenset({"one", "several"})


def told_back(trail: Trail, case: Case) -> Iterator[Owed | Resting]:
    """G29: the reporter hears what came of it, and the person was told, or the record says not."""
    reviewed = trail.reviewed_on
    if reviewed is None:
        return
    review, due = trail.reviews[-1], case.days_after(reviewed, "days-to-feedback")
    heard = any(r.feedback_on for r in trail.reviews)
    if not heard and not trail.near_miss.anonymous:
        owed = Owed(
            rule="G29",
            step="told",
            near_miss=trail.near_miss.id,
            what="No record says that the reporter was told what came of it.",
            remedy=f"Tell the reporter, then fill in `feedback_to_reporter` of {review.id}.",
            owner=review.reviewer_role,
            due=due,
            path=review.path,
            pointer=("feedback_to_reporter",),
            record=review.id,
            rests_on=("policy",),
            level=Level.WARNING,
        )
        yield from or_closed(
            owed,
            trail,
            lacking=f"no record says that the reporter of {trail.near_miss.id} heard back",
        )
    person = trail.settled.person_affected
    if person and person.relation in _INVOLVED and not person.informed:
        owed = Owed(
            rule="G29",
            step="person told",
            near_miss=trail.near_miss.id,
            what="No record says whether the person was told what nearly happened.",
            remedy=f"Fill in `informed` in `person_affected` of {review.id}: yes, no or not "
            "applicable; and the day.",
            owner=review.reviewer_role,
            due=due,
            path=review.path,
            pointer=("person_affected",),
            record=review.id,
            rests_on=("policy",),
            level=Level.WARNING,
        )
        yield from or_closed(
            owed,
            trail,
            lacking=f"no record says whether the person was told of {trail.near_miss.id}",
        )
