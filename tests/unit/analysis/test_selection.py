"""Which near misses a target counts."""

import pytest

from closecall.analysis.selection import Category, Selection
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan
from closecall.model.near_miss import NearMiss
from tests.support import CHAIN, MP, NM, RV, SMALL_NM, Chain, case_of, read_chain

HOUSE = RecordId("rosewood-house")
EVENTS = {
    "nm-20250309-b2fd": "2025-03-08",  # a year and a day before the start
    "nm-20250310-c3gh": "2025-03-09",
    "nm-20260308-d4jk": "2026-03-08",
    "nm-20260309-f5mn": "2026-03-09",  # the start
    "nm-20260419-g6pq": "2026-04-19",
    "nm-20260420-h7rs": "2026-04-20",  # the first day after the window
}


def with_events(chain: Chain = CHAIN) -> Chain:
    """The chain with six more near misses of its mechanism."""
    for near_miss, day in EVENTS.items():
        chain = chain.copy(NM, near_miss, ("2026-03-03", day))
        chain = chain.put(near_miss, "mechanism: tc-medicine-timing")
    return chain


def selected(chain: Chain) -> tuple[Selection, MonitoringPlan]:
    """What is counted, and the plan of the chain."""
    evidence = chain.judge()
    plan = evidence.register.get(MonitoringPlan, RecordId(MP))
    assert plan
    return case_of(evidence).selection, plan


def days(near_misses: tuple[NearMiss, ...]) -> list[str]:
    """The days of near misses."""
    return [str(nm.event_day) for nm in near_misses]


def test_before_inside_and_since() -> None:
    selection, plan = selected(with_events())
    every = list(EVENTS.values())
    assert days(selection.counted(plan)) == every
    assert days(selection.before(plan)) == every[1:3]
    assert days(selection.inside(plan)) == every[3:5]
    assert days(selection.since(plan)) == every[3:]


def test_the_events_that_began_it_are_left_out() -> None:
    selection, plan = selected(CHAIN)
    assert selection.counted(plan) == ()
    selection, plan = selected(CHAIN.edit(MP, f"  index_events: {NM}\n", ""))
    assert days(selection.counted(plan)) == ["2026-03-03"]


def test_they_are_counted_by_when_they_occurred() -> None:
    chain = with_events().put("nm-20260309-f5mn", "occurred: 2026-03-08 23:50")
    selection, plan = selected(chain)
    assert days(selection.since(plan)) == ["2026-04-19", "2026-04-20"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service", "service: another-house"),
        ("mechanism", "mechanism: another-thing"),
        ("withdrawn", "withdrawn: {on: 2026-05-01, by_role: quality-lead, reason: Twice}"),
        ("links", "links: {same_as: nm-20260309-f5mn}"),
    ],
)
def test_what_is_not_of_the_kind_is_not_counted(field: str, value: str) -> None:
    chain = with_events().add("another-house", CHAIN.text("rosewood-house"))
    selection, plan = selected(chain.put("nm-20260419-g6pq", value))
    assert days(selection.inside(plan)) == ["2026-03-09"], field


def selector(said: str) -> Chain:
    """The chain with a selector in its target, beside the small thing."""
    chain = with_events().joined(read_chain("small"))
    return chain.edit(MP, "  window: P6W\n", f"  window: P6W\n  selector: {said}\n")


@pytest.mark.parametrize(
    ("said", "category", "small"),
    [
        ("{mechanism: cream-wrong-round}", Category(HOUSE, "cream-wrong-round", ""), True),
        ("{domain: medicines}", Category(HOUSE, "", "medicines"), True),
        ("{service: rosewood-house}", Category(HOUSE, "tc-medicine-timing", ""), False),
        ("{event_form: missed prompt}", Category(HOUSE, "tc-medicine-timing", ""), False),
    ],
)
def test_a_selector_says_what_is_counted(said: str, category: Category, small: bool) -> None:  # noqa: FBT001 - a case of a table
    selection, plan = selected(selector(said))
    assert selection.category(plan) == category
    assert (SMALL_NM in {nm.id for nm in selection.counted(plan)}) is small


def test_a_form_of_event_is_counted_by_itself() -> None:
    chain = selector("{event_form: missed prompt}").put(
        "nm-20260419-g6pq", "event_form: missed prompt"
    )
    selection, plan = selected(chain)
    assert days(selection.counted(plan)) == ["2026-04-19"]


def test_without_a_mechanism_the_area_of_care_counts() -> None:
    selection, plan = selected(CHAIN.drop(RV, "mechanism"))
    assert selection.category(plan) == Category(HOUSE, "", "medicines")


def test_without_a_target_nothing_is_counted() -> None:
    selection, plan = selected(CHAIN.drop(MP, "target"))
    assert selection.category(plan) is None
    for counted in (selection.counted, selection.before, selection.inside, selection.since):
        assert counted(plan) == ()
