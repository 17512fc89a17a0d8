"""The provider's own words: what its short keys mean, and what pages call them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, envelope
from closecall.records.reading import Document

MECHANISM: Final = "mechanism"
FAMILY: Final = "control family"
UNIT: Final = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a list."""

    id: str
    """The short key, as records write it."""
    label: str
    """What people call it, as pages show it."""
    meaning: str
    valid_from: date | None
    """The first day on which it may be chosen: its own, else that of its list."""
    valid_to: date | None
    superseded_by: str
    """The key of the word that took its place; empty where none did."""

    def in_use(self, day: date) -> bool:
        """Whether it may be chosen on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList(Record):
    """A list of the provider's own words."""

    vocabulary: str
    """`mechanism`, `control family` or `unit`."""
    services: tuple[RecordId, ...]
    """The services that use it; none means every one."""
    valid_from: date | None
    approved_by: RecordId | None
    words: tuple[Word, ...]


def read_word_list(document: Document, *, broken: bool) -> WordList:
    """Read a `list` record."""
    f = Fields(document.data)
    valid_from = f.day("valid_from")
    return WordList(
        **envelope(document, f, day=valid_from, broken=broken),
        vocabulary=f.text("vocabulary"),
        services=f.refs("service"),
        valid_from=valid_from,
        approved_by=f.ref("approved_by"),
        words=tuple(
            Word(
                id=item.text("id"),
                label=item.text("label"),
                meaning=item.text("meaning"),
                valid_from=item.day("valid_from") or valid_from,
                valid_to=item.day("valid_to"),
                superseded_by=item.text("superseded_by"),
            )
            for item in f.items("items")
        ),
    )


def labels(lists: Iterable[WordList], vocabulary: str) -> Mapping[str, str]:
    """What each key of a vocabulary is called; where two lists have it, as the later one says.

    A word that is no longer chosen keeps its label: older records use it.
    """
    return {
        word.id: word.label
        for one in lists
        if one.vocabulary == vocabulary and not one.withdrawn
        for word in one.words
        if word.id and word.label
    }
