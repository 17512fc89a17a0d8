from closecall.model.control import Control
from closecall.model.fields import RecordId
from closecall.pages.control_page import control_page
from closecall.pages.facts import Facts
from tests.unit.pages.reading import rows_of, text_of
from tests.unit.pages.story import Records, records, tell


def body(told: Records | None = None) -> str:
    evidence = tell(told)
    control = evidence.register.get(Control, RecordId("ct-box"))
    assert control is not None
    return control_page(control, Facts(evidence)).body


def test_it_says_what_the_control_is() -> None:
    text = text_of(body())
    assert "Safeguard: some expectation that it helps. Partly embedded." in text
    assert "Reviews say that it did not exist yet in 1." in text
    assert "Checklist/cognitive aid (Intermediate)" in text
    assert "Every month" in text


def test_a_test_that_is_overdue_is_a_gap_in_words() -> None:
    assert (
        "No test is recorded since 4 April 2026. The next was due by 4 May 2026. Owed by: Manager."
        in text_of(body())
    )


def test_tests_over_time_say_whether_they_were_passed() -> None:
    rows = rows_of(body(), "Tests over time")
    assert rows[1][0] == "4 April 2026"
    assert rows[1][3] == "Box filled · 12 of 12 Near misses found that nobody had reported: 0."
    assert rows[1][4] == "Yes, every criterion each time"


def test_without_a_test_the_page_says_so() -> None:
    told = records()
    del told["audit/au-20260404-aaaa"]
    text = text_of(body(told))
    assert "No test is recorded. Owed by: Manager." in text
    assert "Gap. No test of this control is recorded." in text


def test_what_it_stopped_and_what_it_did_not() -> None:
    told = records()
    told["review/rv-20260410-bbbb"] = {
        "near_miss": "nm-20260406-bbbb",
        "reviewer_role": "medicines-lead",
        "reviewed_on": "2026-04-10",
        "prevented_by": [
            {
                "what": "The box was read back",
                "mode": "prevention",
                "control": "ct-box",
                "needed_memory": "no",
                "decisive": "yes",
            }
        ],
        "prevention_verdict": {"is": "not yet known", "reason": "Two tests are needed"},
    }
    html = body(told)
    assert rows_of(html, "Near misses that it stopped")[1] == [
        "Evening dose nearly missed (6 April 2026)",
        "Severe physical harm",
        "The box was read back",
        "Prevention, did not need anybody to remember and decided the outcome",
        "Not yet known",
    ]
    assert rows_of(html, "Near misses that it did not stop")[1][2] == "Did not exist"


def test_a_temporary_control_past_its_day_is_a_gap() -> None:
    told = records()
    told["control_change/cc-20260309-aaaa"] |= {
        "action": "temporary",
        "temporary_until": "2026-04-01",
    }
    assert rows_of(body(told), "Changes")[1][1] == (
        "Temporary, until 1 April 2026. Gap. No change is recorded that follows it."
    )


def test_practice_evidence_says_which_way_it_points() -> None:
    assert rows_of(body(), "What people, families")[1][3] == "Supports: Timed box"
