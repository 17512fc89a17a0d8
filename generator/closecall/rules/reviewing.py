"""What a review must say: G05, G08, G09, G10 and G30."""

from collections.abc import Iterator

from closecall.findings import Finding, Pointer
from closecall.model.control import Control
from closecall.model.near_miss import Prevention
from closecall.model.review import Review
from closecall.model.settled import harm_rank
from closecall.model.trail import Trail
from closecall.rules.case import Case, Owed, Resting, error, harm_key, warning


def verdict(trail: Trail, case: Case) -> Iterator[Finding | Resting]:
    """G05: "reliable" has to be earned; luck is called accidental."""
    for review in trail.reviews:
        entries = review.said.prevented_by or trail.settled.prevented_by
        decisive = tuple(e for e in entries if e.decisive) or entries
        if entries and not any(e.mode for e in decisive):
            yield error(
                "G05",
                review,
                "The review does not say whether it was chance, prevention or mitigation that "
                "stopped harm.",
                "Fill in `prevented_by`: for each thing that stopped it `mode`, the control and "
                "the role.",
                pointer=("prevented_by",),
            )
        if not review.verdict:
            if review is trail.reviews[-1]:
                yield error(
                    "G05",
                    review,
                    "The review does not say whether what stopped harm was reliable or accidental.",
                    "Fill in `prevention_verdict` with reliable, accidental or not yet known, and "
                    "the reason.",
                    pointer=("prevention_verdict",),
                )
            continue
        here: Pointer = ("prevention_verdict", "is")
        if any(e.mode == "chance" for e in decisive):
            if review.verdict != "accidental":
                yield error(
                    "G05",
                    review,
                    f"The verdict is `{review.verdict}`, but what stopped harm was chance.",
                    "Change `prevention_verdict` to accidental; or correct `mode` in "
                    "`prevented_by`, if it was no chance.",
                    pointer=here,
                )
        elif review.verdict == "reliable":
            yield from _not_earned(review, decisive, case)


def _not_earned(
    review: Review, decisive: tuple[Prevention, ...], case: Case
) -> Iterator[Finding | Resting]:
    here: Pointer = ("prevention_verdict", "is")
    if any(e.needed_memory for e in decisive):
        yield error(
            "G05",
            review,
            "The verdict is `reliable`, but what stopped harm needed somebody to remember it.",
            "Change the verdict, or correct `needed_memory` in `prevented_by`.",
            pointer=here,
        )
        return
    controls = case.register.pick(Control, (e.control for e in decisive if e.control))
    barriers = [c for c in controls if c.control_class == "barrier"]
    if not barriers:
        finding = error(
            "G05",
            review,
            "The verdict is `reliable`, but no control of class barrier is named as what "
            "stopped harm.",
            "Name the control in `prevented_by`; if it is no barrier, choose another verdict.",
            pointer=here,
        )
        yield Resting(finding=finding, on=("control",))
    elif not any(_proven(control, case) for control in barriers):
        finding = error(
            "G05",
            review,
            "The verdict is `reliable`, but the records do not show the control passing its tests "
            "on two days and on more than one shift or with more than one auditor.",
            "Record the tests as audits of this control, or choose `not yet known`.",
            pointer=here,
        )
        yield Resting(finding=finding, on=("audit", "control_change", "policy"))


def _proven(control: Control, case: Case) -> bool:
    passed = [a for a in case.register.audits_of_control.get(control.id, ()) if a.passed]
    days = {a.on for a in passed}
    shifts = {s for a in passed for s in a.shifts}
    auditors = {a.auditor_role for a in passed}
    needed = case.limit("control-tests").value
    return len(days) >= needed and max(len(shifts), len(auditors)) >= needed


def system_factor(trail: Trail, case: Case) -> Iterator[Finding]:
    """G08: putting it right on the spot is no control; what in the system let it happen?"""
    del case
    if trail.reviews and not any(r.system_factor or r.no_system_factor for r in trail.reviews):
        yield error(
            "G08",
            trail.reviews[-1],
            "The review names no weakness of the system, and does not say why there is none.",
            "Fill in `system_factor`; or, if there is none, `system_factor: {none: the reason}`.",
            pointer=("system_factor",),
        )


def reviewed_in_time(trail: Trail, case: Case) -> Iterator[Finding | Owed]:
    """G09: a review, in time, by another role than the one that reported."""
    report = trail.near_miss
    if not trail.reviews:
        if report.detected is None:
            return
        owner = trail.service.reviewer_of(report.domains) if trail.service else None
        limit = case.limit("days-to-review", harm=harm_key(trail)).value
        yield Owed(
            rule="G09",
            step="reviewed",
            near_miss=report.id,
            what="No review of this near miss is recorded.",
            remedy=f"{_start(case.role_title(owner))} writes a review that names {report.id}; the "
            f"limit here is {limit} day{'' if limit == 1 else 's'} after it was noticed.",
            owner=owner,
            due=case.days_after(report.detected.date(), "days-to-review", harm=harm_key(trail)),
            path=report.path,
            kind="review",
            rests_on=("policy",),
        )
        return
    for review in trail.reviews:
        reviewer, reporter = review.reviewer_role, report.recorded_by_role
        if not reviewer or not reporter:
            continue
        if reviewer == reporter:
            yield error(
                "G09",
                review,
                "The role that reviews is the role that reported it.",
                "Have another role review it, and name that role in `reviewer_role`.",
                pointer=("reviewer_role",),
            )
        elif case.register.same_person(reviewer, reporter):
            yield warning(
                "G09",
                review,
                "The same person reported and reviewed it under two roles.",
                "Have someone from outside the service check the review before it is closed.",
                pointer=("reviewer_role",),
            )


