import pytest

from closecall.model.trail import Stage
from closecall.pages.words import (
    STAGE_TAGS,
    counted,
    listed,
    near_misses,
    ordinal,
    overdue,
    spelled,
)


def test_a_count_agrees_with_its_noun() -> None:
    assert counted(1, "day") == "1 day"
    assert counted(1204, "day") == "1,204 days"
    assert near_misses(1) == "1 near miss"
    assert near_misses(2) == "2 near misses"
    assert spelled(3, "service") == "three services"
    assert spelled(13, "service") == "13 services"


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "first"), (2, "second"), (12, "twelfth"), (13, "13th"), (21, "21st"), (112, "112th")],
)
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word


def test_a_list_ends_in_and() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_nothing_overdue_is_said_too() -> None:
    assert overdue(0) == "Nothing is missing or overdue."
    assert overdue(1) == "1 thing is missing or overdue."


def test_every_stage_has_a_tag() -> None:
    assert set(STAGE_TAGS) == set(Stage)
