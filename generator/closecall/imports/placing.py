"""A row to a record: each cell to an answer, the answers to the form of the kind, and an id."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, cast

from closecall.errors import ClosecallError, UsageError
from closecall.imports.dates import Moment, UnreadableDayError
from closecall.imports.maps import ImportMap, Line, may_say
from closecall.imports.outcomes import Outcome, Placed, Reason
from closecall.imports.sheet import BadCell, Cell, Row, Sheet, cleaned, folded
from closecall.model.days import parse_day
from closecall.privacy.denied import DenyList
from closecall.privacy.kinds import WORDINGS
from closecall.privacy.reporting import RULE as PRIVACY_RULE
from closecall.privacy.scanning import scan
from closecall.records.characters import bad_characters
from closecall.records.documents import Plain
from closecall.records.kinds import ID_LETTERS, KIND_BY_NAME
from closecall.records.refusals import nearest
from closecall.records.writing import record_path, record_text

SUFFIX: Final = 8
"""Letters and digits at the end of an id that is made from a row."""
_NOTHING: Final = re.compile(r"[\s.,;:?!_*/\u2013\u2014-]*")
_NO_ANSWERS: Final = frozenset(["n/a", "n.a.", "na", "tbc", "tbd", "nil", "xx", "xxx", "ditto"])
"""What people put into a cell that they leave empty."""
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,9}\.[0-9]{1,6}")


class RefusedError(Exception):
    """A cell that gives no answer, with the reason."""

    def __init__(self, words: str, *, rule: str = "", remedy: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.rule = rule
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the columns of a map are in a sheet."""

    sheet: Sheet
    map: ImportMap
    places: Mapping[str, int]
    """By heading of the map, the number of its column, from 0."""


def lay_out(sheet: Sheet, import_map: ImportMap, deny: DenyList) -> Layout:
    """Find the columns that a map names.

    Raises:
        UsageError: Some are not there, or are there twice; all of them are told.
    """
    by_name: dict[str, list[int]] = {}
    for number, heading in enumerate(sheet.headings):
        by_name.setdefault(folded(heading), []).append(number)
    troubles: list[str] = []
    places: dict[str, int] = {}
    for column in import_map.columns:
        found = by_name.get(folded(column), [])
        said = may_say(column, deny)
        if len(found) > 1:
            troubles.append(f"There are {len(found)} columns {said}: name each of them anew.")
        elif found:
            places[column] = found[0]
        else:
            near = nearest(folded(column), [name for name in by_name if name])
            hint = (
                f" The nearest is {may_say(sheet.headings[by_name[near][0]], deny)}."
                if near
                else ""
            )
            troubles.append(f"There is no column {said}.{hint}")
    if troubles:
        raise UsageError("\n".join(["The sheet does not fit the map:", *troubles]))
    return Layout(sheet=sheet, map=import_map, places=places)


def suffix_of(import_map: ImportMap, key: str) -> str:
    """The end of an id: the same for ever for one map, kind and reference."""
    said = "\0".join((import_map.name, import_map.kind, folded(key)))
    number = int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest(), "big")
    letters = ""
    for _ in range(SUFFIX):
        number, place = divmod(number, len(ID_LETTERS))
        letters += ID_LETTERS[place]
    return letters


@dataclass(slots=True, kw_only=True)
class Attempt:
    """A row on its way: what could be made of it so far."""

    row: Row
    data: dict[str, Plain] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    time_is_missing: bool = False
    is_twin: bool = False
    """Whether a row before it has the same reference."""


