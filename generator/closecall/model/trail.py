"""The assurance trail of a near miss: every record that belongs to it, and how far it has come."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import Control, ControlChange, ExposureCheck, Risk
from closecall.model.days import days_from
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare
from closecall.model.monitoring import (
    Escalation,
    MonitoringCheck,
    MonitoringPlan,
    Watch,
    with_template,
)
from closecall.model.near_miss import Judgement, NearMiss, told_twice
from closecall.model.register import AnyRecord, Register
from closecall.model.review import Review
from closecall.model.setting import Service
from closecall.model.settled import harm_rank, settle


class Stage(StrEnum):
    """How far a near miss has come; computed, never typed in."""

    REPORTED = "reported"
    REVIEWED = "reviewed"
    ACTING = "acting"
    MONITORING = "monitoring"
    CLOSED = "closed"
    CLOSED_NO_CHANGE = "closed, no change needed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


CLOSING = "assured-close"
NO_CHANGE = "no-further-change-with-reason"
REOPENING = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One near miss with all that followed. Records are in the order of their own days."""

    near_miss: NearMiss
    service: Service | None
    settled: Judgement
    """What holds once the reviews are heard."""
    reviews: tuple[Review, ...]
    exposure_checks: tuple[ExposureCheck, ...]
    risks: tuple[Risk, ...]
    changes: tuple[ControlChange, ...]
    controls: tuple[Control, ...]
    """Controls that were changed, that stopped harm, or that should have."""
    plans: tuple[MonitoringPlan, ...]
    watches: tuple[Watch, ...]
    """What each plan watches, its template joined in; in the order of `plans`."""
    checks: tuple[MonitoringCheck, ...]
    escalations: tuple[Escalation, ...]
    audits: tuple[Audit, ...]
    practice: tuple[PracticeEvidence, ...]
    decisions: tuple[GovernanceDecision, ...]
    earlier: tuple[NearMiss, ...]
    """Near misses of the same mechanism and service before it, inside the policy's repeat days."""
    alike: tuple[NearMiss, ...]
    """All near misses of the same mechanism and service, itself among them, by the day of the
    event; empty where it counts as none of them."""
    not_alike: frozenset[RecordId]
    """Those of which a judgement says that they do not repeat this one."""
    incidents: tuple[Incident, ...]
    """Incidents of the same mechanism and service, and those that name it, before it and after."""
    shares: tuple[LearningShare, ...]
    """Lessons of it that were sent to other services."""
    stage: Stage
    closed_by: GovernanceDecision | None
    """The decision that closes it, also where it was reopened since."""
    reopened_by: NearMiss | Incident | GovernanceDecision | None

    @property
    def is_repeat(self) -> bool:
        """Whether the same came before it: a near miss in the policy's days, or an incident."""
        first = self.incidents[0] if self.incidents else None
        return bool(self.earlier or (first and _came(first) < _came(self.near_miss)))

    @property
    def reviewed_on(self) -> date | None:
        """The day of its first review."""
        return min((r.reviewed_on for r in self.reviews if r.reviewed_on), default=None)

    @property
    def is_closed(self) -> bool:
        """Whether it is closed today."""
        return self.stage in (Stage.CLOSED, Stage.CLOSED_NO_CHANGE)

    @property
    def later(self) -> tuple[NearMiss, ...]:
        """Near misses of the same mechanism and service after it; only found when asked for."""
        return tuple(self._later_than(_by_event(self.near_miss)))

    def later_than(self, day: date) -> NearMiss | None:
        """The first of the later near misses whose event was after a day."""
        return next(self._later_than(max(_by_event(self.near_miss), (day, _AFTER_ALL))), None)

    def _later_than(self, event: tuple[date, str]) -> Iterator[NearMiss]:
        for place in range(bisect_right(self.alike, event, key=_by_event), len(self.alike)):
            if self.alike[place].id not in self.not_alike:
                yield self.alike[place]

    @property
    def claims(self) -> tuple[GovernanceDecision, ...]:
        """Decisions that say the trail is closed, whether or not the evidence bears them."""
        return tuple(d for d in self.decisions if d.decision == CLOSING)

    def watch_of(self, plan: MonitoringPlan) -> Watch:
        """What a plan of this trail watches."""
        return self.watches[self.plans.index(plan)]

    def follow_ups(self, change: ControlChange) -> tuple[Audit, ...]:
        """Audits that follow up a change: after its day, by another role than its owner."""
        return tuple(a for a in self.audits if follows_up(a, change))


