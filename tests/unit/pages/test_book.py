import random
import re
from datetime import date
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from jinja2 import Template

from closecall.evidence import Evidence
from closecall.pages.book import make_book
from closecall.pages.page import Book
from closecall.records.documents import Plain
from closecall.records.reading import read_records
from closecall.records.trees import WorkingTree
from tests.unit.pages.evidence_maker import make_evidence
from tests.unit.pages.reading import drawn, links_of, tags_of, text_of, unbalanced
from tests.unit.pages.story import documents, records, tell

ROOT = Path(__file__).parents[3]
HOSTILE = "<img src=x onerror=alert(1)>'\"</script><b>&{{ 7*7 }}"


@pytest.fixture(scope="module")
def story() -> Book:
    return make_book(tell())


@pytest.fixture(scope="module")
def example_evidence() -> Evidence:
    return make_evidence(read_records(WorkingTree(ROOT)).documents)


@pytest.fixture(scope="module")
def example(example_evidence: Evidence) -> Book:
    return make_book(example_evidence)


@pytest.fixture(params=["story", "example"])
def book(request: pytest.FixtureRequest) -> Book:
    found: Book = request.getfixturevalue(request.param)
    return found


def all_drawn(book: Book) -> dict[str, tuple[str, ...]]:
    return {page.path: drawn(page) for page in book.pages}


def data_of(book: Book) -> list[tuple[str, bytes]]:
    """The files beside the pages, each with what is in it."""
    return [(asset.path, asset.data) for asset in book.assets]


def test_paths_are_sorted_and_no_two_are_the_same(book: Book) -> None:
    paths = [page.path for page in book.pages] + [asset.path for asset in book.assets]
    assert len(set(paths)) == len(paths)
    assert [p.path for p in book.pages] == sorted(p.path for p in book.pages)
    assert [a.path for a in book.assets] == sorted(a.path for a in book.assets)


def test_every_record_has_its_page(example_evidence: Evidence, example: Book) -> None:
    paths = {page.path for page in example.pages}
    for record in example_evidence.register.records.values():
        assert any(p.endswith(f"/{record.id}/index.html") for p in paths), record.id


def test_every_link_leads_to_a_page_a_calendar_or_a_table(book: Book) -> None:
    paths = {page.path for page in book.pages}
    paths |= {asset.path for asset in book.assets if asset.path.endswith((".ics", ".csv"))}
    for page in book.pages:
        for link in links_of(page.body):
            target = link.partition("#")[0].partition("?")[0]
            if target:
                assert normpath(join(dirname(page.path), target)) in paths, (page.path, link)


def test_every_anchor_is_on_its_page(book: Book) -> None:
    for page in book.pages:
        ids = {attrs["id"] for _, attrs in tags_of(page.body) if "id" in attrs}
        for link in links_of(page.body):
            if link.startswith("#"):
                assert link[1:] in ids, (page.path, link)


def test_every_navigation_link_leads_to_a_page(book: Book) -> None:
    paths = {page.path for page in book.pages}
    items = [item for section in book.nav for item in section.items]
    assert all(item.path in paths for item in items)
    assert len({item.key for item in items}) == len(items)


def test_pages_are_well_formed_with_one_heading_and_no_style_or_script_of_ours(book: Book) -> None:
    for page in book.pages:
        assert unbalanced(page.body) == [], page.path
        tags = tags_of(page.body)
        assert [tag for tag, _ in tags].count("h1") == 1, page.path
        for tag, attrs in tags:
            assert "style" not in attrs
            assert tag != "style"
            assert not any(name.startswith("on") for name in attrs)
            assert tag != "script" or "src" in attrs
            if "id" in attrs:
                assert attrs["id"].startswith("cc-")


def test_only_the_cover_page_knows_the_day(example: Book) -> None:
    # The example's own provider record says on which day it stands still: that is data.
    known = {"about/index.html", "provider/provider/index.html"}
    for page in example.pages:
        if page.path not in known:
            assert "15 October 2026" not in text_of(page.body), page.path


def test_a_day_on_which_nothing_falls_due_changes_the_cover_page_alone() -> None:
    one, other = (make_book(tell(as_at=date(2026, 10, day))) for day in (14, 15))
    before, after = all_drawn(one), all_drawn(other)
    assert list(before) == list(after)
    assert [path for path in before if before[path] != after[path]] == ["about/index.html"]
    assert data_of(one) == data_of(other)


def test_the_order_of_the_records_changes_nothing(story: Book) -> None:
    mixed = documents(records())
    random.Random(7).shuffle(mixed)  # noqa: S311 - the same order each time, and no secret
    book = make_book(make_evidence(mixed))
    assert all_drawn(book) == all_drawn(story)
    assert (data_of(book), book.nav) == (data_of(story), story.nav)


def test_a_page_is_the_same_each_time_it_is_drawn(book: Book) -> None:
    assert all_drawn(book) == all_drawn(book)


def test_making_a_book_draws_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Template:
        raise AssertionError("a template was asked for")

    monkeypatch.setattr("closecall.pages.render.template", refuse)
    assert make_book(tell()).pages


def _hostile(value: Plain) -> Plain:
    """The value with markup after every text that a person writes freely."""
    if isinstance(value, str):
        free = " " in value and not re.fullmatch(r"[0-9T: -]+", value)
        return value + HOSTILE if free else value
    if isinstance(value, list):
        return [_hostile(item) for item in value]
    if isinstance(value, dict):
        return {key: _hostile(item) for key, item in value.items()}
    return value


def test_text_of_a_record_stays_text() -> None:
    told = {key: {k: _hostile(v) for k, v in data.items()} for key, data in records().items()}
    for key in ("service/elm-house", "control/ct-box", "plan_template/pt-timing"):
        told[key]["title" if "name" not in told[key] else "name"] = HOSTILE
    book = make_book(tell(told))
    ours = ("rows.js", "assets/closecall/register.js", "assets/closecall/folds.js")
    for page in book.pages:
        tags = tags_of(page.body)
        assert not any(tag in ("img", "iframe") for tag, _ in tags), page.path
        assert all(attrs["class"] == "chart" for tag, attrs in tags if tag == "svg"), page.path
        assert not any(name.startswith("on") for _, attrs in tags for name in attrs)
        assert all(attrs["src"].endswith(ours) for tag, attrs in tags if tag == "script")
        assert unbalanced(page.body) == [], page.path
        assert "&49" not in text_of(page.body)
    shown = text_of(next(p.body for p in book.pages if p.path == "index.html"))
    assert HOSTILE.partition("</script>")[0] in shown
    for asset in book.assets:
        # A calendar is never part of a page, and its format has no other way to write the sign;
        # a schema has nothing of a record.
        if not asset.path.endswith((".ics", ".json")):
            assert b"<" not in asset.data


def test_nothing_at_all_still_makes_a_site() -> None:
    book = make_book(make_evidence(()))
    assert "index.html" in {page.path for page in book.pages}
    for page in book.pages:
        assert unbalanced(page.body) == [], page.path


def test_no_word_judges_a_count(example: Book) -> None:
    ours = ("index.html", "services/", "completeness/")
    for page in example.pages:
        if page.path.startswith(ours):
            said = re.sub(r'<span class="said">.*?</span>', "", page.body, flags=re.DOTALL)
            words = text_of(said).lower()
            for judging in (" better", " worse", " improved", " trend", " deteriorat"):
                assert judging not in words, (page.path, judging)
