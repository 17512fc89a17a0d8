"""Whatever one thing is broken in this repository's own records, a finding names file and line.

Each record that lies in `records/` is broken in every way that there is, one at a time: a field
that it must have, a link, a day, a line of YAML. What can be seen in one file is judged by reading
that file alone; a sample of it all, and what needs the other records, goes through the whole run.
"""

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from closecall.analysis.selection import Selection
from closecall.evidence import Evidence, gather
from closecall.findings import Finding, Level, Pointer
from closecall.model.assemble import READERS
from closecall.model.days import parse_day
from closecall.model.links import links_of
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.trail import Trail
from closecall.records.documents import Plain, parse, places, with_places
from closecall.records.reading import Document, Reading, read_records
from closecall.records.trees import WorkingTree
from closecall.rules import days as rules_of_days
from closecall.rules import future, integrity
from closecall.rules.case import Case
from closecall.validation.shape import check_shape
from tests.support import Chain, schemas

ROOT: Final = Path(__file__).parents[2]
NOBODY: Final = "nobody-has-this-id"
NO_DAY: Final = "2026-02-30"
SAMPLE: Final = 25
SEED: Final = 20261015


@cache
def reading() -> Reading:
    """The records of this repository."""
    return read_records(WorkingTree(ROOT))


@cache
def texts() -> dict[str, str]:
    """Their texts by path."""
    return {d.path: (ROOT / d.path).read_text(encoding="utf-8") for d in reading().documents}


@cache
def where(path: str) -> dict[Pointer, tuple[int, int]]:
    """Line and column of everything in a file."""
    return places(texts()[path].encode())


@dataclass(frozen=True, slots=True)
class Break:
    """One way in which one record is broken."""

    path: str
    what: str
    text: str
    """What the file holds then."""
    rules: str
    """What the rule of a finding may begin with."""
    line: int
    """Where the finding must stand; of what is missing, and of YAML, the first line that may be."""
    exact: bool = True


def judged(document: Document, text: str) -> tuple[Finding, ...]:
    """What is wrong with one file by itself, with its lines."""
    raw = text.encode()
    parsed = parse(raw, path=document.path)
    if parsed.data is None:
        return parsed.findings
    changed = Document(
        path=document.path, kind=document.kind, stem=document.stem, data=parsed.data, blob=""
    )
    _, found = check_shape(changed, schemas())
    return with_places(raw, found)


def named(broken: Break, findings: Sequence[Finding]) -> None:
    """Assert that an error names the file and the line."""
    errors = [f for f in findings if f.level is Level.ERROR and f.path == broken.path]
    lines = broken.text.count("\n") + 1
    assert any(
        re.match(broken.rules, f.rule)
        and f.column >= 1
        and (f.line == broken.line if broken.exact else broken.line <= f.line <= lines)
        for f in errors
    ), f"{broken.path}, {broken.what}: {[(f.rule, f.line) for f in errors]}, not {broken.line}"


def reach(
    value: Plain, path: Sequence[str], pointer: Pointer = ()
) -> Iterator[tuple[Pointer, str]]:
    """The texts at a path of a schema, where `*` is each item; of a list at its end, each item."""
    if isinstance(value, list) and (not path or path[0] == "*"):
        for number, item in enumerate(value):
            yield from reach(item, path[1:], (*pointer, number))
    elif not path:
        if isinstance(value, str):
            yield pointer, value
    elif isinstance(value, dict):
        for name in [path[0]] if path[0] != "*" else list(value):
            if name in value:
                yield from reach(value[name], path[1:], (*pointer, name))


# --- The ways ----------------------------------------------------------------------------------


def without_field(path: str, name: str) -> str:
    """A record's text without one of its outermost fields."""
    return Chain(texts()).drop(Path(path).stem, name).text(Path(path).stem)


