"""What each sum behind the verdicts answers, in plain words."""

from collections.abc import Mapping
from typing import Final

from closecall.analysis.formulas import Formula

PATH: Final = "method/index.html"

ANSWERS: Final[Mapping[Formula, str]] = {
    Formula.COUNT: "How many records there are. Two records of one event count once.",
    Formula.COUNT_LIMITS: "Between which numbers the true mean of a count may lie.",
    Formula.RULE_OF_THREE: "What a zero leaves possible: up to about three in the same time.",
    Formula.RATE_RATIO: "How often after, held against how often before: could it be chance?",
    Formula.DAYS_NEEDED: "How long none must come after a change before that says something.",
    Formula.QUIET_TIME: "The chance of no record for g days, after n records in T days, if nothing "
    "had changed.",
    Formula.SHARE_LIMITS: "Between which limits near misses to one incident may lie.",
    Formula.TWO_BY_TWO: "Near misses and incidents in two periods: could the difference be chance?",
    Formula.HOLM: "Among many services one looks odd by chance. This makes each p larger.",
    Formula.DISPERSION: "Whether the services differ so much that one of them stands out less.",
    Formula.DAYS_BETWEEN: "For what happens seldom. A gap is a signal where one so long comes "
    "in no more than 135 of 100,000 cases.",
    Formula.COUNTS: "For what happens in most months, where the care given is not on record.",
    Formula.RATES: "The same, for each unit of care given.",
    Formula.RUNS: "On every chart: is one side of the centre line kept too long? Points on the "
    "line are left out.",
    Formula.RECENT_RISE: "Whether more came lately. As it is looked at often, its line is low. It "
    "needs 5 events and 112 days.",
}
"""What each sum answers."""


def formula_anchor(formula: Formula) -> str:
    """Where the methods page tells of a sum, such as `cc-formula-rate-ratio`."""
    return f"cc-formula-{formula.value}"
