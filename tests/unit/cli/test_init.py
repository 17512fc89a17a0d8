"""`closecall init` as people run it: all or nothing, nothing overwritten, nobody's name."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest
import yaml
from click.testing import CliRunner, Result

from closecall.authoring.starter import placing
from closecall.cli.main import closecall
from closecall.errors import ClosecallError
from closecall.evidence import gather
from closecall.model.days import parse_day
from closecall.model.policy import PolicyRecord
from closecall.privacy.denied import NO_WORDS
from closecall.privacy.scanning import scan
from closecall.records.kinds import KINDS
from closecall.records.writing import write_new
from tests.unit.cli.door import state

_ANSWERS: Final = (
    "Hillside Care",
    "Hill House",
    "1",
    "Hill Homecare",
    "3",
    "",
    "1",
    "2",
    "",
    "1",
)
"""Six answers: two services, GitHub, both editions, the frameworks in force, a governance group."""
_DAY: Final = "2026-03-02"


def init(folder: Path | str, *words: str, said: str = "") -> Result:
    return CliRunner().invoke(closecall, ["init", str(folder), "--on", _DAY, *words], input=said)


def lines(*answers: str) -> str:
    return "".join(f"{one}\n" for one in answers)


def files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".git" not in file.relative_to(folder).parts
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init --defaults` makes."""
    folder = tmp_path_factory.mktemp("init") / "plain"
    done = init(folder, "--defaults")
    assert done.exit_code == 0, done.output
    return folder


# What is made.


def test_defaults_pass_the_check_and_say_what_is_missing(plain: Path) -> None:
    evidence = gather(plain, as_at=parse_day(_DAY))
    assert evidence.errors == ()
    assert {one.rule for one in evidence.findings} == {"G02", "G40"}
    assert {one.kind for one in evidence.register.records.values()} == {
        *("provider", "service", "role", "policy", "definition", "reporting_route")
    }


def test_the_limits_are_all_there_and_approved_by_nobody(plain: Path) -> None:
    register = gather(plain, as_at=parse_day(_DAY)).register
    (policy,) = register.of(PolicyRecord)
    assert policy.approved_by is None
    assert not register.approves(policy.id)
    for name, harm in register.policy.names:
        day = parse_day(_DAY)
        assert day
        assert register.policy.limit(name, on=day, harm=harm).policy == policy.id
    text = (plain / "records/policy/near-miss-policy.yml").read_text("utf-8")
    assert "not approved by the provider" in text


def test_the_site_says_that_nobody_approved_the_limits(plain: Path, tmp_path: Path) -> None:
    built = CliRunner().invoke(
        closecall, ["build", str(plain), "--as-at", _DAY, "-o", str(tmp_path / "site")]
    )
    assert built.exit_code == 0, str(built.exception)
    page = (tmp_path / "site/policy/index.html").read_text("utf-8")
    assert "No decision on record approves them" in page
    assert "The provider has set every one of them" not in page
    assert (tmp_path / "site/about-these-pages.html").is_file()


def test_nothing_in_it_looks_like_somebodys_data(plain: Path) -> None:
    for path, text in files(plain).items():
        # The schemas have examples of ours, and the workflows speak of tokens.
        if not path.startswith(("schemas/", ".git")):
            assert scan(path, text.encode(), NO_WORDS) == (), path


def test_every_record_names_a_schema_that_is_there(plain: Path) -> None:
    made = files(plain)
    for path, text in made.items():
        if path.startswith("records/"):
            named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
            assert named, path
            schema = os.path.normpath(Path(path).parent / named[1])
            assert schema in made, path
    assert {f"schemas/{kind.name}.json" for kind in KINDS} <= set(made)


def test_owners_are_roles_and_no_account_that_somebody_could_have(plain: Path) -> None:
    text = (plain / "CODEOWNERS").read_text("utf-8")
    owners = re.findall(r"@(\S+)$", text, re.MULTILINE)
    assert owners
    roles = {file.stem for file in (plain / "records/roles").iterdir()}
    for owner in owners:
        organisation, _, role = owner.partition("/")
        assert organisation == "<your-organisation>"
        assert role in roles


