"""Who acted and when: a lane for each role, and its acts from left to right in time.

Each act stands exactly on its day. Acts of one role that would cover one another stand below one
another in the lane. A shape has its colours as attributes beside its class, because some print
engines do not read the style sheet of a page inside a picture.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple, TypeAlias

from closecall.figures.svg import INK, INK_2, LINE, MARK, PAPER


class Act(NamedTuple):
    """What one role did, on one day or on several."""

    who: str
    """The lane that it stands in: a role, or a group of people."""
    days: tuple[date, ...]
    """The days, in their order; one at least. More than one are drawn as marks on a line."""
    label: str
    """What stands in the circle: the number of the step."""
    is_due: bool = False
    """Whether it is only owed, and the day is the one by which it is due."""


def lanes(acts: Sequence[Act], *, name: str, title: str, description: str) -> str:
    """Draw a picture of who acted when.

    Args:
        acts: What was done, in the order of the steps; one at least. The lanes stand in the order
            in which their roles first come.
        name: What the ids in the picture begin with: lower case letters and hyphens, once a page.
        title: What the picture is.
        description: What it shows, for those who do not see it.

    Returns:
        An `svg` element. Text is escaped. The same acts give the same picture.
    """
    first, last = _reach(acts)
    begin, step = first.toordinal(), (_RIGHT - _LEFT) / (last - first).days
    grounds: list[str] = []
    drawn: list[str] = []
    top = _TOP
    for who, rows in _rows(acts, begin, step).items():
        height = _ROW * len(rows) + _PADDING
        grounds.append(_lane(who, top, height))
        middle = top + (_PADDING + _ROW) // 2
        for row in rows:
            for act, places in row:
                if len(places) > 1:
                    drawn += _line(places, middle)
                drawn.append(_circle(act, places[0], middle))
            middle += _ROW
        top += height + _BETWEEN
    bottom = top - _BETWEEN
    return "".join(
        (
            f'<svg class="chart" viewBox="0 0 {_WIDTH} {bottom}" role="img" ',
            f'aria-labelledby="{name}-title {name}-desc">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(description)}</desc>',
            _NAMES,
            *grounds,
            _DAYS,
            *_days(first, last, step, bottom),
            _ACTS,
            *drawn,
            "</g></svg>",
        )
    )


_WIDTH: Final = 900
_LEFT: Final = 218
"""Where the first day stands: the names of the lanes need the room before it."""
_RIGHT: Final = 868
_TOP: Final = 26
_ROW: Final = 24
_PADDING: Final = 6
_BETWEEN: Final = 4
_RADIUS: Final = 10
_APART: Final = 2
"""So far two acts in a row are apart at least."""
_SHORTEST: Final = 7
"""Days: a picture of fewer would set one day as far apart as a month elsewhere."""
_NAME: Final = 27
"""Letters of a name that fit before the first day. The table beside the picture has all."""
_CLOSEST: Final = 4
"""Marks on a line that are closer than this are one to the eye."""


def _reach(acts: Sequence[Act]) -> tuple[date, date]:
    """The first day and the last of a picture, some days apart."""
    first = min(act.days[0] for act in acts).toordinal()
    last = max(act.days[-1] for act in acts).toordinal()
    last = min(max(last, first + _SHORTEST), date.max.toordinal())
    return date.fromordinal(min(first, last - _SHORTEST)), date.fromordinal(last)


_NAMES: Final = f'<g font-size="12" font-weight="700" fill="{INK}">'
_DAYS: Final = f'</g><g text-anchor="middle" font-size="12" fill="{INK_2}">'
_ACTS: Final = '</g><g text-anchor="middle" font-size="12" font-weight="700">'
"""What the shapes and words of each layer have in common."""


_Placed: TypeAlias = tuple[Act, list[float]]
"""An act, and the place of each of its days from the left."""


def _rows(acts: Sequence[Act], begin: int, step: float) -> dict[str, list[list[_Placed]]]:
    """The acts of each lane in as few rows as they fit into, each where it begins first."""
    found: dict[str, list[list[_Placed]]] = {act.who: [] for act in acts}
    placed = [(act, [_LEFT + (day.toordinal() - begin) * step for day in act.days]) for act in acts]
    placed.sort(key=_first_place)
    for one in placed:
        act, places = one
        left = places[0] - 2 * _RADIUS - _APART
        for row in found[act.who]:
            if row[-1][1][-1] <= left:
                row.append(one)
                break
        else:
            found[act.who].append([one])
    return found


def _first_place(placed: _Placed) -> float:
    return placed[1][0]


def _lane(who: str, top: int, height: int) -> str:
    return (
        f'<rect class="lane" fill="#f3f6f7" x="0" y="{top}" width="{_WIDTH}" height="{height}"/>'
        f'<text class="strong" x="8" y="{top + (_PADDING + _ROW) // 2 + 4}">'
        f"{_escaped(_short(who))}</text>"
    )


_escaped = lru_cache(maxsize=1024)(escape)
"""The same few roles and numbers come on every page."""


def _short(name: str) -> str:
    """A name that fits, and keeps to itself where it did before it was cut."""
    if len(name) <= _NAME:
        return name
    return name[: _NAME - 1].rstrip() + ("…\u2069" if name.startswith("\u2068") else "…")


def _circle(act: Act, place: float, middle: int) -> str:
    look, ink = _OWED if act.is_due else _DONE
    x = f"{place:.1f}"
    return (
        f'<circle {look} cx="{x}" cy="{middle}" r="{_RADIUS}"/>'
        f'<text {ink} x="{x}" y="{middle + 4}">{_escaped(act.label)}</text>'
    )


_DONE: Final = (f'class="node" fill="{MARK}"', f'class="nodet" fill="{PAPER}"')
_OWED: Final = (
    f'class="hollow" fill="{PAPER}" stroke="{INK_2}" stroke-dasharray="3 2"',
    f'class="strong" fill="{INK}"',
)


def _line(places: Sequence[float], middle: int) -> Iterator[str]:
    """What was done on several days: a line, and a mark for each day after the first."""
    last = places[-1]
    yield (
        f'<line class="line" stroke="{MARK}" stroke-width="2" x1="{places[0]:.1f}" '
        f'x2="{last:.1f}" y1="{middle}" y2="{middle}"/>'
    )
    before = places[0] + _RADIUS
    for place in places[1:]:
        if place - before >= _CLOSEST or place == last:
            before = place
            yield (
                f'<rect class="node" fill="{MARK}" x="{place - 2.5:.1f}" y="{middle - 8}" '
                'width="5" height="16"/>'
            )


# The days along the top

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 1200, 12_000)
"""Months from one line to the next."""
_MOST: Final = 10
"""Days, or months, that are named at most: more would run into one another."""


def _days(first: date, last: date, step: float, bottom: int) -> Iterator[str]:
    for after, label in _named(first, last):
        x = f"{_LEFT + after * step:.1f}"
        yield (
            f'<line class="axis" stroke="{LINE}" x1="{x}" x2="{x}" y1="20" y2="{bottom}"/>'
            f'<text x="{x}" y="14">{label}</text>'
        )


def _named(first: date, last: date) -> Iterator[tuple[int, str]]:
    """Days after the first that get a line: each, each Monday or each second, or of months."""
    start = first.toordinal()
    days = last.toordinal() - start
    for step in (1, 7, 14):
        if days // step < _MOST:
            monday = 0 if step == 1 else -first.weekday() % 7
            for after in range(monday, days + 1, step):
                day = date.fromordinal(start + after)
                yield after, f"{day.day} {_MONTHS[day.month - 1]}"
            return
    begin, end = first.year * 12 + first.month, last.year * 12 + last.month - 1
    step = next(months for months in _STEPS if (end - begin) // months < _MOST)
    for month in range(-(-begin // step) * step, end + 1, step):
        day = date(month // 12, month % 12 + 1, 1)
        yield day.toordinal() - start, f"{_MONTHS[day.month - 1]} {day.year}"
