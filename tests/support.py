"""A small whole chain of records that a test may bend, and the one door through which it goes."""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from unittest.mock import patch

from closecall.evidence import Evidence, gather
from closecall.findings import Finding, Pointer
from closecall.model.fields import RecordId
from closecall.model.trail import Trail
from closecall.records.kinds import KIND_BY_NAME
from closecall.rules.case import Case
from closecall.validation.schemas import Schemas, load_schemas

DATA: Final = Path(__file__).parent / "data"

# The records of `data/chain`: one trail from the report to the decision, without a finding.
NM: Final = "nm-20260303-k7m2"
RV: Final = "rv-20260304-x2pd"
XC: Final = "xc-20260305-b9wr"
CT: Final = "ct-handover-medicines"
CC: Final = "cc-20260309-p4td"
RK: Final = "rk-20260305-tcmeds"
MP: Final = "mp-20260309-h8ra"
MK: Final = "mk-20260315-t5nb"
AU: Final = "au-20260404-q9kf"
PE: Final = "pe-20260410-d6ph"
GD: Final = "gd-20260421-m3wz"
PT: Final = "pt-tc-medicine-timing"

# The records of `data/small`: a small thing that ends with "no change needed".
SMALL_NM: Final = "nm-20260406-w3bd"
SMALL_RV: Final = "rv-20260408-h6qn"
SMALL_XC: Final = "xc-20260409-m2tv"
SMALL_GD: Final = "gd-20260414-c8xr"

AS_AT: Final = date(2026, 5, 4)
"""A day on which the chain is told whole."""


@cache
def schemas() -> Schemas:
    """The schemas, read and built once for all tests."""
    return load_schemas()


@dataclass(frozen=True, slots=True)
class Chain:
    """Texts of records by their path from the root, to be bent one way at a time."""

    files: Mapping[str, str]

    def path(self, record_id: str) -> str:
        """Where a record lies."""
        return next(path for path in self.files if path.endswith(f"/{record_id}.yml"))

    def text(self, record_id: str) -> str:
        """What stands in a record's file."""
        return self.files[self.path(record_id)]

    def with_text(self, record_id: str, text: str) -> "Chain":
        """The same with another text in a record's file."""
        return Chain({**self.files, self.path(record_id): text})

    def edit(self, record_id: str, old: str, new: str) -> "Chain":
        """The same with one place of one record written differently."""
        text = self.text(record_id)
        assert text.count(old) == 1, f"{old!r} is not there once in {record_id}"
        return self.with_text(record_id, text.replace(old, new))

    def put(self, record_id: str, field: str) -> "Chain":
        """The same with one field of a record, given with its name, written anew or added."""
        name = field.partition(":")[0]
        text = _without_field(self.text(record_id), name)
        return self.with_text(record_id, f"{text}{field}\n")

    def drop(self, record_id: str, *names: str) -> "Chain":
        """The same without some fields of a record."""
        text = self.text(record_id)
        for name in names:
            shorter = _without_field(text, name)
            assert shorter != text, f"{record_id} has no {name}"
            text = shorter
        return self.with_text(record_id, text)

    def add(self, record_id: str, text: str) -> "Chain":
        """The same with one more record; its kind says where it lies."""
        kind = re.search(r"^kind: (\w+)$", text, re.MULTILINE)
        assert kind
        folder = KIND_BY_NAME[kind[1]].folder
        return Chain({**self.files, f"records/{folder}/{record_id}.yml": text})

    def copy(self, record_id: str, new_id: str, *edits: tuple[str, str]) -> "Chain":
        """The same with one more record like another, but for some places."""
        text = self.text(record_id)
        for old, new in edits:
            assert old in text, f"{old!r} is not in {record_id}"
            text = text.replace(old, new)
        return self.add(new_id, text)

    def without(self, *record_ids: str) -> "Chain":
        """The same without some records."""
        gone = {self.path(record_id) for record_id in record_ids}
        return Chain({path: text for path, text in self.files.items() if path not in gone})

    def joined(self, other: "Chain") -> "Chain":
        """These records and others."""
        return Chain({**self.files, **other.files})

    def write(self, root: Path) -> Path:
        """Write the files under a folder."""
        for path, text in self.files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return root

    def judge(self, *, as_at: str | date | None = AS_AT) -> Evidence:
        """What comes of the records, through the same door as every command."""
        day = date.fromisoformat(as_at) if isinstance(as_at, str) else as_at
        with (
            TemporaryDirectory() as folder,
            patch("closecall.evidence.load_schemas", schemas),  # half of the time, else
        ):
            return gather(self.write(Path(folder)), as_at=day, today=AS_AT)

    def trail(self, near_miss: str = NM, *, as_at: str | date | None = AS_AT) -> Trail:
        """The trail of one near miss."""
        return self.judge(as_at=as_at).trails[RecordId(near_miss)]


def _without_field(text: str, name: str) -> str:
    """A record's text without a field of its outermost level."""
    return re.sub(rf"^{name}:.*\n(?:[ \t#].*\n|\n)*", "", text, flags=re.MULTILINE)


def read_chain(name: str) -> Chain:
    """The records in a folder of `tests/data`."""
    folder = DATA / name
    return Chain(
        {
            f"records/{path.relative_to(folder).as_posix()}": path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.yml"))
        }
    )


CHAIN: Final = read_chain("chain")
"""A chain that is told whole and still watched: no finding at all."""
CLOSED: Final = CHAIN.edit(GD, "assured-continue-monitoring", "assured-close")
"""The same, closed by its group on 21 April."""
REPORTED: Final = CHAIN.without(RV, XC, CT, CC, RK, MP, MK, AU, PE, GD)
"""A near miss that has been reported, and nothing more."""
REVIEWED: Final = CHAIN.drop(RV, "barriers").without(XC, CT, CC, RK, MP, MK, AU, PE, GD)
"""A near miss with its review, and nothing more."""
SMALL: Final = REPORTED.without(NM).joined(read_chain("small"))
"""A small thing that ended with "no change needed": no finding at all."""


class Told(NamedTuple):
    """A finding as a test writes it down."""

    rule: str
    level: str
    record: str
    pointer: str
    """Joined by dots; empty for the whole record."""


def told(evidence: Evidence) -> list[Told]:
    """Every finding, in order; each has a place in a file that is there."""
    return [_told(finding) for finding in evidence.findings]


def _told(finding: Finding) -> Told:
    assert finding.line >= 1
    assert finding.column >= 1
    assert finding.message.endswith(".")
    assert finding.remedy.endswith(".")
    stem = finding.path.rpartition("/")[2].removesuffix(".yml")
    return Told(finding.rule, str(finding.level), stem, dotted(finding.pointer))


def dotted(pointer: Pointer) -> str:
    """A pointer in one word."""
    return ".".join(map(str, pointer))


def the(evidence: Evidence, rule: str) -> Finding:
    """The one finding of a rule."""
    found = [finding for finding in evidence.findings if finding.rule == rule]
    assert len(found) == 1, f"{len(found)} findings of {rule} in {told(evidence)}"
    return found[0]


def case_of(evidence: Evidence) -> Case:
    """What a rule is given."""
    return Case(
        register=evidence.register,
        trails=evidence.trails,
        selection=evidence.selection,
        as_at=evidence.as_at,
        schemas=schemas(),
    )


def outcomes(findings: Iterator[object]) -> list[Told]:
    """What a rule called by itself finds."""
    return [
        _told(replace(finding, line=1, column=1))
        for finding in findings
        if isinstance(finding, Finding)
    ]


@contextmanager
def time_zone(name: str) -> Iterator[None]:
    """The machine in another time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()
