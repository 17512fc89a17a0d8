"""What stands under a verdict: of a target and of a control change, side by side, never one badge.

The two may disagree. A target speaks of its weeks; the change box says whether the rate fell by
more than chance explains.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from closecall.analysis.changes import ChangeCode
from closecall.analysis.exposure import DAYS
from closecall.analysis.measures import ChangeResult, Stretch, TargetResult
from closecall.analysis.targets import TargetCode
from closecall.analysis.verdict import exposure_in_words
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.pages.context import Names
from closecall.pages.markup import Html, Line, Lines, commas, said, spaced, strong, words
from closecall.pages.measures.verdicts import (
    ZERO,
    counted_line,
    events_words,
    flag_lines,
    formula_line,
    minuted_line,
    rate_words,
    ratio_words,
    rest_of_words,
    revised_lines,
    stretch_words,
    tagged,
)
from closecall.pages.words import counted, upper_first


class Block(NamedTuple):
    """What a box says of one plan or one change."""

    word: Html
    """The verdict's tag."""
    lead: Lines
    items: Lines
    notes: Lines
    """Flags, and minutes that agree: what a short page may fold."""
    how: Lines
    """How the verdict was reached: times, rates, records, formulas. Shown when it is asked for."""


HOW: Final = "How this was worked out"


def target_block(result: TargetResult, names: Names) -> Block:
    """A target: what was asked, what was seen, was anyone looking, had reporting stopped."""
    target = result.plan.target
    asked = (said(target.statement),) if target and target.statement else (words("No target."),)
    return Block(
        tagged(result),
        (
            asked,
            *_rest(rest_of_words(result, names)),
        ),
        tuple(_target_items(result, names)),
        (*_minuted(result, names, agree=True), *flag_lines(result.flags)),
        tuple(_target_how(result, names)),
    )


def _rest(text: str) -> Lines:
    return ((strong(text),),) if text else ()


def _target_items(result: TargetResult, names: Names) -> Iterator[Line]:
    verdict = result.verdict
    yield from revised_lines(result, names)
    if verdict.window is not None and verdict.code is not TargetCode.NOT_STARTED:
        yield _seen(result)
        yield _looking(result)
    if verdict.reporting is not None:
        yield (
            strong("Had reporting stopped by its end?"),
            words(f" {verdict.reporting.words}."),
        )
    yield from _minuted(result, names, agree=False)


def _minuted(result: TargetResult, names: Names, *, agree: bool) -> Iterator[Line]:
    for minuted in result.minuted:
        if (minuted.agree or not minuted.counts_said) is agree:
            yield minuted_line(minuted, names)


def _target_how(result: TargetResult, names: Names) -> Iterator[Line]:
    verdict = result.verdict
    for stretch in result.stretches:
        if stretch.name == "target window" and verdict.code is not TargetCode.NOT_STARTED:
            yield stretch_line("In the window", stretch)
            yield counted_line(stretch.counted, names)
        elif stretch.name == "before":
            yield stretch_line("Before", stretch)
            yield counted_line(stretch.counted, names, head="Records counted before")
    if verdict.failed_checks:
        days = ", ".join(in_words(d) for d in verdict.failed_checks)
        yield (words(f"Checks not passed: {days}."),)
    if verdict.comparison is not None:
        yield (
            words(f"Rate in the window over the rate before: {ratio_words(verdict.comparison)}."),
        )
    if result.target.index_events:
        yield (
            words("Left out, because it led to the target: "),
            *commas([names.id(RecordId(i)) for i in sorted(result.target.index_events)]),
            words("."),
        )
    yield formula_line(result)


def _seen(result: TargetResult) -> Line:
    """What was counted in the window; of none, what that leaves possible."""
    stretch = result.stretches[0]
    seen = strong(f"Seen: {events_words(result.near_misses, result.incidents)}.")
    if stretch.n:
        return (seen,)
    return (seen, words(f" {upper_first(rate_words(0, stretch.exposure))}: "), ZERO, words("."))


def stretch_line(head: str, stretch: Stretch) -> Line:
    """A time: how many records, its days and exposure, the rate with its limits."""
    return (
        strong(f"{head}: {counted(stretch.n, 'record')}"),
        words(f", {stretch_words(stretch)}. Rate: {rate_words(stretch.n, stretch.exposure)}."),
        *_per_day(stretch),
    )


