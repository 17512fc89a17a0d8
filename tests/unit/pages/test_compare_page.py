"""The triangulation pages."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from closecall.analysis.triangulation import MismatchCode, Source
from closecall.evidence import gather
from closecall.pages.compare.page import MISMATCHES, SOURCES, compare_pages
from closecall.pages.facts import Facts
from tests.unit.pages.reading import links_of, rows_of, tags_of, text_of, unbalanced
from tests.unit.pages.story import MORE, Records, records, tell

ROOT: Final = Path(__file__).parents[3]
ELM: Final = "compare/elm-house/index.html"


def drawn(told: Records | None = None) -> dict[str, str]:
    return {page.path: page.body for page in compare_pages(Facts(tell(told)))}


def told_with(**more: dict[str, object]) -> Records:
    told = records()
    for key, data in more.items():
        kind, _, name = key.partition("__")
        told[f"{kind}/{name.replace('_', '-')}"] = data  # type: ignore[assignment]
    return told


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    return {page.path: page.body for page in compare_pages(Facts(gather(ROOT)))}


def mismatches(html: str) -> str:
    return text_of(html.partition('id="cc-mismatches"')[2].partition("<h2")[0])


def test_each_source_and_each_mismatch_has_its_name() -> None:
    assert set(SOURCES) == set(Source)
    assert set(MISMATCHES) == set(MismatchCode)


def test_sources_stand_side_by_side_by_area_and_month() -> None:
    html = drawn()[ELM]
    assert not unbalanced(html)
    areas = {row[0]: row[1:] for row in rows_of(html, "Records by area of care and source")[1:]}
    assert areas["Medicines"][:2] == ["2", "0"]
    assert areas["Transport"] == ["0"] * 6
    months = rows_of(html, "Records by month and source")[1:]
    assert len(months) == 12
    assert sum(int(row[1]) for row in months) == 2
    assert "../../near-misses/nm-20260303-aaaa/index.html" in links_of(html)


def test_a_zero_says_what_it_can_and_cannot_show() -> None:
    html = drawn()[ELM]
    row = rows_of(html, "Where the log has no near miss")[1]
    assert row[0] == "Transport"
    assert row[1] == "Nothing: nobody looked, and no staff were asked."
    # 2.9957 events in 7,300 bed days, the rule of three
    assert row[3] == "Up to 0.41 for 1,000 bed days could be there, and none be seen by chance."
    assert "A zero shows that nothing was recorded." in text_of(html)


def test_what_there_is_nothing_of_is_said() -> None:
    text = text_of(drawn()[ELM])
    assert "Gap. No incident is on record in these months." in text
    assert "Gap. Nobody who uses the service" in text


def test_what_an_audit_found_and_nobody_had_reported_is_a_mismatch() -> None:
    told = records()
    told["audit/au-20260404-aaaa"] |= {"near_misses_not_reported": 2, "domain": ["medicines"]}
    found = mismatches(drawn(told)[ELM])
    assert "The audit of 4 April 2026 found 2 near misses that nobody had reported." in found
    assert "In its areas, 1 near miss was written down from that day to 18 April 2026." in found
    assert "nm-20260406-bbbb" in found


def test_an_incident_without_a_warning_and_an_area_with_incidents_alone_are_mismatches() -> None:
    told = records() | {k: dict(v) for k, v in MORE.items() if k.startswith("incident/")}
    told["incident/in-20260420-aaaa"] |= {"domain": ["transport"], "mechanism": "van-door"}
    found = mismatches(drawn(told)[ELM])
    assert "1 incident in transport, and no near miss in the same months." in found
    assert "The incident of 20 April 2026 had no near miss of its kind before it." in found
    told["incident/in-20260420-aaaa"] |= {"domain": ["medicines"], "mechanism": "tc-timing"}
    assert "Incident" not in mismatches(drawn(told)[ELM])


def test_missed_visits_that_are_in_no_log_are_a_mismatch() -> None:
    visits = {
        "service": "elm-house",
        "measure": "Planned visits",
        "unit": "planned visits",
        "period": {"from": "2026-04-01", "to": "2026-06-30"},
        "value": 900,
        "missed": 1,
    }
    told = told_with(activity__ac_visits=visits)
    assert "The rota counts 1 missed visit from 1 April 2026" in mismatches(drawn(told)[ELM])
    told |= {k: dict(v) for k, v in MORE.items() if k.startswith("incident/")}
    told["incident/in-20260420-aaaa"] |= {"domain": ["call monitoring"]}
    assert "The rota counts" not in mismatches(drawn(told)[ELM])


def test_a_complaint_in_an_empty_area_is_a_mismatch_and_in_another_is_none() -> None:
    voice = {
        "service": "elm-house",
        "domain": ["transport"],
        "on": "2026-05-10",
        "subtype": "complaint",
        "question": "What for?",
        "asked": 1,
        "answered": 1,
        "summary": "The van was late",
        "cqc_category": "People's experience of health and care services",
    }
    found = mismatches(drawn(told_with(practice_evidence__pe_20260510_aaaa=voice))[ELM])
    assert "Somebody complained on 10 May 2026 about transport." in found
    known = mismatches(
        drawn(told_with(practice_evidence__pe_20260510_aaaa=voice | {"domain": ["medicines"]}))[ELM]
    )
    assert "complained" not in known


def test_a_failed_audit_is_a_mismatch_only_where_the_log_is_empty() -> None:
    told = records()
    told["audit/au-20260404-aaaa"] |= {
        "domain": ["transport"],
        "criteria": [{"what": "Belt", "met": 3, "of": 4}, {"what": "Door", "met": 4, "of": 4}],
    }
    found = mismatches(drawn(told)[ELM])
    assert "The audit of 4 April 2026 in transport found 1 of 2 points not as they should" in found
    told["audit/au-20260404-aaaa"] |= {"domain": ["transport", "medicines"]}
    assert "not as they should" not in mismatches(drawn(told)[ELM])


def test_what_people_say_against_a_met_target_is_a_mismatch() -> None:
    told = records()
    del told["near_miss/nm-20260406-bbbb"]
    told["practice_evidence/pe-20260410-aaaa"]["bears_on"] = {"control": "ct-box", "supports": "no"}
    html = drawn(told)[ELM]
    assert "What was said on 10 April 2026 speaks against it" in mismatches(html)


def test_where_nothing_differs_that_is_not_called_proof() -> None:
    text = text_of(drawn()[ELM])
    assert "Nothing was found that does not go together. That does not show" in text


def test_the_example_names_the_late_record_and_both_verdicts(example: dict[str, str]) -> None:
    found = mismatches(example["compare/riverside-homecare/index.html"])
    assert "Until 19 August 2026 the counts said: met: none in 56 days." in found
    assert "Now they say: not met: 1 record. mp-20260202-x7cd, nm-20260820-w4kd" in found


def test_minutes_that_say_more_than_the_counts_are_told(example: dict[str, str]) -> None:
    found = mismatches(example["compare/northgate-homecare/index.html"])
    assert "The minutes of 21 July 2026 say “improved”." in found
    assert "gd-20260721-s8nq" in found


def test_all_services_are_on_one_page_with_the_way_to_each(example: dict[str, str]) -> None:
    html = example["compare/index.html"]
    table = rows_of(html, "Records by source")
    assert [row[0] for row in table[1:]] == [
        "Northgate Homecare",
        "Riverside Homecare",
        "Rosewood House",
    ]
    assert {f"../{path}" for path in example if path != "compare/index.html"} <= set(links_of(html))
    assert len(rows_of(html, "What counts as a mismatch")) == 1 + len(MISMATCHES)


def test_text_of_a_record_is_never_markup() -> None:
    told = records()
    told["service/elm-house"]["name"] = "<i>Elm</i>"
    told["service/elm-house"]["domains"] = ["medicines", "transport"]
    for html in drawn(told).values():
        assert not unbalanced(html)
        assert "i" not in {tag for tag, _ in tags_of(html)}


def test_a_page_says_the_same_on_a_later_day() -> None:
    one, other = (
        {p.path: p.body for p in compare_pages(Facts(tell(as_at=date(2026, 10, day))))}
        for day in (14, 15)
    )
    assert one == other


def test_a_service_gone_quiet_is_told_by_its_last_day() -> None:
    told = records()
    for n in range(12):
        told[f"near_miss/nm-20251{n % 3}{n:02}-quie"] = told["near_miss/nm-20260303-aaaa"] | {
            "detected": f"2025-1{n % 3}-{5 + n:02} 10:00",
            "recorded": f"2025-1{n % 3}-{5 + n:02} 11:00",
        }
    del told["near_miss/nm-20260406-bbbb"]
    found = mismatches(drawn(told)[ELM])
    assert "no near miss since 3 March 2026, longer than chance explains" in found
