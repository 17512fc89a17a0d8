"""Passwords, keys and codes that open something."""

from collections.abc import Iterator
from typing import Final

from closecall.privacy.patterns import Finder, Pattern, Span

_TOKENS: Final = (
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY",
    r"PuTTY-User-Key-File-[0-9]",
    r"AGE-SECRET-KEY-1[0-9A-Z]{10,}",
    r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b",
    r"\bgh[pousr]-[A-Za-z0-9]{20,}",
    r"\bgithub-pat-[A-Za-z0-9-]{20,}",
    r"\bgl(?:pat|ptt|dt|rt|cbt|ft|soat)-[A-Za-z0-9-]{16,}",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"\bxapp-[0-9]-[A-Za-z0-9-]{10,}",
    r"hooks\.slack\.com/services/[A-Za-z0-9/-]{20,}",
    r"\bAIza[0-9A-Za-z-]{30,}",
    r"\bya29\.[0-9A-Za-z-]{20,}",
    r"\b(?:sk|rk|pk)-(?:live|test)-[0-9A-Za-z]{10,}",
    r"\bsk-(?:[a-z]{2,8}-){0,2}[A-Za-z0-9-]{20,}",
    r"\bnpm-[A-Za-z0-9]{30,}",
    r"\bpypi-[A-Za-z0-9-]{30,}",
    r"\bhf-[A-Za-z0-9]{30,}",
    r"\bdop-v1-[a-f0-9]{40,}",
    r"\bSG\.[A-Za-z0-9-]{16,}\.[A-Za-z0-9-]{16,}",
    r"\bshp(?:at|ca|pa|ss)-[a-fA-F0-9]{20,}",
    r"\bSK[0-9a-f]{32}\b",
    r"\bATATT3[A-Za-z0-9=-]{20,}",
    r"\bdckr-pat-[A-Za-z0-9-]{20,}",
    r"\bsq0[a-z]{3}-[A-Za-z0-9-]{20,}",
    r"\beyJ[A-Za-z0-9-]{8,}\.(?:eyJ)?[A-Za-z0-9-]{8,}\.[A-Za-z0-9-]{8,}",
    r"(?i:\bAccountKey=[A-Za-z0-9+/=]{16,})",
    r"(?i:\b(?:bearer|basic) [A-Za-z0-9+/=.~-]{16,})",
    r"\b[A-Za-z][A-Za-z0-9+.-]{1,15}://[^\s:/@]{0,64}:[^\s/@]{2,64}@",
)
_WORD: Final = (
    r"(?i:\b(?:pass[ -]?(?:word|wd|phrase|code)|passwd|pwd|pw|pin(?: ?code)?|log-?in code"
    r"|secret(?:[ -]?key)?|client[ -]secret|(?:api|access|auth|private|secret|account|encryption)"
    r"[ -]?(?:key|token)|wi-?fi[ -](?:key|code|pass)|p/w|p@ssw[o0]rd|token|credentials?)s?)"
)
_VALUE: Final = r"([^\s\"'`,;}\])]{4,200})"
_SET: Final = (
    rf"{_WORD}[\"']?[ ]{{0,4}}(?::=|=>|[:=])[ ]{{0,4}}(?:[>|]-?[ ]*)?"
    rf"(?:\n[ ]{{1,24}})?[\"'`]?{_VALUE}"
)
_IS: Final = (
    rf"{_WORD}(?i: (?:is|was|=|changed to|set to|reset to|now)(?: now)?[ ]{{1,4}}[\"'`]?"
    rf"| ?- ?| ?[\"'`]){_VALUE}"
)
_PLAINLY: Final = rf"{_WORD} ([A-Za-z0-9!$%&*+=?^~.]{{8,200}})(?:$|[ \n,;:)\"'])"
_SHORT: Final = rf"(?i:\bpass)[\"']?[ ]?[:=][ ]?[\"'`]?{_VALUE}"
_DOOR: Final = (
    r"(?i:\b(?:key[ -]?(?:safe|box|pad)(?:[ -](?:code|number|no|pin|combination))?|pin|passcode|otp"
    r"|(?:one[ -]time|verification|security|login) (?:code|number)"
    r"|(?:door|alarm|gate|entry|access|lock|safe|cupboard|cabinet|unlock|security)"
    r"[ -](?:code|number|pin|combination)"
    r"|(?:code|combination) (?:for|of|to)(?: the)? [a-z -]{1,30})"
    r"(?: (?:is|was|now|=))?[ .:=#\"'-]{1,4})([0-9C][0-9]{3,7}[XYxy#*]?)\b"
)

