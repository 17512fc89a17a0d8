"""What a close must rest on: G07, G24 and G25."""

import re
from collections.abc import Iterator

from closecall.findings import Finding, Level, Pointer
from closecall.model.assurance import Audit, GovernanceDecision
from closecall.model.control import ControlChange
from closecall.model.days import in_words
from closecall.model.record import Record
from closecall.model.trail import (
    CLOSING,
    NO_CHANGE,
    Trail,
    covers_target,
    follows_up,
)
from closecall.rules.case import Case, Owed, Resting, error, warning

_CLAUSE_END = re.compile(r"[.;:,!?\n–—]| - ")
_DISMISSAL = re.compile(r"\b(no issues?|resolved|no further action|nfa)\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(not|never|nothing|nobody|cannot|nor|without|un|until|unless)\b|n['’]t\b"
    # What is still to come is not waved away.
    r"|\b(will|must|should|can|could|may) be\b"
    r"|(^|\b(is|are|has|have|still|remains?|needs?) )to be\b",
    re.IGNORECASE,
)


def dismisses(text: str) -> bool:
    """Whether a conclusion waves the matter away in its first clause.

    "Resolved" and "No further action needed, harm was avoided" do; "Not resolved" and "To be
    resolved by the pharmacist" do not.
    """
    clause = _CLAUSE_END.split(text.strip(), maxsplit=1)[0]
    found = _DISMISSAL.search(clause)
    return bool(found) and not _NEGATION.search(clause[: found.start()] if found else "")


def nothing_dismissed(trail: Trail, case: Case) -> Iterator[Resting]:
    """G07: avoided harm is not "no issue": no close, and no such words, while a step is absent."""
    del case
    decided = any(d.decision == NO_CHANGE for d in trail.decisions)
    steps: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
        ("a review", bool(trail.reviews), ("review",)),
        ("an exposure check", bool(trail.exposure_checks), ("exposure_check",)),
        (
            "a control change or a decision that none is needed",
            bool(trail.changes) or decided,
            ("control_change", "governance_decision"),
        ),
        ("a governance decision", bool(trail.decisions), ("governance_decision",)),
    )
    absent = [(words, kinds) for words, there, kinds in steps if not there]
    if absent:
        lacking = ", ".join(words for words, _ in absent)
        on = tuple(kind for _, kinds in absent for kind in kinds)
        for finding in _dismissals(trail, lacking):
            yield Resting(finding=finding, on=on)


def _dismissals(trail: Trail, lacking: str) -> Iterator[Finding]:
    for decision in trail.decisions:
        if decision.decision in (CLOSING, NO_CHANGE):
            yield error(
                "G07",
                decision,
                f"The decision closes {trail.near_miss.id}, but its trail lacks: {lacking}.",
                "Record what is lacking first; or decide otherwise.",
                pointer=("decision",),
            )
    for record, pointer, text in _conclusions(trail):
        if dismisses(text):
            yield error(
                "G07",
                record,
                f"The words wave it away, but the trail of {trail.near_miss.id} lacks: {lacking}.",
                "Say what was found and what is still to be done. That harm was avoided does "
                "not mean that there was no risk.",
                pointer=pointer,
            )


def _conclusions(trail: Trail) -> Iterator[tuple[Record, Pointer, str]]:
    for review in trail.reviews:
        if review.no_system_factor:
            yield review, ("system_factor", "none"), review.no_system_factor
        else:
            yield review, ("system_factor",), review.system_factor
        yield review, ("proportionality_reason",), review.proportionality_reason
    for check in trail.checks:
        yield check, ("action",), check.action
    for decision in trail.decisions:
        yield decision, ("reason",), decision.reason


_FOLLOW_UP = ("audit", "control_change")


def followed_up(trail: Trail, case: Case) -> Iterator[Finding | Resting | Owed]:
    """G24: a changed control is audited after its start, by another role than its owner."""
    for change in trail.changes:
        yield from _verification(change)
        if trail.follow_ups(change):
            yield from _same_person(trail, change, case)
            continue
        yield from _no_follow_up(trail, change)
        for audit in trail.audits:
            if change.id in audit.follow_up_to and not follows_up(audit, change):
                yield Resting(finding=_no_follow_up_audit(audit, change), on=("control_change",))
        for claim in trail.claims:
            finding = error(
                "G24",
                claim,
                f"The decision closes {trail.near_miss.id}, but no independent follow-up audit "
                f"of {change.id} is recorded.",
                "Record an audit with `follow_up_to`, made after the change took effect, by "
                "another role than the control’s owner; or decide otherwise.",
                pointer=("decision",),
            )
            yield Resting(finding=finding, on=_FOLLOW_UP)
    for change in trail.changes:
        for claim in trail.claims:
            audits = trail.follow_ups(change)
            if audits and not any(a.on and claim.on and a.on <= claim.on for a in audits):
                finding = error(
                    "G24",
                    claim,
                    f"The decision was made before the follow-up audit of {change.id}.",
                    "A close needs the audit first: let the group decide again.",
                    pointer=("on",),
                )
                yield Resting(finding=finding, on=_FOLLOW_UP)


