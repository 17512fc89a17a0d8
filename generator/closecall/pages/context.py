"""What every page needs of the evidence: names, titles and addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from closecall.evidence import Evidence
from closecall.model.fields import RecordId
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.setting import Service
from closecall.records.kinds import KIND_BY_NAME

TITLE_LENGTH = 80
"""A near miss without a title is called by its first sentence, cut at a word before this."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a template draws: words, and the page they lead to (empty: words alone)."""

    text: str
    path: str


def folder(record: Record) -> str:
    """The folder of the site in which a record has its page."""
    return KIND_BY_NAME[record.kind].folder


def path_of(record: Record) -> str:
    """The page of a record, as a path in the site."""
    return f"{folder(record)}/{record.id}/index.html"


def root_of(path: str) -> str:
    """What leads from a page back to the top of the site: `../../` for `a/b/index.html`."""
    return "../" * path.count("/")


def title_of(record: Record) -> str:
    """What a record is called on pages."""
    if record.title:
        return record.title
    if isinstance(record, NearMiss):
        return short(record.what_happened)
    if isinstance(record, Service):
        return record.name
    return KIND_BY_NAME[record.kind].title


def short(text: str) -> str:
    """The first sentence of a text, cut at a word before `TITLE_LENGTH` characters."""
    sentence = " ".join(text.split()).split(". ")[0].rstrip(".")
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


class Names:
    """Titles of roles and services, and links to records, for the templates."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.register = evidence.register

    def role(self, role: RecordId | None) -> str:
        """A role's title; what the record says where no such role is known."""
        found = self.register.role(role)
        return (found.title if found else "") or (role or "")

    def service(self, service: RecordId | None) -> str:
        """A service's name; what the record says where no such service is known."""
        found = self.register.service(service)
        return (found.name if found else "") or (service or "")

    def link(self, record_id: RecordId | None) -> Link:
        """A link that shows the id of a record; words alone where it is not known."""
        record = self.register.records.get(record_id) if record_id else None
        return Link(record_id or "", path_of(record) if record else "")

    def links(self, records: Iterable[Record]) -> tuple[Link, ...]:
        """Links that show ids."""
        return tuple(Link(record.id, path_of(record)) for record in records)

    def titled(self, record: Record) -> Link:
        """A link that shows the title of a record."""
        return Link(title_of(record), path_of(record))

    def days_between(self, first: date | None, last: date | None) -> str:
        """Days taken, in words; empty where a day is missing."""
        if not first or not last:
            return ""
        days = (last - first).days
        return "the same day" if days == 0 else f"{days} day" + ("" if days == 1 else "s")
