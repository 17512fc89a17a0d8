"""A control: what it is, how it was tested over time, what it stopped and what it let through."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from closecall.model.assurance import PracticeEvidence
from closecall.model.control import Control, ControlChange
from closecall.model.days import in_words
from closecall.model.incident import Incident
from closecall.model.near_miss import Prevention
from closecall.pages import cells
from closecall.pages.context import path_of, title_of
from closecall.pages.facts import Facts, Passed
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Row,
    Table,
    gap,
    said,
    spaced,
    table,
    words,
)
from closecall.pages.measures.sections import control_sections
from closecall.pages.page import Page
from closecall.pages.profile.watch import audit_result, audit_scope, voice_bears_on
from closecall.pages.render import render
from closecall.pages.words import VOICES, as_words, counted, listed, near_misses, upper_first

NAV = "controls"
ROWS = 50
"""How many rows a table has; of more, the page says how many."""

_CLASSES = {
    "barrier": "Barrier: robust enough to rely on first",
    "safeguard": "Safeguard: some expectation that it helps",
    "none": "Neither barrier nor safeguard",
}
_EMBEDDED = {"yes": "Embedded", "partly": "Partly embedded", "not": "Not embedded"}


def control_page(control: Control, facts: Facts) -> Page:
    """The page of one control."""
    return Page(
        path=path_of(control),
        title=f"{title_of(control)}: control",
        description="What the control is for, how it was tested, which near misses it stopped and "
        "which it did not.",
        page_class="control",
        draw=partial(_draw, control, facts),
        nav=NAV,
    )


def _draw(control: Control, facts: Facts) -> str:
    audits = facts.register.audits_of_control.get(control.id, ())
    stopped = facts.stopped_by.get(control.id, ())
    through = facts.let_through.get(control.id, ())
    changes = facts.register.changes_to.get(control.id, ())
    practice = facts.register.practice_on_control.get(control.id, ())
    return render(
        "control.html.j2",
        path_of(control),
        {
            "control": control,
            "title": title_of(control),
            "lede": _lede(control, len(audits), stopped, through),
            "rows": _rows(control, changes, facts),
            "gaps": _gaps(control, facts),
            "tests": _tests(control, facts),
            "stopped": _stopped(stopped[:ROWS], facts),
            "more_stopped": max(0, len(stopped) - ROWS),
            "through": _through(through[:ROWS], facts),
            "more_through": max(0, len(through) - ROWS),
            "changes": _changes(changes, facts),
            "measures": control_sections(control, facts),
            "more_tests": max(0, len(audits) - ROWS),
            "practice": _practice(practice[-ROWS:], facts),
            "more_practice": max(0, len(practice) - ROWS),
            "family": _family(control, facts),
            "family_title": facts.family_title(control.family),
            "incidents": _incidents(control, facts),
            "withdrawn": control.withdrawn,
            "provider": facts.evidence.provider.name if facts.evidence.provider else "",
        },
    )


def _lede(
    control: Control, tests: int, stopped: Sequence[Passed], through: Sequence[Passed]
) -> tuple[str, ...]:
    return (
        f"{_CLASSES.get(control.control_class, 'Class not said')}.",
        f"{_EMBEDDED.get(control.embedded, 'Nobody says whether it is embedded')}.",
        f"It stopped {near_misses(len(_trails(stopped)))}.",
        *_not_stopped(through),
        f"{upper_first(counted(tests, 'test is', 'tests are'))} on record."
        if tests
        else "No test is on record.",
    )


_STATES = (
    ("failed", "it failed in"),
    ("not used", "it was not used in"),
    ("did not exist", "it did not exist yet in"),
)


def _not_stopped(through: Sequence[Passed]) -> tuple[str, ...]:
    """Why it did not stop the others, as reviews say."""
    parts = []
    for state, says in _STATES:
        count = len(_trails([p for p in through if p.by_state == state]))
        if count:
            parts.append(f"{says} {count:,}")
    return (f"Reviews say that {listed(parts)}.",) if parts else ()


def _trails(passed: Sequence[Passed]) -> set[str]:
    return {p.trail.near_miss.id for p in passed}


def _rows(control: Control, changes: Sequence[ControlChange], facts: Facts) -> tuple[Row, ...]:
    memory = {True: "Yes: somebody has to remember it", False: "No"}
    strengths = tuple(dict.fromkeys(s for c in changes for s in c.strength))
    services: list[Html] = []
    for service in facts.register.services:
        if service.id in control.services:
            if services:
                services.append(words(", "))
            services.append(facts.names.title(service))
    return (
        Row("What it is for", ((said(control.purpose),),)),
        Row("Services", (tuple(services) or (words("Not said"),),)),
        Row("Areas of care", _text(upper_first(listed(control.domains)) or "Not said")),
        Row(
            "Against",
            _text(listed(map(facts.mechanism_title, control.mechanisms))),
        ),
        Row("Class", _text(_CLASSES.get(control.control_class, "Not said"))),
        Row("Kind of barrier", _text(upper_first(control.barrier_type) or "Not said")),
        Row(
            "Depends on memory",
            _text(
                "Not said"
                if control.depends_on_memory is None
                else memory[control.depends_on_memory]
            ),
        ),
        Row(
            "Strength of its changes",
            tuple(_strength(s, facts) for s in strengths) or _text("No change is on record"),
        ),
        Row("Embedded", (_embedded(control),)),
        Row("Owner", _text(facts.names.role(control.owner_role) or "Nobody named")),
        Row("How it is tested", ((said(control.how_tested),),)),
        Row(
            "How often",
            _text(f"Every {control.test_interval.each}" if control.test_interval else "Not said"),
        ),
        Row("In force since", _text(in_words(control.day) if control.day else "Not said")),
        Row("Id", ((facts.names.id(control.id),),)),
    )


def _text(text: str) -> Lines:
    return ((words(text),),)


def _strength(strength: str, facts: Facts) -> Line:
    group = facts.strengths.get(strength)
    return (words(f"{strength} ({group})" if group else strength),)


def _embedded(control: Control) -> Line:
    state = words(_EMBEDDED.get(control.embedded, "Not said"))
    if control.embedded_evidence:
        return spaced((state, said(control.embedded_evidence)))
    return (state,)


def _gaps(control: Control, facts: Facts) -> Lines:
    found: list[Line] = []
    due = facts.test_due(control)
    audits = facts.register.audits_of_control.get(control.id, ())
    last = max((a.on for a in audits if a.on), default=None)
    owner = facts.names.role(control.owner_role) or "nobody named"
    if control.withdrawn is None:
        if due and due < facts.as_at:
            tested = (
                f"No test is recorded since {in_words(last)}. The next"
                if last
                else ("No test is recorded. The first")
            )
            found.append((words(f"{tested} was due by {in_words(due)}. Owed by: {owner}."),))
        elif due is None and not audits:
            found.append((words(f"No test is recorded. Owed by: {owner}."),))
    if control.embedded == "yes" and not control.embedded_evidence:
        found.append((words("It is called embedded, and nothing is named that shows it."),))
    return tuple(found)


def _tests(control: Control, facts: Facts) -> Table:
    audits = tuple(reversed(facts.register.audits_of_control.get(control.id, ())))[:ROWS]
    return table(
        "Tests over time, the newest first",
        ("Test", "Auditor", "What was looked at", "Criterion by criterion", "Passed?"),
        [
            (
                ((words(in_words(a.on) if a.on else "Day not said"),),),
                _text(facts.names.role(a.auditor_role) or "Nobody named"),
                audit_scope(a, facts),
                audit_result(a),
                _text(
                    "Yes, every criterion each time"
                    if a.passed
                    else "No, not every criterion each time"
                    if a.criteria
                    else "No criterion is recorded"
                ),
            )
            for a in audits
        ],
    )


def _stopped(passed: Sequence[Passed], facts: Facts) -> Table:
    rows = []
    for one in passed:
        by = one.by
        if not isinstance(by, Prevention):
            continue
        memory = {True: "needed somebody to remember", False: "did not need anybody to remember"}
        parts = [by.mode] if by.mode else []
        if by.needed_memory is not None:
            parts.append(memory[by.needed_memory])
        if by.decisive:
            parts.append("decided the outcome")
        rows.append(
            (
                cells.near_miss(one.trail, facts),
                cells.worst(one.trail),
                ((said(by.what),),),
                _text(upper_first(listed(parts)) or "Not said yet"),
                cells.verdict(one.trail),
            )
        )
    return table(
        "Near misses that it stopped, the newest first",
        ("Near miss", "Worst credible harm", "How", "In which way", "Reviewers’ verdict"),
        rows,
    )


def _through(passed: Sequence[Passed], facts: Facts) -> Table:
    rows = []
    for one in passed:
        by = one.by
        if isinstance(by, Prevention):
            continue
        review = (facts.names.id(one.review.id),) if one.review else ()
        rows.append(
            (
                cells.near_miss(one.trail, facts),
                cells.worst(one.trail),
                _text(upper_first(by.state) or "Not said"),
                (spaced(((said(by.note),) if by.note else ()) + review),),
                cells.stopped(one.trail),
            )
        )
    return table(
        "Near misses that it did not stop, the newest first",
        ("Near miss", "Worst credible harm", "The control", "Note and review", "What stopped it"),
        rows,
    )


def _changes(changes: Sequence[ControlChange], facts: Facts) -> Table:
    return table(
        "Changes, the newest first",
        ("From", "What was done", "Before", "After", "Strength", "Near misses"),
        [
            (
                (
                    spaced(
                        (
                            words(in_words(c.effective_from) if c.effective_from else "Not said"),
                            facts.names.id(c.id),
                        )
                    ),
                ),
                (_action(c, facts),),
                ((said(c.before),),) if c.before else ((gap("Not said."),),),
                ((said(c.after),),) if c.after else ((gap("Not said."),),),
                tuple(_strength(s, facts) for s in c.strength) or _text("Not said"),
                tuple(
                    line
                    for n in c.near_misses
                    if n in facts.evidence.trails
                    for line in cells.near_miss(facts.evidence.trails[n], facts)
                )
                or _text("None"),
            )
            for c in sorted(
                changes, key=lambda c: (c.effective_from or date.min, c.id), reverse=True
            )
        ],
    )


def _action(change: ControlChange, facts: Facts) -> Line:
    if change.temporary_until is None:
        return (words(upper_first(change.action)),)
    until = in_words(change.temporary_until)
    if change.temporary_until >= facts.as_at:
        return (words(f"{upper_first(change.action)}, until {until}"),)
    later = [
        c
        for c in facts.register.changes_to.get(change.control or change.id, ())
        if c.effective_from and change.effective_from and c.effective_from > change.effective_from
    ]
    if later:
        return (words(f"{upper_first(change.action)}, until {until}"),)
    return (
        words(f"{upper_first(change.action)}, until {until}. "),
        gap("No change is recorded that follows it."),
    )


def _practice(practice: Sequence[PracticeEvidence], facts: Facts) -> Table:
    return table(
        "What people, families, staff and partners said of it, the newest first",
        ("Who", "Asked and answered", "What they said", "For or against"),
        [
            (
                (
                    spaced(
                        (
                            words(
                                VOICES.get(p.subtype, upper_first(as_words(p.subtype)))
                                + (f", {in_words(p.on)}" if p.on else "")
                            ),
                            facts.names.id(p.id),
                        )
                    ),
                ),
                _text(
                    f"{p.asked:,} asked, {p.answered:,} answered"
                    if p.asked is not None and p.answered is not None
                    else "Not counted"
                ),
                ((said(p.summary),),),
                voice_bears_on(p, facts),
            )
            for p in reversed(practice)
        ],
    )


def _family(control: Control, facts: Facts) -> Lines:
    """Like controls elsewhere."""
    return tuple(
        spaced(
            (
                facts.names.title(other),
                words(f"({listed(facts.names.service(s) for s in other.services)})"),
            )
        )
        for other in facts.families.get(control.family, ())
        if other.id != control.id
    )


def _incidents(control: Control, facts: Facts) -> tuple[Line, ...]:
    """The incidents that name it as what should have stopped them, the newest first."""
    found = [i for i in facts.register.of(Incident) if control.id in i.controls and not i.withdrawn]
    return tuple(
        spaced(
            (
                words(in_words(i.event_day) if i.event_day else "Day not recorded"),
                facts.names.title(i),
                facts.names.id(i.id),
            )
        )
        for i in reversed(found[-ROWS:])
    )
