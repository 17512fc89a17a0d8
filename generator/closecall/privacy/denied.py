"""The provider's own list of words that no record may hold."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from closecall.privacy.folding import folded
from closecall.privacy.patterns import Pattern, Span

_PIECE: Final = Pattern("[A-Za-z0-9]+")
_GAP: Final = "[^A-Za-z0-9]{0,40}?"
_TOGETHER: Final = 500
"""So many words make one pattern."""


@dataclass(frozen=True, slots=True)
class DenyList:
    """Words, and names of more than one word, that may stand nowhere.

    They are looked for as whole words, whatever their capitals, their accents and the signs between
    them; patterns as they are written. What is on the list is never shown, in its own text neither.
    """

    _words: tuple[str, ...] = field(default=(), repr=False)
    _patterns: tuple[Pattern, ...] = field(default=(), repr=False, compare=False)
    _foreign: tuple[str, ...] = field(default=(), repr=False, compare=False)
    _written: tuple[str, ...] = field(default=(), repr=False)
    """Patterns, as they were given."""

    @property
    def entries(self) -> int:
        """How many words, names and patterns are on it."""
        return len(self._words) + len(self._written)

    @classmethod
    def of(cls, words: Iterable[str], patterns: Iterable[str] = ()) -> "DenyList":
        """A list of these words; one without a letter or digit counts for nothing.

        Args:
            words: Words and names.
            patterns: In the syntax of re2, each one that `patterns.refusal` has let through.
        """
        written = tuple(sorted(set(patterns)))
        given = tuple(sorted(set(words)))
        pieces = sorted({_pieces(word) for word in given if not _is_foreign(word)}, reverse=True)
        alternatives = [_GAP.join(several) for several in pieces if several]
        return cls(
            given,
            tuple(
                Pattern(rf"\b(?i:{'|'.join(alternatives[start : start + _TOGETHER])})\b")
                for start in range(0, len(alternatives), _TOGETHER)
            )
            + tuple(Pattern(f"(?i:{source})") for source in written),
            tuple(_same(word).strip() for word in given if _is_foreign(word)),
            written,
        )

    def find(self, text: bytes) -> Iterator[Span]:
        """Where one of the words stands in a folded text."""
        for pattern in self._patterns:
            for found in pattern.all(text):
                if found.start() < found.end():
                    yield found.span()

    def find_foreign(self, text: str) -> Iterator[Span]:
        """Where a word in letters that folding does not keep apart stands in a text."""
        if not self._foreign or text.isascii():
            return
        same = "".join(map(_same, text))
        for word in self._foreign:
            start = same.find(word)
            while start >= 0:
                end = start + len(word)
                if not (_goes_on(same, start - 1, start) or _goes_on(same, end, end - 1)):
                    yield start, end
                start = same.find(word, end)


def too_short(word: str) -> bool:
    """Whether a word is so short that it would be found everywhere, or can be found nowhere."""
    if _is_foreign(word):
        return not _same(word).strip()
    return sum(map(len, _pieces(word))) < _LEAST


_LEAST: Final = 2
"""Letters or digits of a word."""


def _pieces(word: str) -> tuple[str, ...]:
    plain = folded(word)
    return tuple(plain[slice(*found.span())].decode("ascii").lower() for found in _PIECE.all(plain))


def _is_foreign(word: str) -> bool:
    """Whether a word has letters of a script other than ours."""
    return any(
        letter.isalpha() and not unicodedata.name(letter, "").startswith(_OURS)
        for letter in unicodedata.normalize("NFKD", word)
    )


_OURS: Final = ("LATIN", "MODIFIER LETTER")


def _same(text: str) -> str:
    """Small letters, whatever their width; as many characters as there were, for one."""
    same = unicodedata.normalize("NFKC", text).lower()
    return same if len(text) != 1 or len(same) == 1 else text


def _goes_on(text: str, beside: int, last: int) -> bool:
    """Whether a word goes on beside its last letter; scripts without spaces have no such words."""
    if not 0 <= beside < len(text) or unicodedata.category(text[last]) == "Lo":
        return False
    return text[beside].isalnum()


NO_WORDS: Final = DenyList.of(())
"""A list with nothing on it."""
