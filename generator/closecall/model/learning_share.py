"""Shared lessons: what one service learned, and what the others did with it."""

from dataclasses import dataclass
from datetime import date

from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, envelope
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Whether a lesson matters in one service."""

    service: RecordId | None
    relevant: bool | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one service did with a lesson."""

    service: RecordId | None
    received: date | None
    by_role: RecordId | None
    exposure_check: RecordId | None
    not_checked: str
    """Why nothing was looked at there; empty where something was, or where nobody says."""
    control_change: RecordId | None
    not_changed: str
    """Why nothing was changed there; empty where something was, or where nobody says."""
    on: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation outside that was told."""

    who: str
    on: date | None
    came_of_it: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningShare(Record):
    """A lesson that was sent to other services."""

    near_misses: tuple[RecordId, ...]
    incidents: tuple[RecordId, ...]
    on: date | None
    by_role: RecordId | None
    message: str
    family: str
    """The family of like controls whose services are asked; empty where the author names none."""
    shared_with: tuple[RecordId, ...]
    relevance: tuple[Relevance, ...]
    responses: tuple[Response, ...]
    partners: tuple[Partner, ...]

    @property
    def services(self) -> tuple[RecordId, ...]:
        """Every service that it speaks of: asked, told or answering; each once, in that order."""
        named = (
            *(r.service for r in self.relevance),
            *self.shared_with,
            *(r.service for r in self.responses),
        )
        return tuple(dict.fromkeys(service for service in named if service))

    def relevance_in(self, service: RecordId) -> Relevance | None:
        """Whether it matters in a service, where somebody has answered that."""
        return next((r for r in self.relevance if r.service == service), None)

    def response_of(self, service: RecordId) -> Response | None:
        """What a service did with it, by its latest answer."""
        return next((r for r in reversed(self.responses) if r.service == service), None)


def read_learning_share(document: Document, *, broken: bool) -> LearningShare:
    """Read a `learning_share` record."""
    f = Fields(document.data)
    on = f.day("on")
    return LearningShare(
        **envelope(document, f, day=on, broken=broken),
        near_misses=f.refs("near_miss"),
        incidents=f.refs("incidents"),
        on=on,
        by_role=f.ref("by_role"),
        message=f.text("message"),
        family=f.text("family"),
        shared_with=f.refs("shared_with"),
        relevance=tuple(
            Relevance(
                service=item.ref("service"),
                relevant=item.yes("relevant"),
                reason=item.text("reason"),
            )
            for item in f.items("relevance")
        ),
        responses=tuple(map(_response, f.items("responses"))),
        partners=tuple(
            Partner(who=item.text("who"), on=item.day("on"), came_of_it=item.text("came_of_it"))
            for item in f.items("partners")
        ),
    )


def _response(f: Fields) -> Response:
    return Response(
        service=f.ref("service"),
        received=f.day("received"),
        by_role=f.ref("by_role"),
        exposure_check=f.ref("exposure_check"),
        not_checked=f.sub("exposure_check").text("none"),
        control_change=f.ref("control_change"),
        not_changed=f.sub("control_change").text("none"),
        on=f.day("on"),
        note=f.text("note"),
    )
