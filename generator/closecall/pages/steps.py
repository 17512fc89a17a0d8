"""Where each step of a trail stands: done in time, done late, overdue, not yet due, not needed.

What the rules say is owed decides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from closecall.evidence import Evidence
from closecall.model.assurance import GovernanceDecision
from closecall.model.control import ControlChange
from closecall.model.fields import RecordId
from closecall.model.trail import NO_CHANGE, Trail
from closecall.rules.case import Owed, harm_key

STEPS: Mapping[str, str] = {
    "recorded": "Near miss recorded",
    "reviewed": "Reviewed",
    "exposure checked": "Exposure checked",
    "control changed": "Control changed",
    "briefed": "Staff briefed on the change",
    "monitored": "Monitoring planned",
    "audited": "Follow-up audit",
    "governed": "Governance decision",
    "told": "Reporter told what came of it",
}
"""The steps of a trail in order, by the key that `Owed.step` uses."""

_ANSWERS = {
    "reviewed": "review",
    "exposure checked": "exposure_check",
    "control changed": "control_change",
}
"""The kind of record that answers a step, where the step also carries work of another kind."""


class Status(StrEnum):
    """How a step stands, as the heading of its column says it."""

    ON_TIME = "Done on time"
    LATE = "Done late"
    OVERDUE = "Overdue"
    NOT_YET = "Not yet due"
    NOT_NEEDED = "Not needed"


class _Done(NamedTuple):
    """A step that was taken: the day, and the last day on which that was in time."""

    on: date | None
    due: date | None


def work_of(evidence: Evidence) -> Mapping[RecordId, tuple[Owed, ...]]:
    """All that each near miss is still owed, waiting and late, soonest first."""
    return {
        trail.near_miss.id: owed
        for trail in evidence.trails.values()
        if not trail.near_miss.withdrawn and (owed := evidence.owed.get(trail.near_miss.id, ()))
    }


def _limit(evidence: Evidence, name: str, *, harm: str = "") -> int:
    return evidence.register.policy.limit(name, on=evidence.as_at, harm=harm).value


def _none_to_brief(change: ControlChange) -> bool:
    return bool(change.communication and change.communication.none_needed)


def _told(trail: Trail) -> date | None:
    return min((r.feedback_on for r in trail.reviews if r.feedback_on), default=None)


def statuses(trail: Trail, work: Sequence[Owed], evidence: Evidence) -> Mapping[str, Status]:
    """How each step of a trail stands on the as-at day.

    Args:
        trail: The near miss with all that followed.
        work: What it is still owed, as `work_of` gives it.
        evidence: Policy and as-at day.
    """
    found: dict[str, Status] = {}
    for step in STEPS:
        owed = [
            o for o in work if o.step == step and (step not in _ANSWERS or o.kind == _ANSWERS[step])
        ]
        if owed:
            late = any(o.is_late(evidence.as_at) for o in owed)
            found[step] = Status.OVERDUE if late else Status.NOT_YET
        else:
            found[step] = _settled(step, trail, evidence)
    return found


def _settled(step: str, trail: Trail, evidence: Evidence) -> Status:
    """How a step stands of which nothing is owed."""
    done = _DONE[step](trail, evidence)
    if done is None:
        return Status.NOT_NEEDED if _not_needed(step, trail) else Status.NOT_YET
    late = done.on is not None and done.due is not None and done.on > done.due
    return Status.LATE if late else Status.ON_TIME


def _not_needed(step: str, trail: Trail) -> bool:
    if step == "told":
        return trail.near_miss.anonymous
    if step == "briefed" and trail.changes:
        return all(_none_to_brief(c) for c in trail.changes)
    return step in _AFTER_CHANGE and _no_change_decided(trail) is not None


_AFTER_CHANGE = ("control changed", "briefed", "monitored", "audited")


def _no_change_decided(trail: Trail) -> GovernanceDecision | None:
    if trail.changes:
        return None
    return next((d for d in trail.decisions if d.decision == NO_CHANGE), None)


def _later(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def _recorded(trail: Trail, evidence: Evidence) -> _Done | None:
    near_miss = trail.near_miss
    if near_miss.recorded is None:
        return None
    hours = reporting_hours(trail, evidence)
    if near_miss.detected is None or hours is None:
        late_after = _limit(evidence, "late-after")
        return _Done(near_miss.recorded.date(), _later(near_miss.event_day, late_after))
    # Held against hours, so the days that `_settled` compares stand for in time or not.
    in_time = _hours_between(near_miss.detected, near_miss.recorded) <= hours
    day = near_miss.recorded.date()
    return _Done(day, day if in_time else day - timedelta(days=1))


def _hours_between(first: datetime, last: datetime) -> float:
    return (last - first).total_seconds() / 3600


def reporting_hours(trail: Trail, evidence: Evidence) -> int | None:
    """Within how many hours the provider's reporting route asks for the report; the shortest."""
    near_miss = trail.near_miss
    if near_miss.service is None or near_miss.detected is None:
        return None
    day = near_miss.detected.date()
    hours = [
        route.limit_hours
        for route in evidence.register.routes_of(near_miss.service)
        if route.limit_hours is not None
        and not route.withdrawn
        and (not route.domains or set(route.domains) & set(near_miss.domains))
        and (route.valid_from is None or route.valid_from <= day)
        and (route.valid_to is None or day <= route.valid_to)
    ]
    return min(hours, default=None)


