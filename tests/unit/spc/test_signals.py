"""Runs and crossings."""

from hypothesis import given
from hypothesis import strategies as st

from closecall.spc.signals import crossings_min, longest_run_max, runs


def test_limits_by_number_of_useful_points() -> None:
    found = {n: (longest_run_max(n), crossings_min(n)) for n in (10, 12, 16, 20, 24, 30, 45, 60)}
    assert found == {
        10: (6, 2), 12: (7, 3), 16: (7, 4), 20: (7, 6), 24: (8, 8), 30: (8, 10), 45: (8, 17),
        60: (9, 23),
    }  # fmt: skip


def test_many_points_have_limits_too() -> None:
    # Just above what is counted in whole numbers the limit goes on as below it.
    assert [crossings_min(n) for n in (1000, 1001, 1002, 1003)] == [474, 474, 474, 475]


def test_points_on_the_centre_are_in_no_run_and_break_none() -> None:
    found = runs([1, 2, 5, 2, 2, 9, None, 1], [2] * 8)
    assert found.points == 8
    assert found.useful == 4
    assert (found.longest, found.crossings) == (2, 2)


def test_all_on_the_centre_are_no_runs() -> None:
    found = runs([3, 3, 3], [3, 3, 3])
    assert (found.useful, found.longest, found.crossings_min) == (0, None, None)
    assert not found.signal


def test_without_a_centre_there_are_no_runs() -> None:
    assert runs([None, None], [None, None]).useful == 0


def test_the_newest_long_run_says_where() -> None:
    values = [0] * 15 + [9] * 9
    found = runs(values, [5] * 24)
    assert found.longest == 15
    assert found.signal
    assert found.side == 1


def test_few_crossings_alone_have_no_side() -> None:
    values = ([0] * 5 + [9] * 5) * 2
    found = runs(values, [5] * 20)
    assert found.signal
    assert found.side == 0


def test_many_crossings_are_no_signal() -> None:
    assert not runs([0, 9] * 12, [5] * 24).signal


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), max_size=40))
def test_turned_over_the_runs_are_the_same(values: list[float]) -> None:
    zeros = [0.0] * len(values)
    one, other = runs(values, zeros), runs([-value for value in values], zeros)
    assert (one.longest, one.crossings, one.signal) == (
        other.longest,
        other.crossings,
        other.signal,
    )
    assert one.side == -other.side
