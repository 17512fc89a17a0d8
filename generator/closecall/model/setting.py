"""Where near misses happen and who answers: provider, services, roles, definitions, routes."""

from dataclasses import dataclass
from datetime import date

from closecall.model.days import Period
from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, envelope
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider(Record):
    """The organisation that answers for the services."""

    name: str
    contact_role: RecordId | None
    regulator_id: str
    about: str
    fictional: bool
    as_at: date | None
    """The day on which a fictional example stands still."""


def read_provider(document: Document, *, broken: bool) -> Provider:
    """Read a `provider` record."""
    f = Fields(document.data)
    return Provider(
        **envelope(document, f, day=None, broken=broken),
        name=f.text("name"),
        contact_role=f.ref("contact_role"),
        regulator_id=f.text("regulator_id"),
        about=f.text("about"),
        fictional=f.flag("fictional"),
        as_at=f.day("as_at") if f.flag("fictional") else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A visit of a regulator or commissioner."""

    on: date | None
    by: str
    outcome: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract under which a commissioner buys care at a service."""

    commissioner: str
    starts: date | None
    """The day from which its quarters are counted."""
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Record):
    """A place or a team that gives care."""

    name: str
    service_type: str
    domains: tuple[str, ...]
    units: tuple[str, ...]
    capacity: tuple[float, str] | None
    """Value and unit, such as (42, "beds")."""
    cqc_location_id: str
    commissioners: tuple[str, ...]
    contracts: tuple[Contract, ...]
    registered_activities: tuple[str, ...]
    governance_groups: tuple[RecordId, ...]
    reviewing_roles: tuple[tuple[str, RecordId | None], ...]
    """Area of care, and the role that reviews its near misses."""
    manager_role: RecordId | None
    related_services: tuple[RecordId, ...]
    control_families: tuple[str, ...]
    inspections: tuple[Inspection, ...]

    def reviewer_of(self, domains: tuple[str, ...]) -> RecordId | None:
        """The role that reviews a near miss of these areas; else who manages the service."""
        roles = dict(self.reviewing_roles)
        for domain in domains:
            if roles.get(domain):
                return roles[domain]
        return self.manager_role


