"""A run chart, a control chart or a chart of days between: points in order, with their lines.

The lines belong to a phase each. Where a phase is too young for lines of its own, those of the
phase before are carried on and drawn thinner. The gap that is still open is hollow and in no rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from closecall.figures.svg import (
    INK_2,
    LINE_2,
    MARK,
    PAPER,
    RUN,
    cut,
    figure,
    framed,
    label,
    place,
    ticks,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point: its value and the lines where it stands."""

    label: str
    """What stands under it: its month, or its day."""
    value: float | None
    """None where there is none."""
    year: str = ""
    """Stands under the label where it is another than under the label before."""
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    signal: bool = False
    """Whether it is drawn as a ring, because it lies beyond a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of points with lines of their own, or with those carried on."""

    start: int
    """Its first point, counted from 0."""
    end: int
    """The point after its last."""
    carried: bool = False
    """Whether its lines are those of the phase before."""
    signal_line: float | None = None
    """Days between events that chance does not explain; of a chart of days between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """What a chart shows."""

    name: str
    """What its ids begin with, once a page."""
    title: str
    description: str
    unit: str
    """What the axis counts: `days`, `records a month`."""
    points: Sequence[Point]
    phases: Sequence[Phase] = ()
    cuts: Sequence[tuple[int, str]] = ()
    """Control changes: the point before which each stands, and its words."""
    open_gap: float | None = None
    """The gap that is still open; drawn hollow after the last point."""
    open_label: str = "still open"
    run: tuple[int, int] | None = None
    """The first point of a long run and the point after its last, shaded."""


_WIDTH: Final = 760
_HEIGHT: Final = 250
_LEFT: Final = 48
_RIGHT: Final = 650
"""What the lines are called stands beyond it."""
_ROW: Final = 14
"""From one line of words to the next."""
_TOP: Final = 40
_BOTTOM: Final = 206
_LABELS: Final = 12
"""More labels than this do not fit under the points."""


def control_chart(chart: ControlChart) -> str:
    """Draw a chart.

    Returns:
        An `svg` element. The same chart gives the same bytes.
    """
    return framed(
        _parts(chart),
        name=chart.name,
        title=chart.title,
        description=chart.description,
        width=_WIDTH,
        height=_HEIGHT,
    )


class _Scale:
    """Where a point and a value stand."""

    def __init__(self, chart: ControlChart) -> None:
        values = [0.0]
        for point in chart.points:
            values += (v for v in (point.value, point.upper, point.centre) if v is not None)
        values += (p.signal_line for p in chart.phases if p.signal_line is not None)
        if chart.open_gap is not None:
            values.append(chart.open_gap)
        self.marks = ticks(max(values))
        places = len(chart.points) + (chart.open_gap is not None)
        self.step = (_RIGHT - _LEFT) / max(places, 1)
        self.unit = (_BOTTOM - _TOP) / self.marks[-1]

    def x(self, place: float) -> float:
        """Of a point, counted from 0."""
        return _LEFT + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        """Of a value."""
        return _BOTTOM - value * self.unit


def _parts(chart: ControlChart) -> Iterator[str]:
    scale = _Scale(chart)
    if chart.run is not None:
        start, end = chart.run
        yield (
            f'<rect class="run" fill="{RUN}" x="{place(scale.x(start - 0.5))}" y="{_TOP}" '
            f'width="{place((end - start) * scale.step)}" height="{_BOTTOM - _TOP}"/>'
        )
    yield label(8, 16, chart.unit, anchor="start")
    for mark in scale.marks:
        y = place(scale.y(mark))
        yield (
            f'<line class="grid" stroke="{LINE_2}" x1="{_LEFT}" x2="{_RIGHT}" y1="{y}" y2="{y}"/>'
        )
        yield label(_LEFT - 6, scale.y(mark) + 4, figure(mark), anchor="end")
    for phase in chart.phases:
        yield from _phase(phase, chart.points, scale)
    yield from _cuts(chart, scale)
    yield from _line(chart.points, scale)
    for n, point in enumerate(chart.points):
        if point.value is not None:
            yield _dot(scale.x(n), scale.y(point.value), ring=point.signal)
    yield from _names(chart, scale)
    if chart.open_gap is not None:
        yield from _open(chart, scale, chart.open_gap)
    yield from _labels(chart.points, scale)


def _phase(phase: Phase, points: Sequence[Point], scale: _Scale) -> Iterator[str]:
    thin = ' opacity=".55"' if phase.carried else ""
    inside = range(phase.start, phase.end)
    for name, dashes, width in (
        ("centre", "6 4", "1.5"),
        ("upper", "2 3", "1"),
        ("lower", "2 3", "1"),
    ):
        level = [(n, v) for n in inside if (v := getattr(points[n], name)) is not None]
        if not level:
            continue
        # Each point has its own limit, over its own width.
        steps = " ".join(
            f"{place(scale.x(n - 0.5))},{place(scale.y(v))} {place(scale.x(n + 0.5))},"
            f"{place(scale.y(v))}"
            for n, v in _joined(level)
        )
        look = "centre" if name == "centre" else "limit"
        yield (
            f'<polyline class="{look}" fill="none" stroke="{INK_2}" stroke-width="{width}" '
            f'stroke-dasharray="{dashes}"{thin} points="{steps}"/>'
        )
    if phase.signal_line is not None:
        y = place(scale.y(phase.signal_line))
        yield (
            f'<line class="limit" stroke="{INK_2}" stroke-width="1" stroke-dasharray="2 3"{thin} '
            f'x1="{place(scale.x(phase.start - 0.5))}" x2="{place(scale.x(phase.end - 0.5))}" '
            f'y1="{y}" y2="{y}"/>'
        )


def _joined(level: Sequence[tuple[int, float]]) -> Iterator[tuple[float, float]]:
    """The points at which a line that keeps its level begins and ends, as middles of one step."""
    for k, (n, value) in enumerate(level):
        before = level[k - 1][1] if k else None
        after = level[k + 1][1] if k + 1 < len(level) else None
        if before != value or after != value:
            yield float(n), value


def _line(points: Sequence[Point], scale: _Scale) -> Iterator[str]:
    """The line from point to point; broken where one is missing."""
    run: list[str] = []
    for n, point in enumerate((*points, Point(label="", value=None))):
        if point.value is not None:
            run.append(f"{place(scale.x(n))},{place(scale.y(point.value))}")
            continue
        if len(run) > 1:
            yield (
                f'<polyline class="line" fill="none" stroke="{MARK}" stroke-width="2.25" '
                f'points="{" ".join(run)}"/>'
            )
        run = []


def _dot(x: float, y: float, *, ring: bool) -> str:
    if ring:
        return (
            f'<circle class="ring" fill="{PAPER}" stroke="{MARK}" stroke-width="2.5" '
            f'cx="{place(x)}" cy="{place(y)}" r="5"/>'
        )
    return (
        f'<circle class="dot" fill="{MARK}" stroke="{MARK}" cx="{place(x)}" cy="{place(y)}" r="4"/>'
    )


def _open(chart: ControlChart, scale: _Scale, gap: float) -> Iterator[str]:
    x, y = scale.x(len(chart.points)), scale.y(gap)
    yield (
        f'<circle class="hollow" fill="{PAPER}" stroke="{INK_2}" stroke-width="1.75" '
        f'stroke-dasharray="3 2" cx="{place(x)}" cy="{place(y)}" r="6"/>'
    )
    yield label(x, _BOTTOM + 33, chart.open_label)


def _cuts(chart: ControlChart, scale: _Scale) -> Iterator[str]:
    """Control changes, each with its words on the side that has more room."""
    for row, (before, words) in enumerate(chart.cuts):
        x, foot = scale.x(before - 0.5), _TOP - 6 + 14 * (row % 3)
        yield cut(x, _TOP - 16, _BOTTOM, words, foot, middle=(_LEFT + _RIGHT) / 2)


def _labels(points: Sequence[Point], scale: _Scale) -> Iterator[str]:
    """As many labels as fit, the first among them; the year wherever it is a new one."""
    every = max(1, -(-len(points) // _LABELS))
    year = ""
    for n in range(0, len(points), every):
        point = points[n]
        yield label(scale.x(n), _BOTTOM + 18, point.label)
        if point.year != year:
            year = point.year
            yield label(scale.x(n), _BOTTOM + 33, year)


def _names(chart: ControlChart, scale: _Scale) -> Iterator[str]:
    """What the lines are where the chart ends, beside them, none on another."""
    if not chart.points:
        return
    last = chart.points[-1]
    levels = (
        ("upper limit", last.upper),
        ("signal line", chart.phases[-1].signal_line if chart.phases else None),
        ("centre", last.centre),
        ("lower limit", last.lower),
    )
    named = sorted((scale.y(v), f"{name} {figure(v)}") for name, v in levels if v is not None)
    free = 0.0
    for y, words in named:
        at = max(y + 4, free)
        free = at + _ROW
        yield label(_RIGHT + 6, at, words, anchor="start")
