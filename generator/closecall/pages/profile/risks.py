"""The risks of a service: what comes again, each area of care, each entry of the profile."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from closecall.model.control import Control, Risk, Score
from closecall.model.days import in_words
from closecall.model.incident import Incident
from closecall.model.monitoring import MonitoringPlan
from closecall.model.setting import Service
from closecall.model.trail import Trail
from closecall.pages import cells
from closecall.pages.context import path_of
from closecall.pages.counts import PER, Exposure
from closecall.pages.facts import Facts, verdict_of, worst_of, worst_rank
from closecall.pages.home_page import judged
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Link,
    Row,
    Table,
    commas,
    gap,
    page_link,
    said,
    spaced,
    strong,
    table,
    words,
)
from closecall.pages.numbers import area_title
from closecall.pages.profile.parts import ROWS, day_links, mechanism_title
from closecall.pages.profile.recurrence import (
    Recurrence,
    Run,
    by_area,
    by_mechanism,
    by_shift,
    by_unit,
    runs,
)
from closecall.pages.words import (
    VERDICT_TAGS,
    as_words,
    counted,
    listed,
    ordinal,
    upper_first,
)

RUNS = 10
"""How many runs of repeats are told."""


class RiskCard(NamedTuple):
    """A risk of the service: what it is about in a few lines, and all that stands under it."""

    title: Html
    lines: Lines
    rows: tuple[Row, ...]


class Pattern(NamedTuple):
    """Near misses of one mechanism that came again."""

    title: str
    lines: Lines


# What comes again


def recurrences(trails: Sequence[Trail], facts: Facts) -> tuple[Table, ...]:
    """How often, and how long between: by mechanism, area, part of the day and unit."""
    first = "Near misses"
    mechanisms = table(
        "By mechanism, as reviews name it",
        ("Mechanism", first, "Days", "Between the last two"),
        [
            (
                ((words(mechanism_title(g.key, facts)),),),
                ((words(f"{len(g.trails):,}"),),),
                day_links(g.trails),
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
                    day_links((g.latest,)),
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


def _since_previous(group: Recurrence) -> Lines:
    days = group.days_since_previous
    if days is None:
        return ((words("Only one on record"),),)
    return ((words("The same day" if days == 0 else counted(days, "day")),),)


def most_often(trails: Sequence[Trail], facts: Facts) -> str:
    """The mechanism that came most often, as a sentence; empty where none is named."""
    first = next(iter(by_mechanism(trails)), None)
    if first is None:
        return ""
    title = mechanism_title(first.key, facts)
    days = first.days_since_previous
    if days is None:
        return f"Most often: {title}, once."
    between = "on the same day" if days == 0 else f"{counted(days, 'day')} apart"
    return f"Most often: {title}, {counted(len(first.trails), 'time')}, the last two {between}."


def patterns(trails: Sequence[Trail], facts: Facts) -> tuple[Pattern, ...]:
    """The runs of repeats, the latest first."""
    return tuple(_pattern(run, facts) for run in runs(trails)[:RUNS])


def _pattern(run: Run, facts: Facts) -> Pattern:
    times = upper_first(ordinal(len(run.trails)))
    span = f"in {counted(run.days, 'day')}" if run.days else "on one day"
    worst = max(run.trails, key=worst_rank)
    lines: list[Line] = [
        (words(f"{times} {span}: "), *day_links(run.trails)[0], words(".")),
        (words(f"Worst credible harm: {worst_of(worst)}. {' '.join(judged(run.trails))}"),),
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
                    *((said(cells.brief(last.after)),) if last.after else ()),
                    facts.names.id(last.id),
                )
            )
        )
    else:
        lines.append((words("No control was changed yet."),))
    return Pattern(mechanism_title(run.mechanism, facts), tuple(lines))


# Areas


def areas(service: Service, trails: Sequence[Trail], given: Exposure | None, facts: Facts) -> Table:
    """Each area of care: how many, which target, what stopped the latest, who reviews next."""
    seen = dict.fromkeys((*service.domains, *(d for t in trails for d in t.near_miss.domains)))
    of_area = {a: [t for t in trails if a in t.near_miss.domains] for a in seen}
    heads = ["Area", "Near misses, 12 months"]
    if given:
        heads.append(f"For {PER:,} {given.measure}")
    heads += ["Target: counts only", "Latest review: what stopped it", "Who reviews next"]
    rows = []
    for area in sorted(seen, key=lambda a: (-len(of_area[a]), a)):
        inside = sum(1 for t in of_area[area] if t.near_miss.event_day in facts.months)
        row: list[Lines] = [((words(area_title(area)),),), ((words(f"{inside:,}"),),)]
        if given:
            row.append(((words(given.rate(inside)),),))
        rows.append(
            (
                *row,
                _targets(of_area[area], facts),
                _latest_verdict(of_area[area]),
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
    """A target in its own words, and what its verdict counts so far: near misses and incidents."""
    target = plan.target
    if target is None:
        return (words("No target is set."),)
    result = facts.evidence.measures.targets.get(plan.id)
    pieces = [said(target.statement)]
    if target.start and target.end and result is not None and result.verdict.window is not None:
        span = f"{in_words(target.start)} to before {in_words(target.end)}"
        so_far = " so far" if target.end > facts.as_at else ""
        of = f", of them {counted(result.incidents, 'incident')}" if result.incidents else ""
        pieces.append(words(f"Counted from {span}: {result.n:,}{so_far}{of}."))
    if target.checks_planned:
        made = sum(
            1
            for c in facts.register.checks_of.get(plan.id, ())
            if c.done_on and target.start and target.end and target.start <= c.done_on < target.end
        )
        pieces.append(words(f"Checks made: {made} of {target.checks_planned}."))
    pieces.append(facts.names.id(plan.id))
    return spaced(pieces)


def _latest_verdict(trails: Sequence[Trail]) -> Lines:
    if not trails:
        return ((words("No near miss on record."),),)
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
        return (spaced((words(f"{who}, {in_words(due)}"), facts.names.id(risk))),)
    role = facts.names.role(service.reviewer_of((area,)))
    return ((words(f"{role or 'Nobody named'}; no day is set, as no risk is entered"),),)


# Risks


def risk_cards(service: Service, facts: Facts) -> tuple[RiskCard, ...]:
    """The entries of the profile, the highest score first."""
    return tuple(_risk_card(r, facts) for r in facts.open_risks.get(service.id, ())[:ROWS])


def _risk_card(risk: Risk, facts: Facts) -> RiskCard:
    trails = facts.trails_of_risk(risk)
    controls = facts.register.pick(Control, risk.controls)
    rows = [
        Row(
            "Near misses",
            day_links(trails) if trails else ((words("None is linked."),),),
        ),
        *_incident_rows(risk, facts),
        Row(
            "What stopped them",
            ((words(" ".join(judged(trails))),),) if trails else ((words("Nothing to judge."),),),
        ),
        Row(
            "Controls",
            tuple(_control_line(c, facts) for c in controls) or ((words(_NO_CONTROL),),),
        ),
        Row(
            "Score",
            (
                _score_line("Before", risk.score_before),
                _score_line("Now", risk.score_now),
                _score_line("Target", risk.score_target),
            ),
        ),
    ]
    if risk.tolerance_decision:
        rows.append(Row("Accepted by", ((facts.names.id(risk.tolerance_decision),),)))
    return RiskCard(facts.names.title(risk), tuple(_told(risk, controls, facts)), tuple(rows))


_NO_CONTROL = "No control stands against it."


def _told(risk: Risk, controls: Sequence[Control], facts: Facts) -> Iterable[Line]:
    """What is seen of a risk before anything is opened: every gap of it is."""
    if risk.why_in_profile:
        yield (strong("Why it is here: "), words(f"{listed(risk.why_in_profile)}."))
    else:
        yield (gap("Nobody says why it is here."),)
    scores = (
        ("before", risk.score_before),
        ("now", risk.score_now),
        ("aimed at", risk.score_target),
    )
    given = listed(f"{score.value} {name}" for name, score in scores if score)
    if given:
        yield (strong("Score: "), words(f"{given}."))
    for name, score in scores:
        if score is None:
            yield (gap(f"No score is given: {name}."),)
    if not controls:
        yield (gap(_NO_CONTROL),)
    signs = [said(facts.signs.get(s, as_words(s))) for s in risk.signs_now]
    yield (strong("Warning signs seen now: "), *(commas(signs) or (words("none is recorded."),)))
    triggers = _open_triggers(risk, facts)
    if not triggers:
        yield (strong("Open triggers: "), words("none."))
    for one in triggers:
        yield spaced((strong("Open trigger:"), *one))
    yield spaced(
        (
            strong("Owner:"),
            words(f"{facts.names.role(risk.owner_role) or 'nobody named'}."),
            *_next_review(risk.review_due, facts),
        )
    )


def _incident_rows(risk: Risk, facts: Facts) -> tuple[Row, ...]:
    found = facts.register.pick(Incident, risk.incidents)
    if not found:
        return ()
    lines = (spaced((facts.names.title(i), facts.names.id(i.id))) for i in found[-ROWS:])
    return (Row("Incidents", tuple(lines)),)


def _control_line(control: Control, facts: Facts) -> Line:
    return spaced(
        (
            facts.names.title(control),
            words(f"({control_class_words(control)}; {embedded_words(control)})"),
        )
    )


def control_class_words(control: Control) -> str:
    """The class of a control, in words."""
    return (
        "neither barrier nor safeguard"
        if control.control_class == "none"
        else (control.control_class or "class not said")
    )


def embedded_words(control: Control) -> str:
    """How far a control has become part of the daily work."""
    return {"yes": "embedded", "partly": "partly embedded", "not": "not embedded"}.get(
        control.embedded, "not said whether embedded"
    )


def _score_line(name: str, score: Score | None) -> Line:
    if score is None:
        return (words(f"{name}: no score is given."),)
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
    """Triggers hit on the plans of a risk that nobody has answered."""
    if risk.service is None:
        return ()
    mine = set(risk.near_misses)
    return tuple(
        spaced(
            (
                said(seen.text),
                words(f"hit on {in_words(seen.day)}, not answered"),
                facts.names.id(seen.source.id),
            )
        )
        for seen in facts.seen.get(risk.service, ())
        if seen.is_trigger
        and not seen.answered
        and seen.plan
        and (seen.plan.risk == risk.id or mine & set(seen.plan.near_misses))
    )


def _next_review(due: date | None, facts: Facts) -> Line:
    if due is None:
        return (gap("No day is set for its next review."),)
    if due < facts.as_at:
        return (gap(f"Its review was due by {in_words(due)}."),)
    return (words(f"Next review: {in_words(due)}."),)
