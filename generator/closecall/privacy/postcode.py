"""Postcodes of the United Kingdom, the Crown dependencies and the forces."""

from collections.abc import Iterator
from typing import Final

from closecall.privacy.between import SPLIT, real
from closecall.privacy.patterns import Finder, Match, Pattern, Span

_GAP: Final = rf"(?:[ .,/|+*~\\\"'()-]{{1,4}}|{SPLIT})"
_AS_USUAL: Final = rf"\b([A-Za-z]{{1,2}})([0-9][A-Za-z0-9]?)({_GAP}?)([0-9])([A-Za-z]{{2}})\b"
_ALIKE: Final = rf"\b([A-Z]{{1,2}})([0-9OIl][A-Z0-9]?)({_GAP}?)([0-9OIl])([A-Z]{{2}})\b"
_S: Final = r"[ .,/|_-]"
_APART: Final = (
    rf"\b([A-Za-z](?:{_S}[A-Za-z])?){_S}([0-9](?:{_S}[0-9A-Za-z])?)"
    rf"({_S}{{1,4}})([0-9]){_S}([A-Za-z]{_S}[A-Za-z])\b"
)
_LOOSE: Final = (
    r"\b([A-Z](?:[ -]?[A-Z])?)[ -]?([0-9](?:[ -]?[0-9A-Z])?)([ -]{0,3})"
    r"([0-9])[ -]?([A-Z][ -]?[A-Z])\b"
)
_BANK: Final = r"(?i:\bgir[ -]?[0o]aa\b)"

_BANK_PATTERN: Final = Pattern(_BANK)
_LETTER: Final = Pattern("[A-Za-z]")
_REVISION: Final = Pattern(r"(?i:\b(?:commit|revision|hash|sha|blob|digest)[ :#=\"'`(]{1,3})$")
_HEX: Final = Pattern("[0-9a-f]+")
_OWN_FIELD: Final = Pattern(r"\bods-code: *[\"']?$")

AREAS: Final = frozenset(
    b"AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN"
    b" DT DY E EC EH EN EX FK FY G GL GU GX GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY"
    b" L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR QC RG RH RM"
    b" S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR"
    b" WS WV XX YO ZE".split()
)
"""The letters with which postcodes begin."""
_NEVER_LAST: Final = frozenset(b"CIKMOV")
_ORDINALS: Final = frozenset([b"ST", b"ND", b"RD", b"TH"])
_MEASURES: Final = frozenset(b"dp fl ft gb gr hr hz lb pt px ug xl".split())
_CAPITALS: Final = frozenset(b"ICU IDS ILL INN ITS ITU LAB LEG LED OFF OLD ONE OUR OUT OWN".split())
"""Words in capitals that begin like a digit."""


def _finder(source: str) -> Finder:
    pattern = Pattern(source)

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.overlapping(text, _LETTER):
            if _is_one(text, found):
                yield found.span()

    return Finder(source, find)


def _find_bank(text: bytes) -> Iterator[Span]:
    for found in _BANK_PATTERN.all(text):
        yield found.span()


def _is_one(text: bytes, found: Match) -> bool:
    area, district, sector, unit = (_letters(text, found.span(group)) for group in (1, 2, 4, 5))
    gap = found.start(3) < found.end(3)
    if area.upper() not in AREAS or _NEVER_LAST & set(unit.upper()):
        return False
    if (district.startswith(b"0") and len(district) > 1) or not real(text[slice(*found.span())]):
        return False
    return not (
        (unit.upper() in _ORDINALS and not unit.isupper())  # on E5 2nd floor
        or (gap and unit in _MEASURES)  # vitamin B12 5ug
        or sector + unit in _CAPITALS  # switch S1 OUT
        or _is_something_else(text, found)
    )


def _letters(text: bytes, span: Span) -> bytes:
    """A part of a postcode without the signs in it."""
    return text[slice(*span)].translate(None, b" .,/|_-")


def _is_something_else(text: bytes, found: Match) -> bool:
    start, end = found.span()
    written = text[start:end]
    if _HEX.fits(written) and text[start - 1 : start] == b"#":
        return True  # a colour
    return (written.isalnum() and _OWN_FIELD.is_before(text, start, 24)) or (
        _HEX.fits(written) and _REVISION.is_before(text, start, 24)
    )


FINDERS: Final = (
    *map(_finder, (_AS_USUAL, _ALIKE, _APART, _LOOSE)),
    Finder(_BANK, _find_bank),
)
"""All that is looked for."""
