"""G03, G04 and G06: what a report must say, and what its review adds."""

from dataclasses import replace

import pytest

from closecall.rules.reporting import four_questions
from tests.support import (
    AS_AT,
    CHAIN,
    CLOSED,
    GD,
    NM,
    REPORTED,
    RV,
    Told,
    case_of,
    outcomes,
    the,
    told,
)

CLOSE = "how_close: {measure: minutes, value: 8, controls_left_before_harm: 0}"


def test_nothing_is_wrong_with_a_whole_chain() -> None:
    evidence = CHAIN.judge()
    assert told(evidence) == []
    assert evidence.hidden == 0
    assert told(CLOSED.judge()) == []


# --- G03 ---------------------------------------------------------------------------------------


def test_a_review_that_does_not_say_whether_it_could_happen_again() -> None:
    evidence = CHAIN.drop(RV, "could_happen_again").judge()
    assert told(evidence) == [Told("G03", "error", RV, "could_happen_again")]
    finding = the(evidence, "G03")
    assert "could happen again" in finding.message
    assert "`could_happen_again`" in finding.remedy


@pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
def test_each_answer_to_whether_it_could_happen_again_is_one(answer: str) -> None:
    chain = CHAIN.put(RV, f"could_happen_again: {{is: {answer}, reason: Looked at}}")
    assert told(chain.judge()) == []


def test_of_several_reviews_one_has_to_say_it() -> None:
    chain = CHAIN.copy(RV, "rv-20260307-b2mk", ("2026-03-04", "2026-03-07"))
    chain = chain.drop("rv-20260307-b2mk", "could_happen_again")
    assert told(chain.judge()) == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("what_happened", "what almost happened"),
        ("detection_method", "how it was noticed"),
        ("prevented_by", "what stopped harm"),
    ],
)
def test_a_report_that_leaves_a_question_open(field: str, words: str) -> None:
    # The schema asks for the three of them, so through the whole run the finding is another
    # one: the rule stands behind it.
    evidence = REPORTED.judge(as_at="2026-03-04")
    assert told(evidence) == []
    trail = evidence.trails[evidence.register.records[next(iter(evidence.trails))].id]
    case = case_of(evidence)
    assert outcomes(four_questions(trail, case)) == []
    if field == "what_happened":
        trail = replace(trail, near_miss=replace(trail.near_miss, what_happened=""))
    elif field == "detection_method":
        trail = replace(trail, settled=replace(trail.settled, detection_method=""))
    else:
        trail = replace(trail, settled=replace(trail.settled, prevented_by=()))
    (finding,) = four_questions(trail, case)
    assert outcomes(iter([finding])) == [Told("G03", "error", NM, field)]
    assert words in finding.message
    assert "`unknown` is an honest answer" in finding.remedy


@pytest.mark.parametrize("field", ["what_happened", "detection_method", "prevented_by"])
def test_where_the_shape_has_said_it_the_rule_is_silent(field: str) -> None:
    evidence = REPORTED.drop(NM, field).judge(as_at="2026-03-04")
    assert told(evidence) == [Told("S01", "error", NM, field)]
    assert evidence.hidden == 1


# --- G04 ---------------------------------------------------------------------------------------


def test_a_review_that_does_not_say_how_close_it_came() -> None:
    evidence = CHAIN.drop(RV, "how_close").judge()
    assert told(evidence) == [Told("G04", "error", RV, "how_close")]
    assert "how close" in the(evidence, "G04").message


def test_how_close_it_came_may_stand_in_the_report() -> None:
    assert told(CHAIN.drop(RV, "how_close").put(NM, CLOSE).judge()) == []


def test_without_a_review_nobody_asks_how_close_it_came() -> None:
    assert told(REPORTED.judge(as_at="2026-03-04")) == []


@pytest.mark.parametrize(
    "close",
    [
        "how_close: {measure: minutes, value: 8, controls_left_before_harm: unknown}",
        "how_close: {measure: minutes, value: 8}",
        "how_close: {measure: minutes, controls_left_before_harm: 0}",
    ],
)
def test_unknown_how_close_is_allowed_until_it_is_closed(close: str) -> None:
    still_open = CHAIN.put(RV, close)
    assert told(still_open.judge()) == []
    closed = CLOSED.put(RV, close)
    assert told(closed.judge()) == [], "the decision says what risk is left"
    evidence = closed.drop(GD, "risk_remaining").judge()
    assert told(evidence) == [
        Told("G04", "error", GD, "decision"),
        Told("G25", "warning", GD, "risk_remaining"),
    ]
    assert "how close it came" in the(evidence, "G04").message
    assert "`risk_remaining`" in the(evidence, "G04").remedy


def test_a_known_distance_needs_no_word_on_what_is_left() -> None:
    evidence = CLOSED.drop(GD, "risk_remaining").judge()
    assert told(evidence) == [Told("G25", "warning", GD, "risk_remaining")]


# --- G06 ---------------------------------------------------------------------------------------


def test_unknown_harm_has_a_reason() -> None:
    chain = REPORTED.put(NM, "harm_potential: {worst: unknown}")
    evidence = chain.judge(as_at="2026-03-04")
    assert told(evidence) == [Told("G06", "error", NM, "harm_potential")]
    assert "unknown" in the(evidence, "G06").message
    honest = REPORTED.put(NM, "harm_potential: {worst: unknown, reason: The dose is not known yet}")
    assert told(honest.judge(as_at="2026-03-04")) == []


def test_a_report_may_name_the_harm_without_a_reason() -> None:
    chain = REPORTED.put(NM, "harm_potential: {worst: Moderate physical harm}")
    assert told(chain.judge(as_at="2026-03-04")) == []


def test_the_review_settles_what_the_worst_harm_was() -> None:
    chain = CHAIN.put(NM, "harm_potential: {worst: unknown, reason: Not known yet}")
    evidence = chain.judge()
    assert told(evidence) == [Told("G06", "error", RV, "harm_potential")]
    assert "leaves open" in the(evidence, "G06").message
    settled = chain.put(RV, "harm_potential: {worst: Moderate physical harm, reason: A fall}")
    assert told(settled.judge()) == []


def test_a_settled_harm_has_a_reason() -> None:
    in_report = CHAIN.put(NM, "harm_potential: {worst: Moderate physical harm}").judge()
    assert told(in_report) == [Told("G06", "error", NM, "harm_potential")]
    severe = CHAIN.put(RV, "response_level: After Action Review")
    in_review = severe.put(RV, "harm_potential: {worst: Severe physical harm}").judge()
    assert told(in_review) == [Told("G06", "error", RV, "harm_potential")]
    assert "without a reason" in the(in_review, "G06").message


def test_the_rules_ask_only_what_is_known_on_the_day() -> None:
    chain = CHAIN.drop(RV, "could_happen_again", "how_close")
    assert told(chain.judge(as_at="2026-03-03")) == [], "the review is of the next day"
    assert len(told(chain.judge(as_at=AS_AT))) == 2
