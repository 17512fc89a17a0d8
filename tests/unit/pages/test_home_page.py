from datetime import date

from closecall.pages.facts import Facts
from closecall.pages.home_page import home_page
from tests.unit.pages.reading import drawn, rows_of, text_of
from tests.unit.pages.story import records, tell


def test_the_first_lines_say_what_happened_and_what_is_missing() -> None:
    text = text_of(home_page(Facts(tell())).body)
    assert (
        "Staff at one service recorded 2 near misses, from 3 March 2026 to 6 April 2026. "
        "Luck stopped harm in 1, a reliable control in none. 1 is not judged yet. "
        "Of the trails, 0 are closed and 2 still open. "
        "8 things are missing or overdue." in text
    )


def test_each_service_tells_its_latest_near_misses_in_four_answers() -> None:
    rows = rows_of(home_page(Facts(tell())).body, "The latest")
    assert rows[1] == [
        "Evening dose nearly missed (6 April 2026)",
        "Elm House",
        "The person asked for it Not judged yet",
        "Nothing yet.",
        "Gap. No review of this near miss is recorded. Overdue since 9 April 2026.",
    ]
    assert rows[2][2] == "One carer compared them Accidental: luck"
    assert rows[2][3].startswith("From 9 March 2026: The note has a box for timed doses")


def test_counts_are_of_named_months_with_the_rate_that_activity_allows() -> None:
    rows = rows_of(home_page(Facts(tell())).body, "Near misses on record")
    assert "October 2025 to September 2026 (12 complete months)" in home_page(Facts(tell())).body
    assert rows[1][1:] == [
        "2",
        "2; 0.27 per 1,000 occupied bed days",
        "No records yet",
        "0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0",
        "Too few to judge Too small to tell",
        "luck 1; not judged yet 1",
        "reported 1; monitoring 1",
        "8",
    ]


def test_without_activity_there_is_no_rate() -> None:
    told = records()
    del told["activity/ac-beds"]
    rows = rows_of(home_page(Facts(tell(told))).body, "Near misses on record")
    assert rows[1][2] == "2; no rate, as activity is not recorded for every day"


def test_a_first_year_that_is_not_whole_says_when_records_begin() -> None:
    told = records()
    early = told["near_miss/nm-20260303-aaaa"]
    early["detected"], early["recorded"] = "2025-08-03 07:52", "2025-08-03 08:10"
    rows = rows_of(home_page(Facts(tell(told))).body, "Near misses on record")
    assert rows[1][3] == "1; records begin on 3 August 2025"


def test_the_worst_credible_harm_comes_first() -> None:
    rows = rows_of(home_page(Facts(tell())).body, "Sorted by")
    assert [row[0] for row in rows[1:]] == ["Severe physical harm", "Moderate physical harm"]
    assert rows[1][4] == "Medicines lead, since 9 April 2026"


def test_a_repeat_after_a_close_needs_attention() -> None:
    told = records()
    told["governance_decision/gd-20260421-aaaa"] = {
        "plan": "mp-20260309-aaaa",
        "group": "board",
        "on": "2026-04-21",
        "minute_ref": "Item 5",
        "period_covered": {"from": "2026-03-09", "to": "2026-04-19"},
        "evidence_reviewed": ["au-20260404-aaaa"],
        "repeat_check": {"found": "none"},
        "decision": "assured-close",
        "reason": "Audit 12 of 12",
    }
    again = told["near_miss/nm-20260406-bbbb"]
    again["detected"], again["recorded"] = "2026-05-06 21:30", "2026-05-06 21:45"
    text = text_of(home_page(Facts(tell(told))).body)
    assert "Reopened on 6 May 2026" in text


def test_every_row_of_the_steps_adds_up() -> None:
    rows = rows_of(home_page(Facts(tell())).body, "Steps of 2 near misses")
    for row in rows[1:]:
        assert int(row[1]) == sum(int(cell) for cell in row[2:])


def test_nothing_recorded_is_said_and_not_praised() -> None:
    told = {k: v for k, v in records().items() if k.startswith(("provider", "role", "service"))}
    text = text_of(home_page(Facts(tell(told))).body)
    assert "No near miss is on record yet." in text
    assert "No near miss waits for evidence that is overdue, and none was reopened." in text
    assert "5 more gaps hang on no single near miss" in text


def test_one_event_written_down_twice_counts_once() -> None:
    told = records()
    told["near_miss/nm-20260406-bbbb"]["links"] = {"same_as": "nm-20260303-aaaa"}
    rows = rows_of(home_page(Facts(tell(told))).body, "Near misses on record")
    assert rows[1][1] == "1"


def test_what_was_withdrawn_counts_nowhere() -> None:
    told = records()
    told["near_miss/nm-20260406-bbbb"]["withdrawn"] = {
        "on": "2026-04-07",
        "by_role": "manager",
        "reason": "Written twice",
    }
    text = text_of(home_page(Facts(tell(told))).body)
    assert "recorded 1 near miss, on 3 March 2026." in text


def test_the_page_does_not_move_with_the_day_alone() -> None:
    one = home_page(Facts(tell(as_at=date(2026, 10, 14))))
    other = home_page(Facts(tell(as_at=date(2026, 10, 15))))
    assert drawn(one) == drawn(other)
