"""The steps of a trail, in order: who, when, how long it took, and where the original is held.

A step that is missing is a step too: it says in words what is owed, until when and by whom, or why
it is not needed.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

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
        for step in make(view):
            (missing if step.missing else taken).append(step)
    taken.sort(key=lambda s: (s.on or date.max, s.rank))
    for step in sorted(missing, key=lambda s: s.rank):
        place = next((n for n in range(len(taken), 0, -1) if taken[n - 1].rank <= step.rank), 0)
        taken.insert(place, step)
    return tuple(taken)


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
