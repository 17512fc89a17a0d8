"""G11 to G14: who else is exposed, the risk profile, the control change and its owner."""

from dataclasses import replace
from datetime import date

import pytest

from closecall.model.fields import RecordId
from closecall.rules.acting import exposure_checked
from tests.support import (
    AU,
    CC,
    CHAIN,
    GD,
    MP,
    NM,
    REPORTED,
    REVIEWED,
    RK,
    RV,
    SMALL,
    SMALL_GD,
    SMALL_NM,
    SMALL_RV,
    SMALL_XC,
    XC,
    Told,
    case_of,
    outcomes,
    the,
    told,
)

# --- G11 ---------------------------------------------------------------------------------------


def test_an_exposure_check_is_owed_after_the_review() -> None:
    waiting = REVIEWED.judge(as_at="2026-03-09")
    assert told(waiting) == []
    owed = next(o for o in waiting.owed[RecordId(NM)] if o.rule == "G11")
    assert (owed.due, owed.owner, owed.kind) == (
        date(2026, 3, 9),
        "registered-manager",
        "exposure_check",
    )
    evidence = REVIEWED.judge(as_at="2026-03-10")
    assert told(evidence) == [Told("G11", "gap", NM, "")]
    finding = the(evidence, "G11")
    assert "who else is exposed" in finding.message
    assert finding.message.endswith("Overdue since 10 March 2026.")
    assert NM in finding.remedy


def test_before_the_review_no_exposure_check_is_owed() -> None:
    assert told(REPORTED.judge()) == [Told("G09", "gap", NM, "")]


def test_the_days_run_from_the_first_review() -> None:
    chain = REVIEWED.copy(RV, "rv-20260320-b2mk", ("2026-03-04", "2026-03-20"))
    evidence = chain.judge(as_at="2026-03-21")
    assert "Overdue since 10 March 2026." in the(evidence, "G11").message


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("question", "what question it answers"),
        ("scope", "how many there are and how many were looked at"),
        ("method", "how it was made"),
        ("exposed_n", "how many are exposed"),
        ("result", "its result in one word"),
        ("immediate_risk", "whether there was immediate risk"),
        ("source_ref", "where it is written down"),
    ],
)
def test_an_exposure_check_says_all_of_it(field: str, words: str) -> None:
    evidence = CHAIN.drop(XC, field).judge()
    assert told(evidence) == [Told("G11", "error", XC, field)]
    assert words in the(evidence, "G11").message
    assert f"`{field}`" in the(evidence, "G11").remedy


def test_an_exposure_check_says_who_made_it() -> None:
    # The schema asks for it too; the rule stands behind that.
    evidence = CHAIN.judge()
    trail = evidence.trails[RecordId(NM)]
    (check,) = trail.exposure_checks
    trail = replace(trail, exposure_checks=(replace(check, by_role=None),))
    assert outcomes(exposure_checked(trail, case_of(evidence))) == [
        Told("G11", "error", XC, "by_role")
    ]


@pytest.mark.parametrize(
    "scope",
    [
        "{items: timed medicines, population_n: 9}",
        "{items: timed medicines, sampled_n: 9}",
        "{items: timed medicines, selection: all}",
    ],
)
def test_a_scope_without_both_numbers_says_little(scope: str) -> None:
    evidence = CHAIN.put(XC, f"scope: {scope}").judge()
    assert told(evidence) == [Told("G11", "error", XC, "scope")]


def test_what_is_open_is_acted_on_at_once() -> None:
    still_open = CHAIN.put(XC, "result: exposed-open")
    assert told(still_open.judge()) == [], "it was acted on"
    evidence = still_open.put(XC, "immediate_risk: {is: yes}").judge()
    assert told(evidence) == [Told("G11", "error", XC, "immediate_risk")]
    assert "no immediate action" in the(evidence, "G11").message
    contained = CHAIN.put(XC, "immediate_risk: {is: yes}")
    assert told(contained.judge()) == []


@pytest.mark.parametrize(("exposed", "sampled", "population"), [(10, 9, 9), (2, 10, 9), (3, 2, 9)])
def test_numbers_that_cannot_be(exposed: int, sampled: int, population: int) -> None:
    chain = CHAIN.put(XC, f"exposed_n: {exposed}")
    chain = chain.put(XC, f"scope: {{population_n: {population}, sampled_n: {sampled}}}")
    evidence = chain.judge()
    assert told(evidence) == [Told("G11", "error", XC, "scope")]
    assert "numbers do not fit" in the(evidence, "G11").message


@pytest.mark.parametrize(("exposed", "sampled", "population"), [(9, 9, 9), (0, 0, 9), (0, 3, 9)])
def test_numbers_that_can_be(exposed: int, sampled: int, population: int) -> None:
    chain = CHAIN.put(XC, f"exposed_n: {exposed}")
    chain = chain.put(XC, f"scope: {{population_n: {population}, sampled_n: {sampled}}}")
    assert told(chain.judge()) == []


