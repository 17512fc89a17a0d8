"""Links that resolve: the first half of G33."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from heapq import nsmallest
from itertools import chain, islice

from closecall.findings import Finding
from closecall.model.fields import RecordId
from closecall.model.links import Link
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.records.trees import ID
from closecall.rules.case import error

_A = {True: "an", False: "a"}
MAX_ID = 64
"""Characters of an id."""


MOST_DEAD = 20
"""Dead links of one record that are told one by one; the last says how many more there are."""
MOST_COMPARED = 400
"""Ids of a kind that a dead link is compared with letter by letter."""


MOST_NAMING = 3
"""Records that are told for one id that is missing, and as many more of those that a change has
written; the last says how many more name it."""


def dangling(
    register: Register, changed: Container[str] = frozenset()
) -> Iterator[tuple[Record, Finding | None]]:
    """Links to no record, or to one of another kind.

    Args:
        register: All records.
        changed: Paths of those that a change has written: what they name is told of them too,
            however many named it before.

    Yields:
        A record that names what is not there, with the finding; without one where enough records
        that name the same have been told.
    """
    dead_of: dict[RecordId, list[Link]] = {}
    naming: dict[str, dict[RecordId, None]] = defaultdict(dict)
    for record in register.records.values():
        dead: list[Link] = []
        for link in register.links.get(record.id, ()):
            found = register.files.get(link.target)
            if found is None and record.broken and not ID.fullmatch(link.target):
                continue  # its shape has said so
            if found is None:
                dead.append(link)
            elif link.kinds and found.kind not in link.kinds:
                yield record, _wrong_kind(record, link, found.kind)
        for link in dead:
            naming[link.target][record.id] = None
        if dead:
            dead_of[record.id] = dead
    told = {target: _told(ids, register, changed) for target, ids in naming.items()}
    near = _Near(register)
    for record_id, dead in dead_of.items():
        record = register.records[record_id]
        shown = [link for link in dead if record_id in told[link.target]]
        if not shown:
            yield record, None
        for n, link in enumerate(shown[:MOST_DEAD], 1):
            others = 0
            if record_id == told[link.target][-1]:
                others = len(naming[link.target]) - len(told[link.target])
            more = len(shown) - n if n == MOST_DEAD else 0
            hint = near.to(link.target)
            yield record, _missing(record, link, hint, more=more, others=others)


def _told(
    naming: Iterable[RecordId], register: Register, changed: Container[str]
) -> Sequence[RecordId]:
    """Of the records that name one missing id, those that are told, in the order of their files."""

    def path(record_id: RecordId) -> str:
        return register.records[record_id].path

    new = [record_id for record_id in naming if path(record_id) in changed]
    first = {*nsmallest(MOST_NAMING, naming, key=path), *nsmallest(MOST_NAMING, new, key=path)}
    return sorted(first, key=path)


class _Near:
    """Finds the id that was probably meant, without comparing each with each."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def to(self, said: str) -> str:
        """The nearest id; empty where none comes near."""
        if len(said) > MAX_ID:
            return ""
        near = get_close_matches(said, self._candidates(said), n=1, cutoff=0.6)
        return near[0] if near else ""

    def _candidates(self, said: str) -> Sequence[str]:
        """Those of the same kind and day, those with the same end, and others of the kind."""
        kind = said[:_KIND]
        same_end = (i for i in self._by_end.get(said[-_END:], ()) if i.startswith(kind))
        alike = (self._by_start.get(said[:_DAY], ()), same_end, self._by_kind.get(kind, ()))
        return list(islice(chain.from_iterable(alike), MOST_COMPARED))

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[str]]:
        return self._grouped(slice(_DAY))

    @cached_property
    def _by_end(self) -> Mapping[str, Sequence[str]]:
        return self._grouped(slice(-_END, None))

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[str]]:
        return self._grouped(slice(_KIND))

    def _grouped(self, part: slice) -> Mapping[str, Sequence[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for record_id in self._register.files:
            groups[record_id[part]].append(record_id)
        return groups


_KIND = len("nm-")
_DAY = len("nm-20260303")
_END = len("k7m2")


def _missing(record: Record, link: Link, near: str, *, more: int, others: int) -> Finding:
    hint = f" The nearest id is {near}." if near else ""
    rest = ""
    if others:
        rest = f" {others:,} more records name it." if others > 1 else " One more record names it."
    if more:
        rest += f" {more:,} more links of this record lead nowhere."
    return error(
        "G33",
        record,
        f"The record that `{_field(link)}` names is not here.{hint}{rest}",
        "Correct the id; or, if that record is in another pull request and not on main yet, "
        "add it to this one.",
        pointer=link.pointer,
    )


def _wrong_kind(record: Record, link: Link, kind: str) -> Finding:
    asked = " or ".join(_named(k) for k in link.kinds)
    return error(
        "G33",
        record,
        f"`{_field(link)}` names {_named(kind)}; {asked} is asked for.",
        "Give the id of a record of the right kind.",
        pointer=link.pointer,
    )


def _field(link: Link) -> str:
    return ".".join(part for part in link.pointer if isinstance(part, str))


def _named(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"{_A[words[0] in 'aeiou']} {words}"
