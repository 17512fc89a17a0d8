"""Records that say how others are judged: in a pull request they count only once it is merged."""

from typing import Final

from closecall.records.kinds import KINDS
from closecall.records.trees import RECORDS

GOVERNING_KINDS: Final = frozenset(["policy", "list", "allowance"])
"""Names of the kinds: limits, the provider's own words and deny lists, and waivers."""
GOVERNING_FOLDERS: Final = tuple(kind.folder for kind in KINDS if kind.name in GOVERNING_KINDS)
"""Their folders below `records/`."""


def is_governing(path: str) -> bool:
    """Whether a file is one of these, by its place."""
    folder = path.removeprefix(f"{RECORDS}/").partition("/")[0]
    return folder in GOVERNING_FOLDERS
