"""The measures on the pages of a plan, a control change, a control and a service."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from closecall.analysis.measures import ChangeResult, PatternResult, RatioResult, TargetResult
from closecall.analysis.periods import Span, complete_months
from closecall.model.assurance import Audit
from closecall.model.control import Control, ControlChange
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringCheck, MonitoringPlan
from closecall.model.setting import Service
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    EMPTY,
    Html,
    Line,
    Lines,
    Table,
    fold,
    line,
    lines,
    said,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.measures.boxes import HOW, Block, change_block, target_block
from closecall.pages.measures.charts import (
    area_multiples,
    change_figure,
    pattern_figure,
    target_figure,
)
from closecall.pages.measures.verdicts import (
    AFTER_IS_NOT_BECAUSE,
    counted_line,
    events_words,
    flag_lines,
    formula_line,
    interval_words,
    stretch_words,
    tag_of,
    tagged,
    verdict_line,
    window_end,
)
from closecall.pages.section import Section
from closecall.pages.words import counted, near_misses

MONTHS: Final = 12
"""So many complete months the small charts show."""
CHARTS: Final = 6
"""So many charts of mechanisms stand on one page; a table has the verdicts of all."""
LEAST_EVENTS: Final = 3
"""A mechanism with fewer events has its verdict in the table, and no chart."""


def verdict_sections(record: MonitoringPlan | ControlChange, facts: Facts) -> tuple[Section, ...]:
    """What the page of a plan or of a control change says of its verdict."""
    if isinstance(record, MonitoringPlan):
        return plan_sections(record, facts)
    return change_sections(record, facts)


# A monitoring plan


def plan_sections(plan: MonitoringPlan, facts: Facts) -> tuple[Section, ...]:
    """Is the target met, and was anything really changed?"""
    measures = facts.evidence.measures
    result = measures.targets.get(plan.id)
    if result is None:
        return ()
    watched = measures.changes_watched_by(plan.id)
    # Where a change is watched, its picture shows the window too.
    drawn = None if watched else target_figure(result, facts.names, name="cc-target-chart")
    return (
        _boxed("cc-target", "Is the target met?", target_block(result, facts.names), drawn),
        Section("cc-checks", "Was anyone looking?", _no_checks(result), _checks(result, facts)),
        *_watched_sections(watched, result, facts),
    )


def _boxed(
    anchor: str, title: str, block: Block, drawn: Html | None, *more: Line, of: Html = EMPTY
) -> Section:
    return Section(
        anchor,
        title,
        (spaced((block.word, *block.lead[0], of)), *block.lead[1:]),
        below=line(
            (
                lines((*block.items, *block.notes, *more)),
                drawn or EMPTY,
                fold(HOW, lines(block.how)),
            )
        ),
    )


def _no_checks(result: TargetResult) -> Lines:
    return () if result.checks else ((words("No check and no audit of it is recorded."),),)


def _checks(result: TargetResult, facts: Facts) -> Table | None:
    if not result.checks:
        return None
    rows = []
    for record_id in result.checks:
        record = facts.register.records[record_id]
        if isinstance(record, MonitoringCheck):
            day, passed, what = record.done_on, not record.triggers_hit, "Check"
        elif isinstance(record, Audit):
            day, what = record.on, "Audit"
            passed = record.passed and not record.triggers_hit
        else:
            continue
        rows.append(
            (
                ((words(in_words(day) if day else "Day not said"),),),
                ((words(what),),),
                ((tag("t-good", "Passed") if passed else tag("t-bad", "Not passed"),),),
                ((facts.names.id(record_id),),),
            )
        )
    return table(
        "Checks and audits that are to evidence the target",
        ("Day", "What", "Passed: every criterion met, no trigger hit", "Record"),
        rows,
    )


def _watched_sections(
    watched: Sequence[ChangeResult], target: TargetResult, facts: Facts
) -> Iterator[Section]:
    for n, change in enumerate(watched, 1):
        last = n == len(watched)
        yield _boxed(
            f"cc-change-{n}",
            "Was the change followed by a real change?",
            change_block(change, facts.names),
            change_figure(change, facts.names, name=f"cc-change-chart-{n}", target=target),
            *(((words(AFTER_IS_NOT_BECAUSE),),) if last else ()),
            of=facts.names.id(change.change.id),
        )


# A control change


def change_sections(change: ControlChange, facts: Facts) -> tuple[Section, ...]:
    """Was it followed by a real change?"""
    result = facts.evidence.measures.changes.get(change.id)
    title = "Was it followed by a real change?"
    if result is None:
        if change.withdrawn:
            return ()
        why = "It cannot be judged: its day, its service or its mechanism is not recorded."
        return (Section("cc-change", title, ((words(why),),)),)
    target = next((t for p in result.plans if (t := facts.evidence.measures.targets.get(p))), None)
    return (
        _boxed(
            "cc-change",
            title,
            change_block(result, facts.names),
            change_figure(result, facts.names, name="cc-change-chart", target=target),
            (words(AFTER_IS_NOT_BECAUSE),),
        ),
    )


# A control


def control_sections(control: Control, facts: Facts) -> tuple[Section, ...]:
    """What followed each change of a control, and how often what it stands against comes."""
    measures = facts.evidence.measures
    changes = [
        measures.changes[c.id]
        for c in facts.register.changes_to.get(control.id, ())
        if c.id in measures.changes
    ]
    patterns = [
        result
        for category, result in measures.patterns.items()
        if category.mechanism in control.mechanisms and category.service in control.services
    ]
    found = []
    if changes:
        found.append(
            Section(
                "cc-real-change",
                "Was each change followed by a real change?",
                ((words(AFTER_IS_NOT_BECAUSE),),),
                changes_table(changes, facts),
            )
        )
    if patterns:
        found.append(
            Section(
                "cc-often",
                "How often does it come that it stands against?",
                (),
                patterns_table(patterns, facts),
                below=_below_patterns(patterns, facts),
            )
        )
    return tuple(found)


def changes_table(changes: Iterable[ChangeResult], facts: Facts) -> Table:
    """What followed each control change, one row a change."""
    return table(
        "What followed each change",
        ("Change", "Verdict", "Before", "After", "Record"),
        [
            (
                ((words(in_words(c.asked.effective)),),),
                (verdict_line(c, facts.names),),
                _stretch_cell(c, "before", facts),
                _stretch_cell(c, "after", facts),
                ((facts.names.id(c.change.id),),),
            )
            for c in changes
        ],
    )


def _stretch_cell(result: ChangeResult, name: str, facts: Facts) -> Lines:
    steady = facts.evidence.measures.steady(result.change.id)
    found = next((s for s in steady.stretches if s.name == name), None)
    if found is None:
        return ((words("None settled yet" if name == "after" else "No days"),),)
    return ((words(f"{counted(found.n, 'record')}, {stretch_words(found)}"),),)


def patterns_table(patterns: Iterable[PatternResult], facts: Facts) -> Table:
    """Does each mechanism come more often or less? One row a mechanism and service."""
    return table(
        "Coming more often, or less? Near misses and incidents of each mechanism",
        ("Mechanism", "Verdict", "Repeats", "Records counted"),
        [
            (
                (
                    (words(facts.mechanism_title(p.category.mechanism)),),
                    (words(f"{facts.names.service(p.service)}, {_observed(p)}"),),
                ),
                ((tagged(p),), *flag_lines(p.flags)),
                _repeats(p, facts),
                (
                    counted_line(
                        p.counted, facts.names, head=events_words(p.near_misses, p.incidents)
                    ),
                ),
            )
            for p in patterns
        ],
    )


def _observed(result: PatternResult) -> str:
    return f"since {in_words(result.stretches[0].span.start)}"


def _repeats(result: PatternResult, facts: Facts) -> Lines:
    if not result.repeats:
        return ((words("None"),),)
    latest = result.repeats[-1]
    return (
        spaced(
            (
                words(f"{counted(len(result.repeats), 'repeat')}; the latest {latest.words}:"),
                facts.names.id(RecordId(latest.event.id)),
            )
        ),
    )


def _below_patterns(patterns: Sequence[PatternResult], facts: Facts) -> Html:
    """How the verdicts are reached, each way once, and the pictures."""
    how = dict.fromkeys(formula_line(p) for p in patterns)
    return line((*_pattern_figures(patterns, facts), fold(HOW, lines(tuple(how)))))


def _pattern_figures(patterns: Iterable[PatternResult], facts: Facts) -> Iterator[Html]:
    shown = sorted((p for p in patterns if p.n >= LEAST_EVENTS), key=lambda p: (-p.n, p.category))
    for n, result in enumerate(shown[:CHARTS], 1):
        what = facts.mechanism_title(result.category.mechanism)
        drawn = pattern_figure(
            result,
            facts.names,
            name=f"cc-pattern-{n}",
            what=f"{what}, {facts.names.service(result.service)}",
        )
        if drawn is not None:
            yield drawn


# A service


def service_sections(service: Service, facts: Facts) -> tuple[Section, ...]:
    """The measures of a service: recording, silence, near misses to incidents, targets."""
    measures = facts.evidence.measures
    if service.id not in measures.recording:
        return ()
    recording, silence = measures.recording[service.id], measures.reporting[service.id]
    drawn = pattern_figure(
        recording,
        facts.names,
        name="cc-recording-chart",
        what=f"Near misses and incidents at {service.name}",
    )
    patterns = [p for p in measures.patterns.values() if p.service == service.id]
    targets = [t for t in measures.targets.values() if t.service == service.id]
    changes = [c for c in measures.changes.values() if c.service == service.id]
    return (
        Section(
            "cc-recording",
            "Is recording changing?",
            (
                # With a chart, the verdict stands in its caption.
                *((verdict_line(recording, facts.names),) if drawn is None else ()),
                (
                    words(
                        f"{events_words(recording.near_misses, recording.incidents)}, "
                        f"{_observed(recording)}. More records may mean weaker controls or freer "
                        "reporting; fewer may mean safer care or quieter staff."
                    ),
                ),
                *flag_lines(recording.flags),
            ),
            below=line(
                (
                    drawn or EMPTY,
                    _how(
                        counted_line(recording.counted, facts.names),
                        formula_line(recording),
                    ),
                )
            ),
        ),
        Section(
            "cc-silence",
            "Has anyone stopped recording?",
            (
                verdict_line(silence, facts.names),
                (
                    words(
                        f"{near_misses(silence.verdict.near_misses)} and "
                        f"{counted(silence.verdict.incidents, 'incident')} in the last "
                        f"{counted(silence.verdict.span.days, 'complete day')}."
                    ),
                ),
                *_peers(service, facts),
                *flag_lines(silence.flags),
                *_ratio_lines(measures.ratios[service.id]),
            ),
            below=_how(
                counted_line(silence.counted, facts.names),
                formula_line(silence),
                counted_line(
                    measures.ratios[service.id].counted,
                    facts.names,
                    head="Counted for near misses to incidents",
                ),
                formula_line(measures.ratios[service.id]),
            ),
        ),
        *_where_sections(service, facts),
        *_verdict_sections(targets, changes, patterns, facts),
    )


def _how(*how: Line) -> Html:
    return fold(HOW, lines(how))


def _peers(service: Service, facts: Facts) -> Iterator[Line]:
    measures = facts.evidence.measures
    days = measures.reporting[service.id].verdict.span.days
    span = Span(days_from(measures.month, -days), measures.month)
    others = measures.setting.others(service.id, span, facts.as_at)
    if others is None or others.expected is None:
        yield (
            words(
                "It cannot be held against the other services: no two count their care in one "
                "unit for all of these days."
            ),
        )
        return
    text = (
        f"At the rate of the others together {others.expected:.1f} would be expected here in the "
        f"{days} days to {in_words(days_from(measures.month, -1))}."
    )
    if not others.usable:
        text += " That is too few, or too few services count in one unit, to prove anything."
    yield (words(text),)


def _ratio_lines(result: RatioResult) -> Iterator[Line]:
    verdict = result.verdict
    if not result.stretches:
        yield (words("Near misses to incidents: no complete month is recorded yet."),)
        return
    text = f"Near misses to incidents: {verdict.words}"
    if verdict.ratio is not None and verdict.incidents:
        text += f" (95% limits {interval_words(verdict.limits)} to 1)"
    yield (words(f"{text}, {stretch_words(result.stretches[0])}. There is no right number."),)
    if result.change is not None:
        yield (words(f"Against the complete months before: {result.change.words}."),)


def _where_sections(service: Service, facts: Facts) -> Iterator[Section]:
    measures = facts.evidence.measures
    since = measures.setting.services[service.id].since
    start = since or facts.as_at
    if since is None:
        known = measures.setting.services[service.id].known(facts.as_at)
        start = min((e.first for e in known), default=facts.as_at)
    months = complete_months(Span(min(start, facts.as_at), facts.as_at))[-MONTHS:]
    drawn = area_multiples(service.id, months, facts.names, name="cc-areas-chart")
    if drawn is not None:
        shown = fold("Show the months of each area", drawn)
        yield Section("cc-areas-by-month", "Each area, month by month", (), below=shown)


def _verdict_sections(
    targets: Sequence[TargetResult],
    changes: Sequence[ChangeResult],
    patterns: Sequence[PatternResult],
    facts: Facts,
) -> Iterator[Section]:
    if targets:
        yield Section(
            "cc-targets",
            "Are the targets met?",
            (
                (
                    words(
                        f"{counted(len(targets), 'target')}. {_verdicts(targets)}. “Met” speaks of "
                        "the target’s weeks only."
                    ),
                ),
            ),
            below=fold(
                "Show each target: its window, its verdict, what was counted",
                targets_table(targets, facts).html,
            ),
        )
    if changes:
        yield Section(
            "cc-changes",
            "Was anything really changed?",
            (
                (
                    words(
                        f"{counted(len(changes), 'change')}. {_verdicts(changes)}. "
                        f"{AFTER_IS_NOT_BECAUSE}"
                    ),
                ),
            ),
            below=fold(
                "Show each change: its verdict, and the counts before and after",
                changes_table(changes, facts).html,
            ),
        )
    if patterns:
        yield Section(
            "cc-often",
            "Does it come more often, or less?",
            ((words(_patterns_words(patterns)),),),
            below=fold(
                "Show each mechanism: its verdict, repeats, records and chart",
                line((patterns_table(patterns, facts).html, _below_patterns(patterns, facts))),
            ),
        )


def _verdicts(results: Sequence[TargetResult | ChangeResult | PatternResult]) -> str:
    """How many have each verdict."""
    found = Counter(tag_of(result).word for result in results)
    return "; ".join(f"{word} ({number:,})" for word, number in found.most_common())


def _patterns_words(patterns: Sequence[PatternResult]) -> str:
    """How many mechanisms have each verdict, and how many of them came again."""
    again = sum(bool(p.repeats) for p in patterns)
    kinds = counted(len(patterns), "mechanism")
    return f"{kinds}. {_verdicts(patterns)}. Came again within the limit: {again:,}."


def targets_table(targets: Iterable[TargetResult], facts: Facts) -> Table:
    """Each target with its verdict, the newest first."""
    rows = sorted(
        targets,
        key=lambda t: (t.verdict.window.start.toordinal() if t.verdict.window else 0, t.of),
        reverse=True,
    )
    return table(
        "The targets, the newest first",
        ("Target", "Window", "Verdict", "Counted", "Plan"),
        [
            (
                ((said(t.plan.target.statement),) if t.plan.target else (words("None"),),),
                ((words(_window(t)),),),
                (verdict_line(t, facts.names), *flag_lines(t.flags)),
                ((words(events_words(t.near_misses, t.incidents)),),),
                ((facts.names.id(t.plan.id),),),
            )
            for t in rows
        ],
    )


def _window(result: TargetResult) -> str:
    window = result.verdict.window
    return f"{in_words(window.start)} to {window_end(result)}" if window else "Not said"
