"""The overview: the first minute of someone who has never seen the site."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.setting import Service
from closecall.model.trail import Stage, Trail
from closecall.pages import cells
from closecall.pages.context import path_of
from closecall.pages.counts import PER, Window, exposure
from closecall.pages.facts import Facts, verdict_of, worst_of, worst_rank
from closecall.pages.lookup import lookup
from closecall.pages.markup import (
    Line,
    Lines,
    Link,
    Table,
    gap,
    page_link,
    spaced,
    table,
    words,
)
from closecall.pages.measures.overview import (
    areas,
    by_month,
    changes_by_service,
    charts_note,
    recording,
    targets_by_service,
    targets_lede,
)
from closecall.pages.measures.verdicts import AFTER_IS_NOT_BECAUSE
from closecall.pages.numbers import steps_table
from closecall.pages.page import Page
from closecall.pages.render import render
from closecall.pages.words import near_misses, overdue, spelled, upper_first

PATH = "index.html"
LATEST = 3
"""How many near misses of each service the overview tells, where there are few services."""
FEW_SERVICES = 6
ATTENTION = 20
"""How many rows "what needs attention" has before it points to the completeness page."""

_ANSWERS = (
    ("accidental", "luck"),
    ("reliable", "a control"),
    ("not yet known", "not yet known"),
    ("", "not judged yet"),
)
_STAGES = {
    Stage.REPORTED: "reported",
    Stage.REVIEWED: "reviewed",
    Stage.ACTING: "acting",
    Stage.MONITORING: "monitoring",
    Stage.REOPENED: "reopened",
    Stage.CLOSED: "closed",
    Stage.CLOSED_NO_CHANGE: "closed with no change needed",
}


class Task(NamedTuple):
    """Something a reader may have come for."""

    link: Link
    says: str


def home_page(facts: Facts) -> Page:
    """The overview of all services."""
    provider = facts.evidence.provider
    name = provider.name if provider else ""
    return Page(
        path=PATH,
        title="Near miss evidence",
        description=f"What almost happened at the services of {name}, what stopped it, what was "
        "changed, and what is missing."
        if name
        else "What almost happened, what stopped it, what was changed, and what is missing.",
        page_class="home",
        draw=partial(_draw, facts),
        nav="home",
    )


def _draw(facts: Facts) -> str:
    trails = facts.counted(facts.trails)
    return render(
        "home.html.j2",
        PATH,
        {
            "lede": lede(trails, facts),
            "tasks": _tasks(),
            "services": services_table(facts),
            "notes": _notes(facts),
            "latest": _latest(facts),
            "attention": _attention(facts),
            "more_attention": max(0, len(_needing(facts)) - ATTENTION),
            "targets": targets_by_service(facts),
            "changes": changes_by_service(facts),
            "targets_lede": targets_lede(facts),
            "after": AFTER_IS_NOT_BECAUSE,
            "charts": charts_note(facts),
            "areas": areas(facts),
            "steps": steps_table(trails, facts),
            "elsewhere": len(facts.gaps) - facts.late_count(facts.trails),
        },
    )


def lede(trails: Sequence[Trail], facts: Facts) -> tuple[str, ...]:
    """What a reader should know before anything else, in short sentences."""
    services = len(facts.register.services)
    if not trails:
        return ("No near miss is on record yet.",)
    days = [t.near_miss.event_day for t in trails if t.near_miss.event_day]
    closed = sum(t.is_closed for t in trails)
    staff = f"Staff at {spelled(services, 'service')} recorded {near_misses(len(trails))}"
    are = "is" if closed == 1 else "are"
    return (
        f"{staff}{_span(days)}.",
        *judged(trails),
        f"Of the trails, {closed:,} {are} closed and {len(trails) - closed:,} still open.",
        overdue(len(facts.gaps)),
    )


def judged(trails: Sequence[Trail]) -> tuple[str, ...]:
    """What stopped harm, over near misses, in one or two sentences: the reviewers' verdicts."""
    found = Counter(verdict_of(t) for t in trails)
    luck, control = (f"{found[v]:,}" if found[v] else "none" for v in ("accidental", "reliable"))
    rest = []
    if found["not yet known"]:
        rest.append(f"in {found['not yet known']:,} it is not yet known")
    if found[""]:
        rest.append(f"{found['']:,} {'is' if found[''] == 1 else 'are'} not judged yet")
    first = f"Luck stopped harm in {luck}, a reliable control in {control}."
    return (first, f"{upper_first(' and '.join(rest))}.") if rest else (first,)


