"""G26 and G27: what comes back is called a repeat, and a pattern is in the risk profile."""

from datetime import date

from closecall.model.fields import RecordId
from closecall.model.trail import Stage
from tests.support import (
    AU,
    CC,
    CHAIN,
    CT,
    GD,
    MP,
    NM,
    PT,
    REVIEWED,
    RK,
    RV,
    XC,
    Chain,
    Told,
    the,
    told,
)

FIRST = "nm-20260210-z9rc"
FIRST_REVIEW = "rv-20260212-b4kd"


def came_before(chain: Chain, near_miss: str, review: str, day: str, reviewed: str) -> Chain:
    """The same with an earlier near miss of the same mechanism and its review."""
    chain = chain.copy(NM, near_miss, ("2026-03-03", day))
    return chain.copy(
        RV,
        review,
        (NM, near_miss),
        ("reviewed_on: 2026-03-04", f"reviewed_on: {reviewed}"),
        ("on: 2026-03-05", f"on: {reviewed}"),
        ("on: 2026-03-03", f"on: {day}"),
        ("2026-03-03", day),
    )


def settled(chain: Chain, *near_misses: str) -> Chain:
    """The same, all else that other near misses ask for answered by the same records."""
    for record, field in ((XC, "near_miss"), (CC, "near_miss"), (MP, "near_misses")):
        chain = chain.put(record, f"{field}: [{NM}, {', '.join(near_misses)}]")
    return chain


TWICE = settled(came_before(CHAIN, FIRST, FIRST_REVIEW, "2026-02-10", "2026-02-12"), FIRST)

# --- G26 ---------------------------------------------------------------------------------------


def test_what_looks_like_a_repeat_is_settled() -> None:
    evidence = TWICE.judge()
    assert told(evidence) == [Told("G26", "warning", RV, "repeat_of")]
    finding = the(evidence, "G26")
    assert FIRST in finding.message
    assert (finding.owner, finding.due) == ("medicines-lead", date(2026, 3, 11))


def test_there_is_time_to_settle_it() -> None:
    chain = came_before(REVIEWED, FIRST, FIRST_REVIEW, "2026-02-10", "2026-02-12")
    assert "G26" not in {t.rule for t in told(chain.judge(as_at="2026-03-11"))}
    assert "G26" in {t.rule for t in told(chain.judge(as_at="2026-03-12"))}


def test_it_is_confirmed_or_refused_with_a_reason() -> None:
    assert told(TWICE.put(RV, f"repeat_of: {FIRST}").judge()) == []
    refused = TWICE.put(RV, f"not_repeat_of: [{{near_miss: {FIRST}, reason: Another list}}]")
    assert told(refused.judge()) == []


def test_after_the_days_of_the_policy_it_is_no_repeat() -> None:
    review = "rv-20251204-b4kd"
    chain = came_before(CHAIN, "nm-20251202-z9rc", review, "2025-12-02", "2025-12-04")
    chain = settled(chain, "nm-20251202-z9rc")
    assert told(chain.judge()) == [], "91 days before"
    near = came_before(CHAIN, "nm-20251203-z9rc", review, "2025-12-03", "2025-12-05")
    assert [t.rule for t in told(settled(near, "nm-20251203-z9rc").judge())] == ["G26"]


def test_one_that_names_the_middle_one_names_the_first_too() -> None:
    middle = "nm-20260220-c7wt"
    chain = came_before(TWICE, middle, "rv-20260222-d8xs", "2026-02-20", "2026-02-22")
    chain = settled(chain, FIRST, middle)
    chain = chain.put("rv-20260222-d8xs", f"repeat_of: {FIRST}")
    assert told(chain.put(RV, f"repeat_of: {middle}").judge()) == []
    assert [t.rule for t in told(chain.put(RV, f"repeat_of: {FIRST}").judge())] == ["G26"]


def test_what_one_review_looks_at_is_one_kind() -> None:
    chain = settled(CHAIN.copy(NM, FIRST, ("2026-03-03", "2026-02-10")), FIRST)
    assert told(chain.put(RV, f"near_miss: [{NM}, {FIRST}]").judge()) == []


def test_a_close_over_it() -> None:
    evidence = TWICE.edit(GD, "assured-continue-monitoring", "assured-close").judge()
    assert told(evidence) == [Told("G26", "error", GD, "decision")]


def test_a_repeat_after_the_close_opens_the_earlier_trail_again() -> None:
    closed = CHAIN.edit(GD, "assured-continue-monitoring", "assured-close")
    again = closed.copy(NM, "nm-20260428-f2kz", ("2026-03-03", "2026-04-28"))
    again = again.put("nm-20260428-f2kz", "mechanism: tc-medicine-timing")
    trail = again.judge(as_at="2026-04-29").trails[RecordId(NM)]
    assert trail.stage is Stage.REOPENED


