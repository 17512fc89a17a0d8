"""The fields of every kind of record, in words: what each says and what may be written in it."""

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from closecall.pages.markup import Link
from closecall.records.documents import Plain
from closecall.records.kinds import KIND_BY_NAME, KINDS, Kind
from closecall.validation.schemas import Field, Schemas, Slot

KINDS_PATH: Final = "reference/kinds/index.html"


def kind_path(kind: Kind) -> str:
    """The page of a kind in the reference."""
    return f"reference/kinds/{kind.name.replace('_', '-')}/index.html"


def list_path(list_id: str) -> str:
    """The page of a code list in the reference."""
    return f"reference/lists/{list_id}/index.html"


@dataclass(frozen=True, slots=True)
class Written:
    """A field as a page shows it."""

    anchor: str
    name: str
    title: str
    description: str
    required: str
    what: tuple[Link, ...]
    """What may be written, as words and links."""
    example: str
    """Empty where the words before have it already, and for groups, whose fields have theirs."""


class AllFields:
    """The fields of all kinds, and which of them are the same everywhere."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        seen: Counter[Field] = Counter()
        first: dict[str, Field] = {}
        stripped = {
            kind.name: {field.name: _bare(field) for field in schemas.fields(kind.name)}
            for kind in KINDS
        }
        for bare in stripped.values():
            seen.update(bare.values())
        self.shared_names: tuple[str, ...] = tuple(
            dict.fromkeys(
                name
                for bare in stripped.values()
                for name, field in bare.items()
                if seen[field] > len(KINDS) / 2
            )
        )
        own: dict[str, tuple[Field, ...]] = {}
        for kind in KINDS:
            bare = stripped[kind.name]
            own[kind.name] = tuple(
                field
                for field in schemas.fields(kind.name)
                if seen[bare[field.name]] <= len(KINDS) / 2
            )
            for field in schemas.fields(kind.name):
                if field not in own[kind.name]:
                    first.setdefault(field.name, field)
        self.own: Mapping[str, tuple[Field, ...]] = own
        """By kind, the fields that are not the same everywhere."""
        self.shared: tuple[Field, ...] = tuple(first[name] for name in self.shared_names)
        """What every record may say."""
        self.shared_kind = next(
            kind.name
            for kind in KINDS
            if not {field.name for field in own[kind.name]} & set(self.shared_names)
        )
        """A kind that has them all as they are everywhere."""

    def of(self, kind: Kind) -> tuple[Written, ...]:
        """What a kind says beyond what every record may say."""
        return tuple(self._all(self.own[kind.name], self.schemas.slot(kind.name)))

    def everywhere(self) -> tuple[Written, ...]:
        """What every record may say."""
        return tuple(self._all(self.shared, self.schemas.slot(self.shared_kind)))

    def asking(self, list_id: str) -> tuple[tuple[str, Link], ...]:
        """Where a list is chosen from: the field, and the page that tells about it."""
        found = [
            (name, Link("Every record", KINDS_PATH)) for name in _choosing(self.shared, list_id)
        ]
        for kind in KINDS:
            page = Link(kind.title, kind_path(kind))
            found += [(name, page) for name in _choosing(self.own[kind.name], list_id)]
        return tuple(found)

    def _all(self, fields: Iterable[Field], slot: Slot) -> Iterator[Written]:
        for field in fields:
            inner = _inside(slot, field.name)
            yield self._one(field, inner)
            yield from self._all(field.fields, inner)

    def _one(self, field: Field, slot: Slot) -> Written:
        name = _dotted(field)
        if not field.required:
            required = "No"
        else:
            required = "Yes" if "." not in name else "Yes, inside this group"
        what = tuple(self._what(field, slot))
        example = "" if field.fields else next(map(_shown, field.examples), "")
        told = any(example in part.text for part in what)
        return Written(
            anchor=f"cc-f-{name.replace('.', '-').replace('*', 'any')}",
            name=name,
            title=field.title,
            description=field.description,
            required=required,
            what=what,
            example="" if told else example,
        )

    def _what(self, field: Field, slot: Slot) -> Iterator[Link]:
        """What may be written in a field."""
        first = True
        for part in self._sorts(field, slot):
            yield from part if first else (_text(", or "), *part)
            first = False
        yield _text(". ")
        for said in (field.error, *together(slot)):
            if said:
                yield _text(f"{said} ")

    def _sorts(self, field: Field, slot: Slot) -> Iterator[tuple[Link, ...]]:
        """Each sort of value that may be written, in words."""
        types = field.types
        chosen = self._chosen(field, slot)
        if field.refers_to:
            ids = self._ids(field)
            if "array" not in types:
                yield ids
            elif "string" in types:
                yield (*ids, _text(", or a list of such ids"))
            else:
                yield (_text("a list: each "), *ids)
            return
        if "object" in types:
            yield (_text("a group of fields"),)
        if chosen and "array" not in types:
            yield chosen
        if "string" in types and not chosen:
            yield (_text(_text_sort(field, slot)),)
        if "array" in types:
            yield tuple(self._list(field, slot, chosen))
        if "boolean" in types and not chosen:
            yield (_text("true or false"),)
        if types & {"integer", "number"} and not (chosen and "string" not in types):
            yield (_text(_number_sort(types, slot)),)

    def _list(self, field: Field, slot: Slot, chosen: tuple[Link, ...]) -> Iterator[Link]:
        if chosen:
            yield from (_text("a list: each "), *chosen)
        elif field.fields:
            yield _text("a list: each a group of fields")
        elif slot.items and "string" in slot.items.types:
            yield _text(f"a list: each {_text_sort(field, slot.items)}")
        else:
            yield _text("a list")

    def _ids(self, field: Field) -> tuple[Link, ...]:
        words_ = "".join(f", or the word {word}" for word in field.refers_except)
        if len(field.refers_to) == len(KINDS):
            return (_text(f"the id of any record{words_}"),)
        kinds = [KIND_BY_NAME[name] for name in field.refers_to if name in KIND_BY_NAME]
        parts: list[Link] = [_text("the id of a record of the kind ")]
        for number, kind in enumerate(kinds):
            if number:
                parts.append(_text(" or " if number == len(kinds) - 1 else ", "))
            parts.append(Link(kind.title, kind_path(kind)))
        return (*parts, _text(words_))

    def _chosen(self, field: Field, slot: Slot) -> tuple[Link, ...]:
        """The choice that a field offers, naming the lists that it comes from."""
        if not field.choices:
            return ()
        ids = dict.fromkeys(
            schema["x-list"]
            for place in (slot, slot.items)
            if place is not None
            for schema in place.schemas
            if "x-list" in schema
        )
        lists = [self.schemas.lists[list_id] for list_id in ids if list_id in self.schemas.lists]
        listed = {item.label for one in lists for item in one.items}
        others = [choice for choice in field.choices if choice not in listed]
        parts: list[Link] = []
        for number, one in enumerate(lists):
            parts += (
                _text(" or " if number else "one from the list "),
                Link(one.title, list_path(one.id)),
            )
        if others:
            named = ", ".join(others)
            before = "the word " if len(others) == 1 else "one of: "
            parts.append(_text(f"{', or ' if lists else ''}{before}{named}"))
        return tuple(parts)


def _inside(slot: Slot, name: str) -> Slot:
    """The place under a name, also where the name is inside each item of a list."""
    here: Slot | None = slot
    while here is not None:
        found = here.others if name == "*" and here.others else here.children.get(name)
        if found is not None:
            return found
        here = here.items
    raise KeyError(name)


def _bare(field: Field) -> Field:
    """A field without its examples, which each kind may choose for itself."""
    return replace(field, examples=(), fields=tuple(_bare(inner) for inner in field.fields))


def _dotted(field: Field) -> str:
    """`prevented_by.what`: the way to a field, without saying of which item of a list."""
    *outer, last = field.path
    return ".".join([*(step for step in outer if step != "*"), last])


def _choosing(fields: Iterable[Field], list_id: str) -> Iterator[str]:
    for field in fields:
        if field.list_id == list_id:
            yield _dotted(field)
        yield from _choosing(field.fields, list_id)


def _text(text: str) -> Link:
    return Link(text, "")


def together(slot: Slot) -> Iterator[str]:
    """What is said of fields that have to go together, or must not."""
    for schema in slot.schemas:
        for rule in schema.get("allOf", ()):
            if "properties" not in rule and "$ref" not in rule and "x-error" in rule:
                yield rule["x-error"]


def _text_sort(field: Field, slot: Slot) -> str:
    if field.day_type == "day":
        return "a day, such as 2026-03-03"
    if field.day_type == "moment":
        return "a day and a time, such as 2026-03-03 07:45"
    pattern, most = slot.first("pattern"), slot.first("maxLength")
    if pattern and not pattern.startswith(_ANY_BUT):
        return "text in a fixed form"
    line = " on one line" if pattern else ""
    return f"text{line}, {most:,} characters at most" if isinstance(most, int) else f"text{line}"


_ANY_BUT: Final = "^[^"
"""How a pattern begins that only keeps line ends out."""


def _number_sort(types: frozenset[str], slot: Slot) -> str:
    noun = "a number" if "number" in types else "a whole number"
    least, most = slot.first("minimum"), slot.first("maximum")
    if least is None:
        return noun
    if most is None or most >= _NO_LIMIT:
        return f"{noun}, {least:,} or more"
    return f"{noun} from {least:,} to {most:,}"


_NO_LIMIT: Final = 1_000_000
"""A largest number from here on only keeps nonsense out."""


def least_record(kind: Kind, schemas: Schemas) -> str:
    """The shortest file of a kind, filled in with the examples of its schema."""
    slot = schemas.slot(kind.name)
    asked = slot.required | _first_choice(slot)
    data = {field.name: _least(field) for field in schemas.fields(kind.name) if field.name in asked}
    return "\n".join(_block(data, ""))


def _first_choice(slot: Slot) -> set[str]:
    """Of fields one of which must be there, the first."""
    for schema in slot.schemas:
        for rule in schema.get("allOf", ()):
            for branch in rule.get("anyOf", ())[:1]:
                return set(branch.get("required", ()))
    return set()


def _least(field: Field) -> Plain:
    asked = [inner for inner in field.fields if inner.required]
    if asked and field.types == {"object"}:
        return {inner.name: _least(inner) for inner in asked}
    return field.examples[0]


def _block(value: Mapping[str, Plain], indent: str) -> Iterator[str]:
    """A group of fields as an author would write it."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield f"{indent}{name}:"
            yield from _block(inner, indent + "  ")
        elif isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            yield f"{indent}{name}:"
            for item in inner:
                lines = list(_block(item if isinstance(item, dict) else {}, indent + "    "))
                yield f"{indent}  - {lines[0].lstrip()}"
                yield from lines[1:]
        elif isinstance(inner, str) and len(inner) > _LONG:
            yield f"{indent}{name}: >"
            width = 88 - len(indent)
            yield from textwrap.wrap(
                inner,
                width,
                initial_indent=indent + "  ",
                subsequent_indent=indent + "  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        else:
            yield f"{indent}{name}: {_scalar(inner)}"


_LONG: Final = 60
_NEEDS_QUOTES: Final = re.compile(r"^[-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #|^$|\n")
_NEEDS_QUOTES_INSIDE: Final = re.compile(r"[,\[\]{}]")


def _scalar(value: Plain) -> str:
    """A value on the line of its field."""
    if isinstance(value, str):
        return _quoted(value) if _NEEDS_QUOTES.search(value) else value
    return _flow(value)


def _flow(value: Plain) -> str:
    """A value inside brackets, or by itself."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        needs = _NEEDS_QUOTES.search(value) or _NEEDS_QUOTES_INSIDE.search(value)
        return _quoted(value) if needs else value
    return json.dumps(value)


def _shown(value: Plain) -> str:
    """An example by itself."""
    return value if isinstance(value, str) else _flow(value)


def _quoted(text: str) -> str:
    """Text in quotes: JSON's are YAML's too."""
    return json.dumps(text, ensure_ascii=False)
