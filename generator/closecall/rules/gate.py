"""How the rules are run: once each, and silent where what they rest on has a finding already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from closecall.findings import Finding
from closecall.model.assurance import GovernanceDecision
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan
from closecall.model.register import Register
from closecall.rules import days, future, integrity
from closecall.rules.allowing import allowance_for, put_off
from closecall.rules.case import Case, Owed, Resting, late
from closecall.rules.owner import owner_of
from closecall.rules.table import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules found."""

    findings: tuple[Finding, ...]
    owed: tuple[Owed, ...]
    """Everything that is owed, waiting and late."""
    hidden: int
    """How many findings are not shown because what they rest on has a finding already."""
    allowed: tuple[Finding, ...] = ()
    """What an allowance answers: no findings, and shown with its reason."""


class _Doubt:
    """What cannot be rested on: records with a mistake, and kinds that are not all known."""

    def __init__(self, everything: Register, loose: set[str], unsure: set[str]) -> None:
        self.broken = {r.id for r in everything.records.values() if r.broken}
        self.loose = loose
        """Records with a link to nothing: what hangs on them may hang elsewhere."""
        self.unsure = unsure | {everything.records[record_id].kind for record_id in self.broken}

    def on(self, outcome: Finding | Resting | Owed) -> bool:
        """Whether an outcome rests on something that has a finding already."""
        if isinstance(outcome, Owed):
            return (
                not self.unsure.isdisjoint((outcome.kind, *outcome.rests_on))
                or outcome.near_miss in self.broken
                or outcome.record in self.broken
                or outcome.record in self.loose
            )
        if isinstance(outcome, Resting):
            about = (outcome.finding.record, *outcome.records)
            return not self.unsure.isdisjoint(outcome.on) or any(
                record in self.broken or record in self.loose for record in about
            )
        return outcome.record in self.broken


def apply_rules(case: Case, everything: Register) -> Verdict:
    """Run every rule.

    Args:
        case: What is known on the as-at day.
        everything: All records, also those that are not known yet: their links and days must
            fit too.
    """
    findings: list[Finding] = []
    unsure = set(everything.unreadable)
    loose: set[str] = set()
    for record, dead_link in integrity.dangling(everything, case.changed):
        if dead_link:
            findings.append(_owned(dead_link, everything))
        unsure.add(record.kind)
        loose.add(record.id)
    for record in everything.records.values():
        if not record.broken:
            findings.extend(
                _owned(finding, everything) for finding in days.days_in_order(record, everything)
            )

    findings.extend(_owned(f, everything) for f in days.reviewed_after_close(everything))
    told = {(finding.path, finding.pointer) for finding in findings}
    findings.extend(
        _owned(finding, everything)
        for finding in future.not_yet(case, everything)
        if (finding.path, finding.pointer) not in told  # its day is known to be wrong
    )

    doubt = _Doubt(everything, loose, unsure)
    owed: list[Owed] = []
    hidden: set[Finding] = set()
    for outcome in _outcomes(case):
        silent = doubt.on(outcome)
        finding = _finding(outcome, case)
        if isinstance(outcome, Owed) and not silent:
            owed.append(put_off(outcome, finding, case.register, case.as_at))
        if finding is not None:
            if silent:
                hidden.add(finding)
            elif isinstance(outcome, Owed):
                findings.append(finding)  # it says itself who owes it, or that nobody is named
            else:
                findings.append(_owned(finding, everything))
    once = _once(_put_to_known(finding, everything) for finding in findings)
    answered = {
        finding: replace(finding, allowed_by=allowance.id)
        for finding in once
        if (allowance := allowance_for(finding, case.register, case.as_at))
    }
    return Verdict(
        findings=tuple(finding for finding in once if finding not in answered),
        owed=tuple(owed),
        hidden=len(hidden),
        allowed=tuple(answered.values()),
    )


def _finding(outcome: Finding | Resting | Owed, case: Case) -> Finding | None:
    if isinstance(outcome, Owed):
        told = outcome.is_late(case.as_at) and not outcome.closed_over
        return late(outcome) if told else None
    return outcome.finding if isinstance(outcome, Resting) else outcome


def _outcomes(case: Case) -> Iterator[Finding | Resting | Owed]:
    trails = [t for t in case.trails.values() if not t.near_miss.withdrawn]
    plans = [p for p in case.register.of(MonitoringPlan) if not p.withdrawn]
    decisions = [d for d in case.register.of(GovernanceDecision) if not d.withdrawn]
    for rule in RULES:
        if rule.of_all:
            yield from rule.of_all(case)
        if rule.of_trail:
            for trail in trails:
                yield from rule.of_trail(trail, case)
        if rule.of_plan:
            for plan in plans:
                yield from rule.of_plan(plan, case)
        if rule.of_decision:
            for decision in decisions:
                yield from rule.of_decision(decision, case)


def _owned(finding: Finding, everything: Register) -> Finding:
    """A finding with the role that is asked to mend it."""
    record = everything.records.get(RecordId(finding.record))
    if finding.owner or record is None:
        return finding
    return replace(finding, owner=owner_of(record, everything) or "")


def _put_to_known(finding: Finding, everything: Register) -> Finding:
    """A finding that is put to nobody where there is no record of the role that is named.

    What stands there instead of a role may be anything, somebody's name too, and is not repeated.
    """
    if not finding.owner or everything.has(finding.owner):
        return finding
    return replace(finding, owner="")


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once: a record that serves several near misses is found wanting for each."""
    return tuple(dict.fromkeys(findings))
