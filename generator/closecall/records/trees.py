"""The files below `records/`, found without following or waiting for anything.

A tree gives files and says nothing about what stands in them: first their names, then, for as many
as are asked for, their bytes. What is not a record by its name or nature is given too, with a
finding and without its bytes: nothing is passed over in silence.
The disk and a commit are read alike: the same files give the same answer from either.
"""

import hashlib
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeVar

from closecall.errors import UsageError
from closecall.findings import Finding, Level
from closecall.git.blobs import Entry, list_files, read_blobs
from closecall.git.commits import keeps_modes
from closecall.records.kinds import KIND_BY_FOLDER
from closecall.records.refusals import FILE_REFUSALS, MAX_BYTES, MAX_FILES, MAX_FOLDERS, nearest

RECORDS: Final = "records"
"""The folder of the records."""
ENDING: Final = ".yml"
"""How the name of a record's file ends."""
RESERVED: Final = frozenset(
    [
        *("con", "nul", "aux", "prn", "com1", "lpt1"),  # devices, on Windows
        *("index", "404", "assets", "search", "latest", "id"),  # pages and folders of the site
    ]
)
"""No record has one of these as its id."""

ID: Final = re.compile(r"[a-z][a-z0-9-]{2,63}")
"""What an id looks like; a few that look so are kept for other things."""
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DEVICES = re.compile(r"con|nul|aux|prn|(?:com|lpt)[0-9]")
_OTHER_ENDING = re.compile(r"\.ya?ml$", re.IGNORECASE)
_LIKE_A_RECORD = re.compile(r"\.ya?ml[. ].*(?<!\.bak)(?<!\.swp)(?<!~)$|\.txt$", re.IGNORECASE)
"""The name of a record to which a program has added an ending of its own."""
_KEPT: Final = ".gitkeep"
"""The one file beside the records: Git keeps no empty folders."""


