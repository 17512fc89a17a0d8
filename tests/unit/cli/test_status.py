"""`closecall status` as people run it: who owes what, by when."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from closecall.cli.main import closecall
from tests.support import CC, CHAIN, CLOSED, CT, NM, REPORTED, RK


def status(root: Path, *options: str) -> Result:
    return CliRunner().invoke(closecall, ["status", str(root), *options])


def test_work_that_waits_is_soon_and_then_overdue(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    soon = status(root, "--as-at", "2026-03-04").output
    assert "Due by 18 March 2026 (1)\n  Medicines lead\n    due 2026-03-06  No review" in soon
    assert f"--> {REPORTED.path(NM)}\n" in soon
    assert soon.endswith(
        "0 overdue, 1 missing with no day set, 1 due within 14 days, 0 later, as at 4 March 2026 "
        "(as asked).\n"
    )
    overdue = status(root, "--as-at", "2026-03-07").output
    assert "Overdue (1)\n  Medicines lead\n    was due 2026-03-06  No review" in overdue
    later = status(root, "--as-at", "2026-03-04", "--days", "1").output
    assert "Later (1)" in later


def test_what_hangs_on_another_record_names_its_near_miss(tmp_path: Path) -> None:
    chain = CHAIN.without("au-20260404-q9kf")
    out = status(chain.write(tmp_path), "--as-at", "2026-05-04").output
    assert f"--> {chain.path(CC)}, for {NM}\n" in out


def test_nothing_waits(tmp_path: Path) -> None:
    out = status(CLOSED.write(tmp_path)).output
    assert out.startswith("Missing, with no day set (1)\n  Registered manager\n")
    assert "0 overdue, 1 missing with no day set, 1 due within 14 days, 0 later" in out


def test_of_one_role(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    day = ("--as-at", "2026-03-07")
    assert "1 overdue" in status(root, *day, "--role", "medicines-lead").output
    assert "0 overdue" in status(root, *day, "--role", "deputy-manager").output


def test_a_role_that_there_is_not(tmp_path: Path) -> None:
    refused = status(REPORTED.write(tmp_path), "--role", "medicine-lead")
    assert refused.exit_code != 0
    assert "Did you mean medicines-lead?" in str(refused.exception)


def test_what_stands_in_place_of_a_role_is_repeated_nowhere(tmp_path: Path) -> None:
    chain = CHAIN
    for record, field in ((RK, "owner_role"), (CT, "owner_role"), (CC, "owner_role")):
        text = re.sub(rf"{field}: [a-z-]+", f"{field}: jo-bloggs", chain.text(record))
        assert "jo-bloggs" in text
        chain = chain.with_text(record, text)
    root = chain.write(tmp_path)
    day = ("--as-at", "2027-05-04")
    for words in ("status", "status --ics", "status --format json", "check --format json"):
        command, *options = words.split()
        done = CliRunner().invoke(closecall, [command, str(root), *options, *day])
        assert done.output
        assert "jo-bloggs" not in done.output, words
    # In text, only where the line of the file itself is shown.
    shown = CliRunner().invoke(closecall, ["check", str(root), *day]).output
    assert "owed by: jo-bloggs" not in shown
    assert "owner_role: jo-bloggs" in shown


def test_for_programs(tmp_path: Path) -> None:
    done = status(REPORTED.write(tmp_path), "--as-at", "2026-03-07", "--format", "json")
    data = json.loads(done.output)
    assert data["as_at"] == "2026-03-07"
    piece, voice = data["waiting"]
    assert piece["when"] == "overdue"
    assert piece["due"] == "2026-03-06"
    assert piece["role"] == "medicines-lead"
    assert piece["near_miss"] == NM
    assert piece["file"] == REPORTED.path(NM)
    assert voice["when"] == "missing"
    assert voice["due"] is None
    assert voice["rule"] == ""
    assert done.output.isascii()


def test_each_piece_is_told_once_and_the_longest_overdue_first(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    data = json.loads(status(root, "--as-at", "2027-03-01", "--format", "json").output)
    days = [piece["due"] for piece in data["waiting"] if piece["due"]]
    assert days == sorted(days)
    told = [
        (p["rule"], p["what"], p["about"], p["record"], p["near_miss"]) for p in data["waiting"]
    ]
    assert len(told) == len(set(told))
