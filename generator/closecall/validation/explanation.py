"""What is wrong with a record's shape, said to the person who wrote it.

One finding for each mistake, in the words of the schema (`x-error`); where several shapes are
possible, about the one that was meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from closecall.findings import Finding, Pointer
from closecall.records.reading import Document
from closecall.records.refusals import nearest
from closecall.validation.faults import Fault, faults
from closecall.validation.moments import is_period
from closecall.validation.schemas import Schemas, Slot, type_of
from closecall.validation.words import (
    SAFE_NAME,
    in_words,
    listed,
    shape_finding,
    with_way_to_write,
)


def explain(document: Document, schemas: Schemas) -> tuple[Finding, ...]:
    """The findings of a record that has not the shape of its kind; at least one."""
    explainer = _Explainer(document, schemas)
    found: dict[tuple[str, Pointer], Finding] = {}
    for fault in _telling(faults(document.data, document.kind, schemas)):
        for finding in explainer.findings(fault):
            found.setdefault((finding.rule, finding.pointer), finding)
    for pointer in explainer.misspelt:
        found.pop(("S01", pointer), None)
    if found:
        return tuple(found.values())
    # The two validators disagree; whatever the reason, what the fast one refused stays out.
    message = "The record does not have the shape of its kind."
    remedy = "Compare it with another record of this kind."
    return (shape_finding("S08", document, (), message, remedy),)


@dataclass(frozen=True, slots=True)
class _Hints:
    """What the schemas say about the place where something is wrong."""

    remedy: str
    """The nearest `x-error`; empty where there is none."""
    list_id: str
    """The code list of the answers; empty where they come from none."""


class _Explainer:
    """Turns the faults of one record into findings."""

    def __init__(self, document: Document, schemas: Schemas) -> None:
        self._document = document
        self._schemas = schemas
        self.misspelt: set[Pointer] = set()
        """Fields that are there under a name that comes near: not missing, then."""

    def findings(self, fault: Fault) -> Iterator[Finding]:
        """The findings of one fault; several where it holds several mistakes."""
        keyword = fault.keyword
        if fault.value is None and keyword in _ASKS_FOR_A_VALUE:
            yield self._about(fault, "S06", "{name} is empty.")
        elif keyword in ("anyOf", "oneOf"):
            yield from self._no_branch(fault)
        elif keyword == "required":
            yield from self._missing(fault)
        elif keyword == "additionalProperties":
            yield from self._unknown(fault)
        elif keyword in ("enum", "const"):
            yield self._not_listed(fault, _allowed(fault))
        elif keyword == "type":
            yield self._other_type(fault, _types(fault))
        elif keyword == "not":
            yield self._denied(fault)
        elif "propertyNames" in fault.way[-2:-1]:
            message = f"A name in {self._place(fault.pointer)} is not written as it has to be."
            yield self._finding(
                "S05", (*fault.pointer, fault.value), message, self._hints(fault).remedy
            )
        else:
            rule, words = _PLAIN_WORDS.get(keyword, ("S08", "{name} is not possible here."))
            yield self._about(fault, rule, words)

    # Each of the following takes one kind of fault apart.

    def _missing(self, fault: Fault) -> Iterator[Finding]:
        slot = self._slot(fault.pointer)
        for name in fault.argument:
            if name in fault.value:
                continue
            child = slot.children.get(name) if slot else None
            # A branch that asks for something more may also say why.
            own = fault.schema.get("properties", {}).get(name, {}).get("x-error")
            remedy = own or (child and child.first("x-error")) or f"Add `{name}`."
            title = child and child.first("title")
            called = f"`{name}` ({title})" if title else f"`{name}`"
            message = f"{called} is missing{self._where(fault.pointer)}."
            remedy = with_way_to_write(remedy, self._sort(child))
            remedy = _with_answers(remedy, child)
            yield self._finding("S01", (*fault.pointer, name), message, remedy)

    def _unknown(self, fault: Fault) -> Iterator[Finding]:
        known = tuple(fault.schema.get("properties", ()))
        free = tuple(name for name in known if name not in fault.value)
        title = self._schemas.schema(self._document.kind)["title"]
        where = self._where(fault.pointer) or f" in a record of the kind {title}"
        possible = f"Possible: {listed(known)}." if len(known) <= _LISTED else ""
        rests: list[str] = []
        for name in fault.value:
            if name in known:
                continue
            is_piece = fault.value[name] is None and " " in name
            near = "" if is_piece else nearest(name.lower(), free)
            if near:
                self.misspelt.add((*fault.pointer, near))
            elif fault.value[name] is None:
                rests.append(name)
                continue
            # What follows a comma in a text looks like a name, so a name is only repeated where
            # it can hardly be anything but one of ours, written wrongly.
            field = f"field `{name}`" if _is_misspelt(name, near, fault) else "such field"
            remedy = f"Did you mean `{near}`? " if near else ""
            remedy += possible or "Correct the name, or delete the field."
            yield self._finding(
                "S04", (*fault.pointer, name), f"There is no {field}{where}.", remedy
            )
        if rests:
            others = len(rests) - 1
            more = f" The same is true of {others if others > 1 else 'one'} more." if others else ""
            remedy = f"{_rest_of_text(fault.value)} {possible or 'Otherwise delete the field.'}"
            message = f"There is no such field{where}.{more}"
            yield self._finding("S04", (*fault.pointer, rests[0]), message, remedy)

    def _not_listed(
        self, fault: Fault, allowed: Sequence[object], *, others: bool = False
    ) -> Finding:
        """Say which answers there are; with `others`, something else is possible beside them."""
        if isinstance(fault.value, (list, dict)):
            return self._other_type(fault, ("string",))
        hints = self._hints(fault)
        answers = [str(value) for value in allowed]
        lower = {answer.lower(): answer for answer in reversed(answers)}
        near = _meant(str(fault.value).strip().lower(), lower)
        parts = [hints.remedy, f"Did you mean `{near}`?" if near else ""]
        if others and hints.remedy:
            pass  # which says it all
        elif len(answers) <= _LISTED:
            parts.append(f"Possible: {listed(answers)}.")
        else:
            title = self._schemas.lists[hints.list_id].title if hints.list_id else ""
            full = f"; all {len(answers)} are in the list {title}" if title else ""
            parts.append(f"Such as: {listed(answers[:_SOME])}{full}.")
        message = f"{self._place(fault.pointer)} is not one of the possible answers."
        return self._finding("S02", fault.pointer, message, " ".join(filter(None, parts)))

    def _other_type(self, fault: Fault, types: Sequence[str]) -> Finding:
        wanted = " or ".join(_IN_WORDS[name] for name in types)
        given = type_of(fault.value)
        hint = ""
        if given == "object" and "string" in types:
            hint = " If the text holds a colon and a space, put it in quotes."
        elif tuple(types) == ("array",):
            hint = (
                " Write a list: [first, second], or each item on a line of its own, beginning with"
                " `- `."
            )
        elif given == "string" and {"integer", "number"} & set(types):
            hint = " Write digits alone, without quotes and without a unit."
        message = f"{{name}} is {_IN_WORDS[given]}, and {wanted} is expected."
        return self._about(fault, "S03", message, hint)

    def _denied(self, fault: Fault) -> Finding:
        if fault.argument == {}:
            return self._about(fault, "S08", "{name} does not belong here.")
        if isinstance(fault.value, str):
            return self._about(fault, "S06", "{name} says nothing.")
        return self._about(fault, "S08", "What {name} says does not go together.")

    def _no_branch(self, fault: Fault) -> Iterator[Finding]:
        """Several shapes are possible and none fits: speak of the one that was meant."""
        if not fault.branches:
            yield self._about(fault, "S08", "More is said in {name} than goes together.")
            return
        asked = [_only_asks_for(branch) for branch in fault.branches]
        if all(asked):
            names = dict.fromkeys(name for names in asked for name in names)
            message = f"One of {listed(names, 'or')} is missing{self._where(fault.pointer)}."
            remedy = self._hints(fault).remedy or "Add one of them."
            yield self._finding("S01", fault.pointer, message, remedy)
            return
        fitting = [branch for branch in fault.branches if not _misfits(branch, fault)]
        wordy = [branch for branch in fitting if not _only_words(branch, fault)]
        if not fitting:
            types = (name for branch in fault.branches for name in _wanted(branch, fault))
            yield self._other_type(fault, tuple(dict.fromkeys(types)))
        elif not wordy:
            allowed = [value for branch in fitting for value in _allowed(branch[0])]
            others = len(fitting) < len(fault.branches)
            yield self._not_listed(fitting[0][0], allowed, others=others)
        else:
            for inner in _telling(min(wordy, key=lambda branch: _strangeness(branch, fault))):
                yield from self.findings(inner)

    # What the findings are made of.

    def _about(self, fault: Fault, rule: str, message: str, hint: str = "") -> Finding:
        said = message.format(name=self._place(fault.pointer), value=fault.argument)
        slot = self._slot(fault.pointer)
        remedy = self._hints(fault).remedy or "Look at another record of this kind."
        remedy = with_way_to_write(remedy, self._sort(slot)) + hint
        if fault.keyword == "pattern" and slot and _looks_like_several(fault.value, slot):
            remedy += " Write several as a list: [first, second]."
        elif fault.value is None and slot and _is_free_text(slot):
            remedy += " What begins with # is a comment to YAML: put such a text in quotes."
        return self._finding(rule, fault.pointer, said, remedy)

    def _place(self, pointer: Pointer) -> str:
        """A place in words; of a name that is not in the schemas, only that it is an entry."""
        slot: Slot | None = self._schemas.slot(self._document.kind)
        known: list[str | int] = []
        for step in pointer:
            is_own = isinstance(step, str) and (slot is None or step not in slot.children)
            known.append(_NAMELESS if is_own else step)
            slot = slot.inside(step) if slot else None
        return in_words(tuple(known))

    def _where(self, pointer: Pointer) -> str:
        return f" in {self._place(pointer)}" if pointer else ""

    def _sort(self, slot: Slot | None) -> str:
        """Which sort of time is asked for in a place; empty where none is."""
        if slot is None:
            return ""
        if slot.day_type:
            return slot.day_type
        if is_period(slot):
            return "period"
        duration = self._schemas.file("common.json")["$defs"]["duration"]["pattern"]
        return "duration" if slot.first("pattern") == duration else ""

    def _finding(self, rule: str, pointer: Pointer, message: str, remedy: str) -> Finding:
        return shape_finding(rule, self._document, pointer, message, remedy)

    def _slot(self, pointer: Pointer) -> Slot | None:
        slot: Slot | None = self._schemas.slot(self._document.kind)
        for step in pointer:
            slot = slot.inside(step) if slot else None
        return slot

    def _hints(self, fault: Fault) -> _Hints:
        """Follow the fault's way through the schemas to what they say about its place.

        The words beside a `$ref` go before those of what it refers to, and those of a branch
        before those of what surrounds it.
        """
        file = f"{self._document.kind}.json"
        node: Any = self._schemas.schema(self._document.kind)
        remedy, list_id = node.get("x-error", ""), ""
        steps = list(fault.way)
        while True:
            while steps[0] not in node and "$ref" in node:
                node, file = self._schemas.resolve(node["$ref"], file)
                remedy = remedy or node.get("x-error", "")
                list_id = list_id or node.get("x-list", "")
            keyword = steps.pop(0)
            if not steps or keyword not in node:
                return _Hints(remedy, list_id)
            node = node[keyword]
            if keyword in _SEVERAL:
                node = node[steps.pop(0)]
            own = node.get("x-error", "")
            # What is said of a list is good for an item too, but not what is said of a group.
            remedy = own if keyword == "properties" else own or remedy
            list_id = node.get("x-list", "")


_ASKS_FOR_A_VALUE: Final = frozenset(["type", "enum", "const", "anyOf", "oneOf"])
_SEVERAL: Final = frozenset(["properties", "allOf", "anyOf", "oneOf"])
"""Keywords that hold several schemas, by name or number."""
_PLAIN_WORDS: Final[dict[str, tuple[str, str]]] = {
    "pattern": ("S05", "{name} is not written as it has to be."),
    "minLength": ("S06", "{name} is empty."),
    "maxLength": ("S06", "{name} is longer than {value:,} characters."),
    "minItems": ("S06", "{name} needs at least {value:,} in its list."),
    "maxItems": ("S06", "{name} has more than {value:,} items."),
    "minProperties": ("S06", "{name} says nothing."),
    "maxProperties": ("S06", "{name} holds more than {value:,} things."),
    "uniqueItems": ("S08", "{name} holds the same thing twice."),
    "minimum": ("S08", "{name} is less than {value:,}."),
    "maximum": ("S08", "{name} is more than {value:,}."),
}
"""Rule and message of a keyword that has but one way to fail."""
_IN_WORDS: Final = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a group of fields",
    "boolean": "true or false",
    "null": "nothing",
}
_LISTED: Final = 12
"""So many possible answers are named one by one."""
_SOME: Final = 5
"""Of more, so many."""
_A_CHOICE: Final = 2
"""So many answers at least are worth naming."""
_NAMELESS: Final = ""
"""In a place: a name of the author's own, which is not repeated."""
_MISSPELT: Final = 0.75
"""How much of a name has to be as in a field's name for it to be that field, misspelt."""
_YES_NO: Final = {"true": "yes", "y": "yes", "on": "yes", "false": "no", "n": "no", "off": "no"}
"""What other programs write for yes and no."""
_SHORTEST: Final = 3
"""So many letters of an answer are taken for its beginning."""


