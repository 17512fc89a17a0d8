"""Which commit is checked, its day, and the records that it holds."""

from datetime import date
from pathlib import Path

import pytest

from closecall.errors import GitError
from closecall.git import commits
from closecall.git.commits import Commit, NoCommit, head, head_or_reason, record_blobs
from closecall.records.trees import WorkingTree
from tests.unit.git.conftest import Git, commit, run, write


def test_the_commit_that_is_checked_out(repository: Path, git: Git) -> None:
    first = commit(git)
    assert head(repository) == Commit(id=first, day=date(2026, 3, 3))
    second = commit(git, "2026-03-04T12:00:00+00:00")
    assert head(repository) == Commit(id=second, day=date(2026, 3, 4))
    git("checkout", "--quiet", "--detach", first)
    assert head(repository) == Commit(id=first, day=date(2026, 3, 3))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-01-31T23:59:59+00:00", date(2026, 1, 31)),
        ("2026-06-30T22:59:59+00:00", date(2026, 6, 30)),
        ("2026-06-30T23:00:00+00:00", date(2026, 7, 1)),
        ("2026-03-28T23:30:00+00:00", date(2026, 3, 28)),
        ("2026-03-29T23:30:00+00:00", date(2026, 3, 30)),
        ("2026-03-03T01:00:00+13:00", date(2026, 3, 2)),
        ("2026-03-03T20:00:00-11:00", date(2026, 3, 4)),
        ("@1 +0000", date(1970, 1, 1)),
        ("2099-12-31T12:00:00+00:00", date(2099, 12, 31)),
    ],
)
def test_its_day_is_the_one_in_london(repository: Path, git: Git, at: str, day: date) -> None:
    commit(git, at)
    found = head(repository)
    assert found
    assert found.day == day


def test_a_time_beyond_all_dates_is_the_last_day(repository: Path, git: Git) -> None:
    commit(git, "@99999999999999 +0000")
    found = head(repository)
    assert found
    assert found.day == date.max


def test_without_a_repository_or_a_commit_there_is_a_reason(
    repository: Path, tmp_path: Path
) -> None:
    assert head_or_reason(repository) == NoCommit(reason="nothing has been committed yet")
    outside = tmp_path / "outside"
    outside.mkdir()
    assert head_or_reason(outside) == NoCommit(reason="this folder is in no Git repository")
    assert head(outside) is None


def test_without_git_there_is_a_reason(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert head_or_reason(repository) == NoCommit(reason="there is no Git on this computer")
    assert head(repository) is None


def test_a_broken_repository_is_an_error_in_the_words_of_git(repository: Path, git: Git) -> None:
    first = commit(git)
    (repository / ".git/objects" / first[:2] / first[2:]).unlink()
    with pytest.raises(GitError, match="bad object HEAD"):
        head(repository)


def test_an_answer_that_is_no_commit_is_an_error(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "ask", lambda *_: b"something else\n")
    with pytest.raises(GitError, match="do not understand"):
        head(repository)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="no folder"):
        head(tmp_path / "gone")


def test_the_records_of_a_commit(repository: Path, git: Git) -> None:
    write(repository, "records/audits/2026-03/au-1.yml")
    write(repository, "records/audits/.gitkeep", "")
    write(repository, "records/risks/caf\u00e9 \n'x'.yml")
    write(repository, "docs/index.md")
    write(repository, "other/records/audits/au-2.yml")
    found = record_blobs(repository, commit(git))
    assert set(found) == {"records/audits/2026-03/au-1.yml", "records/risks/caf\u00e9 \n'x'.yml"}
    tree = {file.path: file.blob for file in WorkingTree(repository).files()}
    path = "records/audits/2026-03/au-1.yml"
    assert found[path] == tree[path]


def test_the_records_may_lie_deeper_in_the_repository(repository: Path, git: Git) -> None:
    write(repository, "homes/one/records/audits/au-1.yml")
    write(repository, "records/audits/au-2.yml")
    first = commit(git)
    root = repository / "homes/one"
    assert set(record_blobs(root, first)) == {"records/audits/au-1.yml"}
    found = head(root)
    assert found
    assert found.id == first
    write(repository, "homes/one/records/audits/au-1.yml", "a: 2\n")
    tree = {file.path: file.blob for file in WorkingTree(root).files()}
    assert tree != record_blobs(root, first)


def test_a_commit_without_records_has_none(repository: Path, git: Git) -> None:
    assert record_blobs(repository, commit(git)) == {}


def test_a_repository_with_longer_names(tmp_path: Path) -> None:
    run(tmp_path, "init", "--quiet", "--object-format=sha256", ".")
    write(tmp_path, "records/audits/au-1.yml")
    first = commit(lambda *arguments, **more: run(tmp_path, *arguments, **more))
    found = head(tmp_path)
    assert found
    assert found.id == first
    assert len(found.id) == 64
    tree = {file.path: file.blob for file in WorkingTree(tmp_path, "sha256").files()}
    assert record_blobs(tmp_path, first) == tree


@pytest.mark.parametrize("name", ["HEAD", "--output=x", "-h", "@{-1}", "", "main\n", "A" * 40])
def test_only_a_full_name_is_a_commit(repository: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        record_blobs(repository, name)


def test_a_commit_that_is_not_there_is_an_error(repository: Path) -> None:
    with pytest.raises(GitError):
        record_blobs(repository, "0" * 40)
