"""G07, G24 and G25: what a close must rest on."""

from datetime import date

import pytest

from closecall.model.fields import RecordId
from closecall.rules.closing import dismisses
from tests.support import (
    AU,
    CC,
    CHAIN,
    CLOSED,
    GD,
    MK,
    MP,
    NM,
    PE,
    REVIEWED,
    RK,
    RV,
    SMALL,
    SMALL_GD,
    SMALL_RV,
    SMALL_XC,
    XC,
    Chain,
    Told,
    the,
    told,
)

# --- G07 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Resolved",
        "resolved.",
        "No issue",
        "No issues found, all well",
        "NFA",
        "nfa - dose was given in time",
        "No further action",
        "No further action required, harm avoided",
        "The matter is resolved; the dose was given",
        "Resolved on the day.\nThe team was told.",
        "Considered to be resolved",
    ],
)
def test_words_that_wave_it_away(text: str) -> None:
    assert dismisses(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Not resolved",
        "Nothing is resolved yet",
        "The box isn’t resolved for nights",
        "The box isn't resolved for nights",
        "Unresolved",
        "Never resolved on nights",
        "It cannot be called resolved",
        "The system factor is that the note has no place for timed medicines",
        "The note has no place for timed medicines. Resolved for unit 2 only",
        "Watched for another six weeks, then no further action",
        "To be resolved by the pharmacist",
        "This will be resolved when the new note is printed",
        "Stays on the list until resolved",
        "Nobody can say that there is no issue",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert not dismisses(text)


WORDS = "Resolved, the dose was not late"


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        (f"system_factor: {WORDS}", "system_factor"),
        (f"system_factor: {{none: '{WORDS}'}}", "system_factor.none"),
        (f"proportionality_reason: {WORDS}", "proportionality_reason"),
    ],
)
def test_a_review_that_waves_it_away(field: str, pointer: str) -> None:
    evidence = REVIEWED.put(RV, field).judge(as_at="2026-03-05")
    assert told(evidence) == [Told("G07", "error", RV, pointer)]
    finding = the(evidence, "G07")
    assert (
        f"the trail of {NM} lacks: an exposure check, a control change or a decision that none is "
        "needed, a governance decision." in finding.message
    )
    assert "no risk" in finding.remedy


def test_a_check_and_a_decision_that_wave_it_away() -> None:
    unchecked = CHAIN.without(XC, RK).drop(MP, "risk")
    assert [t.rule for t in told(unchecked.judge())] == ["G11"]
    check = unchecked.put(MK, "action: NFA").judge()
    assert told(check) == [
        Told("G07", "error", MK, "action"),
        Told("G11", "gap", NM, ""),
    ]
    assert "lacks: an exposure check." in the(check, "G07").message
    decision = unchecked.put(GD, "reason: No issue seen in six weeks").judge()
    assert told(decision)[0] == Told("G07", "error", GD, "reason")


def test_once_every_step_is_there_the_words_are_the_authors_own() -> None:
    chain = CHAIN.put(RV, f"system_factor: {WORDS}").put(MK, "action: NFA")
    assert told(chain.put(GD, "reason: Resolved").judge()) == []


def test_before_the_words_were_written_nothing_is_said() -> None:
    chain = CHAIN.without(XC, RK).drop(MP, "risk").put(MK, "action: NFA")
    assert told(chain.judge(as_at="2026-03-09")) == []


def test_a_close_without_an_exposure_check() -> None:
    chain = CLOSED.without(XC, RK).drop(MP, "risk")
    evidence = chain.judge()
    assert told(evidence) == [
        Told("G07", "error", GD, "decision"),
        Told("G11", "gap", NM, ""),
    ]
    finding = the(evidence, "G07")
    assert f"closes {NM}" in finding.message
    assert "lacks: an exposure check." in finding.message


def test_a_close_of_a_mere_report() -> None:
    chain = SMALL.without(SMALL_RV, SMALL_XC)
    evidence = chain.judge(as_at="2026-04-14")
    assert told(evidence) == [
        Told("G07", "error", SMALL_GD, "decision"),
        Told("G09", "gap", "nm-20260406-w3bd", ""),
    ]
    assert "lacks: a review, an exposure check." in the(evidence, "G07").message


