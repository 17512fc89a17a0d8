"""Section 3: repeats are facts."""

from datetime import date

from closecall.analysis.repeats import repeats
from tests.unit.analysis.event_maker import event

AS_OF = date(2027, 1, 1)


def test_the_ninetieth_day_counts_and_the_next_does_not() -> None:
    first, ninety = event("a", "2026-01-01"), event("b", "2026-04-01")
    (found,) = repeats([ninety, first], as_of=AS_OF)
    assert (found.event.id, found.after.id, found.days) == ("b", "a", 90)
    assert found.words == "second in 90 days"
    assert repeats([first, event("b", "2026-04-02")], as_of=AS_OF) == ()


def test_words_of_few_days() -> None:
    (same,) = repeats([event("a", "2026-01-01"), event("b", "2026-01-01")], as_of=AS_OF)
    assert same.words == "second on the same day"
    (next_day,) = repeats([event("a", "2026-01-01"), event("b", "2026-01-02")], as_of=AS_OF)
    assert next_day.words == "second in 1 day"


def test_another_service_is_no_repeat() -> None:
    assert (
        repeats([event("a", "2026-01-01"), event("b", "2026-01-02", service="B")], as_of=AS_OF)
        == ()
    )


def test_without_a_mechanism_the_area_decides() -> None:
    area = frozenset({"medicines"})
    events = [
        event("a", "2026-01-01", mechanism="", domains=area),
        event("b", "2026-01-10", mechanism="timing", domains=area),
        event("c", "2026-01-20", mechanism="storage", domains=area),
        event("d", "2026-01-30", mechanism="", domains=area),
        event("e", "2026-02-01", mechanism=""),
    ]
    found = [(r.event.id, r.after.id) for r in repeats(events, as_of=AS_OF)]
    assert found == [("b", "a"), ("c", "a"), ("d", "c")]


def test_a_day_known_to_the_month_may_be_near() -> None:
    events = [event("a", "2026-01-01", last="2026-01-31"), event("b", "2026-05-01")]
    (found,) = repeats(events, as_of=AS_OF)
    assert found.days == 90
