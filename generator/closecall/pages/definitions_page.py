"""What counts as a near miss, and how one is reported: in force, and what was before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar

from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.record import Record
from closecall.model.setting import Definition, ReportingRoute
from closecall.pages.context import title_of
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Row,
    gap,
    said,
    spaced,
    table,
    words,
)
from closecall.pages.numbers import area_title
from closecall.pages.page import Asset, Page
from closecall.pages.register.layout import Reading
from closecall.pages.register.page import register_pages
from closecall.pages.standing import NOW, standing
from closecall.pages.words import counted, listed, upper_first

_Rule = TypeVar("_Rule", Definition, ReportingRoute)
"""A record that holds for areas of care, from a day to a day."""


class Card(NamedTuple):
    """One definition or route with all that it says."""

    title: Html | None
    """Its title, as a link; None where it has no title of its own."""
    rows: tuple[Row, ...]


class Area(NamedTuple):
    """An area of care with what is in force in it, what will be, and what was."""

    title: str
    anchor: str
    gaps: Lines
    current: tuple[Card, ...]
    other: Lines
    """What is not in force on this day, with the days on which it is or was."""


def definitions_pages(facts: Facts) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """Every definition of a near miss, by area of care, and the list of all with its rows."""
    return register_pages("definition", facts, _DEFINITIONS)


def _definitions(facts: Facts) -> Mapping[str, object]:
    by_area = _by_area(facts.register.of(Definition))
    worked = _services_by_area(facts)
    areas = tuple(
        _area(domain, by_area.get(domain, ()), worked.get(domain, ()), facts)
        for domain in sorted({*by_area, *worked})
    )
    return {"areas": areas}


_DEFINITIONS: Final = Reading(
    template="definitions.html.j2",
    title="What counts as a near miss",
    about="A near miss could have harmed somebody, and did not. Here is what the provider counts "
    "as one in each area of care, with examples.",
    page_class="definitions",
    values=_definitions,
)


def routes_pages(facts: Facts) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """Every way in which a near miss is reported, and the list of all with its rows."""
    return register_pages("reporting_route", facts, _ROUTES)


def _routes(facts: Facts) -> Mapping[str, object]:
    records = facts.register.of(ReportingRoute)
    by_area = _by_area(records)
    worked = _services_by_area(facts)
    current = sorted((r for r in records if _is_current(r, facts)), key=_by_title)
    return {
        "areas": table(
            "The route of each area of care",
            ("Area of care", "Route"),
            [
                (
                    ((words(area_title(domain)),),),
                    _routes_of(by_area.get(domain, ()), worked.get(domain, ()), facts),
                )
                for domain in sorted({*by_area, *worked})
            ],
        ),
        "cards": tuple(Card(facts.names.title(r), _route_rows(r, facts)) for r in current),
        "other": _others(records, facts),
    }


_ROUTES: Final = Reading(
    template="routes.html.j2",
    title="How near misses are reported",
    about="Who can report, how, how soon, and what staff can expect. Each route says how many "
    "staff were found to know it.",
    page_class="definitions",
    values=_routes,
)


def _is_current(record: Definition | ReportingRoute, facts: Facts) -> bool:
    return standing(record, facts.as_at) == NOW


def _by_title(record: Record) -> tuple[str, str]:
    return title_of(record).lower(), record.id


def _routes_of(
    records: Sequence[ReportingRoute], services: Sequence[RecordId], facts: Facts
) -> Lines:
    current = sorted((r for r in records if _is_current(r, facts)), key=_by_services)
    lines = [
        spaced(
            (
                facts.names.title(r),
                words(f"({listed(map(facts.names.service, r.services)) or 'every service'})"),
            )
        )
        for r in current
    ]
    return (*lines, *_uncovered(current, services, "reporting route", facts))


def _by_area(records: Iterable[_Rule]) -> Mapping[str, Sequence[_Rule]]:
    found: dict[str, list[_Rule]] = defaultdict(list)
    for record in records:
        for domain in record.domains:
            found[domain].append(record)
    return found


def _services_by_area(facts: Facts) -> Mapping[str, tuple[RecordId, ...]]:
    found: dict[str, list[RecordId]] = defaultdict(list)
    for service in facts.register.services:
        for domain in service.domains:
            found[domain].append(service.id)
    return {domain: tuple(services) for domain, services in found.items()}


def _area(
    domain: str, records: Sequence[Definition], services: Sequence[RecordId], facts: Facts
) -> Area:
    current = sorted((r for r in records if _is_current(r, facts)), key=_by_services)
    return Area(
        title=area_title(domain),
        anchor=f"cc-area-{_ANCHORS[domain]}" if domain in _ANCHORS else "",
        gaps=_uncovered(current, services, "definition", facts),
        current=tuple(
            Card(facts.names.title(r) if r.title else None, _definition_rows(r, facts))
            for r in current
        ),
        other=_others(records, facts),
    )


def _uncovered(
    current: Sequence[Definition | ReportingRoute],
    services: Sequence[RecordId],
    what: str,
    facts: Facts,
) -> Lines:
    """The services that work in an area in which nothing is in force for them."""
    left = [s for s in services if not any(not r.services or s in r.services for r in current)]
    if not left:
        return ()
    return ((gap(f"No {what} is in force at {listed(map(facts.names.service, left))}."),),)


def _others(records: Iterable[_Rule], facts: Facts) -> Lines:
    """What is not in force on the as-at day, the latest first."""
    found = sorted(
        (r for r in records if not _is_current(r, facts)),
        key=lambda r: (r.valid_from or date.min, r.id),
        reverse=True,
    )
    return tuple(_other(r, facts) for r in found)


_ANCHORS: Mapping[str, str] = {
    "medicines": "medicines",
    "moving and handling": "moving",
    "staffing": "staffing",
    "safeguarding": "safeguarding",
    "transport": "transport",
    "call monitoring": "calls",
    "infection prevention": "infection",
    "environmental safety": "environment",
}
"""Addresses within the page, ours for each area of the code list: none is made from a record."""


def _by_services(record: Definition | ReportingRoute) -> tuple[bool, tuple[str, ...], str]:
    return bool(record.services), record.services, record.id


def _other(record: _Rule, facts: Facts) -> Line:
    pieces: list[Html] = [facts.names.title(record), words(f"({_span(record)})")]
    if record.withdrawn is not None:
        pieces += [words("Withdrawn:"), said(record.withdrawn.reason)]
    pieces.append(facts.names.id(record.id))
    return spaced(pieces)


def _span(record: Definition | ReportingRoute) -> str:
    first = f"from {in_words(record.valid_from)}" if record.valid_from else "from the start"
    return f"{first} to {in_words(record.valid_to)}" if record.valid_to else first


def _definition_rows(definition: Definition, facts: Facts) -> tuple[Row, ...]:
    return (
        Row("What counts", ((said(definition.statement),),)),
        Row(
            "Counts, for example",
            tuple((said(e),) for e in definition.included_examples)
            or ((gap("No example is given."),),),
        ),
        Row(
            "Does not count",
            tuple((said(e),) for e in definition.excluded_examples)
            or ((words("No example is given."),),),
        ),
        Row("Where an incident begins", ((said(definition.boundary_with_incident),),)),
        Row(
            "Where an unsafe condition ends",
            ((said(definition.boundary_with_unsafe_condition),),),
        ),
        *_common_rows(definition, facts),
        Row("Approved by", approvals(definition, definition.approved_by, facts)),
        Row("Looked at again by", _due(definition.review_due, facts)),
    )


def _route_rows(route: ReportingRoute, facts: Facts) -> tuple[Row, ...]:
    hours = f" ({counted(route.limit_hours, 'hour')})" if route.limit_hours is not None else ""
    return (
        Row("For", ((words(upper_first(listed(route.domains)) or "Every area of care"),),)),
        Row("Who can report", ((said(route.who_can_report),),)),
        Row("How", ((said(route.how),),)),
        Row("Where it is written down", ((words(upper_first(route.log)),),)),
        Row("How soon", ((said(route.limit_in_words), words(hours)),)),
        Row(
            "Without a name",
            ((said(route.anonymous_route),),)
            if route.anonymous_route
            else ((gap("There is no such way. Reason: "), said(route.no_anonymous_route)),),
        ),
        Row(
            "The reporter hears within",
            (
                (words(counted(route.feedback_within_days, "day")),)
                if route.feedback_within_days is not None
                else (gap("Not said."),),
            ),
        ),
        Row("What is expected of staff", ((said(route.staff_expectations),),)),
        Row("Do staff know it?", (_awareness(route),)),
        *_common_rows(route, facts),
        Row("Approved by", approvals(route, None, facts)),
    )


def _awareness(route: ReportingRoute) -> Line:
    found = route.awareness
    if found.reached is None or found.of is None:
        return (gap("Nobody was asked."),)
    day = f" on {in_words(found.on)}" if found.on else ""
    pieces = [words(f"{found.reached:,} of {found.of:,} knew it{day}.")]
    if found.method:
        pieces.append(said(found.method))
    if found.evidence:
        pieces += [words("Written in:"), said(found.evidence)]
    return spaced(pieces)


def _common_rows(record: Definition | ReportingRoute, facts: Facts) -> tuple[Row, ...]:
    return (
        Row(
            "Holds for",
            ((words(listed(facts.names.service(s) for s in record.services) or "Every service"),),),
        ),
        Row(
            "In force",
            (spaced((words(upper_first(_span(record))), facts.names.id(record.id))),),
        ),
    )


def approvals(record: Record, named: RecordId | None, facts: Facts) -> Lines:
    """The decisions that approve a record: the one that it names, and those that name it."""
    found = {d.id: d for d in facts.approvals.get(record.id, ())}
    own = facts.decision(named)
    if own:
        found[own.id] = own
    lines = tuple(
        spaced(
            (
                words(
                    f"{facts.names.role(d.group) or 'Group not named'}"
                    + (f", {in_words(d.on)}" if d.on else "")
                ),
                facts.names.id(d.id),
            )
        )
        for d in sorted(found.values(), key=lambda d: (d.on or date.min, d.id))
    )
    if lines:
        return lines
    if named:
        return (spaced((facts.names.id(named), words("is not on record yet."))),)
    return ((gap("No decision that approves it is on record."),),)


def _due(due: date | None, facts: Facts) -> Lines:
    if due is None:
        return ((gap("No day is set."),),)
    if due < facts.as_at:
        return ((gap(f"It was due by {in_words(due)}."),),)
    return ((words(in_words(due)),),)