def _reviewed(trail: Trail, evidence: Evidence) -> _Done | None:
    on, noticed = trail.reviewed_on, trail.near_miss.detected
    if on is None:
        return None
    days = _limit(evidence, "days-to-review", harm=harm_key(trail))
    return _Done(on, _later(noticed.date() if noticed else None, days))


def _exposure_checked(trail: Trail, evidence: Evidence) -> _Done | None:
    on = min((x.on for x in trail.exposure_checks if x.on), default=None)
    if on is None:
        return None
    return _Done(on, _later(trail.reviewed_on, _limit(evidence, "days-to-exposure-check")))


def _changed(trail: Trail, evidence: Evidence) -> _Done | None:
    on = min((c.effective_from for c in trail.changes if c.effective_from), default=None)
    if on is None:
        return None
    return _Done(on, _later(trail.reviewed_on, _limit(evidence, "days-to-control-change")))


def _briefed_on(trail: Trail, evidence: Evidence) -> _Done | None:
    days = _limit(evidence, "days-to-brief")
    return _slowest(
        _Done(c.communication.on, _later(c.effective_from, days))
        for c in trail.changes
        if c.communication and c.communication.on
    )


def _monitored(trail: Trail, evidence: Evidence) -> _Done | None:
    on = min((p.known_from for p in trail.plans if p.known_from), default=None)
    start = min((c.effective_from for c in trail.changes if c.effective_from), default=None)
    if not trail.plans:
        return None
    return _Done(on, _later(start, _limit(evidence, "days-to-plan")))


def _audited(trail: Trail, evidence: Evidence) -> _Done | None:
    del evidence
    found = []
    for change in trail.changes:
        on = min((a.on for a in trail.follow_ups(change) if a.on), default=None)
        if on is None:
            return None
        found.append(_Done(on, change.verify.due if change.verify else None))
    return _slowest(found)


def _governed(trail: Trail, evidence: Evidence) -> _Done | None:
    if not trail.plans:
        decision = _no_change_decided(trail) or next(iter(trail.decisions), None)
        if decision is None:
            return None
        days = _limit(evidence, "days-to-control-change")
        return _Done(decision.on, _later(trail.reviewed_on, days))
    found = []
    for plan in trail.plans:
        on = min(
            (d.on for d in trail.decisions if d.on and d.plan in (None, plan.id)), default=None
        )
        if on is None:
            return None
        found.append(_Done(on, plan.governance_due))
    return _slowest(found)


def _told_on(trail: Trail, evidence: Evidence) -> _Done | None:
    on = _told(trail)
    if on is None:
        return None
    return _Done(on, _later(trail.reviewed_on, _limit(evidence, "days-to-feedback")))


def _slowest(steps: Iterable[_Done]) -> _Done | None:
    """Of a step that was taken several times, the one that was latest against its day."""
    return max(
        steps,
        key=lambda d: (d.on - d.due).days if d.on and d.due else -(10**6),
        default=None,
    )


_DONE: Mapping[str, Callable[[Trail, Evidence], _Done | None]] = {
    "recorded": _recorded,
    "reviewed": _reviewed,
    "exposure checked": _exposure_checked,
    "control changed": _changed,
    "briefed": _briefed_on,
    "monitored": _monitored,
    "audited": _audited,
    "governed": _governed,
    "told": _told_on,
}
