"""What is owed as iCalendar feeds (RFC 5545): an all-day entry on the day by which a thing is due.

There is no clock in a feed. It names roles and no person, asks nobody to come and rings no bell.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple, cast
from uuid import UUID, uuid5

from icalendar import Calendar, Component, Event, vText

from closecall.evidence import Evidence
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.waiting import Piece, When

_MAKER: Final = "-//closecall//near miss work//EN"
_OURS: Final = UUID("4b0a5c1e-7f6d-5c0e-9a53-0d6d2f0f1c55")
"""The name space of our entries: fixed for good, or calendars would show everything twice."""
_END: Final = b"END:VCALENDAR"


class _Entry(NamedTuple):
    """A piece of work, and its entry as it stands in a file; empty where it has no day."""

    owner: RecordId | None
    file: bytes


class CalendarFeeds:
    """The feed of all roles, and that of each.

    An entry has the same UID in each, and as long as the same thing is owed: whatever becomes of
    its day, its owner or the words for it.

    Args:
        pieces: All that is owed, in the order of its days.
        evidence: The run that they come from.
        stamp: The day that DTSTAMP names, when a feed is made for one day: a program that was given
            an older one knows which is newer. None, for a site: the day since which an entry says
            what it says, so that the file changes only when that does.
    """

    def __init__(
        self, pieces: Iterable[Piece], evidence: Evidence, *, stamp: date | None = None
    ) -> None:
        self._evidence = evidence
        self._stamp = stamp
        provider = evidence.provider.id if evidence.provider else ""
        told: Counter[str] = Counter()
        entries = []
        for piece in pieces:
            parts = (provider, piece.sort, piece.rule, piece.near_miss, piece.record, piece.about)
            key = "\n".join(part or "" for part in parts)
            told[key] += 1
            file = self._entry(piece, uuid5(_OURS, f"{key}\n{told[key]}"))
            entries.append(_Entry(piece.owner, file))
        self._entries: Sequence[_Entry] = entries

    def of_all(self) -> bytes:
        """The calendar of all roles, its lines ended and folded as the standard asks for."""
        return self._calendar("Near miss work", self._entries)

    def of_role(self, role: RecordId) -> bytes:
        """The calendar of what one role owes."""
        owed = [entry for entry in self._entries if entry.owner == role]
        return self._calendar(f"Near miss work: {self._title(role)}", owed)

    def _calendar(self, title: str, entries: Sequence[_Entry]) -> bytes:
        calendar = Calendar()
        calendar.add("prodid", _MAKER)
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        about = "What the records of near misses still lack, by the day on which it is due."
        if undated := sum(not entry.file for entry in entries):
            are = "thing is" if undated == 1 else "things are"
            about += f" {undated:,} more {are} missing with no day set, and stand in no calendar."
        for names, text in (("name x-wr-calname", title), ("description x-wr-caldesc", about)):
            # The older name is the one that most programs look for; the library escapes it not.
            for name in names.split():
                calendar.add(name, vText(text))
        return _file(calendar).replace(_END, b"".join(e.file for e in entries) + _END)

    def _entry(self, piece: Piece, uid: UUID) -> bytes:
        if piece.due is None:
            return b""
        owner = self._title(piece.owner)
        what = f"{piece.what} {piece.about}".rstrip()
        late = piece.overdue_since
        lines = [
            what,
            f"Owed by: {owner}.",
            f"Overdue since {in_words(late)}." if late else f"Due by {in_words(piece.due)}.",
            f"How to mend it: {piece.remedy}",
            f"Record: {piece.path}",
        ]
        if piece.near_miss not in {None, piece.record}:
            lines.append(f"Near miss: {piece.near_miss}")
        event = Event()
        event.add("uid", str(uid))
        stamp = self._stamp or late or self._told_on(piece) or piece.due
        event.add("dtstamp", datetime.combine(stamp, time(), tzinfo=UTC))
        event.add("dtstart", piece.due)  # a day, and no end: the whole of that day
        event.add("summary", f"{'Overdue: ' if late else ''}{owner}: {what}")
        event.add("description", "\n".join(lines))
        event.add("categories", ["Overdue" if piece.when is When.OVERDUE else "Waiting"])
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        return _file(event)

    def _told_on(self, piece: Piece) -> date | None:
        record = self._evidence.register.records.get(piece.record or RecordId(""))
        return record.day if record else None

    def _title(self, owner: RecordId | None) -> str:
        role = self._evidence.register.role(owner)
        return (role.title if role else "") or owner or "Nobody named"


def _file(component: Component) -> bytes:
    return cast("bytes", component.to_ical())
