"""Typed values out of a record: what has another type counts as not there."""

from datetime import date

import pytest

from closecall.model.days import Duration, Period
from closecall.model.fields import Fields
from closecall.records.documents import Plain

TRUE: Plain = True
FALSE: Plain = False


def one(value: Plain) -> Fields:
    """A record with one field."""
    return Fields({"it": value})


ANYTHING: tuple[Plain, ...] = (
    None,
    True,
    3,
    2.5,
    "yes",
    "2026-03-03",
    [],
    ["a", 1, None],
    {"a": 1},
)


@pytest.mark.parametrize("value", ANYTHING)
def test_no_value_breaks_anything(value: Plain) -> None:
    f = one(value)
    for read in (
        f.text,
        f.whole,
        f.number,
        f.flag,
        f.yes,
        f.day,
        f.moment,
        f.duration,
        f.period,
        f.ref,
        f.refs,
        f.texts,
        f.sub,
        f.pairs,
    ):
        read("it")
        read("another")
    assert list(f.items("another")) == []
    assert [item.data for item in f.items("it")] == []
    assert f.has("it")
    assert not f.has("another")


def test_texts() -> None:
    assert one("Unit 2").text("it") == "Unit 2"
    assert one(12).text("it") == "12"
    assert one(None).text("it") == ""
    assert one(["a"]).text("it") == ""
    assert one("a").texts("it") == ("a",)
    assert one(["a", 2, None, ["b"], {}]).texts("it") == ("a", "2")


def test_numbers() -> None:
    assert one(12).whole("it") == 12
    assert one(TRUE).whole("it") is None
    assert one(2.5).whole("it") is None
    assert one("12").whole("it") is None
    assert one(2.5).number("it") == 2.5
    assert one(0).number("it") == 0
    assert one(FALSE).number("it") is None


def test_yes_and_no() -> None:
    assert one("yes").yes("it") is True
    assert one("no").yes("it") is False
    assert one(TRUE).yes("it") is None
    assert one("perhaps").yes("it") is None
    assert one(TRUE).flag("it")
    assert not one("yes").flag("it")


def test_days_and_lengths() -> None:
    assert one("2026-03-03").day("it") == date(2026, 3, 3)
    assert one("2026-02-30").day("it") is None
    assert one(20260303).day("it") is None
    moment = one("2026-03-03 07:52").moment("it")
    assert moment is not None
    assert moment.date() == date(2026, 3, 3)
    assert one("P6W").duration("it") == Duration(6, "W")
    assert one(6).duration("it") is None


def test_a_period_has_two_days() -> None:
    days = {"from": "2026-03-09", "to": "2026-04-19"}
    assert one({**days}).period("it") == Period(date(2026, 3, 9), date(2026, 4, 19))
    assert one({"from": "2026-03-09"}).period("it") is None
    assert one({**days, "to": "2026-04-31"}).period("it") is None


def test_one_id_or_several() -> None:
    assert one("a").refs("it") == ("a",)
    assert one(["a", "b", 3]).refs("it") == ("a", "b")
    assert one({"a": "b"}).refs("it") == ()
    assert one(["a", "b"]).ref("it") == "a"
    assert one([]).ref("it") is None


def test_what_is_inside() -> None:
    f = one({"to": "the list", "n": 3})
    assert f.sub("it").text("to") == "the list"
    assert not f.sub("another")
    assert f.sub("it").whole("n") == 3
    assert one([{"a": 1}, "b", {"a": 2}]).sub("it").data == {}
    assert [item.whole("a") for item in one([{"a": 1}, "b", {"a": 2}]).items("it")] == [1, 2]
    assert one({"z": "1", "a": 2}).pairs("it") == (("z", "1"), ("a", "2"))
