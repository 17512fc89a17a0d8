"""How a register is laid out: its columns, by what it is narrowed down, and what many share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from closecall.model.control import Control
from closecall.model.days import in_words, month_in_words
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.monitoring import MonitoringPlan
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.pages.context import path_of, title_of
from closecall.pages.facts import Facts
from closecall.pages.markup import Link
from closecall.pages.words import Tag, listed, slug, upper_first

NO_DAY = "0000-00"
"""The month of records that have no day."""

Sort: TypeAlias = Literal["text", "day", "id", "number", "link", "tags"]
"""How a cell is drawn, in the words of `register.js`."""
Value: TypeAlias = str | int | Link | tuple[Tag, ...] | None
"""What stands in a cell, by its sort."""


class Column(NamedTuple):
    """A column of a register."""

    title: str
    sort: Sort
    value: Callable[[Any, Facts], Value]


class Facet(NamedTuple):
    """Something by which a register can be narrowed down."""

    key: str
    """Its name in the address."""
    title: str
    values: Callable[[Any, Facts], Iterable[tuple[str, str]]]
    """Key in the address and label of each value of a record."""
    order: Callable[[tuple[str, str]], Any] = lambda value: value[1].lower()
    newest_first: bool = False


class Reading(NamedTuple):
    """What the page of a register says besides the list, and how it is drawn."""

    template: str
    """A template that draws the list, too: `listed` of `_macros.html.j2`."""
    title: str
    about: str
    """What the page is, in a sentence or two."""
    page_class: str
    values: Callable[[Facts], Mapping[str, object]]
    """What the template asks for; worked out when the page is drawn."""


class Layout(NamedTuple):
    """How the register of one kind is drawn."""

    kind: type[Record]
    caption: str
    about: str
    """What the register is, in a sentence."""
    columns: tuple[Column, ...]
    facets: tuple[Facet, ...]


# What the columns and facets of several kinds share


def own_day(record: Record) -> date | None:
    """The day by which a record stands in its register; of an event, its own."""
    return record.event_day if isinstance(record, NearMiss | Incident) else record.day


def month_of(day: date | None) -> str:
    """Year and month of a day, as 2026-03."""
    return f"{day.year:04}-{day.month:02}" if day else NO_DAY


def month_title(month: str) -> str:
    """A month in words."""
    if month == NO_DAY:
        return "without a day"
    return month_in_words(int(month[:4]), int(month[5:]))


def day_words(day: date | None) -> str:
    """A day in words."""
    return in_words(day) if day else "Not said"


def id_of(record: Record, _: Facts) -> Link:
    """Its id, as a link to its page."""
    return Link(record.id, path_of(record))


def title_link(record: Record, _: Facts) -> Link:
    """Its title, as a link to its page."""
    return Link(title_of(record), path_of(record))


def day_of(record: Record, _: Facts) -> str:
    """Its own day, in words."""
    return day_words(own_day(record))


def services_of(record: Record, facts: Facts) -> str:
    """The services that it belongs to."""
    names = sorted(facts.names.service(s) for s in facts.services_of(record))
    return listed(names) or "Every service"


def areas_of(record: Any, _: Facts) -> str:  # noqa: ANN401 - any kind with areas of care
    """Its areas of care."""
    return upper_first(listed(record.domains))


def near_miss_of(ids: Sequence[RecordId], facts: Facts) -> Value:
    """The near miss that a record is about; of several, the first, and how many more."""
    known = facts.register.pick(NearMiss, ids)
    if not known:
        return "None"
    more = f", and {len(known) - 1} more" if len(known) > 1 else ""
    return Link(title_of(known[0]) + more, path_of(known[0]))


def of_plan(plan: RecordId | None, facts: Facts) -> Value:
    """The near miss that a plan watches."""
    found = facts.register.get(MonitoringPlan, plan)
    return near_miss_of(found.near_misses, facts) if found else "None"


def of_control(control: RecordId | None, facts: Facts) -> Value:
    """A control, as a link."""
    found = facts.register.get(Control, control)
    return Link(title_of(found), path_of(found)) if found else (control or "None")


def labels(words: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Labels of a code list as values of a facet."""
    return tuple((slug(label), upper_first(label)) for label in words if label)


def _service_values(record: Record, facts: Facts) -> Iterable[tuple[str, str]]:
    return tuple((s, facts.names.service(s)) for s in facts.services_of(record))


def _month_values(record: Record, _: Facts) -> Iterable[tuple[str, str]]:
    day = own_day(record)
    return ((month_of(day), month_title(month_of(day))),) if day else ()


def role_values(name: str) -> Callable[[Any, Facts], Iterable[tuple[str, str]]]:
    """Gives the role in a field as a value of a facet."""

    def values(record: Any, facts: Facts) -> Iterable[tuple[str, str]]:  # noqa: ANN401
        role = getattr(record, name)
        return ((role, facts.names.role(role)),) if role else ()

    return values


def role_of(name: str) -> Callable[[Any, Facts], Value]:
    """Gives the title of the role in a field."""

    def value(record: Any, facts: Facts) -> Value:  # noqa: ANN401
        return facts.names.role(getattr(record, name)) or "Nobody named"

    return value


def said_of(name: str) -> Callable[[Any, Facts], Value]:
    """Gives the text of a field."""

    def value(record: Any, _: Facts) -> Value:  # noqa: ANN401
        return upper_first(getattr(record, name)) or "Not said"

    return value


def dated(name: str) -> Callable[[Any, Facts], Value]:
    """Gives the day in a field, in words."""

    def value(record: Any, _: Facts) -> Value:  # noqa: ANN401
        return day_words(getattr(record, name))

    return value


SERVICE = Facet("service", "Service", _service_values)
MONTH = Facet("month", "Month", _month_values, lambda value: value[0], newest_first=True)
AREA = Facet("area", "Area of care", lambda r, _: labels(r.domains))


def role_facet(name: str, title: str) -> Facet:
    """A facet of the roles in a field."""
    return Facet("role", title, role_values(name))
