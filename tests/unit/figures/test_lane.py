"""Who acted and when, as a picture: right days, nothing on top of another, text as text."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from closecall.figures.lane import Act, lanes

SVG = "{*}"


def drawn(*acts: Act) -> ET.Element:
    text = lanes(acts, name="who", title="Who acted", description="What they did")
    return ET.fromstring(text)  # noqa: S314 - ours, and only well-formed text parses


def act(who: str, *days: date, label: str = "1", is_due: bool = False) -> Act:
    return Act(who, days, label, is_due)


def places(picture: ET.Element) -> dict[str, tuple[float, float]]:
    """Where the circle of each label stands."""
    circles = picture.findall(f".//{SVG}circle")
    labels = [t for t in picture.findall(f".//{SVG}text") if t.get("class") != "strong"]
    numbers = [t for t in labels if t.get("class") == "nodet"]
    assert len(circles) == len(numbers)
    return {
        text.text or "": (float(one.attrib["cx"]), float(one.attrib["cy"]))
        for one, text in zip(circles, numbers, strict=True)
    }


def days_named(picture: ET.Element) -> list[str]:
    return [t.text or "" for t in picture.findall(f".//{SVG}text") if t.get("class") is None]


MARCH = date(2026, 3, 3)


def test_a_picture_says_what_it_is() -> None:
    picture = drawn(act("Carer", MARCH))
    assert picture.attrib["role"] == "img"
    assert picture.attrib["aria-labelledby"] == "who-title who-desc"
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == ("Who acted", "What they did")


def test_the_same_acts_give_the_same_picture() -> None:
    acts = (act("Carer", MARCH), act("Lead", MARCH + timedelta(days=9), label="2"))
    assert lanes(acts, name="a", title="b", description="c") == lanes(
        acts, name="a", title="b", description="c"
    )


def test_time_runs_from_left_to_right_in_even_steps() -> None:
    acts = [act("Lead", MARCH + timedelta(days=20 * n), label=str(n)) for n in range(4)]
    xs = [x for x, _ in places(drawn(*acts)).values()]
    steps = [later - earlier for earlier, later in pairwise(xs)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.2)
    assert steps[0] > 0


def test_each_role_has_one_lane_in_the_order_of_coming() -> None:
    later = MARCH + timedelta(days=30)
    picture = drawn(act("Lead", later, label="2"), act("Carer", MARCH), act("Lead", MARCH))
    names = [t.text for t in picture.findall(f".//{SVG}text") if t.get("class") == "strong"]
    assert names == ["Lead", "Carer"]


def test_acts_of_one_day_stand_below_one_another() -> None:
    found = places(drawn(*(act("Lead", MARCH, label=str(n)) for n in range(5))))
    assert len({x for x, _ in found.values()}) == 1
    assert len({y for _, y in found.values()}) == 5


def test_no_circle_covers_another() -> None:
    acts = [
        act(f"Role {n % 3}", MARCH + timedelta(days=n * n % 17), label=str(n)) for n in range(30)
    ]
    found = list(places(drawn(*acts)).values())
    assert len(found) == 30
    for n, (x, y) in enumerate(found):
        assert all(abs(x - a) >= 20 or abs(y - b) >= 20 for a, b in found[n + 1 :])


def test_checks_are_marks_on_a_line() -> None:
    weekly = [MARCH + timedelta(days=7 * n) for n in range(6)]
    picture = drawn(act("Lead", *weekly))
    marks = [r for r in picture.findall(f".//{SVG}rect") if r.get("class") == "node"]
    assert len(marks) == 5  # the first is the circle
    assert len([e for e in picture.findall(f".//{SVG}line") if e.get("class") == "line"]) == 1


def test_a_thousand_checks_are_no_thousand_marks() -> None:
    daily = [MARCH + timedelta(days=n) for n in range(1000)]
    assert len(drawn(act("Lead", *daily)).findall(f".//{SVG}rect")) < 200


def test_what_is_owed_is_a_dashed_ring() -> None:
    (ring,) = drawn(act("Lead", MARCH, is_due=True)).findall(f".//{SVG}circle")
    assert ring.attrib["class"] == "hollow"
    assert ring.attrib["stroke-dasharray"]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (0, "3 Mar"),
        (8, "3 Mar"),
        (60, "9 Mar"),
        (130, "9 Mar"),
        (400, "May 2026"),
        (4000, "Jan 2028"),
    ],
)
def test_days_weeks_months_or_years_are_named(days: int, first: str) -> None:
    named = days_named(drawn(act("A", MARCH), act("B", MARCH + timedelta(days=days))))
    assert 2 <= len(named) <= 11
    assert named[0] == first


@pytest.mark.parametrize(
    "days",
    [
        (date.min, date.max),
        (date.max, date.max),
        (date.min, date.min),
        (date(2026, 1, 1), date(9999, 12, 31)),
    ],
)
def test_days_at_the_ends_of_the_calendar_are_drawn(days: tuple[date, date]) -> None:
    first, last = days
    picture = drawn(act("A", first), act("B", last, label="2"))
    assert all(218 <= x <= 868 for x, _ in places(picture).values())
    assert len(days_named(picture)) <= 11


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\"/><image href='x'/>", "&lt;", "]]>", "<!--"]
)
def test_a_name_is_text(name: str) -> None:
    picture = drawn(act(name, MARCH, label=name))
    assert {e.tag.rpartition("}")[2] for e in picture.iter()} == {
        "svg", "title", "desc", "g", "rect", "text", "line", "circle",
    }  # fmt: skip
    assert name[:20] in "".join(picture.itertext())


def test_a_long_name_is_cut_and_keeps_to_itself() -> None:
    picture = drawn(act("\u2068" + "א" * 60 + "\u2069", MARCH))
    (name,) = (t.text or "" for t in picture.findall(f".//{SVG}text") if t.get("class") == "strong")
    assert len(name) <= 29
    assert name.startswith("\u2068")
    assert name.endswith("…\u2069")
