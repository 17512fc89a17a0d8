"""Days that fit: in their order, and near the day that the id bears. The second half of G33."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain

from closecall.findings import Finding, Pointer
from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import ControlChange, ExposureCheck, Risk
from closecall.model.days import in_words
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.fields import Fields, RecordId
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare
from closecall.model.monitoring import Escalation, MonitoringCheck, MonitoringPlan
from closecall.model.near_miss import Judgement, NearMiss
from closecall.model.policy import PolicyRecord
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.review import Review
from closecall.model.setting import Definition, ReportingRoute
from closecall.model.trail import CLOSING, NO_CHANGE
from closecall.rules.case import error

Dated = tuple[str, date | datetime | None, Pointer]
"""What a day is called, the day, and where it stands."""
Pairs = Iterator[tuple[Dated, Dated]]
"""Days of which the second must not be before the first."""

_TEMPORARY = "temporary"
"""The action of a change that may be made before a review: what is done on the spot."""


def days_in_order(record: Record, register: Register) -> Iterator[Finding]:
    """What comes after must not be dated before what it follows, nor far from the id's day."""
    told: set[Pointer] = set()
    for finding in chain(_unlike_id(record), _out_of_order(record, register)):
        # One sentence for a day: of two near misses before it, the first is enough.
        if finding.pointer not in told:
            told.add(finding.pointer)
            yield finding


def _out_of_order(record: Record, register: Register) -> Iterator[Finding]:
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


# --- The day in the id -------------------------------------------------------------------------

_DAY_OF_ID = re.compile(r"[a-z]{2}-([0-9]{4})([0-9]{2})([0-9]{2})-")
_OF_A_DAY = re.compile(r"(?i)\b(?:day|date|month|year)s?\b")
"""By which an amendment is known that is about a day."""
_NEAR = 31
"""Days by which a record's own day may differ from the day in its id."""
_FAR = 183
"""The same for what is noticed long before, written down long after, or planned ahead."""


def day_of_id(record: Record) -> date | None:
    """The day that a record's id bears; None where it bears none."""
    found = _DAY_OF_ID.match(record.id)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None  # the name of the file has a finding for it


def _unlike_id(record: Record) -> Iterator[Finding]:
    """A day that is far from the one in the id: mostly the wrong year or month was typed.

    An id never changes, so a record that owns up to a wrong day may differ from its id.
    """
    named = day_of_id(record)
    if named is None or any(_OF_A_DAY.search(a.what) for a in record.amendments):
        return
    for day, pointer, most in _days_of_id(record):
        said = _day(day)
        if said is not None and abs((said - named).days) > most:
            yield error(
                "G33",
                record,
                f"The id says {in_words(named)} and the record {in_words(said)}.",
                "Correct the day. If it is right, leave the id, which never changes, and add to "
                "`amendments` that the day in the id is wrong, and why.",
                pointer=pointer,
            )


def _days_of_id(record: Record) -> Iterator[tuple[date | datetime | None, Pointer, int]]:
    """The days of a record that belong to the day in its id, and how far they may be from it."""
    yield record.recorded, ("recorded",), _FAR
    match record:
        case NearMiss() | Incident():
            yield record.detected, ("detected",), _FAR
        case Review():
            yield record.reviewed_on, ("reviewed_on",), _NEAR
        case ControlChange():
            yield record.effective_from, ("effective_from",), _FAR
        case MonitoringPlan():
            yield record.target.start if record.target else None, ("target", "start"), _FAR
        case MonitoringCheck():
            yield record.due, ("due",), _NEAR
            yield record.done_on, ("done_on",), _NEAR
        case Risk():
            before = record.score_before
            yield before.on if before else None, ("score_before", "on"), _FAR
        case (
            ExposureCheck()
            | Escalation()
            | Audit()
            | PracticeEvidence()
            | GovernanceDecision()
            | LearningShare()
            | Redaction()
            | Allowance()
        ):
            yield record.on, ("on",), _NEAR
        case _:
            return


# --- One after the other -----------------------------------------------------------------------


def _pairs(record: Record, register: Register) -> Pairs:
    """The pairs of days of one record, and of it and those that it follows: (earlier, later)."""
    if record.withdrawn:
        yield (
            ("the day of the record", record.day, ()),
            ("The day of withdrawal", record.withdrawn.on, ("withdrawn", "on")),
        )
    begun: Dated = ("the day of the record", day_of_id(record), ())
    for number, amendment in enumerate(record.amendments):
        yield begun, ("The amendment", amendment.on, ("amendments", number, "on"))
    match record:
        case NearMiss() | Incident():
            yield from _of_event(record)
        case Review():
            yield from _of_review(record, register)
        case ExposureCheck():
            yield from _of_exposure_check(record, register)
        case ControlChange():
            yield from _of_change(record, register)
        case Risk():
            yield from _of_risk(record)
        case MonitoringPlan():
            yield from _of_plan(record, register)
        case GovernanceDecision():
            yield from _of_decision(record, register)
        case _:
            yield from _pairs_of_assurance(record, register)


