"""G33: every id names a record of the right kind, and days follow each other."""

from typing import NamedTuple

import pytest

from tests.support import (
    AU,
    CC,
    CHAIN,
    CT,
    GD,
    MK,
    MP,
    NM,
    PE,
    REPORTED,
    RK,
    RV,
    XC,
    Chain,
    Told,
    the,
    told,
)

# --- Links -------------------------------------------------------------------------------------


def test_a_link_to_nothing() -> None:
    evidence = CHAIN.edit(CC, f"review: {RV}", "review: rv-20260304-x2pb").judge()
    assert told(evidence) == [Told("G33", "error", CC, "review")]
    finding = the(evidence, "G33")
    assert finding.message == (
        f"The record that `review` names is not here. The nearest id is {RV}."
    )
    assert "Correct the id" in finding.remedy
    assert (finding.line, finding.column) == (3, 1)


def test_the_nearest_id_is_of_the_same_kind_and_near() -> None:
    far = the(CHAIN.edit(CC, f"review: {RV}", "review: rv-zzzzzzzz").judge(), "G33")
    assert "nearest" not in far.message
    other = the(CHAIN.edit(CC, f"review: {RV}", "review: nm-20260304-x2pd").judge(), "G33")
    assert f"The nearest id is {NM}." in other.message


def test_a_link_that_is_not_there_is_not_repeated() -> None:
    # It could be anything, somebody's name too.
    evidence = CHAIN.edit(CC, f"review: {RV}", "review: dorothy-examples-review").judge()
    assert "dorothy" not in the(evidence, "G33").message


def test_an_item_of_a_list_has_its_own_place() -> None:
    chain = CHAIN.put(GD, f"evidence_reviewed:\n  - {MK}\n  - au-20260404-q9kg\n  - {PE}")
    evidence = chain.judge()
    assert told(evidence) == [Told("G33", "error", GD, "evidence_reviewed.1")]
    assert "`evidence_reviewed`" in the(evidence, "G33").message
    line = chain.text(GD).splitlines()[the(evidence, "G33").line - 1]
    assert line == "  - au-20260404-q9kg"


@pytest.mark.parametrize(
    ("record", "field", "pointer"),
    [
        (RV, "recorded_by_role: night-carer", "recorded_by_role"),
        (RV, "barriers: [{control: ct-no-such-thing, state: failed}]", "barriers.0.control"),
        (
            CC,
            "verify: {method: A, due: 2026-04-06, verifier_role: no-role}",
            "verify.verifier_role",
        ),
        (
            XC,
            "evidence: [{type: audits, locator: A, seen_by_role: no-role}]",
            "evidence.0.seen_by_role",
        ),
        (NM, "links: {relates_to: nm-20260303-zzzz}", "links.relates_to"),
        (GD, "actions: [{what: A, owner_role: no-role}]", "actions.0.owner_role"),
    ],
)
def test_links_deep_inside_are_followed(record: str, field: str, pointer: str) -> None:
    found = told(CHAIN.put(record, field).judge())
    assert Told("G33", "error", record, pointer) in found
    assert {t.rule for t in found} == {"G33"}


def test_a_word_in_place_of_an_id_is_no_link() -> None:
    assert "control: none" in CHAIN.text(RV)
    assert told(CHAIN.judge()) == []


def test_a_link_to_a_record_of_another_kind() -> None:
    evidence = CHAIN.edit(CC, f"control: {CT}", f"control: {RK}").judge()
    assert Told("G33", "error", CC, "control") in told(evidence)
    assert the(evidence, "G33").message == "`control` names a risk; a control is asked for."


def test_several_kinds_may_be_meant() -> None:
    wrong = CHAIN.edit(GD, f"[{MK}, {AU}", f"[{NM}, {AU}")
    assert told(wrong.judge()) == [], "a near miss may be looked at"
    evidence = CHAIN.edit(GD, f"[{MK}, {AU}", f"[{CT}, {AU}").judge()
    assert told(evidence) == [Told("G33", "error", GD, "evidence_reviewed.0")]
    message = the(evidence, "G33").message
    assert message.startswith("`evidence_reviewed` names a control; ")
    assert "an audit or " in message


