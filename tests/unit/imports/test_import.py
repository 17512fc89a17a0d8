"""`closecall import`: all rows or none, told row by row, and the same file twice."""

import csv
import io
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from closecall.imports import importing
from closecall.imports.report import safe_cell
from closecall.records.documents import parse
from closecall.records.writing import write_new
from tests.unit.imports.repository import HEADINGS, MAP, Repository, row, table, workbook

NHS = "943 476 5919"


def test_a_row_becomes_a_record_that_the_check_takes(repository: Repository) -> None:
    before = repository.records
    done = repository.import_(table(row()))
    assert done.code == 0, done.all
    assert done.out.splitlines()[0] == "rows 1   new 1   already there 0   refused 0"
    (text,) = repository.made(before)
    assert text.startswith("# yaml-language-server: $schema=../../../schemas/near_miss.json\n")
    data = parse(text.encode(), path="").data
    assert data is not None
    assert data["detected"] == "2026-04-10 07:40"
    assert data["prevented_by"] == [{"what": "The box was seen by the next round"}]
    assert data["harm_potential"] == {
        "worst": "Low physical harm",
        "reason": "Someone could have taken a dose that was not theirs",
    }
    assert data["source_ref"] == {
        "log": "medicines incident tracker",
        "locator": "Row 2, Ref A-1",
    }
    assert repository.check().code == 0


def test_one_row_that_is_refused_keeps_all_of_them_out(repository: Repository) -> None:
    before = repository.records
    done = repository.import_(table(row(), row(Ref="A-2", When="31/02/2026 07:40")))
    assert done.code == 1
    assert "new 1   already there 0   refused 1" in done.out
    assert (
        "row 3  “When” names a day that the calendar does not have (31/02/2026 07:40)." in done.out
    )
    assert "Nothing was written" in done.out
    assert repository.records == before


def test_the_same_file_twice_makes_nothing_new(repository: Repository) -> None:
    raw = table(row(), row(Ref="A-2"))
    assert repository.import_(raw).code == 0
    after = repository.records
    again = repository.import_(raw)
    assert again.code == 0
    assert "rows 2   new 0   already there 2   refused 0" in again.out
    assert repository.records == after


def test_a_sheet_that_was_sorted_anew_is_known_again(repository: Repository) -> None:
    assert repository.import_(table(row(), row(Ref="A-2"))).code == 0
    again = repository.import_(table(row(Ref="a-2 "), row()))
    assert "new 0   already there 2   refused 0" in again.out


def test_an_edited_row_is_told_and_the_record_kept(repository: Repository) -> None:
    assert repository.import_(table(row())).code == 0
    after = repository.records
    edited = row(When="11/04/2026 07:40", Written="11/04/2026 09:00", Harm="High")
    again = repository.import_(table(edited, row(Ref="A-2")))
    assert again.code == 0
    assert "new 1   already there 0   refused 0" in again.out.replace("different 1   ", "")
    assert "“Harm” says something else than `harm_potential.worst` of the record" in again.out
    assert "“When” says something else than `detected` of the record" in again.out
    assert after.items() <= repository.records.items()


def test_an_edited_row_that_has_a_name_by_now_keeps_nobody_out(repository: Repository) -> None:
    assert repository.import_(table(row())).code == 0
    again = repository.import_(table(row(What=f"Resident {NHS} took it")))
    assert again.code == 0
    assert "different 1" in again.out
    assert NHS not in again.all


def test_what_a_record_says_beyond_its_row_is_no_difference(repository: Repository) -> None:
    before = repository.records
    assert repository.import_(table(row())).code == 0
    (path,) = repository.records.keys() - before
    file = repository.root / path
    file.write_text(file.read_text("utf-8") + "mechanism: tc-medicine-timing\n", "utf-8")
    assert "already there 1" in repository.import_(table(row())).out


def test_a_dry_run_writes_no_record(repository: Repository) -> None:
    before = repository.records
    done = repository.import_(table(row()), "--dry-run")
    assert done.code == 0
    assert "Nothing was written. Without --dry-run: 1 record new." in done.out
    assert repository.records == before


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("What", f"The box of {NHS} stood open"),
        ("What", "Mrs Ellerby found the box open"),
        ("Ref", NHS),
    ],
)
def test_what_looks_private_is_refused_and_never_shown(
    repository: Repository, field: str, words: str
) -> None:
    report = repository.root / "report.csv"
    done = repository.import_(table(row(**{field: words})), "-o", str(report))
    assert done.code == 1
    assert f"row 2  “{field}” has what looks like" in done.out
    assert "(G36)" in done.out
    for said in (done.all, report.read_text("utf-8")):
        assert NHS not in said
        assert "Ellerby" not in said


def test_a_number_over_two_cells_is_found_in_the_finished_record(repository: Repository) -> None:
    repository.change_map("  what_happened:", "  title: {column: Title}\n  what_happened:")
    first, last = NHS[:7], NHS[8:]
    cells = (*row(What=f"{last} was nearly given twice."), f"Dose of {first}")
    before = repository.records
    done = repository.import_(table(cells, headings=(*HEADINGS, "Title")))
    assert done.code == 1
    assert "(G36)" in done.out
    assert first not in done.all
    assert repository.records == before


