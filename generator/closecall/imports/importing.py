"""The whole import: a file and its map to what becomes of each row, and then to files."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from closecall.errors import ClosecallError, UsageError
from closecall.evidence import Evidence, gather
from closecall.findings import Finding
from closecall.imports.maps import ImportMap, Line, read_map
from closecall.imports.outcomes import Outcome, Placed, Reason
from closecall.imports.placing import (
    SUFFIX,
    Attempt,
    Layout,
    Placer,
    RefusedError,
    day_of,
    differences,
    lay_out,
    suffix_of,
)
from closecall.imports.reading import read_sheet
from closecall.imports.sheet import Row, folded
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.fields import RecordId
from closecall.privacy.denied import NO_WORDS, DenyList
from closecall.privacy.reporting import RULE as PRIVACY_RULE
from closecall.records.documents import Plain, parse
from closecall.records.kinds import KIND_BY_NAME
from closecall.records.refusals import MAX_FILES
from closecall.records.writing import write_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do, before it does any of it."""

    kind: str
    rows: tuple[Placed, ...]
    """Every row, in the order of the sheet."""
    notes: tuple[str, ...]
    """What a person should know about the file and the map, in words."""
    elsewhere: tuple[Finding, ...] = ()
    """Errors that the new records bring to light in records that are there already."""
    late: int = 0
    """New records for which something is overdue from the first day on."""

    def of(self, outcome: Outcome) -> tuple[Placed, ...]:
        """The rows of which this becomes."""
        return tuple(row for row in self.rows if row.outcome is outcome)

    @property
    def is_whole(self) -> bool:
        """Whether every row is placed, so that the records may be written."""
        return not self.of(Outcome.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for."""

    raw: bytes
    """The export."""
    map_raw: bytes
    map_path: str
    """For messages."""
    since: date | None = None
    """The day from which rows are taken."""
    as_at: date | None = None
    """As for a check; without it, the day on which a check without it would judge."""
    today: date | None = None
    deny: DenyList = field(default=NO_WORDS)


def plan(root: Path, order: Order) -> Plan:
    """See what becomes of each row; nothing is written.

    Args:
        root: The folder that holds `records/`.
        order: What is asked for.

    Raises:
        UsageError: The file or the map cannot be used, with all that is wrong.
        GitError: Git could not answer.
    """
    before = gather(root, as_at=order.as_at, today=order.today, deny=order.deny)
    import_map = read_map(
        order.map_raw,
        path=order.map_path,
        schemas=before.schemas,
        register=before.register,
        deny=order.deny,
    )
    sheet = read_sheet(
        order.raw,
        sheet=import_map.sheet,
        encoding=import_map.encoding,
        headings_in_row=import_map.headings_in_row,
    )
    layout = lay_out(sheet, import_map, order.deny)
    placer = Placer(layout, order.deny, _allowed(before))
    rows = _Rows(placer, import_map, before, order.since).placed(sheet.rows)
    so_far = Plan(kind=import_map.kind, rows=rows, notes=(*import_map.notes, *sheet.notes))
    return _judged(root, order, so_far, before=before, layout=layout, placer=placer)


def carry_out(root: Path, done: Plan) -> None:
    """Write the records of a plan: all of them, or none.

    Raises:
        ClosecallError: A row is refused, or a file cannot be written; what had been written is
            taken away again.
    """
    if not done.is_whole:
        raise ClosecallError("Not every row is placed, so nothing is written.")
    new = done.of(Outcome.NEW)
    folders = _missing_folders(root, (row.path for row in new))
    written: list[str] = []
    try:
        for row in new:
            write_new(root, row.path, row.text)
            written.append(row.path)
    except BaseException:
        # An import that was stopped leaves nothing behind. What is taken away was made just now.
        for path in reversed(written):
            with suppress(OSError):
                (root / path).unlink()
        for folder in sorted(folders, reverse=True):
            with suppress(OSError):
                (root / folder).rmdir()
        raise


def _missing_folders(root: Path, paths: Iterable[str]) -> set[str]:
    """The folders above these files that are not there yet."""
    found = {parent for path in paths for parent in Path(path).parents if parent.name}
    return {folder.as_posix() for folder in found if not os.path.lexists(root / folder)}


def _allowed(evidence: Evidence) -> frozenset[tuple[str, str]]:
    """By record and field, where an allowance says that what looks like data is none."""
    return frozenset(
        (str(one.record), ".".join(step for step in one.field if isinstance(step, str)))
        for one in evidence.register.of(Allowance)
        if one.rule == PRIVACY_RULE and one.record and one.field and one.holds_on(evidence.as_at)
    )


# --- Row by row --------------------------------------------------------------------------------


class _Rows:
    """What becomes of each row, as far as it can be told from the row and from what is there."""

    def __init__(
        self, placer: Placer, import_map: ImportMap, before: Evidence, since: date | None
    ) -> None:
        self._placer = placer
        self._map = import_map
        self._before = before
        self._since = since
        self._there = _by_suffix(before, import_map.kind)
        self._gone = {
            str(record)[-SUFFIX:]: str(one.id)
            for one in before.register.of(Redaction)
            for record in one.records
            if record not in before.register.files
        }
        self._rows_of: dict[str, int] = {}
        """By reference, the row that has it."""
        self._keys_of: dict[str, str] = {}
        """By end of an id, the reference that it is made from."""

    def placed(self, rows: Iterable[Row]) -> tuple[Placed, ...]:
        return tuple(self._one(row) for row in rows)

    def _one(self, row: Row) -> Placed:
        try:
            if not self._placer.is_meant(row):
                return Placed(number=row.number, outcome=Outcome.LEFT_OUT)
            key = self._placer.key_of(row)
        except RefusedError as refused:
            return _refused(row, self._placer.said(self._map.key), refused)
        attempt = self._placer.record_of(row, key)
        day = day_of(attempt.data, self._map)
        if self._since and day and day < self._since:
            return Placed(number=row.number, outcome=Outcome.EARLIER, reference=key)
        self._check_key(row, key, attempt)
        known = self._there.get(suffix_of(self._map, key))
        if known and not attempt.is_twin:
            return self._held_against(known, attempt, key)
        placed = self._placer.finished(attempt, key)
        redaction = self._gone.get(suffix_of(self._map, key))
        return _taken_out(placed, redaction) if redaction else placed

    def _check_key(self, row: Row, key: str, attempt: Attempt) -> None:
        """Two rows of one reference are one entry twice, or two entries: nobody can tell."""
        first = self._rows_of.setdefault(folded(key), row.number)
        if first != row.number:
            attempt.is_twin = True
            attempt.reasons.insert(
                0,
                Reason(
                    words=f"has the same reference as row {first}.",
                    column=self._placer.said(self._map.key),
                    remedy="Take one of the rows out, or name in `key` what tells them apart.",
                ),
            )
            return
        other = self._keys_of.setdefault(suffix_of(self._map, key), folded(key))
        if other != folded(key):
            attempt.reasons.append(
                Reason(
                    words="By a rare chance its id would be that of another row of this sheet.",
                    remedy="Write this one record by hand: closecall new.",
                )
            )

    def _held_against(self, known: str, attempt: Attempt, key: str) -> Placed:
        """A row whose record is there already."""
        path = self._before.register.files[known].path
        there = _data(self._before, path)
        reasons: tuple[Reason, ...]
        if there is None:
            reasons = (Reason(words="Its record cannot be read, so it was not compared."),)
        else:
            reasons = (
                *attempt.reasons,
                *(
                    Reason(
                        words=f"says something else than `{name}` of the record.",
                        column=self._placer.said(columns),
                        remedy="The record was kept. If the sheet is right, correct the record and"
                        " say so in its `amendments`.",
                    )
                    for name, columns in differences(attempt.data, there, self._map)
                ),
            )
        return Placed(
            number=attempt.row.number,
            outcome=Outcome.DIFFERENT if reasons else Outcome.THERE,
            reference=key,
            record=known,
            path=path,
            reasons=reasons,
        )


def _by_suffix(evidence: Evidence, kind: str) -> Mapping[str, str]:
    """By the end of an id that is made from a row, the record that has it."""
    prefix = f"{KIND_BY_NAME[kind].prefix}-"
    length = len(prefix) + len("20260303-") + SUFFIX
    return {
        record_id[-SUFFIX:]: record_id
        for record_id, file in sorted(evidence.register.files.items())
        if file.kind == kind and len(record_id) == length and record_id.startswith(prefix)
    }


def _data(evidence: Evidence, path: str) -> Mapping[str, Plain] | None:
    raw = evidence.tree.read(path) if evidence.tree else b""
    return parse(raw, path=path).data


def _refused(row: Row, column: str, refused: RefusedError) -> Placed:
    reason = Reason(words=refused.words, column=column, rule=refused.rule, remedy=refused.remedy)
    return Placed(number=row.number, outcome=Outcome.REFUSED, reasons=(reason,))


def _taken_out(placed: Placed, redaction: str) -> Placed:
    reason = Reason(
        words=f"Its record was taken out for the sake of somebody’s data ({redaction}).",
        remedy="Take the row out of the export, so that it does not come back.",
    )
    return replace(placed, outcome=Outcome.REFUSED, reasons=(*placed.reasons, reason))


# --- As the check sees it ----------------------------------------------------------------------


def _judged(
    root: Path, order: Order, so_far: Plan, *, before: Evidence, layout: Layout, placer: Placer
) -> Plan:
    """The same, with all that a check would say of the new records, were they written."""
    new = {row.path: row.text.encode() for row in so_far.of(Outcome.NEW)}
    if not new:
        return so_far
    if len(before.register.files) + len(new) > MAX_FILES:
        raise UsageError(f"There would be more than {MAX_FILES:,} records. Import fewer rows.")
    after = gather(root, as_at=order.as_at, today=order.today, deny=order.deny, adding=new)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in after.errors:
        found[finding.path].append(finding)
    rows = tuple(
        _with_findings(row, found.get(row.path, ()), layout.map, placer)
        if row.outcome is Outcome.NEW
        else row
        for row in so_far.rows
    )
    return replace(
        so_far,
        rows=rows,
        elsewhere=tuple(_elsewhere(root, order, before, after, new)),
        late=sum(
            bool(after.late(RecordId(row.record))) for row in rows if row.outcome is Outcome.NEW
        ),
    )


def _with_findings(
    row: Placed, findings: Iterable[Finding], import_map: ImportMap, placer: Placer
) -> Placed:
    reasons = tuple(
        Reason(
            words=finding.message,
            column=placer.said(_columns(finding, import_map.lines)),
            rule=finding.rule,
            remedy=finding.remedy,
        )
        for finding in findings
    )
    return replace(row, outcome=Outcome.REFUSED, reasons=reasons) if reasons else row


def _columns(finding: Finding, lines: Iterable[Line]) -> tuple[str, ...]:
    """The headings from which the place of a finding was filled."""
    way = tuple(step for step in finding.pointer if isinstance(step, str))
    found = [
        column
        for line in lines
        if way and line.target.way[: len(way)] == way
        for column in line.columns
    ]
    return tuple(dict.fromkeys(found))


def _elsewhere(
    root: Path, order: Order, before: Evidence, after: Evidence, new: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Errors in other records that were none before."""
    others = [finding for finding in after.errors if finding.path not in new]
    if not others:
        return
    if before.as_at != after.as_at:  # with files that are not committed, today counts
        before = gather(root, as_at=after.as_at, today=order.today, deny=order.deny)
    known = {(finding.rule, finding.path, finding.message) for finding in before.errors}
    yield from (f for f in others if (f.rule, f.path, f.message) not in known)
