"""The tables of a trail page: what to ask to see, every piece of evidence, and the history."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from closecall.model.monitoring import MonitoringCheck
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.pages.markup import (
    Line,
    Lines,
    Table,
    commas,
    line,
    said,
    spaced,
    table,
    words,
)
from closecall.pages.trail.items import Item
from closecall.pages.trail.words import View
from closecall.pages.words import counted, day, upper_first
from closecall.records.kinds import KIND_BY_NAME

_NOT_RECORDED: Final[Lines] = ((words("Not recorded"),),)
_TOLD_ONE_BY_ONE: Final = 2
"""More things alike than this in one log are told as one."""


# Ask to see


def ask_to_see(view: View) -> Table:
    """What the page says, at its source: by log and by the role to ask, as a visitor would go."""
    logs: dict[tuple[str, str], dict[tuple[str, str], list[Item]]] = {}
    for item in view.items:
        if not item.locator:
            continue
        group = logs.setdefault((upper_first(item.log or item.sort), item.whom), {})
        # Two records that point to the same entry ask for one thing.
        place = (item.what, "") if isinstance(item.record, MonitoringCheck) else ("", item.locator)
        group.setdefault(place, []).append(item)
    return table(
        "What this page says, at its source",
        ("Where it is held, and whom to ask", "What to ask for", "Where to look on the floor"),
        [
            (
                ((words(log),), (words(f"Ask: {whom}"),)),
                tuple(line for items in group.values() for line in _asked_for(items)),
                _floors(item for items in group.values() for item in items),
            )
            for (log, whom), group in logs.items()
        ],
    )


def _asked_for(items: Sequence[Item]) -> Iterable[Line]:
    """The entries of a log that are one thing to ask for."""
    places: dict[str, dict[str, None]] = {}
    for item in items:
        told = f"{item.what}, {day(item.on)}" if item.on else item.what
        places.setdefault(item.locator, {})[told] = None
    if len(places) > _TOLD_ONE_BY_ONE and len({item.what for item in items}) == 1:
        first, *_, last = places
        text = f" · {len(places)} in all: {items[0].what}"
        return ((said(first), words(" to "), said(last), words(text)),)
    return [spaced((said(place), words("; ".join(told)))) for place, told in places.items()]


def _floors(items: Iterable[Item]) -> Lines:
    floors = dict.fromkeys(item.floor for item in items if item.floor)
    return tuple((said(floor),) for floor in floors) or _NOT_RECORDED


# Every piece of evidence


def every_piece(view: View) -> Table:
    """Every piece of evidence, by its sort."""
    items = sorted(
        view.items,
        key=lambda i: (i.sort, i.on or date.min, i.record.id, i.locator, i.what),
    )
    return table(
        "All that the records of this trail point to",
        ("Type and record", "Where it is held", "Role", "Day or period"),
        [
            (
                ((words(upper_first(item.sort)),), _named(view, item)),
                (_place(item),),
                ((words(item.whom),),),
                ((words(item.when),),),
            )
            for item in items
        ],
    )


def _named(view: View, item: Item) -> Line:
    """What it is, where its sort does not say so already, and the record that points to it."""
    named: Line = (view.id(item.record.id),)
    if item.what.casefold() != item.sort.casefold():
        named = (words(f"{item.what}: "), *named)
    return spaced((*named, said(item.detail))) if item.detail else named


def _place(item: Item) -> Line:
    log = upper_first(item.log)
    if not item.locator:
        return (words(log or "Not recorded"),)
    return (words(f"{log}: "), said(item.locator)) if log else (said(item.locator),)


# History


class _Entry(NamedTuple):
    """Something that happened to a record on a day."""

    on: date
    rank: int
    record: Record
    what: Lines


class History(NamedTuple):
    """What was recorded on which day."""

    table: Table
    told: str
    """What the table holds, in a line."""
    changed: Line
    """The records that were corrected or taken back, with the days: nobody should have to look."""


def history(view: View) -> History:
    """What was recorded on which day, as the records themselves say; corrections among it."""
    checks = [c for c in view.trail.checks if c.known_from and not c.amendments and not c.withdrawn]
    together = checks if len(checks) > _TOLD_ONE_BY_ONE else []
    once = {check.id for check in together}
    entries = sorted(
        (
            e
            for record in (*view.records, *view.withdrawn)
            if record.id not in once
            for e in _entries(view, record)
        ),
        key=lambda e: (e.on, e.rank, e.record.id),
    )
    rows: list[tuple[date, tuple[Lines, Lines, Lines]]] = [
        (entry.on, (((words(day(entry.on)),),), entry.what, ((view.id(entry.record.id),),)))
        for entry in entries
    ]
    if together:
        rows.append(_checks(view, together))
        rows.sort(key=lambda row: row[0])
    changed = [entry for entry in entries if entry.rank]
    return History(
        table=table(
            "What was recorded, by day",
            ("Day", "What was recorded", "Record"),
            (row for _, row in rows),
        ),
        told=_told(len(entries) - len(changed) + len(together), len(changed)),
        changed=_changed(view, changed),
    )


def _told(added: int, changed: int) -> str:
    text = f"Show what was recorded on which day: {counted(added, 'record')}"
    return f"{text}, {counted(changed, 'correction')}" if changed else text


def _changed(view: View, entries: Sequence[_Entry]) -> Line:
    if not entries:
        return (words("No correction is recorded."),)
    return (
        words("Corrected or taken back: "),
        *commas(line(spaced((words(day(e.on)), view.id(e.record.id)))) for e in entries),
    )


def _checks(
    view: View, checks: Sequence[MonitoringCheck]
) -> tuple[date, tuple[Lines, Lines, Lines]]:
    """Regular checks as one row: they come every week."""
    days = sorted(check.known_from for check in checks if check.known_from)
    return (
        days[0],
        (
            ((words(f"{day(days[0])} to {day(days[-1])}"),),),
            ((words(f"{len(checks)} monitoring checks recorded, one at a time"),),),
            (view.ids([check.id for check in checks]),),
        ),
    )


def _entries(view: View, record: Record) -> Iterator[_Entry]:
    since = record.known_from
    title = KIND_BY_NAME[record.kind].title
    if since:
        text = f"{title} reported" if isinstance(record, NearMiss) else f"{title} recorded"
        yield _Entry(since, 0, record, ((words(text),),))
    for amendment in record.amendments:
        by = view.role(amendment.by_role) or "role not recorded"
        yield _Entry(
            amendment.on or date.min,
            1,
            record,
            (
                (words("Corrected: "), said(amendment.what)),
                spaced((words("Why:"), said(amendment.why), words(f"By: {by}."))),
            ),
        )
    if record.withdrawn and record.withdrawn.on:
        reason = record.withdrawn.reason
        yield _Entry(record.withdrawn.on, 2, record, ((words("Withdrawn: "), said(reason)),))


def undated(view: View) -> Line:
    """The records of the trail that give no day."""
    ids = [record.id for record in view.records if record.known_from is None]
    if not ids:
        return ()
    return (words("These records give no day of their own: "), *view.ids(ids))
