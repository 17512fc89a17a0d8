"""What all pictures share: numbers, text, and the frame with its title and description.

A number is written with one decimal and a dot, whatever the machine's locale. Text is escaped
here and nowhere else. Colours are a class, and beside it the attribute of the light theme: print
engines that do not read the style sheet of a page inside a picture draw that.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Final, Literal

INK: Final = "#14232b"
INK_2: Final = "#47555c"
LINE: Final = "#c9d2d6"
LINE_2: Final = "#e4eaec"
MARK: Final = "#0f4c5c"
WARN: Final = "#7a4a00"
MUTE: Final = "#edebf3"
RUN: Final = "#e6eefa"
PAPER: Final = "#fff"
"""The colours of the light theme, as the style sheet has them."""

Anchor = Literal["start", "middle", "end"]


def place(value: float) -> str:
    """A place in a picture: `58`, `162.3`."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def label(x: float, y: float, words: str, *, anchor: Anchor = "middle", bold: bool = False) -> str:
    """Words in a picture: their foot stands at `y`, their start, middle or end at `x`."""
    look = f'class="strong" font-weight="700" fill="{INK}"' if bold else f'fill="{INK_2}"'
    return (
        f'<text {look} x="{place(x)}" y="{place(y)}" text-anchor="{anchor}" font-size="12">'
        f"{escape(words)}</text>"
    )


def cut(x: float, top: float, bottom: float, words: str, foot: float, *, middle: float) -> str:
    """A control change: a line across, and its words on the side that has more room.

    Args:
        x: Where it stands.
        top: Where its line begins.
        bottom: Where its line ends.
        words: What it is.
        foot: Where the foot of its words stands.
        middle: Of the picture: beyond it there is more room on the left.
    """
    left = x > middle
    line = (
        f'<line class="cut" stroke="{WARN}" stroke-width="2" x1="{place(x)}" x2="{place(x)}" '
        f'y1="{place(top)}" y2="{place(bottom)}"/>'
    )
    anchor: Anchor = "end" if left else "start"
    return line + label(x - 6 if left else x + 6, foot, words, anchor=anchor, bold=True)


def framed(
    parts: Iterable[str],
    *,
    name: str,
    title: str,
    description: str,
    width: int,
    height: int,
) -> str:
    """A whole picture.

    Args:
        parts: What is in it, finished.
        name: What its ids begin with: lower case letters, digits and hyphens, once a page.
        title: What it is.
        description: What it shows, for those who do not see it.
        width: Of its own grid, on which everything is placed.
        height: The same.
    """
    return "".join(
        (
            (
                f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" '
                f'aria-labelledby="{name}-title {name}-desc">'
            ),
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(description)}</desc>',
            *parts,
            "</svg>",
        )
    )


_STEPS: Final = (1.0, 2.0, 5.0)


@lru_cache(maxsize=1024)
def ticks(highest: float, most: int = 4) -> tuple[float, ...]:
    """Round numbers from 0 to at least the highest value, at most so many steps apart.

    Whole numbers wherever the highest is 1 or more.
    """
    if highest <= 0:
        return (0.0, 1.0)
    scale = 1.0
    while scale * most < highest:
        scale *= 10
    while scale * most >= highest * 10:
        scale /= 10
    step = next(
        (s * scale / 10 for s in (*_STEPS, 10.0) if s * scale / 10 * most >= highest), scale
    )
    if highest >= 1:
        step = max(step, 1.0)
    count = 1
    while step * count < highest:
        count += 1
    return tuple(step * n for n in range(count + 1))


def figure(value: float) -> str:
    """A number at an axis or in a table: `12`, `4.9`, `0.56`."""
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    decimals = 1 if abs(value) >= 10 else 2
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = f"{value:.2g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
