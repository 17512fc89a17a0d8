"""What the parts of a trail page share: the trail in its site, and how things are said on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from closecall.evidence import Evidence
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record, SourceRef
from closecall.model.register import Register
from closecall.model.trail import Stage, Trail
from closecall.pages.context import Names, heading_of, title_of
from closecall.pages.lookup import Lookup, lookup, records_of
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Row,
    gap,
    said,
    spaced,
    words,
)
from closecall.pages.trail.items import Item, items_of
from closecall.pages.words import counted, upper_first
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

SUPPORTS: Final[Mapping[str, str]] = {
    "supports": "It supports",
    "contradicts": "It contradicts",
    "neutral": "It is neither for nor against",
}
"""How a piece of evidence bears on something; what that is comes after it."""


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

    def id(self, record_id: RecordId | None) -> Html:
        """An id, as a link where the record is known."""
        return self.names.id(record_id)

    def ids(self, ids: Sequence[RecordId]) -> Line:
        """Ids with commas between; of many, the first and how many more there are."""
        out = list(self.all_ids(ids[:IDS_SHOWN]))
        if len(ids) > IDS_SHOWN:
            out.append(words(f" and {len(ids) - IDS_SHOWN} more"))
        return tuple(out)

    def all_ids(self, ids: Sequence[RecordId]) -> Line:
        """All ids with commas between, where each is part of the evidence."""
        out: list[Html] = []
        for record_id in ids:
            if out:
                out.append(_COMMA)
            out.append(self.id(record_id))
        return tuple(out)

    def titled(self, record: Record) -> Html:
        """The title of a record, as a link."""
        return self.names.title(record)

    def named(self, record_id: RecordId | None) -> Line:
        """The id of a record and its title."""
        record = self.register.records.get(record_id) if record_id else None
        if record is None:
            return (self.id(record_id),) if record_id else ()
        title = title_of(record)
        if title == KIND_BY_NAME[record.kind].title:
            return spaced((words(heading_of(record)), self.id(record.id)))
        return spaced((said(title), self.id(record.id)))

    def held(self, ref: SourceRef | None) -> Line:
        """Where an original is held: the log, the place in it, and the role to ask."""
        if ref is None:
            return ()
        by = self.role(ref.held_by_role)
        place = (words(f"{upper_first(ref.log)}: "), said(ref.locator))
        return spaced((*place, words(f"held by {by}"))) if by else place

    def held_row(self, record: Record) -> tuple[Row, ...]:
        """Where the original of a record is held, or that nobody says."""
        place = self.held(record.source_ref) or (words("Not recorded"),)
        return (Row("Where it is held", (place,)),)

    def limit(self, name: str, *, harm: str = "") -> str:
        """A limit of the policy in words, and whether the provider has approved it."""
        limit = self.register.policy.limit(name, on=self.evidence.as_at, harm=harm)
        approved = ""
        if not limit.policy:
            approved = ", a default that the provider has not approved"
        elif not self.register.approves(limit.policy):
            approved = ", which no decision has approved yet"
        return f"limit {counted(limit.value, 'day')}{approved}"

    def taken(self, first: date | None, last: date | None, since: str, limit: str) -> str:
        """How long a step took, and the limit: 1 day after it was noticed (limit 3 days)."""
        if not first or not last:
            return f"time taken not known ({limit})"
        days = (last - first).days
        side = "after" if days > 0 else "before"
        took = f"{counted(abs(days), 'day')} {side}" if days else "on the day when"
        return f"{took} {since} ({limit})"

    def owed(self, step: str) -> tuple[Owed, ...]:
        """What is owed of a step."""
        return tuple(o for o in self.work if o.step == step)

    def is_late(self, owed: Owed) -> bool:
        """Whether the day of a piece of work has passed."""
        return owed.is_late(self.evidence.as_at)

    def owed_piece(self, owed: Owed) -> Html:
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
    items = items_of(records, names)
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
