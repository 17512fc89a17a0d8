"""Names of people after their title."""

from collections.abc import Iterator
from typing import Final

from closecall.privacy.patterns import Finder, Match, Pattern, Span

_FIELD: Final = r"[\"']?[ ,]{0,3}\n?[ -]{0,24}[\"']?[A-Za-z-]{0,20}(?i:name)[\"']?:[ \"']{0,3}"
"""From one field to the next, which is a name."""
_WIDE_GAP: Final = rf"(?:{_FIELD}|[ .:'\"*~(/\[-]{{1,4}}|[ .]{{0,2}}\n[ #>|*]{{0,24}})"
_GAP: Final = rf"(?:{_FIELD}|[ ]{{1,4}}|\n[ ]{{0,24}}|[*-]{{1,2}}|[ ]\*{{1,2}})"
_DOTTED_GAP: Final = rf"(?:{_FIELD}|[ .]{{1,4}}|[.]?\n[ ]{{0,24}}|[.]?-|[ .]\*{{1,2}})"
_INITIALS: Final = r"(?:[A-Z][. ]{1,2}){0,4}"
_PARTICLES: Final = (
    r"(?:(?i:de|da|di|du|del|della|der|den|van|von|la|le|al|el|bin|ibn|ap|ab|st|mc|mac|o|t)"
    r"[ '.-]{1,2}){0,3}"
)
_NAME: Final = rf"{_INITIALS}{_PARTICLES}([A-Z][A-Za-z'-]+)"

