"""Which record names which: read from the reference fields that the schemas mark."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from closecall.findings import Pointer
from closecall.model.fields import RecordId
from closecall.records.documents import Plain


class ReferenceField(Protocol):
    """A field of a kind that holds ids of other records."""

    @property
    def path(self) -> tuple[str, ...]:
        """The way to it; `*` stands for each item of a list or each value of a mapping."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it may name; none means any kind."""

    @property
    def words(self) -> tuple[str, ...]:
        """Texts that are no ids, such as `none`."""


class Link(NamedTuple):
    """One record naming another. A tuple, as there are several for each record."""

    source: RecordId
    pointer: Pointer
    target: RecordId
    kinds: tuple[str, ...]
    """The kinds that the field may name; none means any kind."""

    @property
    def field(self) -> str:
        """The name of the outermost field."""
        return str(self.pointer[0])


def links_of(
    source: RecordId, data: Mapping[str, Plain], references: Sequence[ReferenceField]
) -> Iterator[Link]:
    """Every link of a record, in the order of its schema."""
    for reference in references:
        path = reference.path
        first = path[0]
        if first not in data:
            continue
        value = data[first]
        if len(path) == 1 and isinstance(value, str):  # by far the most
            if value not in reference.words:
                yield Link(source, path, RecordId(value), reference.kinds)
            continue
        for pointer, text in _texts(value, path, 1, path[:1]):
            if text not in reference.words:
                yield Link(source, pointer, RecordId(text), reference.kinds)


def _texts(
    value: Plain, path: tuple[str, ...], depth: int, pointer: Pointer
) -> Iterator[tuple[Pointer, str]]:
    if depth == len(path):
        if isinstance(value, str):
            yield pointer, value
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, str):
                    yield (*pointer, number), item
    elif path[depth] == "*":
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _texts(item, path, depth + 1, (*pointer, number))
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from _texts(item, path, depth + 1, (*pointer, key))
    elif isinstance(value, dict) and path[depth] in value:
        yield from _texts(value[path[depth]], path, depth + 1, (*pointer, path[depth]))
