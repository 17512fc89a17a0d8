"""The page of a list of words: what each key means, whether it is in use, and who uses it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from closecall.model.control import Control
from closecall.model.days import in_words
from closecall.model.incident import Incident
from closecall.model.vocabulary import FAMILY, MECHANISM, Word, WordList
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    commas,
    exact,
    gap,
    said,
    spaced,
    table,
    title,
    words,
)
from closecall.pages.section import Section
from closecall.pages.words import counted, listed, near_misses


def vocabulary_sections(words_list: WordList, facts: Facts) -> tuple[Section, ...]:
    """Every word with its meaning, and the keys that records use and no list explains."""
    used = _used(words_list, facts)
    rows = [
        (
            ((title(word.label),), (words("Key: "), exact(word.id))),
            ((said(word.meaning),),) if word.meaning else ((gap("No meaning is given."),),),
            (_in_use(word, facts),),
            ((words(used.get(word.id, "No record on this day")),),),
        )
        for word in words_list.words
    ]
    about = (
        f"Pages show the word, and beside it the key that records write: {words_list.vocabulary}."
    )
    return (
        Section(
            "cc-words",
            "The words",
            ((words(about),), *_unexplained(words_list, used, facts)),
            table("Every word of the list", ("Word", "Meaning", "In use", "Used by"), rows),
        ),
    )


def _in_use(word: Word, facts: Facts) -> Line:
    pieces: list[Html] = []
    if word.valid_from:
        pieces.append(words(f"From {in_words(word.valid_from)}"))
    if word.valid_to:
        pieces.append(words(f"until {in_words(word.valid_to)}"))
    if not word.in_use(facts.as_at):
        pieces.append(words("(not now)"))
    if word.superseded_by:
        pieces += [words("In its place:"), exact(word.superseded_by)]
    return spaced(pieces) or (words("Always"),)


def _used(words_list: WordList, facts: Facts) -> Mapping[str, str]:
    """Who uses each key, in words; every key that any record uses, in the list or not."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    uses = {MECHANISM: _mechanisms, FAMILY: _families}.get(words_list.vocabulary)
    for key, sort in uses(facts) if uses else _units(words_list, facts):
        if key:
            found[key][sort] += 1
    return {key: listed(_counted(n, sort) for sort, n in c.items()) for key, c in found.items()}


def _mechanisms(facts: Facts) -> Iterator[tuple[str, str]]:
    yield from ((trail.settled.mechanism, "near miss") for trail in facts.trails)
    yield from ((i.mechanism, "incident") for i in facts.register.of(Incident) if not i.withdrawn)
    yield from ((m, "control") for c in facts.register.of(Control) for m in c.mechanisms)


def _families(facts: Facts) -> Iterator[tuple[str, str]]:
    yield from ((control.family, "control") for control in facts.register.of(Control))
    yield from ((f, "service") for s in facts.register.services for f in s.control_families)


def _units(words_list: WordList, facts: Facts) -> Iterator[tuple[str, str]]:
    for trail in facts.trails:
        if not words_list.services or trail.near_miss.service in words_list.services:
            yield _unit_key(trail.near_miss.place, words_list), "near miss"


def _unit_key(place: str, words_list: WordList) -> str:
    """The key of a unit that a record names by its word or by its key."""
    named = " ".join(place.split()).casefold()
    return next(
        (w.id for w in words_list.words if named in (w.id, " ".join(w.label.split()).casefold())),
        "",
    )


def _counted(number: int, sort: str) -> str:
    return near_misses(number) if sort == "near miss" else counted(number, sort)


def _unexplained(words_list: WordList, used: Mapping[str, str], facts: Facts) -> Lines:
    """Keys that records use and no list of this vocabulary has."""
    explained = facts.register.labels(words_list.vocabulary)
    unknown = sorted(key for key in used if key not in explained)
    if not unknown:
        return ()
    what = gap(f"Records use {counted(len(unknown), 'key')} that no list explains:")
    return ((what, words(" "), *commas(map(exact, unknown))),)
