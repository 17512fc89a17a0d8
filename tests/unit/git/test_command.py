"""Git is run so that nothing in the repository, the folder or the environment can steer it."""

import os
from pathlib import Path

import pytest

from closecall.errors import GitError
from closecall.git import command
from closecall.git.command import GitRefusedError, ask
from closecall.git.commits import head, record_blobs
from tests.unit.git.conftest import Git, commit, run, write


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A program that leaves a mark when it is run; the mark is beside it."""
    program = tmp_path / "canary"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    program.chmod(0o755)
    return program


def ran(canary: Path) -> bool:
    return (canary.parent / "ran").exists()


def answers(repository: Path) -> tuple[object, object]:
    found = head(repository)
    assert found
    return found, record_blobs(repository, found.id)


def test_no_program_named_in_the_repository_is_run(
    repository: Path, git: Git, canary: Path
) -> None:
    write(repository, "records/audits/au-1.yml")
    write(repository, ".gitattributes", "* diff=canary filter=canary\n")
    commit(git)
    before = answers(repository)
    for setting in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external"),
        *("diff.canary.textconv", "diff.canary.command", "filter.canary.smudge"),
        *("filter.canary.clean", "gpg.program", "credential.helper", "pager.rev-list"),
        *("pager.ls-tree", "alias.ls-tree", "alias.rev-list", "uploadpack.packObjectsHook"),
    ):
        git("config", setting, str(canary))
    git("config", "log.showSignature", "true")
    hooks = repository / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (hooks / hook).write_bytes(canary.read_bytes())
        (hooks / hook).chmod(0o755)
    assert answers(repository) == before
    assert not ran(canary)


def test_the_environment_does_not_steer(
    repository: Path, git: Git, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, "records/audits/au-1.yml")
    commit(git)
    other = repository.parent / "other"
    other.mkdir()
    run(other, "init", "--quiet", ".")
    write(other, "records/audits/au-9.yml")
    commit(lambda *arguments, **more: run(other, *arguments, **more), "1999-01-01T12:00:00Z")
    before = answers(repository)
    for name, value in {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git/index"),
        "GIT_OBJECT_DIRECTORY": str(other / ".git/objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(other / ".git/objects"),
        "GIT_COMMON_DIR": str(other / ".git"),
        "GIT_NAMESPACE": "other",
        "GIT_CEILING_DIRECTORIES": str(repository.parent),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(canary),
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={canary}'",
        "GIT_EXTERNAL_DIFF": str(canary),
        "GIT_PAGER": str(canary),
        "PAGER": str(canary),
        "GIT_SSH_COMMAND": str(canary),
        "GIT_EXEC_PATH": str(canary.parent),
        "GIT_TRACE": str(canary.parent / "ran"),
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_GLOB_PATHSPECS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    assert answers(repository) == before
    assert not ran(canary)


def test_replaced_objects_and_grafts_are_not_believed(repository: Path, git: Git) -> None:
    write(repository, "records/audits/au-1.yml", "a: 1\n")
    first = commit(git)
    true = record_blobs(repository, first)
    write(repository, "records/audits/au-1.yml", "a: 2\n")
    second = commit(git)
    git("replace", first, second)
    (repository / ".git/info").mkdir(exist_ok=True)
    assert git("ls-tree", "-r", first) == git("ls-tree", "-r", second)
    assert record_blobs(repository, first) == true


def test_a_program_called_git_in_the_folder_is_not_run(
    repository: Path, git: Git, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(git)
    (repository / "git").write_bytes(canary.read_bytes())
    (repository / "git").chmod(0o755)
    (repository / "bin").mkdir()
    (repository / "bin/git").write_bytes(canary.read_bytes())
    (repository / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f".::bin:{os.environ['PATH']}")
    monkeypatch.chdir(repository)
    assert head(repository)
    assert not ran(canary)


def test_a_refusal_holds_the_words_of_git_indented(repository: Path) -> None:
    with pytest.raises(GitRefusedError) as refused:
        ask(repository, "cat-file", "-p", "0" * 40)
    assert refused.value.said.startswith("fatal:")
    assert f"\n    {refused.value.said.strip()}" in str(refused.value)


def test_what_git_says_can_be_printed(repository: Path) -> None:
    with pytest.raises(GitRefusedError) as refused:
        ask(repository, "rev-parse", "--verify", "--end-of-options", "\x1b[31m\x07" + "x" * 9000)
    assert str(refused.value).replace("\n", "").isprintable()
    assert len(str(refused.value)) < 3000


def test_a_home_is_not_needed(repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    first = commit(git)
    monkeypatch.delenv("HOME")
    found = head(repository)
    assert found
    assert found.id == first


# --- Somebody else's repository --------------------------------------------------------------


@pytest.fixture
def foreign(repository: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that Git takes for another user's, and a home without settings."""
    commit(git)
    monkeypatch.setitem(command._ENVIRONMENT, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (tmp_path / "home").mkdir()
    return repository


def test_it_is_refused_with_the_remedy_of_git(foreign: Path) -> None:
    with pytest.raises(GitError, match="belongs to another user") as refused:
        head(foreign)
    assert f"git config --global --add safe.directory {foreign}" in str(refused.value)


@pytest.mark.parametrize("trusted", ["{}", "{}/", "*"])
def test_it_is_read_where_the_user_says_so(foreign: Path, tmp_path: Path, trusted: str) -> None:
    setting = f"[safe]\n\tdirectory = {trusted.format(foreign)}\n"
    (tmp_path / "home/.gitconfig").write_text(setting)
    assert head(foreign)


@pytest.mark.parametrize("trusted", ["/elsewhere", "{}/deeper", '{}\n\tdirectory = ""'])
def test_it_is_not_read_where_the_user_says_something_else(
    foreign: Path, tmp_path: Path, trusted: str
) -> None:
    setting = f"[safe]\n\tdirectory = {trusted.format(foreign)}\n"
    (tmp_path / "home/.gitconfig").write_text(setting)
    with pytest.raises(GitError, match="belongs to another user"):
        head(foreign)


def test_its_own_settings_do_not_count(foreign: Path, git: Git) -> None:
    git("config", "safe.directory", "*")
    with pytest.raises(GitError, match="belongs to another user"):
        head(foreign)
