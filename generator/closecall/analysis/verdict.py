"""What every verdict carries (measures.md, 0)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from closecall.analysis.events import Event, Flag, ids
from closecall.analysis.exposure import (
    DAYS,
    Exposure,
    ExposureOf,
    changed,
    in_days,
)
from closecall.analysis.periods import Span
from closecall.spc.exact import RateRatio, rate_ratio

RATE_RATIO = (
    "exact conditional comparison of two rates, central p, 95% limits "
    "(Przyborowski & Wilenski 1940; Clopper & Pearson 1934)"
)
COUNTED = "a count of records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One answer, with what it rests on."""

    code: StrEnum
    words: str
    flags: tuple[Flag, ...] = ()
    counted: tuple[str, ...] = ()
    """Ids of the records counted."""
    formula: str = COUNTED

    @property
    def n(self) -> int:
        """How many records were counted."""
        return len(self.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The events of two times, and their rates."""

    rates: RateRatio
    unit: str
    """What they are counted in: `days`, or the unit of the exposure."""
    after: Span
    before: Span
    counted_after: tuple[str, ...]
    counted_before: tuple[str, ...]
    exposure_changed: bool


def compare(
    after: tuple[Event, ...],
    before: tuple[Event, ...],
    span_after: Span,
    span_before: Span,
    exposure_of: ExposureOf | None = None,
    *,
    by_days: bool = False,
) -> Comparison | None:
    """Compare the events of two times, by exposure where it is usable in both, else by days.

    Args:
        after: The events of the time after.
        before: Those of the time before.
        span_after: The time after.
        span_before: The time before.
        exposure_of: Gives the usable exposure of a time.
        by_days: Count in days although there is exposure.

    Returns:
        The comparison; None where a time has no days.
    """
    if not span_after.days or not span_before.days:
        return None
    pair: tuple[Exposure, Exposure] = in_days(span_after), in_days(span_before)
    exposure_changed = False
    if exposure_of is not None:
        late, early = exposure_of(span_after), exposure_of(span_before)
        if late is not None and early is not None and late.unit == early.unit:
            if by_days:
                exposure_changed = changed(late, early)
            else:
                pair = late, early
    return Comparison(
        rates=rate_ratio(len(after), len(before), pair[0].amount, pair[1].amount),
        unit=pair[0].unit,
        after=span_after,
        before=span_before,
        counted_after=ids(after),
        counted_before=ids(before),
        exposure_changed=exposure_changed,
    )


def number(count: int, noun: str, nouns: str = "") -> str:
    """A count with its noun: `1 record`, `2 records`."""
    return f"{count} {noun}" if count == 1 else f"{count} {nouns or noun + 's'}"


def percent(p: float) -> str:
    """A chance in words, to two digits: `18%`, and `under 0.1%` below that."""
    if p < 0.001:
        return "under 0.1%"
    return f"{float(f'{100 * p:.2g}'):g}%"


def exposure_in_words(amount: Fraction, unit: str) -> str:
    """An exposure in words: `364 days`, `1,235 visits`, `12.5 visits`.

    A share of a row that covers more days is seldom whole: from a hundred on it is rounded.
    """
    exact = amount.denominator == 1
    text = f"{round(amount):,}" if exact or amount >= 100 else f"{float(amount):.3g}"
    return f"{text} {unit.removesuffix('s') if unit == DAYS and text == '1' else unit}"
