"""Charts of verdicts: the picture, what it shows in words, and the same figures as a table."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from closecall.analysis.events import Event, in_time
from closecall.analysis.measures import ChangeResult, PatternResult, TargetResult
from closecall.analysis.patterns import LEAST_POINTS, LIMITS_FROM, TRIAL_UP_TO, Signal
from closecall.analysis.periods import Span
from closecall.figures.control_chart import ControlChart, Phase, Point, control_chart
from closecall.figures.heat import HeatMap, heat_map
from closecall.figures.multiples import Multiples, SmallChart, multiples
from closecall.figures.svg import figure as written
from closecall.figures.timeline import Moment, Timeline, timeline
from closecall.model.days import days_from, in_words, month_in_words
from closecall.model.fields import RecordId
from closecall.pages.context import Names
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Table,
    figure,
    picture,
    spaced,
    strong,
    table,
    words,
)
from closecall.pages.measures.verdicts import tag_of, verdict_line
from closecall.pages.numbers import area_title, number_table
from closecall.pages.words import counted, upper_first
from closecall.spc.chart import Chart, ChartKind

PER: Final = 1000
"""Rates are for so much of the exposure."""
CHART_FROM: Final = 6
"""Fewer points are no line: the eye would see a trend in it. They stand on a line of time."""
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
_AROUND: Final = 7
"""Days drawn before the first event of a line of time, and after its last."""


# Run charts, control charts, days between


def pattern_figure(result: PatternResult, names: Names, *, name: str, what: str) -> Html | None:
    """The chart of a pattern; of too few points for a line, its events on a line of time.

    Args:
        result: The pattern.
        names: Titles and addresses.
        name: What the ids in the picture begin with, once a page.
        what: What is counted, and where: `Near misses and incidents at Rosewood House`.

    Returns:
        None where nothing is recorded.
    """
    verdict = result.verdict
    drawn = verdict.chart
    if len(verdict.points) < CHART_FROM:
        return _pattern_in_time(result, names, name=name, what=what)
    between = drawn.kind is ChartKind.DAYS_BETWEEN
    title = f"{what}: {_HEADS[drawn.kind]}"
    unit = _exposure_unit(result, names)
    points = _points(result)
    newest = drawn.phases[-1]
    svg = control_chart(
        ControlChart(
            name=name,
            title=title,
            description=_description(result),
            unit=_unit(drawn.kind, unit),
            points=points,
            phases=_phases(drawn),
            cuts=_cuts(result),
            open_gap=_open_gap(result, names) if between else None,
            run=newest.run if newest.runs.useful >= LEAST_POINTS else None,
        )
    )
    return figure(
        picture(svg),
        f"Chart: {title}",
        _caption(result, names, title),
        "Show this chart as a table",
        _between_table(result, points, title)
        if between
        else _months_table(result, points, title, unit, names),
    )


_HEADS: Final = {
    ChartKind.DAYS_BETWEEN: "days from each to the next",
    ChartKind.COUNTS: "how many each month",
    ChartKind.RATES: "how many each month, for the care given",
}


def _unit(kind: ChartKind, unit: str) -> str:
    if kind is ChartKind.DAYS_BETWEEN:
        return "days since the one before"
    return f"for {PER:,} {unit}" if kind is ChartKind.RATES else "records a month"


def _exposure_unit(result: PatternResult, names: Names) -> str:
    """What the care at the service is counted in, over the months of the chart; may be empty."""
    data = names.evidence.measures.setting.services[RecordId(result.category.service)]
    return next((e.unit for p in result.verdict.points if (e := data.exposure(p))), "")


def _open_gap(result: PatternResult, names: Names) -> int | None:
    """The gap still open, to the end of the last whole month; None where it began later."""
    if result.verdict.open_gap is None or not result.events:
        return None
    days = (names.evidence.measures.month - result.events[-1].first).days
    return days if days > 0 else None


def _points(result: PatternResult) -> list[Point]:
    """The points with the lines that the chart has for them, as far as those may be shown."""
    verdict = result.verdict
    drawn = verdict.chart
    between = drawn.kind is ChartKind.DAYS_BETWEEN
    scale = PER if drawn.kind is ChartKind.RATES else 1
    limited = set() if between else _with_limits(drawn)

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * scale

    points = []
    for k, (span, value, line) in enumerate(
        zip(verdict.points, drawn.plotted, drawn.lines, strict=True)
    ):
        day = span.end if between else span.start
        month = _MONTHS[day.month - 1]
        points.append(
            Point(
                label=f"{day.day} {month}" if between else month,
                year=str(day.year),
                value=scaled(value),
                centre=scaled(line.centre),
                lower=scaled(line.lower) if k in limited else None,
                upper=scaled(line.upper) if k in limited else None,
                signal=k in verdict.beyond,
            )
        )
    return points


def _with_limits(drawn: Chart) -> set[int]:
    """The points whose lines rest on enough points to be limits."""
    return {
        k
        for phase in drawn.phases
        if phase.setting >= LIMITS_FROM
        for k in range(phase.start, phase.end)
    }


def _phases(drawn: Chart) -> list[Phase]:
    return [
        Phase(
            start=p.start,
            end=p.end,
            carried=not p.own_lines,
            signal_line=p.signal_line if p.setting >= LIMITS_FROM else None,
        )
        for p in drawn.phases
    ]


def _cuts(result: PatternResult) -> list[tuple[int, str]]:
    """Where a control change stands: before the first point that ends after its day."""
    points = result.verdict.points
    return [
        (
            next((k for k, p in enumerate(points) if p.end > day), len(points)),
            f"Control changed {_short_day(day)}",
        )
        for day, _ in result.changes
    ]


def _description(result: PatternResult) -> str:
    verdict = result.verdict
    between = verdict.chart.kind is ChartKind.DAYS_BETWEEN
    first, last = verdict.points[0].start, verdict.points[-1].end
    what = counted(len(verdict.points), "interval" if between else "complete month")
    end = last if between else days_from(last, -1)
    text = f"{what} from {in_words(first)} to {in_words(end)}. {tag_of(result).word}."
    if verdict.beyond:
        text += f" Drawn as rings: {counted(len(verdict.beyond), 'point')} beyond a limit."
    return f"{text} The table after the chart says the same."


def _caption(result: PatternResult, names: Names, title: str) -> Line:
    verdict = result.verdict
    pieces: list[Html] = [strong(f"{title}."), *verdict_line(result, names)]
    if verdict.signals:
        pieces.append(words(f"Seen: {'; '.join(s.value for s in verdict.signals)}."))
    if verdict.beyond:
        pieces.append(words("A ring lies beyond a limit."))
    if verdict.chart.phases[-1].run and Signal.RUN_MORE in verdict.signals:
        pieces.append(words("The shaded part is the run of many."))
    elif verdict.chart.phases[-1].run and Signal.RUN_LESS in verdict.signals:
        pieces.append(words("The shaded part is the run of few."))
    newest = verdict.chart.phases[-1]
    if newest.setting < LIMITS_FROM:
        pieces.append(words(f"Under {LIMITS_FROM} points have a centre line and no limits."))
    elif verdict.trial:
        pieces.append(words(f"The limits rest on under {TRIAL_UP_TO} points and are on trial."))
    if any(not p.own_lines for p in verdict.chart.phases):
        pieces.append(
            words(
                f"After the last control change there are fewer than {LIMITS_FROM} points, so the "
                "lines of the time before are carried on, thinner."
            )
        )
    if _open_gap(result, names) is not None and verdict.chart.kind is ChartKind.DAYS_BETWEEN:
        pieces.append(
            words(
                "The hollow point is the gap still open, to the end of the last whole month. It is "
                "in none of the rules."
            )
        )
    return spaced(pieces)


def _between_table(result: PatternResult, points: Sequence[Point], title: str) -> Table:
    lines = {k: p.signal_line for p in _phases(result.verdict.chart) for k in range(p.start, p.end)}
    return table(
        title,
        ("From", "To", "Days", "Centre line", "Signal line", "Marked"),
        [
            (
                _cell(in_words(span.start)),
                _cell(in_words(span.end)),
                _number(point.value),
                _number(point.centre),
                _number(lines.get(k)),
                _cell(_marked(result, k)),
            )
            for k, (span, point) in enumerate(zip(result.verdict.points, points, strict=True))
        ],
    )


def _months_table(
    result: PatternResult, points: Sequence[Point], title: str, unit: str, names: Names
) -> Table:
    data = names.evidence.measures.setting.services[RecordId(result.category.service)]
    rates = result.verdict.chart.kind is ChartKind.RATES
    heads: tuple[str, ...] = ("Month", "Records")
    if rates:
        heads = (*heads, upper_first(unit), f"For {PER:,}")
    rows = []
    for k, (span, point) in enumerate(zip(result.verdict.points, points, strict=True)):
        row = [
            _cell(month_in_words(span.start.year, span.start.month)),
            _cell(f"{len(in_time(result.events, span)):,}"),
        ]
        if rates:
            given = data.exposure(span)
            row += [_number(float(given.amount) if given else None), _number(point.value)]
        row += [
            _number(point.centre),
            _number(point.lower),
            _number(point.upper),
            _cell(_marked(result, k)),
        ]
        rows.append(tuple(row))
    return table(title, (*heads, "Centre line", "Lower limit", "Upper limit", "Marked"), rows)


def _marked(result: PatternResult, point: int) -> str:
    """What the chart shows of a point besides its place."""
    verdict = result.verdict
    newest = verdict.chart.phases[-1]
    run = newest.run if newest.runs.useful >= LEAST_POINTS else None
    marks = []
    if point in verdict.beyond:
        marks.append("beyond a limit")
    if run and run[0] <= point < run[1]:
        marks.append("in a long run")
    return ", ".join(marks) or "–"


def _cell(text: str) -> Lines:
    return ((words(text),),)


def _number(value: float | None) -> Lines:
    return _cell("–" if value is None else written(value))


# Lines of time


def _pattern_in_time(result: PatternResult, names: Names, *, name: str, what: str) -> Html | None:
    if not result.events:
        return None
    measures = names.evidence.measures
    first, end = result.stretches[0].span.start, max(measures.month, result.events[-1].last)
    title = f"{what}: each on its day"
    svg = timeline(
        Timeline(
            name=name,
            title=title,
            description=(
                f"{counted(result.n, 'record')} since {in_words(first)}. {tag_of(result).word}. "
                f"{_SAME}"
            ),
            first=first,
            end=days_from(end, _AROUND),
            moments=_moments(result.events, frozenset()),
            cuts=[(day, f"Control changed {_short_day(day)}") for day, _ in result.changes],
        )
    )
    return figure(
        picture(svg),
        f"Picture: {title}",
        spaced((strong(f"{title}."), *verdict_line(result, names), _DOTS)),
        "Show this picture as a table",
        _events_table(result.events, title, names),
    )


_SAME: Final = "The table after the picture says the same."
_DOTS: Final = words("Each dot is a near miss, each square an incident.")
_LEFT_OUT: Final = words("Hollow: it led to the change, and is not counted.")


def change_figure(
    result: ChangeResult, names: Names, *, name: str, target: TargetResult | None = None
) -> Html | None:
    """When events came before a control change and after; None where none did."""
    index = result.asked.index_events
    events = _events(result.service, (*result.counted, *index), names)
    if not events:
        return None
    day = result.asked.effective
    window = target.verdict.window if target else None
    verdict = names.evidence.measures.steady(result.change.id).verdict
    first = min([e.first for e in events] + [verdict.before.start])
    end = max([e.last for e in events] + [verdict.after.end] + ([window.end] if window else []))
    after = sum(e.first >= day and e.id not in index for e in events)
    before = len(events) - after - sum(e.id in index for e in events)
    title = f"Records before and after the control change of {in_words(day)}"
    svg = timeline(
        Timeline(
            name=name,
            title=title,
            description=(
                f"{counted(before, 'record')} before the change and {after:,} after it, each on "
                f"its day. {_SAME}"
            ),
            first=days_from(first, -_AROUND),
            end=days_from(end, _AROUND),
            moments=_moments(events, index),
            window=(window.start, window.end) if window else None,
            cuts=((day, f"Control changed {_short_day(day)}"),),
            before=f"Before: {before:,}",
            after=f"After: {after:,}",
        )
    )
    return figure(
        picture(svg),
        f"Picture: {title}",
        spaced((strong(f"{title}."), _DOTS, *((_LEFT_OUT,) if index else ()))),
        "Show this picture as a table",
        _events_table(events, title, names, changed=day, index=index),
    )


def target_figure(result: TargetResult, names: Names, *, name: str) -> Html | None:
    """When events came before a target's window and in it; None where none did."""
    window = result.verdict.window
    index = result.target.index_events
    ids = (*result.counted, *result.verdict.counted_before, *index)
    events = _events(result.service, ids, names)
    if window is None or not events:
        return None
    before = result.verdict.before
    first = min([e.first for e in events] + ([before.start] if before else []))
    title = "Records before the window of the target and in it"
    svg = timeline(
        Timeline(
            name=name,
            title=title,
            description=(
                f"{counted(result.n, 'record')} in the window from {in_words(window.start)} to "
                f"{in_words(days_from(window.end, -1))}. {_SAME}"
            ),
            first=days_from(min(first, window.start), -_AROUND),
            end=days_from(max([e.last for e in events] + [window.end]), _AROUND),
            moments=_moments(events, index),
            window=(window.start, window.end),
        )
    )
    return figure(
        picture(svg),
        f"Picture: {title}",
        spaced((strong(f"{title}."), _DOTS, *((_LEFT_OUT,) if index else ()))),
        "Show this picture as a table",
        _events_table(events, title, names, index=index),
    )


