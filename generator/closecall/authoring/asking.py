"""Plain questions, one a block, made from the schema of a kind.

Nothing here knows a terminal: a question is said line by line and an answer is heard as a line,
so that a slow line, a screen reader and a script are served alike.
"""

from collections.abc import Callable, Mapping, Sequence
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
_NOTHING: Final = "none_apply"
"""In place of a list: the part that says why nothing of the kind is so."""


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
    asked_for: Callable[[Mapping[str, Plain]], Mapping[str, str]]
    """Given the record so far: by field, what the check would say that it lacks."""

    @property
    def _is_brief(self) -> bool:
        return self.kind in REPORTED

    def ask_all(self, filled: Mapping[str, Plain], *, every: bool = False) -> dict[str, Plain]:
        """Ask for all that is still to be said.

        First what the record cannot do without; then what the check asks for, as it would judge
        the record so far; then, after a question, what may be left out.

        Args:
            filled: What is known already; it is not asked for.
            every: Ask for what may be left out without asking first, also of a near miss.

        Returns:
            What was filled in and what was answered, in the order of the schema.
        """
        fields = {
            field.name: field
            for field in self.schemas.fields(self.kind)
            if field.name not in ENVELOPE and field.name not in filled
        }
        data = dict(filled)
        first = [field for field in fields.values() if field.required or every]
        self._ask_each(first, data, {})
        seen = {field.name for field in first}
        # An answer can bring a question with it: how thorough, and then why that is enough.
        while asked := {
            name: words for name, words in self.asked_for(data).items() if name in fields
        }:
            more = [fields[name] for name in fields if name in asked and name not in seen]
            if not more:
                break
            self._ask_each(more, data, asked)
            seen |= {field.name for field in more}
        data = self._mended(fields, data)
        rest = [field for name, field in fields.items() if name not in seen]
        if rest and not self._is_brief:
            self.talk.say("")
            self.talk.say(f"{_questions(len(rest))} may be left out: {_listed(rest)}.")
            told = self._line("Press Enter to leave out all of them, or type y to be asked each.")
            if told.lower() in ("y", "yes"):
                self._ask_each(rest, data, {})
                data = self._mended(fields, data)
        return in_order(self.kind, data, self.schemas)

    def _ask_each(
        self, fields: Sequence[Field], data: dict[str, Plain], asked: Mapping[str, str]
    ) -> None:
        for place, field in enumerate(fields, 1):
            self.talk.say("")
            self.talk.say(f"Question {place} of {len(fields)}: {field.title}")
            if field.name in asked:
                self.talk.say(f"The check asks for it. {asked[field.name]}")
            value = self._ask_until_right(field, data, wanted=field.name in asked)
            if value is not None:
                data[field.name] = value

    def _mended(self, fields: Mapping[str, Field], data: dict[str, Plain]) -> dict[str, Plain]:
        """Say once what the check would find in the answers, and take better ones."""
        for name, words in self.asked_for(data).items():
            if name in fields and name in data:
                self.talk.say("")
                self.talk.say(f"The check would say of {fields[name].title}: {words}")
                told = self._line("Press Enter to leave it so, or type y to answer once more.")
                if told.lower() in ("y", "yes"):
                    value = self._ask_until_right(fields[name], data, wanted=True)
                    if value is not None:
                        data[name] = value
        return data

    def _ask_until_right(
        self, field: Field, data: Mapping[str, Plain], *, wanted: bool = False
    ) -> Plain:
        while True:
            value = self._ask(field, needed=field.required, wanted=wanted)
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

    def _ask(self, field: Field, *, needed: bool, wanted: bool = False) -> Plain:
        """One field with all that is inside; None where it is left out.

        Args:
            field: What is asked.
            needed: The record cannot be without it.
            wanted: It can, and the check asks for it: it is left out only by a word.
        """
        if field.fields and "object" in field.types and "array" not in field.types:
            return self._group(field, needed=needed, wanted=wanted)
        if field.fields and "array" in field.types:
            return self._groups(field, needed=needed, wanted=wanted)
        return self._one(field, needed=needed)

    def _left_out(self, how: str, *, wanted: bool) -> bool:
        """Whether an answer with several parts is left out."""
        if wanted:
            told = self._line(f"Press Enter {how}, or type n to leave it out for now.")
            return told.lower() in ("n", "no")
        told = self._line(f"Press Enter to leave it out, or type y {how}.")
        return told.lower() not in ("y", "yes")

    def _group(self, field: Field, *, needed: bool, wanted: bool) -> Plain:
        self._explain(field)
        if [inner.name for inner in field.fields] == ["*"]:
            return self._named_texts() or None
        if field.choices:
            words = ", ".join(field.choices)
            told = self._line(f"Press Enter to answer in parts, or type: {words}.")
            if told in field.choices:
                return told
        elif "string" in field.types:
            return self._text_or_none(field, needed=needed)
        elif not needed and self._left_out("to answer in parts", wanted=wanted):
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

    def _text_or_none(self, field: Field, *, needed: bool) -> Plain:
        """A text, or that there is nothing of the kind and why."""
        (none,) = field.fields
        how = "Write it. Or type none, to say why there is none."
        while True:
            line = self._line(how if needed else f"{how} Press Enter to leave it out.")
            if line.casefold() == "none":
                self.talk.say(f"{field.title}: {none.title}")
                return {none.name: self._one(none, needed=True)}
            if line or not needed:
                return line or None
            self.talk.say(field.error or "This has to be answered.")

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

    def _groups(self, field: Field, *, needed: bool, wanted: bool) -> Plain:
        self._explain(field)
        found: list[Plain] = []
        nothing = next((inner for inner in field.fields if inner.name == _NOTHING), None)
        if nothing:
            told = self._line("Type none, to say why none applies. Press Enter to go on.")
            if told.casefold() == "none":
                self.talk.say(f"{field.title}: {nothing.title}")
                return {nothing.name: self._one(nothing, needed=True)}
        while True:
            if found:
                told = self._line("Press Enter for no more, or type y to add another.")
                if told.lower() not in ("y", "yes"):
                    return found
            elif not needed and self._left_out("to add one", wanted=wanted):
                return None
            one = self._one_entry(field)
            if one:
                found.append(one)
            elif not needed:
                return found or None

    def _one_entry(self, field: Field) -> dict[str, Plain]:
        """One of several answers that have parts; empty where each part is left out."""
        one: dict[str, Plain] = {}
        for inner in field.fields:
            if inner.name != _NOTHING and (inner.required or not self._is_brief):
                self.talk.say(f"{field.title}: {inner.title}")
                value = self._ask(inner, needed=inner.required)
                if value is not None:
                    one[inner.name] = value
        return one

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
                and not (field.name == "recorded_by_role" and document.data.get("body"))
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


def _questions(number: int) -> str:
    return "1 more question" if number == 1 else f"{number} more questions"


def _listed(fields: Sequence[Field]) -> str:
    return ", ".join(field.title[:1].lower() + field.title[1:] for field in fields)


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