def test_nobody_exposed_is_nobody() -> None:
    evidence = CHAIN.put(XC, "result: none-exposed").judge()
    assert told(evidence) == [Told("G11", "error", XC, "result")]
    assert "`exposed_n` is not 0" in the(evidence, "G11").message
    assert told(CHAIN.put(XC, "result: none-exposed").put(XC, "exposed_n: 0").judge()) == []


# --- G12 ---------------------------------------------------------------------------------------

NOT_ENTERED = CHAIN.without(RK).drop(XC, "risk").drop(MP, "risk")


def test_a_risk_says_why_it_is_in_the_profile() -> None:
    evidence = CHAIN.drop(RK, "why_in_profile").judge()
    assert told(evidence) == [Told("G12", "error", RK, "why_in_profile")]
    assert "why it is in the profile" in the(evidence, "G12").message


@pytest.mark.parametrize("why", ["pattern", "system pressure", "weak control"])
def test_each_reason_is_one(why: str) -> None:
    assert told(CHAIN.put(RK, f"why_in_profile: [{why}]").judge()) == []


def test_what_the_check_found_is_entered_in_the_profile() -> None:
    assert told(NOT_ENTERED.judge(as_at="2026-03-12")) == []
    evidence = NOT_ENTERED.judge(as_at="2026-03-13")
    assert told(evidence) == [Told("G12", "gap", XC, "risk")]
    finding = the(evidence, "G12")
    assert "risk profile" in finding.message
    assert finding.message.endswith("Overdue since 13 March 2026.")
    assert finding.owner == "registered-manager"


@pytest.mark.parametrize("by", ["risk", "exposure check", "plan"])
def test_each_of_three_links_enters_it(by: str) -> None:
    chain = CHAIN.edit(RK, "near_misses: nm-20260303-k7m2", "near_misses: nm-20260309-c4wt")
    chain = chain.copy(NM, "nm-20260309-c4wt", ("2026-03-03", "2026-03-09"))
    assert told(chain.judge(as_at="2026-03-12")) == [], "the check and the plan name the risk"
    if by == "risk":
        chain = CHAIN.drop(XC, "risk").drop(MP, "risk")
    elif by == "exposure check":
        chain = chain.drop(MP, "risk")
    else:
        chain = chain.drop(XC, "risk")
    assert not [t for t in told(chain.judge()) if t.rule == "G12"]


def test_a_check_that_found_nothing_enters_nothing() -> None:
    assert told(SMALL.judge()) == []


def test_where_a_control_was_changed_the_weakness_was_real() -> None:
    chain = NOT_ENTERED.put(XC, "result: none-exposed").put(XC, "exposed_n: 0")
    assert told(chain.judge()) == [Told("G12", "gap", XC, "risk")]


# --- G13 ---------------------------------------------------------------------------------------


def test_a_change_or_a_reason_why_not_is_owed() -> None:
    chain = SMALL.without(SMALL_GD)
    assert told(chain.judge(as_at="2026-04-22")) == []
    evidence = chain.judge(as_at="2026-04-23")
    assert told(evidence) == [Told("G13", "gap", SMALL_NM, "")]
    finding = the(evidence, "G13")
    assert "No control was changed" in finding.message
    assert finding.message.endswith("Overdue since 23 April 2026.")
    assert "no-further-change-with-reason" in finding.remedy
    assert finding.owner == "registered-manager"


def test_a_decision_that_none_is_needed_answers_it() -> None:
    assert told(SMALL.judge()) == []
    other = SMALL.edit(SMALL_GD, "no-further-change-with-reason", "not-assured-strengthen")
    assert told(other.judge()) == [Told("G13", "gap", SMALL_NM, "")]


def test_one_decision_may_answer_for_several() -> None:
    second = "nm-20260407-q5fs"
    chain = SMALL.copy(SMALL_NM, second, ("2026-04-06", "2026-04-07"))
    chain = chain.put(SMALL_RV, f"near_miss: [{SMALL_NM}, {second}]")
    chain = chain.put(SMALL_XC, f"near_miss: [{SMALL_NM}, {second}]")
    assert told(chain.judge()) == [Told("G13", "gap", second, "")]
    chain = chain.put(SMALL_GD, f"near_misses: [{SMALL_NM}, {second}]")
    assert told(chain.judge()) == []


def test_a_control_change_answers_it() -> None:
    assert not [t for t in told(CHAIN.without(AU, GD).judge()) if t.rule == "G13"]


# --- G14 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "words"),
    [("owner_role", "No role answers"), ("staff_responsibilities", "what staff have to do")],
)
def test_a_change_has_an_owner_and_says_what_staff_do(field: str, words: str) -> None:
    evidence = CHAIN.drop(CC, field).judge()
    assert told(evidence) == [Told("G14", "error", CC, field)]
    assert words in the(evidence, "G14").message
    assert f"`{field}`" in the(evidence, "G14").remedy
