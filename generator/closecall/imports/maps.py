"""The map: which column becomes which field. Read by the one reader, held against its schema."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from closecall.errors import UsageError
from closecall.findings import Finding, Pointer
from closecall.imports.dates import DayForm
from closecall.imports.delimited import UTF_8
from closecall.imports.sheet import NOT_SHOWN, folded, shown
from closecall.imports.targets import DAY_FIELDS, OURS, Target, Targets
from closecall.model.register import Register
from closecall.privacy.denied import DenyList
from closecall.privacy.scanning import scan
from closecall.records.documents import Plain, parse, places
from closecall.records.kinds import KIND_BY_NAME
from closecall.records.reading import Document
from closecall.records.refusals import nearest
from closecall.validation.schemas import Schemas
from closecall.validation.shape import check_shape

SCHEMA: Final = "import_map"
_MOST_SAID: Final = 30
"""Mistakes of a map that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where one field comes from."""

    target: Target
    columns: tuple[str, ...]
    """Headings; empty where the answer is always the same."""
    always: Plain = None
    table: Mapping[str, Plain]
    """By answer of the sheet, folded, what the record says."""
    answers: Mapping[str, str]
    """What may be said without a table, by the words folded; empty for free text."""
    otherwise: Plain = None
    if_empty: Plain = None
    form: DayForm | None = None
    time: str = ""
    split: str = ""
    required: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        """The answers that may be meant, as a message may name them."""
        return tuple(self.table) or tuple(self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMap:
    """A map that is sound in itself; whether the sheet has its columns is not known yet."""

    name: str
    kind: str
    sheet: str
    headings_in_row: int
    encoding: str
    key: tuple[str, ...]
    only: Mapping[str, frozenset[str]]
    """By heading, the answers of rows that are meant, folded."""
    lines: tuple[Line, ...]
    targets: Targets
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every heading that the map names, once."""
        found = [*self.key, *self.only, *(c for line in self.lines for c in line.columns)]
        return tuple(dict.fromkeys(found))

    @property
    def day_field(self) -> str:
        """The field whose day stands in the id."""
        return DAY_FIELDS[self.kind]


def read_map(
    raw: bytes, *, path: str, schemas: Schemas, register: Register, deny: DenyList
) -> ImportMap:
    """Read a map.

    Args:
        raw: The file.
        path: Its path, for messages.
        schemas: The schemas, the map's own among them.
        register: The records, whose services and roles a map may name.
        deny: What else may not be repeated.

    Raises:
        UsageError: What is wrong with it, all of it, each with its line.
    """
    parsed = parse(raw, path=path)
    if parsed.data is None:
        raise _wrong(path, raw, parsed.findings)
    document = Document(path=path, kind=SCHEMA, stem="", data=parsed.data, blob="")
    document, findings = check_shape(document, schemas)
    if findings:
        raise _wrong(path, raw, findings)
    data = document.data
    targets = Targets(str(data["kind"]), schemas, register)
    reader = _Reader(targets)
    lines = tuple(reader.lines(cast("Mapping[str, Mapping[str, Plain]]", data["fields"])))
    reader.complete(lines)
    if reader.troubles:
        raise _said(path, raw, reader.troubles)
    only = cast("Mapping[str, Plain]", data.get("only", {}))
    return ImportMap(
        name=str(data["name"]),
        kind=targets.kind,
        sheet=str(data.get("sheet", "")),
        headings_in_row=cast("int", data.get("headings_in_row", 1)),
        encoding=str(data.get("encoding", UTF_8)),
        key=_several(data["key"]),
        only={name: frozenset(map(folded, _several(said))) for name, said in only.items()},
        lines=lines,
        targets=targets,
        notes=tuple(_private(raw, path, deny)),
    )


_Trouble = tuple[Pointer, str]


