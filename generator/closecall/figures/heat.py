"""Counts by row and month: the more, the darker, and the number in every cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from closecall.figures.svg import INK, INK_2, PAPER, framed, label, place


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """What a heat map shows."""

    name: str
    title: str
    description: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int]]]
    """A name, and as many counts as there are columns."""


_WIDTH: Final = 760
_LEFT: Final = 180
_RIGHT: Final = 752
_TOP: Final = 30
_ROW: Final = 28
_DARKEST: Final = 5
_FILLS: Final = ("#f3f6f7", "#d6e6ea", "#a9cbd3", "#6fa6b3", "#2f7787", "#0f4c5c")
_LETTERS: Final = 26


def darkness(count: int, highest: int) -> int:
    """0 for none, then one step an event up to five; of more, five steps up to the highest."""
    if count <= 0:
        return 0
    return count if highest <= _DARKEST else -(-count * _DARKEST // highest)


def heat_map(heat: HeatMap) -> str:
    """Draw a heat map. The same values give the same bytes."""
    return framed(
        _parts(heat),
        name=heat.name,
        title=heat.title,
        description=heat.description,
        width=_WIDTH,
        height=_TOP + _ROW * len(heat.rows) + 8,
    )


def _parts(heat: HeatMap) -> Iterator[str]:
    step = (_RIGHT - _LEFT) / max(len(heat.columns), 1)
    highest = max((max(counts, default=0) for _, counts in heat.rows), default=0)
    for n, name in enumerate(heat.columns):
        yield label(_LEFT + (n + 0.5) * step, _TOP - 10, name)
    for row, (name, counts) in enumerate(heat.rows):
        top = _TOP + row * _ROW
        yield label(8, top + 18, _short(name), anchor="start", bold=True)
        for n, count in enumerate(counts):
            level = darkness(count, highest)
            x = _LEFT + n * step
            yield (
                f'<rect class="f{level}" fill="{_FILLS[level]}" x="{place(x + 1)}" '
                f'y="{place(top + 1)}" width="{place(step - 2)}" height="{_ROW - 2}"/>'
            )
            ink = PAPER if level >= 4 else INK if level else INK_2
            yield (
                f'<text class="n{level}" fill="{ink}" x="{place(x + step / 2)}" '
                f'y="{place(top + 18)}" text-anchor="middle" font-size="12">{count:,}</text>'
            )


def _short(name: str) -> str:
    return name if len(name) <= _LETTERS else name[: _LETTERS - 1].rstrip() + "…"
