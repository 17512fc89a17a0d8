"""The schemas: what each kind of record may hold, and in which words it is asked for.

One JSON Schema a kind decides what is taken. The words beside it (`title`, `description`,
`x-error`), the links (`x-ref`), days (`x-type`) and code lists (`x-list`) are read from the same
files, so that messages, pages and reference say what the check does.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from closecall.errors import ClosecallError
from closecall.records.documents import Plain
from closecall.records.kinds import KINDS

if TYPE_CHECKING:
    import jsonschema_rs

JsonSchema: TypeAlias = Mapping[str, Any]
"""A schema, or part of one, as it stands in its file."""

BASE: Final = "https://closecall.example/schemas/"
"""How the `$id` of a schema begins; only a name, nothing is fetched from there."""
_COMMON: Final = "common.json"
_ID_LINE: Final = re.compile(rb'^  "\$id": "[^"\n]*",\n', re.MULTILINE)
EACH: Final = "*"
"""In a path: every item of a list, or every value under a name of the author's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a record may say."""

    path: tuple[str, ...]
    """The way to it, with `*` for every item of a list."""
    name: str
    """As the author writes it; `*` for an item of a list."""
    title: str
    description: str
    error: str
    """What to do where it is wrong or missing, in one sentence; empty where no schema says."""
    examples: tuple[Plain, ...]
    required: bool
    """Whether it must be there wherever what surrounds it is."""
    types: frozenset[str]
    """What it may be, in the words of JSON Schema; empty where the schema does not say."""
    choices: tuple[str, ...]
    """The words that may be chosen from; empty where any text may stand."""
    list_id: str
    """The code list that the choices come from; empty where they come from none."""
    refers_to: tuple[str, ...]
    """Kinds of record whose id may stand here."""
    refers_except: tuple[str, ...]
    """Words that may stand here in place of an id."""
    day_type: str
    """`day` or `moment` where it is one, else empty."""
    fields: tuple["Field", ...]
    """What is inside, in the order in which it is asked for; of a list, its items' fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place in a kind of record where ids of other records stand."""

    path: tuple[str, ...]
    """The way to it, with `*` for every item of a list; an id or a list of ids stands there."""
    kinds: tuple[str, ...]
    """Kinds of record that may be meant."""
    words: tuple[str, ...] = ()
    """Words that may stand there and are no ids, such as `none`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One entry of a code list."""

    id: str
    """A stable slug."""
    label: str
    """As an author writes it and a page shows it."""
    more: Mapping[str, Plain]
    """Whatever else the list says of it, such as `meaning`, `note` or `valid_from`."""

    @property
    def superseded_by(self) -> str:
        """The id of the item that took its place; empty where none did."""
        return str(self.more.get("superseded_by", ""))

    @property
    def domains(self) -> tuple[str, ...]:
        """Of a framework: areas of care whose records are evidence for it unless they say so."""
        return _words(self.more.get("domains"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of record that belong to it unless they say so."""
        return _words(self.more.get("kinds"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A list of words, with where they come from."""

    id: str
    title: str
    source: str
    version: str
    licence: str
    status: str
    note: str
    items: tuple[ListItem, ...]
    is_framework: bool
    """Whether records can be put under its items with `framework_map`."""
    valid_from: str
    """The day from which it holds; empty for a draft, which holds for nobody yet."""
    valid_to: str
    """The last day on which it holds; empty where it still does."""
    published: str
    """Of a draft, the day on which it was made known."""
    dated: str
    """Where its dates come from: `by its source`, `by closecall` or `not confirmed`."""

    def dates_of(self, item: ListItem) -> tuple[str, str]:
        """First and last day of an item: its own, else those of the list; empty where open."""
        first = item.more.get("valid_from") or self.valid_from
        last = item.more.get("valid_to") or self.valid_to
        return str(first), str(last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One thing that a record may say under `details`."""

    key: str
    title: str
    meaning: str
    needed: bool
    """Whether a review of this area of care must hold it."""
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaDetails:
    """What an area of care asks for under `details`."""

    domain: str
    service_types: tuple[str, ...]
    """Types of service that are asked; none means every one."""
    details: tuple[Detail, ...]


@dataclass(slots=True, kw_only=True)
class Slot:
    """All that the schemas say of one place in a record, branches and references together."""

    schemas: list[JsonSchema]
    """Every schema that may apply to what stands here, the nearest first."""
    required: frozenset[str] = frozenset()
    """Names that must be inside, whichever branch applies."""
    children: dict[str, "Slot"] = field(default_factory=dict)
    """By name, what may stand inside."""
    items: "Slot | None" = None
    """What an item may be, where a list may stand here."""
    others: "Slot | None" = None
    """What may stand under a name of the author's own."""
    day_type: str = ""
    """`day` or `moment` where one may stand here."""
    holds_days: bool = False
    """Whether a day or a time may stand here or anywhere inside."""
    dated: tuple[tuple[str, "Slot"], ...] = ()
    """The children in which a day or a time may stand."""

    def first(self, keyword: str) -> Any:  # noqa: ANN401 - a keyword may hold anything
        """What the nearest schema says under a keyword; None where none says anything."""
        for schema in self.schemas:
            if keyword in schema:
                return schema[keyword]
        return None

    def said(self, keyword: str) -> Any:  # noqa: ANN401 - a keyword may hold anything
        """The same; of a list of words or ids, what is said of each item is said of the list."""
        here = self.first(keyword)
        return self.items.first(keyword) if here is None and self.items else here

    def inside(self, step: str | int) -> "Slot | None":
        """The place under a name or number."""
        if isinstance(step, int):
            return self.items
        return self.children.get(step, self.others)

    @property
    def values(self) -> tuple[Plain, ...]:
        """Single values that may stand here, of all branches."""
        found: list[Plain] = []
        for schema in self.schemas:
            found += schema.get("enum", ())
            if "const" in schema:
                found.append(schema["const"])
        return tuple(dict.fromkeys(found))

    @property
    def types(self) -> frozenset[str]:
        """What may stand here, in the words of JSON Schema."""
        found: set[str] = set()
        for schema in self.schemas:
            said = schema.get("type", ())
            found.update((said,) if isinstance(said, str) else said)
        found.update(type_of(value) for value in self.values)
        return frozenset(found)


class Schemas:
    """The schemas of all kinds; each is read, built and taken apart when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, JsonSchema] = {}
        self._slots: dict[str, Slot] = {}
        self._fields: dict[str, tuple[Field, ...]] = {}
        self._references: dict[str, tuple[Reference, ...]] = {}
        self._validators: dict[str, jsonschema_rs.Validator | None] = {}

    def schema(self, kind: str) -> JsonSchema:
        """The schema of a kind, as it stands in its file."""
        return self.file(f"{kind}.json")

    def file(self, name: str) -> JsonSchema:
        """A file of the schemas, such as `common.json`."""
        if name not in self._files:
            try:
                found = json.loads((self._folder / name).read_bytes())
                self._files[name] = self._with_frameworks(found) if name == _COMMON else found
            except FileNotFoundError as error:
                raise ClosecallError(
                    f"The schema `{name}` is not part of this installation of closecall. Install"
                    " closecall again."
                ) from error
        return self._files[name]

    def for_editors(self) -> Mapping[str, bytes]:
        """By file name, the schema of each kind and what they share, to be served side by side.

        Each as it came but for its `$id`: an editor looks for what a schema refers to beside the
        address that the schema was read from, unless it names another, and ours is nobody's.
        """
        names = sorted({_COMMON, *(f"{kind.name}.json" for kind in KINDS)})
        return {name: _ID_LINE.sub(b"", (self._folder / name).read_bytes()) for name in names}

    def _with_frameworks(self, common: JsonSchema) -> JsonSchema:
        """The shared schema with every framework that is a list of its own file.

        Those that it names itself are there for editors. One more is a new file and no change
        here: it may be chosen, and its items are what its list says.
        """
        shared = common.get("$defs", {})
        framework, item = shared.get("cl_framework"), shared.get("framework_item")
        for one in self._raw_lists.values() if framework and item else ():
            if not one.get("framework") or one["id"] in framework["enum"]:
                continue
            framework["enum"].append(one["id"])
            labels = [entry["label"] for entry in one["items"]]
            item["allOf"].append(
                {
                    "if": {
                        "properties": {"framework": {"const": one["id"]}},
                        "required": ["framework"],
                    },
                    "then": {
                        "properties": {
                            "item": {
                                "enum": labels,
                                "x-error": f"Write the item exactly as the list {one['id']} has "
                                "it.",
                            }
                        }
                    },
                }
            )
        return common

    @cached_property
    def _raw_lists(self) -> Mapping[str, Mapping[str, Any]]:
        return {
            path.stem: json.loads(path.read_bytes())
            for path in sorted((self._folder / "lists").glob("*.json"))
        }

    @cached_property
    def lists(self) -> Mapping[str, CodeList]:
        """The code lists by id, in the order of their ids."""
        return {name: _code_list(data) for name, data in self._raw_lists.items()}

    @cached_property
    def frameworks(self) -> tuple[CodeList, ...]:
        """The lists under whose items records can be put, in the order of their ids."""
        return tuple(one for one in self.lists.values() if one.is_framework)

    @cached_property
    def details(self) -> tuple[AreaDetails, ...]:
        """What each area of care asks for under `details`."""
        return tuple(
            AreaDetails(
                domain=area["domain"],
                service_types=tuple(area.get("service_types", ())),
                details=tuple(
                    Detail(
                        key=one["key"],
                        title=one["title"],
                        meaning=one["meaning"],
                        needed=one["needed"],
                        example=one["example"],
                    )
                    for one in area["details"]
                ),
            )
            for area in self.file("details.json")["domains"]
        )

    def needed_details(self, domains: Sequence[str], service_type: str) -> tuple[Detail, ...]:
        """What a review of these areas must hold under `details`, each once.

        Args:
            domains: The areas of care of the near miss.
            service_type: The type of its service; of an area that asks only some types, the others
                are not asked.
        """
        found = {
            one.key: one
            for area in self.details
            if area.domain in domains
            and (not area.service_types or service_type in area.service_types)
            for one in area.details
            if one.needed
        }
        return tuple(found.values())

    @property
    def policy_defaults(self) -> Mapping[str, Any]:
        """The thresholds that hold where a provider has approved none of its own."""
        return self.file("policy-defaults.json")

    def fields(self, kind: str) -> tuple[Field, ...]:
        """What a record of a kind may hold, in the order in which a person answers it."""
        if kind not in self._fields:
            self._fields[kind] = _fields(self.slot(kind), ())
        return self._fields[kind]

    def references(self, kind: str) -> tuple[Reference, ...]:
        """Every place where a record of a kind may name other records."""
        if kind not in self._references:
            self._references[kind] = tuple(
                Reference(
                    path=path, kinds=tuple(kinds), words=tuple(slot.said("x-ref-except") or ())
                )
                for path, slot in _below(self.slot(kind), ())
                if (kinds := slot.said("x-ref"))
            )
        return self._references[kind]

    def days(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """Every place where a record of a kind may hold a day."""
        return self._of_type(kind, "day")

    def moments(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """Every place where a record of a kind may hold a day and a time."""
        return self._of_type(kind, "moment")

    def _of_type(self, kind: str, day_type: str) -> tuple[tuple[str, ...], ...]:
        below = _below(self.slot(kind), ())
        return tuple(path for path, slot in below if slot.said("x-type") == day_type)

    def slot(self, kind: str) -> Slot:
        """Everything said of a kind's records, taken together place by place."""
        if kind not in self._slots:
            self._slots[kind] = self._gather([_Part(self.schema(kind), f"{kind}.json")])
        return self._slots[kind]

    def resolve(self, reference: str, file: str) -> tuple[JsonSchema, str]:
        """The schema that a `$ref` in a file names, and the file in which it stands."""
        name, _, fragment = reference.removeprefix(BASE).partition("#")
        file = name or file
        node: Any = self.file(file)
        for step in fragment.split("/")[1:]:
            node = node[step.replace("~1", "/").replace("~0", "~")]
        return node, file

    def validator(self, kind: str) -> "jsonschema_rs.Validator | None":
        """What decides about a kind's records; None where it cannot be had on this computer."""
        if kind not in self._validators:
            self._validators[kind] = self._make_validator(kind)
        return self._validators[kind]

    def _make_validator(self, kind: str) -> "jsonschema_rs.Validator | None":
        try:
            import jsonschema_rs as rs  # noqa: PLC0415 - no wheel for every platform
        except ImportError:
            return None
        return rs.Draft202012Validator(
            dict(self.schema(kind)),
            registry=rs.Registry([(BASE + "common.json", dict(self.file("common.json")))]),
            pattern_options=rs.RegexOptions(),  # linear in the text, whatever the pattern
            offline=True,
        )

    def _gather(self, heads: Sequence["_Part"]) -> Slot:
        """Take together what several schemas say of one place."""
        parts = [part for head in heads for part in self._parts(head)]
        inside: dict[str, list[_Part]] = {}
        items: list[_Part] = []
        others: list[_Part] = []
        required: set[str] = set()
        for part in parts:
            for name, child in part.schema.get("properties", {}).items():
                inside.setdefault(name, []).append(_Part(child, part.file))
            if isinstance(part.schema.get("items"), Mapping):
                items.append(_Part(part.schema["items"], part.file))
            if isinstance(part.schema.get("additionalProperties"), Mapping):
                others.append(_Part(part.schema["additionalProperties"], part.file))
            if part.certain:
                required.update(part.schema.get("required", ()))
        slot = Slot(
            schemas=[part.schema for part in parts],
            required=frozenset(required),
            children={name: self._gather(said) for name, said in inside.items()},
            items=self._gather(items) if items else None,
            others=self._gather(others) if others else None,
        )
        below = (*slot.children.values(), slot.items, slot.others)
        slot.dated = tuple((n, child) for n, child in slot.children.items() if child.holds_days)
        slot.day_type = slot.first("x-type") or ""
        slot.holds_days = bool(slot.day_type) or any(
            inner is not None and inner.holds_days for inner in below
        )
        return slot

    def _parts(self, part: "_Part") -> Iterator["_Part"]:
        """A schema and all that apply, or may apply, to the same place."""
        yield part
        schema, file, certain = part.schema, part.file, part.certain
        if "$ref" in schema:
            target, home = self.resolve(schema["$ref"], file)
            yield from self._parts(_Part(target, home, certain))
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in schema.get(keyword, ()):
                yield from self._parts(_Part(branch, file, certain and keyword == "allOf"))
        for keyword in ("then", "else"):
            if keyword in schema:
                yield from self._parts(_Part(schema[keyword], file, certain=False))


@dataclass(frozen=True, slots=True)
class _Part:
    """A schema on its way into a slot."""

    schema: JsonSchema
    file: str
    """Where it stands: references are relative to that."""
    certain: bool = True
    """Whether it applies always, and not only in one of several branches."""


def load_schemas() -> Schemas:
    """The schemas that came with this installation, or of the source tree that it is run from."""
    package = Path(__file__).parent.parent
    for folder in (package / "_schemas", package.parent.parent / "schemas"):
        if (folder / "common.json").is_file():
            return Schemas(folder)
    raise ClosecallError(
        "The schemas are not part of this installation of closecall. Install closecall again."
    )


def type_of(value: object) -> str:
    """What a value is, in the words of JSON Schema."""
    return _TYPES.get(type(value), "object")


_TYPES: Final[dict[type, str]] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    type(None): "null",
}


def _below(slot: Slot, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Slot]]:
    """Every place with a name inside a place, in the order of `Field.fields`, with its path.

    For what is asked of all kinds in each check: fields are 20 ms more, a twentieth of it.
    """
    for name, inner in slot.children.items():
        yield (*path, name), inner
        yield from _below(inner, (*path, name))
    if slot.items is not None:
        yield from _below(slot.items, (*path, EACH))
    if slot.others is not None:
        yield (*path, EACH), slot.others
        yield from _below(slot.others, (*path, EACH))


def _fields(slot: Slot, path: tuple[str, ...]) -> tuple[Field, ...]:
    """The fields inside a place; of a list, those inside each item."""
    found = [
        _field(inner, name, (*path, name), required=name in slot.required)
        for name, inner in slot.children.items()
    ]
    if slot.items is not None:
        found += _fields(slot.items, (*path, EACH))
    if slot.others is not None:
        found.append(_field(slot.others, EACH, (*path, EACH), required=False))
    return tuple(found)


def _field(slot: Slot, name: str, path: tuple[str, ...], *, required: bool) -> Field:
    values = slot.values or (slot.items.values if slot.items else ())
    return Field(
        path=path,
        name=name,
        title=slot.first("title") or "",
        description=slot.first("description") or "",
        error=slot.first("x-error") or "",
        examples=tuple(slot.first("examples") or ()),
        required=required,
        types=slot.types,
        choices=tuple(value for value in values if isinstance(value, str)),
        list_id=slot.said("x-list") or "",
        refers_to=tuple(slot.said("x-ref") or ()),
        refers_except=tuple(slot.said("x-ref-except") or ()),
        day_type=slot.said("x-type") or "",
        fields=_fields(slot, path),
    )


def _code_list(data: Mapping[str, Any]) -> CodeList:
    return CodeList(
        id=data["id"],
        title=data["title"],
        source=data["source"],
        version=data["version"],
        licence=data["licence"],
        status=data["status"],
        note=data.get("note", ""),
        items=tuple(
            ListItem(
                id=item["id"],
                label=item["label"],
                more={key: value for key, value in item.items() if key not in ("id", "label")},
            )
            for item in data["items"]
        ),
        is_framework=data.get("framework", False),
        valid_from=data.get("valid_from", ""),
        valid_to=data.get("valid_to", ""),
        published=data.get("published", ""),
        dated=data.get("dated", ""),
    )


def _words(value: Plain) -> tuple[str, ...]:
    """The texts of a list; none where there is no list."""
    return tuple(map(str, value)) if isinstance(value, list) else ()
