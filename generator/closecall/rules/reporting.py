"""What a report must say: G03, G04 and G06, and what its review adds to them."""

from collections.abc import Iterator

from closecall.findings import Finding
from closecall.model.trail import Trail
from closecall.rules.case import Case, error


def four_questions(trail: Trail, case: Case) -> Iterator[Finding]:
    """G03: what happened, how it was noticed, what stopped harm; and could it happen again."""
    del case
    report = trail.near_miss
    asked = (
        ("what_happened", report.what_happened, "what almost happened"),
        ("detection_method", trail.settled.detection_method, "how it was noticed"),
        ("prevented_by", trail.settled.prevented_by, "what stopped harm"),
    )
    for field, answer, words in asked:
        if not answer:
            yield error(
                "G03",
                report,
                f"This near miss does not say {words}.",
                f"Fill in `{field}`; `unknown` is an honest answer where you must judge.",
                pointer=(field,),
            )
    if trail.reviews and not any(r.could_happen_again for r in trail.reviews):
        yield error(
            "G03",
            trail.reviews[-1],
            "The review does not say whether it could happen again.",
            "Fill in `could_happen_again` with yes, no or unknown, and the reason.",
            pointer=("could_happen_again",),
        )


def how_close(trail: Trail, case: Case) -> Iterator[Finding]:
    """G04: how close it came and what stopped it; unknown is allowed until it is closed."""
    del case
    if not trail.reviews:
        return
    review, close = trail.reviews[-1], trail.settled.how_close
    if close is None:
        yield error(
            "G04",
            review,
            "The review does not say how close it came to harm.",
            "Fill in `how_close`: what was measured, how much was left, and how many controls "
            "were left; `unknown` is allowed while the trail is open.",
            pointer=("how_close",),
        )
        return
    unknown = close.controls_left in ("", "unknown") or close.value is None
    for claim in trail.claims:
        if unknown and not claim.risk_remaining:
            yield error(
                "G04",
                claim,
                "This decision closes a near miss of which nobody knows how close it came, and "
                "does not say what risk that leaves.",
                "Settle `how_close` in the review, or say in `risk_remaining` why it may be "
                "closed all the same.",
                pointer=("decision",),
            )


def harm_potential(trail: Trail, case: Case) -> Iterator[Finding]:
    """G06: the worst that could have happened is told, apart from what did happen: nothing."""
    del case
    report, reported, settled = (
        trail.near_miss,
        trail.near_miss.said.harm_potential,
        trail.settled.harm_potential,
    )
    if reported and reported.worst == "unknown" and not reported.reason and not trail.reviews:
        yield error(
            "G06",
            report,
            "The worst that could have happened is unknown, and no reason is given.",
            "Say in `harm_potential` why it cannot be judged yet.",
            pointer=("harm_potential",),
        )
    if not trail.reviews or settled is None:
        return
    review = trail.reviews[-1]
    if settled.worst in ("", "unknown"):
        yield error(
            "G06",
            review,
            "The review leaves open what the worst credible harm was.",
            "Settle `harm_potential` in the review: the worst that could credibly have happened, "
            "and why.",
            pointer=("harm_potential",),
        )
    elif not settled.reason:
        yield error(
            "G06",
            review if review.said.harm_potential else report,
            "The worst credible harm is given without a reason.",
            "Say in `harm_potential` why that is the worst that could have happened.",
            pointer=("harm_potential",),
        )