def test_a_link_to_a_file_that_cannot_be_read_is_not_dead() -> None:
    evidence = CHAIN.with_text(CT, "kind: [control\n").judge()
    assert [t for t in told(evidence) if t.record != CT] == []


def test_a_link_to_what_is_not_known_yet_is_not_dead() -> None:
    assert told(CHAIN.put(RK, "recorded: 2026-03-05 12:00").judge(as_at="2026-03-10")) == []


def test_what_is_no_id_at_all_is_said_once() -> None:
    evidence = CHAIN.put("rosewood-house", "manager_role: The Registered Manager").judge()
    assert told(evidence) == [Told("S05", "error", "rosewood-house", "manager_role")]


# --- Days --------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """Two days of which one must not be before the other."""

    record: str
    field: str
    """The later one, a day too early."""
    fitting: str
    """The same on the earliest day on which it may be."""
    pointer: str
    words: str
    """What the finding says of both."""


ESCALATION = (
    f"kind: escalation\nplan: {MP}\ntrigger: repeat-timing\noption: Pharmacist advice\n"
    "to: The pharmacist\non: 2026-03-20\n"
)
DEFINITION = (
    "kind: definition\ndomain: [medicines]\nstatement: A dose nearly late\n"
    "included_examples: [One, Two, Three]\nboundary_with_incident: It was late\n"
    "boundary_with_unsafe_condition: Nobody was due one\nvalid_from: 2026-01-05\n"
    "review_due: 2027-01-05\n"
)
ROUTE = (
    "kind: reporting_route\ndomain: [medicines]\nwho_can_report: Everybody\nhow: On the screen\n"
    "log: medicines incident tracker\ntime_limit: {hours: 24, in_words: within a day}\n"
    "anonymous_route: The box by the stairs\nfeedback_within_days: 7\n"
    "staff_expectations: Say it the same shift\n"
    "awareness: {method: Talk, reached: 17, of: 18, on: 2026-01-20}\nvalid_from: 2026-01-05\n"
)
POLICY = (
    "kind: policy\nvalid_from: 2026-01-05\nthresholds:\n"
    "  - {name: days-to-plan, value: 20, unit: days, reason: Long enough}\n"
)
WITH_ALL = (
    CHAIN.add("es-20260320-w4hn", ESCALATION)
    .add("df-timed", DEFINITION)
    .add("rr-timed", ROUTE)
    .add("main", POLICY)
)
VERIFY = "verify: {{method: An audit, due: {}, verifier_role: quality-lead}}"

