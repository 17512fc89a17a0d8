"""What is missing, rule by rule and owner by owner, and what was checked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from closecall.findings import Finding, Level
from closecall.model.days import in_words
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.fields import RecordId
from closecall.pages import owed
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Line,
    Lines,
    Link,
    Table,
    advice,
    exact,
    page_link,
    root_of,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.missing import gaps_by_owner
from closecall.pages.numbers import number_table
from closecall.pages.page import Page
from closecall.pages.record.exceptions import allowances_table, redactions_table
from closecall.pages.render import render
from closecall.pages.words import counted, listed, overdue
from closecall.records.kinds import KINDS
from closecall.rules.table import RULES, Rule
from closecall.waiting import Piece

PATH = "completeness/index.html"
ROWS = 100
"""How many findings of one rule, or pieces of work of one owner, are listed."""
GAPS = 40
"""How many gaps of one owner are listed before anything is opened."""

_READING = {
    "Y": "Every file can be read.",
    "F": "Every file is where it belongs, with the right name.",
    "S": "Every record has the shape of its kind.",
}
"""What is checked before the rules, by the first letter of the finding's code."""


class RuleList(NamedTuple):
    """The findings of one rule."""

    id: str
    title: str
    found: str
    """How many gaps and warnings."""
    why: str
    table: Table
    rest: int


class OwnerList(NamedTuple):
    """The work of one role."""

    owner: str
    total: int
    table: Table
    rest: int


def completeness_page(facts: Facts) -> Page:
    """The page that hides nothing: every gap and warning, with who owes it."""
    return Page(
        path=PATH,
        title="Completeness",
        description="What is missing, who owes it and since when; and what was checked.",
        page_class="completeness",
        draw=partial(_draw, facts),
        nav="completeness",
    )


def _draw(facts: Facts) -> str:
    evidence = facts.evidence
    shown = tuple(f for f in evidence.findings if f.level is not Level.ERROR)
    return render(
        "completeness.html.j2",
        PATH,
        {
            "lede": _lede(facts),
            "gaps": gaps_by_owner(facts.gaps, facts, most=GAPS),
            "owners": _owners_table(facts),
            "owner_lists": tuple(_owner_lists(facts)),
            "rules": _rules_table(evidence.findings),
            "rule_lists": tuple(_rule_lists(shown, facts)),
            "hidden": evidence.hidden,
            "allowances": _allowances(facts),
            "redactions": redactions_table(facts.register.of(Redaction)[-ROWS:], facts),
            "kinds": _kinds_table(facts),
            "root": root_of(PATH),
        },
    )


def _lede(facts: Facts) -> tuple[str, ...]:
    found = Counter(f.level for f in facts.evidence.findings)
    waiting = len(facts.pieces) - len(facts.gaps)
    files = counted(facts.evidence.records_read, "file was", "files were")
    errors, gaps = counted(found[Level.ERROR], "error"), counted(found[Level.GAP], "gap")
    warnings = counted(found[Level.WARNING], "warning")
    beside = len(facts.gaps) - found[Level.GAP]
    more = counted(beside, "more gap is", "more gaps are")
    return (
        f"{files} read, and {len(RULES)} rules asked of what they hold.",
        overdue(len(facts.gaps)),
        f"{waiting:,} more {'is' if waiting == 1 else 'are'} due on a day still to come.",
        f"The rules found {errors}, {gaps} and {warnings}.",
        f"{more} late work of which a rule only warns, or that no rule asks for."
        if beside > 0
        else "",
    )


# By owner


def _by_owner(facts: Facts) -> Mapping[str, Sequence[Piece]]:
    """All that is missing or waits by the title of its owner: gaps first, then by day."""
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in facts.pieces:
        found[owed.owner_of(piece, facts)].append(piece)
    for owned in found.values():
        owned.sort(key=lambda p: not p.is_gap)
    return {
        owner: found[owner]
        for owner in sorted(found, key=lambda o: (-_gap_count(found[o]), o.lower()))
    }


def _gap_count(work: Iterable[Piece]) -> int:
    return sum(p.is_gap for p in work)


def _owners_table(facts: Facts) -> Table:
    rows: list[tuple[Lines, ...]] = []
    for owner, work in _by_owner(facts).items():
        late = [p.overdue_since for p in work if p.overdue_since]
        waiting = [p.due for p in work if p.due and not p.is_gap]
        rows.append(
            (
                _text(owner),
                _text(f"{_gap_count(work):,}"),
                _text(in_words(min(late)) if late else "–"),
                _text(f"{len(waiting):,}"),
                _text(in_words(min(waiting)) if waiting else "–"),
            )
        )
    return table(
        "Gaps and waiting work by the role that owes it",
        ("Owner", "Gaps", "Longest since", "Waiting", "Next due"),
        rows,
    )


