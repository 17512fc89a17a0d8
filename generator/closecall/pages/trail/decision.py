"""What was decided, and whether that closes the trail."""

from collections.abc import Iterator

from closecall.analysis.spread import answered
from closecall.model.assurance import GovernanceDecision
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare, Response
from closecall.model.monitoring import MonitoringPlan
from closecall.model.near_miss import NearMiss
from closecall.model.trail import NO_CHANGE, Stage, covers_target
from closecall.pages.markup import (
    Line,
    Lines,
    Row,
    Table,
    dots,
    gap,
    said,
    spaced,
    strong,
    table,
    words,
)
from closecall.pages.sharing import changed_lines, checked_lines, relevance_lines
from closecall.pages.trail.step import (
    NO_ROLE,
    Step,
    missing_step,
    open_step,
    owed_step,
    quoted,
)
from closecall.pages.trail.words import STAGES, View, row, words_row
from closecall.pages.words import DECISIONS, as_words, day, listed, spelled, upper_first

# Governed, shared, closed


def governed(view: View) -> Iterator[Step]:
    """Every decision of a group, and those that are owed."""
    for decision in view.trail.decisions:
        yield _decision(view, decision)
    owed = [o for o in view.owed("governed") if o.kind == "governance_decision"]
    if view.trail.decisions:
        for one in owed:
            yield owed_step(view, 120, "Decision", (one,))
        return
    later = "Not due before there is a monitoring plan, or a decision that no change is needed."
    if view.trail.plans:
        later = "No decision is recorded."
    yield from missing_step(view, 120, "Decision", step="governed", otherwise=(words(later),))


def _decision(view: View, decision: GovernanceDecision) -> Step:
    plan = next((p for p in view.trail.plans if p.id == decision.plan), None)
    return Step(
        120,
        decision.on,
        "Decision",
        dots(
            day(decision.on),
            view.role(decision.group) or "group not recorded",
            _due(view, decision, plan),
            (view.id(decision.id),),
        ),
        (spaced((strong(decision_words(decision) + "."), *quoted(decision.reason))),),
        (
            *row("Risk that remains", _or_gap(decision.risk_remaining)),
            *row("Period covered", (_covered(decision, plan),)),
            *row("Evidence reviewed", _reviewed_evidence(view, decision)),
            *row("Repeats found", (_repeats(view, decision),)),
            *row("Asked", _or_gap(decision.challenge_asked)),
            *row("Answered", _or_gap(decision.challenge_answer)),
            *row("What the minutes say of the trend", trend_lines(decision)),
            *row("Actions", _actions(view, decision)),
            *words_row("Next review", day(decision.next_review, "")),
            *words_row("Who was there", listed(view.role(r) for r in decision.roles_present)),
            *row("Where it is held", (minute_line(view, decision),)),
        ),
        missing=False,
        who=view.role(decision.group) or NO_ROLE,
    )


def _due(view: View, decision: GovernanceDecision, plan: MonitoringPlan | None) -> str:
    """The day by which it was to be decided: the plan's, or the one that the group set itself."""
    on = decision.on
    earlier = [
        d
        for d in view.trail.decisions
        if on and d.on and d.on < on and d.next_review and plan and d.plan in (None, plan.id)
    ]
    if earlier:
        last = earlier[-1]
        return f"due {day(last.next_review)}, as the decision of {day(last.on)} set it"
    return f"due {day(plan.governance_due)}" if plan and plan.governance_due else ""


def decision_words(decision: GovernanceDecision) -> str:
    """What was decided."""
    return DECISIONS.get(decision.decision, upper_first(as_words(decision.decision)))


def _or_gap(text: str) -> Lines:
    return ((said(text),),) if text else ((words("Not recorded"),),)


def _covered(decision: GovernanceDecision, plan: MonitoringPlan | None) -> Line:
    period = decision.period_covered
    if period is None:
        return (words("Not recorded"),)
    text = f"{day(period.first)} to {day(period.last)}"
    if plan is None:
        return (words(text),)
    whole = covers_target(decision, plan)
    return (words(f"{text}, {'' if whole else 'not '}the whole target window"),)


def _reviewed_evidence(view: View, decision: GovernanceDecision) -> Lines:
    if not decision.evidence_reviewed:
        return ((words("No record is listed."),),)
    return (view.all_ids(decision.evidence_reviewed),)


def _repeats(view: View, decision: GovernanceDecision) -> Line:
    if not decision.repeats_found:
        return (words("Not recorded"),)
    return spaced((words(upper_first(decision.repeats_found)), *view.ids(decision.repeats)))


def trend_lines(decision: GovernanceDecision) -> Lines:
    """The minuted trend, as a quotation: it is what people wrote, not what was counted."""
    if not decision.minuted_trend:
        return ()
    return (
        (
            words(f"“{upper_first(decision.minuted_trend)}.” "),
            words("These are the minutes’ words. This version computes none of its own."),
        ),
    )


def _actions(view: View, decision: GovernanceDecision) -> Lines:
    return tuple(
        spaced(
            (
                said(a.what),
                words(
                    f"{view.role(a.owner_role) or 'owner not recorded'}, "
                    f"{'due ' + day(a.due) if a.due else 'no day set'}."
                ),
            )
        )
        for a in decision.actions
    )


