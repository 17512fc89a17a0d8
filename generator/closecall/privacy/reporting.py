"""Hits as findings: words that say what to do and repeat nothing of what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
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
        line=hit.line or 1,
        column=hit.column if hit.line else 1,
    )


def hushed(finding: Finding, hits: Iterable[Hit]) -> Finding:
    """Another finding about a file with hits, without anything that may repeat its text.

    Rule, level and place stay; words, pointer and record id go, and the path is covered. It is told
    in full once what was found is out of the file.
    """
    return replace(
        finding,
        path=shown_path(finding.path, hits),
        message="Something else is wrong here; it is told once what G36 found is out of the file.",
        remedy="Mend what G36 names first, then check again.",
        pointer=(),
        record="",
        owner="",
        due=None,
    )