def _events(service: RecordId | None, ids: Sequence[str], names: Names) -> list[Event]:
    measures = names.evidence.measures
    data = measures.setting.services.get(service) if service else None
    wanted = set(ids)
    return [e for e in data.known(measures.as_at) if e.id in wanted] if data else []


def _moments(events: Sequence[Event], index: frozenset[str]) -> list[Moment]:
    return [Moment(day=e.first, incident=e.incident, left_out=e.id in index) for e in events]


def _events_table(
    events: Sequence[Event],
    caption: str,
    names: Names,
    *,
    changed: date | None = None,
    index: frozenset[str] = frozenset(),
) -> Table:
    """Each event; and where a control was changed, on which side of the change it lies."""

    def side(event: Event) -> str:
        if event.id in index:
            return "Led to it, not counted"
        if changed is None:
            return "Counted"
        return "After" if event.first >= changed else "Before"

    return table(
        caption,
        ("Day", "What", "Record", "Side of the change" if changed else "How it counts"),
        [
            (
                _cell(_day(e)),
                _cell("Incident" if e.incident else "Near miss"),
                ((names.id(RecordId(e.id)),),),
                _cell(side(e)),
            )
            for e in events
        ],
    )


def _day(event: Event) -> str:
    if event.first == event.last:
        return in_words(event.first)
    return f"{in_words(event.first)} to {in_words(event.last)}"


