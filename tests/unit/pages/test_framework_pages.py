"""The index by framework: question, item, evidence with its age, and items with none listed."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from closecall.pages.book import make_book
from closecall.pages.facts import Facts
from closecall.pages.framework.evidence import indexes
from closecall.pages.framework.pages import NONE, _aged, framework_pages
from closecall.pages.page import Book
from closecall.records.reading import Document
from closecall.validation.schemas import Schemas
from closecall.validation.shape import check_shape
from tests.unit.pages.reading import links_of, rows_of, text_of
from tests.unit.pages.story import MORE, records, tell

SCHEMAS = Path(__file__).parents[3] / "schemas"


@pytest.fixture(scope="module")
def book() -> Book:
    return make_book(tell(records() | MORE))


def body(book: Book, path: str) -> str:
    return next(p.body for p in book.pages if p.path == path)


def test_both_frameworks_and_the_regulations_have_their_index(book: Book) -> None:
    rows = rows_of(body(book, "cqc/index.html"), "Frameworks")[1:]
    items = {row[0].partition(" from")[0].partition(" draft")[0]: row[2] for row in rows}
    assert sorted(items.values()) == ["14", "24", "34"]
    assert {row[1] for row in rows} == {"In force", "Draft"}


@pytest.mark.parametrize(
    ("framework", "questions"),
    [("cqc-qs-34", [8, 6, 5, 7, 8]), ("cqc-kloe-24-draft", [7, 4, 3, 4, 6])],
)
def test_every_item_stands_under_its_question(
    book: Book, framework: str, questions: list[int]
) -> None:
    found = body(book, f"cqc/{framework}/index.html")
    names = ("Safe", "Effective", "Caring", "Responsive", "Well-led")
    counts = [len(rows_of(found, f"{n}: each item with its evidence")) - 1 for n in names]
    assert counts == questions


def test_an_item_without_evidence_says_so_in_words(book: Book) -> None:
    rows = rows_of(body(book, "cqc/cqc-qs-34/index.html"), "Caring: each item with its evidence")
    assert {row[1] for row in rows[1:]} == {NONE}
    found = body(book, "cqc/cqc-qs-34/treating-people-as-individuals/index.html")
    assert NONE in text_of(found)


def test_an_item_lists_its_evidence_by_category_with_its_age() -> None:
    told = records()
    told["control/ct-box"]["domain"] = ["medicines"]
    pages = {p.path: p for p in framework_pages(Facts(tell(told)))}
    found = pages["cqc/cqc-qs-34/medicines-optimisation/index.html"].body
    rows = rows_of(found, "Feedback from staff and leaders: the newest first")[1:]
    assert [row[3] for row in rows] == ["10 April 2026, 6 months ago"]
    processes = rows_of(found, "Processes: the newest first")[1:]
    assert "Near miss" in {row[1] for row in processes}
    assert "../../../near-misses/nm-20260303-aaaa/index.html" in links_of(found)


def test_what_a_record_says_itself_is_listed_with_its_reason() -> None:
    told = records()
    told["audit/au-20260404-aaaa"]["framework_map"] = [
        {"framework": "cqc-qs-34", "item": "Equity in access", "reason": "Asked on every shift"}
    ]
    pages = {p.path: p for p in framework_pages(Facts(tell(told)))}
    found = pages["cqc/cqc-qs-34/equity-in-access/index.html"].body
    (row,) = rows_of(found, "Observation: the newest first")[1:]
    assert row[-1] == "Asked on every shift"


def test_what_was_withdrawn_is_no_evidence() -> None:
    told = records()
    for data in told.values():
        data["withdrawn"] = {"on": "2026-05-01", "by_role": "manager", "reason": "All of it"}
    assert all(index.empty == len(index.framework.items) for index in indexes(Facts(tell(told))))


def test_an_item_that_is_not_meant_for_a_service_lists_nothing_of_it() -> None:
    told = records()
    told["near_miss/nm-20260406-bbbb"]["domain"] = ["environmental safety"]
    path = "cqc/cqc-regulation/regulation-15-2014/index.html"
    home = {p.path: p for p in framework_pages(Facts(tell(told)))}[path].body
    assert "nm-20260406-bbbb" in home
    told["service/elm-house"]["service_type"] = "homecare"
    homecare = {p.path: p for p in framework_pages(Facts(tell(told)))}[path].body
    assert NONE in text_of(homecare)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 10, 1), "1 October 2026, this month"),
        (date(2026, 9, 30), "30 September 2026, last month"),
        (date(2025, 10, 31), "31 October 2025, 12 months ago"),
        (date(2024, 9, 1), "1 September 2024, 2 years ago"),
        (None, "Day not recorded"),
    ],
)
def test_age_goes_by_the_calendar_month(day: date | None, says: str) -> None:
    assert _aged(day, date(2026, 10, 15)) == says


def test_a_new_framework_is_a_new_file_and_no_code(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    shutil.copytree(SCHEMAS, folder)
    new = {
        "id": "made-up-2027",
        "title": "A made-up framework",
        "source": "A test",
        "version": "1",
        "licence": "MIT",
        "status": "in force",
        "framework": True,
        "valid_from": "2027-01-01",
        "items": [
            {"id": "one", "label": "The one", "key_question": "Sound", "domains": ["medicines"]},
            {"id": "other", "label": "The other", "key_question": "Kind"},
        ],
    }
    (folder / "lists" / "made-up-2027.json").write_text(json.dumps(new))
    schemas = Schemas(folder)
    for item, rules in (("The one", []), ("Learning culture", ["S02"])):
        data = {
            "kind": "role",
            "title": "Manager",
            "body": False,
            "framework_map": [{"framework": "made-up-2027", "item": item}],
        }
        document = Document(path="r.yml", kind="role", stem="r", data=data, blob="")  # type: ignore[arg-type]
        assert [f.rule for f in check_shape(document, schemas)[1]] == rules
    evidence = replace(tell(), schemas=schemas)
    pages = {p.path: p for p in framework_pages(Facts(evidence))}
    found = pages["cqc/made-up-2027/index.html"].body
    assert len(rows_of(found, "Sound: each item with its evidence")) == 2
    assert rows_of(found, "Kind: each item with its evidence")[1][1] == NONE
    assert "A made-up framework" in text_of(pages["cqc/index.html"].body)
