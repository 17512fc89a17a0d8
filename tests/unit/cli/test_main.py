"""How the command ends: 0, 1, 2, 3 or 130, in words and never with a traceback."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from closecall import __version__
from closecall.cli import check, main
from closecall.cli.main import REPORT_FILE
from closecall.errors import BrokenRecordsError, ClosecallError, GitError, UsageError
from closecall.reports.neutral import printable
from tests.support import CHAIN

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a project; what reads the records may be made to fail."""
    CHAIN.write(tmp_path)
    monkeypatch.chdir(tmp_path)

    def _run(*arguments: str, fails_with: BaseException | None = None) -> int:
        monkeypatch.setattr(sys, "argv", ["closecall", *arguments])
        if fails_with is not None:

            def gather(*_: object, **__: object) -> None:
                resident = "Dorothy Example"
                assert resident
                raise fails_with

            monkeypatch.setattr(check, "gather", gather)
        with pytest.raises(SystemExit) as stop:
            main.main()
        assert isinstance(stop.value.code, int)
        return stop.value.code

    return _run


def test_fine(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert capsys.readouterr().out.startswith("0 errors, ")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("There are no records here."), 2),
        (GitError("Git is missing."), 2),
        (ClosecallError("It cannot be done."), 2),
        (BrokenRecordsError("Two errors stop it."), 1),
        (click.UsageError("No such thing."), 2),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
    ],
    ids=["usage", "git", "any", "broken", "click", "interrupted", "aborted"],
)
def test_each_end_has_its_code_and_its_words(
    run: Run, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    assert run("check", fails_with=error) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert str(error) in shown.err
    assert shown.err.strip()
    assert "Traceback" not in shown.err
    assert not Path(REPORT_FILE).exists()


def test_our_own_failure(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", fails_with=RuntimeError("Dorothy Example fell")) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == (
        "closecall failed by its own fault; nothing was changed. "
        f"{REPORT_FILE} says where; it holds nothing of your records.\n"
    )
    report = Path(REPORT_FILE).read_text(encoding="utf-8")
    lines = report.splitlines()
    assert lines[0].startswith(f"closecall {__version__}, Python 3.")
    assert lines[1] == "RuntimeError"
    assert lines[-1].startswith("test_main.py:")
    assert lines[-1].endswith(" gather")
    assert any(line.startswith("check.py:") for line in lines)
    assert "Dorothy" not in report
    assert "resident" not in report
    assert str(Path.cwd()) not in report
    assert "/" not in report.replace("<frozen", "")


def test_a_later_failure_replaces_the_report(run: Run) -> None:
    assert run("check", fails_with=RuntimeError()) == 3
    assert run("check", fails_with=MemoryError()) == 3
    report = Path(REPORT_FILE).read_text(encoding="utf-8")
    assert "MemoryError" in report
    assert "RuntimeError" not in report


def test_where_no_report_can_be_written_the_place_is_said(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(REPORT_FILE).mkdir()
    assert run("check", fails_with=RuntimeError("Dorothy Example")) == 3
    shown = capsys.readouterr().err
    assert shown.startswith("closecall failed by its own fault; nothing was changed. ")
    assert "test_main.py:" in shown
    assert "Dorothy" not in shown


def test_a_report_is_not_written_through_a_link(run: Run, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.write_text("as it was\n", encoding="utf-8")
    Path(REPORT_FILE).symlink_to(outside)
    assert run("check", fails_with=RuntimeError()) == 3
    assert outside.read_text(encoding="utf-8") == "as it was\n"


def test_wrong_use_of_the_command_itself(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("chek") == 2
    assert "No such command" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(run: Run, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert run(option) == 0
    shown = capsys.readouterr().out
    assert "closecall check" in shown
    assert "closecall build" in shown
    assert run("check", option) == 0
    assert "--as-at" in capsys.readouterr().out


def test_version(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines", "two\nlines"),
        ("a\x1b[31mb\x00c\x7f", r"a\x1b[31mb\x00c\x7f"),
        ("a\u202eb\u200bc\ufeff", r"a\u202eb\u200bc\ufeff"),
        ("a\udcffb", r"a\udcffb"),
        ("::error::x", ": :error: :x"),
        ("##[group]", "# #[group]"),
        ("Zoë’s – café", "Zoë’s – café"),
    ],
)
def test_text_that_can_be_printed(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_text_is_cut_and_messages_are_not() -> None:
    assert printable("a" * 300) == "a" * 199 + "…"
    assert printable("a" * 200) == "a" * 200
    assert printable("a" * 300, limit=0) == "a" * 300


def test_a_long_run_of_colons_is_broken_up() -> None:
    assert "::" not in printable(":" * 9)
    assert "##[" not in printable("###[[")
