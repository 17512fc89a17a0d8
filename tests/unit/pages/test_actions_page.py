"""The page of open actions: who owes what, and by when, with calendars beside it."""

from datetime import date

from icalendar import Calendar

from closecall.pages.actions_page import CALENDAR, PATH, ROWS, action_calendars, actions_page
from closecall.pages.book import make_book
from closecall.pages.completeness_page import completeness_page
from closecall.pages.facts import Facts
from closecall.pages.home_page import home_page
from closecall.pages.profile.page import profile_page
from closecall.waiting import When
from tests.unit.pages.evidence_maker import make_evidence
from tests.unit.pages.reading import links_of, rows_of, text_of
from tests.unit.pages.story import records, tell


def files(facts: Facts) -> dict[str, bytes]:
    return {asset.path: asset.data for asset in action_calendars(facts)}


def summaries(file: bytes) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in Calendar.from_ical(file).walk("VEVENT")]


def test_work_stands_under_its_owner_the_overdue_first() -> None:
    facts = Facts(tell())
    html = actions_page(facts).body
    overview = rows_of(html, "Open actions by the role")
    assert overview[0][:5] == [
        "Owner",
        "Overdue",
        "Missing, with no day set",
        "Due within 14 days",
        "Later",
    ]
    counts = [(int(row[1]), int(row[2])) for row in overview[1:]]
    assert counts == sorted(counts, reverse=True)
    own = rows_of(html, "Medicines lead: overdue")
    assert own[2] == [
        "Evening dose nearly missed (Elm House)",
        "No review of this near miss is recorded.",
        "Overdue since 9 April 2026",
        own[2][3],
    ]
    text = text_of(html)
    assert text.index("Medicines lead: overdue") < text.index("Medicines group: ")


def test_every_piece_is_on_it_once() -> None:
    facts = Facts(tell())
    rows = rows_of(actions_page(facts).body, "Open actions by the role")[1:]
    for column, when in enumerate(When, start=1):
        assert sum(int(row[column]) for row in rows) == sum(p.when is when for p in facts.pieces)
    html = actions_page(facts).body
    listed = sum(
        len(rows_of(html, f"{row[0]}: {group}")[1:])
        for row in rows
        for column, group in enumerate(
            ("overdue", "missing, with no day set", "due within 14 days", "later"), start=1
        )
        if int(row[column])
    )
    assert listed == len(facts.pieces)


def test_what_comes_near_moves_and_no_day_is_counted() -> None:
    told = records()
    told["governance_decision/gd-20250701-aaaa"]["actions"] = [
        {"what": "Brief the night staff", "owner_role": "board", "due": "2026-11-03"}
    ]
    later, soon, late = (
        text_of(actions_page(Facts(tell(told, as_at=day))).body)
        for day in (date(2026, 10, 15), date(2026, 10, 25), date(2026, 11, 5))
    )
    assert "Medicines group: later" in later
    assert "Due by 3 November 2026" in later
    assert "Medicines group: due within 14 days" in soon
    assert "Overdue since 4 November 2026" in late
    assert not [text for text in (later, soon, late) if "days ago" in text or "days late" in text]


def test_the_calendars_hold_what_the_page_holds() -> None:
    facts = Facts(tell())
    found = files(facts)
    dated = [piece for piece in facts.pieces if piece.due]
    assert len(summaries(found[CALENDAR])) == len(dated) > 1
    owners = {piece.owner for piece in facts.pieces}
    assert set(found) == {CALENDAR} | {f"actions/roles/{owner}.ics" for owner in owners if owner}
    own = summaries(found["actions/roles/medicines-lead.ics"])
    assert own == [s for s in summaries(found[CALENDAR]) if "Medicines lead: " in s]
    links = set(links_of(actions_page(facts).body))
    assert {f"../{path}" for path in found} <= links


def test_a_calendar_changes_only_when_what_it_says_changes() -> None:
    day, next_day, later = (
        files(Facts(tell(as_at=day)))
        for day in (date(2026, 10, 14), date(2026, 10, 15), date(2027, 10, 15))
    )
    assert day == next_day
    assert day[CALENDAR] != later[CALENDAR]


def test_a_role_that_there_is_not_has_no_file() -> None:
    told = records()
    told["governance_decision/gd-20250701-aaaa"]["actions"] = [
        {"what": "Brief the staff", "owner_role": "../../evil", "due": "2025-09-30"},
        {"what": "Brief the others", "due": "2025-09-30"},
    ]
    facts = Facts(tell(told))
    assert not [path for path in files(facts) if "evil" in path]
    html = actions_page(facts).body
    assert rows_of(html, "../../evil: overdue")
    assert not [link for link in links_of(html) if "evil" in link]


def test_where_a_role_owes_very_much_the_rest_is_counted() -> None:
    told = records()
    told["governance_decision/gd-20250701-aaaa"]["actions"] = [
        {"what": f"Do thing {n}", "owner_role": "board", "due": "2025-09-30"}
        for n in range(ROWS + 7)
    ]
    facts = Facts(tell(told))
    late = sum(p.owner == "board" and p.when is When.OVERDUE for p in facts.pieces)
    html = actions_page(facts).body
    assert len(rows_of(html, "Medicines group: overdue")) == ROWS + 1
    assert late >= ROWS + 7
    assert f"\n{late - ROWS} more. closecall status lists them all.\n" in text_of(html)


def test_the_overview_the_gaps_and_the_profiles_lead_to_it() -> None:
    facts = Facts(tell())
    service = facts.register.services[0]
    assert PATH in links_of(home_page(facts).body)
    assert f"../{PATH}" in links_of(completeness_page(facts).body)
    assert f"../../{PATH}" in links_of(profile_page(service, facts).body)
    assert PATH in {item.path for section in make_book(tell()).nav for item in section.items}


def test_where_nobody_owes_anything_it_says_so() -> None:
    assert "Nobody owes anything" in text_of(actions_page(Facts(make_evidence(()))).body)
