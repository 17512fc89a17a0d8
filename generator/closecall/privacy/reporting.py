"""Hits as findings: words that say what to do and repeat nothing of what was found."""

from collections.abc import Iterable, Sequence
from typing import Final

from closecall.findings import Finding, Level
from closecall.privacy.kinds import HISTORY, WORDINGS
from closecall.privacy.scanning import Hit

RULE: Final = "G36"
"""The rule that every hit breaks."""
_COVER: Final = "*"


def shown_path(path: str, hits: Iterable[Hit]) -> str:
    """The path of a file with what was found in it covered."""
    shown = list(path)
    for hit in hits:
        if hit.in_path:
            start = hit.column - 1
            shown[start : start + hit.length] = _COVER * hit.length
    return "".join(shown)


def as_findings(path: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
    """A finding for each hit.

    Args:
        path: The file's path, as it was scanned.
        hits: What the scan of that file gave, all of it: the path is covered by them.
    """
    shown = shown_path(path, hits)
    return tuple(_finding(shown, hit) for hit in hits)


def _finding(path: str, hit: Hit) -> Finding:
    wording = WORDINGS[hit.kind]
    size = f"{hit.length} character{'' if hit.length == 1 else 's'}"
    if hit.in_path:
        message = (
            f"The name of this file or of its folder holds what looks like {wording.name} ({size})."
        )
        remedy = f"Rename it. {HISTORY}"
    else:
        where = f" in `{hit.field}`" if hit.field else ""
        message = f"This looks like {wording.name}{where} ({size})."
        remedy = f"{wording.remedy} {HISTORY}"
    return Finding(
        rule=RULE,
        level=Level.ERROR,
        path=path,
        message=message,
        remedy=remedy,
        pointer=tuple(hit.field.split(".")) if hit.field else (),
        line=hit.line or 1,
        column=hit.column if hit.line else 1,
    )
