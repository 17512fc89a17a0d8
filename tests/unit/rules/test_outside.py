"""G30, G34 and G35: in proportion, told outside or not, and put where it belongs."""

from dataclasses import replace

import pytest

from tests.support import CHAIN, NM, RV, SMALL, SMALL_RV, Told, schemas, the, told

# --- G30 ---------------------------------------------------------------------------------------


def test_the_review_says_how_thoroughly_it_was_looked_into_and_why() -> None:
    assert told(CHAIN.drop(RV, "response_level").judge()) == [
        Told("G30", "error", RV, "response_level")
    ]
    evidence = CHAIN.drop(RV, "proportionality_reason").judge()
    assert told(evidence) == [Told("G30", "error", RV, "proportionality_reason")]
    assert the(evidence, "G30").owner == "medicines-lead"


def test_what_could_have_been_severe_is_not_looked_into_on_the_spot() -> None:
    severe = CHAIN.put(RV, "harm_potential: {worst: Severe physical harm, reason: A fall}")
    evidence = severe.judge()
    assert told(evidence) == [Told("G30", "error", RV, "response_level")]
    assert "After Action Review" in the(evidence, "G30").message
    assert told(severe.put(RV, "response_level: Round Table Review").judge()) == []


def test_the_providers_own_levels_go_before() -> None:
    policy = (
        "kind: policy\nvalid_from: 2026-01-01\n"
        "thresholds:\n"
        "  - {name: repeat-days, value: 90, unit: days, reason: A quarter}\n"
        "response_levels:\n"
        "  - {harm: Moderate physical harm, lowest: Swarm Huddle}\n"
    )
    evidence = CHAIN.add("main", policy).judge()
    assert told(evidence) == [Told("G30", "error", RV, "response_level")]
    assert "Swarm Huddle" in the(evidence, "G30").message


def test_the_most_thorough_for_a_small_thing_says_why() -> None:
    level = "response_level: Patient Safety Incident Investigation"
    chain = SMALL.put(SMALL_RV, level).drop(SMALL_RV, "proportionality_reason")
    evidence = chain.judge()
    assert told(evidence) == [Told("G30", "error", SMALL_RV, "proportionality_reason")]
    assert "small, single event" in the(evidence, "G30").message
    assert told(SMALL.put(SMALL_RV, level).judge()) == []


# --- G34 ---------------------------------------------------------------------------------------


def test_for_each_body_outside_it_is_decided() -> None:
    assert told(CHAIN.drop(RV, "external_reporting").judge()) == [
        Told("G34", "error", RV, "external_reporting")
    ]
    decided = "external_reporting: [{scheme: safeguarding, decision: no, reason: No neglect}]"
    assert told(CHAIN.put(RV, decided).judge()) == []
    half = "external_reporting: [{scheme: safeguarding}]"
    assert told(CHAIN.put(RV, half).judge()) == [Told("G34", "error", RV, "external_reporting.0")]


PREMISES = "framework_map: [{framework: cqc-regulation, item: 15 Premises and equipment}]"


@pytest.mark.parametrize("record", [NM, RV])
def test_premises_are_not_looked_at_in_peoples_own_homes(record: str) -> None:
    home = CHAIN.put(record, PREMISES)
    assert told(home.judge()) == []
    visits = home.put("rosewood-house", "service_type: homecare")
    evidence = visits.judge()
    assert told(evidence) == [Told("G34", "error", record, "framework_map.0.item")]
    assert "homecare" in the(evidence, "G34").message


# --- G35 ---------------------------------------------------------------------------------------


def test_a_framework_that_the_policy_does_not_name() -> None:
    policy = (
        "kind: policy\nvalid_from: 2026-01-01\nframeworks: [cqc-qs-34]\n"
        "thresholds:\n  - {name: repeat-days, value: 90, unit: days, reason: A quarter}\n"
    )
    chain = CHAIN.put(NM, PREMISES)
    assert told(chain.judge()) == []
    evidence = chain.add("main", policy).judge()
    assert told(evidence) == [Told("G35", "warning", NM, "framework_map.0.framework")]
    earlier = chain.add("main", policy.replace("2026-01-01", "2026-03-04"))
    assert told(earlier.judge()) == [], "the record is of the day before"


ITEM = "framework_map: [{framework: cqc-qs-34, item: Medicines optimisation}]"


def in_force(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Let the list say of that item when it is in force."""
    lists = dict(schemas().lists)
    old = lists["cqc-qs-34"]
    items = tuple(
        replace(item, more={**item.more, **more})
        if item.label == "Medicines optimisation"
        else item
        for item in old.items
    )
    monkeypatch.setitem(
        schemas().__dict__, "lists", {**lists, "cqc-qs-34": replace(old, items=items)}
    )


def test_an_item_was_in_force_on_the_day_of_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = CHAIN.put(NM, ITEM)
    assert told(chain.judge()) == []
    in_force(monkeypatch, valid_to="2026-03-03")
    assert told(chain.judge()) == []
    in_force(monkeypatch, valid_to="2026-03-02")
    evidence = chain.judge()
    assert told(evidence) == [Told("G35", "warning", NM, "framework_map.0.item")]
    assert "in force until 2 March 2026" in the(evidence, "G35").message


def test_an_item_was_in_force_already(monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(monkeypatch, valid_from="2026-03-04")
    finding = the(CHAIN.put(NM, ITEM).judge(), "G35")
    assert "is in force from 4 March 2026" in finding.message


def test_an_item_that_the_framework_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = dict(schemas().lists)
    old = lists["cqc-qs-34"]
    fewer = replace(old, items=tuple(i for i in old.items if i.label != "Medicines optimisation"))
    monkeypatch.setitem(schemas().__dict__, "lists", {**lists, "cqc-qs-34": fewer})
    chain = CHAIN.put(NM, ITEM)
    assert told(chain.judge()) == [Told("G35", "error", NM, "framework_map.0.item")]
    del lists["cqc-qs-34"]
    monkeypatch.setitem(schemas().__dict__, "lists", lists)
    assert told(chain.judge()) == [Told("G35", "error", NM, "framework_map.0.framework")]
