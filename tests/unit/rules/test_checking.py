"""G19 to G23: measures, sources, checks, triggers and what audits look at."""

from datetime import date

import pytest

from closecall.model.fields import RecordId
from tests.support import AU, CHAIN, CLOSED, GD, MK, MP, NM, PE, PT, RK, RV, Chain, Told, the, told

# --- G19 ---------------------------------------------------------------------------------------


def test_one_measure_at_least_does_not_hang_on_reports() -> None:
    text = CHAIN.text(PT).replace("independent_of_reporting: yes", "independent_of_reporting: no")
    evidence = CHAIN.with_text(PT, text).judge()
    assert told(evidence) == [Told("G19", "error", MP, "measures")]
    assert the(evidence, "G19").owner == "medicines-lead"
    one = CHAIN.text(PT).replace("independent_of_reporting: yes", "independent_of_reporting: no", 1)
    assert told(CHAIN.with_text(PT, one).judge()) == []


# --- G20 ---------------------------------------------------------------------------------------

FEEDBACK = "evidence_sources: [MAR charts, audits, feedback, staff practice]"


def test_a_close_rests_on_every_source_that_the_plan_names() -> None:
    evidence = CLOSED.put(PT, FEEDBACK).judge()
    assert told(evidence) == [Told("G20", "error", GD, "evidence_reviewed")]
    finding = the(evidence, "G20")
    assert finding.message.endswith("nothing is recorded from: feedback.")
    assert finding.owner == "medicines-governance"


def test_going_on_without_one_is_worth_a_look() -> None:
    chain = CHAIN.put(PT, FEEDBACK)
    assert told(chain.judge()) == [Told("G20", "warning", GD, "evidence_reviewed")]
    later = chain.copy(
        GD,
        "gd-20260428-b7xs",
        ("on: 2026-04-21", "on: 2026-04-28"),
        ("decision: assured-continue-monitoring", "decision: escalate"),
    )
    assert told(later.judge()) == [], "what the group decided since takes its place"


@pytest.mark.parametrize(
    "item",
    [
        "evidence: [{type: feedback, locator: Round April 2026}]",
        "subtype: feedback-person",
    ],
)
def test_what_counts_as_an_item(item: str) -> None:
    record = PE if item.startswith("subtype") else AU
    chain = CLOSED.put(PT, FEEDBACK)
    if record == PE:
        chain = chain.copy(PE, "pe-20260411-c3vn", ("subtype: staff-interview", item))
    else:
        chain = chain.put(AU, item)
    assert told(chain.judge()) == []


def test_what_was_seen_after_the_decision_does_not_count() -> None:
    chain = CLOSED.put(PT, FEEDBACK).copy(
        PE,
        "pe-20260422-c3vn",
        ("subtype: staff-interview", "subtype: feedback-person"),
        ("on: 2026-04-10", "on: 2026-04-22"),
    )
    assert told(chain.judge()) == [Told("G20", "error", GD, "evidence_reviewed")]


# --- G21 ---------------------------------------------------------------------------------------

WEEKLY = CHAIN.put(MP, "interval: P2W").edit(MK, "due: 2026-03-15", "due: 2026-03-22")


def check(day: str, *, missed: bool = False) -> str:
    done = "missed: {reason: Leave}" if missed else f"done_on: {day}"
    return (
        f"kind: monitoring_check\nplan: {MP}\ndue: {day}\n{done}\n"
        "by_role: medicines-lead\nsigns_seen: []\ntriggers_hit: []\n"
    )


def test_a_check_in_each_interval() -> None:
    # Two weeks each: to 22 March, to 5 April, to 19 April, and three days to make it up.
    second = WEEKLY.add("mk-20260405-a2bc", check("2026-04-05"))
    assert told(second.judge(as_at="2026-04-22")) == []
    evidence = second.judge(as_at="2026-04-23")
    assert told(evidence) == [Told("G21", "warning", MP, "interval")]
    finding = the(evidence, "G21")
    assert "due 19 April 2026" in finding.message
    assert (finding.owner, finding.due) == ("medicines-lead", date(2026, 4, 22))
    third = second.add("mk-20260419-d4ef", check("2026-04-19"))
    assert told(third.judge()) == []


def test_after_two_it_is_an_error() -> None:
    evidence = WEEKLY.judge()
    assert told(evidence) == [Told("G21", "error", MP, "interval")]
    assert "2 checks" in the(evidence, "G21").message


def test_a_missed_check_says_so() -> None:
    chain = WEEKLY.add("mk-20260405-a2bc", check("2026-04-05", missed=True))
    chain = chain.add("mk-20260419-d4ef", check("2026-04-20", missed=True))
    assert told(chain.judge()) == []


def test_a_check_that_is_only_planned_is_not_made() -> None:
    planned = f"kind: monitoring_check\nplan: {MP}\ndue: 2026-04-05\n"
    chain = WEEKLY.add("mk-20260405-a2bc", planned)
    chain = chain.add("mk-20260419-d4ef", planned.replace("04-05", "04-19"))
    evidence = chain.judge()
    assert told(evidence) == [Told("G21", "error", MP, "interval")]
    assert "due 5 April 2026, 19 April 2026" in the(evidence, "G21").message


def test_one_check_answers_one_interval() -> None:
    chain = WEEKLY.add("mk-20260323-a2bc", check("2026-03-24"))
    chain = chain.add("mk-20260325-d4ef", check("2026-03-25"))
    evidence = chain.judge()
    assert told(evidence) == [Told("G21", "warning", MP, "interval")]


