"""Files at a commit: what there is, and what stands in it, without touching the working tree."""

from pathlib import Path

import pytest

from closecall.errors import GitError, UsageError
from closecall.git import blobs, commits
from closecall.git.blobs import list_files, read_blobs
from closecall.git.command import ask_at_most
from closecall.git.commits import (
    common_ancestor,
    folder_in_repository,
    head,
    record_blobs,
    resolve,
)
from tests.unit.git.conftest import Git, commit, run, write

REFS = (
    *("--output=x", "-h", "--help", "--all", "@{-1}", "-", "", " ", "no-such", "0" * 40),
    *("HEAD:records", "HEAD^{tree}", "HEAD..HEAD", "^HEAD", "a\nb", "a\0b", "\x1b[31m", "é" * 300),
    *("HEAD --output=x", "'; touch x", "$(touch x)", "--end-of-options", "::error::x"),
)


def everything(folder: Path) -> set[str]:
    """Every file of a folder with what stands in it; what Git itself keeps is left out."""
    return {
        f"{path}={path.read_bytes()!r}"
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_files_with_their_bytes(repository: Path, git: Git) -> None:
    texts = {
        "records/audits/2026-03/au-1.yml": "a: 1\n",
        "records/audits/.gitkeep": "",
        "records/risks/café \n'x'.yml": "no end",
        "docs/index.md": "beside\n",
    }
    for path, text in texts.items():
        write(repository, path, text)
    first = commit(git)
    listing = list_files(repository, first, "records")
    assert listing.whole
    assert {entry.path for entry in listing.entries} == {p for p in texts if p != "docs/index.md"}
    assert {entry.mode for entry in listing.entries} == {"100644"}
    found = dict(zip(listing.entries, read_blobs(repository, listing.entries), strict=True))
    for entry, raw in found.items():
        assert raw == texts[entry.path].encode()
        assert entry.size == len(raw)


def test_they_are_those_of_the_commit_and_not_of_the_folder(repository: Path, git: Git) -> None:
    write(repository, "records/audits/au-1.yml", "a: 1\n")
    first = commit(git)
    write(repository, "records/audits/au-1.yml", "a: 2\n")
    commit(git)
    write(repository, "records/audits/au-1.yml", "a: 3\n")
    git("add", "--all")
    (entry,) = list_files(repository, first, "records").entries
    assert list(read_blobs(repository, [entry])) == [b"a: 1\n"]


def test_many_are_read_a_few_at_a_time(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        write(repository, f"records/audits/au-{number}.yml", f"a: {number}\n" * number)
    first = commit(git)
    entries = list_files(repository, first, "records").entries
    whole = list(read_blobs(repository, entries))
    monkeypatch.setattr(blobs, "_AT_ONCE", 50)
    monkeypatch.setattr(blobs, "_MOST_AT_ONCE", 3)
    assert list(read_blobs(repository, entries)) == whole
    assert list(read_blobs(repository, [*entries, *entries])) == [*whole, *whole]
    assert list(read_blobs(repository, [])) == []


def test_no_filter_attribute_or_line_end_changes_them(
    repository: Path, git: Git, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    write(repository, "records/audits/au-1.yml", "a: $Id$\n")
    write(
        repository,
        ".gitattributes",
        "*.yml ident eol=crlf text export-ignore filter=canary\n",
    )
    git("config", "filter.canary.smudge", f"touch {mark}; cat")
    git("config", "filter.canary.clean", "cat")
    first = commit(git)
    mark.unlink(missing_ok=True)
    entries = list_files(repository, first, "records").entries
    (raw,) = read_blobs(repository, entries)
    assert raw == git("cat-file", "blob", entries[0].id).encode()
    assert not mark.exists()


def test_links_and_other_repositories_are_told_by_their_mode(repository: Path, git: Git) -> None:
    write(repository, "records/audits/au-1.yml").chmod(0o755)
    (repository / "records/audits/au-2.yml").symlink_to("/etc/passwd")
    git("add", "--all")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},records/audits/au-3.yml")
    git("commit", "--quiet", "-m", "canary")
    entries = list_files(repository, git("rev-parse", "HEAD").strip(), "records").entries
    assert [(e.path[-8:], e.mode) for e in entries] == [
        ("au-1.yml", "100755"),
        ("au-2.yml", "120000"),
        ("au-3.yml", "160000"),
    ]
    assert entries[2].size == -1


def test_an_endless_listing_is_cut(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        write(repository, f"records/audits/au-{number}.yml")
    first = commit(git)
    monkeypatch.setattr(blobs, "MAX_LISTING", 1000)
    listing = list_files(repository, first, "records")
    assert not listing.whole
    assert 0 < len(listing.entries) < 40
    assert all(len(entry.id) == 40 for entry in listing.entries)
    monkeypatch.setattr(commits, "MAX_LISTING", 1000)
    assert len(record_blobs(repository, first)) < 40
    answer = ask_at_most(repository, 10, "rev-parse", "HEAD")
    assert (answer.said, answer.whole) == (first.encode()[:10], False)


def test_a_tree_that_holds_itself_a_billion_times_ends(repository: Path, git: Git) -> None:
    # Ten folders, each ten times in the next: 10^10 paths in eleven small objects.
    write(repository, "x")
    tree = git("hash-object", "-w", "x").strip()
    mode = "100644 blob"
    for _ in range(10):
        lines = "".join(f"{mode} {tree}\tn{n}\n" for n in range(10))
        (repository / "list").write_text(lines)
        tree = run(repository, "mktree", stdin=lines).strip()
        mode = "040000 tree"
    top = run(repository, "mktree", stdin=f"040000 tree {tree}\trecords\n").strip()
    bomb = git("commit-tree", top, "-m", "canary").strip()
    assert not list_files(repository, bomb, "records").whole


def test_missing_files_are_an_error_with_a_remedy(repository: Path, git: Git) -> None:
    write(repository, "records/audits/au-1.yml")
    first = commit(git)
    (entry,) = list_files(repository, first, "records").entries
    (repository / ".git/objects" / entry.id[:2] / entry.id[2:]).unlink()
    with pytest.raises(GitError):
        list(read_blobs(repository, [entry]))


@pytest.mark.parametrize("name", ["HEAD", "--output=x", "-h", "", "main\n", "A" * 40])
def test_only_a_full_name_is_listed(repository: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        list_files(repository, name, "records")


# --- Names of commits --------------------------------------------------------------------------


def test_every_way_to_name_a_commit(repository: Path, git: Git) -> None:
    first = commit(git)
    git("branch", "work")
    git("tag", "-a", "v1", "-m", "canary")
    second = commit(git, "2026-03-04T12:00:00+00:00")
    for name in (first, first[:9], "work", "v1", "refs/heads/work", "HEAD~1", "main^"):
        assert resolve(repository, name).id == first
    assert resolve(repository, "HEAD") == head(repository)
    assert resolve(repository, "main").id == second


@pytest.mark.parametrize("name", REFS, ids=range(len(REFS)))
def test_what_names_none_is_said_and_does_nothing(
    repository: Path, git: Git, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, "records/audits/au-1.yml")
    commit(git)
    monkeypatch.chdir(repository)
    before = everything(repository)
    with pytest.raises(UsageError) as refused:
        resolve(repository, name)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 400
    assert everything(repository) == before


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in no Git repository"):
        resolve(tmp_path, "HEAD")


def test_where_two_lines_part(repository: Path, git: Git) -> None:
    first = commit(git)
    git("checkout", "--quiet", "-b", "work")
    write(repository, "a")
    commit(git)
    git("checkout", "--quiet", "main")
    write(repository, "b")
    commit(git)
    main, work = resolve(repository, "main"), resolve(repository, "work")
    assert common_ancestor(repository, main, work).id == first
    assert common_ancestor(repository, work, work) == work


def test_where_they_never_met_it_is_said(repository: Path, git: Git, tmp_path: Path) -> None:
    commit(git)
    git("checkout", "--quiet", "--orphan", "other")
    write(repository, "a")
    commit(git)
    main, other = resolve(repository, "main"), resolve(repository, "other")
    with pytest.raises(UsageError, match=r"in common here.*Name a commit"):
        common_ancestor(repository, main, other)
    write(repository, "b")
    commit(git)
    shallow = tmp_path / "shallow"
    address = f"file://{repository}"
    run(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", address, str(shallow))
    main, other = resolve(shallow, "origin/main"), resolve(shallow, "origin/other")
    with pytest.raises(UsageError, match="--unshallow"):
        common_ancestor(shallow, main, other)


def test_where_a_folder_lies_in_its_repository(repository: Path, tmp_path: Path) -> None:
    (repository / "homes/one").mkdir(parents=True)
    assert folder_in_repository(repository) == ""
    assert folder_in_repository(repository / "homes/one") == "homes/one/"
    outside = tmp_path / "outside"
    outside.mkdir()
    assert folder_in_repository(outside) == ""
