"""Centre line and limits, one function a chart.

Each takes the points that set the limits and gives what the lines are at a point of any size. A
limit that does not exist is None, such as that of a single point.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, fsum, log, log1p, sqrt

from closecall.spc.series import mean, mean_moving_range, median

TWO_POINTS = 1.128
"""Mean moving range over sigma (d2 for ranges of two); Montgomery, appendix."""
PROBABILITY_LIMIT = 0.00135
"""Chance outside one three-sigma limit of a normal distribution, for limits set by chance."""
_ALLOWANCE = 1e-12
_WEIBULL = 3.6
"""Exponent that makes exponential times nearly normal; Nelson (1994), JQT 26(3), 239."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The lines of a chart at one point, in the unit of the measure."""

    centre: float | None
    lower: float | None = None
    """Three sigma below the centre."""
    upper: float | None = None
    lower_two: float | None = None
    """Two sigma below the centre."""
    upper_two: float | None = None


Lines = Callable[[float | None], Limits]
"""The lines at a point, given its size; a chart without sizes does not look at it."""
Values = Sequence[float | None]
"""Points in time order, None where one is missing."""


def _present(values: Values) -> list[float]:
    return [value for value in values if value is not None]


def _everywhere(limits: Limits) -> Lines:
    return lambda _size: limits


def _around(centre: float, sigma: float, *, floor: float | None = 0.0) -> Limits:
    def low(value: float) -> float:
        return value if floor is None else max(floor, value)

    return Limits(
        centre=centre,
        lower=low(centre - 3 * sigma),
        upper=centre + 3 * sigma,
        lower_two=low(centre - 2 * sigma),
        upper_two=centre + 2 * sigma,
    )


def run(values: Values) -> Lines:
    """A run chart has its median and no limits."""
    return _everywhere(Limits(centre=median(_present(values))))


def individuals(values: Values, *, screened: bool = True) -> Lines:
    """Process limits of an individuals (XmR) chart.

    Args:
        values: One value a period. [unit of the measure]
        screened: Leave out moving ranges of 3.267 times their mean or more, once.

    Returns:
        Mean, and three times the mean moving range over 1.128 to each side. [same unit]

    Source:
        Montgomery, Introduction to Statistical Quality Control, 6.4; Nelson (1982), J. Quality
        Technology 14(3), 172-173.
    """
    centre = mean(_present(values))
    step = mean_moving_range(values, screened=screened)
    if centre is None or step is None:
        return _everywhere(Limits(centre=centre))
    return _everywhere(_around(centre, step / TWO_POINTS, floor=None))


def times_between(values: Values, *, screened: bool = True) -> Lines:
    """Limits of a t chart: times between events, to the power 1 / 3.6, as individuals.

    Args:
        values: Times, each > 0. [hours, days …]
        screened: As for individuals.

    Returns:
        Lines raised to the power 3.6. A lower limit that falls below zero before that is 0; a
        lower two-sigma line that does is None. [same unit]

    Raises:
        ValueError: A time is not above zero.

    Source:
        Nelson (1994), J. Quality Technology 26(3), 239; Montgomery, 7.3.
    """
    if any(value <= 0 for value in _present(values)):
        raise ValueError("a time between events must be above zero on a t chart")
    roots = [None if value is None else value ** (1 / _WEIBULL) for value in values]
    lines = individuals(roots, screened=screened)(None)

    def back(value: float | None) -> float | None:
        return None if value is None or value < 0 else value**_WEIBULL

    return _everywhere(
        Limits(
            centre=back(lines.centre),
            lower=None if lines.centre is None else back(lines.lower) or 0.0,
            upper=back(lines.upper),
            lower_two=back(lines.lower_two),
            upper_two=back(lines.upper_two),
        )
    )


def counts(values: Values) -> Lines:
    """Limits of a c chart: mean, and three square roots of it to each side.

    Source:
        Montgomery, 7.3.1.
    """
    centre = mean(_present(values))
    if centre is None:
        return _everywhere(Limits(centre=None))
    return _everywhere(_around(centre, sqrt(centre)))


def _rate(events: Values, sizes: Values) -> float | None:
    pairs = [
        (count, size)
        for count, size in zip(events, sizes, strict=True)
        if count is not None and size
    ]
    total = fsum(size for _, size in pairs)
    return fsum(count for count, _ in pairs) / total if total else None


def rates(events: Values, sizes: Values, *, prime: bool = False, screened: bool = True) -> Lines:
    """Limits of a u chart, or of a u' chart.

    Args:
        events: Counts, shape (n,).
        sizes: What each was counted in, > 0 or None where that is not known. [visits, days …]
        prime: Widen the limits by how much more the rates vary than chance makes them.
        screened: As for individuals; for the ranges that widen a u' chart.

    Returns:
        Total over total, and three sqrt(u / size) to each side, from 0 up; no limits at a point
        without a size. [events per unit of size]

    Source:
        Montgomery, 7.3.2; u': Laney (2002), Quality Engineering 14(4), 531.
    """
    centre = _rate(events, sizes)
    widened: float | None = 1.0
    if centre is not None and prime:
        widened = _sigma_z(events, sizes, centre, screened=screened)

    def at(size: float | None) -> Limits:
        if centre is None or widened is None or not size:
            return Limits(centre=centre)
        return _around(centre, sqrt(centre / size) * widened)

    return at


def _sigma_z(events: Values, sizes: Values, centre: float, *, screened: bool) -> float | None:
    if centre == 0:
        return None
    z = [
        None if count is None or not size else (count / size - centre) / sqrt(centre / size)
        for count, size in zip(events, sizes, strict=True)
    ]
    step = mean_moving_range(z, screened=screened)
    return None if step is None else step / TWO_POINTS


def days_between(values: Values) -> Lines:
    """Lines of a g chart: days between events.

    Args:
        values: Civil days, each >= 0. [days]

    Returns:
        Median, and the classical limits m + 3 sqrt(m (m + 1)) of the mean m, from 0 up. These are
        for comparison; the signal is `signal_line`. [days]

    Source:
        Benneyan (2001), Health Care Management Science 4, 305.
    """
    present = _present(values)
    middle, average = median(present), mean(present)
    if middle is None or average is None:
        return _everywhere(Limits(centre=None))
    wide = _around(average, sqrt(average * (average + 1)))
    return _everywhere(
        Limits(
            centre=middle,
            lower=wide.lower,
            upper=wide.upper,
            lower_two=wide.lower_two,
            upper_two=wide.upper_two,
        )
    )


def signal_line(values: Values) -> int | None:
    """Where the days between events are too many for chance.

    Args:
        values: Civil days, each >= 0. [days]

    Returns:
        The least whole x with (m / (m + 1))^x <= 0.00135, the chance of x days or more where the
        mean is m; None without values. [days]

    Source:
        Benneyan (2001), probability limits.
    """
    average = mean(_present(values))
    if average is None:
        return None
    if average == 0:
        return 1
    step = -log1p(1 / average)
    level = PROBABILITY_LIMIT * (1 + _ALLOWANCE)
    line = max(0, int(log(PROBABILITY_LIMIT) / step) - 1)
    while exp(line * step) > level:
        line += 1
    return line
