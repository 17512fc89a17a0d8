"""Near misses: what almost happened, how it was noticed, what stopped it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, envelope
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """One thing that stopped harm."""

    what: str
    mode: str
    """chance, prevention or mitigation; empty until a review says."""
    control: RecordId | None
    no_control: bool
    """Whether the author says that no control did it."""
    control_class: str
    by_role: RecordId | None
    needed_memory: bool | None
    decisive: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAffected:
    """Whether people were involved, and whether they were told."""

    relation: str
    informed: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmPotential:
    """The worst that could credibly have happened."""

    worst: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HowClose:
    """How near harm came."""

    measure: str
    value: float | None
    controls_left: str
    """Controls left before harm: a number as text, `unknown`, or empty."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCritical:
    """Whether a time mattered, and by how much."""

    is_so: bool | None
    item_type: str
    due: str
    tolerance_minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRepeat:
    """An earlier near miss that looked alike and was judged not to be the same."""

    near_miss: RecordId | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingDecision:
    """Whether the event had to be told to someone outside."""

    scheme: str
    decision: str
    reason: str
    ref: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a near miss and its review may both hold; where both do, the review decides."""

    mechanism: str
    what_should_have_happened: str
    how_close: HowClose | None
    time_critical: TimeCritical | None
    details: tuple[tuple[str, str], ...]
    event_class: str
    detection_method: str
    prevented_by: tuple[Prevention, ...]
    person_affected: PersonAffected | None
    harm_potential: HarmPotential | None
    time_bracket: str
    risk_theme: str
    repeat_of: tuple[RecordId, ...]
    not_repeat_of: tuple[RefusedRepeat, ...]
    external_reporting: tuple[ReportingDecision, ...]
    none_apply: str
    """Why no outside report was due; empty where one was, or where nobody said."""


def read_judgement(f: Fields) -> Judgement:
    """Read the fields that a near miss and its review share."""
    close, critical, person, harm = (
        f.sub("how_close"),
        f.sub("time_critical"),
        f.sub("person_affected"),
        f.sub("harm_potential"),
    )
    return Judgement(
        mechanism=f.text("mechanism"),
        what_should_have_happened=f.text("what_should_have_happened"),
        how_close=HowClose(
            measure=close.text("measure"),
            value=close.number("value"),
            controls_left=close.text("controls_left_before_harm"),
            note=close.text("note"),
        )
        if close
        else None,
        time_critical=TimeCritical(
            is_so=critical.yes("is"),
            item_type=critical.text("item_type"),
            due=critical.text("due"),
            tolerance_minutes=critical.whole("tolerance_minutes"),
        )
        if critical
        else None,
        details=f.pairs("details"),
        event_class=f.text("event_class"),
        detection_method=f.text("detection_method"),
        prevented_by=tuple(map(_prevention, f.items("prevented_by"))),
        person_affected=PersonAffected(
            relation=person.text("relation"), informed=person.text("informed"), on=person.day("on")
        )
        if person
        else None,
        harm_potential=HarmPotential(worst=harm.text("worst"), reason=harm.text("reason"))
        if harm
        else None,
        time_bracket=f.text("time_bracket"),
        risk_theme=f.text("risk_theme"),
        repeat_of=f.refs("repeat_of"),
        not_repeat_of=tuple(
            RefusedRepeat(near_miss=item.ref("near_miss"), reason=item.text("reason"))
            for item in f.items("not_repeat_of")
        ),
        external_reporting=tuple(
            ReportingDecision(
                scheme=item.text("scheme"),
                decision=item.text("decision"),
                reason=item.text("reason"),
                ref=item.text("ref"),
                on=item.day("on"),
            )
            for item in f.items("external_reporting")
        ),
        none_apply=f.sub("external_reporting").text("none_apply"),
    )


def _prevention(f: Fields) -> Prevention:
    control = f.ref("control")
    return Prevention(
        what=f.text("what"),
        mode=f.text("mode"),
        control=None if control == "none" else control,
        no_control=control == "none",
        control_class=f.text("control_class"),
        by_role=f.ref("by_role"),
        needed_memory=f.yes("needed_memory"),
        decisive=f.yes("decisive"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss(Record):
    """Something that could have harmed somebody and did not."""

    service: RecordId | None
    domains: tuple[str, ...]
    place: str
    detected: datetime | None
    occurred: datetime | None
    what_happened: str
    detected_by_role: RecordId | None
    detection_point: str
    reporter_relation: str
    immediate_action: str
    safe_now: bool | None
    action_by_role: RecordId | None
    source_not_yet: bool
    """Whether the reporter says that it is not written down elsewhere yet."""
    event_form: str
    level_of_concern: str
    anonymous: bool
    anonymity_reason: str
    same_as: RecordId | None
    said: Judgement
    """What the report itself says of the fields that a review may settle."""

    @property
    def event_day(self) -> date | None:
        """The civil day of the event: when it occurred, else when it was noticed."""
        moment = self.occurred or self.detected
        return moment.date() if moment else self.day


def told_twice(near_misses: Iterable[NearMiss]) -> frozenset[RecordId]:
    """Those that tell of an event which an earlier one tells already.

    A record that names another with `same_as` is the same event; it counts once, on the earlier
    day (measures.md, 0). A duplicate of a record that is withdrawn or not known counts itself.
    """
    known = {nm.id: nm for nm in near_misses if not nm.withdrawn}
    twice = set()
    for near_miss in known.values():
        other = known.get(near_miss.same_as) if near_miss.same_as else None
        if other is not None and other.id != near_miss.id:
            later = max((near_miss, other), key=lambda nm: (nm.event_day or date.max, nm.id))
            twice.add(later.id)
    return frozenset(twice)


def read_near_miss(document: Document, *, broken: bool) -> NearMiss:
    """Read a `near_miss` record."""
    f = Fields(document.data)
    action = f.sub("immediate_action")
    openly = f.sub("reported_openly")
    recorded = f.moment("recorded")
    return NearMiss(
        **envelope(document, f, day=recorded.date() if recorded else None, broken=broken),
        service=f.ref("service"),
        domains=f.texts("domain"),
        place=f.text("place"),
        detected=f.moment("detected"),
        occurred=f.moment("occurred"),
        what_happened=f.text("what_happened"),
        detected_by_role=f.ref("detected_by_role"),
        detection_point=f.text("detection_point"),
        reporter_relation=f.text("reporter_relation"),
        immediate_action=action.text("what"),
        safe_now=action.yes("safe_now"),
        action_by_role=action.ref("by_role"),
        source_not_yet=f.text("source_ref") == "not yet",
        event_form=f.text("event_form"),
        level_of_concern=f.text("level_of_concern"),
        anonymous=bool(openly),
        anonymity_reason=openly.text("anonymous"),
        same_as=f.sub("links").ref("same_as"),
        said=read_judgement(f),
    )
