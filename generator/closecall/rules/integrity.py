"""Links that resolve, and days in their order: G33."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from itertools import chain, islice

from closecall.findings import Finding, Pointer
from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import ControlChange, ExposureCheck
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.links import Link
from closecall.model.monitoring import Escalation, MonitoringCheck, MonitoringPlan
from closecall.model.near_miss import NearMiss
from closecall.model.policy import PolicyRecord
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.review import Review
from closecall.model.setting import Definition, ReportingRoute
from closecall.rules.case import error

_A = {True: "an", False: "a"}
MAX_ID = 64
"""Characters of an id."""
_ID = re.compile(r"[a-z][a-z0-9-]{2,63}")


MOST_DEAD = 20
"""Dead links of one record that are told one by one; the last says how many more there are."""
MOST_COMPARED = 400
"""Ids of a kind that a dead link is compared with letter by letter."""


def dangling(register: Register) -> Iterator[tuple[str, Finding]]:
    """Links to no record, or to one of another kind; with the kind of the record that names it."""
    near = _Near(register)
    for record in register.records.values():
        dead: list[Link] = []
        for link in register.links.get(record.id, ()):
            found = register.files.get(link.target)
            if found is None and record.broken and not _ID.fullmatch(link.target):
                continue  # its shape has said so
            if found is None:
                dead.append(link)
            elif link.kinds and found.kind not in link.kinds:
                yield record.kind, _wrong_kind(record, link, found.kind)
        for n, link in enumerate(dead[:MOST_DEAD], 1):
            more = len(dead) - n if n == MOST_DEAD else 0
            yield record.kind, _missing(record, link, near.to(link.target), more=more)


class _Near:
    """Finds the id that was probably meant, without comparing each with each."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def to(self, said: str) -> str:
        """The nearest id; empty where none comes near."""
        if len(said) > MAX_ID:
            return ""
        near = get_close_matches(said, self._candidates(said), n=1, cutoff=0.6)
        return near[0] if near else ""

    def _candidates(self, said: str) -> Sequence[str]:
        """Those of the same kind and day, those with the same end, and others of the kind."""
        kind = said[:_KIND]
        same_end = (i for i in self._by_end.get(said[-_END:], ()) if i.startswith(kind))
        alike = (self._by_start.get(said[:_DAY], ()), same_end, self._by_kind.get(kind, ()))
        return list(islice(chain.from_iterable(alike), MOST_COMPARED))

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[str]]:
        return self._grouped(slice(_DAY))

    @cached_property
    def _by_end(self) -> Mapping[str, Sequence[str]]:
        return self._grouped(slice(-_END, None))

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[str]]:
        return self._grouped(slice(_KIND))

    def _grouped(self, part: slice) -> Mapping[str, Sequence[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for record_id in self._register.files:
            groups[record_id[part]].append(record_id)
        return groups


_KIND = len("nm-")
_DAY = len("nm-20260303")
_END = len("k7m2")


def _missing(record: Record, link: Link, near: str, *, more: int) -> Finding:
    hint = f" The nearest id is {near}." if near else ""
    rest = f" {more:,} more links of this record lead nowhere." if more else ""
    return error(
        "G33",
        record,
        f"The record that `{_field(link)}` names is not here.{hint}{rest}",
        "Correct the id; or, if that record is in another pull request and not on main yet, "
        "add it to this one.",
        pointer=link.pointer,
    )


def _wrong_kind(record: Record, link: Link, kind: str) -> Finding:
    asked = " or ".join(_named(k) for k in link.kinds)
    return error(
        "G33",
        record,
        f"`{_field(link)}` names {_named(kind)}; {asked} is asked for.",
        "Give the id of a record of the right kind.",
        pointer=link.pointer,
    )


def _field(link: Link) -> str:
    return ".".join(part for part in link.pointer if isinstance(part, str))


def _named(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"{_A[words[0] in 'aeiou']} {words}"


Dated = tuple[str, date | datetime | None, Pointer]


def days_in_order(record: Record, register: Register) -> Iterator[Finding]:
    """What comes after must not be dated before what it follows."""
    for earlier, later in _pairs(record, register):
        before, after = _day(earlier[1]), _day(later[1])
        if before is None or after is None:
            continue
        if isinstance(earlier[1], datetime) and isinstance(later[1], datetime):
            # As instants: on the clock, the hour that comes twice in autumn runs backwards.
            wrong = later[1].timestamp() < earlier[1].timestamp()
        else:
            wrong = after < before
        if wrong:
            yield error(
                "G33",
                record,
                f"{later[0]} is before {earlier[0]} ({in_words(before)}).",
                "Correct whichever of the two days is wrong.",
                pointer=later[2],
            )


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _pairs(record: Record, register: Register) -> Iterator[tuple[Dated, Dated]]:
    """The pairs of days of one record, and of it and those that it follows: (earlier, later)."""
    if record.withdrawn:
        yield (
            ("the day of the record", record.day, ()),
            ("The day of withdrawal", record.withdrawn.on, ("withdrawn", "on")),
        )
    match record:
        case NearMiss():
            yield (
                ("when it occurred", record.occurred, ("occurred",)),
                ("When it was noticed", record.detected, ("detected",)),
            )
            yield (
                ("when it was noticed", record.detected, ("detected",)),
                ("When it was recorded", record.recorded, ("recorded",)),
            )
        case Review():
            for report in register.pick(NearMiss, record.near_misses):
                noticed = ("the near miss was noticed", report.detected, ())
                yield noticed, ("The review", record.reviewed_on, ("reviewed_on",))
                yield (
                    noticed,
                    (
                        "The feedback to the reporter",
                        record.feedback_on,
                        ("feedback_to_reporter", "on"),
                    ),
                )
        case ExposureCheck():
            yield from _after_near_misses(
                record.near_misses, register, "The exposure check", record.on, ("on",)
            )
        case ControlChange():
            yield from _after_near_misses(
                record.near_misses,
                register,
                "The control change",
                record.effective_from,
                ("effective_from",),
            )
            start: Dated = ("the change took effect", record.effective_from, ())
            yield start, ("Its end", record.temporary_until, ("temporary_until",))
            if record.verify:
                yield (
                    start,
                    ("The day by which it is checked", record.verify.due, ("verify", "due")),
                )
        case MonitoringPlan():
            target_start = record.target.start if record.target else None
            yield from _after_near_misses(
                record.near_misses,
                register,
                "The target’s start",
                target_start,
                ("target", "start"),
            )
            yield (
                ("the target’s start", target_start, ()),
                ("The day for the group’s decision", record.governance_due, ("governance_due",)),
            )
        case _:
            yield from _pairs_of_assurance(record, register)


def _pairs_of_assurance(record: Record, register: Register) -> Iterator[tuple[Dated, Dated]]:
    match record:
        case MonitoringCheck():
            plan = register.get(MonitoringPlan, record.plan)
            if plan and plan.target:
                start: Dated = ("the target’s start", plan.target.start, ())
                yield start, ("The day on which the check was due", record.due, ("due",))
                yield start, ("The check", record.done_on, ("done_on",))
        case Escalation():
            plan = register.get(MonitoringPlan, record.plan)
            if plan and plan.target:
                yield (
                    ("the target’s start", plan.target.start, ()),
                    ("The escalation", record.on, ("on",)),
                )
            passed_on: Dated = ("it was passed on", record.on, ())
            yield passed_on, ("The answer", record.answered_on, ("answered_on",))
            yield passed_on, ("The end", record.closed_on, ("closed_on",))
        case PracticeEvidence():
            yield from _after_near_misses(
                record.near_misses, register, "The evidence", record.on, ("on",)
            )
        case GovernanceDecision():
            near_misses = record.near_misses
            plan = register.get(MonitoringPlan, record.plan)
            if plan:
                near_misses = (*near_misses, *plan.near_misses)
            yield from _after_near_misses(near_misses, register, "The decision", record.on, ("on",))
            for reviewed in record.evidence_reviewed:
                seen = register.records.get(reviewed)
                if isinstance(seen, Audit | PracticeEvidence | MonitoringCheck):
                    yield (
                        (f"evidence that it looked at, {seen.id},", seen.day, ()),
                        ("The decision", record.on, ("on",)),
                    )
            yield (
                ("the decision", record.on, ()),
                ("The next review", record.next_review, ("next_review",)),
            )
        case Definition() | ReportingRoute() | PolicyRecord():
            yield (
                ("the day from which it holds", record.valid_from, ()),
                ("The day until which it holds", record.valid_to, ("valid_to",)),
            )
        case _:
            return


def _after_near_misses(
    ids: tuple[RecordId, ...],
    register: Register,
    words: str,
    day: date | None,
    pointer: Pointer,
) -> Iterator[tuple[Dated, Dated]]:
    for report in register.pick(NearMiss, ids):
        noticed = report.detected.date() if report.detected else None
        yield ("the near miss was noticed", noticed, ()), (words, day, pointer)