def read_service(document: Document, *, broken: bool) -> Service:
    """Read a `service` record."""
    f = Fields(document.data)
    capacity = f.sub("capacity")
    value = capacity.number("value")
    return Service(
        **envelope(document, f, day=f.day("valid_from"), broken=broken),
        name=f.text("name"),
        service_type=f.text("service_type"),
        domains=f.texts("domains"),
        units=tuple(unit.text("name") for unit in f.items("units")),
        capacity=(value, capacity.text("unit")) if value is not None else None,
        cqc_location_id=f.text("cqc_location_id"),
        commissioners=f.texts("commissioners"),
        contracts=tuple(
            Contract(
                commissioner=item.text("commissioner"),
                starts=item.day("starts"),
                ref=item.text("ref"),
            )
            for item in f.items("contracts")
        ),
        registered_activities=f.texts("registered_activities"),
        governance_groups=f.refs("governance_groups"),
        reviewing_roles=tuple(
            (item.text("domain"), item.ref("role")) for item in f.items("reviewing_roles")
        ),
        manager_role=f.ref("manager_role"),
        related_services=f.refs("related_services"),
        control_families=f.texts("control_families"),
        inspections=tuple(
            Inspection(
                on=item.day("on"),
                by=item.text("by"),
                outcome=item.text("outcome"),
                ref=item.text("ref"),
            )
            for item in f.items("inspections")
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Record):
    """A duty that people hold; records name roles, never people."""

    body: bool
    """Whether it is a group that minutes its decisions."""
    may: tuple[str, ...]
    held_with: tuple[RecordId, ...]
    """Roles that the same person holds."""


def read_role(document: Document, *, broken: bool) -> Role:
    """Read a `role` record."""
    f = Fields(document.data)
    return Role(
        **envelope(document, f, day=f.day("valid_from"), broken=broken),
        body=f.flag("body"),
        may=f.texts("may"),
        held_with=f.refs("held_with"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Record):
    """What the provider counts as a near miss in an area of care."""

    domains: tuple[str, ...]
    services: tuple[RecordId, ...]
    """The services that it holds for; none means every one."""
    statement: str
    included_examples: tuple[str, ...]
    excluded_examples: tuple[str, ...]
    boundary_with_incident: str
    boundary_with_unsafe_condition: str
    valid_from: date | None
    valid_to: date | None
    approved_by: RecordId | None
    review_due: date | None


def read_definition(document: Document, *, broken: bool) -> Definition:
    """Read a `definition` record."""
    f = Fields(document.data)
    return Definition(
        **envelope(document, f, day=f.day("valid_from"), broken=broken),
        domains=f.texts("domain"),
        services=f.refs("service"),
        statement=f.text("statement"),
        included_examples=f.texts("included_examples"),
        excluded_examples=f.texts("excluded_examples"),
        boundary_with_incident=f.text("boundary_with_incident"),
        boundary_with_unsafe_condition=f.text("boundary_with_unsafe_condition"),
        valid_from=f.day("valid_from"),
        valid_to=f.day("valid_to"),
        approved_by=f.ref("approved_by"),
        review_due=f.day("review_due"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Awareness:
    """How far staff know the route."""

    method: str
    reached: int | None
    of: int | None
    on: date | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingRoute(Record):
    """How a near miss of an area of care is reported."""

    domains: tuple[str, ...]
    services: tuple[RecordId, ...]
    """The services that it holds for; none means every one."""
    who_can_report: str
    how: str
    log: str
    limit_hours: int | None
    limit_in_words: str
    anonymous_route: str
    no_anonymous_route: str
    """Why there is no anonymous way; empty where there is one."""
    feedback_within_days: int | None
    staff_expectations: str
    awareness: Awareness
    valid_from: date | None
    valid_to: date | None


def read_reporting_route(document: Document, *, broken: bool) -> ReportingRoute:
    """Read a `reporting_route` record."""
    f = Fields(document.data)
    limit, awareness = f.sub("time_limit"), f.sub("awareness")
    return ReportingRoute(
        **envelope(document, f, day=f.day("valid_from"), broken=broken),
        domains=f.texts("domain"),
        services=f.refs("service"),
        who_can_report=f.text("who_can_report"),
        how=f.text("how"),
        log=f.text("log"),
        limit_hours=limit.whole("hours"),
        limit_in_words=limit.text("in_words"),
        anonymous_route=f.text("anonymous_route"),
        no_anonymous_route=f.sub("anonymous_route").text("none"),
        feedback_within_days=f.whole("feedback_within_days"),
        staff_expectations=f.text("staff_expectations"),
        awareness=Awareness(
            method=awareness.text("method"),
            reached=awareness.whole("reached"),
            of=awareness.whole("of"),
            on=awareness.day("on"),
            evidence=awareness.text("evidence"),
        ),
        valid_from=f.day("valid_from"),
        valid_to=f.day("valid_to"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Record):
    """How much care was given: what a count of near misses is held against."""

    service: RecordId | None
    domains: tuple[str, ...]
    measure: str
    unit: str
    period: Period | None
    value: float | None
    missed: int | None
    """Of planned visits, how many were never made; None where nobody says."""


def read_activity(document: Document, *, broken: bool) -> Activity:
    """Read an `activity` record."""
    f = Fields(document.data)
    period = f.period("period")
    return Activity(
        **envelope(document, f, day=period.last if period else None, broken=broken),
        service=f.ref("service"),
        domains=f.texts("domain"),
        measure=f.text("measure"),
        unit=f.text("unit"),
        period=period,
        value=f.number("value"),
        missed=f.whole("missed"),
    )