class Placer:
    """Makes a record of each row, or says why there is none."""

    def __init__(self, layout: Layout, deny: DenyList, allowed: frozenset[tuple[str, str]]) -> None:
        """Get ready.

        Args:
            layout: The sheet and its map.
            deny: The provider's own list of what no record may hold.
            allowed: By record id and field, where something may look like somebody's data.
        """
        self._layout = layout
        self._map = layout.map
        self._deny = deny
        self._allowed = allowed

    def is_meant(self, row: Row) -> bool:
        """Whether the map is for this row."""
        return all(
            folded(self._text(row, (column,))) in answers
            for column, answers in self._map.only.items()
        )

    def key_of(self, row: Row) -> str:
        """What tells a row from all others.

        Raises:
            RefusedError: It is empty, or may be private.
        """
        texts = [cleaned(self._text(row, (column,))) for column in self._map.key]
        if not all(texts):
            raise RefusedError(
                "is empty, and it tells one row from another.",
                remedy="Give the entry the reference that it has in its own log.",
            )
        key = " ".join(" ".join(texts).split())
        for text in (key, *texts):
            self._look(text)
        return key

    def record_of(self, row: Row, key: str) -> Attempt:
        """What a row says, as far as it can be understood."""
        attempt = Attempt(row=row)
        values: dict[str, Plain] = {}
        suffix = suffix_of(self._map, key)
        day = self._map.day_field
        # The day first: with it the id is known, and what is allowed for that record.
        lines = sorted(self._map.lines, key=lambda line: line.target.name != day)
        record_id = ""
        for line in lines:
            try:
                value = self._answer(line, attempt, record_id)
            except RefusedError as refused:
                attempt.reasons.append(
                    Reason(
                        words=refused.words,
                        column=self.said(line.columns),
                        rule=refused.rule,
                        remedy=refused.remedy,
                    )
                )
                continue
            if value is not None:
                values[line.target.name] = value
            if line.target.name == day and isinstance(value, str):
                record_id = self.id_of(value, suffix)
        if row.extra:
            attempt.reasons.append(
                Reason(
                    words="There are more cells than headings: a text with the delimiter in it has"
                    " lost its quotes.",
                    remedy="Look at the row, or export the file anew.",
                )
            )
        attempt.data = self._built(values, row, attempt)
        return attempt

    def id_of(self, day: str, suffix: str) -> str:
        """The id of a record, by the day that it is about and the end that its row gives."""
        prefix = KIND_BY_NAME[self._map.kind].prefix
        return f"{prefix}-{day[:10].replace('-', '')}-{suffix}"

    def finished(self, attempt: Attempt, key: str) -> Placed:
        """The row with the text of its record, or with the reasons why there is none."""
        number, reference = attempt.row.number, key
        record_id = path = text = ""
        day = attempt.data.get(self._map.day_field)
        if isinstance(day, str):
            record_id = self.id_of(day, suffix_of(self._map, key))
        if record_id and not attempt.reasons:
            try:
                path = record_path(self._map.kind, record_id)
                text = record_text(self._map.kind, attempt.data)
            except ClosecallError as wrong:
                attempt.reasons.append(Reason(words=str(wrong)))
        return Placed(
            number=number,
            outcome=Outcome.REFUSED if attempt.reasons else Outcome.NEW,
            reference=reference,
            record=record_id,
            path=path,
            reasons=tuple(attempt.reasons),
            data=attempt.data,
            text=text,
            time_is_missing=attempt.time_is_missing,
        )

    def said(self, columns: Sequence[str]) -> str:
        """The headings that a field comes from, as a message names them."""
        return " and ".join(may_say(column, self._deny) for column in columns)

    # --- A cell to an answer ---------------------------------------------------------------------

    def _answer(self, line: Line, attempt: Attempt, record_id: str) -> Plain:
        if not line.columns:
            return _always(line)
        if line.target.day_type:
            return self._day(line, attempt)
        text = cleaned(self._text(attempt.row, line.columns))
        if _is_nothing(text) and folded(text) not in line.table:
            return self._empty(line, attempt.row)
        if line.split:
            parts = [part for part in map(cleaned, text.split(line.split)) if part]
            found = [self._one(line, part, record_id) for part in parts]
            flat = [x for one in found for x in (one if isinstance(one, list) else [one])]
            return list(dict.fromkeys(flat)) if line.target.is_list else flat
        value = self._one(line, text, record_id)
        return value if isinstance(value, list) or not line.target.is_list else [value]

    def _one(self, line: Line, text: str, record_id: str) -> Plain:
        """What the record says for one answer of the sheet."""
        said = folded(text)
        if said in line.table:
            return line.table[said]
        if line.target.is_number and _WHOLE.fullmatch(text):
            return int(text)
        if line.target.is_number and _DECIMAL.fullmatch(text):
            return float(text)
        if said in line.answers:
            return line.answers[said]
        if line.otherwise is not None:
            return line.otherwise
        if line.table or line.answers:
            near = nearest(said, line.known)
            hint = f" The nearest is {may_say(near, self._deny)}." if near else ""
            raise RefusedError(
                f"has an answer that is not in the map.{hint}",
                remedy="Correct the cell, or put the answer into `values` of the map.",
            )
        for _, _, message in bad_characters(text):
            raise RefusedError(
                f"cannot be taken: {message[0].lower()}{message[1:]}",
                remedy="Type the words anew instead of pasting them.",
            )
        self._look(text, (record_id, line.target.name))
        return " ".join(text.split()) if line.target.on_one_line else text

    def _empty(self, line: Line, row: Row) -> Plain:
        """What is said for an empty cell."""
        why = next((w for c in line.columns if (w := self._why_empty(row, c))), "")
        if why:
            raise RefusedError(f"looks empty: {why}.")
        if line.if_empty is not None:
            several = line.target.is_list and not isinstance(line.if_empty, list)
            return [line.if_empty] if several else line.if_empty
        if line.required:
            title = line.target.slot.first("title") or line.target.name
            raise RefusedError(
                f"is empty, and the record has to say it ({title}).",
                remedy="Fill in the cell, or say in the map what an empty one means: `if_empty`.",
            )
        return None

    def _why_empty(self, row: Row, column: str) -> str:
        return self._layout.sheet.why_empty.get((row.number, self._layout.places[column]), "")

    def _day(self, line: Line, attempt: Attempt) -> Plain:
        cells = [self._cell(attempt.row, column) for column in line.columns]
        if all(cell is None or (isinstance(cell, str) and _is_nothing(cell)) for cell in cells):
            return self._empty(line, attempt.row)
        assert line.form  # noqa: S101 - a map without it is not read
        try:
            moment = line.form.read(cells)
        except UnreadableDayError as wrong:
            raise RefusedError(f"{wrong}.", remedy="Correct the day in the sheet.") from wrong
        return self._written(moment, line, attempt)

    @staticmethod
    def _written(moment: Moment, line: Line, attempt: Attempt) -> str:
        day = moment.day.isoformat()
        if line.target.day_type == "day":
            return day
        if moment.time is None:
            if not line.time:
                raise RefusedError(
                    "has no time of day, and the record asks for one.",
                    remedy="Write the time; or, where the log has none, say so in the map:"
                    ' `time: "12:00"`.',
                )
            attempt.time_is_missing = True
            return f"{day} {line.time}"
        return f"{day} {moment.time.isoformat('seconds').removesuffix(':00')}"

    def _text(self, row: Row, columns: Sequence[str]) -> str:
        return " ".join(filter(None, (_as_text(self._cell(row, c)) for c in columns)))

    def _cell(self, row: Row, column: str) -> Cell:
        cell = row.cells[self._layout.places[column]]
        if isinstance(cell, BadCell):
            raise RefusedError(
                "holds an error of the spreadsheet program in place of a value.",
                remedy="Mend the formula, or type the value.",
            )
        return cell

    def _look(self, text: str, place: tuple[str, str] = ("", "")) -> None:
        """Refuse what looks like somebody's data, by the scan of the gate itself."""
        if place in self._allowed:
            return
        for hit in scan("", text.encode("utf-8", "surrogatepass"), self._deny):
            wording = WORDINGS[hit.kind]
            raise RefusedError(
                f"has what looks like {wording.name} ({hit.length} characters).",
                rule=PRIVACY_RULE,
                remedy=wording.remedy,
            )

    # --- The answers to a record -----------------------------------------------------------------

    def _built(self, values: Mapping[str, Plain], row: Row, attempt: Attempt) -> dict[str, Plain]:
        """The record in the order of its schema."""
        data: dict[str, Plain] = {}
        by_name = {line.target.name: line.target for line in self._map.lines}
        for name, target in self._map.targets.by_name.items():
            if name in values and name in by_name:
                if target.in_list:
                    _put_in_list(data, target.way, target.in_list, values[name])
                else:
                    _put(data, target.way, values[name])
        source = data.get("source_ref")
        if isinstance(source, dict):
            locator = self._locator(row, time_is_missing=attempt.time_is_missing)
            data["source_ref"] = {
                "log": source.get("log"),
                "locator": locator,
                **{name: said for name, said in source.items() if name != "log"},
            }
        order = {name: place for place, name in enumerate(self._map.targets.order)}
        return dict(sorted(data.items(), key=lambda item: order[item[0]]))

    def _locator(self, row: Row, *, time_is_missing: bool) -> str:
        sheet = f"Sheet {self._layout.sheet.name}, row" if self._layout.sheet.name else "Row"
        named = (f"{column} {cleaned(self._text(row, (column,)))}" for column in self._map.key)
        missing = "; no time of day there" if time_is_missing else ""
        return " ".join(f"{sheet} {row.number}, {', '.join(named)}{missing}".split())


