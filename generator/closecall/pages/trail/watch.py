"""What a plan watches for: whether each sign and trigger was seen, and what answered it.

Putting it right on the spot is called an informal correction here, because it answers nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from closecall.analysis.seen import Reporter
from closecall.model.assurance import Audit, Criterion, GovernanceDecision, PracticeEvidence
from closecall.model.fields import RecordId
from closecall.model.monitoring import (
    Escalation,
    Measure,
    MonitoringCheck,
    MonitoringPlan,
    Trigger,
    WarningSign,
    Watch,
)
from closecall.model.record import Record
from closecall.pages.markup import (
    Line,
    Lines,
    Row,
    Table,
    gap,
    said,
    spaced,
    strong,
    table,
    tag,
    words,
)
from closecall.pages.trail.assurance import met
from closecall.pages.trail.decision import decision_words
from closecall.pages.trail.monitoring import answer_lines, baseline_lines, decided_by
from closecall.pages.trail.words import View, row, said_row, words_row
from closecall.pages.words import counted, day, every, key_words, listed, upper_first

_TIMES: Final = {1: "once", 2: "twice"}
_NOTHING: Final[Lines] = ((words("Nothing to answer"),),)


class Seen(NamedTuple):
    """One time that a sign was seen or a trigger hit."""

    on: date | None
    record: Record
    evidence: str
    action: str


class Watching(NamedTuple):
    """One plan of a trail with what was reported to it; worked out once for a page."""

    plan: MonitoringPlan
    watch: Watch
    checks: tuple[MonitoringCheck, ...]
    """The checks that were made."""
    reporters: tuple[Reporter, ...]
    """The records that may report a trigger. With one plan, all of the trail's do."""
    seen: Mapping[str, tuple[Seen, ...]]
    """Every time that a sign was seen, by its key."""
    hits: Mapping[str, tuple[Seen, ...]]
    """Every time that a trigger was hit, by its key and then by day."""
    covered: Mapping[str, tuple[Audit, Criterion]]
    """The last audit criterion on a thing, by what it covers and by its own words."""


class Watched(NamedTuple):
    """What one plan watches for, and all that the plan says besides."""

    plan: MonitoringPlan
    table: Table | None
    rows: tuple[Row, ...]
    detail: tuple[Row, ...]
    """Where each sign shows, and what follows each trigger."""


def watching(view: View) -> tuple[Watching, ...]:
    """What was reported to each plan of the trail."""
    return tuple(
        _watching(view, plan, watch)
        for plan, watch in zip(view.trail.plans, view.trail.watches, strict=True)
    )


def _watching(view: View, plan: MonitoringPlan, watch: Watch) -> Watching:
    trail, alone = view.trail, len(view.trail.plans) == 1
    checks = tuple(c for c in trail.checks if c.plan == plan.id and not c.missed)
    reporters: tuple[Reporter, ...] = (
        *checks,
        *(a for a in trail.audits if alone or a.plan == plan.id),
        *(p for p in trail.practice if alone or plan.id in (p.plan, p.bears_on_plan)),
    )
    seen: dict[str, list[Seen]] = defaultdict(list)
    for check in checks:
        for one in check.signs_seen:
            seen[one.sign].append(Seen(check.day, check, one.evidence, check.action))
    hits: dict[str, list[Seen]] = defaultdict(list)
    for record in reporters:
        for hit in record.triggers_hit:
            hits[hit.trigger].append(Seen(record.day, record, hit.evidence, hit.action))
    return Watching(
        plan,
        watch,
        checks,
        reporters,
        {sign: tuple(times) for sign, times in seen.items()},
        {trigger: tuple(sorted(times, key=_day_of)) for trigger, times in hits.items()},
        {
            same_words(text): (audit, criterion)
            for audit in trail.audits
            if alone or audit.plan in (None, plan.id)
            for criterion in audit.criteria
            for text in (criterion.covers, criterion.what)
        },
    )


def _day_of(seen: Seen) -> tuple[date, RecordId]:
    return seen.on or date.min, seen.record.id


