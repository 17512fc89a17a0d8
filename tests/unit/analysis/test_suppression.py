"""Small counts, and what would give them away."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from closecall.analysis.suppression import Hidden, Sum, suppressed

FIVE = 5


def test_counts_from_one_to_four_are_hidden_and_zero_is_not() -> None:
    counts = {str(n): n for n in range(7)}
    assert suppressed(counts, (), threshold=FIVE) == {str(n): Hidden.SMALL for n in range(1, 5)}


def test_what_a_sum_would_give_back_is_hidden_too() -> None:
    whole = Sum(("all",), ("luck", "control"))
    found = suppressed({"all": 10, "luck": 3, "control": 7}, (whole,), threshold=FIVE)
    assert found == {"luck": Hidden.SMALL, "control": Hidden.WITH_IT}


def test_two_small_parts_that_only_fit_one_way_hide_their_sum() -> None:
    whole = Sum(("all",), ("luck", "control"))
    found = suppressed({"all": 8, "luck": 4, "control": 4}, (whole,), threshold=FIVE)
    assert found["all"] is Hidden.WITH_IT


def test_a_part_that_stands_in_no_table_is_kept_too() -> None:
    whole = Sum(("all",), ("again", "_rest"))
    found = suppressed({"all": 9, "again": 8, "_rest": 1}, (whole,), threshold=FIVE)
    assert found["again"] is Hidden.WITH_IT or found["all"] is Hidden.WITH_IT


def test_nothing_small_hides_nothing() -> None:
    whole = Sum(("all",), ("luck", "control"))
    counts = {"all": 12, "luck": 5, "control": 7}
    assert suppressed(counts, (whole,), threshold=FIVE) == {}
    assert suppressed({"all": 1, "luck": 1, "control": 0}, (whole,), threshold=1) == {}


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
@settings(max_examples=80, deadline=None)
def test_no_small_part_can_be_worked_out(parts: list[int]) -> None:
    """Every way to fill in what is hidden, tried one by one."""
    names = [f"part{n}" for n in range(len(parts))]
    counts = dict(zip(names, parts, strict=True)) | {"all": sum(parts)}
    hidden = suppressed(counts, (Sum(("all",), tuple(names)),), threshold=FIVE)
    assert {k for k, why in hidden.items() if why is Hidden.SMALL} == {
        key for key, count in counts.items() if 0 < count < FIVE
    }
    choices = []
    for name in names:
        match hidden.get(name):
            case None:
                choices.append([counts[name]])
            case Hidden.SMALL:
                choices.append([1, 2, 3, 4])
            case _:
                choices.append(list(range(12)))
    fits = [
        filled
        for filled in product(*choices)
        if "all" in hidden or sum(filled) == counts["all"]
        if hidden.get("all") is not Hidden.SMALL or 0 < sum(filled) < FIVE
    ]
    for place, name in enumerate(names):
        if hidden.get(name) is Hidden.SMALL:
            assert len({filled[place] for filled in fits}) > 1, (parts, hidden)
