"""National Insurance numbers: two letters, six digits, a letter from A to D."""

from collections.abc import Iterator
from typing import Final

from closecall.privacy.between import DIGIT, SPLIT, parts, real
from closecall.privacy.patterns import Finder, Match, Pattern, Span

_NEAR: Final = rf"(?:[ .,/()*+|~-]{{1,3}}|{SPLIT})"
_PAIR: Final = rf"[A-Za-z]{_NEAR}?[A-Za-z]"
_SIX: Final = rf"(?:[0-9]{_NEAR}?){{5}}[0-9]|{DIGIT}{{6}}"
_WHOLE: Final = rf"\b({_PAIR})({_NEAR}?)({_SIX})({_NEAR}?)([A-Da-d])\b"
_SAID: Final = (
    r"(?i:\b(?:nino|n\.?i\.?|national[ -]insurance)(?:[ -](?:no|num|number))?"
    r"[ .:#=\"']{0,4}(?:is )?[ .:#=\"']{0,3})"
    rf"\b({_PAIR}{_NEAR}?(?:[0-9]{_NEAR}?){{5}}[0-9])\b"
)

_WHOLE_PATTERN: Final = Pattern(_WHOLE)
_SAID_PATTERN: Final = Pattern(_SAID)
_LETTER: Final = Pattern("[A-Za-z]")
_MONTH: Final = Pattern("20[0-4][0-9](?:0[1-9]|1[0-2])")
_WORDS: Final = frozenset(b"am an as at be by he if me my no on or so we".split())
_NEVER_FIRST: Final = frozenset("DFIQUV")
_NEVER_SECOND: Final = frozenset("DFIOQUV")
_NEVER: Final = frozenset(["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"])
_EXAMPLE: Final = "QQ"
"""Never given to anybody, but used in every example: found all the same."""


def _find(text: bytes) -> Iterator[Span]:
    for found in _WHOLE_PATTERN.overlapping(text, _LETTER):
        if _is_one(text, found):
            yield found.span()


def _find_said(text: bytes) -> Iterator[Span]:
    for found in _SAID_PATTERN.all(text):
        yield found.span(1)


def _is_one(text: bytes, found: Match) -> bool:
    written, gap, six, last_gap, last = (
        text[slice(*found.span(group))].decode("ascii") for group in range(1, 6)
    )
    pair = (written[0] + written[-1]).upper()
    if pair != _EXAMPLE and (pair[0] in _NEVER_FIRST or pair[1] in _NEVER_SECOND or pair in _NEVER):
        return False
    if real(six.encode("ascii")) < 4:
        return False
    if (
        gap
        and len(written) == 2
        and pair.lower().encode("ascii") in _WORDS
        and not written.isupper()
    ):
        return False  # "on 03.03.26 a carer"
    if last_gap and (". " in last_gap or last.isupper() != written[-1].isupper()):
        return False  # "in RA 202603 a carer"
    is_month = len(parts(six.encode("ascii"))[0]) == 1 and _MONTH.fits(six.encode("ascii"))
    return not (is_month and gap.strip() and last_gap.strip())  # a reference, RA-202603-A


FINDERS: Final = (Finder(_WHOLE, _find), Finder(_SAID, _find_said))
"""All that is looked for."""
