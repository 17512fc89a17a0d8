"""G17 and G18: the plan that watches a change, and its target."""

from dataclasses import replace
from datetime import date

import pytest

from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan
from closecall.rules.monitoring import target_testable
from tests.support import (
    AU,
    CC,
    CHAIN,
    GD,
    MK,
    MP,
    NM,
    PT,
    RK,
    RV,
    Chain,
    Told,
    case_of,
    outcomes,
    the,
    told,
)

# --- G17 ---------------------------------------------------------------------------------------

UNWATCHED = CHAIN.without(MP, MK, GD)


def test_a_change_is_watched_by_a_plan() -> None:
    unwatched = UNWATCHED.put(RK, "recorded: 2026-03-05 12:00")
    assert told(unwatched.judge(as_at="2026-03-23")) == []
    evidence = unwatched.judge(as_at="2026-03-24")
    assert told(evidence) == [Told("G17", "gap", CC, "")]
    finding = the(evidence, "G17")
    assert "no monitoring plan" in finding.message
    assert finding.message.endswith("Overdue since 24 March 2026.")
    assert NM in finding.remedy
    assert CC in finding.remedy
    assert finding.owner == "deputy-manager"
    assert finding.due == date(2026, 3, 23)


def test_without_a_change_no_plan_is_owed() -> None:
    evidence = UNWATCHED.without(CC, AU).judge()
    assert told(evidence) == [Told("G13", "gap", NM, "")]


def test_the_first_change_sets_the_day() -> None:
    chain = UNWATCHED.copy(
        CC, "cc-20260401-h5bw", ("2026-03-09", "2026-04-01"), ("deputy-manager", "quality-lead")
    ).edit("cc-20260401-h5bw", "verifier_role: quality-lead", "verifier_role: medicines-lead")
    finding = the(chain.judge(as_at="2026-04-02"), "G17")
    assert (finding.record, finding.owner) == (CC, "deputy-manager")


LISTS = (
    ("failure_to_avoid", "what can go wrong"),
    ("measures", "at least 2 measures"),
    ("evidence_sources", "what it is evidenced through"),
    ("triggers", "what triggers action"),
    ("early_warning_signs", "the early warning signs"),
    ("escalation_options", "how it can be escalated"),
    ("consistency_mechanism", "what keeps it consistent"),
    ("audits_check", "what audits check"),
)
"""What a template may give."""
OWN = (
    ("baseline", "how things stood before"),
    ("target", "the target"),
    ("reviewer_role", "who reviews it"),
    ("interval", "how often it is reviewed"),
    ("governance_group", "which group decides"),
    ("governance_due", "when the group decides"),
)
"""What only the plan itself can say."""


@pytest.mark.parametrize(("field", "words"), LISTS)
def test_what_neither_plan_nor_template_says(field: str, words: str) -> None:
    evidence = CHAIN.drop(PT, field).judge()
    assert told(evidence) == [Told("G17", "error", MP, field)]
    finding = the(evidence, "G17")
    assert words in finding.message
    assert "template" in finding.message
    assert f"`{field}`" in finding.remedy


@pytest.mark.parametrize(("field", "words"), OWN)
def test_what_the_plan_itself_does_not_say(field: str, words: str) -> None:
    evidence = CHAIN.drop(MP, field).judge()
    assert told(evidence) == [Told("G17", "error", MP, field)]
    assert words in the(evidence, "G17").message


@pytest.mark.parametrize("field", [field for field, _ in LISTS])
def test_what_stands_in_the_plan_need_not_stand_in_the_template(field: str) -> None:
    chain = moved(CHAIN, field)
    assert told(chain.judge()) == []


def moved(chain: Chain, field: str) -> Chain:
    """A field taken from the template into the plan."""
    before = chain.text(PT)
    after = chain.drop(PT, field)
    lines = set(after.text(PT).splitlines())
    block = "\n".join(line for line in before.splitlines() if line not in lines)
    return after.put(MP, block)


def test_a_plan_without_a_template_holds_it_all_itself() -> None:
    evidence = CHAIN.drop(MP, "template").judge()
    assert told(evidence) == [Told("G17", "error", MP, field) for field in sorted_by_message()]
    chain = CHAIN
    for field, _ in LISTS:
        chain = moved(chain, field)
    assert told(chain.drop(MP, "template").judge()) == []


def sorted_by_message() -> list[str]:
    """The fields of `LISTS` in the order in which their findings are printed."""
    return [field for field, words in sorted(LISTS, key=lambda item: item[1])]


