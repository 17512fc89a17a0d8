"""Section 2: what the cases of tests/data/spc leave open; exposure, words, others."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from closecall.analysis.events import Event, Flag, Selector
from closecall.analysis.exposure import Exposure
from closecall.analysis.periods import Span
from closecall.analysis.reporting import AgainstOthers, Tally, against_others
from closecall.analysis.targets import (
    Check,
    Reason,
    Target,
    TargetCode,
    TargetRule,
    TargetVerdict,
    judge_target,
)
from tests.unit.analysis.event_maker import event, series

WINDOW = Span(date(2026, 3, 2), date(2026, 4, 27))
SINCE = date(2025, 1, 1)
AS_OF = date(2026, 5, 20)
OTHERS = series("o", "2025-01-06", 12, 45, mechanism="storage")
TARGET = Target(selector=Selector(mechanism="timing"), rule=TargetRule.NONE, window=WINDOW)


def judge(
    events: list[Event], target: Target = TARGET, as_of: date = AS_OF, **more: object
) -> TargetVerdict:
    options = {"since": SINCE} | more
    return judge_target(target, as_of=as_of, events=events, **options)  # type: ignore[arg-type]


def test_met_says_what_a_clear_spell_is_worth() -> None:
    found = judge([*OTHERS, *series("b", "2025-04-01", 40, 8)])
    assert found.words == (
        "Met: none in 56 days. A clear spell this long would come by chance in 32% of cases at "
        "the earlier rate (8 in 365 days)."
    )


def test_met_with_nothing_to_compare() -> None:
    found = judge(OTHERS)
    assert found.clear_by_chance is None
    assert found.words == "Met: none in 56 days. Nothing earlier to compare with."


@pytest.mark.parametrize(
    ("target", "events", "as_of", "words"),
    [
        (replace(TARGET, rule=None), [], AS_OF, "Not measurable as written"),
        (replace(TARGET, rule=TargetRule.AT_MOST), [], AS_OF, "Not measurable as written"),
        (TARGET, [], date(2026, 3, 1), "Not started: from 2 March 2026"),
        (TARGET, [], date(2026, 4, 26), "Not yet due: window ends 26 April 2026, 0 so far"),
        (TARGET, [event("n", "2026-03-02")], AS_OF, "Not met: 1 record"),
        (
            replace(TARGET, rule=TargetRule.AT_MOST, at_most=1),
            series("n", "2026-03-02", 3, 2),
            AS_OF,
            "Not met: 2 records, at most 1",
        ),
        (
            replace(TARGET, rule=TargetRule.AT_MOST, at_most=1),
            [*OTHERS, event("n", "2026-03-02")],
            AS_OF,
            "Met: 1 record",
        ),
        (
            replace(TARGET, planned_checks=4),
            OTHERS,
            AS_OF,
            "Not enough evidence: checks missing (0 of 4 made)",
        ),
        (
            replace(TARGET, every_days=20),
            OTHERS,
            AS_OF,
            "Not enough evidence: checks missing (56 days without one)",
        ),
        (
            replace(TARGET, rule=TargetRule.SUSTAINED),
            OTHERS,
            AS_OF,
            "Not enough evidence: checks missing (0 of 1 made)",
        ),
        (
            TARGET,
            series("o", "2025-01-06", 8, 45, mechanism="storage"),
            AS_OF,
            "Not enough evidence: reporting in doubt (stopped recording: none for 124 days)",
        ),
        (
            replace(TARGET, rule=TargetRule.REDUCED),
            OTHERS,
            AS_OF,
            "Not enough evidence: nothing earlier to reduce from",
        ),
        (
            replace(TARGET, rule=TargetRule.REDUCED),
            [*OTHERS, *series("b", "2025-04-01", 40, 8)],
            AS_OF,
            "Lower, but could be chance: 0 in 56 days, 8 in 365 days before",
        ),
    ],
    ids=[
        "no rule",
        "no number",
        "not started",
        "not yet due",
        "not met",
        "too many",
        "met",
        "checks",
        "stretch",
        "none to pass",
        "quiet",
        "nothing before",
        "lower",
    ],
)
def test_words(target: Target, events: list[Event], as_of: date, words: str) -> None:
    assert judge(events, target, as_of).words == words


def test_a_failed_check_breaks_at_once() -> None:
    target = replace(TARGET, rule=TargetRule.SUSTAINED)
    checks = [Check(date(2026, 3, 9), passed=False), Check(date(2026, 3, 1), passed=False)]
    found = judge(OTHERS, target, date(2026, 3, 9), checks=checks)
    assert found.code is TargetCode.NOT_MET
    assert found.words == "Not met: 1 failed check"
    assert judge(OTHERS, target, date(2026, 3, 8), checks=checks).code is TargetCode.NOT_YET_DUE


def test_a_check_on_the_day_after_the_window_is_outside() -> None:
    target = replace(TARGET, planned_checks=1)
    late = [Check(WINDOW.end, passed=True)]
    assert judge(OTHERS, target, checks=late).reason is Reason.CHECKS
    last = [Check(date(2026, 4, 26), passed=True)]
    assert judge(OTHERS, target, checks=last).code is TargetCode.MET


def test_a_reduction_is_counted_in_visits_where_they_are_known() -> None:
    # As many events a day, but four times the visits.
    before, after = series("b", "2025-03-05", 8, 45), series("n", "2026-03-04", 8, 6)
    target = replace(TARGET, rule=TargetRule.REDUCED)

    def visits(span: Span) -> Exposure:
        return Exposure(Fraction(span.days * (40 if span == WINDOW else 10)), "visits", span.days)

    found = judge([*OTHERS, *before, *after], target, exposure_of=visits)
    assert found.code is TargetCode.MET
    assert found.words == "Met: 6 in 2,240 visits, 45 in 3,650 visits before"
    assert found.comparison is not None
    assert found.comparison.unit == "visits"
    by_days = judge([*OTHERS, *before, *after], target)
    assert by_days.code is TargetCode.LOWER_UNPROVEN
    no_rows = judge([*OTHERS, *before, *after], target, exposure_of=lambda _: None)
    assert no_rows.comparison == by_days.comparison


def test_days_while_the_visits_changed_are_flagged() -> None:
    def visits(span: Span) -> Exposure:
        return Exposure(Fraction(span.days * (40 if span == WINDOW else 10)), "visits", span.days)

    events = [*OTHERS, *series("b", "2025-03-05", 8, 45)]
    target = replace(TARGET, rule=TargetRule.REDUCED)
    found = judge(events, target, exposure_of=visits, by_days=True)
    assert found.flags == (Flag.EXPOSURE_CHANGED,)


def test_a_reduction_by_exactly_the_share_is_enough() -> None:
    target = replace(
        TARGET,
        rule=TargetRule.REDUCED,
        window=Span(date(2026, 1, 1), date(2026, 4, 11)),
        by=Fraction("0.3"),
    )
    before, after = series("b", "2025-09-23", 1, 100), series("n", "2026-01-01", 1, 70)
    found = judge([*OTHERS, *before, *after], target, since=date(2025, 9, 23))
    assert found.comparison is not None
    assert found.comparison.rates.ratio == 0.7
    assert found.code is TargetCode.MET
    one_more = judge(
        [*OTHERS, *before, *after, event("m", "2026-04-10")], target, since=date(2025, 9, 23)
    )
    assert one_more.code is TargetCode.NOT_MET


def test_where_the_start_of_recording_is_not_known() -> None:
    # The first record only marks it.
    found = judge(series("b", "2025-12-01", 30, 3), since=None)
    assert found.clear_by_chance == pytest.approx((91 / 147) ** 2)
    alone = judge([], replace(TARGET, rule=TargetRule.REDUCED), since=None)
    assert alone.reason is Reason.BASELINE
    assert alone.comparison is None


def test_silence_among_the_others_leaves_nothing_met() -> None:
    def others(span: Span, as_of: date) -> AgainstOthers:
        assert (span, as_of) == (Span(date(2025, 10, 27), WINDOW.end), AS_OF)
        tallies = [
            Tally(service=name, near_misses=count, exposure=Fraction(900), unit="visits")
            for name, count in (("A", 0), ("B", 14), ("C", 12))
        ]
        return against_others(tallies)["A"]

    found = judge(OTHERS[:20], others_at=others)
    assert found.reason is Reason.REPORTING
    assert found.reporting is not None
    assert found.reporting.code == "silent"


def test_a_revised_verdict_names_the_record_and_what_was_said() -> None:
    late = event("n", "2026-04-20", recorded="2026-06-15")
    found = judge([*OTHERS, late], as_of=date(2026, 7, 1))
    assert found.code is TargetCode.NOT_MET
    assert Flag.REVISED in found.flags
    assert found.revised is not None
    assert found.revised.by == ("n",)
    assert (found.revised.on, found.revised.said) == (date(2026, 6, 14), TargetCode.MET)


def test_a_late_baseline_revises_a_reduction() -> None:
    target = replace(TARGET, rule=TargetRule.REDUCED)
    baseline = [replace(one, recorded=date(2026, 6, 1)) for one in series("b", "2025-03-05", 8, 45)]
    found = judge([*OTHERS, *baseline], target, date(2026, 7, 1))
    assert found.code is TargetCode.MET
    assert found.revised is not None
    assert found.revised.said is TargetCode.INSUFFICIENT
    assert len(found.revised.by) == 45


def test_index_events_are_not_counted() -> None:
    target = replace(TARGET, index_events=frozenset({"n"}))
    assert judge([*OTHERS, event("n", "2026-03-02")], target).code is TargetCode.MET
