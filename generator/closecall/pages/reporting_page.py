"""Reporting culture: is each service recording, how soon, how openly, and who hears back?"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from math import ceil
from typing import NamedTuple

from closecall.analysis.habits import Habits, habits
from closecall.analysis.measures import ReportingResult
from closecall.analysis.reporting import IN_DOUBT, LEAST_QUIET, QuietSpell, ReportingCode
from closecall.analysis.suppression import Sum
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.setting import ReportingRoute, Service
from closecall.pages.counts import PER, exposure
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Link,
    Row,
    Table,
    commas,
    gap,
    page_link,
    plain_link,
    said,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.method.formulas import PATH as METHOD
from closecall.pages.method.tables import FLAGS, verdict_anchor
from closecall.pages.page import Page
from closecall.pages.render import render
from closecall.pages.small_counts import NOT_SHOWN, SmallCounts
from closecall.pages.words import counted, listed, near_misses, upper_first

PATH = "reporting/index.html"


class Judged(NamedTuple):
    """A service with what its records say of its reporting."""

    service: Service
    result: ReportingResult | None
    """None where it could not be judged."""
    habits: Habits


class ServicePart(NamedTuple):
    """What the page says of one service."""

    name: str
    rows: tuple[Row, ...]
    routes: Table


def reporting_page(facts: Facts) -> Page:
    """How each service reports."""
    return Page(
        path=PATH,
        title="Reporting culture",
        description="Service by service: is anything recorded, how soon, how openly, and does the "
        "reporter hear back?",
        page_class="reporting",
        draw=partial(_draw, facts),
        nav="reporting",
    )


def _draw(facts: Facts) -> str:
    reporting = facts.evidence.measures.reporting
    services = [
        Judged(s, reporting.get(s.id), _habits(s.id, facts))
        for s in facts.register.services
        if s.withdrawn is None
    ]
    return render(
        "reporting.html.j2",
        PATH,
        {
            "lede": _lede([one.result for one in services if one.result]),
            "months": facts.months.in_words,
            "late_after": counted(facts.limit("late-after"), "day"),
            "feedback": counted(facts.limit("days-to-feedback"), "day"),
            "services": _services_table(services, facts),
            "parts": tuple(_part(s, facts) for s in services),
        },
    )


def _habits(service: RecordId, facts: Facts) -> Habits:
    trails = facts.counted(facts.trails_of(service))
    return habits(
        (t for t in trails if t.near_miss.event_day and t.near_miss.event_day in facts.months),
        late_after=facts.limit("late-after"),
        feedback_days=facts.limit("days-to-feedback"),
        as_at=facts.as_at,
    )


def _lede(results: Sequence[ReportingResult]) -> tuple[str, ...]:
    doubt = sum(r.code in IN_DOUBT for r in results)
    unclear = sum(r.code is ReportingCode.CANNOT_TELL for r in results)
    first = f"{counted(len(results), 'service')} could report near misses."
    if not doubt:
        second = "Of none do the counts say that it has gone silent."
    else:
        second = f"Of {doubt:,} the counts put in doubt whether near misses are recorded at all."
    return (first, second, f"{unclear:,} cannot be judged." if unclear else "")


# All services


def _services_table(services: Sequence[Judged], facts: Facts) -> Table:
    return table(
        f"How services reported in {facts.months.in_words}",
        ("Service", "Verdict", "Near misses", f"For {PER:,}", "Half within", *_SHARES),
        [_service_row(s, facts) for s in services],
    )


def _service_row(judged: Judged, facts: Facts) -> tuple[Lines, ...]:
    service, result, found = judged
    all_asked = len(found.told) + len(found.told_late) + len(found.untold)
    link = page_link(Link(facts.names.service(service.id), f"services/{service.id}/index.html"))
    counts = _counts(found, all_asked, facts)
    half = "–" if found.half_within is None else _days(found.half_within)
    return (
        ((link,),),
        ((_verdict_tag(result),),),
        _text(counts.text("near_misses")),
        _text(_rate(service, len(found.near_misses), counts, facts)),
        _text(half),
        _text(counts.part_of("late", "near_misses")),
        _text(counts.part_of("anonymous", "near_misses")),
        _text(counts.part_of("told", "asked")),
    )


_SHARES = ("Late", "Anonymous", "Heard back")


def _counts(found: Habits, asked: int, facts: Facts) -> SmallCounts:
    """The counts of a service that stand on its row; small ones hidden in a public edition."""
    near, late, anonymous = (len(x) for x in (found.near_misses, found.late, found.anonymous))
    return SmallCounts(
        {
            "near_misses": near,
            "late": late,
            "_in_time": near - late,
            "anonymous": anonymous,
            "_named": near - anonymous,
            "asked": asked,
            "told": len(found.told),
            "_not_told": asked - len(found.told),
        },
        (
            Sum(("near_misses",), ("late", "_in_time")),
            Sum(("near_misses",), ("anonymous", "_named")),
            Sum(("asked",), ("told", "_not_told")),
        ),
        threshold=facts.hides_under,
    )


def _rate(service: Service, near: int, counts: SmallCounts, facts: Facts) -> str:
    """Near misses for every 1,000 of what the service counts its care in."""
    given = exposure(facts.register.activity_of(service.id), facts.months)
    if given is None:
        return "no rate"
    return f"{given.rate(near)} {given.measure}" if counts.shows("near_misses") else NOT_SHOWN


def _text(text: str) -> Lines:
    return ((words(text),),)


def _days(days: int) -> str:
    return "the same day" if days == 0 else counted(days, "day")


_TAGS = {
    ReportingCode.SILENT: "Silent",
    ReportingCode.INCIDENTS_ONLY: "Incidents only",
    ReportingCode.QUIET: "Stopped recording",
    ReportingCode.LOW: "Fewer than elsewhere",
    ReportingCode.CANNOT_TELL: "Too small to tell",
    ReportingCode.REPORTING: "Reporting",
}


def _verdict_tag(result: ReportingResult | None) -> Html:
    if result is None:
        return tag("t-mute", "Not judged")
    code = result.verdict.code
    if code in IN_DOUBT or code is ReportingCode.LOW:
        return tag("t-warn", _TAGS[code])
    return tag("t-plain" if code is ReportingCode.REPORTING else "t-mute", _TAGS[code])


# One service


def _part(judged: Judged, facts: Facts) -> ServicePart:
    service, result, found = judged
    routes = _routes(service.id, facts)
    return ServicePart(
        facts.names.service(service.id),
        (
            *_verdict_rows(result, facts),
            Row("How soon it is written down", _soon(found, facts)),
            Row("How openly", _openly(found, facts)),
            Row("How reporters came to know", _relations(found)),
            Row("Whether reporters hear back", _heard(found, facts)),
        ),
        table(
            f"Routes of {facts.names.service(service.id)}, and whether staff know them",
            ("Route", "Time limit", "Staff who know it", "What is expected of staff"),
            [_route_row(r, facts) for r in routes],
        ),
    )


def _verdict_rows(result: ReportingResult | None, facts: Facts) -> tuple[Row, ...]:
    if result is None:
        return (Row("Is it silent?", ((gap("This service could not be judged."),),)),)
    verdict = result.verdict
    how = plain_link(
        Link("How this is decided", f"{METHOD}#{verdict_anchor('reporting', verdict.code)}")
    )
    lines: list[Line] = [spaced((_verdict_tag(result), words(f"{result.words}."), how))]
    lines += [(words(FLAGS[flag]),) for flag in result.flags]
    rows = [
        Row("Is it silent?", tuple(lines)),
        Row("What a zero would show", ((words(_zero(verdict.quiet, facts)),),)),
    ]
    if result.counted:
        rows.append(Row("Records counted", (_ids(map(RecordId, result.counted), facts),)))
    return tuple(rows)


def _zero(spell: QuietSpell | None, facts: Facts) -> str:
    """From which day on a silence would say something."""
    if spell is None:
        return "Nothing was ever recorded here, so no silence can be told from an ordinary one."
    last = facts.as_at - timedelta(days=spell.days_quiet)
    so_far = f"The last near miss was on {in_words(last)}."
    if spell.days_needed is None:
        return f"{so_far} There is too little before it to say how long a silence would be unusual."
    until = last + timedelta(days=min(max(ceil(spell.days_needed), LEAST_QUIET), _FAR))
    return (
        f"{so_far} By this service’s own history a silence could be chance until "
        f"{in_words(until)}. Up to then none recorded shows neither safety nor silence."
    )


_FAR = 36_500
"""No silence is looked at for longer than a hundred years."""


def _ids(ids: Iterable[RecordId], facts: Facts) -> Line:
    return commas(facts.names.id(i) for i in ids)


def _soon(found: Habits, facts: Facts) -> Lines:
    if found.half_within is None:
        return ((gap("No near miss of this time has the day of the event and of the record."),),)
    within = "on the same day" if found.half_within == 0 else f"within {_days(found.half_within)}"
    lines: list[Line] = [(words(f"Half of them {within}."),)]
    lines += _named("Late:", found.late, facts)
    lines += _named("Without one of the two days:", found.undated, facts)
    return tuple(lines)


def _named(title: str, ids: Sequence[RecordId], facts: Facts) -> list[Line]:
    return [spaced((words(title), *_ids(ids, facts)))] if ids else []


def _openly(found: Habits, facts: Facts) -> Lines:
    if not found.near_misses:
        return ((words("There is none to ask this of."),),)
    all_of_them = near_misses(len(found.near_misses))
    first = words(f"{len(found.anonymous):,} of {all_of_them} came without a name.")
    return ((first,), *_named("These:", found.anonymous, facts))


def _relations(found: Habits) -> Lines:
    if not found.relations:
        return ((words("There is none to ask this of."),),)
    return tuple(
        (words(f"{relation or 'Not said'}: {number:,}"),)
        for relation, number in found.relations.items()
    )


def _heard(found: Habits, facts: Facts) -> Lines:
    if not (found.told or found.told_late or found.untold):
        return ((words("No answer to a reporter was due."),),)
    lines: list[Line] = [(words(f"{len(found.told):,} in time."),)]
    if found.told_late:
        lines += _named(f"{len(found.told_late):,} later:", found.told_late, facts)
    if found.untold:
        missing = gap(f"{len(found.untold):,} overdue, and no record says that they heard back:")
        lines.append(spaced((missing, *_ids(found.untold, facts))))
    return tuple(lines)


# Routes


def _routes(service: RecordId, facts: Facts) -> tuple[ReportingRoute, ...]:
    """The routes in force that hold for a service."""
    return tuple(
        r
        for r in facts.register.routes_of(service)
        if r.withdrawn is None and facts.in_force(r.valid_from, r.valid_to)
    )


def _route_row(route: ReportingRoute, facts: Facts) -> tuple[Lines, ...]:
    limit = route.limit_in_words
    if route.limit_hours is not None:
        limit = counted(route.limit_hours, "hour")
    known = route.awareness
    if known.reached is None or known.of is None:
        aware: Line = (gap("Nobody was asked."),)
    else:
        when = f", {in_words(known.on)}" if known.on else ""
        aware = (words(f"{known.reached:,} of {known.of:,}{when}"),)
    return (
        ((facts.names.title(route),), (words(upper_first(listed(route.domains))),)),
        ((words(limit) if limit else gap("None is set."),),),
        (aware,),
        ((said(route.staff_expectations) if route.staff_expectations else gap("Nobody says."),),),
    )
