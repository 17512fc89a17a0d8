"""Learning spread: service by service, which lessons came there and what was done with them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from closecall.analysis.spread import Answer, Heard, origins, spread
from closecall.model.fields import RecordId
from closecall.model.learning_share import LearningShare
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Line,
    Lines,
    Link,
    Table,
    advice,
    gap,
    page_link,
    said,
    spaced,
    table,
    words,
)
from closecall.pages.numbers import number_table
from closecall.pages.page import Page
from closecall.pages.render import render
from closecall.pages.sharing import changed_lines, checked_lines, relevance_lines
from closecall.pages.words import counted, day, listed

PATH = "learning/index.html"
ROWS = 50
"""How many lessons of one service, gaps or partners are listed, the newest first."""
ASKS = "G28"
"""The rule that asks whether a lesson was sent to every service with the same sort of control."""


class ServiceList(NamedTuple):
    """The lessons of one service."""

    name: str
    table: Table
    rest: int


def learning_page(facts: Facts) -> Page:
    """Services by lesson: does it matter there, was it checked, was it changed?"""
    return Page(
        path=PATH,
        title="Learning spread",
        description="Service by service, which lessons came there, whether they matter, and what "
        "was checked and changed.",
        page_class="learning",
        draw=partial(_draw, facts),
        nav="learning",
    )


def _draw(facts: Facts) -> str:
    heard = spread(facts.register, facts.asked)
    lessons = tuple(s for s in facts.register.of(LearningShare) if s.withdrawn is None)
    by_service = _by_service(heard, facts)
    gaps = [h for h in reversed(heard) if h.has_gap]
    partners = _partners(lessons, facts)
    return render(
        "learning.html.j2",
        PATH,
        {
            "lede": _lede(lessons, heard),
            "gaps": tuple(_gap_line(h, facts) for h in gaps[:ROWS]),
            "more_gaps": max(0, len(gaps) - ROWS),
            "unsent": _unsent(facts),
            "services": _services_table(by_service, facts),
            "lists": tuple(_service_list(s, group, facts) for s, group in by_service.items()),
            "partners": partners,
        },
    )


def _by_service(heard: Sequence[Heard], facts: Facts) -> Mapping[RecordId, Sequence[Heard]]:
    """The lessons of each service, newest first; the services by name, then any unknown one."""
    found: dict[RecordId, list[Heard]] = {
        s.id: [] for s in facts.register.services if s.withdrawn is None
    }
    for one in reversed(heard):
        found.setdefault(one.service, []).append(one)
    return found


def _lede(lessons: Sequence[LearningShare], heard: Sequence[Heard]) -> tuple[str, ...]:
    if not lessons:
        return ("No lesson was shared with another service.",)
    unsaid = sum(h.relevant is None for h in heard)
    bears = [h for h in heard if h.relevant]
    rest = len(heard) - unsaid - len(bears)
    checked, changed = (_done(bears, name) for name in ("checked", "changed"))
    return (
        f"{counted(len(lessons), 'lesson was', 'lessons were')} shared.",
        f"One lesson at one service is one question: there {_are(len(heard))}.",
        f"In {len(bears):,} the service says that it matters there, in {rest:,} that it does not"
        + (f", and in {unsaid:,} nobody says." if unsaid else "."),
        f"Where it matters, a check is on record in {checked:,} and a change in {changed:,}.",
    )


def _are(number: int) -> str:
    return f"is {number:,}" if number == 1 else f"are {number:,}"


def _done(heard: Iterable[Heard], question: str) -> int:
    return sum(getattr(h, question) is Answer.DONE for h in heard)


# Gaps


def _gap_line(heard: Heard, facts: Facts) -> Line:
    open_questions = [
        question
        for question, is_open in (
            ("whether it matters there", heard.relevant is None),
            ("what was checked", heard.checked is Answer.MISSING),
            ("what was changed", heard.changed is Answer.MISSING),
        )
        if is_open
    ]
    name = facts.names.service(heard.service)
    says = gap(f"{name}: nobody says {listed(open_questions)}.")
    shared = words(f"(shared {day(heard.share.on, 'on a day that is not recorded')})")
    return spaced((says, facts.names.title(heard.share), shared))


def _unsent(facts: Facts) -> Table:
    """Changes whose lesson has no answer yet from a service with the same sort of control."""
    found = sorted(
        (f for f in facts.evidence.findings if f.rule == ASKS),
        key=lambda f: (f.due or date.max, f.record, f.path),
    )
    return table(
        "Lessons that are still to be asked about",
        ("Record", "What is missing", "Due", "How to mend it"),
        [
            (
                ((facts.names.id(RecordId(f.record)),),),
                ((advice(f.message),),),
                ((words(day(f.due, "No day is set")),),),
                ((advice(f.remedy),),),
            )
            for f in found
        ],
    )


# Services


def _services_table(by_service: Mapping[RecordId, Sequence[Heard]], facts: Facts) -> Table:
    return number_table(
        "Lessons by service",
        (
            "Service",
            "Asked about",
            "Matters there",
            "Does not matter",
            "Check on record",
            "Change on record",
            "With a gap",
        ),
        [(_service_head(service, facts), _counts(group)) for service, group in by_service.items()],
        sums=[(((words("All"),),), _counts([h for g in by_service.values() for h in g]))],
    )


def _counts(group: Sequence[Heard]) -> tuple[int, ...]:
    return (
        len(group),
        sum(h.relevant is True for h in group),
        sum(h.relevant is False for h in group),
        _done(group, "checked"),
        _done(group, "changed"),
        sum(h.has_gap for h in group),
    )


def _service_head(service: RecordId, facts: Facts) -> Lines:
    name = facts.names.service(service)
    known = facts.register.service(service)
    return ((page_link(Link(name, f"services/{service}/index.html" if known else "")),),)


def _service_list(service: RecordId, group: Sequence[Heard], facts: Facts) -> ServiceList:
    name = facts.names.service(service)
    return ServiceList(
        name,
        table(
            f"Lessons at {name}, the newest first",
            ("Lesson", "Does it matter there?", "Checked", "Changed"),
            [_lesson_row(h, facts) for h in group[:ROWS]],
        ),
        max(0, len(group) - ROWS),
    )


def _lesson_row(heard: Heard, facts: Facts) -> tuple[Lines, ...]:
    share, service, link = heard.share, heard.service, facts.names.id
    source = listed(map(facts.names.service, origins(share, facts.register)))
    shared = f"{day(share.on)}{f', from {source}' if source else ''}"
    return (
        ((facts.names.title(share),), (words(shared),)),
        relevance_lines(share, service),
        checked_lines(share, service, link),
        changed_lines(share, service, link),
    )


# Outside


def _partners(lessons: Sequence[LearningShare], facts: Facts) -> Table:
    rows: list[tuple[Lines, ...]] = [
        (
            ((said(partner.who),),),
            ((facts.names.title(share),),),
            ((words(day(partner.on)),),),
            ((said(partner.came_of_it) if partner.came_of_it else gap("Nobody says."),),),
        )
        for share in reversed(lessons)
        for partner in share.partners
    ]
    return table(
        "Organisations outside that were told",
        ("Who", "Lesson", "Told on", "What came of it"),
        rows[:ROWS],
    )
