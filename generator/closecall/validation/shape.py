"""A record held against the schema of its kind, in words for the person who wrote it.

A fast validator decides. Only a record that fails is looked at by the slow one, whose errors are
turned into findings: one for each mistake, in the words of the schema. No finding repeats what
the author wrote: it could be somebody's name.
"""

from dataclasses import replace
from typing import Final, cast

from closecall.findings import Finding
from closecall.records.documents import Plain
from closecall.records.reading import Document
from closecall.validation.explanation import explain
from closecall.validation.faults import is_valid
from closecall.validation.moments import impossible
from closecall.validation.schemas import Schemas, Slot, type_of

SHAPE_RULES: Final[dict[str, tuple[str, str]]] = {
    "S01": ("Answer missing", "Something that this kind of record must say is not there."),
    "S02": ("Not one of the answers", "The answer is not one of those that may be chosen."),
    "S03": ("Another sort of value", "A list, a text, a number or a group of fields is expected."),
    "S04": ("Unknown field", "This kind of record has no field of this name here."),
    "S05": ("Written in another way", "The answer is not written in the way that is needed."),
    "S06": ("Nothing said, or too much", "The answer is empty, says nothing, or is too long."),
    "S07": ("No such day or time", "The day or the time does not exist, or the order is wrong."),
    "S08": ("Does not go together", "The answers are possible alone and not together."),
}
"""What is looked for in the shape of a record: name and meaning, by rule."""

MOST: Final = 50
"""Findings about the shape of one record; the last says how many more there are."""


def check_shape(document: Document, schemas: Schemas) -> tuple[Document, tuple[Finding, ...]]:
    """Hold a record against the schema of its kind.

    Args:
        document: The record as it was read.
        schemas: The schemas.

    Returns:
        The record, in which a number or truth value stands as text where the schema asks for
        text; and all that is wrong with its shape. The findings have no line yet.
    """
    findings: list[Finding] = []
    if not is_valid(document.data, document.kind, schemas):
        data = _with_texts(dict(document.data), schemas.slot(document.kind))
        document = replace(document, data=cast("dict[str, Plain]", data))
        if not is_valid(document.data, document.kind, schemas):
            findings += explain(document, schemas)
    told = {finding.pointer for finding in findings}
    findings += (found for found in impossible(document, schemas) if found.pointer not in told)
    if len(findings) > MOST:
        more = f" {len(findings) - MOST} more things are wrong with this record."
        last = findings[MOST - 1]
        findings[MOST - 1 :] = [replace(last, message=last.message + more)]
    return document, tuple(findings)


def _with_texts(value: Plain, slot: Slot | None) -> Plain:
    """The same value, with the author's characters wherever the schema asks for a text."""
    if slot is None:
        return value
    if isinstance(value, dict):
        return {name: _with_texts(inner, slot.inside(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_texts(item, slot.items) for item in value]
    if isinstance(value, (bool, int, float)) and _wants_text(value, slot.types):
        # These are exactly the characters that the author wrote: others were never made a number.
        return str(value).lower() if isinstance(value, bool) else repr(value)
    return value


def _wants_text(value: Plain, types: frozenset[str]) -> bool:
    taken = {type_of(value)} | ({"number"} if type(value) is int else set())
    return "string" in types and not taken & types
