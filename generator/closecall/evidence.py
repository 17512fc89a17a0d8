"""The whole run on one page: a tree of records in, Evidence out."""

import gc
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from closecall.analysis.selection import Selection
from closecall.findings import Finding, Level, in_order
from closecall.git.commits import Commit, head, record_blobs
from closecall.model.assemble import assemble
from closecall.model.days import parse_day
from closecall.model.fields import RecordId
from closecall.model.policy import read_thresholds
from closecall.model.register import Known, Register
from closecall.model.setting import Provider
from closecall.model.trail import Trail, make_trails
from closecall.records.documents import locate
from closecall.records.reading import Document, Reading, read_records
from closecall.records.trees import WorkingTree
from closecall.rules.case import Case, Owed
from closecall.rules.table import apply_rules
from closecall.validation.schemas import Schemas, load_schemas
from closecall.validation.shape import check_shape

SHA256_DIGITS = 64
"""Digits of a commit's id in a repository that names its objects by SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that a report or a site says, as at one day."""

    register: Register
    """The records known on the as-at day."""
    trails: Mapping[RecordId, Trail]
    """The assurance trail of each near miss."""
    selection: Selection
    """Which near misses each target counts."""
    findings: tuple[Finding, ...]
    """All that is wrong, in order, each with its line and column."""
    owed: Mapping[RecordId, tuple[Owed, ...]]
    """What each trail still lacks, waiting and late, by near miss, soonest first."""
    hidden: int
    """Findings not shown because what they rest on already has a finding."""
    as_at: date
    as_at_reason: str
    """Where the as-at day comes from, in words."""
    commit: Commit | None
    """The commit that the records are those of; None with uncommitted changes or without Git."""
    records_read: int
    """How many files were read."""
    schemas: Schemas

    @property
    def provider(self) -> Provider | None:
        """The provider, where there is one record of it."""
        return self.register.provider

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop publication."""
        return tuple(f for f in self.findings if f.level is Level.ERROR)

    def late(self, near_miss: RecordId) -> tuple[Owed, ...]:
        """What a trail owes and is late with."""
        return tuple(o for o in self.owed.get(near_miss, ()) if o.is_late(self.as_at))


def gather(root: Path, *, as_at: date | None = None, today: date | None = None) -> Evidence:
    """Read, check and judge the records under a folder.

    Args:
        root: The folder that holds `records/`.
        as_at: The day as of which all is said; without one it is the fictional example's own, else
            the day of the commit that is checked, else today.
        today: The day it is, for a tree with uncommitted changes or without Git.

    Raises:
        UsageError: There are no records here.
        GitError: Git could not answer.
    """
    # Records are trees of plain values without cycles: the collector finds nothing among them and
    # costs a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _gather(root, as_at=as_at, today=today)
    finally:
        if collecting:
            gc.enable()


def _gather(root: Path, *, as_at: date | None, today: date | None) -> Evidence:
    schemas = load_schemas()
    commit = head(root)
    is_sha256 = commit is not None and len(commit.id) == SHA256_DIGITS
    reading = read_records(WorkingTree(root, "sha256" if is_sha256 else "sha1"))
    documents, shape_findings = _check_shapes(reading, schemas)
    if commit and record_blobs(root, commit.id) != reading.blobs:
        commit = None
    day, reason = _as_at(documents, commit, asked=as_at, today=today)
    findings = [*reading.findings, *shape_findings]
    everything = assemble(
        documents,
        broken=frozenset(f.path for f in findings if f.level is Level.ERROR),
        files={
            RecordId(stem): Known(kind=f.kind, path=f.path) for stem, f in reading.files.items()
        },
        unreadable=reading.unreadable,
        references=schemas.references,
        default_limits=read_thresholds(schemas.policy_defaults),
    )
    register = everything.as_at(day)
    trails = make_trails(register, day)
    case = Case(register=register, trails=trails, selection=Selection(trails), as_at=day)
    verdict = apply_rules(case, everything)
    owed: dict[RecordId, list[Owed]] = defaultdict(list)
    for item in verdict.owed:
        owed[item.near_miss].append(item)
    return Evidence(
        register=register,
        trails=trails,
        selection=case.selection,
        findings=_located([*findings, *verdict.findings], reading),
        owed={nm: tuple(sorted(o, key=lambda x: (x.due, x.rule))) for nm, o in owed.items()},
        hidden=verdict.hidden,
        as_at=day,
        as_at_reason=reason,
        commit=commit,
        records_read=reading.files_read,
        schemas=schemas,
    )


def _check_shapes(reading: Reading, schemas: Schemas) -> tuple[list[Document], list[Finding]]:
    documents: list[Document] = []
    findings: list[Finding] = []
    for document in reading.documents:
        checked, found = check_shape(document, schemas)
        documents.append(checked)
        findings.extend(found)
    return documents, findings


def _as_at(
    documents: Sequence[Document],
    commit: Commit | None,
    *,
    asked: date | None,
    today: date | None,
) -> tuple[date, str]:
    if asked is not None:
        return asked, "as asked"
    for document in documents:
        if document.kind == "provider" and document.data.get("fictional") is True:
            text = document.data.get("as_at")
            pinned = parse_day(text) if isinstance(text, str) else None
            if pinned:
                return pinned, "the day on which this example stands still"
    if commit is not None:
        return commit.day, "the day of the commit"
    return today or date.today(), "today, as the records have changes that are not committed"  # noqa: DTZ011 - the one clock, at the rim


def _located(findings: Sequence[Finding], reading: Reading) -> tuple[Finding, ...]:
    """Give each finding its line and column, reading again only the files that have one."""
    placed: list[Finding] = []
    texts: dict[str, bytes] = {}
    for finding in findings:
        if finding.line:
            placed.append(finding)
            continue
        if finding.path not in texts:
            texts[finding.path] = reading.raw(finding.path)
        line, column = locate(texts[finding.path], finding.pointer)
        placed.append(finding.at(line, column))
    return in_order(placed)
