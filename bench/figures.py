"""How long a thousand small charts take to draw, in CPU seconds."""

from time import process_time

from closecall.figures.control_chart import ControlChart, Phase, Point, control_chart

CHARTS = 1000
_POINTS = 24


def draw_small_charts() -> float:
    """Draw a thousand different run charts of 24 months, with limits and a control change."""
    began = process_time()
    for n in range(CHARTS):
        points = [
            Point(
                label="Jan",
                year="2026",
                value=float((k * (n + 7)) % 11),
                centre=5.0,
                lower=0.0,
                upper=11.7,
                signal=k == n % _POINTS,
            )
            for k in range(_POINTS)
        ]
        control_chart(
            ControlChart(
                name=f"chart-{n}",
                title=f"Chart {n}",
                description="24 months",
                unit="records a month",
                points=points,
                phases=[Phase(start=0, end=12), Phase(start=12, end=_POINTS, carried=True)],
                cuts=[(12, "Control changed 1 Jan 2026")],
            )
        )
    return process_time() - began
