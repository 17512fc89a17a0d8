"""A new repository; the only thing that is ever written by Git in a folder of records."""

from pathlib import Path

from closecall.git.command import GitRefusedError, ask


def in_repository(folder: Path) -> bool:
    """Whether a folder lies in a Git repository.

    Raises:
        GitMissingError: There is no Git.
        GitError: The repository belongs to somebody else.
    """
    try:
        ask(folder, "rev-parse", "--git-dir")
    except GitRefusedError:
        return False
    return True


def make_repository(folder: Path) -> None:
    """Make a repository of a folder, with a branch `main` and nothing committed.

    No template is taken: hooks that somebody has put into one are not copied.

    Raises:
        GitError: There is no Git, or it may not write there.
    """
    ask(folder, "init", "--quiet", "--template=", "--initial-branch=main", "--", ".")