PAIRS = {
    "occurred-detected": Pair(
        NM,
        "occurred: 2026-03-03 07:53",
        "occurred: 2026-03-03 07:52",
        "detected",
        "When it was noticed is before when it occurred (3 March 2026).",
    ),
    "detected-recorded": Pair(
        NM,
        "recorded: 2026-03-03 07:51",
        "recorded: 2026-03-03 07:52",
        "recorded",
        "When it was recorded is before when it was noticed (3 March 2026).",
    ),
    "detected-reviewed": Pair(
        RV,
        "reviewed_on: 2026-03-02",
        "reviewed_on: 2026-03-03",
        "reviewed_on",
        "The review is before the near miss was noticed (3 March 2026).",
    ),
    "detected-feedback": Pair(
        RV,
        "feedback_to_reporter: {on: 2026-03-02, route: talk}",
        "feedback_to_reporter: {on: 2026-03-03, route: talk}",
        "feedback_to_reporter.on",
        "The feedback to the reporter is before the near miss was noticed",
    ),
    "detected-exposure": Pair(
        XC, "on: 2026-03-02", "on: 2026-03-03", "on", "The exposure check is before the near miss"
    ),
    "detected-change": Pair(
        CC,
        "effective_from: 2026-03-02",
        "effective_from: 2026-03-03",
        "effective_from",
        "The control change is before the near miss",
    ),
    "change-its-end": Pair(
        CC,
        "temporary_until: 2026-03-08",
        "temporary_until: 2026-03-09",
        "temporary_until",
        "Its end is before the change took effect (9 March 2026).",
    ),
    "change-its-check": Pair(
        CC,
        VERIFY.format("2026-03-08"),
        VERIFY.format("2026-03-09"),
        "verify.due",
        "The day by which it is checked is before the change took effect",
    ),
    "target-decision-due": Pair(
        MP,
        "governance_due: 2026-03-08",
        "governance_due: 2026-03-09",
        "governance_due",
        "The day for the group’s decision is before the target’s start (9 March 2026).",
    ),
    "target-check-due": Pair(
        MK, "due: 2026-03-08", "due: 2026-03-09", "due", "The day on which the check was due"
    ),
    "target-check-done": Pair(
        MK,
        "done_on: 2026-03-08",
        "done_on: 2026-03-09",
        "done_on",
        "The check is before the target",
    ),
    "target-escalation": Pair(
        "es-20260320-w4hn", "on: 2026-03-08", "on: 2026-03-09", "on", "The escalation is before"
    ),
    "escalation-answer": Pair(
        "es-20260320-w4hn",
        "answered_on: 2026-03-19",
        "answered_on: 2026-03-20",
        "answered_on",
        "The answer is before it was passed on (20 March 2026).",
    ),
    "escalation-end": Pair(
        "es-20260320-w4hn",
        "closed_on: 2026-03-19",
        "closed_on: 2026-03-20",
        "closed_on",
        "The end is before it was passed on",
    ),
    "evidence-decision": Pair(
        GD, "on: 2026-04-09", "on: 2026-04-10", "on", f"evidence that it looked at, {PE}, (10 April"
    ),
    "decision-next-review": Pair(
        GD,
        "next_review: 2026-04-20",
        "next_review: 2026-04-21",
        "next_review",
        "The next review is before the decision (21 April 2026).",
    ),
    "definition": Pair(
        "df-timed",
        "valid_to: 2026-01-04",
        "valid_to: 2026-01-05",
        "valid_to",
        "The day until which it holds is before the day from which it holds",
    ),
    "route": Pair(
        "rr-timed", "valid_to: 2026-01-04", "valid_to: 2026-01-05", "valid_to", "until which"
    ),
    "policy": Pair(
        "main", "valid_to: 2026-01-04", "valid_to: 2026-01-05", "valid_to", "until which"
    ),
    "withdrawal": Pair(
        XC,
        "withdrawn: {on: 2026-03-04, by_role: quality-lead, reason: Made twice}",
        "withdrawn: {on: 2026-03-05, by_role: quality-lead, reason: Made twice}",
        "withdrawn.on",
        "The day of withdrawal is before the day of the record (5 March 2026).",
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_what_follows_is_not_dated_before_what_it_follows(name: str) -> None:
    pair = PAIRS[name]
    found = WITH_ALL.put(pair.record, pair.field).judge()
    assert [t for t in told(found) if t.rule == "G33"] == [
        Told("G33", "error", pair.record, pair.pointer)
    ]
    finding = the(found, "G33")
    assert pair.words in finding.message
    assert finding.remedy == "Correct whichever of the two days is wrong."
    fits = WITH_ALL.put(pair.record, pair.fitting).judge()
    assert [t for t in told(fits) if t.rule == "G33"] == []


def later_by(days: str, chain: Chain = CHAIN) -> Chain:
    """The chain with its near miss noticed and recorded on another day."""
    return chain.put(NM, f"detected: {days} 07:52").put(NM, f"recorded: {days} 08:10")


def test_a_target_does_not_start_before_the_near_miss() -> None:
    evidence = later_by("2026-03-10").judge()
    assert Told("G33", "error", MP, "target.start") in told(evidence)
    assert {t.record for t in told(evidence) if t.rule == "G33"} == {RV, XC, CC, MP}


def test_a_decision_is_not_made_before_the_near_miss() -> None:
    by_plan = later_by("2026-04-22").judge()
    assert Told("G33", "error", GD, "on") in told(by_plan)
    named = later_by("2026-04-22", CHAIN.edit(GD, f"plan: {MP}", f"near_misses: {NM}"))
    assert Told("G33", "error", GD, "on") in told(named.judge())
    same_day = later_by("2026-04-21")
    assert Told("G33", "error", GD, "on") not in told(same_day.judge())


def test_evidence_on_a_near_miss_is_not_older_than_it() -> None:
    chain = CHAIN.put(PE, f"near_misses: {NM}")
    assert told(chain.judge()) == []
    older = chain.put(PE, "on: 2026-03-02")
    assert told(older.judge()) == [Told("G33", "error", PE, "on")]
    assert told(chain.put(PE, "on: 2026-03-03").judge()) == []


def test_on_one_day_the_times_count() -> None:
    assert told(REPORTED.put(NM, "recorded: 2026-03-03 07:52").judge(as_at="2026-03-04")) == []


def test_a_day_and_a_time_are_compared_by_the_day() -> None:
    assert told(CHAIN.put(RV, "reviewed_on: 2026-03-03").judge()) == []


def test_the_hour_that_comes_twice_in_autumn() -> None:
    # 01:50 summer time is twenty minutes before 01:10 winter time.
    right = REPORTED.put(NM, "detected: 2025-10-26T01:50+01:00").put(
        NM, "recorded: 2025-10-26T01:10+00:00"
    )
    assert told(right.judge(as_at="2025-10-27")) == []
    wrong = REPORTED.put(NM, "detected: 2025-10-26T01:10+00:00").put(
        NM, "recorded: 2025-10-26T01:50+01:00"
    )
    assert told(wrong.judge(as_at="2025-10-27")) == [Told("G33", "error", NM, "recorded")]


def test_times_of_other_zones_are_put_side_by_side() -> None:
    chain = REPORTED.put(NM, "detected: 2026-03-03T07:52+01:00")
    assert told(chain.put(NM, "recorded: 2026-03-03 06:55").judge(as_at="2026-03-04")) == []


def test_days_are_looked_at_also_of_what_is_not_known_yet() -> None:
    chain = CHAIN.put(GD, "next_review: 2026-04-20")
    assert told(chain.judge(as_at="2026-03-10"))[0] == Told("G33", "error", GD, "next_review")


def test_a_broken_record_is_not_asked_for_its_order() -> None:
    chain = CHAIN.put(GD, "next_review: 2026-04-20").put(GD, "minuted_trend: better")
    assert [t.rule for t in told(chain.judge())] == ["S02"]


def test_days_at_the_ends_of_the_calendar_break_nothing() -> None:
    for day in ("0001-01-01", "9999-12-31"):
        for record, field in (
            (RV, "reviewed_on"),
            (XC, "on"),
            (CC, "effective_from"),
            (MP, "governance_due"),
            (AU, "on"),
            (GD, "on"),
        ):
            found = told(CHAIN.put(record, f"{field}: {day}").judge())
            assert [t for t in found if t.rule[0] in "YSF"] == []
        for window in ("P9999D", "P9999W", "P9999M"):
            text = CHAIN.text(MP).replace("start: 2026-03-09", f"start: {day}")
            text = text.replace("window: P6W", f"window: {window}").replace("none", "reduced")
            assert told(CHAIN.with_text(MP, text).judge())
    for moment in ("0001-01-01 00:00", "9999-12-31 23:59"):
        assert told(REPORTED.put(NM, f"detected: {moment}").judge())
    for moment in ("0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00"):
        assert told(REPORTED.put(NM, f"detected: {moment}").judge()) == [
            Told("S07", "error", NM, "detected")
        ]
