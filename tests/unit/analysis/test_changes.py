"""Section 6: what the cases of tests/data/spc leave open."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from closecall.analysis.changes import Change, ChangeCode, ChangeVerdict, judge_change
from closecall.analysis.events import Event, Flag, Selector
from closecall.analysis.exposure import Exposure
from closecall.analysis.periods import Span
from closecall.analysis.reporting import AgainstOthers, Tally, against_others
from tests.unit.analysis.event_maker import event, series

SINCE = date(2024, 1, 1)
AS_OF = date(2025, 12, 15)
CHANGE = Change(selector=Selector(mechanism="timing"), effective=date(2025, 6, 2))
OTHERS = series("p", "2024-06-05", 10, 60, mechanism="storage")
MANY = series("b", "2024-06-10", 20, 17)


def judge(
    events: list[Event], change: Change = CHANGE, as_of: date = AS_OF, **more: object
) -> ChangeVerdict:
    options = {"since": SINCE} | more
    return judge_change(change, as_of=as_of, events=events, **options)  # type: ignore[arg-type]


def test_fell() -> None:
    found = judge([*OTHERS, *MANY])
    assert found.code is ChangeCode.FELL
    assert found.words == "Fell after the change: 0 in 182 days, 17 in 365 days before"
    assert found.n == 17


def test_too_early_says_how_far_it_is() -> None:
    found = judge([*OTHERS, *MANY], as_of=date(2025, 7, 13))
    assert found.words == "Too early: 27 of 28 days"
    assert judge([*OTHERS, *MANY], as_of=date(2025, 7, 14)).code is not ChangeCode.TOO_EARLY
    assert judge([*OTHERS, *MANY], as_of=date(2025, 6, 1)).after.days == 0


def test_too_few_gives_the_first_day_that_could_say_more() -> None:
    few = series("b", "2024-06-10", 50, 2)
    found = judge([*OTHERS, *few])
    assert found.words == "Too few to tell: even none after could be chance until 12 October 2030"
    assert found.until == date(2030, 10, 12)
    assert found.days_needed == 1944
    one = judge([*OTHERS, *few, event("a", "2025-08-01")])
    assert one.words == (
        "Too few to tell: 1 after; even none could be chance until 12 October 2030"
    )


def test_on_that_day_another_verdict_is_given() -> None:
    four = series("b", "2024-06-10", 50, 4)
    steady = series("p", "2024-06-05", 10, 160, mechanism="storage")
    until = judge([*steady, *four], as_of=date(2025, 9, 1)).until
    assert until is not None
    # The time after ends a year after the change, and this one needs longer.
    assert until > date(2026, 6, 2)
    six = series("b", "2024-06-10", 50, 6)
    until = judge([*steady, *six], as_of=date(2025, 9, 1)).until
    assert until is not None
    assert judge([*steady, *six], as_of=until).code is ChangeCode.FELL
    day_before = judge([*steady, *six], as_of=date.fromordinal(until.toordinal() - 1))
    assert day_before.code is ChangeCode.TOO_FEW


def test_none_before() -> None:
    found = judge([*OTHERS, event("a", "2025-08-01")])
    assert found.code is ChangeCode.TOO_FEW
    assert found.until is None


def test_time_ends_where_the_same_control_is_changed_again() -> None:
    found = judge([*OTHERS, *MANY], replace(CHANGE, following=date(2025, 9, 1)))
    assert found.after == Span(date(2025, 6, 2), date(2025, 9, 1))
    found = judge([*OTHERS, *MANY], replace(CHANGE, previous=date(2025, 4, 1)))
    assert found.before == Span(date(2025, 4, 1), date(2025, 6, 2))
    assert judge(OTHERS, replace(CHANGE, previous=date(2025, 4, 10))).words == (
        "Too few to tell: no earlier time to compare"
    )


def test_a_year_after_is_enough() -> None:
    assert judge([*OTHERS, *MANY], as_of=date(2027, 1, 1)).after.days == 365


def test_flags_of_a_change() -> None:
    change = replace(
        CHANGE, index_events=frozenset({"b3", "elsewhere"}), same_area=(date(2025, 7, 1),)
    )
    found = judge([*OTHERS, *MANY], change)
    assert found.flags == (Flag.SHARED, Flag.TRIGGERED)
    assert found.comparison is not None
    assert found.with_index_events is not None
    assert found.comparison.rates.events_before == 16
    assert found.with_index_events.rates.events_before == 17
    far = replace(CHANGE, index_events=frozenset({"x"}), same_area=(date(2025, 6, 1),))
    assert judge([*OTHERS, *MANY, event("x", "2023-01-01")], far).flags == ()


def test_fell_with_the_others() -> None:
    few = series("p", "2024-06-05", 10, 36, mechanism="storage")
    found = judge([*few, *MANY, event("q", "2025-11-20", mechanism="storage")])
    assert found.code is ChangeCode.IN_DOUBT
    assert found.words.startswith("Fell, but so did reporting")


def test_fell_where_the_service_reports_less_than_the_others() -> None:
    def others(span: Span, _as_of: date) -> AgainstOthers:
        assert span.end == date(2025, 12, 1)
        tallies = [
            Tally(service=name, near_misses=count, exposure=Fraction(900), unit="visits")
            for name, count in (("A", 18), ("B", 50), ("C", 52))
        ]
        return against_others(tallies)["A"]

    found = judge([*OTHERS, *MANY], others_at=others)
    assert found.code is ChangeCode.IN_DOUBT
    assert found.reporting is not None
    assert found.reporting.code == "low"


def test_days_needed_are_visits_where_visits_are_counted() -> None:
    def visits(span: Span) -> Exposure:
        return Exposure(Fraction(span.days * 20), "visits", span.days)

    few = series("b", "2024-06-10", 50, 2)
    found = judge([*OTHERS, *few], exposure_of=visits)
    by_days = judge([*OTHERS, *few])
    assert found.days_needed is not None
    assert found.days_needed > 19 * (by_days.days_needed or 0)
    assert found.until == by_days.until


def test_days_while_the_visits_changed_are_flagged() -> None:
    def visits(span: Span) -> Exposure:
        a_day = 20 if span.start < CHANGE.effective else 9
        return Exposure(Fraction(span.days * a_day), "visits", span.days)

    found = judge([*OTHERS, *MANY], exposure_of=visits, by_days=True)
    assert found.flags == (Flag.EXPOSURE_CHANGED,)
    assert found.comparison is not None
    assert found.comparison.unit == "days"


def test_a_change_without_any_record_of_the_service() -> None:
    found = judge([], since=None)
    assert found.code is ChangeCode.TOO_FEW
    assert found.comparison is None
    assert found.days_needed is None


def test_what_came_late_is_named() -> None:
    late = [replace(one, recorded=date(2026, 2, 20)) for one in series("a", "2025-07-01", 15, 7)]
    found = judge([*OTHERS, *MANY, *late], as_of=date(2026, 3, 1))
    assert found.code is ChangeCode.NO_CHANGE_SHOWN
    assert found.flags == (Flag.REVISED,)
    assert found.revised is not None
    assert found.revised.said is ChangeCode.FELL
    assert len(found.revised.by) == 7


def test_rose() -> None:
    found = judge([*OTHERS, *series("b", "2024-06-10", 50, 2), *series("a", "2025-06-20", 15, 9)])
    assert found.words == "Rose after the change: 9 in 182 days, 2 in 365 days before"
