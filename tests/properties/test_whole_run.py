"""What holds of every run: in any order, on any day, whatever stands in the records."""

import json
import os
import random
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closecall.evidence import Evidence, gather
from closecall.findings import Level, Pointer, in_order
from closecall.records.documents import Plain, parse
from closecall.records.trees import FoundFile, SourceFile, WorkingTree
from closecall.reports.formats import FORMATS
from closecall.reports.report import FailOn, make_report, summary
from closecall.rules.case import Owed
from tests.support import (
    AU,
    CC,
    CHAIN,
    CLOSED,
    CT,
    GD,
    MP,
    NM,
    PE,
    PT,
    REPORTED,
    RV,
    SMALL_GD,
    SMALL_RV,
    XC,
    Chain,
    read_chain,
    schemas,
    told,
)

ROOT: Final = Path(__file__).parents[2]
BOTH: Final = CLOSED.joined(read_chain("small"))
"""Two whole trails."""
POOR: Final = (
    BOTH.drop(RV, "learning", "how_close")
    .drop(GD, "challenge", "repeat_check")
    .edit(CC, "deputy-manager", "deputy-manger")
    .put(AU, "on: 2026-02-30")
    .drop(SMALL_RV, "system_factor")
    .with_text(PE, "kind: 'never closed\n")
    .without(XC)
)
"""Two trails with many a mistake."""


# --- In any order ------------------------------------------------------------------------------


class Shuffled:
    """The files of a folder in any order."""

    def __init__(self, tree: WorkingTree, seed: int) -> None:
        self.root = tree.root
        self._tree = tree
        self._seed = seed

    def listed(self) -> Iterator[FoundFile]:
        """Every file."""
        files = list(self._tree.listed())
        random.Random(self._seed).shuffle(files)  # noqa: S311 - an order, no secret
        yield from files

    def opened(self, files: Iterable[FoundFile]) -> Iterator[SourceFile]:
        """Some of them, with what stands in them."""
        return self._tree.opened(files)

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self._tree.read(path)


def judged(root: Path, *, seed: int | None = None, as_at: date | None = None) -> Evidence:
    """The whole run, with the files in another order where one is asked for."""

    def tree(folder: Path, object_format: str = "sha1") -> WorkingTree | Shuffled:
        assert object_format == "sha1"
        found = WorkingTree(folder)
        return found if seed is None else Shuffled(found, seed)

    with (
        patch("closecall.evidence.load_schemas", schemas),
        patch("closecall.evidence.WorkingTree", tree),
    ):
        return gather(root, as_at=as_at, today=date(2026, 10, 15))


def same(one: Evidence, other: Evidence) -> None:
    """Assert that two runs say the same, in the same order."""
    assert one.findings == other.findings
    assert one.trails == other.trails
    assert list(one.trails) == list(other.trails)
    assert one.owed == other.owed
    assert one.hidden == other.hidden
    assert list(one.register.records) == list(other.register.records)
    assert one.as_at == other.as_at


@given(seed=st.integers())
@settings(max_examples=15)
@pytest.mark.parametrize("chain", [BOTH, POOR, REPORTED], ids=["whole", "poor", "reported"])
def test_the_order_of_the_files_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, chain: Chain, seed: int
) -> None:
    root = chain.write(tmp_path_factory.mktemp("chain"))
    same(judged(root), judged(root, seed=seed))


@given(seed=st.integers())
@settings(max_examples=5)
def test_nor_in_this_repository(seed: int) -> None:
    same(judged(ROOT), judged(ROOT, seed=seed))


def test_one_run_like_another() -> None:
    same(judged(ROOT), judged(ROOT))
    same(POOR.judge(), POOR.judge())


PRINT: Final = """
from datetime import date
from hashlib import sha256
from pathlib import Path
from closecall.evidence import gather
e = gather(Path(), today=date(2026, 10, 15))
told = repr((e.findings, e.trails, e.owed, e.hidden, list(e.register.records.values())))
print(len(told), sha256(told.encode("utf-8", "backslashreplace")).hexdigest())
"""


