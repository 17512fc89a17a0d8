"""The parts of a trail page above its steps: the two boxes, the facts, what is missing, the chain.

No verdict stands here. A count is given as a count of records, with the records that it counts.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from closecall.analysis.selection import LOOK_BACK_DAYS, Category
from closecall.model.control import ControlChange
from closecall.model.days import in_words
from closecall.model.monitoring import MonitoringPlan, Target
from closecall.model.near_miss import NearMiss
from closecall.model.record import FrameworkItem
from closecall.model.settled import settle
from closecall.model.trail import Stage
from closecall.pages.pieces import (
    Line,
    Lines,
    Row,
    said,
    spaced,
    strong,
    tag,
    words,
)
from closecall.pages.trail_steps import (
    again_line,
    close_lines,
    decision_words,
    met,
    no_change,
    outside_lines,
    person_told,
    prevention,
    verdict_line,
)
from closecall.pages.trail_watch import unanswered, uncovered
from closecall.pages.trail_words import STAGES, View, day, elapsed, key_words
from closecall.pages.words import (
    STAGE_TAGS,
    VERDICT_TAGS,
    counted,
    listed,
    near_misses,
    spelled,
    upper_first,
)

COUNT_IS: Final = (
    "This is a count of records: fewer records can mean safer care, or less reporting. "
    "This version of the site gives counts and computes no verdict."
)


class Box(NamedTuple):
    """One of the two boxes."""

    title: str
    word: str
    """The count, large; empty where there is nothing to count."""
    lead: Lines
    items: Lines
    note: str


class Heading(NamedTuple):
    """What stands at the top of a trail."""

    lede: Line
    status: Line
    summary: Line


def heading(view: View) -> Heading:
    """Where and when, what nearly happened, and how it stands."""
    nm = view.near_miss
    late = [o for o in view.work if view.is_late(o)]
    status = [STAGE_TAGS[view.trail.stage].piece]
    if late:
        status.append(tag("t-bad", f"{counted(len(late), 'step')} overdue"))
    place = ", ".join(p for p in (day(nm.event_day), view.service) if p)
    return Heading(
        lede=spaced((words(f"{place}:"), said(nm.what_happened))),
        status=spaced(status),
        summary=spaced(tuple(_summary(view, len(late)))),
    )


def _summary(view: View, late: int) -> Iterator[Line]:
    return iter(_sentences(view, late))  # type: ignore[arg-type]


def _sentences(view: View, late: int) -> tuple[object, ...]:
    raise NotImplementedError
