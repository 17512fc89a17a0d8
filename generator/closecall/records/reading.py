"""All records of a tree: each file read, named and put with its kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple, Protocol, TypeAlias, TypeVar

from closecall.findings import Finding, Level, Pointer
from closecall.records.documents import Plain, parse, with_places
from closecall.records.kinds import KIND_BY_FOLDER, KIND_BY_NAME, Kind
from closecall.records.refusals import FILE_REFUSALS, nearest
from closecall.records.trees import ENDING, RECORDS, FoundFile, SourceFile
from closecall.shards import in_shards, nothing

ENOUGH: Final = 250
"""Files for which a process of their own is worth its start."""


class Tree(Protocol):
    """Something with records in it: a folder on the disk, or a commit."""

    def listed(self) -> Iterator[FoundFile]:
        """Every file below `records/`, in the order of its path; none is opened."""

    def opened(self, files: Iterable[FoundFile]) -> Iterator[SourceFile]:
        """Some of them, each with what stands in it, in the order in which they are given."""

    def read(self, path: str) -> bytes:
        """The bytes of one of its files, once more; none where it has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One record as it stands in its file: readable, of a known kind, not yet checked."""

    path: str
    kind: str
    """Name of its kind, by its folder."""
    stem: str
    """Name of its file without the ending: the record's id."""
    data: Mapping[str, Plain]
    blob: str
    """The id that Git gives to the file's bytes."""


Check: TypeAlias = Callable[[Document], tuple[Document, tuple[Finding, ...]]]
"""Looks at one record alone: gives it as it is to be taken, and all that is wrong with it."""
Scan: TypeAlias = Callable[[str, bytes], tuple[Finding, ...]]
"""Looks through a path and the bytes of the file, if it was read: findings with their places."""