def _span(days: Sequence[date]) -> str:
    if not days:
        return ""
    if min(days) == max(days):
        return f", on {in_words(min(days))}"
    return f", from {in_words(min(days))} to {in_words(max(days))}"


def _tasks() -> tuple[Task, ...]:
    return (
        Task(
            Link("Follow one near miss from start to finish", "near-misses/index.html"),
            "Find it by service, area, stage or what is missing",
        ),
        Task(
            Link("See what is missing", "completeness/index.html"),
            "Every gap, who owes it, and since when",
        ),
        Task(
            Link("See who owes what, and by when", "actions/index.html"),
            "Overdue, due soon and later, by role, with calendars",
        ),
        Task(
            Link("See what was changed", "control-changes/index.html"),
            "What is done differently, from which day, who answers for it",
        ),
        Task(
            Link("Read what the groups decided", "governance-decisions/index.html"),
            "What they looked at, what they asked, what risk is left",
        ),
        Task(
            Link("See whether staff report, and hear back", "reporting/index.html"),
            "Is a service silent, how soon is it written down, who knows the route",
        ),
        Task(
            Link("See whether other services learned", "learning/index.html"),
            "Which lessons came to each service, what was checked and changed there",
        ),
        Task(
            Link("Find evidence by CQC question", "cqc/index.html"),
            "Both frameworks, item by item, with the age of what is listed and where nothing is",
        ),
        Task(
            Link("See what counts as a near miss", "definitions/index.html"),
            "Definitions with examples, and how staff report",
        ),
        Task(
            Link("Check this version yourself", "about/index.html"),
            "Rebuild it from its commit. This does not show that the records were true",
        ),
    )


# Services


def services_table(facts: Facts) -> Table:
    """One row a service: counts, rates, what stopped harm, stages, what is overdue."""
    months = facts.months
    return table(
        f"Near misses on record, and those of {months.in_words} (12 complete months)",
        (
            "Service",
            "On record",
            "In the 12 months",
            "In the 12 months before",
            "By month",
            "Is recording changing? Has it stopped?",
            "What stopped harm",
            "How far they have come",
            "Gaps",
        ),
        [_service_row(service, facts) for service in facts.register.services],
    )


def _service_row(service: Service, facts: Facts) -> tuple[Lines, ...]:
    trails = facts.counted(facts.trails_of(service.id))
    return (
        (
            spaced(
                (
                    page_link(Link(service.name, path_of(service))),
                    words(f"({', '.join(about_service(service))})"),
                )
            ),
        ),
        _words(f"{len(trails):,}"),
        _words(count_and_rate(service, facts, facts.months)),
        _words(count_before(service, facts)),
        by_month(service, facts),
        recording(service, facts),
        _words(_answers(trails)),
        _words(_stages(trails)),
        _words(f"{len(facts.gaps_at(service.id)):,}"),
    )


def about_service(service: Service) -> tuple[str, ...]:
    """What sort of service it is, how big, and when it was last inspected."""
    found = [upper_first(service.service_type)]
    if service.capacity:
        value, unit = service.capacity
        found.append(f"{value:,g} {unit}")
    visits = [i for i in service.inspections if i.on]
    if visits:
        last = max(visits, key=lambda i: i.on or date.min)
        if last.on:
            found.append(f"last inspected {in_words(last.on)}")
    return tuple(found)


def _words(text: str) -> Lines:
    return ((words(text),),)


def events_in(service: RecordId, facts: Facts, window: Window) -> int:
    """How many near misses of a service happened in a window."""
    trails = facts.counted(facts.trails_of(service))
    return sum(1 for t in trails if t.near_miss.event_day in window)


def count_and_rate(service: Service, facts: Facts, window: Window) -> str:
    """How many in a window, with the rate where activity covers every day of it."""
    count = events_in(service.id, facts, window)
    given = exposure(facts.register.activity_of(service.id), window)
    if given is None:
        return f"{count:,}; no rate, as activity is not recorded for every day"
    return f"{count:,}; {given.rate(count)} per {PER:,} {given.measure}"


def count_before(service: Service, facts: Facts) -> str:
    """How many in the twelve months before, if there were records of the whole of them."""
    window = facts.months_before
    started = lookup(facts.names).begins.get(service.id)
    if started is None or started >= window.end:
        return "No records yet"
    if started > window.first:
        count = events_in(service.id, facts, window)
        return f"{count:,}; records begin on {in_words(started)}"
    return count_and_rate(service, facts, window)


def _answers(trails: Sequence[Trail]) -> str:
    found = Counter(verdict_of(t) for t in trails)
    return "; ".join(f"{w} {found[v]:,}" for v, w in _ANSWERS if found[v]) or "Nothing to judge"