def written_over(path: str, pointer: Pointer, old: str, new: str) -> str | None:
    """A record's text with another value at one place; None where it is not written plainly."""
    line, column = where(path)[pointer]
    lines = texts()[path].splitlines(keepends=True)
    before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
    if isinstance(pointer[-1], str):  # a field stands where its name stands
        name, colon, after = after.partition(":")
        before += name + colon
    if old not in after:
        return None
    lines[line - 1] = before + after.replace(old, new, 1)
    return "".join(lines)


def required_fields(document: Document) -> Iterator[Break]:
    """(a) Each field that a record of its kind must have is taken away."""
    path = document.path
    for name in schemas().schema(document.kind)["required"]:
        if name not in document.data:
            continue
        text = without_field(path, name)
        first = next(n for n, line in enumerate(text.splitlines(), 1) if re.match("[a-z]", line))
        yield Break(path, f"without {name}", text, "S0[1-8]", first)


def links(document: Document) -> Iterator[Break]:
    """(b) Each link names a record that is not there."""
    for reference in schemas().references(document.kind):
        for pointer, value in reach(dict(document.data), reference.path):
            if value not in reference.words:
                text = written_over(document.path, pointer, value, NOBODY)
                assert text, f"{document.path}: {pointer} is written in an unusual way"
                line = where(document.path)[pointer][0]
                yield Break(document.path, f"link at {pointer}", text, "G33", line)


def days(document: Document) -> Iterator[Break]:
    """(c) Each day and each moment is one that there is not."""
    kind = document.kind
    wrong = [(path, NO_DAY) for path in schemas().days(kind)]
    wrong += [(path, f"{NO_DAY}T09:10") for path in schemas().moments(kind)]
    wrong += [(path, "2026-03-03T25:61") for path in schemas().moments(kind)]
    for path, new in wrong:
        for pointer, value in reach(dict(document.data), path):
            text = written_over(document.path, pointer, value, new)
            assert text, f"{document.path}: {pointer} is written in an unusual way"
            line = where(document.path)[pointer][0]
            yield Break(document.path, f"day at {pointer}", text, "S0[57]", line)


def yaml_lines(document: Document) -> Iterator[Break]:
    """(d) Each outermost line, and each that ends in a bracket, is broken as YAML."""
    path = document.path
    lines = texts()[path].splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if line.endswith(("}\n", "]\n")) and not line.lstrip().startswith("#"):
            text = "".join([*lines[: number - 1], f"{line[:-2]}\n", *lines[number:]])
            yield Break(path, f"bracket gone on {number}", text, "Y", number, exact=False)
        if not re.match("[a-z_]+:", line):
            continue
        name, _, value = line.rstrip("\n").partition(":")
        first = not any(re.match("[a-z]", earlier) for earlier in lines[: number - 1])
        broken = {
            "tab": (f"\t{line}", number, True),
            "no colon": (f"{name} {value.strip() or 'x'}\n", number - 1, False),
            "open quote": (f'{name}: "{value.strip()}\n', number, False),
            "open bracket": (f"{name}: [a, {{b: c\n", number, False),
            "at sign": (f"{name}: @{value.strip()}\n", number, False),
            "twice": (line + line, number + 1, False),
        }
        if first:
            # A record may stand further in as a whole; then the next line is out of line.
            broken["indented"] = (f" {line}", number, False)
        else:
            broken["indented"] = (f" {line}", number - 1, False)
        for what, (new, from_line, exact) in broken.items():
            text = "".join([*lines[: number - 1], new, *lines[number:]])
            if what == "no colon" and len(lines) == number and first:
                continue  # one text and nothing else is refused as no record, elsewhere
            # `links {relates_to: x}` without its colon is a field, of a name that there is not.
            rules = "Y|S04" if what == "no colon" else "Y"
            yield Break(path, f"{what} on {number}", text, rules, max(from_line, 1), exact)


# --- In the file itself ------------------------------------------------------------------------


def test_there_are_records() -> None:
    assert len(reading().documents) > 100


