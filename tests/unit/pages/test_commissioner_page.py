"""The commissioner pages and their files."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from closecall.evidence import Evidence, gather
from closecall.pages.commissioner.columns import COLUMNS
from closecall.pages.commissioner.page import commissioner_pages
from closecall.pages.facts import Facts
from closecall.pages.page import Asset, Page
from tests.unit.pages.reading import links_of, rows_of, tags_of, text_of, unbalanced
from tests.unit.pages.story import Records, records, tell

ROOT: Final = Path(__file__).parents[3]
COUNCIL: Final = "commissioners/elm-council/index.html"


def bought(**more: object) -> Records:
    told = records()
    told["service/elm-house"]["commissioners"] = ["Elm Council", "Elm NHS"]
    told["service/elm-house"]["contracts"] = [
        {"commissioner": "Elm Council", "starts": "2025-02-01", "ref": "Lot 2"}
    ]
    told["escalation/es-20260317-aaaa"]["to"] = "Elm Council, contract team"
    told["activity/ac-visits"] = {
        "service": "elm-house",
        "measure": "Planned visits",
        "unit": "planned visits",
        "period": {"from": "2026-02-01", "to": "2026-04-30"},
        "value": 4000,
        "missed": 2,
        **more,  # type: ignore[dict-item]
    }
    return told


def made(evidence: Evidence, *, public: bool = False) -> tuple[dict[str, Page], dict[str, Asset]]:
    pages, assets = commissioner_pages(Facts(evidence, public=public))
    return {p.path: p for p in pages}, {a.path: a for a in assets}


def rows(asset: Asset) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(asset.data.decode("utf-8"), newline=""), strict=True))


@pytest.fixture(scope="module")
def example() -> Evidence:
    return gather(ROOT)


def test_each_commissioner_has_a_page_with_the_four_expectations() -> None:
    pages, _ = made(tell(bought()))
    assert set(pages) == {
        "commissioners/index.html",
        COUNCIL,
        "commissioners/elm-nhs/index.html",
    }
    html = pages[COUNCIL].body
    text = text_of(html)
    assert not unbalanced(html)
    for heading in (
        "1. How near misses are recorded, reviewed and used",
        "2. “No harm occurred” is not “no risk existed”",
        "3. Whether learning led to measurable change",
        "4. Preventive governance",
    ):
        assert heading in text
    assert "The contract of 1 February 2025 · “Lot 2”" in text or "Lot 2" in text
    assert "Calendar quarters: no contract is on record" in text_of(
        pages["commissioners/elm-nhs/index.html"].body
    )


def test_a_near_miss_counts_in_the_quarter_of_its_day_with_its_rate() -> None:
    pages, _ = made(tell(bought()))
    table = rows_of(pages[COUNCIL].body, "Elm House: near misses and incidents")
    by_quarter = {row[0]: row[1:] for row in table[1:]}
    # The quarters of this contract begin in February, May, August and November.
    assert list(by_quarter) == [
        "August to October 2025",
        "November 2025 to January 2026",
        "February to April 2026",
        "May to July 2026",
    ]
    row = by_quarter["February to April 2026"]
    assert (row[0], row[2], row[5]) == ("2", "0", "1 of 2")
    assert row[1] == "1.1"  # 2 in 89 of 365 days of 7,300 bed days
    assert by_quarter["August to October 2025"][1] == "no rate"


def test_missed_visits_are_a_proportion_of_the_planned_ones() -> None:
    pages, _ = made(tell(bought()))
    table = rows_of(pages[COUNCIL].body, "Elm House: missed of planned home care visits")
    assert table[1] == ["February to April 2026", "4,000", "2", "0.050%", "0.0061% to 0.18%"]


@pytest.mark.parametrize(
    "more",
    [
        {"missed": None},
        {"missed": 4001},
        {"period": {"from": "2026-02-01", "to": "2026-05-01"}},
        {"period": {"from": "2026-02-02", "to": "2026-04-30"}},
    ],
)
def test_no_proportion_is_made_up_where_the_rows_do_not_carry_it(more: dict[str, object]) -> None:
    told = bought(**more)
    if more == {"missed": None}:
        del told["activity/ac-visits"]["missed"]
    pages, assets = made(tell(told))
    assert "the proportion of" in text_of(pages[COUNCIL].body)
    assert all(row["missed_visits"] == "" for row in rows(assets[COUNCIL_FILE]))


COUNCIL_FILE: Final = "commissioners/elm-council/summary.csv"
PASSED_ON: Final = "commissioners/elm-council/summary-to-pass-on.csv"


def test_an_escalation_counts_for_the_commissioner_that_it_names() -> None:
    pages, assets = made(tell(bought()))
    html = pages[COUNCIL].body
    assert "Pharmacist advice" in str(rows_of(html, "Escalations to you"))
    other = pages["commissioners/elm-nhs/index.html"].body
    assert "Nothing on record was passed on to you." in text_of(other)
    (row,) = [r for r in rows(assets[COUNCIL_FILE]) if r["quarter_from"] == "2026-02-01"]
    assert (row["escalations"], row["escalations_to_commissioner"]) == ("1", "1")
    assert row["escalations_to_commissioner_answered"] == "1"


def test_a_council_with_a_longer_name_is_another() -> None:
    told = bought()
    told["escalation/es-20260317-aaaa"]["to"] = "Elm Councillors’ office"
    pages, _ = made(tell(told))
    assert "Nothing on record was passed on to you." in text_of(pages[COUNCIL].body)


def test_every_file_has_the_same_columns_and_is_the_same_each_time() -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)
    first, second = made(tell(bought()))[1], made(tell(bought()))[1]
    assert first == second
    for asset in first.values():
        head = asset.data.decode().partition("\r\n")[0]
        assert head == ",".join(f'"{name}"' for name in names)
    assert len(rows(first[COUNCIL_FILE])) == 4


def test_a_hostile_name_is_no_formula_and_no_markup() -> None:
    told = bought()
    told["service/elm-house"]["commissioners"] = ["=HYPERLINK('x')<b>", "../../x", "Ελμ", "\u202e="]
    told["service/elm-house"]["contracts"] = []
    told["service/elm-house"]["name"] = "@<script>alert(1)</script>"
    pages, assets = made(tell(told))
    assert len(pages) == 5
    for page in pages.values():
        assert not unbalanced(page.body)
        assert not {"b", "script"} & ({tag for tag, _ in tags_of(page.body)} - {"b"})
        assert "<script>alert" not in page.body
        assert ".." not in page.path
    for asset in assets.values():
        for row in rows(asset):
            assert row["commissioner"][0] not in "=@+-"
            assert row["service"].startswith("'@")


def test_in_the_file_to_pass_on_small_counts_are_hidden() -> None:
    _, assets = made(tell(bought()))
    (row,) = [r for r in rows(assets[PASSED_ON]) if r["quarter_from"] == "2026-02-01"]
    assert row["near_misses"] == "fewer than 5"
    assert row["near_misses_per_1000"] == "not shown"
    assert (row["missed_visits"], row["missed_visits_percent"]) == ("fewer than 5", "not shown")
    assert row["incidents"] == "0"
    for row in rows(assets[PASSED_ON]):
        assert not {row["near_misses"], row["reviewed"], row["repeats"]} & {"1", "2", "3", "4"}


def test_a_public_page_hides_them_too_and_has_no_exact_file() -> None:
    pages, assets = made(tell(bought()), public=True)
    assert COUNCIL_FILE not in assets
    html = pages[COUNCIL].body
    row = rows_of(html, "Elm House: near misses and incidents")[3]
    assert row[:3] == ["February to April 2026", "fewer than 5", "not shown"]
    assert "2 near misses" not in text_of(html)
    assert not any(link.endswith("/summary.csv") for link in links_of(html))


def test_where_no_quarter_is_over_the_page_says_so() -> None:
    told = bought()
    told["service/elm-house"]["contracts"] = [
        {"commissioner": "Elm Council", "starts": "2026-09-01"}
    ]
    pages, assets = made(tell(told))
    assert "No quarter is over yet." in text_of(pages[COUNCIL].body)
    assert rows(assets[COUNCIL_FILE]) == []


def test_without_a_commissioner_the_page_of_all_has_a_gap() -> None:
    pages, assets = made(tell())
    assert list(pages) == ["commissioners/index.html"]
    assert "Gap. No service says who commissions" in text_of(pages["commissioners/index.html"].body)
    assert assets == {}


def test_the_example_shows_a_target_that_a_late_record_changed(example: Evidence) -> None:
    pages, _ = made(example)
    html = pages["commissioners/westmarch-council/index.html"].body
    rows_ = rows_of(html, "Targets that ended in these quarters")
    (row,) = [r for r in rows_ if r[-1] == "mp-20260202-x7cd"]
    assert row[2].startswith("Not met: 1 record.")
    assert "Until 19 August 2026 it read: Met: none in 56 days." in row[2]
    assert "nm-20260820-w4kd" in row[2]


def test_the_example_s_numbers_are_those_of_its_records(example: Evidence) -> None:
    _, assets = made(example)
    found = rows(assets["commissioners/westmarch-council/summary.csv"])
    assert len(found) == 12
    near = {(r["service_id"], r["quarter_from"]): int(r["near_misses"]) for r in found}
    days = [
        t.near_miss.event_day
        for t in example.trails.values()
        if t.near_miss.service == "northgate-homecare" and t.near_miss.event_day
    ]
    inside = sum(date(2026, 1, 1) <= day < date(2026, 4, 1) for day in days)
    assert near["northgate-homecare", "2026-01-01"] == inside
    for row in found:
        stopped = ("stopped_by_control", "stopped_by_luck", "not_yet_known", "not_judged")
        assert int(row["near_misses"]) == sum(int(row[name]) for name in stopped)
        assert int(row["near_misses"]) == int(row["reviewed"]) + int(row["not_reviewed"])


def test_every_section_of_pamms_is_there_with_what_is_on_record(example: Evidence) -> None:
    pages, _ = made(example)
    table = rows_of(pages["commissioners/westmarch-council/index.html"].body, "Records by the sec")
    assert len(table) == 1 + 6
    labels = [item.label for item in example.schemas.lists["pamms-section"].items]
    assert [row[0] for row in table[1:]] == labels
    story = made(tell(bought()))[0][COUNCIL].body
    assert "Nothing is listed for this section." in text_of(story)
