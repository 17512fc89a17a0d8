"""A tree of records and some that are not written yet, read as if they were."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import groupby

from closecall.records.reading import Tree
from closecall.records.trees import FoundFile, SourceFile, blob_id


@dataclass(frozen=True, slots=True)
class WithNew:
    """What a tree would hold with some more files; nothing is written anywhere."""

    tree: Tree
    new: Mapping[str, bytes]
    """By path, what is to stand in each. None of the paths is in the tree."""

    def listed(self) -> Iterator[FoundFile]:
        """Every file, in the order of its path."""
        new = (FoundFile(path) for path in sorted(self.new))
        return merge(self.tree.listed(), new, key=lambda file: file.path)

    def opened(self, files: Iterable[FoundFile]) -> Iterator[SourceFile]:
        """Some of the files, each with what stands in it, in the order in which they are given."""
        for is_new, group in groupby(files, key=lambda file: file.path in self.new):
            if not is_new:
                yield from self.tree.opened(group)
                continue
            for file in group:
                raw = self.new[file.path]
                yield SourceFile(path=file.path, raw=raw, blob=blob_id(raw))

    def read(self, path: str) -> bytes:
        """The bytes of one of the files."""
        return self.new[path] if path in self.new else self.tree.read(path)
