"""Every field of a record, in the order and in the words of its schema.

There are records by the ten thousand, so how a kind's fields are drawn is worked out once from its
schema, and a record becomes one run of pieces, which a template draws in one loop.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from closecall.evidence import Evidence
from closecall.model.days import in_words, parse_day, parse_duration, parse_moment
from closecall.model.fields import RecordId
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.pages.context import Names
from closecall.pages.pieces import (
    END_ITEM,
    END_LIST,
    END_VALUE,
    ITEM,
    LIST,
    Piece,
    begin_value,
    id_link,
    said,
    term,
    words,
)
from closecall.pages.trail_words import key_words, moment_words
from closecall.records.documents import Plain
from closecall.validation.schemas import EACH, Field, Schemas

Pieces: TypeAlias = list[Piece]
Draw: TypeAlias = Callable[[Plain, Names, Pieces], None]
"""Adds the pieces of one value."""

_YES: Final = words("Yes")
_NO: Final = words("No")
_NOTHING: Final = words("None recorded")
_NOT_SHOWN: Final = words("Not shown")

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
    begin: Piece
    draw: Draw


def pieces_of(record: Record, names: Names, evidence: Evidence) -> Pieces:
    """Every field that a record's author filled in, in the order of the schema."""
    out: Pieces = []
    add = out.append
    data = record.data
    anonymous = isinstance(record, NearMiss) and record.anonymous
    for name, begin, draw in _plan(evidence.schemas, record.kind):
        if name in data:
            add(begin)
            if anonymous and name in _ANONYMOUS:
                add(words(_ANONYMOUS[name]))
            else:
                draw(data[name], names, out)
            add(END_VALUE)
    return out


def titles_of(schemas: Schemas, kind: str) -> Mapping[str, str]:
    """What each field of a kind is called, by its name."""
    return {name: begin.text for name, begin, _ in _plan(schemas, kind)}


@lru_cache(maxsize=64)
def _plan(schemas: Schemas, kind: str) -> tuple[FieldPlan, ...]:
    return tuple(
        FieldPlan(field.name, begin_value(field.title or key_words(field.name)), _draw(field))
        for field in schemas.fields(kind)
        if field.name not in _IN_THE_HEAD
    )


def _draw(field: Field) -> Draw:
    """How a value of a field is drawn, whatever of the things that it may be it is."""
    if field.path in _HIDDEN:
        return _hide
    text = _text(field)
    inside = _inside(field)

    def draw(value: Plain, names: Names, out: Pieces) -> None:
        if isinstance(value, str):
            text(value, names, out)
        elif isinstance(value, dict):
            out.append(LIST)
            inside(value, names, out)
            out.append(END_LIST)
        elif isinstance(value, list):
            _draw_list(value, text, inside, names, out)
        else:
            out.append(_scalar(value))

    return draw


def _hide(value: Plain, names: Names, out: Pieces) -> None:
    del value, names
    out.append(_NOT_SHOWN)


def _scalar(value: bool | float | None) -> Piece:  # noqa: FBT001 - a value of a record
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return _YES if value else _NO
    return words(f"{value:,}")


_Text: TypeAlias = Callable[[str, Names, Pieces], None]
_Inside: TypeAlias = Callable[[Mapping[str, Plain], Names, Pieces], None]


def _draw_list(
    values: list[Plain], text: _Text, inside: _Inside, names: Names, out: Pieces
) -> None:
    if not values:
        out.append(_NOTHING)
        return
    if len(values) == 1 and isinstance(values[0], str):
        text(values[0], names, out)
        return
    out.append(LIST)
    for value in values:
        out.append(ITEM)
        if isinstance(value, str):
            text(value, names, out)
        elif isinstance(value, dict):
            _draw_item(value, inside, names, out)
        elif not isinstance(value, list):
            out.append(_scalar(value))
        out.append(END_ITEM)
    out.append(END_LIST)


def _draw_item(value: Mapping[str, Plain], inside: _Inside, names: Names, out: Pieces) -> None:
    out.append(LIST)
    inside(value, names, out)
    out.append(END_LIST)


def _text(field: Field) -> _Text:
    """How a text is drawn: an id as a link, a day in words, a choice as it is, the rest as said."""
    choices = frozenset(field.choices)
    if field.refers_to:
        free = frozenset(field.refers_except)

        def reference(value: str, names: Names, out: Pieces) -> None:
            if value in free:
                out.append(words(value))
            else:
                out.append(id_link(names.link(RecordId(value))))

        return reference
    if field.day_type:
        return _day if field.day_type == "day" else _moment
    if field.name in _DURATIONS:
        return _duration
    if choices:

        def choice(value: str, names: Names, out: Pieces) -> None:
            del names
            out.append(words(value) if value in choices else said(value))

        return choice
    return _said


def _said(value: str, names: Names, out: Pieces) -> None:
    del names
    out.append(said(value))


def _day(value: str, names: Names, out: Pieces) -> None:
    day = parse_day(value)
    if day is None:
        _said(value, names, out)
    else:
        out.append(words(in_words(day)))


def _moment(value: str, names: Names, out: Pieces) -> None:
    moment = parse_moment(value)
    if moment is None:
        _said(value, names, out)
    else:
        out.append(words(moment_words(moment)))


def _duration(value: str, names: Names, out: Pieces) -> None:
    duration = parse_duration(value)
    if duration is None:
        _said(value, names, out)
    else:
        out.append(words(str(duration)))


def _inside(field: Field) -> _Inside:
    """How what is inside a mapping is drawn: each of its fields with its title before it."""
    plans: dict[str, tuple[Piece, Draw]] = {}
    others: Draw | None = None
    for child in field.fields:
        if child.name == EACH:
            others = _draw(child)
        else:
            heading = term(child.title or key_words(child.name))
            plans[child.name] = (heading, _draw(child))

    def inside(value: Mapping[str, Plain], names: Names, out: Pieces) -> None:
        for name, (heading, draw) in plans.items():
            if name in value:
                out.extend((ITEM, heading))
                draw(value[name], names, out)
                out.append(END_ITEM)
        if others is not None:
            for name, inner in value.items():
                if name not in plans:
                    out.extend((ITEM, term(key_words(name))))
                    others(inner, names, out)
                    out.append(END_ITEM)

    return inside
