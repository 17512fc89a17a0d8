"""Whatever the records: what verdicts may never do."""

import time
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.analysis.changes import Change, judge_change
from closecall.analysis.events import Event, Selector, known
from closecall.analysis.measure_files import answer
from closecall.analysis.patterns import judge_pattern
from closecall.analysis.periods import Span
from closecall.analysis.repeats import repeats
from closecall.analysis.targets import (
    Check,
    Target,
    TargetCode,
    TargetRule,
    TargetVerdict,
    judge_target,
)
from tests.support import time_zone

START: Final = date(2026, 3, 2)
SINCE: Final = date(2025, 3, 1)
AS_OF: Final = date(2026, 6, 1)

days = st.integers(-300, 85).map(lambda k: START + timedelta(k))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Records of one service, some of them late or not dated."""
    events = []
    for place, day in enumerate(draw(st.lists(days, max_size=25))):
        lag = draw(st.sampled_from([0, 0, 0, 1, 5, 9, 40, None]))
        events.append(
            Event(
                id=f"n{place:02}",
                service="A",
                first=day,
                last=day + timedelta(draw(st.sampled_from([0, 0, 0, 6]))),
                recorded=None if lag is None else day + timedelta(lag),
                incident=draw(st.booleans()),
                mechanism=draw(st.sampled_from(["timing", "timing", "storage", ""])),
                domains=frozenset({"medicines"}),
            )
        )
    return events


@st.composite
def targets(draw: st.DrawFn) -> Target:
    length = draw(st.integers(1, 80))
    return Target(
        selector=Selector(mechanism="timing"),
        rule=draw(st.sampled_from(TargetRule)),
        window=Span(START, START + timedelta(length)),
        at_most=draw(st.integers(0, 3)),
        by=Fraction(draw(st.integers(0, 9)), 10),
        planned_checks=draw(st.integers(0, 2)),
        every_days=draw(st.sampled_from([None, 30])),
    )


days_of_checks = st.integers(0, 85).map(lambda k: START + timedelta(k))
checks = st.lists(st.builds(Check, on=days_of_checks, passed=st.booleans()), max_size=4)


def judge(
    target: Target, events: list[Event], made: list[Check], as_of: date = AS_OF
) -> TargetVerdict:
    return judge_target(target, as_of=as_of, events=events, checks=made, since=SINCE)


@given(histories(), targets(), checks, st.data())
def test_one_more_event_in_the_window_never_makes_it_met(
    events: list[Event], target: Target, made: list[Check], data: st.DataObject
) -> None:
    assert target.window is not None
    if judge(target, events, made).code is not TargetCode.NOT_MET:
        return
    day = START + timedelta(data.draw(st.integers(0, target.window.days - 1)))
    more = Event(id="more", service="A", first=day, last=day, recorded=day, mechanism="timing")
    assert judge(target, [*events, more], made).code is not TargetCode.MET


@given(histories(), targets(), checks, st.integers(0, 90), st.integers(1, 90))
def test_what_is_not_met_is_never_not_yet_due_later(
    events: list[Event], target: Target, made: list[Check], first: int, later: int
) -> None:
    day = START + timedelta(first)
    if judge(target, events, made, day).code is TargetCode.NOT_MET:
        after = judge(target, events, made, day + timedelta(later)).code
        assert after is not TargetCode.NOT_YET_DUE


@given(histories(), targets(), checks)
def test_taking_a_counted_record_away_changes_n_by_one(
    events: list[Event], target: Target, made: list[Check]
) -> None:
    verdict = judge(target, events, made)
    for name in verdict.counted:
        rest = [event for event in events if event.id != name]
        assert judge(target, rest, made).n == verdict.n - 1


@given(histories(), targets(), checks, st.randoms())
def test_the_order_of_records_changes_nothing(
    events: list[Event], target: Target, made: list[Check], shuffler: Random
) -> None:
    mixed, other_checks = list(events), list(made)
    shuffler.shuffle(mixed)
    shuffler.shuffle(other_checks)
    assert judge(target, events, made) == judge(target, mixed, other_checks)
    change = Change(selector=Selector(mechanism="timing"), effective=START)
    assert judge_change(change, as_of=AS_OF, events=events, since=SINCE) == judge_change(
        change, as_of=AS_OF, events=mixed, since=SINCE
    )
    assert repeats(events, as_of=AS_OF) == repeats(mixed, as_of=AS_OF)
    assert judge_pattern(known(events, AS_OF), since=SINCE, as_of=AS_OF) == judge_pattern(
        known(mixed, AS_OF), since=SINCE, as_of=AS_OF
    )


@given(histories(), targets(), checks)
def test_a_record_that_comes_too_late_to_be_known_changes_nothing(
    events: list[Event], target: Target, made: list[Check]
) -> None:
    unknown = Event(
        id="unknown",
        service="A",
        first=START,
        last=START,
        mechanism="timing",
        recorded=AS_OF + timedelta(1),
    )
    assert judge(target, [*events, unknown], made) == judge(target, events, made)


@given(histories(), targets(), checks)
def test_records_without_delay_never_revise(
    events: list[Event], target: Target, made: list[Check]
) -> None:
    at_once = [replace(event, recorded=event.last) for event in events]
    assert judge(target, at_once, made).revised is None


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the machine's zone cannot be set")
@given(st.lists(st.datetimes(), max_size=8), st.sampled_from(["Pacific/Auckland", "UTC+11"]))
def test_the_machine_s_time_zone_changes_nothing(moments: list[object], zone: str) -> None:
    utc = [f"{moment:%Y-%m-%dT%H:%M}Z".rjust(17, "0") for moment in moments]
    asked = {"kind": "days_between", "rows": [{"utc": utc}]}
    with time_zone("UTC"):
        here = answer(asked)  # type: ignore[arg-type]
    with time_zone(zone):
        assert answer(asked) == here  # type: ignore[arg-type]