_TOKEN_PATTERN: Final = Pattern("|".join(_TOKENS))
_SET_PATTERN: Final = Pattern(_SET)
_IS_PATTERN: Final = Pattern(_IS)
_PLAINLY_PATTERN: Final = Pattern(_PLAINLY)
_SHORT_PATTERN: Final = Pattern(_SHORT)
_DOOR_PATTERN: Final = Pattern(_DOOR)
_SMALL: Final = Pattern("[a-z]")
_DIGIT: Final = Pattern("[0-9]")
_LINE_END: Final = Pattern(r"[\"'`]?[ ]*(?:$|[\n,;}\]#])")
_PLAIN_WORD: Final = Pattern(r"[A-Z]?[a-z'-]+[.:]?")
_REFERENCE: Final = Pattern(r"[$<{*x.-]+|\$\{?[A-Za-z-]+\}?|[0-9]{4}-[0-9]{2}-[0-9]{2}|.?\*{3,}.*")
_YEAR: Final = Pattern(r"20[0-9]{2}")
_SAYS_NOTHING: Final = frozenset(
    b"absent active asked blank change changed checked correct created default disabled enabled"
    b" expired false found given hidden issued known left lost missing needed never none null off"
    b" optional policy protected redacted refused removed renewed required reset secure set shared"
    b" stored true unchanged unknown unused updated used valid weak withdrawn written wrong yes"
    b" this that then they with when were where which what".split()
)


def _find_token(text: bytes) -> Iterator[Span]:
    for found in _TOKEN_PATTERN.all(text):
        yield found.span()


def _find_set(text: bytes) -> Iterator[Span]:
    for found in _SET_PATTERN.all(text):
        value = text[slice(*found.span(1))]
        is_key = value.endswith(b":")
        if is_key and b"\n" in text[found.start() : found.start(1)]:
            continue
        is_all = is_key or _LINE_END.at(text, found.end(1)) is not None
        if _may_open(value) and (is_all or not _PLAIN_WORD.fits(value)):
            yield found.span(1)


def _find_said(text: bytes) -> Iterator[Span]:
    yield from _find_no_word(_IS_PATTERN, text)


def _find_plainly(text: bytes) -> Iterator[Span]:
    for found in _PLAINLY_PATTERN.all(text):
        start, end = found.span(1)
        is_mixed = _SMALL.first(text, start, end) and _DIGIT.first(text, start, end)
        if is_mixed and _may_open(text[start:end]):
            yield start, end


def _find_short(text: bytes) -> Iterator[Span]:
    yield from _find_no_word(_SHORT_PATTERN, text)


def _find_no_word(pattern: Pattern, text: bytes) -> Iterator[Span]:
    """Where the value is no plain word."""
    for found in pattern.all(text):
        value = text[slice(*found.span(1))]
        if _may_open(value) and not _PLAIN_WORD.fits(value):
            yield found.span(1)


def _find_door(text: bytes) -> Iterator[Span]:
    for found in _DOOR_PATTERN.all(text):
        if not _YEAR.fits(text[slice(*found.span(1))]):
            yield found.span(1)


def _may_open(value: bytes) -> bool:
    return value.rstrip(b".:").lower() not in _SAYS_NOTHING and not _REFERENCE.fits(value)


FINDERS: Final = (
    Finder("|".join(_TOKENS), _find_token),
    Finder(_SET, _find_set),
    Finder(_IS, _find_said),
    Finder(_PLAINLY, _find_plainly),
    Finder(_SHORT, _find_short),
    Finder(_DOOR, _find_door),
)
"""All that is looked for."""
