"""Is the measurable target met? (measures.md, section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from closecall.analysis.events import (
    Event,
    Flag,
    Selector,
    flags_of,
    ids,
    in_order,
    in_time,
    known,
    recording_began,
)
from closecall.analysis.exposure import ExposureOf
from closecall.analysis.periods import Span, days_before
from closecall.analysis.reporting import (
    IN_DOUBT,
    SILENCE_DAYS,
    OthersAt,
    Reporting,
    reporting,
)
from closecall.analysis.revisions import Revision, revision
from closecall.analysis.verdict import (
    COUNTED,
    RATE_RATIO,
    Comparison,
    Verdict,
    compare,
    exposure_in_words,
    number,
    percent,
)
from closecall.model.days import days_from, in_words
from closecall.spc.exact import count_upper
from closecall.spc.quiet import quiet_time

LOOK_BACK_DAYS = 365
SETTLE_DAYS = 14


class TargetRule(StrEnum):
    """What a target asks for."""

    NONE = "none"
    AT_MOST = "at_most"
    REDUCED = "reduced"
    SUSTAINED = "sustained"


class TargetCode(StrEnum):
    """The verdicts."""

    NOT_MEASURABLE = "not_measurable"
    NOT_STARTED = "not_started"
    NOT_MET = "not_met"
    NOT_YET_DUE = "not_yet_due"
    INSUFFICIENT = "insufficient"
    MET = "met"
    LOWER_UNPROVEN = "lower_unproven"


class Reason(StrEnum):
    """Why the evidence is not enough."""

    CHECKS = "checks"
    REPORTING = "reporting"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A measurable target. What the author left out is None."""

    selector: Selector | None
    rule: TargetRule | None
    window: Span | None
    at_most: int | None = None
    by: Fraction = Fraction(0)
    """By which share a reduction must at least be."""
    index_events: frozenset[str] = frozenset()
    planned_checks: int = 0
    every_days: int | None = None
    """The longest time without a check."""


@dataclass(frozen=True, slots=True, order=True)
class Check:
    """A monitoring check or an audit."""

    on: date
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetVerdict(Verdict):
    """Whether a target is met, and what that rests on."""

    code: TargetCode
    window: Span | None = None
    days_elapsed: int | None = None
    reason: Reason | None = None
    reporting: Reporting | None = None
    """How the service reports at the end of the window; once it is over."""
    comparison: Comparison | None = None
    """With the time before; of a reduction."""
    before: Span | None = None
    """The time before that it is held against; once the window is over."""
    counted_before: tuple[str, ...] = ()
    """Ids of the records counted in it."""
    clear_by_chance: float | None = None
    """The chance of a clear spell this long at the earlier rate; None where there is none."""
    upper95_events: float | None = None
    """One-sided 95% upper limit of the events in such a window. [events]"""
    late: tuple[str, ...] = ()
    """Those counted that were recorded late."""
    failed_checks: tuple[date, ...] = ()
    checks: int = 0
    """How many were made in the window."""
    longest_stretch_days: int | None = None
    """The longest time in the window without a check; once it is over. [days]"""
    revised: Revision[TargetCode] | None = None
    """What an earlier day said, for want of a late record."""


def judge_target(
    target: Target,
    *,
    as_of: date,
    events: Sequence[Event],
    checks: Sequence[Check] = (),
    since: date | None = None,
    settle_days: int = SETTLE_DAYS,
    exposure_of: ExposureOf | None = None,
    others_at: OthersAt | None = None,
    silence_days: int = SILENCE_DAYS,
    by_days: bool = False,
) -> TargetVerdict:
    """Judge a target as of a day.

    Args:
        target: What is asked for.
        as_of: The day; it is not over, but an event on it breaks a target already.
        events: All records of the service, also those that came later.
        checks: The checks that are to evidence it.
        since: When the service began to record, where that is known.
        settle_days: After so many days a window is settled.
        exposure_of: Gives the service's usable exposure of a time.
        others_at: Compares the service with all the others.
        silence_days: How far back it is looked whether the service reports.
        by_days: Count in days although there is exposure.

    Returns:
        The first verdict of the table that applies. Where a late record changed one that an
        earlier day gave, both are there.
    """
    case = _Case(
        target=target,
        checks=tuple(sorted(checks)),
        since=since,
        settle_days=settle_days,
        exposure_of=exposure_of,
        others_at=others_at,
        silence_days=silence_days,
        by_days=by_days,
    )
    verdict = case.judge(as_of, known(events, as_of))
    if target.selector is None or target.window is None:
        return verdict
    whole = Span(days_from(target.window.start, -LOOK_BACK_DAYS), target.window.end)
    found = revision(
        case.told,
        events,
        [
            event
            for event in in_time(known(events, as_of), whole)
            if event.late and _counts(target, target.selector, event)
        ],
        not_before=target.window.start,
    )
    if found is None:
        return verdict
    return replace(verdict, flags=in_order({*verdict.flags, Flag.REVISED}), revised=found)


