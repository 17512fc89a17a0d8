"""The report as commands to GitHub's runner, which shows them beside the lines of the change."""

from collections.abc import Iterator
from typing import Final

from closecall.findings import Level
from closecall.reports.neutral import on_one_line
from closecall.reports.report import Report, Told, change_lines, summary
from closecall.reports.text import allowed_line, not_shown

SHOWN: Final = 10
"""GitHub shows so many of each sort a step, and drops the rest in silence."""
_COMMANDS: Final = {Level.ERROR: "error", Level.GAP: "warning", Level.WARNING: "notice"}


def as_github(report: Report) -> str:
    """The first findings of each level as annotations, then the rest in plain lines.

    What is allowed asks nothing of anybody, so it is no annotation.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    for level in Level:
        found = [told for told in report.told if told.finding.level is level]
        for told in found[:SHOWN]:
            yield _command(told, report)
        if more := len(found[SHOWN:]):
            why = f"GitHub shows {SHOWN} a step. `--format markdown` has all"
            yield not_shown(more, level.value, why)
    yield from map(allowed_line, report.allowed)
    yield from change_lines(report)
    yield summary(report)


def _command(told: Told, report: Report) -> str:
    finding = told.finding
    properties = {
        "file": report.prefix + told.path,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{finding.rule} {finding.level}",
    }
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    owed = f" Owed by: {told.owner}." if told.owner else ""
    return f"::{_COMMANDS[finding.level]} {said}::{_data(f'{told.message}{owed} {told.remedy}')}"


def _data(text: str) -> str:
    text = on_one_line(text, limit=0)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
