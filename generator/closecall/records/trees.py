"""The files below `records/`, found without following or waiting for anything.

A tree gives files and says nothing about what stands in them. What is not a record by its name
or nature is given too, with a finding and without its bytes: nothing is passed over in silence.
"""

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from closecall.errors import UsageError
from closecall.findings import Finding, Level
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

_ID = re.compile(r"[a-z][a-z0-9-]{2,63}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DEVICES = re.compile(r"con|nul|aux|prn|(?:com|lpt)[0-9]")
_OTHER_ENDING = re.compile(r"\.ya?ml$", re.IGNORECASE)
_KEPT: Final = ".gitkeep"
"""The one file beside the records: Git keeps no empty folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file below `records/`."""

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
        """Every file, in the order of its path."""
        count = 0
        try:
            records = os.open(self.root / RECORDS, _OPEN_FOLDER)
        except OSError:
            yield _refused(RECORDS, "F13")
            return
        try:
            for file in self._folder(records, RECORDS, depth=0):
                count += 1
                if count > MAX_FILES:
                    yield _refused(RECORDS, "F15")
                    return
                yield file
        finally:
            os.close(records)

    def read(self, path: str) -> bytes:
        """The bytes of one of the files, once more; none where it cannot be read any longer."""
        try:
            folder = os.open((self.root / path).parent, _OPEN_FOLDER)
        except OSError:
            return b""
        try:
            return self._read(folder, path.rpartition("/")[2], path).raw or b""
        finally:
            os.close(folder)

    def _folder(self, folder: int, path: str, *, depth: int) -> Iterator[SourceFile]:
        try:
            entries = _entries(folder)
        except OSError:
            yield _refused(path, "F13")
            return
        names = frozenset(entry.name for entry in entries)
        twins = _twins(names)
        for entry in entries:
            shown = f"{path}/{_shown(entry.name)}"
            if entry.name in twins:
                message = (
                    "Some computers cannot tell this name from another one in this folder,"
                    f" `{_shown(twins[entry.name])}`, so one of the two would be lost there."
                )
                yield _refused(shown, "F09", message)
            elif finding := _name_finding(entry, shown, names, depth=depth):
                yield SourceFile(path=shown, raw=None, blob="", finding=finding)
            elif entry.is_folder:
                yield from self._descend(folder, entry.name, shown, depth=depth + 1)
            elif entry.name != _KEPT:
                yield self._read(folder, entry.name, shown)

    def _descend(self, outer: int, name: str, path: str, *, depth: int) -> Iterator[SourceFile]:
        if depth > MAX_FOLDERS:
            yield _refused(path, "F14")
            return
        try:
            folder = os.open(name, _OPEN_FOLDER, dir_fd=outer)
        except OSError:
            yield _refused(path, "F13")
            return
        try:
            yield from self._folder(folder, path, depth=depth)
        finally:
            os.close(folder)

    def _read(self, folder: int, name: str, path: str) -> SourceFile:
        # Between the look at the folder and this moment the file may have become anything: so
        # no link is followed, nothing is waited for, and what was opened is looked at again.
        try:
            file = os.open(name, _OPEN_FILE, dir_fd=folder)
        except OSError:
            return _refused(path, "F13")
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                return _refused(path, "F02")
            if status.st_size > MAX_BYTES:
                return _refused(path, "F04")
            raw = _all_bytes(file, status.st_size)
        except OSError:
            return _refused(path, "F13")
        finally:
            os.close(file)
        if len(raw) > MAX_BYTES:
            return _refused(path, "F04")
        return SourceFile(path=path, raw=raw, blob=blob_id(raw, self.object_format))


def blob_id(raw: bytes, object_format: Literal["sha1", "sha256"] = "sha1") -> str:
    """The id under which Git keeps these bytes."""
    head = b"blob %d\0" % len(raw)
    if object_format == "sha256":
        return hashlib.sha256(head + raw).hexdigest()
    return hashlib.sha1(head + raw, usedforsecurity=False).hexdigest()


_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
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
    return sorted(entries, key=lambda entry: f"{entry.name}/" if entry.is_folder else entry.name)


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
        return _finding(path, "F06")
    stem = name[: ending.start()]
    if not name.endswith(ENDING):
        if stem + ENDING in names:
            remedy = "A file with the ending `.yml` lies beside it: keep one of the two."
            return _finding(path, "F05", remedy=remedy)
        return _finding(path, "F05")
    if not _ID.fullmatch(stem):
        return _finding(path, "F07")
    if stem in RESERVED or _DEVICES.fullmatch(stem):
        return _finding(path, "F08")
    return _finding(path, "F12") if depth == 0 else None


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


def _refused(path: str, rule: str, message: str = "") -> SourceFile:
    return SourceFile(path=path, raw=None, blob="", finding=_finding(path, rule, message))