@lru_cache(maxsize=4096)
def same_words(text: str) -> str:
    """What is the same for two texts that differ in their capitals and spaces alone."""
    return " ".join(text.casefold().split())


def watched(view: View, plans: Iterable[Watching]) -> tuple[Watched, ...]:
    """Each plan of the trail."""
    return tuple(
        Watched(one.plan, _table(view, one), tuple(_plan_rows(view, one)), _detail(one.watch))
        for one in plans
    )


# Signs and triggers


def _table(view: View, one: Watching) -> Table | None:
    rows = [
        *(_sign_row(view, one, sign) for sign in one.watch.early_warning_signs),
        *(_trigger_row(view, one, trigger) for trigger in one.watch.triggers),
        *_unplanned(view, one),
    ]
    if not rows:
        return None
    target = one.plan.target
    when = ""
    if target and target.start:
        when = f", from {day(target.start)}"
    return table(
        f"Warning signs and triggers{when}",
        ("What the plan watches for", "Was it seen?", "What answered it"),
        rows,
    )


def _sign_row(view: View, one: Watching, sign: WarningSign) -> tuple[Lines, Lines, Lines]:
    head: Lines = ((words("Sign: "), said(sign.text)),)
    seen = one.seen.get(sign.id)
    if seen:
        return head, _seen_lines(view, seen, "Seen"), _answers(view, one.plan, seen, sign=sign.id)
    checks = sum("signs_seen" in c.data for c in one.checks)
    if not checks:
        return head, ((words("No check says whether it was looked for."),),), _NOTHING
    return head, ((words(f"Not seen in {counted(checks, 'check')}."),),), _NOTHING


def _trigger_row(view: View, one: Watching, trigger: Trigger) -> tuple[Lines, Lines, Lines]:
    head: Lines = ((words("Trigger: "), said(trigger.text)),)
    hits = one.hits.get(trigger.id)
    if hits:
        return (
            head,
            _seen_lines(view, hits, "Hit"),
            _answers(view, one.plan, hits, trigger=trigger.id),
        )
    return head, (_not_hit(one),), _NOTHING


def _not_hit(one: Watching) -> Line:
    """In how many records somebody said whether a trigger was hit."""
    asked = [type(r) for r in one.reporters if "triggers_hit" in r.data]
    if not asked:
        return (words("No record says whether it was hit."),)
    parts = (
        (asked.count(MonitoringCheck), "check", "checks"),
        (asked.count(Audit), "audit", "audits"),
        (
            asked.count(PracticeEvidence),
            "piece of practice evidence",
            "pieces of practice evidence",
        ),
    )
    where = listed(counted(number, one, many) for number, one, many in parts if number)
    return (words(f"Not hit in {where}."),)


def _unplanned(view: View, one: Watching) -> Iterator[tuple[Lines, Lines, Lines]]:
    """Signs and triggers that were reported though the plan does not name them."""
    for sign in sorted(one.seen.keys() - {s.id for s in one.watch.early_warning_signs}):
        times = one.seen[sign]
        yield (
            ((words(f"Sign that the plan does not name: {key_words(sign)}"),),),
            _seen_lines(view, times, "Seen"),
            _answers(view, one.plan, times, sign=sign),
        )
    for trigger in sorted(one.hits.keys() - {t.id for t in one.watch.triggers}):
        times = one.hits[trigger]
        yield (
            ((words(f"Trigger that the plan does not name: {key_words(trigger)}"),),),
            _seen_lines(view, times, "Hit"),
            _answers(view, one.plan, times, trigger=trigger),
        )


_SEEN_BY: Final = {
    "monitoring_check": "Check of",
    "audit": "Audit of",
    "practice_evidence": "Practice evidence of",
}


def _seen_lines(view: View, seen: Sequence[Seen], word: str) -> Lines:
    times = _TIMES.get(len(seen), f"{len(seen)} times")
    label = tag("t-bad" if word == "Hit" else "t-warn", f"{word} {times}")
    lines = [
        spaced(
            (
                words(f"{_SEEN_BY[s.record.kind]} {day(s.on)}:"),
                *((said(s.evidence),) if s.evidence else ()),
                view.id(s.record.id),
            )
        )
        for s in seen
    ]
    if len(lines) == 1:
        return (spaced((label, *lines[0])),)
    return ((label,), *lines)


