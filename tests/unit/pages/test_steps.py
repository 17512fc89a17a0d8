from datetime import date

from closecall.evidence import Evidence
from closecall.model.fields import RecordId
from closecall.pages.facts import Facts
from closecall.pages.steps import STEPS, Status
from tests.unit.pages.story import records, tell

FIRST, SECOND = RecordId("nm-20260303-aaaa"), RecordId("nm-20260406-bbbb")


def statuses(evidence: Evidence, near_miss: RecordId) -> dict[str, Status]:
    return dict(Facts(evidence).statuses(evidence.trails[near_miss]))


def test_a_step_is_held_against_its_day() -> None:
    found = statuses(tell(), FIRST)
    assert found == {
        "recorded": Status.ON_TIME,
        "reviewed": Status.ON_TIME,
        "exposure checked": Status.ON_TIME,
        "control changed": Status.ON_TIME,
        "briefed": Status.ON_TIME,
        "monitored": Status.ON_TIME,
        "audited": Status.ON_TIME,
        "governed": Status.OVERDUE,
        "told": Status.ON_TIME,
    }


def test_what_was_done_after_its_day_is_late() -> None:
    told = records()
    told["review/rv-20260304-aaaa"]["reviewed_on"] = "2026-03-07"
    told["near_miss/nm-20260303-aaaa"]["recorded"] = "2026-03-03 12:00"
    found = statuses(tell(told), FIRST)
    assert found["reviewed"] is Status.LATE
    assert found["recorded"] is Status.LATE


def test_what_waits_for_another_step_is_not_yet_due() -> None:
    found = statuses(tell(), SECOND)
    assert found["reviewed"] is Status.OVERDUE
    assert {found[s] for s in STEPS if s not in ("recorded", "reviewed")} == {Status.NOT_YET}


def test_before_its_day_a_step_is_not_yet_due() -> None:
    assert statuses(tell(as_at=date(2026, 4, 7)), SECOND)["reviewed"] is Status.NOT_YET


def test_no_change_needed_leaves_four_steps_out() -> None:
    told = records()
    for key in [k for k in told if k.startswith(("control_change", "monitoring", "escalation"))]:
        del told[key]
    told["audit/au-20260404-aaaa"].pop("follow_up_to")
    told["governance_decision/gd-20260310-bbbb"] = {
        "near_misses": ["nm-20260303-aaaa"],
        "group": "board",
        "on": "2026-03-10",
        "minute_ref": "Item 2",
        "decision": "no-further-change-with-reason",
        "reason": "Found nowhere else",
    }
    found = statuses(tell(told), FIRST)
    left_out = ("control changed", "briefed", "monitored", "audited")
    assert {found[s] for s in left_out} == {Status.NOT_NEEDED}
    assert found["governed"] is Status.ON_TIME


def test_briefing_and_feedback_are_judged_though_no_rule_asks() -> None:
    told = records()
    del told["control_change/cc-20260309-aaaa"]["communication"]
    del told["review/rv-20260304-aaaa"]["feedback_to_reporter"]
    evidence = tell(told)
    found = statuses(evidence, FIRST)
    assert found["briefed"] is Status.OVERDUE
    assert found["told"] is Status.OVERDUE
    late = {o.step: o for o in Facts(evidence).late[FIRST]}
    assert late["briefed"].owner == "manager"
    assert late["briefed"].due == date(2026, 3, 23)
    assert late["told"].owner == "medicines-lead"


def test_nobody_to_tell_is_not_needed() -> None:
    told = records()
    told["control_change/cc-20260309-aaaa"]["communication"] = {"none_needed": "One person only"}
    del told["review/rv-20260304-aaaa"]["feedback_to_reporter"]
    told["near_miss/nm-20260303-aaaa"]["reported_openly"] = {"anonymous": "I prefer not to say"}
    found = statuses(tell(told), FIRST)
    assert found["briefed"] is Status.NOT_NEEDED
    assert found["told"] is Status.NOT_NEEDED