def _counts(target: Target, selector: Selector, event: Event) -> bool:
    return event.id not in target.index_events and selector.takes(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    target: Target
    checks: tuple[Check, ...]
    since: date | None
    settle_days: int
    exposure_of: ExposureOf | None
    others_at: OthersAt | None
    silence_days: int
    by_days: bool

    def told(self, as_of: date, events: Sequence[Event]) -> tuple[TargetCode, str]:
        """The verdict of a day and its words, without `revised`."""
        verdict = self.judge(as_of, events)
        return verdict.code, verdict.words

    def judge(self, as_of: date, events: Sequence[Event]) -> TargetVerdict:
        """The table of section 2, from its first line to its last; without `revised`."""
        target, window = self.target, self.target.window
        incomplete = target.rule is TargetRule.AT_MOST and target.at_most is None
        if target.selector is None or window is None or target.rule is None or incomplete:
            return TargetVerdict(
                code=TargetCode.NOT_MEASURABLE, words="Not measurable as written", window=window
            )
        if as_of < window.start:
            return TargetVerdict(
                code=TargetCode.NOT_STARTED,
                words=f"Not started: from {in_words(window.start)}",
                window=window,
            )
        matching = [e for e in events if _counts(target, target.selector, e)]
        counted = in_time(matching, window)
        made = [c for c in self.checks if c.on in window and c.on <= as_of]
        base = TargetVerdict(
            code=TargetCode.NOT_YET_DUE,
            words="",
            flags=in_order(flags_of(counted)),
            counted=ids(counted),
            window=window,
            days_elapsed=Span(window.start, min(as_of, window.end)).days,
            late=ids(e for e in counted if e.late),
            failed_checks=tuple(c.on for c in made if not c.passed),
            checks=len(made),
        )
        settled = as_of >= days_from(window.end, self.settle_days)
        provisional = base if settled else _flagged(base, Flag.PROVISIONAL)
        if self._broken(base):
            return replace(provisional, code=TargetCode.NOT_MET, words=_not_met(target, base))
        if as_of < window.end:
            return replace(
                base,
                words=f"Not yet due: window ends {in_words(days_from(window.end, -1))}, "
                f"{base.n} so far",
            )
        over = replace(provisional, longest_stretch_days=_longest_stretch(made, window))
        return self._when_over(over, target.rule, events, matching, as_of=as_of)

    def _broken(self, base: TargetVerdict) -> bool:
        match self.target.rule:
            case TargetRule.NONE:
                return base.n > 0
            case TargetRule.AT_MOST:
                return base.n > (self.target.at_most or 0)
            case TargetRule.SUSTAINED:
                return base.n > 0 or bool(base.failed_checks)
            case _:
                return False

    def _when_over(
        self,
        base: TargetVerdict,
        rule: TargetRule,
        events: Sequence[Event],
        matching: Sequence[Event],
        *,
        as_of: date,
    ) -> TargetVerdict:
        """The lines of the table that need the whole window."""
        window = base.window
        if window is None:
            return base
        missing = self._checks_missing(base)
        if missing:
            return _insufficient(base, Reason.CHECKS, f"checks missing ({missing})")
        others = None
        if self.others_at is not None:
            span = Span(days_from(window.end, -self.silence_days), window.end)
            others = self.others_at(span, as_of)
        found = reporting(
            events,
            since=self.since,
            end=window.end,
            others=others,
            silence_days=self.silence_days,
        )
        base = replace(base, reporting=found)
        if found.code in IN_DOUBT:
            doubt = found.words[0].lower() + found.words[1:]
            return _insufficient(base, Reason.REPORTING, f"reporting in doubt ({doubt})")
        began, marker = recording_began(events, self.since)
        before = days_before(window.start, since=began, longest=LOOK_BACK_DAYS)
        earlier = in_time([e for e in matching if e.id != marker], before)
        base = replace(base, before=before, counted_before=ids(earlier))
        if rule is TargetRule.REDUCED:
            return self._reduced(base, window, matching, before, earlier)
        if rule is TargetRule.NONE:
            return _clear(base, window, before, earlier)
        return replace(base, code=TargetCode.MET, words=_met(rule, base))

    def _checks_missing(self, base: TargetVerdict) -> str:
        """What is missing, in words; empty where nothing is."""
        planned, every = self.target.planned_checks, self.target.every_days
        if self.target.rule is TargetRule.SUSTAINED:
            planned = max(planned, 1)  # "every check passed" says nothing where none was made
        stretch = base.longest_stretch_days or 0
        if base.checks < planned:
            return f"{base.checks} of {planned} made"
        if every is not None and stretch > every:
            return f"{number(stretch, 'day')} without one"
        return ""

    def _reduced(
        self,
        base: TargetVerdict,
        window: Span,
        matching: Sequence[Event],
        before: Span,
        earlier: tuple[Event, ...],
    ) -> TargetVerdict:
        comparison = compare(
            in_time(matching, window),
            earlier,
            window,
            before,
            self.exposure_of,
            by_days=self.by_days,
        )
        base = replace(base, comparison=comparison, formula=RATE_RATIO)
        if comparison is None or before.days < window.days:
            return _insufficient(
                base, Reason.BASELINE, "the time recorded before is shorter than the window"
            )
        if comparison.exposure_changed:
            base = _flagged(base, Flag.EXPOSURE_CHANGED)
        rates = comparison.rates
        if not rates.events_before:
            return _insufficient(base, Reason.BASELINE, "nothing earlier to reduce from")
        figures = (
            f"{rates.events_after} in {exposure_in_words(rates.exposure_after, comparison.unit)}, "
            f"{rates.events_before} in "
            f"{exposure_in_words(rates.exposure_before, comparison.unit)} before"
        )
        if not rates.below() or rates.above(1 - self.target.by):
            return replace(base, code=TargetCode.NOT_MET, words=f"Not met: {figures}")
        if rates.fell:
            return replace(base, code=TargetCode.MET, words=f"Met: {figures}")
        return replace(
            base,
            code=TargetCode.LOWER_UNPROVEN,
            words=f"Lower, but could be chance: {figures}",
        )


def _flagged(verdict: TargetVerdict, flag: Flag) -> TargetVerdict:
    return replace(verdict, flags=in_order({*verdict.flags, flag}))


def _insufficient(base: TargetVerdict, reason: Reason, why: str) -> TargetVerdict:
    return replace(
        base, code=TargetCode.INSUFFICIENT, reason=reason, words=f"Not enough evidence: {why}"
    )


def _longest_stretch(made: Sequence[Check], window: Span) -> int:
    """The longest time without a check, in days: from start, between checks, to end."""
    marks = [window.start, *(check.on for check in made), window.end]
    return max((after - before).days for before, after in pairwise(marks))


def _not_met(target: Target, base: TargetVerdict) -> str:
    said = []
    if base.n:
        said.append(number(base.n, "record"))
    if base.failed_checks and target.rule is TargetRule.SUSTAINED:
        said.append(number(len(base.failed_checks), "failed check"))
    allowed = f", at most {target.at_most}" if target.rule is TargetRule.AT_MOST else ""
    return f"Not met: {' and '.join(said)}{allowed}"


def _met(rule: TargetRule, base: TargetVerdict) -> str:
    if rule is TargetRule.SUSTAINED:
        return f"Met: none, and {number(base.checks, 'check')} passed"
    return f"Met: {number(base.n, 'record')}"


def _clear(
    base: TargetVerdict, window: Span, before: Span, earlier: tuple[Event, ...]
) -> TargetVerdict:
    chance = None
    words = "Nothing earlier to compare with"
    if earlier:
        chance = quiet_time(len(earlier), before.days, window.days)
    if chance is not None:
        words = (
            f"A clear spell this long would come by chance in {percent(chance)} of cases at the "
            f"earlier rate ({len(earlier)} in {number(before.days, 'day')})"
        )
    return replace(
        base,
        code=TargetCode.MET,
        words=f"Met: none in {number(window.days, 'day')}. {words}.",
        clear_by_chance=chance,
        upper95_events=count_upper(0),
        formula=f"{COUNTED}; quiet time, (T / (T + g))^n; rule of three (Hanley & Lippman-Hand "
        "1983)",
    )
