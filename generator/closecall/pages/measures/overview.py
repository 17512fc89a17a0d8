"""Verdicts over all services: is recording changing, how many targets are met, what really changed.

Nothing is ranked: services stand by name, and verdicts in the order in which they are decided.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from closecall.analysis.changes import ChangeCode
from closecall.analysis.events import in_time
from closecall.analysis.measures import Result
from closecall.analysis.patterns import PatternCode
from closecall.analysis.periods import Span, complete_months
from closecall.analysis.targets import TargetCode
from closecall.figures.spark import spark
from closecall.model.fields import RecordId
from closecall.model.setting import Service
from closecall.pages.facts import Facts
from closecall.pages.markup import EMPTY, Html, Lines, Table, picture, small, spaced, words
from closecall.pages.measures.charts import area_heat
from closecall.pages.measures.verdicts import CHANGE_TAGS, TARGET_TAGS, tagged
from closecall.pages.numbers import number_table
from closecall.pages.words import Tag, counted

MONTHS: Final = 12
_FALSE_ALARMS: Final = 20
"""By chance alone about one chart in so many shows a signal of its runs (Anhoej & Olesen 2014)."""


def by_month(service: Service, facts: Facts) -> Lines:
    """Near misses of the newest complete months: a line, and the same in figures."""
    data = facts.evidence.measures.setting.services.get(service.id)
    if data is None:
        return ((words("No records"),),)
    near = [e for e in data.known(facts.as_at) if not e.incident]
    start = data.since or min((e.first for e in near), default=facts.as_at)
    months = complete_months(Span(min(start, facts.as_at), facts.as_at))[-MONTHS:]
    if not months:
        return ((words("No complete month yet"),),)
    counts = [len(in_time(near, month)) for month in months]
    return (spaced((picture(spark(counts)), small(", ".join(f"{c:,}" for c in counts)))),)


def areas(facts: Facts) -> Html:
    """Near misses of all services by area of care and month, as a picture; empty without any."""
    months = complete_months(Span(facts.months.first, facts.months.end))
    return area_heat(months, facts.names, name="cc-areas-chart") or EMPTY


def recording(service: Service, facts: Facts) -> Lines:
    """Whether recording changes at a service, and whether it has stopped."""
    measures = facts.evidence.measures
    if service.id not in measures.recording:
        return ((words("No records"),),)
    of_service = (measures.recording[service.id], measures.reporting[service.id])
    return (spaced([tagged(result) for result in of_service]),)


def targets_lede(facts: Facts) -> str:
    """How many targets are met, and after how many of their changes the rate really fell."""
    measures = facts.evidence.measures
    every = len(measures.targets)
    if not every:
        return ""
    met = [t for t in measures.targets.values() if t.code is TargetCode.MET]
    fell = sum(
        any(c.code is ChangeCode.FELL for c in measures.changes_watched_by(t.plan.id)) for t in met
    )
    are = "is" if len(met) == 1 else "are"
    text = f"Of {counted(every, 'target')}, {len(met):,} {are} met."
    if met:
        text += f" In {fell:,} of these the rate fell by more than chance explains."
    return text


def targets_by_service(facts: Facts) -> Table:
    """How many targets have each verdict, by service."""
    return _by_service(
        f"Measurable target: {counted(len(facts.evidence.measures.targets), 'target')}",
        facts.evidence.measures.targets.values(),
        TARGET_TAGS,
        facts,
    )


def changes_by_service(facts: Facts) -> Table:
    """What followed the control changes, by service."""
    return _by_service(
        f"Real change: {counted(len(facts.evidence.measures.changes), 'control change')}",
        facts.evidence.measures.changes.values(),
        CHANGE_TAGS,
        facts,
    )


def _by_service(
    caption: str,
    results: Iterable[Result],  # type: ignore[type-arg] # of any verdict
    tags: Mapping[TargetCode, Tag] | Mapping[ChangeCode, Tag],
    facts: Facts,
) -> Table:
    found: Counter[tuple[StrEnum, RecordId | None]] = Counter()
    for result in results:
        found[result.code, result.service] += 1
    services = facts.register.services
    known = {s.id for s in services}
    elsewhere = sum(n for (_, service), n in found.items() if service not in known)

    def row(code: StrEnum | None) -> Sequence[int]:
        each = [
            sum(n for (c, s), n in found.items() if s == service.id and code in (None, c))
            for service in services
        ]
        rest = (
            [sum(n for (c, s), n in found.items() if s not in known and code in (None, c))]
            if elsewhere
            else []
        )
        return [*each, *rest, sum(each) + sum(rest)]

    heads = ("Verdict", *(s.name for s in services), *(("Elsewhere",) if elsewhere else ()), "All")
    return number_table(
        caption,
        heads,
        ((((words(t.word),),), row(code)) for code, t in tags.items() if row(code)[-1]),
        sums=((((words("All"),),), row(None)),),
    )


def charts_note(facts: Facts) -> str:
    """How many charts are judged, and how many false alarms are to be expected among them."""
    measures = facts.evidence.measures
    charts = (*measures.recording.values(), *measures.patterns.values())
    judged = sum(c.code is not PatternCode.TOO_FEW for c in charts)
    text = f"Of {counted(len(charts), 'chart')} of services and mechanisms, {judged:,} "
    text += "has" if judged == 1 else "have"
    return (
        f"{text} enough records to be judged. By chance alone about one in {_FALSE_ALARMS} of "
        f"those shows a signal: {judged / _FALSE_ALARMS:.1f} here. Charts are not adjusted for it."
    )