class FoundFile(NamedTuple):
    """One file below `records/` by its name, not opened yet."""

    path: str
    """As in `SourceFile`."""
    finding: Finding | None = None
    """Why it is not to be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file below `records/` with what stands in it."""

    path: str
    """From the root of the project, with forward slashes; safe to print."""
    raw: bytes | None
    """What stands in it; None where it was not read."""
    blob: str
    """The id that Git gives to these bytes; empty where they were not read."""
    finding: Finding | None = None
    """Why it was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    is_folder: bool
    is_file: bool
    is_link: bool


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """The records as they lie on the disk, committed or not.

    Raises:
        UsageError: There is no folder `records/`.
    """

    root: Path
    """The folder that holds `records/`."""
    object_format: Literal["sha1", "sha256"] = "sha1"
    """The digest with which the repository names its blobs."""

    def __post_init__(self) -> None:
        try:
            mode = os.lstat(self.root / RECORDS).st_mode
        except OSError as error:
            raise UsageError(
                f"There is no folder `{RECORDS}` in {self.root}. Go to the folder that holds it,"
                " or name that folder."
            ) from error
        if not stat.S_ISDIR(mode):
            raise UsageError(
                f"`{RECORDS}` in {self.root} is not a folder. It has to be one, and not a link."
            )

    def files(self) -> Iterator[SourceFile]:
        """Every file with what stands in it, in the order of its path."""
        return self.opened(self.listed())

    def listed(self) -> Iterator[FoundFile]:
        """Every file, in the order of its path; none is opened."""
        with self._held(RECORDS) as records:
            if records is None:
                yield FoundFile(RECORDS, _finding(RECORDS, "F13"))
                return
            for count, file in enumerate(self._folder(records, RECORDS, depth=0)):
                if count == MAX_FILES:
                    yield FoundFile(RECORDS, _finding(RECORDS, "F15"))
                    return
                yield file

    def opened(self, files: Iterable[FoundFile]) -> Iterator[SourceFile]:
        """Some of the files, each with what stands in it, in the order in which they are given."""
        for path, group in groupby(files, key=lambda file: file.path.rpartition("/")[0]):
            with self._held(path) as folder:
                for file in group:
                    if file.finding is not None:
                        yield SourceFile(path=file.path, raw=None, blob="", finding=file.finding)
                    elif folder is None:
                        yield _unread(file.path, "F13")
                    else:
                        yield self._read(folder, file.path)

    def read(self, path: str) -> bytes:
        """The bytes of one of the files, once more; none where it cannot be read any longer."""
        (file,) = self.opened([FoundFile(path)])
        return file.raw or b""

    @contextmanager
    def _held(self, path: str) -> Iterator[int | None]:
        """A folder below the root, held open; None where it cannot be opened."""
        try:
            folder = self._open_folder(path)
        except OSError:
            yield None
            return
        try:
            yield folder
        finally:
            os.close(folder)

    def _open_folder(self, path: str) -> int:
        """Open a folder, each on the way from the one before: none may have become a link."""
        folder = os.open(self.root, _OPEN_ROOT)
        for name in path.split("/"):
            outer = folder
            try:
                folder = os.open(name, _OPEN_FOLDER, dir_fd=outer)
            finally:
                os.close(outer)
        return folder

    def _folder(self, folder: int, path: str, *, depth: int) -> Iterator[FoundFile]:
        try:
            entries = _entries(folder)
        except OSError:
            yield FoundFile(path, _finding(path, "F13"))
            return
        for entry, file in _judged(entries, path, depth=depth):
            if file.finding is not None:
                yield file
            elif entry.is_folder:
                yield from self._descend(folder, entry.name, file.path, depth=depth + 1)
            elif entry.name != _KEPT:
                yield file

    def _descend(self, outer: int, name: str, path: str, *, depth: int) -> Iterator[FoundFile]:
        if depth > MAX_FOLDERS:
            yield FoundFile(path, _finding(path, "F14"))
            return
        try:
            folder = os.open(name, _OPEN_FOLDER, dir_fd=outer)
        except OSError:
            yield FoundFile(path, _finding(path, "F13"))
            return
        try:
            yield from self._folder(folder, path, depth=depth)
        finally:
            os.close(folder)

    def _read(self, folder: int, path: str) -> SourceFile:
        # Between the look at the folder and this moment the file may have become anything: so
        # no link is followed, nothing is waited for, and what was opened is looked at again.
        try:
            file = os.open(path.rpartition("/")[2], _OPEN_FILE, dir_fd=folder)
        except OSError:
            return _unread(path, "F13")
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                return _unread(path, "F02")
            if status.st_size > MAX_BYTES:
                return _unread(path, "F04")
            raw = _all_bytes(file, status.st_size)
        except OSError:
            return _unread(path, "F13")
        finally:
            os.close(file)
        if len(raw) > MAX_BYTES:
            return _unread(path, "F04")
        runs = status.st_mode & stat.S_IXUSR and keeps_modes(self.root)
        return SourceFile(
            path=path,
            raw=raw,
            blob=blob_id(raw, self.object_format),
            finding=_finding(path, "F21") if runs else None,
        )


class CommitTree:
    """The records as they stand at a commit. Nothing is checked out, and no file is opened.

    A file that may be run is found fault with, and read like others.
    """

    def __init__(self, root: Path, commit: str, *, folders: Sequence[str] = ()) -> None:
        """List what there is; nothing is read yet.

        Args:
            root: The folder that holds `records/`, on the disk or at the commit.
            commit: Full name of the commit.
            folders: Folders of kinds that are looked at; without one, all.

        Raises:
            UsageError: `records` is no folder at this commit.
            GitError: Git could not answer.
        """
        self.root = root
        self.commit = commit
        self._top = _Committed(name=RECORDS, is_folder=True)
        self._whole = True
        for folder in [f"{RECORDS}/{name}" for name in folders] or [RECORDS]:
            listing = list_files(root, commit, folder)
            self._whole &= listing.whole
            for entry in listing.entries:
                if entry.path == RECORDS:
                    raise UsageError(
                        f"`{RECORDS}` is not a folder at commit {commit[:12]}. It has to be one,"
                        " and not a link."
                    )
                self._top.put(entry)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all: Git keeps no empty folder."""
        return not self._top.inside

    def files(self) -> Iterator[SourceFile]:
        """Every file with what stands in it, in the order of its path."""
        return self.opened(self.listed())

    def listed(self) -> Iterator[FoundFile]:
        """Every file, in the order of its path; none is read."""
        for count, file in enumerate(self._folder(self._top, RECORDS, depth=0)):
            if count == MAX_FILES:
                yield FoundFile(RECORDS, _finding(RECORDS, "F15"))
                return
            yield file
        if not self._whole:
            yield FoundFile(RECORDS, _finding(RECORDS, "F15"))

    def opened(self, files: Iterable[FoundFile]) -> Iterator[SourceFile]:
        """Some of the files, each with what stands in it, in the order in which they are given."""
        found = [(f, None if f.finding else self._entry(f.path)) for f in files]
        contents = read_blobs(self.root, [entry for _, entry in found if entry])
        for (path, finding), entry in found:
            if entry:
                runs = _finding(path, "F21") if entry.mode == "100755" else None
                yield SourceFile(path=path, raw=next(contents), blob=entry.id, finding=runs)
            else:
                refused = finding or _finding(path, "F13")
                yield SourceFile(path=path, raw=None, blob="", finding=refused)

    def read(self, path: str) -> bytes:
        """The bytes of one of the files, once more; none where there is no such file."""
        (file,) = self.opened([FoundFile(path)])
        return file.raw or b""

    def _entry(self, path: str) -> Entry | None:
        """The file with a path, if it is one that may be read."""
        found = self._top.find(path)
        readable = found and found.is_file and found.entry and found.entry.size <= MAX_BYTES
        return found.entry if found and readable else None

    def _folder(self, folder: "_Committed", path: str, *, depth: int) -> Iterator[FoundFile]:
        for item, file in _judged(folder.entries(), path, depth=depth):
            if file.finding is not None:
                yield file
            elif item.is_folder and depth == MAX_FOLDERS:
                yield FoundFile(file.path, _finding(file.path, "F14"))
            elif item.is_folder:
                yield from self._folder(item, file.path, depth=depth + 1)
            elif item.name != _KEPT and item.entry:
                large = item.entry.size > MAX_BYTES
                yield FoundFile(file.path, _finding(file.path, "F04")) if large else file


