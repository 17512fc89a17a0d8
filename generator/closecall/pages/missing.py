"""Everything that is missing, as a short list under the role that owes it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.setting import Service
from closecall.pages.context import heading_of, path_of
from closecall.pages.facts import Facts, worst_rank
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Link,
    advice,
    exact,
    page_link,
    said,
    spaced,
    words,
)
from closecall.pages.owed import owner_of
from closecall.pages.words import listed
from closecall.waiting import Piece, Sort


class Owed(NamedTuple):
    """What one role owes and is late with."""

    owner: str
    total: int
    lines: Lines
    rest: int
    """How many more there are than lines."""


def gaps_by_owner(
    pieces: Iterable[Piece], facts: Facts, *, at: Service | None = None, most: int
) -> tuple[Owed, ...]:
    """Every gap under the role that owes it, the worst harm first; who owes most comes first.

    Args:
        pieces: The gaps.
        facts: What they are of.
        at: The service that the page is of, which then is not named on each line.
        most: How many lines a role has at most.
    """
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda p: _order(p, facts)):
        found[owner_of(piece, facts)].append(piece)
    return tuple(
        Owed(
            owner,
            len(owed),
            tuple(_line(piece, facts, at) for piece in owed[:most]),
            max(0, len(owed) - most),
        )
        for owner, owed in sorted(found.items(), key=lambda item: (-len(item[1]), item[0].lower()))
    )


def _order(piece: Piece, facts: Facts) -> tuple[int, date, str]:
    trail = facts.evidence.trails.get(piece.near_miss) if piece.near_miss else None
    return -worst_rank(trail) if trail else 1, piece.due or date.max, piece.near_miss or ""


def _line(piece: Piece, facts: Facts, at: Service | None) -> Line:
    key = piece.near_miss or piece.record or (at.id if at else RecordId(""))
    record = facts.register.records.get(key)
    pieces: list[Html] = []
    if record is None:
        pieces.append(exact(piece.path))
    elif record is not at:
        pieces.append(page_link(Link(heading_of(record), path_of(record))))
    services = [facts.names.service(s) for s in facts.services_of_piece(piece)]
    if at is None and services and not isinstance(record, Service):
        pieces.append(words(f"({listed(services)})"))
    if pieces:
        pieces.append(words("–"))
    pieces.append(advice(piece.what))
    if piece.about:
        pieces.append(said(piece.about))
    if piece.overdue_since:
        pieces.append(words(f"Overdue since {in_words(piece.overdue_since)}."))
    if piece.near_miss and piece.record and piece.record != piece.near_miss:
        pieces.append(facts.names.id(piece.record))
    return spaced(pieces)


def not_heard(service: Service, facts: Facts) -> tuple[str, ...]:
    """Whose voice is not on record in the twelve months."""
    return tuple(p.what for p in facts.gaps_at(service.id) if p.sort is Sort.VOICE)
