"""What a change has to do with each finding: it adds it, mends it, leaves it, or never met it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from closecall.evidence import Evidence
from closecall.findings import Finding, Level
from closecall.model.record import Record
from closecall.model.trail import Trail
from closecall.records.governing import is_governing


class Standing(StrEnum):
    """What a change has to do with a finding."""

    ADDED = "added"
    """It was not there before."""
    LEFT = "left"
    """It was there before, in a record or a chain that the change touches."""
    UNTOUCHED = "untouched"
    """It was there before, somewhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A change, seen by its findings."""

    base: str
    """Full name of the commit that it is compared with."""
    ordered: tuple[tuple[Finding, Standing], ...]
    """Every finding that there is now: those added first, then those left, then the rest."""
    mended: tuple[Finding, ...]
    """Findings that were there and are no longer."""
    unclear: int
    """Findings that were there and are not seen now, as what they rest on cannot be read."""
    governing: tuple[str, ...]
    """Files of policy, lists and allowances that the change touches, in order."""


def compare(before: Evidence, now: Evidence, *, base: str) -> Comparison:
    """Hold what is found now against what was found before the change.

    Args:
        before: The evidence of the commit that the change began from, as at the same day.
        now: The evidence with the change.
        base: Full name of that commit.
    """
    added, gone = _unmatched(before.findings, now.findings)
    paths = {
        path
        for path in before.blobs.keys() | now.blobs.keys()
        if before.blobs.get(path) != now.blobs.get(path)
    }
    records = _touched(before, paths) | _touched(now, paths)

    def standing(index: int, finding: Finding) -> Standing:
        if index in added:
            return Standing.ADDED
        touched = finding.path in paths or _subject(finding) in records
        return Standing.LEFT if touched else Standing.UNTOUCHED

    told = [(f, standing(index, f)) for index, f in enumerate(now.findings)]
    order = list(Standing)
    # A rule is silent where what it rests on is wrong already: then nothing is said to be mended.
    blind = now.hidden and any(
        where is Standing.ADDED and f.level is Level.ERROR and f.rule.startswith(_BLINDING)
        for f, where in told
    )
    seen = tuple(f for f in gone if not (blind and f.rule.startswith("G")))
    return Comparison(
        base=base,
        ordered=tuple(sorted(told, key=lambda each: order.index(each[1]))),
        mended=seen,
        unclear=len(gone) - len(seen),
        governing=tuple(sorted(filter(is_governing, paths))),
    )


_BLINDING: Final = ("Y", "F", "S", "G33")
"""Rules after whose findings others are silent."""


def _touched(evidence: Evidence, paths: set[str]) -> set[str]:
    """Ids of the records in some files, and of all in the chains that these belong to."""
    touched = {_stem(path) for path in paths}
    reached = set(touched)
    for trail in evidence.trails.values():
        chain = {record.id for record in _chain(trail)}
        if not touched.isdisjoint(chain):
            reached |= chain
    return reached


_NOT_OF_THE_CHAIN: Final = frozenset(["service", "earlier", "later", "incidents", "reopened_by"])
"""What stands beside a chain: its service, and the other events that are like it."""


def _chain(trail: Trail) -> Iterator[Record]:
    """Every record that tells of one near miss."""
    for field in fields(trail):
        if field.name in _NOT_OF_THE_CHAIN:
            continue
        value = getattr(trail, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Record):
                yield item


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yml")


def _subject(finding: Finding) -> str:
    """What a finding is about, also when its file is moved."""
    return finding.record or _stem(finding.path)


_Sameness = Callable[[Finding], tuple[object, ...]]
_SAME: Final[tuple[_Sameness, ...]] = (
    lambda f: (f.rule, f.level, _subject(f), f.pointer, f.message),
    # An item before it was added or taken away, so that its place has another number …
    lambda f: (f.rule, f.level, _subject(f), f.message),
    # … or it is said in other words, as one of several was mended.
    lambda f: (f.rule, f.level, _subject(f), f.pointer),
)
"""How one finding is known again, from the surest to the least sure."""


def _unmatched(
    before: Iterable[Finding], now: Iterable[Finding]
) -> tuple[set[int], tuple[Finding, ...]]:
    """Numbers of those that are new, and those that are no longer there."""
    old = dict(enumerate(before))
    new = dict(enumerate(now))
    for same in _SAME:
        waiting: Mapping[object, list[int]] = defaultdict(list)
        for index, finding in old.items():
            waiting[same(finding)].append(index)
        for index, finding in tuple(new.items()):
            if found := waiting[same(finding)]:
                del old[found.pop(0)], new[index]
    return set(new), tuple(old.values())
