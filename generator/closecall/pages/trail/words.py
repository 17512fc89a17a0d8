"""What the parts of a trail page share: the trail in its site, and how things are said on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from closecall.evidence import Evidence
from closecall.model.days import Duration, in_words
from closecall.model.fields import RecordId
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record, SourceRef
from closecall.model.register import Register
from closecall.model.trail import Stage, Trail
from closecall.pages.context import Names, title_of
from closecall.pages.lookup import Lookup, lookup, records_of
from closecall.pages.pieces import (
    Line,
    Lines,
    Piece,
    Row,
    gap,
    id_link,
    page_link,
    said,
    spaced,
    words,
)
from closecall.pages.trail.items import Item, items_of
from closecall.pages.words import as_words, counted, upper_first
from closecall.records.kinds import KIND_BY_NAME
from closecall.rules.case import Owed

IDS_SHOWN: Final = 12
"""How many ids stand in one line; of more, the line says how many."""

STAGES: Final[Mapping[Stage, str]] = {
    Stage.REPORTED: "It is written down. No review is recorded.",
    Stage.REVIEWED: "A review is recorded. No check of who else is exposed, no control change and "
    "no decision is.",
    Stage.ACTING: "It is reviewed, and action has begun. Monitoring has not.",
    Stage.MONITORING: "Monitoring has begun. It is not closed.",
    Stage.CLOSED: "A decision closes it, on the evidence that a close needs.",
    Stage.CLOSED_NO_CHANGE: "A decision closes it: nobody else was exposed and no change was "
    "needed.",
    Stage.REOPENED: "It came back after it was closed, or a decision opened it again.",
    Stage.WITHDRAWN: "Its provider has taken it back. It counts nowhere.",
}
"""What each stage means."""

DECISIONS: Final[Mapping[str, str]] = {
    "assured-close": "Assured: close",
    "assured-continue-monitoring": "Assured: continue monitoring",
    "not-assured-strengthen": "Not assured: strengthen",
    "escalate": "Escalate",
    "reopen": "Reopen",
    "no-further-change-with-reason": "No further change, with a reason",
    "approve": "Approve",
}

RESULTS: Final[Mapping[str, str]] = {
    "none-exposed": "none exposed",
    "exposed-contained": "exposed, contained",
    "exposed-open": "exposed, still open",
}

VOICES: Final[Mapping[str, str]] = {
    "feedback-person": "People who use the service",
    "feedback-family": "Families",
    "complaint": "Complaints",
    "feedback-staff": "Staff: feedback",
    "staff-interview": "Staff: interviews",
    "supervision": "Staff: supervision",
    "competency": "Staff: competency check",
    "survey": "Survey",
    "partner": "Partners",
}
"""Whose voice each sort of practice evidence is."""

SUPPORTS: Final[Mapping[str, str]] = {
    "supports": "It supports what is claimed.",
    "contradicts": "It contradicts what is claimed.",
    "neutral": "It neither supports nor contradicts what is claimed.",
}


def day(value: date | None, otherwise: str = "day not recorded") -> str:
    """A day in words."""
    return in_words(value) if value else otherwise


def clock(moment: datetime) -> str:
    """The time of a moment: 07:52."""
    return f"{moment.hour:02}:{moment.minute:02}"


def moment_words(moment: datetime) -> str:
    """A moment in words: 3 March 2026 at 07:52."""
    return f"{in_words(moment.date())} at {clock(moment)}"


def elapsed(first: datetime, last: datetime) -> str:
    """The time from one moment to a later one, in the unit in which a person would say it."""
    minutes = int((last - first).total_seconds() // 60)
    if minutes < 120:
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def every(interval: Duration | None) -> str:
    """How often: every week, every 2 months."""
    if interval is None:
        return ""
    text = str(interval)
    return f"every {text.removeprefix('1 ')}" if interval.count == 1 else f"every {text}"


def key_words(key: str) -> str:
    """A short key as a term: `medicine_class` → `Medicine class`."""
    return upper_first(as_words(key).replace("_", " "))


def yes_no(value: bool | None) -> str:  # noqa: FBT001 - it is a word, not a switch
    """An answer in a word."""
    return "not recorded" if value is None else "yes" if value else "no"


def dots(*parts: str | Piece | Line) -> Line:
    """What is said, with a dot between; empty parts are left out."""
    out: list[Piece] = []
    for part in parts:
        if not part:
            continue
        if out:
            out.append(_DOT)
        if isinstance(part, str):
            out.append(words(part))
        elif isinstance(part, Piece):
            out.append(part)
        else:
            out.extend(part)
    return tuple(out)


_DOT: Final = words(" · ")


def heading_of(record: Record) -> str:
    """What a record is called where it stands alone: its title, else its kind and its day."""
    title = title_of(record)
    if title == KIND_BY_NAME[record.kind].title and record.day:
        return f"{title} of {in_words(record.day)}"
    return title


def texts(values: Iterable[str]) -> Lines:
    """Texts of a record, one a line."""
    return tuple((said(value),) for value in values if value)


def row(term: str, lines: Lines) -> tuple[Row, ...]:
    """A row, or nothing where there is nothing to say."""
    return (Row(term, lines),) if lines else ()


def said_row(term: str, text: str) -> tuple[Row, ...]:
    """A row with a text of a record, or nothing."""
    return (Row(term, ((said(text),),)),) if text else ()


def words_row(term: str, text: str) -> tuple[Row, ...]:
    """A row with words of ours, or nothing."""
    return (Row(term, ((words(text),),)),) if text else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A trail in its site."""

    trail: Trail
    names: Names
    evidence: Evidence
    register: Register
    lookup: Lookup
    records: tuple[Record, ...]
    """Every record of the trail, by its own day."""
    work: tuple[Owed, ...]
    """What it is still owed, waiting and late, soonest first."""
    items: tuple[Item, ...]
    """Every piece of evidence that these records point to."""
    withdrawn: tuple[Record, ...]
    """Records that named the near miss, a change or a plan of it, and were taken back."""
    by_source: Mapping[str, tuple[RecordId, ...]]
    """The records that hold each sort of evidence, as plans name the sorts."""

    @property
    def near_miss(self) -> NearMiss:
        """The near miss that the trail is of."""
        return self.trail.near_miss

    @property
    def service(self) -> str:
        """What its service is called."""
        return self.names.service(self.near_miss.service)

    def role(self, role: RecordId | None) -> str:
        """A role's title; empty where none is named."""
        return self.names.role(role)

    def id(self, record_id: RecordId | None) -> Piece:
        """An id, as a link where the record is known."""
        return id_link(self.names.link(record_id))

    def ids(self, ids: Sequence[RecordId]) -> Line:
        """Ids with commas between; of many, the first and how many more there are."""
        out: list[Piece] = []
        for record_id in ids[:IDS_SHOWN]:
            if out:
                out.append(_COMMA)
            out.append(self.id(record_id))
        if len(ids) > IDS_SHOWN:
            out.append(words(f" and {len(ids) - IDS_SHOWN} more"))
        return tuple(out)

    def titled(self, record: Record) -> Piece:
        """The title of a record, as a link."""
        return page_link(self.names.titled(record))

    def named(self, record_id: RecordId | None) -> Line:
        """The id of a record and its title."""
        record = self.register.records.get(record_id) if record_id else None
        if record is None:
            return (self.id(record_id),) if record_id else ()
        title = self.names.titled(record).text
        if title == KIND_BY_NAME[record.kind].title:
            return spaced((words(heading_of(record)), self.id(record.id)))
        return spaced((said(title), self.id(record.id)))

    def held(self, ref: SourceRef | None) -> Line:
        """Where an original is held: the log, the place in it, and the role to ask."""
        if ref is None:
            return ()
        by = self.role(ref.held_by_role)
        return spaced(
            (
                words(f"{upper_first(ref.log)}:"),
                said(ref.locator),
                *((words(f"held by {by}"),) if by else ()),
            )
        )

    def held_row(self, record: Record) -> tuple[Row, ...]:
        """Where the original of a record is held, or that nobody says."""
        place = self.held(record.source_ref) or (words("Not recorded"),)
        return (Row("Where it is held", (place,)),)

    def limit(self, name: str, *, harm: str = "") -> str:
        """A limit of the policy in words, and whether the provider has approved it."""
        limit = self.register.policy.limit(name, on=self.evidence.as_at, harm=harm)
        default = "" if limit.policy else ", a default that the provider has not approved"
        return f"limit {counted(limit.value, 'day')}{default}"

    def taken(self, first: date | None, last: date | None, since: str, limit: str) -> str:
        """How long a step took, and the limit: 1 day after it was noticed (limit 3 days)."""
        if not first or not last:
            return f"time taken not known ({limit})"
        days = (last - first).days
        took = f"{counted(days, 'day')} after" if days else "on the day when"
        return f"{took} {since} ({limit})"

    def owed(self, step: str) -> tuple[Owed, ...]:
        """What is owed of a step."""
        return tuple(o for o in self.work if o.step == step)

    def is_late(self, owed: Owed) -> bool:
        """Whether the day of a piece of work has passed."""
        return owed.is_late(self.evidence.as_at)

    def owed_piece(self, owed: Owed) -> Piece:
        """What is owed, since when or until when, and by whom."""
        owner = self.role(owed.owner) or "nobody named"
        if self.is_late(owed):
            since = in_words(owed.overdue_since)
            return gap(f"{owed.what} Overdue since {since}. Owed by: {owner}.")
        return words(f"{owed.what} Due by {in_words(owed.due)}. Owed by: {owner}.")


_COMMA: Final = words(", ")


def make_view(trail: Trail, names: Names, evidence: Evidence) -> View:
    """Put a trail into its site."""
    found = lookup(names)
    records = records_of(trail, evidence.register)
    items = items_of(records)
    by_source: dict[str, dict[RecordId, None]] = defaultdict(dict)
    for item in items:
        for sort in item.sorts:
            by_source[sort][item.record.id] = None
    return View(
        trail=trail,
        names=names,
        evidence=evidence,
        register=evidence.register,
        lookup=found,
        records=records,
        work=found.work.get(trail.near_miss.id, ()),
        items=items,
        withdrawn=_withdrawn(trail, found),
        by_source={sort: tuple(ids) for sort, ids in by_source.items()},
    )


def _withdrawn(trail: Trail, found: Lookup) -> tuple[Record, ...]:
    anchors = (trail.near_miss, *trail.changes, *trail.plans)
    records = {
        record.id: record
        for anchor in anchors
        for record in found.withdrawn_from.get(anchor.id, ())
        if not isinstance(record, NearMiss)
    }
    return tuple(sorted(records.values(), key=lambda r: (r.day or date.min, r.id)))
