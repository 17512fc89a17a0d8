"""Section 4: is a service suspiciously silent?"""

from datetime import date
from fractions import Fraction
from math import isclose

import pytest

from closecall.analysis.events import Event, Flag
from closecall.analysis.periods import Span
from closecall.analysis.reporting import (
    AgainstOthers,
    ReportingCode,
    Tally,
    against_others,
    quiet_spell,
    reporting,
)
from tests.unit.analysis.event_maker import event, series

END = date(2026, 7, 1)
SINCE = date(2025, 1, 1)
STEADY = series("n", "2025-01-05", 10, 54)


def tallies(*counts: int, exposure: int = 5000) -> list[Tally]:
    return [
        Tally(service=f"s{k}", near_misses=count, exposure=Fraction(exposure), unit="visits")
        for k, count in enumerate(counts)
    ]


def verdict(events: list[Event], others: AgainstOthers | None = None) -> ReportingCode:
    return reporting(events, since=SINCE, end=END, others=others).code


def test_steady_records_are_reporting() -> None:
    found = reporting(STEADY, since=SINCE, end=END)
    assert found.code is ReportingCode.REPORTING
    assert found.words == "Reporting: 18 near misses"
    assert found.span.days == 182
    assert found.n == found.near_misses == 18


def test_none_where_the_others_have_many() -> None:
    others = against_others(tallies(0, 11, 13))
    found = reporting([], since=SINCE, end=END, others=others["s0"])
    assert found.code is ReportingCode.SILENT
    assert found.words == "No near misses where 12.0 would be expected"
    assert others["s1"].rates is not None
    assert isclose(others["s0"].p_holm or 0, 3 * (2 / 3) ** 24, rel_tol=1e-9)


def test_few_where_the_others_have_many() -> None:
    others = against_others(tallies(2, 21, 23))
    found = reporting(STEADY[-4:-2], since=SINCE, end=END, others=others["s0"])
    assert found.code is ReportingCode.LOW
    assert found.words == "Fewer near misses than elsewhere"


def test_many_is_never_flagged() -> None:
    others = against_others(tallies(60, 5, 5))
    assert not others["s0"].unlikely_few
    assert verdict(STEADY, others["s0"]) is ReportingCode.REPORTING


def test_too_few_others_or_too_few_expected_prove_nothing() -> None:
    assert not against_others(tallies(0, 40))["s0"].usable
    few = against_others(tallies(0, 2, 3))["s0"]
    assert few.expected == 2.5
    assert not few.usable
    assert few.p_holm is None
    assert verdict([], few) is ReportingCode.CANNOT_TELL


def test_one_that_cannot_be_judged_is_not_adjusted_for() -> None:
    small = Tally(service="small", near_misses=0, exposure=Fraction(10), unit="visits")
    blank = Tally(service="blank", near_misses=9, exposure=None)
    bare = against_others(tallies(0, 11, 13))["s0"].p_holm
    assert bare is not None
    found = against_others([*tallies(0, 11, 13), small, blank])
    assert found["small"].p_holm is None
    assert found["blank"].rates is None
    assert isclose(
        found["s0"].p_holm or 0,
        3 * (found["s0"].rates.p_less or 0),  # type: ignore[union-attr]
        rel_tol=1e-12,
    )


def test_only_services_in_the_same_unit_are_compared() -> None:
    beds = [
        Tally(service=f"b{k}", near_misses=9, exposure=Fraction(4000), unit="bed days")
        for k in range(2)
    ]
    found = against_others([*tallies(0, 11, 13), *beds])
    assert found["s0"].expected == 12
    assert not found["b0"].usable


def test_one_service_alone_has_no_others() -> None:
    alone = against_others(tallies(4))["s0"]
    assert alone.expected is None
    assert not alone.usable


def test_incidents_alone() -> None:
    incidents = [event(f"i{k}", f"2026-0{k + 1}-10", incident=True) for k in range(5)]
    found = reporting(incidents, since=SINCE, end=END)
    assert found.code is ReportingCode.INCIDENTS_ONLY
    assert found.words == "Incidents recorded, near misses not: 5 and none"
    assert found.n == 5
    assert verdict(incidents[1:]) is ReportingCode.CANNOT_TELL


