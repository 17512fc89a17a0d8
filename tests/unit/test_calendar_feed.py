"""The calendar of what is owed: `closecall status --ics`, read back by two other programs' eyes."""

import re
import warnings
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from closecall.calendar_feed import CalendarFeeds
from closecall.cli.main import closecall
from closecall.waiting import waiting_work
from tests.support import CHAIN, GD, NM, REPORTED, Chain

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import vobject

LATE = "2026-03-07"
ROLE = "medicines-lead"


def feed(root: Path, *options: str) -> bytes:
    done = CliRunner().invoke(closecall, ["status", str(root), "--ics", *options])
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def entries(file: bytes) -> list[dict[str, object]]:
    """The entries of a calendar, by the second reader."""
    read = vobject.readOne(file.decode("utf-8"))
    read.validate(raiseException=True)
    return [
        {name: values[0].value for name, values in event.contents.items()}
        for event in read.contents.get("vevent", ())
    ]


def test_an_overdue_review_stands_on_its_day_and_says_whom_it_waits_for(tmp_path: Path) -> None:
    (entry,) = entries(feed(REPORTED.write(tmp_path), "--as-at", LATE))
    assert entry["dtstart"] == date(2026, 3, 6)
    assert entry["dtstamp"] == datetime(2026, 3, 7, tzinfo=UTC)
    assert entry["summary"] == ("Overdue: Medicines lead: No review of this near miss is recorded.")
    text = str(entry["description"])
    assert "Owed by: Medicines lead." in text
    assert "Overdue since 7 March 2026." in text
    assert REPORTED.path(NM) in text


def test_both_readers_find_what_the_list_has(tmp_path: Path) -> None:
    root = CHAIN.without("au-20260404-q9kf", GD).write(tmp_path)
    file = feed(root, "--as-at", "2026-05-04")
    other = entries(file)
    ours = list(Calendar.from_ical(file).walk("VEVENT"))
    listed = [p for p in waiting_work(CHAIN.without("au-20260404-q9kf", GD).judge()) if p.due]
    assert len(other) == len(ours) == len(listed) > 1
    assert [e["dtstart"] for e in other] == [p.due for p in listed]
    assert [str(e["SUMMARY"]) for e in ours] == [e["summary"] for e in other]


def test_the_same_thing_keeps_its_uid_from_day_to_day_and_in_each_calendar(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    soon, late = feed(root, "--as-at", "2026-03-04"), feed(root, "--as-at", LATE)
    assert soon != late
    (before,), (after,) = entries(soon), entries(late)
    assert before["uid"] == after["uid"]
    assert before["summary"] != after["summary"]
    (own,) = entries(feed(root, "--as-at", LATE, "--role", ROLE))
    assert own == after


def test_the_uid_is_this_one_for_good(tmp_path: Path) -> None:
    (entry,) = entries(feed(REPORTED.write(tmp_path), "--as-at", LATE))
    assert entry["uid"] == "815afa94-c8cf-5d02-8ade-c83bd74fac92"


def test_no_two_entries_have_one_uid() -> None:
    evidence = CHAIN.without("au-20260404-q9kf", GD).judge(as_at="2027-03-01")
    found = entries(CalendarFeeds(waiting_work(evidence), evidence).of_all())
    assert len({e["uid"] for e in found}) == len(found) > 4


def test_the_same_records_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = REPORTED.write(tmp_path / "one"), REPORTED.write(tmp_path / "two")
    assert feed(one, "--as-at", LATE) == feed(two, "--as-at", LATE)
    form = CliRunner().invoke(closecall, ["status", str(one), "--format", "ics", "--as-at", LATE])
    assert form.stdout_bytes == feed(one, "--as-at", LATE)


def test_a_role_that_owes_nothing_has_an_empty_calendar(tmp_path: Path) -> None:
    file = feed(REPORTED.write(tmp_path), "--as-at", LATE, "--role", "deputy-manager")
    assert entries(file) == []
    assert b"X-WR-CALNAME:Near miss work: Deputy manager\r\n" in file


def test_what_has_no_day_is_counted_in_words(tmp_path: Path) -> None:
    about = str(Calendar.from_ical(feed(REPORTED.write(tmp_path), "--as-at", LATE))["DESCRIPTION"])
    assert about.endswith("1 more thing is missing with no day set, and stand in no calendar.")


def test_it_asks_nobody_to_come_and_names_no_address(tmp_path: Path) -> None:
    file = feed(CHAIN.without(GD).write(tmp_path), "--as-at", "2026-05-20")
    names = {
        line.split(b":")[0].split(b";")[0] for line in file.replace(b"\r\n ", b"").split(b"\r\n")
    }
    assert not names & {b"ATTENDEE", b"ORGANIZER", b"VALARM", b"LOCATION", b"URL", b"METHOD"}
    assert b"mailto" not in file.lower()
    assert b"@" not in file


def test_lines_are_ended_and_folded_as_the_standard_asks(tmp_path: Path) -> None:
    file = feed(CHAIN.without(GD).write(tmp_path), "--as-at", "2026-05-20")
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", file)
    assert max(len(line) for line in file.split(b"\r\n")) <= 75


EVIL = "x\\nEND:VEVENT\\nATTENDEE:mailto:a; b, c \\u00e9 \\u6f22 " + "long words " * 20


@pytest.fixture
def hostile() -> Chain:
    """An action of a group, and the title of a role, that try to be lines of their own."""
    return CHAIN.put(
        GD,
        f'actions:\n  - {{what: "{EVIL}", owner_role: {ROLE}, due: 2026-06-01}}',
    ).put(ROLE, 'title: "Lead\\nBEGIN:VEVENT\\nORGANIZER:x"')


def test_text_of_a_record_stays_text(hostile: Chain) -> None:
    evidence = hostile.judge(as_at="2026-05-04")
    file = CalendarFeeds(waiting_work(evidence), evidence).of_all()
    (entry,) = [e for e in entries(file) if "END:VEVENT" in str(e["summary"])]
    assert "x\nEND:VEVENT\nATTENDEE:mailto:a; b, c é 漢 long" in str(entry["description"])
    lines = file.replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"ATTENDEE", b"ORGANIZER"))]
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == len(entries(file))
    own = CalendarFeeds(waiting_work(evidence), evidence).of_role(evidence.register.role(ROLE).id)  # type: ignore[union-attr, arg-type]
    assert b"\r\nBEGIN:VEVENT\r\nORGANIZER" not in own
    assert b"X-WR-CALNAME:Near miss work: Lead\\nBEGIN" in own.replace(b"\r\n ", b"")
