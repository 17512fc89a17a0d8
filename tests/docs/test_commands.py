"""Every command that README and docs show is run, in a copy of the records."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Final, NamedTuple
from unittest.mock import patch

import pytest

from closecall.cli.main import main
from tests.docs import command_tables

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
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
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


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def run(words: list[str], folder: Path, answers: str = "") -> Done:
    """Run a command of this environment, or one that handles files; `~` is a home of its own."""
    rest = [re.sub(r"^~(?=/)", str(home(folder)), word) for word in words[1:]]
    if words[0] == "closecall":
        return ours(rest, folder, answers)
    program = words[0] if words[0] in FILES else str(BIN / words[0])
    done = subprocess.run([program, *rest], cwd=folder, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def ours(words: list[str], folder: Path, answers: str = "") -> Done:
    """Run closecall as its script does, without starting another Python for it."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        chdir(folder),
        patch("sys.argv", ["closecall", *words]),
        patch("sys.stdin", TextIOWrapper(BytesIO(answers.encode()), "utf-8")),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        main()
    said = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Done(int(stop.value.code or 0), *said)


def home(folder: Path) -> Path:
    """Where somebody who works in a folder keeps what is no part of it."""
    return folder.with_name(f"{folder.name}-home")


def furnish(place: Path, page: Path) -> None:
    """Make somebody's home, with the list of names that a page lets them keep there."""
    place.mkdir()
    for block in blocks(page, "text"):
        if "pattern:" in block:
            # As long as the example's policy says that the list is at least.
            more = "".join(f"Invented Word {number}\n" for number in range(60))
            (place / "names.txt").write_text(block + more, "utf-8")


def said_within_sentences(page: Path) -> Iterator[list[str]]:
    """The commands of ours that a page names in its running text."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for code in re.findall(r"`((?:closecall|make|mkdocs) [^`]+)`", text):
        if not re.match(r"closecall (\w+ )?(\[OPTIONS\]|@ )", code):  # a line of use; an address
            yield shlex.split(code)


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
    folder = scratch(tmp_path / "work") if asked else tmp_path
    furnish(home(folder), page)
    answers = iter(blocks(page, "answers"))
    for words in asked:
        match words:
            case ["cd", place]:
                folder /= place
            case ["make", *goals]:
                assert set(goals) <= targets(), words
            case [".", script]:
                assert script == ".venv/bin/activate"
            case ["mkdocs", "serve", *options]:  # which never ends
                done = run(["mkdocs", "serve", *options, "--help"], folder)
                assert done.code == 0, done.err
            case ["closecall", "check", *options]:
                done = run(words, folder)
                codes = {0, 1} if "--fail-on" in options else {0}
                assert done.code in codes, done.out + done.err
                assert re.search("[0-9] errors?, ", done.out) or "--format" in options
            case ["closecall" | "mkdocs", *options]:
                asks = options[0] == "new" and not {"--answers", "--help"} & set(options)
                done = run(words, folder, next(answers) if asks else "")
                assert done.code == 0, done.out + done.err
                assert "once more" not in done.out
            case [program, *paths] if program in FILES:
                assert not [path for path in paths if path.startswith(("/", "..", "~"))]
                done = run(words, folder)
                assert done.code == 0, done.err
                if program == "mkdir":
                    write_records(page, folder)
            case _:
                pytest.fail(f"no test knows how to run {shlex.join(words)}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_command_is_shown_where_no_test_would_run_it(page: Path) -> None:
    text = page.read_text("utf-8")
    fences = re.findall(r"^ *(`{3,}|~{3,})(.*)$", text, re.MULTILINE)
    languages = [language for _, language in fences[::2]]
    assert all(fence == "```" and not language for fence, language in fences[1::2])
    assert set(languages) <= {"sh", "text", "yaml", "json", "answers"}
    assert len(blocks(page, *languages)) == len(languages), "a block is indented or not closed"
    run_elsewhere = ("text", "yaml", "json", "answers")
    aside = [
        *(line for block in blocks(page, *run_elsewhere) for line in block.splitlines()),
        *re.findall(
            r"^(?: {4}|\t).*$",
            re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL),
            re.MULTILINE,
        ),
        *re.findall(r"<(?:code|pre)\b.*", text),
    ]
    programs = (
        r"\s*(?:[$>#] )?(?:closecall|make|mkdocs|git|pip|pipx|uv|uvx|npm|npx|pre-commit|python3?)\s"
    )
    assert [line for line in aside if re.match(programs, line)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_command_within_a_sentence_can_be_given(page: Path) -> None:
    for words in said_within_sentences(page):
        program, name, *rest = words
        if program == "closecall" and not name.startswith("-"):
            command = command_tables.commands()[name]
            known = {word for option in command.params for word in option.opts} | {"--help"}
            assert {word for word in rest if word.startswith("-")} <= known, words
        elif program == "make":
            assert {name, *rest} <= targets(), words


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
    assert 0 < len(PAGES) - 1 <= 40


def test_the_first_near_miss_goes_as_it_is_told(tmp_path: Path) -> None:
    page = ROOT / "docs" / "tutorial" / "first-near-miss.md"
    folder = scratch(tmp_path)
    ((named, whole, right),) = told_records(page)
    mistake, overdue = blocks(page, "text")
    record = folder / named
    record.parent.mkdir(parents=True, exist_ok=True)

    record.write_text(whole, "utf-8")
    found = run(["closecall", "check"], folder)
    assert found.code == 1
    assert found.out.startswith(mistake)

    record.write_text(right, "utf-8")
    found = run(["closecall", "check"], folder)
    assert found.code == 0
    assert named not in found.out
    assert found.out.splitlines()[-1].startswith("0 errors")

    later = next(words for words in commands(page) if "--as-at" in words)
    assert overdue in run(later, folder).out

    built = run(["closecall", "build"], folder)
    assert built.code == 0, built.err
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
            done = run(words, folder, next(said) if words[1] == "new" else "")
            assert done.code == 0, done.out + done.err
            told[f"{words[1]} {words[-1]}"] = done.out
    (overdue,) = blocks(page, "text")
    assert told["check 2026-03-20"].startswith(overdue)
    assert "\n0 errors, 0 gaps, " in told["check 2026-03-12"]
    trail = folder / "site" / "near-misses" / "nm-20260310-k7m2" / "index.html"
    assert "A timed medicine must not depend on who is there" in trail.read_text("utf-8")
