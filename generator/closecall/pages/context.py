"""What every page needs of the evidence: names, titles and addresses."""

from typing import Final

from closecall.evidence import Evidence
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.setting import Service
from closecall.pages.markup import Html, Link, id_link, page_link
from closecall.pages.words import isolated
from closecall.records.kinds import KIND_BY_NAME

TITLE_LENGTH = 80
"""An event without a title is called by its first sentence, cut at a word before this."""


def folder(record: Record) -> str:
    """The folder of the site in which a record has its page."""
    return KIND_BY_NAME[record.kind].folder


def path_of(record: Record) -> str:
    """The page of a record, as a path in the site."""
    return f"{folder(record)}/{record.id}/index.html"


def title_of(record: Record) -> str:
    """What a record is called on pages."""
    if record.title:
        return record.title
    if isinstance(record, NearMiss | Incident):
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


def heading_of(record: Record) -> str:
    """What a record is called where it stands alone: its title, else its kind and its day."""
    title = title_of(record)
    if title == KIND_BY_NAME[record.kind].title and record.day:
        return f"{title} of {in_words(record.day)}"
    return title


_AUTHORS: Final = (
    "reviewer_role",
    "auditor_role",
    "removed_by_role",
    "by_role",
    "owner_role",
    "group",
    "recorded_by_role",
)


def author(record: Record) -> RecordId | None:
    """The role that made a record, as far as it says so."""
    for name in _AUTHORS:
        role: RecordId | None = getattr(record, name, None)
        if role:
            return role
    return None


class Names:
    """What roles and services are called, and links to records; each made once for a site."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.register = evidence.register
        self._roles: dict[RecordId | None, str] = {}
        self._ids: dict[RecordId | None, Html] = {}
        self._titles: dict[RecordId, Html] = {}

    def role(self, role: RecordId | None) -> str:
        """A role's title; what the record says where no such role is known."""
        known = self._roles.get(role)
        if known is None:
            found = self.register.role(role)
            title = (found.title if found else "") or (role or "")
            known = self._roles[role] = isolated(title)
        return known

    def service(self, service: RecordId | None) -> str:
        """A service's name; what the record says where no such service is known."""
        found = self.register.service(service)
        return isolated((found.name if found else "") or (service or ""))

    def id(self, record_id: RecordId | None) -> Html:
        """The id of a record, as a link; words alone where it is not known."""
        known = self._ids.get(record_id)
        if known is None:
            record = self.register.records.get(record_id) if record_id else None
            link = Link(record_id or "", path_of(record) if record else "")
            known = self._ids[record_id] = id_link(link)
        return known

    def title(self, record: Record) -> Html:
        """The title of a record, as a link."""
        known = self._titles.get(record.id)
        if known is None:
            known = self._titles[record.id] = page_link(Link(title_of(record), path_of(record)))
        return known
