"""Every figure: well formed, named, the same each time, text as text, shapes at their values."""

from collections.abc import Callable
from datetime import date, timedelta
from time import process_time
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from closecall.figures.control_chart import ControlChart, Phase, Point, control_chart
from closecall.figures.heat import HeatMap, darkness, heat_map
from closecall.figures.multiples import Multiples, SmallChart, multiples
from closecall.figures.spark import spark
from closecall.figures.svg import figure, place, ticks
from closecall.figures.timeline import Moment, Timeline, timeline

SVG: Final = "{*}"
HOSTILE: Final = """<script>alert(1)</script> & "two" 'one' ]]> --> Ωé"""
DAY: Final = date(2026, 3, 3)


def a_chart(text: str = "Words") -> str:
    values = (3.0, 5.0, None, 4.0, 9.0)
    return control_chart(
        ControlChart(
            name="cc-a",
            title=text,
            description=text,
            unit=text,
            points=[
                Point(label=text, value=v, year="2026", centre=4.0, upper=8.0, signal=v == 9.0)
                for v in values
            ],
            phases=[Phase(start=0, end=3), Phase(start=3, end=5, carried=True)],
            cuts=[(3, text)],
            open_gap=6.0,
            open_label=text,
            run=(3, 5),
        )
    )


def a_timeline(text: str = "Words") -> str:
    return timeline(
        Timeline(
            name="cc-b",
            title=text,
            description=text,
            first=DAY,
            end=DAY + timedelta(days=100),
            moments=[
                Moment(day=DAY + timedelta(days=10)),
                Moment(day=DAY + timedelta(days=50), incident=True),
                Moment(day=DAY + timedelta(days=90), left_out=True),
                Moment(day=DAY - timedelta(days=1)),
            ],
            window=(DAY + timedelta(days=20), DAY + timedelta(days=62)),
            cuts=[(DAY + timedelta(days=20), text)],
            before=text,
            after=text,
        )
    )


def a_heat_map(text: str = "Words") -> str:
    return heat_map(
        HeatMap(
            name="cc-c", title=text, description=text, columns=[text, "B"], rows=[(text, [0, 7])]
        )
    )


def small_charts(text: str = "Words") -> str:
    return multiples(
        Multiples(
            name="cc-d",
            title=text,
            description=text,
            first=text,
            last=text,
            charts=[SmallChart(title=text, counts=[0, 2, 4], centre=2.0)] * 4,
        )
    )


DRAWERS: Final = [a_chart, a_timeline, a_heat_map, small_charts]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - ours, and only well-formed text parses


def shapes(svg: str, tag: str, look: str) -> list[ET.Element]:
    return [e for e in parsed(svg).iter(tag) if e.get("class") == look]


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_figure_says_what_it_is(draw: Callable[[str], str]) -> None:
    picture = parsed(draw("Named"))
    name, described = (picture.attrib["aria-labelledby"]).split()
    title, description = picture.find("title"), picture.find("desc")
    assert title is not None
    assert description is not None
    assert (title.get("id"), description.get("id")) == (name, described)
    assert (title.text, description.text) == ("Named", "Named")
    assert picture.get("role") == "img"


@pytest.mark.parametrize("draw", DRAWERS)
def test_hostile_text_stays_text(draw: Callable[[str], str]) -> None:
    picture = parsed(draw(HOSTILE))
    assert {e.tag for e in picture.iter()} <= {
        "svg", "title", "desc", "text", "line", "rect", "circle", "polyline",
    }  # fmt: skip
    title = picture.find("title")
    assert title is not None
    assert title.text == HOSTILE


@pytest.mark.parametrize("draw", DRAWERS)
def test_no_style_no_script_and_the_same_bytes(draw: Callable[[str], str]) -> None:
    svg = draw("Words")
    assert svg == draw("Words")
    for element in parsed(svg).iter():
        assert not {a for a in element.attrib if a == "style" or a.startswith("on")}
        assert "http" not in "".join(element.attrib.values())


# Control charts


def test_points_and_lines_stand_at_their_values() -> None:
    """The scale is read off the grid, whose lines have their numbers beside them."""
    svg = a_chart()
    grid = [float(e.attrib["y1"]) for e in shapes(svg, "line", "grid")]
    unit = (grid[0] - grid[-1]) / 10  # the marks go from 0 to 10

    def value(y: str) -> float:
        return round((grid[0] - float(y)) / unit, 1)

    dots = shapes(svg, "circle", "dot")
    assert [value(d.attrib["cy"]) for d in dots] == [3, 5, 4]
    (ring,) = shapes(svg, "circle", "ring")
    assert value(ring.attrib["cy"]) == 9
    (hollow,) = shapes(svg, "circle", "hollow")
    assert value(hollow.attrib["cy"]) == 6
    for look, at in (("centre", 4), ("limit", 8)):
        for line in shapes(svg, "polyline", look):
            assert {value(p.split(",")[1]) for p in line.attrib["points"].split()} == {at}


def test_the_line_is_broken_where_a_point_is_missing_and_a_change_stands_between_points() -> None:
    svg = a_chart()
    lines = [e.attrib["points"].split() for e in shapes(svg, "polyline", "line")]
    assert [len(line) for line in lines] == [2, 2]
    (cut,) = shapes(svg, "line", "cut")
    left, right = float(lines[0][-1].split(",")[0]), float(lines[1][0].split(",")[0])
    assert left < float(cut.attrib["x1"]) < right
    (run,) = shapes(svg, "rect", "run")
    assert float(run.attrib["x"]) == float(cut.attrib["x1"])


