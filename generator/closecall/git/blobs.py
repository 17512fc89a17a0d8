"""Which files a commit holds, and what stands in them; the working tree is not touched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from closecall.errors import GitError
from closecall.git.command import ask, ask_at_most
from closecall.git.commits import MAX_LISTING, OBJECT

_AT_ONCE: Final = 8 * 1024 * 1024
"""Bytes of files that are held at a time."""
_MOST_AT_ONCE: Final = 5_000
"""Files that are asked for at a time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file at a commit."""

    path: str
    """From the folder that was asked, with forward slashes. Names that are not UTF-8 are given
    as Python gives those on the disk."""
    mode: str
    """What Git says that it is: `100644` a plain file, `100755` a program, `120000` a link,
    `160000` another repository."""
    id: str
    """The id of its bytes."""
    size: int
    """How many bytes they are; -1 where Git has not got them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files below a folder at a commit."""

    entries: tuple[Entry, ...]
    """In Git's own order."""
    whole: bool
    """Whether these are all."""


def list_files(root: Path, commit: str, folder: str) -> Listing:
    """Every file below a folder at a commit, with its size.

    Args:
        root: The folder in which Git runs; it may lie anywhere in the repository.
        commit: Full name of the commit.
        folder: Path from `root`. Where a file or a link has this path, that is what is listed.

    Raises:
        GitError: There is no such commit, or Git could not answer.
    """
    if not OBJECT.fullmatch(commit):
        raise ValueError(commit)
    # Without --full-tree, paths are taken and given relative to the folder in which Git runs.
    question = ("ls-tree", "-r", "-z", commit, "--", folder)
    answer = ask_at_most(root, MAX_LISTING, *question)
    lines = answer.said.split(b"\0")[:-1]  # after the last NUL stands nothing, or half an entry
    found = [_parts(line) for line in lines]
    # Not by `ls-tree -l`, which looks the same file up as often as it is there.
    sizes = _sizes(root, dict.fromkeys(name for _, _, name in found))
    return Listing(
        entries=tuple(Entry(path, mode, name, sizes.get(name, -1)) for path, mode, name in found),
        whole=answer.whole,
    )


def _parts(line: bytes) -> tuple[str, str, str]:
    """Path, mode and id of a line of the listing."""
    what, _, path = line.partition(b"\t")
    mode, _, name = what.decode("ascii").split()
    return path.decode(errors="surrogateescape"), mode, name


def _sizes(root: Path, names: Iterable[str]) -> dict[str, int]:
    """How many bytes each blob has, by id; without those that Git has not got."""
    asked = "".join(f"{name}\n" for name in names)
    if not asked:
        return {}
    said = ask(root, "cat-file", "--batch-check", "--buffer", given=asked.encode())
    sizes = {}
    for line in said.decode("ascii", "replace").splitlines():
        name, kind, *size = line.split(" ")
        if kind == "blob" and size:
            sizes[name] = int(size[0])
    return sizes


def read_blobs(root: Path, wanted: Sequence[Entry]) -> Iterator[bytes]:
    """The bytes of files, in the order in which they are asked for.

    They are asked for by id, never by path, and only a few megabytes are held at a time.

    Raises:
        GitError: Git has not got them, or they are others than their id says.
    """
    part: list[Entry] = []
    size = 0
    for entry in wanted:
        if part and (size + entry.size > _AT_ONCE or len(part) == _MOST_AT_ONCE):
            yield from _batch(root, part)
            part, size = [], 0
        part.append(entry)
        size += entry.size
    if part:
        yield from _batch(root, part)


def _batch(root: Path, wanted: Sequence[Entry]) -> Iterator[bytes]:
    ids = "".join(f"{entry.id}\n" for entry in wanted)
    answer = memoryview(ask(root, "cat-file", "--batch", "--buffer", given=ids.encode()))
    for entry in wanted:
        head = f"{entry.id} blob {entry.size}\n".encode()
        end = len(head) + entry.size
        if bytes(answer[: len(head)]) != head or bytes(answer[end : end + 1]) != b"\n":
            raise GitError(
                "Git has not got all files of this commit. In a clone that was made without them"
                " (`--filter`), fetch them first; otherwise `git fsck` says what is damaged."
            )
        yield bytes(answer[len(head) : end])
        answer = answer[end + 1 :]
