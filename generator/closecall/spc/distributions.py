"""Tails of the binomial, Poisson and hypergeometric distributions, and the other way round.

Tails are summed from their largest term, so that small ones keep their relative accuracy (about
1e-13 up to a million events). A first term comes from the saddle-point form, which does not cancel.

Source:
    Loader (2000), Fast and accurate computation of binomial probabilities: the form of the first
    term. Limits are found by Newton's method on the logarithm of the tail, in which the tails of
    these distributions are concave, so that it converges from either side.
"""

from collections.abc import Callable
from math import exp, expm1, factorial, inf, log, log1p, pi, sqrt

_EPSILON = 1e-19
"""Further terms are left out once one is so small beside the sum."""
_STEP = 1e-14
"""Newton's method ends when a logarithm moves by no more."""
_MOST_STEPS = 100

_HALF_LOG_2PI = 0.5 * log(2 * pi)
_SMALL = 16


def _stirling_rest(n: int) -> float:
    """By how much the logarithm of n! exceeds Stirling's formula; n >= 1."""
    if n < _SMALL:
        return _RESTS[n]
    square = n * n
    return (
        1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square
    ) / n


_RESTS = (
    0.0,
    *(log(factorial(n)) - (n + 0.5) * log(n) + n - _HALF_LOG_2PI for n in range(1, _SMALL)),
)


def _deviance(x: float, expected: float) -> float:
    """`x log(x / expected) + expected - x`, also where both are nearly the same; x > 0."""
    if expected == 0:
        return inf
    difference = x - expected
    ratio = difference / (x + expected)
    if abs(ratio) >= 0.1:
        return x * log(x / expected) - difference
    # log(x / expected) = 2 atanh(ratio), by its series; its first term is taken together with
    # the difference, which it nearly cancels.
    total, term, square, odd = difference * ratio, 2 * x * ratio, ratio * ratio, 1
    while True:
        term *= square
        odd += 2
        longer = total + term / odd
        if longer == total:
            return total
        total = longer


def _log_binomial(x: int, n: int, p: float, q: float) -> float:
    """Logarithm of P(X = x) of n tries that each succeed with chance p = 1 - q."""
    if x == 0:
        return n * (log1p(-p) if p < 0.5 else _log(q))
    if x == n:
        return n * (log1p(-q) if q < 0.5 else _log(p))
    return (
        _stirling_rest(n)
        - _stirling_rest(x)
        - _stirling_rest(n - x)
        - _deviance(x, n * p)
        - _deviance(n - x, n * q)
        - _HALF_LOG_2PI
        - 0.5 * log(x / n * (n - x))
    )


def _log(value: float) -> float:
    return log(value) if value > 0 else -inf


def _upwards(x: int, n: int, odds: float) -> float:
    """The sum of P(X = k) for k from x to n, in units of P(X = x)."""
    term = total = 1.0
    for k in range(x, n):
        ratio = (n - k) / (k + 1) * odds
        term *= ratio
        total += term
        if ratio < 1 and term < total * _EPSILON:
            break
    return total


def _upper_tail(x: int, n: int, p: float, q: float) -> float:
    """P(X >= x), where x lies above the mean."""
    return min(1.0, exp(_log_binomial(x, n, p, q)) * _upwards(x, n, p / q if q else inf))


def binomial_tails(x: int, n: int, p: float, q: float) -> tuple[float, float]:
    """Both tails of a binomial distribution, x in each.

    Args:
        x: Successes, from 0 to n.
        n: Tries.
        p: Chance of a success.
        q: Chance of a failure; 1 - p, given apart so that a small one is not rounded away.

    Returns:
        P(X <= x) and P(X >= x).
    """
    return _at_most(x, n, p, q), _at_most(n - x, n, q, p)


def _at_most(x: int, n: int, p: float, q: float) -> float:
    """P(X <= x)."""
    if x >= n:
        return 1.0
    if x < n * p:
        # The failures are n - x or more.
        return _upper_tail(n - x, n, q, p)
    return 1.0 - _upper_tail(x + 1, n, p, q)