class Filed(NamedTuple):
    """A file with the name and place of a record, whether it could be read or not."""

    kind: str
    """Name of its kind, by its folder."""
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a tree held."""

    documents: tuple[Document, ...]
    """Every record that could be read, in the order of its path; no two have the same id."""
    findings: tuple[Finding, ...]
    """What is wrong with files, each with its line and column."""
    files: Mapping[str, Filed]
    """By id, every file with the name of a record: a link to one that cannot be read is not
    dead."""
    unreadable: frozenset[str]
    """Kinds of which at least one file could not be read, so that their records are not all
    known."""
    blobs: Mapping[str, str]
    """By path, the id that Git gives to each file's bytes; empty where they were not read."""
    files_read: int
    """Files whose bytes were read."""
    tree: Tree
    """Where all this was read."""

    def raw(self, path: str) -> bytes:
        """The bytes of one file, read again: they are needed only where something is wrong."""
        return self.tree.read(path)

    def located(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings, file by file, each with its line and column; their files are read again."""
        by_path: dict[str, list[Finding]] = {}
        for finding in findings:
            by_path.setdefault(finding.path, []).append(finding)
        for file in self.tree.opened(map(FoundFile, by_path)):
            yield from with_places(file.raw or b"", by_path[file.path])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What some of a tree's files held; its fields are those of `Reading`."""

    documents: list[Document]
    findings: list[Finding]
    unreadable: set[str]
    blobs: dict[str, str]
    files_read: int
    elsewhere: dict[str, str]
    """By path, the kind of each file that was not taken: it may lie in another's folder."""


Placed = TypeVar("Placed", Document, Finding)


def read_records(
    tree: Tree,
    check: Check | None = None,
    scan: Scan | None = None,
    meanwhile: Callable[[], object] = nothing,
) -> Reading:
    """Read every record of a tree; a file that cannot be taken hides no other.

    Args:
        tree: Where the records are.
        check: What else each record is held against, in the same pass. It may run in another
            process: nothing that it leaves behind is seen here.
        scan: What the path and the bytes of each file are looked through for before it is read. A
            file in which something is found is read no further, as every other word about it could
            repeat what was found. It may run in another process too.
        meanwhile: What else is done in this process, while others read.
    """
    found = list(tree.listed())
    files = _filed(found)

    def read(some: Sequence[FoundFile]) -> _Part:
        return _read(tree, some, files, check, scan)

    parts = in_shards(read, found, at_least=ENOUGH, meanwhile=meanwhile)
    return Reading(
        documents=_by_path(document for part in parts for document in part.documents),
        findings=_by_path(finding for part in parts for finding in part.findings),
        files=_refiled(files, (part.elsewhere for part in parts)),
        unreadable=frozenset(kind for part in parts for kind in part.unreadable),
        blobs={path: blob for part in parts for path, blob in part.blobs.items()},
        files_read=sum(part.files_read for part in parts),
        tree=tree,
    )


def _by_path(things: Iterable[Placed]) -> tuple[Placed, ...]:
    return tuple(sorted(things, key=lambda thing: thing.path))


def _filed(found: Iterable[FoundFile]) -> dict[str, Filed]:
    """By id, the first file that has its name; names tell that before any file is opened."""
    files: dict[str, Filed] = {}
    for path, finding in found:
        kind, stem = _named(path)
        if kind and (finding is None or (finding.rule in _NAMED_WELL and path.endswith(ENDING))):
            files.setdefault(stem, Filed(kind=kind.name, path=path))
    return files


def _refiled(files: Mapping[str, Filed], parts: Iterable[Mapping[str, str]]) -> dict[str, Filed]:
    """The same files, with the kind of those that lie in the folder of another.

    A link to one of them means a record of the kind that it says, and is right.
    """
    kinds = dict(chain.from_iterable(part.items() for part in parts))
    refiled = dict(files)
    for path, kind in kinds.items():
        _, stem = _named(path)
        if files[stem].path == path:
            refiled[stem] = Filed(kind=kind, path=path)
    return refiled


def _named(path: str) -> tuple[Kind | None, str]:
    """What a path says of a record: its kind by the folder, its id by the file's name."""
    folder, _, name = path.removeprefix(f"{RECORDS}/").partition("/")
    return KIND_BY_FOLDER.get(folder), name.rpartition("/")[2].removesuffix(ENDING)


def _read(
    tree: Tree,
    some: Iterable[FoundFile],
    files: Mapping[str, Filed],
    check: Check | None,
    scan: Scan | None,
) -> _Part:
    """Read some of a tree's files."""
    documents: list[Document] = []
    findings: list[Finding] = []
    unreadable: set[str] = set()
    blobs: dict[str, str] = {}
    elsewhere: dict[str, str] = {}
    files_read = 0
    for file in tree.opened(some):
        blobs[file.path] = file.blob
        kind, stem = _named(file.path)
        if scan is not None and (personal := scan(file.path, file.raw or b"")):
            findings += personal
            files_read += file.raw is not None
            if kind is not None:
                unreadable.add(kind.name)
            continue
        if file.finding is not None:
            findings.append(file.finding)
        if kind is None:
            continue
        if file.raw is None:
            if file.finding is None or file.finding.rule != "F06":
                unreadable.add(kind.name)
            continue
        files_read += 1
        parsed = parse(file.raw, path=file.path)
        findings += parsed.findings
        wrong = [*_misplaced(parsed.data or {}, kind, stem, file.path)]
        first = files[stem].path
        if first != file.path:
            wrong.append(_used_twice(stem, file.path, first))
        if parsed.data is None or any(finding.rule in _NOT_TAKEN for finding in wrong):
            kinds = _kinds_of(parsed.data or {}, kind, stem)
            unreadable.update(kinds)
            elsewhere[file.path] = kinds[0]
        else:
            document = Document(
                path=file.path, kind=kind.name, stem=stem, data=parsed.data, blob=file.blob
            )
            if check is not None:
                document, unfit = check(document)
                wrong += unfit
            documents.append(document)
        if wrong:
            findings += with_places(file.raw, wrong)
    return _Part(
        documents=documents,
        findings=findings,
        unreadable=unreadable,
        blobs=blobs,
        files_read=files_read,
        elsewhere=elsewhere,
    )


_NOT_TAKEN = frozenset(["F16", "F19"])
"""After one of these it is not known which record a file holds."""
_NAMED_WELL = frozenset(["F01", "F02", "F04"])
"""With one of these the file is not opened, and its name may still be that of a record."""


def _misplaced(data: Mapping[str, Plain], kind: Kind, stem: str, path: str) -> Iterator[Finding]:
    """What a record says of itself, held against where it lies."""
    said = data.get("kind")
    if said is not None and said != kind.name:
        other = _kind_said(data, kind)
        here = f"The folder `{kind.folder}` holds records of the kind `{kind.name}`"
        if other:
            message = f"{here}, and this one says that it is of the kind `{other.name}`."
            remedy = f"Move it into `records/{other.folder}/`"
            # Where its name says so too, it is plain which of the two is wrong.
            sure = _is_named_as(other, stem)
            remedy += "." if sure else f", or write `kind: {kind.name}`."
        else:
            message = f"{here}, and this one names a kind that there is not."
            remedy = f"Write `kind: {nearest(str(said), KIND_BY_NAME) or kind.name}`."
        yield _finding("F16", path, ("kind",), message, remedy)
        if other:
            return  # what its name and id should be is known when it lies where it belongs
    if kind.prefix and not stem.startswith(f"{kind.prefix}-"):
        message = f"The name of a record of the kind `{kind.name}` begins with `{kind.prefix}-`."
        yield _finding("F17", path, (), message)
    if "id" in data and data["id"] != stem:
        yield _finding("F18", path, ("id",))


def _kind_said(data: Mapping[str, Plain], kind: Kind) -> Kind | None:
    """The kind that a record says it is of, where that is another than its folder's."""
    said = data.get("kind")
    other = KIND_BY_NAME.get(said) if isinstance(said, str) else None
    return other if other and other.name != kind.name else None


def _kinds_of(data: Mapping[str, Plain], kind: Kind, stem: str) -> tuple[str, ...]:
    """Of which kinds a file that was not taken may hold a record, the likeliest first."""
    other = _kind_said(data, kind)
    if other is None:
        return (kind.name,)
    return (other.name,) if _is_named_as(other, stem) else (kind.name, other.name)


def _is_named_as(kind: Kind, stem: str) -> bool:
    """Whether an id has the beginning that is kept for a kind."""
    return bool(kind.prefix) and stem.startswith(f"{kind.prefix}-")


def _used_twice(stem: str, path: str, first: str) -> Finding:
    message = f"The id `{stem}` is used twice: here and in {first}."
    return _finding("F19", path, ("id",), message)


def _finding(
    rule: str, path: str, pointer: Pointer, message: str = "", remedy: str = ""
) -> Finding:
    refusal = FILE_REFUSALS[rule]
    return Finding(
        rule=rule,
        level=Level.ERROR,
        path=path,
        message=message or refusal.what,
        remedy=remedy or refusal.remedy,
        pointer=pointer,
    )