INCIDENT = (
    "kind: incident\nservice: rosewood-house\ndetected: 2026-04-10 09:00\n"
    "recorded: 2026-04-10 09:20\nrecorded_by_role: senior-carer\ndomain: [medicines]\n"
    "what_happened: A timed medicine was given an hour late\n"
    "person_affected: {relation: one, informed: yes, on: 2026-04-10}\n"
    "detection_method: someone saw it\nharm_actual: {physical: Low physical harm}\n"
    "immediate_action: {what: The doctor was rung, safe_now: yes}\n"
    "mechanism: tc-medicine-timing\n"
    "source_ref: {log: medicines incident tracker, locator: Entry 2026-060}\n"
)


def test_an_incident_that_had_nearly_happened_before_says_so() -> None:
    chain = CHAIN.add("in-20260410-p3kd", INCIDENT)
    assert "G26" not in {t.rule for t in told(chain.judge(as_at="2026-04-17"))}
    evidence = chain.judge()
    assert told(evidence) == [Told("G26", "warning", "in-20260410-p3kd", "repeat_of")]
    assert NM in the(evidence, "G26").message
    for answer in (
        f"repeat_of: {NM}",
        f"near_misses: {NM}",
        f"not_repeat_of: [{{near_miss: {NM}, reason: It was the chart and not the list}}]",
    ):
        assert told(chain.put("in-20260410-p3kd", answer).judge()) == [], answer


def test_an_incident_after_the_close_opens_the_trail_again() -> None:
    closed = CHAIN.edit(GD, "assured-continue-monitoring", "assured-close")
    again = closed.add("in-20260428-p3kd", INCIDENT.replace("2026-04-10", "2026-04-28"))
    assert again.trail(as_at="2026-04-29").stage is Stage.REOPENED


# --- G27 ---------------------------------------------------------------------------------------


def thrice() -> Chain:
    """Three of one mechanism, reviewed and found nowhere else: no risk is asked for by G12."""
    middle = "nm-20260220-c7wt"
    chain = came_before(REVIEWED, FIRST, FIRST_REVIEW, "2026-02-10", "2026-02-12")
    chain = came_before(chain, middle, "rv-20260222-d8xs", "2026-02-20", "2026-02-22")
    chain = chain.put("rv-20260222-d8xs", f"repeat_of: {FIRST}")
    return chain.put(RV, f"repeat_of: {middle}")


def test_a_pattern_is_in_the_risk_profile() -> None:
    evidence = thrice().judge(as_at="2026-03-12")
    found = [t for t in told(evidence) if t.rule == "G27"]
    assert found == [Told("G27", "gap", NM, "")]
    finding = the(evidence, "G27")
    assert "come back 2 times" in finding.message
    assert (finding.owner, finding.due) == ("registered-manager", date(2026, 3, 11))
    assert "G27" not in {t.rule for t in told(thrice().judge(as_at="2026-03-11"))}


def test_a_risk_of_the_same_mechanism_is_enough() -> None:
    risk = CHAIN.text(RK).replace("controls: ct-handover-medicines\n", "")
    risk = risk.replace(f"near_misses: {NM}", f"near_misses: {FIRST}")
    evidence = thrice().add(RK, risk).judge()
    assert "G27" not in {t.rule for t in told(evidence)}


def test_pressure_on_the_system_is_in_the_risk_profile() -> None:
    chain = (
        CHAIN.without(RK, XC).drop(MP, "risk").edit(PT, "shows: systems", "shows: system pressure")
    )
    evidence = chain.judge()
    assert {t.rule for t in told(evidence)} == {"G11", "G27"}
    assert "system pressure" in the(evidence, "G27").message
    calm = CHAIN.without(RK, XC).drop(MP, "risk")
    assert {t.rule for t in told(calm.judge())} == {"G11"}


def test_a_test_that_failed_is_in_the_risk_profile() -> None:
    other = "ct-second-look"
    chain = CHAIN.copy(CT, other, ("[tc-medicine-timing]", "[wrong-strength]"))
    chain = chain.copy(
        AU, "au-20260410-h3vn", ("follow_up_to: cc-20260309-p4td", f"control: {other}")
    )
    found = [t for t in told(chain.judge()) if t.rule == "G27"]
    assert found == [Told("G27", "gap", "au-20260410-h3vn", "criteria")]
    risk = CHAIN.text(RK).replace("tc-medicine-timing", "wrong-strength")
    entered = chain.add("rk-20260411-strength", risk)
    assert "G27" not in {t.rule for t in told(entered.judge())}
    passed = chain.edit("au-20260410-h3vn", "met: 11, of: 12", "met: 12, of: 12")
    assert told(passed.judge()) == []