def _per_day(stretch: Stretch) -> tuple[Html, ...]:
    if stretch.exposure.unit != DAYS:
        return ()
    return (words(" Per day, not per visit: activity is not recorded for every day of it."),)


def _looking(result: TargetResult) -> Line:
    verdict, target = result.verdict, result.target
    text = f" {counted(verdict.checks, 'check')} made in the window"
    if target.planned_checks:
        text += f", {target.planned_checks:,} planned"
    if verdict.failed_checks:
        text += f", {len(verdict.failed_checks):,} not passed"
    if verdict.longest_stretch_days is not None and verdict.checks:
        text += f"; {counted(verdict.longest_stretch_days, 'day')} at most without one"
    return (strong("Was anyone looking?"), words(f"{text}."))


def change_block(result: ChangeResult, names: Names) -> Block:
    """A control change: before, after, how long none must come, what else changed."""
    change = result.change
    return Block(
        tagged(result),
        (
            spaced(
                (
                    words(f"From {in_words(result.asked.effective)}:"),
                    *((said(change.after),) if change.after else ()),
                )
            ),
            *_rest(rest_of_words(result, names)),
        ),
        tuple(_change_items(result, names)),
        tuple(flag_lines(result.flags)),
        tuple(_change_how(result, names)),
    )


def _change_items(result: ChangeResult, names: Names) -> Iterator[Line]:
    steady = names.evidence.measures.steady(result.change.id)
    verdict = steady.verdict
    yield from revised_lines(result, names)
    for stretch in steady.stretches:
        yield (
            strong(f"{upper_first(stretch.name)}: {counted(stretch.n, 'record')}"),
            words(f" in {exposure_in_words(stretch.exposure.amount, stretch.exposure.unit)}."),
        )
    yield from _newer(result, steady, names)
    yield from _needed(steady)
    if verdict.reporting is not None:
        yield (strong("Had reporting stopped?"), words(f" {verdict.reporting.words}."))


def _change_how(result: ChangeResult, names: Names) -> Iterator[Line]:
    steady = names.evidence.measures.steady(result.change.id)
    verdict = steady.verdict
    for stretch in steady.stretches:
        yield stretch_line(upper_first(stretch.name), stretch)
        yield counted_line(stretch.counted, names, head=f"Records counted {stretch.name}")
    if verdict.comparison is not None:
        yield (words(f"Rate after over rate before: {ratio_words(verdict.comparison)}."),)
    if verdict.others is not None:
        yield (
            words(
                f"The service’s other records in the same two times: {ratio_words(verdict.others)}."
            ),
        )
    yield from _index(steady, names)
    yield formula_line(result)


def _newer(result: ChangeResult, steady: ChangeResult, names: Names) -> Iterator[Line]:
    """What came after a change, and not yet in the figures of the last whole month."""
    newer = [i for i in result.counted if i not in set(steady.counted)]
    if newer:
        yield counted_line(newer, names, head="Counted since, and not yet in these figures")
    if not any(s.name == "after" for s in steady.stretches):
        yield (
            strong("After:"),
            words(
                f" {counted(len(newer), 'record')} since {in_words(result.asked.effective)}. "
                "No days were settled yet when the month began."
            ),
        )


def _needed(result: ChangeResult) -> Iterator[Line]:
    needed = result.verdict.days_needed
    if needed is None:
        yield (words("Nothing came before, so no fall can be shown."),)
        return
    unit = result.verdict.comparison.unit if result.verdict.comparison else DAYS
    amount = counted(needed, "day") if unit == DAYS else f"{needed:,} {unit}"
    text = f" {amount} after the change without any, before that could be told from chance"
    if result.verdict.until is not None and result.code is ChangeCode.TOO_FEW:
        text += f"; not before {in_words(result.verdict.until)}"
    yield (strong("Needed:"), words(f"{text}."))


def _index(result: ChangeResult, names: Names) -> Iterator[Line]:
    if not result.asked.index_events:
        return
    line: list[Html] = [
        words("Left out, because it led to the change: "),
        *commas([names.id(RecordId(i)) for i in sorted(result.asked.index_events)]),
        words("."),
    ]
    counted_too = result.verdict.with_index_events
    if counted_too is not None:
        line.append(words(f" With it counted the ratio is {ratio_words(counted_too)}."))
    yield tuple(line)
