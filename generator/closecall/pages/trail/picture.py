"""The picture of a trail: who acted and when, with the same in a table beside it."""

from collections.abc import Iterator, Sequence
from typing import Final

from closecall.figures.lane import Act, lanes
from closecall.pages.markup import (
    COMMA,
    Cells,
    Html,
    Line,
    Table,
    figure,
    line,
    picture,
    place_link,
    wide_table,
    words,
)
from closecall.pages.trail.step import Step
from closecall.pages.words import counted, day, listed


def who_acted(steps: Sequence[Step]) -> Html | None:
    """The picture of a trail; None where it would show one thing alone."""
    acts = [act for n, step in enumerate(steps, 1) for act in _acts(step, str(n))]
    if len(acts) < _LEAST_SHOWN:
        return None
    svg = lanes(acts, name="cc-lane", title="Who acted and when", description=_description(acts))
    return figure(
        picture(svg),
        "Picture: who acted and when",
        (_READ, *_left_out(steps)),
        "Show this picture as a table",
        _table(acts, steps),
    )


_READ: Final = words(
    "Who acted and when: the numbers are those of the steps below, and marks on a line are single "
    "checks. A dashed ring is still owed, by the day on which it stands."
)
_LEAST_SHOWN: Final = 2


def _acts(step: Step, number: str) -> Iterator[Act]:
    """What a step puts into the picture."""
    if step.days:
        for who, days in step.days:
            yield Act(who, days, number)
    elif step.on and step.who:
        yield Act(step.who, (step.on,), number)
    elif step.due:
        yield Act(step.who, (step.due,), number, is_due=True)


def _description(acts: Sequence[Act]) -> str:
    done = [act for act in acts if not act.is_due]
    lanes = counted(len({act.who for act in acts}), "role or group", "roles and groups")
    owed = len(acts) - len(done)
    text = f"What {lanes} did, in their order."
    if done:
        first, last = min(a.days[0] for a in done), max(a.days[-1] for a in done)
        text = f"What {lanes} did between {day(first)} and {day(last)}."
    if owed:
        text += f" {counted(owed, 'step is', 'steps are')} still owed."
    return f"{text} The table after the picture says the same."


def _table(acts: Sequence[Act], steps: Sequence[Step]) -> Table:
    """The acts of each role, each a link to its step."""
    told: dict[str, list[Html]] = {}
    for act in acts:
        pieces = told.setdefault(act.who, [])
        if pieces:
            pieces.append(COMMA)
        label = act.label
        pieces.append(place_link(f"{label} {steps[int(label) - 1].title}", f"cc-step-{label}"))
        pieces.append(words(_when(act)))
    return wide_table(
        "Who did what, and when",
        ("Who", "What, and on which day"),
        [Cells((words(who), line(pieces))) for who, pieces in told.items()],
    )


def _when(act: Act) -> str:
    first, last = act.days[0], act.days[-1]
    if act.is_due:
        return f" (due {day(first)})"
    return f" ({day(first)})" if first == last else f" ({day(first)} to {day(last)})"


def _left_out(steps: Sequence[Step]) -> Line:
    """The steps that were taken and name no day."""
    left = [str(n) for n, one in enumerate(steps, 1) if not (one.on or one.days or one.missing)]
    if not left:
        return ()
    return (words(f" Not in the picture, because no day is recorded: step {listed(left)}."),)