def test_the_next_check_waits() -> None:
    evidence = WEEKLY.judge(as_at="2026-04-01")
    owed = [o for o in evidence.owed[RecordId(NM)] if o.rule == "G21"]
    assert [(o.due, o.step) for o in owed] == [(date(2026, 4, 8), "checked")]


def test_what_is_closed_is_watched_no_longer() -> None:
    chain = CHAIN.put(MP, "interval: P3W").edit(MK, "due: 2026-03-15", "due: 2026-03-29")
    chain = chain.edit(GD, "on: 2026-04-21", "on: 2026-04-18")
    closed = chain.edit(GD, "assured-continue-monitoring", "assured-close")
    assert "G21" in {t.rule for t in told(chain.judge())}
    assert "G21" not in {t.rule for t in told(closed.judge())}


# --- G22 ---------------------------------------------------------------------------------------

HIT = CHAIN.put(RK, "recorded: 2026-03-05 12:00").put(
    MK, "triggers_hit: [{trigger: repeat-timing, evidence: Seen, action: Put right that day}]"
)
ESCALATION = (
    f"kind: escalation\nplan: {MP}\ntrigger: repeat-timing\nraised_from: {MK}\n"
    "option: Pharmacist advice\nto: Community pharmacist\non: 2026-03-20\n"
)


def undecided(chain: Chain) -> Chain:
    return chain.without(GD).put(MP, "governance_due: 2026-05-20")


def test_put_right_on_the_day_does_not_answer_a_trigger() -> None:
    chain = undecided(HIT)
    assert told(chain.judge(as_at="2026-03-22")) == []
    evidence = chain.judge(as_at="2026-03-23")
    assert told(evidence) == [Told("G22", "gap", MK, "triggers_hit.0")]
    finding = the(evidence, "G22")
    assert (finding.owner, finding.due) == ("medicines-lead", date(2026, 3, 22))
    assert MK in finding.remedy


def test_an_escalation_answers_it() -> None:
    chain = undecided(HIT).add("es-20260320-k4wz", ESCALATION)
    assert told(chain.judge()) == []
    other = ESCALATION.replace("trigger: repeat-timing", "sign: unclear-handover-note")
    assert [t.rule for t in told(undecided(HIT).add("es-20260320-k4wz", other).judge())] == ["G22"]


def test_a_decision_in_time_answers_it() -> None:
    chain = HIT.edit(GD, "on: 2026-04-21", "on: 2026-03-18").edit(
        GD,
        "evidence_reviewed: [mk-20260315-t5nb, au-20260404-q9kf, pe-20260410-d6ph]",
        "evidence_reviewed: [mk-20260315-t5nb]",
    )
    assert "G22" not in {t.rule for t in told(chain.judge())}


def test_an_answer_that_took_too_long() -> None:
    evidence = HIT.judge()
    assert told(evidence) == [Told("G22", "warning", MK, "triggers_hit.0")]
    assert "37 days" in the(evidence, "G22").message


def test_a_trigger_that_the_plan_does_not_have() -> None:
    chain = CHAIN.put(MK, "triggers_hit: [{trigger: repeat, evidence: Seen}]")
    assert told(chain.judge()) == [Told("G22", "error", MK, "triggers_hit.0.trigger")]
    sign = CHAIN.put(MK, "signs_seen: [{sign: no-note, evidence: Seen}]")
    assert told(sign.judge()) == [Told("G22", "error", MK, "signs_seen.0.sign")]
    wrong = ESCALATION.replace("trigger: repeat-timing", "trigger: repeat")
    found = told(CHAIN.add("es-20260320-k4wz", wrong).judge())
    assert found == [Told("G22", "error", "es-20260320-k4wz", "trigger")]


# --- G23 ---------------------------------------------------------------------------------------


def test_a_close_rests_on_audits_of_all_that_the_plan_lists() -> None:
    chain = CLOSED.edit(AU, ", covers: Handover evidence", "")
    evidence = chain.judge()
    assert told(evidence) == [Told("G23", "error", GD, "evidence_reviewed")]
    assert "Handover evidence" in the(evidence, "G23").message
    assert told(CLOSED.judge()) == []


def test_the_words_before_the_colon_are_enough() -> None:
    chain = CLOSED.put(PT, "audits_check: ['MAR records: each dose signed', Handover  evidence]")
    assert told(chain.judge()) == []


ROOMS = CLOSED.edit(NM, "domain: [medicines]", "domain: [medicines, environmental safety]").put(
    RV, "details: {medicine_class: antiparkinson, equipment_type: trolley, fire_route: no}"
)


def test_around_rooms_one_audit_comes_unannounced() -> None:
    assert told(ROOMS.judge()) == []
    evidence = ROOMS.edit(AU, "announced: no", "announced: yes").judge()
    assert told(evidence) == [Told("G23", "error", GD, "evidence_reviewed")]
    assert "announced" in the(evidence, "G23").message
    assert told(CLOSED.edit(AU, "announced: no", "announced: yes").judge()) == []


def test_around_rooms_two_shifts_are_seen() -> None:
    evidence = ROOMS.put(AU, "shifts: [Day shift]").judge()
    assert told(evidence) == [Told("G23", "error", GD, "evidence_reviewed")]
    assert "1 of at least 2 shifts" in the(evidence, "G23").message
