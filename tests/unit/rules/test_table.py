"""The table of rules, and how they are run: once each, and silent where something else is wrong."""

import pytest

from closecall.findings import Level
from closecall.model.fields import RecordId
from closecall.rules.table import RULES
from tests.support import (
    AU,
    CC,
    CHAIN,
    CLOSED,
    CT,
    GD,
    MP,
    NM,
    PE,
    PT,
    REPORTED,
    REVIEWED,
    RK,
    RV,
    SMALL,
    SMALL_GD,
    SMALL_NM,
    XC,
    Chain,
    Told,
    told,
)

UNREADABLE = "kind: 'never closed\n"


def test_the_rules_are_those_of_this_version_in_order() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(ids)
    assert ids == [f"G{number:02}" for number in range(1, 41)]


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_each_rule_is_told_in_words(rule: object) -> None:
    (this,) = [r for r in RULES if r is rule]
    for words in (this.asks, this.why):
        assert words[0].isupper()
        assert words.endswith(".")
    assert this.title
    assert this.traced_to
    assert set(this.levels.split(", ")) <= {str(level) for level in Level}
    assert this.stage
    assert this.owner[0].isupper()
    run = (this.of_trail, this.of_plan, this.of_decision, this.of_all)
    assert any(run) != (this.id in {"G33", "G36"}), "these two are run by themselves"


# --- Silence -----------------------------------------------------------------------------------


def test_a_review_with_a_mistake_is_not_a_review_that_is_missing() -> None:
    # It names its near miss wrongly, so nothing hangs on the near miss; that is one mistake.
    chain = REVIEWED.edit(RV, f"near_miss: {NM}", "near_miss: nm-20260303-k7m3")
    evidence = chain.judge()
    assert told(evidence) == [Told("G33", "error", RV, "near_miss")]
    assert evidence.hidden == 1
    assert not evidence.owed


def test_a_review_that_cannot_be_read_is_not_missing() -> None:
    evidence = REVIEWED.with_text(RV, UNREADABLE).judge()
    assert [(t.rule[0], t.record) for t in told(evidence)] == [("Y", RV)]
    assert evidence.hidden == 1


def test_a_review_of_the_wrong_shape_is_not_missing() -> None:
    evidence = REVIEWED.put(RV, f"near_miss: {{id: {NM}}}").judge()
    assert {(t.rule[0], t.record) for t in told(evidence)} == {("S", RV)}
    assert evidence.hidden == 1


def test_what_waits_and_is_not_late_is_not_counted_as_hidden() -> None:
    evidence = REVIEWED.with_text(RV, UNREADABLE).judge(as_at="2026-03-05")
    assert evidence.hidden == 0


def test_another_kind_that_cannot_be_read_hides_no_missing_review() -> None:
    chain = REPORTED.add("au-20260405-k2mm", UNREADABLE.replace("kind", "kind: audit\ntype"))
    assert Told("G09", "gap", NM, "") in told(chain.judge())


def test_a_near_miss_with_a_mistake_is_asked_for_nothing_more() -> None:
    evidence = REPORTED.put(NM, "place: ''").judge()
    assert told(evidence) == [Told("S06", "error", NM, "place")]
    assert evidence.hidden == 1


def test_a_broken_record_has_one_sort_of_finding() -> None:
    chain = CHAIN.drop(RV, "how_close", "learning").put(RV, "risk_theme: Something else")
    evidence = chain.judge()
    assert [t.rule for t in told(evidence)] == ["S02"]
    assert evidence.hidden == 2


@pytest.mark.parametrize("record", [RV, XC, CC, CT, RK, MP, AU, PE, PT, GD])
def test_one_file_that_cannot_be_read_makes_no_other_one_wrong(record: str) -> None:
    evidence = CLOSED.with_text(record, UNREADABLE).judge()
    assert [(t.rule[0], t.record) for t in told(evidence)] == [("Y", record)]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (CC, "effective_from: 2026-02-30"),
        (CC, "owner_role: [deputy-manager]"),
        (AU, "on: 2026-02-30"),
        (AU, "auditor_role: Quality lead"),
        (RV, "reviewed_on: 2026-02-30"),
        (XC, "near_miss: []"),
        (MP, "near_misses: {}"),
        (MP, "target: {statement: None again, rule: none, start: 2026-02-30, window: P6W}"),
        (GD, "period_covered: {from: 2026-04-19, to: 2026-03-09}"),
        (PT, "measures: []"),
        (PT, "triggers: many"),
    ],
)
def test_one_broken_field_makes_no_other_record_wrong(record: str, field: str) -> None:
    evidence = CLOSED.put(record, field).judge()
    assert {(t.rule[0], t.record) for t in told(evidence)} == {("S", record)}


