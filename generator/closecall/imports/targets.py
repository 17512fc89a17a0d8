"""The fields of a kind as a map may fill them: where they are, and what they take."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

from closecall.imports.sheet import folded
from closecall.model.register import Register
from closecall.validation.schemas import Schemas, Slot

Way: TypeAlias = tuple[str, ...]
"""The way to a field: names alone; in a list of groups, the field of its items."""

DAY_FIELDS: Final[Mapping[str, str]] = {
    "near_miss": "detected",
    "incident": "detected",
    "review": "reviewed_on",
    "exposure_check": "on",
    "control_change": "effective_from",
    "monitoring_check": "due",
    "escalation": "on",
    "audit": "on",
    "practice_evidence": "on",
    "governance_decision": "on",
    "learning_share": "on",
}
"""By kind that can be imported, the field whose day stands in the id."""
OURS: Final = frozenset(
    [
        *("kind", "id", "schema_version", "amendments", "withdrawn", "privacy", "public_text"),
        "source_ref.locator",
    ]
)
"""Fields that no sheet fills: closecall writes them, or a person has to."""
_YES_NO: Final = {"y": "yes", "true": "yes", "n": "no", "false": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One field that a map may fill."""

    way: Way
    slot: Slot
    """What may stand there; of a list, what the whole list may be."""
    in_list: int
    """How many names of the way lead to a list of groups that the field is inside; 0 for none."""

    @property
    def name(self) -> str:
        """As a map writes it."""
        return ".".join(self.way)

    @property
    def day_type(self) -> str:
        """`day` or `moment` where one is meant, else empty."""
        return self.slot.day_type

    @property
    def is_list(self) -> bool:
        """Whether several answers may stand there."""
        return self.slot.items is not None

    @property
    def is_number(self) -> bool:
        """Whether a number may stand there."""
        return bool({"integer", "number"} & self.slot.types)

    @property
    def on_one_line(self) -> bool:
        """Whether the text has one line."""
        return str(self._said("pattern") or "").startswith("^[^\r\n]")

    def _said(self, keyword: str) -> Any:  # noqa: ANN401 - a keyword may hold anything
        here = self.slot.first(keyword)
        return self.slot.items.first(keyword) if here is None and self.slot.items else here


class Targets:
    """All fields of a kind that a map may fill, and the answers that they take."""

    def __init__(self, kind: str, schemas: Schemas, register: Register) -> None:
        self.kind = kind
        self.schemas = schemas
        self.register = register

    @cached_property
    def by_name(self) -> Mapping[str, Target]:
        """By the name that a map writes, in the order of the schema."""
        return {t.name: t for t in _inside(self.schemas.slot(self.kind), (), 0)}

    @cached_property
    def order(self) -> Sequence[str]:
        """The fields of a record in the order in which they are written."""
        return tuple(self.schemas.slot(self.kind).children)

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which no record of the kind has its shape."""
        return frozenset(_required(self.schemas.slot(self.kind), ()))

    def answers(self, target: Target) -> Mapping[str, str]:
        """By the words that may be written, folded, what the record says; empty for free text."""
        answers: dict[str, str] = {}
        kinds = target._said("x-ref") or ()  # noqa: SLF001 - its own question
        for record in self.register.records.values() if kinds else ():
            if record.kind in kinds:
                answers[folded(record.id)] = record.id
                said = record.data.get("name") or record.data.get("title")
                if isinstance(said, str):
                    answers.setdefault(folded(said), record.id)
        words = target.slot.values or (target.slot.items.values if target.slot.items else ())
        if kinds:
            words = tuple(target._said("x-ref-except") or ())  # noqa: SLF001 - as above
        answers |= {folded(word): word for word in words if isinstance(word, str)}
        if {"yes", "no"} <= set(words):
            for said, word in _YES_NO.items():
                answers.setdefault(said, word)
        return answers


def _inside(slot: Slot, way: Way, in_list: int) -> Iterator[Target]:
    for name, child in slot.children.items():
        here = (*way, name)
        if ".".join(here) in OURS:
            continue
        if child.items is not None and child.items.children:
            if not in_list:  # a list inside a list is nothing that a row of a sheet can tell
                yield from _inside(child.items, here, len(here))
        elif child.children:
            yield from _inside(child, here, in_list)
        elif child.others is None:  # a group of the author's own names has none to offer
            yield Target(way=here, slot=child, in_list=in_list)


def _required(slot: Slot, way: Way) -> Iterator[str]:
    for name in slot.children:
        if name not in slot.required or ".".join((*way, name)) in OURS:
            continue
        child = slot.children[name]
        inner = child.items if child.items is not None and child.items.children else child
        if inner.children:
            yield from _required(inner, (*way, name))
        else:
            yield ".".join((*way, name))