def test_deciding_to_go_on_is_no_close() -> None:
    chain = CHAIN.without(XC, RK).drop(MP, "risk")
    assert told(chain.judge()) == [Told("G11", "gap", NM, "")]


# --- G24 ---------------------------------------------------------------------------------------

UNAUDITED = CHAIN.without(AU).edit(GD, f", {AU}", "")


@pytest.mark.parametrize("part", ["method", "due", "verifier_role"])
def test_a_change_says_how_it_will_be_checked(part: str) -> None:
    whole = {
        "method": "Audit of 12 handovers",
        "due": "2026-04-06",
        "verifier_role": "quality-lead",
    }
    said = ", ".join(f"{name}: {value}" for name, value in whole.items() if name != part)
    evidence = CHAIN.put(CC, f"verify: {{{said}}}").judge()
    assert told(evidence) == [Told("G24", "error", CC, "verify")]
    assert "how, by when and by which role" in the(evidence, "G24").message


def test_a_change_without_a_word_on_its_check() -> None:
    assert told(CHAIN.drop(CC, "verify").judge()) == [Told("G24", "error", CC, "verify")]


def test_the_owner_does_not_check_the_change() -> None:
    chain = CHAIN.edit(CC, "verifier_role: quality-lead", "verifier_role: deputy-manager")
    evidence = chain.judge()
    assert told(evidence) == [Told("G24", "error", CC, "verify.verifier_role")]
    assert "by the role that owns it" in the(evidence, "G24").message


def test_a_follow_up_is_owed_from_its_day_and_is_a_warning() -> None:
    waiting = UNAUDITED.judge(as_at="2026-04-06")
    assert not [t for t in told(waiting) if t.rule == "G24"]
    owed = next(o for o in waiting.owed[RecordId(NM)] if o.rule == "G24")
    assert (owed.due, owed.owner, owed.kind) == (date(2026, 4, 6), "quality-lead", "audit")
    evidence = UNAUDITED.judge()
    assert told(evidence) == [Told("G24", "warning", CC, "verify")]
    finding = the(evidence, "G24")
    assert "No independent follow-up audit" in finding.message
    assert finding.message.endswith("Overdue since 7 April 2026.")
    assert f"follow_up_to: {CC}" in finding.remedy


@pytest.mark.parametrize(
    "chain",
    [
        UNAUDITED.drop(CC, "verify"),
        UNAUDITED.put(CC, "verify: {method: An audit, verifier_role: quality-lead}"),
    ],
    ids=["nothing said", "no day said"],
)
def test_without_a_day_for_it_no_follow_up_can_be_late(chain: Chain) -> None:
    assert told(chain.judge()) == [Told("G24", "error", CC, "verify")]


def test_a_close_without_a_follow_up() -> None:
    chain = CLOSED.without(AU).edit(GD, f", {AU}", "")
    evidence = chain.judge()
    assert told(evidence) == [
        Told("G24", "error", GD, "decision"),
        Told("G24", "warning", CC, "verify"),
    ]
    finding = evidence.findings[0]
    assert f"closes {NM}" in finding.message
    assert f"follow-up audit of {CC}" in finding.message


def test_the_owners_own_audit_is_no_follow_up() -> None:
    chain = CLOSED.edit(AU, "auditor_role: quality-lead", "auditor_role: deputy-manager")
    evidence = chain.judge()
    assert told(evidence) == [
        Told("G24", "error", GD, "decision"),
        Told("G24", "warning", AU, "auditor_role"),
        Told("G24", "warning", CC, "verify"),
    ]
    assert "no independent follow-up" in evidence.findings[1].message


@pytest.mark.parametrize("day", ["2026-03-08", "2026-03-09"])
def test_an_audit_before_the_change_took_hold_is_no_follow_up(day: str) -> None:
    evidence = CLOSED.edit(AU, "on: 2026-04-04", f"on: {day}").judge()
    assert told(evidence) == [
        Told("G24", "error", GD, "decision"),
        Told("G24", "warning", AU, "on"),
        Told("G24", "warning", CC, "verify"),
    ]
    assert "9 March 2026" in evidence.findings[1].message