def _is_misspelt(name: str, near: str, fault: Fault) -> bool:
    """Whether a name can hardly be anything but one of our own, written wrongly."""
    return bool(
        near
        and fault.value[name] is not None
        and SAFE_NAME.fullmatch(name)
        and SequenceMatcher(None, name, near).ratio() >= _MISSPELT
    )


def _rest_of_text(group: Mapping[str, object]) -> str:
    """What to do with the pieces of a text that its commas have cut."""
    words = [*group, *(value for value in group.values() if isinstance(value, str))]
    if any(sign in word for word in words for sign in "“”„‘"):
        return (
            "The signs “ and ” are letters to YAML and hold no text together: put the whole text"
            ' in straight quotes (").'
        )
    return "If this is the rest of a text with a comma, put that text in quotes."


def _meant(said: str, answers: Mapping[str, str]) -> str:
    """The answer that was probably meant; empty where none comes near.

    Args:
        said: What stands there, in small letters.
        answers: The possible answers by themselves in small letters.
    """
    if said in answers:
        return answers[said]
    if _YES_NO.get(said) in answers:
        return answers[_YES_NO[said]]
    begun = [answer for answer in answers if answer.startswith(said)]
    if len(begun) == 1 and len(said) >= _SHORTEST:
        return answers[begun[0]]
    return answers.get(nearest(said, answers), "")