def follows_up(audit: Audit, change: ControlChange) -> bool:
    """Whether an audit counts as the independent follow-up of a change (G24)."""
    return bool(
        change.id in audit.follow_up_to
        and audit.on
        and change.effective_from
        and audit.on > change.effective_from
        and audit.auditor_role != change.owner_role
        and audit.criteria  # an audit that says nothing of what it looked at shows nothing
    )


def covers_target(decision: GovernanceDecision, plan: MonitoringPlan) -> bool:
    """Whether a decision looks at the whole target period of a plan (G25)."""
    target, period = plan.target, decision.period_covered
    if not target or not target.start or not target.end or not period:
        return False
    return period.first <= target.start and period.last >= target.end - timedelta(days=1)


def is_complete(decision: GovernanceDecision) -> bool:
    """Whether a decision says what it saw, whether it came again, and why it decides (G25)."""
    return bool(
        decision.evidence_reviewed
        and decision.repeats_found
        and decision.decision
        and decision.reason
    )


def make_trails(register: Register, as_at: date) -> Mapping[RecordId, Trail]:
    """The trail of every near miss that is known, by its id, in the order of the register."""
    settled = {
        nm.id: settle(nm, register.reviews_of.get(nm.id, ())) for nm in register.of(NearMiss)
    }
    alike: dict[tuple[RecordId, str], list[NearMiss]] = defaultdict(list)
    twice = told_twice(register.of(NearMiss))
    for near_miss in register.of(NearMiss):
        if near_miss.withdrawn or near_miss.id in twice:
            continue
        mechanism = settled[near_miss.id].mechanism
        if mechanism and near_miss.service:
            alike[near_miss.service, mechanism].append(near_miss)
    groups = {kind: tuple(sorted(group, key=_by_event)) for kind, group in alike.items()}
    refused: dict[RecordId | None, set[RecordId]] = defaultdict(set)
    for near_miss_id, judgement in settled.items():
        for refusal in judgement.not_repeat_of:
            refused[refusal.near_miss].add(near_miss_id)
    return {
        near_miss.id: _trail(
            register,
            near_miss,
            settled[near_miss.id],
            as_at,
            alike=_alike(near_miss, settled[near_miss.id], groups),
            not_alike=frozenset(refused.get(near_miss.id, ())),
        )
        for near_miss in register.of(NearMiss)
    }


def stage_on(trail: Trail, day: date, register: Register) -> Stage | None:
    """How far a trail had come by an earlier day; None where the near miss was not known yet.

    Only what was known by the evening of that day counts, and what was withdrawn since does not.
    An incident of that very day does not count either: it is asked how far the trail had come then.
    """
    near_miss = trail.near_miss
    if near_miss.known_from is None or near_miss.known_from > day:
        return None
    plans = _known(trail.plans, day)
    reviews = _known(trail.reviews, day)
    cut = replace(
        trail,
        settled=settle(near_miss, reviews),
        reviews=reviews,
        exposure_checks=_known(trail.exposure_checks, day),
        changes=_known(trail.changes, day),
        plans=plans,
        watches=tuple(trail.watch_of(plan) for plan in plans),
        audits=_known(trail.audits, day),
        decisions=_known(trail.decisions, day),
        alike=_known(trail.alike, day),
        incidents=tuple(i for i in _known(trail.incidents, day) if _came(i) < day),
        stage=Stage.REPORTED,
        closed_by=None,
        reopened_by=None,
    )
    return _staged(cut, register, day).stage


def _known(records: tuple[AnyRecord, ...], day: date) -> tuple[AnyRecord, ...]:
    return tuple(r for r in records if r.known_from is None or r.known_from <= day)


def _by_event(near_miss: NearMiss) -> tuple[date, str]:
    return near_miss.event_day or date.min, near_miss.id


_AFTER_ALL = "~"
"""Comes after every id."""


def _came(event: NearMiss | Incident) -> date:
    return event.event_day or date.min


