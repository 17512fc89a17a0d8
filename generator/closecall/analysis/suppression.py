"""Small counts that could point at a person are hidden, and what would give them away.

A public page replaces counts from 1 to one under the threshold by words such as "fewer than 5"
(measures.md, 7). That is no use where a sum gives the number back, so further counts are hidden
until it can no longer be worked out. A zero is shown: it is of nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Final

Key = str
"""What names a count."""


class Hidden(StrEnum):
    """Why a count is not shown."""

    SMALL = "small"
    """It is from 1 to one under the threshold, and a reader may know that."""
    WITH_IT = "with_it"
    """It would give a small one away."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts that add up: those on the left are as many as those on the right, together."""

    left: tuple[Key, ...]
    right: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All counts in it, those on the left first."""
        return (*self.left, *self.right)


def suppressed(
    counts: Mapping[Key, int], sums: Sequence[Sum], *, threshold: int
) -> Mapping[Key, Hidden]:
    """Find which counts are to be hidden.

    Args:
        counts: Every count that is shown, and also any that is not shown but that sums would give.
            Each >= 0.
        sums: What adds up, as far as a reader can know it.
        threshold: Counts from 1 to one under it are small. With 1 or less nothing is.

    Returns:
        By key, only those that are hidden. From the others and the sums, none of the small ones
        can be worked out to a single number.
    """
    hidden = {key: Hidden.SMALL for key, count in counts.items() if 0 < count < threshold}
    while hidden:
        further = _given_away(counts, sums, hidden, threshold)
        if further is None:
            break
        hidden[further] = Hidden.WITH_IT
    return hidden


def _given_away(
    counts: Mapping[Key, int], sums: Sequence[Sum], hidden: Mapping[Key, Hidden], threshold: int
) -> Key | None:
    """A count that has to be hidden too; None where nothing is given away, or nothing helps."""
    bounds = _bounds(counts, sums, hidden, threshold)
    exact = [
        key
        for key, why in hidden.items()
        if why is Hidden.SMALL and bounds[key][0] == bounds[key][1]
    ]
    # With a threshold of 2 a small count is 1 by definition, and no sum makes that worse.
    if threshold <= _ALWAYS_ONE:
        return None
    for key in exact:
        beside = {
            other
            for one in sums
            if key in one.keys
            for other in one.keys
            if other not in hidden and other in counts
        }
        # A zero hides nothing. The smallest costs a reader least; by its name where two are equal.
        useful = sorted((counts[other], other) for other in beside if counts[other] > 0)
        if useful:
            return useful[0][1]
        zeros = sorted(beside)
        if zeros:
            return zeros[0]
    return None


_ALWAYS_ONE: Final = 2


def _bounds(
    counts: Mapping[Key, int], sums: Sequence[Sum], hidden: Mapping[Key, Hidden], threshold: int
) -> dict[Key, tuple[float, float]]:
    """Between which numbers a reader can say that each count lies."""
    known: dict[Key, tuple[float, float]] = {}
    for key, count in counts.items():
        match hidden.get(key):
            case None:
                known[key] = count, count
            case Hidden.SMALL:
                known[key] = 1, threshold - 1
            case _:
                known[key] = 0, inf
    changed = True
    while changed:
        changed = False
        for one in sums:
            for key in one.keys:
                low, high = known[key]
                same, other = (one.left, one.right) if key in one.left else (one.right, one.left)
                rest = [k for k in same if k != key]
                least = sum(known[k][0] for k in other) - sum(known[k][1] for k in rest)
                most = sum(known[k][1] for k in other) - sum(known[k][0] for k in rest)
                tighter = max(low, least), min(high, most)
                if tighter != (low, high):
                    known[key] = tighter
                    changed = True
    return known
