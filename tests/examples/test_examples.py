"""Examples of records: those in `valid/` are taken, those in `invalid/` get exactly one finding.

A new case is a new file. Beside each invalid one stands the finding that it must give: the rule,
the way to the value, and the line.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from closecall.findings import Finding, Level
from closecall.records.documents import parse, with_places
from closecall.records.kinds import KIND_BY_NAME, KINDS
from closecall.records.reading import Document
from closecall.validation.shape import check_shape
from tests.support import schemas

HERE = Path(__file__).parent
VALID = sorted((HERE / "valid").glob("*/*.yml"))
INVALID = sorted((HERE / "invalid").glob("*/*.yml"))


def name(path: Path) -> str:
    """How a case is called: `near_miss/detected-missing`."""
    return path.relative_to(HERE).with_suffix("").as_posix().partition("/")[2]


def findings(path: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with one record by itself."""
    raw = path.read_bytes()
    kind, where = path.parent.name, path.relative_to(HERE).as_posix()
    parsed = parse(raw, path=where)
    if parsed.data is None:
        return parsed.findings
    document = Document(path=where, kind=kind, stem=path.stem, data=parsed.data, blob="")
    _, found = check_shape(document, schemas())
    return with_places(raw, found)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_record_is_taken(path: Path) -> None:
    assert findings(path) == ()


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_record_is_called_as_its_kind_is(path: Path) -> None:
    prefix = KIND_BY_NAME[path.parent.name].prefix
    assert path.stem.startswith(f"{prefix}-" if prefix else "")


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_record_gets_the_finding_beside_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".finding.json").read_text(encoding="utf-8"))
    found = findings(path)
    assert [(f.rule, list(f.pointer), f.line) for f in found] == [
        (expected["rule"], expected["pointer"], expected["line"])
    ]
    (finding,) = found
    assert finding.level is Level.ERROR
    assert finding.column >= 1
    assert finding.message.endswith(".")
    assert finding.remedy.endswith(".")


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_a_finding_does_not_repeat_what_the_author_wrote(path: Path) -> None:
    (finding,) = findings(path)
    said = f"{finding.message} {finding.remedy}"
    known = path.read_text(encoding="utf-8")
    line = known.splitlines()[finding.line - 1].partition(":")[2].strip().strip("{}[]>\"'")
    if len(line) > 12:  # shorter ones are words of our own lists
        assert line not in said


def sides() -> Iterator[tuple[str, set[str]]]:
    """The kinds that have examples, by folder."""
    for side in ("valid", "invalid"):
        yield side, {path.name for path in (HERE / side).iterdir() if path.is_dir()}


def test_every_kind_has_examples_of_both_sorts() -> None:
    for _, kinds in sides():
        assert kinds == {kind.name for kind in KINDS}


def test_every_expected_finding_has_its_record() -> None:
    expected = {path.name.removesuffix(".finding.json") for path in HERE.rglob("*.finding.json")}
    assert expected == {path.stem for path in INVALID}
    assert len(INVALID) == len(list(HERE.rglob("*.finding.json")))
