"""The whole run on one page: a tree of records in, Evidence out."""

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from closecall.analysis.selection import Selection
from closecall.collector import collector_asleep
from closecall.errors import UsageError
from closecall.findings import Finding, Level, in_order
from closecall.git.commits import UNCOMMITTED, Commit, NoCommit, head, head_or_reason, record_blobs
from closecall.model.assemble import assemble
from closecall.model.days import parse_day
from closecall.model.exceptions import read_allowance
from closecall.model.fields import RecordId
from closecall.model.policy import read_thresholds
from closecall.model.register import Register
from closecall.model.setting import Provider
from closecall.model.trail import Trail, make_trails
from closecall.privacy.denied import NO_WORDS, DenyList
from closecall.privacy.reporting import RULE as PRIVACY_RULE
from closecall.privacy.reporting import as_findings
from closecall.privacy.scanning import scan
from closecall.records.attributes import changed_by_git
from closecall.records.governing import GOVERNING_FOLDERS, GOVERNING_KINDS, is_governing
from closecall.records.kinds import KINDS
from closecall.records.reading import Document, Reading, Tree, read_records
from closecall.records.trees import ENDING, CommitTree, WorkingTree
from closecall.records.with_new import WithNew
from closecall.rules import integrity
from closecall.rules.case import Case, Owed
from closecall.rules.days import days_in_order
from closecall.rules.gate import apply_rules
from closecall.shards import nothing
from closecall.validation.schemas import Schemas, load_schemas
from closecall.validation.shape import check_shape

if TYPE_CHECKING:
    from closecall.analysis.measures import Measures

SHA256_DIGITS = 64
"""Digits of a commit's id in a repository that names its objects by SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySource:
    """Where policy, lists and allowances come from."""

    words: str = "policy from this tree"
    commit: str = ""
    """Full name of the commit that they were asked from; empty where none was."""
    deny_list: str = ""
    """What has to be said of the provider's own list of what may not be written, in a sentence."""
    waiting: tuple[str, ...] = ()
    """Files of them that are otherwise in the tree that is checked, and so do not count yet."""


@dataclass(frozen=True, kw_only=True)  # no slots: what is worked out later is kept beside the rest
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
    allowed: tuple[Finding, ...] = ()
    """What would be findings, were there not an allowance that answers each, in order."""
    as_at: date
    as_at_reason: str
    """Where the as-at day comes from, in words."""
    commit: Commit | None
    """The commit that the records are those of; None with uncommitted changes or without Git."""
    no_commit: str = ""
    """Why there is no such commit, in words that go on after "as"; empty where there is one."""
    records_read: int
    """How many files were read."""
    schemas: Schemas
    policy_source: PolicySource = field(default_factory=PolicySource)
    blobs: Mapping[str, str] = field(default_factory=dict)
    """By path, the id that Git gives to the bytes of each file that was checked."""
    tree: Tree | None = None
    """Where what stands in the files can be read once more."""

    @cached_property
    def measures(self) -> "Measures":
        """Every verdict; none is worked out before it is asked for."""
        # A check asks for none, and loading the statistics is a fifth of its start.
        from closecall.analysis.measures import Measures  # noqa: PLC0415

        return Measures(self.register, self.trails, self.as_at)

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


def gather(
    root: Path,
    *,
    as_at: date | Callable[[], date | None] | None = None,
    today: date | None = None,
    commit: Commit | None = None,
    policy_from: Commit | None = None,
    deny: DenyList = NO_WORDS,
    since: Commit | None = None,
    adding: Mapping[str, bytes] | None = None,
) -> Evidence:
    """Read, check and judge the records under a folder.

    Args:
        root: The folder that holds `records/`.
        as_at: The day as of which all is said, or what finds it out, which is asked while other
            processes read the records; without one it is the fictional example's own, else the day
            of the commit that is checked, else today.
        today: The day it is, for a tree with uncommitted changes or without Git.
        commit: The commit whose records are read, in place of the files on the disk.
        policy_from: The commit whose policy, lists and allowances hold; without one, those among
            the records themselves.
        deny: The provider's own list of what no record may hold.
        since: The commit that the work began from, where what it changed is looked at.
        adding: By path, files that are not there yet and are judged as if they were.

    Raises:
        UsageError: There are no records here, or the provider's own list is shorter than its
            policy says.
        GitError: Git could not answer.
    """
    with collector_asleep():
        return _gather(
            root,
            as_at=as_at if callable(as_at) else lambda: as_at,
            today=today,
            commit=commit,
            policy_from=policy_from,
            deny=deny,
            since=since,
            adding=adding or {},
        )