def test_another_hash_seed_gives_equal_evidence(tmp_path: Path) -> None:
    for root in (ROOT, POOR.write(tmp_path)):
        said = {
            subprocess.run(
                [sys.executable, "-c", PRINT],
                cwd=root,
                env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
                capture_output=True,
                check=True,
            ).stdout
            for seed, zone in (("0", "UTC"), ("4711", "Asia/Tokyo"))
        }
        assert len(said) == 1


# --- On any day --------------------------------------------------------------------------------


def key(owed: Owed) -> tuple[str, str, str, str]:
    """What makes something owed the same thing on another day."""
    return owed.rule, owed.near_miss, owed.record or "", owed.step


def late(evidence: Evidence) -> set[tuple[str, str, str, str]]:
    """Everything that is late."""
    return {key(o) for nm in evidence.owed for o in evidence.late(nm)}


def owing(evidence: Evidence) -> set[tuple[str, str, str, str]]:
    """Everything that is owed, late or not."""
    return {key(o) for every in evidence.owed.values() for o in every}


def later_is_not_earlier(one: Evidence, other: Evidence) -> None:
    """Assert that what is late and still owed is still late, and that everything is said."""
    assert late(one) & owing(other) <= late(other)
    for evidence in (one, other):
        gaps = {(f.rule, f.record, f.due) for f in evidence.findings if f.due and f.record}
        for near_miss in evidence.owed:
            for owed in evidence.late(near_miss):
                assert (owed.rule, owed.record or owed.near_miss, owed.due) in gaps


DAYS = st.dates(min_value=date(2026, 2, 20), max_value=date(2026, 6, 30))
PARTS = (
    CHAIN,
    REPORTED,
    CHAIN.without(GD),
    CHAIN.without(MP, "mk-20260315-t5nb", GD),
    CHAIN.without(AU).edit(GD, f", {AU}", ""),
    CHAIN.without(XC),
    BOTH.without(SMALL_GD),
)


@given(chain=st.sampled_from(PARTS), day=DAYS, more=st.integers(min_value=1, max_value=400))
@settings(max_examples=60)
def test_a_later_day_makes_nothing_late_less_late(chain: Chain, day: date, more: int) -> None:
    later_is_not_earlier(chain.judge(as_at=day), chain.judge(as_at=day + timedelta(days=more)))


@given(
    day=st.dates(min_value=date(2025, 7, 1), max_value=date(2026, 11, 30)),
    more=st.integers(min_value=1, max_value=200),
)
@settings(max_examples=12)
def test_nor_in_the_records_of_this_repository(day: date, more: int) -> None:
    later_is_not_earlier(judged(ROOT, as_at=day), judged(ROOT, as_at=day + timedelta(days=more)))


@given(day=st.sampled_from([date.min, date(1999, 12, 31), date(2026, 2, 28), date.max]))
def test_any_day_may_be_asked_for(day: date) -> None:
    evidence = BOTH.judge(as_at=day)
    assert evidence.as_at == day
    assert summary(make_report(evidence, fail_on=FailOn.ERROR))


# --- Whatever stands in the records ------------------------------------------------------------

