"""Findings as text for people."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import click

from closecall.evidence import Evidence
from closecall.findings import Finding, Level
from closecall.model.days import in_words

TEXT_LIMIT = 200
_COLONS = re.compile(r":(?=:)")
_COLOURS = {Level.ERROR: "red", Level.GAP: "yellow", Level.WARNING: "cyan"}


def printable(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Text that cannot steer a terminal or a build log.

    Control and format characters are shown as escapes, and the marks with which build logs begin
    a command (`::`, `##[`) are broken up. With a limit, longer text is cut.
    """
    shown = "".join(
        c if c == "\n" or unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode()
        for c in text
    )
    shown = _COLONS.sub(": ", shown).replace("##[", "# #[")
    return shown if not limit or len(shown) <= limit else shown[: limit - 1] + "…"


def finding_lines(finding: Finding, evidence: Evidence) -> Iterator[str]:
    """One finding as a block: what, where, who owes it, how to mend it."""
    label = click.style(f"{finding.rule} {finding.level:<7}", fg=_COLOURS[finding.level], bold=True)
    yield f"{label} {printable(finding.message, limit=0)}"
    yield f"  --> {printable(finding.path)}:{finding.line}:{finding.column}"
    if finding.owner:
        role = evidence.register.role(finding.owner)  # type: ignore[arg-type] # an id by its field
        yield f"    = owed by: {printable((role.title if role else '') or finding.owner)}"
    yield f"    = mend: {printable(finding.remedy, limit=0)}"


def summary(evidence: Evidence) -> str:
    """The last line: how many of what, in how many records, as at which day."""
    counts = Counter(f.level for f in evidence.findings)
    said = ", ".join(
        f"{counts[level]:,} {level}{'' if counts[level] == 1 else 's'}" for level in Level
    )
    hidden = (
        f" {evidence.hidden:,} more rest on these and are not shown." if evidence.hidden else ""
    )
    records = f"{evidence.records_read:,} record{'' if evidence.records_read == 1 else 's'}"
    return (
        f"{said} in {records}, as at {in_words(evidence.as_at)} ({evidence.as_at_reason}).{hidden}"
    )


def print_findings(evidence: Evidence) -> None:
    """Print every finding."""
    for finding in evidence.findings:
        for line in finding_lines(finding, evidence):
            click.echo(line)
        click.echo()
