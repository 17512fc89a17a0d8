"""What a check has to say, as one value that every format is made from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from closecall.evidence import Evidence
from closecall.findings import Finding, Level
from closecall.model.days import in_words
from closecall.model.exceptions import Allowance
from closecall.model.fields import RecordId
from closecall.records.trees import FoundFile
from closecall.reports.changes import Comparison, Standing
from closecall.reports.neutral import TEXT_LIMIT, on_one_line

PRIVACY_RULE = "G36"
"""After a finding of this rule nothing that stands in the file is repeated."""


class FailOn(StrEnum):
    """The least that makes the command end with 1."""

    ERROR = "error"
    GAP = "gap"
    WARNING = "warning"

    def counts(self, level: Level) -> bool:
        """Whether a finding of this level is enough."""
        levels = list(Level)
        return levels.index(level) <= levels.index(Level(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The line on which a finding stands, ready to be printed."""

    text: str
    """At most 200 characters of it, around the place."""
    caret: int
    """How many characters of `text` stand before the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding with what is said around it. Its words are ready to be printed."""

    finding: Finding
    message: str
    remedy: str
    path: str
    """From the folder of the project."""
    owner: str
    """What the role is called that owes it; empty where nobody does."""
    counts: bool
    """Whether it makes the command end with 1."""
    standing: Standing | None
    """What a change has to do with it; None where nothing is compared."""
    excerpt: Excerpt | None
    """None where there is no such line, or where it must not be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What would be a finding, were it not answered. Its words are ready to be printed."""

    finding: Finding
    message: str
    path: str
    """From the folder of the project."""
    allowance: str
    """Id of the record that answers it."""
    reason: str
    """Why it may stay, in the words of that record; empty where they must not be shown."""
    by: str
    """What the role is called that answers for it."""
    until: date | None
    """The last day on which it is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a check found and how it came to it."""

    told: tuple[Told, ...]
    """What the change adds first, then what it leaves, then the rest; the worst first in each."""
    allowed: tuple[Allowed, ...]
    """What an allowance answers: it counts as no finding, and is told with its reason."""
    hidden: int
    records: int
    """How many files were read."""
    later: int
    """How many records are not known yet on the as-at day."""
    files: tuple[str, ...]
    """Every file that is a record by its name, or has a finding, in order."""
    as_at: date
    as_at_reason: str
    commit: str
    """Full name of the commit that was checked; empty for a tree with uncommitted changes."""
    policy: str
    """Where policy, lists and allowances come from, in words."""
    deny_list: str
    """What has to be said of the provider's own list of what may not be written; mostly empty."""
    policy_commit: str
    """Full name of the commit that they come from; empty where it is no other than is checked."""
    policy_changes: tuple[str, ...]
    """Files with policy, lists and allowances that are written otherwise than where they count."""
    comparison: Comparison | None
    fail_on: FailOn
    prefix: str
    """The way from the top of the repository to the folder of the project: empty, or `care/`."""

    @property
    def failed(self) -> bool:
        """Whether the command ends with 1."""
        return any(told.counts for told in self.told)

    @property
    def counts(self) -> Mapping[Level, int]:
        """How many findings there are of each level."""
        return count(told.finding for told in self.told)

    def of(self, standing: Standing) -> tuple[Told, ...]:
        """The findings with which the change has this to do."""
        return tuple(told for told in self.told if told.standing is standing)


def make_report(
    evidence: Evidence,
    *,
    fail_on: FailOn,
    comparison: Comparison | None = None,
    prefix: str = "",
) -> Report:
    """Put together what is said about some evidence.

    Args:
        evidence: What was found.
        fail_on: The least that makes the command end with 1.
        comparison: What a change has to do with it, where one is looked at.
        prefix: The way from the top of the repository to the folder of the project.
    """
    private = {f.path for f in evidence.findings if f.rule == PRIVACY_RULE}
    excerpts = _excerpts(evidence, private)
    findings = comparison.ordered if comparison else [(f, None) for f in evidence.findings]
    told = tuple(
        Told(
            finding=finding,
            message=on_one_line(finding.message, limit=0),
            remedy=on_one_line(finding.remedy, limit=0),
            path=on_one_line(finding.path, limit=0),
            owner=_owner(finding, evidence, private),
            counts=fail_on.counts(finding.level) and standing is not Standing.UNTOUCHED,
            standing=standing,
            excerpt=excerpts.get(finding),
        )
        for finding, standing in findings
    )
    differing = evidence.policy_source.waiting
    if comparison and not evidence.policy_source.commit:
        differing = comparison.governing
    files = {known.path for known in evidence.register.files.values()}
    files.update(finding.path for finding in evidence.findings)
    return Report(
        told=told,
        allowed=tuple(_allowed(finding, evidence, private) for finding in evidence.allowed),
        hidden=evidence.hidden,
        records=evidence.records_read,
        later=len(evidence.register.later),
        files=tuple(sorted(files)),
        as_at=evidence.as_at,
        as_at_reason=evidence.as_at_reason,
        commit=evidence.commit.id if evidence.commit else "",
        policy=evidence.policy_source.words,
        deny_list=evidence.policy_source.deny_list,
        policy_commit=evidence.policy_source.commit,
        policy_changes=tuple(on_one_line(path, limit=0) for path in differing),
        comparison=comparison,
        fail_on=fail_on,
        prefix=prefix,
    )


