"""The report as a Markdown summary for a pull request."""

from collections.abc import Iterable, Iterator
from typing import Final

from closecall.findings import Finding
from closecall.reports.changes import Standing
from closecall.reports.neutral import on_one_line
from closecall.reports.report import Allowed, Report, Told, change_lines, summary
from closecall.reports.text import HEADINGS, MENDED, allowed_by, not_shown

MOST_BYTES: Final = 1_000_000
"""GitHub takes 1 MiB a step; the rest is for what comes after."""
_PLAIN: Final = frozenset(" '")
_PARTED: Final = frozenset("@#")
"""Code hosts look for mentions and numbers when the entities are undone already, so these are also
kept apart from what follows, by a space of no width."""


def as_markdown(report: Report) -> str:
    """Headings and tables, with every text in them as plain text; cut where it would be too long.

    Nothing in a text becomes a link, an image, a mention or a tag.
    """
    head = ["## closecall check", "", *_paragraphs(report), ""]
    body: list[str] = []
    size = sum(len(line.encode()) + 1 for line in head)
    left_out = 0
    for line, is_finding in _tables(report):
        size += len(line.encode()) + 1
        if size > MOST_BYTES:
            left_out += is_finding
        else:
            body.append(line)
    if left_out:
        body += ["", not_shown(left_out, "finding", "a summary may not be longer")]
    return "\n".join((*head, *body)).rstrip("\n") + "\n"


def _paragraphs(report: Report) -> Iterator[str]:
    yield plain(summary(report))
    for line in change_lines(report):
        yield ""
        yield plain(line)


def _tables(report: Report) -> Iterator[tuple[str, bool]]:
    """The lines of the tables, and whether each is a finding."""
    yield from _finding_tables(report)
    yield from _table("Allowed, with the reason", map(_allowed, report.allowed))


def _finding_tables(report: Report) -> Iterator[tuple[str, bool]]:
    if report.comparison is None:
        yield from _table("Findings", map(_row, report.told))
        return
    yield from _table(HEADINGS[Standing.ADDED], map(_row, report.of(Standing.ADDED)))
    yield from _table(MENDED, map(_mended, report.comparison.mended))
    for standing in (Standing.LEFT, Standing.UNTOUCHED):
        yield from _table(HEADINGS[standing], map(_row, report.of(standing)))


def _table(heading: str, rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, bool]]:
    told = tuple(rows)
    if not told:
        return
    yield f"### {heading} ({len(told):,})", False
    yield "", False
    yield "| Rule | Level | Where | What | Mend | Owed by |", False
    yield "|---|---|---|---|---|---|", False
    for row in told:
        yield f"| {' | '.join(map(plain, row))} |", True
    yield "", False


def _row(told: Told) -> tuple[str, ...]:
    finding = told.finding
    where = f"{told.path}:{finding.line}"
    return finding.rule, finding.level, where, told.message, told.remedy, told.owner


def _mended(finding: Finding) -> tuple[str, ...]:
    path, message = (on_one_line(text, limit=0) for text in (finding.path, finding.message))
    return finding.rule, finding.level, path, message, "", ""


def _allowed(one: Allowed) -> tuple[str, ...]:
    where = f"{one.path}:{one.finding.line}"
    return one.finding.rule, "allowed", where, one.message, one.reason, allowed_by(one)


def plain(text: str) -> str:
    """Text that stands in Markdown as it is: all that HTML or Markdown could read is an entity."""
    return "".join(map(_entity, text))


def _entity(character: str) -> str:
    if character.isalnum() or character in _PLAIN:
        return character
    entity = f"&#{ord(character)};"
    return f"{entity}&#8203;" if character in _PARTED else entity
