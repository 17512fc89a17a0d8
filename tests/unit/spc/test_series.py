"""Means, medians, steps, quantiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.spc.series import mean, mean_moving_range, median, moving_ranges, quantile


@given(st.floats(-1e9, 1e9), st.integers(1, 50))
def test_equal_values_have_exactly_their_own_mean(value: float, times: int) -> None:
    assert mean([value] * times) == value


def test_nothing_has_no_middle() -> None:
    assert mean([]) is None
    assert median([]) is None
    with pytest.raises(ValueError, match="one value"):
        quantile([], 0.5)


def test_the_median_of_an_even_number() -> None:
    assert median([9, 1, 4, 2]) == 3
    assert median([9, 1, 4]) == 4


def test_a_missing_value_has_no_steps() -> None:
    assert moving_ranges([1, 4, None, 9, 7]) == [3, 2]


def test_long_steps_are_dropped_once() -> None:
    values = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 20.0]
    assert mean_moving_range(values, screened=False) == 4
    assert mean_moving_range(values, screened=True) == 1


def test_equal_values_have_no_step_that_is_left() -> None:
    assert mean_moving_range([5.0, 5.0, 5.0], screened=False) == 0
    assert mean_moving_range([5.0, 5.0, 5.0], screened=True) is None


def test_quantiles_are_interpolated() -> None:
    assert quantile([1, 2, 3, 4], 0.1) == pytest.approx(1.3)
    assert quantile([4, 1, 3, 2], 1) == 4
    assert quantile([7], 0.9) == 7
