"""Days that lie in the future, where a record tells of what has happened: the last part of G33."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final, TypeAlias

from closecall.findings import Finding, Pointer
from closecall.model.days import in_words, parse_day, parse_moment
from closecall.model.monitoring import MonitoringCheck
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.records.documents import Plain
from closecall.rules.case import Case, error, warning
from closecall.validation.schemas import Schemas

_PLANNED: Final = frozenset(
    [
        *("as_at", "due", "effective_from", "governance_due", "measure_by", "next_review"),
        *("review_due", "start", "temporary_until", "until", "valid_from", "valid_to"),
    ]
)
"""Fields that tell what is to come, or from when and until when something holds."""
_PLANNED_SCORE: Final = "score_target"
"""A score that is to be reached by its day."""
_OWN_DAY: Final[Mapping[str, Pointer]] = {
    "activity": ("period", "to"),
    "control_change": ("effective_from",),
    "monitoring_check": ("done_on",),
    "monitoring_plan": ("target", "start"),
    "review": ("reviewed_on",),
    "risk": ("score_now", "on"),
}
"""Where the own day of a kind stands; of all others it is `on` or `valid_from`."""
_ISO: Final = len("2026-03-03")

_Fields: TypeAlias = "Mapping[str, _Fields]"
"""The fields below which there are days; one without any below it is a day itself."""


def not_yet(case: Case, everything: Register) -> Iterator[Finding]:
    """Days after the latest that can have been, and records that are hidden by such a day."""
    for record in case.register.records.values():
        if not record.broken:
            yield from _ahead(record, case)
    if case.as_at < case.latest:
        return  # an earlier day was asked for: what came after it is as it should be
    for record_id in sorted(case.register.later):
        record = everything.records[record_id]
        if not record.broken:
            yield from _hidden(record, case)


def _ahead(record: Record, case: Case) -> Iterator[Finding]:
    """Days of a known record that tell of what cannot have happened yet."""
    limit = case.latest.isoformat()
    for text, pointer in _days(dict(record.data), _happened(case.schemas, record.kind), ()):
        # As texts first: nearly all are earlier, and need not be read.
        day = _read(text) if text[:_ISO] >= limit else None
        if day and day > case.latest:
            yield error(
                "G33",
                record,
                f"{in_words(day)} lies after {in_words(case.latest)}, as at which all is said: it "
                "cannot have happened yet.",
                "Correct the day; or leave the field out until it has happened.",
                pointer=pointer,
            )


def _hidden(record: Record, case: Case) -> Iterator[Finding]:
    if isinstance(record, MonitoringCheck) and not (record.recorded or record.done_on):
        return  # it is planned, and due on a day to come
    since = record.known_from
    if since and since > case.latest:
        yield warning(
            "G33",
            record,
            f"{in_words(since)} lies in the future, after {in_words(case.latest)}: the record is "
            "not shown yet.",
            "Correct the day if it is wrong. If it is right, leave it: the record is shown from "
            "that day on.",
            pointer=_pointer_of_day(record),
        )


def _pointer_of_day(record: Record) -> Pointer:
    """Where the day stands from which a record is known."""
    if record.recorded:
        return ("recorded",)
    if record.kind in _OWN_DAY:
        return _OWN_DAY[record.kind]
    return ("on",) if "on" in record.data else ("valid_from",)


@lru_cache(maxsize=64)
def _happened(schemas: Schemas, kind: str) -> _Fields:
    """The fields of a kind that hold a day on which something has happened."""
    found: dict[str, _Fields] = {}
    for path in (*schemas.days(kind), *schemas.moments(kind)):
        if path[-1] in _PLANNED or path[0] == _PLANNED_SCORE:
            continue
        inner = found
        for name in path:
            inner = inner.setdefault(name, {})  # type: ignore[assignment] # all are made here
    return found


def _days(value: Plain, fields: _Fields, pointer: Pointer) -> Iterator[tuple[str, Pointer]]:
    if isinstance(value, str):
        if not fields:
            yield value, pointer
    elif isinstance(value, list):
        if below := fields.get("*"):
            for number, item in enumerate(value):
                yield from _days(item, below, (*pointer, number))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            below = fields.get(name)
            if below is not None:
                yield from _days(inner, below, (*pointer, name))


def _read(text: str) -> date | None:
    moment: date | datetime | None = parse_day(text) or parse_moment(text)
    return moment.date() if isinstance(moment, datetime) else moment
