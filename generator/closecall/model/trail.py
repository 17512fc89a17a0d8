"""The assurance trail of a near miss: every record that belongs to it, and how far it has come."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import Control, ControlChange, ExposureCheck, Risk
from closecall.model.fields import RecordId
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
    later: tuple[NearMiss, ...]
    """Near misses of the same mechanism and service after it."""
    stage: Stage
    closed_by: GovernanceDecision | None
    """The decision that closes it, also where it was reopened since."""
    reopened_by: NearMiss | GovernanceDecision | None

    @property
    def is_closed(self) -> bool:
        """Whether it is closed today."""
        return self.stage in (Stage.CLOSED, Stage.CLOSED_NO_CHANGE)

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
    for group in alike.values():
        group.sort(key=_by_event)
    return {
        near_miss.id: _trail(register, near_miss, settled, alike, as_at)
        for near_miss in register.of(NearMiss)
    }


def _by_event(near_miss: NearMiss) -> tuple[date, RecordId]:
    return near_miss.event_day or date.min, near_miss.id


def _trail(
    register: Register,
    near_miss: NearMiss,
    settled: Mapping[RecordId, Judgement],
    alike: Mapping[tuple[RecordId, str], list[NearMiss]],
    as_at: date,
) -> Trail:
    reviews = register.reviews_of.get(near_miss.id, ())
    exposure_checks = register.exposure_checks_of.get(near_miss.id, ())
    changes = register.changes_of.get(near_miss.id, ())
    plans = register.plans_of.get(near_miss.id, ())
    judgement = settled[near_miss.id]
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
    earlier, later = _neighbours(register, near_miss, judgement, settled, alike, as_at)
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
        earlier=earlier,
        later=later,
        stage=Stage.REPORTED,
        closed_by=None,
        reopened_by=None,
    )
    return _staged(trail, register, as_at)


def _unique(*groups: Iterable[AnyRecord]) -> tuple[AnyRecord, ...]:
    found = {record.id: record for group in groups for record in group}
    return tuple(sorted(found.values(), key=lambda r: (r.day or date.min, r.id)))


def _neighbours(  # noqa: PLR0917 - one caller, and the names say what they are
    register: Register,
    near_miss: NearMiss,
    judgement: Judgement,
    settled: Mapping[RecordId, Judgement],
    alike: Mapping[tuple[RecordId, str], list[NearMiss]],
    as_at: date,
) -> tuple[tuple[NearMiss, ...], tuple[NearMiss, ...]]:
    """Earlier and later near misses of the same mechanism and service."""
    if not near_miss.service or not near_miss.event_day:
        return (), ()
    group = alike.get((near_miss.service, judgement.mechanism), [])
    place = bisect_left(group, _by_event(near_miss), key=_by_event)
    if place == len(group) or group[place].id != near_miss.id:
        return (), ()  # withdrawn, of no known mechanism, or told by an earlier record already
    refused = {r.near_miss for r in judgement.not_repeat_of}
    reach = register.policy.limit("repeat-days", on=as_at).value
    earlier: list[NearMiss] = []
    for other in reversed(group[:place]):
        if not other.event_day or (near_miss.event_day - other.event_day).days > reach:
            break
        if other.id not in refused:
            earlier.append(other)
    later = tuple(
        other
        for other in group[place + 1 :]
        if near_miss.id not in {r.near_miss for r in settled[other.id].not_repeat_of}
    )
    return tuple(reversed(earlier)), later


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
    reopened = _reopening_decision(trail, decision) or next(
        (nm for nm in trail.later if nm.event_day and decision.on and nm.event_day > decision.on),
        None,
    )
    if reopened is not None:
        return replace(trail, stage=Stage.REOPENED, closed_by=decision, reopened_by=reopened)
    return replace(trail, stage=closed, closed_by=decision)


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
        and not trail.earlier
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