class _Reader:
    """Reads the lines of a map against the fields of its kind."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._title = KIND_BY_NAME[targets.kind].title.lower()
        self.troubles: list[_Trouble] = []

    def lines(self, fields: Mapping[str, Mapping[str, Plain]]) -> Iterator[Line]:
        """The lines that are sound; what is wrong with others is noted."""
        for name, said in fields.items():
            here: Pointer = ("fields", name)
            target = self._targets.by_name.get(name)
            if target is None:
                self._say(here, self._no_field(name))
                continue
            yield self._line(target, said, here)

    def complete(self, lines: Sequence[Line]) -> None:
        """Note what every record must say and no line gives."""
        given = {line.target.name for line in lines}
        groups = {line.target.way[0] for line in lines} | {"source_ref"}
        by_name = self._targets.by_name
        for name in sorted(self._targets.required - given):
            title = by_name[name].slot.first("title")
            self._say(("fields",), f"No line gives `{name}` ({title}), which must be there.")
        if "source_ref.log" not in self._targets.required | given:
            self._say(("fields",), "No line gives `source_ref.log`: name the log that it is from.")
        for group in groups:
            splits = [li for li in lines if li.split and li.target.in_list]
            if sum(line.target.way[0] == group for line in splits) > 1:
                self._say(("fields",), f"Only one field of `{group}` may have `split`.")

    def _line(self, target: Target, said: Mapping[str, Plain], here: Pointer) -> Line:
        written = said.get("written_as")
        table = cast("Mapping[str, Plain]", said.get("values", {}))
        line = Line(
            target=target,
            columns=_several(said["column"]) if "column" in said else (),
            always=said.get("always"),
            table={folded(answer): meant for answer, meant in table.items()},
            answers=self._targets.answers(target),
            otherwise=said.get("otherwise"),
            if_empty=said.get("if_empty"),
            form=DayForm(str(written)) if written else None,
            time=str(said.get("time", "")),
            split=str(said.get("split", "")),
            required=target.name in self._targets.required,
        )
        for trouble in self._troubles(line, said):
            self._say(here, f"`{target.name}`: {trouble}")
        for way, answer in (
            *((("values", key), meant) for key, meant in table.items()),
            *(
                ((name,), said[name])
                for name in ("always", "otherwise", "if_empty")
                if name in said
            ),
        ):
            if trouble := self._unfit(line, answer):
                self._say((*here, *way), f"`{target.name}`: {trouble}")
        return line

    def _troubles(self, line: Line, said: Mapping[str, Plain]) -> Iterator[str]:
        """What does not go together in one line."""
        target, form = line.target, line.form
        others = [n for n in ("values", "otherwise", "if_empty", "split") if n in said]
        if "always" in said and len(said) > 1:
            yield "what is always so needs nothing beside `always`."
        if len({*line.table}) < len(cast("Mapping[str, Plain]", said.get("values", {}))):
            yield "two answers in its table are one to a person; keep one of them."
        if line.split and not (target.is_list or target.in_list):
            yield "it holds one answer, so there is nothing to `split`."
        if not target.day_type:
            if form or line.time:
                yield "it is no day, so `written_as` and `time` have no meaning here."
            return
        if not line.columns:
            return
        if others:
            yield f"it is a day, so `{others[0]}` has no meaning here."
        if form is None:
            yield "say how days are written in the sheet: `written_as: DD/MM/YYYY HH:mm`."
        elif not form.has_day:
            yield "`written_as` has to name day, month and year once each, and a time whole."
        elif target.day_type == "moment" and not (form.has_time or line.time):
            yield (
                "a day and a time are asked for. Name the time in `written_as`; or give the one"
                ' that is taken where the sheet has none: `time: "12:00"`.'
            )

    def _unfit(self, line: Line, answer: Plain) -> str:
        """Why an answer that the map gives cannot stand in the record; empty where it can."""
        parts = answer if isinstance(answer, list) else [answer]
        if isinstance(answer, list) and not line.target.is_list:
            return "one answer is expected here and no list."
        if not line.answers:
            return ""
        right = set(line.answers.values())
        wrong = [str(part) for part in parts if part not in right]
        if not wrong:
            return ""
        near = nearest(folded(wrong[0]), [folded(word) for word in right])
        meant = next((word for word in right if folded(word) == near), "")
        hint = f" Did you mean `{meant}`?" if meant else ""
        return f"the record cannot say what the map gives here.{hint}"

    def _no_field(self, name: str) -> str:
        if name in OURS or name.partition(".")[0] in OURS:
            return "This field is not filled from a sheet. Take the line out."
        inside = [known for known in self._targets.by_name if known.startswith(f"{name}.")]
        if inside:
            return f"This is a group of fields. Name one of them, such as `{inside[0]}`."
        near = nearest(name, self._targets.by_name)
        hint = f" Did you mean `{near}`?" if near else ""
        return f"A {self._title} has no such field.{hint}"

    def _say(self, pointer: Pointer, trouble: str) -> None:
        self.troubles.append((pointer, trouble))


def _several(said: Plain) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def _private(raw: bytes, path: str, deny: DenyList) -> Iterator[str]:
    hits = [hit for hit in scan("", raw, deny) if not hit.in_path]
    if hits:
        lines = sorted({hit.line for hit in hits})
        many = len(lines) > 5
        named = ", ".join(map(str, lines[:5])) + (" and more" if many else "")
        yield (
            f"The map {path} holds what looks like somebody’s data (line {named}). Take it out"
            " before you commit the map."
        )


def may_say(text: str, deny: DenyList) -> str:
    """A heading or an answer from a map, as a message may repeat it."""
    return NOT_SHOWN if scan("", text.encode(), deny) else shown(text)


def _wrong(path: str, raw: bytes, findings: Sequence[Finding]) -> UsageError:
    where = places(raw)
    words = [
        (f.line or _line(where, f.pointer), f"{f.message} {f.remedy}".strip()) for f in findings
    ]
    return _listed(path, words)


def _said(path: str, raw: bytes, troubles: Sequence[_Trouble]) -> UsageError:
    where = places(raw)
    return _listed(path, [(_line(where, pointer), words) for pointer, words in troubles])


def _line(where: Mapping[Pointer, tuple[int, int]], pointer: Pointer) -> int:
    while pointer not in where:
        pointer = pointer[:-1]
    return where[pointer][0]


def _listed(path: str, words: Sequence[tuple[int, str]]) -> UsageError:
    told = sorted(words, key=lambda said: said[0])
    lines = [f"{path}:{line}: {text}" for line, text in told[:_MOST_SAID]]
    if len(told) > _MOST_SAID:
        lines.append(f"And {len(told) - _MOST_SAID} more.")
    return UsageError("\n".join(["The map cannot be used:", *lines]))
