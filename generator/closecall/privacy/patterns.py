"""Patterns of google-re2, with types: linear time whatever the text.

There is no look-round in them; what stands beside a match is looked at after it. They read ASCII
bytes, which is what `folding` makes of any file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol, TypeAlias, cast

import re2

Span: TypeAlias = tuple[int, int]
"""Start and end of something in a text."""

_MEMORY: Final = 64 << 20
"""Bytes that a pattern may use for its states; it becomes slow, and stays right, beyond them."""


class Match(Protocol):
    """What was found."""

    def span(self, group: int = 0, /) -> Span:
        """Where it, or a group of it, stands; (-1, -1) for a group that took no part."""

    def start(self, group: int = 0, /) -> int:
        """Where it begins."""

    def end(self, group: int = 0, /) -> int:
        """Where it ends."""


class _Compiled(Protocol):
    def search(
        self, text: bytes, pos: int | None = None, endpos: int | None = None
    ) -> Match | None: ...

    def match(
        self, text: bytes, pos: int | None = None, endpos: int | None = None
    ) -> Match | None: ...

    def fullmatch(self, text: bytes) -> Match | None: ...


class _Set(Protocol):
    def Match(self, text: bytes) -> list[int] | None: ...  # noqa: N802 - re2's own name


def _options() -> re2.Options:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # the texts are bytes, each a character
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


@cache
def _compiled(source: str) -> _Compiled:
    return cast(_Compiled, re2.compile(source.encode("ascii"), _options()))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, made ready when it is first asked for: most files ask for none."""

    source: str
    """Its text, in re2's syntax. Capitals and small letters differ, but inside `(?i:...)`."""

    def first(self, text: bytes, start: int = 0, end: int | None = None) -> Match | None:
        """The leftmost match that lies between two places."""
        return _compiled(self.source).search(text, start, end)

    def at(self, text: bytes, start: int, end: int | None = None) -> Match | None:
        """The match that begins at a place."""
        return _compiled(self.source).match(text, start, end)

    def is_before(self, text: bytes, end: int, within: int) -> bool:
        """Whether a match ends, by a `$`, at a place, and lies in so many bytes before it."""
        return _compiled(self.source).search(text[max(0, end - within) : end]) is not None

    def fits(self, text: bytes) -> bool:
        """Whether the text as a whole is one match."""
        return _compiled(self.source).fullmatch(text) is not None

    def all(self, text: bytes, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """Every match, none of which overlap."""
        search = _compiled(self.source).search
        # Beyond the end, a pattern that fits nothing would be found again and again.
        while start <= len(text) and (found := search(text, start, end)) is not None:
            yield found
            start = max(found.end(), start + 1)

    def overlapping(self, text: bytes, step: "Pattern") -> Iterator[Match]:
        """Every match, also those that overlap: the search goes on after the first `step` of one.

        The length of a match must be bounded, or this is not linear.
        """
        start = 0
        search = _compiled(self.source).search
        while (found := search(text, start)) is not None:
            yield found
            over = step.first(text, found.start(), found.end())
            start = max(over.end() if over else found.end(), found.start() + 1)


_LOOK_ROUND: Final = ("(?=", "(?!", "(?<=", "(?<!")
_BACKWARDS: Final = re2.compile(r"(?:^|[^\\])(?:\\\\)*\\[1-9]|\(\?P=|\\k[<{']")
"""A back-reference: its sign is not itself written after a backslash."""


def refusal(source: str) -> str:
    """Why somebody else's pattern is not taken, and what to write instead; empty if it is.

    Nothing of the pattern is repeated: it may hold a name.
    """
    if not source.isascii():
        return (
            "a pattern has letters without accents only, as texts are read without them. Write"
            " those."
        )
    if any(sign in source for sign in _LOOK_ROUND):
        return "it looks at what stands around (`(?=` and the like). Write what is to be found."
    if _BACKWARDS.search(source):
        return "it refers back to an earlier part (`\\1` and the like). Write that part again."
    pattern = Pattern(f"(?i:{source})")
    try:
        everywhere = [match for text in (b"", b"a b") for match in pattern.all(text)]
    except re2.error:
        return "it is no pattern that re2 can read, or a far too large one. Look at its brackets."
    if any(match.start() == match.end() for match in everywhere):
        return "it fits where nothing stands, so everywhere. Write at least one sign."
    return ""


@dataclass(frozen=True, slots=True)
class Finder:
    """One family of spellings."""

    gate: str
    """A pattern that is in any text with one of them: where it is not, nobody need look."""
    find: Callable[[bytes], Iterator[Span]]
    """Where they are."""


@dataclass(frozen=True, slots=True, init=False)
class Gate:
    """Many patterns asked in one pass whether they are there at all."""

    sources: tuple[str, ...]
    """The texts of the patterns."""
    _set: _Set

    def __init__(self, sources: Sequence[str]) -> None:
        """A gate with these patterns."""
        object.__setattr__(self, "sources", tuple(sources))
        patterns = re2.Set.SearchSet(_options())
        for source in sources:
            patterns.Add(source.encode("ascii"))
        patterns.Compile()
        object.__setattr__(self, "_set", cast(_Set, patterns))

    def opened(self, text: bytes) -> list[int]:
        """The places in `sources` of those that are there, in order."""
        return sorted(self._set.Match(text) or ())
