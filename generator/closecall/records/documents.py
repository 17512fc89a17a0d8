"""YAML text to plain values, in one pass, refusing what could mean two things.

Records are read from the events of libyaml's parser, never by a loader: a loader resolves
aliases, runs tags, keeps the second of two equal keys in silence, and turns `no`, `07:45` and
dates into something that their author did not write. Here a value is what the author wrote, or
the file is refused with a finding (`closecall.records.refusals`).

No message repeats what stands in the file: it could be somebody's name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, cast

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from closecall.errors import ClosecallError
from closecall.findings import Finding, Pointer
from closecall.records.characters import LFS, bad_characters, readable
from closecall.records.refusals import MAX_DEPTH, MAX_EVENTS, MAX_LINE, MAX_TEXT, REFUSALS, Refused

if TYPE_CHECKING:
    from yaml._yaml import CParser
else:
    try:
        from yaml._yaml import CParser
    except ImportError:  # PyYAML without libyaml; said by `_parser` when a record is read
        CParser = None

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""A value as it stands in a record: nothing that YAML alone would know."""

_PLAIN_BYTES = bytes(range(0x20, 0x7F)) + b"\n"
_USUAL_BEGINNING = frozenset(bytes((byte,)) for byte in b"abcdefghijklmnopqrstuvwxyz#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file's values, or what is wrong with it."""

    data: dict[str, Plain] | None
    """None where there is a finding."""
    findings: tuple[Finding, ...] = ()


def parse(raw: bytes, *, path: str) -> Parsed:
    """The values of one record.

    Args:
        raw: The file's bytes; of a file over `MAX_BYTES` the first `MAX_BYTES + 1` are enough.
        path: Its path, for the findings.

    Returns:
        The values and no finding, or no values and at least one finding, each with its place.
    """
    refused = Refused(path)
    checked = _checked(raw, refused)
    if checked is None:
        return Parsed(data=None, findings=refused.findings())
    data = _build(checked, refused)
    if refused.any:
        return Parsed(data=None, findings=refused.findings())
    return Parsed(data=data)


def locate(raw: bytes, pointer: Pointer) -> tuple[int, int]:
    """Where a value stands in a file.

    Args:
        raw: The file's bytes.
        pointer: The value that is meant.

    Returns:
        Line and column, from 1. A field stands where its name stands, an item of a list where
        it begins, the record where its first field stands. Of a value that is not there, the
        place of the nearest one around it; in a file that cannot be read, as far as it goes.
    """
    return _nearest(places(raw), pointer)


def with_places(raw: bytes, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings about one file, each with its line and column; reads the file once."""
    findings = tuple(findings)
    if all(finding.line for finding in findings):
        return findings
    where = places(raw)
    return tuple(
        finding if finding.line else finding.at(*_nearest(where, finding.pointer))
        for finding in findings
    )


def places(raw: bytes) -> dict[Pointer, tuple[int, int]]:
    """Line and column of every field and item, as far as the file can be read; `()` always."""
    checked = _checked(raw, Refused(""))
    found = {} if checked is None else _places(checked)
    found.setdefault((), (1, 1))
    return found


def _checked(raw: bytes, refused: Refused) -> bytes | None:
    """The bytes as the parser may be given them; None where they are not to be read."""
    # Nearly every record is short and plain: one look at its bytes says that no character,
    # line, first byte or conflict needs a closer one.
    if (
        raw.translate(None, _PLAIN_BYTES)
        or len(raw) > MAX_LINE
        or raw[:1] not in _USUAL_BEGINNING
        or b"<<<<<<<" in raw
        or b">>>>>>>" in raw
        or b"=======" in raw
        or b"|||||||" in raw
        or raw.startswith(LFS)
    ):
        return readable(raw, refused)
    return raw


# --- The text as values ----------------------------------------------------------------------

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TYPED = frozenset(["", *"tfn~-0123456789"])
"""How a plain value begins that may be something other than text."""
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_DECIMAL = re.compile(r"-?[0-9]{1,17}\.[0-9]{1,17}")


def _build(raw: bytes, refused: Refused) -> dict[str, Plain] | None:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one hot loop: calls cost more than lines
    """The record's values in one pass over the parser's events.

    What is refused is noted with its place, and reading goes on where that makes sense.
    """
    # The stubs say `Event | None`; here each is told apart by its exact type, which is cheaper
    # than `isinstance` and means nothing to a type checker.
    next_event: Callable[[], Any] = _parser(raw).get_event
    long = len(raw) > MAX_TEXT
    top: Any = None
    box: Any = None
    """What is being filled."""
    mapping = False
    """Whether that is a mapping."""
    stack: list[tuple[Any, str | None]] = []
    """The boxes around `box`, each with the key under which the next one hangs."""
    key: str | None = None
    """In a mapping, the field whose value comes next; None where a name comes next."""
    unusual: dict[int, tuple[dict[str, Plain], Pointer]] = {}
    """Mappings with a name that is not plain lower case: look for twins in disguise."""
    documents = 0
    value: Plain
    event: Any = None
    try:
        for _ in range(MAX_EVENTS):
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                value = text = event.value
                style = event.style
                if not style:
                    if text[:1] in _TYPED:
                        value = _typed(text)
                else:
                    if text[-1:] == "\n":
                        value = text = text.rstrip("\n")
                    if style == '"' and not (text.isascii() and text.isprintable()):
                        _check_escaped(text, event, refused)
                if event.anchor is not None or event.tag is not None:
                    _refuse_properties(event, refused)
                if long and len(text) > MAX_TEXT:
                    _refuse(refused, "Y14", event)
                if not mapping:
                    if box is None:
                        _refuse(refused, "Y23", event)
                        return None
                    box.append(value)
                elif key is not None:
                    box[key] = value
                    key = None
                else:
                    if value is not text:
                        _refuse(refused, "Y24", event)
                    key = text
                    if key in box:
                        _refuse_twin(raw, _pointer(stack), key, event, refused)
                    if not (key.isascii() and key.islower()):
                        if key == "<<":
                            _refuse(refused, "Y19", event)
                        unusual.setdefault(id(box), (box, _pointer(stack)))
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                box, key = stack.pop()[0], None
                mapping = type(box) is dict
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    _refuse_properties(event, refused)
                new: list[Plain] | dict[str, Plain] = {} if kind is MappingStartEvent else []
                if mapping:
                    if key is None:
                        _refuse(refused, "Y24", event)
                        return None
                    box[key] = new
                elif box is not None:
                    box.append(new)
                elif kind is MappingStartEvent:
                    top = new
                else:
                    _refuse(refused, "Y23", event)
                    return None
                stack.append((box, key))
                if len(stack) > MAX_DEPTH:
                    _refuse(refused, "Y15", event)
                    return None
                box, key = new, None
                mapping = kind is MappingStartEvent
            elif kind is AliasEvent:
                _refuse(refused, "Y17", event)
                if box is None:
                    return None
                if not mapping:
                    box.append(None)
                elif key is not None:
                    box[key] = None
                    key = None
                else:
                    return None
            elif kind is DocumentStartEvent:
                documents += 1
                if event.version is not None or event.tags is not None:
                    _refuse(refused, "Y20", event)
                if documents > 1:
                    _refuse(refused, "Y21", event)
                    return None
            elif event is None:
                break
        else:
            refused.add("Y16", 1, 1)
            return None
    except YAMLError as error:
        # A tab or a replaced character may be the whole reason; then that has been said.
        if not refused.any:
            _refuse_rest(error, refused, raw, event)
        return None
    for twins, pointer in unusual.values():
        _refuse_disguised(raw, twins, pointer, refused)
    if documents == 0:
        refused.add("Y22", 1, 1, "There is nothing in the file but comments.")
    return cast("dict[str, Plain] | None", top)


def _parser(raw: bytes) -> "CParser":
    if CParser is None:
        raise ClosecallError(
            "PyYAML is installed here without libyaml, its fast parser, and records are read with"
            " nothing else. Install PyYAML from a wheel: pip install --force-reinstall"
            " --only-binary :all: PyYAML"
        )
    return CParser(raw)


def _typed(text: str) -> Plain:
    """What a plain value means: only `true`, `false`, nothing, and plain numbers are not text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        if repr(number) == text:
            return number
    return text


def _refuse(refused: Refused, rule: str, event: Event, message: str = "") -> None:
    refused.add(rule, *_beginning(event), message)


def _beginning(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refuse_properties(event: NodeEvent, refused: Refused) -> None:
    if event.anchor is not None:
        _refuse(refused, "Y17", event)
    if getattr(event, "tag", None) is not None:
        _refuse(refused, "Y18", event)


def _check_escaped(text: str, event: Event, refused: Refused) -> None:
    """Look at a text in double quotes once more: a code of six letters is a character by now."""
    for rule, _, message in bad_characters(text):
        _refuse(refused, rule, event, message)


def _pointer(stack: list[tuple[Any, str | None]]) -> Pointer:
    """The way to the box that is being filled."""
    return tuple(
        len(outer) - 1 if key is None else key for outer, key in stack if outer is not None
    )


def _refuse_twin(raw: bytes, pointer: Pointer, key: str, event: Event, refused: Refused) -> None:
    """Refuse a name that is there already, saying where both are."""
    message = ""
    if not refused.full("Y25"):
        first = _places(raw).get((*pointer, key), (1, 1))[0]
        message = _twice(first, _beginning(event)[0])
    _refuse(refused, "Y25", event, message)


def _refuse_disguised(
    raw: bytes, mapping: dict[str, Plain], pointer: Pointer, refused: Refused
) -> None:
    """Refuse names that differ for a machine and are one to a person."""
    seen: dict[str, str] = {}
    for key in mapping:
        first = seen.setdefault(_folded(key), key)
        if first == key:
            continue
        if refused.full("Y25"):
            refused.add("Y25", 0, 0)
            continue
        where = _places(raw)
        line, column = where.get((*pointer, key), (1, 1))
        other = where.get((*pointer, first), (1, 1))[0]
        refused.add("Y25", line, column, _twice(other, line))


def _twice(first: int, second: int) -> str:
    # The name is left out: where a comma has cut a text, it is a piece of that text.
    where = f"twice on line {first}" if first == second else f"on lines {first} and {second}"
    return f"The same field is written {where}, so one of the two would be lost."


def _folded(key: str) -> str:
    """A name as a person sees it: one width, one case, nothing that cannot be seen."""
    wide = unicodedata.normalize("NFKC", key).casefold()
    seen = "".join(c for c in wide if unicodedata.category(c) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", seen).strip()


def _places(raw: bytes) -> dict[Pointer, tuple[int, int]]:
    """Where everything stands in bytes that the parser may be given, as far as it goes."""
    found: dict[Pointer, tuple[int, int]] = {}
    with suppress(YAMLError):
        _walk(raw, found)
    return found


def _walk(raw: bytes, found: dict[Pointer, tuple[int, int]]) -> None:
    """Fill in where every field and item stands; of a name written twice, the first."""
    next_event = _parser(raw).get_event
    stack: list[tuple[bool, Pointer]] = []
    """Of each box around the next value: whether it is a mapping, and the way to it."""
    mapping = False
    inside: Pointer = ()
    key: str | int | None = None
    """The name or number of the next value; None where a name comes next."""
    for _ in range(MAX_EVENTS):
        event = next_event()
        if event is None:
            return
        here = _beginning(event)
        start = isinstance(event, CollectionStartEvent)
        if mapping and key is None and isinstance(event, ScalarEvent):
            key = event.value.rstrip("\n")
            found.setdefault((*inside, key), here)
            continue
        if start or isinstance(event, (ScalarEvent, AliasEvent)):
            if mapping and key is None:
                return  # a list as a name
            way = (*inside, key) if key is not None else ()
            found.setdefault(way, here)
            if start:
                stack.append((mapping, inside))
                if len(stack) > MAX_DEPTH:
                    return
                mapping, inside = isinstance(event, MappingStartEvent), way
                key = None if mapping else 0
                continue
            if not stack:
                return  # a lone value
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            way = inside
            mapping, inside = stack.pop()
            if not stack:
                return  # what comes after the record is no part of it
            key = way[-1]
        else:
            continue
        key = key + 1 if isinstance(key, int) else None


def _nearest(where: dict[Pointer, tuple[int, int]], pointer: Pointer) -> tuple[int, int]:
    while pointer not in where:
        pointer = pointer[:-1]
    return where[pointer]


# --- Where the parser gives up ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What the parser's complaint means to the person who wrote the line."""

    what: str
    remedy: str
    rule: str = "Y26"
    at_beginning: bool = False
    """Whether the beginning of what went wrong tells more than the place where it showed."""


def _as_in_table(rule: str) -> _Trouble:
    return _Trouble(REFUSALS[rule].what, REFUSALS[rule].remedy, rule, at_beginning=True)


_QUOTE_IT = "Put the whole text in quotes."
_INDENT = "Indent all fields of one group by the same number of spaces."
_BACKSLASH = _Trouble(
    "A backslash in a text in double quotes begins a code that does not exist.",
    "Put the text in single quotes, where a backslash is only a backslash.",
)
_TROUBLE: dict[str, _Trouble] = {
    "could not find expected ':'": _Trouble(
        "This line is read as the name of a field, but no colon follows it.",
        "Write it as `field: value`; where it goes on from the line before, indent it further.",
        at_beginning=True,
    ),
    "mapping values are not allowed in this context": _Trouble(
        "A colon followed by a space stands inside a text here, or the line is indented further"
        " than its neighbours.",
        "Put the whole text in quotes, or indent the line like its neighbours.",
    ),
    "did not find expected key": _Trouble(
        "This line does not fit the ones around it: it is indented differently, is an item of a"
        " list among fields, or follows a text whose quotes have been closed.",
        f"{_INDENT} Where double quotes stand inside a text, put the whole text in single quotes;"
        " where apostrophes do, in double quotes.",
    ),
    "did not find expected '-' indicator": _Trouble(
        "A list is expected to go on here, and this line is no item of it.",
        "Begin each item with `- `, all indented alike, and fields after the list further left.",
    ),
    "block sequence entries are not allowed in this context": _Trouble(
        "A list begins here in a place where none can begin.",
        "Begin the list on the line below the field's name, each item with `- `; where `- ` is"
        " the beginning of a text, put the text in quotes.",
    ),
    "mapping keys are not allowed in this context": _Trouble(
        "The text begins with a question mark and a space, which YAML keeps for itself.",
        _QUOTE_IT,
    ),
    "found character that cannot start any token": _Trouble(
        "The text begins with a sign that YAML keeps for itself (`@`, `%` or a back quote).",
        _QUOTE_IT,
    ),
    "found unexpected end of stream": _Trouble(
        "A text in quotes begins here, and its quotes are never closed.",
        "Close the quotes; where the text itself holds the same quotes, use the other kind around"
        " it.",
        at_beginning=True,
    ),
    "found unexpected document indicator": _Trouble(
        "A text in quotes begins here, and a line with `---` or `...` comes before its end.",
        "Close the quotes, or indent the lines of the text.",
        at_beginning=True,
    ),
    "found unknown escape character": _BACKSLASH,
    "did not find expected hexdecimal number": _BACKSLASH,
    "found invalid Unicode character escape code": _BACKSLASH,
    "did not find expected ',' or ']'": _Trouble(
        "A list in square brackets begins here; it is not closed, or a comma is missing in it.",
        "Put a comma between two items and `]` at the end; put an item that holds a bracket, a"
        " quote or a colon in quotes.",
        at_beginning=True,
    ),
    "did not find expected ',' or '}'": _Trouble(
        "A group in curly brackets begins here; it is not closed, or a comma is missing in it.",
        "Put a comma between two fields and `}` at the end; put a text that holds a comma, a"
        " bracket, a quote or a colon in quotes.",
        at_beginning=True,
    ),
    "did not find expected node content": _Trouble(
        "A bracket or a comma stands here where a value is expected.",
        "Write the missing value, or put a text that begins with a bracket in quotes.",
    ),
    "did not find expected <document start>": _Trouble(
        "The record has ended before this line, and the line belongs to no field.",
        "Look for a bracket too many, or put the line under its field, indented.",
    ),
    "did not find expected comment or line break": _Trouble(
        "Something stands behind the `>` or `|` that announces a longer text.",
        "Begin the text on the line below, indented.",
    ),
    "found an indentation indicator equal to 0": _Trouble(
        "A number stands behind the `>` or `|` that announces a longer text, and it cannot be 0.",
        "Leave the number out.",
    ),
    "found unexpected ':'": _Trouble("A text between brackets holds a colon.", _QUOTE_IT),
    "found a tab character that violates indentation": _as_in_table("Y12"),
    "found a tab character where an indentation space is expected": _as_in_table("Y12"),
    "exceeded maximum nesting depth": _as_in_table("Y15"),
}
_BY_CONTEXT = (
    ("anchor", "Y17"),
    ("alias", "Y17"),
    ("%TAG", "Y20"),
    ("%YAML", "Y20"),
    ("directive", "Y20"),
    ("tag", "Y18"),
)


def _trouble_by_context(context: str) -> _Trouble:
    for word, rule in _BY_CONTEXT:
        if word in context:
            return _as_in_table(rule)
    return _Trouble(REFUSALS["Y26"].what, REFUSALS["Y26"].remedy)


def _refuse_rest(error: YAMLError, refused: Refused, raw: bytes, before: Event | None) -> None:
    """Note where the parser gave up, in words of our own: its own quote the line.

    Args:
        error: The parser's complaint.
        refused: Where it is noted.
        raw: The file's bytes.
        before: What the parser had read last.
    """
    if not isinstance(error, MarkedYAMLError):
        refused.add("Y26", 1, 1)
        return
    trouble = _TROUBLE.get(str(error.problem)) or _trouble_by_context(str(error.context))
    mark = error.problem_mark or error.context_mark
    if trouble.at_beginning and error.context_mark is not None:
        mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what, remedy = trouble.what, trouble.remedy
    if _goes_on_after_quotes(before, error, raw):
        what, remedy = _closed_too_soon(before)
        if error.problem_mark:
            line, column = error.problem_mark.line + 1, error.problem_mark.column + 1
        if _beginning(before)[0] != line:
            line, column = _beginning(before)
    elif trouble.rule == "Y26" and any(sign in _line(raw, line - 1) for sign in "“”"):
        remedy += f" {_CURLY}"
    refused.add(trouble.rule, line, column, what, remedy)


_CURLY = 'The signs “ and ” are letters to YAML and hold no text together: use straight quotes (").'


def _line(raw: bytes, number: int) -> str:
    """A line, counted from 0; empty where there is none."""
    lines = raw.decode(errors="replace").lstrip("\ufeff").split("\n")
    return lines[number] if number < len(lines) else ""


def _goes_on_after_quotes(
    before: Event | None, error: MarkedYAMLError, raw: bytes
) -> TypeGuard[ScalarEvent]:
    """Whether words follow a text in quotes, because a sign inside it has closed it."""
    mark = error.problem_mark
    if not isinstance(before, ScalarEvent) or before.style not in ("'", '"'):
        return False
    end = before.end_mark
    if mark is None or end is None or mark.line != end.line or mark.column < end.column:
        return False
    # Another text in quotes, a bracket or a comma is a mistake of another sort.
    return _line(raw, mark.line)[end.column :].lstrip()[:1] not in ("", *"'\"[]{},:#")


def _closed_too_soon(text: ScalarEvent) -> tuple[str, str]:
    """What is said of a text in quotes that goes on behind its quotes."""
    first, last = _beginning(text)[0], text.end_mark.line + 1 if text.end_mark else 0
    kind = "single" if text.style == "'" else "double"
    if first == last:
        what = f"A text in {kind} quotes has been closed before this, and it goes on all the same."
    else:
        what = (
            f"A text in {kind} quotes begins here and goes on to line {last}, where more follows"
            " after its quotes are closed."
        )
    closing = "Close the quotes where the text ends. "
    if text.style == "'":
        remedy = (
            "An apostrophe closes single quotes: put the whole text in double quotes, or write"
            " each apostrophe in it twice."
        )
    else:
        remedy = (
            "Where quotes stand inside the text, put the whole text in single quotes; where it"
            ' holds apostrophes too, write \\" for each double quote inside it.'
        )
    return what, (remedy if first == last else closing + remedy)
