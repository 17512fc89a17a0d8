"""What holds of a near miss once its reviews are heard: where both speak, the review decides."""

from collections.abc import Sequence
from dataclasses import fields

from closecall.model.near_miss import Judgement, NearMiss
from closecall.model.review import Review

HARM_LEVELS = (
    "No physical harm",
    "Low physical harm",
    "Moderate physical harm",
    "Severe physical harm",
    "Fatal",
)
"""Worst credible harm, from least to worst."""

_NAMES = tuple(field.name for field in fields(Judgement))


def settle(near_miss: NearMiss, reviews: Sequence[Review]) -> Judgement:
    """Join what the report and its reviews say; the latest review that says something decides."""
    if not reviews:
        return near_miss.said
    voices = [review.said for review in reversed(reviews)] + [near_miss.said]
    values = {
        name: next(
            (value for voice in voices if (value := getattr(voice, name))),
            getattr(near_miss.said, name),
        )
        for name in _NAMES
    }
    return Judgement(**values)


def harm_rank(worst: str) -> int | None:
    """0 for no physical harm to 4 for fatal; None where it is unknown or not said."""
    return HARM_LEVELS.index(worst) if worst in HARM_LEVELS else None
