"""The parts of a trail page above its steps: the two boxes, the facts, what is missing, the chain.

A verdict is one of `closecall.analysis.measures`, and the box says what it rests on.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from closecall.model.assurance import GovernanceDecision
from closecall.model.control import ControlChange
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan, Target
from closecall.model.near_miss import NearMiss
from closecall.model.record import FrameworkItem
from closecall.model.trail import Stage
from closecall.pages.markup import (
    EMPTY,
    Html,
    Line,
    Lines,
    Row,
    advice,
    said,
    spaced,
    strong,
    tag,
    words,
)
from closecall.pages.measures.boxes import Block, change_block, target_block
from closecall.pages.measures.verdicts import AFTER_IS_NOT_BECAUSE
from closecall.pages.trail.assurance import criteria_met, person_told
from closecall.pages.trail.change import met_lines
from closecall.pages.trail.decision import decision_words, reopened_by
from closecall.pages.trail.review import (
    again_line,
    close_lines,
    mechanism_lines,
    outside_lines,
    prevention,
    verdict_line,
)
from closecall.pages.trail.step import no_change, withdrawn_line
from closecall.pages.trail.watch import Watching, unanswered, uncovered
from closecall.pages.trail.words import STAGES, View, row
from closecall.pages.words import (
    STAGE_TAGS,
    VERDICT_TAGS,
    counted,
    day,
    elapsed,
    listed,
    near_misses,
    spelled,
    upper_first,
)

COUNT_IS: Final = f"Fewer records can mean safer care, or less reporting. {AFTER_IS_NOT_BECAUSE}"
"""Said once under both boxes."""


class Link(NamedTuple):
    """One of the five links of the chain."""

    title: str
    lines: Lines


class Top(NamedTuple):
    """What stands above the boxes."""

    status: Line
    lede: Line
    summary: str
    withdrawn: Line


def top(view: View) -> Top:
    """How it stands, what nearly happened, and what followed, in a few sentences."""
    nm = view.near_miss
    late = sum(view.is_late(owed) for owed in view.work)
    status = [STAGE_TAGS[view.trail.stage].piece]
    if late:
        status.append(tag("t-bad", f"{counted(late, 'step')} overdue"))
    status += _stage(view)
    place = ", ".join(part for part in (day(nm.event_day), view.service) if part)
    return Top(
        status=spaced(status),
        lede=spaced((words(f"{place}:"), *((said(nm.what_happened),) if nm.what_happened else ()))),
        summary=" ".join(_summary(view, late)),
        withdrawn=withdrawn_line(view, nm.withdrawn) if nm.withdrawn else (),
    )


def _summary(view: View, late: int) -> Iterator[str]:
    if view.trail.stage is Stage.WITHDRAWN:
        return
    verdict = next((r.verdict for r in reversed(view.trail.reviews) if r.verdict), "")
    if not view.trail.reviews:
        yield "No review is recorded yet, so nobody has judged whether what stopped it was luck."
    elif verdict == "accidental":
        yield "The review judges that luck stopped it."
    elif verdict == "reliable":
        yield "The review judges that a reliable control stopped it."
    else:
        yield "It is not known yet whether what stopped it was luck."
    starts = [c.effective_from for c in view.trail.changes if c.effective_from]
    decided = no_change(view)
    if starts:
        yield f"What staff do was changed from {day(min(starts))}."
    elif decided:
        yield f"A decision of {day(decided.on)} says that no change was needed."
    else:
        yield "No control change is recorded."
    if late:
        yield f"{upper_first(spelled(late, 'step'))} {'is' if late == 1 else 'are'} overdue."
    else:
        yield "Nothing is overdue."


# The target


def target_box(view: View) -> tuple[Block, ...]:
    """The target of each plan, and what was counted against it."""
    if not view.trail.plans:
        decided = no_change(view)
        if view.trail.stage is Stage.WITHDRAWN:
            text = "The near miss was withdrawn, so no target is asked for."
        elif decided:
            text = "No control was changed, so no target was set."
        elif view.trail.changes:
            text = "No monitoring plan is recorded, so there is no target."
        else:
            text = "No control is changed yet, so there is no target."
        return (_plain(words(text)),)
    return tuple(_target(view, plan) for plan in view.trail.plans)


def _plain(*lead: Html) -> Block:
    """What a box says where there is no verdict."""
    return Block(EMPTY, (lead,), (), (), ())


def _target(view: View, plan: MonitoringPlan) -> Block:
    target = plan.target
    result = view.evidence.measures.targets.get(plan.id)
    if target is None or result is None:
        why = "sets no target" if target is None else "was withdrawn, so nothing is counted"
        return _plain(words(f"The plan {why}. "), view.id(plan.id))
    judged = target_block(result, view.names)
    after = _after_window(view, plan)
    return judged._replace(
        lead=(spaced((*judged.lead[0], view.id(plan.id))), *judged.lead[1:]),
        items=(*judged.items, _with_ids(view, _AFTER, after)) if after else judged.items,
        how=((words(f"Rule: {rule_words(target)}."),), *_window(target), *judged.how),
    )


def rule_words(target: Target) -> str:
    """What a target's rule asks for."""
    match target.rule:
        case "none":
            return "no near miss of this kind in the window"
        case "at_most":
            most = "a number that is not recorded" if target.at_most is None else target.at_most
            return f"at most {most} of this kind in the window"
        case "reduced":
            by = f", by at least {target.by:.0%}" if target.by is not None else ""
            return f"fewer of this kind than before the start{by}"
        case "sustained":
            every = target.checks_every_days
            often = f", at least every {counted(every, 'day')}" if every is not None else ""
            return f"none of this kind in the window, and every check passed{often}"
        case _:
            return "not recorded"


