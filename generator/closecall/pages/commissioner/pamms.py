"""The records of some services by the sections of PAMMS, as a second way in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from closecall.model.assurance import PracticeEvidence
from closecall.model.days import in_words
from closecall.model.record import Record
from closecall.model.setting import Service
from closecall.pages.context import heading_of, path_of
from closecall.pages.facts import Facts
from closecall.pages.framework.evidence import areas_of
from closecall.pages.markup import Line, Lines, Link, Table, page_link, spaced, table, words
from closecall.records.kinds import KIND_BY_NAME
from closecall.validation.schemas import ListItem

LIST: Final = "pamms-section"
"""The list of the sections, with what belongs to each."""
NEWEST: Final = 3
"""So many of the newest records of a section are linked."""
EVENTS: Final = frozenset({"near_miss", "incident", "audit", "practice_evidence", "control"})
"""The kinds that belong to a section by their area of care."""


def pamms_table(services: Iterable[Service], facts: Facts) -> Table:
    """Each section with its records: how many of which kind, and the newest."""
    sections = facts.evidence.schemas.lists.get(LIST)
    here = {service.id for service in services}
    records = [
        record
        for record in facts.register.records.values()
        if not record.withdrawn and here.intersection(facts.services_of(record))
    ]
    rows: list[tuple[Lines, ...]] = []
    for section in sections.items if sections else ():
        found = sorted(
            (r for r in records if _belongs(r, section, facts)),
            key=lambda r: ((r.day or date.min), r.id),
            reverse=True,
        )
        rows.append((((words(section.label),),), _kinds(found), _newest(found)))
    return table(
        "Records by the sections of PAMMS", ("Section", "What is on record", "The newest"), rows
    )


def _belongs(record: Record, section: ListItem, facts: Facts) -> bool:
    if record.kind in section.kinds:
        return True
    if isinstance(record, PracticeEvidence):
        voices = section.more.get("voices")
        if isinstance(voices, list) and record.subtype in voices:
            return True
    if record.kind not in EVENTS:
        return False
    return not set(section.domains).isdisjoint(areas_of(record, facts))


def _kinds(found: Sequence[Record]) -> Lines:
    if not found:
        return ((words("Nothing is listed for this section."),),)
    count = Counter(record.kind for record in found)
    kinds = [kind for kind in KIND_BY_NAME if kind in count]
    return tuple((words(f"{KIND_BY_NAME[kind].title}: {count[kind]:,}"),) for kind in kinds)


def _newest(found: Sequence[Record]) -> Lines:
    return tuple(_one(record) for record in found[:NEWEST]) or ((words("–"),),)


def _one(record: Record) -> Line:
    link = page_link(Link(heading_of(record), path_of(record)))
    day = record.day
    return spaced((link, words(in_words(day)))) if day else (link,)
