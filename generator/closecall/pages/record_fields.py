"""Every field of a record, in the order and in the words of its schema.

There are records by the ten thousand, so how a kind's fields are drawn is worked out once from its
schema, and a record becomes one flat list of marks for the template: no mark holds another.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from closecall.evidence import Evidence
from closecall.model.days import in_words, parse_day, parse_duration, parse_moment
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.pages.context import Names
from closecall.pages.trail_words import key_words, moment_words
from closecall.records.documents import Plain
from closecall.validation.schemas import EACH, Field, Schemas


class Mark(NamedTuple):
    """One mark of the flat list: a piece of text, or the beginning or end of something."""

    sort: str
    """`words`, `said`, `id`, `term`, `field`, `end`, `list`, `item`, `enditem` or `endlist`."""
    text: str
    path: str
    """The page that an id leads to; else empty."""


Marks: TypeAlias = list[Mark]
Draw: TypeAlias = Callable[[Plain, Names, Marks], None]
"""Adds the marks of one value."""

_END: Final = Mark("end", "", "")
_LIST: Final = Mark("list", "", "")
_END_LIST: Final = Mark("endlist", "", "")
_ITEM: Final = Mark("item", "", "")
_END_ITEM: Final = Mark("enditem", "", "")
_YES: Final = Mark("words", "Yes", "")
_NO: Final = Mark("words", "No", "")
_NOTHING: Final = Mark("words", "None recorded", "")
_NOT_SHOWN: Final = Mark("words", "Not shown", "")
_COMMA: Final = Mark("words", ", ", "")

_IN_THE_HEAD: Final = frozenset({"kind", "id", "schema_version"})
"""What a page says above the fields already."""
_DURATIONS: Final = frozenset({"window", "interval", "test_interval"})
_HIDDEN: Final = frozenset({("privacy", "person_refs")})
"""References to people are of no use to a reader, and still personal data."""
_ANONYMOUS: Final[Mapping[str, str]] = {
    "reported_openly": "Reported anonymously",
    "detected_by_role": "Not shown, because the report was anonymous",
    "reporter_relation": "Not shown, because the report was anonymous",
}
"""Of an anonymous report nothing is shown that could narrow down who made it."""


class FieldPlan(NamedTuple):
    """How one field of a kind is drawn."""

    name: str
    begin: Mark
    draw: Draw


def marks_of(record: Record, names: Names, evidence: Evidence) -> Marks:
    """Every field that a record's author filled in, in the order of the schema."""
    out: Marks = []
    add = out.append
    data = record.data
    anonymous = isinstance(record, NearMiss) and record.anonymous
    for name, begin, draw in _plan(evidence.schemas, record.kind):
        if name in data:
            add(begin)
            if anonymous and name in _ANONYMOUS:
                add(Mark("words", _ANONYMOUS[name], ""))
            else:
                draw(data[name], names, out)
            add(_END)
    return out


def titles_of(schemas: Schemas, kind: str) -> Mapping[str, str]:
    """What each field of a kind is called, by its name."""
    return {name: begin.text for name, begin, _ in _plan(schemas, kind)}


@lru_cache(maxsize=64)
def _plan(schemas: Schemas, kind: str) -> tuple[FieldPlan, ...]:
    return tuple(
        FieldPlan(field.name, Mark("field", field.title or key_words(field.name), ""), _draw(field))
        for field in schemas.fields(kind)
        if field.name not in _IN_THE_HEAD
    )


def _draw(field: Field) -> Draw:
    """How a value of a field is drawn, whatever of the things that it may be it is."""
    if field.path in _HIDDEN:
        return _hide
    text = _text(field)
    inside = _inside(field)

    def draw(value: Plain, names: Names, out: Marks) -> None:
        if isinstance(value, str):
            text(value, names, out)
        elif isinstance(value, dict):
            out.append(_LIST)
            inside(value, names, out)
            out.append(_END_LIST)
        elif isinstance(value, list):
            _draw_list(value, text, inside, names, out)
        else:
            out.append(_scalar(value))

    return draw