def _allowed(finding: Finding, evidence: Evidence, private: set[str]) -> Allowed:
    allowance = evidence.register.get(Allowance, RecordId(finding.allowed_by))
    shown = allowance if allowance and allowance.path not in private else None
    role = (allowance.by_role if allowance else None) or ""
    return Allowed(
        finding=finding,
        message=on_one_line(finding.message, limit=0),
        path=on_one_line(finding.path, limit=0),
        allowance=finding.allowed_by,
        reason=on_one_line(shown.reason) if shown else "",
        by=_role(role, evidence, private),
        until=allowance.last_day if allowance else None,
    )


def count(findings: Iterable[Finding]) -> Mapping[Level, int]:
    """How many findings there are of each level, also where there are none."""
    counted = Counter(finding.level for finding in findings)
    return {level: counted[level] for level in Level}


def amount(number: int, noun: str) -> str:
    """A number with its noun: `1 gap`, `2 gaps`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def amounts(counts: Mapping[Level, int]) -> str:
    """How many there are of each level."""
    return ", ".join(amount(number, level) for level, number in counts.items())


def summary(report: Report) -> str:
    """The last line: how many of what, in how many records, as at which day, by whose policy."""
    hidden = f" {report.hidden:,} more rest on these and are not shown." if report.hidden else ""
    own_list = f" {report.deny_list}" if report.deny_list else ""
    allowed = ""
    if report.allowed:
        verb = "is" if len(report.allowed) == 1 else "are"
        allowed = f" {len(report.allowed):,} more {verb} allowed, with the reason."
    records = amount(report.records, "record")
    later = ""
    if report.later:
        verb = "is" if report.later == 1 else "are"
        later = f" {amount(report.later, 'record')} {verb} not known yet on that day."
    return (
        f"{amounts(report.counts)} in {records}, as at {in_words(report.as_at)}"
        f" ({report.as_at_reason}), {report.policy}.{allowed}{later}{hidden}{own_list}"
    )


def change_lines(report: Report) -> Iterator[str]:
    """What a change adds, mends and leaves, and what of it counts only later."""
    if comparison := report.comparison:
        added = count(told.finding for told in report.of(Standing.ADDED))
        left = count(told.finding for told in report.of(Standing.LEFT))
        yield (
            f"Against commit {comparison.base[:12]}, this change adds {amounts(added)}; mends "
            f"{amounts(count(comparison.mended))}; leaves {amounts(left)} in the records and "
            "chains that it touches."
        )
        if comparison.unclear:
            noun = "finding" if comparison.unclear == 1 else "findings"
            yield (
                f"Whether {comparison.unclear:,} earlier {noun} are mended cannot be told until the"
                " errors that it adds are."
            )
        if untouched := len(report.of(Standing.UNTOUCHED)):
            were = "was" if untouched == 1 else "were"
            yield (
                f"{amount(untouched, 'finding')} {were} there before, elsewhere, and"
                " not held against it."
            )
    if report.policy_changes:
        files = ", ".join(report.policy_changes[:_NAMED])
        more = len(report.policy_changes) - _NAMED
        rest = f" and {more:,} more" if more > 0 else ""
        until = (
            " These count only once they are merged."
            if report.policy_commit
            else " They count at once: `--policy-from` takes them from another commit."
        )
        yield f"Policy, lists or allowances differ here: {files}{rest}.{until}"


_NAMED = 10
"""Files that are named in a sentence."""


def _owner(finding: Finding, evidence: Evidence, private: set[str]) -> str:
    """What the role is called that owes something; empty where none does."""
    return _role(finding.owner, evidence, private)


def _role(role_id: str, evidence: Evidence, private: set[str]) -> str:
    """What a role is called; its id where the title must not be shown."""
    role = evidence.register.role(RecordId(role_id)) if role_id else None
    title = role.title if role and role.path not in private else ""
    return on_one_line(title or role_id)


def _excerpts(evidence: Evidence, private: set[str]) -> Mapping[Finding, Excerpt]:
    """The line on which each finding stands, where it is about that line and it may be shown."""
    by_path: dict[str, list[Finding]] = {}
    for finding in evidence.findings:
        if finding.path not in private and (finding.pointer or finding.rule.startswith("Y")):
            by_path.setdefault(finding.path, []).append(finding)
    found: dict[Finding, Excerpt] = {}
    for file in evidence.tree.opened(map(FoundFile, by_path)) if evidence.tree else ():
        lines = (file.raw or b"").decode(errors="backslashreplace").split("\n")
        for finding in by_path[file.path]:
            line = lines[finding.line - 1] if 0 < finding.line <= len(lines) else ""
            if line.strip() and not _stands_in_for(line, finding):
                found[finding] = _cut(line.removesuffix("\r"), finding.column - 1)
    return found


def _stands_in_for(line: str, finding: Finding) -> bool:
    """Whether a line is given only because what is meant is not there: the record's first."""
    if finding.column > 1 or not finding.pointer:
        return False
    return not line.lstrip("\ufeff\"'").startswith(str(finding.pointer[0]))


def _cut(line: str, place: int) -> Excerpt:
    place = min(place, len(line))
    start = 0 if len(line) <= TEXT_LIMIT else max(0, place - TEXT_LIMIT // 4)
    part = line[start : start + TEXT_LIMIT]
    before = ("…" if start else "") + on_one_line(line[start:place], limit=0)
    text = ("…" if start else "") + on_one_line(part, limit=0)
    if start + TEXT_LIMIT < len(line):
        text += "…"
    if len(text) > TEXT_LIMIT:
        text = text[: TEXT_LIMIT - 1] + "…"
    return Excerpt(text=text, caret=min(len(before), len(text)))
