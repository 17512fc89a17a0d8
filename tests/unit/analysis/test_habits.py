from datetime import date

from closecall.analysis.habits import Habits, habits
from tests.unit.pages.story import Records, records, tell

FIRST, SECOND = "nm-20260303-aaaa", "nm-20260406-bbbb"


def _habits(told: Records, *, as_at: date = date(2026, 10, 15), feedback: int = 14) -> Habits:
    trails = tell(told).trails.values()
    return habits(trails, late_after=7, feedback_days=feedback, as_at=as_at)


def _review(told: Records, near_miss: str) -> dict[str, object]:
    for key, record in told.items():
        if key.startswith("review/") and near_miss in str(record):
            return record  # type: ignore[return-value]
    raise AssertionError(near_miss)


def test_how_soon_and_what_is_late_go_by_the_day_of_the_event_and_of_the_record() -> None:
    told = records()
    told[f"near_miss/{FIRST}"]["detected"] = "2026-03-03 07:52"
    told[f"near_miss/{FIRST}"]["recorded"] = "2026-03-10 23:59"
    told[f"near_miss/{SECOND}"]["detected"] = "2026-04-06 20:00"
    told[f"near_miss/{SECOND}"]["recorded"] = "2026-04-14 00:01"
    found = _habits(told)
    assert found.half_within == 8
    assert found.late == (SECOND,)
    assert found.undated == ()


def test_taking_a_record_away_changes_its_count_by_one() -> None:
    told = records()
    whole = _habits(told)
    del told[f"near_miss/{SECOND}"]
    assert len(_habits(told).near_misses) == len(whole.near_misses) - 1


def test_hearing_back_counts_up_to_the_last_day_of_the_limit() -> None:
    told = records()
    review = _review(told, FIRST)
    review["reviewed"] = "2026-03-04"
    review["feedback_to_reporter"] = {"on": "2026-03-18", "route": "In person"}
    assert _habits(told).told == (FIRST,)
    review["feedback_to_reporter"] = {"on": "2026-03-19", "route": "In person"}
    assert _habits(told).told_late == (FIRST,)


def test_no_answer_is_missing_only_after_the_limit() -> None:
    told = records()
    review = _review(told, FIRST)
    review["reviewed"] = "2026-03-04"
    review.pop("feedback_to_reporter", None)
    assert _habits(told, as_at=date(2026, 3, 18)).untold == ()
    assert _habits(told, as_at=date(2026, 3, 19)).untold == (FIRST,)


def test_whoever_reports_without_a_name_cannot_be_told() -> None:
    told = records()
    told[f"near_miss/{FIRST}"]["reported_openly"] = {"anonymous": "I don't want to say"}
    found = _habits(told)
    assert found.anonymous == (FIRST,)
    assert FIRST not in (*found.told, *found.told_late, *found.untold)


def test_nothing_recorded_is_no_figure() -> None:
    found = habits((), late_after=7, feedback_days=14, as_at=date(2026, 10, 15))
    assert found.half_within is None
    assert found.relations == {}