@dataclass(frozen=True, slots=True, kw_only=True)
class _Committed(_Entry):
    """A file or folder at a commit."""

    is_file: bool = False
    is_link: bool = False
    entry: Entry | None = None
    inside: "dict[tuple[str, bool], list[_Committed]]" = field(default_factory=dict)
    """What lies in a folder, by name and whether it is one: a commit can hold a name twice."""

    def put(self, entry: Entry) -> None:
        """Lay a file into this folder or one below, by its path; the first part is this folder."""
        folder = self
        *names, last = entry.path.split("/")[1:]
        for name in names:
            key = (name, True)
            if key not in folder.inside:
                folder.inside[key] = [_Committed(name=name, is_folder=True)]
            folder = folder.inside[key][0]
        folder.inside.setdefault((last, False), []).append(
            _Committed(
                name=last,
                is_folder=False,
                is_file=entry.mode.startswith("100"),
                is_link=entry.mode == "120000",
                entry=entry,
            )
        )

    def find(self, path: str) -> "_Committed | None":
        """What lies under a path that leads to no folder."""
        folder = self
        *names, last = path.split("/")[1:]
        for name in names:
            if (name, True) not in folder.inside:
                return None
            folder = folder.inside[name, True][0]
        found = folder.inside.get((last, False))
        return found[0] if found else None

    def entries(self) -> "list[_Committed]":
        """What lies in this folder, in the order of the paths that grow from it."""
        return sorted((e for same in self.inside.values() for e in same), key=_path_order)


def blob_id(raw: bytes, object_format: Literal["sha1", "sha256"] = "sha1") -> str:
    """The id under which Git keeps these bytes."""
    head = b"blob %d\0" % len(raw)
    if object_format == "sha256":
        return hashlib.sha256(head + raw).hexdigest()
    return hashlib.sha1(head + raw, usedforsecurity=False).hexdigest()


_OPEN_ROOT = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_OPEN_FOLDER = _OPEN_ROOT | os.O_NOFOLLOW
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def _all_bytes(file: int, size: int) -> bytes:
    """The file's bytes, at most one more than allowed, should it have grown meanwhile."""
    raw = os.read(file, size + 1)
    if len(raw) == size:
        return raw
    while raw and len(raw) <= MAX_BYTES and (more := os.read(file, MAX_BYTES + 1 - len(raw))):
        raw += more
    return raw


def _entries(folder: int) -> list[_Entry]:
    """What lies in a folder, in the order of the paths that grow from it."""
    with os.scandir(folder) as found:
        entries = [
            _Entry(
                name=entry.name,
                is_folder=entry.is_dir(follow_symlinks=False),
                is_file=entry.is_file(follow_symlinks=False),
                is_link=entry.is_symlink(),
            )
            for entry in found
        ]
    return sorted(entries, key=_path_order)