def test_the_report_has_a_line_for_every_row(repository: Repository) -> None:
    report = repository.root / "report.csv"
    repository.import_(
        table(row(), row(Ref="=1+1", Home="Rosewod House"), row(Ref="A-3", When="")),
        *("-o", str(report)),
    )
    raw = report.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    assert [line[0] for line in lines] == ["row", "2", "3", "4"]
    assert [line[2] for line in lines[1:]] == ["new", "refused", "refused"]
    assert lines[2][1] == "'=1+1"
    assert "The nearest is “rosewood house”" in lines[2][5]
    assert "Rosewod" not in raw.decode()
    assert "is empty" in lines[3][5].lower()


@pytest.mark.parametrize(
    "text",
    [
        *("=1", "+1", "-1", "@a", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"),
        *("\ta", "\ra", "\na", " =1", "\u200b=1", '=HYPERLINK("x")'),
    ],
)
def test_no_cell_of_a_report_is_a_formula(text: str) -> None:
    (read,) = next(csv.reader(io.StringIO(safe_cell(text), newline=""), strict=True))
    assert read == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "INC-1", "–", 'say "no"', "row 3, 4"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert next(csv.reader(io.StringIO(safe_cell(text)), strict=True)) == [text]


def test_rows_from_before_a_day_are_left_out(repository: Repository) -> None:
    raw = table(row(), row(Ref="A-2", When="20/04/2026 10:00", Written="20/04/2026 10:10"))
    done = repository.import_(raw, "--since", "2026-04-15")
    assert "new 1   already there 0   refused 0   earlier 1" in done.out


def test_a_map_may_be_for_some_rows_only(repository: Repository) -> None:
    repository.change_map("key: Ref\n", "key: Ref\nonly: {Harm: low}\n")
    done = repository.import_(table(row(), row(Ref="", Harm="High")))
    assert "new 1   already there 0   refused 0   left out 1" in done.out


def test_two_rows_of_one_reference_are_refused(repository: Repository) -> None:
    done = repository.import_(table(row(), row(What="Another thing.")))
    assert done.code == 1
    assert "row 3  “Ref” has the same reference as row 2." in done.out


def test_alike_reasons_are_told_once(repository: Repository) -> None:
    raw = table(*(row(Ref=f"A-{n}", Harm="Awful") for n in range(30)))
    done = repository.import_(raw)
    assert "rows 2, 3, 4 and 27 more  “Harm” has an answer that is not in the map." in done.out
    assert "Awful" not in done.all


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("10.04.2026 07:40", "is not written as DD/MM/YYYY HH:mm"),
        ("10/04/2026", "has no time of day"),
        ("10/04/2026 25:00", "names a time that the clock does not have"),
        ("31/02/1950 07:40", "names a day that the calendar does not have."),
        ("29/03/2026 01:30", "clocks went forward"),
        ("10/04/2027 07:40", "lies after 4 May 2026"),
        ("11/04/2026 07:40", "is before"),
        ("n/a", "is empty"),
    ],
)
def test_days_that_cannot_be(repository: Repository, cell: str, words: str) -> None:
    done = repository.import_(table(row(When=cell)))
    assert done.code == 1
    assert words in done.out
    assert "1950" not in done.all


def test_a_log_without_times_says_so_in_each_record(repository: Repository) -> None:
    repository.change_map(
        "DD/MM/YYYY HH:mm}\n  recorded:", 'DD/MM/YYYY, time: "07:00"}\n  recorded:'
    )
    before = repository.records
    done = repository.import_(table(row(When="10/04/2026")))
    assert done.code == 0, done.all
    (text,) = repository.made(before)
    assert "detected: 2026-04-10 07:00" in text
    assert "no time of day there" in text
    assert "1 record with the time of day that the map gives; each says so." in done.out


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Seen\u200bby one", "U+200B"),
        ("Seen \u202eby one", "U+202E"),
        ("Seen\x1bby one", "U+001B"),
        ("x" * 10_001, "longer than 10,000 characters"),
    ],
)
def test_texts_that_no_record_holds(repository: Repository, cell: str, words: str) -> None:
    done = repository.import_(table(row(What=cell)))
    assert done.code == 1
    assert words in done.out


@pytest.mark.parametrize(
    "text", ["=1+1 boxes", "no", "12:30", "- a dash", "a: b # c", "'quoted'", "two\nlines", "ünï"]
)
def test_any_text_arrives_as_it_was(repository: Repository, text: str) -> None:
    before = repository.records
    assert repository.import_(table(row(What=text))).code == 0
    (made,) = repository.made(before)
    data = parse(made.encode(), path="").data
    assert data is not None
    assert data["what_happened"] == text
    assert repository.check().code == 0