def _window(target: Target) -> Iterator[Line]:
    if target.start and target.end:
        last = target.end - timedelta(days=1)
        yield (
            words(
                f"Window: {day(target.start)} to {day(last)}, both days included ({target.window})."
            ),
        )
    else:
        yield (words("The window has no length, so its end is not known."),)


_AFTER: Final = "After the window, and not part of the target:"


def _after_window(view: View, plan: MonitoringPlan) -> tuple[NearMiss, ...]:
    """What came after a window that is over: the target does not judge it."""
    target = plan.target
    if not target or not target.start or not target.end or target.end > view.evidence.as_at:
        return ()
    inside = view.evidence.selection.inside(plan)
    return tuple(nm for nm in view.evidence.selection.since(plan) if nm not in inside)


def _with_ids(view: View, text: str, counted_ones: Sequence[NearMiss]) -> Line:
    if not counted_ones:
        return (words(text),)
    return (words(f"{text} "), *view.ids([nm.id for nm in counted_ones]))


# The change


def change_box(view: View) -> tuple[Block, ...]:
    """Each control change, with the counts before and after it."""
    if view.trail.changes:
        return tuple(_change(view, change) for change in view.trail.changes)
    decided = no_change(view)
    if decided:
        return (
            _plain(
                words("No control was changed. The reason: "),
                said(decided.reason or "not recorded"),
                words(" "),
                view.id(decided.id),
            ),
        )
    text = "No control change is recorded."
    if view.trail.stage is Stage.WITHDRAWN:
        text = "The near miss was withdrawn, so no change is asked for."
    return (_plain(words(text)),)


def _change(view: View, change: ControlChange) -> Block:
    result = view.evidence.measures.changes.get(change.id)
    if result is None:
        start = change.effective_from
        why = "The day of the change" if start is None else "Its service or its mechanism"
        lead = (
            words(f"From {day(start)}: "),
            said(change.after or "not recorded"),
            words(" "),
            view.id(change.id),
        )
        text = f"{why} is not recorded, so nothing is counted before and after."
        return Block(EMPTY, (lead,), ((words(text),),), (), ())
    judged = change_block(result, view.names)
    return judged._replace(lead=(spaced((*judged.lead[0], view.id(change.id))), *judged.lead[1:]))


# The facts


def facts(view: View) -> tuple[Row, ...]:
    """What an inspector asks first."""
    settled = view.trail.settled
    return (
        Row("Worst credible harm", (_worst(view),)),
        Row("What stopped it", _stopped(view)),
        Row("How close it came", close_lines(settled.how_close) or _no_answer(view)),
        Row("Could it happen again?", _again(view)),
        Row("The lesson", _lesson(view)),
        Row("The person was told", (person_told(view),)),
        Row("Risk that remains", _remaining(view)),
        Row("Repeats", _repeats(view)),
        Row("Incidents", _incidents(view)),
        *row(
            "Same event as", (view.named(view.near_miss.same_as),) if view.near_miss.same_as else ()
        ),
        *row("Taken out of it", _redactions(view)),
        *row("Reasoned exceptions", _allowances(view)),
    )


def more_facts(view: View) -> tuple[Row, ...]:
    """What an inspector asks next."""
    return (
        *row("Controls that it met", met_lines(view)),
        Row("Told to others outside", outside_lines(view.trail.settled) or _no_answer(view)),
        Row("Evidence for", _frameworks(view)),
    )


