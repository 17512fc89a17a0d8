"""The one place that runs Git.

A repository is data, and so are its settings: Git would run programs named in `.git/config`, in
attributes and in the environment. So each call gets an environment made from nothing, settings
that silence what a repository could ask for, and only commands that read.
"""

import os
import selectors
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from closecall.errors import GitError

_ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
}
_SETTINGS: Final = (
    "advice.graftFileDeprecated=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)
_TRUST_LINE: Final = "git config --global --add safe.directory "
"""How Git's own remedy begins where it will not read somebody else's repository."""


class GitMissingError(GitError):
    """There is no Git on this computer."""


class GitRefusedError(GitError):
    """Git ran and gave no answer; `said` holds its own words."""

    def __init__(self, said: str) -> None:
        super().__init__(f"Git could not answer:\n{_indented(said)}")
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Git answered, as far as it was listened to."""

    said: bytes
    whole: bool
    """Whether that is all of it."""


def ask(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What one reading Git command answers.

    Args:
        root: The folder in which Git runs.
        arguments: A plumbing command and its arguments; every name from outside comes after
            `--end-of-options` or `--`.
        given: What the command reads from its standard input.

    Raises:
        GitMissingError: There is no Git.
        GitRefusedError: Git ended with an error.
        GitError: The repository belongs to somebody else, and the user has not said that it
            may be read; the message holds Git's own remedy.
    """
    return _asked(root, arguments, given=given, most=None).said


def ask_at_most(root: Path, most: int, *arguments: str) -> Answer:
    """The beginning of what one reading Git command answers; it is stopped where more comes.

    A repository can be made so that a short question has an answer without end.

    Args:
        root: As for `ask`.
        most: So many bytes are taken.
        arguments: As for `ask`.

    Raises:
        GitError: As for `ask`.
    """
    return _asked(root, arguments, given=b"", most=most)


def _asked(root: Path, arguments: tuple[str, ...], *, given: bytes, most: int | None) -> Answer:
    done = _run(root, arguments, settings=_SETTINGS, given=given, most=most)
    if done.failed and (owned := _not_ours(done.complaint)):
        if not _user_trusts(owned):
            raise GitError(
                "The repository belongs to another user of this computer, so Git does not read"
                f" it. If you trust it, run what Git says:\n{_indented(done.complaint)}"
            )
        settings = (*_SETTINGS, f"safe.directory={owned}")
        done = _run(root, arguments, settings=settings, given=given, most=most)
    if done.failed:
        raise GitRefusedError(done.complaint)
    return Answer(said=done.said, whole=done.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """How a run of Git ended."""

    said: bytes
    whole: bool
    failed: bool
    complaint: str


def _run(
    folder: Path,
    arguments: tuple[str, ...],
    *,
    settings: tuple[str, ...],
    environment: dict[str, str] | None = None,
    given: bytes = b"",
    most: int | None = None,
) -> _Done:
    flags = tuple(flag for setting in settings for flag in ("-c", setting))
    try:
        with subprocess.Popen(  # noqa: S603 - no shell, and the arguments are ours
            ("git", *flags, *arguments),  # noqa: S607 - found on the PATH that `_kept` leaves
            cwd=folder,
            env=_environment(folder) if environment is None else environment,
            stdin=subprocess.PIPE if given else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as git:
            if most is None:
                said, complaint = git.communicate(given or None)
                return _done(said, complaint, failed=git.returncode != 0)
            said, complaint = _listen(git, most)
            if len(said) > most:
                git.kill()
                return _done(said[:most], complaint, whole=False)
            return _done(said, complaint, failed=git.wait() != 0)
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        if not folder.is_dir():
            raise GitError(f"There is no folder {folder}.") from error
        raise GitMissingError(
            "There is no Git on this computer, or it may not be run. Install it (on Debian:"
            " apt install git)."
        ) from error


def _done(said: bytes, complaint: bytes, *, failed: bool = False, whole: bool = True) -> _Done:
    return _Done(said=said, whole=whole, failed=failed, complaint=_words(complaint))


def _listen(git: "subprocess.Popen[bytes]", most: int) -> tuple[bytes, bytes]:
    """What Git says and what it complains of, until it ends or has said more than so much.

    Both are listened to together: if one were left, Git would stop and wait for it to be read.
    """
    heard: dict[int, list[bytes]] = {}
    said = complained = 0
    with selectors.DefaultSelector() as ears:
        for stream in (git.stdout, git.stderr):
            if stream:
                ears.register(stream, selectors.EVENT_READ)
                heard[stream.fileno()] = []
        while ears.get_map() and said <= most:
            for ear, _ in ears.select():
                part = os.read(ear.fd, _PART)
                if not part:
                    ears.unregister(ear.fileobj)
                elif git.stdout and ear.fd == git.stdout.fileno():
                    said += len(part)
                    heard[ear.fd].append(part)
                elif complained < _SAID:
                    complained += len(part)
                    heard[ear.fd].append(part)
    answer, complaint = (b"".join(parts) for parts in heard.values())
    return answer, complaint


_PART: Final = 1 << 16


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's but where programs and the home are."""
    return {**dict(_kept(folder)), **_ENVIRONMENT}


def _kept(folder: Path) -> Iterator[tuple[str, str]]:
    # A relative entry, or one that a shell has added on entering the folder, would be looked up in
    # what is being checked: a file called `git` in there would be run.
    inside = folder.resolve()
    path = os.environ.get("PATH", os.defpath)
    yield (
        "PATH",
        os.pathsep.join(
            entry
            for entry in path.split(os.pathsep)
            if Path(entry).is_absolute() and not Path(entry).resolve().is_relative_to(inside)
        ),
    )
    if home := os.environ.get("HOME"):
        yield "HOME", home


def _not_ours(said: str) -> str:
    """The folder that Git will not read because of its owner; empty in any other case."""
    if "dubious ownership" not in said:
        return ""
    for line in said.splitlines():
        _, found, folder = line.partition(_TRUST_LINE)
        if found:
            return folder.strip().strip("'")
    return ""


def _user_trusts(folder: str) -> bool:
    """Whether the user's own settings say that this repository may be read.

    They are switched off for every other question, so they are asked for just this, away from
    the repository. Never is more passed on than the one folder.
    """
    environment = {**dict(_kept(Path(folder))), "LC_ALL": "C.UTF-8", "GIT_PAGER": "cat"}
    question = ("config", "--null", "--get-all", "safe.directory")
    done = _run(Path(os.sep), question, settings=(), environment=environment)
    trusted: list[str] = []
    for said in os.fsdecode(done.said).split("\0")[:-1]:
        # An empty value takes back all that were said before it.
        trusted = [*trusted, said.removesuffix("/")] if said else []
    return folder.removesuffix("/") in trusted or "*" in trusted


def _words(stderr: bytes) -> str:
    """Git's own words, fit to be printed: they may hold names of files and branches."""
    text = stderr[:_SAID].decode(errors="backslashreplace").expandtabs(4)
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


_SAID: Final = 2_000
"""Of a long complaint, this many bytes are repeated."""


def _indented(said: str) -> str:
    return "\n".join(f"    {line}" for line in said.strip().splitlines())
