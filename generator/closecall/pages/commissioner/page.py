"""The commissioner pages: who buys where, and what each may ask of the services that it buys."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property, partial
from itertools import groupby
from typing import Final, NamedTuple
from unicodedata import normalize

from closecall.analysis.commissioning import (
    PLANNED,
    Quarter,
    commissioners_of,
    contract_start,
    goes_to,
    quarter_of,
    quarters_of,
)
from closecall.analysis.periods import Span
from closecall.model.assurance import GovernanceDecision
from closecall.model.control import Risk
from closecall.model.days import in_words, month_in_words
from closecall.model.fields import RecordId
from closecall.model.monitoring import Escalation
from closecall.model.setting import Service
from closecall.pages.commissioner.columns import (
    Line as FileLine,
)
from closecall.pages.commissioner.columns import (
    counts_of,
    percent_missed,
    rate,
    summary_csv,
)
from closecall.pages.commissioner.pamms import pamms_table
from closecall.pages.context import path_of
from closecall.pages.counts import PER, two_digits
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Cells,
    Line,
    Lines,
    Link,
    Table,
    gap,
    page_link,
    plain_link,
    said,
    spaced,
    table,
    wide_table,
    words,
)
from closecall.pages.method.formulas import PATH as METHOD
from closecall.pages.method.tables import verdict_anchor
from closecall.pages.page import Asset, Page
from closecall.pages.render import render
from closecall.pages.small_counts import NOT_SHOWN, SmallCounts
from closecall.pages.words import counted, listed, near_misses

PATH: Final = "commissioners/index.html"
NAV: Final = "commissioners"
ROWS: Final = 50
"""How many escalations, targets or told near misses a table has, the newest first."""


class Counted(NamedTuple):
    """One row of the page's tables: a service over one quarter."""

    service: Service
    quarter: Quarter
    counts: SmallCounts


class Commissioner:
    """One commissioner with what it buys, counted when it is asked for."""

    def __init__(self, name: str, slug: str, services: Sequence[Service], facts: Facts) -> None:
        """Keep who it is; nothing is counted yet.

        Args:
            name: Its name, as the services' records have it.
            slug: Its folder, which no other commissioner has.
            services: Where it buys, by name.
            facts: What the pages share.
        """
        self.name = name
        self.path = f"commissioners/{slug}/index.html"
        self.file = f"commissioners/{slug}/summary.csv"
        self.to_pass_on = f"commissioners/{slug}/summary-to-pass-on.csv"
        self.services = tuple(services)
        self._facts = facts

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """By service and then by quarter, the oldest first."""
        facts = self._facts
        return tuple(
            quarter_of(
                service,
                self.name,
                span,
                measures=facts.evidence.measures,
                trails=facts.evidence.trails,
                at=facts.at,
            )
            for service in self.services
            for span in quarters_of(service, self.name, facts.as_at)
        )

    def rows(self, *, threshold: int | None) -> tuple[Counted, ...]:
        """The same with their counts, small ones hidden where that is asked for."""
        by_id = {service.id: service for service in self.services}
        return tuple(
            Counted(by_id[q.service], q, counts_of(q, threshold=threshold)) for q in self.quarters
        )

    def csv(self, *, threshold: int | None) -> bytes:
        """The file with one row a service and quarter."""
        provider = self._facts.evidence.provider
        name = provider.name if provider else ""
        return summary_csv(
            FileLine(name, self.name, row.service, row.quarter, row.counts)
            for row in self.rows(threshold=threshold)
        )


def commissioners(facts: Facts) -> tuple[Commissioner, ...]:
    """Every commissioner that a service names, by name."""
    found: list[Commissioner] = []
    slugs: set[str] = set()
    for name, services in commissioners_of(facts.register.services).items():
        slug = base = _slug(name)
        number = 2
        while slug in slugs:
            slug, number = f"{base}-{number}", number + 1
        slugs.add(slug)
        found.append(Commissioner(name, slug, services, facts))
    return tuple(found)


def _slug(name: str) -> str:
    """A folder's name: a to z, digits and hyphens."""
    plain = normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = "-".join("".join(c if c.isalnum() else " " for c in plain).split())
    return slug[:60].strip("-") or "commissioner"


