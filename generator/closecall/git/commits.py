"""Which commit is checked, when it was made, and which records it holds."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from closecall.errors import GitError
from closecall.git.command import GitMissingError, GitRefusedError, ask

_LONDON: Final = ZoneInfo("Europe/London")
_OBJECT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


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
    name, _, seconds = answer.decode("ascii", "replace").partition("\n")
    name = name.removeprefix("commit ")
    if not _OBJECT.fullmatch(name):
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
    if not _OBJECT.fullmatch(commit):
        raise ValueError(commit)
    # Without --full-tree, paths are taken and given relative to the folder in which Git runs.
    answer = ask(root, "ls-tree", "-r", "-z", commit, "--", "records/")
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
