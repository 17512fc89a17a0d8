"""The kinds `chart` and `xmr`: series with their lines and signals."""

from collections.abc import Callable

from closecall.analysis.measure_files.fields import Field, Json
from closecall.spc.chart import Chart, ChartKind, chart
from closecall.spc.xmr import Direction, assurance, point_type, xmr


def _chart(asked: Field) -> dict[str, Json]:
    kind = asked["chart"].word(ChartKind)
    # Only individuals may lie below zero: the others are counts or times.
    least = {} if kind in {ChartKind.RUN, ChartKind.INDIVIDUALS} else {"least": 0.0}
    values = [item.number_or_nothing(**least) for item in asked["y"].items()]
    if kind is ChartKind.TIMES_BETWEEN:
        for item in asked["y"].items():
            if item.value == 0:
                raise item.refuse("a time between events must be above zero on a t chart")
    sizes = None
    if kind.sized:
        sizes = [item.number_or_nothing(least=0) for item in asked["n"].items()]
        if len(sizes) != len(values):
            raise asked["n"].refuse(f"as many are wanted as there are in y: {len(values)}")
    _same_length(asked["x"], len(values))
    excluded = asked["exclude"].list_of(lambda item: item.whole(least=1, most=len(values)) - 1)
    return _printed(
        chart(
            kind,
            values,
            sizes=sizes,
            starts=_starts(asked["part_after"]),
            freeze=asked["freeze"].whole_or_nothing(least=1),
            excluded=excluded,
            screened=asked["screened_moving_range"].flag(otherwise=True),
        )
    )


def _starts(part_after: Field) -> list[int]:
    """Where phases begin: a list, or one number."""
    if part_after.given and not isinstance(part_after.value, list):
        return [part_after.whole()]
    return part_after.list_of(Field.whole)


def _same_length(labels: Field, length: int) -> None:
    if labels.given and len(list(labels.items())) != length:
        raise labels.refuse(f"as many are wanted as there are in y: {length}")


def _printed(drawn: Chart) -> dict[str, Json]:
    return {
        "plotted": list(drawn.plotted),
        "cl": [line.centre for line in drawn.lines],
        "lcl": [line.lower for line in drawn.lines],
        "ucl": [line.upper for line in drawn.lines],
        "lcl_2sigma": [line.lower_two for line in drawn.lines],
        "ucl_2sigma": [line.upper_two for line in drawn.lines],
        "sigma_signal": list(drawn.outside),
        "runs": [
            {
                "part": part,
                "n_obs": phase.runs.points,
                "n_useful": phase.runs.useful,
                "longest_run": phase.runs.longest,
                "longest_run_max": phase.runs.longest_max,
                "n_crossings": phase.runs.crossings,
                "n_crossings_min": phase.runs.crossings_min,
                "runs_signal": phase.runs.signal,
            }
            for part, phase in enumerate(drawn.phases, 1)
        ],
    }


def _xmr(asked: Field) -> dict[str, Json]:
    values = [item.number_or_nothing() for item in asked["y"].items()]
    starts: list[int] = []
    if asked["dates"].given:
        dates = [item.day() for item in asked["dates"].items()]
        if len(dates) != len(values):
            raise asked["dates"].refuse(f"as many are wanted as there are in y: {len(values)}")
        if len(set(dates)) != len(dates):
            raise asked["dates"].refuse("a day stands here twice")
        order = sorted(range(len(dates)), key=lambda k: dates[k])
        values = [values[k] for k in order]
        rebase = set(asked["rebase"].list_of(Field.day))
        starts = [place for place, k in enumerate(order) if dates[k] in rebase]
    elif asked["rebase"].given:
        raise asked["rebase"].refuse("a new phase needs the dates of the points")
    direction = asked["direction"].word(Direction)
    points = xmr(
        values,
        starts=starts,
        fix_after=asked["fix_after_n_points"].whole_or_nothing(least=1),
        screened=asked["screen_outliers"].flag(otherwise=True),
    )
    last = points[-1] if points else None
    return {
        "mean": [point.mean for point in points],
        "lpl": [point.lower for point in points],
        "upl": [point.upper for point in points],
        "outside_limits": [point.outside for point in points],
        "near_limits": [point.near for point in points],
        "rule": [str(point.rule) for point in points],
        "point_type": [str(point_type(point.rule, direction)) for point in points],
        "trial_limits": [point.trial for point in points],
        "variation_last": str(point_type(last.rule, direction)) if last else None,
        "assurance": assurance(last, asked["target"].number_or_nothing(), direction),
    }


SERIES: dict[str, Callable[[Field], dict[str, Json]]] = {"chart": _chart, "xmr": _xmr}