def test_one_measure_is_too_few() -> None:
    text = CHAIN.text(PT)
    start, end = text.index("  - id: boxes-filled"), text.index("evidence_sources:")
    one = CHAIN.with_text(PT, text[:start] + text[end:])
    assert told(one.judge()) == [Told("G17", "error", MP, "measures")]
    again = moved(CHAIN, "measures").with_text(PT, text)
    assert told(again.judge()) == [], "the same two in both"


def test_a_baseline_is_measured_or_will_be() -> None:
    why = "baseline: {not_measured: Nobody counted"
    evidence = CHAIN.put(MP, f"{why}}}").judge()
    assert told(evidence) == [Told("G17", "error", MP, "baseline")]
    assert "until when" in the(evidence, "G17").message
    assert told(CHAIN.put(MP, f"{why}, measure_by: 2026-04-01}}").judge()) == []
    assert told(CHAIN.put(MP, "baseline: {count: 7}").judge()) == [
        Told("G17", "error", MP, "baseline")
    ]


# --- G18 ---------------------------------------------------------------------------------------


def target(rule: str) -> Chain:
    """The chain with another rule for its target."""
    return CHAIN.edit(MP, "rule: none", f"rule: {rule}")


def test_a_target_has_a_start_and_a_length() -> None:
    # The schema asks for both; the rule stands behind it.
    evidence = CHAIN.judge()
    plan = evidence.register.get(MonitoringPlan, RecordId(MP))
    assert plan
    assert plan.target
    assert outcomes(target_testable(plan, case_of(evidence))) == []
    for without in (replace(plan.target, start=None), replace(plan.target, window=None)):
        found = target_testable(replace(plan, target=without), case_of(evidence))
        assert outcomes(found) == [Told("G18", "error", MP, "target")]


@pytest.mark.parametrize("line", ["  start: 2026-03-09\n", "  window: P6W\n"])
def test_a_target_without_them_is_said_by_its_shape(line: str) -> None:
    evidence = CHAIN.edit(MP, line, "").judge()
    assert [t.rule for t in told(evidence)] == ["S01"]
    assert evidence.hidden == 1


def test_at_most_has_its_number() -> None:
    evidence = target("at_most").judge()
    assert told(evidence) == [Told("G18", "error", MP, "target.at_most")]
    assert "without the number" in the(evidence, "G18").message
    assert told(target("at_most\n  at_most: 0").judge()) == []


def test_sustained_says_how_often_it_is_checked() -> None:
    checks = "  checks: {planned: 6, every_days: 10}\n"
    assert told(target("sustained").judge()) == []
    evidence = target("sustained").edit(MP, checks, "").judge()
    assert told(evidence) == [Told("G18", "error", MP, "target.checks")]
    assert "how often" in the(evidence, "G18").message


def test_reduced_needs_something_to_be_less_than() -> None:
    evidence = target("reduced").judge()
    assert told(evidence) == [Told("G18", "error", MP, "target.rule")]
    assert "nothing that it could be less than" in the(evidence, "G18").message


@pytest.mark.parametrize(
    ("day", "counted"),
    [("2025-03-08", False), ("2025-03-09", True), ("2026-03-08", True), ("2026-03-09", False)],
)
def test_reduced_counts_the_year_before_its_start(day: str, counted: bool) -> None:  # noqa: FBT001 - a case of a table
    earlier = "nm-20250309-j8sd"
    chain = target("reduced").copy(NM, earlier, ("2026-03-03", day))
    chain = chain.edit(RV, f"near_miss: {NM}", f"near_miss: [{NM}, {earlier}]")
    chain = chain.put(RV, "reviewed_on: 2026-03-09").drop(RV, "feedback_to_reporter")
    found = [t for t in told(chain.judge()) if t.rule == "G18"]
    assert found == ([] if counted else [Told("G18", "error", MP, "target.rule")])


def test_index_events_are_not_counted_against_themselves() -> None:
    unnamed = target("reduced").edit(MP, f"  index_events: {NM}\n", "")
    assert told(unnamed.judge()) == [], "it lies before the start and counts"


def test_a_plan_that_was_taken_back_is_not_asked() -> None:
    chain = target("reduced").put(
        MP, "withdrawn: {on: 2026-05-01, by_role: quality-lead, reason: Made twice}"
    )
    assert not [t for t in told(chain.judge()) if t.rule == "G18"]
