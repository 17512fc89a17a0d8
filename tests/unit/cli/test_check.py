"""`closecall check` as people run it: what it prints and how it ends."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import AU, CC, CHAIN, GD, NM, REPORTED, RV, Chain

DAY = "2026-05-04"
ALL = len(CHAIN.files)
FEW = len(REPORTED.files)
HERE = "policy from this tree"


def check(root: Path, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "closecall", "check", *options],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def write(chain: Chain, root: Path) -> Path:
    """Write a chain."""
    root.mkdir(parents=True, exist_ok=True)
    return chain.write(root)


def line_of(chain: Chain, record_id: str, field: str) -> int:
    """The line on which a field stands."""
    lines = chain.text(record_id).splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(f"{field}:"))


def in_order(*parts: str, text: str) -> bool:
    """Whether some parts stand in a text, one after the other."""
    return re.search(".*".join(map(re.escape, parts)), text, re.DOTALL) is not None


def test_nothing_wrong(tmp_path: Path) -> None:
    done = check(write(CHAIN, tmp_path))
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        f"0 errors, 0 gaps, 0 warnings in {ALL} records, as at 4 May 2026 "
        f"(the day on which this example stands still), {HERE}.\n"
    )


def test_every_finding_at_once_with_its_place_and_mend(tmp_path: Path) -> None:
    chain = (
        CHAIN.with_text(RV, CHAIN.text(RV) + 'staff_views: "We all\n')  # cannot be read
        .put(AU, "on: 2026-02-30")  # no such day
        .edit(CC, "deputy-manager", "deputy-manger")  # no such role
        .drop(GD, "challenge")  # a warning
    )
    done = check(write(chain, tmp_path))
    assert done.returncode == 1
    assert done.stderr == ""
    blocks = done.stdout.split("\n\n")
    assert blocks[-1].startswith(f"3 errors, 0 gaps, 1 warning in {ALL} records, as at 4 May 2026")
    assert re.search(r"\. \d+ more rest on these and are not shown\.\n$", blocks[-1])
    shape = re.compile(
        r"[A-Z][0-9]{2} (error|gap|warning) +[^\n]+\.\n"
        r"  --> records/[a-z0-9/-]+\.yml:[1-9][0-9]*:[1-9][0-9]*\n"
        r"( *[1-9][0-9]* \| [^\n]+\n +\| +\^\n)?"
        r"(    = owed by: [^\n]+\n)?"
        r"    = mend: [^\n]+\."
    )
    assert all(shape.fullmatch(block) for block in blocks[:-1])
    assert len(blocks) == 5
    assert f"  --> records/reviews/{RV}.yml:{line_of(chain, RV, 'staff_views')}:14\n" in done.stdout
    assert f"  --> records/audits/{AU}.yml:{line_of(chain, AU, 'on')}:1\n" in done.stdout
    line = line_of(chain, CC, "owner_role")
    assert f"  --> records/control-changes/{CC}.yml:{line}:1\n" in done.stdout
    assert in_order("S07 error", "G33 error", "Y", text=done.stdout)
    assert "The nearest id is deputy-manager." in done.stdout


def test_a_gap_says_who_owes_it(tmp_path: Path) -> None:
    done = check(write(REPORTED, tmp_path))
    assert done.returncode == 0
    assert done.stdout.startswith(
        "G09 gap     No review of this near miss is recorded. Overdue since 7 March 2026.\n"
        f"  --> records/near-misses/{NM}.yml:1:1\n"
        "    = owed by: Medicines lead\n"
        f"    = mend: The medicines lead writes a review that names {NM}; the limit here is 3 days "
        "after it was noticed.\n\n"
        f"0 errors, 1 gap, 0 warnings in {FEW} records, as at 4 May 2026 "
    )


@pytest.mark.parametrize(
    ("level", "errors", "gaps", "warnings"),
    [("error", 1, 0, 0), ("gap", 1, 1, 0), ("warning", 1, 1, 1)],
)
def test_what_it_fails_on(
    tmp_path: Path, level: str, errors: int, gaps: int, warnings: int
) -> None:
    bad = CHAIN.drop(RV, "learning")
    warned = CHAIN.drop(GD, "challenge")
    for number, (chain, code) in enumerate(
        ((bad, errors), (REPORTED, gaps), (warned, warnings), (CHAIN, 0))
    ):
        root = write(chain, tmp_path / str(number))
        assert check(root, "--fail-on", level).returncode == code


def test_as_at(tmp_path: Path) -> None:
    root = write(REPORTED, tmp_path)
    early = check(root, "--as-at", "2026-03-06")
    assert early.returncode == 0
    assert early.stdout == (
        f"0 errors, 0 gaps, 0 warnings in {FEW} records, as at 6 March 2026 (as asked), {HERE}.\n"
    )
    late = check(root, "--as-at", "2026-03-07", "--fail-on", "gap")
    assert late.returncode == 1


def test_what_is_not_known_yet_is_counted(tmp_path: Path) -> None:
    root = write(CHAIN, tmp_path)
    early = check(root, "--as-at", "2026-03-04")
    assert ", policy from this tree. 8 records are not known yet on that day.\n" in early.stdout
    assert "G33" not in early.stdout
    planned = write(CHAIN.put(RV, "recorded: 2026-05-05 10:00"), tmp_path / "one")
    assert check(planned).stdout.endswith(" 1 record is not known yet on that day.\n")
    assert "not known yet" not in check(root).stdout


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "03-03-2026", "2026-W10-2", ""])
def test_a_day_that_is_none(tmp_path: Path, day: str) -> None:
    done = check(write(CHAIN, tmp_path), "--as-at", day)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "a day is written as 2026-09-30" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "options",
    [("--no-such-option",), ("--fail-on", "anything"), ("no-such-folder",), (".", "and-another")],
)
def test_wrong_use(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = check(write(CHAIN, tmp_path), *options)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Usage: " in done.stderr
    assert "Traceback" not in done.stderr


def test_no_records_here(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("There is no folder `records` in ")
    assert "Go to the folder that holds the records" in done.stderr


def test_records_that_are_a_file(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("not a folder", encoding="utf-8")
    done = check(tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_from_a_folder_inside_and_from_outside(tmp_path: Path) -> None:
    root = write(CHAIN, tmp_path / "project")
    assert check(root / "records" / "near-misses").returncode == 0
    assert check(tmp_path, "project").returncode == 0


def test_an_empty_folder_of_records_is_fine(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    done = check(tmp_path, "--as-at", DAY)
    assert done.returncode == 0
    assert (
        done.stdout
        == f"0 errors, 0 gaps, 0 warnings in 0 records, as at 4 May 2026 (as asked), {HERE}.\n"
    )


def test_what_is_beside_the_records_is_not_opened(tmp_path: Path) -> None:
    root = write(CHAIN, tmp_path)
    for name in ("mkdocs.yml", "pyproject.toml", "closecall.toml", "closecall.yml", "conftest.py"):
        (root / name).write_text("!!python/object/apply:os._exit [9]\n", encoding="utf-8")
    (root / "closecall").mkdir()
    (root / "sitecustomize.py").write_text("raise SystemExit(9)\n", encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).parent / "closecall", "check"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


NASTY = {
    "nm-\x1b[31mred.yml": r"nm-\x1b[31mred.yml",
    "nm-bell\x07.yml": r"nm-bell\x07.yml",
    "nm-line\nbreak.yml": r"nm-line\nbreak.yml",
    "nm-\u202eright.yml": r"nm-\u202eright.yml",
    "nm-\u200bunseen.yml": r"nm-\u200bunseen.yml",
    "::warning::x.yml": ": :warning: :x.yml",
    "##[error]x.yml": "# #[error]x.yml",
}


def test_a_name_cannot_steer_a_terminal_or_a_build_log(tmp_path: Path) -> None:
    root = write(CHAIN, tmp_path)
    for name in NASTY:
        (root / "records" / "near-misses" / name).write_text("kind: near_miss\n", encoding="utf-8")
    done = check(root)
    assert done.returncode == 1
    assert done.stderr == ""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", done.stdout)
    assert "::" not in done.stdout
    assert "##[" not in done.stdout
    for shown in NASTY.values():
        assert f"  --> records/near-misses/{shown}:1:1\n" in done.stdout


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    root = write(CHAIN, tmp_path)
    folder = os.fsencode(root / "records" / "near-misses")
    Path(os.fsdecode(folder + b"/nm-\xff\xfe.yml")).write_text(
        "kind: near_miss\n", encoding="utf-8"
    )
    done = check(root)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert r"nm-\udcff\udcfe.yml:1:1" in done.stdout


SECRET = "Dorothy Example, room 4"  # noqa: S105 - a name that nobody has
TELLTALE = (
    CHAIN.put(RV, f"risk_theme: {SECRET}")
    .put(RV, f'"{SECRET}": yes')
    .put(AU, f"on: {SECRET}")
    .put(CC, f"owner_role: {SECRET}")
    .put(GD, f"repeat_check: '{SECRET}'")
    .with_text(NM, CHAIN.text(NM) + f"title: &{SECRET}\n")
)
"""Where no rule that asks for something may repeat what is there."""


@pytest.mark.parametrize("form", ["json", "junit", "sarif", "github", "gitlab", "markdown"])
def test_no_value_of_a_record_is_in_what_machines_read(tmp_path: Path, form: str) -> None:
    done = check(write(TELLTALE, tmp_path), "--format", form)
    assert done.returncode == 1
    assert "Dorothy" not in done.stdout + done.stderr
    assert "room 4" not in done.stdout + done.stderr


def test_for_people_the_line_is_shown_and_the_words_repeat_nothing(tmp_path: Path) -> None:
    done = check(write(CHAIN.put(AU, "on: 30 May"), tmp_path))
    line = line_of(CHAIN.put(AU, "on: 30 May"), AU, "on")
    assert in_order(f"{AU}.yml:{line}:1\n {line} | on: 30 May\n    | ^\n", text=done.stdout)
    shown = [each for each in done.stdout.splitlines() if " | " not in each]
    assert "30 May" not in "".join(shown)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_a_terminal_that_knows_few_letters(tmp_path: Path, encoding: str) -> None:
    chain = CHAIN.put("mp-20260309-h8ra", "governance_due: 2026-03-08")
    done = check(write(chain, tmp_path), PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 1
    assert "before the target" in done.stdout
    assert not list(tmp_path.glob("closecall-failure*"))


def test_a_reader_that_stops_reading(tmp_path: Path) -> None:
    root = write(REPORTED, tmp_path)
    read, write_end = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "closecall", "check"],
            cwd=root,
            stdout=write_end,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(write_end)
    assert done.returncode == 1, "nobody knows what else it had to say"
    assert done.stderr == ""


def test_the_same_words_every_time(tmp_path: Path) -> None:
    root = write(CHAIN.drop(RV, "learning", "how_close").drop(GD, "challenge"), tmp_path)
    first = check(root, PYTHONHASHSEED="1", TZ="Pacific/Auckland", LC_ALL="C")
    second = check(root, PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    assert first.stdout == second.stdout
    assert first.returncode == second.returncode == 1
