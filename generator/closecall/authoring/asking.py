"""Plain questions, one a block, made from the schema of a kind.

Nothing here knows a terminal: a question is said line by line and an answer is heard as a line,
so that a slow line, a screen reader and a script are served alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from closecall.authoring.linking import Known, in_order
from closecall.privacy.denied import DenyList
from closecall.privacy.kinds import WORDINGS
from closecall.privacy.scanning import scan
from closecall.records.documents import Plain
from closecall.records.reading import Document
from closecall.validation.schemas import Field, Schemas
from closecall.validation.shape import check_shape

ENVELOPE: Final = frozenset(
    [
        *("kind", "id", "schema_version", "evidence", "framework_map", "links", "public_text"),
        *("privacy", "amendments", "withdrawn"),
    ]
)
"""Fields that no question asks for: an author adds them in the file where they are needed."""
REPORTED: Final = frozenset(["near_miss", "incident"])
"""Kinds written down by whoever is on shift: no more is asked for than a report needs."""
_MOST_LISTED: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Both sides of a conversation."""

    say: Callable[[str], None]
    """Takes one line."""
    hear: Callable[[], str]
    """Gives the next line of the author, without its line break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks for the fields of one new record."""

    kind: str
    path: str
    """Where the record will lie."""
    schemas: Schemas
    known: Known
    talk: Talk
    deny: DenyList
    """What else no answer may hold."""

    @property
    def _is_brief(self) -> bool:
        return self.kind in REPORTED

    def ask_all(self, filled: Mapping[str, Plain], *, every: bool = False) -> dict[str, Plain]:
        """Ask for all that is still to be said.

        Args:
            filled: What is known already; it is not asked for.
            every: Ask for what may be left out too, also of a near miss.

        Returns:
            What was filled in and what was answered, in the order of the schema.
        """
        fields = [
            field
            for field in self.schemas.fields(self.kind)
            if field.name not in ENVELOPE
            and field.name not in filled
            and (field.required or every or not self._is_brief)
        ]
        data = dict(filled)
        for place, field in enumerate(fields, 1):
            self.talk.say("")
            self.talk.say(f"Question {place} of {len(fields)}: {field.title}")
            value = self._ask_until_right(field, data)
            if value is not None:
                data[field.name] = value
        return in_order(self.kind, data, self.schemas)

    def _ask_until_right(self, field: Field, data: Mapping[str, Plain]) -> Plain:
        while True:
            value = self._ask(field, needed=field.required)
            if value is None:
                return None
            wrong = self.wrong({**data, field.name: value}, field.name)
            if not wrong:
                return value
            for words in wrong:
                self.talk.say(words)
            self.talk.say("Please answer once more.")

    def wrong(self, data: Mapping[str, Plain], name: str = "") -> tuple[str, ...]:
        """What is wrong with a record, or with one of its fields; nothing of it is repeated."""
        whole: dict[str, Plain] = {"kind": self.kind, **data}
        document = Document(path=self.path, kind=self.kind, stem="", data=whole, blob="")
        _, findings = check_shape(document, self.schemas)
        return tuple(
            f"{finding.message} {finding.remedy}".strip()
            for finding in findings
            if not name or (finding.pointer[:1] == (name,) and finding.rule != "S08")
        )

    def _ask(self, field: Field, *, needed: bool) -> Plain:
        """One field with all that is inside; None where it is left out."""
        if field.fields and "object" in field.types and "array" not in field.types:
            return self._group(field, needed=needed)
        if field.fields and "array" in field.types:
            return self._groups(field, needed=needed)
        return self._one(field, needed=needed)

    def _group(self, field: Field, *, needed: bool) -> Plain:
        self._explain(field)
        if field.choices:
            words = ", ".join(field.choices)
            told = self._line(f"Press Enter to answer in parts, or type: {words}.")
            if told in field.choices:
                return told
        elif not needed:
            told = self._line("Press Enter to leave it out, or type y to answer in parts.")
            if told.lower() not in ("y", "yes"):
                return None
        found: dict[str, Plain] = {}
        for inner in field.fields:
            if inner.name == "*":
                found.update(self._named_texts())
            elif inner.required or not self._is_brief or inner.name in _BRIEF.get(field.name, ()):
                self.talk.say(f"{field.title}: {inner.title}")
                value = self._ask(inner, needed=inner.required)
                if value is not None:
                    found[inner.name] = value
        return found or None

    def _named_texts(self) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        while True:
            line = self._line("Write one as name: text. Press Enter when there are no more.")
            if not line:
                return found
            name, colon, text = line.partition(":")
            if colon and name.strip() and text.strip():
                found[name.strip()] = text.strip()
            else:
                self.talk.say("A colon has to stand between the name and the text.")

    def _groups(self, field: Field, *, needed: bool) -> Plain:
        self._explain(field)
        found: list[Plain] = []
        while True:
            if found or not needed:
                none, more = ("no more", "another") if found else ("none", "one")
                told = self._line(f"Press Enter for {none}, or type y to add {more}.")
                if told.lower() not in ("y", "yes"):
                    return found or None
            one: dict[str, Plain] = {}
            for inner in field.fields:
                if inner.required or not self._is_brief:
                    self.talk.say(f"{field.title}: {inner.title}")
                    value = self._ask(inner, needed=inner.required)
                    if value is not None:
                        one[inner.name] = value
            if one:
                found.append(one)

    def _one(self, field: Field, *, needed: bool) -> Plain:
        self._explain(field)
        choices = self._choices(field)
        many = "array" in field.types
        for number, (word, label) in enumerate(choices, 1):
            self.talk.say(f"  {number}. {word}" + (f" ({label})" if label else ""))
        if many and not choices and not field.refers_to:
            return self._texts(field, needed=needed)
        how = "Numbers or words, with commas between." if many else ""
        if choices and not many:
            how = "A number from the list, or the word."
        if not needed:
            how = f"{how} Press Enter to leave it out.".strip()
        words = [word for word, _ in choices]
        numeric = bool({"integer", "number"} & field.types)
        while True:
            line = self._line(how)
            if not line:
                if not needed:
                    return None
                self.talk.say(field.error or "This has to be answered.")
                continue
            parts = [part.strip() for part in line.split(",")] if many else [line]
            values = [part if numeric else _chosen(part, words) for part in parts if part]
            if field.choices and not numeric and not set(values) <= set(words):
                self.talk.say(field.error or "Choose from the list.")
                continue
            if many:
                return list(values)
            return _typed(values[0], field)

    def _texts(self, field: Field, *, needed: bool) -> Plain:
        """Texts of the author's own, one a line: a comma is part of a text."""
        found: list[Plain] = []
        while True:
            line = self._line("One a line. Press Enter when there are no more.")
            if line:
                found.append(line)
            elif found or not needed:
                return found or None
            else:
                self.talk.say(field.error or "This has to be answered.")

    def _choices(self, field: Field) -> list[tuple[str, str]]:
        if field.refers_to:
            found = [
                (one, _label(document))
                for one, document in sorted(self.known.items())
                if document.kind in field.refers_to
            ]
            if len(found) > _MOST_LISTED:
                self.talk.say(f"  There are {len(found)} of them: type the id.")
                found = []
            return [*found, *((word, "") for word in field.refers_except)]
        return [(word, "") for word in field.choices]

    def _explain(self, field: Field) -> None:
        if field.description:
            self.talk.say(field.description)
        if field.examples and isinstance(field.examples[0], (str, int, float)):
            self.talk.say(f"Example: {field.examples[0]}")

    def _line(self, how: str) -> str:
        return safe_line(self.talk, how, self.deny)


