"""Tails against exact fractions; limits put back into the tail that defines them."""

from collections.abc import Callable
from fractions import Fraction
from math import comb, exp, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.spc.distributions import (
    binomial_odds,
    binomial_tails,
    hypergeometric_tails,
    poisson_mean_above,
    poisson_mean_below,
)

CLOSE = 1e-12


def binomial_exactly(x: int, n: int, p: Fraction) -> tuple[Fraction, Fraction]:
    chances = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    return sum(chances[: x + 1], Fraction(0)), sum(chances[x:], Fraction(0))


def hypergeometric_exactly(x: int, row: int, column: int, total: int) -> tuple[Fraction, Fraction]:
    def chance(k: int) -> Fraction:
        return Fraction(comb(row, k) * comb(total - row, column - k), comb(total, column))

    below = sum((chance(k) for k in range(x + 1) if k <= column), Fraction(0))
    return below, 1 - below + chance(x)


def poisson_at_most(x: int, mean: float) -> float:
    """By Horner's rule, which adds up small numbers only."""
    total = 1.0
    for k in range(x, 0, -1):
        total = 1 + total * mean / k
    return exp(-mean) * total


@given(st.integers(1, 40), st.data())
def test_binomial_tails_are_those_of_fractions(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    after, before = data.draw(st.integers(1, 10_000)), data.draw(st.integers(1, 10_000))
    p = Fraction(after, after + before)
    less, greater = binomial_exactly(x, n, p)
    found = binomial_tails(x, n, float(p), float(1 - p))
    assert isclose(found[0], less, rel_tol=CLOSE)
    assert isclose(found[1], greater, rel_tol=CLOSE)


def test_far_tails_keep_their_digits() -> None:
    less, greater = binomial_tails(0, 50, 0.75, 0.25)
    assert isclose(less, 0.25**50, rel_tol=CLOSE)
    assert greater == 1
    assert isclose(binomial_tails(300, 300, 0.125, 0.875)[1], 0.125**300, rel_tol=CLOSE)


def test_what_cannot_happen_has_no_chance() -> None:
    assert binomial_tails(1, 2, 0.0, 1.0) == (1, 0)
    assert binomial_tails(1, 3, 1.0, 0.0) == (0, 1)


def test_a_tail_too_small_for_a_number_is_nothing() -> None:
    assert binomial_tails(0, 10_000, 0.9, 0.1)[0] == 0


@given(st.integers(1, 60), st.data())
def test_odds_give_the_tail_that_was_asked_for(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(1, n))
    level = data.draw(st.sampled_from([0.025, 0.05, 0.001, 0.4]))
    odds = Fraction(binomial_odds(x, n, level))
    tail = binomial_exactly(x, n, odds / (1 + odds))[1]
    assert isclose(tail, level, rel_tol=1e-11)


def test_odds_of_many() -> None:
    # With as many on both sides the two limits are each other's inverse.
    lower = binomial_odds(500_000, 1_000_000, 0.025)
    assert isclose(
        binomial_tails(500_000, 1_000_000, lower / (1 + lower), 1 / (1 + lower))[1],
        0.025,
        rel_tol=1e-9,
    )


@given(st.integers(1, 200), st.sampled_from([0.025, 0.05, 0.001, 0.4]))
def test_poisson_means_give_the_tail_that_was_asked_for(x: int, level: float) -> None:
    assert isclose(poisson_at_most(x, poisson_mean_below(x, level)), level, rel_tol=1e-10)
    upper = 1 - poisson_at_most(x - 1, poisson_mean_above(x, level))
    assert isclose(upper, level, rel_tol=1e-9)


@given(st.data())
def test_hypergeometric_tails_are_those_of_fractions(data: st.DataObject) -> None:
    first, second, third, fourth = (data.draw(st.integers(0, 30)) for _ in range(4))
    row, column = first + second, first + third
    total = first + second + third + fourth
    found = hypergeometric_tails(first, row, column, total)
    less, greater = hypergeometric_exactly(first, row, column, total)
    assert isclose(found[0], less, rel_tol=1e-11)
    assert isclose(found[1], greater, rel_tol=1e-11)


@pytest.mark.parametrize(
    "tail",
    [
        lambda: binomial_tails(7, 10_000_000, 1e-6, 1 - 1e-6),
        lambda: hypergeometric_tails(3, 40_000, 50_000, 10_000_000),
        lambda: binomial_tails(9_999_999, 10_000_000, 1e-6, 1 - 1e-6),
    ],
    ids=["few of many", "table of many", "nearly all of many"],
)
def test_both_tails_cover_everything(tail: Callable[[], tuple[float, float]]) -> None:
    less, greater = tail()
    assert 0 <= less <= 1
    assert 0 <= greater <= 1
    assert less + greater >= 1 - CLOSE
