"""Reports made of findings that a test writes down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from closecall.evidence import Evidence
from closecall.findings import Finding, Level
from closecall.reports.changes import Comparison, Standing
from closecall.reports.report import FailOn, Report, make_report
from tests.support import CHAIN, NM

PATH = CHAIN.path(NM)
BASE = "0123456789" * 4


@cache
def evidence() -> Evidence:
    """The evidence of a whole chain."""
    return CHAIN.judge()


def finding(
    rule: str = "G09",
    level: Level = Level.ERROR,
    *,
    path: str = PATH,
    message: str = "It is wrong.",
    remedy: str = "Mend it.",
    line: int = 3,
    owner: str = "",
    due: date | None = None,
) -> Finding:
    """A finding."""
    return Finding(
        rule=rule,
        level=level,
        path=path,
        message=message,
        remedy=remedy,
        line=line,
        column=1,
        owner=owner,
        due=due,
    )


def report(
    findings: Sequence[Finding],
    *,
    fail_on: FailOn = FailOn.ERROR,
    standings: Sequence[Standing] = (),
    mended: Sequence[Finding] = (),
    prefix: str = "",
) -> Report:
    """A report of findings, and of a change where their standings are given."""
    comparison = None
    if standings:
        comparison = Comparison(
            base=BASE,
            ordered=tuple(zip(findings, standings, strict=True)),
            mended=tuple(mended),
            unclear=0,
            governing=(),
        )
    return make_report(
        replace(evidence(), findings=tuple(findings)),
        fail_on=fail_on,
        comparison=comparison,
        prefix=prefix,
    )
