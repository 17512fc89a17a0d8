"""Counts as a page shows them: exact where the reader may know, else small ones hidden.

A public edition hides counts from 1 to one under the threshold of the policy, and every other count
that would give them away (measures.md, 7). A restricted one shows what there is.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from closecall.analysis.suppression import Hidden, Key, Sum, suppressed

NOT_SHOWN: Final = "not shown"
"""Of a count that would give a small one away; and of a rate of a hidden count."""


class SmallCounts:
    """The counts of one row that a reader could put together."""

    def __init__(
        self, counts: Mapping[Key, int], sums: Sequence[Sum], *, threshold: int | None
    ) -> None:
        """Find what is to be hidden.

        Args:
            counts: By name; also those that are not shown but that the sums would give.
            sums: What adds up.
            threshold: Counts from 1 to one under it are hidden; None: nothing is.
        """
        self._counts = counts
        self._threshold = threshold
        self.hidden: Mapping[Key, Hidden] = (
            {} if threshold is None else suppressed(counts, sums, threshold=threshold)
        )

    def shows(self, *keys: Key) -> bool:
        """Whether all of these counts are shown."""
        return not any(key in self.hidden for key in keys)

    def text(self, key: Key) -> str:
        """A count in figures, or in words where it is hidden."""
        match self.hidden.get(key):
            case None:
                return f"{self._counts[key]:,}"
            case Hidden.SMALL:
                return f"fewer than {self._threshold}"
            case _:
                return NOT_SHOWN

    def cell(self, key: Key) -> str | int:
        """The same for a file: a number, or words where it is hidden."""
        return self._counts[key] if key not in self.hidden else self.text(key)

    def part_of(self, part: Key, whole: Key) -> str:
        """A part of a whole: `3 of 14`; a dash where the whole is none."""
        if self.shows(whole) and not self._counts[whole]:
            return "–"
        return f"{self.text(part)} of {self.text(whole)}"