# Areas of care by month


def _areas(near: Sequence[Event], months: Sequence[Span]) -> list[tuple[str, list[int]]]:
    """The areas of which a near miss is known in these months, the most frequent first."""
    counts = {
        domain: [sum(domain in e.domains for e in in_time(near, m)) for m in months]
        for domain in {d for e in near for d in e.domains}
    }
    found = ((area_title(d), c) for d, c in counts.items() if sum(c))
    return sorted(found, key=lambda item: (-sum(item[1]), item[0]))


def _areas_table(
    title: str, shown: Sequence[tuple[str, Sequence[int]]], months: Sequence[Span]
) -> Table:
    return number_table(
        title,
        ("Area", *(_short_month(m.start) for m in months), "All"),
        ((((words(area),),), [*counts, sum(counts)]) for area, counts in shown),
    )


def area_heat(months: Sequence[Span], names: Names, *, name: str) -> Html | None:
    """Near misses of all services by area of care and month; None where there are none."""
    measures = names.evidence.measures
    near = [
        event
        for data in measures.setting.services.values()
        for event in data.known(measures.as_at)
        if not event.incident
    ]
    shown = _areas(near, months)
    if not shown:
        return None
    title = f"Near misses by area of care and month, all services, {_reach(months)}"
    svg = heat_map(
        HeatMap(
            name=name,
            title=title,
            description=f"{counted(len(shown), 'area')}, {counted(len(months), 'month')}. {_SAME}",
            columns=[_MONTHS[m.start.month - 1] for m in months],
            rows=shown,
        )
    )
    reads = (
        "Darker means more; the number is in each cell. One near miss can count in several areas."
    )
    return _areas_figure(svg, title, reads, _areas_table(title, shown, months))