def _pairs_of_assurance(record: Record, register: Register) -> Pairs:
    match record:
        case MonitoringCheck():
            plan = register.get(MonitoringPlan, record.plan)
            if plan and plan.target:
                start: Dated = ("the target’s start", plan.target.start, ())
                yield start, ("The day on which the check was due", record.due, ("due",))
                yield start, ("The check", record.done_on, ("done_on",))
        case Escalation():
            yield from _of_escalation(record, register)
        case PracticeEvidence():
            yield from _after_near_misses(
                record.near_misses, register, "The evidence", record.on, ("on",)
            )
        case _:
            yield from _pairs_beside(record, register)


def _of_event(record: NearMiss | Incident) -> Pairs:
    yield (
        ("when it occurred", record.occurred, ("occurred",)),
        ("When it was noticed", record.detected, ("detected",)),
    )
    noticed: Dated = ("when it was noticed", record.detected, ("detected",))
    yield noticed, ("When it was recorded", record.recorded, ("recorded",))
    yield from _told(noticed, record.said)
    acted = Fields(record.data).sub("immediate_action").moment("at")
    yield _by_day(noticed), ("What was done at once", acted, ("immediate_action", "at"))
    if isinstance(record, Incident):
        for number, step in enumerate(record.candour_steps):
            yield noticed, ("The step", step.on, ("candour", "steps", number, "on"))


def _told(noticed: Dated, said: Judgement) -> Pairs:
    """When the person and those outside were told of an event."""
    person = said.person_affected
    if person:
        informed: Dated = ("When the person was told", person.on, ("person_affected", "on"))
        yield _by_day(noticed), informed
    for number, outside in enumerate(said.external_reporting):
        pointer = ("external_reporting", number, "on")
        yield _by_day(noticed), ("The day of this decision", outside.on, pointer)


def _by_day(dated: Dated) -> Dated:
    return (dated[0], _day(dated[1]), dated[2])


def _of_review(record: Review, register: Register) -> Pairs:
    for report in register.pick(NearMiss, record.near_misses):
        noticed: Dated = ("the near miss was noticed", report.detected, ())
        yield noticed, ("The review", record.reviewed_on, ("reviewed_on",))
        feedback = ("feedback_to_reporter", "on")
        yield noticed, ("The feedback to the reporter", record.feedback_on, feedback)
    reports = register.pick(NearMiss, record.near_misses)
    if first := min((r.detected for r in reports if r.detected), default=None):
        # One review may serve several; people were told once the first was noticed.
        yield from _told(("the near miss was noticed", first, ()), record.said)


def _of_exposure_check(record: ExposureCheck, register: Register) -> Pairs:
    acted = Fields(record.data).sub("immediate_risk").moment("at")
    for words, day, pointer in (
        ("The exposure check", record.on, ("on",)),
        ("What was done at once", _day(acted), ("immediate_risk", "at")),
    ):
        yield from _after_near_misses(record.near_misses, register, words, day, pointer)


def _of_change(record: ControlChange, register: Register) -> Pairs:
    yield from _after_near_misses(
        record.near_misses,
        register,
        "The control change",
        record.effective_from,
        ("effective_from",),
    )
    if record.action != _TEMPORARY:
        for review in register.pick(Review, record.reviews):
            yield (
                ("the review that it follows from", review.reviewed_on, ()),
                ("The control change", record.effective_from, ("effective_from",)),
            )
    if record.communication:
        told, pointer = record.communication.on, ("communication", "on")
        yield from _after_near_misses(record.near_misses, register, "The briefing", told, pointer)
    start: Dated = ("the change took effect", record.effective_from, ())
    yield start, ("Its end", record.temporary_until, ("temporary_until",))
    if record.verify:
        yield (
            start,
            ("The day by which it is checked", record.verify.due, ("verify", "due")),
        )


def _of_risk(record: Risk) -> Pairs:
    before, now = record.score_before, record.score_now
    scored: Dated = ("the first score", before.on if before else None, ())
    yield scored, ("The score of now", now.on if now else None, ("score_now", "on"))
    target = record.score_target
    yield scored, ("The score to be reached", target.on if target else None, ("score_target", "on"))
    yield (
        ("the score of now", now.on if now else None, ()),
        ("The day of the next review", record.review_due, ("review_due",)),
    )


def _of_plan(record: MonitoringPlan, register: Register) -> Pairs:
    begin = record.target.start if record.target else None
    yield from _after_near_misses(
        record.near_misses,
        register,
        "The target’s start",
        begin,
        ("target", "start"),
    )
    start: Dated = ("the target’s start", begin, ())
    yield (
        start,
        ("The day for the group’s decision", record.governance_due, ("governance_due",)),
    )
    if record.baseline:
        yield (
            ("the plan was made", day_of_id(record), ()),
            (
                "The day by which it is measured",
                record.baseline.measure_by,
                ("baseline", "measure_by"),
            ),
        )


