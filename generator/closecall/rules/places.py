"""Where near misses are reported: definitions, routes, and what services report: G01, G02, G38."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from closecall.findings import Finding
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.setting import Definition, ReportingRoute, Service
from closecall.rules.case import Case, Resting, error, overdue, warning

_Held = TypeVar("_Held", bound=Definition | ReportingRoute)

_EVERYWHERE = RecordId("")
"""In place of a service: what holds in every service."""

_By = Mapping[tuple[RecordId, str], tuple[_Held, ...]]


def _by_place(records: tuple[_Held, ...], on: date) -> _By[_Held]:
    """Those in force on a day, by service and area of care."""
    found: dict[tuple[RecordId, str], list[_Held]] = defaultdict(list)
    for record in records:
        if not record.withdrawn and _in_force(record, on):
            for service in record.services or (_EVERYWHERE,):
                for domain in record.domains:
                    found[service, domain].append(record)
    return {place: tuple(group) for place, group in found.items()}


def _in_force(record: Definition | ReportingRoute, on: date) -> bool:
    return bool(
        record.valid_from
        and record.valid_from <= on
        and (record.valid_to is None or on <= record.valid_to)
    )


def _held(found: _By[_Held], service: RecordId, domain: str) -> tuple[_Held, ...]:
    return (*found.get((service, domain), ()), *found.get((_EVERYWHERE, domain), ()))


# --- G01 -----------------------------------------------------------------------------------------


def defined_and_routed(case: Case) -> Iterator[Finding | Resting]:
    """G01: each area of care has a definition with examples, and a way to report."""
    definitions = _by_place(case.register.of(Definition), case.as_at)
    routes = _by_place(case.register.of(ReportingRoute), case.as_at)
    for service in _services(case):
        undefined = [d for d in service.domains if not _held(definitions, service.id, d)]
        if undefined:
            yield Resting(
                finding=overdue(
                    "G01",
                    service,
                    "Nothing in force says what counts as a near miss here in: "
                    f"{', '.join(undefined)}.",
                    "Record a definition for the area of care, have it approved, and give the day "
                    "from which it holds.",
                    pointer=("domains",),
                    owner=service.manager_role,
                    due=case.as_at,
                ),
                on=("definition",),
            )
        unrouted = [d for d in service.domains if not _held(routes, service.id, d)]
        if unrouted:
            yield Resting(
                finding=overdue(
                    "G01",
                    service,
                    f"No way to report a near miss is in force here for: {', '.join(unrouted)}.",
                    "Record a reporting route for the area of care, with the day from which it "
                    "holds.",
                    pointer=("domains",),
                    owner=service.manager_role,
                    due=case.as_at,
                ),
                on=("reporting_route",),
            )
    needed = case.limit("definition-examples").value
    for definition in case.register.of(Definition):
        told = len(definition.included_examples)
        if not definition.withdrawn and _in_force(definition, case.as_at) and told < needed:
            yield error(
                "G01",
                definition,
                f"The definition gives {told} of at least {needed} examples of what counts.",
                "Add examples to `included_examples`, as staff would tell them.",
                pointer=("included_examples",),
            )


def _services(case: Case) -> Iterator[Service]:
    return (service for service in case.register.of(Service) if not service.withdrawn)


# --- G02 -----------------------------------------------------------------------------------------


def route_known(case: Case) -> Iterator[Finding]:
    """G02: it was counted, not long ago, how many staff know the route."""
    days = case.limit("awareness-interval").value
    provider = case.register.provider
    for route in case.register.of(ReportingRoute):
        if route.withdrawn or not _in_force(route, case.as_at):
            continue
        counted = route.awareness
        owner = provider.contact_role if provider else None
        if not counted.method or counted.reached is None or counted.of is None or not counted.on:
            yield warning(
                "G02",
                route,
                "Nothing says how many of the staff know this route.",
                "Ask them, and fill in `awareness`: how, how many of how many, and the day.",
                pointer=("awareness",),
                owner=owner,
            )
            continue
        due = days_from(counted.on, days)
        if due < case.as_at:
            yield warning(
                "G02",
                route,
                f"How many of the staff know this route was last counted on "
                f"{in_words(counted.on)}, more than {days} days ago.",
                "Ask them again, and put the new count and its day into `awareness`.",
                pointer=("awareness", "on"),
                owner=owner,
                due=due,
            )


# --- G38 -----------------------------------------------------------------------------------------


def recorded_at_once(case: Case) -> Iterator[Finding | Resting]:
    """G38: a near miss is written down within the time that its route gives."""
    routes: dict[date, _By[ReportingRoute]] = {}
    every = case.register.of(ReportingRoute)
    turns = sorted(
        {
            day
            for route in every
            for day in (route.valid_from, route.valid_to and days_from(route.valid_to, 1))
            if day
        }
    )
    for trail in case.trails.values():
        report = trail.near_miss
        if report.withdrawn or not (report.detected and report.recorded and report.service):
            continue
        noticed = report.detected.date()
        # Routes change on few days: between two of them the same ones are in force.
        since = max((day for day in turns if day <= noticed), default=None)
        if since is None:
            continue
        if since not in routes:
            routes[since] = _by_place(every, since)
        limits = [
            route.limit_hours
            for domain in report.domains
            for route in _held(routes[since], report.service, domain)
            if route.limit_hours is not None
        ]
        # Where areas of care give different times, the shortest is meant.
        took = report.recorded - report.detected
        if limits and took > timedelta(hours=min(limits)):
            finding = warning(
                "G38",
                report,
                f"It was written down {_length(took)} after it was noticed; the route gives "
                f"{_hours(min(limits))}.",
                "Leave the times as they were. If staff could not write it down sooner, look at "
                "whether the route can be made easier.",
                pointer=("recorded",),
                owner=trail.service.manager_role if trail.service else None,
                due=(report.detected + timedelta(hours=min(limits))).date(),
            )
            yield Resting(finding=finding, on=("reporting_route",))


def _length(took: timedelta) -> str:
    hours = int(took.total_seconds() // 3600)
    if hours < _TWO_DAYS:
        minutes = int(took.total_seconds() // 60) - hours * 60
        return f"{_hours(hours)} and {minutes} minutes" if minutes else _hours(hours)
    return f"{hours // 24} days"


_TWO_DAYS = 48


def _hours(hours: int) -> str:
    return "1 hour" if hours == 1 else f"{hours} hours"
