"""The files of a form into a folder: ours are made anew, anybody else's stay as they are."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from closecall.errors import ClosecallError, UsageError
from closecall.forms.page import MADE

KEPT_OUT: Final = ("records", "docs")
"""Folders of a project that hold records or are published."""
_HEAD: Final = 400
"""Bytes at the head of a file of ours in which it says so."""


def write_files(folder: Path, found: Mapping[str, bytes], *, root: Path) -> None:
    """Write files of a form into a folder, which is made where it is missing.

    Args:
        folder: Where they go.
        found: What stands in each, by file name.
        root: The project, whose own folders they are kept out of.

    Raises:
        UsageError: They would be published, or would take the place of a file that is not ours.
        ClosecallError: The folder cannot be written.
    """
    # Both ways: through a link, a folder elsewhere may lie in one of these.
    for place in (Path(os.path.abspath(folder)), folder.resolve()):  # noqa: PTH100 - see above
        for name in KEPT_OUT:
            if place.is_relative_to(root / name) or place.is_relative_to((root / name).resolve()):
                raise UsageError(
                    f"A form does not belong into `{name}`: what lies there is published or"
                    " checked. Name another folder with --output."
                )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in found:
            if not _is_ours(folder / name):
                raise UsageError(
                    f"There is a file {name} in that folder that closecall did not make; nothing"
                    " was written. Name another folder with --output."
                )
        for name, raw in found.items():
            _write(folder / name, raw)
    except OSError as error:
        raise ClosecallError(f"The folder cannot be written: {error.strerror}.") from error


def _is_ours(file: Path) -> bool:
    """Whether a file may be written: it is not there, or one of these forms."""
    if file.is_symlink():
        return False
    with suppress(FileNotFoundError), file.open("rb") as stream:
        return MADE.encode() in stream.read(_HEAD)
    return True


def _write(file: Path, raw: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(file, flags, 0o666), "wb") as stream:
        stream.write(raw)