def review_content(trail: Trail, case: Case) -> Iterator[Finding]:
    """G10: what was read, the cause, the weakness and the lesson; and where the event is logged."""
    if not trail.reviews:
        return
    review = trail.reviews[-1]
    every = trail.reviews
    if not any(r.sources_examined for r in every):
        yield error(
            "G10",
            review,
            "The review names no source record that was read.",
            "List in `sources_examined` what was read: its type, where it is, what it showed.",
            pointer=("sources_examined",),
        )
    for one in every:
        for number, source in enumerate(one.sources_examined):
            if not (source.type and source.locator and source.showed):
                yield error(
                    "G10",
                    one,
                    "A source that was read lacks its type, where it is, or what it showed.",
                    "Give `type`, `locator` and `showed` for each source.",
                    pointer=("sources_examined", number),
                )
    answers = (
        (
            "cause_confirmed",
            any(r.cause_confirmed and r.cause for r in every),
            "the cause, and whether it is confirmed",
        ),
        ("weakness_in", any(r.weakness_in for r in every), "where the weakness lies"),
        ("learning", any(r.learning for r in every), "what was learnt"),
    )
    for field, answered, words in answers:
        if not answered:
            yield error(
                "G10",
                review,
                f"The review does not say {words}.",
                f"Fill in `{field}`.",
                pointer=(field,),
            )
    yield from _details(trail, review, case)
    if trail.near_miss.source_ref is None:
        yield error(
            "G10",
            trail.near_miss,
            "It is reviewed, but nothing says where the event itself is written down.",
            "Put the log and the entry into `source_ref` of the near miss.",
            pointer=("source_ref",),
        )


def _details(trail: Trail, review: Review, case: Case) -> Iterator[Finding]:
    """What the area of care asks for: the class of a medicine, the equipment, the time."""
    said = {key for key, text in trail.settled.details if text}
    kind = trail.service.service_type if trail.service else ""
    for detail in case.schemas.needed_details(trail.near_miss.domains, kind):
        if detail.key not in said:
            yield error(
                "G10",
                review,
                f"The review does not say what its area of care asks for: "
                f"{detail.title.rstrip('?').lower()}.",
                f"Fill in `{detail.key}` in `details`, such as “{detail.example}”.",
                pointer=("details",),
            )
    timed = trail.settled.time_critical
    if timed and timed.is_so and timed.tolerance_minutes is None:
        yield error(
            "G10",
            review,
            "The time mattered, and the review does not say when it was due and how much leeway "
            "there was.",
            "Fill in `due` and `tolerance_minutes` in `time_critical`.",
            pointer=("time_critical",),
        )


def in_proportion(trail: Trail, case: Case) -> Iterator[Finding | Resting]:
    """G30: how thoroughly it was looked into fits what could have come of it."""
    if not trail.reviews:
        return
    review = next((r for r in reversed(trail.reviews) if r.response_level), trail.reviews[-1])
    if not review.response_level:
        yield error(
            "G30",
            review,
            "The review does not say how thoroughly it was looked into.",
            "Choose in `response_level` what was done.",
            pointer=("response_level",),
        )
        return
    harm = trail.settled.harm_potential
    worst, rank = harm.worst if harm else "", case.response_rank(review.response_level)
    lowest = case.lowest_response(worst)
    if rank and rank < case.response_rank(lowest):
        finding = error(
            "G30",
            review,
            f"What could have come of it asks for more than `{review.response_level}`: by the "
            f"policy at least for `{lowest}`.",
            "Look into it as the policy asks and record that; or correct `harm_potential`, if it "
            "could not have been so bad.",
            pointer=("response_level",),
        )
        yield Resting(finding=finding, on=("policy",))
    if any(r.proportionality_reason for r in trail.reviews):
        return
    small = (harm_rank(worst) or 0) <= case.limit("no-change-harm-limit").value
    if rank == case.highest_response and small and not trail.is_repeat:
        words = "The highest level of response was chosen for a small, single event"
    else:
        words = "The review says how thoroughly it was looked into"
    yield error(
        "G30",
        review,
        f"{words}, and not why that fits.",
        "Say in `proportionality_reason` why it was neither more nor less.",
        pointer=("proportionality_reason",),
    )


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