def _gather(
    root: Path,
    *,
    as_at: Callable[[], date | None],
    today: date | None,
    commit: Commit | None,
    policy_from: Commit | None,
    deny: DenyList,
    since: Commit | None,
    adding: Mapping[str, bytes],
) -> Evidence:
    schemas = load_schemas()
    tree = _tree(root, commit)
    asked: list[date | None] = []
    own = _read(
        WithNew(tree, adding) if adding else tree,
        schemas,
        deny,
        meanwhile=lambda: asked.append(as_at()),
    )
    state = commit or _as_committed(root, own)
    base = None
    if policy_from:
        base = _read(CommitTree(root, policy_from.id, folders=GOVERNING_FOLDERS), schemas, deny)
    own_day, reason = _own_day(own.documents, state, today=today)
    day, reason = (asked[0], "as asked") if asked[0] else (own_day, reason)
    own, base, answered = _with_allowances(own, base, schemas, deny, day)
    own = replace(own, findings=(*own.findings, *changed_by_git(tree, own.blobs)))
    reading, source = own, PolicySource()
    if base and policy_from:
        reading, source = _governed(own, base, policy_from)
    everything = _assembled(reading, schemas)
    register = everything.as_at(day)
    source = replace(source, deny_list=_said_of_the_list(register, deny, day))
    trails = make_trails(register, day)
    case = Case(
        register=register,
        trails=trails,
        selection=Selection(trails),
        as_at=day,
        latest=max(day, own_day),
        schemas=schemas,
        changed=_changed(root, own, since) if since else frozenset(),
    )
    verdict = apply_rules(case, everything)
    found = verdict.findings
    if source.waiting:
        # Of these files, the tree that is checked has others than those that it is judged by.
        found = tuple(f for f in found if f.path not in source.waiting)
        found += _of_waiting(own, source.waiting, everything, schemas)
    owed: dict[RecordId, list[Owed]] = defaultdict(list)
    for item in verdict.owed:
        owed[item.near_miss].append(item)
    return Evidence(
        register=register,
        trails=trails,
        selection=case.selection,
        findings=in_order([*own.findings, *own.located(found)]),
        allowed=in_order([*answered, *own.located(verdict.allowed)]),
        owed={nm: tuple(sorted(o, key=lambda x: (x.due, x.rule))) for nm, o in owed.items()},
        hidden=verdict.hidden,
        as_at=day,
        as_at_reason=reason,
        commit=state if isinstance(state, Commit) else None,
        no_commit=state.reason if isinstance(state, NoCommit) else "",
        records_read=own.files_read,
        schemas=schemas,
        policy_source=source,
        blobs=own.blobs,
        tree=own.tree,
    )


def _tree(root: Path, commit: Commit | None) -> CommitTree | WorkingTree:
    if commit:
        return CommitTree(root, commit.id)
    checked_out = head(root)
    is_sha256 = checked_out is not None and len(checked_out.id) == SHA256_DIGITS
    return WorkingTree(root, "sha256" if is_sha256 else "sha1")


_Field: TypeAlias = tuple[str, str]
"""A field of a record: id, and the names down to it, joined by dots."""


def _read(
    tree: Tree,
    schemas: Schemas,
    deny: DenyList,
    allowed: Container[_Field] = frozenset(),
    meanwhile: Callable[[], None] = nothing,
) -> Reading:
    """Read a tree; what looks like somebody's data is left alone in the fields that are allowed."""

    def look_through(path: str, raw: bytes) -> tuple[Finding, ...]:
        if not scan(path, raw, deny):
            return ()
        # Once more, as it is seldom: now with the names of fields that may be told.
        hits = scan(path, raw, deny, fields=_field_names(schemas))
        # The path is covered by all that was found in it, so it is told before any is left out.
        found = as_findings(path, hits)
        return tuple(f for f in found if _field_of(f) not in allowed)

    return read_records(
        tree, lambda document: check_shape(document, schemas), look_through, meanwhile
    )


def _field_of(finding: Finding) -> _Field:
    """The field in which the privacy scan found something; the names are empty in a path."""
    stem = finding.path.rpartition("/")[2].removesuffix(ENDING)
    return stem, ".".join(name for name in finding.pointer if isinstance(name, str))


def _with_allowances(
    own: Reading, base: Reading | None, schemas: Schemas, deny: DenyList, day: date
) -> tuple[Reading, Reading | None, tuple[Finding, ...]]:
    """Read once more where an allowance answers what the privacy scan found.

    Returns:
        The two readings, and what was found in the first and is allowed.
    """
    found = [f for r in (own, base) if r for f in r.findings if f.rule == PRIVACY_RULE]
    allowed = _allowed(base or own, day) if found else {}
    answered = tuple(
        replace(finding, allowed_by=allowed[_field_of(finding)], record=_field_of(finding)[0])
        for finding in dict.fromkeys(found)
        if _field_of(finding) in allowed
    )
    if not answered:
        return own, base, ()
    return (
        _read(own.tree, schemas, deny, allowed),
        _read(base.tree, schemas, deny, allowed) if base else None,
        answered,
    )