MARK: Final = "Qwxyzzy"
"""A word that is in no message of ours."""
BENT: Final = (
    *(NM, RV, XC, CC, CT, MP, "mk-20260315-t5nb", AU, PE, GD, PT),
    *("rk-20260305-tcmeds", "rosewood", "rosewood-house", "medicines-lead", SMALL_GD),
)

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(10**12), max_value=10**12),
    st.sampled_from([0, 1, 10**9, 0.5, -0.0, 1e300]),
    st.text(max_size=12),
    st.sampled_from(
        [
            *("", " ", "yes", "no", "none", "unknown", "not yet", "reliable", "reduced"),
            *("sustained", "at_most", "assured-close", "no-further-change-with-reason", "reopen"),
            *("0001-01-01", "9999-12-31", "2026-02-30", "2026-03-29 01:30", "2026-10-25 01:30"),
            *("0001-01-01 00:00+14:00", "9999-12-31 23:59-14:00", "2026-03-03T25:61"),
            *("P9999M", "P9999W", "P0D", "P1D"),
            *(NM, RV, CC, AU, GD, MP, "deputy-manager", "nobody", MARK, MARK.lower()),
            *("Resolved", "NFA", "\x00", "\u202e", "\ufeff", "::error::", "{{ 7*7 }}", "<b>"),
        ]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.sampled_from(["is", "reason", "what", "on", "id", MARK]), st.text(max_size=4)
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


def pointers(value: Plain, pointer: Pointer = ()) -> Iterator[Pointer]:
    """Every place in a record."""
    if pointer:
        yield pointer
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from pointers(inner, (*pointer, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from pointers(inner, (*pointer, number))


def data_of(record_id: str) -> dict[str, Plain]:
    """The values of a record of the chain."""
    data = parse(BOTH.text(record_id).encode(), path=BOTH.path(record_id)).data
    assert data is not None
    return data


PLACES: Final = {record_id: list(pointers(data_of(record_id))) for record_id in BENT}


@st.composite
def bent(draw: st.DrawFn) -> Chain:
    """Two whole trails, with one to three values bent anyhow."""
    chain = BOTH
    for record_id in draw(st.lists(st.sampled_from(BENT), min_size=1, max_size=3, unique=True)):
        data = data_of(record_id)
        pointer = draw(st.sampled_from(PLACES[record_id]))
        box: Plain = data
        for step in pointer[:-1]:
            box = box[step]  # type: ignore[index] # the way is known to be there
        how = draw(st.sampled_from(["gone", "another", "another", "more"]))
        if how == "gone":
            del box[pointer[-1]]  # type: ignore[arg-type, union-attr] # as above
        elif how == "another":
            box[pointer[-1]] = draw(VALUES)  # type: ignore[index] # as above
        else:
            data[draw(st.sampled_from(["links", "withdrawn", "evidence", "title", MARK]))] = draw(
                VALUES
            )
        # JSON is YAML: what the values are does not depend on how they are written.
        chain = chain.with_text(record_id, json.dumps(data, ensure_ascii=False) + "\n")
    return chain


def sound(evidence: Evidence) -> None:
    """Assert what holds of the findings of every run."""
    told(evidence)
    assert evidence.hidden >= 0
    assert evidence.findings == in_order(evidence.findings)
    for finding in evidence.findings:
        assert finding.path.startswith("records/")
        said = f"{finding.message} {finding.remedy} {finding.path} {finding.record}"
        assert MARK.lower() not in said.lower()
    report = make_report(evidence, fail_on=FailOn.ERROR)
    for as_written in FORMATS.values():
        shown = as_written(report)
        assert not [c for c in shown if c != "\n" and unicodedata.category(c) in {"Cc", "Cf"}]
        assert MARK.lower() not in shown.lower()


@given(chain=bent())
@settings(max_examples=300)
def test_bent_values_break_nothing(chain: Chain) -> None:
    sound(chain.judge())


@given(
    record_id=st.sampled_from(BENT),
    place=st.integers(min_value=0, max_value=3000),
    length=st.integers(min_value=0, max_value=20),
    new=st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        st.sampled_from(
            ["\t", "\n", "- ", ": ", "{", "]", '"', "'", "&a ", "*a", "!!str ", "#", "|"]
        ),
    ),
)
@settings(max_examples=200)
def test_bent_text_breaks_nothing(record_id: str, place: int, length: int, new: str) -> None:
    text = BOTH.text(record_id)
    start = place % (len(text) + 1)
    sound(BOTH.with_text(record_id, text[:start] + new + text[start + length :]).judge())


@given(taken=st.sets(st.sampled_from(BENT), min_size=1))
@settings(max_examples=60)
def test_missing_records_break_nothing(taken: set[str]) -> None:
    evidence = BOTH.without(*taken).judge()
    sound(evidence)
    assert {f.rule for f in evidence.findings if f.level is Level.ERROR} <= {
        *("G33", "G05", "G07", "G17", "G24", "G25"),
    }
