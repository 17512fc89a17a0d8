"""Every field of a record, in the order and in the words of its schema.

There are records by the ten thousand, so how a kind's fields are drawn is worked out once from its
schema, and a record becomes one run of pieces, which a template draws in one loop.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from closecall.evidence import Evidence
from closecall.model.days import in_words, parse_day, parse_duration, parse_moment
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.pages.context import Names
from closecall.pages.lookup import lookup
from closecall.pages.markup import (
    END_ITEM,
    END_LIST,
    END_VALUE,
    ITEM,
    LIST,
    Html,
    begin_value,
    exact,
    line,
    said,
    term,
    title,
    words,
)
from closecall.pages.words import key_words, moment_words
from closecall.records.documents import Plain
from closecall.validation.schemas import EACH, Field, Schemas

Pieces: TypeAlias = list[Html]
Text: TypeAlias = Callable[[str, Names], Html]
"""How a text of one field is drawn."""

_YES: Final = words("Yes")
_NO: Final = words("No")
_NOTHING: Final = words("None recorded")
_NOT_SHOWN: Final = words("Not shown")
_COMMA: Final = words(", ")
_DOT: Final = words(" · ")

_IN_THE_HEAD: Final = frozenset({"kind", "id", "schema_version"})
"""What a page says above the fields already."""
_DURATIONS: Final = frozenset({"window", "interval", "test_interval"})
_KEYS: Final = frozenset({"mechanism", "mechanisms", "family", "control_families", "signs_now"})
"""Fields that hold short keys of the provider's own."""
_FAMILIES: Final = frozenset({"family", "control_families"})
_HIDDEN: Final = frozenset({("privacy", "person_refs")})
"""References to people are of no use to a reader, and still personal data."""
_ANONYMOUS: Final[Mapping[str, str]] = {
    "reported_openly": "Reported anonymously",
    "detected_by_role": "Not shown, because the report was anonymous",
    "reporter_relation": "Not shown, because the report was anonymous",
}
"""Of an anonymous report nothing is shown that could narrow down who made it."""


def pieces_of(record: Record, names: Names, evidence: Evidence) -> Pieces:
    """Every field that a record's author filled in, in the order of the schema."""
    out: Pieces = []
    data = record.data
    anonymous = isinstance(record, NearMiss | Incident) and record.anonymous
    for name, _, begin, drawing in _plan(evidence.schemas, record.kind):
        if name in data:
            out.append(begin)
            if anonymous and name in _ANONYMOUS:
                out.append(words(_ANONYMOUS[name]))
            else:
                drawing.draw(data[name], names, out)
            out.append(END_VALUE)
    return out


def titles_of(schemas: Schemas, kind: str) -> Mapping[str, str]:
    """What each field of a kind is called, by its name."""
    return {plan.name: plan.title for plan in _plan(schemas, kind)}


class _FieldPlan(NamedTuple):
    """How one field of a kind is drawn."""

    name: str
    title: str
    begin: Html
    """Its title, as it stands above what is said."""
    drawing: "_Drawing"


@lru_cache(maxsize=64)
def _plan(schemas: Schemas, kind: str) -> tuple[_FieldPlan, ...]:
    return tuple(
        _FieldPlan(field.name, _title(field), begin_value(_title(field)), _drawing(field))
        for field in schemas.fields(kind)
        if field.name not in _IN_THE_HEAD
    )


