"""Small charts side by side on one scale: the same months, one chart a kind of event."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from closecall.figures.svg import INK_2, LINE, MARK, framed, label, place


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallChart:
    """One of them."""

    title: str
    counts: Sequence[int]
    """One a month, in order."""
    centre: float | None = None
    """Where a line is to stand, such as the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiples:
    """What the picture shows."""

    name: str
    title: str
    description: str
    first: str
    """The first month, in words."""
    last: str
    charts: Sequence[SmallChart]


_COLUMNS: Final = 3
_WIDTH: Final = 760
_CELL: Final = 240
_HEIGHT: Final = 112
_GAP: Final = 14
_LETTERS: Final = 32


def multiples(told: Multiples) -> str:
    """Draw small charts side by side. The same values give the same bytes."""
    rows = -(-len(told.charts) // _COLUMNS)
    return framed(
        _parts(told),
        name=told.name,
        title=told.title,
        description=told.description,
        width=_WIDTH,
        height=max(rows, 1) * _HEIGHT + 8,
    )


def _parts(told: Multiples) -> Iterator[str]:
    highest = max((max(c.counts, default=0) for c in told.charts), default=0) or 1
    for n, chart in enumerate(told.charts):
        left = 8 + (n % _COLUMNS) * (_CELL + _GAP)
        top = (n // _COLUMNS) * _HEIGHT + 8
        yield from _chart(chart, left, top, highest)
        yield label(left, top + 96, told.first, anchor="start")
        yield label(left + _CELL, top + 96, told.last, anchor="end")


def _chart(chart: SmallChart, left: float, top: float, highest: int) -> Iterator[str]:
    floor, height = top + 80, 54
    yield label(left, top + 14, _short(chart.title), anchor="start", bold=True)
    yield label(left + _CELL, top + 14, f"{sum(chart.counts):,}", anchor="end", bold=True)
    yield (
        f'<line class="axis" stroke="{LINE}" x1="{place(left)}" x2="{place(left + _CELL)}" '
        f'y1="{place(floor)}" y2="{place(floor)}"/>'
    )
    if chart.centre is not None:
        y = place(floor - chart.centre * height / highest)
        yield (
            f'<line class="centre" stroke="{INK_2}" stroke-width="1" stroke-dasharray="6 4" '
            f'x1="{place(left)}" x2="{place(left + _CELL)}" y1="{y}" y2="{y}"/>'
        )
    step = _CELL / max(len(chart.counts), 1)
    for n, count in enumerate(chart.counts):
        if count:
            tall = count * height / highest
            yield (
                f'<rect class="dot" fill="{MARK}" x="{place(left + n * step + 1)}" '
                f'y="{place(floor - tall)}" width="{place(max(step - 2, 1))}" '
                f'height="{place(tall)}"/>'
            )


def _short(title: str) -> str:
    return title if len(title) <= _LETTERS else title[: _LETTERS - 1].rstrip() + "…"
