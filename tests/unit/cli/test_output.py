"""Where a report goes: the terminal, a pipe, files; and never where it would be obeyed."""

import json
import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from closecall.cli.output import prints_colour
from closecall.reports.formats import FORMATS
from tests.support import CHAIN, RV
from tests.unit.cli.door import check
from tests.unit.reports.runner import UNSEEN, commands
from tests.unit.reports.test_formats import is_junit, is_report, is_sarif

BAD = CHAIN.drop(RV, "learning")
NAMES = (
    "::error::x.yml",
    "##[error]x.yml",
    "nm-\x1b[31m.yml",
    "nm-line\n::warning::x.yml",
    "nm-\u202ex.yml",
    "nm-![x](http:x.org).yml",
    "<script>.yml",
    "@everyone #1.yml",
    "]]>&amp;.yml",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return BAD.write(tmp_path)


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_printed_and_ends_alike(root: Path, form: str) -> None:
    done = check(root, "--format", form)
    assert done.code == 1
    assert done.err == ""
    assert "G" in done.out
    assert done.out.endswith("\n")
    assert check(root, "--format", form, PYTHONHASHSEED="1", TZ="Asia/Tokyo") == done


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_steer_no_format(root: Path, form: str) -> None:
    for name in NAMES:
        (root / "records" / "near-misses" / name).write_text("x", encoding="utf-8")
    title = CHAIN.text("medicines-lead").replace("Medicines lead", "'::error::x ##[a]b <b> @me'")
    (root / CHAIN.path("medicines-lead")).write_text(title, encoding="utf-8")
    done = check(root, "--format", form)
    assert done.code == 1
    found = commands(done.out)
    assert {c.name for c in found} <= (
        {"error", "warning", "notice"} if form == "github" else set()
    )
    assert not UNSEEN.search(done.out)
    match form:
        case "sarif":
            is_sarif(done.out)
        case "junit":
            is_junit(done.out)
        case "json":
            is_report(done.out)
        case "github":
            assert len(found) == 10
        case _:
            assert "script" in done.out


def test_in_place_of_printing(root: Path) -> None:
    printed = check(root, "--format", "sarif")
    done = check(root, "--format", "sarif", "--output", "report.sarif")
    assert done.code == 1
    assert (root / "report.sarif").read_text("utf-8") == printed.out
    assert done.out.startswith("1 error, ")
    assert done.out.count("\n") == 1


def test_besides_printing_and_into_several_files(root: Path) -> None:
    done = check(root, "-o", "sarif=a.sarif", "-o", "junit=b=c.xml", "-o", "markdown=d.md")
    assert done.out == check(root).out
    is_sarif((root / "a.sarif").read_text("utf-8"))
    is_junit((root / "b=c.xml").read_text("utf-8"))
    assert (root / "d.md").read_text("utf-8").startswith("## closecall check\n")
    (root / "a.sarif").write_text("old" * 100_000, "utf-8")
    assert check(root, "-o", "sarif=a.sarif").code == 1
    assert json.loads((root / "a.sarif").read_text("utf-8"))


def test_a_file_has_no_colours(root: Path) -> None:
    assert check(root, "--color", "-o", "text=a.txt").out.count("\x1b") > 0
    assert "\x1b" not in (root / "a.txt").read_text("utf-8")


def test_nothing_is_written_through_a_link(root: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.write_text("as it was\n", "utf-8")
    (root / "report.sarif").symlink_to(outside)
    done = check(root, "-o", "sarif=report.sarif")
    assert done.code == 2
    assert "report.sarif. It is a link." in done.err
    assert outside.read_text("utf-8") == "as it was\n"


@pytest.mark.parametrize("file", ["gone/report.sarif", ".", "records", "", "sarif="])
def test_where_it_cannot_be_written(root: Path, file: str) -> None:
    done = check(root, "--output", file)
    assert done.code == 2
    assert done.out == ""
    assert "report" in done.err


@pytest.mark.parametrize("variable", ["GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT"])
def test_no_report_goes_where_a_runner_would_obey_it(root: Path, variable: str) -> None:
    obeyed = root / "obeyed"
    obeyed.touch()
    done = check(root, "-o", f"text={root}/./obeyed", **{variable: str(obeyed)})
    assert done.code == 2
    assert "GITHUB_STEP_SUMMARY" in done.err
    assert obeyed.read_bytes() == b""


# --- Colours -----------------------------------------------------------------------------------


class Terminal(StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "asked", "colour"),
    [
        ({}, None, True),
        ({"NO_COLOR": ""}, None, True),
        ({"NO_COLOR": "1"}, None, False),
        ({"TERM": "dumb"}, None, False),
        ({"NO_COLOR": "1"}, True, True),
        ({}, False, False),
    ],
)
def test_when_there_are_colours(
    environment: dict[str, str],
    asked: bool | None,  # noqa: FBT001 - given by name
    colour: bool,  # noqa: FBT001
) -> None:
    assert prints_colour(Terminal(), environment, asked=asked) is colour
    assert prints_colour(StringIO(), environment, asked=asked) is (asked is True)


def on_a_terminal(root: Path, *options: str, **environment: str) -> str:
    """What the command writes to a real terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "closecall", "check", *options],
        cwd=root,
        env={**kept, "TERM": "xterm", **environment},
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 4096):
                said += part
        except OSError:  # so a terminal ends
            pass
    os.close(ours)
    return said.decode().replace("\r\n", "\n")


def test_a_terminal_has_colours_and_says_the_same(root: Path) -> None:
    coloured = on_a_terminal(root)
    assert "\x1b[31;1m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == check(root).out
    assert "\x1b" not in on_a_terminal(root, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(root, "--no-color")
    assert "\x1b" not in on_a_terminal(root, "--format", "json")
