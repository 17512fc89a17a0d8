"""The pieces of evidence that a record points to: what each is, where it is held, whom to ask."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import ControlChange, ExposureCheck
from closecall.model.days import Period, in_words
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringCheck
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record, SourceRef
from closecall.model.review import Review
from closecall.pages.words import upper_first
from closecall.records.kinds import KIND_BY_NAME

_STAFF: Final = frozenset({"feedback-staff", "staff-interview", "supervision", "competency"})
"""Practice evidence that shows what staff do and know."""
_ENVIRONMENT: Final = "environmental safety"


class Item(NamedTuple):
    """One piece of evidence."""

    sorts: tuple[str, ...]
    """The sorts of evidence, as plans name them, that it is an instance of."""
    sort: str
    """What sort it is, in words."""
    what: str
    """What it is, in words of ours."""
    detail: str
    """What the record says of it; may be empty."""
    log: str
    locator: str
    held_by: RecordId | None
    by: RecordId | None
    """The role that wrote the record, to ask where nobody is said to hold the original."""
    floor: str
    """Where a visitor can look with their own eyes; may be empty."""
    record: Record
    on: date | None
    period: Period | None

    @property
    def when(self) -> str:
        """Its day or its period."""
        if self.period:
            return f"{in_words(self.period.first)} to {in_words(self.period.last)}"
        return in_words(self.on) if self.on else "Not recorded"


_OWN: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "near_miss": ("near miss report", "First report", ()),
    "review": ("review", "Review", ()),
    "exposure_check": ("exposure check", "Exposure check", ()),
    "risk": ("risk profile", "Risk entry", ()),
    "control_change": ("control change", "Control change", ()),
    "monitoring_plan": ("monitoring", "Monitoring plan", ()),
    "monitoring_check": ("monitoring", "Monitoring check", ()),
    "escalation": ("escalation", "Escalation", ()),
    "audit": ("audits", "Audit", ("audits",)),
    "governance_decision": ("governance minutes", "Minutes", ("governance minutes",)),
}
"""By kind: sort, what it is, and the named sorts that the record itself is an instance of."""

_ALWAYS: Final = (NearMiss, Review, ExposureCheck, Audit, PracticeEvidence, MonitoringCheck)
"""Records that are evidence also where nobody says where the original is held."""


def items_of(records: Sequence[Record]) -> tuple[Item, ...]:
    """Every piece of evidence of some records, in their order."""
    return tuple(item for record in records for item in _items(record))


def _items(record: Record) -> Iterator[Item]:
    own = _own(record)
    if own:
        yield own
    if isinstance(record, Review):
        yield from _examined(record)
    if isinstance(record, ControlChange):
        yield from _told(record)
    for item in record.evidence:
        yield Item(
            sorts=(item.type,),
            sort=item.type,
            what=upper_first(item.type),
            detail=item.finding,
            log=item.log,
            locator=item.locator,
            held_by=item.held_by_role,
            by=item.seen_by_role or author(record),
            floor="",
            record=record,
            on=item.seen_on or record.day,
            period=item.period,
        )


def _own(record: Record) -> Item | None:
    ref = record.source_ref
    if isinstance(record, GovernanceDecision):
        return _minutes(record, ref)
    if ref is None and not isinstance(record, _ALWAYS):
        return None
    sort, what, sorts = _OWN.get(record.kind, ("", "", ()))
    if isinstance(record, PracticeEvidence):
        staff = record.subtype in _STAFF
        sort = "staff practice" if staff else "feedback"
        sorts = ("staff practice", "feedback") if record.subtype == "feedback-staff" else (sort,)
        what = "What staff said or showed" if staff else "What people said"
    elif isinstance(record, Audit) and _ENVIRONMENT in record.domains:
        sorts = (*sorts, "environmental audits")
    title = KIND_BY_NAME[record.kind].title
    return Item(
        sorts=sorts,
        sort=sort or title.lower(),
        what=what or title,
        detail="",
        log=ref.log if ref else "",
        locator=ref.locator if ref else "",
        held_by=ref.held_by_role if ref else None,
        by=author(record),
        floor=ref.on_the_floor if ref else "",
        record=record,
        on=record.day,
        period=None,
    )


def _minutes(record: GovernanceDecision, ref: SourceRef | None) -> Item:
    return Item(
        sorts=("governance minutes",),
        sort="governance minutes",
        what="Minutes: decision and challenge",
        detail="",
        log=ref.log if ref else "minutes",
        locator=record.minute_ref or (ref.locator if ref else ""),
        held_by=ref.held_by_role if ref else None,
        by=record.group,
        floor=ref.on_the_floor if ref else "",
        record=record,
        on=record.on,
        period=None,
    )


def _examined(review: Review) -> Iterator[Item]:
    for source in review.sources_examined:
        yield Item(
            sorts=(source.type,),
            sort=source.type,
            what=f"{upper_first(source.type)}, read in the review",
            detail=source.showed,
            log="",
            locator=source.locator,
            held_by=None,
            by=review.reviewer_role,
            floor="",
            record=review,
            on=review.reviewed_on,
            period=None,
        )


def _told(change: ControlChange) -> Iterator[Item]:
    told = change.communication
    if told is None or told.source_ref is None:
        return
    reached = ""
    if told.reached is not None and told.of is not None:
        reached = f", {told.reached} of {told.of}"
    ref = told.source_ref
    yield Item(
        sorts=("staff communication",),
        sort="staff communication",
        what=f"Briefing list{reached}",
        detail=told.audience,
        log=ref.log,
        locator=ref.locator,
        held_by=ref.held_by_role,
        by=change.owner_role,
        floor=ref.on_the_floor,
        record=change,
        on=told.on,
        period=None,
    )


_AUTHORS: Final = (
    "reviewer_role",
    "auditor_role",
    "by_role",
    "owner_role",
    "group",
    "recorded_by_role",
)


def author(record: Record) -> RecordId | None:
    """The role that made a record, as far as it says so."""
    for name in _AUTHORS:
        role: RecordId | None = getattr(record, name, None)
        if role:
            return role
    return None
