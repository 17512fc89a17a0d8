"""The validators: the fast one that decides, and the slow one that can say what is wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from closecall.findings import Pointer
from closecall.records.documents import Plain
from closecall.validation.schemas import BASE, JsonSchema, Schemas

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One keyword of a schema that a value does not keep."""

    keyword: str
    argument: Any
    """What the schema says under the keyword."""
    value: Any
    """The value that does not keep it."""
    schema: JsonSchema
    """The schema in which the keyword stands."""
    pointer: Pointer
    """Where the value stands in the record."""
    way: tuple[str | int, ...]
    """The way through the schemas to the keyword, without the `$ref`s on it."""
    branches: tuple[tuple["Fault", ...], ...] = ()
    """Of `anyOf` and `oneOf`: why each branch does not fit."""


def is_valid(data: Mapping[str, Plain], kind: str, schemas: Schemas) -> bool:
    """Whether a record has the shape of its kind."""
    fast = schemas.validator(kind)
    if fast is not None:
        return fast.is_valid(data)
    return bool(_slow(kind, schemas).is_valid(data))


def faults(data: Mapping[str, Plain], kind: str, schemas: Schemas) -> tuple[Fault, ...]:
    """Everything in which a record has not the shape of its kind."""
    return tuple(_fault(error) for error in _slow(kind, schemas).iter_errors(dict(data)))


def _slow(kind: str, schemas: Schemas) -> "Validator":
    # It takes long to load and is seldom needed.
    import jsonschema  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    common = DRAFT202012.create_resource(dict(schemas.file("common.json")))
    registry: Any = Registry().with_resource(BASE + "common.json", common)
    extend: Any = jsonschema.validators.extend
    validator = extend(jsonschema.Draft202012Validator, {"pattern": _pattern})
    return cast("Validator", validator(dict(schemas.schema(kind)), registry=registry))


def _pattern(
    _validator: object, pattern: str, instance: object, _schema: object
) -> Iterator["ValidationError"]:
    """The keyword `pattern`; `$` is the end of the text here, not also before a last line end."""
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415

    if isinstance(instance, str) and not re.search(_END.sub(r"\\Z", pattern), instance):
        yield ValidationError("")


_END = re.compile(r"(?<!\\)\$")


def _fault(error: "ValidationError") -> Fault:
    branches: dict[object, list[Fault]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(_fault(inner))
    return Fault(
        keyword=str(error.validator),
        argument=error.validator_value,
        value=error.instance,
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        pointer=tuple(error.absolute_path),
        way=tuple(error.absolute_schema_path),
        branches=tuple(tuple(inners) for inners in branches.values()),
    )
