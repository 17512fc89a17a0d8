"""Numbers of rooms, beds, flats, doors and houses."""

from collections.abc import Callable, Iterator
from typing import Final

from closecall.privacy.patterns import Finder, Match, Pattern, Span

_PLACE: Final = (
    "room|rm|bed[ -]?room|flat|apartment|apt|suite|studio|bungalow|cottage|chalet|lodge|door"
    "|cubicle|maisonette|bed[ -]?space"
)
_NO: Final = r"(?:[ .:#-]{0,3}\b(?:nos?|nr|num|numbers?)\b)"
_GAP: Final = r"(?:[ .:#=/|*\"'({\[-]{0,5}(?:(?:is|was) )?|[ :=#|>\"'*-]{0,5}\n[ #>|\"'*-]{0,24})"
_DIGITS: Final = r"([0-9]{1,4}(?:-?[A-Za-z])?)\b"
_LETTERED: Final = (
    rf"\b(?i:bed[ -]?room|room|rm|flat|apartment|apt)()((?i:(?:{_NO}\.?)?))[ #:]{{0,3}}"
    r"([A-Z][0-9]{1,3})\b"
)
_NUMBERED: Final = rf"\b(?i:(?:{_PLACE})(s?)({_NO}?){_GAP})\b{_DIGITS}"
_GLUED: Final = rf"\b(?i:room|rm|bed|bedroom|flat|apt|door){_DIGITS}"
_BED: Final = rf"\b(?:Bed|BED|bed)()((?i:{_NO}?)){_GAP}\b{_DIGITS}"
_UNITS: Final = "one|two|three|four|five|six|seven|eight|nine"
_SPOKEN: Final = (
    rf"((?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{_UNITS}))?"
    rf"|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|{_UNITS})\b"
)
_IN_WORDS: Final = rf"(?i:\b(?:{_PLACE}|bed)(s?)({_NO}?)[ .:#=\"'-]{{1,4}}{_SPOKEN})"
_HOUSE: Final = rf"(?i:\bhouse(){_NO}(){_GAP}{_DIGITS})"
_LIVES: Final = (
    r"(?i:\b(?:lives?|lived|living|resides?|resident|address(?:[ :]{1,2}is)?|stays?|staying)()"
    rf"(?: at)?[ :\"']{{1,3}}(?:at )?(?:no\.?|number|nr\.?|#)()[ ]?{_DIGITS})"
)
_LIVES_AT: Final = rf"(?i:\b(?:lives?|lived|living|resides?|resided) at()() {_DIGITS})"
_STREET: Final = (
    "street|road|avenue|lane|drive|crescent|terrace|gardens|grove|square|mews|close|way|court"
    "|place|hill|row|walk|rise|parade|villas"
)
_STREETS: Final = "|".join(
    (
        *(word.capitalize() for word in _STREET.split("|")),
        "St|Rd|Ave|Av|Ln|Dr|Cres|Ct|Pl|Sq|Cl|Gdns",
    )
)
_ADDRESS: Final = (
    rf"\b([0-9]{{1,4}}[A-Za-z]?),? ((?:[A-Z][A-Za-z']+\.?[ -]){{1,3}})(?:{_STREETS})\b"
)
_ADDRESS_ANY_CASE: Final = (
    r"(?i:\b(?:no\.?|number|nr\.?|#) ?([0-9]{1,4}[a-z]?),? ((?:[a-z']+[ -]){1,3})"
    rf"(?:{_STREET})\b)"
)
_ADDRESS_SMALL: Final = (
    r"\b([0-9]{1,4}[a-z]?),? ((?:[a-z']+ ){1,2})"
    r"(?:street|road|avenue|ave|crescent|mews)\b"
)

