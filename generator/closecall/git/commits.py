"""Which commit is checked, when it was made, and which records it holds."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from closecall.errors import GitError, UsageError
from closecall.git.command import GitMissingError, GitRefusedError, ask, ask_at_most

MAX_LISTING: Final = 32 * 1024 * 1024
"""Bytes of a listing that are read: three times what 100,000 records need. Folders that hold the
same folder many times over make an endless one of a few bytes."""
_LONDON: Final = ZoneInfo("Europe/London")
OBJECT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""The full name of anything that Git keeps."""


UNCOMMITTED: Final = "the records have changes that are not committed"
"""Why records are those of no commit where there is one, as in `NoCommit.reason`."""
_LONGEST_NAME: Final = 100
"""Characters of the name of a branch that are repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One state of the repository."""

    id: str
    """Its full name: 40 hexadecimal digits, or 64 where the repository uses SHA-256."""
    day: date
    """The civil day in Europe/London on which it was committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCommit:
    """There is no commit to speak of."""

    reason: str
    """Why, in words that go on after "because": `this folder is in no Git repository`."""


def head(root: Path) -> Commit | None:
    """The commit that is checked out; None without Git, repository or commit.

    Raises:
        GitError: The repository belongs to somebody else and is not trusted, or is broken.
    """
    found = head_or_reason(root)
    return found if isinstance(found, Commit) else None


def head_or_reason(root: Path) -> Commit | NoCommit:
    """The commit that is checked out, or why there is none.

    Raises:
        GitError: The repository belongs to somebody else and is not trusted, or is broken.
    """
    try:
        # Committer time and nothing else: no name, no address, no message is ever asked for.
        answer = ask(root, "rev-list", "--max-count=1", "--format=%ct", "HEAD", "--")
    except GitMissingError:
        return NoCommit(reason="there is no Git on this computer")
    except GitRefusedError as error:
        if "not a git repository" in error.said:
            return NoCommit(reason="this folder is in no Git repository")
        if "bad revision" in error.said:
            return NoCommit(reason="nothing has been committed yet")
        raise
    return _commit(answer)


def resolve(root: Path, revision: str) -> Commit:
    """The commit that a name means: a branch, a tag, part of an id, `HEAD~2`.

    From here on it is called by its full name alone.

    Args:
        root: The folder in which Git runs.
        revision: The name as somebody typed it, or a build passed it on. It is data: it cannot
            become an option.

    Raises:
        UsageError: It means no commit, or there is no repository.
        GitError: Git is missing, or the repository is not to be read.
    """
    try:
        asked = f"{revision}^{{commit}}"
        said = ask(root, "rev-parse", "--verify", "--end-of-options", asked)
    except (GitRefusedError, ValueError) as error:  # a NUL cannot be passed on
        if isinstance(error, GitRefusedError) and "not a git repository" in error.said:
            raise UsageError(
                f"{root} is in no Git repository, so there are no commits to read."
            ) from error
        raise UsageError(
            f"There is no commit called “{_shown(revision)}” in this repository. Look at the"
            " spelling; if it is known elsewhere, fetch it first (`git fetch`; in a build, with"
            " the full depth)."
        ) from error
    name = said.decode("ascii", "replace").strip()
    if not OBJECT.fullmatch(name):
        raise UsageError(
            f"“{_shown(revision)}” does not mean one commit. Name a branch, a tag or the id of a"
            " commit."
        )
    return _commit(ask(root, "rev-list", "--max-count=1", "--format=%ct", name, "--"))


def common_ancestor(root: Path, one: Commit, other: Commit) -> Commit:
    """The commit at which two lines of history part: the last that both hold.

    Raises:
        UsageError: They have none, as far as history is known here.
        GitError: Git could not answer.
    """
    try:
        said = ask(root, "merge-base", one.id, other.id)
    except GitRefusedError as error:
        if error.said:
            raise
        shallow = ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
        remedy = (
            "This clone is shallow: fetch the full depth with `git fetch --unshallow`."
            if shallow
            else "Name a commit from which this work began."
        )
        raise UsageError(
            f"The two commits to be compared have no commit in common here. {remedy}"
        ) from error
    name = said.decode("ascii", "replace").strip()
    return _commit(ask(root, "rev-list", "--max-count=1", "--format=%ct", name, "--"))


def folder_in_repository(root: Path) -> str:
    """Where a folder lies in its repository: `care/`, or nothing if it is the outermost or none.

    Raises:
        GitError: The repository belongs to somebody else and is not trusted.
    """
    try:
        said = ask(root, "rev-parse", "--show-prefix")
    except (GitMissingError, GitRefusedError):
        return ""
    return said.decode(errors="surrogateescape").removesuffix("\n")


@lru_cache(maxsize=8)
def keeps_modes(root: Path) -> bool:
    """Whether a repository takes note of which files may be run.

    On some disks every file may be, and Git finds that out when a repository is made there.
    Without a repository nobody takes note.
    """
    try:
        said = ask(root, "config", "--type=bool", "--get", "core.fileMode")
    except (GitError, GitMissingError, GitRefusedError):
        return False
    return said.strip() == b"true"


def _shown(revision: str) -> str:
    """A name as somebody gave it, on one line and not endless."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in revision)
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"


def _commit(said: bytes) -> Commit:
    name, _, seconds = said.decode("ascii", "replace").partition("\n")
    name = name.removeprefix("commit ")
    if not OBJECT.fullmatch(name):
        raise GitError("Git gave an answer that we do not understand. Is it newer than we are?")
    return Commit(id=name, day=_day(int(seconds)))


def record_blobs(root: Path, commit: str) -> dict[str, str]:
    """Every file below `records/` at a commit.

    Args:
        root: The folder that holds `records/`; it may lie anywhere in the repository.
        commit: Full name of the commit.

    Returns:
        The id of each file's bytes by its path from `root`, with forward slashes; without
        `.gitkeep`, which holds no record. Names that are not UTF-8 are given as Python gives
        those on the disk.

    Raises:
        GitError: There is no such commit, or Git could not answer.
    """
    if not OBJECT.fullmatch(commit):
        raise ValueError(commit)
    # Without --full-tree, paths are taken and given relative to the folder in which Git runs.
    question = ("ls-tree", "-r", "-z", commit, "--", "records/")
    answer = ask_at_most(root, MAX_LISTING, *question).said
    blobs = {}
    for entry in answer.split(b"\0")[:-1]:
        what, _, path = entry.partition(b"\t")
        if path.rpartition(b"/")[2] != b".gitkeep":
            blobs[path.decode(errors="surrogateescape")] = what.rpartition(b" ")[2].decode()
    return blobs


def _day(seconds: int) -> date:
    # Git takes any number; beyond what a date can hold the last or first day stands for it.
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone(_LONDON).date()
    except (OverflowError, ValueError, OSError):
        return date.max if seconds > 0 else date.min
