"""A site is made beside the old one and takes its place whole, or not at all."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from closecall.errors import ClosecallError, UsageError
from closecall.website.content import VERSION_FILE, is_version_file

if sys.platform != "win32":
    import fcntl


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give a folder to build in; at the end it becomes the target.

    Whatever goes wrong inside, also a killed process, leaves the old target as it was, or is mended
    by the next run.

    Args:
        target: Folder of the site. Absent, empty, or a site of ours, which is replaced.

    Raises:
        UsageError: The target is something else, or cannot be made.
        ClosecallError: Another build is writing to it.
    """
    target = Path(os.path.realpath(target))
    new = target.with_name(f".{target.name}.closecall-new")
    old = target.with_name(f".{target.name}.closecall-old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(_cannot_write(target, error)) from error
    with _alone(new, target):
        try:
            _finish_interrupted_swap(target, old)
            _refuse_foreign(target)
            _empty(new)
            yield new
            _swap(target, new, old)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _cannot_write(target: Path, error: OSError) -> str:
    return f"The site cannot be written to {target}: {error.strerror}. Choose another folder."


@contextmanager
def _alone(new: Path, target: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of with the process, however it ends.

    Windows has none of this kind: there two builds at once are not told apart.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(new, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ClosecallError(
                f"Another build is writing to {target}. Wait until it has ended, then build again."
            ) from error
        yield
    finally:
        os.close(handle)


def _finish_interrupted_swap(target: Path, old: Path) -> None:
    """Put back a site that a build had moved aside when it was stopped."""
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old)
    else:
        old.rename(target)


def _refuse_foreign(target: Path) -> None:
    """Make sure that nothing is replaced but a site of ours."""
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file. Choose a folder for the site.")
    marker = target / VERSION_FILE
    if marker.is_file() and not marker.is_symlink() and is_version_file(marker.read_bytes()):
        return
    if any(target.iterdir()):
        raise UsageError(
            f"{target} holds files that are no site of closecall, and building would delete them."
            " Choose another folder, or empty this one yourself."
        )


def _empty(folder: Path) -> None:
    """Remove what a build that was stopped has left."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _swap(target: Path, new: Path, old: Path) -> None:
    """Let the new site take the place of the old."""
    try:
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except OSError as error:
        raise UsageError(_cannot_write(target, error)) from error