def test_a_write_that_fails_takes_back_what_was_written(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def fails(root: Path, path: str, text: str) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        write_new(root, path, text)

    monkeypatch.setattr(importing, "write_new", fails)
    before = repository.records
    folders = {p for p in (repository.root / "records").rglob("*") if p.is_dir()}
    done = repository.import_(table(*(row(Ref=f"A-{n}") for n in range(5))))
    assert done.code == 130
    assert calls == 3
    assert repository.records == before
    assert {p for p in (repository.root / "records").rglob("*") if p.is_dir()} == folders


def test_a_folder_that_leads_elsewhere_is_not_written_into(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    month = repository.root / "records" / "near-misses" / "2026-04"
    month.parent.mkdir(parents=True, exist_ok=True)
    month.symlink_to(outside)
    done = repository.import_(table(row()))
    assert done.code != 0
    assert not list(outside.iterdir())


def test_what_was_taken_out_does_not_come_back(repository: Repository) -> None:
    before = repository.records
    assert repository.import_(table(row())).code == 0
    (path,) = repository.records.keys() - before
    record = repository.root / path
    redaction = repository.root / "records" / "redactions" / "rd-20260420-p4kz.yml"
    redaction.parent.mkdir()
    redaction.write_text(
        "kind: redaction\non: 2026-04-20\ndata_class: [room number]\n"
        f"records: {record.stem}\nwhere: One near miss\nfound_by_role: quality-lead\n"
        "removed_on: 2026-04-20\n",
        "utf-8",
    )
    record.unlink()
    done = repository.import_(table(row()))
    assert done.code == 1
    assert "rd-20260420-p4kz" in done.out
    assert not record.exists()


def test_an_allowance_answers_what_only_looks_private(repository: Repository) -> None:
    raw = table(row(What="The box by Room 4 stood open."))
    report = repository.root / "report.csv"
    first = repository.import_(raw, "-o", str(report))
    assert first.code == 1
    assert "G36" in first.out
    name = report.read_text("utf-8").splitlines()[1].split(",")[3].strip('"')
    allowance = repository.root / "records" / "allowances" / "2026-04" / "al-20260412-h6wn.yml"
    allowance.parent.mkdir(parents=True)
    allowance.write_text(
        f"kind: allowance\non: 2026-04-12\nrule: G36\nrecord: {name}\nfield: what_happened\n"
        "reason: It is the name of a store and nobody lives there\n"
        "by_role: quality-lead\nlooks_like: room number\nreview_due: 2026-06-01\n",
        "utf-8",
    )
    done = repository.import_(raw)
    assert done.code == 0, done.all
    assert repository.check().code == 0


def test_incidents_are_made_by_the_same_form_of_map(repository: Repository) -> None:
    text = MAP.replace("kind: near_miss", "kind: incident").replace(
        "  prevented_by.what: {always: The box was seen by the next round}\n",
        "  harm_actual.physical: {column: Harm, values: {Low: Low physical harm}}\n",
    )
    repository.map.write_text(text, "utf-8")
    before = repository.records
    done = repository.import_(table(row()))
    assert done.code == 0, done.all
    (path,) = repository.records.keys() - before
    assert path.startswith("records/incidents/2026-04/in-20260410-")
    assert repository.check().code == 0


def test_other_dated_kinds_too(repository: Repository) -> None:
    repository.map.write_text(
        "name: audit-tool\nkind: audit\nkey: Ref\nfields:\n"
        "  service: {column: Home}\n"
        "  on: {column: When, written_as: DD/MM/YYYY}\n"
        "  type: {column: Type}\n"
        "  announced: {column: Announced}\n"
        "  auditor_role: {column: Auditor}\n"
        "  source_ref.log: {always: medicines assurance log}\n",
        "utf-8",
    )
    before = repository.records
    raw = table(
        ("T1", "Rosewood House", "12/04/2026", "unannounced walkthrough", "no", "Quality lead"),
        headings=("Ref", "Home", "When", "Type", "Announced", "Auditor"),
    )
    done = repository.import_(raw)
    assert done.code == 0, done.all
    (text,) = repository.made(before)
    assert "auditor_role: quality-lead" in text
    assert "service: rosewood-house" in text


def test_real_dates_of_a_workbook(repository: Repository) -> None:
    repository.change_map("{column: When, ", "{column: [When, At], ")
    before = repository.records
    cells = (*row(When=date(2026, 4, 10), Written=datetime(2026, 4, 10, 8, 5)), time(7, 40))  # noqa: DTZ001
    done = repository.import_(workbook(cells, headings=(*HEADINGS, "At")))
    assert done.code == 0, done.all
    (text,) = repository.made(before)
    assert "detected: 2026-04-10 07:40" in text
    assert "recorded: 2026-04-10 08:05" in text
    assert "locator: Sheet Log, row 2, Ref A-1" in text


def test_it_runs_as_a_program_of_its_own(repository: Repository) -> None:
    (repository.root / "export.csv").write_bytes(table(row()))
    command = [sys.executable, "-P", "-m", "closecall", "import", "export.csv", "--map", "map.yml"]
    options: dict[str, Any] = {"cwd": repository.root, "capture_output": True, "text": True}
    done = subprocess.run([*command, "--as-at", "2026-05-04"], check=False, **options)
    assert done.returncode == 0, done.stderr
    assert "Wrote 1 record into records/." in done.stdout
