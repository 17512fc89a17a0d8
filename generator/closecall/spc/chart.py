"""A control chart as one value: its points, phases, lines and signals."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from closecall.spc import limits
from closecall.spc.limits import Limits, Lines
from closecall.spc.signals import Runs, runs


class ChartKind(StrEnum):
    """The charts that can be made."""

    RUN = "run"
    INDIVIDUALS = "i"
    COUNTS = "c"
    RATES = "u"
    RATES_PRIME = "up"
    DAYS_BETWEEN = "g"
    TIMES_BETWEEN = "t"

    @property
    def sized(self) -> bool:
        """Whether its counts are divided by a size."""
        return self in {ChartKind.RATES, ChartKind.RATES_PRIME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of points with one process."""

    start: int
    """Its first point, counted from 0."""
    end: int
    """The point after its last."""
    own_lines: bool
    """False while it has too few points, and the lines of the phase before are carried on."""
    setting: int
    """How many points set its lines."""
    signal_line: int | None
    """Days between events that chance does not explain; of a g chart. [days]"""
    runs: Runs
    run: tuple[int, int] | None
    """The newest run that is too long for chance: its first point and the point after its last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Points with their lines. Sequences have one item a point."""

    kind: ChartKind
    plotted: tuple[float | None, ...]
    """What is drawn: the values, or the rates. [unit of the measure]"""
    lines: tuple[Limits, ...]
    outside: tuple[bool, ...]
    """Above the upper limit or below the lower one."""
    excluded: frozenset[int]
    """Points left out of lines and runs with a reason, counted from 0."""
    phases: tuple[Phase, ...]


def chart(
    kind: ChartKind,
    values: Sequence[float | None],
    *,
    sizes: Sequence[float | None] | None = None,
    starts: Iterable[int] = (),
    freeze: int | None = None,
    excluded: Collection[int] = (),
    screened: bool = True,
    own_from: int = 0,
) -> Chart:
    """Make a chart.

    Args:
        kind: Which one.
        values: Counts, times or measurements in time order, shape (n,); None where missing.
        sizes: What each count was counted in, shape (n,), for u and u' charts; a point whose size
            is None or 0 is left out of the lines and has no limits.
        starts: Points that begin a new phase, counted from 0; others than 1 to n - 1 begin none.
        freeze: So many first points set the lines of a chart with one phase.
        excluded: Points left out of lines and runs, counted from 0; they are drawn all the same.
        screened: Leave out long moving ranges; for i, t and u' charts.
        own_from: A phase has lines of its own from so many points on, and until then those of the
            phase before. 0: always.

    Raises:
        ValueError: A u or u' chart without as many sizes, or a t chart with a time that is not
            above zero.
    """
    if kind.sized and (sizes is None or len(sizes) != len(values)):
        raise ValueError("a chart of rates needs a size for every count")
    size_at: Sequence[float | None] = sizes if kind.sized and sizes else [None] * len(values)
    plotted = _plotted(kind, values, size_at)
    out = frozenset(excluded)
    cuts = sorted({start for start in starts if 0 < start < len(values)})
    bounds = list(zip([0, *cuts], [*cuts, len(values)], strict=True)) if values else []

    lines: list[Limits] = []
    phases: list[Phase] = []
    at: Lines = limits.run(())
    setting = 0
    beyond: int | None = None
    for start, end in bounds:
        base = [
            k for k in range(start, end) if k not in out and (cuts or freeze is None or k < freeze)
        ]
        own = not phases or sum(plotted[k] is not None for k in base) >= own_from
        if own:
            setting = len(base)
            at = _lines(
                kind, [values[k] for k in base], [size_at[k] for k in base], screened=screened
            )
            if kind is ChartKind.DAYS_BETWEEN:
                beyond = limits.signal_line([values[k] for k in base])
        lines += [at(size_at[k]) for k in range(start, end)]
        kept = [k for k in range(start, end) if k not in out]
        found = runs([plotted[k] for k in kept], [lines[k].centre for k in kept])
        phases.append(
            Phase(
                start=start,
                end=end,
                own_lines=own,
                setting=setting,
                signal_line=beyond,
                runs=found,
                run=(kept[found.newest[0]], kept[found.newest[1] - 1] + 1)
                if found.newest
                else None,
            )
        )
    return Chart(
        kind=kind,
        plotted=plotted,
        lines=tuple(lines),
        outside=tuple(_outside(value, line) for value, line in zip(plotted, lines, strict=True)),
        excluded=out,
        phases=tuple(phases),
    )


def _plotted(
    kind: ChartKind, values: Sequence[float | None], sizes: Sequence[float | None]
) -> tuple[float | None, ...]:
    if not kind.sized:
        return tuple(values)
    return tuple(
        None if value is None or not size else value / size
        for value, size in zip(values, sizes, strict=True)
    )


def _lines(
    kind: ChartKind,
    values: Sequence[float | None],
    sizes: Sequence[float | None],
    *,
    screened: bool,
) -> Lines:
    match kind:
        case ChartKind.RUN:
            return limits.run(values)
        case ChartKind.INDIVIDUALS:
            return limits.individuals(values, screened=screened)
        case ChartKind.COUNTS:
            return limits.counts(values)
        case ChartKind.RATES | ChartKind.RATES_PRIME:
            return limits.rates(
                values, sizes, prime=kind is ChartKind.RATES_PRIME, screened=screened
            )
        case ChartKind.DAYS_BETWEEN:
            return limits.days_between(values)
        case ChartKind.TIMES_BETWEEN:
            return limits.times_between(values, screened=screened)


def _outside(value: float | None, line: Limits) -> bool:
    if value is None:
        return False
    return (line.upper is not None and value > line.upper) or (
        line.lower is not None and value < line.lower
    )
