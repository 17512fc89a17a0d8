"""The risk profile of a service: what nearly happens there, what stands in the way, what is missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from closecall.model.assurance import (
    Audit,
    DecidedAction,
    GovernanceDecision,
    PracticeEvidence,
)
from closecall.model.control import Control, ControlChange, Risk, Score
from closecall.model.days import in_words
from closecall.model.monitoring import Escalation, MonitoringCheck, MonitoringPlan
from closecall.model.setting import Service
from closecall.model.trail import Trail
from closecall.pages import cells
from closecall.pages.context import Link, path_of, root_of
from closecall.pages.counts import PER, Exposure, exposure
from closecall.pages.facts import Facts, Seen, verdict_of, worst_of, worst_rank
from closecall.pages.home_page import about_service, count_before, judged
from closecall.pages.numbers import Fact, area_title, heat_table, steps_table
from closecall.pages.page import Page
from closecall.pages.pieces import (
    Line,
    Lines,
    Piece,
    Row,
    Table,
    gap,
    id_link,
    page_link,
    said,
    spaced,
    table,
    words,
)
from closecall.pages.recurrence import (
    Recurrence,
    Run,
    by_area,
    by_mechanism,
    by_shift,
    by_unit,
    runs,
)
from closecall.pages.render import render
from closecall.pages.trail_words import DECISIONS, VOICES, dots
from closecall.pages.words import (
    VERDICT_TAGS,
    as_words,
    counted,
    listed,
    near_misses,
    ordinal,
    upper_first,
)

NEAR_MISSES = 100
"""How many near misses a profile tells before it points to the register."""
ROWS = 12
"""How many rows any other table has before it points to its register."""
GAPS = 30
DATES = 6
"""How many days of near misses of one sort are listed."""
RUNS = 10


class RiskCard(NamedTuple):
    """A risk of the service with all that stands under it."""

    link: Link
    rows: tuple[Row, ...]


class Pattern(NamedTuple):
    """Near misses of one mechanism that came again."""

    title: str
    lines: Lines


class More(NamedTuple):
    """A table that shows only the newest rows, and the register that has all."""

    table: Table
    rest: int
    all: Link


def profile_page(service: Service, facts: Facts) -> Page:
    """The risk profile of one service."""
    path = path_of(service)
    every = facts.trails_of(service.id)
    trails = facts.counted(every)
    given = exposure(facts.register.activity_of(service.id), facts.months)
    gaps = _gaps(service, facts)
    body = render(
        "profile.html.j2",
        {
            "root": root_of(path),
            "path": path,
            "service": service,
            "about": about_service(service),
            "units": service.units,
            "lede": _lede(service, trails, given, facts),
            "facts": _facts(service, trails, given, len(gaps), facts),
            "gaps": gaps[:GAPS],
            "more_gaps": max(0, len(gaps) - GAPS),
            "near_misses": _near_misses(service, every, facts),
            "heat": heat_table(trails, facts.months, given, link=lambda a: _area_link(a, service)),
            "given": given,
            "recurrences": _recurrences(trails, facts),
            "patterns": _patterns(trails, facts),
            "repeat_days": facts.limit("repeat-days"),
            "areas": _areas(service, trails, given, facts),
            "risks": _risks(service, facts),
            "seen": _seen(service, facts),
            "escalations": _escalations(service, facts),
            "audits": _follow_ups(service, facts),
            "voices": _voices(service, facts),
            "silent": _not_heard(service, facts),
            "told": _told(trails),
            "steps": steps_table(trails, facts),
            "actions": _actions(service, facts),
            "inspections": _inspections(service),
            "definitions": _definitions(service, facts),
            "provider": facts.evidence.provider.name if facts.evidence.provider else "",
        },
    )
    return Page(
        path=path,
        title=f"{service.name}: risk profile",
        description=f"Near misses at {service.name}: what stopped them, what was changed, what is "
        "missing.",
        page_class="profile",
        body=body,
        nav=f"services/{service.id}",
    )


# The opening


def _lede(
    service: Service, trails: Sequence[Trail], given: Exposure | None, facts: Facts
) -> tuple[str, ...]:
    if not trails:
        return ("No near miss is on record here yet. That does not show that none happened.",)
    count = sum(1 for t in trails if t.near_miss.event_day in facts.months)
    rate = f": {given.rate(count)} for every {PER:,} {given.measure}" if given else ""
    late = facts.late_count(facts.trails_of(service.id))
    return (
        f"Staff recorded {near_misses(count)} in the 12 months {facts.months.in_words}{rate}.",
        f"{near_misses(len(trails))} {'is' if len(trails) == 1 else 'are'} on record in all.",
        *judged(trails),
        f"{counted(late, 'step is', 'steps are')} overdue." if late else "No step is overdue.",
    )


def _facts(
    service: Service, trails: Sequence[Trail], given: Exposure | None, gaps: int, facts: Facts
) -> tuple[Fact, ...]:
    count = sum(1 for t in trails if t.near_miss.event_day in facts.months)
    rate = f"{given.rate(count)} per {PER:,} {given.measure}" if given else "no rate is recorded"
    found = Counter(verdict_of(t) for t in trails)
    closed = sum(t.is_closed for t in trails)
    risks = facts.open_risks.get(service.id, ())
    actions = _undone(service, facts)
    late = facts.late_count(facts.trails_of(service.id))
    return (
        (
            "Near misses, 12 months",
            f"{count:,}",
            (words(f"{rate}; 12 months before: {count_before(service, facts)}"),),
        ),
        (
            "Stopped by luck",
            f"{found['accidental']:,}",
            (
                words(
                    f"of {len(trails):,} on record; a control {found['reliable']:,}, not yet known "
                    f"{found['not yet known']:,}, not judged yet {found['']:,}"
                ),
            ),
        ),
        (
            "Closed",
            f"{closed:,}",
            (words(f"of {len(trails):,}; {len(trails) - closed:,} still open"),),
        ),
        ("Steps overdue", f"{late:,}", (words("over all near misses on record"),)),
        ("Gaps in all", f"{gaps:,}", (words("in words in the box below"),)),
        (
            "Risks in the profile",
            f"{len(risks):,}",
            (words(f"{counted(len(actions), 'action')} of groups still open"),),
        ),
    )


# What is missing


def _gaps(service: Service, facts: Facts) -> Lines:
    """Everything that this service owes and is late with, in words."""
    return (
        *_late_steps(service, facts),
        *_unanswered(service, facts),
        *_untested(service, facts),
        *_undefined(service, facts),
        *((words(text),) for text in _not_heard(service, facts)),
    )


def _late_steps(service: Service, facts: Facts) -> Iterable[Line]:
    trails = sorted(
        (t for t in facts.trails_of(service.id) if facts.late_of(t)),
        key=lambda t: (-worst_rank(t), facts.late_of(t)[0].due, t.near_miss.id),
    )
    for trail in trails:
        for owed in facts.late_of(trail):
            owner = facts.names.role(owed.owner) or "nobody named"
            yield spaced(
                (
                    page_link(facts.names.titled(trail.near_miss)),
                    words(f"– {cells.overdue(owed)} Owed by: {owner}."),
                )
            )


def _unanswered(service: Service, facts: Facts) -> Iterable[Line]:
    for seen in facts.seen.get(service.id, ()):
        due = facts.answer_due(seen)
        if not seen.answered and due < facts.as_at:
            what = "A trigger was hit" if seen.is_trigger else "A warning sign was seen"
            yield spaced(
                (
                    words(f"{what} on {in_words(seen.day)}:"),
                    said(seen.text),
                    words(
                        "No escalation and no decision is recorded for it. "
                        f"One was due by {in_words(due)}."
                    ),
                    id_link(facts.names.link(seen.source.id)),
                )
            )
    for escalation in facts.at(Escalation, service.id):
        if _waits(escalation) and escalation.due and escalation.due < facts.as_at:
            yield spaced(
                (
                    words("No answer to an escalation is recorded:"),
                    said(escalation.to),
                    words(f"was to answer by {in_words(escalation.due)}."),
                    id_link(facts.names.link(escalation.id)),
                )
            )


def _waits(escalation: Escalation) -> bool:
    return not (escalation.response or escalation.answered_on or escalation.closed_on)


def _untested(service: Service, facts: Facts) -> Iterable[Line]:
    """Controls whose test is overdue, in one line: they are many where nobody tests."""
    pieces: list[Piece] = []
    count = 0
    for control in facts.at(Control, service.id):
        due = facts.test_due(control)
        if due is None and facts.register.audits_of_control.get(control.id):
            continue
        if due is None or due < facts.as_at:
            count += 1
            if pieces:
                pieces.append(words("; "))
            pieces.append(page_link(facts.names.titled(control)))
            pieces.append(
                words(f" (due by {in_words(due)})" if due else " (no test is recorded)")
            )
    if pieces:
        head = counted(count, "control has a test", "controls have a test")
        yield (words(f"{head} overdue: "), *pieces, words("."))


def _undefined(service: Service, facts: Facts) -> Iterable[Line]:
    defined = {
        domain
        for definition in facts.register.definitions_of(service.id)
        if _in_force(definition.valid_from, definition.valid_to, facts)
        for domain in definition.domains
    }
    for domain in service.domains:
        if domain not in defined:
            yield (words(f"No definition of a near miss is in force for {domain}."),)


def _in_force(first: date | None, last: date | None, facts: Facts) -> bool:
    return (first is None or first <= facts.as_at) and (last is None or facts.as_at <= last)


# Near misses


def _near_misses(service: Service, trails: Sequence[Trail], facts: Facts) -> More:
    rows = [
        (
            cells.near_miss(trail, facts),
            cells.worst(trail),
            cells.stopped(trail),
            cells.changed(trail, facts),
            cells.stage(trail),
            cells.missing(trail, facts),
        )
        for trail in trails[:NEAR_MISSES]
    ]
    return More(
        table(
            "Every near miss of this service, the newest first"
            if len(trails) <= NEAR_MISSES
            else f"The newest {NEAR_MISSES} near misses of this service",
            (
                "What nearly happened",
                "Worst credible harm",
                "What stopped it",
                "What was changed",
                "How far it has come",
                "What is missing",
            ),
            rows,
        ),
        max(0, len(trails) - NEAR_MISSES),
        _register_link("near-misses", "All near misses of this service", service),
    )


def _register_link(folder: str, text: str, service: Service) -> Link:
    return Link(text, f"{folder}/index.html?service={service.id}")


def _area_link(area: str, service: Service) -> Lines:
    slug = area.replace(" ", "-")
    return (
        (
            page_link(
                Link(area_title(area), f"near-misses/index.html?service={service.id}&area={slug}")
            ),
        ),
    )


# What comes again


def _recurrences(trails: Sequence[Trail], facts: Facts) -> tuple[Table, ...]:
    first = "Near misses"
    mechanisms = table(
        "By mechanism, as reviews name it",
        ("Mechanism", first, "Days", "Between the last two"),
        [
            (
                ((words(mechanism_title(g.key, facts)),),),
                ((words(f"{len(g.trails):,}"),),),
                _days(g.trails, facts),
                _since_previous(g),
            )
            for g in by_mechanism(trails)
        ],
    )

    def small(caption: str, head: str, groups: Iterable[Recurrence]) -> Table:
        return table(
            caption,
            (head, first, "Latest", "Between the last two"),
            [
                (
                    ((words(upper_first(g.key)),),),
                    ((words(f"{len(g.trails):,}"),),),
                    _days((g.latest,), facts),
                    _since_previous(g),
                )
                for g in groups
            ],
        )

    return (
        mechanisms,
        small("By area of care", "Area", by_area(trails)),
        small("By part of the day", "Part of the day", by_shift(trails)),
        small("By unit", "Unit", by_unit(trails)),
    )


def mechanism_title(key: str, facts: Facts) -> str:
    """What a mechanism is called: by its plan template, else by its key."""
    return facts.mechanisms.get(key) or upper_first(as_words(key))


def _since_previous(group: Recurrence) -> Lines:
    days = group.days_since_previous
    if days is None:
        return ((words("Only one on record"),),)
    return ((words("The same day" if days == 0 else counted(days, "day")),),)


def _days(trails: Sequence[Trail], facts: Facts) -> Lines:
    """The days of near misses, each a link to its trail; of many, the newest."""
    out: list[Piece] = []
    for trail in trails[-DATES:]:
        day = trail.near_miss.event_day
        link = Link(in_words(day) if day else trail.near_miss.id, path_of(trail.near_miss))
        if out:
            out.append(words(", "))
        out.append(page_link(link))
    rest = len(trails) - DATES
    if rest > 0:
        out.insert(0, words(f"{rest:,} earlier, then "))
    return (tuple(out),)


def _patterns(trails: Sequence[Trail], facts: Facts) -> tuple[Pattern, ...]:
    return tuple(_pattern(run, facts) for run in runs(trails)[:RUNS])


def _pattern(run: Run, facts: Facts) -> Pattern:
    times = upper_first(ordinal(len(run.trails)))
    span = f"in {counted(run.days, 'day')}" if run.days else "on one day"
    worst = max(run.trails, key=worst_rank)
    lines: list[Line] = [
        (words(f"{times} {span}: "), *_days(run.trails, facts)[0], words(".")),
        (words(f"Worst credible harm: {worst_of(worst)}."),),
        (words(" ".join(judged(run.trails))),),
    ]
    changes = {c.id: c for t in run.trails for c in t.changes if c.effective_from}
    if changes:
        last = max(changes.values(), key=lambda c: (c.effective_from or date.min, c.id))
        start = last.effective_from or date.min
        after = sum(1 for t in run.trails if (t.near_miss.event_day or date.min) >= start)
        lines.append(
            spaced(
                (
                    words(
                        f"The control was last changed on {in_words(start)}; {after} of these came "
                        "on or after that day."
                    ),
                    id_link(facts.names.link(last.id)),
                )
            )
        )
    else:
        lines.append((words("No control was changed yet."),))
    return Pattern(mechanism_title(run.mechanism, facts), tuple(lines))


# Areas


def _areas(
    service: Service, trails: Sequence[Trail], given: Exposure | None, facts: Facts
) -> Table:
    seen = dict.fromkeys((*service.domains, *(d for t in trails for d in t.near_miss.domains)))
    of_area = {a: [t for t in trails if a in t.near_miss.domains] for a in seen}
    heads = ["Area", "Near misses, 12 months"]
    if given:
        heads.append(f"For {PER:,} {given.measure}")
    heads += ["Target: counts only", "Latest review: what stopped it", "Who reviews next"]
    rows = []
    for area in sorted(seen, key=lambda a: (-len(of_area[a]), a)):
        inside = sum(1 for t in of_area[area] if t.near_miss.event_day in facts.months)
        row: list[Lines] = [_area_link(area, service), ((words(f"{inside:,}"),),)]
        if given:
            row.append(((words(given.rate(inside)),),))
        rows.append(
            (
                *row,
                _targets(of_area[area], facts),
                _latest_verdict(of_area[area], facts),
                _reviews_next(area, service, facts),
            )
        )
    return table(f"Each area of care, {facts.months.in_words}", tuple(heads), rows)


def _targets(trails: Sequence[Trail], facts: Facts) -> Lines:
    plans = {p.id: p for t in trails for p in t.plans if p.target}
    lines = [
        target_line(plan, facts)
        for plan in sorted(plans.values(), key=lambda p: (p.day or date.min, p.id), reverse=True)
    ]
    if not lines:
        return ((words("No target is set."),),)
    rest = len(lines) - cells.TOLD_IN_FULL
    more = ((words(f"{rest} earlier."),),) if rest > 0 else ()
    return (*lines[: cells.TOLD_IN_FULL], *more)


def target_line(plan: MonitoringPlan, facts: Facts) -> Line:
    """A target in its own words, and what is counted so far: no verdict."""
    target = plan.target
    if target is None:
        return (words("No target is set."),)
    count = len(facts.selection.inside(plan))
    pieces = [said(target.statement)]
    if target.start and target.end:
        span = f"{in_words(target.start)} to before {in_words(target.end)}"
        so_far = " so far" if target.end > facts.as_at else ""
        pieces.append(words(f"Counted from {span}: {count:,}{so_far}."))
    if target.checks_planned:
        made = sum(
            1
            for c in facts.register.checks_of.get(plan.id, ())
            if c.done_on and target.start and target.end and target.start <= c.done_on < target.end
        )
        pieces.append(words(f"Checks made: {made} of {target.checks_planned}."))
    pieces.append(id_link(facts.names.link(plan.id)))
    return spaced(pieces)


def _latest_verdict(trails: Sequence[Trail], facts: Facts) -> Lines:
    judged_ones = [t for t in trails if verdict_of(t)]
    if not judged_ones:
        return ((VERDICT_TAGS[""].piece,),)
    latest = judged_ones[0]
    day = latest.near_miss.event_day
    return (
        spaced(
            (
                VERDICT_TAGS[verdict_of(latest)].piece,
                page_link(
                    Link(in_words(day) if day else latest.near_miss.id, path_of(latest.near_miss))
                ),
            )
        ),
    )


def _reviews_next(area: str, service: Service, facts: Facts) -> Lines:
    dated = sorted(
        (r.review_due, r.id, facts.names.role(r.owner_role))
        for r in facts.open_risks.get(service.id, ())
        if area in r.domains and r.review_due
    )
    if dated:
        due, risk, role = dated[0]
        who = role or "Nobody named"
        if due < facts.as_at:
            return ((gap(f"{who} was to review by {in_words(due)}."),),)
        return (spaced((words(f"{who}, {in_words(due)}"), id_link(facts.names.link(risk)))),)
    role = facts.names.role(service.reviewer_of((area,)))
    return ((words(f"{role or 'Nobody named'}; no day is set, as no risk is entered"),),)


# Risks


def _risks(service: Service, facts: Facts) -> tuple[RiskCard, ...]:
    return tuple(_risk_card(r, facts) for r in facts.open_risks.get(service.id, ())[:ROWS])


def _risk_card(risk: Risk, facts: Facts) -> RiskCard:
    trails = facts.trails_of_risk(risk)
    controls = facts.register.pick(Control, risk.controls)
    rows = [
        Row(
            "Why it is here",
            ((words(upper_first(listed(risk.why_in_profile))),),)
            if risk.why_in_profile
            else ((gap("Nobody says why."),),),
        ),
        Row(
            "Near misses",
            _days(trails, facts) if trails else ((words("None is linked."),),),
        ),
        Row(
            "What stopped them",
            ((words(" ".join(judged(trails))),),) if trails else ((words("Nothing to judge."),),),
        ),
        Row(
            "Controls",
            tuple(_control_line(c, facts) for c in controls)
            or ((gap("No control stands against it."),),),
        ),
        Row(
            "Score",
            (
                _score_line("Before", risk.score_before),
                _score_line("Now", risk.score_now),
                _score_line("Target", risk.score_target),
            ),
        ),
        Row(
            "Warning signs seen now",
            tuple((said(facts.signs.get(s, as_words(s))),) for s in risk.signs_now)
            or ((words("None is recorded."),),),
        ),
        Row("Open triggers", _open_triggers(risk, facts)),
        Row("Owner", ((words(facts.names.role(risk.owner_role) or "Nobody named"),),)),
        Row("Next review", _next_review(risk.review_due, facts)),
    ]
    if risk.tolerance_decision:
        rows.append(Row("Accepted by", ((id_link(facts.names.link(risk.tolerance_decision)),),)))
    return RiskCard(facts.names.titled(risk), tuple(rows))


def _control_line(control: Control, facts: Facts) -> Line:
    return spaced(
        (
            page_link(facts.names.titled(control)),
            words(f"({control_class_words(control)}; {embedded_words(control)})"),
        )
    )


def control_class_words(control: Control) -> str:
    """The class of a control, in words."""
    return "neither barrier nor safeguard" if control.control_class == "none" else (
        control.control_class or "class not said"
    )


def embedded_words(control: Control) -> str:
    """How far a control has become part of the daily work."""
    return {"yes": "embedded", "partly": "partly embedded", "not": "not embedded"}.get(
        control.embedded, "not said whether embedded"
    )


def _score_line(name: str, score: Score | None) -> Line:
    if score is None:
        return (gap(f"{name}: no score is given."),)
    day = f", {in_words(score.on)}" if score.on else ""
    pieces = [
        words(
            f"{name}: {score.value} (consequence {score.consequence} × likelihood "
            f"{score.likelihood}{day})."
        )
    ]
    if score.reason:
        pieces.append(said(score.reason))
    return spaced(pieces)


def _open_triggers(risk: Risk, facts: Facts) -> Lines:
    if risk.service is None:
        return ((words("None."),),)
    mine = set(risk.near_misses)
    lines = [
        spaced(
            (
                said(seen.text),
                words(f"hit on {in_words(seen.day)}, not answered"),
                id_link(facts.names.link(seen.source.id)),
            )
        )
        for seen in facts.seen.get(risk.service, ())
        if seen.is_trigger
        and not seen.answered
        and seen.plan
        and (seen.plan.risk == risk.id or mine & set(seen.plan.near_misses))
    ]
    return tuple(lines) or ((words("None."),),)


def _next_review(due: date | None, facts: Facts) -> Lines:
    if due is None:
        return ((gap("No day is set."),),)
    if due < facts.as_at:
        return ((gap(f"It was due by {in_words(due)}."),),)
    return ((words(in_words(due)),),)


# Signs, triggers, escalations


def _seen(service: Service, facts: Facts) -> More:
    every = facts.seen.get(service.id, ())
    return More(
        table(
            "Warning signs seen and triggers hit, the newest first",
            ("What was seen", "Where and when", "What answered it"),
            [
                (_seen_what(seen), _seen_where(seen, facts), seen_answer(seen, facts))
                for seen in every[:ROWS]
            ],
        ),
        max(0, len(every) - ROWS),
        _register_link("monitoring-checks", "All monitoring checks of this service", service),
    )


def _seen_what(seen: Seen) -> Lines:
    return (
        spaced((words("Trigger:" if seen.is_trigger else "Warning sign:"), said(seen.text))),
    )


_SOURCES = {
    MonitoringCheck: "Monitoring check",
    Audit: "Audit",
    PracticeEvidence: "Practice evidence",
}


def _seen_where(seen: Seen, facts: Facts) -> Lines:
    pieces = [words(f"{_SOURCES[type(seen.source)]} of {in_words(seen.day)}")]
    if seen.evidence:
        pieces.append(said(seen.evidence))
    pieces.append(id_link(facts.names.link(seen.source.id)))
    return (spaced(pieces),)


def seen_answer(seen: Seen, facts: Facts) -> Lines:
    """What answered a trigger or a sign, or that nothing did."""
    lines: list[Line] = []
    if seen.action:
        first = "Done there" if seen.answered else "An informal correction, which is no answer by itself"
        lines.append(spaced((words(f"{first}:"), said(seen.action))))
    for escalation in seen.escalations:
        came = escalation.effect or escalation.response
        lines.append(
            dots(
                spaced(
                    (
                        words(f"Escalated {in_words(escalation.on)} to:" if escalation.on else "To:"),
                        said(escalation.to),
                    )
                ),
                spaced((words("What came of it:"), said(came))) if came else "",
                id_link(facts.names.link(escalation.id)),
            )
        )
    if seen.decision and not seen.escalations:
        lines.append((words("No escalation is recorded."),))
    if seen.decision:
        lines.append(_decided(seen.decision, seen, facts))
    if not seen.answered:
        due = facts.answer_due(seen)
        owner = facts.names.role(seen.plan.reviewer_role) if seen.plan else ""
        if due < facts.as_at:
            text = f"No escalation and no decision is recorded for this. One was due by {in_words(due)}."
            lines.append((gap(f"{text} Owed by: {owner or 'nobody named'}."),))
        else:
            lines.append((words(f"An escalation or a decision is due by {in_words(due)}."),))
    return tuple(lines)


def _decided(decision: GovernanceDecision, seen: Seen, facts: Facts) -> Line:
    """A decision on or after the day; whether the record was before the group is said."""
    group = facts.names.role(decision.group) or "A group"
    day = f" {in_words(decision.on)}" if decision.on else ""
    verdict = DECISIONS.get(decision.decision, decision.decision)
    before = (
        "The group had the record before it."
        if seen.source.id in decision.evidence_reviewed
        else "The record is not in the list of what the group reviewed."
    )
    return spaced(
        (
            words(f"{group} decided{day}: {verdict}. {before}"),
            id_link(facts.names.link(decision.id)),
        )
    )


def _escalations(service: Service, facts: Facts) -> More:
    every = tuple(reversed(facts.at(Escalation, service.id)))
    rows = []
    for escalation in every[:ROWS]:
        watch = facts.watches.get(escalation.plan) if escalation.plan else None
        known = {t.id: t.text for t in watch.triggers} if watch else {}
        key = escalation.trigger or escalation.sign
        because = known.get(key) or facts.signs.get(key) or as_words(key) or "not said"
        rows.append(
            (
                (spaced((said(escalation.to), id_link(facts.names.link(escalation.id)))),),
                ((said(because),),),
                ((words(in_words(escalation.on) if escalation.on else "Day not said"),),),
                ((said(escalation.option),),),
                _came_of(escalation, facts),
            )
        )
    return More(
        table(
            "Escalations, the newest first",
            ("To whom", "Because of", "Day", "What was asked for", "What came of it"),
            rows,
        ),
        max(0, len(every) - ROWS),
        _register_link("escalations", "All escalations of this service", service),
    )


def _came_of(escalation: Escalation, facts: Facts) -> Lines:
    parts: list[Line] = []
    if escalation.response:
        day = f"Answered {in_words(escalation.answered_on)}:" if escalation.answered_on else "Answer:"
        parts.append(spaced((words(day), said(escalation.response))))
    if escalation.effect:
        parts.append(spaced((words("Effect:"), said(escalation.effect))))
    if escalation.closed_on:
        parts.append((words(f"Closed {in_words(escalation.closed_on)}"),))
    if parts:
        return (dots(*parts),)
    if escalation.due and escalation.due < facts.as_at:
        return ((gap(f"No answer is recorded. It was due by {in_words(escalation.due)}."),),)
    if escalation.due:
        return ((words(f"An answer is due by {in_words(escalation.due)}."),),)
    return ((gap("No answer is recorded, and no day by which it is due."),),)


# Audits


def _follow_ups(service: Service, facts: Facts) -> More:
    every = tuple(reversed(facts.at(ControlChange, service.id)))
    rows = [row for change in every[:ROWS] for row in _follow_up_rows(change, facts)]
    return More(
        table(
            "Follow-up audits of changed controls, the newest change first",
            ("Changed control", "Owner", "Auditor", "What was looked at", "What was found"),
            rows,
        ),
        max(0, len(every) - ROWS),
        _register_link("audits", "All audits of this service", service),
    )


def _follow_up_rows(change: ControlChange, facts: Facts) -> Iterable[tuple[Lines, ...]]:
    control = facts.register.get(Control, change.control)
    name = page_link(facts.names.titled(control)) if control else said(change.control or "")
    since = f"changed {in_words(change.effective_from)}" if change.effective_from else ""
    head: Lines = (spaced((name, words(f"({since})"), id_link(facts.names.link(change.id)))),)
    owner: Lines = ((words(facts.names.role(change.owner_role) or "Nobody named"),),)
    audits = [
        a
        for a in facts.register.follow_ups_of.get(change.id, ())
        if a.withdrawn is None
    ]
    if not audits:
        yield (head, owner, *_no_follow_up(change, facts))
    for audit in audits:
        yield (
            head,
            owner,
            (_auditor(audit, change, facts),),
            audit_scope(audit, facts),
            audit_result(audit),
        )


def _no_follow_up(change: ControlChange, facts: Facts) -> tuple[Lines, ...]:
    verify = change.verify
    role = facts.names.role(verify.verifier_role) if verify else ""
    who: Lines = ((words(role or "Nobody named"),),)
    not_done: Lines = ((words("Not done."),),)
    if verify is None or verify.due is None:
        return who, not_done, ((gap("No follow-up audit is recorded, and no day is set for one."),),)
    if verify.due < facts.as_at:
        return (
            who,
            not_done,
            ((gap(f"No follow-up audit is recorded. It was due by {in_words(verify.due)}."),),),
        )
    return who, ((words("Not done yet."),),), ((words(f"Due by {in_words(verify.due)}."),),)


def _auditor(audit: Audit, change: ControlChange, facts: Facts) -> Line:
    role = facts.names.role(audit.auditor_role) or "Nobody named"
    if audit.auditor_role == change.owner_role:
        return spaced((words(role), gap("The owner audited the own control.")))
    return (words(role),)


def audit_scope(audit: Audit, facts: Facts) -> Lines:
    """What an audit looked at: day, sort, announced or not, shifts, how many of how many."""
    parts = [in_words(audit.on) if audit.on else "day not said"]
    if audit.type:
        parts.append(audit.type)
    if audit.announced is not None:
        parts.append("announced" if audit.announced else "unannounced")
    if audit.shifts:
        parts.append(listed(s.lower() for s in audit.shifts))
    if audit.sample_n is not None:
        of = f" of {audit.of_n:,}" if audit.of_n is not None else ""
        parts.append(f"{audit.sample_n:,}{of}")
    pieces = [words(", ".join(parts))]
    if audit.selection:
        pieces.append(said(audit.selection))
    pieces.append(id_link(facts.names.link(audit.id)))
    return (spaced(pieces),)


def audit_result(audit: Audit) -> Lines:
    """Criterion by criterion, how often it was met; and near misses that nobody had reported."""
    lines: list[Line] = [
        spaced(
            (
                said(c.what),
                words(
                    f"{c.met} of {c.of}"
                    if c.met is not None and c.of is not None
                    else "not counted"
                ),
            )
        )
        for c in audit.criteria
    ]
    if audit.near_misses_not_reported is not None:
        count = audit.near_misses_not_reported
        lines.append((words(f"Near misses found that nobody had reported: {count}."),))
    return tuple(lines) or ((words("No result is recorded."),),)


# Voices


def _voices(service: Service, facts: Facts) -> More:
    every = tuple(reversed(facts.at(PracticeEvidence, service.id)))
    return More(
        table(
            "What people, families, staff and partners said, in our words, the newest first",
            ("Who", "Question", "Asked and answered", "What they said", "What it bears on"),
            [_voice_row(item, facts) for item in every[:ROWS]],
        ),
        max(0, len(every) - ROWS),
        _register_link("practice-evidence", "All practice evidence of this service", service),
    )


def _voice_row(item: PracticeEvidence, facts: Facts) -> tuple[Lines, ...]:
    who = VOICES.get(item.subtype, upper_first(as_words(item.subtype)))
    day = f", {in_words(item.on)}" if item.on else ""
    asked = (
        f"{item.asked:,} asked, {item.answered:,} answered"
        if item.asked is not None and item.answered is not None
        else "Not counted"
    )
    return (
        (spaced((words(f"{who}{day}"), id_link(facts.names.link(item.id)))),),
        ((said(item.question),),),
        ((words(asked),),),
        ((said(item.summary),),),
        voice_bears_on(item, facts),
    )


def voice_bears_on(item: PracticeEvidence, facts: Facts) -> Lines:
    """The control, measure or plan that a piece of practice evidence bears on, and which way."""
    about: list[Piece] = []
    control = facts.register.get(Control, item.bears_on_control)
    if control:
        about.append(page_link(facts.names.titled(control)))
    if item.bears_on_measure:
        about.append(words(upper_first(as_words(item.bears_on_measure))))
    if item.bears_on_plan:
        about.append(id_link(facts.names.link(item.bears_on_plan)))
    which = upper_first(item.supports)
    if not about and not which:
        return ((words("Not said"),),)
    return (spaced((words(f"{which}:"), *about) if which and about else about or (words(which),)),)


_HEARD = {
    "People who use the service": ("feedback-person", "complaint", "survey"),
    "Families": ("feedback-family",),
    "Staff": ("feedback-staff", "staff-interview", "supervision", "survey"),
}


def _not_heard(service: Service, facts: Facts) -> tuple[str, ...]:
    """Whose voice is not on record in the twelve months."""
    heard = {
        e.subtype for e in facts.at(PracticeEvidence, service.id) if e.on and e.on >= facts.months.first
    }
    return tuple(
        f"{who}: nothing that they said is on record since {in_words(facts.months.first)}."
        for who, sorts in _HEARD.items()
        if not heard & set(sorts)
    )


def _told(trails: Sequence[Trail]) -> str:
    reviewed = [t for t in trails if t.reviews]
    told = sum(1 for t in reviewed if any(r.feedback_on for r in t.reviews))
    anonymous = sum(1 for t in trails if t.near_miss.anonymous)
    return (
        f"Of {near_misses(len(reviewed))} that were reviewed, the reporter was told what came of "
        f"{told}. Reported anonymously: {anonymous}."
    )


# Actions


def _undone(
    service: Service, facts: Facts
) -> list[tuple[GovernanceDecision, DecidedAction]]:
    """What groups asked for and no later decision has looked at since; the oldest due day first."""
    found = [
        (decision, action)
        for decision in facts.at(GovernanceDecision, service.id)
        for action in decision.actions
        if action.due is None or facts.decided_later(decision, action.due) is None
    ]
    return sorted(found, key=lambda u: (u[1].due or date.max, u[0].id, u[1].what))


def _actions(service: Service, facts: Facts) -> More:
    every = _undone(service, facts)
    return More(
        table(
            "Actions that groups asked for, the oldest due day first",
            ("Action", "Owner", "Due", "Decision"),
            [
                (
                    ((said(action.what),),),
                    ((words(facts.names.role(action.owner_role) or "Nobody named"),),),
                    _action_due(action, facts),
                    ((id_link(facts.names.link(decision.id)),),),
                )
                for decision, action in every[:ROWS]
            ],
        ),
        max(0, len(every) - ROWS),
        _register_link("governance-decisions", "All decisions on this service", service),
    )


def _action_due(action: DecidedAction, facts: Facts) -> Lines:
    if action.due is None:
        return ((gap("No day is set."),),)
    if action.due < facts.as_at:
        return ((gap(f"Due by {in_words(action.due)}. No later decision looks at it."),),)
    return ((words(in_words(action.due)),),)


# Setting


def _inspections(service: Service) -> Table:
    visits = sorted(service.inspections, key=lambda i: i.on or date.min, reverse=True)
    return table(
        "Inspections and visits",
        ("Day", "By", "Outcome", "Report"),
        [
            (
                ((words(in_words(i.on) if i.on else "Day not said"),),),
                ((said(i.by),),),
                ((said(i.outcome),),),
                ((said(i.ref),),),
            )
            for i in visits
        ],
    )


def _definitions(service: Service, facts: Facts) -> Lines:
    found = [
        d
        for d in facts.register.definitions_of(service.id)
        if d.withdrawn is None
        and _in_force(d.valid_from, d.valid_to, facts)
        and (not d.domains or not service.domains or set(d.domains) & set(service.domains))
    ]
    return tuple(
        (page_link(Link(d.title or upper_first(listed(d.domains)), path_of(d))),)
        for d in sorted(found, key=lambda d: (d.domains, d.id))
    )