@pytest.mark.parametrize(
    ("record", "old", "new"),
    [
        (RV, NM, "nm-20260303-k7m3"),
        (XC, RK, "rk-20260305-tcmed"),
        (CC, NM, "nm-20260303-k7m3"),
        (CC, "quality-lead", "quality-leads"),
        (MP, PT, "pt-tc-medicine-timings"),
        (AU, CC, "cc-20260309-p4te"),
        (GD, MP, "mp-20260309-h8rb"),
    ],
)
def test_one_dead_link_makes_no_other_record_wrong(record: str, old: str, new: str) -> None:
    chain = CLOSED.with_text(record, CLOSED.text(record).replace(old, new))
    found = told(chain.judge())
    assert {t.rule for t in found} == {"G33"}
    assert {t.record for t in found} == {record}


def test_an_unreadable_policy_makes_nothing_late() -> None:
    policy = (
        "kind: policy\nvalid_from: 2026-01-01\nthresholds:\n"
        "  - {name: days-to-review, for_harm: Moderate physical harm, value: 90, unit: days, "
        "reason: A long time}\n"
    )
    chain = REPORTED.add("main", policy)
    assert told(chain.judge()) == []
    for broken in (UNREADABLE, policy.replace("90", "ninety")):
        found = told(chain.with_text("main", broken).judge())
        assert [t.record for t in found] == ["main"]


def test_an_unreadable_decision_may_be_the_one_that_says_so() -> None:
    evidence = SMALL.with_text(SMALL_GD, UNREADABLE).judge()
    assert [t.record for t in told(evidence)] == [SMALL_GD]
    assert evidence.hidden == 1, "that no control was changed"
    assert not evidence.trails[RecordId(SMALL_NM)].is_closed


# --- Each finding once, and nothing of what was taken back --------------------------------------

TAKEN_BACK = "withdrawn: {on: 2026-03-06, by_role: registered-manager, reason: Entered twice}"


def test_a_record_that_serves_two_near_misses_is_found_wanting_once() -> None:
    second = "nm-20260304-b6rp"
    chain = CHAIN.copy(NM, second, ("2026-03-03", "2026-03-04"))
    both = f"[{NM}, {second}]"
    chain = chain.put(RV, f"near_miss: {both}").put(XC, f"near_miss: {both}")
    chain = chain.put(CC, f"near_miss: {both}").put(MP, f"near_misses: {both}")
    assert told(chain.judge()) == []
    assert told(chain.drop(RV, "learning").judge()) == [Told("G10", "error", RV, "learning")]
    assert told(chain.drop(CC, "owner_role").judge()) == [Told("G14", "error", CC, "owner_role")]


def test_a_near_miss_that_was_taken_back_is_asked_nothing() -> None:
    evidence = REPORTED.put(NM, TAKEN_BACK).judge()
    assert told(evidence) == []
    assert not evidence.owed


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (RV, ["G09"]),
        (XC, ["G11"]),
        (CC, ["G13"]),
        (MP, ["G17"]),
        (AU, ["G24"]),
        (GD, ["G25"]),
    ],
)
def test_what_was_taken_back_carries_nothing(record: str, expected: list[str]) -> None:
    taken_back = TAKEN_BACK.replace("2026-03-06", "2026-05-01")
    evidence = CHAIN.put(record, taken_back).judge()
    assert [t.rule for t in told(evidence) if t.level != "error"] == expected


def test_findings_are_in_order() -> None:
    chain: Chain = CHAIN.without(AU).edit(GD, f", {AU}", "").drop(GD, "challenge")
    chain = chain.drop(RV, "learning", "how_close")
    evidence = chain.judge()
    levels = [t.level for t in told(evidence)]
    assert levels == ["error", "error", "warning", "warning"]
    places = [(f.path, f.line) for f in evidence.findings if f.level is Level.WARNING]
    assert places == sorted(places)