def commissioner_pages(facts: Facts) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """The page of all commissioners, that of each, and the files beside them."""
    found = commissioners(facts)
    pages = [
        Page(
            path=PATH,
            title="Commissioners",
            description="Who buys care at which service, with a page and a file for each.",
            page_class="commissioners",
            draw=partial(_draw_all, found, facts),
            nav=NAV,
        )
    ]
    assets: list[Asset] = []
    for one in found:
        pages.append(
            Page(
                path=one.path,
                title=f"{one.name}: commissioner",
                description=f"What {one.name} may ask of the services that it buys, answered from "
                "their records, by quarter of its contract.",
                page_class="commissioner",
                draw=partial(_draw, one, facts),
                nav=NAV,
            )
        )
        if not facts.public:
            assets.append(Asset(path=one.file, draw=partial(one.csv, threshold=None)))
        hidden = partial(one.csv, threshold=facts.limit("suppression-threshold"))
        assets.append(Asset(path=one.to_pass_on, draw=hidden))
    return tuple(pages), tuple(assets)


# All commissioners


def _draw_all(found: Sequence[Commissioner], facts: Facts) -> str:
    rows = [
        (
            ((page_link(Link(one.name, one.path)),),),
            tuple((page_link(Link(facts.names.service(s.id), path_of(s))),) for s in one.services),
            tuple(_counted_from(s, one) for s in one.services),
            _files(one, facts),
        )
        for one in found
    ]
    heads = ("Commissioner", "Services that it buys", "Quarters are counted from", "Files")
    return render(
        "commissioners.html.j2",
        PATH,
        {"commissioners": table("Commissioners and the services that they buy", heads, rows)},
    )


def _counted_from(service: Service, one: Commissioner) -> Line:
    starts = contract_start(service, one.name)
    if starts is None:
        return (words("Calendar quarters: no contract is on record"),)
    refs = [c.ref for c in service.contracts if c.commissioner == one.name and c.ref]
    pieces = [words(f"The contract of {in_words(starts)}"), *(said(ref) for ref in refs)]
    return spaced(pieces)


def _files(one: Commissioner, facts: Facts) -> Lines:
    to_pass_on = (plain_link(Link("summary-to-pass-on.csv", one.to_pass_on)),)
    if facts.public:
        return (to_pass_on,)
    return ((plain_link(Link("summary.csv", one.file)),), to_pass_on)


# One commissioner


def _draw(one: Commissioner, facts: Facts) -> str:
    rows = one.rows(threshold=facts.hides_under)
    return render(
        "commissioner.html.j2",
        one.path,
        {
            "name": one.name,
            "provider": facts.evidence.provider.name if facts.evidence.provider else "",
            "lede": _lede(one, facts),
            "contracts": tuple(
                spaced((words(f"{facts.names.service(s.id)}: "), *_counted_from(s, one)))
                for s in one.services
            ),
            "files": _files(one, facts),
            "threshold": facts.limit("suppression-threshold"),
            "public": facts.public,
            "quarters": bool(rows),
            "recorded": _recorded(rows, facts),
            "risk": _risk(rows, facts),
            "remaining": _remaining(one, facts),
            "change": _change(rows, facts),
            "targets": _targets(one, facts),
            "accountable": _accountable(one, facts),
            "preventive": _preventive(rows, facts),
            "escalations": _escalations(one, facts),
            "told": _told(one, facts),
            "visits": _visits(rows, facts),
            "no_visits": _no_visits(one, facts),
            "pamms": pamms_table(one.services, facts),
            "repeat_days": facts.limit("repeat-days"),
        },
    )


def _lede(one: Commissioner, facts: Facts) -> tuple[str, ...]:
    where = listed(facts.names.service(s.id) for s in one.services)
    first = f"{one.name} buys care at {where}."
    if not one.quarters:
        return (first, "No quarter of a contract is over yet, so there is nothing to count.")
    if facts.public:
        return (first, "Each number below is of one service and one quarter that is over.")
    near = sum(len(q.near_misses) for q in one.quarters)
    incidents = sum(len(q.incidents) for q in one.quarters)
    # Services may have contracts of their own, and so quarters of their own.
    both = f"{near_misses(near)} and {counted(incidents, 'incident')}"
    return (first, f"In the quarters below, their staff recorded {both}.")