def test_a_stop_after_steady_records() -> None:
    stopped = STEADY[:45]  # the last on 20 March
    found = reporting(stopped, since=SINCE, end=END)
    assert found.code is ReportingCode.QUIET
    assert found.quiet is not None
    assert (found.quiet.records, found.quiet.days_observed) == (45, 444)
    assert found.quiet.days_quiet == 102
    assert found.words == "Stopped recording: none for 102 days"


def test_a_stop_needs_four_weeks() -> None:
    busy = series("n", "2026-01-01", 1, 154)  # daily, until 3 June
    assert reporting(busy, since=SINCE, end=date(2026, 6, 30)).code is ReportingCode.REPORTING
    assert reporting(busy, since=date(2026, 1, 1), end=date(2026, 7, 1)).code is ReportingCode.QUIET


def test_too_little_to_notice_a_stop() -> None:
    two = [event("a", "2026-05-01"), event("b", "2026-06-20")]
    assert verdict(two) is ReportingCode.CANNOT_TELL
    assert reporting(two, since=SINCE, end=END).words == "Too small to tell"
    assert reporting([], since=SINCE, end=END).words == (
        "Too small to tell: nothing has ever been recorded here"
    )


def test_nobody_has_recorded_anything() -> None:
    others = against_others(tallies(0, 0, 0))
    found = reporting([], since=SINCE, end=END, others=others["s1"])
    assert found.code is ReportingCode.CANNOT_TELL
    assert found.words == "Too small to tell: no service has recorded a near miss"


def test_without_a_known_start_the_first_record_is_the_start() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 21)]
    known = quiet_spell(days, since=date(2025, 12, 22), end=date(2026, 2, 20))
    unknown = quiet_spell(days, since=None, end=date(2026, 2, 20))
    assert known is not None
    assert unknown is not None
    assert (known.records, known.days_observed, known.days_quiet) == (3, 30, 30)
    assert (unknown.records, unknown.days_observed, unknown.days_quiet) == (2, 20, 30)
    assert quiet_spell([], since=None, end=END) is None


def test_a_record_on_the_first_day_alone_says_nothing() -> None:
    spell = quiet_spell([SINCE], since=SINCE, end=END)
    assert spell is not None
    assert spell.p is None
    assert verdict([event("a", SINCE.isoformat())]) is ReportingCode.CANNOT_TELL


def test_late_and_batched_records_are_flagged() -> None:
    at_once = [event(f"n{k}", f"2026-0{k}-10", recorded="2026-06-20") for k in (3, 4, 6)]
    found = reporting(at_once, since=SINCE, end=END)
    assert Flag.BATCH in found.flags
    assert Flag.LATE in found.flags
    assert found.late_share == 1
    apart = [event(f"n{k}", f"2026-06-{k}", recorded="2026-06-20") for k in (10, 15, 20)]
    assert Flag.BATCH not in reporting(apart, since=SINCE, end=END).flags


def test_a_group_that_varies_is_said_beside() -> None:
    counts = [0, 30, 2, 41, 5, 60, 3, 44, 8, 25]
    others = against_others(tallies(*counts))
    assert others["s0"].group_varies
    found = reporting([], since=SINCE, end=END, others=others["s0"])
    assert found.code is ReportingCode.SILENT
    assert Flag.GROUP_VARIES in found.flags
    assert not against_others(tallies(*[9, 10] * 5))["s0"].group_varies


@pytest.mark.parametrize("reverse", [False, True], ids=["in order", "the other way"])
def test_order_is_nothing(reverse: bool) -> None:  # noqa: FBT001 - the parameter
    given = tallies(0, 11, 13)
    found = against_others(given[::-1] if reverse else given)
    assert {name: one.p_holm for name, one in found.items()} == {
        name: one.p_holm for name, one in against_others(given).items()
    }


def test_no_days_at_all() -> None:
    found = reporting([], since=None, end=date.min)
    assert found.span == Span(date.min, date.min)