def test_pre_commit_takes_its_file(plain: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "pre-commit", "validate-config", ".pre-commit-config.yaml"],
        cwd=plain,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (repo,) = yaml.safe_load((plain / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [hook["entry"] for hook in repo["hooks"]] == ["closecall check"]


def test_it_is_a_repository_with_nothing_committed_and_no_hooks(plain: Path) -> None:
    assert (plain / ".git/HEAD").read_text() == "ref: refs/heads/main\n"
    assert not (plain / ".git/hooks").exists()
    assert not list((plain / ".git/refs").rglob("*/*"))


# The questions.


def test_six_questions_make_it(tmp_path: Path) -> None:
    done = init(tmp_path / "hill", said=lines(*_ANSWERS))
    assert done.exit_code == 0, done.output
    assert done.output.count("\nQuestion ") == 6
    made = files(tmp_path / "hill")
    assert "name: Hillside Care\n" in made["records/provider/provider.yml"]
    assert "editions: [restricted, public]\n" in made["records/provider/provider.yml"]
    assert "service_type: care home without nursing" in made["records/services/hill-house.yml"]
    assert "service_type: homecare" in made["records/services/hill-homecare.yml"]
    assert "records/roles/care-coordinator.yml" in made
    assert "records/definitions/df-call-monitoring.yml" in made
    assert ".github/workflows/closecall.yml" in made
    assert ".gitlab-ci.yml" not in made
    assert gather(tmp_path / "hill", as_at=parse_day(_DAY)).errors == ()
    assert f"  cd {tmp_path / 'hill'}\n  closecall new near-miss\n" in done.output


def test_another_host_another_group_and_no_framework(tmp_path: Path) -> None:
    answers = ("Hillside Care", "Hill House", "2", "", "GitLab", "1", "none", "3")
    done = init(tmp_path / "hill", said=lines(*answers))
    assert done.exit_code == 0, done.output
    made = files(tmp_path / "hill")
    assert ".gitlab-ci.yml" in made
    assert not [path for path in made if path.startswith(".github")]
    assert "frameworks:" not in made["records/policy/near-miss-policy.yml"]
    assert "governance_groups: [owners-meeting]" in made["records/services/hill-house.yml"]
    assert "@<your-organisation>/owners-meeting" in made["CODEOWNERS"]
    assert "@<your-organisation>/governance-group" not in made["CODEOWNERS"]
    assert gather(tmp_path / "hill", as_at=parse_day(_DAY)).errors == ()


@pytest.mark.parametrize(
    "name",
    [
        "no",
        "null",
        "1e3",
        "12:30",
        "~",
        "- a: b",
        "Anchor & Sons",
        "*star* &ref",
        'The "Old" House',
        "It’s Ours",
        "'quoted'",
        "<b>Bold</b> {{ 7*7 }}",
        "🏡",
        "Tŷ Gwyn",
        "بيت الورد",
        "בית הוורד",
        "../../escape",
        "index",
        "registered-manager",
        "a" * 200,
        "#",
    ],
)
def test_any_name_comes_back_as_it_was_typed(name: str, tmp_path: Path) -> None:
    answers = (name, name, "1", name, "3", "", *_ANSWERS[-4:])
    done = init(tmp_path / "hill", said=lines(*answers))
    assert done.exit_code == 0, done.output
    evidence = gather(tmp_path / "hill", as_at=parse_day(_DAY))
    assert evidence.errors == ()
    assert evidence.register.provider
    assert evidence.register.provider.name == name
    services = evidence.register.services
    assert [service.name for service in services] == [name, name]
    assert all(re.fullmatch("[a-z][a-z0-9-]{2,63}", service.id) for service in services)


@pytest.mark.parametrize(
    "wrong", ["", " ", "-", "n/a", "a" * 201, "Rose\u202ewood", "Rose\x1b[2Jwood", "Rose\x00wood"]
)
def test_a_name_that_cannot_be_is_asked_for_again(wrong: str, tmp_path: Path) -> None:
    done = init(tmp_path / "hill", said=lines(wrong, *_ANSWERS))
    assert done.exit_code == 0, done.output
    assert done.output.count("Please answer once more.") == 1
    assert "\x1b" not in done.output
    assert "name: Hillside Care\n" in files(tmp_path / "hill")["records/provider/provider.yml"]


@pytest.mark.parametrize("place", [0, 1, 2, 6, 8, 9])
def test_what_looks_like_a_person_is_asked_again_and_not_repeated(
    place: int, tmp_path: Path
) -> None:
    answers = [*_ANSWERS]
    answers.insert(place, "Mrs Anna Smith")
    done = init(tmp_path / "hill", said=lines(*answers))
    assert done.exit_code == 0, done.output
    assert "This looks like the name of a person." in done.output
    assert "Smith" not in done.output
    assert not any("Smith" in text for text in files(tmp_path / "hill").values())


def test_a_word_of_the_providers_own_list_is_refused_too(tmp_path: Path) -> None:
    deny = tmp_path / "deny.txt"
    deny.write_text("Quibblethorpe\n")
    words = ("--deny-list", str(deny))
    done = init(tmp_path / "hill", *words, said=lines("Quibblethorpe", *_ANSWERS))
    assert done.exit_code == 0, done.output
    assert "Quibblethorpe" not in done.output
    # Where a word of it stands in what is made, nothing is.
    deny.write_text("Hillside\nsafeguarding\n")
    done = init(tmp_path / "other", "--defaults", *words)
    assert isinstance(done.exception, ClosecallError)
    assert not (tmp_path / "other").exists()


def test_a_number_that_is_not_in_the_list_is_asked_for_again(tmp_path: Path) -> None:
    answers = ("Hillside Care", "Hill House", "9", "x", "0", "1", "", "4", "1", "1", "7", "1,x")
    done = init(tmp_path / "hill", said=lines(*answers, "3, 1, 3", "2"))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("kept", range(len(_ANSWERS)))
def test_who_goes_away_leaves_nothing_behind(kept: int, tmp_path: Path) -> None:
    done = init(tmp_path / "a" / "hill", said=lines(*_ANSWERS[:kept]))
    assert done.exit_code != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", range(len(_ANSWERS)))
def test_ctrl_c_at_any_question_leaves_nothing_behind(kept: int, tmp_path: Path) -> None:
    waiting = iter([*_ANSWERS[:kept], None])

    def hear() -> str:
        line = next(waiting)
        if line is None:
            raise KeyboardInterrupt
        return line

    with patch("closecall.cli.init.hear", hear):
        done = init(tmp_path / "hill")
    assert done.exit_code != 0
    assert list(tmp_path.iterdir()) == []


# What is there already.


def test_a_second_time_changes_nothing(plain: Path) -> None:
    before = state(plain)
    done = init(plain, said="3\n")
    assert done.exit_code == 0, done.output
    assert "Nothing was missing" in done.output
    assert "Question 1 of 1" in done.output
    assert state(plain) == before


def test_what_is_there_is_kept_and_named(tmp_path: Path) -> None:
    own = {"mkdocs.yml": "site_name: Ours\n", "README.md": "Ours\n", "CODEOWNERS": "", "x/y": "z"}
    for path, text in own.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    done = init(tmp_path, "--defaults")
    assert done.exit_code == 0, done.output
    made = files(tmp_path)
    assert {path: made[path] for path in own} == own
    for path in ("mkdocs.yml", "README.md", "CODEOWNERS"):
        assert f"Kept as it is: {path}\n" in done.output
    assert "plugin closecall" in done.output
    assert "records/provider/provider.yml" in made


def test_records_that_are_there_are_never_mixed_with_new_ones(tmp_path: Path) -> None:
    own = tmp_path / "records/roles/night-nurse.yml"
    own.parent.mkdir(parents=True)
    own.write_text("kind: role\ntitle: Night nurse\nbody: false\n")
    done = init(tmp_path, "--defaults")
    assert done.exit_code == 0, done.output
    assert "Kept as it is: records/" in done.output
    assert [path for path in files(tmp_path) if path.startswith("records/")] == [
        "records/roles/night-nurse.yml"
    ]


def test_inside_a_repository_none_is_made(plain: Path) -> None:
    inner = plain / "docs" / "inner"
    done = init(inner, "--defaults")
    assert "in a Git repository already" in done.output
    assert not (inner / ".git").exists()


def test_git_runs_nothing_of_the_users_templates_and_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    hooks = home / "template" / "hooks"
    hooks.mkdir(parents=True)
    canary = tmp_path / "canary"
    hook = hooks / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {canary}\n")
    hook.chmod(0o755)
    (home / ".gitconfig").write_text(
        f"[init]\n\ttemplateDir = {home}/template\n[core]\n\tfsmonitor = touch {canary}\n"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(home / "template"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere.git"))
    folder = tmp_path / "hill"
    assert init(folder, "--defaults").exit_code == 0
    assert (folder / ".git/HEAD").is_file()
    assert not (folder / ".git/hooks").exists()
    assert not (tmp_path / "elsewhere.git").exists()
    assert not canary.exists()


def test_without_git_all_else_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    done = init(tmp_path / "hill", "--defaults")
    assert done.exit_code == 0, done.output
    assert "There is no Git here." in done.output
    assert (tmp_path / "hill/records/provider/provider.yml").is_file()
    done = init(tmp_path / "dale", "--defaults", "--no-git")
    assert "Git" not in done.output


# Places where it cannot be.


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    before = state(tmp_path)
    for place in ("file", "link", "broken", "pipe", "file/below", "x" * 300):
        done = init(tmp_path / place, "--defaults")
        assert done.exit_code != 0, place
        assert isinstance(done.exception, (ClosecallError, SystemExit)), (place, done.exception)
    assert state(tmp_path) == before
    assert not (tmp_path / "nowhere").exists()
    assert list((tmp_path / "real").iterdir()) == []


@pytest.mark.parametrize("inside", [".github", "records", "schemas", "docs", ".vscode"])
def test_no_link_inside_is_followed(inside: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "hill"
    folder.mkdir()
    (folder / inside).symlink_to(outside)
    init(folder, "--defaults")
    assert list(outside.iterdir()) == []


def test_a_file_that_is_a_link_is_kept_and_not_written_through(tmp_path: Path) -> None:
    folder = tmp_path / "hill"
    folder.mkdir()
    (folder / "README.md").symlink_to(tmp_path / "elsewhere")
    done = init(folder, "--defaults")
    assert done.exit_code == 0, done.output
    assert "Kept as it is: README.md" in done.output
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("fails_at", [0, 1, 17, 40])
@pytest.mark.parametrize("failure", [ClosecallError("No room."), KeyboardInterrupt()])
def test_all_or_nothing(fails_at: int, failure: BaseException, tmp_path: Path) -> None:
    written = 0

    def failing(root: Path, path: str, text: str) -> None:
        nonlocal written
        if written == fails_at:
            raise failure
        written += 1
        write_new(root, path, text)

    own = tmp_path / "hill" / "docs" / "own.md"
    own.parent.mkdir(parents=True)
    own.write_text("Ours\n")
    with patch.object(placing, "write_new", failing):
        assert init(tmp_path / "hill", "--defaults").exit_code != 0
        written = 0
        assert init(tmp_path / "new" / "hill", "--defaults").exit_code != 0
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        *("hill", "hill/docs", "hill/docs/own.md")
    ]


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    # Who runs the tests may be one who may write anywhere, so the answer is given for the system.
    with patch("os.access", lambda _path, mode, **_: not mode & os.W_OK):
        for place in (tmp_path, tmp_path / "below"):
            done = init(place, "--defaults")
            assert isinstance(done.exception, ClosecallError)
            assert "Nothing may be written" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_how_it_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "closecall", "init"]
    done = subprocess.run(
        command, cwd=tmp_path, input="", capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