Value = Callable[[Counted], str]


def _by_quarter(
    what: str, columns: Mapping[str, Value], rows: Sequence[Counted], facts: Facts
) -> tuple[Table, ...]:
    """A table of numbers for each service, one row a quarter."""
    heads = ("Quarter", *columns)
    return tuple(
        wide_table(
            f"{facts.names.service(service)}: {what}",
            heads,
            [
                Cells(
                    (
                        words(quarter_in_words(row.quarter.span)),
                        *(words(value(row)) for value in columns.values()),
                    )
                )
                for row in group
            ],
            numbers=frozenset(range(1, len(heads))),
        )
        for service, group in groupby(rows, key=lambda row: row.service.id)
    )


def quarter_in_words(span: Span) -> str:
    """A quarter by its months, April to June 2026; else by its days, 15 May to 14 August 2026."""
    last = span.end - timedelta(days=1)
    if span.start.day == 1 and span.end.day == 1:
        first, end = (month_in_words(day.year, day.month) for day in (span.start, last))
        return f"{first.rpartition(' ')[0] if span.start.year == last.year else first} to {end}"
    first = in_words(span.start)
    if span.start.year == last.year:
        first = first.rpartition(" ")[0]
    return f"{first} to {in_words(last)}"


def _of(key: str) -> Value:
    return lambda row: row.counts.text(key)


# 1 How near misses are recorded, reviewed and used


def _recorded(rows: Sequence[Counted], facts: Facts) -> tuple[Table, ...]:
    return _by_quarter(
        "near misses and incidents",
        {
            "Near misses": _of("near_misses"),
            f"Near misses for {PER:,}": lambda r: _rate(r, "near_misses"),
            "Incidents": _of("incidents"),
            f"Incidents for {PER:,}": lambda r: _rate(r, "incidents"),
            "Counted in": _counted_in,
            "Reviewed by now": lambda r: r.counts.part_of("reviewed", "near_misses"),
            "Control changes": lambda r: f"{len(r.quarter.changes):,}",
        },
        rows,
        facts,
    )


def _rate(row: Counted, count: str) -> str:
    return rate(row.quarter, count, row.counts) or "no rate"


def _counted_in(row: Counted) -> str:
    given = row.quarter.exposure
    return f"{round(given.amount):,} {given.unit}" if given else "activity is not recorded"


# 2 No harm occurred is not no risk existed


def _risk(rows: Sequence[Counted], facts: Facts) -> tuple[Table, ...]:
    return _by_quarter(
        "what stopped harm, as reviews judge",
        {
            "Near misses": _of("near_misses"),
            "A control": _of("stopped_by_control"),
            "Luck": _of("stopped_by_luck"),
            "Not yet known": _of("not_yet_known"),
            "Not judged yet": _of("not_judged"),
            "Could happen again": _of("could_happen_again"),
        },
        rows,
        facts,
    )


def _remaining(one: Commissioner, facts: Facts) -> Table:
    """Of each service, what risk is left in the words of the newest decisions."""
    rows: list[tuple[Lines, ...]] = []
    for service in one.services:
        told = [d for d in reversed(facts.at(GovernanceDecision, service.id)) if d.risk_remaining]
        rows += [
            (
                ((page_link(Link(facts.names.service(service.id), path_of(service))),),),
                ((said(d.risk_remaining),),),
                (spaced((words(facts.names.role(d.group) or "Nobody named"), *_when(d))),),
                ((facts.names.id(d.id),),),
            )
            for d in told[:_NEWEST]
        ]
    heads = ("Service", "What risk is left", "Who says so", "Decision")
    return table("What groups say is still a risk, the newest decisions first", heads, rows)


_NEWEST: Final = 3


def _when(decision: GovernanceDecision) -> Line:
    return (words(f"on {in_words(decision.on)}"),) if decision.on else ()


# 3 Measurable change


