from closecall.pages.definitions_page import definitions_pages, routes_pages
from closecall.pages.facts import Facts
from tests.unit.pages.reading import rows_of, text_of
from tests.unit.pages.story import records, tell


def test_a_definition_in_force_is_told_whole() -> None:
    text = text_of(definitions_pages(Facts(tell()))[0][0].body)
    for part in (
        "A medicine nearly given late",
        "A dose left off the list",
        "A dose given late",
        "Once it is late it is an incident",
        "Nobody involved yet",
        "From 1 July 2025",
        "Medicines group, 1 July 2025 gd-20250701-aaaa",
        "Gap. It was due by 1 July 2026.",
    ):
        assert part in text


def test_history_is_kept_apart_from_what_holds() -> None:
    text = text_of(definitions_pages(Facts(tell()))[0][0].body)
    assert "Not in force now: 1" in text
    assert "The first definition (from 1 July 2024 to 30 June 2025)" in text


def test_an_area_without_a_definition_is_a_gap() -> None:
    text = text_of(definitions_pages(Facts(tell()))[0][0].body)
    assert "Gap. No definition is in force at Elm House." in text


def test_a_route_says_who_knows_it_and_why_there_is_no_way_without_a_name() -> None:
    html = routes_pages(Facts(tell()))[0][0].body
    text = text_of(html)
    assert "17 of 18 knew it on 1 May 2026." in text
    assert "There is no such way. Reason: It starts in March" in text
    assert "Before you go home (4 hours)" in text
    assert rows_of(html, "The route of each area")[1:] == [
        ["Medicines", "Medicines route (every service)"],
        ["Transport", "Gap. No reporting route is in force at Elm House."],
    ]


def test_a_route_that_nobody_approved_says_so() -> None:
    told = records()
    told["governance_decision/gd-20250701-aaaa"]["approves"] = ["df-medicines"]
    text = text_of(routes_pages(Facts(tell(told)))[0][0].body)
    assert "Gap. No decision that approves it is on record." in text


def test_all_definitions_stand_in_one_list_too() -> None:
    html = definitions_pages(Facts(tell()))[0][0].body
    rows = {row[0]: row[1:] for row in rows_of(html, "Definitions, the newest first")[1:]}
    assert rows["A medicine nearly given late"] == [
        "Medicines",
        "Every service",
        "1 July 2025",
        "In force",
        "Yes",
        "Was due by 1 July 2026",
    ]
    assert rows["The first definition"][3] == "In force before"


def test_a_route_that_was_taken_back_says_so_in_the_list() -> None:
    told = records()
    told["reporting_route/rr-medicines"]["withdrawn"] = {
        "on": "2026-05-01",
        "by_role": "manager",
        "reason": "Replaced",
    }
    rows = rows_of(routes_pages(Facts(tell(told)))[0][0].body, "Reporting routes, the newest")
    assert rows[1][-1] == "Withdrawn"
    assert rows[1][4:6] == ["No", "17 of 18"]
