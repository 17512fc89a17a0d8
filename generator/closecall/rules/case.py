"""What a rule is given, and what it may give: findings, and work that is owed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from closecall.analysis.selection import Selection
from closecall.findings import Finding, Level, Pointer
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan, Watch, with_template
from closecall.model.policy import Limit, read_response_levels
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.settled import HARM_LEVELS
from closecall.model.trail import Trail
from closecall.records.documents import Plain
from closecall.validation.schemas import Schemas


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the rules look at."""

    register: Register
    trails: Mapping[RecordId, Trail]
    selection: Selection
    as_at: date
    schemas: Schemas
    """For the code lists, and for what holds where the provider has not decided."""
    latest: date = date.min
    """The latest day on which anything can have happened: the as-at day, or where an earlier one
    was asked for, that of the records themselves."""
    changed: frozenset[str] = frozenset()
    """Paths of the files that a change has written, where one is looked at."""
    watches: dict[RecordId, Watch] = field(default_factory=dict, compare=False)
    """What each plan watches, once it has been asked for."""

    def __post_init__(self) -> None:
        """Nothing has happened after the as-at day, unless somebody knows better."""
        if self.latest < self.as_at:
            object.__setattr__(self, "latest", self.as_at)

    def limit(self, name: str, *, harm: str = "") -> Limit:
        """A limit of the policy in force on the as-at day."""
        return self.register.policy.limit(name, on=self.as_at, harm=harm)

    def days_after(self, day: date, name: str, *, harm: str = "") -> date:
        """A day and so many more, as the policy says."""
        return days_from(day, self.limit(name, harm=harm).value)

    def watch_of(self, plan: MonitoringPlan) -> Watch:
        """What a plan watches, its template joined in."""
        if plan.id not in self.watches:
            self.watches[plan.id] = with_template(plan, self.register.template_of(plan))
        return self.watches[plan.id]

    def lowest_response(self, harm: str) -> str:
        """The least inquiry for a worst credible harm: the provider's own, else the default."""
        own = self.register.policy.lowest_response(harm, on=self.as_at)
        default = dict(read_response_levels(self.schemas.policy_defaults))
        return own or default.get(harm, "")

    def response_rank(self, level: str) -> int:
        """How thorough a level of response is, from 1; 0 for one that is not in the list."""
        rank = of_items(self.schemas, "response-level", "rank").get(level, 0)
        return rank if isinstance(rank, int) else 0

    @property
    def highest_response(self) -> int:
        """The rank of the most thorough level of response."""
        ranks = of_items(self.schemas, "response-level", "rank").values()
        return max((rank for rank in ranks if isinstance(rank, int)), default=0)

    def strength(self, action: str) -> str:
        """Stronger, Intermediate or Weaker; empty for an action that is not in the list."""
        return str(of_items(self.schemas, "action-strength", "strength").get(action, ""))

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
    closed_over: bool = False
    """Whether a decision closes the trail all the same: then that decision has the finding."""

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
    records: tuple[RecordId, ...] = ()
    """Single records that it rests on too, besides the one that it is about."""


@lru_cache(maxsize=16)
def of_items(schemas: Schemas, list_id: str, key: str) -> Mapping[str, Plain]:
    """What a code list says of each of its items under a key, by the item's label."""
    return {item.label: item.more.get(key) for item in schemas.lists[list_id].items}


def or_closed(owed: Owed, trail: Trail, *, lacking: str) -> Iterator[Owed | Resting]:
    """What a trail still owes; where a decision closes it all the same, that claims too much.

    Args:
        owed: What is owed.
        trail: Of which near miss.
        lacking: What is lacking, after "The decision closes, but". It names the near miss only
            where it differs from one to the next of those that one decision closes.
    """
    if not trail.claims:
        yield owed
        return
    yield replace(owed, closed_over=True)
    for claim in trail.claims:
        finding = error(
            owed.rule,
            claim,
            f"The decision closes, but {lacking}.",
            f"{owed.remedy} Or decide otherwise.",
            pointer=("decision",),
        )
        yield Resting(
            finding=replace(finding, due=owed.due),
            on=(owed.kind, *owed.rests_on),
            records=(owed.near_miss, *((owed.record,) if owed.record else ())),
        )


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


def overdue(
    rule: str,
    record: Record,
    message: str,
    remedy: str,
    *,
    pointer: Pointer = (),
    owner: RecordId | None,
    due: date,
) -> Finding:
    """Evidence that is owed and late, and hangs on no single near miss."""
    return Finding(
        rule=rule,
        level=Level.GAP,
        path=record.path,
        message=message,
        remedy=remedy,
        pointer=pointer,
        record=record.id,
        owner=owner or "",
        due=due,
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