def _of_escalation(record: Escalation, register: Register) -> Pairs:
    plan = register.get(MonitoringPlan, record.plan)
    if plan and plan.target:
        yield (
            ("the target’s start", plan.target.start, ()),
            ("The escalation", record.on, ("on",)),
        )
    passed_on: Dated = ("it was passed on", record.on, ())
    yield passed_on, ("The day by which an answer is due", record.due, ("due",))
    yield passed_on, ("The answer", record.answered_on, ("answered_on",))
    yield passed_on, ("The end", record.closed_on, ("closed_on",))


def _of_decision(record: GovernanceDecision, register: Register) -> Pairs:
    near_misses = record.near_misses
    plan = register.get(MonitoringPlan, record.plan)
    if plan:
        near_misses = (*near_misses, *plan.near_misses)
    yield from _after_near_misses(near_misses, register, "The decision", record.on, ("on",))
    made: Dated = ("The decision", record.on, ("on",))
    for reviewed in record.evidence_reviewed:
        seen = register.records.get(reviewed)
        if isinstance(
            seen,
            Audit | PracticeEvidence | MonitoringCheck | Review | ExposureCheck | Escalation,
        ):
            yield (f"evidence that it looked at, {seen.id},", seen.day, ()), made
    period = record.period_covered
    if period and record.on and period.last > record.on:
        # Which of the two is wrong nobody can tell; the end of the period is where one looks.
        yield (
            ("the last day of the period that it covers", period.last, ()),
            ("The decision", record.on, ("period_covered", "to")),
        )
    decided: Dated = ("the decision", record.on, ())
    yield decided, ("The next review", record.next_review, ("next_review",))
    for number, action in enumerate(record.actions):
        yield decided, ("The day for this action", action.due, ("actions", number, "due"))


def reviewed_after_close(register: Register) -> Iterator[Finding]:
    """First reviews that are dated after a decision has closed their near miss."""
    for near_miss, reviews in register.reviews_of.items():
        first = min(reviews, key=lambda r: (r.reviewed_on or date.max, r.id))
        for decision in _closing(near_miss, register):
            if first.broken or decision.broken or not (first.reviewed_on and decision.on):
                continue
            if decision.on < first.reviewed_on:
                yield error(
                    "G33",
                    first,
                    f"The review is after the decision that closes {near_miss}, {decision.id} "
                    f"({in_words(decision.on)}).",
                    "Correct whichever of the two days is wrong.",
                    pointer=("reviewed_on",),
                )
                break


def _closing(near_miss: RecordId, register: Register) -> Sequence[GovernanceDecision]:
    by_plan = (
        register.decisions_on_plan.get(plan.id, ()) for plan in register.plans_of.get(near_miss, ())
    )
    named = register.decisions_on_near_miss.get(near_miss, ())
    return [d for d in chain(named, *by_plan) if d.decision in (CLOSING, NO_CHANGE)]


def _pairs_beside(record: Record, register: Register) -> Pairs:
    match record:
        case Definition() | ReportingRoute() | PolicyRecord():
            holds: Dated = ("the day from which it holds", record.valid_from, ())
            yield holds, ("The day until which it holds", record.valid_to, ("valid_to",))
            if isinstance(record, Definition):
                yield holds, ("The day of its review", record.review_due, ("review_due",))
        case LearningShare():
            yield from _of_share(record, register)
        case Redaction():
            yield (
                ("it was found", record.found_on, ()),
                ("The day on which it was taken out", record.removed_on, ("removed_on",)),
            )
        case Allowance():
            holds = ("the day from which it holds", record.on, ())
            yield holds, ("The day until which it holds", record.until, ("until",))
            yield holds, ("The day of its review", record.review_due, ("review_due",))
        case _:
            return


def _of_share(record: LearningShare, register: Register) -> Pairs:
    yield from _after_near_misses(record.near_misses, register, "The lesson", record.on, ("on",))
    sent: Dated = ("the lesson was sent", record.on, ())
    for number, response in enumerate(record.responses):
        came = ("responses", number, "received")
        yield sent, ("The day on which it came there", response.received, came)
        yield (
            ("it came there", response.received, ()),
            ("The answer", response.on, ("responses", number, "on")),
        )
    for number, partner in enumerate(record.partners):
        yield sent, ("When the partner was told", partner.on, ("partners", number, "on"))


def _after_near_misses(
    ids: tuple[RecordId, ...],
    register: Register,
    words: str,
    day: date | None,
    pointer: Pointer,
) -> Pairs:
    for report in register.pick(NearMiss, ids):
        noticed = report.detected.date() if report.detected else None
        yield ("the near miss was noticed", noticed, ()), (words, day, pointer)