def test_an_audit_that_does_not_say_what_it_looked_at_is_no_follow_up() -> None:
    evidence = CHAIN.drop(AU, "criteria").judge()
    found = [t for t in told(evidence) if t.rule == "G24"]
    assert Told("G24", "warning", AU, "criteria") in found
    closed = CHAIN.drop(AU, "criteria").edit(GD, "assured-continue-monitoring", "assured-close")
    assert Told("G24", "error", GD, "decision") in told(closed.judge())


def test_an_audit_on_the_next_day_is_one() -> None:
    assert told(CLOSED.edit(AU, "on: 2026-04-04", "on: 2026-03-10").judge()) == []


def test_an_audit_of_something_else_is_no_follow_up() -> None:
    evidence = CHAIN.edit(AU, f"follow_up_to: {CC}", f"plan: {MP}").judge()
    assert told(evidence) == [Told("G24", "warning", CC, "verify")]


@pytest.mark.parametrize(
    ("record", "with_role"),
    [("quality-lead", "deputy-manager"), ("deputy-manager", "quality-lead")],
)
def test_one_person_owns_and_audits_under_two_roles(record: str, with_role: str) -> None:
    evidence = CLOSED.put(record, f"held_with: {with_role}").judge()
    assert told(evidence) == [Told("G24", "warning", AU, "auditor_role")]
    finding = the(evidence, "G24")
    assert "same person" in finding.message
    assert "outside the service" in finding.remedy


def test_a_close_before_the_follow_up() -> None:
    chain = CLOSED.edit(AU, "on: 2026-04-04", "on: 2026-04-22").edit(GD, f", {AU}", "")
    evidence = chain.judge()
    assert told(evidence) == [Told("G24", "error", GD, "on")]
    assert f"before the follow-up audit of {CC}" in the(evidence, "G24").message
    same_day = CLOSED.edit(AU, "on: 2026-04-04", "on: 2026-04-21")
    assert told(same_day.judge()) == []


def test_each_change_is_followed_up() -> None:
    second = "cc-20260316-h5bw"
    chain = CLOSED.copy(CC, second, ("2026-03-09", "2026-03-16"))
    evidence = chain.judge()
    assert told(evidence) == [
        Told("G24", "error", GD, "decision"),
        Told("G24", "warning", second, "verify"),
    ]
    both = chain.put(AU, f"follow_up_to: [{CC}, {second}]")
    assert told(both.judge()) == []


# --- G25 ---------------------------------------------------------------------------------------


def test_a_decision_is_owed_from_its_day_and_is_a_warning() -> None:
    chain = CHAIN.without(GD)
    waiting = chain.judge(as_at="2026-04-28")
    assert told(waiting) == []
    evidence = chain.judge(as_at="2026-04-29")
    assert told(evidence) == [Told("G25", "warning", MP, "governance_due")]
    finding = the(evidence, "G25")
    assert "no decision is recorded" in finding.message
    assert finding.message.endswith("Overdue since 29 April 2026.")
    assert finding.owner == "medicines-governance"
    assert f"plan: {MP}" in finding.remedy


def test_a_decision_on_the_near_miss_itself_is_one_too() -> None:
    chain = CHAIN.edit(GD, f"plan: {MP}", f"near_misses: {NM}")
    assert told(chain.judge()) == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("period_covered", "which days it looks at"),
        ("evidence_reviewed", "which evidence it looked at"),
        ("repeat_check", "whether it came again"),
    ],
)
def test_a_decision_says_on_what_it_decides(field: str, words: str) -> None:
    evidence = CHAIN.drop(GD, field).judge()
    assert told(evidence) == [Told("G25", "error", GD, field)]
    assert words in the(evidence, "G25").message
    assert f"`{field}`" in the(evidence, "G25").remedy


def test_a_decision_without_a_reason_is_said_by_its_shape() -> None:
    evidence = CHAIN.drop(GD, "reason").judge()
    assert told(evidence) == [Told("S01", "error", GD, "reason")]
    assert evidence.hidden == 1


