"""G33: every id names a record of the right kind, and days follow each other."""

from typing import NamedTuple

import pytest

from closecall.model.fields import RecordId
from closecall.rules import integrity
from tests.support import (
    AU,
    CC,
    CHAIN,
    CLOSED,
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
    assert "in another pull request and not on main yet" in finding.remedy
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


def test_of_many_records_that_name_one_missing_id_a_few_are_told() -> None:
    evidence = CHAIN.without("rosewood-house").judge()
    found = [f for f in evidence.findings if f.rule == "G33"]
    assert len(found) == integrity.MOST_NAMING == len(evidence.findings)
    assert [f.path for f in found] == sorted(f.path for f in found)
    assert [" more records name it." in f.message for f in found] == [False, False, True]
    naming = list(integrity.dangling(evidence.register))
    assert {record.id for record, dead in naming if dead} == {f.record for f in found}
    silent = [record for record, dead in naming if dead is None]
    assert f" {len(silent)} more records name it." in found[-1].message


def test_one_more_record_is_counted_in_words() -> None:
    chain = CHAIN
    for record in (NM, RV, CC, XC):
        chain = chain.put(record, "links: {relates_to: nm-20260303-zzzz}")
    found = [f for f in chain.judge().findings if f.rule == "G33"]
    assert [f.message.endswith(" One more record names it.") for f in found] == [False, False, True]


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
SHARE = (
    f"kind: learning_share\non: 2026-03-12\nnear_miss: {NM}\nmessage: Look at the note\n"
    "relevance: [{service: rosewood-house, relevant: yes, reason: It was here}]\n"
    "responses: [{service: rosewood-house, received: 2026-03-13, on: 2026-03-20}]\n"
)
WITH_ALL = (
    CHAIN.put(GD, "period_covered: {from: 2026-03-09, to: 2026-04-09}")
    .add("es-20260320-w4hn", ESCALATION)
    .add("df-timed", DEFINITION)
    .add("rr-timed", ROUTE)
    .add("main", POLICY)
    .add("ls-20260312-k4wn", SHARE)
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
    "detected-shared": Pair(
        "ls-20260312-k4wn",
        "on: 2026-03-02",
        "on: 2026-03-03",
        "on",
        "The lesson is before the near miss was noticed (3 March 2026).",
    ),
    "received-answered": Pair(
        "ls-20260312-k4wn",
        "responses: [{service: rosewood-house, received: 2026-03-21, on: 2026-03-20}]",
        "responses: [{service: rosewood-house, received: 2026-03-20, on: 2026-03-20}]",
        "responses.0.on",
        "The answer is before it came there (21 March 2026).",
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
        "effective_from: 2026-03-04",
        "effective_from",
        "The control change is before the near miss",
    ),
    "reviewed-change": Pair(
        CC,
        "effective_from: 2026-03-03",
        "effective_from: 2026-03-04",
        "effective_from",
        "The control change is before the review that it follows from (4 March 2026).",
    ),
    "detected-briefing": Pair(
        CC,
        "communication: {audience: all, method: talk, on: 2026-03-02, reached: 17, of: 18}",
        "communication: {audience: all, method: talk, on: 2026-03-03, reached: 17, of: 18}",
        "communication.on",
        "The briefing is before the near miss was noticed (3 March 2026).",
    ),
    "detected-informed": Pair(
        RV,
        "person_affected: {relation: one, informed: yes, on: 2026-03-02}",
        "person_affected: {relation: one, informed: yes, on: 2026-03-03}",
        "person_affected.on",
        "When the person was told is before the near miss was noticed (3 March 2026).",
    ),
    "detected-at-once": Pair(
        NM,
        "immediate_action: {what: Given at once, safe_now: yes, at: 2026-03-02 07:50}",
        "immediate_action: {what: Given at once, safe_now: yes, at: 2026-03-03 07:50}",
        "immediate_action.at",
        "What was done at once is before when it was noticed (3 March 2026).",
    ),
    "decision-its-action": Pair(
        GD,
        "actions: [{what: Audit nights, owner_role: quality-lead, due: 2026-04-20}]",
        "actions: [{what: Audit nights, owner_role: quality-lead, due: 2026-04-21}]",
        "actions.0.due",
        "The day for this action is before the decision (21 April 2026).",
    ),
    "period-decision": Pair(
        GD,
        "period_covered: {from: 2026-03-09, to: 2026-04-22}",
        "period_covered: {from: 2026-03-09, to: 2026-04-21}",
        "period_covered.to",
        "The decision is before the last day of the period that it covers (22 April 2026).",
    ),
    "shared-came": Pair(
        "ls-20260312-k4wn",
        "responses: [{service: rosewood-house, received: 2026-03-11, on: 2026-03-20}]",
        "responses: [{service: rosewood-house, received: 2026-03-12, on: 2026-03-20}]",
        "responses.0.received",
        "The day on which it came there is before the lesson was sent (12 March 2026).",
    ),
    "amendment": Pair(
        XC,
        "amendments: [{on: 2026-03-04, by_role: quality-lead, what: The count, why: Mistyped}]",
        "amendments: [{on: 2026-03-05, by_role: quality-lead, what: The count, why: Mistyped}]",
        "amendments.0.on",
        "The amendment is before the day of the record (5 March 2026).",
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
    other = "pe-20260303-w8ph"
    chain = CHAIN.copy(PE, other).put(other, f"near_misses: {NM}")
    older = chain.put(other, "on: 2026-03-02")
    assert told(older.judge()) == [Told("G33", "error", other, "on")]
    assert told(chain.put(other, "on: 2026-03-03").judge()) == []


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


# --- The day in the id -------------------------------------------------------------------------

AMENDED = "amendments: [{on: 2026-04-30, by_role: quality-lead, what: The day, why: Mistyped}]"


@pytest.mark.parametrize(
    ("record", "far", "near", "pointer"),
    [
        (NM, "detected: 2025-08-31 07:52", "detected: 2025-09-02 07:52", "detected"),
        (RV, "reviewed_on: 2025-03-04", "reviewed_on: 2026-03-30", "reviewed_on"),
        (MK, "done_on: 2025-03-16", "done_on: 2026-03-16", "done_on"),
        (CC, "effective_from: 2025-03-09", "effective_from: 2026-04-01", "effective_from"),
        (PE, "on: 2026-03-09", "on: 2026-03-10", "on"),
    ],
)
def test_a_day_is_near_the_one_in_the_id(record: str, far: str, near: str, pointer: str) -> None:
    found = [t for t in told(CHAIN.put(record, far).judge()) if t.record == record]
    assert found[0] == Told("G33", "error", record, pointer)
    for right in (CHAIN.put(record, near), CHAIN.put(record, far).put(record, AMENDED)):
        messages = [f.message for f in right.judge().findings]
        assert not any(message.startswith("The id says") for message in messages)


def test_both_days_are_said() -> None:
    finding = the(CHAIN.put(PE, "on: 2025-04-10").judge(), "G33")
    assert finding.message == "The id says 10 April 2026 and the record 10 April 2025."
    assert "`amendments`" in finding.remedy


def test_the_first_day_of_the_calendar_is_far_from_every_id() -> None:
    evidence = REPORTED.put(NM, "detected: 0001-03-03 07:52").judge()
    assert Told("G33", "error", NM, "detected") in told(evidence)


# --- Closed, and then reviewed -----------------------------------------------------------------


def test_a_review_is_not_made_after_the_close() -> None:
    late = CLOSED.put(RV, "reviewed_on: 2026-04-03").put(GD, "on: 2026-04-02")
    finding = next(f for f in late.judge().findings if f.record == RV and f.rule == "G33")
    assert finding.message == (
        f"The review is after the decision that closes {NM}, {GD} (2 April 2026)."
    )
    same_day = CLOSED.put(RV, "reviewed_on: 2026-04-02").put(GD, "on: 2026-04-02")
    assert Told("G33", "error", RV, "reviewed_on") not in told(same_day.judge())


def test_a_second_review_may_be_made_after_the_close() -> None:
    again = CLOSED.copy(RV, "rv-20260428-x2pd").put("rv-20260428-x2pd", "reviewed_on: 2026-04-28")
    assert not any(t.rule == "G33" for t in told(again.judge()))


# --- What cannot have happened yet -------------------------------------------------------------

FEEDBACK = "feedback_to_reporter: {on: 2027-03-05, route: talk}"


@pytest.mark.parametrize(
    ("record", "field", "pointer"),
    [
        (RV, FEEDBACK, "feedback_to_reporter.on"),
        (
            CC,
            "communication: {audience: all, method: talk, on: 2026-05-05, reached: 17, of: 18}",
            "communication.on",
        ),
        (
            NM,
            "immediate_action: {what: Given, safe_now: yes, at: 2026-05-05 00:01}",
            "immediate_action.at",
        ),
        (AU, "evidence: [{type: audits, locator: A, seen_on: 2026-05-05}]", "evidence.0.seen_on"),
    ],
)
def test_what_has_happened_is_not_dated_ahead(record: str, field: str, pointer: str) -> None:
    found = [t for t in told(CHAIN.put(record, field).judge()) if t.rule == "G33"]
    assert found == [Told("G33", "error", record, pointer)]


def test_it_is_said_as_at_which_day() -> None:
    finding = the(CHAIN.put(RV, FEEDBACK).judge(), "G33")
    assert finding.message == (
        "5 March 2027 lies after 4 May 2026, as at which all is said: it cannot have happened yet."
    )
    assert finding.line == len(CHAIN.put(RV, FEEDBACK).text(RV).splitlines())


def test_what_is_planned_may_lie_ahead() -> None:
    chain = CHAIN.put(GD, "next_review: 2027-06-16").put(MP, "governance_due: 2027-05-01")
    assert not any(t.rule == "G33" for t in told(chain.judge()))


def test_an_earlier_day_that_is_asked_for_makes_nothing_wrong() -> None:
    """What came later is no mistake then; what has not come to this day still is."""
    assert not any(t.rule == "G33" for t in told(CHAIN.judge(as_at="2026-03-04")))
    wrong = told(CHAIN.put(RV, FEEDBACK).judge(as_at="2026-03-04"))
    assert [t for t in wrong if t.rule == "G33"] == [
        Told("G33", "error", RV, "feedback_to_reporter.on")
    ]
    assert told(CHAIN.put(RV, FEEDBACK).judge(as_at="2027-03-05"))[0].rule != "G33"


@pytest.mark.parametrize(
    ("record", "field", "pointer"),
    [
        ("ac-rosewood-bed-days-2025q3", "period: {from: 2026-05-01, to: 2026-05-31}", "period.to"),
        ("df-medicines", "valid_from: 2026-05-05", "valid_from"),
        (CC, "effective_from: 2026-05-05", "effective_from"),
        (RK, "recorded: 2026-05-05 10:00", "recorded"),
    ],
)
def test_a_record_of_the_future_does_not_vanish_in_silence(
    record: str, field: str, pointer: str
) -> None:
    chain = CHAIN.put(record, field)
    evidence = chain.judge()
    assert Told("G33", "warning", record, pointer) in told(evidence)
    assert RecordId(record) in evidence.register.later
    assert Told("G33", "warning", record, pointer) not in told(chain.judge(as_at="2026-03-04"))


def test_a_day_that_is_wrong_anyway_is_told_once() -> None:
    found = told(CHAIN.put(MK, "done_on: 2027-03-15").judge())
    assert [t for t in found if t.record == MK] == [Told("G33", "error", MK, "done_on")]


def test_a_check_that_is_planned_is_no_mistake() -> None:
    planned = "mk-20260510-t5nb"
    chain = CHAIN.copy(MK, planned, ("2026-03-15", "2026-05-10")).drop(planned, "done_on")
    assert not any(t.record == planned for t in told(chain.judge()))


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
