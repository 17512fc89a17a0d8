"""The article's three examples, as it tells them and no more: what each of them leaves open.

`tests/data/source` holds what the article takes as given for every provider, `source-1` to `-3`
what it tells of each example. The check finds what it does not tell, and nothing else.
"""

import re
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.support import Chain, Told, read_chain, told

MAP: Final = Path(__file__).parents[2] / "docs" / "explanation" / "source-map.md"


class Example(NamedTuple):
    """One example of the article."""

    folder: str
    as_at: str
    """A day on which its group has just decided."""
    heading: str
    """How the map of the docs calls it."""
    left_open: dict[str, Told]
    """What it does not say, and the finding that asks for it."""


EXAMPLES: Final = (
    Example(
        "source-1",
        "2026-06-16",
        "Medicines (example 1)",
        {
            "class of the medicine": Told("G10", "error", "rv-20260407-x2pd", "details"),
            "due time and margin": Told("G10", "error", "rv-20260407-x2pd", "time_critical"),
            "who or what caught it": Told("G05", "error", "rv-20260407-x2pd", "prevented_by"),
            "the verdict": Told("G05", "error", "rv-20260407-x2pd", "prevention_verdict"),
            "doses due": Told("G37", "warning", "the-home", ""),
            "baseline": Told("G17", "error", "mp-20260413-h8ra", "baseline"),
            "dates": Told("G15", "error", "cc-20260413-p4td", "communication"),
            "owner of the control": Told("G14", "error", "cc-20260413-p4td", "owner_role"),
            "verifier": Told("G24", "error", "cc-20260413-p4td", "verify"),
            "person told": Told("G29", "warning", "rv-20260407-x2pd", "person_affected"),
            "sharing": Told("G28", "warning", "cc-20260413-p4td", "control"),
        },
    ),
    Example(
        "source-2",
        "2026-06-16",
        "Rota (example 2)",
        {
            "number before and size": Told("G18", "error", "mp-20260413-c8pf", "target.rule"),
            "minutes to spare": Told("G04", "error", "rv-20260407-w2jb", "how_close"),
            "visits planned": Told("G37", "warning", "the-branch", ""),
            "check or luck": Told("G05", "error", "rv-20260407-w2jb", "prevented_by"),
            "briefing": Told("G15", "gap", "cc-20260413-n6ye", "communication"),
            "sharing": Told("G28", "warning", "cc-20260413-n6ye", "control"),
        },
    ),
    Example(
        "source-3",
        "2026-07-28",
        "Equipment (example 3)",
        {
            "measure for sustained": Told("G18", "error", "mp-20260413-x7md", "target.checks"),
            "equipment type": Told("G10", "error", "rv-20260407-n3ka", "details"),
            "fire route": Told("G10", "error", "rv-20260407-n3ka", "details"),
            "anybody affected": Told("S01", "error", "nm-20260406-e6wh", "person_affected"),
            "other units": Told("G11", "error", "xc-20260409-z4ub", "scope"),
            "no stronger action": Told("G16", "warning", "cc-20260413-b9tw", "stronger_option"),
        },
    ),
)


def as_told(example: Example) -> Chain:
    """The records of an example, with what the article takes as given."""
    return read_chain("source").joined(read_chain(example.folder))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.folder)
def test_an_example_as_the_article_tells_it_leaves_exactly_this_open(example: Example) -> None:
    evidence = as_told(example).judge(as_at=example.as_at)
    assert sorted(told(evidence)) == sorted(example.left_open.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.folder)
def test_the_map_names_the_rule_that_asks_for_each(example: Example) -> None:
    _, _, section = MAP.read_text("utf-8").partition(f"### {example.heading}\n")
    rows = re.findall(
        r"^\| (.+?) \| .+? \| (.+?) \|$", section.partition("\n### ")[0], re.MULTILINE
    )
    asked = [code for left_open, code in rows if left_open != "Left open"]
    assert sorted(asked) == sorted(found.rule for found in example.left_open.values())
