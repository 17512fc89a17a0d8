"""The triangulation pages: all services side by side, and one page a service."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

from closecall.analysis.exposure import Exposure
from closecall.analysis.periods import Span
from closecall.analysis.triangulation import (
    Area,
    Asking,
    Mismatch,
    MismatchCode,
    Source,
    Triangulation,
    triangulate,
)
from closecall.model.days import month_in_words
from closecall.model.fields import RecordId
from closecall.model.setting import Service
from closecall.pages.context import path_of
from closecall.pages.counts import PER, two_digits
from closecall.pages.facts import Facts
from closecall.pages.framework.evidence import areas_of
from closecall.pages.markup import (
    Line,
    Lines,
    Link,
    Table,
    commas,
    page_link,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.numbers import area_title, number_table
from closecall.pages.page import Page
from closecall.pages.render import render
from closecall.pages.words import counted, listed
from closecall.spc.exact import count_upper

PATH: Final = "compare/index.html"
NAV: Final = "compare"

SOURCES: Final[Mapping[Source, str]] = {
    Source.NEAR_MISSES: "Near misses",
    Source.INCIDENTS: "Incidents",
    Source.AUDITS: "Audits",
    Source.STAFF: "Staff heard",
    Source.PEOPLE: "People heard",
    Source.MINUTES: "Minutes",
}
"""What each source is called, in the order of the columns."""

MISMATCHES: Final[Mapping[MismatchCode, tuple[str, str]]] = {
    MismatchCode.REPORTING_IN_DOUBT: (
        "Reporting in doubt",
        "Reporting is silent, incidents only, stopped, or fewer than elsewhere.",
    ),
    MismatchCode.RATIO_CHANGED: (
        "Near misses to incidents changed",
        "From one year to the next, by more than chance explains.",
    ),
    MismatchCode.INCIDENTS_ALONE: (
        "Incidents, and no near miss",
        "An area of care has incidents in these months and not one near miss.",
    ),
    MismatchCode.NO_WARNING: (
        "An incident without a warning",
        "Before an incident, no near miss of its kind was on record at the service.",
    ),
    MismatchCode.FOUND_BY_AUDIT: (
        "Found by an audit, not reported",
        "An audit found near misses that nobody had reported.",
    ),
    MismatchCode.AUDIT_FAILED: (
        "A failed audit, and nothing in the log",
        "An audit failed, and the log is empty in every area that the audit covers.",
    ),
    MismatchCode.MISSED_VISITS: (
        "Missed visits, not in the log",
        "The rota counts more missed visits than the log has incidents of visits.",
    ),
    MismatchCode.VOICE_CONTRADICTS: (
        "What people say speaks against a met target",
        "Feedback or an interview contradicts a control or a plan whose target is met.",
    ),
    MismatchCode.COMPLAINT_ALONE: (
        "A complaint, and nothing in the log",
        "Before a complaint, the log has neither a near miss nor an incident in its area.",
    ),
    MismatchCode.MINUTES_DIFFER: (
        "Minutes and counts differ",
        "What a group minuted of the trend is not what the counts of that day carry.",
    ),
    MismatchCode.LATE_RECORD: (
        "A verdict changed by a late record",
        "An earlier day gave another verdict, as a record of that time was not written down yet.",
    ),
}
"""What each mismatch is called, and when there is one."""


class Judged(NamedTuple):
    """A service with what its sources say."""

    service: Service
    found: Triangulation


def compare_pages(facts: Facts) -> Iterator[Page]:
    """The page of all services, and that of each."""
    yield Page(
        path=PATH,
        title="Triangulation",
        description="The near-miss log of each service beside its incidents, audits, interviews, "
        "complaints and minutes, with what does not go together.",
        page_class="compare",
        draw=partial(_draw_all, facts),
        nav=NAV,
    )
    for service in facts.register.services:
        if service.withdrawn is None:
            yield Page(
                path=compare_path(service.id),
                title=f"{service.name}: triangulation",
                description=f"The near-miss log of {service.name} beside its other sources, by "
                "area and month.",
                page_class="compare",
                draw=partial(_draw, service, facts),
                nav=NAV,
            )


def compare_path(service: RecordId) -> str:
    """The triangulation page of a service, as a path in the site."""
    return f"compare/{service}/index.html"


@lru_cache(maxsize=4)
def _asking(facts: Facts) -> Asking:
    return Asking(
        at=facts.at,
        areas_of=lambda record: areas_of(record, facts),
        warnings=lambda incident: len(facts.earlier.warnings(incident)),
        settle_days=facts.limit("settle-days"),
        repeat_days=facts.limit("repeat-days"),
    )


def _triangulated(service: Service, facts: Facts) -> Triangulation:
    months = facts.months
    return triangulate(
        service,
        Span(months.first, months.end),
        months.months,
        facts.evidence.measures,
        _asking(facts),
    )


# All services


def _draw_all(facts: Facts) -> str:
    services = [
        Judged(s, _triangulated(s, facts)) for s in facts.register.services if s.withdrawn is None
    ]
    return render(
        "compare_all.html.j2",
        PATH,
        {
            "lede": _lede_all(services),
            "months": facts.months.in_words,
            "services": _services_table(services, facts),
            "mismatches": tuple(
                (
                    facts.names.service(one.service.id),
                    compare_path(one.service.id),
                    _lines(one.found.mismatches, facts),
                )
                for one in services
            ),
            "kinds": table(
                "What counts as a mismatch",
                ("Mismatch", "There is one when"),
                [(((words(title),),), ((words(when),),)) for title, when in MISMATCHES.values()],
            ),
        },
    )


def _lede_all(services: Sequence[Judged]) -> tuple[str, ...]:
    total = sum(len(one.found.mismatches) for one in services)
    where = sum(bool(one.found.mismatches) for one in services)
    if not total:
        return ("No two sources were found that cannot both be the whole truth.",)
    return (
        f"At {where:,} of {counted(len(services), 'service')}, sources do not go together.",
        f"{counted(total, 'mismatch is', 'mismatches are')} told below, each with its records.",
    )


def _services_table(services: Sequence[Judged], facts: Facts) -> Table:
    return number_table(
        f"Records by source, {facts.months.in_words}",
        ("Service", *SOURCES.values(), "Mismatches"),
        (
            (
                (
                    (
                        page_link(
                            Link(facts.names.service(s.service.id), compare_path(s.service.id))
                        ),
                    ),
                ),
                [*(s.found.total(source) for source in SOURCES), len(s.found.mismatches)],
            )
            for s in services
        ),
    )


def _lines(mismatches: Iterable[Mismatch], facts: Facts) -> Lines:
    return tuple(
        spaced(
            (
                tag("t-warn", MISMATCHES[m.code][0]),
                words(m.words),
                *_ids(m.records, facts),
            )
        )
        for m in mismatches
    )


def _ids(records: Iterable[RecordId], facts: Facts) -> Line:
    return commas(facts.names.id(record) for record in records)


# One service


def _draw(service: Service, facts: Facts) -> str:
    found = _triangulated(service, facts)
    data = facts.evidence.measures.setting.services[service.id]
    ratio = facts.evidence.measures.ratios[service.id]
    return render(
        "compare.html.j2",
        compare_path(service.id),
        {
            "name": facts.names.service(service.id),
            "profile": Link("Risk profile", path_of(service)),
            "lede": _lede(found, facts),
            "months": facts.months.in_words,
            "mismatches": _lines(found.mismatches, facts),
            "absent": _absent(found),
            "ratio": f"{ratio.words}.",
            "areas": _areas_table(found, facts),
            "zeros": _zeros(found, data.exposure(found.span), facts),
            "by_month": _months_table(found, facts),
            "fine": _fine_table(found, facts),
        },
    )


def _lede(found: Triangulation, facts: Facts) -> tuple[str, ...]:
    near, incidents = found.total(Source.NEAR_MISSES), found.total(Source.INCIDENTS)
    first = (
        f"From {facts.months.in_words} the log has "
        f"{counted(near, 'near miss', 'near misses')} and {counted(incidents, 'incident')}."
    )
    others = [
        counted(found.total(Source.AUDITS), "audit"),
        f"{counted(found.total(Source.STAFF), 'time')} that staff were heard",
        f"{counted(found.total(Source.PEOPLE), 'time')} that people, families or partners were",
        counted(found.total(Source.MINUTES), "decision in minutes", "decisions in minutes"),
    ]
    second = f"Beside it stand {listed(others)}."
    if not found.mismatches:
        return (first, second, "By the rules below, nothing was found that does not go together.")
    count = counted(len(found.mismatches), "mismatch", "mismatches")
    return (first, second, f"There {'is' if len(found.mismatches) == 1 else 'are'} {count}.")


def _absent(found: Triangulation) -> tuple[str, ...]:
    """What there is nothing of to compare with."""
    sentences = {
        Source.INCIDENTS: "No incident is on record in these months. Whether near misses warn of "
        "anything cannot be seen.",
        Source.AUDITS: "No audit is on record in these months. Whether near misses went unreported "
        "was not looked at.",
        Source.STAFF: "No staff were heard in these months, so what they know cannot be held "
        "against the log.",
        Source.PEOPLE: "Nobody who uses the service, and no family or partner, was heard in these "
        "months.",
        Source.MINUTES: "No group’s decision is on record in these months, so nothing shows that "
        "leaders looked.",
    }
    return tuple(text for source, text in sentences.items() if not found.total(source))


def _areas_table(found: Triangulation, facts: Facts) -> Table:
    return number_table(
        f"Records by area of care and source, {facts.months.in_words}",
        ("Area", *SOURCES.values()),
        (
            (((words(_area_name(area)),),), [len(area.of(source)) for source in SOURCES])
            for area in found.areas
        ),
    )


def _area_name(area: Area) -> str:
    return area_title(area.name) if area.name else "No area named"


def _zeros(found: Triangulation, given: Exposure | None, facts: Facts) -> Table:
    """Each area of whose near misses the log has none: what the zero can and cannot show."""
    empty = [area for area in found.areas if area.name and not area.of(Source.NEAR_MISSES)]
    return table(
        f"Where the log has no near miss, {facts.months.in_words}",
        ("Area", "What speaks for the zero", "What speaks against it", "What chance leaves open"),
        [
            (
                ((words(_area_name(area)),),),
                _speaks_for(area),
                _speaks_against(area),
                ((words(_chance(found, given)),),),
            )
            for area in empty
        ],
    )


def _speaks_for(area: Area) -> Lines:
    found: list[str] = []
    if area.looked and not area.not_reported:
        found.append(
            f"{counted(area.looked, 'audit')} looked for near misses that nobody had reported, and "
            "found none."
        )
    if area.asked_staff:
        found.append(f"{counted(area.asked_staff, 'member')} of staff answered questions on it.")
    if not found:
        return ((words("Nothing: nobody looked, and no staff were asked."),),)
    return tuple((words(text),) for text in found)


def _speaks_against(area: Area) -> Lines:
    found: list[str] = []
    incidents = len(area.of(Source.INCIDENTS))
    if incidents:
        found.append(f"{counted(incidents, 'incident')} reached people in this area.")
    if area.not_reported:
        found.append(
            f"Audits found {counted(area.not_reported, 'near miss', 'near misses')} that nobody "
            "had reported."
        )
    if not found:
        return ((words("Nothing on record."),),)
    return tuple((words(text),) for text in found)


def _chance(found: Triangulation, given: Exposure | None) -> str:
    upper = count_upper(0)
    if given is not None:
        most = two_digits(float(upper * PER / float(given.amount)))
        return f"Up to {most} for {PER:,} {given.unit} could be there, and none be seen by chance."
    most = two_digits(float(upper * _YEAR / found.span.days))
    return f"Up to {most} a year could be there, and none be seen by chance."


_YEAR: Final = 365


def _months_table(found: Triangulation, facts: Facts) -> Table:
    return number_table(
        f"Records by month and source, {facts.months.in_words}",
        ("Month", *SOURCES.values()),
        (
            (
                ((words(month_in_words(*month)),),),
                [len(records.get(source, ())) for source in SOURCES],
            )
            for month, records in found.months.items()
        ),
    )


def _fine_table(found: Triangulation, facts: Facts) -> Table:
    """Every record, by month and area, side by side."""
    rows = []
    for (year, month, name), records in found.by_area_and_month.items():
        area = area_title(name) if name else "No area named"
        rows.append(
            (
                ((words(month_in_words(year, month)),), (words(area),)),
                *(_cell(records.get(source, ()), facts) for source in SOURCES),
            )
        )
    heads = ("Month and area", *SOURCES.values())
    return table(f"Every record by month and area, {facts.months.in_words}", heads, rows)


def _cell(records: Sequence[RecordId], facts: Facts) -> Lines:
    return tuple((facts.names.id(record),) for record in records) or ((words("–"),),)
