"""Who else is exposed, and what of it is entered in the risk profile."""

from collections.abc import Iterator
from typing import Final

from closecall.model.control import ExposureCheck, Risk, Score
from closecall.model.days import parse_moment
from closecall.pages.context import title_of
from closecall.pages.markup import Html, Line, Lines, dots, said, spaced, tag, words
from closecall.pages.trail.step import (
    NO_ROLE,
    Step,
    first_review,
    missing_step,
    owed_step,
    quoted,
)
from closecall.pages.trail.words import View, row, said_row, words_row
from closecall.pages.words import RESULTS, as_words, day, listed, moment_words, upper_first, yes_no


def exposure_checked(view: View) -> Iterator[Step]:
    """Every exposure check; else what is owed."""
    for check in view.trail.exposure_checks:
        yield _exposure(view, check)
    if not view.trail.exposure_checks:
        later = "No exposure check is recorded."
        if not view.trail.reviews:
            later = "Not due before the review is recorded."
        yield from missing_step(
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
            view.taken(first_review(view), check.on, "it was reviewed", limit),
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
        who=view.role(check.by_role) or NO_ROLE,
    )


def _scope(view: View, check: ExposureCheck) -> Line:
    sampled = "number not recorded" if check.sampled_n is None else f"{check.sampled_n:,}"
    population = "number not recorded" if check.population_n is None else f"{check.population_n:,}"
    return spaced(
        (
            words(f"{upper_first(sampled)} of {population}."),
            *quoted(check.scope_items),
            *((words("Chosen:"), said(check.selection)) if check.selection else ()),
            *_scope_places(view, check),
        )
    )


def _scope_places(view: View, check: ExposureCheck) -> Iterator[Html]:
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
    moment = parse_moment(check.immediate_at)
    at = (
        f"At: {moment_words(moment) if moment else check.immediate_at}."
        if check.immediate_at
        else ""
    )
    return spaced(
        (
            words(f"{upper_first(yes_no(check.immediate_risk))}."),
            *quoted(check.immediate_action),
            *((words(at),) if at else ()),
        )
    )


def entered(view: View) -> Iterator[Step]:
    """Every entry of the risk profile that comes from it; else what is owed."""
    for risk in view.trail.risks:
        yield _risk(view, risk)
    if view.trail.risks:
        return
    owed = [o for o in view.owed("exposure checked") if o.kind == "risk"]
    if owed:
        yield owed_step(view, 32, "Entered in the risk profile", owed)


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
        ((said(title_of(risk)),),),
        (
            *words_row("Why it is in the profile", upper_first(listed(risk.why_in_profile))),
            *row("Score before", score_lines(risk.score_before)),
            *row("Score since", score_lines(risk.score_now)),
            *row("Score aimed at", score_lines(risk.score_target)),
            *words_row("Signs seen now", upper_first(listed(as_words(s) for s in risk.signs_now))),
            *row("Controls", (view.ids(risk.controls),) if risk.controls else ()),
            *words_row("Next review", day(risk.review_due, "")),
            *row(
                "Accepted by",
                (view.named(risk.tolerance_decision),) if risk.tolerance_decision else (),
            ),
        ),
        missing=False,
        who=view.role(risk.owner_role) or NO_ROLE,
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
                *quoted(score.reason),
            )
        ),
    )