def _is_free_text(slot: Slot) -> bool:
    """Whether a text in the author's own words may stand in a place."""
    return "string" in slot.types and not slot.values and slot.first("maxLength") is not None


def _looks_like_several(value: object, slot: Slot) -> bool:
    """Whether several things stand in one text, where a list may stand as well."""
    return isinstance(value, str) and "array" in slot.types and bool(set(", ;") & set(value))


def _telling(found: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults without those that only follow from a value being of another sort."""
    other_sort = {fault.pointer for fault in found if fault.keyword == "type"}
    return tuple(
        fault for fault in found if fault.keyword == "type" or fault.pointer not in other_sort
    )


def _types(fault: Fault) -> tuple[str, ...]:
    return (fault.argument,) if isinstance(fault.argument, str) else tuple(fault.argument)


def _with_answers(remedy: str, slot: Slot | None) -> str:
    """A remedy that names the possible answers, where a few words are all that may stand there."""
    words = [value for value in slot.values if isinstance(value, str)] if slot else []
    if slot is None or slot.children or len(slot.values) > _LISTED or len(words) < _A_CHOICE:
        return remedy
    if all(word in remedy for word in words):
        return remedy
    return f"{remedy} Possible: {listed(words)}."


def _allowed(fault: Fault) -> tuple[object, ...]:
    return tuple(fault.argument) if fault.keyword == "enum" else (fault.argument,)


def _only_asks_for(branch: tuple[Fault, ...]) -> tuple[str, ...]:
    """The names that a branch asks for, where it does nothing else."""
    first = branch[0]
    if len(branch) == 1 and first.keyword == "required" and "properties" not in first.schema:
        return tuple(first.argument)
    return ()


def _misfits(branch: tuple[Fault, ...], outer: Fault) -> bool:
    """Whether a branch is for another sort of value altogether."""
    return bool(_wanted(branch, outer))


def _wanted(branch: tuple[Fault, ...], outer: Fault) -> tuple[str, ...]:
    """What sort of value a branch is for, where the one that is there is of another sort."""
    for fault in branch:
        if fault.pointer != outer.pointer:
            continue
        if fault.keyword == "type":
            return _types(fault)
        if fault.keyword in ("enum", "const") and isinstance(fault.value, (list, dict)):
            return ("string",)
    return ()


def _only_words(branch: tuple[Fault, ...], outer: Fault) -> bool:
    """Whether a branch is nothing but a choice of words."""
    return branch[0].keyword in ("enum", "const") and branch[0].pointer == outer.pointer


def _strangeness(branch: Sequence[Fault], outer: Fault) -> tuple[int, int]:
    """How far a value is from a branch: names that the branch does not know count most."""
    unknown = sum(
        len(set(fault.value) - set(fault.schema.get("properties", ())))
        for fault in branch
        if fault.keyword == "additionalProperties" and fault.pointer == outer.pointer
    )
    return unknown, len(branch)
