"""The page of one record: everything that it says, what links to it, and what it lacks."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from closecall.evidence import Evidence
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.record import Record
from closecall.pages.context import Names, author, heading_of, path_of
from closecall.pages.lookup import Lookup, lookup
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Link,
    Row,
    advice,
    exact,
    gap,
    said,
    spaced,
    words,
)
from closecall.pages.page import Page
from closecall.pages.record.fields import pieces_of, titles_of
from closecall.pages.render import render
from closecall.pages.section import Section
from closecall.records.kinds import KIND_BY_NAME, KINDS

SHOWN: Final = 50
"""How many links from one field of one kind are listed; the register has them all."""
_ORDER: Final = {kind.name: number for number, kind in enumerate(KINDS)}


class Group(NamedTuple):
    """Records that name this one in the same field."""

    title: str
    links: Line
    more: int
    """How many there are besides those listed."""
    register: Link


def no_sections() -> tuple[Section, ...]:
    """A record of most kinds says all in its fields."""
    return ()


def record_page(
    record: Record,
    names: Names,
    evidence: Evidence,
    *,
    sections: Callable[[], tuple[Section, ...]] = no_sections,
) -> Page:
    """The page of one record of any kind.

    Args:
        record: The record.
        names: Titles and addresses; the same for every page of a site.
        evidence: Everything else that the site says.
        sections: Makes what stands above the fields, when the page is drawn.
    """
    kind = KIND_BY_NAME[record.kind]
    return Page(
        path=path_of(record),
        title=heading_of(record),
        description=f"{kind.title} {record.id}: every field as recorded, and what links to it.",
        page_class="record",
        draw=partial(_draw, record, names, evidence, sections),
        nav=kind.folder,
    )


def _draw(
    record: Record,
    names: Names,
    evidence: Evidence,
    sections: Callable[[], tuple[Section, ...]],
) -> str:
    kind = KIND_BY_NAME[record.kind]
    found = lookup(names)
    return render(
        "record.html.j2",
        path_of(record),
        {
            "title": heading_of(record),
            "crumbs": (Link(kind.plural, f"{kind.folder}/index.html"),),
            "here": (exact(record.id),),
            "withdrawn": _withdrawn(record, names),
            "facts": tuple(_facts(record, names)),
            "lacks": tuple(_lacks(record, names, found)),
            "sections": sections(),
            "fields": pieces_of(record, names, evidence),
            "trails": _trails(record, names, found),
            "groups": tuple(_linked_from(record, names, evidence)),
        },
    )


def _withdrawn(record: Record, names: Names) -> Line:
    taken_back = record.withdrawn
    if taken_back is None:
        return ()
    on = in_words(taken_back.on) if taken_back.on else "day not recorded"
    by = names.role(taken_back.by_role) or "role not recorded"
    return spaced(
        (words(f"{on}, {by}."), *((said(taken_back.reason),) if taken_back.reason else ()))
    )


def _facts(record: Record, names: Names) -> Iterator[Row]:
    yield Row("Kind of record", ((words(KIND_BY_NAME[record.kind].title),),))
    if record.day:
        yield Row("Its day", ((words(in_words(record.day)),),))
    by = names.role(author(record))
    if by:
        yield Row("Role", ((words(by),),))
    yield Row("File", ((exact(record.path),),))


def _lacks(record: Record, names: Names, found: Lookup) -> Iterator[Line]:
    """What hangs on this record and is owed, and what was found wrong with it."""
    work = found.work_on.get(record.id, ())
    as_at = names.evidence.as_at
    for owed in work:
        owner = names.role(owed.owner) or "nobody named"
        if owed.is_late(as_at):
            since = in_words(owed.overdue_since)
            yield (gap(f"{owed.what} Overdue since {since}. Owed by: {owner}."),)
        else:
            yield (words(f"{owed.what} Due by {in_words(owed.due)}. Owed by: {owner}."),)
    said_already = {owed.what for owed in work}
    for finding in found.findings_of.get(record.id, ()):
        if not any(finding.message.startswith(what) for what in said_already):
            owner = names.role(RecordId(finding.owner))
            yield (advice(finding.message + (f" Owed by: {owner}." if owner else "")),)


def _trails(record: Record, names: Names, found: Lookup) -> Lines:
    """The near misses that the record belongs to, newest first."""
    near_misses = found.trails_of.get(record.id, ())
    lines: list[Line] = [
        (names.title(nm), words(" "), exact(nm.id))
        for nm in reversed(near_misses[-SHOWN:])
        if nm.id != record.id
    ]
    if len(near_misses) > SHOWN:
        lines.append((words(f"and {len(near_misses) - SHOWN} earlier ones"),))
    return tuple(lines)


def _linked_from(record: Record, names: Names, evidence: Evidence) -> Iterator[Group]:
    """The records that name this one, by their kind and the field in which they do."""
    register = evidence.register
    links = register.linked_from.get(record.id)
    if not links:
        return
    groups: dict[tuple[str, str], dict[RecordId, None]] = defaultdict(dict)
    for link in links:
        source = register.records[link.source]
        groups[source.kind, link.field][source.id] = None
    for kind_name, field in sorted(groups, key=lambda g: (_ORDER[g[0]], g[1])):
        kind = KIND_BY_NAME[kind_name]
        ids = tuple(groups[kind_name, field])
        titles = titles_of(evidence.schemas, kind_name)
        yield Group(
            title=f"{kind.plural}: {titles.get(field, field)}",
            links=_ids(ids[-SHOWN:], names),
            more=max(0, len(ids) - SHOWN),
            register=Link(f"all {kind.plural.lower()}", f"{kind.folder}/index.html"),
        )


def _ids(ids: tuple[RecordId, ...], names: Names) -> Line:
    """Ids as links, newest first."""
    out: list[Html] = []
    for record_id in reversed(ids):
        if out:
            out.append(_COMMA)
        out.append(names.id(record_id))
    return tuple(out)


_COMMA: Final = words(", ")
