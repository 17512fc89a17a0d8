"""What is known on a day, and once."""

from datetime import date

from closecall.analysis.events import (
    Flag,
    Selector,
    flags_of,
    ids,
    in_order,
    in_time,
    known,
    recording_began,
)
from closecall.analysis.periods import Span
from tests.unit.analysis.event_maker import event

DAY = date(2026, 6, 1)


def test_what_is_recorded_later_or_withdrawn_is_not_known() -> None:
    events = [
        event("c", "2026-05-20", recorded="2026-06-02"),
        event("b", "2026-05-20", withdrawn="2026-06-01"),
        event("a", "2026-05-30", withdrawn="2026-06-02"),
        event("d", "2026-05-01", recorded=None),
        event("e", "2026-05-01", last="2026-06-30", recorded=None),
    ]
    assert ids(known(events, DAY)) == ("d", "a")


def test_one_event_told_by_several_records_counts_once_on_the_earliest_day() -> None:
    events = [
        event("a", "2026-05-10"),
        event("b", "2026-05-08", same_as="a", recorded="2026-05-20", incident=True),
        event("c", "2026-05-12", same_as="b"),
        event("x", "2026-05-12"),
    ]
    (one, other) = known(events, DAY)
    assert (one.id, one.first, one.incident) == ("a", date(2026, 5, 8), True)
    assert one.recorded == date(2026, 5, 10)
    assert other.id == "x"
    # Before the second was recorded, the first stood alone.
    assert known(events[:2], date(2026, 5, 19))[0].first == date(2026, 5, 10)


def test_the_same_as_something_unknown_stands_alone() -> None:
    assert ids(known([event("b", "2026-05-08", same_as="gone")], DAY)) == ("b",)


def test_a_ring_of_records_is_one_event() -> None:
    events = [
        event("c", "2026-05-10", same_as="b"),
        event("b", "2026-05-11", same_as="a"),
        event("a", "2026-05-12", same_as="c"),
        event("d", "2026-05-01", same_as="a"),
        event("e", "2026-05-01", same_as="e"),
    ]
    for order in (events, events[::-1]):
        assert ids(known(order, DAY)) == ("a", "e")
        assert known(order, DAY)[0].first == date(2026, 5, 1)


def test_a_day_known_to_the_week_is_in_every_time_that_it_may_fall_in() -> None:
    week = event("a", "2026-03-02", last="2026-03-08")
    assert in_time([week], Span(date(2026, 3, 8), date(2026, 4, 1)))
    assert in_time([week], Span(date(2026, 2, 1), date(2026, 3, 3)))
    assert not in_time([week], Span(date(2026, 3, 9), date(2026, 4, 1)))
    assert not in_time([week], Span(date(2026, 2, 1), date(2026, 3, 2)))


def test_late_is_more_than_a_week() -> None:
    assert not event("a", "2026-03-01", recorded="2026-03-08").late
    assert event("a", "2026-03-01", recorded="2026-03-09").late
    assert not event("a", "2026-03-01", recorded=None).late


def test_flags_are_said_in_order() -> None:
    events = [
        event("a", "2026-03-01", recorded=None),
        event("b", "2026-03-01", last="2026-03-31"),
        event("c", "2026-03-01", incident=True),
    ]
    assert in_order(flags_of(events)) == (
        Flag.IMPRECISE_DAY,
        Flag.INCIDENT,
        Flag.UNDATED_RECORD,
    )


def test_a_selector_takes_what_agrees_with_all_of_it() -> None:
    one = event("a", "2026-03-01", domains=frozenset({"medicines", "staffing"}))
    assert Selector().takes(one)
    assert Selector(mechanism="timing", domain="staffing").takes(one)
    assert not Selector(mechanism="timing", domain="transport").takes(one)
    assert not Selector(mechanism="rota").takes(one)
    assert not Selector(form="dose").takes(one)
    assert not Selector(tags=frozenset({"night"})).takes(one)


def test_where_recording_began() -> None:
    events = [event("b", "2026-03-02"), event("a", "2026-03-02"), event("c", "2026-04-02")]
    assert recording_began(events, DAY) == (DAY, "")
    assert recording_began(events, None) == (date(2026, 3, 2), "a")
    assert recording_began([], None) == (None, "")