_ALWAYS: Final = (
    rf"\b(?i:mrs|mr|mister|missus|messrs|mx){_WIDE_GAP}({_PARTICLES}[A-Za-z][A-Za-z'-]*)"
)
_ABBREVIATED: Final = (
    r"\b(?:[Mm][Ss]|[Mm][Ii][Ss][Ss]|[Dd][Rr]|(?i:prof|cllr)|R[Ee][Vv][Dd]?|Fr)"
    rf"{_DOTTED_GAP}{_NAME}"
)
_IN_FULL: Final = (
    r"\b(?i:doctor|professor|reverend|councillor|sir|dame|lady|lord|madam|sister|nurse|matron"
    rf"|midwife|father|pastor|rabbi|imam|sergeant|sgt|madame|monsieur){_GAP}{_NAME}"
)
_ONE_LETTER: Final = r"\b((?:Ms|Dr|Prof)\.? [A-HJ-Z]|Miss [B-HJ-Z])(?:$|[^A-Za-z0-9-])"
_TOGETHER: Final = r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)([A-Z][a-z'-]+)"
_IN_A_FILE_NAME: Final = r"\b(?:ms|miss|dr|prof)-([a-z][a-z'-]+)"
_SURNAME_FIRST: Final = (
    r"\b([A-Z][A-Za-z'-]+)(?:, ?(?:Mrs|Mr|Mx)| ?[(\[](?:Mrs|Mr|Ms|Miss|Mx)\.?[)\]])"
)

_ONE_LETTER_PATTERN: Final = Pattern(_ONE_LETTER)
_LETTER: Final = Pattern("[A-Za-z]+")
_NEAR: Final = Pattern(r"(?i:\bnear[ \n-]{1,3})$")
_ARTICLE: Final = Pattern(r"(?i:\b(?:an?|the|our|their|his|her|your|duty|by|to|or|any|each|gp) )$")
_NUMBER: Final = Pattern(r"[ .-]{1,2}[0-9]")
_KEY: Final = Pattern(r"[A-Za-z0-9 -]{0,40}[\"']?:(?:[ \n]|$)")

_NO_NAMES: Final = frozenset(
    # What a sentence goes on with, or begins with
    b"a about after again all also always an and another any are as asked at away back be"
    b" because been before being both but by called came can checked could did do does during"
    b" each eight either else every five for found four from gave given gives had has have"
    b" having he her here hers him his how however if in informed into is it its later looked"
    b" made may me might mine must my named near never next nine no nobody none nor not"
    b" nothing noticed now of off on once one only or other our out over own put read said"
    b" same saw say says seen seven she should since six so some somebody soon still such"
    b" surname ten than that the their them then there these they this those thought three"
    b" through to today told tonight too took two under until up upon us use used very was we"
    b" went were what when where whether which while who whom whose why will with without"
    b" would yes yesterday yet you your zero"
    # Days
    b" friday monday saturday sunday thursday tuesday wednesday"
    # What is no person: wards, things, kinds of work
    b" adviser advisor agency aide alarm alert allocation app appointment appointments area"
    b" assessor assistant associate associates bank bleep board branch buzzer call caller"
    b" calls care carer chapel charge check checks clinic commit company consultant"
    b" coordinator cover date day days department desk documentation dose doses education"
    b" educator entry evidence facility finding floor form forms group groups handover"
    b" handovers home homes hospital hours house id in-charge incident initials intervention"
    b" item key lane lead leader led led-care led-clinic level liaison lieutenant line list"
    b" local log logs manager managers mayor medication medicines name names navigator"
    b" near-miss night note notes office officer on-call on-duty or organisation"
    b" organisations out pager panel patient patients pool post practice practitioner"
    b" practitioners prescriber prescribers prescription provider rate record records"
    b" referral register report reporting reports review review-led reviews revision road"
    b" role room rota round rounds run safety schedule schedules school service services"
    b" shift shifts signature site sites specialist specialists staff staffing station"
    b" stations street student students supervisor supply surgery system systems task team"
    b" teams title trainee training unit units update verifier visit visitor visits ward"
    b" wards week weeks work worker workers"
    # Programs, machines and illnesses with the same letters
    b" access christmas diagnosis dr drive excel imaging lookup madam onenote outlook plan"
    b" powerpoint project recovery relapse scan scanner scans server sharepoint sir society"
    b" symptoms test windows word x-ray".split()
)
"""Words after a title that are no surname."""
_NAMES_TOO: Final = frozenset(b"bank cover day house key line may post read rose ward will".split())
"""Those of them that are surnames after Dr, Miss and Ms."""
_NO_MISTER: Final = frozenset(
    b"and dr imaging lookup messrs miss missus mister mr mrs ms mx or record records scan scanner"
    b" scans server".split()
)
"""Words with a capital after Mr, Mrs and Mx that are no name."""
_MONTHS: Final = frozenset(
    b"january february march april may june july august september october november december".split()
)


def _finder(source: str) -> Finder:
    pattern = Pattern(source)

    def find(text: bytes) -> Iterator[Span]:
        for found in pattern.overlapping(text, _LETTER):
            if _is_name(text, found, source):
                yield found.span()

    return Finder(source, find)


def _is_name(text: bytes, found: Match, how: str) -> bool:
    name = text[slice(*found.span(1))]
    word = name.lower().rstrip(b"'-").removesuffix(b"'s")
    gap = text[found.start() : found.start(1)]
    if how == _ALWAYS and name[:1].isupper():
        return word not in _NO_MISTER
    if how == _SURNAME_FIRST and word in _NO_MISTER:
        return False
    if word in _MONTHS and _NUMBER.at(text, found.end()):
        return False
    if word in _NO_NAMES or word.split(b"-")[0] in _NO_NAMES:
        return how == _ABBREVIATED and word in _NAMES_TOO
    is_key = how == _IN_FULL and b"\n" in gap and b":" not in gap and _KEY.at(text, found.end())
    is_sentence = how == _ABBREVIATED and b"." in gap and _is_role(text, found.start())
    is_near_miss = _NEAR.is_before(text, found.start(), 8)
    if is_key or is_sentence or is_near_miss:
        return False
    return how != _ALWAYS or len(word) > 1


def _is_role(text: bytes, start: int) -> bool:
    """Whether what begins here is said of a role: the Dr, a Dr, our Dr."""
    return _ARTICLE.is_before(text, start, 8)


def _find_letter(text: bytes) -> Iterator[Span]:
    for found in _ONE_LETTER_PATTERN.all(text):
        if not _NEAR.is_before(text, found.start(), 8):
            yield found.span(1)


FINDERS: Final = (
    *map(
        _finder,
        (_ALWAYS, _ABBREVIATED, _IN_FULL, _TOGETHER, _IN_A_FILE_NAME, _SURNAME_FIRST),
    ),
    Finder(_ONE_LETTER, _find_letter),
)
"""All that is looked for; a find reaches over the title and the name."""
