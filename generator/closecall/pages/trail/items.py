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
from closecall.pages.context import Names, author
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
    whom: str
    """Whom to ask for it: who holds the original, else who made the record."""
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


def items_of(records: Sequence[Record], names: Names) -> tuple[Item, ...]:
    """Every piece of evidence of some records, in their order."""
    return tuple(item for record in records for item in _items(record, names))


def _whom(names: Names, held_by: RecordId | None, by: RecordId | None) -> str:
    if held_by:
        return names.role(held_by)
    role = names.role(by)
    return f"{role}, who made the record" if role else "Not recorded"


def _items(record: Record, names: Names) -> Iterator[Item]:
    own = _own(record, names)
    if own:
        yield own
    if isinstance(record, Review):
        yield from _examined(record, names)
    if isinstance(record, ControlChange):
        yield from _told(record, names)
    for item in record.evidence:
        yield Item(
            sorts=(item.type,),
            sort=item.type,
            what=upper_first(item.type),
            detail=item.finding,
            log=item.log,
            locator=item.locator,
            whom=_whom(names, item.held_by_role, item.seen_by_role or author(record)),
            floor="",
            record=record,
            on=item.seen_on or record.day,
            period=item.period,
        )


def _own(record: Record, names: Names) -> Item | None:
    ref = record.source_ref
    if isinstance(record, GovernanceDecision):
        return _minutes(record, ref, names)
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
        whom=_whom(names, ref.held_by_role if ref else None, author(record)),
        floor=ref.on_the_floor if ref else "",
        record=record,
        on=record.day,
        period=None,
    )


def _minutes(record: GovernanceDecision, ref: SourceRef | None, names: Names) -> Item:
    return Item(
        sorts=("governance minutes",),
        sort="governance minutes",
        what="Minutes: decision and challenge",
        detail="",
        log=ref.log if ref else "minutes",
        locator=record.minute_ref or (ref.locator if ref else ""),
        whom=_whom(names, ref.held_by_role if ref else None, record.group),
        floor=ref.on_the_floor if ref else "",
        record=record,
        on=record.on,
        period=None,
    )


def _examined(review: Review, names: Names) -> Iterator[Item]:
    for source in review.sources_examined:
        yield Item(
            sorts=(source.type,),
            sort=source.type,
            what=f"{upper_first(source.type)}, read in the review",
            detail=source.showed,
            log="",
            locator=source.locator,
            whom=_whom(names, None, review.reviewer_role),
            floor="",
            record=review,
            on=review.reviewed_on,
            period=None,
        )


def _told(change: ControlChange, names: Names) -> Iterator[Item]:
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
        whom=_whom(names, ref.held_by_role, change.owner_role),
        floor=ref.on_the_floor,
        record=change,
        on=told.on,
        period=None,
    )
