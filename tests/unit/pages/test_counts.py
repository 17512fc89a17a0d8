from datetime import date

import pytest

from closecall.model.setting import Activity, read_activity
from closecall.pages.counts import complete_months, exposure, two_digits
from closecall.records.documents import Plain
from tests.unit.pages.evidence_maker import document

WINDOW = complete_months(date(2026, 10, 15))


def activity(first: str, last: str, value: float, **more: Plain) -> Activity:
    data: dict[str, Plain] = {
        "service": "s",
        "measure": "Planned visits",
        "unit": "visits",
        "period": {"from": first, "to": last},
        "value": value,
        **more,
    }
    return read_activity(document(f"ac-{first}", "activity", data), broken=False)


def test_the_month_of_the_as_at_day_is_never_complete() -> None:
    for day in (date(2026, 10, 1), date(2026, 10, 31)):
        window = complete_months(day)
        assert (window.first, window.end) == (date(2025, 10, 1), date(2026, 10, 1))
    assert WINDOW.in_words == "October 2025 to September 2026"
    assert len(WINDOW.months) == 12
    assert date(2026, 9, 30) in WINDOW
    assert date(2026, 10, 1) not in WINDOW


def test_the_window_before_ends_where_this_one_begins() -> None:
    assert complete_months(date(2026, 10, 15), back=12).end == WINDOW.first


def test_exposure_adds_up_rows_that_cover_every_day_once() -> None:
    rows = [activity("2025-10-01", "2026-03-31", 100), activity("2026-04-01", "2026-09-30", 200)]
    given = exposure(rows, WINDOW)
    assert given is not None
    assert given.value == pytest.approx(300)
    assert given.measure == "planned visits"
    assert given.rate(3) == "10"


def test_a_row_longer_than_the_window_counts_by_its_days() -> None:
    given = exposure([activity("2025-10-01", "2027-09-30", 730)], WINDOW)
    assert given is not None
    assert given.value == pytest.approx(365)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [activity("2025-10-01", "2026-09-29", 100)],
        [activity("2025-10-01", "2026-09-30", 100), activity("2026-09-30", "2026-09-30", 1)],
        [activity("2025-10-01", "2026-09-30", 0)],
        [activity("2025-10-01", "2026-09-30", 100, domain=["medicines"])],
    ],
    ids=["none", "a day is missing", "a day twice", "nothing given", "one area only"],
)
def test_without_whole_exposure_there_is_no_rate(rows: list[Activity]) -> None:
    assert exposure(rows, WINDOW) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (5.93, "5.9"), (0.5604, "0.56"), (0.0123, "0.012"), (9.96, "10"), (1234, "1,200")],
)
def test_rates_have_two_significant_digits(value: float, text: str) -> None:
    assert two_digits(value) == text