@pytest.mark.parametrize(
    ("field", "words"),
    [("risk_remaining", "what risk is left"), ("challenge", "what question the group asked")],
)
def test_a_decision_had_better_say(field: str, words: str) -> None:
    evidence = CHAIN.drop(GD, field).judge()
    assert told(evidence) == [Told("G25", "warning", GD, field)]
    assert words in the(evidence, "G25").message


@pytest.mark.parametrize("half", ["{asked: Who looked?}", "{answer: We did}"])
def test_half_a_challenge_is_none(half: str) -> None:
    evidence = CHAIN.put(GD, f"challenge: {half}").judge()
    assert told(evidence) == [Told("G25", "warning", GD, "challenge")]


@pytest.mark.parametrize("found", ["0", "2", "none"])
def test_a_number_of_repeats_is_an_answer(found: str) -> None:
    assert told(CLOSED.put(GD, f"repeat_check: {{found: {found}}}").judge()) == []


def test_a_decision_on_no_plan_is_not_asked_for_a_period() -> None:
    assert "period_covered" not in SMALL.text(SMALL_GD)
    assert told(SMALL.judge()) == []


def test_a_close_without_a_plan() -> None:
    chain = CLOSED.without(MP, MK).edit(GD, f"plan: {MP}", f"near_misses: {NM}")
    chain = chain.edit(GD, f"[{MK}, {AU}", f"[{AU}")
    evidence = chain.judge()
    assert told(evidence) == [
        Told("G25", "error", GD, "decision"),
        Told("G17", "gap", CC, ""),
    ]
    assert "no monitoring plan" in the(evidence, "G25").message


@pytest.mark.parametrize(
    "period",
    ["{from: 2026-03-10, to: 2026-04-19}", "{from: 2026-03-09, to: 2026-04-18}"],
)
def test_a_close_on_part_of_the_period(period: str) -> None:
    evidence = CLOSED.put(GD, f"period_covered: {period}").judge()
    assert told(evidence) == [Told("G25", "error", GD, "period_covered")]
    finding = the(evidence, "G25")
    assert f"whole target period of {MP} (9 March 2026 to before 20 April 2026)" in finding.message
    still_open = CHAIN.put(GD, f"period_covered: {period}")
    assert told(still_open.judge()) == []


def test_a_close_on_more_than_the_period() -> None:
    chain = CLOSED.put(GD, "period_covered: {from: 2026-03-01, to: 2026-04-20}")
    assert told(chain.judge()) == []


def test_a_close_without_a_period_is_said_once() -> None:
    evidence = CLOSED.drop(GD, "period_covered").judge()
    assert told(evidence) == [Told("G25", "error", GD, "period_covered")]
    assert "which days" in the(evidence, "G25").message
    by_itself = CLOSED.drop(GD, "period_covered").edit(GD, f"plan: {MP}", f"near_misses: {NM}")
    evidence = by_itself.judge()
    assert told(evidence) == [Told("G25", "error", GD, "period_covered")]
    assert "without looking at the whole" in the(evidence, "G25").message


def test_that_a_plan_has_no_target_is_said_of_the_plan() -> None:
    evidence = CLOSED.drop(MP, "target").judge()
    assert told(evidence) == [Told("G17", "error", MP, "target")]
    assert not evidence.trails[RecordId(NM)].is_closed


def test_a_close_that_names_its_plan_answers_for_that_plan() -> None:
    second = "mp-20260420-s3kd"
    chain = CLOSED.copy(MP, second, ("start: 2026-03-09", "start: 2026-04-20"))
    assert told(chain.edit(second, "2026-04-28", "2026-06-02").judge()) == []
    on_both = chain.edit(GD, f"plan: {MP}", f"near_misses: {NM}")
    evidence = on_both.judge()
    assert told(evidence)[0] == Told("G25", "error", GD, "period_covered")
    assert second in evidence.findings[0].message


def test_practice_evidence_alone_is_no_follow_up() -> None:
    assert PE in UNAUDITED.text(GD)
    assert [t.rule for t in told(UNAUDITED.judge())] == ["G24"]
