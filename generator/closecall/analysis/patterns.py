"""Do events come more often, or less? (measures.md, section 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from closecall.analysis.events import Event, flags_of, ids, in_order, in_time
from closecall.analysis.exposure import ExposureOf
from closecall.analysis.periods import Span, complete_months, days_before, days_between
from closecall.analysis.verdict import Verdict
from closecall.model.days import days_from
from closecall.spc.chart import Chart, ChartKind, Phase, chart
from closecall.spc.quiet import RECENT_DAYS, Rise, recent_rise

LEAST_POINTS = 10
"""Fewer intervals or months are not judged, and fewer useful points have no runs."""
LIMITS_FROM = 12
"""Fewer points have no limits of their own."""
TRIAL_UP_TO = 20
"""Limits of fewer points are on trial (Provost & Murray 2011 ask for 20 to 30)."""
_EARLIER_DAYS = 365
_EMPTY_SHARE = 0.25
UNSEEN = (
    "A doubling could go unseen: in 24 intervals the runs rules notice a doubled rate 7% of the "
    "time; a recent rise is noticed within three months 21% of the time at one event a fortnight, "
    "a fivefold rate 99%."
)


class PatternCode(StrEnum):
    """The verdicts."""

    TOO_FEW = "too_few"
    MORE_OFTEN = "more_often"
    LESS_OFTEN = "less_often"
    MIXED = "mixed"
    NO_SIGNAL = "no_signal"


WORDS = {
    PatternCode.TOO_FEW: "Too few to judge",
    PatternCode.MORE_OFTEN: "Coming more often than before",
    PatternCode.LESS_OFTEN: "Coming less often, or reported less",
    PatternCode.MIXED: "Unusual pattern",
    PatternCode.NO_SIGNAL: "No signal: chance can explain it",
}


class Signal(StrEnum):
    """What the chart or the recent rise shows."""

    RECENT_RISE = "recent rise"
    ABOVE = "a point above the upper limit"
    BELOW = "a point below the lower limit"
    LONG_GAP = "a gap beyond the signal line"
    RUN_MORE = "a long run of many"
    RUN_LESS = "a long run of few"
    CROSSINGS = "the centre line crossed seldom"


_MORE = frozenset({Signal.RECENT_RISE, Signal.ABOVE, Signal.RUN_MORE})
_LESS = frozenset({Signal.BELOW, Signal.LONG_GAP, Signal.RUN_LESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Verdict):
    """Whether events come more often or less, with the chart that says so."""

    code: PatternCode
    chart: Chart
    points: tuple[Span, ...]
    """The months, or the intervals between events."""
    signals: tuple[Signal, ...]
    rise: Rise
    open_gap: int | None
    """Days since the last event of a days-between chart; in none of the rules. [days]"""
    beyond: frozenset[int]
    """The points beyond a limit of their own phase, counted from 0; gaps beyond its signal line."""
    trial: bool
    """Whether the lines rest on so few points that they are on trial."""


def which_chart(counts: Sequence[int], *, exposure_usable: bool) -> ChartKind:
    """The chart for events counted by complete calendar month."""
    empty = sum(count == 0 for count in counts)
    if not counts or empty > _EMPTY_SHARE * len(counts):
        return ChartKind.DAYS_BETWEEN
    return ChartKind.RATES if exposure_usable else ChartKind.COUNTS


def rise_of(events: Sequence[Event], *, since: date | None, as_of: date) -> Rise:
    """Compare the last 56 complete days with up to 365 days before."""
    recent = Span(days_from(as_of, -RECENT_DAYS), as_of)
    earlier = days_before(recent.start, since=since, longest=_EARLIER_DAYS)
    return recent_rise(len(in_time(events, recent)), len(in_time(events, earlier)), earlier.days)


def judge_pattern(
    events: Sequence[Event],
    *,
    since: date,
    as_of: date,
    changes: Sequence[date] = (),
    exposure_of: ExposureOf | None = None,
) -> Pattern:
    """Judge the events of one selector at one service.

    Args:
        events: What is known of them, near misses and incidents together.
        since: When recording began.
        as_of: The day; the time observed ends before it.
        changes: When a control was changed. Each begins a new phase, and nothing else does.
        exposure_of: Gives the service's usable exposure of a time.

    Returns:
        The verdict of the newest phase, with its chart.
    """
    observed = Span(since, as_of)
    inside = in_time(events, observed)
    months = complete_months(observed)
    counts = [len(in_time(inside, month)) for month in months]
    sizes = [exposure_of(month) if exposure_of else None for month in months]
    same_unit = len({size.unit for size in sizes if size is not None}) == 1
    usable = bool(sizes) and all(sizes) and same_unit
    kind = which_chart(counts, exposure_usable=usable)
    open_gap = None
    if kind is ChartKind.DAYS_BETWEEN:
        days = sorted(event.first for event in inside)
        points = tuple(Span(a, b) for a, b in pairwise(days))
        values = days_between(days)
        open_gap = (as_of - days[-1]).days if days else None
    else:
        points, values = months, counts
    drawn = chart(
        kind,
        values,
        sizes=[float(size.amount) if size else None for size in sizes] if kind.sized else None,
        starts=_starts(points, changes),
        own_from=LIMITS_FROM,
    )
    rise = rise_of(inside, since=since, as_of=as_of)
    beyond = _beyond(drawn)
    signals = _signals(drawn, beyond, rise)
    code = _code(len(values), signals, rise)
    words = WORDS[code] + (f". {UNSEEN}" if code is PatternCode.NO_SIGNAL else "")
    return Pattern(
        code=code,
        words=words,
        flags=in_order(flags_of(inside)),
        counted=ids(inside),
        formula=_FORMULAS[kind],
        chart=drawn,
        points=points,
        signals=signals,
        rise=rise,
        open_gap=open_gap,
        beyond=frozenset(beyond),
        trial=bool(drawn.phases) and drawn.phases[-1].setting < TRIAL_UP_TO,
    )


_FORMULAS = {
    ChartKind.DAYS_BETWEEN: "days between events (g chart, Benneyan 2001)",
    ChartKind.COUNTS: "counts a month (c chart, Montgomery)",
    ChartKind.RATES: "rates a month (u chart, Montgomery)",
}


def _starts(points: Sequence[Span], changes: Sequence[date]) -> list[int]:
    """The first point of each phase: the first that ends after the day of a change."""
    starts = []
    for day in changes:
        first = next((k for k, point in enumerate(points) if point.end > day), None)
        if first is not None:
            starts.append(first)
    return starts


def _signals(drawn: Chart, beyond: Mapping[int, Signal], rise: Rise) -> tuple[Signal, ...]:
    """What the newest phase shows, each signal once."""
    found = {Signal.RECENT_RISE} if rise.signal else set()
    if drawn.phases:
        newest = drawn.phases[-1]
        found |= {said for k, said in beyond.items() if k >= newest.start} | _runs(drawn, newest)
    return tuple(signal for signal in Signal if signal in found)


def _beyond(drawn: Chart) -> dict[int, Signal]:
    """The points of all phases that have limits, and lie beyond them."""
    found: dict[int, Signal] = {}
    for phase in drawn.phases:
        if phase.setting < LIMITS_FROM:
            continue
        for k in range(phase.start, phase.end):
            value, line = drawn.plotted[k] or 0.0, drawn.lines[k]
            if drawn.kind is ChartKind.DAYS_BETWEEN:
                if phase.signal_line is not None and value >= phase.signal_line:
                    found[k] = Signal.LONG_GAP
            elif line.upper is not None and value > line.upper:
                found[k] = Signal.ABOVE
            elif line.lower is not None and value < line.lower:
                found[k] = Signal.BELOW
    return found


def _runs(drawn: Chart, phase: Phase) -> set[Signal]:
    if phase.runs.useful < LEAST_POINTS or not phase.runs.signal:
        return set()
    # A long gap is seldom: on a days-between chart high is few.
    side = -phase.runs.side if drawn.kind is ChartKind.DAYS_BETWEEN else phase.runs.side
    return {{0: Signal.CROSSINGS, 1: Signal.RUN_MORE, -1: Signal.RUN_LESS}[side]}


def _code(points: int, signals: Sequence[Signal], rise: Rise) -> PatternCode:
    if points < LEAST_POINTS and not rise.signal:
        return PatternCode.TOO_FEW
    more, less = _MORE.intersection(signals), _LESS.intersection(signals)
    if (more and less) or (signals and not more and not less):
        return PatternCode.MIXED
    if more:
        return PatternCode.MORE_OFTEN
    return PatternCode.LESS_OFTEN if less else PatternCode.NO_SIGNAL
