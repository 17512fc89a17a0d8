"""The page of one record: every field in its schema's words, and what links to it."""

from datetime import date
from pathlib import Path

import pytest

from closecall.evidence import Evidence
from closecall.model.fields import RecordId
from closecall.pages.context import Names
from closecall.pages.page import Page
from closecall.pages.record.page import SHOWN, record_page
from closecall.records.documents import Plain, parse
from closecall.records.kinds import KIND_BY_NAME
from tests.unit.pages.evidence_maker import document, make_evidence, schemas
from tests.unit.pages.html_reader import Seen, see
from tests.unit.pages.reading import drawn
from tests.unit.pages.small_register import (
    AS_AT,
    NEAR_MISS,
    evidence_of,
    example,
    free_texts,
    put,
)

VALID = Path(__file__).parents[2] / "examples" / "valid"
FILES = sorted(VALID.glob("*/*.yml"))


def page_of(evidence: Evidence, record: str) -> Page:
    return record_page(evidence.register.records[RecordId(record)], Names(evidence), evidence)


def seen_of(evidence: Evidence, record: str) -> Seen:
    seen = see(page_of(evidence, record).body)
    assert seen.faults == []
    return seen


def data_of(file: Path) -> dict[str, Plain]:
    parsed = parse(file.read_bytes(), path=file.name)
    assert parsed.data is not None
    return dict(parsed.data)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_field_of_every_kind_is_shown(file: Path) -> None:
    kind, data = file.parent.name, data_of(file)
    evidence = make_evidence((document(file.stem, kind, data),), as_at=date(2027, 1, 1))
    seen = seen_of(evidence, file.stem)
    titles = {f.name: f.title for f in schemas().fields(kind)}
    anonymous = isinstance(data.get("reported_openly"), dict)
    for name in data:
        if name not in ("kind", "id", "schema_version"):
            assert titles[name] in seen.text
    if not anonymous:
        lost = [w for w, t in free_texts(kind, data) if " ".join(t.split()) not in seen.text]
        assert [way for way in lost if way[:2] != ("privacy", "person_refs")] == []


def test_every_kind_has_an_example_here() -> None:
    assert {file.parent.name for file in FILES} == set(KIND_BY_NAME)


def test_the_page_is_where_links_expect_it() -> None:
    page = page_of(evidence_of(example()), "rv-20260304-x2pd")
    assert page.path == "reviews/rv-20260304-x2pd/index.html"
    assert (page.page_class, page.nav) == ("record", "reviews")
    assert page.title == "Review of 4 March 2026"


def test_fields_stand_in_the_order_and_the_words_of_the_schema() -> None:
    text = seen_of(evidence_of(example()), "rv-20260304-x2pd").text
    text = text[text.index("What it says") :]
    titles = [f.title for f in schemas().fields("review") if f.name in example_review()]
    places = [text.index(title) for title in titles if title != "Near miss"]
    assert places == sorted(places)


def example_review() -> dict[str, Plain]:
    return example()["rv-20260304-x2pd"][1]


def test_a_reference_is_a_link_a_day_is_in_words_and_a_length_of_time_too() -> None:
    seen = seen_of(evidence_of(example()), "mp-20260309-h8ra")
    assert "../../near-misses/nm-20260303-k7m2/index.html" in seen.links
    assert "../../plan-templates/pt-tc-medicine-timing/index.html" in seen.links
    assert "Starts on: 9 March 2026" in seen.text or "9 March 2026" in seen.text
    assert "6 weeks" in seen.text


def test_a_link_to_nothing_is_shown_without_one() -> None:
    records = example()
    records["mp-20260309-h8ra"][1]["risk"] = "rk-20990101-none"
    seen = seen_of(evidence_of(records), "mp-20260309-h8ra")
    assert "rk-20990101-none" in seen.text
    assert not any("rk-20990101-none" in link for link in seen.links)


def test_a_list_of_mappings_is_one_line_each() -> None:
    text = seen_of(evidence_of(example()), "rv-20260304-x2pd").text
    assert "MAR charts · Where it is found: MAR 2026-03, unit 2, sheet 4 · What it showed:" in text


