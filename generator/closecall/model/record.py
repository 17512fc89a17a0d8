"""What all records share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from closecall.model.days import Period
from closecall.model.fields import Fields, RecordId
from closecall.records.documents import Plain
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """Where the original is written down: the care record stays in its own system."""

    log: str
    locator: str
    held_by_role: RecordId | None
    on_the_floor: str
    """Where an inspector may look for it in the service; empty where the author did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One piece of evidence that a record points to."""

    type: str
    locator: str
    log: str
    held_by_role: RecordId | None
    period: Period | None
    seen_by_role: RecordId | None
    seen_on: date | None
    finding: str
    cqc_category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkItem:
    """An item of a regulator's framework that a record bears on."""

    framework: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A record that its provider has taken back, with the reason; it stays readable."""

    on: date | None
    by_role: RecordId | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A correction that its author owns up to."""

    on: date | None
    by_role: RecordId | None
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerHit:
    """A trigger of a monitoring plan that was hit."""

    trigger: str
    """Id of the trigger in its plan."""
    evidence: str
    action: str
    """What was done on the spot; by itself an informal correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every kind of record has."""

    id: RecordId
    kind: str
    path: str
    """File relative to the repository."""
    data: Mapping[str, Plain]
    """What the author wrote, as plain values."""
    broken: bool
    """Whether the reader or the shape check found an error in it."""
    title: str
    """What its author called it; empty where that is left to the page."""
    day: date | None
    """Its own day: the day of the thing that it tells of (records.md, a6)."""
    recorded: datetime | None
    recorded_by_role: RecordId | None
    source_ref: SourceRef | None
    evidence: tuple[EvidenceItem, ...]
    framework_map: tuple[FrameworkItem, ...]
    withdrawn: Withdrawal | None
    amendments: tuple[Amendment, ...]

    @property
    def privacy_tier(self) -> str:
        """How far it may go: `internal`, `restricted` or `public`."""
        privacy = self.data.get("privacy")
        tier = privacy.get("tier") if isinstance(privacy, dict) else None
        return tier if isinstance(tier, str) else "restricted"

    @property
    def known_from(self) -> date | None:
        """The first day on which the record is known: when it was recorded, else its own day."""
        return self.recorded.date() if self.recorded else self.day


class Envelope(TypedDict):
    """The values with which every record is made."""

    id: RecordId
    kind: str
    path: str
    data: Mapping[str, Plain]
    broken: bool
    title: str
    day: date | None
    recorded: datetime | None
    recorded_by_role: RecordId | None
    source_ref: SourceRef | None
    evidence: tuple[EvidenceItem, ...]
    framework_map: tuple[FrameworkItem, ...]
    withdrawn: Withdrawal | None
    amendments: tuple[Amendment, ...]


def envelope(document: Document, fields: Fields, *, day: date | None, broken: bool) -> Envelope:
    """Read what all records share."""
    has = fields.data.__contains__  # most records have few of these
    return Envelope(
        id=RecordId(document.stem),
        kind=document.kind,
        path=document.path,
        data=document.data,
        broken=broken,
        title=fields.text("title"),
        day=day,
        recorded=fields.moment("recorded") if has("recorded") else None,
        recorded_by_role=fields.ref("recorded_by_role") if has("recorded_by_role") else None,
        source_ref=source_ref(fields.sub("source_ref")) if has("source_ref") else None,
        evidence=tuple(map(_evidence, fields.items("evidence"))) if has("evidence") else (),
        framework_map=tuple(
            FrameworkItem(
                framework=item.text("framework"), item=item.text("item"), reason=item.text("reason")
            )
            for item in fields.items("framework_map")
        )
        if has("framework_map")
        else (),
        withdrawn=_withdrawal(fields.sub("withdrawn")) if has("withdrawn") else None,
        amendments=tuple(
            Amendment(
                on=item.day("on"),
                by_role=item.ref("by_role"),
                what=item.text("what"),
                why=item.text("why"),
            )
            for item in fields.items("amendments")
        )
        if has("amendments")
        else (),
    )


def _withdrawal(fields: Fields) -> Withdrawal | None:
    if not fields:
        return None
    return Withdrawal(
        on=fields.day("on"), by_role=fields.ref("by_role"), reason=fields.text("reason")
    )


def source_ref(fields: Fields) -> SourceRef | None:
    """Read where an original is held; None where nothing (or "not yet") is said."""
    if not fields:
        return None
    return SourceRef(
        log=fields.text("log"),
        locator=fields.text("locator"),
        held_by_role=fields.ref("held_by_role"),
        on_the_floor=fields.text("on_the_floor"),
    )


def triggers_hit(fields: Fields) -> tuple[TriggerHit, ...]:
    """Read the triggers that a check, an audit or practice evidence reports as hit."""
    return tuple(
        TriggerHit(
            trigger=item.text("trigger"), evidence=item.text("evidence"), action=item.text("action")
        )
        for item in fields.items("triggers_hit")
    )


def _evidence(fields: Fields) -> EvidenceItem:
    return EvidenceItem(
        type=fields.text("type"),
        locator=fields.text("locator"),
        log=fields.text("log"),
        held_by_role=fields.ref("held_by_role"),
        period=fields.period("period"),
        seen_by_role=fields.ref("seen_by_role"),
        seen_on=fields.day("seen_on"),
        finding=fields.text("finding"),
        cqc_category=fields.text("cqc_category"),
    )
