"""E-mail addresses, also with their signs in words."""

from collections.abc import Iterator
from typing import Final

from closecall.privacy.between import SPLIT
from closecall.privacy.patterns import Finder, Pattern, Span

_LOCAL: Final = r"[A-Za-z0-9.!#$%&'*+/=?^`{|}~-]{1,64}"
_IN: Final = r"[\[({<]"
_OUT: Final = r"[\])}>]"
_SPACE: Final = r"[ \n]{0,8}"
_LABEL: Final = r"[A-Za-z0-9][A-Za-z0-9-]{0,62}"
_DOT_IN_WORDS: Final = (
    rf"(?:{_SPACE}{_IN}{_SPACE}(?i:\.|dot|full ?stop|point){_SPACE}{_OUT}{_SPACE}"
    rf"|[ \n-]{{1,8}}(?i:dot)[ \n-]{{1,8}})"
)
_TOP: Final = (
    r"(?i:com|org|net|uk|co|nhs|gov|eu|info|care|example|test|invalid|health|me|ie|io|email|mail"
    r"|scot|wales|cymru|london)"
)
_LAST: Final = r"[A-Za-z]{2,24}"


def _domain(dot: str, last: str) -> str:
    return rf"{_LABEL}(?:{dot}{_LABEL}){{0,4}}{dot}{last}"


_SIGN: Final = (
    rf"({_LOCAL}(?:[\"'\\]|[ ]{{0,4}})@(?:{_SPACE}|{SPLIT})"
    + _domain(rf"(?:{_SPACE}\.{_SPACE}|{_DOT_IN_WORDS})", _LAST)
    + ")"
)
_BRACKETS: Final = (
    rf"({_LOCAL}{_SPACE}{_IN}{_SPACE}(?i:at|@|at ?sign){_SPACE}{_OUT}{_SPACE}"
    + _domain(rf"(?:\.|{_DOT_IN_WORDS})", _LAST)
    + r")\b"
)
_LONE_A: Final = (
    rf"({_LOCAL} ?{_IN}(?i:a){_OUT} ?" + _domain(rf"(?:\.|{_DOT_IN_WORDS})", _TOP) + r")\b"
)
_IN_WORDS: Final = (
    rf"({_LOCAL}[ \n-]{{1,8}}(?i:at)[ \n-]{{1,8}}" + _domain(_DOT_IN_WORDS, _LAST) + r")\b"
)
_GLUED: Final = r"\b([a-z0-9.-]{2,64}AT[a-z0-9-]{2,62}(?:(?:DOT|\.)[a-z0-9-]{2,24}){1,4})\b"
_AT_A_DOMAIN: Final = (
    rf"\b({_LOCAL})[ -](?i:at)[ -]({_domain(chr(92) + '.', _TOP)})(?:$|[^A-Za-z0-9/-])"
)

_AT_A_DOMAIN_PATTERN: Final = Pattern(_AT_A_DOMAIN)
_NO_DOMAIN: Final = Pattern(r"@ ?(?:v?[0-9]+[0-9.x]*|[A-Za-z0-9-]+)(?:\.(?:yml|yaml|json|md|txt))")
"""A release or a name in the name of a file."""
_NO_NAMES: Final = frozenset(
    b"available find found form forms guidance held here is it listed look look-up lookup news"
    b" online out page pages published read report see shown site sites stored that them then this"
    b" up us was website website: which".split()
)
"""Words before `at` and an address of the web that are no mailbox."""


def _finder(gate: str, source: str) -> Finder:
    pattern = Pattern(source)

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.all(text):
            at = text.find(b"@", *found.span(1))
            if at < 0 or not _NO_DOMAIN.fits(text[at : found.end(1)]):
                yield found.span(1)

    return Finder(gate, find)


def _find_at_a_domain(text: bytes) -> Iterator[Span]:
    for found in _AT_A_DOMAIN_PATTERN.all(text):
        name, domain = (text[slice(*found.span(group))].lower() for group in (1, 2))
        if name not in _NO_NAMES and not domain.startswith(b"www."):
            yield found.start(1), found.end(2)


FINDERS: Final = (
    _finder("@", _SIGN),
    _finder(rf"{_IN}{_SPACE}(?i:at|@|at ?sign){_SPACE}{_OUT}", _BRACKETS),
    _finder(rf"{_IN}(?i:a){_OUT}", _LONE_A),
    _finder(r"(?i:[^A-Za-z]dot[^A-Za-z])", _IN_WORDS),
    _finder(_GLUED, _GLUED),
    Finder(rf"(?i:[ -]at[ -])(?:{_domain(chr(92) + '.', _TOP)})", _find_at_a_domain),
)
"""All that is looked for."""