def _path_order(entry: _Entry) -> str:
    return f"{entry.name}/" if entry.is_folder else entry.name


_AnyEntry = TypeVar("_AnyEntry", bound=_Entry)


def _judged(
    entries: Sequence[_AnyEntry], path: str, *, depth: int
) -> Iterator[tuple[_AnyEntry, FoundFile]]:
    """What lies in a folder: each entry with its path, and why it is not taken where it is not."""
    names = frozenset(entry.name for entry in entries)
    twins = _twins(names)
    if len(names) != len(entries):  # no disk can hold this, and a commit can
        twins |= {name: name for name, n in Counter(e.name for e in entries).items() if n > 1}
    for entry in entries:
        shown = f"{path}/{_shown(entry.name)}"
        if entry.name in twins:
            message = (
                "Some computers cannot tell this name from another one in this folder,"
                f" `{_shown(twins[entry.name])}`, so one of the two would be lost there."
            )
            yield entry, FoundFile(shown, _finding(shown, "F09", message))
        else:
            yield entry, FoundFile(shown, _name_finding(entry, shown, names, depth=depth))


def _name_finding(entry: _Entry, path: str, names: frozenset[str], *, depth: int) -> Finding | None:
    """What is wrong with an entry by its nature, name and place."""
    if entry.is_link:
        return _finding(path, "F01")
    if entry.is_folder:
        return _folder_finding(entry.name, path, depth=depth)
    if not entry.is_file:
        return _finding(path, "F02")
    if entry.name == _KEPT:
        return None
    return _file_finding(entry.name, path, names, depth=depth)


def _folder_finding(name: str, path: str, *, depth: int) -> Finding | None:
    if _OTHER_ENDING.search(name):
        return _finding(path, "F03")
    if not _FOLDER.fullmatch(name):
        return _finding(path, "F10")
    if _DEVICES.fullmatch(name):
        return _finding(path, "F08")
    if depth == 0 and name not in KIND_BY_FOLDER:
        near = nearest(name, KIND_BY_FOLDER)
        remedy = f"Rename the folder to `{near}`, if that is what is meant." if near else ""
        return _finding(path, "F11", remedy=remedy)
    return None


def _file_finding(name: str, path: str, names: frozenset[str], *, depth: int) -> Finding | None:
    ending = _OTHER_ENDING.search(name)
    if not ending:
        remedy = (
            "If it is a record, rename it so that its name ends in `.yml` and in nothing more;"
            " otherwise move it out of `records/`."
        )
        return _finding(path, "F06", remedy=remedy if _LIKE_A_RECORD.search(name) else "")
    stem = name[: ending.start()]
    if not name.endswith(ENDING):
        if stem + ENDING in names:
            remedy = "A file with the ending `.yml` lies beside it: keep one of the two."
            return _finding(path, "F05", remedy=remedy)
        return _finding(path, "F05")
    if not ID.fullmatch(stem):
        return _finding(path, "F07")
    if is_kept(stem):
        return _finding(path, "F08")
    return _finding(path, "F12") if depth == 0 else None


def is_kept(stem: str) -> bool:
    """Whether what looks like an id is kept for a device or for a page of the site."""
    return stem in RESERVED or bool(_DEVICES.fullmatch(stem))


def _twins(names: frozenset[str]) -> dict[str, str]:
    """Names that are one where case or the way of writing an accent does not count."""
    first: dict[str, str] = {}
    twins: dict[str, str] = {}
    for name in sorted(names):
        if name.isascii() and name.islower():
            folded = name
        else:
            folded = unicodedata.normalize("NFKC", name).casefold()
            folded = unicodedata.normalize("NFKC", folded)
        other = first.setdefault(folded, name)
        if other != name:
            twins[name] = other
            twins.setdefault(other, name)
    return twins


def _shown(name: str) -> str:
    """A name that can be printed: what cannot be seen, or is not text, as its code."""
    if name.isprintable():
        return name
    return "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape", "surrogatepass").decode()
        for character in name
    )


def _finding(path: str, rule: str, message: str = "", remedy: str = "") -> Finding:
    refusal = FILE_REFUSALS[rule]
    return Finding(
        rule=rule,
        level=Level.ERROR,
        path=path,
        message=message or refusal.what,
        remedy=remedy or refusal.remedy,
        line=1,
        column=1,
    )


def _unread(path: str, rule: str) -> SourceFile:
    return SourceFile(path=path, raw=None, blob="", finding=_finding(path, rule))
