"""Spellings that must be found, and what looks like them and must not.

They stand in `tests/data/privacy`, because two scans are tried on them: the gate's, and that of
the two-minute page (`tests/browser/test_forms.py`). Every identifier is one that nobody has: NHS
numbers from 999, which are kept for tests; telephone numbers kept for drama; example.org; the
National Insurance number of every leaflet; postcodes of public places. Characters outside ASCII
are escaped there, so that they can be told apart.
"""

import json
from pathlib import Path
from typing import Any, Final

from closecall.privacy.kinds import Kind

FILE: Final = Path(__file__).parents[2] / "data" / "privacy" / "spellings.json"
_DATA: Final[dict[str, Any]] = json.loads(FILE.read_bytes())

FOUND: Final[dict[Kind, tuple[str, ...]]] = {
    Kind(kind): tuple(texts) for kind, texts in _DATA["found"].items()
}
"""By kind, every spelling."""

DECOYS: Final[tuple[str, ...]] = tuple(_DATA["decoys"])
"""What stands in records and is nobody's."""

BY_CHANCE: Final[tuple[str, ...]] = tuple(_DATA["by_chance"])
"""What has ten digits at times that pass the check: each is tried with all of 00 to 99."""
