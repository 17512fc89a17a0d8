"""The part of the schema that the page needs: what decides, without the words for authors."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from closecall.forms.questions import FILLED_IN, KIND, Question
from closecall.validation.schemas import BASE, Schemas

Json: TypeAlias = dict[str, Any]
"""A schema as plain values."""

_COMMON: Final = "common.json"
_WORDS: Final = frozenset(["title", "description", "examples"])
"""What says nothing about whether a record is taken."""


def reported_schema(schemas: Schemas, asked: Iterable[Question]) -> tuple[Json, Json]:
    """The schema of a near miss as far as the page fills it in, and what that refers to.

    Every keyword that decides is kept, so what it takes the whole schema takes too.

    Returns:
        The schema of the kind, and the shared one; the first refers to the second by its `$id`.
    """
    steps = [part.steps for question in asked for part in question.parts]
    fields = {*FILLED_IN, *(str(step[0]) for step in steps)}
    whole = schemas.schema(KIND)
    kind = {name: value for name, value in whole.items() if name != "$schema"}
    kind["properties"] = {
        name: whole["properties"][name] for name in whole["properties"] if name in fields
    }
    shared = schemas.file(_COMMON)["$defs"]
    wanted: dict[str, Any] = {}
    waiting = sorted(_named(kind))
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted[name] = shared[name]
            waiting += sorted(_named(shared[name]))
    common = {"$id": BASE + _COMMON, "$defs": {name: wanted[name] for name in sorted(wanted)}}
    return _bare(kind), _bare(common)


def _named(value: Any) -> set[str]:  # noqa: ANN401 - any part of a schema
    """The shared definitions that a part of a schema refers to."""
    found: set[str] = set()
    if isinstance(value, Mapping):
        if "$ref" in value:
            found.add(value["$ref"].rpartition("/")[2])
        for inner in value.values():
            found |= _named(inner)
    elif isinstance(value, list):
        for inner in value:
            found |= _named(inner)
    return found


def _bare(schema: Mapping[str, Any]) -> Json:
    """A schema without its words; names of fields stay, whatever they are."""
    out: Json = {}
    for key, value in schema.items():
        if key in _WORDS or key.startswith("x-"):
            continue
        if key in {"properties", "$defs"}:
            out[key] = {name: _bare(inner) for name, inner in value.items()}
        elif isinstance(value, Mapping):
            out[key] = _bare(value)
        elif isinstance(value, list):
            out[key] = [_bare(v) if isinstance(v, Mapping) else v for v in value]
        else:
            out[key] = value
    return out