def test_a_required_field_that_is_taken_away() -> None:
    for document in reading().documents:
        for broken in required_fields(document):
            named(broken, judged(document, broken.text))


def test_a_day_that_there_is_not() -> None:
    seen = 0
    for document in reading().documents:
        for broken in days(document):
            named(broken, judged(document, broken.text))
            seen += 1
    assert seen > len(reading().documents)


def test_a_line_of_yaml_that_is_broken() -> None:
    for document in reading().documents:
        for broken in yaml_lines(document):
            named(broken, judged(document, broken.text))


def test_a_link_to_a_record_that_is_not_there() -> None:
    files = reading().files
    seen = 0
    for document in reading().documents:
        references = schemas().references(document.kind)
        for broken in links(document):
            raw = broken.text.encode()
            parsed = parse(raw, path=document.path)
            assert parsed.data is not None
            changed, _ = check_shape(
                Document(
                    path=document.path,
                    kind=document.kind,
                    stem=document.stem,
                    data=parsed.data,
                    blob="",
                ),
                schemas(),
            )
            record = READERS[document.kind](changed, broken=False)
            register = Register(
                [record],
                links={record.id: tuple(links_of(record.id, changed.data, references))},
                files=files,
                unreadable=frozenset(),
                default_limits=(),
            )
            found = [finding for _, finding in integrity.dangling(register) if finding]
            named(broken, with_places(raw, found))
            seen += 1
    assert seen > len(reading().documents)


# --- A day that there is, and that is wrong ----------------------------------------------------

AS_AT: Final = date(2026, 10, 15)
NO_ORDER: Final[dict[str, dict[int, tuple[str, ...]]]] = {
    "What is planned may lie far ahead": {
        +1: (
            *("allowance:review_due", "allowance:until", "control_change:temporary_until"),
            *("control_change:verify.due", "definition:review_due", "definition:valid_to"),
            *("escalation:due", "governance_decision:actions.*.due"),
            *("governance_decision:next_review", "monitoring_plan:baseline.measure_by"),
            *("monitoring_plan:governance_due", "risk:review_due", "risk:score_target.on"),
        ),
        -1: ("definition:review_due", "definition:valid_to", "governance_decision:next_review"),
    },
    "What holds may have begun at any time": {
        +1: (
            *("control:valid_from", "definition:valid_from", "list:valid_from"),
            *("policy:valid_from", "reporting_route:valid_from"),
        ),
        -1: (
            *("control:valid_from", "definition:valid_from", "list:valid_from"),
            *("plan_template:valid_from", "policy:valid_from", "reporting_route:valid_from"),
        ),
    },
    "A longer period is a period too": {
        +1: ("activity:period.to", "monitoring_plan:baseline.period.from"),
        -1: (
            *("activity:period.from", "governance_decision:period_covered.from"),
            *("monitoring_plan:baseline.period.from", "monitoring_plan:baseline.period.to"),
        ),
    },
    "It may have been there, or been so, long before": {
        -1: (
            *("audit:evidence.*.seen_on", "monitoring_check:evidence.*.seen_on"),
            *("incident:occurred", "near_miss:occurred", "redaction:found_on"),
            *("reporting_route:awareness.on", "service:inspections.*.on"),
            *("control:amendments.*.on", "governance_decision:public_text.checked_on"),
            *("policy:deny_list.reviewed_on", "service:contracts.*.starts"),
        ),
    },
    "It may have been done a year later, which has passed": {
        +1: (
            *("governance_decision:public_text.checked_on", "review:feedback_to_reporter.on"),
            *("review:person_affected.on", "service:inspections.*.on"),
            "service:contracts.*.starts",
        ),
    },
    "The day of the example itself": {+1: ("provider:as_at",), -1: ("provider:as_at",)},
}
"""Days of which no order can tell that they are a year too late, or too early, and why."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One day of one record, a year later or earlier."""

    document: Document
    field: str
    pointer: Pointer
    value: str
    years: int

    @property
    def new(self) -> str:
        """The day as it is written then."""
        return f"{int(self.value[:4]) + self.years:04d}{self.value[4:]}"