def _trail(
    register: Register,
    near_miss: NearMiss,
    judgement: Judgement,
    as_at: date,
    *,
    alike: tuple[NearMiss, ...],
    not_alike: frozenset[RecordId],
) -> Trail:
    reviews = register.reviews_of.get(near_miss.id, ())
    exposure_checks = register.exposure_checks_of.get(near_miss.id, ())
    changes = register.changes_of.get(near_miss.id, ())
    plans = register.plans_of.get(near_miss.id, ())
    changed = {c.control for c in changes}
    audits = _unique(
        *(register.follow_ups_of.get(c.id, ()) for c in changes),
        *(register.audits_of_plan.get(p.id, ()) for p in plans),
        *(register.pick(Audit, x.audits) for x in exposure_checks),
        register.pick(Audit, (c.verify.audit for c in changes if c.verify and c.verify.audit)),
    )
    practice = _unique(
        register.practice_on_near_miss.get(near_miss.id, ()),
        *(register.practice_on_plan.get(p.id, ()) for p in plans),
        *(
            tuple(
                p
                for p in register.practice_on_control.get(c.control, ())
                if p.service == near_miss.service
                and p.on
                and c.effective_from
                and p.on >= c.effective_from
            )
            for c in changes
            if c.control
        ),
    )
    decisions = _unique(
        register.decisions_on_near_miss.get(near_miss.id, ()),
        *(register.decisions_on_plan.get(p.id, ()) for p in plans),
    )
    reach = register.policy.limit("repeat-days", on=as_at).value
    watches = tuple(with_template(p, register.template_of(p)) for p in plans)
    trail = Trail(
        near_miss=near_miss,
        service=register.service(near_miss.service),
        settled=judgement,
        reviews=reviews,
        exposure_checks=exposure_checks,
        risks=_unique(
            register.risks_of.get(near_miss.id, ()),
            register.pick(Risk, (x.risk for x in exposure_checks if x.risk)),
            register.pick(Risk, (p.risk for p in plans if p.risk)),
        ),
        changes=changes,
        controls=register.pick(
            Control,
            dict.fromkeys(
                (
                    *(c for c in sorted(x for x in changed if x)),
                    *(p.control for p in judgement.prevented_by if p.control),
                    *(b.control for r in reviews for b in r.barriers if b.control),
                )
            ),
        ),
        plans=plans,
        watches=watches,
        checks=_unique(*(register.checks_of.get(p.id, ()) for p in plans)),
        escalations=_unique(*(register.escalations_of.get(p.id, ()) for p in plans)),
        audits=audits,
        practice=practice,
        decisions=decisions,
        earlier=_earlier(near_miss, judgement, alike, reach),
        alike=alike,
        not_alike=not_alike,
        incidents=_incidents(register, near_miss, judgement),
        shares=register.shares_of.get(near_miss.id, ()),
        stage=Stage.REPORTED,
        closed_by=None,
        reopened_by=None,
    )
    return _staged(trail, register, as_at)


def _incidents(
    register: Register, near_miss: NearMiss, judgement: Judgement
) -> tuple[Incident, ...]:
    """Incidents of the same mechanism and service, and those whose author names it."""
    named = register.incidents_of.get(near_miss.id, ())
    if not near_miss.service or not judgement.mechanism:
        return named
    place = near_miss.service, judgement.mechanism
    alike = register.incidents_by_mechanism.get(place, ())
    refused = register.incidents_refusing.get(near_miss.id, frozenset())
    others = tuple(i for i in named if (i.service, i.mechanism) != place)
    if not others and not refused:
        return alike  # as mostly, and shared: there may be many of one kind
    found = (i for i in (*others, *alike) if i.id not in refused)
    return tuple(sorted(found, key=lambda i: (_came(i), i.id)))


def _unique(*groups: Iterable[AnyRecord]) -> tuple[AnyRecord, ...]:
    found = {record.id: record for group in groups for record in group}
    if len(found) < 2:  # as mostly
        return tuple(found.values())
    return tuple(sorted(found.values(), key=lambda r: (r.day or date.min, r.id)))


def _alike(
    near_miss: NearMiss,
    judgement: Judgement,
    groups: Mapping[tuple[RecordId, str], tuple[NearMiss, ...]],
) -> tuple[NearMiss, ...]:
    """All near misses of the same mechanism and service, if it counts as one of them."""
    if not near_miss.service or not near_miss.event_day:
        return ()
    group = groups.get((near_miss.service, judgement.mechanism), ())
    place = bisect_left(group, _by_event(near_miss), key=_by_event)
    # It is not among them if withdrawn, of no known mechanism, or told by an earlier record.
    return group if place < len(group) and group[place].id == near_miss.id else ()


