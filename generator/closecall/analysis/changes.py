"""Was a control change followed by a real change? (measures.md, section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from closecall.analysis.events import (
    Event,
    Flag,
    Selector,
    flags_of,
    in_order,
    in_time,
    known,
    recording_began,
)
from closecall.analysis.exposure import DAYS, ExposureOf
from closecall.analysis.periods import Span, days_before
from closecall.analysis.reporting import (
    IN_DOUBT,
    SILENCE_DAYS,
    OthersAt,
    Reporting,
    ReportingCode,
    reporting,
)
from closecall.analysis.revisions import Revision, revision
from closecall.analysis.targets import LOOK_BACK_DAYS, SETTLE_DAYS
from closecall.analysis.verdict import (
    RATE_RATIO,
    Comparison,
    Verdict,
    compare,
    exposure_in_words,
)
from closecall.model.days import days_from, in_words
from closecall.spc.quiet import days_needed

LEAST_AFTER = 28
LEAST_BEFORE = 56


class ChangeCode(StrEnum):
    """The verdicts."""

    TOO_EARLY = "too_early"
    TOO_FEW = "too_few"
    ROSE = "rose"
    IN_DOUBT = "in_doubt"
    FELL = "fell"
    NO_CHANGE_SHOWN = "no_change_shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A control that was changed on a day; that day belongs to the time after."""

    selector: Selector
    effective: date
    index_events: frozenset[str] = frozenset()
    previous: date | None = None
    """When the same control was changed before."""
    following: date | None = None
    """When it was changed again."""
    same_area: tuple[date, ...] = ()
    """When other controls of the same area were changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeVerdict(Verdict):
    """What followed a change, and what that rests on. "After" is not "because"."""

    code: ChangeCode
    after: Span
    before: Span
    comparison: Comparison | None = None
    others: Comparison | None = None
    """The service's other records in the same two times."""
    with_index_events: Comparison | None = None
    """With the index events counted, where one is left out."""
    days_needed: int | None = None
    """How long none must follow before that is not chance. [days, or the unit of exposure]"""
    until: date | None = None
    """The first day on which another verdict could be given; of `too_few`."""
    reporting: Reporting | None = None
    revised: Revision[ChangeCode] | None = None
    """What an earlier day said, for want of a late record."""


