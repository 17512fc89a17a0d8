"""Whether services differ more than chance."""

from math import isclose

import pytest

from closecall.spc.dispersion import dispersion


def test_counts_as_expected_do_not_differ() -> None:
    found = dispersion([4, 9, 16], [4, 9, 16])
    assert found is not None
    assert list(found.z) == [0, 0, 0]
    assert found.phi == 0
    assert not found.beyond_chance


def test_far_counts_differ_even_drawn_in() -> None:
    found = dispersion([0, 49, 1, 64, 0, 36, 1, 81, 4, 25], [16.0] * 10)
    assert found is not None
    assert max(found.z) > max(found.z_winsorised)
    assert found.beyond_chance


def test_the_ends_are_drawn_in_by_a_tenth() -> None:
    found = dispersion([0, 1, 4, 9], [0, 0, 0, 0])
    assert found is not None
    assert list(found.z) == [0, 2, 4, 6]
    assert all(isclose(a, b) for a, b in zip(found.z_winsorised, (0.6, 2, 4, 5.4), strict=True))


def test_no_services_and_unequal_numbers() -> None:
    assert dispersion([], []) is None
    with pytest.raises(ValueError, match="zip"):
        dispersion([1], [])