def _text(text: str) -> Lines:
    return ((words(text),),)


def _owner_lists(facts: Facts) -> Iterable[OwnerList]:
    for owner, work in _by_owner(facts).items():
        yield OwnerList(
            owner,
            len(work),
            table(
                f"{owner}: gaps and waiting work, the oldest day first",
                ("Where", "What is missing", "When", "How to mend it"),
                [_work_row(p, facts) for p in work[:ROWS]],
            ),
            max(0, len(work) - ROWS),
        )


def _work_row(piece: Piece, facts: Facts) -> tuple[Lines, ...]:
    return (
        (owed.where(piece, facts),),
        (owed.what(piece, facts),),
        ((owed.when(piece),),),
        ((advice(piece.remedy),),),
    )


def _near_miss(near_miss: RecordId, facts: Facts) -> Line:
    trail = facts.evidence.trails.get(near_miss)
    if trail is None:
        return (facts.names.id(near_miss),)
    service = facts.names.service(trail.near_miss.service)
    return spaced((facts.names.title(trail.near_miss), words(f"({service})")))


# By rule


def _rules_table(findings: Sequence[Finding]) -> Table:
    found = Counter((_group(f), f.level) for f in findings)
    levels = (Level.ERROR, Level.GAP, Level.WARNING)

    def row(key: str, title: str, asks: str) -> tuple[Lines, ...]:
        return (_text(title), _text(asks), *(_text(f"{found[key, level]:,}") for level in levels))

    known = {*_READING, *(r.id for r in RULES)}
    return table(
        "What each rule asks, and what it found",
        ("Rule", "What it asks", "Errors", "Gaps", "Warnings"),
        [
            *(row(key, f"{key}…", asks) for key, asks in _READING.items()),
            *(row(rule.id, f"{rule.id} {rule.title}", rule.asks) for rule in RULES),
            *(row(key, key, "") for key in sorted({_group(f) for f in findings} - known)),
        ],
    )


def _group(finding: Finding) -> str:
    """The rule of a finding; of those about reading, files and shape, their first letter."""
    letter = finding.rule[:1]
    return letter if letter in _READING else finding.rule


def _rule_lists(findings: Sequence[Finding], facts: Facts) -> Iterable[RuleList]:
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    rules: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
    for key in sorted(by_rule):
        found = sorted(by_rule[key], key=lambda f: (f.due or date.max, f.path, f.line, f.message))
        rule = rules.get(key)
        yield RuleList(
            key,
            rule.title if rule else _READING.get(key[:1], ""),
            _levels(found),
            rule.why if rule else "",
            table(
                f"{key}: the longest overdue first",
                ("Record", "What is missing or worth a look", "Owner", "How to mend it"),
                [_finding_row(f, facts) for f in found[:ROWS]],
            ),
            max(0, len(found) - ROWS),
        )


def _levels(findings: Sequence[Finding]) -> str:
    gaps = sum(f.level is Level.GAP for f in findings)
    warnings = len(findings) - gaps
    return listed(
        (
            *((counted(gaps, "gap"),) if gaps else ()),
            *((counted(warnings, "warning"),) if warnings else ()),
        )
    )


def _finding_row(finding: Finding, facts: Facts) -> tuple[Lines, ...]:
    head: list[Line] = []
    trail = facts.evidence.trails.get(RecordId(finding.record))
    if trail:
        head.append(_near_miss(trail.near_miss.id, facts))
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    where = exact(place)
    head.append(
        spaced((facts.names.id(RecordId(finding.record)), where)) if finding.record else (where,)
    )
    level = tag("t-warn", "Gap") if finding.level is Level.GAP else tag("t-plain", "Warning")
    return (
        tuple(head),
        (spaced((level, advice(finding.message))),),
        _text(facts.names.role(RecordId(finding.owner)) if finding.owner else owed.NOBODY),
        ((advice(finding.remedy),),),
    )


# Exceptions


def _allowances(facts: Facts) -> Table:
    """The exceptions that are not over, by the day on which they are looked at again."""
    live = [
        a
        for a in facts.register.of(Allowance)
        if not a.withdrawn and not (a.last_day and a.last_day < facts.as_at)
    ]
    live.sort(key=lambda a: (a.review_due or date.min, a.id))
    return allowances_table(tuple(live[:ROWS]), facts)


# What was checked


def _kinds_table(facts: Facts) -> Table:
    found = Counter(record.kind for record in facts.register.records.values())
    return number_table(
        "Records by kind",
        ("Kind", "Records"),
        [
            (((page_link(Link(kind.plural, f"{kind.folder}/index.html")),),), (found[kind.name],))
            for kind in KINDS
        ],
        sums=[(_text("All"), (sum(found.values()),))],
    )
