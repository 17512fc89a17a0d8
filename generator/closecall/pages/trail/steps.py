"""The steps of a trail, in order: who, when, how long it took, and where the original is held.

A step that is missing is a step too: it says in words what is owed, until when and by whom, or why
it is not needed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from closecall.pages.markup import END_ITEM, Html, Row, add_box, add_step, line
from closecall.pages.trail.assurance import asked, audited
from closecall.pages.trail.change import briefed, changed
from closecall.pages.trail.decision import closed, governed, shared
from closecall.pages.trail.exposure import entered, exposure_checked
from closecall.pages.trail.monitoring import checked, escalated, planned
from closecall.pages.trail.review import recorded, reviewed
from closecall.pages.trail.step import Step
from closecall.pages.trail.words import View


def steps(view: View) -> tuple[Step, ...]:
    """Every step, by its day; a missing one stands after the last step that comes before it."""
    taken: list[Step] = []
    missing: list[Step] = []
    for make in _MAKERS:
        for one in make(view):
            (missing if one.missing else taken).append(one)
    taken.sort(key=lambda s: (s.on or date.max, s.rank))
    for one in sorted(missing, key=lambda s: s.rank):
        place = next((n for n in range(len(taken), 0, -1) if taken[n - 1].rank <= one.rank), 0)
        taken.insert(place, one)
    return tuple(taken)


def drawn(taken: Iterable[Step]) -> Html:
    """The steps, one after the other, each where `cc-step-` and its number lead to."""
    out: list[Html] = []
    for n, one in enumerate(taken, 1):
        add_step(out, f"cc-step-{n}", one.title, one.when, one.lead, is_open=one.missing)
        if one.table:
            out.append(one.table.html)
        if one.folded:
            add_box(out, one.rows, one.fold, folded=one.folded)
        elif one.rows:
            _add_box(out, one.rows, _SHOWN.get(one.rank))
        out.append(END_ITEM)
    return line(out)


def _add_box(out: list[Html], rows: Sequence[Row], shown: frozenset[str] | None) -> None:
    """What is said of a step, and under a fold what is secondary in it."""
    if shown is None:
        add_box(out, rows)
        return
    folds, summary = _fold(tuple([row.term for row in rows]), shown)
    if not summary:
        add_box(out, rows)
        return
    more = [row for row, folded in zip(rows, folds, strict=True) if folded]
    rows = [row for row, folded in zip(rows, folds, strict=True) if not folded]
    add_box(out, rows, summary, more)


@lru_cache(maxsize=1024)
def _fold(terms: tuple[str, ...], shown: frozenset[str]) -> tuple[tuple[bool, ...], str]:
    """Which of some terms stand folded, and what is said of them; one alone is not worth it."""
    folded = tuple(term not in shown for term in terms)
    more = [term for term, is_folded in zip(terms, folded, strict=True) if is_folded]
    if len(more) < _LEAST_FOLDED:
        return folded, ""
    named = more[:_TERMS_NAMED]
    if len(more) > _TERMS_NAMED:
        named.append(f"and {len(more) - _TERMS_NAMED} more")
    return folded, f"More: {' · '.join(named)}"


_LEAST_FOLDED: Final = 2
_TERMS_NAMED: Final = 3

_SHOWN: Final[Mapping[int, frozenset[str]]] = {
    10: frozenset({"How it was noticed", "What stopped it", "Done at once", "Where it is held"}),
    20: frozenset(
        {
            "Cause confirmed",
            "Records read",
            "The reporter was told",
            "Where it is held",
        }
    ),
    30: frozenset({"Looked at", "Found", "Exposed", "Immediate risk", "Where it is held"}),
    32: frozenset({"Why it is in the profile", "Score since"}),
    40: frozenset(
        {"Control", "Class", "Embedded?", "Who does what", "In force until", "Where it is held"}
    ),
    50: frozenset({"Reached", "Understood?", "Where it is held"}),
    80: frozenset({"Trigger", "Sign", "Answer", "Where it is held"}),
    90: frozenset({"Criteria met", "Findings", "Triggers", "Where it is held"}),
    100: frozenset({"Looked at", "Criteria met", "Findings", "Triggers", "Where it is held"}),
    120: frozenset(
        {
            "Risk that remains",
            "Asked",
            "Answered",
            "Actions",
            "Where it is held",
        }
    ),
}
"""What is seen of a step without a click, by the step's rank. Gaps are among it, always."""


_MAKERS: Final[tuple[Callable[[View], Iterator[Step]], ...]] = (
    recorded,
    reviewed,
    exposure_checked,
    entered,
    changed,
    briefed,
    planned,
    checked,
    escalated,
    audited,
    asked,
    governed,
    shared,
    closed,
)