def _stages(trails: Sequence[Trail]) -> str:
    found = Counter(t.stage for t in trails)
    return "; ".join(f"{w} {found[s]:,}" for s, w in _STAGES.items() if found[s]) or "None"


def _notes(facts: Facts) -> tuple[str, ...]:
    after = facts.months.end
    return (
        "A count is a count of records: fewer may mean safer care or quieter staff.",
        f"Rates are for {PER:,} of what is named.",
        f"Near misses since {in_words(after)} are on record and not in the 12 months.",
        "What stopped harm is the reviewers’ verdict.",
        "Gaps are all that is missing or overdue, on near misses and elsewhere.",
        *_shared_gaps(facts),
        *_not_counted(facts),
    )


def _shared_gaps(facts: Facts) -> tuple[str, ...]:
    """Why the gaps of the services may come to another number than all."""
    if all(len(facts.services_of_piece(piece)) == 1 for piece in facts.gaps):
        return ()
    return (
        f"There are {len(facts.gaps):,} in all.",
        "What several services share counts at each; what belongs to no service, at none.",
    )


def _not_counted(facts: Facts) -> tuple[str, ...]:
    """Why there are more records in the register than near misses in the counts."""
    records, live = len(facts.evidence.trails), len(facts.trails)
    twice = live - len(facts.counted(facts.trails))
    why = []
    if records > live:
        withdrawn = records - live
        why.append(f"{withdrawn:,} {'was' if withdrawn == 1 else 'were'} withdrawn")
    if twice:
        why.append(f"{twice:,} {'tells' if twice == 1 else 'tell'} what another record tells too")
    if not why:
        return ()
    return (
        f"Of {near_misses(records)} in the register, {' and '.join(why)}; these are not counted.",
    )


# The latest near misses


def _latest(facts: Facts) -> Table:
    services = facts.register.services
    most = LATEST if len(services) <= FEW_SERVICES else 1
    rows = [
        (
            cells.near_miss(trail, facts),
            ((words(service.name),),),
            cells.stopped(trail),
            cells.changed(trail, facts),
            cells.missing(trail, facts),
        )
        for service in services
        for trail in facts.counted(facts.trails_of(service.id))[:most]
    ]
    return table(
        f"The latest {spelled(most, 'near miss', 'near misses')} of each service",
        (
            "What nearly happened",
            "Service",
            "What stopped it",
            "What was changed",
            "What is missing",
        ),
        rows,
    )


# What needs attention


def _needing(facts: Facts) -> Sequence[Trail]:
    found = [t for t in facts.trails if facts.late_of(t) or t.stage is Stage.REOPENED]
    return sorted(found, key=lambda t: (-worst_rank(t), _waits_since(t, facts), t.near_miss.id))


def _waits_since(trail: Trail, facts: Facts) -> date:
    days = [o.overdue_since for o in facts.late_of(trail)]
    if trail.stage is Stage.REOPENED and trail.reopened_by and trail.reopened_by.day:
        days.append(trail.reopened_by.day)
    return min(days, default=date.max)


def _attention(facts: Facts) -> Table:
    return table(
        "Sorted by the worst credible harm, then by how long it has waited",
        ("Worst credible harm", "What", "Service", "Why it is here", "Who, since when"),
        [_attention_row(trail, facts) for trail in _needing(facts)[:ATTENTION]],
    )


def _attention_row(trail: Trail, facts: Facts) -> tuple[Lines, ...]:
    late = facts.late_of(trail)
    why: list[Line] = []
    who: list[Line] = []
    if trail.stage is Stage.REOPENED:
        why.append(cells.stage(trail)[0])
        manager = trail.service.manager_role if trail.service else None
        who.append((words(facts.names.role(manager) or "Nobody named"),))
    why.extend((gap(o.what),) for o in late[: cells.TOLD_IN_FULL])
    who.extend(
        (words(f"{_owner(o.owner, facts)}, since {in_words(o.overdue_since)}"),)
        for o in late[: cells.TOLD_IN_FULL]
    )
    rest = len(late) - cells.TOLD_IN_FULL
    if rest > 0:
        why.append((words(f"And {rest:,} more."),))
    return (
        ((words(worst_of(trail)),),),
        cells.near_miss(trail, facts),
        ((words(facts.names.service(trail.near_miss.service)),),),
        tuple(why),
        tuple(dict.fromkeys(who)),
    )


def _owner(role: RecordId | None, facts: Facts) -> str:
    return facts.names.role(role) or "Nobody named"