def _answers(
    view: View, plan: MonitoringPlan, seen: Sequence[Seen], *, sign: str = "", trigger: str = ""
) -> Lines:
    """What answered a sign or a trigger: an escalation, or a decision after it; else the gap."""
    escalations = [
        e
        for e in view.trail.escalations
        if e.plan == plan.id and ((sign and e.sign == sign) or (trigger and e.trigger == trigger))
    ]
    done = "Put right on the spot: " if trigger else "Done about it: "
    lines: list[Line] = [(words(done), said(s.action)) for s in seen if s.action]
    informal = "An informal correction is no answer. " if lines else ""
    for escalation in escalations:
        lines += _escalation(view, escalation)
    if escalations:
        return tuple(lines)
    decision = _first_on(view, seen)
    if decision:
        lines.append(_decided(view, decision))
        return tuple(lines)
    lines.append((gap(f"{informal}No escalation is recorded, and no decision names the record."),))
    first = min((s.on for s in seen if s.on), default=None)
    later = [d for d in view.trail.decisions if d.on and first and d.on >= first]
    if later:
        lines.append((words("Decisions after it: "), *view.ids([d.id for d in later])))
    return tuple(lines)


def _first_on(view: View, seen: Sequence[Seen]) -> GovernanceDecision | None:
    """The first decision on or after the day that lists the record among what it looked at."""
    records = {s.record.id for s in seen}
    first = min((s.on for s in seen if s.on), default=None)
    return next(
        (
            d
            for d in view.trail.decisions
            if d.on and first and d.on >= first and records & set(d.evidence_reviewed)
        ),
        None,
    )


def _escalation(view: View, escalation: Escalation) -> list[Line]:
    """That it was escalated, to whom, and whether that was answered; the step has the words."""
    ends = [f"answered {day(escalation.answered_on)}" if escalation.response else ""]
    ends.append(f"closed {day(escalation.closed_on)}" if escalation.closed_on else "")
    end = upper_first(", ".join(part for part in ends if part))
    head = spaced(
        (
            words(f"Escalated {day(escalation.on)}:"),
            said(escalation.option),
            words("To:"),
            said(escalation.to),
            *((words(f"{end}."),) if end else ()),
            view.id(escalation.id),
        )
    )
    if escalation.response:
        return [head]
    return [head, *((words("Answer: "), *one) for one in answer_lines(escalation))]


def _decided(view: View, decision: GovernanceDecision) -> Line:
    return spaced(
        (
            words(
                f"No escalation is recorded. Decided {day(decision.on)}, with the record before "
                f"the group: {decision_words(decision)}."
            ),
            view.id(decision.id),
        )
    )


# The rest of the plan


def _plan_rows(view: View, one: Watching) -> Iterator[Row]:
    plan, watch = one.plan, one.watch
    yield Row("Plan", (view.named(plan.id),))
    if plan.template:
        yield Row("Template", (view.named(plan.template),))
    yield from _or_missing("What can go wrong", watch.failure_to_avoid)
    yield from row("Baseline", baseline_lines(view, plan))
    yield from row(
        "Changes that it watches",
        (view.ids(plan.control_changes),) if plan.control_changes else (),
    )
    yield from row("Risk entry", (view.named(plan.risk),) if plan.risk else ())
    yield Row("Measures", tuple(_measure(m) for m in watch.measures) or _unsaid("measure"))
    yield Row("Reviewed by", ((words(_reviewer(view, plan)),),))
    yield Row(
        "Escalation options",
        tuple((said(option),) for option in watch.escalation_options) or _unsaid("option"),
    )
    yield from _or_missing("What keeps it consistent", watch.consistency_mechanism)
    yield Row(
        "What audits check",
        tuple(_covered(view, one, item) for item in watch.audits_check) or _unsaid("item"),
    )
    yield Row(
        "Evidence sources named",
        tuple(_source(view, source) for source in watch.evidence_sources) or _unsaid("source"),
    )
    yield from words_row("Decided by", decided_by(view, plan))


