"""Work that somebody owes, as the cells of a table: where, what, when."""

from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.near_miss import NearMiss
from closecall.model.setting import Service
from closecall.pages.context import heading_of, path_of
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Html,
    Line,
    Link,
    advice,
    exact,
    page_link,
    said,
    spaced,
    tag,
    words,
)
from closecall.pages.words import listed
from closecall.waiting import Piece

NOBODY = "Nobody named"
"""The owner of what no role owes."""


def owner_of(piece: Piece, facts: Facts) -> str:
    """The title of the role that owes it."""
    return facts.names.role(piece.owner) or NOBODY


def where(piece: Piece, facts: Facts) -> Line:
    """The near miss, else the record on which it hangs, and its services."""
    record = facts.register.records.get(piece.near_miss or piece.record or RecordId(""))
    if record is None:
        return (exact(piece.path),)
    services = listed(facts.names.service(s) for s in facts.services_of_piece(piece))
    pieces = [page_link(Link(heading_of(record), path_of(record)))]
    if services and not isinstance(record, Service):
        pieces.append(words(f"({services})"))
    if not isinstance(record, NearMiss | Service):
        pieces.append(facts.names.id(record.id))
    return spaced(pieces)


def what(piece: Piece, facts: Facts) -> Line:
    """What is missing, in the record's own words too, and the record if it is not the near miss."""
    pieces = [advice(piece.what)]
    if piece.about:
        pieces.append(said(piece.about))
    if piece.record and piece.near_miss not in {None, piece.record}:
        pieces.append(facts.names.id(piece.record))
    return spaced(pieces)


def when(piece: Piece) -> Html:
    """Since when it is overdue, or by when it is due: days that stay the same from day to day."""
    if piece.overdue_since:
        return tag("t-bad", f"Overdue since {in_words(piece.overdue_since)}")
    if piece.due:
        return tag("t-wait", f"Due by {in_words(piece.due)}")
    return tag("t-bad", "Missing")
