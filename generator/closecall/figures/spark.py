"""A line as small as a word: how many a month, from the first month to the last.

It stands in a table beside the numbers, which say the same, so it is hidden from those who listen.
"""

from collections.abc import Sequence
from typing import Final

from closecall.figures.svg import LINE, MARK, place

_WIDTH: Final = 120
_HEIGHT: Final = 26
_EDGE: Final = 2


def spark(counts: Sequence[int], *, highest: int = 0) -> str:
    """Draw a spark line.

    Args:
        counts: One a month, in order.
        highest: What the top of the picture stands for, where several are to be compared; it is
            never below the highest count.
    """
    top = max(highest, *counts, 1) if counts else max(highest, 1)
    floor = _HEIGHT - 1
    step = (_WIDTH - 2 * _EDGE) / max(len(counts) - 1, 1)
    points = " ".join(
        f"{place(_EDGE + n * step)},{place(floor - count * (floor - _EDGE) / top)}"
        for n, count in enumerate(counts)
    )
    line = (
        f'<polyline fill="none" stroke="{MARK}" stroke-width="1.75" points="{points}"/>'
        if len(counts) > 1
        else ""
    )
    return (
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" focusable="false">'
        f'<line stroke="{LINE}" x1="0" x2="{_WIDTH}" y1="{floor}" y2="{floor}"/>{line}</svg>'
    )