def _detail(watch: Watch) -> tuple[Row, ...]:
    """What the table of signs and triggers has no room for."""
    return (
        *row("Where signs show", tuple(_shows(s) for s in watch.early_warning_signs)),
        *row("What follows a trigger", tuple(_follows(t) for t in watch.triggers)),
    )


def _shows(sign: WarningSign) -> Line:
    """Where a sign can be seen, and what it would show."""
    facts = [f"Where: {sign.where}." if sign.where else "Where is not recorded."]
    facts.append(f"Shows: {sign.shows}." if sign.shows else "")
    return spaced((said(sign.text), words(" ".join(f for f in facts if f))))


def _follows(trigger: Trigger) -> Line:
    """From when a trigger counts as hit, and what is to be done then."""
    return spaced(
        (
            said(trigger.text),
            *((words("From:"), said(trigger.threshold)) if trigger.threshold else ()),
            words("Then:"),
            said(trigger.on_hit) if trigger.on_hit else words("not recorded."),
        )
    )


def _unsaid(thing: str) -> Lines:
    return ((words(f"No {thing} is recorded."),),)


def _or_missing(term: str, text: str) -> tuple[Row, ...]:
    return said_row(term, text) or words_row(term, "Not recorded")


def _reviewer(view: View, plan: MonitoringPlan) -> str:
    name = view.role(plan.reviewer_role) or "reviewer not recorded"
    return f"{name}, {every(plan.interval) or 'interval not recorded'}"


def _measure(measure: Measure) -> Line:
    independent = {
        True: "It does not depend on staff reporting.",
        False: "It depends on staff reporting.",
    }
    facts = [f"{upper_first(measure.kind)}." if measure.kind else ""]
    facts.append(f"Evidence: {measure.evidence}." if measure.evidence else "")
    if measure.independent_of_reporting is not None:
        facts.append(independent[measure.independent_of_reporting])
    return (
        said(measure.title or key_words(measure.id)),
        words(" · Counted: "),
        said(measure.numerator or "not recorded"),
        words(" of "),
        said(measure.denominator or "not recorded"),
        words(" · " + " ".join(f for f in facts if f)),
    )


def _covered(view: View, one: Watching, item: str) -> Line:
    """Which audit criterion covers a thing that audits are to check."""
    found = one.covered.get(same_words(item))
    if found is None:
        return spaced((said(item), gap("No audit criterion covers this.")))
    audit, criterion = found
    return spaced(
        (
            said(item),
            words(f"{upper_first(audit.type or 'audit')} of {day(audit.on)}:"),
            strong(met(criterion.met, criterion.of)),
            view.id(audit.id),
        )
    )


def _source(view: View, source: str) -> Line:
    """What evidence of a named sort there is."""
    ids = view.by_source.get(source, ())
    if not ids:
        return (gap(f"{upper_first(source)}: nothing is recorded."),)
    return (words(f"{upper_first(source)}: "), *view.ids(ids))


def unanswered(view: View, plans: Iterable[Watching]) -> Iterator[Line]:
    """Every trigger that was hit and has neither an escalation nor a decision."""
    for one in plans:
        for trigger in one.watch.triggers:
            hits = one.hits.get(trigger.id)
            escalated = any(
                e.plan == one.plan.id and e.trigger == trigger.id for e in view.trail.escalations
            )
            if hits and not escalated and not _first_on(view, hits):
                first = day(min((h.on for h in hits if h.on), default=None))
                yield (
                    words(f"A trigger was hit on {first}, and neither escalated nor decided on: "),
                    said(trigger.text),
                )


def uncovered(view: View, plans: Iterable[Watching]) -> Iterator[Line]:
    """What audits are to check and no audit criterion covers; named sources with nothing there."""
    for one in plans:
        for item in one.watch.audits_check:
            if same_words(item) not in one.covered:
                yield (
                    words("No audit criterion covers what the plan says audits check: "),
                    said(item),
                )
        for source in one.watch.evidence_sources:
            if source not in view.by_source:
                yield (words(f"The plan names {source} as evidence, and none is recorded."),)
