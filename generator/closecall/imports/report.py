"""The row report: a line for every row and reason, for whoever owns the sheet."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from closecall.imports.importing import Plan
from closecall.imports.outcomes import Outcome, Placed, Reason

HEADINGS: Final = (
    *("row", "reference", "what became of it", "record", "column"),
    *("why", "how to mend it", "rule"),
)
MOST: Final = 20
"""Reasons that are printed; all of them are in the report."""
_FORMULA: Final = frozenset("=+-@＝＋－＠")  # noqa: RUF001 - the wide forms are meant
_LINE_SIGNS: Final = ("\t", "\r", "\n")
_UNSEEN: Final = frozenset(["Cf", "Zs", "Cc"])


def as_csv(plan: Plan) -> str:
    """The report as CSV that no spreadsheet program runs anything of."""
    lines = [HEADINGS, *(cells for row in plan.rows for cells in _cells(row))]
    # The mark at the beginning tells spreadsheet programs that it is UTF-8.
    return "\ufeff" + "".join(f"{','.join(map(safe_cell, cells))}\r\n" for cells in lines)


def safe_cell(text: str) -> str:
    """A cell in quotes, that stays text in a spreadsheet program.

    A text that would begin a formula there gets an apostrophe in front of it.
    """
    seen = next((c for c in text if unicodedata.category(c) not in _UNSEEN), "")
    runs = (seen in _FORMULA and seen != "") or text.startswith(_LINE_SIGNS)
    whole = f"'{text}" if runs else text
    return '"' + whole.replace('"', '""') + '"'


def _cells(row: Placed) -> Iterator[tuple[str, ...]]:
    head = (str(row.number), row.reference, str(row.outcome), row.record)
    for reason in row.reasons or (None,):
        if reason is None:
            yield (*head, "", "", "", "")
        else:
            words = reason.words[0].upper() + reason.words[1:]
            yield (*head, reason.column, words, reason.remedy, reason.rule)


def counts(plan: Plan) -> str:
    """How many rows there are, and what becomes of them."""
    parts = [f"rows {len(plan.rows):,}"]
    for outcome in Outcome:
        number = len(plan.of(outcome))
        if number or outcome in (Outcome.NEW, Outcome.THERE, Outcome.REFUSED):
            parts.append(f"{outcome} {number:,}")
    return "   ".join(parts)


def reasons(plan: Plan, outcome: Outcome) -> Iterator[str]:
    """Why rows were refused, or in what they differ: a line for each reason, with its rows."""
    found = [(_said(reason), row.number) for row in plan.of(outcome) for reason in row.reasons]
    order = {words: place for place, (words, _) in reversed(list(enumerate(found)))}
    lines = [
        (words, [number for _, number in group])
        for words, group in groupby(sorted(found, key=lambda f: order[f[0]]), key=lambda f: f[0])
    ]
    for words, numbers in lines[:MOST]:
        yield f"{_rows(numbers)}  {words}"
    if len(lines) > MOST:
        yield f"And {len(lines) - MOST:,} more reasons; the report has them all: --output FILE."


def _said(reason: Reason) -> str:
    rule = f" ({reason.rule})" if reason.rule else ""
    words = f"{reason.column} {reason.words}" if reason.column else reason.words
    if reason.column and not reason.words[0].islower():
        words = f"{reason.column}: {reason.words}"
    return f"{words[:-1]}{rule}."


def _rows(numbers: Sequence[int]) -> str:
    unique = list(dict.fromkeys(numbers))
    if len(unique) == 1:
        return f"row {unique[0]}"
    if len(unique) <= 4:
        return f"rows {', '.join(map(str, unique[:-1]))} and {unique[-1]}"
    return f"rows {', '.join(map(str, unique[:3]))} and {len(unique) - 3:,} more"