def test_lines_that_are_carried_on_are_drawn_thinner() -> None:
    centres = shapes(a_chart(), "polyline", "centre")
    assert [c.get("opacity") for c in centres] == [None, ".55"]


def test_the_lines_are_named_with_their_numbers() -> None:
    words = [e.text for e in parsed(a_chart()).iter("text")]
    assert "upper limit 8" in words
    assert "centre 4" in words


def test_a_signal_line_is_drawn_where_it_is() -> None:
    svg = control_chart(
        ControlChart(
            name="g",
            title="t",
            description="d",
            unit="days",
            points=[Point(label="1 May", value=9.0, centre=9.0)] * 3,
            phases=[Phase(start=0, end=3, signal_line=80.0)],
        )
    )
    assert len(shapes(svg, "line", "limit")) == 1
    assert "signal line 80" in [e.text for e in parsed(svg).iter("text")]


def test_no_more_labels_than_there_is_room_for() -> None:
    points = [Point(label=f"L{n}", value=1.0, year="2026") for n in range(200)]
    svg = control_chart(ControlChart(name="n", title="t", description="d", unit="u", points=points))
    assert sum((e.text or "").startswith("L") for e in parsed(svg).iter("text")) <= 12
    assert [e.text for e in parsed(svg).iter("text")].count("2026") == 1


def test_a_chart_of_nothing_is_still_a_picture() -> None:
    empty = ControlChart(name="n", title="t", description="d", unit="u", points=())
    assert parsed(control_chart(empty)).tag == "svg"


# Lines of time


def test_events_stand_on_their_days_and_those_outside_are_not_drawn() -> None:
    svg = a_timeline()
    (dot,) = shapes(svg, "circle", "dot")
    (square,) = shapes(svg, "rect", "dot")
    (hollow,) = shapes(svg, "circle", "hollow")
    places = [
        float(dot.attrib["cx"]),
        float(square.attrib["x"]) + 5,
        float(hollow.attrib["cx"]),
    ]
    assert places[2] - places[1] == pytest.approx(places[1] - places[0], abs=0.2)
    (band,) = shapes(svg, "rect", "band")
    (cut,) = shapes(svg, "line", "cut")
    assert band.attrib["x"] == cut.attrib["x1"]


def test_events_of_one_day_stand_over_each_other() -> None:
    svg = timeline(
        Timeline(
            name="t",
            title="t",
            description="d",
            first=DAY,
            end=DAY + timedelta(days=30),
            moments=[Moment(day=DAY + timedelta(days=5))] * 3,
        )
    )
    dots = shapes(svg, "circle", "dot")
    assert len({d.attrib["cx"] for d in dots}) == 1
    assert len({d.attrib["cy"] for d in dots}) == 3


def test_time_ends_where_the_calendar_ends() -> None:
    last = date(9999, 12, 31)
    told = Timeline(
        name="t", title="t", description="d", first=date(9999, 1, 1), end=last, moments=()
    )
    assert parsed(timeline(told)).tag == "svg"


# Counts


def test_a_heat_map_has_each_number_and_the_darkness_that_goes_with_it() -> None:
    svg = a_heat_map()
    assert [e.text for e in parsed(svg).iter("text") if (e.get("class") or "")[0:1] == "n"] == [
        "0",
        "7",
    ]
    assert [e.get("class") for e in parsed(svg).iter("rect")] == ["f0", "f5"]


def test_darkness_goes_in_steps() -> None:
    assert [darkness(n, 5) for n in range(6)] == [0, 1, 2, 3, 4, 5]
    assert [darkness(n, 20) for n in (0, 1, 10, 20)] == [0, 1, 3, 5]


def test_small_charts_share_one_scale() -> None:
    svg = multiples(
        Multiples(
            name="m",
            title="t",
            description="d",
            first="a",
            last="b",
            charts=[SmallChart(title="A", counts=[4]), SmallChart(title="B", counts=[2])],
        )
    )
    tall = [float(e.attrib["height"]) for e in shapes(svg, "rect", "dot")]
    assert tall[0] == 2 * tall[1]


def test_a_spark_line_is_hidden_from_those_who_listen() -> None:
    picture = parsed(spark([0, 2, 1]))
    assert picture.get("aria-hidden") == "true"
    (line,) = picture.iter("polyline")
    assert [p.split(",")[1] for p in line.attrib["points"].split()] == ["25", "2", "13.5"]
    assert list(parsed(spark([])).iter("polyline")) == []


# Numbers


@pytest.mark.parametrize("highest", [0, 0.003, 0.9, 1, 3.7, 12, 99, 100, 101, 12345.6])
def test_marks_are_round_and_reach_the_highest(highest: float) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 6


def test_numbers_are_written_short() -> None:
    assert [figure(v) for v in (0, 3.0, 0.5, 12.34, 1234.5, 0.0004)] == [
        "0", "3", "0.5", "12.3", "1,234", "0.0004",
    ]  # fmt: skip
    assert [place(v) for v in (0.0, -0.01, 58.0, 162.34)] == ["0", "0", "58", "162.3"]


def test_a_thousand_small_charts_take_less_than_a_second() -> None:
    """Far below it: the limit is three times that of the issue, because machines are busy."""
    began = process_time()
    for _ in range(1000):
        spark([0, 1, 2, 3, 2, 1, 0, 4, 1, 2, 0, 1])
        a_chart()
    assert process_time() - began < 3
