"""The pages on measures say what the code does: every column, every verdict."""

import re
from pathlib import Path

from closecall.pages.commissioner.columns import COLUMNS
from closecall.pages.compare.page import MISMATCHES
from closecall.pages.method.tables import DECISIONS

DOCS = Path(__file__).parents[2] / "docs"


def cells(page: str) -> list[list[str]]:
    text = (DOCS / page).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_column_of_the_summary_is_explained_in_its_order() -> None:
    found = [row for row in cells("reference/summary-csv.md") if row[0].startswith("`")]
    assert found == [[f"`{column.name}`", column.meaning] for column in COLUMNS]


def test_every_verdict_is_listed_with_when_it_is_given() -> None:
    found = [row for row in cells("reference/measure-words.md") if row[0].startswith("`")]
    rows = [[f"`{r.code}`", r.words, r.when] for d in DECISIONS for r in d.rows]
    assert found == rows


def test_every_mismatch_is_listed() -> None:
    text = (DOCS / "reference/measure-words.md").read_text("utf-8")
    listed = re.findall(r"^- \*\*(.+?)\*\*: (.+)$", text, re.MULTILINE)
    assert listed == [(title, when) for title, when in MISMATCHES.values()]
