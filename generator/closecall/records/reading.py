"""All records of a tree: each file read, named and put with its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from closecall.findings import Finding, Level, Pointer
from closecall.records.documents import Plain, parse, with_places
from closecall.records.kinds import KIND_BY_FOLDER, KIND_BY_NAME, Kind
from closecall.records.refusals import FILE_REFUSALS, nearest
from closecall.records.trees import ENDING, RECORDS, SourceFile


class Tree(Protocol):
    """Something with records in it: a folder on the disk, or a commit."""

    def files(self) -> Iterator[SourceFile]:
        """Every file below `records/`, in the order of its path."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
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


def read_records(tree: Tree) -> Reading:
    """Read every record of a tree; a file that cannot be taken hides no other."""
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    files: dict[str, Filed] = {}
    unreadable: set[str] = set()
    blobs: dict[str, str] = {}
    files_read = 0
    for file in tree.files():
        blobs[file.path] = file.blob
        folder, _, name = file.path.removeprefix(f"{RECORDS}/").partition("/")
        kind = KIND_BY_FOLDER.get(folder)
        stem = name.rpartition("/")[2].removesuffix(ENDING)
        if file.finding is not None:
            findings.append(file.finding)
        if kind is None:
            continue
        if file.raw is None:
            rule = file.finding.rule if file.finding else ""
            if rule != "F06":
                unreadable.add(kind.name)
            if rule in _NAMED_WELL and name.endswith(ENDING):
                files.setdefault(stem, Filed(kind=kind.name, path=file.path))
            continue
        files_read += 1
        parsed = parse(file.raw, path=file.path)
        findings += parsed.findings
        wrong = tuple(_misplaced(parsed.data or {}, kind, stem, file.path))
        first = files.setdefault(stem, Filed(kind=kind.name, path=file.path))
        if first.path != file.path:
            wrong += (_used_twice(stem, file.path, first.path),)
        if wrong:
            findings += with_places(file.raw, wrong)
        if parsed.data is None or any(finding.rule in _NOT_TAKEN for finding in wrong):
            unreadable.add(kind.name)
            continue
        documents[stem] = Document(
            path=file.path, kind=kind.name, stem=stem, data=parsed.data, blob=file.blob
        )
    return Reading(
        documents=tuple(documents.values()),
        findings=tuple(findings),
        files=files,
        unreadable=frozenset(unreadable),
        blobs=blobs,
        files_read=files_read,
        tree=tree,
    )


_NOT_TAKEN = frozenset(["F16", "F19"])
"""After one of these it is not known which record a file holds."""
_NAMED_WELL = frozenset(["F01", "F02", "F04", "F13"])
"""With one of these the file could not be read, and its name may still be that of a record."""


def _misplaced(data: Mapping[str, Plain], kind: Kind, stem: str, path: str) -> Iterator[Finding]:
    """What a record says of itself, held against where it lies."""
    said = data.get("kind")
    if said is not None and said != kind.name:
        other = KIND_BY_NAME.get(said) if isinstance(said, str) else None
        here = f"The folder `{kind.folder}` holds records of the kind `{kind.name}`"
        if other:
            message = f"{here}, and this one says that it is of the kind `{other.name}`."
            remedy = f"Move it into `records/{other.folder}/`, or write `kind: {kind.name}`."
        else:
            message = f"{here}, and this one names a kind that there is not."
            remedy = f"Write `kind: {nearest(str(said), KIND_BY_NAME) or kind.name}`."
        yield _finding("F16", path, ("kind",), message, remedy)
    if kind.prefix and not stem.startswith(f"{kind.prefix}-"):
        message = f"The name of a record of the kind `{kind.name}` begins with `{kind.prefix}-`."
        yield _finding("F17", path, (), message)
    if "id" in data and data["id"] != stem:
        yield _finding("F18", path, ("id",))


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