def safe_line(talk: Talk, how: str, deny: DenyList) -> str:
    """A line of the author that holds nothing that looks like somebody's data.

    Args:
        talk: Both sides.
        how: What is said before each try; nothing where it is empty.
        deny: What else the line may not hold.
    """
    while True:
        if how:
            talk.say(how)
        line = talk.hear().strip()
        hits = scan("answer", line.encode("utf-8", "replace"), deny)
        if not hits:
            return line
        wording = WORDINGS[hits[0].kind]
        talk.say(f"This looks like {wording.name}. {wording.remedy}")
        talk.say("Nothing of it was kept. Please answer once more.")


_BRIEF: Final[Mapping[str, tuple[str, ...]]] = {
    "harm_potential": ("worst", "reason"),
    "source_ref": ("log", "locator", "held_by_role"),
    "reported_openly": ("anonymous",),
}
"""Of what is asked when something is reported: parts that the schema lets be left out."""


def _chosen(text: str, words: list[str]) -> str:
    """The word that a number of the list means, or the text itself."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(words):
        return words[int(text) - 1]
    return next((word for word in words if word.casefold() == text.casefold()), text)


def _typed(text: str, field: Field) -> Plain:
    if "boolean" in field.types and text.lower() in ("yes", "no", "true", "false"):
        return text.lower() in ("yes", "true")
    try:
        if "integer" in field.types or "number" in field.types:
            return int(text)
    except ValueError:
        pass
    try:
        return float(text) if "number" in field.types else text
    except ValueError:
        return text


def _label(document: Document) -> str:
    said = document.data.get("title") or document.data.get("name") or ""
    return said if isinstance(said, str) else ""