def area_multiples(
    service: RecordId, months: Sequence[Span], names: Names, *, name: str
) -> Html | None:
    """Near misses of each area of care at a service, month by month, on one scale."""
    measures = names.evidence.measures
    data = measures.setting.services.get(service)
    if data is None or not months:
        return None
    near = [e for e in data.known(measures.as_at) if not e.incident]
    shown = _areas(near, months)
    if not shown:
        return None
    tallest = max(max(c) for _, c in shown)
    title = f"Near misses each month, by area of care, {_reach(months)}"
    svg = multiples(
        Multiples(
            name=name,
            title=title,
            description=(
                f"{counted(len(shown), 'small chart')} on one scale, with "
                f"{counted(len(months), 'month')} each. {_SAME}"
            ),
            first=_short_month(months[0].start),
            last=_short_month(months[-1].start),
            charts=[SmallChart(title=d, counts=c) for d, c in shown],
        )
    )
    reads = f"All have one scale: the tallest bar is {tallest:,}. At the right: the sum."
    return _areas_figure(svg, title, reads, _areas_table(title, shown, months))


def _areas_figure(svg: str, title: str, reads: str, as_table: Table) -> Html:
    """A picture of areas: its title, how it is read, and the same as a table."""
    caption = spaced((strong(f"{title}."), words(reads)))
    said = f"Picture: {title}"
    return figure(picture(svg), said, caption, "Show this picture as a table", as_table)


def _short_day(day: date) -> str:
    return f"{day.day} {_short_month(day)}"


def _short_month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _reach(months: Sequence[Span]) -> str:
    first, last = months[0].start, months[-1].start
    return f"{month_in_words(first.year, first.month)} to {month_in_words(last.year, last.month)}"
