"""Every formula that a verdict may rest on: its name, how it goes, and who published it.

The methods page explains each of them under an anchor that is the key itself.
"""

from enum import StrEnum
from typing import NamedTuple


class FormulaText(NamedTuple):
    """What a page says of a formula."""

    name: str
    """As it stands after "formula:", in words."""
    expression: str
    """How it goes, in plain text."""
    source: str
    """Who published it, and when; empty where it is only counting."""


class Formula(StrEnum):
    """The formulas, by the anchor that each has on the methods page."""

    COUNT = "count"
    COUNT_LIMITS = "count-limits"
    RULE_OF_THREE = "rule-of-three"
    RATE_RATIO = "rate-ratio"
    DAYS_NEEDED = "days-needed"
    QUIET_TIME = "quiet-time"
    SHARE_LIMITS = "share-limits"
    TWO_BY_TWO = "two-by-two"
    HOLM = "holm"
    DISPERSION = "dispersion"
    DAYS_BETWEEN = "days-between"
    COUNTS = "counts"
    RATES = "rates"
    RUNS = "runs"
    RECENT_RISE = "recent-rise"

    @property
    def text(self) -> FormulaText:
        """What a page says of it."""
        return _TEXTS[self]


_TEXTS = {
    Formula.COUNT: FormulaText(
        "a count of records",
        "the records of the selector whose day falls in the window, each event once",
        "",
    ),
    Formula.COUNT_LIMITS: FormulaText(
        "exact limits of a count",
        "lower: the gamma quantile of 2.5% with shape x; upper: of 97.5% with shape x + 1",
        "Garwood 1936",
    ),
    Formula.RULE_OF_THREE: FormulaText(
        "one-sided upper limit where none was seen",
        "-ln 0.05 = 2.9957 events",
        "Hanley & Lippman-Hand 1983",
    ),
    Formula.RATE_RATIO: FormulaText(
        "exact comparison of two rates",
        "given all n events, those after are binomial with the share t1 / (t0 + t1); central p",
        "Przyborowski & Wilenski 1940; limits Clopper & Pearson 1934; central p Fay 2010",
    ),
    Formula.DAYS_NEEDED: FormulaText(
        "days needed before none could be told from chance",
        "t0 (0.025^(-1 / x0) - 1), rounded up",
        "Przyborowski & Wilenski 1940, solved for the time after",
    ),
    Formula.QUIET_TIME: FormulaText(
        "quiet time",
        "(T / (T + g))^n",
        "Przyborowski & Wilenski 1940 with none after",
    ),
    Formula.SHARE_LIMITS: FormulaText(
        "exact limits of a share, turned into a ratio",
        "limits of near misses in near misses and incidents, each s / (1 - s)",
        "Clopper & Pearson 1934",
    ),
    Formula.TWO_BY_TWO: FormulaText(
        "exact test of a table of two by two",
        "hypergeometric, central p",
        "Fisher 1934",
    ),
    Formula.HOLM: FormulaText(
        "several services looked at together",
        "the greatest (m - j + 1) p(j) so far, at most 1",
        "Holm 1979",
    ),
    Formula.DISPERSION: FormulaText(
        "whether services differ more than chance",
        "mean of the squared z = 2 (sqrt(O) - sqrt(E)), its outer tenths drawn in",
        "Spiegelhalter 2005",
    ),
    Formula.DAYS_BETWEEN: FormulaText(
        "chart of days between events (g chart)",
        "centre: the median; signal line: the least x with (m / (m + 1))^x <= 0.00135",
        "Benneyan 2001",
    ),
    Formula.COUNTS: FormulaText(
        "chart of counts a month (c chart)",
        "mean ± 3 sqrt(mean)",
        "Montgomery, Introduction to Statistical Quality Control",
    ),
    Formula.RATES: FormulaText(
        "chart of rates a month (u chart)",
        "all events over all exposure ± 3 sqrt(u / n)",
        "Montgomery, Introduction to Statistical Quality Control",
    ),
    Formula.RUNS: FormulaText(
        "runs about the centre line",
        "a run longer than round(log2 n) + 3, or fewer crossings than 5% of coin tosses have",
        "Anhoej & Olesen 2014",
    ),
    Formula.RECENT_RISE: FormulaText(
        "recent rise",
        "the last 56 days against up to 365 days before; one-sided p at most 0.005",
        "Przyborowski & Wilenski 1940",
    ),
}
