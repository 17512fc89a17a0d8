"""The report for people: a block for each finding, and how many of what at the end."""

from collections.abc import Iterator
from typing import Final

from closecall.findings import Finding, Level
from closecall.model.days import in_words
from closecall.reports.changes import Standing
from closecall.reports.neutral import on_one_line
from closecall.reports.report import Allowed, Report, Told, amount, change_lines, summary

_COLOURS: Final = {Level.ERROR: "31", Level.GAP: "33", Level.WARNING: "36"}
HEADINGS: Final = {
    Standing.ADDED: "Added by this change",
    Standing.LEFT: "There before, in records and chains that this change touches",
    Standing.UNTOUCHED: "There before, elsewhere, and not held against this change",
}
MENDED: Final = "Mended by this change"


def as_text(report: Report, *, colour: bool = False) -> str:
    """Every finding with its line, the mended ones, and the summary.

    Args:
        report: What is told.
        colour: Whether it goes to a terminal that shows colours.
    """
    return "\n".join(_lines(report, colour=colour)) + "\n"


def _lines(report: Report, *, colour: bool) -> Iterator[str]:
    if report.comparison is None:
        yield from _blocks(report.told, colour=colour)
    else:
        yield from _part(Standing.ADDED, report, colour=colour)
        if mended := report.comparison.mended:
            yield f"{MENDED} ({len(mended):,}):"
            yield ""
            for finding in mended:
                yield _head(finding, on_one_line(finding.message, limit=0), colour=colour)
                yield f"  --> {on_one_line(finding.path, limit=0)}"
                yield ""
        yield from _part(Standing.LEFT, report, colour=colour)
        yield from _part(Standing.UNTOUCHED, report, colour=colour)
    yield from _allowed_blocks(report)
    yield from change_lines(report)
    yield summary(report)


def _part(standing: Standing, report: Report, *, colour: bool) -> Iterator[str]:
    if told := report.of(standing):
        yield f"{HEADINGS[standing]} ({len(told):,}):"
        yield ""
        yield from _blocks(told, colour=colour)


def _blocks(told: tuple[Told, ...], *, colour: bool) -> Iterator[str]:
    for each in told:
        yield from _block(each, colour=colour)
        yield ""


def _block(told: Told, *, colour: bool) -> Iterator[str]:
    finding = told.finding
    yield _head(finding, told.message, colour=colour)
    yield f"  --> {told.path}:{finding.line}:{finding.column}"
    if told.excerpt:
        number = str(finding.line)
        margin = " " * max(3, len(number))
        caret = "^"
        if colour:
            caret = f"\x1b[{_COLOURS[finding.level]};1m{caret}\x1b[0m"
        yield f"{number:>{len(margin)}} | {told.excerpt.text}"
        yield f"{margin} | {' ' * told.excerpt.caret}{caret}"
    if told.owner:
        yield f"    = owed by: {told.owner}"
    yield f"    = mend: {told.remedy}"


def _allowed_blocks(report: Report) -> Iterator[str]:
    """What is answered: it is passed, and passed over in silence it is not."""
    for one in report.allowed:
        finding = one.finding
        yield f"{finding.rule} allowed {one.message}"
        yield f"  --> {one.path}:{finding.line}:{finding.column}"
        yield f"    = {allowed_by(one)}"
        yield f"    = why: {one.reason}" if one.reason else "    = why: not shown here"
        yield ""


def allowed_by(one: Allowed) -> str:
    """Which record answers a finding, by which role, and until when."""
    until = f" until {in_words(one.until)}" if one.until else ""
    return f"allowed by: {one.by or 'nobody named'}{until}, in {one.allowance}"


def allowed_line(one: Allowed) -> str:
    """All of it on one line, for a log or a list."""
    finding = one.finding
    return (
        f"{finding.rule} allowed at {one.path}:{finding.line}:{finding.column} - {one.message}"
        f" {allowed_reason(one)}"
    )


def allowed_reason(one: Allowed) -> str:
    """Why it may stay, who says so and until when; without the reason where that is not shown."""
    by = allowed_by(one)
    return f"{one.reason} ({by})" if one.reason else f"{by[0].upper()}{by[1:]}"


def _head(finding: Finding, message: str, *, colour: bool) -> str:
    label = f"{finding.rule} {finding.level:<7}"
    if colour:
        label = f"\x1b[{_COLOURS[finding.level]};1m{label}\x1b[0m"
    return f"{label} {message}"


def in_short(report: Report) -> str:
    """The summary alone, where the report itself goes into a file."""
    return "\n".join((*change_lines(report), summary(report))) + "\n"


def not_shown(number: int, noun: str, why: str) -> str:
    """That something was left out, how much, and why."""
    return f"{amount(number, noun)} {'is' if number == 1 else 'are'} not shown here: {why}."