def moved_days() -> Iterator[Moved]:
    """(e) Each day and each moment is moved by a year."""
    for document in reading().documents:
        kind = document.kind
        for path in (*schemas().days(kind), *schemas().moments(kind)):
            for pointer, value in reach(dict(document.data), path):
                for years in (1, -1):
                    moved = Moved(document, f"{kind}:{'.'.join(path)}", pointer, value, years)
                    if parse_day(moved.new[:10]):  # not for the 29th of February
                        yield moved


def put(value: Plain, pointer: Pointer, new: str) -> Plain:
    """A value with another text at one place."""
    if not pointer:
        return new
    if isinstance(value, list):
        return [put(v, pointer[1:], new) if n == pointer[0] else v for n, v in enumerate(value)]
    assert isinstance(value, dict)
    return {k: put(v, pointer[1:], new) if k == pointer[0] else v for k, v in value.items()}


@cache
def sound_records() -> dict[str, Record]:
    """The records of this repository by path."""
    shaped = (check_shape(document, schemas())[0] for document in reading().documents)
    return {d.path: READERS[d.kind](d, broken=False) for d in shaped}


def of_days(moved: Moved) -> list[Finding]:
    """What is said of the file in which one day is moved."""
    document = moved.document
    data = put(dict(document.data), moved.pointer, moved.new)
    assert isinstance(data, dict)
    changed, found = check_shape(
        Document(path=document.path, kind=document.kind, stem=document.stem, data=data, blob=""),
        schemas(),
    )
    if found:
        return list(found)
    record = READERS[document.kind](changed, broken=False)
    return said_of_days(record, {**sound_records(), document.path: record})


def said_of_days(record: Record, records: dict[str, Record]) -> list[Finding]:
    """What is said of one record's days among others."""
    everything = Register(
        records.values(), links={}, files={}, unreadable=frozenset(), default_limits=()
    )
    case = Case(
        register=everything.as_at(AS_AT),
        trails={},
        selection=Selection({}),
        as_at=AS_AT,
        schemas=schemas(),
    )
    found = [
        *rules_of_days.days_in_order(record, everything),
        *rules_of_days.reviewed_after_close(everything),
        *future.not_yet(case, everything),
    ]
    return [finding for finding in found if finding.path == record.path]


def no_order(moved: Moved) -> bool:
    """Whether it is explained why nothing can be said of it."""
    return any(moved.field in fields.get(moved.years, ()) for fields in NO_ORDER.values())


def test_as_they_are_the_days_fit() -> None:
    for record in sound_records().values():
        assert said_of_days(record, sound_records()) == []


def test_a_day_that_is_moved_by_a_year() -> None:
    seen = 0
    for moved in moved_days():
        if of_days(moved):
            seen += 1
        else:
            assert no_order(moved), f"{moved.document.path}: {moved.pointer} as {moved.new}"
    assert seen > 1000


def test_a_sample_of_moved_days_through_the_whole_run(copy: Path) -> None:
    before = judge(copy).findings
    told = [m for m in moved_days() if not no_order(m)]
    for moved in random.Random(SEED).sample(told, 12):  # noqa: S311 - the same sample every time
        path = moved.document.path
        text = written_over(path, moved.pointer, moved.value, moved.new)
        assert text, f"{path}: {moved.pointer} is written in an unusual way"
        new = [f for f in judge_broken(copy, path, text).findings if f not in before]
        assert any(f.path == path and f.line > 0 for f in new), f"{path}: {moved.pointer}"


# --- Through the whole run ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the records that may be broken."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "records", root / "records")
    return root


def judge(copy: Path, *, as_at: date | None = None) -> Evidence:
    """The whole run over the copy."""
    with patch("closecall.evidence.load_schemas", schemas):
        return gather(copy, as_at=as_at, today=date(2026, 10, 15))


