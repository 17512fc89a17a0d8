"""Incidents, shared lessons, exceptions, redactions, lists of words: their pages and links."""

from functools import partial

import pytest

from closecall.model.fields import RecordId
from closecall.pages.book import make_book
from closecall.pages.facts import Facts
from closecall.pages.page import Book
from closecall.pages.record.page import record_page
from closecall.pages.record.sections import sections_of
from tests.unit.pages.reading import links_of, rows_of, text_of
from tests.unit.pages.story import MORE, Records, records, tell

INCIDENT = "incident/in-20260420-aaaa"


def page(told: Records, record_id: str) -> str:
    facts = Facts(tell(told))
    record = facts.register.records[RecordId(record_id)]
    sections = partial(sections_of, record, facts)
    return record_page(record, facts.names, facts.evidence, sections=sections).body


def changed(key: str, **fields: object) -> Records:
    told = records() | {k: dict(v) for k, v in MORE.items()}
    told[key] |= fields  # type: ignore[arg-type] # plain values
    return {k: {f: x for f, x in v.items() if x is not None} for k, v in told.items()}


@pytest.fixture(scope="module")
def book() -> Book:
    return make_book(tell(records() | MORE))


def body(book: Book, path: str) -> str:
    return next(p.body for p in book.pages if p.path == path)


# --- Incidents -----------------------------------------------------------------------------------


def test_an_incident_tells_which_near_misses_had_warned_and_how_far_they_had_come() -> None:
    found = page(records() | MORE, "in-20260420-aaaa")
    assert (
        "Yes: before it there were 2 near misses of the same mechanism at the same service."
        in text_of(found)
    )
    rows = rows_of(found, "Near misses before it, the oldest first")
    assert [row[1:3] for row in rows[1:]] == [
        ["48 days before", "Monitoring"],
        ["14 days before", "Reported, review awaited"],
    ]
    assert "../../near-misses/nm-20260406-bbbb/index.html" in links_of(found)


def test_what_was_written_down_later_was_no_warning_that_anybody_had() -> None:
    told = changed("near_miss/nm-20260406-bbbb", recorded="2026-05-02 09:00")
    told |= {INCIDENT: MORE[INCIDENT]}
    found = page(told, "in-20260420-aaaa")
    assert "1 of them was written down only afterwards." in text_of(found)
    rows = rows_of(found, "Near misses before it, the oldest first")
    assert rows[2][2] == "Nobody had written it down yet"


def test_a_near_miss_that_its_author_refuses_is_no_warning() -> None:
    refused = [{"near_miss": "nm-20260406-bbbb", "reason": "That was a delivery"}]
    found = page(changed(INCIDENT, not_repeat_of=refused), "in-20260420-aaaa")
    assert len(rows_of(found, "Near misses before it, the oldest first")) == 2


def test_no_warning_is_said_in_words() -> None:
    alone = changed(INCIDENT, mechanism="something-else")
    assert "Either there was none, or nobody saw or reported it." in text_of(
        page(alone, "in-20260420-aaaa")
    )
    unknown = changed(INCIDENT, mechanism=None)
    assert "Nobody can tell yet: no mechanism is recorded" in text_of(
        page(unknown, "in-20260420-aaaa")
    )


def test_harm_and_openness_are_said_or_their_absence_is() -> None:
    found = text_of(page(records() | MORE, "in-20260420-aaaa"))
    assert "Low physical harm. A bad night" in found
    assert "The duty of candour does not apply. The harm was low" in found
    assert "Apology: 21 April 2026, Manager." in found
    silent = changed(INCIDENT, candour=None, person_affected={"relation": "one"})
    told = text_of(page(silent, "in-20260420-aaaa"))
    assert "Gap. Nobody says whether the person was told." in told
    assert "Gap. Nobody says whether the duty of candour applies." in told


def test_a_trail_a_control_and_a_profile_lead_to_the_incident(book: Book) -> None:
    link = "../../incidents/in-20260420-aaaa/index.html"
    for path in (
        "near-misses/nm-20260303-aaaa/index.html",
        "near-misses/nm-20260406-bbbb/index.html",
        "controls/ct-box/index.html",
        "services/elm-house/index.html",
    ):
        assert link in links_of(body(book, path)), path


def test_an_anonymous_incident_shows_nothing_of_who_told_it() -> None:
    told = changed(
        INCIDENT, reported_openly={"anonymous": "To save time"}, detected_by_role="carer"
    )
    found = text_of(page(told, "in-20260420-aaaa"))
    assert "Reported anonymously" in found
    assert "Not shown, because the report was anonymous" in found


# --- Shared lessons ------------------------------------------------------------------------------