_LETTER: Final = Pattern("[A-Za-z0-9]+")
_YEAR: Final = Pattern("20[0-9]{2}")
_GOES_ON: Final = Pattern(r"[.:][0-9]|[/-][0-9]{1,2}[/-][0-9]|[*]?[ ]?%|,[0-9]{3}\b")
"""After a number that is part of a time, a day, an amount."""
_MEASURE: Final = Pattern(
    r"(?i:[ \n-]{0,4}(?:\*C|degrees?|deg|per|percent|hours?|hrs?|h|minutes?|mins?|seconds?|secs?"
    r"|days?|nights?|weeks?|months?|years?|times?|people|persons?|residents?|carers?|staff|workers?"
    r"|nurses?|tablets?|doses?|am|pm|o'clock|metres?|feet|inches|mm|cm|kg|beds?|checks?|visits?"
    r"|rooms?|steps?|more|others|pairs?|sheets?|pillows?|blankets?|mornings?|evenings?|occasions?"
    r"|shifts?|audits?|sensors?|alarms?|complaints?|concerns?|papers?|posters?"
    r"|and a half|out of)\b)"
)
"""What a number counts that stands after one of the words by chance."""
_OF: Final = Pattern(r"(?: of | out of |/)[0-9]")
_SHARED: Final = Pattern(
    r"(?i:\b(?:meeting|training|treatment|clinic|clinical|medicines?|medication|staff|store|storage"
    r"|stock|sluice|laundry|linen|plant|boiler|dining|day|server|board|waiting|consulting|changing"
    r"|seminar|class|fire|front|back|garden|kitchen|main|car|fridge|freezer|cupboard|lift|exit"
    r"|activity|therapy|utility|switch|post)[ -]{1,2})$"
)
"""Before a room or a door that is nobody's."""
_ENDS: Final = Pattern(
    r"(?i:$|[ ]?[.,;:!?)\]}\"'\n/]|-[a-z]|'s\b|[ ](?:is|was|were|had|has|on|at|and|in|for|with|by"
    r"|after|before|when|to|from|because|as|but|where|who|did|will|called|rang|did)\b)"
)
"""After a number in words that counts nothing."""
_NO_HOUSE: Final = Pattern(
    r"(?i:\b(?:units?|floors?|wings?|weeks?|days?|parts?|steps?|runs?|routes?|entry|entries|forms?"
    r"|versions?|regulations?|regs?|sections?|levels?|stages?|phases?|rules?|tables?|pages?|of|to|by"
    r"|the|all|every|past|than|policy|procedure|standard|question|item|line|log|ref|figure)"
    r"[ .:#]{1,2})$"
)
_IN_A_SENTENCE: Final = frozenset(
    b"a access along an and are at busy by carers cars close down for four from hour hours icy"
    b" in into is km lane mile miles min minute minutes month months mph new of off on one or"
    b" out over people per private residents risk safe safety service staff that then this three"
    b" to two up vans visits was way week weeks were wet with year years".split()
)
"""Words before a street that make it no name."""
_MONTHS: Final = frozenset(
    b"january february march april may june july august september october november december".split()
)


def _finder(source: str, is_one: Callable[[bytes, Match], bool]) -> Finder:
    pattern = Pattern(source)

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.overlapping(text, _LETTER):
            if is_one(text, found):
                yield found.span()

    return Finder(source, find)


def _is_glued(text: bytes, found: Match) -> bool:
    return not _YEAR.fits(text[slice(*found.span(1))])


def _is_in_words(text: bytes, found: Match) -> bool:
    is_numbered = found.start(2) < found.end(2)
    if not is_numbered and not _ENDS.at(text, found.end()):
        return False
    return not _MEASURE.at(text, found.end()) and not _is_shared(text, found.start())


def _is_address(text: bytes, found: Match) -> bool:
    street = text[slice(*found.span(2))].lower().split()
    is_sentence = street[0] in _MONTHS or not _IN_A_SENTENCE.isdisjoint(street)
    return not is_sentence and not _NO_HOUSE.is_before(text, found.start(), 16)


def _is_small_address(text: bytes, found: Match) -> bool:
    is_number = not text[max(0, found.start() - 1) : found.start()].strip(b" \n\"'(#,:")
    return is_number and _is_address(text, found)


def _is_place(text: bytes, found: Match) -> bool:
    start, end = found.start(3), found.end(3)
    number = text[start:end]
    if _YEAR.fits(number) or _GOES_ON.at(text, end) or _MEASURE.at(text, end):
        return False
    is_many = found.start(1) < found.end(1)
    if is_many and (b":" in text[found.end(1) : start] or _OF.at(text, end)):
        return False  # rooms: 42
    return not _is_shared(text, found.start())


def _is_shared(text: bytes, start: int) -> bool:
    return _SHARED.is_before(text, start, 20)


FINDERS: Final = (
    *(
        _finder(source, _is_place)
        for source in (_NUMBERED, _LETTERED, _BED, _HOUSE, _LIVES, _LIVES_AT)
    ),
    _finder(_GLUED, _is_glued),
    _finder(_IN_WORDS, _is_in_words),
    *(_finder(source, _is_address) for source in (_ADDRESS, _ADDRESS_ANY_CASE)),
    _finder(_ADDRESS_SMALL, _is_small_address),
)
"""All that is looked for; a find reaches over the word and the number."""
