"""Dates of birth: a date near a word that says so."""

from collections.abc import Iterator
from typing import Final

from closecall.privacy.patterns import Finder, Pattern, Span

_MONTH: Final = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SEP: Final = r"[ \n]{0,2}[ ./,\\-][ \n]{0,2}"
_DAY: Final = r"[0-3]?[0-9](?i:st|nd|rd|th)?"
_LONG_YEAR: Final = r"(?:189|19[0-9]|200)[0-9]|201[0-2]"
"""The years in which the people were born who are cared for or work here: 1890 to 2012."""
_TENS: Final = r"(?:twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety)"
_SPOKEN_YEAR: Final = (
    rf"(?i:nineteen[ -](?:hundred(?:[ -]and)?[ -])?(?:{_TENS}(?:[ -][a-z]{{3,5}})?"
    r"|oh?[ -][a-z]{3,5}|[a-z]{3,5}teen|ten|eleven|twelve)|two thousand(?: and)?(?: [a-z]{3,6})?)"
)
_SHORT_YEAR: Final = r"'?[3-9][0-9]"
"""Two digits that are hardly a year of this century."""


def _numeric(year: str, sep: str) -> str:
    return (
        rf"{_DAY}{sep}[01]?[0-9]{sep}(?:{year})|(?:{year}){sep}[01]?[0-9]{sep}[0-3]?[0-9]"
        rf"|[01]?[0-9]{sep}{_DAY}{sep}(?:{year})"
    )


def _named(year: str) -> str:
    return (
        rf"(?:{_DAY}(?: ?of| day of)?[ ./,\n-]{{0,3}})?{_MONTH}[ ./,\n-]{{0,3}}(?:of )?(?:{year})"
        rf"|{_MONTH}[ ./-]{{0,2}}{_DAY}[ .,/\n-]{{1,3}}(?:{year})"
    )


def _compact(year: str) -> str:
    return rf"[0-3][0-9][01][0-9](?:{year})|(?:{year})[01][0-9][0-3][0-9]"


_FULL_YEAR: Final = r"[cC]?(?:18|19|20)[0-9]{2}"
_ANY_YEAR: Final = rf"{_FULL_YEAR}|'?[0-9]{{2}}|{_SPOKEN_YEAR}"
_OLD_YEAR: Final = rf"{_LONG_YEAR}|{_SPOKEN_YEAR}"
_ANY_DATE: Final = (
    rf"(?:{_numeric(_ANY_YEAR, _SEP)}|{_named(_ANY_YEAR)}|{_compact(f'{_FULL_YEAR}|[0-9]{{2}}')}"
    rf"|{_DAY}(?: of)?[ ./-]?{_MONTH}|{_MONTH}[ .-]?{_DAY}|{_FULL_YEAR}"
    rf"|{_SPOKEN_YEAR}|'[0-9]{{2}})\b"
)
_OLD_DATE: Final = (
    rf"(?:{_numeric(_OLD_YEAR, _SEP)}|{_numeric(_SHORT_YEAR, '[./-]')}"
    rf"|{_named(f'{_OLD_YEAR}|{_SHORT_YEAR}')}|{_compact(_LONG_YEAR)}|{_OLD_YEAR})\b"
)
_WORD: Final = (
    r"(?i:\b(?:born|d[ ./-]{0,2}o[ ./-]{0,2}b|(?:date|day|year|month|place)[ -]?of[ -]?births?"
    r"|birth[ -]?(?:day|date|year)?s?|b-?day))"
)
_FILLER: Final = (
    r"(?:[ \n:=.,;|(\[{\"'#*>/-]|(?i:\b(?:is|was|on|in|the|of|as|about|around|c|circa|ca|date|day"
    r"|his|her|their|year|month|be|that|it|dd|mm|yyyy|yy|uk|value|text)\b)){0,24}"
)
_TIGHT: Final = rf"({_WORD}{_FILLER}{_ANY_DATE})"
_AFTER: Final = rf"({_WORD}[^a-zA-Z0-9](?:(?s:.{{0,60}}?)[^0-9A-Za-z])??{_OLD_DATE})"
_BEFORE: Final = rf"\b({_OLD_DATE}[^0-9a-zA-Z](?:[^0-9]{{0,30}}?[^0-9a-zA-Z])??{_WORD})\b"
_B: Final = rf"(?:\b[bB]\.|\([bB]) ?({_OLD_DATE})"

_TABLE: Final = (
    *((_WORD, source) for source in (_TIGHT, _AFTER, _BEFORE)),
    (r"\b[bB]\. ?[0-9]|\([bB] [0-9]", _B),
)


def _finder(gate: str, source: str) -> Finder:
    pattern = Pattern(source)

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.all(text):
            yield found.span(1)

    return Finder(gate, find)


FINDERS: Final = tuple(_finder(gate, source) for gate, source in _TABLE)
"""All that is looked for; a find reaches over the word and the date."""
