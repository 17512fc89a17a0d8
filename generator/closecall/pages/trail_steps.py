"""The steps of a trail, in order: who, when, how long it took, and where the original is held.

A step that is missing is a step too: it says in words what is owed, until when and by whom, or why
it is not needed.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import ControlChange, ExposureCheck, Risk, Score
from closecall.model.fields import RecordId
from closecall.model.monitoring import Escalation, MonitoringCheck, MonitoringPlan
from closecall.model.near_miss import HowClose, Judgement, NearMiss, Prevention
from closecall.model.record import Record, TriggerHit, Withdrawal
from closecall.model.review import Review
from closecall.model.trail import NO_CHANGE, Stage, covers_target, follows_up
from closecall.pages.pieces import (
    Line,
    Lines,
    Piece,
    Row,
    gap,
    said,
    spaced,
    strong,
    tag,
    words,
)
from closecall.pages.trail_words import (
    DECISIONS,
    RESULTS,
    STAGES,
    SUPPORTS,
    VOICES,
    View,
    clock,
    day,
    dots,
    elapsed,
    key_words,
    moment_words,
    row,
    said_row,
    texts,
    words_row,
    yes_no,
)
from closecall.pages.words import (
    VERDICT_TAGS,
    as_words,
    counted,
    listed,
    spelled,
    upper_first,
)
from closecall.rules.case import harm_key


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
    record: Record | None = None
    """The record that tells of it; None where several do, or none."""


def steps(view: View) -> tuple[Step, ...]:
    """Every step, by its day; a missing one stands after the last step that comes before it."""
    taken: list[Step] = []
    missing: list[Step] = []
    for make in _MAKERS:
        for step in make(view):
            (missing if step.missing else taken).append(_marked(view, step))
    taken.sort(key=lambda s: (s.on or date.max, s.rank))
    for step in sorted(missing, key=lambda s: s.rank):
        place = next(
            (n for n in range(len(taken), 0, -1) if taken[n - 1].rank <= step.rank), 0
        )
        taken.insert(place, step)
    return tuple(taken)


def _marked(view: View, step: Step) -> Step:
    """A step whose record was withdrawn says so before anything else."""
    withdrawn = step.record.withdrawn if step.record else None
    if withdrawn is None or step.record is view.near_miss:
        return step
    return step._replace(lead=(withdrawn_line(view, withdrawn), *step.lead))


def withdrawn_line(view: View, withdrawn: Withdrawal) -> Line:
    """That a record was taken back, when, by which role and why."""
    by = view.role(withdrawn.by_role) or "role not recorded"
    return spaced(
        (tag("t-warn", "Withdrawn"), words(f"{day(withdrawn.on)}, {by}."), *_said(withdrawn.reason))
    )


def _open(rank: int, title: str, *lead: Line, when: str = "") -> Step:
    """A step that is missing, with what is said instead."""
    return Step(rank, None, title, (words(when),) if when else (), lead, (), missing=True)


def _missing(
    view: View, rank: int, title: str, *, step: str, kind: str = "", otherwise: Line
) -> Iterator[Step]:
    """What is owed of a step; else the words that say why nothing is."""
    if view.trail.stage is Stage.WITHDRAWN:
        yield _open(rank, title, (words("Not asked for: the near miss was withdrawn."),))
        return
    owed = [o for o in view.owed(step) if not kind or o.kind == kind]
    yield _open(rank, title, *((view.owed_piece(o),) for o in owed), *(() if owed else (otherwise,)))


# 1 Near miss recorded


def _recorded(view: View) -> Iterator[Step]:
    nm = view.near_miss
    by = view.role(nm.recorded_by_role)
    if nm.anonymous:
        by = f"reported anonymously, entered by {by}" if by else "reported anonymously"
    yield Step(
        10,
        nm.recorded.date() if nm.recorded else nm.event_day,
        "Near miss recorded",
        dots(_noticed(nm), by, _time_to_record(view)),
        ((said(nm.what_happened),),) if nm.what_happened else (),
        (
            *words_row("Happened", moment_words(nm.occurred) if nm.occurred else ""),
            *said_row("Where", nm.place),
            *words_row("Area of care", listed(nm.domains)),
            *words_row("Form that it took", nm.event_form),
            *_detection(view, nm),
            *_judgement(view, nm.said),
            *row(
                "Done at once",
                (
                    spaced(
                        (
                            said(nm.immediate_action),
                            words(f"Safe now: {yes_no(nm.safe_now)}."),
                            *_by(view, nm.action_by_role),
                        )
                    ),
                )
                if nm.immediate_action
                else ((words("Not recorded"),),),
            ),
            *words_row("How concerned the reporter was", nm.level_of_concern),
            *_source(view, nm),
        ),
        missing=False,
        record=nm,
    )


def _noticed(nm: NearMiss) -> str:
    if nm.detected is None or nm.recorded is None:
        return day(nm.event_day)
    if nm.detected.date() == nm.recorded.date():
        return (
            f"{day(nm.detected.date())}, noticed {clock(nm.detected)}, "
            f"recorded {clock(nm.recorded)}"
        )
    return f"noticed {moment_words(nm.detected)}, recorded {moment_words(nm.recorded)}"


def _time_to_record(view: View) -> Line:
    nm = view.near_miss
    if nm.detected is None or nm.recorded is None:
        return ()
    took = words(elapsed(nm.detected, nm.recorded))
    route = view.lookup.route_of(nm)
    if route is None:
        return took, words(" (the provider’s limit is not recorded)")
    if not route.limit_in_words:
        return took, words(f" (limit {counted(route.limit_hours or 0, 'hour')})")
    return took, words(" (limit: "), said(route.limit_in_words), words(")")


def _detection(view: View, nm: NearMiss) -> Iterator[Row]:
    if not nm.anonymous:  # an anonymous report says that it is one, and no more
        yield from words_row("Noticed by", view.role(nm.detected_by_role))
        yield from words_row("How the reporter knows of it", nm.reporter_relation)
    yield from words_row("Point of care", nm.detection_point)


def _by(view: View, role: RecordId | None) -> tuple[Piece, ...]:
    return (words(f"By: {view.role(role)}."),) if role else ()


def _source(view: View, nm: NearMiss) -> tuple[Row, ...]:
    if nm.source_ref is None:
        text = "The event’s own log entry is not named yet." if nm.source_not_yet else "Not recorded"
        return (Row("Where it is held", ((gap(text) if nm.source_not_yet else words(text),),)),)
    return view.held_row(nm)


# What a report and its review may both say


def _judgement(view: View, judgement: Judgement) -> Iterator[Row]:
    """Everything that a report or a review says of the fields that they share."""
    yield from words_row("How it was noticed", upper_first(judgement.detection_method))
    yield from row(
        "What stopped it", tuple(prevention(view, entry) for entry in judgement.prevented_by)
    )
    yield from said_row("What should have happened", judgement.what_should_have_happened)
    yield from row("How close it came", close_lines(judgement.how_close))
    yield from words_row("Time-critical", _time_critical(judgement))
    for name, text in judgement.details:
        yield from said_row(key_words(name), text)
    yield from words_row("Kind of event", judgement.event_class)
    if judgement.harm_potential:
        harm = judgement.harm_potential
        yield Row(
            "Worst credible harm",
            (spaced((words(upper_first(harm.worst) + "."), *_said(harm.reason))),),
        )
    if judgement.person_affected:
        yield Row("Person concerned", ((words(_person(judgement)),),))
    yield from words_row("Shift", judgement.time_bracket)
    yield from words_row("Risk theme", judgement.risk_theme)
    yield from words_row("Mechanism", key_words(judgement.mechanism))
    yield from row("Repeat of", (view.ids(judgement.repeat_of),) if judgement.repeat_of else ())
    yield from row(
        "Judged not to be a repeat of",
        tuple(
            spaced((view.id(r.near_miss), *_said(r.reason))) for r in judgement.not_repeat_of
        ),
    )
    yield from _told_outside(judgement)


def _said(text: str) -> tuple[Piece, ...]:
    return (said(text),) if text else ()


def prevention(view: View, entry: Prevention) -> Line:
    """One thing that stopped harm, with what is recorded of it."""
    facts = []
    if entry.mode:
        facts.append(f"Mode: {entry.mode}.")
    if entry.control_class:
        facts.append(f"Class: {entry.control_class}.")
    if entry.needed_memory is not None:
        facts.append("It needed memory." if entry.needed_memory else "It needed no memory.")
    if entry.decisive is not None:
        facts.append(
            "Without it, harm would have come." if entry.decisive else "It was not decisive."
        )
    if entry.by_role:
        facts.append(f"By: {view.role(entry.by_role)}.")
    control: tuple[Piece, ...] = ()
    if entry.control:
        control = (words("Control:"), view.id(entry.control))
    elif entry.no_control:
        control = (words("No control."),)
    return spaced((said(entry.what), *control, *((words(" ".join(facts)),) if facts else ())))


def close_lines(close: HowClose | None) -> Lines:
    """How close it came to harm."""
    if close is None:
        return ()
    measured = ""
    if close.value is not None:
        measured = f"{close.value:g} {close.measure or '(measure not recorded)'}"
    left = {
        "": "How many controls were left before harm is not recorded.",
        "unknown": "How many controls were left before harm is unknown.",
        "0": "No control was left before harm.",
        "1": "1 control was left before harm.",
    }.get(close.controls_left, f"{close.controls_left} controls were left before harm.")
    return (
        spaced(
            (
                words(f"{measured or 'The distance is not recorded'}."),
                words(left),
                *_said(close.note),
            )
        ),
    )


def _time_critical(judgement: Judgement) -> str:
    critical = judgement.time_critical
    if critical is None:
        return ""
    parts = [yes_no(critical.is_so)]
    if critical.item_type:
        parts.append(critical.item_type)
    if critical.due:
        parts.append(f"due {critical.due}")
    if critical.tolerance_minutes is not None:
        parts.append(f"leeway {counted(critical.tolerance_minutes, 'minute')}")
    return upper_first(", ".join(parts))


_RELATIONS: Final = {"one": "one person", "several": "several people", "none yet": "nobody yet"}
_INFORMED: Final = {"yes": "told", "no": "not told", "not applicable": "nobody to tell"}


def _person(judgement: Judgement) -> str:
    person = judgement.person_affected
    if person is None:
        return ""
    parts = [_RELATIONS.get(person.relation, person.relation)]
    if person.informed:
        parts.append(_INFORMED.get(person.informed, person.informed))
    if person.on:
        parts.append(f"on {day(person.on)}")
    return upper_first(", ".join(parts))


def _told_outside(judgement: Judgement) -> Iterator[Row]:
    lines = outside_lines(judgement)
    if lines:
        yield Row("Told to others outside", lines)


def outside_lines(judgement: Judgement) -> Lines:
    """Whether anyone outside had to be told, and was."""
    if judgement.none_apply:
        return (spaced((words("No outside report applies:"), said(judgement.none_apply))),)
    return tuple(
        spaced(
            (
                words(f"{upper_first(report.scheme)}: {report.decision or 'not decided'}."),
                *_said(report.reason),
                *((words(f"On {day(report.on)}."),) if report.on else ()),
                *_said(report.ref),
            )
        )
        for report in judgement.external_reporting
    )


# 2 Reviewed


def _reviewed(view: View) -> Iterator[Step]:
    for review in view.trail.reviews:
        yield _review(view, review)
    if not view.trail.reviews:
        yield from _missing(
            view, 20, "Reviewed", step="reviewed", otherwise=(words("No review is recorded."),)
        )


def _review(view: View, review: Review) -> Step:
    nm = view.near_miss
    limit = view.limit("days-to-review", harm=harm_key(view.trail))
    noticed = nm.detected.date() if nm.detected else nm.event_day
    cause = _CAUSES.get(review.cause_confirmed, "Not recorded")
    return Step(
        20,
        review.reviewed_on,
        "Reviewed",
        dots(
            day(review.reviewed_on),
            _reviewer(view, review),
            view.taken(noticed, review.reviewed_on, "it was noticed", limit),
            (view.id(review.id),),
        ),
        ((said(review.cause),),) if review.cause else ((words("The cause is not recorded."),),),
        (
            *words_row("Cause confirmed", f"{cause}. Weakness in: {_weakness(review)}."),
            *row("Records read", _sources(review)),
            *row("What led to it", _sequence(review)),
            *row("What contributed", _contributions(review, view)),
            *row("What was meant to stop it", _barriers(view, review)),
            *_system(review),
            *_judgement(view, review.said),
            *row("Prevention verdict", (verdict_line(view, review),)),
            *_again(review),
            *_response(review),
            *row("The lesson", ((said(review.learning),),) if review.learning else _NOT_SAID),
            *row("Recommended", texts(review.recommended_action)),
            *said_row("What staff say", review.staff_views),
            *said_row("What people say", review.person_views),
            *row("The reporter was told", reporter_told(view, review)),
            *view.held_row(review),
        ),
        missing=False,
        record=review,
    )


_NOT_SAID: Final[Lines] = ((words("Not recorded"),),)
_CAUSES: Final = {"yes": "Yes", "partly": "Partly", "no": "No"}


def _weakness(review: Review) -> str:
    return listed(review.weakness_in) or "not recorded"


def _reviewer(view: View, review: Review) -> str:
    reviewer, reporter = review.reviewer_role, view.near_miss.recorded_by_role
    name = view.role(reviewer) or "reviewer not recorded"
    if not reviewer or not reporter:
        return name
    if reviewer == reporter:
        return f"{name}, the role that reported it"
    if view.register.same_person(reviewer, reporter):
        return f"{name}, held by the same person as the role that reported it"
    return f"{name}, not the role that reported it"


def _sources(review: Review) -> Lines:
    return tuple(
        spaced(
            (words(f"{upper_first(s.type)}:"), said(s.locator), words("Showed:"), said(s.showed))
        )
        for s in review.sources_examined
    )


def _sequence(review: Review) -> Lines:
    return tuple(
        spaced(
            (
                *_said(s.time),
                *_said(s.event),
                *((words("Source:"), said(s.source)) if s.source else ()),
            )
        )
        for s in review.sequence
    )


def _contributions(review: Review, view: View) -> Lines:
    del view
    return tuple(
        spaced((words(f"Ruled out: {c.factor}."), said(c.ruled_out)))
        if c.ruled_out
        else spaced((words(f"{c.factor}."), *_said(c.evidence)))
        for c in review.contributory
    )


def _barriers(view: View, review: Review) -> Lines:
    return tuple(
        spaced(
            (
                *view.named(b.control),
                words(f"{upper_first(b.type)}." if b.type else ""),
                words(f"How it stood: {b.state or 'not recorded'}."),
                *_said(b.note),
            )
        )
        for b in review.barriers
    )


def _system(review: Review) -> tuple[Row, ...]:
    if review.no_system_factor:
        line = spaced((words("None:"), said(review.no_system_factor)))
        return (Row("Weakness of the system", (line,)),)
    return said_row("Weakness of the system", review.system_factor)


def verdict_line(view: View, review: Review) -> Line:
    """Whether what stopped harm was reliable or accidental, and what that rests on."""
    tests: Line = ()
    if review.test_evidence:
        tests = (words("Tests:"), *view.ids(review.test_evidence))
    elif review.verdict:
        tests = (words("No test is named."),)
    return spaced((VERDICT_TAGS[review.verdict].piece, *_said(review.verdict_reason), *tests))


def _again(review: Review) -> Iterator[Row]:
    yield Row("Could it happen again?", (again_line(review),))


def again_line(review: Review) -> Line:
    """Whether it could happen again, how likely, and why."""
    likely = f", likelihood {review.likelihood} of 5" if review.likelihood is not None else ""
    answer = upper_first(review.could_happen_again) or "Not recorded"
    return spaced((strong(f"{answer}{likely}."), *_said(review.again_reason)))


def _response(review: Review) -> tuple[Row, ...]:
    if not review.response_level and not review.proportionality_reason:
        return ()
    return (
        Row(
            "Response level",
            (
                spaced(
                    (
                        words(f"{upper_first(review.response_level) or 'Not recorded'}."),
                        *_said(review.proportionality_reason),
                    )
                ),
            ),
        ),
    )


def reporter_told(view: View, review: Review) -> Lines:
    """Whether the reporter heard what came of it."""
    if not review.feedback_on and not review.feedback_route:
        return ()
    limit = view.limit("days-to-feedback")
    took = view.taken(review.reviewed_on, review.feedback_on, "the review", limit)
    how = (words("How:"), said(review.feedback_route)) if review.feedback_route else ()
    return (spaced((words(f"Yes, {day(review.feedback_on)}, {took}."), *how)),)


# 3 Exposure checked, and entered in the risk profile


def _first_review(view: View) -> date | None:
    return min((r.reviewed_on for r in view.trail.reviews if r.reviewed_on), default=None)


def _exposure_checked(view: View) -> Iterator[Step]:
    for check in view.trail.exposure_checks:
        yield _exposure(view, check)
    if not view.trail.exposure_checks:
        later = "No exposure check is recorded."
        if not view.trail.reviews:
            later = "Not due before the review is recorded."
        yield from _missing(
            view,
            30,
            "Exposure checked",
            step="exposure checked",
            kind="exposure_check",
            otherwise=(words(later),),
        )


def _exposure(view: View, check: ExposureCheck) -> Step:
    limit = view.limit("days-to-exposure-check")
    return Step(
        30,
        check.on,
        "Exposure checked",
        dots(
            day(check.on),
            view.role(check.by_role) or "role not recorded",
            view.taken(_first_review(view), check.on, "the review", limit),
            (view.id(check.id),),
        ),
        ((said(check.question),),) if check.question else (),
        (
            *row("Looked at", (_scope(view, check),)),
            *row("How", ((words(upper_first(check.method) or "Not recorded"),),)),
            *said_row("Found", check.found),
            *row("Exposed", (_exposed(check),)),
            *row("Immediate risk", (_immediate(check),)),
            *row("Audits made for it", (view.ids(check.audits),) if check.audits else ()),
            *row("Risk entry", (view.named(check.risk),) if check.risk else ()),
            *view.held_row(check),
        ),
        missing=False,
        record=check,
    )


def _scope(view: View, check: ExposureCheck) -> Line:
    sampled = "number not recorded" if check.sampled_n is None else f"{check.sampled_n:,}"
    population = "number not recorded" if check.population_n is None else f"{check.population_n:,}"
    return spaced(
        (
            words(f"{upper_first(sampled)} of {population}."),
            *_said(check.scope_items),
            *((words("Chosen:"), said(check.selection)) if check.selection else ()),
            *_scope_places(view, check),
        )
    )


def _scope_places(view: View, check: ExposureCheck) -> Iterator[Piece]:
    if check.scope_services:
        names = listed(view.names.service(s) for s in check.scope_services)
        yield words(f"Services: {names}.")
    if check.scope_units:
        yield words("Units:")
        yield said(listed(check.scope_units))


def _exposed(check: ExposureCheck) -> Line:
    number = "Number not recorded" if check.exposed_n is None else f"{check.exposed_n:,}"
    result = RESULTS.get(check.result, check.result)
    head = words(f"{number} of {check.sampled_n:,}:" if check.sampled_n else f"{number}:")
    look = {"exposed-open": "t-bad", "exposed-contained": "t-warn", "none-exposed": "t-plain"}
    if check.result in look:
        return spaced((head, _RESULT_TAGS[check.result]))
    return spaced((head, words(result or "result not recorded")))


_RESULT_TAGS: Final = {
    "exposed-open": tag("t-bad", RESULTS["exposed-open"]),
    "exposed-contained": tag("t-warn", RESULTS["exposed-contained"]),
    "none-exposed": tag("t-plain", RESULTS["none-exposed"]),
}


def _immediate(check: ExposureCheck) -> Line:
    at = f"At: {check.immediate_at}." if check.immediate_at else ""
    return spaced(
        (
            words(f"{upper_first(yes_no(check.immediate_risk))}."),
            *_said(check.immediate_action),
            *((words(at),) if at else ()),
        )
    )


def _entered(view: View) -> Iterator[Step]:
    for risk in view.trail.risks:
        yield _risk(view, risk)
    if view.trail.risks:
        return
    owed = [o for o in view.owed("exposure checked") if o.kind == "risk"]
    if owed:
        yield _open(32, "Entered in the risk profile", *((view.owed_piece(o),) for o in owed))


def _risk(view: View, risk: Risk) -> Step:
    entered = risk.score_before or risk.score_now
    on = entered.on if entered and entered.on else risk.day
    return Step(
        32,
        on,
        "Entered in the risk profile",
        dots(
            f"first scored {day(on)}" if on else "day not recorded",
            f"{view.role(risk.owner_role)}, owner" if risk.owner_role else "owner not recorded",
            (view.id(risk.id),),
        ),
        ((said(view.names.titled(risk).text),),),
        (
            *words_row("Why it is in the profile", listed(risk.why_in_profile)),
            *row("Score before", score_lines(risk.score_before)),
            *row("Score since", score_lines(risk.score_now)),
            *row("Score aimed at", score_lines(risk.score_target)),
            *words_row("Signs seen now", listed(as_words(s) for s in risk.signs_now)),
            *row("Controls", (view.ids(risk.controls),) if risk.controls else ()),
            *words_row("Next review", day(risk.review_due, "")),
            *row(
                "Accepted by", (view.named(risk.tolerance_decision),) if risk.tolerance_decision else ()
            ),
        ),
        missing=False,
        record=risk,
    )


def score_lines(score: Score | None) -> Lines:
    """A score of the risk matrix, with its day and its reason."""
    if score is None:
        return ()
    return (
        spaced(
            (
                words(
                    f"{score.value} of 25 (consequence {score.consequence}, likelihood "
                    f"{score.likelihood}), {day(score.on)}."
                ),
                *_said(score.reason),
            )
        ),
    )


# 4 Control changed, 5 staff briefed


def no_change(view: View) -> GovernanceDecision | None:
    """The decision that no control need be changed, where none was."""
    if view.trail.changes:
        return None
    return next((d for d in view.trail.decisions if d.decision == NO_CHANGE), None)


def _not_needed(decision: GovernanceDecision) -> Line:
    return (words("Not needed: "), said(decision.reason or "no reason is recorded"))


def _changed(view: View) -> Iterator[Step]:
    for change in view.trail.changes:
        yield _change(view, change)
    if view.trail.changes:
        return
    decided = no_change(view)
    if decided:
        yield _open(40, "Control changed", (*_not_needed(decided), words(" "), view.id(decided.id)))
        return
    later = "No control change is recorded."
    if not view.trail.reviews:
        later = "Not due before the review is recorded."
    yield from _missing(
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
            view.taken(_first_review(view), change.effective_from, "the review", limit),
            (view.id(change.id),),
        ),
        (
            *(((words("Before: "), said(change.before)),) if change.before else ()),
            *(((words("Now: "), said(change.after)),) if change.after else ()),
        ),
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
        record=change,
    )


def _control_rows(view: View, change: ControlChange) -> Iterator[Row]:
    control = next((c for c in view.trail.controls if c.id == change.control), None)
    if control is None:
        return
    yield from said_row("What it is for", control.purpose)
    memory = {True: "It depends on memory.", False: "It does not depend on memory."}
    of = _CLASSES.get(control.control_class, "Class not recorded.")
    kind = f" {upper_first(control.barrier_type)}." if control.barrier_type else ""
    depends = memory.get(control.depends_on_memory) if control.depends_on_memory is not None else ""
    yield from words_row("Class", f"{of}{kind} {depends or 'Memory: not recorded.'}")
    embedded = _EMBEDDED.get(control.embedded, "Not recorded.")
    yield Row("Embedded?", (spaced((words(embedded), *_said(control.embedded_evidence))),))
    every = f"Every {control.test_interval}." if control.test_interval else ""
    if control.how_tested or every:
        yield Row(
            "How it is tested",
            (spaced((*_said(control.how_tested), *((words(every),) if every else ()))),),
        )


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
                words(f"{change.stronger_option}. Why not:"),
                said(change.stronger_why_not or "not recorded"),
            )
        ),
    )


def _verification(view: View, change: ControlChange) -> Lines:
    verify = change.verify
    if verify is None:
        return _NOT_SAID
    by = view.role(verify.verifier_role) or "role not recorded"
    return (
        spaced(
            (
                *_said(verify.method),
                words(f"Due {day(verify.due)}, by: {by}."),
                *((view.id(verify.audit),) if verify.audit else ()),
            )
        ),
    )


def _briefed(view: View) -> Iterator[Step]:
    told = [c for c in view.trail.changes if c.communication]
    for change in told:
        yield _briefing(view, change)
    if told:
        return
    later = "Not due before a control is changed."
    if view.trail.changes:
        later = "No record says that staff were told of the change."
    elif no_change(view):
        later = "Not needed: no control was changed."
    yield from _missing(view, 50, "Staff briefed", step="briefed", otherwise=(words(later),))


def _briefing(view: View, change: ControlChange) -> Step:
    told = change.communication
    if told is None:
        raise AssertionError(change.id)
    if told.none_needed and not told.on:
        lead: Line = (words("No briefing was needed: "), said(told.none_needed))
        return Step(50, change.effective_from, "Staff briefed", (), (lead,), (), missing=False, record=change)
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
        record=change,
    )


def reached(number: int | None, of: int | None) -> Lines:
    """How many were reached, and how many were not."""
    if number is None or of is None:
        return ((words("How many of how many is not recorded."),),)
    lines: list[Line] = [(words(f"{number:,} of {of:,}"),)]
    if number < of:
        lines.append((gap(f"{of - number:,} of {of:,} not recorded as told."),))
    return tuple(lines)


# 6 Monitoring planned, 7 checked


def _planned(view: View) -> Iterator[Step]:
    for plan in view.trail.plans:
        yield _plan(view, plan)
    if view.trail.plans:
        return
    later = "Not due before a control is changed."
    if view.trail.changes:
        later = "No monitoring plan is recorded."
    elif no_change(view):
        later = "Not needed: no control was changed."
    yield from _missing(
        view, 60, "Monitoring planned", step="monitored", otherwise=(words(later),)
    )


def _plan(view: View, plan: MonitoringPlan) -> Step:
    target = plan.target
    start = target.start if target else None
    changed = min((c.effective_from for c in view.trail.changes if c.effective_from), default=None)
    limit = view.limit("days-to-plan")
    known = plan.known_from
    took = view.taken(changed, known, "the change took effect", limit) if changed and known else ""
    every = f"every {plan.interval}" if plan.interval else "interval not recorded"
    reviewer = view.role(plan.reviewer_role) or "reviewer not recorded"
    return Step(
        60,
        known or start,
        "Monitoring planned",
        dots(
            f"starts {day(start)}" if start else "start not recorded",
            f"{reviewer}, {every}",
            took,
            (view.id(plan.id),),
        ),
        ((said(target.statement),),) if target and target.statement else (),
        (
            *row("Baseline", baseline_lines(view, plan)),
            *row("Changes that it watches", (view.ids(plan.control_changes),) if plan.control_changes else ()),
            *row("Risk entry", (view.named(plan.risk),) if plan.risk else ()),
            *words_row("Who decides", view.role(plan.governance_group) or "Not recorded"),
            *words_row("Decision due", day(plan.governance_due, "Not recorded")),
        ),
        missing=False,
        record=plan,
    )


def baseline_lines(view: View, plan: MonitoringPlan) -> Lines:
    """How things stood before, or why that is not known."""
    base = plan.baseline
    if base is None:
        return _NOT_SAID
    if base.not_measured:
        return (
            spaced(
                (
                    words("Not measured:"),
                    said(base.not_measured),
                    words(f"To be measured by {day(base.measure_by)}."),
                )
            ),
        )
    facts = []
    if base.count is not None:
        facts.append(f"Count: {base.count:,}.")
    if base.period:
        facts.append(f"From {day(base.period.first)} to {day(base.period.last)}.")
    return (
        spaced(
            (
                *_said(base.statement),
                *((words(" ".join(facts)),) if facts else ()),
                *((words("Activity:"), view.id(base.activity)) if base.activity else ()),
            )
        ),
    )


def _checked(view: View) -> Iterator[Step]:
    for plan in view.trail.plans:
        yield from _checks(view, plan)
    if view.trail.plans:
        return
    later = "Not due before there is a monitoring plan."
    if no_change(view):
        later = "Not needed: no control was changed."
    yield from _missing(view, 70, "Monitoring checks", step="checked", otherwise=(words(later),))


def _checks(view: View, plan: MonitoringPlan) -> Iterator[Step]:
    checks = [c for c in view.trail.checks if c.plan == plan.id]
    start = plan.target.start if plan.target else None
    if not checks:
        begins = f" The plan starts on {day(start)}." if start else ""
        yield _open(70, "Monitoring checks", (words(f"No monitoring check is recorded.{begins}"),))
        return
    done = [c for c in checks if c.done_on and not c.missed]
    missed = [c for c in checks if c.missed]
    planned = plan.target.checks_planned if plan.target else None
    first, last = checks[0].day, checks[-1].day
    span = day(first) if first == last else f"{day(first)} to {day(last)}"
    of = f" of {planned} planned" if planned is not None else ""
    lead = [f"{counted(len(done), 'check')} done{of}."]
    if missed:
        lead.append(f"{counted(len(missed), 'check')} missed, with the reason.")
    yield Step(
        70,
        first,
        "Monitoring checks",
        dots(span, view.role(plan.reviewer_role)),
        ((words(" ".join(lead)),),),
        (
            *row("Longest gap", _longest(done, start, plan)),
            *(Row(_check_term(c), _check(view, plan, c)) for c in checks),
        ),
        missing=False,
    )


def _check_term(check: MonitoringCheck) -> str:
    if check.missed or not check.done_on:
        return f"Due {day(check.due)}"
    return day(check.done_on)


def _longest(done: list[MonitoringCheck], start: date | None, plan: MonitoringPlan) -> Lines:
    """The longest time without a check: from the start to the first, and between checks."""
    days = [c.done_on for c in done if c.done_on]
    if start and days and days[0] >= start:
        days.insert(0, start)
    if len(days) < 2:
        return ()
    longest = max((later - earlier).days for earlier, later in pairwise(days))
    limit = plan.target.checks_every_days if plan.target else None
    planned = f" (planned: at most {limit})" if limit is not None else ""
    return ((words(f"{counted(longest, 'day')}{planned}"),),)


def _check(view: View, plan: MonitoringPlan, check: MonitoringCheck) -> Lines:
    head: list[Piece] = []
    if check.missed:
        head += [tag("t-warn", "Missed"), said(check.missed)]
    elif not check.done_on:
        head.append(words("Not recorded as done."))
    elif check.due and check.due != check.done_on:
        head.append(words(f"Due {day(check.due)}."))
    head += [*_by_words(view, check.by_role), view.id(check.id)]
    lines: list[Line] = [spaced(head)]
    titles = {m.id: m.title for m in view.trail.watch_of(plan).measures}
    lines += [
        (words(f"{titles.get(measure) or key_words(measure)}: "), said(value))
        for measure, value in check.values
    ]
    signs = {s.id: s.text for s in view.trail.watch_of(plan).early_warning_signs}
    lines += [
        spaced(
            (
                words("Sign seen:"),
                said(signs.get(seen.sign, key_words(seen.sign))),
                *_said(seen.evidence),
            )
        )
        for seen in check.signs_seen
    ]
    lines += hit_lines(view, plan.id, check.triggers_hit)
    if check.action:
        lines.append((words("Done about it: "), said(check.action)))
    if check.note:
        lines.append((words("Note: "), said(check.note)))
    if check.source_ref:
        lines.append((words("Held: "), *view.held(check.source_ref)))
    return tuple(lines)


def _by_words(view: View, role: RecordId | None) -> tuple[Piece, ...]:
    return (words(f"{view.role(role)}."),) if role else ()


def hit_lines(view: View, plan: RecordId | None, hits: Iterable[TriggerHit]) -> list[Line]:
    """The triggers that a record reports as hit."""
    known = {
        t.id: t.text
        for p, watch in zip(view.trail.plans, view.trail.watches, strict=True)
        if plan in (None, p.id)
        for t in watch.triggers
    }
    return [
        spaced(
            (
                words("Trigger hit:"),
                said(known.get(hit.trigger, key_words(hit.trigger))),
                *_said(hit.evidence),
                *((words("Done on the spot:"), said(hit.action)) if hit.action else ()),
            )
        )
        for hit in hits
    ]


# 8 Escalated


def _escalated(view: View) -> Iterator[Step]:
    for escalation in view.trail.escalations:
        yield _escalation(view, escalation)
    if view.trail.escalations:
        return
    if view.trail.stage is Stage.WITHDRAWN:
        yield from _missing(view, 80, "Escalated", step="escalated", otherwise=())
    elif _anything_seen(view):
        yield _open(
            80,
            "Escalated",
            (words("Nothing is recorded as escalated. See “Warning signs and triggers”."),),
        )
    elif view.trail.plans:
        yield _open(
            80, "Escalated", (words("Not needed: no sign is recorded as seen, no trigger as hit."),)
        )
    else:
        yield _open(80, "Escalated", (words("Not needed: there is no plan with triggers."),))


def _anything_seen(view: View) -> bool:
    return any(
        (
            *(c.signs_seen or c.triggers_hit for c in view.trail.checks),
            *(a.triggers_hit for a in view.trail.audits),
            *(p.triggers_hit for p in view.trail.practice),
        )
    )


def _escalation(view: View, escalation: Escalation) -> Step:
    watch = next(
        (
            w
            for p, w in zip(view.trail.plans, view.trail.watches, strict=True)
            if p.id == escalation.plan
        ),
        None,
    )
    named = {t.id: t.text for t in watch.triggers} if watch else {}
    named |= {s.id: s.text for s in watch.early_warning_signs} if watch else {}
    term, key = ("Trigger", escalation.trigger) if escalation.trigger else ("Sign", escalation.sign)
    return Step(
        80,
        escalation.on,
        "Escalated",
        dots(
            day(escalation.on),
            view.role(escalation.by_role) or "role not recorded",
            (view.id(escalation.id),),
        ),
        (spaced((said(escalation.option), words("To:"), said(escalation.to))),),
        (
            *(said_row(term, named.get(key, key_words(key))) if key else ()),
            *row("Raised from", (view.named(escalation.raised_from),) if escalation.raised_from else ()),
            *words_row("Answer due", day(escalation.due, "")),
            *row("Answer", answer_lines(escalation)),
            *said_row("What came of it", escalation.effect),
            *words_row("Closed", day(escalation.closed_on, "Not recorded as closed")),
            *row(
                "Where it is held",
                (view.held(escalation.source_ref),) if escalation.source_ref else (),
            ),
        ),
        missing=False,
        record=escalation,
    )


def answer_lines(escalation: Escalation) -> Lines:
    """What was answered, and when."""
    if not escalation.response:
        return ((gap("No answer is recorded."),),)
    on = f"On {day(escalation.answered_on)}." if escalation.answered_on else "Day not recorded."
    return (spaced((said(escalation.response), words(on))),)


# 9 Audited, and followed up


def _audited(view: View) -> Iterator[Step]:
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
    yield from _missing(
        view, 100, "Follow-up audit", step="audited", kind="audit", otherwise=(words(later),)
    )


def _no_follow_up(view: View, change: ControlChange) -> Iterator[Step]:
    owed = [o for o in view.owed("audited") if o.record == change.id]
    lead = [(view.owed_piece(o),) for o in owed] or [
        (words("No independent follow-up audit of this change is recorded: "), view.id(change.id))
    ]
    yield _open(100, "Follow-up audit", *lead)


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
            *words_row("Kind", upper_first(sort) if counts else ""),
            *row("Looked at", (_sample(audit),)),
            *words_row("Shifts", listed(audit.shifts) or "Not recorded"),
            *said_row("With", audit.tool),
            *row("Met", criteria(audit)),
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
        record=audit,
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
    return spaced((words(f"{audit.sample_n:,}{of}."), *_said(audit.selection)))


def criteria(audit: Audit) -> Lines:
    """Each thing that an audit looked at, and how often it was met."""
    return tuple(
        spaced(
            (
                said(c.what),
                strong(met(c.met, c.of)),
                *((words("Covers:"), said(c.covers)) if c.covers else ()),
            )
        )
        for c in audit.criteria
    ) or ((words("No criterion is recorded."),),)


def met(number: int | None, of: int | None) -> str:
    """So many of so many."""
    return f"{'?' if number is None else number} of {'?' if of is None else of}"


# 11 Staff and people asked


def _asked(view: View) -> Iterator[Step]:
    practice, trail = view.trail.practice, view.trail
    if not practice:
        later = (
            "No practice evidence is recorded: nobody is recorded as asked."
            if trail.stage is not Stage.WITHDRAWN
            else ""
        )
        yield from _missing(
            view, 110, "Staff and people asked", step="asked", otherwise=(words(later),)
        )
        return
    first, last = practice[0].on, practice[-1].on
    yield Step(
        110,
        first,
        "Staff and people asked",
        dots(day(first) if first == last else f"{day(first)} to {day(last)}"),
        ((words("What they said, in the words of whoever wrote it down."),),),
        (
            *(
                Row(VOICES.get(p.subtype, upper_first(p.subtype)), voice_lines(view, p))
                for p in practice
            ),
            *_told(view),
        ),
        missing=False,
    )


def voice_lines(view: View, practice: PracticeEvidence) -> Lines:
    """Who was asked what, and what they said."""
    asked = "?" if practice.asked is None else f"{practice.asked:,}"
    answered = "?" if practice.answered is None else f"{practice.answered:,}"
    lines: list[Line] = [
        spaced(
            (
                words(f"{day(practice.on)}: {asked} asked, {answered} answered."),
                *_said(practice.question),
                view.id(practice.id),
            )
        )
    ]
    if practice.summary:
        lines.append((said(practice.summary),))
    if practice.themes:
        lines.append((words("Themes: "), said(listed(practice.themes))))
    bears = [*view.named(practice.bears_on_control)]
    if practice.bears_on_measure:
        bears.append(words(f"measure {as_words(practice.bears_on_measure)}"))
    if practice.bears_on_plan and not bears:
        bears += view.named(practice.bears_on_plan)
    if practice.supports:
        supports = SUPPORTS.get(practice.supports, practice.supports)
        lines.append(spaced((words(supports), *((words("It bears on:"), *bears) if bears else ()))))
    lines += hit_lines(view, practice.plan or practice.bears_on_plan, practice.triggers_hit)
    if practice.cqc_category:
        lines.append((words(f"CQC evidence category: {practice.cqc_category}"),))
    if practice.source_ref:
        lines.append((words("Held: "), *view.held(practice.source_ref)))
    return tuple(lines)


def _told(view: View) -> Iterator[Row]:
    yield Row("The person was told", (person_told(view),))
    told = [line for r in view.trail.reviews for line in reporter_told(view, r)]
    yield Row("The reporter was told", tuple(told) or reporter_not_told(view))


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


def reporter_not_told(view: View) -> Lines:
    """What is said where no feedback to the reporter is recorded."""
    owed = view.owed("told")
    if owed:
        return tuple((view.owed_piece(o),) for o in owed)
    if view.near_miss.anonymous:
        return ((words("Reported anonymously, so nobody can be told in person."),),)
    return ((words("Not due before the review is recorded."),),)


# 12 Governed, 13 shared, 14 closed


def _governed(view: View) -> Iterator[Step]:
    for decision in view.trail.decisions:
        yield _decision(view, decision)
    owed = [o for o in view.owed("governed") if o.kind == "governance_decision"]
    if view.trail.decisions:
        for one in owed:
            yield _open(120, "Decision", (view.owed_piece(one),))
        return
    later = "Not due before there is a monitoring plan, or a decision that no change is needed."
    if view.trail.plans:
        later = "No decision is recorded."
    yield from _missing(view, 120, "Decision", step="governed", otherwise=(words(later),))


def _decision(view: View, decision: GovernanceDecision) -> Step:
    plan = next((p for p in view.trail.plans if p.id == decision.plan), None)
    due = f"due {day(plan.governance_due)}" if plan and plan.governance_due else ""
    return Step(
        120,
        decision.on,
        "Decision",
        dots(
            day(decision.on),
            view.role(decision.group) or "group not recorded",
            due,
            (view.id(decision.id),),
        ),
        (spaced((strong(decision_words(decision) + "."), *_said(decision.reason))),),
        (
            *row("Risk that remains", _or_gap(decision.risk_remaining)),
            *row("Period covered", (_covered(decision, plan),)),
            *row("Evidence reviewed", _reviewed_evidence(view, decision)),
            *row("Repeats found", (_repeats(view, decision),)),
            *row("Asked", _or_gap(decision.challenge_asked)),
            *row("Answered", _or_gap(decision.challenge_answer)),
            *row("What the minutes say of the trend", trend_lines(decision)),
            *row("Actions", _actions(view, decision)),
            *words_row("Next review", day(decision.next_review, "")),
            *words_row("Who was there", listed(view.role(r) for r in decision.roles_present)),
            *row("Where it is held", (minute_line(view, decision),)),
        ),
        missing=False,
        record=decision,
    )


def decision_words(decision: GovernanceDecision) -> str:
    """What was decided."""
    return DECISIONS.get(decision.decision, upper_first(as_words(decision.decision)))


def _or_gap(text: str) -> Lines:
    return ((said(text),),) if text else ((words("Not recorded"),),)


def _covered(decision: GovernanceDecision, plan: MonitoringPlan | None) -> Line:
    period = decision.period_covered
    if period is None:
        return (words("Not recorded"),)
    text = f"{day(period.first)} to {day(period.last)}"
    if plan is None:
        return (words(text),)
    whole = covers_target(decision, plan)
    return (words(f"{text}, {'' if whole else 'not '}the whole target window"),)


def _reviewed_evidence(view: View, decision: GovernanceDecision) -> Lines:
    if not decision.evidence_reviewed:
        return ((words("No record is listed."),),)
    return (view.ids(decision.evidence_reviewed),)


def _repeats(view: View, decision: GovernanceDecision) -> Line:
    if not decision.repeats_found:
        return (words("Not recorded"),)
    return spaced((words(upper_first(decision.repeats_found)), *view.ids(decision.repeats)))


def trend_lines(decision: GovernanceDecision) -> Lines:
    """The minuted trend, as a quotation: it is what people wrote, not what was counted."""
    if not decision.minuted_trend:
        return ()
    return (
        (
            words(f"“{upper_first(decision.minuted_trend)}.” "),
            words("These are the minutes’ words. This version computes none of its own."),
        ),
    )


def _actions(view: View, decision: GovernanceDecision) -> Lines:
    return tuple(
        spaced(
            (
                said(a.what),
                words(
                    f"{view.role(a.owner_role) or 'owner not recorded'}, "
                    f"{'due ' + day(a.due) if a.due else 'no day set'}."
                ),
            )
        )
        for a in decision.actions
    )


def minute_line(view: View, decision: GovernanceDecision) -> Line:
    """Where the minutes are."""
    if decision.source_ref:
        return spaced((*view.held(decision.source_ref), *_said(decision.minute_ref)))
    group = view.role(decision.group)
    return spaced(
        (
            words("Minutes:"),
            *(_said(decision.minute_ref) or (words("place not recorded"),)),
            *((words(f"of {group}"),) if group else ()),
        )
    )


def _shared(view: View) -> Iterator[Step]:
    yield from _missing(
        view,
        130,
        "Shared with other services",
        step="shared",
        otherwise=(words("Nothing is recorded about sharing this with other services."),),
    )


def _closed(view: View) -> Iterator[Step]:
    trail = view.trail
    closing = trail.closed_by
    if closing:
        yield Step(
            140,
            closing.on,
            "Closed, no change needed" if _closed_without_change(closing) else "Closed",
            dots(day(closing.on), view.role(closing.group), (view.id(closing.id),)),
            ((words("Closed by this decision, with the evidence that a close needs."),),),
            (),
            missing=False,
        )
    if trail.stage is Stage.REOPENED and trail.reopened_by:
        yield _reopened(view, trail.reopened_by)
    elif not closing:
        yield _not_closed(view)


def _closed_without_change(decision: GovernanceDecision) -> bool:
    return decision.decision == NO_CHANGE


def _reopened(view: View, by: NearMiss | GovernanceDecision) -> Step:
    if isinstance(by, NearMiss):
        on, why = by.event_day, "The same thing nearly happened again:"
    else:
        on, why = by.on, "A decision opened it again:"
    return Step(
        150,
        on,
        "Reopened",
        dots(day(on)),
        (spaced((words(why), *view.named(by.id))),),
        (),
        missing=False,
    )


def _not_closed(view: View) -> Step:
    if view.trail.stage is Stage.WITHDRAWN:
        return _open(140, "Withdrawn", (words(STAGES[Stage.WITHDRAWN]),))
    review = next(
        (d.next_review for d in reversed(view.trail.decisions) if d.next_review), None
    )
    owed = len(view.work)
    lead = STAGES[view.trail.stage]
    if owed:
        lead += f" {upper_first(spelled(owed, 'thing'))} {'is' if owed == 1 else 'are'} still owed."
    when = f"Next review {day(review)}" if review else ""
    return _open(140, "Not closed", (words(lead),), when=when)


_MAKERS: Final[tuple[Callable[[View], Iterator[Step]], ...]] = (
    _recorded,
    _reviewed,
    _exposure_checked,
    _entered,
    _changed,
    _briefed,
    _planned,
    _checked,
    _escalated,
    _audited,
    _asked,
    _governed,
    _shared,
    _closed,
)


