"""New files in a folder: all of them or none, nothing overwritten, no link followed."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from closecall.errors import ClosecallError, UsageError
from closecall.records.writing import write_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What was made, and what was there already."""

    made: tuple[str, ...]
    kept: tuple[str, ...]


def look_at(folder: Path) -> None:
    """See whether a new repository may be made in a folder, which need not be there.

    Raises:
        UsageError: It is a file or a link, or nothing may be written there.
    """
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        above = next(one for one in folder.parents if one.exists() or one.is_symlink())
        if not above.is_dir():
            raise UsageError(f"{above} is not a folder. Name another place.") from None
        if not os.access(above, os.W_OK | os.X_OK):
            raise UsageError(f"Nothing may be written in {above}. Name another place.") from None
        return
    except OSError as error:
        raise UsageError(f"{folder} cannot be used: {error.strerror}.") from error
    if stat.S_ISLNK(mode):
        raise UsageError(f"{folder} is a link. Name the folder that it leads to.")
    if not stat.S_ISDIR(mode):
        raise UsageError(f"{folder} is not a folder. Name another place.")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise UsageError(f"Nothing may be written in {folder}. Name another place.")


def holds_records(folder: Path) -> bool:
    """Whether anything lies below `records/` there; a link or a file in its place counts too."""
    place = folder / "records"
    if not place.is_symlink() and place.is_dir():
        return any(place.iterdir())
    return os.path.lexists(place)


def place(folder: Path, texts: Iterable[tuple[str, str]]) -> Placed:
    """Write each file that is not there yet; if one cannot be written, take all away again.

    Args:
        folder: The top folder; it is made if it is not there.
        texts: Path from the top folder, with forward slashes, and text.

    Raises:
        ClosecallError: Something cannot be written. The folder is as it was.
    """
    made: list[str] = []
    kept: list[str] = []
    new_folders: list[Path] = []
    try:
        _make_folders(folder, new_folders)
        for path, text in texts:
            if os.path.lexists(folder / path):
                kept.append(path)
                continue
            inside = _missing_folders(folder, path)
            new_folders += inside
            write_new(folder, path, text)
            made.append(path)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                (folder / path).unlink()
        for one in reversed(new_folders):
            with suppress(OSError):
                one.rmdir()
        raise
    return Placed(made=tuple(made), kept=tuple(kept))


def _make_folders(folder: Path, new: list[Path]) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        try:
            one.mkdir()
        except OSError as error:
            raise ClosecallError(f"{one} cannot be made: {error.strerror}.") from error
        new.append(one)


def _missing_folders(folder: Path, path: str) -> Iterator[Path]:
    """The folders that writing a file will make, the outermost first."""
    return (
        folder / one
        for one in reversed(PurePosixPath(path).parents[:-1])
        if not os.path.lexists(folder / one)
    )