def _incidents(view: View) -> Lines:
    """Incidents of the same mechanism and service, or that name it: did the warning help?"""
    found = view.trail.incidents
    if not found:
        if not view.trail.settled.mechanism:
            return ((words("Not known: no mechanism is recorded."),),)
        return ((words("No incident of this mechanism is on record at this service."),),)
    own = view.near_miss.event_day
    return tuple(
        spaced(
            (
                words(f"{day(one.event_day)}, {_side(one.event_day, own)}:"),
                view.titled(one),
                view.id(one.id),
            )
        )
        for one in found
    )


def _side(of: date | None, own: date | None) -> str:
    if of is None or own is None:
        return "order not known"
    return "after it" if of > own else "before it" if of < own else "the same day"


def _redactions(view: View) -> Lines:
    found = view.register.redactions_of.get(view.near_miss.id, ())
    return tuple(
        spaced((words(f"{upper_first(listed(r.data_class))}, {day(r.removed_on)}."), view.id(r.id)))
        for r in found
    )


def _allowances(view: View) -> Lines:
    """The exceptions that hold today for the near miss or a record of its trail."""
    trail = view.trail
    chain = (
        trail.near_miss,
        *trail.reviews,
        *trail.exposure_checks,
        *trail.risks,
        *trail.changes,
        *trail.plans,
        *trail.checks,
        *trail.escalations,
        *trail.audits,
        *trail.practice,
        *trail.decisions,
    )
    return tuple(
        spaced((words(f"{a.rule}, to {day(a.last_day)}:"), said(a.reason), view.id(a.id)))
        for record in chain
        for a in view.register.allowances_of.get(record.id, ())
        if a.holds_on(view.evidence.as_at)
    )


def _stage(view: View) -> Line:
    trail = view.trail
    meaning: Line = (words(STAGES[trail.stage]),)
    if trail.stage is Stage.REOPENED and trail.reopened_by:
        meaning = reopened_by(view, trail.reopened_by)
    return meaning


def _no_answer(view: View) -> Lines:
    """What is said where a review should have said something."""
    settled = view.trail.reviews or view.trail.stage is Stage.WITHDRAWN
    return ((words(_NO_ANSWER if settled else _NO_REVIEW),),)


_NO_ANSWER: Final = "Not recorded."
_NO_REVIEW: Final = "Not recorded. A review is to say."


def _worst(view: View) -> Line:
    harm = view.trail.settled.harm_potential
    if harm is None or not harm.worst:
        return (words("Not recorded."),)
    return spaced(
        (
            strong(f"{upper_first(harm.worst)}."),
            *((said(harm.reason),) if harm.reason else ()),
            words(_agreement(view)),
        )
    )


def _agreement(view: View) -> str:
    reported = view.near_miss.said.harm_potential
    reviewed = next(
        (r.said.harm_potential for r in reversed(view.trail.reviews) if r.said.harm_potential), None
    )
    if not view.trail.reviews:
        return "This is the reporter’s word. No review has settled it."
    if reviewed is None:
        return "This is the reporter’s word. The review leaves it as it is."
    if reported is None:
        return "This is the review’s word."
    if reported.worst == reviewed.worst:
        return "Reporter and review agree."
    return f"The reporter said: {reported.worst}. The review says: {reviewed.worst}."


def _stopped(view: View) -> Lines:
    lines = [prevention(view, entry) for entry in view.trail.settled.prevented_by]
    if not lines:
        lines.append((words("Not recorded."),))
    review = next((r for r in reversed(view.trail.reviews) if r.verdict), None)
    if review:
        lines.append((words("Reviewer’s verdict: "), *verdict_line(view, review)))
    else:
        lines.append((words("Reviewer’s verdict: "), VERDICT_TAGS[""].piece))
    return tuple(lines)


def _again(view: View) -> Lines:
    review = next((r for r in reversed(view.trail.reviews) if r.could_happen_again), None)
    return (again_line(review),) if review else _no_answer(view)


def _lesson(view: View) -> Lines:
    lessons = tuple((said(r.learning),) for r in view.trail.reviews if r.learning)
    return lessons or _no_answer(view)