def judge_broken(copy: Path, path: str, text: str) -> Evidence:
    """The whole run over the copy with one file written differently."""
    file = copy / path
    before = file.read_bytes()
    try:
        file.write_text(text, encoding="utf-8")
        return judge(copy)
    finally:
        file.write_bytes(before)


def test_a_sample_through_the_whole_run(copy: Path) -> None:
    chosen = random.Random(SEED)  # noqa: S311 - the same sample every time
    ways = (required_fields, links, days, yaml_lines)
    for number in range(SAMPLE):
        documents = list(reading().documents)
        chosen.shuffle(documents)
        found = next(
            (b for b in (list(ways[number % 4](d)) for d in documents) if b),
            [],
        )
        broken = chosen.choice(found)
        evidence = judge_broken(copy, broken.path, broken.text)
        assert evidence.errors, "so nothing is published"
        named(broken, evidence.errors)


STAGE_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "reviews": (
        *("sources_examined", "cause_confirmed", "weakness_in", "prevention_verdict"),
        *("could_happen_again", "system_factor", "learning", "how_close"),
    ),
    "exposure_checks": (
        *("question", "scope", "method", "exposed_n", "result", "immediate_risk", "source_ref"),
    ),
    "changes": ("owner_role", "staff_responsibilities", "verify"),
    "risks": ("why_in_profile",),
    "plans": (
        *("target", "baseline", "reviewer_role", "interval", "governance_group"),
        "governance_due",
    ),
    "decisions": ("period_covered", "evidence_reviewed", "repeat_check"),
}
"""What a record of a whole trail must say beside what its shape asks for, by part of the trail."""


def whole_trails(evidence: Evidence) -> list[Trail]:
    """Trails that have every part, each of them once, the closed ones first."""
    wrong = {finding.path for finding in evidence.errors}
    whole = [
        trail
        for trail in evidence.trails.values()
        if all(getattr(trail, part) for part in STAGE_FIELDS)
        and len(trail.reviews) == 1
        and not any(r.path in wrong for part in STAGE_FIELDS for r in getattr(trail, part))
    ]
    return sorted(whole, key=lambda trail: (not trail.is_closed, trail.near_miss.id))


def stage_breaks(trail: Trail) -> Iterator[Break]:
    """Each field that a stage asks for is taken away."""
    for part, names in STAGE_FIELDS.items():
        record = getattr(trail, part)[0]
        for name in names:
            if name not in record.data or name in trail.near_miss.data:
                continue  # not there, or the report says it too
            if part == "decisions" and record.plan is None:
                continue  # it decides on no plan, so it is asked for less
            text = without_field(record.path, name)
            yield Break(record.path, f"without {name}", text, "G", 1, exact=False)


def test_a_field_that_a_stage_asks_for_and_that_is_taken_away(copy: Path) -> None:
    trails = whole_trails(judge(copy))
    assert trails, "not one trail is whole"
    broken = [one for trail in trails[:3] for one in stage_breaks(trail)]
    assert len(broken) > 20
    for one in broken:
        evidence = judge_broken(copy, one.path, one.text)
        assert evidence.errors, "so nothing is published"
        named(one, evidence.errors)


def test_a_broken_copy_is_whole_again(copy: Path) -> None:
    assert judge(copy).findings == judge(ROOT).findings


def test_the_ways_are_really_different() -> None:
    document = next(d for d in reading().documents if d.kind == "near_miss")
    for way in (required_fields, links, days, yaml_lines):
        for broken in way(document):
            assert broken.text != texts()[document.path], broken.what


def values(data: Plain) -> int:
    """How many values there are in a record."""
    if isinstance(data, dict):
        return sum(map(values, data.values()))
    return sum(map(values, data)) if isinstance(data, list) else 1


def test_the_records_are_enough_to_break_something_of_every_kind() -> None:
    kinds = {document.kind for document in reading().documents}
    assert kinds == set(READERS)
    assert sum(values(dict(d.data)) for d in reading().documents) > 2000
