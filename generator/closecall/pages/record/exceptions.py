"""Redactions and reasoned exceptions: how they stand on a day, and where they are told."""

from datetime import date

from closecall.model.days import in_words
from closecall.model.exceptions import Allowance, Redaction
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Link,
    Table,
    exact,
    gap,
    page_link,
    said,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.section import Section
from closecall.pages.words import listed, upper_first


def allowance_sections(record: Allowance | Redaction, facts: Facts) -> tuple[Section, ...]:
    """How it stands, in a table of one row, as the completeness page has it too."""
    if isinstance(record, Redaction):
        return (
            Section(
                "cc-taken-out",
                "What was taken out",
                ((words("What it was is written nowhere, here or elsewhere on this site."),),),
                redactions_table((record,), facts),
            ),
        )
    return (
        Section(
            "cc-exception",
            "How it stands",
            ((words("An exception names a place and never the words that stand there."),),),
            allowances_table((record,), facts),
        ),
    )


def allowances_table(records: tuple[Allowance, ...], facts: Facts) -> Table:
    """Each exception with its rule, place, reason, role and day of review."""
    return table(
        "Reasoned exceptions",
        ("Rule and place", "Why it may stay", "Allowed by", "Looked at again by", "Now"),
        [
            (
                _place(one, facts),
                ((said(one.reason),),) if one.reason else ((gap("No reason is given."),),),
                (_by(one, facts),),
                review_due(one.review_due, facts.as_at),
                ((state(one, facts.as_at),),),
            )
            for one in records
        ],
    )


def _place(one: Allowance, facts: Facts) -> Lines:
    rule = page_link(Link(one.rule, f"reference/rules/index.html#cc-{one.rule}"))
    field = ".".join(map(str, one.field))
    return (
        spaced((rule, facts.names.id(one.id))),
        spaced((facts.names.id(one.record), *((exact(field),) if field else ()))),
    )


def _by(one: Allowance, facts: Facts) -> Line:
    by = facts.names.role(one.by_role) or "Nobody named"
    on = f", {in_words(one.on)}" if one.on else ""
    pieces: list[Html] = [words(f"{by}{on}")]
    if one.checked_by_role:
        pieces.append(words(f"checked by {facts.names.role(one.checked_by_role)}"))
    if one.approved_by:
        pieces += [words("approved in"), facts.names.id(one.approved_by)]
    return spaced(pieces)


def review_due(due: date | None, as_at: date) -> Lines:
    """By which day an exception is looked at again, or that it was not."""
    if due is None:
        return ((gap("No day is set."),),)
    if due < as_at:
        return ((gap(f"It was due by {in_words(due)}."),),)
    return ((words(in_words(due)),),)


def state(one: Allowance, as_at: date) -> Html:
    """Whether an exception holds on a day."""
    if one.withdrawn is not None:
        return tag("t-plain", "Withdrawn")
    if one.last_day and one.last_day < as_at:
        return tag("t-plain", f"Ended {in_words(one.last_day)}")
    return tag("t-wait", "Holds") if one.holds_on(as_at) else tag("t-warn", "Does not hold")


def redactions_table(records: tuple[Redaction, ...], facts: Facts) -> Table:
    """Each redaction: what sort of data, where, and by whom it was taken out; never what."""
    return table(
        "What was taken out",
        ("Sort of data", "Where", "Found", "Taken out", "Copies"),
        [
            (
                (
                    (words(upper_first(listed(one.data_class)) or "Not said"),),
                    (facts.names.id(one.id),),
                ),
                (spaced((said(one.where), *map(facts.names.id, one.records))),),
                ((words(_who(one.found_on, facts.names.role(one.found_by_role))),),),
                ((words(_who(one.removed_on, facts.names.role(one.removed_by_role))),),),
                ((said(one.copies),),) if one.copies else ((gap("Nobody says."),),),
            )
            for one in records
        ],
    )


def _who(on: date | None, by: str) -> str:
    return ", ".join(part for part in (in_words(on) if on else "Day not recorded", by) if part)
