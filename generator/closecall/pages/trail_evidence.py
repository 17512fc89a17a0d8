"""The tables of a trail page: what to ask to see, every piece of evidence, and the history."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from closecall.model.monitoring import MonitoringCheck
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.pages.pieces import Line, Lines, Table, said, spaced, table, words
from closecall.pages.trail_items import Item
from closecall.pages.trail_words import View, day
from closecall.pages.words import upper_first
from closecall.records.kinds import KIND_BY_NAME

_FLOOR_UNKNOWN: Final[Lines] = ((words("Not recorded"),),)


def ask_to_see(view: View) -> Table:
    """What the page says, at its source: each original, once, with the role to ask for it."""
    groups: dict[tuple[object, ...], list[Item]] = {}
    for item in view.items:
        if isinstance(item.record, MonitoringCheck) and not item.locator:
            continue  # the check is its own record; what it read is in the plan's sources
        groups.setdefault(_alike(item), []).append(item)
    return table(
        "What this page says, at its source",
        ("What", "Where it is held", "Ask", "Where to look on the floor"),
        (_ask_row(view, group) for group in groups.values()),
    )


def _alike(item: Item) -> tuple[object, ...]:
    """Checks in one log are one thing to ask for; everything else stands by itself."""
    if isinstance(item.record, MonitoringCheck):
        return item.what, item.log, item.held_by, item.floor
    return (item.what, item.detail, item.log, item.locator, item.record.id)


def _ask_row(view: View, group: list[Item]) -> tuple[Lines, Lines, Lines, Lines]:
    item = group[0]
    head: list[Line] = [(words(_what(view, item, len(group))),)]
    if item.detail:
        head.append((said(item.detail),))
    places = [i.locator for i in group if i.locator]
    held = _place(item.log, ", ".join(dict.fromkeys(places)))
    floors = tuple((said(floor),) for floor in dict.fromkeys(i.floor for i in group) if floor)
    return tuple(head), (held,), ((words(_whom(view, item)),),), floors or _FLOOR_UNKNOWN


def _what(view: View, item: Item, number: int) -> str:
    del view
    if number > 1:
        return f"{item.what}s ({number})"
    if item.record.kind in ("near_miss", "risk") or item.on is None:
        return item.what
    return f"{item.what}, {day(item.on)}"


def _place(log: str, locator: str) -> Line:
    if not locator:
        return (words(upper_first(log) or "Not recorded"),)
    return spaced((*((words(f"{upper_first(log)}:"),) if log else ()), said(locator)))


def _whom(view: View, item: Item) -> str:
    if item.held_by:
        return view.role(item.held_by)
    by = view.role(item.by)
    return f"{by}, who made the record" if by else "Not recorded"


def every_piece(view: View) -> Table:
    """Every piece of evidence, by its sort."""
    items = sorted(
        view.items,
        key=lambda i: (i.sort, i.on or date.min, i.record.id, i.locator, i.what),
    )
    return table(
        "Every piece of evidence",
        ("Sort", "What", "Where it is held", "Role", "Day or period", "Record"),
        (_evidence_row(view, item) for item in items),
    )


def _evidence_row(view: View, item: Item) -> tuple[Lines, ...]:
    what: Lines = ((words(item.what),), *(((said(item.detail),),) if item.detail else ()))
    return (
        ((words(upper_first(item.sort)),),),
        what,
        (_place(item.log, item.locator),),
        ((words(_whom(view, item)),),),
        ((words(item.when),),),
        ((view.id(item.record.id),),),
    )


def history(view: View) -> Table:
    """What was recorded on which day, as the records themselves say; corrections among it."""
    entries = sorted(
        (entry for record in view.records for entry in _entries(view, record)),
        key=lambda e: (e[0], e[1], e[2].id),
    )
    return table(
        "What was recorded, by day",
        ("Day", "What was recorded", "Record"),
        (
            (((words(day(on)),),), what, ((view.id(record.id),),))
            for on, _, record, what in entries
        ),
    )


def _entries(view: View, record: Record) -> Iterator[tuple[date, int, Record, Lines]]:
    since = record.known_from
    title = KIND_BY_NAME[record.kind].title
    if since:
        text = f"{title} reported" if isinstance(record, NearMiss) else f"{title} recorded"
        yield since, 0, record, ((words(text),),)
    for amendment in record.amendments:
        by = view.role(amendment.by_role) or "role not recorded"
        yield (
            amendment.on or date.min,
            1,
            record,
            (
                (words("Corrected: "), said(amendment.what)),
                spaced((words("Why:"), said(amendment.why), words(f"By: {by}."))),
            ),
        )
    if record.withdrawn and record.withdrawn.on:
        yield (
            record.withdrawn.on,
            2,
            record,
            ((words("Withdrawn: "), said(record.withdrawn.reason)),),
        )


def undated(view: View) -> Line:
    """The records of the trail that give no day."""
    ids = [record.id for record in view.records if record.known_from is None]
    if not ids:
        return ()
    return (words("These records give no day of their own: "), *view.ids(ids))
