"""Everything that is missing or still to come: who owes what, by when. Every page counts from it.

The rules ask for most of it. What hangs on a service, a control or a group and is asked for by no
rule stands here too, so that no page has gaps that another page does not know.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from closecall.analysis.seen import all_seen, all_watches
from closecall.evidence import Evidence
from closecall.findings import Finding, Level
from closecall.model.assurance import GovernanceDecision, PracticeEvidence
from closecall.model.control import Control
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.monitoring import Escalation
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.setting import Service
from closecall.rules.case import late

SOON = 14
"""Days ahead that count as soon."""


class When(StrEnum):
    """How near the day is by which something is owed."""

    OVERDUE = "overdue"
    MISSING = "missing"
    """It is missing today, and the records set no day for it."""
    SOON = "soon"
    LATER = "later"


class Sort(StrEnum):
    """What asks for it."""

    STEP = "step of a trail"
    FINDING = "finding"
    SIGN = "sign or trigger"
    ESCALATION = "escalation"
    TEST = "test of a control"
    ACTION = "action of a group"
    VOICE = "voice"


class Piece(NamedTuple):
    """One piece of evidence that somebody owes."""

    due: date | None
    """The last day on which it is in time; None where it is missing and no day is set for it."""
    owner: RecordId | None
    """The role that owes it; None where the records name nobody."""
    rule: str
    """The rule that asks for it; empty where none does."""
    what: str
    """What is missing, as a sentence."""
    remedy: str
    """How to mend it, as a sentence."""
    near_miss: RecordId | None
    """The near miss whose trail lacks it; None where it hangs on a plan or a control alone."""
    record: RecordId | None
    """The record that it hangs on."""
    path: str
    """The file of that record."""
    when: When
    sort: Sort
    about: str = ""
    """What the record says of it in its own words: the sign, the action."""
    is_warning: bool = False
    """Whether a rule only finds it worth a look: then it is no gap."""

    @property
    def is_gap(self) -> bool:
        """Whether it is missing on the as-at day."""
        return self.when in {When.OVERDUE, When.MISSING} and not self.is_warning

    @property
    def overdue_since(self) -> date | None:
        """The first day on which it was late; None where no day is set for it."""
        return days_from(self.due, 1) if self.due and self.when is When.OVERDUE else None


def waiting_work(evidence: Evidence, *, soon: int = SOON) -> tuple[Piece, ...]:
    """All that is owed, the longest overdue first, and what has no day of its own last.

    Args:
        evidence: The whole run.
        soon: Days ahead of the as-at day that count as soon.
    """
    pieces = [
        *_of_trails(evidence, soon),
        *_of_findings(evidence, soon),
        *_of_signs(evidence, soon),
        *_of_escalations(evidence, soon),
        *_of_controls(evidence, soon),
        *_of_actions(evidence, soon),
        *_of_voices(evidence, soon),
    ]
    return tuple(sorted(pieces, key=_order))


def _order(piece: Piece) -> tuple[date, str, str, str, str, str]:
    due = piece.due or date.max
    return due, piece.owner or "", piece.path, piece.rule, piece.what, piece.about


def _when(due: date | None, evidence: Evidence, soon: int) -> When:
    if due is None:
        return When.MISSING
    if due < evidence.as_at:
        return When.OVERDUE
    return When.SOON if due <= days_from(evidence.as_at, soon) else When.LATER


def _of_trails(evidence: Evidence, soon: int) -> Iterator[Piece]:
    for near_miss, owed in evidence.owed.items():
        trail = evidence.trails.get(near_miss)
        if trail is None or trail.near_miss.withdrawn:
            continue
        for one in owed:
            yield Piece(
                due=one.due,
                owner=one.owner,
                rule=one.rule,
                what=one.what,
                remedy=one.remedy,
                near_miss=near_miss,
                record=one.record or near_miss,
                path=one.path,
                when=_when(one.due, evidence, soon),
                sort=Sort.STEP,
            )


def _of_findings(evidence: Evidence, soon: int) -> Iterator[Piece]:
    """Gaps, and warnings with a day of their own, that no trail carries as its work."""
    told = {_key(late(one)) for owed in evidence.owed.values() for one in owed}
    for finding in evidence.findings:
        is_gap = finding.level is Level.GAP
        if finding.level is Level.ERROR or _key(finding) in told:
            continue
        if finding.due is None and not is_gap:
            continue
        record = RecordId(finding.record) if finding.record else None
        # A gap whose day is not over has none: it is missing today, and nobody was given time.
        timed = finding.due is not None and not (is_gap and finding.due >= evidence.as_at)
        due = finding.due if timed else None
        yield Piece(
            due=due,
            owner=RecordId(finding.owner) if finding.owner else None,
            rule=finding.rule,
            what=finding.message,
            remedy=finding.remedy,
            near_miss=record if record in evidence.trails else None,
            record=record,
            path=finding.path,
            when=_when(due, evidence, soon),
            sort=Sort.FINDING,
            is_warning=not is_gap,
        )


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.rule, finding.path, finding.record, finding.message


def _piece(
    record: Record,
    due: date | None,
    owner: RecordId | None,
    what: str,
    remedy: str,
    *,
    when: When,
    sort: Sort,
    about: str = "",
) -> Piece:
    """What no rule asks for, and hangs on no single near miss."""
    return Piece(
        due=due,
        owner=owner,
        rule="",
        what=what,
        remedy=remedy,
        near_miss=None,
        record=record.id,
        path=record.path,
        when=when,
        sort=sort,
        about=about,
    )


def _of_signs(evidence: Evidence, soon: int) -> Iterator[Piece]:
    """Warning signs that nothing answers; triggers too, where no rule asks for their answer."""
    register = evidence.register
    asked = [o for owed in evidence.owed.values() for o in owed if o.rule == "G22"]
    days = register.policy.limit("days-to-escalate", on=evidence.as_at).value
    for seen in all_seen(register, evidence.trails, all_watches(register)):
        asked_here = (o for o in asked if o.record == seen.source.id and f"`{seen.key}`" in o.what)
        if seen.answered or (seen.is_trigger and next(asked_here, None)):
            continue
        due = days_from(seen.day, days)
        what = "A trigger was hit" if seen.is_trigger else "A warning sign was seen"
        yield _piece(
            seen.source,
            due,
            seen.plan.reviewer_role if seen.plan else None,
            f"{what} on {in_words(seen.day)} and neither passed on nor decided on.",
            "Record an escalation that names it, or what the group decided.",
            when=_when(due, evidence, soon),
            sort=Sort.SIGN,
            about=seen.text,
        )


def _of_escalations(evidence: Evidence, soon: int) -> Iterator[Piece]:
    for escalation in evidence.register.of(Escalation):
        if not escalation.withdrawn and waits(escalation):
            yield _piece(
                escalation,
                escalation.due,
                escalation.by_role,
                "No answer to an escalation is recorded. It was passed on to:",
                "Ask for the answer, and fill in `response` and `answered_on`.",
                when=_when(escalation.due, evidence, soon),
                sort=Sort.ESCALATION,
                about=escalation.to,
            )


def waits(escalation: Escalation) -> bool:
    """Whether nobody has answered an escalation."""
    return not (
        escalation.response or escalation.effect or escalation.answered_on or escalation.closed_on
    )


def _of_controls(evidence: Evidence, soon: int) -> Iterator[Piece]:
    register = evidence.register
    for control in register.of(Control):
        due = test_due(control, register)
        if control.withdrawn or (due is None and register.audits_of_control.get(control.id)):
            continue
        when = _when(due, evidence, soon)
        if due is None:
            what = "No test of this control is recorded, and no day is set for one."
        elif when is When.OVERDUE:
            what = "A test of this control is overdue."
        else:
            what = "The next test of this control is still to be made."
        yield _piece(
            control,
            due,
            control.owner_role,
            what,
            f"Record an audit with `controls: [{control.id}]`.",
            when=when,
            sort=Sort.TEST,
        )


def test_due(control: Control, register: Register) -> date | None:
    """The day by which the next test of a control is due; None without an interval or start."""
    audits = register.audits_of_control.get(control.id, ())
    last = max((a.on for a in audits if a.on), default=control.day)
    if last is None or control.test_interval is None:
        return None
    return control.test_interval.after(last)


def _of_actions(evidence: Evidence, soon: int) -> Iterator[Piece]:
    """What groups asked for and no later decision on the same matter looks at."""
    for decision in evidence.register.of(GovernanceDecision):
        for action in () if decision.withdrawn else decision.actions:
            if action.due and decided_later(decision, action.due, evidence.register):
                continue
            when = _when(action.due, evidence, soon)
            if action.due is None:
                state = "no day is set for it"
            elif when is When.OVERDUE:
                state = "no later decision looks at it"
            else:
                state = "it is still open"
            yield _piece(
                decision,
                action.due,
                action.owner_role,
                f"A group asked for an action, and {state}:",
                "Record the decision by which the group looks at it again."
                if action.due
                else "Give the action a day in `due`.",
                when=when,
                sort=Sort.ACTION,
                about=action.what,
            )


def decided_later(
    decision: GovernanceDecision, day: date, register: Register
) -> GovernanceDecision | None:
    """The first other decision on the same matter on or after a day, or that had this before it."""
    others: list[GovernanceDecision] = []
    if decision.plan:
        others += register.decisions_on_plan.get(decision.plan, ())
    for near_miss in decision.near_misses:
        others += register.decisions_on_near_miss.get(near_miss, ())
    beside = _decisions_beside(register)
    for record in (decision.id, *decision.approves):
        others += beside.get(record, ())
    return next(
        (
            d
            for d in sorted(others, key=lambda d: (d.on or date.min, d.id))
            if d.id != decision.id and d.on and d.on >= day
        ),
        None,
    )


@lru_cache(maxsize=1)
def _decisions_beside(register: Register) -> Mapping[RecordId, tuple[GovernanceDecision, ...]]:
    """Decisions by what they approve, and by the earlier decisions that the group looked at."""
    found: dict[RecordId, list[GovernanceDecision]] = defaultdict(list)
    for decision in register.of(GovernanceDecision):
        if not decision.withdrawn:
            for record in (*decision.approves, *decision.evidence_reviewed):
                found[record].append(decision)
    return {record: tuple(decisions) for record, decisions in found.items()}


_VOICES = {
    "People who use the service": ("feedback-person", "complaint", "survey"),
    "Families": ("feedback-family",),
    "Staff": ("feedback-staff", "staff-interview", "supervision", "survey"),
}
"""Whose voice is asked for, and the sorts of practice evidence that carry it."""


def _of_voices(evidence: Evidence, soon: int) -> Iterator[Piece]:
    """Whose voice is not on record at a service in the last twelve complete months."""
    first = date(max(1, evidence.as_at.year - 1), evidence.as_at.month, 1)
    heard = {
        (e.service, e.subtype)
        for e in evidence.register.of(PracticeEvidence)
        if e.on and e.on >= first and not e.withdrawn
    }
    for service in evidence.register.of(Service):
        for who, sorts in () if service.withdrawn else _VOICES.items():
            if not any((service.id, sort) in heard for sort in sorts):
                yield _piece(
                    service,
                    None,
                    service.manager_role,
                    f"{who}: nothing that they said is on record since {in_words(first)}.",
                    "Ask them, and record what they say as practice evidence of this service.",
                    when=_when(None, evidence, soon),
                    sort=Sort.VOICE,
                )


def owed_by(pieces: tuple[Piece, ...], role: RecordId) -> tuple[Piece, ...]:
    """Those that a role owes."""
    return tuple(piece for piece in pieces if piece.owner == role)


def put_to_known(pieces: Iterable[Piece], register: Register) -> tuple[Piece, ...]:
    """Work that waits for nobody where there is no record of the role that is named.

    For where broken records are told of too: what stands there instead of a role may be anything,
    somebody's name as well, and is not repeated.
    """
    return tuple(
        piece if piece.owner is None or register.has(piece.owner) else piece._replace(owner=None)
        for piece in pieces
    )
