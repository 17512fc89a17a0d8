"""What is missing, rule by rule and owner by owner, and what was checked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from closecall.findings import Finding, Level
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Line,
    Lines,
    Link,
    Table,
    advice,
    exact,
    page_link,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.numbers import number_table
from closecall.pages.page import Page
from closecall.pages.render import render
from closecall.pages.steps import UNRULED
from closecall.pages.words import counted, overdue
from closecall.records.kinds import KINDS
from closecall.rules.case import Owed
from closecall.rules.table import RULES, Rule

PATH = "completeness/index.html"
ROWS = 100
"""How many findings of one rule, or pieces of work of one owner, are listed."""

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
    why: str
    table: Table
    rest: int


class OwnerList(NamedTuple):
    """The work of one role."""

    owner: str
    late: int
    table: Table
    rest: int


def completeness_page(facts: Facts) -> Page:
    """The page that hides nothing: every gap and warning, with who owes it."""
    evidence = facts.evidence
    shown = tuple(f for f in evidence.findings if f.level is not Level.ERROR)
    body = render(
        "completeness.html.j2",
        PATH,
        {
            "lede": _lede(facts),
            "owners": _owners_table(facts),
            "owner_lists": tuple(_owner_lists(facts)),
            "unruled": any(o.step in UNRULED for work in facts.work.values() for o in work),
            "rules": _rules_table(evidence.findings),
            "rule_lists": tuple(_rule_lists(shown, facts)),
            "hidden": evidence.hidden,
            "kinds": _kinds_table(facts),
        },
    )
    return Page(
        path=PATH,
        title="Completeness",
        description="What is missing, who owes it and since when; and what was checked.",
        page_class="completeness",
        body=body,
        nav="completeness",
    )


def _lede(facts: Facts) -> tuple[str, ...]:
    found = Counter(f.level for f in facts.evidence.findings)
    late = sum(len(owed) for owed in facts.late.values())
    waiting = sum(len(owed) for owed in facts.work.values()) - late
    files = counted(facts.evidence.records_read, "file was", "files were")
    errors, gaps = counted(found[Level.ERROR], "error"), counted(found[Level.GAP], "gap")
    return (
        f"{files} read, and {len(RULES)} rules asked of what they hold.",
        f"They found {errors}, {gaps} and {counted(found[Level.WARNING], 'warning')}.",
        overdue(late),
        f"{waiting:,} more {'is' if waiting == 1 else 'are'} due on a day still to come.",
    )


# By owner


def _by_owner(facts: Facts) -> Mapping[str, Sequence[Owed]]:
    """All work by the title of its owner, overdue first, then by day."""
    found: dict[str, list[Owed]] = defaultdict(list)
    for work in facts.work.values():
        for owed in work:
            found[facts.names.role(owed.owner) or "Nobody named"].append(owed)
    for owned in found.values():
        owned.sort(key=lambda o: (o.due, o.near_miss, o.rule, o.what))
    return {
        owner: found[owner]
        for owner in sorted(found, key=lambda o: (-_late_count(found[o], facts), o.lower()))
    }


def _late_count(work: Iterable[Owed], facts: Facts) -> int:
    return sum(o.is_late(facts.as_at) for o in work)


def _owners_table(facts: Facts) -> Table:
    rows: list[tuple[Lines, ...]] = []
    for owner, work in _by_owner(facts).items():
        late = [o for o in work if o.is_late(facts.as_at)]
        waiting = [o for o in work if not o.is_late(facts.as_at)]
        rows.append(
            (
                _text(owner),
                _text(f"{len(late):,}"),
                _text(in_words(late[0].overdue_since) if late else "–"),
                _text(f"{len(waiting):,}"),
                _text(in_words(waiting[0].due) if waiting else "–"),
            )
        )
    return table(
        "Overdue and waiting work by the role that owes it",
        ("Owner", "Overdue", "Longest since", "Waiting", "Next due"),
        rows,
    )


def _text(text: str) -> Lines:
    return ((words(text),),)


def _owner_lists(facts: Facts) -> Iterable[OwnerList]:
    for owner, work in _by_owner(facts).items():
        yield OwnerList(
            owner,
            _late_count(work, facts),
            table(
                f"{owner}: overdue and waiting, the oldest day first",
                ("Near miss", "What is missing", "When", "How to mend it"),
                [_work_row(o, facts) for o in work[:ROWS]],
            ),
            max(0, len(work) - ROWS),
        )


def _work_row(owed: Owed, facts: Facts) -> tuple[Lines, ...]:
    if owed.is_late(facts.as_at):
        when: Line = (tag("t-bad", f"Overdue since {in_words(owed.overdue_since)}"),)
    else:
        when = (tag("t-wait", f"Due by {in_words(owed.due)}"),)
    what = [words(owed.what)]
    if owed.record:
        what.append(facts.names.id(owed.record))
    return (
        (_near_miss(owed.near_miss, facts),),
        (spaced(what),),
        (when,),
        ((advice(owed.remedy),),),
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
            rule.why if rule else "",
            table(
                f"{key}: the longest overdue first",
                ("Record", "What is missing or worth a look", "Owner", "How to mend it"),
                [_finding_row(f, facts) for f in found[:ROWS]],
            ),
            max(0, len(found) - ROWS),
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
        _text(facts.names.role(RecordId(finding.owner)) if finding.owner else "Nobody named"),
        ((advice(finding.remedy),),),
    )


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
