"""What comes back: G26 and G27."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from closecall.findings import Finding, Level
from closecall.model.assurance import Audit
from closecall.model.control import Risk
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.near_miss import NearMiss
from closecall.model.trail import Trail
from closecall.rules.case import Case, Owed, Resting, or_closed, overdue, warning
from closecall.rules.signals import only_control

PRESSURE = "system pressure"


# --- G26 -----------------------------------------------------------------------------------------


def repeats_settled(trail: Trail, case: Case) -> Iterator[Owed | Resting]:
    """G26: what looks like a repeat is confirmed as one, or refused with a reason."""
    if not trail.earlier or not trail.reviews:
        return  # that nobody has reviewed it is said by G09
    confirmed = _reached(trail.near_miss.id, case.trails)
    open_ = [event for event in trail.earlier if event.id not in confirmed]
    known = _known_on(trail)
    if not open_ or known is None:
        return
    ids = ", ".join(event.id for event in open_)
    review = trail.reviews[-1]
    owed = Owed(
        rule="G26",
        step="repeat",
        near_miss=trail.near_miss.id,
        what=f"Whether it is a repeat of {ids} is not settled: the same service, the same "
        "mechanism, and not long after.",
        remedy="Name it in `repeat_of`; or, if it is something else, in `not_repeat_of` with the "
        "reason.",
        owner=review.reviewer_role,
        due=case.days_after(known, "days-to-confirm-repeat"),
        path=review.path,
        pointer=("repeat_of",),
        record=review.id,
        rests_on=("near_miss", "policy"),
        level=Level.WARNING,
    )
    yield from or_closed(
        owed, trail, lacking=f"whether {trail.near_miss.id} is a repeat of {ids} is not settled"
    )


def incidents_settled(case: Case) -> Iterator[Resting]:
    """G26: an incident that looks like what had nearly happened before says whether it is."""
    reach = case.limit("repeat-days").value
    told: dict[tuple[RecordId, str], list[NearMiss]] = defaultdict(list)
    for trail in case.trails.values():
        report, mechanism = trail.near_miss, trail.settled.mechanism
        if report.service and report.event_day and mechanism and not report.withdrawn:
            told[report.service, mechanism].append(report)
    for incident in case.register.of(Incident):
        day, known = incident.event_day, incident.known_from
        if incident.withdrawn or not (day and known and incident.service):
            continue
        named = {*incident.near_misses, *_reached_by(incident, case.trails)}
        named |= {r.near_miss for r in incident.said.not_repeat_of if r.near_miss}
        open_ = [
            report.id
            for report in told.get((incident.service, incident.mechanism), ())
            if report.event_day and 0 <= (day - report.event_day).days <= reach
            if report.id not in named
        ]
        due = case.days_after(known, "days-to-confirm-repeat")
        if not open_ or due >= case.as_at:
            continue
        owner = case.register.service(incident.service)
        finding = warning(
            "G26",
            incident,
            f"Whether it is a repeat of {', '.join(sorted(open_))} is not settled: the same "
            f"service, the same mechanism, and not long after. Overdue since "
            f"{in_words(days_from(due, 1))}.",
            "Name it in `repeat_of` or in `near_misses`; or, if it is something else, in "
            "`not_repeat_of` with the reason.",
            pointer=("repeat_of",),
            owner=owner.manager_role if owner else None,
            due=due,
        )
        yield Resting(finding=finding, on=("near_miss", "review", "policy"))


def _reached_by(incident: Incident, trails: Mapping[RecordId, Trail]) -> frozenset[RecordId]:
    """Everything that an incident repeats, by its own words and by those of what it names."""
    named = (*incident.said.repeat_of, *incident.near_misses)
    return frozenset(named).union(*(_reached(near_miss, trails) for near_miss in named))


def _reached(near_miss: RecordId, trails: Mapping[RecordId, Trail]) -> frozenset[RecordId]:
    """Everything that a near miss repeats, by its own words and by those of what it repeats.

    What one review looks at together it takes for one kind.
    """
    found: set[RecordId] = set()
    waiting = [near_miss]
    while waiting:
        trail = trails.get(waiting.pop())
        if trail is None:
            continue
        together = (other for review in trail.reviews for other in review.near_misses)
        new = {*trail.settled.repeat_of, *together} - found
        found |= new
        waiting += new
    return frozenset(found)


def _known_on(trail: Trail) -> date | None:
    """The day on which the mechanism is known: with the review, else with the report."""
    days = [r.reviewed_on for r in trail.reviews if r.reviewed_on and r.said.mechanism]
    report = trail.near_miss
    return min(days, default=report.recorded.date() if report.recorded else report.event_day)


# --- G27 -----------------------------------------------------------------------------------------


def pattern_entered(case: Case) -> Iterator[Finding | Owed | Resting]:
    """G27: a pattern, pressure on the system or a control that fails is in the risk profile."""
    entered = {
        (risk.service, name)
        for risk in case.register.of(Risk)
        if not risk.withdrawn
        for name in (risk.mechanism, *risk.controls)
    }
    needed = case.limit("repeats-to-profile").value
    for trail in case.trails.values():
        report, mechanism = trail.near_miss, trail.settled.mechanism
        if report.withdrawn or not mechanism or trail.risks:
            continue
        if (report.service, mechanism) in entered or _asked_already(trail):
            continue
        for what, since in _reasons(trail, needed):
            owed = Owed(
                rule="G27",
                step="exposure checked",
                near_miss=report.id,
                what=f"{what}, and the risk profile has no entry for it.",
                remedy="Record a risk with this service and mechanism, and say in "
                "`why_in_profile` that it is a pattern or system pressure.",
                owner=trail.service.manager_role if trail.service else None,
                due=case.days_after(since, "days-to-profile"),
                path=report.path,
                kind="risk",
                rests_on=("policy", "near_miss", "review"),
            )
            yield from or_closed(
                owed, trail, lacking=f"what {report.id} belongs to is not in the risk profile"
            )
            break
    followed = {
        (trail.near_miss.service, trail.settled.mechanism)
        for trail in case.trails.values()
        if trail.changes or _asked_already(trail)
    }
    for audit in case.register.of(Audit):
        yield from _failed_test(audit, entered | followed, case)


def _asked_already(trail: Trail) -> bool:
    """Whether G12 asks for the entry: what an exposure check found goes into the profile."""
    exposed = any(x.result != "none-exposed" for x in trail.exposure_checks)
    return bool(trail.exposure_checks) and bool(exposed or trail.changes)


def _reasons(trail: Trail, needed: int) -> Iterator[tuple[str, date]]:
    """Why the mechanism of a near miss belongs in the risk profile, and since when."""
    known = _known_on(trail)
    if len(trail.earlier) >= needed and known:
        yield f"It has come back {len(trail.earlier)} times", known
    harmed = [i.event_day for i in trail.incidents if i.event_day]
    if len(trail.earlier) + len(harmed) >= needed and harmed and known:
        yield "It has come back, and has reached a person", max(known, *harmed)
    for plan in trail.plans:
        pressing = {s.id for s in trail.watch_of(plan).early_warning_signs if s.shows == PRESSURE}
        for check in trail.checks:
            seen = {sign.sign for sign in check.signs_seen}
            if check.plan == plan.id and check.day and not seen.isdisjoint(pressing):
                yield "A sign of system pressure was seen", check.day


def _failed_test(
    audit: Audit, known: set[tuple[RecordId | None, str]], case: Case
) -> Iterator[Resting]:
    # What a trail follows already, G11 and G12 ask for.
    if audit.withdrawn or audit.passed or not (audit.criteria and audit.on and audit.service):
        return
    control = only_control(audit, case)
    due = case.days_after(audit.on, "days-to-profile")
    if control is None or not control.mechanisms or due >= case.as_at:
        return
    if any((audit.service, name) in known for name in (control.id, *control.mechanisms)):
        return
    service = case.register.service(audit.service)
    finding = overdue(
        "G27",
        audit,
        f"A test of this control failed on {in_words(audit.on)}, and the risk profile has no "
        "entry for what it should stop.",
        "Record a risk with this service and the control’s mechanism, with `why_in_profile: "
        "[weak control]`.",
        pointer=("criteria",),
        owner=service.manager_role if service else None,
        due=due,
    )
    yield Resting(finding=finding, on=("risk", "control", "policy"), records=(control.id,))
