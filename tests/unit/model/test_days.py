"""Civil days and moments in London, durations and periods."""

from datetime import UTC, date, datetime, timedelta

import pytest

from closecall.model.days import (
    Duration,
    Period,
    days_from,
    in_words,
    month_in_words,
    parse_day,
    parse_duration,
    parse_moment,
)

# --- Days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-03", date(2026, 3, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("0001-01-01", date.min),
        ("9999-12-31", date.max),
    ],
)
def test_a_day(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-30",
        "2025-02-29",
        "2026-13-01",
        "2026-3-3",
        "20260303",
        "03-03-2026",
        "2026/03/03",
        "2026-W10-2",
        "2026-03-03 ",
        "2026-03-03T07:52",
        "tomorrow!!",
        "\uff12\uff10\uff12\uff16-03-03",
        "0000-01-01",
    ],
)
def test_no_day(text: str) -> None:
    assert parse_day(text) is None


def test_days_in_words() -> None:
    assert in_words(date(2026, 3, 3)) == "3 March 2026"
    assert in_words(date(2025, 12, 31)) == "31 December 2025"
    assert month_in_words(2026, 9) == "September 2026"


def test_so_many_days_later_or_earlier() -> None:
    assert days_from(date(2026, 2, 27), 3) == date(2026, 3, 2)
    assert days_from(date(2026, 3, 2), -3) == date(2026, 2, 27)
    assert days_from(date(2026, 3, 2), 0) == date(2026, 3, 2)


def test_a_calendar_has_a_first_and_a_last_day() -> None:
    assert days_from(date(9999, 12, 30), 7) == date.max
    assert days_from(date(2026, 3, 2), 1_000_000_000) == date.max
    assert days_from(date(1, 1, 3), -365) == date.min


# --- Moments -----------------------------------------------------------------------------------


def utc(text: str) -> datetime:
    """A moment in universal time."""
    moment = parse_moment(text)
    assert moment is not None
    return moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-03 07:52", datetime(2026, 3, 3, 7, 52, tzinfo=UTC)),
        ("2026-03-03T07:52", datetime(2026, 3, 3, 7, 52, tzinfo=UTC)),
        ("2026-03-03 07:52:30", datetime(2026, 3, 3, 7, 52, 30, tzinfo=UTC)),
        ("2026-07-03 07:52", datetime(2026, 7, 3, 6, 52, tzinfo=UTC)),
        ("2026-07-03T07:52Z", datetime(2026, 7, 3, 7, 52, tzinfo=UTC)),
        ("2026-07-03 07:52+01:00", datetime(2026, 7, 3, 6, 52, tzinfo=UTC)),
        ("2026-07-03 07:52-05:30", datetime(2026, 7, 3, 13, 22, tzinfo=UTC)),
    ],
)
def test_a_moment_is_london_time_unless_it_says_otherwise(text: str, expected: datetime) -> None:
    assert utc(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-03",
        "2026-03-03 7:52",
        "2026-03-03_07:52",
        "2026-02-30 07:52",
        "2026-03-03 25:10",
        "2026-03-03 07:61",
        "2026-03-03 07:52:60",
        "2026-03-03 07:52 pm",
        "0001-01-01 00:00+01:00",
        "9999-12-31 23:59-01:00",
    ],
)
def test_no_moment(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-03 23:30-01:00", date(2026, 3, 4)),
        ("2026-03-04 00:30+01:00", date(2026, 3, 3)),
        ("2026-07-03 23:30Z", date(2026, 7, 4)),
        ("2026-07-03 23:30", date(2026, 7, 3)),
        ("2026-07-04 00:15+02:00", date(2026, 7, 3)),
    ],
)
def test_the_civil_day_of_a_moment_is_londons(text: str, day: date) -> None:
    moment = parse_moment(text)
    assert moment is not None
    assert moment.date() == day


@pytest.mark.parametrize("text", ["2026-03-29 01:00", "2026-03-29 01:30", "2026-03-29T01:59:59"])
def test_the_hour_that_the_clocks_skip_in_spring(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-29 00:59", 0),
        ("2026-03-29 02:00", 1),
        ("2026-03-29 01:30+00:00", 1),
        ("2026-03-28 01:30", 1),
        ("2026-03-30 01:30", 0),
    ],
)
def test_the_hours_around_it(text: str, hour: int) -> None:
    assert utc(text).hour == hour


def test_the_hour_that_comes_twice_in_autumn_is_the_first_unless_it_says() -> None:
    assert utc("2026-10-25 01:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert utc("2026-10-25 01:30+01:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert utc("2026-10-25 01:30+00:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert utc("2026-10-25 02:00") == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


# --- Durations ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("P10D", date(2026, 2, 20), date(2026, 3, 2)),
        ("P6W", date(2026, 3, 9), date(2026, 4, 20)),
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P1M", date(2024, 1, 31), date(2024, 2, 29)),
        ("P1M", date(2026, 3, 31), date(2026, 4, 30)),
        ("P3M", date(2026, 7, 20), date(2026, 10, 20)),
        ("P1M", date(2026, 12, 15), date(2027, 1, 15)),
        ("P12M", date(2024, 2, 29), date(2025, 2, 28)),
        ("P25M", date(2026, 11, 30), date(2028, 12, 30)),
    ],
)
def test_the_first_day_after_a_duration(text: str, start: date, end: date) -> None:
    duration = parse_duration(text)
    assert duration is not None
    assert duration.after(start) == end


@pytest.mark.parametrize("text", ["P9999D", "P9999W", "P9999M"])
def test_a_duration_ends_with_the_calendar_at_the_latest(text: str) -> None:
    duration = parse_duration(text)
    assert duration is not None
    assert duration.after(date(9998, 12, 31)) <= date.max
    assert duration.after(date(2026, 1, 1)) - date(2026, 1, 1) > timedelta(days=9998)


@pytest.mark.parametrize(
    "text", ["", "P0D", "P0W", "6W", "P6", "PW", "P6Y", "P1M2D", "P-1D", "p6w", "P10000D", "P1.5M"]
)
def test_no_duration(text: str) -> None:
    assert parse_duration(text) is None


def test_durations_in_words() -> None:
    assert str(Duration(1, "W")) == "1 week"
    assert str(Duration(6, "W")) == "6 weeks"
    assert str(Duration(3, "M")) == "3 months"
    assert str(Duration(10, "D")) == "10 days"


def test_a_period_has_both_its_days() -> None:
    period = Period(date(2026, 3, 9), date(2026, 4, 19))
    assert date(2026, 3, 9) in period
    assert date(2026, 4, 19) in period
    assert date(2026, 3, 8) not in period
    assert date(2026, 4, 20) not in period
