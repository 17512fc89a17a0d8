"""The methods page; and that no verdict carries a formula, code or flag that it does not tell."""

from enum import StrEnum

import pytest

from closecall.analysis.changes import ChangeCode
from closecall.analysis.events import Flag
from closecall.analysis.formulas import Formula
from closecall.analysis.patterns import PatternCode
from closecall.analysis.ratios import RatioCode
from closecall.analysis.reporting import ReportingCode
from closecall.analysis.targets import TargetCode
from closecall.pages.facts import Facts
from closecall.pages.method.formulas import ANSWERS, formula_anchor
from closecall.pages.method.page import method_page
from closecall.pages.method.tables import DECISIONS, FLAGS, verdict_anchor
from closecall.pages.policy_page import DEFAULT
from closecall.spc.quiet import days_needed
from tests.unit.pages.reading import rows_of, tags_of, text_of, unbalanced
from tests.unit.pages.story import records, tell

CODES: dict[str, type[StrEnum]] = {
    "target": TargetCode,
    "pattern": PatternCode,
    "reporting": ReportingCode,
    "ratio": RatioCode,
    "change": ChangeCode,
}


def _page() -> str:
    return method_page(Facts(tell())).body


def _anchors(html: str) -> list[str]:
    return [attrs["id"] for _, attrs in tags_of(html) if "id" in attrs]


def test_every_formula_that_a_verdict_can_carry_has_its_anchor() -> None:
    html = _page()
    assert set(ANSWERS) == set(Formula)
    assert {formula_anchor(formula) for formula in Formula} <= set(_anchors(html))
    rows = rows_of(html, "The sums, and where they come from")
    for formula, row in zip(ANSWERS, rows[1:], strict=True):
        assert row[2] == formula.text.expression
        assert row[3]


@pytest.mark.parametrize("key", CODES)
def test_every_verdict_of_a_decision_has_its_row_and_its_anchor(key: str) -> None:
    anchors = _anchors(_page())
    decision = next(d for d in DECISIONS if d.key == key)
    assert {row.code for row in decision.rows} == set(CODES[key])
    assert {verdict_anchor(key, code) for code in CODES[key]} <= set(anchors)


def test_every_flag_is_told() -> None:
    assert set(FLAGS) == set(Flag)
    assert len(rows_of(_page(), "What a flag beside a verdict says")) == len(Flag) + 1


def test_no_anchor_stands_twice() -> None:
    html = _page()
    anchors = _anchors(html)
    assert len(anchors) == len(set(anchors))
    assert not unbalanced(html)


def test_a_zero_says_what_it_leaves_possible() -> None:
    rows = {row[0]: row[1:] for row in rows_of(_page(), "What none in so many days still allows")}
    assert rows["42 days"] == ["once in 14 days", "7.1"]
    assert rows["365 days"] == ["once in 122 days", "0.8"]


def test_the_days_needed_are_those_of_the_verdicts() -> None:
    rows = rows_of(_page(), "How long none must come")
    assert rows[1] == ["1", "3,549 days"]
    assert rows[6] == ["6", f"{days_needed(6, 91)} days"]


def test_every_limit_says_who_set_it_or_that_nobody_did() -> None:
    told = records()
    told["policy/main"] = {
        "title": "Near miss policy",
        "valid_from": "2025-07-01",
        "approved_by": "gd-20250701-aaaa",
        "thresholds": [
            {"name": "repeat-days", "value": 60, "unit": "days", "reason": "Two <b>months</b>"}
        ],
    }
    rows = {row[0]: row[1:] for row in rows_of(method_page(Facts(tell(told))).body, "Limits in")}
    assert rows["The same mechanism again within this is a repeat"] == [
        "60 days",
        "Two <b>months</b>",
        "Near miss policy Medicines group, 1 July 2025 gd-20250701-aaaa",
    ]
    assert rows["No report at all for this long is a question"][2] == DEFAULT


def test_it_says_that_a_zero_is_a_count_of_records() -> None:
    assert "It does not show that nothing happened." in text_of(_page())
