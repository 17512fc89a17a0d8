"""How each verdict is reached: the tables, the sums, and every limit with who set it."""

from functools import partial
from typing import NamedTuple

from closecall.pages.facts import Facts
from closecall.pages.markup import Cells, Html, Table, strong, table, wide_table, words
from closecall.pages.method.formulas import ANSWERS, PATH, formula_anchor
from closecall.pages.method.tables import DECISIONS, FLAGS, Decision, flag_title, verdict_anchor
from closecall.pages.page import Page
from closecall.pages.policy_page import limits_table
from closecall.pages.render import render
from closecall.pages.words import upper_first
from closecall.spc.exact import LEVEL, count_upper
from closecall.spc.quiet import days_needed

_QUIET_SPELLS = (28, 42, 91, 182, 365)
_FEW_BEFORE = (1, 2, 3, 4, 5, 6, 10)
_DAYS_BEFORE = 91


class DecisionPart(NamedTuple):
    """A decision as the page shows it."""

    anchor: str
    title: str
    says: str
    table: Table


def method_page(facts: Facts) -> Page:
    """The methods page."""
    return Page(
        path=PATH,
        title="How verdicts are reached",
        description="The rules of each verdict, the sums with their sources, what a zero can and "
        "cannot show, and every limit with who set it.",
        page_class="method",
        draw=partial(_draw, facts),
        nav="method",
    )


def _draw(facts: Facts) -> str:
    return render(
        "method.html.j2",
        PATH,
        {
            "decisions": tuple(map(_decision, DECISIONS)),
            "flags": table(
                "What a flag beside a verdict says",
                ("Flag", "It says"),
                [(((words(flag_title(f)),),), ((words(says),),)) for f, says in FLAGS.items()],
            ),
            "zeros": _zeros(),
            "needed": _needed(),
            "days_before": _DAYS_BEFORE,
            "formulas": _formulas(),
            "level": f"{LEVEL:.0%}",
            "limits": limits_table(facts),
        },
    )


def _decision(decision: Decision) -> DecisionPart:
    first = {row.code: row for row in reversed(decision.rows)}
    return DecisionPart(
        f"cc-{decision.key}",
        decision.title,
        decision.says,
        wide_table(
            f"{decision.title} The verdicts",
            ("Verdict", "When"),
            (
                Cells(
                    (words(row.words), words(row.when)),
                    anchor=verdict_anchor(decision.key, row.code) if row is first[row.code] else "",
                )
                for row in decision.rows
            ),
        ),
    )


def _zeros() -> Table:
    """What no event in so many days leaves possible: the one-sided 95% upper limit."""
    upper = count_upper(0)
    return table(
        "What none in so many days still allows",
        ("None for", "It could still be as often as", "In 100 days, up to"),
        [
            (
                ((words(f"{days} days"),),),
                ((words(f"once in {days / upper:.0f} days"),),),
                ((words(f"{100 * upper / days:.1f}"),),),
            )
            for days in _QUIET_SPELLS
        ],
    )


def _needed() -> Table:
    rows: list[tuple[Html, Html]] = []
    for events in _FEW_BEFORE:
        days = days_needed(events, _DAYS_BEFORE)
        rows.append(
            (words(f"{events:,}"), words(f"{days:,} days" if days else "no time is enough"))
        )
    return table(
        f"How long none must come, by how many came in {_DAYS_BEFORE} days before",
        ("Came before", "None must come for"),
        [(((came,),), ((needed,),)) for came, needed in rows],
    )


def _formulas() -> Table:
    return wide_table(
        "The sums, and where they come from",
        ("Sum", "What it answers", "Formula", "Source"),
        (
            Cells(
                (
                    strong(upper_first(formula.text.name)),
                    words(says),
                    words(formula.text.expression),
                    words(formula.text.source or "It is only counting."),
                ),
                anchor=formula_anchor(formula),
            )
            for formula, says in ANSWERS.items()
        ),
    )