def test_a_lesson_tells_service_by_service_what_was_done(book: Book) -> None:
    found = body(book, "learning-shares/ls-20260422-aaaa/index.html")
    (row,) = rows_of(found, "What each service did with the lesson")[1:]
    assert row[0] == "Elm House"
    assert row[1] == "Yes. The same on Unit 2"
    assert row[2] == "None: It was looked at in March"
    assert row[3] == "Gap. Not changed yet."


def test_where_it_does_not_matter_nothing_is_asked_for() -> None:
    no = [{"service": "elm-house", "relevant": "no", "reason": "Other rounds"}]
    told = changed("learning_share/ls-20260422-aaaa", relevance=no, responses=None)
    (row,) = rows_of(page(told, "ls-20260422-aaaa"), "What each service did with the lesson")[1:]
    assert row[1:] == ["No. Other rounds", "Not asked for", "Not asked for", "Not recorded"]


def test_a_trail_has_the_sharing_as_a_step(book: Book) -> None:
    shared = text_of(body(book, "near-misses/nm-20260303-aaaa/index.html"))
    assert "Look at whether your handover names each timed dose." in shared
    found = body(book, "near-misses/nm-20260303-aaaa/index.html")
    (row,) = rows_of(found, "What each service did with it")[1:]
    assert row[:2] == ["Elm House", "Yes. The same on Unit 2"]
    assert "Unit 2 follows in May" in shared
    assert "Nothing is recorded about sharing" not in shared
    alone = text_of(body(book, "near-misses/nm-20260406-bbbb/index.html"))
    assert "Nothing is recorded about sharing this with other services." in alone


# --- Exceptions and redactions -------------------------------------------------------------------


def test_exceptions_and_redactions_stand_on_the_completeness_page(book: Book) -> None:
    found = body(book, "completeness/index.html")
    (row,) = rows_of(found, "Reasoned exceptions")[1:]
    assert row[0].startswith("G36")
    assert "prevented_by.0.what" in row[0]
    assert row[1:3] == ["It is the number of a batch", "Quality lead, 26 April 2026"]
    assert row[3] == "Gap. It was due by 1 October 2026."
    (taken,) = rows_of(found, "What was taken out")[1:]
    assert taken[0].startswith("Room number")
    assert "nm-20260406-bbbb" in taken[1]


def test_the_near_miss_says_what_was_taken_out_and_what_is_allowed(book: Book) -> None:
    assert "Taken out of it Room number, 25 April 2026." in " ".join(
        text_of(body(book, "near-misses/nm-20260406-bbbb/index.html")).split()
    )
    assert "It is the number of a batch" in text_of(
        body(book, "near-misses/nm-20260303-aaaa/index.html")
    )


@pytest.mark.parametrize(
    ("fields", "now"),
    [
        ({}, "Holds"),
        ({"until": None}, "Ended 1 October 2026"),
        ({"until": "2026-09-30"}, "Ended 30 September 2026"),
        ({"on": "2026-11-01"}, None),
        (
            {"withdrawn": {"on": "2026-05-01", "by_role": "manager", "reason": "Gone"}},
            "Withdrawn",
        ),
    ],
)
def test_how_an_exception_stands(fields: dict[str, object], now: str | None) -> None:
    facts = Facts(tell(changed("allowance/al-20260426-aaaa", **fields)))
    if now is None:
        assert RecordId("al-20260426-aaaa") in facts.register.later
        return
    found = page(changed("allowance/al-20260426-aaaa", **fields), "al-20260426-aaaa")
    assert rows_of(found, "Reasoned exceptions")[1][-1] == now


# --- Lists of words ------------------------------------------------------------------------------


def test_a_list_tells_what_each_key_means_and_who_uses_it(book: Book) -> None:
    rows = rows_of(body(book, "lists/mechanisms/index.html"), "Every word of the list")[1:]
    assert rows[0][0].startswith("Timed dose late")
    assert rows[0][3] == "2 near misses, 1 incident and 1 control"
    assert rows[1][2] == (
        "From 1 January 2026 until 28 February 2026 (not now) In its place: tc-timing"
    )


def test_pages_show_the_word_where_a_record_writes_its_key(book: Book) -> None:
    register = body(book, "incidents/index.html")
    assert "Timed dose late" in text_of(register)
    assert "Timed dose late tc-timing" in text_of(
        body(book, "incidents/in-20260420-aaaa/index.html")
    )
    assert "Timed dose late" in text_of(body(book, "controls/ct-box/index.html"))


def test_a_key_that_no_list_explains_is_said() -> None:
    told = changed(INCIDENT, mechanism="door-on-hand")
    found = text_of(page(told, "mechanisms"))
    assert "Gap. Records use 1 key that no list explains: door-on-hand" in found