def binomial_odds(x: int, n: int, level: float) -> float:
    """The odds of success at which x or more successes in n tries have the chance `level`.

    With s the share, this is `s / (1 - s)` of `s = B^-1(level; x, n - x + 1)`. As odds it keeps
    its accuracy at both ends, where a share near 1 would not.

    Args:
        x: Successes, from 1 to n.
        n: Tries.
        level: Chance, above 0 and below one half.

    Returns:
        p / (1 - p).
    """
    if x == n:
        logarithm = log(level) / n
        return exp(logarithm) / -expm1(logarithm)
    if x == 1:
        return expm1(-log1p(-level) / n)

    def tail(theta: float) -> tuple[float, float]:
        odds = exp(theta)
        p, q = odds / (1 + odds), 1 / (1 + odds)
        terms = _upwards(x, n, odds)
        return _log_binomial(x, n, p, q) + log(terms), x * q / terms

    a, b = x, n - x + 1
    start = log(a / b) - sqrt(-2 * log(level)) * sqrt(1 / a + 1 / b)
    return exp(_newton(tail, start, log(level)))


def poisson_mean_above(x: int, level: float) -> float:
    """The mean at which x events or more have the chance `level`: `G^-1(level; x)`, x >= 1."""
    if x == 1:
        return -log1p(-level)

    def tail(logarithm: float) -> tuple[float, float]:
        average = exp(logarithm)
        term = total = 1.0
        k = x
        while term > total * _EPSILON or k < average:
            k += 1
            term *= average / k
            total += term
        return _log_poisson(x, average) + log(total), x / total

    start = log(x) - sqrt(-2 * log(level) / x)
    return exp(_newton(tail, start, log(level)))


def poisson_mean_below(x: int, level: float) -> float:
    """The mean at which x events or fewer have the chance `level`: `G^-1(1 - level; x + 1)`."""
    if x == 0:
        return -log(level)

    def tail(logarithm: float) -> tuple[float, float]:
        average = exp(logarithm)
        term = total = 1.0
        for k in range(x, 0, -1):
            term *= k / average
            total += term
            if k < average and term < total * _EPSILON:
                break
        return _log_poisson(x, average) + log(total), -average / total

    start = log(x + 1) + sqrt(-2 * log(level) / (x + 1))
    return exp(_newton(tail, start, log(level)))


def _log_poisson(x: int, average: float) -> float:
    return -_stirling_rest(x) - _deviance(x, average) - _HALF_LOG_2PI - 0.5 * log(x)


def _newton(tail: Callable[[float], tuple[float, float]], start: float, wanted: float) -> float:
    """Where the logarithm of a tail is as wanted; `tail` gives it and its slope."""
    place, last = start, inf
    for _ in range(_MOST_STEPS):
        value, slope = tail(place)
        step = (wanted - value) / slope
        place += step
        # The last digits may swing for ever: so it also ends when small steps stop shrinking.
        if abs(step) <= _STEP or (abs(step) < 1e-9 and abs(step) >= last):
            break
        last = abs(step)
    return place


def hypergeometric_tails(x: int, row: int, column: int, total: int) -> tuple[float, float]:
    """Both tails of one cell of a table of two by two with fixed margins, x in each.

    Args:
        x: Count in the cell.
        row: Count in the row of the cell.
        column: Count in the column of the cell.
        total: Count in all; row and column are not above it.

    Returns:
        P(X <= x) and P(X >= x).
    """
    lowest, highest = max(0, row + column - total), min(row, column)
    if lowest == highest:
        return 1.0, 1.0
    p, q = column / total, (total - column) / total
    logarithm = (
        _log_binomial(x, row, p, q)
        + _log_binomial(column - x, total - row, p, q)
        - _log_binomial(column, total, p, q)
    )
    here = exp(logarithm)
    corner = total - row - column

    def step_up(k: int) -> float:
        return (row - k) / (k + 1) * (column - k) / (corner + k + 1)

    def above() -> float:
        """What lies above x, in units of P(X = x)."""
        term, rest = 1.0, 0.0
        for k in range(x, highest):
            term *= step_up(k)
            rest += term
            if term < rest * _EPSILON:
                break
        return rest

    def below() -> float:
        term, rest = 1.0, 0.0
        for k in range(x, lowest, -1):
            term /= step_up(k - 1)
            rest += term
            if term < rest * _EPSILON:
                break
        return rest

    # The side away from the mean is summed; the other is what it leaves of one.
    if x * total < row * column:
        rest = here * below()
        return min(1.0, here + rest), min(1.0, 1.0 - rest)
    rest = here * above()
    return min(1.0, 1.0 - rest), min(1.0, here + rest)