def judge_change(
    change: Change,
    *,
    as_of: date,
    events: Sequence[Event],
    since: date | None = None,
    settle_days: int = SETTLE_DAYS,
    exposure_of: ExposureOf | None = None,
    others_at: OthersAt | None = None,
    silence_days: int = SILENCE_DAYS,
    by_days: bool = False,
) -> ChangeVerdict:
    """Judge a control change as of a day.

    Args:
        change: What was changed, and when.
        as_of: The day.
        events: All records of the service, also those that came later.
        since: When the service began to record, where that is known.
        settle_days: So many last days are left out, in which records may still come.
        exposure_of: Gives the service's usable exposure of a time.
        others_at: Compares the service with all the others.
        silence_days: How far back it is looked whether the service reports.
        by_days: Count in days although there is exposure.

    Returns:
        The first verdict of the table that applies. Where a late record changed one that an
        earlier day gave, both are there.
    """
    case = _Case(
        change=change,
        since=since,
        settle_days=settle_days,
        exposure_of=exposure_of,
        others_at=others_at,
        silence_days=silence_days,
        by_days=by_days,
    )
    verdict = case.judge(as_of, known(events, as_of))
    whole = Span(verdict.before.start, verdict.after.end)
    found = revision(
        case.told,
        events,
        [
            event
            for event in in_time(known(events, as_of), whole)
            # One that came sooner was in the last days, which are left out in any case.
            if event.late and event.lag > settle_days
        ],
        not_before=change.effective,
    )
    if found is None:
        return verdict
    return replace(verdict, flags=in_order({*verdict.flags, Flag.REVISED}), revised=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    change: Change
    since: date | None
    settle_days: int
    exposure_of: ExposureOf | None
    others_at: OthersAt | None
    silence_days: int
    by_days: bool

    def told(self, as_of: date, events: Sequence[Event]) -> tuple[ChangeCode, str]:
        """The verdict of a day and its words, without `revised`."""
        verdict = self.judge(as_of, events)
        return verdict.code, verdict.words

    def judge(self, as_of: date, events: Sequence[Event]) -> ChangeVerdict:
        """The table of section 6, without `revised`."""
        change = self.change
        after, before, marker = self._spans(as_of, events)
        matching = [e for e in events if change.selector.takes(e)]
        counted = [e for e in matching if e.id not in change.index_events]
        late_part = in_time(counted, after)
        early_part = in_time([e for e in counted if e.id != marker], before)

        def compared(late: tuple[Event, ...], early: tuple[Event, ...]) -> Comparison | None:
            return compare(late, early, after, before, self.exposure_of, by_days=self.by_days)

        comparison = compared(late_part, early_part)
        flags = flags_of((*late_part, *early_part))
        with_index = None
        left_out = [e for e in matching if e.id in change.index_events]
        if in_time(left_out, after) or in_time(left_out, before):
            flags.add(Flag.TRIGGERED)
            with_index = compared(
                in_time(matching, after),
                in_time([e for e in matching if e.id != marker], before),
            )
        if any(day in after for day in change.same_area):
            flags.add(Flag.SHARED)
        if comparison is not None and comparison.exposure_changed:
            flags.add(Flag.EXPOSURE_CHANGED)
        rest = [e for e in events if not change.selector.takes(e) and e.id != marker]
        base = ChangeVerdict(
            code=ChangeCode.TOO_EARLY,
            words=f"Too early: {after.days} of {LEAST_AFTER} days",
            flags=in_order(flags),
            counted=tuple(e.id for e in (*early_part, *late_part)),
            formula=RATE_RATIO,
            after=after,
            before=before,
            comparison=comparison,
            others=compared(in_time(rest, after), in_time(rest, before)),
            with_index_events=with_index,
            days_needed=_needed(len(early_part), comparison, before),
        )
        if after.days < LEAST_AFTER:
            return base
        if before.days < LEAST_BEFORE or comparison is None:
            return replace(
                base,
                code=ChangeCode.TOO_FEW,
                words="Too few to tell: no earlier time to compare",
            )
        return self._compared(base, comparison, events, as_of)

    def _spans(self, as_of: date, events: Sequence[Event]) -> tuple[Span, Span, str]:
        change = self.change
        ends = [days_from(as_of, -self.settle_days), days_from(change.effective, LOOK_BACK_DAYS)]
        if change.following is not None:
            ends.append(change.following)
        began, marker = recording_began(events, self.since)
        if began is not None and change.previous is not None and change.previous > began:
            began, marker = change.previous, ""
        before = days_before(change.effective, since=began, longest=LOOK_BACK_DAYS)
        return Span(change.effective, max(change.effective, min(ends))), before, marker

    def _compared(
        self, base: ChangeVerdict, comparison: Comparison, events: Sequence[Event], as_of: date
    ) -> ChangeVerdict:
        rates = comparison.rates
        figures = (
            f"{rates.events_after} in {exposure_in_words(rates.exposure_after, comparison.unit)}, "
            f"{rates.events_before} in "
            f"{exposure_in_words(rates.exposure_before, comparison.unit)} before"
        )
        if rates.rose:
            return replace(base, code=ChangeCode.ROSE, words=f"Rose after the change: {figures}")
        needed = base.days_needed
        if needed is None:
            return replace(
                base, code=ChangeCode.TOO_FEW, words=f"Too few to tell: none before ({figures})"
            )
        if needed > rates.exposure_after and not rates.fell:
            until = self._until(comparison, needed)
            came = f"{rates.events_after} after; even none" if rates.events_after else "even none"
            words = f"Too few to tell: {came} could be chance until {in_words(until)}"
            if not rates.events_after:
                words = words.replace("even none", "even none after")
            return replace(base, code=ChangeCode.TOO_FEW, words=words, until=until)
        if not rates.fell:
            return replace(
                base, code=ChangeCode.NO_CHANGE_SHOWN, words=f"No change shown: {figures}"
            )
        others = None
        if self.others_at is not None:
            span = Span(days_from(base.after.end, -self.silence_days), base.after.end)
            others = self.others_at(span, as_of)
        found = reporting(
            events,
            since=self.since,
            end=base.after.end,
            others=others,
            silence_days=self.silence_days,
        )
        base = replace(base, reporting=found)
        fewer = base.others is not None and base.others.rates.fell
        if fewer or found.code in IN_DOUBT or found.code is ReportingCode.LOW:
            return replace(
                base, code=ChangeCode.IN_DOUBT, words=f"Fell, but so did reporting: {figures}"
            )
        return replace(base, code=ChangeCode.FELL, words=f"Fell after the change: {figures}")

    def _until(self, comparison: Comparison, needed: int) -> date:
        days = needed
        if comparison.unit != DAYS:
            rates = comparison.rates
            days = ceil(Fraction(needed) * comparison.after.days / rates.exposure_after)
        return days_from(self.change.effective, days + self.settle_days)


def _needed(events_before: int, comparison: Comparison | None, before: Span) -> int | None:
    if comparison is not None:
        return days_needed(events_before, comparison.rates.exposure_before)
    return days_needed(events_before, before.days) if before.days else None