def _title(field: Field) -> str:
    return field.title or key_words(field.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """How a value is drawn, whichever of the things that it may be it is."""

    text: Text
    inside: Mapping[str, tuple[Html, "_Drawing"]]
    """Of a mapping, what each of its fields is called and how it is drawn."""
    others: "_Drawing | None"
    """How fields are drawn whose names are the author's own."""
    together: bool
    """Whether a list of them stands on one line: ids and words from a code list do."""
    hidden: bool

    def draw(self, value: Plain, names: Names, out: Pieces, *, in_line: bool = False) -> None:
        """Add the pieces of a value; those inside a list of mappings stand on one line each."""
        if self.hidden:
            out.append(_NOT_SHOWN)
        elif isinstance(value, str):
            out.append(self.text(value, names))
        elif isinstance(value, dict):
            self._draw_mapping(value, names, out, in_line=in_line)
        elif isinstance(value, list):
            self._draw_list(value, names, out, in_line=in_line)
        else:
            out.append(_scalar(value))

    def _draw_mapping(
        self, value: Mapping[str, Plain], names: Names, out: Pieces, *, in_line: bool
    ) -> None:
        if not in_line:
            out.append(LIST)
        first = True
        for name, heading, drawing in self._fields_of(value):
            if not in_line:
                out.append(ITEM)
            elif not first:
                out.append(_DOT)
            first = False
            out.append(heading)
            drawing.draw(value[name], names, out, in_line=True)
            if not in_line:
                out.append(END_ITEM)
        if not in_line:
            out.append(END_LIST)

    def _fields_of(self, value: Mapping[str, Plain]) -> Iterator[tuple[str, Html, "_Drawing"]]:
        for name, (heading, drawing) in self.inside.items():
            if name in value:
                yield name, heading, drawing
        if self.others is not None:
            for name in value:
                if name not in self.inside:
                    yield name, _heading(key_words(name)), self.others

    def _draw_list(self, values: list[Plain], names: Names, out: Pieces, *, in_line: bool) -> None:
        if not values:
            out.append(_NOTHING)
        elif in_line or self.together or (len(values) == 1 and isinstance(values[0], str)):
            for number, value in enumerate(values):
                if number:
                    out.append(_COMMA)
                self.draw(value, names, out, in_line=True)
        else:
            out.append(LIST)
            for value in values:
                out.append(ITEM)
                self.draw(value, names, out, in_line=True)
                out.append(END_ITEM)
            out.append(END_LIST)


def _drawing(field: Field) -> _Drawing:
    inside: dict[str, tuple[Html, _Drawing]] = {}
    others: _Drawing | None = None
    for child in field.fields:
        if child.name == EACH:
            others = _drawing(child)
        else:
            inside[child.name] = (_heading(_title(child)), _drawing(child))
    return _Drawing(
        text=_text(field),
        inside=inside,
        others=others,
        together=bool(field.refers_to or field.choices or field.name in _KEYS),
        hidden=field.path in _HIDDEN,
    )


def _heading(title: str) -> Html:
    return term(title if title.endswith("?") else f"{title}:")


def _scalar(value: bool | float | None) -> Html:  # noqa: FBT001 - a value of a record
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return _YES if value else _NO
    return words(f"{value:,}")


def _text(field: Field) -> Text:
    """How a text is drawn: an id as a link, a day in words, a choice as it is, the rest as said."""
    if field.refers_to:
        return _reference(frozenset(field.refers_except))
    if field.day_type:
        return _day if field.day_type == "day" else _moment
    if field.name in _DURATIONS:
        return _duration
    if field.name in _KEYS:
        return _key if field.name == "signs_now" else _keys(field.name)
    if field.choices:
        return _choice(frozenset(field.choices))
    return _said


def _reference(free: frozenset[str]) -> Text:
    def reference(value: str, names: Names) -> Html:
        return words(value) if value in free else names.id(RecordId(value))

    return reference


def _choice(choices: frozenset[str]) -> Text:
    def choice(value: str, names: Names) -> Html:
        del names
        return words(value) if value in choices else said(value)

    return choice


def _said(value: str, names: Names) -> Html:
    del names
    return said(value)


def _keys(name: str) -> Text:
    """How a short key is drawn: by what the provider calls it, where a list of words says."""
    is_family = name in _FAMILIES

    def key(value: str, names: Names) -> Html:
        found = lookup(names)
        label = (found.families if is_family else found.mechanisms).get(value)
        return line((title(label), words(" "), exact(value))) if label else exact(value)

    return key


def _key(value: str, names: Names) -> Html:
    del names
    return exact(value)


def _day(value: str, names: Names) -> Html:
    del names
    day = parse_day(value)
    return words(in_words(day)) if day else said(value)


def _moment(value: str, names: Names) -> Html:
    del names
    moment = parse_moment(value)
    return words(moment_words(moment)) if moment else said(value)


def _duration(value: str, names: Names) -> Html:
    del names
    duration = parse_duration(value)
    return words(str(duration)) if duration else said(value)
