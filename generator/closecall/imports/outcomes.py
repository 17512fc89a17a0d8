"""What becomes of each row, and why."""

from dataclasses import dataclass
from enum import StrEnum

from closecall.records.documents import Plain


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    """It becomes a record."""
    THERE = "already there"
    """Its record is there, and says the same."""
    DIFFERENT = "different"
    """Its record is there, and the sheet says something else by now. The record stays."""
    REFUSED = "refused"
    """It cannot become a record as it is; so nothing at all is written."""
    EARLIER = "earlier"
    """It is from before the day from which rows are asked for."""
    LEFT_OUT = "left out"
    """The map is not for rows like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a row is refused, or in what it differs; it repeats nothing that may be private."""

    words: str
    """A sentence, or what follows the name of the column in one; ends in a full stop."""
    column: str = ""
    """The heading, or headings, that it is about; empty where it is about the row."""
    rule: str = ""
    """The rule of the check that says so; empty where no rule does."""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One row and what becomes of it."""

    number: int
    """As a spreadsheet program counts it."""
    outcome: Outcome
    reference: str = ""
    """What tells it from other rows; empty where it has none or it may be private."""
    record: str = ""
    """The id of its record."""
    path: str = ""
    """Where its record is, or would be."""
    reasons: tuple[Reason, ...] = ()
    data: dict[str, Plain] | None = None
    """Of a new one, what its record says."""
    text: str = ""
    """Of a new one, what stands in its file."""
    time_is_missing: bool = False
    """Whether the sheet has no time of day for it, and the map gave one."""
