from closecall.pages.facts import Facts
from closecall.pages.profile.recurrence import by_area, by_mechanism, by_shift, by_unit, runs
from tests.unit.pages.story import records, tell


def test_a_repeat_is_told_with_the_days_between() -> None:
    facts = Facts(tell())
    (run,) = runs(facts.trails)
    assert [t.near_miss.id for t in run.trails] == ["nm-20260303-aaaa", "nm-20260406-bbbb"]
    assert run.days == 34
    (group,) = by_mechanism(facts.trails)
    assert group.days_since_previous == 34


def test_after_the_policys_days_it_is_no_repeat() -> None:
    told = records()
    later = told["near_miss/nm-20260406-bbbb"]
    later["detected"], later["recorded"] = "2026-06-02 21:30", "2026-06-02 21:45"
    facts = Facts(tell(told))
    assert runs(facts.trails) == ()
    assert by_mechanism(facts.trails)[0].days_since_previous == 91


def test_what_a_review_refused_ends_a_run() -> None:
    told = records()
    told["near_miss/nm-20260406-bbbb"]["not_repeat_of"] = [
        {"near_miss": "nm-20260303-aaaa", "reason": "Another cause"}
    ]
    assert runs(Facts(tell(told)).trails) == ()


def test_groups_by_area_time_and_unit() -> None:
    trails = Facts(tell()).trails
    assert [(g.key, len(g.trails)) for g in by_area(trails)] == [("medicines", 2)]
    assert [(g.key, len(g.trails)) for g in by_unit(trails)] == [("Unit 1", 2)]
    # 07:52 and 21:30: neither record says, and both lie outside 08:00 to 19:59.
    assert [(g.key, len(g.trails)) for g in by_shift(trails)] == [("Night shift", 2)]


def test_what_the_record_says_of_the_shift_goes_first() -> None:
    told = records()
    told["review/rv-20260304-aaaa"]["time_bracket"] = "Morning handover"
    groups = by_shift(Facts(tell(told)).trails)
    assert [g.key for g in groups] == ["Morning handover", "Night shift"]
