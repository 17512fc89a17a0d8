"""What minutes say of a trend, beside what the counts say (measures.md, section 0).

A group may see what the counts cannot show, and may be mistaken; a page prints both and says where
they differ.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from closecall.analysis.changes import ChangeCode, ChangeVerdict
from closecall.analysis.targets import TargetCode, TargetVerdict
from closecall.analysis.verdict import Verdict
from closecall.model.assurance import GovernanceDecision
from closecall.model.fields import RecordId


class Trend(StrEnum):
    """How a group saw it; the words are those of the record."""

    IMPROVED = "improved"
    NO_CHANGE = "no change"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minuted:
    """What one decision says of the trend, and what the counts said on its day."""

    decision: RecordId
    on: date
    says: Trend
    counts_said: str
    """The verdict that it is held against, in its own words; empty where there is none."""
    agree: bool | None
    """Whether the two can both be right; None where there is nothing to hold it against."""


_FITS_CHANGE: dict[ChangeCode, frozenset[Trend]] = {
    ChangeCode.FELL: frozenset({Trend.IMPROVED}),
    ChangeCode.ROSE: frozenset({Trend.WORSE}),
    ChangeCode.NO_CHANGE_SHOWN: frozenset({Trend.NO_CHANGE, Trend.CANNOT_TELL}),
}
_FITS_REDUCED: dict[TargetCode, frozenset[Trend]] = {
    TargetCode.MET: frozenset({Trend.IMPROVED}),
    TargetCode.NOT_MET: frozenset({Trend.NO_CHANGE, Trend.WORSE, Trend.CANNOT_TELL}),
}
_CANNOT_TELL = frozenset({Trend.CANNOT_TELL})
"""Fits every other verdict: too early, too few, in doubt, lower and unproven."""


def fits(verdict: Verdict) -> frozenset[Trend]:
    """What a group may say of the trend without saying more, or other, than the counts."""
    if isinstance(verdict, ChangeVerdict):
        return _FITS_CHANGE.get(verdict.code, _CANNOT_TELL)
    if isinstance(verdict, TargetVerdict):
        return _FITS_REDUCED.get(verdict.code, _CANNOT_TELL)
    return _CANNOT_TELL


def minuted(
    decisions: Iterable[GovernanceDecision], counts_on: Callable[[date], Verdict | None]
) -> tuple[Minuted, ...]:
    """Hold what decisions say of the trend against what the counts said on that day.

    Args:
        decisions: Those on one monitoring plan.
        counts_on: Gives the verdict of a day on whether events became fewer.

    Returns:
        One for each dated decision that says anything of the trend, in the same order.
    """
    found = []
    for decision in decisions:
        if decision.minuted_trend not in set(Trend) or decision.on is None:
            continue
        says = Trend(decision.minuted_trend)
        counts = counts_on(decision.on)
        found.append(
            Minuted(
                decision=decision.id,
                on=decision.on,
                says=says,
                counts_said=counts.words if counts else "",
                agree=says in fits(counts) if counts else None,
            )
        )
    return tuple(found)
