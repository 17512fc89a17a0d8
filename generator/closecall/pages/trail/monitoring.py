"""How it is watched whether a change holds: the plan, its checks, and what was escalated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from closecall.model.fields import RecordId
from closecall.model.monitoring import Escalation, MonitoringCheck, MonitoringPlan
from closecall.model.record import TriggerHit
from closecall.model.trail import Stage
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Table,
    dots,
    gap,
    said,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.trail.step import (
    NO_ROLE,
    NOT_SAID,
    Step,
    missing_step,
    no_change,
    open_step,
    quoted,
)
from closecall.pages.trail.words import View, row, said_row, words_row
from closecall.pages.words import counted, day, every, key_words

# Monitoring planned, and checked


def planned(view: View) -> Iterator[Step]:
    """Every monitoring plan; else what is owed."""
    for plan in view.trail.plans:
        yield _plan(view, plan)
    if view.trail.plans:
        return
    later = "Not due before a control is changed."
    if view.trail.changes:
        later = "No monitoring plan is recorded."
    elif no_change(view):
        later = "Not needed: no control was changed."
    yield from missing_step(
        view, 60, "Monitoring planned", step="monitored", otherwise=(words(later),)
    )


def _plan(view: View, plan: MonitoringPlan) -> Step:
    target = plan.target
    start = target.start if target else None
    changed = min((c.effective_from for c in view.trail.changes if c.effective_from), default=None)
    limit = view.limit("days-to-plan")
    known = plan.known_from
    took = view.taken(changed, known, "the change took effect", limit) if changed and known else ""
    often = every(plan.interval) or "interval not recorded"
    reviewer = view.role(plan.reviewer_role) or "reviewer not recorded"
    return Step(
        60,
        known or start,
        "Monitoring planned",
        dots(
            f"starts {day(start)}" if start else "start not recorded",
            f"{reviewer}, {often}",
            took,
            f"to be decided by {decided_by(view, plan)}",
            (view.id(plan.id),),
        ),
        ((said(target.statement),),) if target and target.statement else (),
        (),
        missing=False,
        who=view.role(plan.reviewer_role) or NO_ROLE,
    )


def decided_by(view: View, plan: MonitoringPlan) -> str:
    """Which group is to decide on a plan, and by when."""
    group = view.role(plan.governance_group) or "group not recorded"
    return f"{group}, due {day(plan.governance_due)}"


def baseline_lines(view: View, plan: MonitoringPlan) -> Lines:
    """How things stood before, or why that is not known."""
    base = plan.baseline
    if base is None:
        return NOT_SAID
    if base.not_measured:
        return (
            spaced(
                (
                    words("Not measured:"),
                    said(base.not_measured),
                    words(f"To be measured by {day(base.measure_by)}."),
                )
            ),
        )
    facts = []
    if base.count is not None:
        facts.append(f"Count: {base.count:,}.")
    if base.period:
        facts.append(f"From {day(base.period.first)} to {day(base.period.last)}.")
    return (
        spaced(
            (
                *quoted(base.statement),
                *((words(" ".join(facts)),) if facts else ()),
                *((words("Activity:"), view.id(base.activity)) if base.activity else ()),
            )
        ),
    )


def checked(view: View) -> Iterator[Step]:
    """The checks of each plan, made and missed."""
    for plan in view.trail.plans:
        yield from _checks(view, plan)
    if view.trail.plans:
        return
    later = "Not due before there is a monitoring plan."
    if no_change(view):
        later = "Not needed: no control was changed."
    yield from missing_step(
        view, 70, "Monitoring checks", step="checked", otherwise=(words(later),)
    )


def _checks(view: View, plan: MonitoringPlan) -> Iterator[Step]:
    checks = [c for c in view.trail.checks if c.plan == plan.id]
    start = plan.target.start if plan.target else None
    if not checks:
        begins = f" The plan starts on {day(start)}." if start else ""
        yield open_step(
            70, "Monitoring checks", (words(f"No monitoring check is recorded.{begins}"),)
        )
        return
    done = [c for c in checks if c.done_on and not c.missed]
    missed = [c for c in checks if c.missed]
    planned = plan.target.checks_planned if plan.target else None
    first, last = checks[0].day, checks[-1].day
    span = day(first) if first == last else f"{day(first)} to {day(last)}"
    of = f" of {planned} planned" if planned is not None else ""
    lead = [f"{counted(len(done), 'check')} done{of}."]
    if missed:
        lead.append(f"{counted(len(missed), 'check')} missed, with the reason.")
    signs, hits = sum(len(c.signs_seen) for c in done), sum(len(c.triggers_hit) for c in done)
    lead.append(_seen(signs, hits))
    yield Step(
        70,
        first,
        "Monitoring checks",
        dots(span, view.role(plan.reviewer_role)),
        ((words(" ".join(lead)),),),
        row("Longest gap", _longest(done, start, plan)),
        missing=False,
        days=_days(view, done),
        folded=_checks_table(view, plan, checks),
        fold=f"Show {'the check' if len(checks) == 1 else f'the {len(checks)} checks one by one'}",
    )


def _seen(signs: int, hits: int) -> str:
    """How many signs and triggers checks report; what they were stands among the warning signs."""
    if not signs and not hits:
        return "No warning sign seen, no trigger hit."
    return f"Warning signs seen: {signs}. Triggers hit: {hits}."


def _days(view: View, done: Iterable[MonitoringCheck]) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """The days on which each role made checks."""
    found: dict[str, list[date]] = {}
    for check in done:
        if check.done_on:
            found.setdefault(view.role(check.by_role) or NO_ROLE, []).append(check.done_on)
    return tuple((who, tuple(sorted(days))) for who, days in found.items())


def _check_title(check: MonitoringCheck) -> str:
    if check.missed or not check.done_on:
        return f"Due {day(check.due)}"
    return day(check.done_on)


def _longest(done: list[MonitoringCheck], start: date | None, plan: MonitoringPlan) -> Lines:
    """The longest time without a check: from the start to the first, and between checks."""
    days = [c.done_on for c in done if c.done_on]
    if start and days and days[0] >= start:
        days.insert(0, start)
    if len(days) < 2:
        return ()
    longest = max((later - earlier).days for earlier, later in pairwise(days))
    limit = plan.target.checks_every_days if plan.target else None
    planned = f" (planned: at most {limit})" if limit is not None else ""
    return ((words(f"{counted(longest, 'day')}{planned}"),),)


_MEASURES_ACROSS: Final = 4
"""Of more measures than that, the values stand in one column, each with its name."""


def _checks_table(view: View, plan: MonitoringPlan, checks: Sequence[MonitoringCheck]) -> Table:
    """Each check: what was counted, what was seen, and what was done about it."""
    watch = view.trail.watch_of(plan)
    titles = {m.id: m.title or key_words(m.id) for m in watch.measures}
    measures = dict.fromkeys(measure for c in checks for measure, _ in c.values)
    across = tuple(measures) if len(measures) <= _MEASURES_ACROSS else ()
    signs = {s.id: s.text for s in watch.early_warning_signs}
    heads = tuple(titles.get(m) or key_words(m) for m in across)
    counted_at = () if across or not measures else ("What was counted",)
    rows: list[tuple[Lines, ...]] = []
    for check in checks:
        values = dict(check.values)
        cells: list[Lines] = [((said(values[m]) if m in values else words("–"),),) for m in across]
        if counted_at:
            cells.append(
                tuple(
                    (words(f"{titles.get(m) or key_words(m)}: "), said(value))
                    for m, value in check.values
                )
            )
        head = (
            (words(_check_title(check)),),
            (*_by_words(view, check.by_role), view.id(check.id)),
        )
        rows.append((head, *cells, tuple(_noted(view, plan, check, signs))))
    return table(
        f"Checks of the plan, {counted(len(checks), 'check')}",
        ("Check", *heads, *counted_at, "What was seen, and done about it"),
        rows,
    )


def _noted(
    view: View, plan: MonitoringPlan, check: MonitoringCheck, signs: Mapping[str, str]
) -> Iterator[Line]:
    """What a check says besides its values."""
    if check.missed:
        yield spaced((tag("t-warn", "Missed"), said(check.missed)))
    elif not check.done_on:
        yield (words("Not recorded as done."),)
    elif check.due and check.due != check.done_on:
        yield (words(f"Due {day(check.due)}."),)
    for seen in check.signs_seen:
        yield spaced(
            (
                words("Sign seen:"),
                said(signs.get(seen.sign, key_words(seen.sign))),
                *quoted(seen.evidence),
            )
        )
    yield from hit_lines(view, plan.id, check.triggers_hit)
    if check.action:
        yield (words("Done about it: "), said(check.action))
    if check.note:
        yield (words("Note: "), said(check.note))
    if check.source_ref:
        yield (words("Held: "), *view.held(check.source_ref))


def _by_words(view: View, role: RecordId | None) -> tuple[Html, ...]:
    return (words(f"{view.role(role)}. "),) if role else ()


def hit_lines(view: View, plan: RecordId | None, hits: Iterable[TriggerHit]) -> list[Line]:
    """The triggers that a record reports as hit."""
    known = {
        t.id: t.text
        for p, watch in zip(view.trail.plans, view.trail.watches, strict=True)
        if plan in (None, p.id)
        for t in watch.triggers
    }
    return [
        spaced(
            (
                words("Trigger hit:"),
                said(known.get(hit.trigger, key_words(hit.trigger))),
                *quoted(hit.evidence),
                *((words("Done on the spot:"), said(hit.action)) if hit.action else ()),
            )
        )
        for hit in hits
    ]


# Escalated


def escalated(view: View) -> Iterator[Step]:
    """Every escalation; else whether anything asked for one."""
    for escalation in view.trail.escalations:
        yield _escalation(view, escalation)
    if view.trail.escalations:
        return
    if view.trail.stage is Stage.WITHDRAWN:
        yield from missing_step(view, 80, "Escalated", step="escalated", otherwise=())
    elif _anything_seen(view):
        nothing = "Nothing is recorded as escalated. See “Warning signs and triggers”."
        yield from missing_step(
            view, 80, "Escalated", step="escalated", otherwise=(words(nothing),)
        )
    elif view.trail.plans:
        yield open_step(
            80, "Escalated", (words("Not needed: no sign is recorded as seen, no trigger as hit."),)
        )
    else:
        yield open_step(80, "Escalated", (words("Not needed: there is no plan with triggers."),))


def _anything_seen(view: View) -> bool:
    return any(
        (
            *(c.signs_seen or c.triggers_hit for c in view.trail.checks),
            *(a.triggers_hit for a in view.trail.audits),
            *(p.triggers_hit for p in view.trail.practice),
        )
    )


def _escalation(view: View, escalation: Escalation) -> Step:
    watch = next(
        (
            w
            for p, w in zip(view.trail.plans, view.trail.watches, strict=True)
            if p.id == escalation.plan
        ),
        None,
    )
    named = {t.id: t.text for t in watch.triggers} if watch else {}
    named |= {s.id: s.text for s in watch.early_warning_signs} if watch else {}
    term, key = ("Trigger", escalation.trigger) if escalation.trigger else ("Sign", escalation.sign)
    return Step(
        80,
        escalation.on,
        "Escalated",
        dots(
            day(escalation.on),
            view.role(escalation.by_role) or "role not recorded",
            f"closed {day(escalation.closed_on)}"
            if escalation.closed_on
            else "not recorded as closed",
            (view.id(escalation.id),),
        ),
        (spaced((said(escalation.option), words("To:"), said(escalation.to))),),
        (
            *(said_row(term, named.get(key, key_words(key))) if key else ()),
            *row(
                "Raised from",
                (view.named(escalation.raised_from),) if escalation.raised_from else (),
            ),
            *words_row("Answer due", day(escalation.due, "")),
            *row("Answer", answer_lines(escalation)),
            *said_row("What came of it", escalation.effect),
            *row(
                "Where it is held",
                (view.held(escalation.source_ref),) if escalation.source_ref else (),
            ),
        ),
        missing=False,
        who=view.role(escalation.by_role) or NO_ROLE,
    )


def answer_lines(escalation: Escalation) -> Lines:
    """What was answered, and when."""
    if not escalation.response:
        return ((gap("No answer is recorded."),),)
    on = f"On {day(escalation.answered_on)}." if escalation.answered_on else "Day not recorded."
    return (spaced((said(escalation.response), words(on))),)
