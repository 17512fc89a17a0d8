"""A small provider to import into, a small map, and what makes exports for it."""

import csv
import io
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from unittest.mock import patch

import pytest

from closecall.cli import main
from tests.support import CHAIN, schemas

HEADINGS: Final = ("Ref", "Home", "When", "Written", "What", "Harm")
ROW: Final = (
    "A-1",
    "Rosewood House",
    "10/04/2026 07:40",
    "10/04/2026 08:05",
    "A box stood open at the end of the round.",
    "Low",
)
MAP: Final = """\
name: my-log
kind: near_miss
key: Ref
fields:
  service: {column: Home, values: {Rosewood House: rosewood-house}}
  detected: {column: When, written_as: DD/MM/YYYY HH:mm}
  recorded: {column: Written, written_as: DD/MM/YYYY HH:mm}
  recorded_by_role: {always: senior-carer}
  domain: {always: [medicines]}
  what_happened: {column: What}
  person_affected.relation: {always: one}
  detection_method: {always: someone saw it}
  prevented_by.what: {always: The box was seen by the next round}
  immediate_action.what: {always: The box was closed}
  immediate_action.safe_now: {always: yes}
  harm_potential.worst: {column: Harm, values: {Low: Low physical harm, High: Severe physical harm}}
  harm_potential.reason: {always: Someone could have taken a dose that was not theirs}
  source_ref.log: {always: medicines incident tracker}
"""
Cells = Sequence[object]


class Done(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """All that was said."""
        return self.out + self.err


class Repository:
    """A project on the disk, and the command run in it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = CHAIN.write(root)
        self.map = root / "map.yml"
        self.map.write_text(MAP, encoding="utf-8")
        self._capsys = capsys

    def run(self, *words: str | Path) -> Done:
        """A command, through the door of every command."""
        argv = ["closecall", *map(str, words)]
        with (
            patch.object(sys, "argv", argv),
            patch("closecall.evidence.load_schemas", schemas),  # half of the time, else
            pytest.raises(SystemExit) as stop,
        ):
            main.main()
        printed = self._capsys.readouterr()
        code = stop.value.code
        assert isinstance(code, int)
        assert code != 3, printed.err
        return Done(code, printed.out, printed.err)

    def import_(self, raw: bytes, *options: str, name: str = "export.csv") -> Done:
        """Import what stands in a file."""
        file = self.root / name
        file.write_bytes(raw)
        return self.run(
            *("import", file, self.root, "--map", self.map, "--as-at", "2026-05-04"), *options
        )

    def check(self) -> Done:
        """Check the records."""
        return self.run("check", self.root, "--as-at", "2026-05-04")

    def change_map(self, old: str, new: str) -> None:
        """Write one place of the map differently."""
        text = self.map.read_text("utf-8")
        assert text.count(old) == 1
        self.map.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def records(self) -> dict[str, str]:
        """Every record, by its path."""
        return {
            path.relative_to(self.root).as_posix(): path.read_text("utf-8")
            for path in sorted((self.root / "records").rglob("*"))
            if path.is_file()
        }

    def made(self, before: Iterable[str]) -> list[str]:
        """The texts of the records that were not there before."""
        return [text for path, text in self.records.items() if path not in set(before)]


def table(*rows: Cells, headings: Cells = HEADINGS, delimiter: str = ",") -> bytes:
    """A CSV in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([headings, *rows])
    return out.getvalue().encode()


def row(**changes: object) -> tuple[object, ...]:
    """The usual row, some cells otherwise."""
    return tuple(changes.get(name, cell) for name, cell in zip(HEADINGS, ROW, strict=True))


def workbook(
    *rows: Cells,
    headings: Cells = HEADINGS,
    bend: Callable[..., None] | None = None,
) -> bytes:
    """An XLSX with one sheet; `bend` is given the workbook and the sheet before it is saved."""
    from openpyxl import Workbook  # noqa: PLC0415 - takes long to load

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Log"
    for cells in (headings, *rows):
        sheet.append(list(cells))
    if bend:
        bend(book, sheet)
    book.properties.created = book.properties.modified = datetime(2026, 4, 1)  # noqa: DTZ001
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(raw: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The same archive with some members otherwise, without, or with one more."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        members = {member: old.read(member) for member in old.namelist()}
        for name, body in {**members, **changes}.items():
            if body is not None:
                new.writestr(name, body)
    return out.getvalue()
