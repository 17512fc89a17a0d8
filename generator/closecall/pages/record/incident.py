"""The page of an incident: was there an earlier warning, and what came of it?"""

from collections.abc import Iterable
from typing import Final

from closecall.analysis.earlier import Warned
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Line,
    Lines,
    Row,
    Table,
    commas,
    exact,
    gap,
    line,
    said,
    small,
    spaced,
    strong,
    table,
    term,
    title,
    words,
)
from closecall.pages.section import Section
from closecall.pages.words import STAGE_TAGS, counted, listed, near_misses, upper_first

ROWS: Final = 50
"""How many near misses before an incident are listed; the newest."""


def incident_sections(incident: Incident, facts: Facts) -> tuple[Section, ...]:
    """Harm, earlier warnings, being open, and where else it is told."""
    return (
        Section("cc-harm", "What harm came of it", _harm(incident)),
        _warning_section(incident, facts),
        Section("cc-candour", "Being open with the person", _candour(incident, facts)),
        Section("cc-followed", "What followed from it", tuple(_followed(incident, facts))),
    )


# Harm


def _harm(incident: Incident) -> Lines:
    levels = [level for level in (incident.harm_physical, incident.harm_psychological) if level]
    if not levels:
        return ((gap("No harm level is recorded."),),)
    worst = incident.said.harm_potential
    lines: list[Line] = [
        spaced(
            (
                strong(f"{'. '.join(upper_first(level) for level in levels)}."),
                *((said(incident.harm_in_words),) if incident.harm_in_words else ()),
            )
        )
    ]
    if worst and worst.worst:
        lines.append(
            spaced(
                (
                    words(f"What could have come of it: {worst.worst}."),
                    *((said(worst.reason),) if worst.reason else ()),
                )
            )
        )
    return tuple(lines)


# Earlier warnings


def warnings_in_words(incident: Incident, warnings: tuple[Warned, ...]) -> str:
    """Whether there was an earlier warning, in a sentence."""
    alike = sum(w.alike for w in warnings)
    also = len(warnings) - alike
    if not incident.mechanism and not warnings:
        return (
            "Nobody can tell yet: no mechanism is recorded, so like cannot be told from like, and "
            "no near miss is named."
        )
    if not warnings:
        return (
            "No near miss of this mechanism was on record at this service before it. Either there "
            "was none, or nobody saw or reported it."
        )
    parts = []
    if alike:
        parts.append(f"{near_misses(alike)} of the same mechanism at the same service")
    if also:
        parts.append(f"{near_misses(also)} that the author of this record names")
    unknown = sum(not w.known for w in warnings)
    late = (
        f" {upper_first(counted(unknown, 'of them was', 'of them were'))} written down only "
        "afterwards."
        if unknown
        else ""
    )
    return f"Yes: before it there {'was' if alike + also == 1 else 'were'} {listed(parts)}.{late}"


def _warning_section(incident: Incident, facts: Facts) -> Section:
    warnings = facts.earlier.warnings(incident)
    said_so = warnings_in_words(incident, warnings)
    lead: Line = (words(said_so),) if warnings or incident.mechanism else (gap(said_so),)
    lines: Lines = (lead,)
    if incident.mechanism:
        label = facts.mechanisms.get(incident.mechanism)
        name = (title(label), words(" ")) if label else ()
        lines = (lead, (term("Mechanism:"), *name, exact(incident.mechanism)))
    return Section(
        "cc-warning",
        "Was there an earlier warning?",
        lines,
        _warnings_table(warnings, facts) if warnings else None,
    )


def _warnings_table(warnings: tuple[Warned, ...], facts: Facts) -> Table:
    caption = "Near misses before it, the oldest first"
    if len(warnings) > ROWS:
        caption = f"The {ROWS} near misses before it that came last"
    return table(
        caption,
        ("What nearly happened", "How long before", "How far it had come that day", "Now"),
        [
            (
                _near_miss(w, facts),
                ((words(_before(w.days)),),),
                (_stage_then(w),),
                ((STAGE_TAGS[w.trail.stage].piece,),),
            )
            for w in warnings[-ROWS:]
        ],
    )


def _near_miss(warned: Warned, facts: Facts) -> Lines:
    near_miss = warned.trail.near_miss
    day = near_miss.event_day
    about = [in_words(day)] if day else []
    if not warned.alike:
        about.append("named by the author")
    elif warned.named:
        about.append("also named by the author")
    return ((facts.names.title(near_miss),), (words(", ".join(about)),))


def _before(days: int) -> str:
    if days < 0:
        return f"{counted(-days, 'day')} after it"
    return f"{counted(days, 'day')} before" if days else "The same day"


def _stage_then(warned: Warned) -> Line:
    if warned.stage is None:
        return (words("Nobody had written it down yet"),)
    return (STAGE_TAGS[warned.stage].piece,)


# Being open


def _candour(incident: Incident, facts: Facts) -> Lines:
    person = incident.said.person_affected
    told = {"yes": "The person was told.", "no": "The person was not told."}
    lines: list[Line] = []
    if person is None or not person.informed:
        lines.append((gap("Nobody says whether the person was told."),))
    elif person.informed in told:
        on = f" On {in_words(person.on)}." if person.on else ""
        lines.append((words(told[person.informed] + on),))
    if not incident.candour_applies:
        lines.append((gap("Nobody says whether the duty of candour applies."),))
    else:
        applies = {"yes": "applies", "no": "does not apply"}.get(incident.candour_applies)
        what = f"The duty of candour {applies}." if applies else "It is not known whether the duty "
        what = what if applies else f"{what}of candour applies."
        reason = (said(incident.candour_reason),) if incident.candour_reason else ()
        lines.append(spaced((words(what), *reason)))
    for step in incident.candour_steps:
        by = facts.names.role(step.by_role)
        on = in_words(step.on) if step.on else "day not recorded"
        note = (said(step.note),) if step.note else ()
        who = f", {by}" if by else ""
        lines.append(spaced((words(f"{upper_first(step.step)}: {on}{who}."), *note)))
    return tuple(lines)


# What followed


def _followed(incident: Incident, facts: Facts) -> tuple[Line, ...]:
    register = facts.register
    risks = register.risks_of_incident.get(incident.id, ())
    shares = register.shares_of.get(incident.id, ())
    reopened = [
        t for t in facts.trails if t.reopened_by is not None and t.reopened_by.id == incident.id
    ]
    rows: list[Row] = [
        Row(
            "Controls that should have stopped it",
            _ids(incident.controls, facts) or ((words("None is named."),),),
        ),
        Row(
            "Risk entries that rest on it",
            _ids((r.id for r in risks), facts) or ((words("None."),),),
        ),
        Row(
            "Lessons that were shared",
            _ids((s.id for s in shares), facts) or ((words("None."),),),
        ),
    ]
    if reopened:
        rows.append(
            Row(
                "Trails that it opened again",
                tuple((facts.names.title(t.near_miss),) for t in reopened),
            )
        )
    return (
        *((term(f"{r.term}:"), line(commas(map(line, r.lines)))) for r in rows),
        (small("What was said to others outside stands in the fields below."),),
    )


def _ids(ids: Iterable[RecordId], facts: Facts) -> Lines:
    known = facts.register.records
    return tuple(
        spaced((facts.names.title(known[i]), facts.names.id(i))) for i in ids if i in known
    )