def test_what_links_to_it_stands_by_kind_and_field() -> None:
    seen = seen_of(evidence_of(example()), "ct-handover-medicines")
    text = seen.text[seen.text.index("Linked from") :]
    assert "Control changes: " in text
    assert "cc-20260309-p4td" in text
    assert "Practice evidence: " in text
    assert "../../practice-evidence/pe-20260410-d6ph/index.html" in seen.links


def test_a_record_that_nothing_names_says_so() -> None:
    assert (
        "No other record names this one."
        in seen_of(evidence_of(example()), "pe-20260410-d6ph").text
    )


def test_of_very_many_links_the_newest_are_listed_and_the_rest_counted() -> None:
    records = example()
    check = records["mk-20260315-t5nb"]
    for n in range(SHOWN + 5):
        records[f"mk-20260401-a{n:03}"] = check
    text = seen_of(evidence_of(records), "mp-20260309-h8ra").text
    assert "and 6 more: all monitoring checks" in text


def test_the_near_misses_that_it_belongs_to_are_linked() -> None:
    seen = seen_of(evidence_of(example()), "au-20260404-q9kf")
    assert f"../../near-misses/{NEAR_MISS}/index.html" in seen.links
    assert "Near misses that it belongs to A morning medicine" in seen.text


def test_what_it_lacks_is_said_with_owner_and_day() -> None:
    records = example()
    del records["gd-20260421-m3wz"]
    text = seen_of(evidence_of(records, as_at=date(2026, 5, 6)), "mp-20260309-h8ra").text
    assert "Gap. The group has not decided on the monitoring yet" in text
    assert "Overdue since 29 April 2026. Owed by: Medicines governance group." in text
    assert text.count("The group has not decided on the monitoring yet") == 1


def test_a_warning_about_it_is_said() -> None:
    records = example()
    del records["gd-20260421-m3wz"][1]["challenge"]
    text = seen_of(evidence_of(records), "gd-20260421-m3wz").text
    assert "The decision does not say what question the group asked, and the answer." in text


def test_a_withdrawn_record_says_so_first() -> None:
    records = example()
    records["au-20260404-q9kf"][1]["withdrawn"] = {
        "on": "2026-04-05",
        "by_role": "quality-lead",
        "reason": "Wrong month",
    }
    text = seen_of(evidence_of(records), "au-20260404-q9kf").text
    assert "This record was withdrawn 5 April 2026, Quality lead. Wrong month" in text


def test_references_to_people_are_not_shown() -> None:
    records = example()
    records["au-20260404-q9kf"][1]["privacy"] = {"tier": "restricted", "person_refs": ["p-7f3k"]}
    text = seen_of(evidence_of(records), "au-20260404-q9kf").text
    assert "p-7f3k" not in text
    assert "Not shown" in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}{% raw %}",
        "</dd></dl><h1>Verified by CQC</h1>",
    ],
)
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_text_of_a_record_is_text(file: Path, hostile: str) -> None:
    kind, data = file.parent.name, data_of(file)
    for way, _ in list(free_texts(kind, data)):
        put(data, way, hostile)
    evidence = make_evidence((document(file.stem, kind, data),), as_at=date(2027, 1, 1))
    seen = seen_of(evidence, file.stem)
    tags = {tag for tag, _ in seen.elements}
    assert tags <= {
        "a", "b", "bdi", "dd", "dl", "dt", "h1", "h2", "li", "nav", "p", "section", "span", "ul",
    }  # fmt: skip
    names = {name for _, attrs in seen.elements for name in attrs}
    assert names <= {"aria-label", "aria-labelledby", "class", "dir", "href", "id"}
    assert all(i.startswith("cc-") for i in seen.ids)


def test_same_records_same_bytes() -> None:
    one = page_of(evidence_of(example(), as_at=AS_AT), "ct-handover-medicines")
    other = page_of(
        evidence_of(dict(reversed(example().items())), as_at=AS_AT), "ct-handover-medicines"
    )
    assert drawn(one) == drawn(other)
