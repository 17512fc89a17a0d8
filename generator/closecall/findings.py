"""What is wrong in the records: which rule, how bad, where, in what words, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

Pointer: TypeAlias = tuple[str | int, ...]
"""The way to a value in a record: keys and list positions from the top. `()` is the record."""


class Level(StrEnum):
    """How bad a finding is (records.md, section b)."""

    ERROR = "error"
    """Evidence that is broken or claims more than it carries. Blocks publication."""
    GAP = "gap"
    """Evidence that is owed and late. Published in words; blocks nobody by itself."""
    WARNING = "warning"
    """Worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong in the records."""

    rule: str
    """Stable code of the rule, such as `G05`."""
    level: Level
    path: str
    """File relative to the repository, with forward slashes."""
    message: str
    """What is wrong, in plain words, ending in a full stop."""
    remedy: str
    """How to mend it, in plain words, ending in a full stop."""
    pointer: Pointer = ()
    """The value that is meant; where it is missing, the place that should hold it."""
    line: int = 0
    """Line in the file, from 1; 0 until it has been looked up."""
    column: int = 0
    """Column in the line, from 1; 0 until it has been looked up."""
    record: str = ""
    """Id of the record that the finding is about, where it has one."""
    owner: str = ""
    """Id of the role that owes what is missing, where one does."""
    due: date | None = None
    """The day by which it was owed."""
    allowed_by: str = ""
    """Id of the allowance that answers it; empty where none does."""

    def at(self, line: int, column: int) -> "Finding":
        """The same finding with its place in the file."""
        return replace(self, line=line, column=column)


_RANK = {Level.ERROR: 0, Level.GAP: 1, Level.WARNING: 2}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings sorted for people: by level, then file, line, column, rule and words."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (_RANK[f.level], f.path, f.line, f.column, f.rule, f.message),
        )
    )
