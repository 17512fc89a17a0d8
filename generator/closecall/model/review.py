"""Reviews: what a near miss means, judged by another role than the one that reported it."""

from dataclasses import dataclass
from datetime import date

from closecall.model.fields import Fields, RecordId
from closecall.model.near_miss import Judgement, read_judgement
from closecall.model.record import Record, envelope
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedSource:
    """A source record that the reviewer read."""

    type: str
    locator: str
    showed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceStep:
    """One event on the way to the near miss."""

    time: str
    event: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A factor that contributed, with its evidence, or one that was looked at and ruled out."""

    factor: str
    evidence: str
    ruled_out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """A control that was meant to stop it, and how it stood."""

    control: RecordId | None
    type: str
    state: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Record):
    """The judgement of a near miss."""

    near_misses: tuple[RecordId, ...]
    reviewer_role: RecordId | None
    reviewed_on: date | None
    sources_examined: tuple[ExaminedSource, ...]
    sequence: tuple[SequenceStep, ...]
    cause_confirmed: str
    """yes, partly or no; empty where not said."""
    cause: str
    contributory: tuple[Contribution, ...]
    weakness_in: tuple[str, ...]
    barriers: tuple[Barrier, ...]
    verdict: str
    """What stopped harm: `reliable`, `accidental` or `not yet known`; empty where not judged."""
    verdict_reason: str
    test_evidence: tuple[RecordId, ...]
    could_happen_again: str
    """yes, no or unknown; empty where not answered."""
    likelihood: int | None
    again_reason: str
    response_level: str
    proportionality_reason: str
    system_factor: str
    no_system_factor: str
    """Why there is no system factor; empty where one is named."""
    staff_views: str
    person_views: str
    feedback_on: date | None
    feedback_route: str
    learning: str
    recommended_action: tuple[str, ...]
    said: Judgement


def read_review(document: Document, *, broken: bool) -> Review:
    """Read a `review` record."""
    f = Fields(document.data)
    cause, verdict, again, feedback = (
        f.sub("cause_confirmed"),
        f.sub("prevention_verdict"),
        f.sub("could_happen_again"),
        f.sub("feedback_to_reporter"),
    )
    reviewed_on = f.day("reviewed_on")
    return Review(
        **envelope(document, f, day=reviewed_on, broken=broken),
        near_misses=f.refs("near_miss"),
        reviewer_role=f.ref("reviewer_role"),
        reviewed_on=reviewed_on,
        sources_examined=tuple(
            ExaminedSource(
                type=item.text("type"), locator=item.text("locator"), showed=item.text("showed")
            )
            for item in f.items("sources_examined")
        ),
        sequence=tuple(
            SequenceStep(
                time=item.text("time"), event=item.text("event"), source=item.text("source")
            )
            for item in f.items("sequence")
        ),
        cause_confirmed=cause.text("is"),
        cause=cause.text("statement"),
        contributory=tuple(
            Contribution(
                factor=item.text("factor"),
                evidence=item.text("evidence"),
                ruled_out=item.text("ruled_out"),
            )
            for item in f.items("contributory")
        ),
        weakness_in=f.texts("weakness_in"),
        barriers=tuple(
            Barrier(
                control=item.ref("control"),
                type=item.text("type"),
                state=item.text("state"),
                note=item.text("note"),
            )
            for item in f.items("barriers")
        ),
        verdict=verdict.text("is"),
        verdict_reason=verdict.text("reason"),
        test_evidence=verdict.refs("test_evidence"),
        could_happen_again=again.text("is"),
        likelihood=again.whole("likelihood"),
        again_reason=again.text("reason"),
        response_level=f.text("response_level"),
        proportionality_reason=f.text("proportionality_reason"),
        system_factor=f.text("system_factor"),
        no_system_factor=f.sub("system_factor").text("none"),
        staff_views=f.text("staff_views"),
        person_views=f.text("person_views"),
        feedback_on=feedback.day("on"),
        feedback_route=feedback.text("route"),
        learning=f.text("learning"),
        recommended_action=f.texts("recommended_action"),
        said=read_judgement(f),
    )
