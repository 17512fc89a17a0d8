"""Tables of numbers that several pages show: steps of trails, near misses by area and month."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from closecall.model.trail import Trail
from closecall.pages.counts import PER, Exposure, Window
from closecall.pages.facts import Facts
from closecall.pages.markup import Cells, Line, Lines, Table, lines, wide_table, words
from closecall.pages.steps import STEPS, Status
from closecall.pages.words import near_misses, upper_first

_DARKEST = 5
_MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905


class HeatRow(NamedTuple):
    """Counts by month, each with how dark its cell is, 0 to 5."""

    head: Lines
    counts: tuple[tuple[int, int], ...]
    total: int
    rate: str
    is_sum: bool


class Heat(NamedTuple):
    """Counts by area and month."""

    caption: str
    heads: tuple[tuple[str, str], ...]
    """What the column says, and what it is in full where it is shortened."""
    rows: tuple[HeatRow, ...]


Fact = tuple[str, str, Line]
"""Title, figure, and what it means."""


def number_table(
    caption: str,
    heads: tuple[str, ...],
    rows: Iterable[tuple[Lines, Sequence[int]]],
    *,
    sums: Iterable[tuple[Lines, Sequence[int]]] = (),
) -> Table:
    """A table of numbers; the rows in `sums` come last, with a line above them."""

    def row(head: Lines, values: Sequence[int], *, is_sum: bool) -> Cells:
        return Cells((lines(head), *(words(f"{value:,}") for value in values)), is_sum)

    return wide_table(
        caption,
        heads,
        (
            *(row(head, values, is_sum=False) for head, values in rows),
            *(row(head, values, is_sum=True) for head, values in sums),
        ),
        numbers=frozenset(range(1, len(heads))),
        look="figures",
    )


def steps_table(trails: Sequence[Trail], facts: Facts) -> Table:
    """How each step stands over near misses. Each row adds up to all of them."""
    columns = tuple(Status)
    found: dict[str, Counter[Status]] = {step: Counter() for step in STEPS}
    for trail in trails:
        for step, status in facts.statuses(trail).items():
            found[step][status] += 1
    return number_table(
        f"Steps of {near_misses(len(trails))} on record. Each row adds up to {len(trails):,}",
        ("Step", "Near misses", *columns),
        (
            (((words(title),),), [len(trails), *(found[step][c] for c in columns)])
            for step, title in STEPS.items()
        ),
    )


def heat_table(
    trails: Sequence[Trail],
    months: Window,
    exposure: Exposure | None,
    *,
    link: Callable[[str], Lines],
) -> Heat:
    """Near misses by area of care and month.

    Args:
        trails: Those that count. One that falls into several areas counts in each.
        months: The months to show.
        exposure: How much care was given in them, for a rate; None where that is not recorded.
        link: Draws the heading of an area.
    """
    shown = months.months
    found: dict[str, Counter[tuple[int, int]]] = {}
    every: Counter[tuple[int, int]] = Counter()
    for trail in trails:
        day = trail.near_miss.event_day
        if day is None or day not in months:
            continue
        every[day.year, day.month] += 1
        for domain in trail.near_miss.domains:
            found.setdefault(domain, Counter())[day.year, day.month] += 1
    highest = max((max(c.values()) for c in found.values()), default=0)

    def row(head: Lines, counts: Counter[tuple[int, int]], *, is_sum: bool) -> HeatRow:
        total = sum(counts.values())
        return HeatRow(
            head,
            tuple((counts[m], 0 if is_sum else _darkness(counts[m], highest)) for m in shown),
            total,
            exposure.rate(total) if exposure else "",
            is_sum,
        )

    areas = sorted(found, key=lambda d: (-sum(found[d].values()), d))
    heads = [("Area", ""), *(_month_head(m, first=n == 0) for n, m in enumerate(shown))]
    heads.append(("Total", ""))
    if exposure:
        heads.append((f"For {PER:,}", f"For {PER:,} {exposure.measure}"))
    return Heat(
        f"Near misses by area of care, {months.in_words} ({len(shown)} complete months)",
        tuple(heads),
        (
            *(row(link(area), found[area], is_sum=False) for area in areas),
            row(((words("All areas"),),), every, is_sum=True),
        ),
    )


def _month_head(month: tuple[int, int], *, first: bool) -> tuple[str, str]:
    name = _MONTH_NAMES[month[1] - 1]
    return (f"{name} {month[0]}" if first or month[1] == 1 else name), ""


def _darkness(count: int, highest: int) -> int:
    """0 for none, then one step a near miss up to five; of more, five steps up to the highest."""
    if count == 0:
        return 0
    return count if highest <= _DARKEST else -(-count * _DARKEST // highest)


def area_title(domain: str) -> str:
    """An area of care, as a heading."""
    return upper_first(domain)
