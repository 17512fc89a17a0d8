"""How near misses stand to incidents (measures.md, section 5)."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from closecall.analysis.verdict import Verdict
from closecall.spc.exact import (
    LEVEL,
    Interval,
    TwoByTwo,
    at_level,
    odds_limits,
    odds_lower,
    two_by_two,
)

LEAST_EVENTS = 5
_SHARE = "95% limits of a share, as odds (Clopper & Pearson 1934)"


class RatioCode(StrEnum):
    """The verdicts."""

    STATED = "stated"
    NO_INCIDENTS = "no_incidents"
    TOO_FEW = "too_few"
    CHANGED = "changed"
    NO_CHANGE_SHOWN = "no_change_shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Verdict):
    """Near misses to one incident. It has no target, no rank and no colour."""

    code: RatioCode
    near_misses: int
    incidents: int
    ratio: float | None
    """Infinite without incidents; None without either."""
    limits: Interval
    """95% limits of the ratio."""
    at_least: float
    """One-sided 95% lower limit of the ratio."""


def judge_ratio(near_misses: int, incidents: int, *, counted: tuple[str, ...] = ()) -> Ratio:
    """Judge the near misses and incidents of one service, area and time.

    Args:
        near_misses: Count, >= 0.
        incidents: Count of what reached the person, with or without harm, >= 0.
        counted: The ids of the records.
    """
    both = near_misses + incidents
    ratio = near_misses / incidents if incidents else (inf if near_misses else None)
    at_least = odds_lower(near_misses, both)
    code, words = RatioCode.STATED, f"{near_misses} to {incidents}"
    if both < LEAST_EVENTS:
        code, words = RatioCode.TOO_FEW, f"Too few to tell: {near_misses} to {incidents}"
    elif not incidents:
        code = RatioCode.NO_INCIDENTS
        words = f"{near_misses} to 0; at least {at_least:.2g} to 1"
    return Ratio(
        code=code,
        words=words,
        counted=counted,
        formula=_SHARE,
        near_misses=near_misses,
        incidents=incidents,
        ratio=ratio,
        limits=odds_limits(near_misses, both),
        at_least=at_least,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioChange(Verdict):
    """The ratios of two times compared."""

    code: RatioCode
    test: TwoByTwo


def judge_ratio_change(before: Ratio, after: Ratio) -> RatioChange:
    """Judge whether the ratio of near misses to incidents changed."""
    test = two_by_two(before.near_misses, before.incidents, after.near_misses, after.incidents)
    figures = f"{before.near_misses} to {before.incidents}, then {after.near_misses} to " + str(
        after.incidents
    )
    fewest = min(before.near_misses + before.incidents, after.near_misses + after.incidents)
    code, words = RatioCode.NO_CHANGE_SHOWN, "No change shown"
    if fewest < LEAST_EVENTS:
        code, words = RatioCode.TOO_FEW, "Too few to tell"
    elif at_level(test.p, LEVEL):
        code, words = RatioCode.CHANGED, "Changed"
    return RatioChange(
        code=code,
        words=f"{words}: {figures}",
        counted=(*before.counted, *after.counted),
        formula="exact test of a table of two by two, central p (Fisher 1934)",
        test=test,
    )
