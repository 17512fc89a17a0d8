"""The six questions of a new provider, in plain lines with numbered answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from closecall.authoring.asking import Talk, safe_line
from closecall.authoring.starter.records import FRAMEWORKS, GROUPS, Provider, Service
from closecall.errors import ClosecallError
from closecall.privacy.denied import DenyList
from closecall.records.documents import Plain
from closecall.records.reading import Document
from closecall.records.writing import record_text
from closecall.validation.schemas import Schemas
from closecall.validation.shape import check_shape

HOSTS: Final = ("github", "gitlab", "other")
"""Where the repository may be kept; for the last, files for both of the others are made."""
MOST_SERVICES: Final = 100
_HOST_WORDS: Final = ("GitHub", "GitLab", "Elsewhere, or not decided yet")
_EDITIONS: Final = (("restricted",), ("restricted", "public"))
_EDITION_WORDS: Final = (
    "Only those who are let in: inspectors, commissioners, our own staff",
    "They, and later everybody else, in a public edition that leaves out and blurs",
)
_QUESTIONS: Final = 6
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Asks what a new repository has to know."""

    talk: Talk
    schemas: Schemas
    deny: DenyList

    def ask_all(self) -> tuple[Provider, str]:
        """Ask all six; the provider, and where its repository is kept."""
        self._head(1, "What is the provider called?")
        self.talk.say("The organisation, not a person. Example: Rosewood Care Group")
        name = self._name("provider", "name")
        self._head(2, "Which services are there?")
        services = self._services()
        host = self._chosen(3, "Where will the repository be kept?", _HOST_WORDS, HOSTS)
        editions = self._chosen(4, "Who is to read the site?", _EDITION_WORDS, _EDITIONS)
        self._head(5, "By which frameworks is the evidence to be sorted?")
        frameworks = self._frameworks()
        group = self._chosen(
            6,
            "Which group approves limits, and decides when a near miss is closed?",
            tuple(GROUPS.values()),
            tuple(GROUPS),
        )
        return Provider(
            name=name,
            services=services,
            editions=editions,
            frameworks=frameworks,
            group=group,
        ), host

    def host(self) -> str:
        """Ask only where the repository is kept: the records are there already."""
        self.talk.say("")
        self.talk.say("Question 1 of 1: Where will the repository be kept?")
        return self._one_of(_HOST_WORDS, HOSTS)

    def _head(self, number: int, words: str) -> None:
        self.talk.say("")
        self.talk.say(f"Question {number} of {_QUESTIONS}: {words}")

    def _name(self, kind: str, field: str) -> str:
        return self._until_right(
            lambda: safe_line(self.talk, "", self.deny), lambda line: self._wrong(kind, field, line)
        )

    def _until_right(self, ask: Callable[[], str], wrong: Callable[[str], str]) -> str:
        while True:
            line = ask()
            words = wrong(line)
            if not words:
                return line
            self.talk.say(words)
            self.talk.say("Please answer once more.")

    def _wrong(self, kind: str, field: str, value: str) -> str:
        """What is wrong with a text of a record; empty where it may stand there."""
        data: dict[str, Plain] = {"kind": kind, field: value}
        try:
            record_text(kind, data)
        except ClosecallError as error:
            return str(error)
        document = Document(path="", kind=kind, stem="", data=data, blob="")
        _, findings = check_shape(document, self.schemas)
        return next(
            (f"{one.message} {one.remedy}" for one in findings if one.pointer == (field,)), ""
        )

    def _services(self) -> tuple[Service, ...]:
        field = next(f for f in self.schemas.fields("service") if f.name == "service_type")
        found: list[Service] = []
        while len(found) < MOST_SERVICES:
            more = "Its name, or of the first of them. Example: Rosewood House"
            if found:
                more = "The name of another. Press Enter when there are no more."
            self.talk.say(more)
            name = self._until_right(
                lambda: safe_line(self.talk, "", self.deny),
                lambda line: "" if found and not line else self._wrong("service", "name", line),
            )
            if not name:
                break
            self.talk.say("What is it?")
            found.append(Service(name=name, sort=self._one_of(field.choices, field.choices)))
        return tuple(found)

    def _frameworks(self) -> tuple[str, ...]:
        lists = [one for one in self.schemas.lists.values() if one.is_framework]
        self._list([f"{one.title} ({one.status})" for one in lists])
        standing = " and ".join(
            str(number) for number, one in enumerate(lists, 1) if one.id in FRAMEWORKS
        )
        how = f"Numbers with commas between, or none. Press Enter for {standing}."
        while True:
            line = safe_line(self.talk, how, self.deny)
            if not line:
                return FRAMEWORKS
            if line.casefold() in ("none", "0"):
                return ()
            numbers = [_number(part, len(lists)) for part in line.split(",")]
            if all(numbers):
                return tuple(dict.fromkeys(lists[number - 1].id for number in numbers))
            self.talk.say("Type numbers of the list, such as 1, 2.")

    def _chosen(
        self, number: int, words: str, labels: Sequence[str], values: Sequence[_One]
    ) -> _One:
        self._head(number, words)
        return self._one_of(labels, values)

    def _one_of(self, labels: Sequence[str], values: Sequence[_One]) -> _One:
        self._list(labels)
        while True:
            line = safe_line(self.talk, "A number from the list.", self.deny)
            number = _number(line, len(values))
            if number:
                return values[number - 1]
            known = [label.casefold() for label in labels]
            if line.casefold() in known:
                return values[known.index(line.casefold())]

    def _list(self, labels: Sequence[str]) -> None:
        for number, label in enumerate(labels, 1):
            self.talk.say(f"  {number}. {label}")


def _number(text: str, most: int) -> int:
    """A number of a list; 0 where it is none."""
    text = text.strip().removesuffix(".")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:4]) <= most else 0