def _earlier(
    near_miss: NearMiss, judgement: Judgement, alike: tuple[NearMiss, ...], reach: int
) -> tuple[NearMiss, ...]:
    """Those before it by at most so many days, without those that it is judged not to repeat."""
    if not alike or not near_miss.event_day:
        return ()
    refused = {r.near_miss for r in judgement.not_repeat_of}
    first = (days_from(near_miss.event_day, -reach), "")
    start = bisect_left(alike, first, key=_by_event)
    end = bisect_left(alike, _by_event(near_miss), key=_by_event)
    return tuple(nm for nm in alike[start:end] if nm.event_day and nm.id not in refused)


def _staged(trail: Trail, register: Register, as_at: date) -> Trail:

    if trail.near_miss.withdrawn:
        return replace(trail, stage=Stage.WITHDRAWN)
    stage = _open_stage(trail, as_at)
    closing = _closing(trail, register, as_at)
    if closing is None:
        reopening = _reopening_decision(trail, None)
        if reopening is not None:
            return replace(trail, stage=Stage.REOPENED, reopened_by=reopening)
        return replace(trail, stage=stage)
    decision, closed = closing
    reopened = _reopening_decision(trail, decision) or _came_again(trail, decision)
    if reopened is not None:
        return replace(trail, stage=Stage.REOPENED, closed_by=decision, reopened_by=reopened)
    return replace(trail, stage=closed, closed_by=decision)


def _came_again(trail: Trail, closing: GovernanceDecision) -> NearMiss | Incident | None:
    """The first near miss or incident of the same mechanism and service after the close."""
    if closing.on is None:
        return None
    again = trail.later_than(closing.on)
    after: list[NearMiss | Incident] = [i for i in trail.incidents if _came(i) > closing.on]
    return min(
        (*after, again) if again else after,
        key=lambda event: (_came(event), event.id),
        default=None,
    )


def _open_stage(trail: Trail, as_at: date) -> Stage:
    if not trail.reviews:
        return Stage.REPORTED
    if any(p.target and p.target.start and p.target.start <= as_at for p in trail.plans):
        return Stage.MONITORING
    decided = any(d.decision == NO_CHANGE for d in trail.decisions)
    if trail.exposure_checks or trail.changes or decided:
        return Stage.ACTING
    return Stage.REVIEWED


def _closing(
    trail: Trail, register: Register, as_at: date
) -> tuple[GovernanceDecision, Stage] | None:
    """The latest decision that closes the trail and is borne by its evidence."""
    for decision in reversed(trail.decisions):
        if decision.decision == CLOSING and close_is_borne(trail, decision):
            return decision, Stage.CLOSED
        if decision.decision == NO_CHANGE and no_change_is_borne(trail, decision, register, as_at):
            return decision, Stage.CLOSED_NO_CHANGE
    return None


def close_is_borne(trail: Trail, decision: GovernanceDecision) -> bool:
    """Whether the evidence bears an `assured-close`: G24 and G25 on top of every earlier step."""
    if not (trail.reviews and trail.exposure_checks and trail.changes and trail.plans):
        return False
    if not is_complete(decision):
        return False
    if not all(covers_target(decision, p) for p in _decided_plans(trail, decision)):
        return False
    return all(
        any(a.on and decision.on and a.on <= decision.on for a in trail.follow_ups(change))
        for change in trail.changes
    )


def _decided_plans(trail: Trail, decision: GovernanceDecision) -> tuple[MonitoringPlan, ...]:
    """The plans that a decision closes: the one that it names, else all of the trail's."""
    named = tuple(p for p in trail.plans if p.id == decision.plan)
    return named or trail.plans


def no_change_is_borne(
    trail: Trail, decision: GovernanceDecision, register: Register, as_at: date
) -> bool:
    """Whether "no change needed" may close the trail.

    It may where a review was made, an exposure check found nothing, nothing was changed, the
    worst credible harm is small by the provider's policy, and it is not a repeat.
    """
    harm = trail.settled.harm_potential
    rank = harm_rank(harm.worst) if harm else None
    limit = register.policy.limit("no-change-harm-limit", on=decision.on or as_at).value
    return bool(
        trail.reviews
        and trail.exposure_checks
        and all(x.result == "none-exposed" for x in trail.exposure_checks)
        and not trail.changes
        and rank is not None
        and rank <= limit
        and not trail.is_repeat
        and decision.reason
    )


def _reopening_decision(
    trail: Trail, after: GovernanceDecision | None
) -> GovernanceDecision | None:
    found = [
        d
        for d in trail.decisions
        if d.decision == REOPENING and (after is None or (d.on and after.on and d.on > after.on))
    ]
    return found[-1] if found else None
