"""Where things are. No settings file is read: what is checked must not say how."""

import os
from pathlib import Path

from closecall.errors import UsageError


def find_root(start: Path) -> Path:
    """The folder of the project in which a folder lies: the nearest upwards with `records/`.

    Raises:
        UsageError: No folder on the way up holds `records/`.
    """
    # Not `resolve`: the way up is the one that the user sees.
    here = Path(os.path.abspath(start))  # noqa: PTH100 - `Path.absolute` leaves `..` in
    for folder in (here, *here.parents):
        if (folder / "records").is_dir():
            return folder
    raise UsageError(
        f"There is no folder `records` in {here} or in any folder above it. Go to the folder that"
        " holds the records, or name it."
    )