def _hide(value: Plain, names: Names, out: Marks) -> None:
    del value, names
    out.append(_NOT_SHOWN)


def _scalar(value: bool | int | float | None) -> Mark:  # noqa: FBT001 - a value of a record
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return _YES if value else _NO
    return Mark("words", f"{value:,}", "")


_Text: TypeAlias = Callable[[str, Names, Marks], None]
_Inside: TypeAlias = Callable[[Mapping[str, Plain], Names, Marks], None]


def _draw_list(
    values: list[Plain], text: _Text, inside: _Inside, names: Names, out: Marks
) -> None:
    if not values:
        out.append(_NOTHING)
        return
    if len(values) == 1 and isinstance(values[0], str):
        text(values[0], names, out)
        return
    out.append(_LIST)
    for value in values:
        out.append(_ITEM)
        if isinstance(value, str):
            text(value, names, out)
        elif isinstance(value, dict):
            _draw_item(value, inside, names, out)
        elif not isinstance(value, list):
            out.append(_scalar(value))
        out.append(_END_ITEM)
    out.append(_END_LIST)


def _draw_item(value: Mapping[str, Plain], inside: _Inside, names: Names, out: Marks) -> None:
    out.append(_LIST)
    inside(value, names, out)
    out.append(_END_LIST)


def _text(field: Field) -> _Text:
    """How a text is drawn: an id as a link, a day in words, a choice as it is, the rest as said."""
    choices = frozenset(field.choices)
    if field.refers_to:
        free = frozenset(field.refers_except)

        def reference(value: str, names: Names, out: Marks) -> None:
            if value in free:
                out.append(Mark("words", value, ""))
            else:
                link = names.link(value)  # type: ignore[arg-type] # an id, by its schema
                out.append(Mark("id", link.text, link.path))

        return reference
    if field.day_type:
        return _day if field.day_type == "day" else _moment
    if field.name in _DURATIONS:
        return _duration
    if choices:

        def choice(value: str, names: Names, out: Marks) -> None:
            del names
            out.append(Mark("words" if value in choices else "said", value, ""))

        return choice
    return _said


def _said(value: str, names: Names, out: Marks) -> None:
    del names
    out.append(Mark("said", value, ""))


def _day(value: str, names: Names, out: Marks) -> None:
    day = parse_day(value)
    if day is None:
        _said(value, names, out)
    else:
        out.append(Mark("words", in_words(day), ""))


def _moment(value: str, names: Names, out: Marks) -> None:
    moment = parse_moment(value)
    if moment is None:
        _said(value, names, out)
    else:
        out.append(Mark("words", moment_words(moment), ""))


def _duration(value: str, names: Names, out: Marks) -> None:
    duration = parse_duration(value)
    if duration is None:
        _said(value, names, out)
    else:
        out.append(Mark("words", str(duration), ""))


def _inside(field: Field) -> _Inside:
    """How what is inside a mapping is drawn: each of its fields with its title before it."""
    plans: dict[str, tuple[Mark, Draw]] = {}
    others: Draw | None = None
    for child in field.fields:
        if child.name == EACH:
            others = _draw(child)
        else:
            term = Mark("term", child.title or key_words(child.name), "")
            plans[child.name] = (term, _draw(child))

    def inside(value: Mapping[str, Plain], names: Names, out: Marks) -> None:
        for name, (term, draw) in plans.items():
            if name in value:
                out.extend((_ITEM, term))
                draw(value[name], names, out)
                out.append(_END_ITEM)
        if others is not None:
            for name, inner in value.items():
                if name not in plans:
                    out.extend((_ITEM, Mark("term", key_words(name), "")))
                    others(inner, names, out)
                    out.append(_END_ITEM)

    return inside