def _allowed(reading: Reading, day: date) -> Mapping[_Field, str]:
    """The fields in which, with a reason, something may look like somebody's data.

    By each of them, the allowance that says so.
    """
    broken = {f.path for f in reading.findings if f.level is Level.ERROR}
    allowances = (
        read_allowance(d, broken=d.path in broken)
        for d in reading.documents
        if d.kind == "allowance"
    )
    return {
        (one.record, ".".join(name for name in one.field if isinstance(name, str))): one.id
        for one in allowances
        if one.rule == PRIVACY_RULE and one.record and one.field and one.holds_on(day)
    }


def _field_names(schemas: Schemas) -> frozenset[str]:
    """What fields are called, over all kinds: words of ours, which a message may repeat."""
    fields = (field for kind in KINDS for field in schemas.fields(kind.name))
    return frozenset(name for field in fields for name in field.path if name != "*")


def _said_of_the_list(register: Register, deny: DenyList, day: date) -> str:
    """What has to be said of the provider's own list: that it was used, or was not at hand.

    Raises:
        UsageError: It is shorter than the policy says.
    """
    kept = register.policy.deny_list(on=day)
    if not deny.entries:
        return (
            "The provider’s own list was not given: nothing on it was looked for." if kept else ""
        )
    if kept and deny.entries < kept.least:
        raise UsageError(
            f"The deny list has fewer entries ({deny.entries:,}) than the policy asks for"
            f" ({kept.least:,}). Look whether it was cut short; or correct `least_entries`."
        )
    entries = "entry" if deny.entries == 1 else "entries"
    return f"The provider’s own list ({deny.entries:,} {entries}) was looked for too."


def _changed(root: Path, own: Reading, since: Commit) -> frozenset[str]:
    """The files that are not as a commit has them."""
    before = record_blobs(root, since.id)
    return frozenset(path for path, blob in own.blobs.items() if before.get(path) != blob)


def _as_committed(root: Path, reading: Reading) -> Commit | NoCommit:
    """The commit that is checked out, where the files on the disk are as it has them."""
    commit = head_or_reason(root)
    if isinstance(commit, Commit) and record_blobs(root, commit.id) != reading.blobs:
        return NoCommit(reason=UNCOMMITTED)
    return commit


def _governed(own: Reading, base: Reading, commit: Commit) -> tuple[Reading, PolicySource]:
    """The records with the policy, lists and allowances of another commit in place of their own.

    Their own are still read and checked, and may be linked to; they decide nothing.
    """
    governed = replace(
        own,
        documents=(
            *(d for d in own.documents if d.kind not in GOVERNING_KINDS),
            *base.documents,
        ),
        findings=(*(f for f in own.findings if not is_governing(f.path)), *base.findings),
        files={**base.files, **own.files},
        unreadable=(own.unreadable - GOVERNING_KINDS) | base.unreadable,
    )
    name = commit.id[:12]
    words = f"policy from commit {name}"
    if not any(document.kind == "policy" for document in base.documents):
        words = f"closecall’s own limits, as commit {name} has no policy"
    waiting = (
        path
        for path in own.blobs.keys() | base.blobs.keys()
        if is_governing(path) and own.blobs.get(path) != base.blobs.get(path)
    )
    return governed, PolicySource(words=words, commit=commit.id, waiting=tuple(sorted(waiting)))


def _assembled(reading: Reading, schemas: Schemas) -> Register:
    return assemble(
        reading.documents,
        broken=frozenset(f.path for f in reading.findings if f.level is Level.ERROR),
        files=reading.files,
        unreadable=reading.unreadable,
        references=schemas.references,
        default_limits=read_thresholds(schemas.policy_defaults),
    )


def _of_waiting(
    own: Reading, waiting: Sequence[str], everything: Register, schemas: Schemas
) -> tuple[Finding, ...]:
    """What is wrong with the links and days of policy and the like that does not count yet."""
    documents = tuple(d for d in own.documents if d.path in waiting)
    register = _assembled(replace(own, documents=documents, files=everything.files), schemas)
    found = [finding for _, finding in integrity.dangling(register) if finding]
    for record in register.records.values():
        if not record.broken:
            found += days_in_order(record, register)
    return tuple(found)


def _own_day(
    documents: Sequence[Document], commit: Commit | NoCommit, *, today: date | None
) -> tuple[date, str]:
    """The day that records are as at where nobody asks for another, and where it comes from."""
    for document in documents:
        if document.kind == "provider" and document.data.get("fictional") is True:
            text = document.data.get("as_at")
            pinned = parse_day(text) if isinstance(text, str) else None
            if pinned:
                return pinned, "the day on which this example stands still"
    if isinstance(commit, Commit):
        return commit.day, "the day of the commit"
    return today or date.today(), f"today, as {commit.reason}"  # noqa: DTZ011 - the one clock, at the rim