def minute_line(view: View, decision: GovernanceDecision) -> Line:
    """Where the minutes are."""
    ref = decision.source_ref
    if ref:
        also = decision.minute_ref if decision.minute_ref not in ref.locator else ""
        return spaced((*view.held(ref), *quoted(also)))
    group = view.role(decision.group)
    return spaced(
        (
            words("Minutes:"),
            *(quoted(decision.minute_ref) or (words("place not recorded"),)),
            *((words(f"of {group}"),) if group else ()),
        )
    )


def shared(view: View) -> Iterator[Step]:
    """Each lesson that was sent to other services, and what they did with it; or what is owed."""
    for share in view.trail.shares:
        yield _share(view, share)
    left = _unasked(view)
    if view.trail.shares and left and view.trail.stage is not Stage.WITHDRAWN:
        names = listed(map(view.names.service, left))
        text = f"No answer is recorded of whether the lesson matters at {names}."
        yield open_step(131, "Shared with other services", (gap(text),))
    if not view.trail.shares:
        otherwise = "Nothing is recorded about sharing this with other services."
        yield from missing_step(
            view,
            130,
            "Shared with other services",
            step="shared",
            otherwise=(words(otherwise),),
        )


def _share(view: View, share: LearningShare) -> Step:
    partners = (
        Row(
            upper_first(partner.who),
            (spaced((words(f"Told {day(partner.on)}."), *quoted(partner.came_of_it))),),
        )
        for partner in share.partners
    )
    return Step(
        130,
        share.on,
        "Shared with other services",
        dots(day(share.on), view.role(share.by_role) or "role not recorded", (view.id(share.id),)),
        ((said(share.message),),) if share.message else (),
        (*partners, *(view.held_row(share) if share.source_ref else ())),
        missing=False,
        who=view.role(share.by_role) or NO_ROLE,
        table=_answers(view, share) if share.services else None,
    )


def _answers(view: View, share: LearningShare) -> Table:
    """Whether it matters in each service, what was looked at there, and what was changed."""
    return table(
        "What each service did with it",
        ("Service", "Does it matter there?", "Checked", "Changed", "What it answered"),
        [
            (
                ((words(view.names.service(service)),),),
                relevance_lines(share, service),
                checked_lines(share, service, view.id),
                changed_lines(share, service, view.id),
                (_answered(view, share.response_of(service)),),
            )
            for service in share.services
        ],
    )


def _answered(view: View, response: Response | None) -> Line:
    if response is None or not (response.received or response.on or response.note):
        return (words("No answer is recorded"),)
    came = f"Came there {day(response.received)}." if response.received else ""
    by = view.role(response.by_role)
    answered = f"Answered {day(response.on)}{f', {by}' if by else ''}." if response.on else ""
    told = " ".join(part for part in (came, answered) if part)
    return spaced((*((words(told),) if told else ()), *quoted(response.note)))


def _unasked(view: View) -> tuple[RecordId, ...]:
    """Services with a like control of which no shared lesson says whether it matters there."""
    here = view.near_miss.service
    told = answered(view.trail.shares)
    asked = {
        service.id: None
        for control in view.trail.controls
        if control.family and here
        for service in view.register.asked(control.family, (here,), on=view.evidence.as_at)
    }
    return tuple(service for service in asked if service not in told)


def closed(view: View) -> Iterator[Step]:
    """Whether the trail is closed, and whether it was opened again."""
    trail = view.trail
    closing = trail.closed_by
    if closing:
        yield Step(
            140,
            closing.on,
            "Closed, no change needed" if _closed_without_change(closing) else "Closed",
            dots(day(closing.on), view.role(closing.group), (view.id(closing.id),)),
            ((words("Closed by this decision, with the evidence that a close needs."),),),
            (),
            missing=False,
            who=view.role(closing.group) or NO_ROLE,
        )
    if trail.stage is Stage.REOPENED and trail.reopened_by:
        yield _reopened(view, trail.reopened_by)
    elif not closing:
        yield _not_closed(view)


def _closed_without_change(decision: GovernanceDecision) -> bool:
    return decision.decision == NO_CHANGE


def reopened_by(view: View, by: NearMiss | Incident | GovernanceDecision) -> Line:
    """What opened a trail again."""
    if isinstance(by, NearMiss):
        why = f"The same thing nearly happened again on {day(by.event_day)}:"
    elif isinstance(by, Incident):
        why = f"It happened on {day(by.event_day)}, as an incident:"
    else:
        why = f"A decision of {day(by.on)} opened it again:"
    return spaced((words(why), *view.named(by.id)))


def _reopened(view: View, by: NearMiss | Incident | GovernanceDecision) -> Step:
    on = by.on if isinstance(by, GovernanceDecision) else by.event_day
    return Step(
        150,
        on,
        "Reopened",
        dots(day(on)),
        (reopened_by(view, by),),
        (),
        missing=False,
        who=view.role(by.group) or NO_ROLE
        if isinstance(by, GovernanceDecision)
        else "It came again",
    )


def _not_closed(view: View) -> Step:
    if view.trail.stage is Stage.WITHDRAWN:
        return open_step(140, "Withdrawn", (words(STAGES[Stage.WITHDRAWN]),))
    review = next((d.next_review for d in reversed(view.trail.decisions) if d.next_review), None)
    owed = len(view.work)
    lead = STAGES[view.trail.stage]
    if owed:
        lead += f" {upper_first(spelled(owed, 'thing'))} {'is' if owed == 1 else 'are'} still owed."
    when = f"Next review {day(review)}" if review else ""
    return open_step(140, "Not closed", (words(lead),), when=when)