def _always(line: Line) -> Plain:
    several = line.target.is_list and not isinstance(line.always, list)
    return [line.always] if several else line.always


def _is_nothing(text: str) -> bool:
    return _NOTHING.fullmatch(text) is not None or folded(text) in _NO_ANSWERS


def _as_text(cell: Cell) -> str:
    """A cell as a spreadsheet program shows it, near enough to be compared and read."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes").removesuffix(" 00:00")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def _put(data: dict[str, Plain], way: Sequence[str], value: Plain) -> None:
    for name in way[:-1]:
        data = cast("dict[str, Plain]", data.setdefault(name, {}))
    data[way[-1]] = value


def _put_in_list(data: dict[str, Plain], way: Sequence[str], in_list: int, value: Plain) -> None:
    """Put one answer into each item of a list, or one item for each of several answers."""
    for name in way[: in_list - 1]:
        data = cast("dict[str, Plain]", data.setdefault(name, {}))
    items = cast("list[Plain]", data.setdefault(way[in_list - 1], [{}]))
    answers = value if isinstance(value, list) else [value]
    while len(items) < len(answers):
        items.append(dict(cast("dict[str, Plain]", items[0])))
    for place, item in enumerate(items):
        answer = answers[place] if len(answers) > 1 else answers[0]
        _put(cast("dict[str, Plain]", item), way[in_list:], answer)


def differences(
    made: Mapping[str, Plain], there: Mapping[str, Plain], import_map: ImportMap
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields in which a record says something else than its row, with their columns.

    What the record says beyond the row, such as an amendment, is no difference; nor is the number
    of the row, which changes when the sheet is sorted.
    """
    for line in import_map.lines:
        first, *rest = line.target.way
        if first in made and not _covers(_at(there.get(first), rest), _at(made[first], rest)):
            yield line.target.name, line.columns


def _at(value: Plain, way: Sequence[str]) -> Plain:
    if not way:
        return value
    if isinstance(value, list):
        return [_at(item, way) for item in value]
    return _at(value.get(way[0]), way[1:]) if isinstance(value, dict) else None


def _covers(there: Plain, made: Plain) -> bool:
    if isinstance(made, list):
        alike = isinstance(there, list) and len(there) >= len(made)
        return alike and all(map(_covers, cast("list[Plain]", there), made))
    return made is None or there == made


def day_of(placed: Mapping[str, Plain], import_map: ImportMap) -> date | None:
    """The day that a row is about; None where it could not be read."""
    said = placed.get(import_map.day_field)
    return parse_day(said[:10]) if isinstance(said, str) else None
