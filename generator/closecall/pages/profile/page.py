"""The risk profile of a service: what nearly happens there, what stands against it, what lacks."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from closecall.model.days import in_words
from closecall.model.incident import Incident
from closecall.model.setting import Service
from closecall.model.trail import Trail
from closecall.pages import cells
from closecall.pages.context import path_of
from closecall.pages.counts import PER, Exposure, exposure
from closecall.pages.facts import Facts, verdict_of
from closecall.pages.home_page import about_service, count_before, judged
from closecall.pages.markup import Lines, Link, Table, page_link, root_of, said, table, words
from closecall.pages.missing import gaps_by_owner, not_heard
from closecall.pages.numbers import Fact, heat_table, steps_table
from closecall.pages.page import Page
from closecall.pages.profile.parts import More, area_link, register_link
from closecall.pages.profile.risks import (
    areas,
    most_often,
    patterns,
    recurrences,
    risk_cards,
)
from closecall.pages.profile.watch import (
    actions,
    escalations,
    follow_ups,
    open_actions,
    seen_table,
    told,
    voices,
    watched,
)
from closecall.pages.record.incident import warnings_in_words
from closecall.pages.render import render
from closecall.pages.words import counted, listed, near_misses, overdue, upper_first

OPEN = 5
"""How many near misses that are still open are told outside a fold."""
NEAR_MISSES = 40
"""How many open and how many closed ones a profile tells before it points to the register."""
GAPS = 20
"""How many gaps of one role a profile tells before it points to the completeness page."""


def profile_page(service: Service, facts: Facts) -> Page:
    """The risk profile of one service."""
    return Page(
        path=path_of(service),
        title=f"{service.name}: risk profile",
        description=f"Near misses at {service.name}: what stopped them, what was changed, what is "
        "missing.",
        page_class="profile",
        draw=partial(_draw, service, facts),
        nav=f"services/{service.id}",
    )


def _draw(service: Service, facts: Facts) -> str:
    every = facts.trails_of(service.id)
    trails = facts.counted(every)
    given = exposure(facts.register.activity_of(service.id), facts.months)
    gaps = facts.gaps_at(service.id)
    return render(
        "profile.html.j2",
        path_of(service),
        {
            "service": service,
            "about": about_service(service),
            "units": service.units,
            "lede": _lede(service, trails, given, facts),
            "facts": _facts(service, trails, given, len(gaps), facts),
            "gaps": gaps_by_owner(gaps, facts, at=service, most=GAPS),
            "near_misses": _near_misses(service, every, facts),
            "incidents": _incidents(service, facts),
            "heat": heat_table(trails, facts.months, given, link=lambda a: area_link(a, service)),
            "given": given,
            "recurrences": recurrences(trails, facts),
            "most_often": most_often(trails, facts),
            "patterns": patterns(trails, facts),
            "repeat_days": facts.limit("repeat-days"),
            "areas": areas(service, trails, given, facts),
            "risks": risk_cards(service, facts),
            "seen": seen_table(service, facts),
            "escalations": escalations(service, facts),
            "audits": follow_ups(service, facts),
            "voices": voices(service, facts),
            "watched": watched(service, facts),
            "silent": not_heard(service, facts),
            "told": told(trails),
            "steps": steps_table(trails, facts),
            "actions": actions(service, facts),
            "inspections": _inspections(service),
            "definitions": _definitions(service, facts),
            "provider": facts.evidence.provider.name if facts.evidence.provider else "",
            "root": root_of(path_of(service)),
        },
    )


# The opening


def _lede(
    service: Service, trails: Sequence[Trail], given: Exposure | None, facts: Facts
) -> tuple[str, ...]:
    if not trails:
        return ("No near miss is on record here yet. That does not show that none happened.",)
    count = sum(1 for t in trails if t.near_miss.event_day in facts.months)
    rate = f": {given.rate(count)} for every {PER:,} {given.measure}" if given else ""
    return (
        f"Staff recorded {near_misses(count)} in the 12 months {facts.months.in_words}{rate}.",
        f"{near_misses(len(trails))} {'is' if len(trails) == 1 else 'are'} on record in all.",
        *judged(trails),
        overdue(len(facts.gaps_at(service.id))),
    )


def _facts(
    service: Service, trails: Sequence[Trail], given: Exposure | None, gaps: int, facts: Facts
) -> tuple[Fact, ...]:
    count = sum(1 for t in trails if t.near_miss.event_day in facts.months)
    rate = f"{given.rate(count)} per {PER:,} {given.measure}" if given else "no rate is recorded"
    found = Counter(verdict_of(t) for t in trails)
    closed = sum(t.is_closed for t in trails)
    risks = facts.open_risks.get(service.id, ())
    undone = open_actions(service, facts)
    late = facts.late_count(facts.trails_of(service.id))
    return (
        (
            "Near misses, 12 months",
            f"{count:,}",
            (words(f"{rate}; 12 months before: {count_before(service, facts)}"),),
        ),
        (
            "Stopped by luck",
            f"{found['accidental']:,}",
            (
                words(
                    f"of {len(trails):,} on record; a control {found['reliable']:,}, not yet known "
                    f"{found['not yet known']:,}, not judged yet {found['']:,}"
                ),
            ),
        ),
        (
            "Closed",
            f"{closed:,}",
            (words(f"of {len(trails):,}; {len(trails) - closed:,} still open"),),
        ),
        (
            "Gaps",
            f"{gaps:,}",
            (words(f"of these on near misses {late:,}; each in words in the box below"),),
        ),
        (
            "Risks in the profile",
            f"{len(risks):,}",
            (words(f"{counted(len(undone), 'action')} of groups still open"),),
        ),
    )


# Near misses


class NearMisses(NamedTuple):
    """The near misses of a service: what is open first, so that nobody reads past it."""

    shown: Table
    """The newest of those that are open."""
    more: Table
    """The others that are open."""
    closed: Table
    closed_count: int
    judged: str
    """What stopped harm in those that are closed."""
    rest: int
    """How many more than these there are."""
    all: Link


def _near_misses(service: Service, trails: Sequence[Trail], facts: Facts) -> NearMisses:
    still_open = [t for t in trails if not t.is_closed]
    closed = [t for t in trails if t.is_closed]
    told = len(still_open[:NEAR_MISSES]) + len(closed[:NEAR_MISSES])
    return NearMisses(
        _near_miss_table("Near misses that are open, the newest first", still_open[:OPEN], facts),
        _near_miss_table("More that are open", still_open[OPEN:NEAR_MISSES], facts),
        _near_miss_table("Closed near misses, the newest first", closed[:NEAR_MISSES], facts),
        len(closed),
        " ".join(judged(facts.counted(closed))),
        len(trails) - told,
        register_link("near-misses", "All near misses of this service", service),
    )


def _near_miss_table(caption: str, trails: Sequence[Trail], facts: Facts) -> Table:
    return table(
        caption,
        (
            "What nearly happened",
            "Worst credible harm",
            "What stopped it",
            "What was changed",
            "How far it has come",
            "What is missing",
        ),
        [
            (
                cells.near_miss(trail, facts),
                cells.worst(trail),
                cells.stopped(trail),
                cells.changed(trail, facts),
                cells.stage(trail),
                cells.missing(trail, facts),
            )
            for trail in trails
        ],
    )


def _incidents(service: Service, facts: Facts) -> More:
    """The newest incidents of the service, each with whether near misses had warned of it."""
    found = sorted(
        facts.at(Incident, service.id), key=lambda i: (i.event_day or date.min, i.id), reverse=True
    )
    rows = [
        (
            ((facts.names.title(i),), (words(in_words(i.event_day) if i.event_day else ""),)),
            ((words(i.harm_physical or "Not said"),),),
            ((words(warnings_in_words(i, facts.earlier.warnings(i))),),),
        )
        for i in found[:NEAR_MISSES]
    ]
    return More(
        table(
            "Incidents of this service, the newest first",
            ("What happened", "Harm", "Was there an earlier warning?"),
            rows,
        ),
        max(0, len(found) - NEAR_MISSES),
        register_link("incidents", "All incidents of this service", service),
    )


# Setting


def _inspections(service: Service) -> Table:
    visits = sorted(service.inspections, key=lambda i: i.on or date.min, reverse=True)
    return table(
        "Inspections and visits",
        ("Day", "By", "Outcome", "Report"),
        [
            (
                ((words(in_words(i.on) if i.on else "Day not said"),),),
                ((said(i.by),),),
                ((said(i.outcome),),),
                ((said(i.ref),),),
            )
            for i in visits
        ],
    )


def _definitions(service: Service, facts: Facts) -> Lines:
    found = [
        d
        for d in facts.register.definitions_of(service.id)
        if d.withdrawn is None
        and facts.in_force(d.valid_from, d.valid_to)
        and (not d.domains or not service.domains or set(d.domains) & set(service.domains))
    ]
    return tuple(
        (page_link(Link(d.title or upper_first(listed(d.domains)), path_of(d))),)
        for d in sorted(found, key=lambda d: (d.domains, d.id))
    )
