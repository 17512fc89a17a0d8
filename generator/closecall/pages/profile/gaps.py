"""Everything that is missing at a service, in words."""

from datetime import date

from closecall.model.days import in_words
from closecall.model.near_miss import NearMiss
from closecall.model.setting import Service
from closecall.pages.context import heading_of, path_of
from closecall.pages.facts import Facts, worst_rank
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Link,
    advice,
    page_link,
    said,
    spaced,
    words,
)
from closecall.waiting import Piece, Sort


def gaps_of(service: Service, facts: Facts) -> Lines:
    """Everything that is missing at this service: on near misses first, the worst harm first."""
    return tuple(
        _line(piece, service, facts)
        for piece in sorted(facts.gaps_at(service.id), key=lambda p: _order(p, facts))
    )


def _order(piece: Piece, facts: Facts) -> tuple[int, date, str]:
    trail = facts.evidence.trails.get(piece.near_miss) if piece.near_miss else None
    return -worst_rank(trail) if trail else 1, piece.due or date.max, piece.near_miss or ""


def _line(piece: Piece, service: Service, facts: Facts) -> Line:
    owner = facts.names.role(piece.owner) or "nobody named"
    record = facts.register.records.get(piece.near_miss or piece.record or service.id)
    head: tuple[Html, ...] = ()
    if record and record.id != service.id:
        head = (page_link(Link(heading_of(record), path_of(record))), words("–"))
    return spaced((*head, *what_of(piece, facts), words(f"Owed by: {owner}.")))


def what_of(piece: Piece, facts: Facts) -> tuple[Html, ...]:
    """What is missing, in the record's own words too, since when, and on which record."""
    since = piece.overdue_since
    record = facts.register.records.get(piece.record) if piece.record else None
    named = record and not isinstance(record, NearMiss | Service)
    return (
        advice(piece.what),
        *((said(piece.about),) if piece.about else ()),
        *((words(f"Overdue since {in_words(since)}."),) if since else ()),
        *((facts.names.id(piece.record),) if named else ()),
    )


def not_heard(service: Service, facts: Facts) -> tuple[str, ...]:
    """Whose voice is not on record in the twelve months."""
    return tuple(p.what for p in facts.gaps_at(service.id) if p.sort is Sort.VOICE)
