import json

import pytest

from closecall.pages.book import make_book
from closecall.pages.facts import Facts
from closecall.pages.page import Asset
from closecall.pages.register.layouts import LAYOUTS
from closecall.pages.register.page import register_pages
from closecall.records.documents import Plain
from closecall.records.kinds import KINDS
from tests.unit.pages.reading import rows_of, tags_of, text_of
from tests.unit.pages.story import MORE, Records, records, tell


def with_every_kind() -> Records:
    """The story with a record of each kind that it does without."""
    policy: dict[str, Plain] = {"title": "Limits", "valid_from": "2025-07-01", "thresholds": []}
    return records() | MORE | {"policy/main": policy}


def many(count: int) -> Records:
    told = records()
    for number in range(count):
        copy = dict(told["near_miss/nm-20260406-bbbb"])
        day = f"2026-{number % 3 + 5:02}-{number % 28 + 1:02}"
        copy["title"] = f"Near miss {number}"
        copy["detected"], copy["recorded"] = f"{day} 09:00", f"{day} 09:10"
        told[f"near_miss/nm-{day.replace('-', '')}-c{number:03}"] = copy
    return told


def data_of(asset: Asset) -> dict[str, list[list[object]]]:
    text = asset.data.decode("ascii")
    prefix = "window.closecallRows = "
    assert text.startswith(prefix)
    found: dict[str, list[list[object]]] = json.loads(text[len(prefix) :].rstrip().rstrip(";"))
    return found


def test_every_kind_has_a_register_with_filters() -> None:
    assert set(LAYOUTS) == {kind.name for kind in KINDS}
    assert [kind for kind, layout in LAYOUTS.items() if not layout.facets] == []


def test_every_register_of_the_site_loads_its_filters() -> None:
    book = make_book(tell(with_every_kind()))
    pages = {page.path: page.body for page in book.pages}
    assets = {asset.path for asset in book.assets}
    for kind in KINDS:
        body = pages[f"{kind.folder}/index.html"]
        assert "data-cc-register" in body, kind.name
        scripts = [attrs["src"] for tag, attrs in tags_of(body) if tag == "script"]
        assert scripts == ["rows.js", "../assets/closecall/register.js"], kind.name
        assert f"{kind.folder}/rows.js" in assets


@pytest.mark.parametrize("kind", sorted(LAYOUTS))
def test_rows_as_data_say_what_the_page_says(kind: str) -> None:
    pages, assets = register_pages(kind, Facts(tell(with_every_kind())))
    assert len(pages) == 1
    rows = rows_of(pages[0].body, LAYOUTS[kind].caption)
    data = data_of(assets[0])
    width = len(data["columns"])
    assert [title for title, _ in data["columns"]] == rows[0]
    assert len(data["rows"]) == len(rows) - 1
    for shown, row in zip(rows[1:], data["rows"], strict=True):
        assert len(row) == width + 1
        first = row[0][0] if isinstance(row[0], list) else row[0]
        assert first == shown[0]
        places = row[width]
        assert isinstance(places, list)
        assert len(places) == len(data["facets"])
        for place, (_, _, values) in zip(places, data["facets"], strict=True):
            for one in place if isinstance(place, list) else [place]:
                assert -1 <= one < len(values)  # type: ignore[arg-type]


def test_a_near_miss_is_found_by_service_area_stage_verdict_and_gap() -> None:
    _, assets = register_pages("near_miss", Facts(tell()))
    data = data_of(assets[0])
    assert [key for key, _, _ in data["facets"]] == [
        "service",
        "area",
        "stage",
        "harm",
        "verdict",
        "missing",
        "month",
    ]
    facets = {str(key): values for key, _, values in data["facets"]}
    assert facets["service"] == [["elm-house", "Elm House"]]
    assert facets["area"] == [["medicines", "Medicines"]]
    assert facets["harm"] == [
        ["severe-physical-harm", "Severe physical harm"],
        ["moderate-physical-harm", "Moderate physical harm"],
    ]
    assert facets["month"] == [["2026-04", "April 2026"], ["2026-03", "March 2026"]]


def test_the_page_has_what_the_script_looks_for() -> None:
    pages, _ = register_pages("near_miss", Facts(tell()))
    tags = tags_of(pages[0].body)
    assert any("data-cc-register" in attrs for _, attrs in tags)
    assert any("data-cc-count" in attrs for _, attrs in tags)
    scripts = [attrs["src"] for tag, attrs in tags if tag == "script"]
    assert scripts == ["rows.js", "../assets/closecall/register.js"]


def test_a_long_register_has_a_page_a_month_for_readers_without_script() -> None:
    pages, assets = register_pages("near_miss", Facts(tell(many(60))))
    main, months = pages[0], pages[1:]
    assert "The newest 50 of 62." in text_of(main.body)
    assert len(rows_of(main.body, "Near misses, the newest first")) == 51
    assert [p.path for p in months] == [
        f"near-misses/2026-{month:02}/index.html" for month in (7, 6, 5, 4, 3)
    ]
    told = sum(len(rows_of(p.body, "Near misses, the newest first")) - 1 for p in months)
    assert told == len(data_of(assets[0])["rows"]) == 62
    assert 'href="../near-misses/2026-07/index.html"' in main.body
    assert 'href="../../near-misses/nm-20260303-aaaa/index.html"' in months[-1].body


def test_an_empty_register_says_so_and_loads_no_script() -> None:
    told = {k: v for k, v in records().items() if not k.startswith("escalation")}
    pages, assets = register_pages("escalation", Facts(tell(told)))
    assert "There is none." in text_of(pages[0].body)
    assert assets == ()
    assert "<script" not in pages[0].body


def test_a_control_shows_its_last_test_and_what_it_did_not_stop() -> None:
    pages, _ = register_pages("control", Facts(tell()))
    row = rows_of(pages[0].body, "Controls")[1]
    assert row[5:8] == ["4 April 2026", "Yes", "0"]


def test_no_test_is_said_in_words() -> None:
    told = records()
    del told["audit/au-20260404-aaaa"]
    pages, _ = register_pages("control", Facts(tell(told)))
    assert rows_of(pages[0].body, "Controls")[1][5] == "No test recorded"
