"""Every command that README and docs show is run, in a copy of the records."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
BIN: Final = Path(sys.executable).parent
FILES: Final = ("mkdir", "cp", "rm")
"""Commands that handle files, run as they stand."""


def blocks(page: Path, *languages: str) -> list[str]:
    """The blocks of a page that are in one of these languages."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [text for language, text in found if language in languages]


def commands(page: Path) -> Iterator[list[str]]:
    """The commands that a page shows, in order."""
    for block in blocks(page, "sh", "console", "bash", "shell"):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words:
                yield words


def scratch(folder: Path) -> Path:
    """A copy of what a user has, to work in: a clone, with nothing changed yet."""
    for name in ("records", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for command in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        ("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", "x"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def run(
    words: list[str], folder: Path, said: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment, or one that handles files."""
    program = words[0] if words[0] in FILES else str(BIN / words[0])
    return subprocess.run(
        [program, *words[1:]], cwd=folder, input=said, capture_output=True, text=True, check=False
    )


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def told_records(page: Path) -> Iterator[tuple[str, str, str]]:
    """The records that a page lets its reader write: path, text with its mistake, and without."""
    text = page.read_text("utf-8")
    named = re.findall(
        r"as `(records/[^`]+\.yml)`:\n\n```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    )
    for path, whole in named:
        mended = blocks(page, "yaml")[1].strip()
        field = mended.partition(":")[0]
        wrong = next(line for line in whole.splitlines() if line.startswith(f"{field}:"))
        yield path, whole, whole.replace(wrong, mended)


def write_records(page: Path, folder: Path) -> None:
    """Write the records of a page as they should be at its end."""
    for path, _, right in told_records(page):
        (folder / path).write_text(right, "utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    asked = list(commands(page))
    folder = scratch(tmp_path) if asked else tmp_path
    said = iter(blocks(page, "answers"))
    for words in asked:
        match words:
            case ["cd", place]:
                folder /= place
                assert folder.is_dir()
            case ["closecall", "new", *options] if not {"--answers", "--help"} & set(options):
                done = run(words, folder, next(said))
                assert done.returncode == 0, done.stdout + done.stderr
                assert "once more" not in done.stdout
            case ["make", *goals]:
                assert set(goals) <= targets(), words
            case [".", script]:
                assert script == ".venv/bin/activate"
            case ["mkdocs", "serve", *options]:  # which never ends
                done = run(["mkdocs", "serve", *options, "--help"], folder)
                assert done.returncode == 0, done.stderr
            case ["closecall", "check", *options]:
                done = run(words, folder)
                codes = {0, 1} if "--fail-on" in options else {0}
                assert done.returncode in codes, done.stdout + done.stderr
                assert re.search("[0-9] errors?, ", done.stdout) or "--format" in options
            case ["closecall" | "mkdocs", *_]:
                done = run(words, folder)
                assert done.returncode == 0, done.stdout + done.stderr
            case [program, *paths] if program in FILES:
                assert not [path for path in paths if path.startswith(("/", "..", "~"))]
                done = run(words, folder)
                assert done.returncode == 0, done.stderr
                if program == "mkdir":
                    write_records(page, folder)
            case _:
                pytest.fail(f"no test knows how to run {shlex.join(words)}")


def test_the_readme_begins_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    shown = list(commands(ROOT / "README.md"))
    assert shown[:2] == [["make", "site"], ["make", "test"]]
    assert ["closecall", "init", "rosewood", "--defaults"] in shown
    assert len(text.splitlines()) <= 45


def test_every_file_that_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / link).exists(), link


def test_the_hand_written_pages_are_few() -> None:
    assert 0 < len(PAGES) - 1 <= 24


def test_the_first_near_miss_goes_as_it_is_told(tmp_path: Path) -> None:
    page = ROOT / "docs" / "tutorial" / "first-near-miss.md"
    folder = scratch(tmp_path)
    ((named, whole, right),) = told_records(page)
    mistake, overdue = blocks(page, "text")
    record = folder / named
    record.parent.mkdir(parents=True, exist_ok=True)

    record.write_text(whole, "utf-8")
    found = run(["closecall", "check"], folder)
    assert found.returncode == 1
    assert found.stdout.startswith(mistake)

    record.write_text(right, "utf-8")
    found = run(["closecall", "check"], folder)
    assert found.returncode == 0
    assert named not in found.stdout
    assert found.stdout.splitlines()[-1].startswith("0 errors")

    later = next(words for words in commands(page) if "--as-at" in words)
    assert overdue in run(later, folder).stdout

    built = run(["closecall", "build"], folder)
    assert built.returncode == 0, built.stderr
    trail = folder / "site" / "near-misses" / record.stem / "index.html"
    assert "review" in trail.read_text("utf-8")


def test_the_finding_in_the_reference_of_commands_is_the_one_of_the_tutorial() -> None:
    (shown,) = blocks(ROOT / "docs" / "reference" / "commands.md", "text")
    mistake = blocks(ROOT / "docs" / "tutorial" / "first-near-miss.md", "text")[0]
    assert mistake.startswith(shown.rstrip().removesuffix("…"))


def test_the_tutorial_of_an_own_repository_shows_what_is_said(tmp_path: Path) -> None:
    page = ROOT / "docs" / "tutorial" / "your-own-repository.md"
    folder = tmp_path
    said = iter(blocks(page, "answers"))
    told: dict[str, str] = {}
    for words in commands(page):
        if words[0] == "cd":
            folder /= words[1]
        elif words[0] == "closecall":
            done = run(words, folder, next(said) if words[1] == "new" else None)
            assert done.returncode == 0, done.stdout + done.stderr
            told[f"{words[1]} {words[-1]}"] = done.stdout
    (overdue,) = blocks(page, "text")
    assert told["check 2026-03-20"].startswith(overdue)
    assert "\n0 errors, 0 gaps, " in told["check 2026-03-12"]
    trail = folder / "site" / "near-misses" / "nm-20260310-k7m2" / "index.html"
    assert "A timed medicine must not depend on who is there" in trail.read_text("utf-8")
