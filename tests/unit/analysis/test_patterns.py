"""Section 3: more often, less often, or chance."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from closecall.analysis.events import Event
from closecall.analysis.exposure import Exposure
from closecall.analysis.patterns import (
    UNSEEN,
    Pattern,
    PatternCode,
    Signal,
    judge_pattern,
    which_chart,
)
from closecall.analysis.periods import Span
from closecall.spc.chart import ChartKind
from tests.unit.analysis.event_maker import event, series

SINCE = date(2023, 1, 1)


def monthly(counts: list[int]) -> tuple[list[Event], date]:
    """Events of the months since January 2023, and the day after the last of them."""
    events = []
    first = SINCE
    for place, count in enumerate(counts):
        for k in range(count):
            day = first + timedelta(k % 28)
            events.append(event(f"m{place:02}-{k:02}", day.isoformat()))
        first = (first + timedelta(31)).replace(day=1)
    return events, first


def judge(counts: list[int], changes: tuple[date, ...] = ()) -> Pattern:
    events, as_of = monthly(counts)
    return judge_pattern(events, since=SINCE, as_of=as_of, changes=changes)


@pytest.mark.parametrize(
    ("counts", "usable", "kind"),
    [
        ([], True, ChartKind.DAYS_BETWEEN),
        ([0, 1, 2, 1], False, ChartKind.COUNTS),
        ([0, 1, 2, 1], True, ChartKind.RATES),
        ([0, 1, 0, 1], True, ChartKind.DAYS_BETWEEN),
    ],
    ids=["no month", "a quarter empty", "a quarter empty, with exposure", "half empty"],
)
def test_which_chart(counts: list[int], usable: bool, kind: ChartKind) -> None:  # noqa: FBT001
    assert which_chart(counts, exposure_usable=usable) is kind


def test_nothing_is_too_few() -> None:
    found = judge_pattern([], since=SINCE, as_of=date(2026, 1, 1))
    assert found.code is PatternCode.TOO_FEW
    assert found.open_gap is None
    assert found.n == 0


def test_chance_says_what_could_go_unseen() -> None:
    found = judge([5, 3, 6, 4, 5, 7, 3, 4, 6, 5, 4, 6])
    assert found.code is PatternCode.NO_SIGNAL
    assert found.words == f"No signal: chance can explain it. {UNSEEN}"
    assert found.trial


def test_nine_months_are_too_few() -> None:
    assert judge([5, 3, 6, 4, 5, 7, 3, 4, 6]).code is PatternCode.TOO_FEW


def test_a_month_far_out_is_more_often() -> None:
    found = judge([4, 3, 5, 4, 30, 4, 3, 4, 5, 4, 3, 4])
    # All the others lie below a mean that it draws up: that says nothing of its own.
    assert found.signals == (Signal.ABOVE, Signal.CROSSINGS)
    assert found.code is PatternCode.MORE_OFTEN


def test_a_month_far_below_is_less_often() -> None:
    found = judge([18, 20, 19, 21, 17, 20, 19, 2, 21, 18, 20, 22])
    assert found.signals == (Signal.BELOW,)
    assert found.code is PatternCode.LESS_OFTEN


def test_limits_need_twelve_months() -> None:
    assert judge([4, 3, 5, 4, 30, 4, 3, 4, 5, 4, 3]).code is PatternCode.NO_SIGNAL


def test_the_newest_long_run_decides() -> None:
    found = judge([*[2, 1] * 7, 2, 6, 7, 6, 7, 6, 7, 6, 7, 6])
    assert found.chart.phases[-1].runs.longest == 15
    assert found.code is PatternCode.MORE_OFTEN
    assert Signal.RUN_MORE in found.signals


def test_a_long_run_of_few_is_less_often() -> None:
    found = judge([8, 6, 8, 7, 9, 8, 7, 8, 4, 3, 4, 3, 4, 4, 3, 4, 3, 4])
    assert found.code is PatternCode.LESS_OFTEN
    assert found.words == "Coming less often, or reported less"


def test_crossings_alone_are_unusual() -> None:
    found = judge(([7] * 6 + [3] * 6) * 2)
    assert found.signals == (Signal.CROSSINGS,)
    assert found.code is PatternCode.MIXED


def test_a_point_above_and_a_run_of_few_are_mixed() -> None:
    found = judge([9, 8, 25, 9, 8, 9, 10, 9, 4, 5, 4, 5, 4, 5, 4, 5, 4])
    assert {Signal.ABOVE, Signal.RUN_LESS} <= set(found.signals)
    assert found.code is PatternCode.MIXED


def test_a_long_gap_is_less_often() -> None:
    events = [*series("a", "2023-01-05", 20, 14), *series("b", "2024-09-01", 60, 3)]
    found = judge_pattern(events, since=SINCE, as_of=date(2025, 3, 1))
    assert found.chart.kind is ChartKind.DAYS_BETWEEN
    assert Signal.LONG_GAP in found.signals
    assert found.code is PatternCode.LESS_OFTEN
    assert found.open_gap == 61
    assert len(found.points) == 16


def test_shorter_gaps_are_more_often() -> None:
    gaps = [60, 55, 70, 58, 64, 61, 57, 66, 5, 6, 5, 7, 6, 5, 6, 7]
    day, events = SINCE, [event("a", "2023-01-01")]
    for k, gap in enumerate(gaps):
        day += timedelta(gap)
        events.append(event(f"b{k:02}", day.isoformat()))
    found = judge_pattern(events, since=SINCE, as_of=day + timedelta(1))
    assert found.chart.kind is ChartKind.DAYS_BETWEEN
    assert found.code is PatternCode.MORE_OFTEN
    assert {Signal.RUN_MORE, Signal.RECENT_RISE} <= set(found.signals)


def test_a_recent_rise_alone_is_more_often() -> None:
    events = [event("a", "2025-01-01"), *series("b", "2025-12-01", 6, 6)]
    found = judge_pattern(events, since=date(2025, 1, 1), as_of=date(2026, 1, 10))
    assert len(found.points) < 10
    assert found.code is PatternCode.MORE_OFTEN
    assert found.rise.usable


def test_a_change_begins_a_phase_that_is_judged_alone() -> None:
    counts = [9, 8, 25, 9, 8, 9, 10, 9, 8, 9, 10, 9, 8, 4, 5, 4, 5, 4, 6, 4, 5, 4, 5, 4, 6, 5]
    changed = date(2024, 2, 10)
    assert judge(counts).code is PatternCode.MIXED
    found = judge(counts, changes=(changed,))
    assert [phase.start for phase in found.chart.phases] == [0, 13]
    assert found.code is PatternCode.NO_SIGNAL
    # While the new phase is short, it is held against the lines of the old one.
    short = judge(counts[:22], changes=(changed,))
    assert not short.chart.phases[-1].own_lines
    future = judge(counts, changes=(date(2030, 1, 1),))
    assert len(future.chart.phases) == 1


def test_rates_where_there_is_exposure() -> None:
    events, as_of = monthly([4, 3, 5, 4, 8, 4, 3, 4, 5, 4, 3, 4])

    def visits(span: Span) -> Exposure:
        return Exposure(Fraction(span.days * 10), "visits", span.days)

    found = judge_pattern(events, since=SINCE, as_of=as_of, exposure_of=visits)
    assert found.chart.kind is ChartKind.RATES
    assert found.chart.lines[0].centre == pytest.approx(51 / 3650)

    def mixed(span: Span) -> Exposure:
        return Exposure(Fraction(1), f"unit {span.start.month}", span.days)

    found = judge_pattern(events, since=SINCE, as_of=as_of, exposure_of=mixed)
    assert found.chart.kind is ChartKind.COUNTS
