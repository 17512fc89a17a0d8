"""A map to begin with, from the headings of a sheet alone; none of its rows is looked at."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from closecall.errors import UsageError
from closecall.evidence import gather
from closecall.imports.delimited import UTF_8, WINDOWS_1252
from closecall.imports.reading import read_sheet
from closecall.imports.sheet import Sheet, folded
from closecall.imports.targets import DAY_FIELDS, Target, Targets
from closecall.privacy.denied import DenyList
from closecall.privacy.scanning import scan
from closecall.records.refusals import nearest

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "service": ("service", "location", "home", "branch", "site", "care home", "service name"),
    "place": ("unit", "place", "run", "area", "where", "ward", "floor", "exact location"),
    "detected": ("noticed", "date noticed", "date of event", "event date", "incident date", "date"),
    "recorded": ("recorded", "date reported", "reported on", "date recorded", "date entered"),
    "recorded_by_role": (
        "reported by role",
        "role of reporter",
        "job title",
        "reporter role",
        "reported by job title",
    ),
    "domain": ("category", "area of care", "type", "category of event", "domain"),
    "title": ("title", "subject", "summary", "headline"),
    "what_happened": ("what happened", "description", "details", "what almost happened"),
    "person_affected.relation": ("people affected", "who was affected", "persons affected"),
    "detection_method": ("how noticed", "how identified", "how was it found", "how it was noticed"),
    "prevented_by.what": ("what prevented harm", "what stopped it", "prevented by", "barrier"),
    "immediate_action.what": ("immediate action", "action taken", "what was done", "actions"),
    "immediate_action.safe_now": ("safe now", "made safe", "is it safe now"),
    "harm_potential.worst": ("potential harm", "potential severity", "worst credible harm"),
    "harm_potential.reason": ("why that bad", "reason for potential harm"),
    "harm_actual.physical": ("actual harm", "level of harm", "harm", "severity", "degree of harm"),
    "source_ref.log": ("log", "register", "kept in"),
    "level_of_concern": ("level of concern", "how worried"),
    "learning": ("lessons learned", "learning", "lessons"),
}
_KEYS: Final = (
    *("reference", "ref", "id", "incident id", "entry", "entry number", "number", "log number"),
    *("incident number", "event reference", "incident reference", "case number", "record number"),
)
_NEAR: Final = 0.82
"""How alike two headings have to be to be taken for the same."""
_LOOKED_AT: Final = 6
"""Rows at the top among which the headings may be."""
_LISTED: Final = 8
_NO_BRACKETS: Final = str.maketrans("()", "  ")


def suggested(
    raw: bytes, *, kind: str, root: Path, deny: DenyList, as_at: date | None = None, sheet: str = ""
) -> str:
    """The text of a map.

    Args:
        raw: The export.
        kind: The kind of record that a row becomes.
        root: The folder that holds `records/`: its services and roles are named.
        deny: What may not be repeated.
        as_at: As for a check.
        sheet: The sheet that is meant.

    Raises:
        UsageError: There is no such kind, or the file cannot be read.
    """
    if kind not in DAY_FIELDS:
        near = nearest(kind.replace("-", "_"), DAY_FIELDS)
        hint = f" Did you mean {near}?" if near else ""
        raise UsageError(f"No sheet becomes records of this kind.{hint} Such as: near_miss.")
    evidence = gather(root, as_at=as_at, deny=deny)
    targets = Targets(kind, evidence.schemas, evidence.register)
    found, row, encoding = _found(raw, sheet)
    return "\n".join(_Suggestion(targets, found, row, encoding, deny).lines()) + "\n"


def _found(raw: bytes, sheet: str) -> tuple[Sheet, int, str]:
    """The sheet, the row of its headings, and its encoding."""
    encoding = UTF_8
    try:
        first = read_sheet(raw, sheet=sheet)
    except UsageError:
        try:
            encoding = WINDOWS_1252
            first = read_sheet(raw, sheet=sheet, encoding=encoding)
        except UsageError:
            encoding, first = UTF_8, None
    if first and not any(row.extra for row in first.rows[:_LOOKED_AT]):
        return first, 1, encoding
    read: list[tuple[Sheet, int]] = []
    for number in range(1, _LOOKED_AT + 1):
        try:
            one = read_sheet(raw, sheet=sheet, encoding=encoding, headings_in_row=number)
        except UsageError:
            if number == _LOOKED_AT and not read:
                raise
            continue
        read.append((one, number))
    best, number = max(read, key=lambda one: (sum(map(bool, one[0].headings)), -one[1]))
    return best, number, encoding


class _Suggestion:
    """Which heading is likely which field."""

    def __init__(
        self, targets: Targets, sheet: Sheet, row: int, encoding: str, deny: DenyList
    ) -> None:
        self._targets = targets
        self._sheet = sheet
        self._row = row
        self._encoding = encoding
        all_headings = [h for h in dict.fromkeys(sheet.headings) if h]
        self._private = [h for h in all_headings if scan("", h.encode(), deny)]
        self._headings = [h for h in all_headings if h not in self._private]
        self._used: list[str] = []

    def lines(self) -> Iterator[str]:
        yield "# A map to begin with, made from the headings alone. Read every line of it: it is"
        yield "# a guess. What is marked with ? waits for you; take the mark out once it is right."
        yield "name: my-log  # ? a short name of this log; it never changes"
        yield f"kind: {self._targets.kind}"
        if self._sheet.name:
            yield f"sheet: {_quoted(self._sheet.name)}"
        if self._row > 1:
            yield f"headings_in_row: {self._row}"
        if self._encoding != UTF_8:
            yield f"encoding: {self._encoding}"
        key = self._best(_KEYS)
        if key:
            yield f"key: {_quoted(key)}"
        else:
            yield "# ? key: no heading looks like the reference of an entry. Name the column."
        yield "fields:"
        for name, target in self._targets.by_name.items():
            yield from self._field(name, target)
        left = [_quoted(h) for h in self._headings if h not in self._used]
        if left:
            yield "# Nothing is read of these columns, as no line names them:"
            yield from (f"#   {heading}" for heading in left)
        if self._private:
            yield f"# {len(self._private)} more are not shown: they look like somebody’s data."

    def _field(self, name: str, target: Target) -> Iterator[str]:
        needed = name in self._targets.required or name == "source_ref.log"
        title = str(target.slot.first("title") or "")
        column = self._best((*_WORDS.get(name, ()), title), target)
        if column is None:
            if needed:
                yield f"  # ? {name}: no heading looks like it. {self._asked(target, title)}"
            return
        columns = [column, *self._time_of(target, column)]
        shown = ", ".join(map(_quoted, columns))
        yield f"  {name}:"
        yield f"    column: {shown if len(columns) == 1 else f'[{shown}]'}"
        if target.day_type:
            time = " HH:mm" if target.day_type == "moment" else ""
            yield f"    written_as: DD/MM/YYYY{time}  # ? as the sheet writes it"
        elif answers := self._targets.answers(target):
            yield from self._table(answers)

    def _table(self, answers: Mapping[str, str]) -> Iterator[str]:
        words: dict[str, str] = {}
        for said, meant in answers.items():
            # A service is written by its name; what is no record, as the record has it.
            named = meant in self._targets.register.records and said != folded(meant)
            words[meant] = said if named else words.get(meant, meant)
        if len(words) > _LISTED * 3:
            yield "    # ? values: a table, by answer of the sheet, of what the record says"
            return
        yield "    values:  # ? on the left, the words of the sheet"
        for meant, said in words.items():
            yield f"      {_quoted(said)}: {_quoted(meant)}"

    def _asked(self, target: Target, title: str) -> str:
        answers = list(dict.fromkeys(self._targets.answers(target).values()))
        some = ", ".join(answers[:_LISTED]) + (", …" if len(answers) > _LISTED else "")
        choice = (
            f" One of: {some.removesuffix('…')}{'…' if some.endswith('…') else '.'}"
            if answers
            else ""
        )
        return f"{title}.{choice} Name its column, or what it always is."

    def _best(self, words: Sequence[str], target: Target | None = None) -> str | None:
        """The heading that is most like one of these words, and is not taken yet."""
        best, most = None, _NEAR
        for heading in self._headings:
            said = (_bare(heading), _bare(heading.translate(_NO_BRACKETS)))
            if heading in self._used or (said[0].startswith("time") and target is not None):
                continue
            alike = max(
                SequenceMatcher(None, form, _bare(word)).ratio()
                for word in words
                if word
                for form in said
            )
            if alike > most:
                best, most = heading, alike
        if best is not None:
            self._used.append(best)
        return best

    def _time_of(self, target: Target, column: str) -> list[str]:
        """The column with the time of day that belongs to one with the day."""
        if target.day_type != "moment":
            return []
        wanted = _bare(column).replace("date", "time").replace("day", "time")
        for heading in self._headings:
            if heading not in self._used and _bare(heading) in (wanted, f"time {_bare(column)}"):
                self._used.append(heading)
                return [heading]
        return []


def _bare(heading: str) -> str:
    """A heading without signs, and without what stands in brackets."""
    words = re.sub(r"\([^)]{0,80}\)", " ", folded(heading)[:120])
    return " ".join(re.sub(r"[^\w ]", " ", words).split())


def _quoted(text: str) -> str:
    """A text in double quotes, on one line, as YAML reads it."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
