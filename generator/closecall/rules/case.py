"""What a rule is given, and what it may give: findings, and work that is owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from closecall.analysis.selection import Selection
from closecall.findings import Finding, Level, Pointer
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.policy import Limit
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.settled import HARM_LEVELS
from closecall.model.trail import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the rules look at."""

    register: Register
    trails: Mapping[RecordId, Trail]
    selection: Selection
    as_at: date

    def limit(self, name: str, *, harm: str = "") -> Limit:
        """A limit of the policy in force on the as-at day."""
        return self.register.policy.limit(name, on=self.as_at, harm=harm)

    def days_after(self, day: date, name: str, *, harm: str = "") -> date:
        """A day and so many more, as the policy says."""
        return days_from(day, self.limit(name, harm=harm).value)

    def role_title(self, role: RecordId | None) -> str:
        """What a role is called, in the middle of a sentence."""
        found = self.register.role(role)
        return (
            f"the {found.title.lower() if found and found.title else role}"
            if role
            else "nobody named"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A piece of evidence that a trail still lacks: waiting before its day, a gap after it."""

    rule: str
    """The rule that asks for it."""
    step: str
    """The step of the trail that it belongs to, such as `reviewed`."""
    near_miss: RecordId
    what: str
    """What is missing, as a sentence for an inspector: "No review is recorded."."""
    remedy: str
    """How to mend it, for who owes it."""
    owner: RecordId | None
    """The role that owes it."""
    due: date
    """The last day on which it is not late."""
    path: str
    """The file that it hangs on."""
    pointer: Pointer = ()
    record: RecordId | None = None
    """The record that it hangs on, where that is not the near miss."""
    kind: str = ""
    """The kind of record that would answer it; empty where a field of one would."""
    rests_on: tuple[str, ...] = ()
    """Other kinds of record that must all be known before it can be said."""
    level: Level = Level.GAP
    """What it is once it is late."""

    @property
    def overdue_since(self) -> date:
        """The first day on which it is late."""
        return days_from(self.due, 1)

    def is_late(self, as_at: date) -> bool:
        """Whether its day has passed."""
        return self.due < as_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A finding that is true only if every record of some kinds is known as it was written.

    That something is not there can be said only where all such records could be read: a broken
    audit is mended first, and then it is seen whether an audit is missing.
    """

    finding: Finding
    on: tuple[str, ...]
    """The kinds of record that it rests on."""


def harm_key(trail: Trail) -> str:
    """The worst credible harm by which policy sets the days to review; unknown until it is said."""
    said = trail.near_miss.said.harm_potential
    worst = said.worst if said else ""
    return worst if worst in HARM_LEVELS else "unknown"


def error(
    rule: str, record: Record, message: str, remedy: str, *, pointer: Pointer = ()
) -> Finding:
    """Evidence that is broken or claims more than it carries."""
    return Finding(
        rule=rule,
        level=Level.ERROR,
        path=record.path,
        message=message,
        remedy=remedy,
        pointer=pointer,
        record=record.id,
    )


def warning(
    rule: str,
    record: Record,
    message: str,
    remedy: str,
    *,
    pointer: Pointer = (),
    owner: RecordId | None = None,
    due: date | None = None,
) -> Finding:
    """Worth a look."""
    return Finding(
        rule=rule,
        level=Level.WARNING,
        path=record.path,
        message=message,
        remedy=remedy,
        pointer=pointer,
        record=record.id,
        owner=owner or "",
        due=due,
    )


def late(owed: Owed) -> Finding:
    """Evidence that is owed and late, as a finding."""
    return Finding(
        rule=owed.rule,
        level=owed.level,
        path=owed.path,
        message=f"{owed.what} Overdue since {in_words(owed.overdue_since)}.",
        remedy=owed.remedy,
        pointer=owed.pointer,
        record=owed.record or owed.near_miss,
        owner=owed.owner or "",
        due=owed.due,
    )