def _remaining(view: View) -> Lines:
    decision = next((d for d in reversed(view.trail.decisions) if d.risk_remaining), None)
    if decision is None:
        why = "No decision is recorded." if not view.trail.decisions else "No decision says it."
        return ((words(f"Not recorded. {why}"),),)
    return (
        spaced(
            (
                said(decision.risk_remaining),
                words(f"Decision of {day(decision.on)}:"),
                view.id(decision.id),
            )
        ),
    )


def _repeats(view: View) -> Lines:
    trail, settled = view.trail, view.trail.settled
    if not settled.mechanism:
        return ((words("Not known: no mechanism is recorded, so like cannot be told from like."),),)
    reach = view.register.policy.limit("repeat-days", on=view.evidence.as_at).value
    lines = [
        _with_ids(
            view,
            f"In the {reach} days before: {near_misses(len(trail.earlier))} of this mechanism.",
            trail.earlier,
        ),
        _with_ids(view, f"Since: {near_misses(len(trail.later))}.", trail.later),
    ]
    if settled.repeat_of:
        lines.append(_repeat_of(view, settled.repeat_of))
    mechanism = mechanism_lines(view, settled.mechanism)
    return (*lines, *((words("Mechanism: "), *one) for one in mechanism))


def _repeat_of(view: View, ids: Sequence[RecordId]) -> Line:
    """Which it repeats; those that stand in the line above are not named again."""
    named = {nm.id for nm in view.trail.earlier}
    others = [i for i in ids if i not in named]
    text = f"The review confirms it as a repeat of {near_misses(len(ids))}"
    if not others:
        return (words(f"{text}, those above."),)
    also = ", those above and: " if len(others) < len(ids) else ": "
    return (words(f"{text}{also}"), *view.ids(others))


def _frameworks(view: View) -> Lines:
    items: dict[tuple[str, str], FrameworkItem] = {}
    for record in view.records:
        for item in record.framework_map:
            items.setdefault((item.framework, item.item), item)
    if not items:
        return ((words("No item of a framework is named in these records."),),)
    return tuple(
        spaced(
            (
                words(f"{view.lookup.lists.get(item.framework, item.framework)}:"),
                strong(item.item),
                *((said(item.reason),) if item.reason else ()),
            )
        )
        for item in items.values()
    )


# The chain


def chain(view: View) -> tuple[Link, ...]:
    """Near miss, learning, change, follow-up audit, outcome: each with its day or the gap."""
    return (
        Link("Near miss", (_chain_report(view),)),
        Link("Learning", _chain_review(view)),
        Link("Control change", _chain_change(view)),
        Link("Follow-up audit", _chain_audit(view)),
        Link("Outcome", _chain_outcome(view)),
    )


def _chain_report(view: View) -> Line:
    nm = view.near_miss
    text = day(nm.event_day)
    if nm.detected and nm.recorded:
        text += f": recorded {elapsed(nm.detected, nm.recorded)} after it was noticed"
    return (words(text),)


def _owed_or(view: View, step: str, otherwise: str, kind: str = "") -> Lines:
    owed = [o for o in view.owed(step) if not kind or o.kind == kind]
    if view.trail.stage is Stage.WITHDRAWN:
        return ((words("Withdrawn"),),)
    return tuple((view.owed_piece(o),) for o in owed) or ((words(otherwise),),)


def _chain_review(view: View) -> Lines:
    if not view.trail.reviews:
        return _owed_or(view, "reviewed", "No review is recorded.")
    causes = {
        "yes": "cause confirmed",
        "partly": "cause partly confirmed",
        "no": "cause not confirmed",
    }
    return tuple(
        (words(f"{day(r.reviewed_on)}: {causes.get(r.cause_confirmed, 'cause not recorded')}"),)
        for r in view.trail.reviews
    )


def _chain_change(view: View) -> Lines:
    if view.trail.changes:
        return tuple((words(_changed(change)),) for change in view.trail.changes)
    decided = no_change(view)
    if decided:
        return ((words(f"Not needed, decided {day(decided.on)}"),),)
    later = (
        "Not due before the review." if not view.trail.reviews else "No control change is recorded."
    )
    return _owed_or(view, "control changed", later, "control_change")


def _changed(change: ControlChange) -> str:
    told = change.communication
    if told and told.reached is not None and told.of is not None:
        return f"{day(change.effective_from)}: {told.reached} of {told.of} told"
    if told and told.none_needed:
        return f"{day(change.effective_from)}: nobody had to be told"
    return f"{day(change.effective_from)}: who was told is not recorded"


