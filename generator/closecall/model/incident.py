"""Incidents: what did reach a person, kept in the same words as the near misses before it."""

from dataclasses import dataclass
from datetime import date, datetime

from closecall.model.fields import Fields, RecordId
from closecall.model.near_miss import Judgement, read_judgement
from closecall.model.record import Record, envelope
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class CandourStep:
    """One thing that was said or done to be open with the person."""

    step: str
    on: date | None
    by_role: RecordId | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Record):
    """Something that reached a person, whether or not it did harm."""

    service: RecordId | None
    domains: tuple[str, ...]
    place: str
    detected: datetime | None
    occurred: datetime | None
    what_happened: str
    harm_physical: str
    harm_psychological: str
    harm_in_words: str
    immediate_action: str
    safe_now: bool | None
    anonymous: bool
    near_misses: tuple[RecordId, ...]
    """Near misses that its author names as warnings; others are computed."""
    controls: tuple[RecordId, ...]
    """Controls that should have stopped it."""
    candour_applies: str
    """yes, no or unknown; empty where nobody says."""
    candour_reason: str
    candour_steps: tuple[CandourStep, ...]
    learning: str
    said: Judgement
    """What it says of the fields that it shares with near misses: mechanism, theme and others."""

    @property
    def event_day(self) -> date | None:
        """The civil day of the event: when it occurred, else when it was noticed."""
        moment = self.occurred or self.detected
        return moment.date() if moment else self.day

    @property
    def mechanism(self) -> str:
        """The short key of how it came about; empty until somebody says."""
        return self.said.mechanism


def read_incident(document: Document, *, broken: bool) -> Incident:
    """Read an `incident` record."""
    f = Fields(document.data)
    harm, action, candour = f.sub("harm_actual"), f.sub("immediate_action"), f.sub("candour")
    recorded = f.moment("recorded")
    return Incident(
        **envelope(document, f, day=recorded.date() if recorded else None, broken=broken),
        service=f.ref("service"),
        domains=f.texts("domain"),
        place=f.text("place"),
        detected=f.moment("detected"),
        occurred=f.moment("occurred"),
        what_happened=f.text("what_happened"),
        harm_physical=harm.text("physical"),
        harm_psychological=harm.text("psychological"),
        harm_in_words=harm.text("what"),
        immediate_action=action.text("what"),
        safe_now=action.yes("safe_now"),
        anonymous=bool(f.sub("reported_openly")),
        near_misses=f.refs("near_misses"),
        controls=f.refs("controls"),
        candour_applies=candour.text("applies"),
        candour_reason=candour.text("reason"),
        candour_steps=tuple(
            CandourStep(
                step=item.text("step"),
                on=item.day("on"),
                by_role=item.ref("by_role"),
                note=item.text("note"),
            )
            for item in candour.items("steps")
        ),
        learning=f.text("learning"),
        said=read_judgement(f),
    )
