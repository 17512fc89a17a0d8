"""What assures: audits, what people and staff say, and the decisions of those who govern."""

from dataclasses import dataclass
from datetime import date

from closecall.model.days import Period
from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, TriggerHit, envelope, triggers_hit
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that an audit looked at: met so many times of so many."""

    what: str
    met: int | None
    of: int | None
    covers: str

    @property
    def passed(self) -> bool:
        """Whether it was met each time."""
        return self.met is not None and self.met == self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Record):
    """An audit, an observation, a walkthrough, a spot check or a competency check."""

    service: RecordId | None
    domains: tuple[str, ...]
    on: date | None
    type: str
    tool: str
    announced: bool | None
    shifts: tuple[str, ...]
    auditor_role: RecordId | None
    plan: RecordId | None
    controls: tuple[RecordId, ...]
    follow_up_to: tuple[RecordId, ...]
    sample_n: int | None
    of_n: int | None
    selection: str
    criteria: tuple[Criterion, ...]
    findings: str
    near_misses_not_reported: int | None
    triggers_hit: tuple[TriggerHit, ...]

    @property
    def passed(self) -> bool:
        """Whether every criterion was met each time, and there was one."""
        return bool(self.criteria) and all(c.passed for c in self.criteria)


def read_audit(document: Document, *, broken: bool) -> Audit:
    """Read an `audit` record."""
    f = Fields(document.data)
    sample = f.sub("sample")
    return Audit(
        **envelope(document, f, day=f.day("on"), broken=broken),
        service=f.ref("service"),
        domains=f.texts("domain"),
        on=f.day("on"),
        type=f.text("type"),
        tool=f.text("tool"),
        announced=f.yes("announced"),
        shifts=f.texts("shifts"),
        auditor_role=f.ref("auditor_role"),
        plan=f.ref("plan"),
        controls=f.refs("control"),
        follow_up_to=f.refs("follow_up_to"),
        sample_n=sample.whole("n"),
        of_n=sample.whole("of"),
        selection=sample.text("selection"),
        criteria=tuple(
            Criterion(
                what=item.text("what"),
                met=item.whole("met"),
                of=item.whole("of"),
                covers=item.text("covers"),
            )
            for item in f.items("criteria")
        ),
        findings=f.text("findings"),
        near_misses_not_reported=f.whole("near_misses_not_reported"),
        triggers_hit=triggers_hit(f),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeEvidence(Record):
    """What people, families, staff or partners said or showed."""

    service: RecordId | None
    domains: tuple[str, ...]
    on: date | None
    subtype: str
    question: str
    asked: int | None
    answered: int | None
    themes: tuple[str, ...]
    summary: str
    bears_on_control: RecordId | None
    bears_on_measure: str
    bears_on_plan: RecordId | None
    supports: str
    """supports, contradicts or neutral."""
    plan: RecordId | None
    near_misses: tuple[RecordId, ...]
    cqc_category: str
    triggers_hit: tuple[TriggerHit, ...]


_SUPPORTS = {"yes": "supports", "no": "contradicts"}


def read_practice_evidence(document: Document, *, broken: bool) -> PracticeEvidence:
    """Read a `practice_evidence` record."""
    f = Fields(document.data)
    bears = f.sub("bears_on")
    supports = bears.text("supports")
    return PracticeEvidence(
        **envelope(document, f, day=f.day("on"), broken=broken),
        service=f.ref("service"),
        domains=f.texts("domain"),
        on=f.day("on"),
        subtype=f.text("subtype"),
        question=f.text("question"),
        asked=f.whole("asked"),
        answered=f.whole("answered"),
        themes=f.texts("themes"),
        summary=f.text("summary"),
        bears_on_control=bears.ref("control"),
        bears_on_measure=bears.text("measure"),
        bears_on_plan=bears.ref("plan"),
        supports=_SUPPORTS.get(supports, supports),
        plan=f.ref("plan"),
        near_misses=f.refs("near_misses"),
        cqc_category=f.text("cqc_category"),
        triggers_hit=triggers_hit(f),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedAction:
    """Something that a group asked a role to do."""

    what: str
    owner_role: RecordId | None
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernanceDecision(Record):
    """What a group decided, on what evidence, and what risk it knows to be left."""

    plan: RecordId | None
    near_misses: tuple[RecordId, ...]
    approves: tuple[RecordId, ...]
    group: RecordId | None
    on: date | None
    minute_ref: str
    roles_present: tuple[RecordId, ...]
    period_covered: Period | None
    evidence_reviewed: tuple[RecordId, ...]
    repeats_found: str
    """`none`, a number as text, or empty where the minutes do not say."""
    repeats: tuple[RecordId, ...]
    minuted_trend: str
    risk_remaining: str
    challenge_asked: str
    challenge_answer: str
    decision: str
    reason: str
    actions: tuple[DecidedAction, ...]
    next_review: date | None


def read_governance_decision(document: Document, *, broken: bool) -> GovernanceDecision:
    """Read a `governance_decision` record."""
    f = Fields(document.data)
    repeats, challenge = f.sub("repeat_check"), f.sub("challenge")
    return GovernanceDecision(
        **envelope(document, f, day=f.day("on"), broken=broken),
        plan=f.ref("plan"),
        near_misses=f.refs("near_misses"),
        approves=f.refs("approves"),
        group=f.ref("group"),
        on=f.day("on"),
        minute_ref=f.text("minute_ref"),
        roles_present=f.refs("roles_present"),
        period_covered=f.period("period_covered"),
        evidence_reviewed=f.refs("evidence_reviewed"),
        repeats_found=repeats.text("found"),
        repeats=repeats.refs("which"),
        minuted_trend=f.text("minuted_trend"),
        risk_remaining=f.text("risk_remaining"),
        challenge_asked=challenge.text("asked"),
        challenge_answer=challenge.text("answer"),
        decision=f.text("decision"),
        reason=f.text("reason"),
        actions=tuple(
            DecidedAction(
                what=item.text("what"), owner_role=item.ref("owner_role"), due=item.day("due")
            )
            for item in f.items("actions")
        ),
        next_review=f.day("next_review"),
    )
