"""The first steps of a trail: the near miss is recorded, and reviewed by another role."""

from collections.abc import Iterator
from typing import Final

from closecall.model.fields import RecordId
from closecall.model.near_miss import HowClose, Judgement, NearMiss, Prevention
from closecall.model.review import Review
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Row,
    dots,
    exact,
    gap,
    said,
    spaced,
    strong,
    words,
)
from closecall.pages.trail.step import NO_ROLE, NOT_SAID, Step, missing_step, quoted
from closecall.pages.trail.words import View, row, said_row, texts, words_row
from closecall.pages.words import (
    VERDICT_TAGS,
    clock,
    counted,
    day,
    elapsed,
    key_words,
    listed,
    moment_words,
    upper_first,
    yes_no,
)
from closecall.rules.case import harm_key

# Near miss recorded


def recorded(view: View) -> Iterator[Step]:
    """The report."""
    nm = view.near_miss
    by = view.role(nm.recorded_by_role)
    if nm.anonymous:
        by = f"reported anonymously, entered by {by}" if by else "reported anonymously"
    yield Step(
        10,
        nm.recorded.date() if nm.recorded else nm.event_day,
        "Near miss recorded",
        dots(_noticed(nm), by, _time_to_record(view)),
        (),
        (
            *words_row("Happened", moment_words(nm.occurred) if nm.occurred else ""),
            *said_row("Where", nm.place),
            *words_row("Area of care", upper_first(listed(nm.domains))),
            *words_row("Form that it took", upper_first(nm.event_form)),
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
        who=view.role(nm.recorded_by_role) or NO_ROLE,
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


def _by(view: View, role: RecordId | None) -> tuple[Html, ...]:
    return (words(f"By: {view.role(role)}."),) if role else ()


def _source(view: View, nm: NearMiss) -> tuple[Row, ...]:
    if nm.source_ref is None:
        text = (
            "The event’s own log entry is not named yet." if nm.source_not_yet else "Not recorded"
        )
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
            (spaced((words(upper_first(harm.worst) + "."), *quoted(harm.reason))),),
        )
    if judgement.person_affected:
        yield Row("Person concerned", ((words(_person(judgement)),),))
    yield from words_row("Shift", judgement.time_bracket)
    yield from words_row("Risk theme", judgement.risk_theme)
    yield from row("Mechanism", mechanism_lines(view, judgement.mechanism))
    yield from row("Repeat of", (view.ids(judgement.repeat_of),) if judgement.repeat_of else ())
    yield from row(
        "Judged not to be a repeat of",
        tuple(spaced((view.id(r.near_miss), *quoted(r.reason))) for r in judgement.not_repeat_of),
    )
    yield from _told_outside(judgement)


def mechanism_lines(view: View, mechanism: str) -> Lines:
    """The short key of a mechanism, and what a plan template calls it."""
    if not mechanism:
        return ()
    title = view.lookup.mechanisms.get(mechanism, "")
    return (spaced((*quoted(title), exact(mechanism))),)


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
    control: tuple[Html, ...] = ()
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
                *quoted(close.note),
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
                *quoted(report.reason),
                *((words(f"On {day(report.on)}."),) if report.on else ()),
                *quoted(report.ref),
            )
        )
        for report in judgement.external_reporting
    )


# Reviewed


def reviewed(view: View) -> Iterator[Step]:
    """Every review; else what is owed."""
    for review in view.trail.reviews:
        yield _review(view, review)
    if not view.trail.reviews:
        yield from missing_step(
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
            *row("What contributed", _contributions(review)),
            *row("What was meant to stop it", _barriers(view, review)),
            *_system(review),
            *_judgement(view, review.said),
            *row("Prevention verdict", (verdict_line(view, review),)),
            *_again(review),
            *_response(review),
            *row("The lesson", ((said(review.learning),),) if review.learning else NOT_SAID),
            *row("Recommended", texts(review.recommended_action)),
            *said_row("What staff say", review.staff_views),
            *said_row("What people say", review.person_views),
            *row("The reporter was told", _reporter_told(view, review)),
            *view.held_row(review),
        ),
        missing=False,
        who=view.role(review.reviewer_role) or NO_ROLE,
    )


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
                *((words(f"{s.time}:"),) if s.time else ()),
                *quoted(s.event),
                *((words("Source:"), said(s.source)) if s.source else ()),
            )
        )
        for s in review.sequence
    )


def _contributions(review: Review) -> Lines:
    return tuple(
        spaced((words(f"Ruled out: {c.factor}."), said(c.ruled_out)))
        if c.ruled_out
        else spaced((words(f"{c.factor}."), *quoted(c.evidence)))
        for c in review.contributory
    )


def _barriers(view: View, review: Review) -> Lines:
    return tuple(
        spaced(
            (
                *view.named(b.control),
                *((words(f"{upper_first(b.type)}."),) if b.type else ()),
                words(f"How it stood: {b.state or 'not recorded'}."),
                *quoted(b.note),
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
    return spaced((VERDICT_TAGS[review.verdict].piece, *quoted(review.verdict_reason), *tests))


def _again(review: Review) -> Iterator[Row]:
    yield Row("Could it happen again?", (again_line(review),))


def again_line(review: Review) -> Line:
    """Whether it could happen again, how likely, and why."""
    likely = f", likelihood {review.likelihood} of 5" if review.likelihood is not None else ""
    answer = upper_first(review.could_happen_again) or "Not recorded"
    return spaced((strong(f"{answer}{likely}."), *quoted(review.again_reason)))


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
                        *quoted(review.proportionality_reason),
                    )
                ),
            ),
        ),
    )


def _reporter_told(view: View, review: Review) -> Lines:
    """Whether the reporter heard what came of it; where no review says so, the last says that."""
    if not review.feedback_on and not review.feedback_route:
        told = any(r.feedback_on or r.feedback_route for r in view.trail.reviews)
        return () if told or review is not view.trail.reviews[-1] else _reporter_not_told(view)
    limit = view.limit("days-to-feedback")
    took = view.taken(review.reviewed_on, review.feedback_on, "it was reviewed", limit)
    how = (words("How:"), said(review.feedback_route)) if review.feedback_route else ()
    return (spaced((words(f"Yes, {day(review.feedback_on)}, {took}."), *how)),)


def _reporter_not_told(view: View) -> Lines:
    """What is said where no feedback to the reporter is recorded."""
    owed = view.owed("told")
    if owed:
        return tuple((view.owed_piece(o),) for o in owed)
    if view.near_miss.anonymous:
        return ((words("Reported anonymously, so nobody can be told in person."),),)
    return NOT_SAID
