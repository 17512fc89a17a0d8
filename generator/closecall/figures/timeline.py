"""When events came, before and after a control was changed, on one line of time.

Counts of none and one are dots and not a curve: the eye would see a trend in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import Final

from closecall.figures.svg import INK_2, LINE, MARK, MUTE, PAPER, cut, framed, label, place


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An event on its day."""

    day: date
    incident: bool = False
    """Whether it reached a person; drawn as a square."""
    left_out: bool = False
    """Whether it led to the change and is not counted; drawn hollow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What a picture shows."""

    name: str
    title: str
    description: str
    first: date
    """The first day drawn."""
    end: date
    """The day after the last one drawn."""
    moments: Sequence[Moment]
    """In any order; those outside the days are not drawn."""
    window: tuple[date, date] | None = None
    """The first day of a target's window and the day after its last, shaded."""
    cuts: Sequence[tuple[date, str]] = ()
    """The days of control changes, with words."""
    before: str = ""
    """Words over the time before."""
    after: str = ""
    """Words over the time after."""


_WIDTH: Final = 760
_LEFT: Final = 20
_RIGHT: Final = 740
_TOP: Final = 44
_ROW: Final = 13
_ROWS: Final = 5
"""So many events on nearly one day stand over each other; more than that are one to the eye."""
_APART: Final = 12
_WORDS: Final = 96
"""So wide is the name of the window."""
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905


def timeline(told: Timeline) -> str:
    """Draw a line of time. The same values give the same bytes."""
    days = max((told.end - told.first).days, 1)
    step = (_RIGHT - _LEFT) / days

    def x(day: date) -> float:
        return _LEFT + min(max((day - told.first).days, 0), days) * step

    placed = list(_placed(told, x))
    rows = max((row for _, _, row in placed), default=0) + 1
    floor = _TOP + _ROW * rows + (22 if told.window else 14)

    def parts() -> Iterator[str]:
        if told.window is not None:
            start, end = x(told.window[0]), x(told.window[1])
            yield (
                f'<rect class="band" fill="{MUTE}" x="{place(start)}" y="{_TOP}" '
                f'width="{place(max(end - start, 1))}" height="{floor - _TOP}"/>'
            )
            # In a narrow window its name begins with it, and may reach beyond.
            middle = min((start + end) / 2, _RIGHT - _WORDS / 2)
            yield label(max(middle, start + _WORDS / 2), _TOP + 12, "target window")
        for n, (day, words) in enumerate(told.cuts):
            foot = _TOP - 10 + 14 * (n % 2)
            yield cut(x(day), _TOP - 20, floor, words, foot, middle=(_LEFT + _RIGHT) / 2)
        if told.before:
            yield label(_LEFT, 16, told.before, anchor="start", bold=True)
        if told.after:
            yield label(_RIGHT, 16, told.after, anchor="end", bold=True)
        yield (
            f'<line class="axis" stroke="{LINE}" x1="{_LEFT}" x2="{_RIGHT}" y1="{floor}" '
            f'y2="{floor}"/>'
        )
        yield from _months(told, x, floor)
        yield from (_mark(x, floor - 12 - _ROW * row, moment) for moment, x, row in placed)

    return framed(
        parts(),
        name=told.name,
        title=told.title,
        description=told.description,
        width=_WIDTH,
        height=floor + 30,
    )


def _months(told: Timeline, x: Callable[[date], float], floor: float) -> Iterator[str]:
    """The first day of each month, named as often as there is room."""
    day = told.first.replace(day=1)
    starts = []
    while day < told.end and day.year < MAXYEAR:
        if day >= told.first:
            starts.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    every = max(1, -(-len(starts) // 12))
    for n, start in enumerate(starts):
        tick = place(x(start))
        yield (
            f'<line class="axis" stroke="{LINE}" x1="{tick}" x2="{tick}" y1="{floor}" '
            f'y2="{floor + 5}"/>'
        )
        if n % every == 0:
            year = f" {start.year}" if n == 0 or start.month <= every else ""
            at = max(x(start), _LEFT + 10)  # the first may not be cut off
            yield label(at, floor + 20, f"{_MONTHS[start.month - 1]}{year}")


def _placed(told: Timeline, x: Callable[[date], float]) -> Iterator[tuple[Moment, float, int]]:
    """Each event with its place from the left, and the row that it stands in."""
    rows = [float("-inf")] * _ROWS
    for moment in sorted(told.moments, key=lambda m: (m.day, m.incident, m.left_out)):
        if not told.first <= moment.day < told.end:
            continue
        at = x(moment.day)
        row = next((n for n, last in enumerate(rows) if at - last >= _APART), _ROWS - 1)
        rows[row] = at
        yield moment, at, row


def _mark(x: float, y: float, moment: Moment) -> str:
    look = f'class="dot" fill="{MARK}" stroke="{MARK}"'
    if moment.left_out:
        look = (
            f'class="hollow" fill="{PAPER}" stroke="{INK_2}" stroke-width="1.75" '
            'stroke-dasharray="3 2"'
        )
    if moment.incident:
        return f'<rect {look} x="{place(x - 5)}" y="{place(y - 5)}" width="10" height="10"/>'
    return f'<circle {look} cx="{place(x)}" cy="{place(y)}" r="5.5"/>'