def _chain_audit(view: View) -> Lines:
    audits = {a.id: a for c in view.trail.changes for a in view.trail.follow_ups(c)}
    if audits:
        return tuple((words(f"{day(a.on)}: {criteria_met(a)}"),) for a in audits.values())
    if no_change(view):
        return ((words("Not needed: no control was changed."),),)
    later = "Not due before a control is changed."
    if view.trail.changes:
        later = "No independent follow-up audit is recorded."
    return _owed_or(view, "audited", later, "audit")


def _chain_outcome(view: View) -> Lines:
    trail = view.trail
    if trail.stage is Stage.REOPENED and trail.reopened_by:
        by = trail.reopened_by
        on = by.on if isinstance(by, GovernanceDecision) else by.event_day
        return ((words(f"Reopened, {day(on)}"),),)
    if trail.decisions:
        last = trail.decisions[-1]
        return ((words(f"{day(last.on)}: {decision_words(last)}"),),)
    return _owed_or(view, "governed", "No decision is recorded.", "governance_decision")


# What is missing


def missing(view: View, plans: tuple[Watching, ...]) -> Lines:
    """Everything that is late, waiting, or not recorded; absence in words."""
    return tuple(_missing(view, plans))


def _missing(view: View, plans: tuple[Watching, ...]) -> Iterator[Line]:
    if view.trail.stage is Stage.WITHDRAWN:
        yield (words("The near miss was withdrawn, so nothing more is asked for."),)
        return
    late = [o for o in view.work if view.is_late(o)]
    for owed in (*late, *(o for o in view.work if o not in late)):
        yield (view.owed_piece(owed), *_on(view, owed.record))
    yield from _found(view)
    yield from _not_reached(view)
    yield from unanswered(view, plans)
    yield from _missed(view)
    yield from uncovered(view, plans)
    yield from _not_asked(view)
    yield from _unknown(view)
    if not view.trail.shares:
        yield (words("Nothing is recorded about sharing this with other services."),)
    yield (words("Charts, minutes and names are not published here: see “Ask to see”."),)


def _on(view: View, record: RecordId | None) -> tuple[Html, ...]:
    known = view.register.records.get(record) if record else None
    return (words(" "), view.id(known.id)) if known else ()


def _found(view: View) -> Iterator[Line]:
    """Gaps and warnings on the records of the trail that are not said as work already."""
    owed = {o.what for o in view.work}
    seen: set[str] = set()
    for record in view.records:
        for finding in view.lookup.findings_of.get(record.id, ()):
            if any(finding.message.startswith(what) for what in owed) or finding.message in seen:
                continue
            seen.add(finding.message)
            owner = view.role(RecordId(finding.owner))
            yield spaced(
                (
                    advice(finding.message),
                    *((words(f"Owed by: {owner}."),) if owner else ()),
                    view.id(record.id),
                )
            )


def _not_reached(view: View) -> Iterator[Line]:
    for change in view.trail.changes:
        told = change.communication
        if told and told.reached is not None and told.of is not None and told.reached < told.of:
            yield (
                words(
                    f"Staff not recorded as told of the change: {told.of - told.reached} of "
                    f"{told.of}. "
                ),
                view.id(change.id),
            )


def _missed(view: View) -> Iterator[Line]:
    missed = [c for c in view.trail.checks if c.missed]
    if missed:
        yield (
            words(f"Monitoring checks missed, with the reason: {len(missed)}. "),
            *view.ids([c.id for c in missed]),
        )


_STAFF: Final = frozenset({"feedback-staff", "staff-interview", "supervision"})


def _not_asked(view: View) -> Iterator[Line]:
    asked = {p.subtype for p in view.trail.practice}
    if not asked & _STAFF and not any(r.staff_views for r in view.trail.reviews):
        yield (words("Nothing is recorded of staff being asked."),)
    if "feedback-person" not in asked and not any(r.person_views for r in view.trail.reviews):
        yield (words("Nothing is recorded of the people who use the service being asked."),)
    if "feedback-family" not in asked:
        yield (words("Nothing is recorded of families being asked."),)


def _unknown(view: View) -> Iterator[Line]:
    nm, settled = view.near_miss, view.trail.settled
    if nm.source_ref is None:
        yield (words("The event’s own log entry is not named."),)
    close = settled.how_close
    if close and close.controls_left in ("", "unknown"):
        yield (words("How many controls were left before harm is not known."),)
    if view.trail.reviews and not settled.person_affected:
        yield (words("Whether a person was affected and told is not recorded."),)
    for record in view.withdrawn:
        if record.withdrawn:
            yield (*withdrawn_line(view, record.withdrawn), words(" "), *view.named(record.id))