def _verification(change: ControlChange) -> Iterator[Finding]:
    verify = change.verify
    if verify is None or not (verify.method and verify.due and verify.verifier_role):
        yield error(
            "G24",
            change,
            "The control change does not say how, by when and by which role it will be checked.",
            "Fill in `verify`: method, due and verifier_role.",
            pointer=("verify",),
        )
    elif verify.verifier_role == change.owner_role:
        yield error(
            "G24",
            change,
            "The control change is to be checked by the role that owns it.",
            "Name another role in `verify.verifier_role`.",
            pointer=("verify", "verifier_role"),
        )


def _no_follow_up(trail: Trail, change: ControlChange) -> Iterator[Owed]:
    if change.verify and change.verify.due:
        yield Owed(
            rule="G24",
            step="audited",
            near_miss=trail.near_miss.id,
            what="No independent follow-up audit of the changed control is recorded.",
            remedy=f"Record an audit with `follow_up_to: {change.id}`, by another role than the "
            "control’s owner.",
            owner=change.verify.verifier_role,
            due=change.verify.due,
            path=change.path,
            pointer=("verify",),
            record=change.id,
            kind="audit",
            level=Level.WARNING,
        )


def _no_follow_up_audit(audit: Audit, change: ControlChange) -> Finding:
    if audit.auditor_role == change.owner_role:
        return warning(
            "G24",
            audit,
            "The role that owns the changed control audited it, so this is no independent "
            "follow-up.",
            "Have another role audit it.",
            pointer=("auditor_role",),
        )
    if audit.on and change.effective_from and audit.on > change.effective_from:
        return warning(
            "G24",
            audit,
            "The audit does not say what it looked at and how often that was met, so it does not "
            "follow up the change.",
            "Fill in `criteria`: what was looked at, met, and of how many.",
            pointer=("criteria",),
        )
    return warning(
        "G24",
        audit,
        f"The audit was not made after the change took effect on "
        f"{in_words(change.effective_from) if change.effective_from else 'a day that is not said'}"
        ", so it does not follow it up.",
        "Audit the control again, after the change.",
        pointer=("on",),
    )


def _same_person(trail: Trail, change: ControlChange, case: Case) -> Iterator[Finding]:
    owner = change.owner_role
    for audit in trail.follow_ups(change):
        if owner and audit.auditor_role and case.register.same_person(audit.auditor_role, owner):
            yield warning(
                "G24",
                audit,
                "The same person owns the control and audited it, under two roles.",
                "Have someone from outside the service check it before it is closed.",
                pointer=("auditor_role",),
            )


def governed(trail: Trail, case: Case) -> Iterator[Finding | Resting | Owed]:
    """G25: the group looks at the whole target period, and says on what it decides."""
    del case
    for plan in trail.plans:
        decided = [d for d in trail.decisions if d.plan in (None, plan.id)]
        if not decided and plan.governance_due:
            yield Owed(
                rule="G25",
                step="governed",
                near_miss=trail.near_miss.id,
                what="The group has not decided on the monitoring yet: no decision is recorded.",
                remedy=f"Record the decision of the group with `plan: {plan.id}`.",
                owner=plan.governance_group,
                due=plan.governance_due,
                path=plan.path,
                pointer=("governance_due",),
                record=plan.id,
                kind="governance_decision",
                level=Level.WARNING,
            )
    for claim in trail.claims:
        plans = tuple(p for p in trail.plans if p.id == claim.plan) or trail.plans
        if not plans:
            finding = error(
                "G25",
                claim,
                f"The decision closes {trail.near_miss.id}, but no monitoring plan gives a target "
                "period that it could look at.",
                "Record the monitoring plan; or decide otherwise.",
                pointer=("decision",),
            )
            yield Resting(finding=finding, on=("monitoring_plan",))
        if claim.plan and claim.period_covered is None:
            continue  # that it names no period is said of the decision itself
        for plan in plans:
            start, end = (plan.target.start, plan.target.end) if plan.target else (None, None)
            # Where the plan has no period, that is said of the plan.
            if start and end and not covers_target(claim, plan):
                finding = error(
                    "G25",
                    claim,
                    f"The decision closes {trail.near_miss.id} without looking at the whole "
                    f"target period of {plan.id} ({in_words(start)} to before {in_words(end)}).",
                    "Correct `period_covered`, if more was looked at; else decide again when "
                    "the period is over.",
                    pointer=("period_covered",),
                )
                yield Resting(finding=finding, on=("monitoring_plan",))


def decision_content(decision: GovernanceDecision) -> Iterator[Finding]:
    """G25: what a decision on a plan must say."""
    asked = (
        ("period_covered", decision.period_covered is not None, "which days it looks at"),
        ("evidence_reviewed", bool(decision.evidence_reviewed), "which evidence it looked at"),
        ("repeat_check", bool(decision.repeats_found), "whether it came again"),
        ("reason", bool(decision.reason), "the reason"),
    )
    for field, answered, words in asked:
        if not answered:
            yield error(
                "G25",
                decision,
                f"The decision does not say {words}.",
                f"Fill in `{field}`.",
                pointer=(field,),
            )
    wished = (
        ("risk_remaining", bool(decision.risk_remaining), "what risk is left"),
        (
            "challenge",
            bool(decision.challenge_asked and decision.challenge_answer),
            "what question the group asked, and the answer",
        ),
    )
    for field, answered, words in wished:
        if not answered:
            yield warning(
                "G25",
                decision,
                f"The decision does not say {words}.",
                f"Fill in `{field}`, if the minutes have it.",
                pointer=(field,),
            )