def _change(rows: Sequence[Counted], facts: Facts) -> tuple[Table, ...]:
    return _by_quarter(
        "audits, repeats, staff practice and targets",
        {
            "Audits": lambda r: f"{len(r.quarter.audits):,}",
            "Audit points as they should be": lambda r: _part(
                r.quarter.criteria_met, r.quarter.criteria_looked_at
            ),
            "Repeat events": _of("repeats"),
            "Found by audits, not reported": _of("not_reported"),
            "Evidence of staff practice": lambda r: f"{len(r.quarter.staff):,}",
            "Of it, against a control": lambda r: f"{len(r.quarter.staff_contradict):,}",
            "Targets met, of those that ended": lambda r: _part(
                r.quarter.targets_met, len(r.quarter.targets)
            ),
        },
        rows,
        facts,
    )


def _part(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" if whole else "–"


def _targets(one: Commissioner, facts: Facts) -> Table:
    """Each target whose window ended in one of the quarters, with its verdict."""
    results = facts.evidence.measures.targets
    plans = [(q, plan) for q in one.quarters for plan in q.targets]
    plans.sort(key=lambda item: (item[0].span.end, item[1]), reverse=True)
    rows = []
    for quarter, plan in plans[:ROWS]:
        result = results[plan]
        target = result.plan.target
        rows.append(
            (
                ((said(target.statement) if target else words("No target"),),),
                ((words(facts.names.service(quarter.service)),),),
                _verdict(plan, facts),
                ((facts.names.id(plan),),),
            )
        )
    heads = ("Target", "Service", "Verdict by the records", "Plan")
    return table("Targets that ended in these quarters, the newest first", heads, rows)


def _verdict(plan: RecordId, facts: Facts) -> Lines:
    result = facts.evidence.measures.targets[plan]
    text = result.words if result.words.endswith(".") else f"{result.words}."
    how = plain_link(
        Link("How this is decided", f"{METHOD}#{verdict_anchor('target', result.verdict.code)}")
    )
    told = [spaced((words(text), how))]
    found = result.verdict.revised
    if found is not None:
        earlier = found.words.rstrip(".")
        told.append(
            spaced(
                (
                    words(f"Until {in_words(found.on)} it read: {earlier}."),
                    words("A record that came late changed it:"),
                    *(facts.names.id(RecordId(i)) for i in found.by),
                )
            )
        )
    return tuple(told)


def _accountable(one: Commissioner, facts: Facts) -> Table:
    rows = []
    for service in one.services:
        risks = facts.at(Risk, service.id)
        owned = sum(facts.register.role(r.owner_role) is not None for r in risks)
        gaps = facts.gaps_at(service.id)
        rows.append(
            (
                ((page_link(Link(facts.names.service(service.id), path_of(service))),),),
                ((words(_part(owned, len(risks))),),),
                ((words(f"{len(gaps):,}"),),),
                _owners(service, facts),
            )
        )
    heads = ("Service", "Risks with an owner", "Missing or overdue", "Roles that owe it")
    return table("Who answers for what", heads, rows)


def _owners(service: Service, facts: Facts) -> Lines:
    owners = dict.fromkeys(
        facts.names.role(piece.owner) or "Nobody named" for piece in facts.gaps_at(service.id)
    )
    return tuple((words(owner),) for owner in owners) or ((words("–"),),)


# 4 Preventive governance


def _preventive(rows: Sequence[Counted], facts: Facts) -> tuple[Table, ...]:
    return _by_quarter(
        "checks, decisions and escalations",
        {
            "Monitoring checks made": lambda r: _part(
                len(r.quarter.checks_made), len(r.quarter.checks_due)
            ),
            "Decisions of groups": lambda r: f"{len(r.quarter.decisions):,}",
            "Escalations": _of("escalations"),
            "To you": _of("escalations_to_commissioner"),
            "Of these, answered": lambda r: r.counts.part_of(
                "escalations_to_commissioner_answered", "escalations_to_commissioner"
            ),
        },
        rows,
        facts,
    )


def _escalations(one: Commissioner, facts: Facts) -> Table:
    """Every escalation to the commissioner, in whatever quarter."""
    found = [
        (e, service)
        for service in one.services
        for e in facts.at(Escalation, service.id)
        if goes_to(e, one.name)
    ]
    found.sort(key=lambda item: (item[0].on.toordinal() if item[0].on else 0, item[0].id))
    rows = [
        (
            ((words(in_words(e.on) if e.on else "Day not said"),), (facts.names.id(e.id),)),
            ((words(facts.names.service(service.id)),),),
            ((said(e.option),),),
            _answer(e, facts),
            ((said(e.effect) if e.effect else words("Nothing is recorded yet."),),),
        )
        for e, service in reversed(found)
    ]
    heads = ("Asked on", "Service", "What was asked", "What came back", "What changed")
    return table("Escalations to you, the newest first", heads, rows[:ROWS])


def _answer(escalation: Escalation, facts: Facts) -> Lines:
    if escalation.response:
        when = (
            f"Answered on {in_words(escalation.answered_on)}:"
            if escalation.answered_on
            else "Day of the answer not said:"
        )
        return (spaced((words(when), said(escalation.response))),)
    if escalation.due and escalation.due < facts.as_at:
        return ((gap(f"No answer is recorded. It was wanted by {in_words(escalation.due)}."),),)
    wanted = f" It is wanted by {in_words(escalation.due)}." if escalation.due else ""
    return ((words(f"No answer is recorded.{wanted}"),),)


def _told(one: Commissioner, facts: Facts) -> Table:
    told = [(t, q.service) for q in one.quarters for t in q.told]
    told.sort(key=lambda item: (item[0].on.toordinal() if item[0].on else 0, item[0].near_miss))
    rows = [
        (
            ((words(in_words(t.on) if t.on else "Day not said"),),),
            ((words(facts.names.service(service)),),),
            ((facts.names.id(t.near_miss),),),
            ((said(t.reason),),),
            ((said(t.ref) if t.ref else words("–"),),),
        )
        for t, service in reversed(told)
    ]
    heads = ("Told on", "Service", "Near miss", "Why", "Where it is written")
    return table(
        "Near misses of which a commissioner was told, the newest first", heads, rows[:ROWS]
    )


# Missed visits


def _visits(rows: Sequence[Counted], facts: Facts) -> tuple[Table, ...]:
    found = [r for r in rows if r.quarter.visits is not None]
    return _by_quarter(
        "missed of planned home care visits",
        {
            "Planned visits": lambda r: f"{r.quarter.visits.planned:,}" if r.quarter.visits else "",
            "Missed": _of("missed_visits"),
            "Proportion": _percent,
            "95% limits": _limits,
        },
        found,
        facts,
    )


def _percent(row: Counted) -> str:
    text = percent_missed(row.quarter, row.counts)
    return f"{text}%" if text and text != NOT_SHOWN else text or "–"


def _limits(row: Counted) -> str:
    visits = row.quarter.visits
    limits = visits.limits if visits else None
    if limits is None:
        return "–"
    if not row.counts.shows("missed_visits"):
        return NOT_SHOWN
    return f"{two_digits(100 * limits.lower)}% to {two_digits(100 * limits.upper)}%"


def _no_visits(one: Commissioner, facts: Facts) -> Lines:
    """The services without that number, and why."""
    return tuple(_why_no_visits(one, facts))


def _why_no_visits(one: Commissioner, facts: Facts) -> Iterator[Line]:
    for service in one.services:
        quarters = [q for q in one.quarters if q.service == service.id]
        lacking = [q for q in quarters if q.visits is None]
        if not lacking:
            continue
        name = facts.names.service(service.id)
        rows = [
            a
            for a in facts.register.activity_of(service.id)
            if a.unit.casefold() == PLANNED and not a.withdrawn
        ]
        if rows:
            spans = listed(quarter_in_words(q.span) for q in lacking)
            yield (
                gap(
                    f"{name}: the proportion of {spans} is not known. The records of planned "
                    "visits do not cover just these days, or do not say how many were missed "
                    "(`missed`)."
                ),
            )
        elif service.service_type == "homecare":
            yield (gap(f"{name}: no planned visits are on record."),)
        else:
            yield (words(f"{name}: no home care visits are planned there."),)
