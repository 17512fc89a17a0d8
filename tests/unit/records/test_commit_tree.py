"""A commit is read like the disk: the same files give the same answer, and nothing is touched."""

import os
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from closecall.errors import UsageError
from closecall.records import trees
from closecall.records.reading import read_records
from closecall.records.refusals import MAX_BYTES, MAX_FOLDERS
from closecall.records.trees import CommitTree, FoundFile, SourceFile, WorkingTree
from tests.unit.git.conftest import commit, run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "--quiet", "--initial-branch=main", ".")
    return folder


def write(root: Path, path: str, raw: bytes = b"a: 1\n") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    return file


def committed(root: Path) -> str:
    return commit(lambda *arguments, **more: run(root, *arguments, **more))


def rules(files: list[SourceFile]) -> dict[str, str]:
    return {file.path: file.finding.rule for file in files if file.finding}


def tree_of(root: Path, *lines: str) -> str:
    """A tree made by hand: such as no disk would hold."""
    return run(root, "mktree", "--missing", stdin="".join(f"{line}\n" for line in lines)).strip()


def commit_of(root: Path, tree: str) -> str:
    top = tree_of(root, f"040000 tree {tree}\trecords")
    return run(root, "commit-tree", top, "-m", "canary").strip()


def test_it_is_as_on_the_disk(root: Path) -> None:
    write(root, "records/audits/au-1.yml")
    write(root, "records/audits/au-1/au-2.yml")
    write(root, "records/audits/au-1a.yml", b"")
    write(root, "records/audits/2026-03/au-3.yml").chmod(0o755)
    write(root, "records/audits/.gitkeep", b"")
    write(root, "records/audits/au-4.yml", b"x" * MAX_BYTES)
    write(root, "records/audits/au-5.yml", b"x" * (MAX_BYTES + 1))
    write(root, "records/audits/au-6.yaml")
    write(root, "records/audits/AU-7.yml")
    write(root, "records/audits/con.yml")
    write(root, "records/audits/readme.txt")
    write(root, "records/audits/one.yml")
    write(root, "records/audits/One.yml")
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    for form in forms:
        write(root, unicodedata.normalize(form, "records/audits/caf\u00e9.yml"))
    write(root, "records/audits/line\nbreak.yml")
    write(root, "records/audits/x.yml/au-8.yml")
    write(root, "records/audit/au-9.yml")
    write(root, "records/loose.yml")
    write(root, "records/audits/Big/au-1.yml")
    write(root, f"records/risks{'/a' * MAX_FOLDERS}/rk-1.yml")
    write(root, "other/records/audits/au-1.yml")
    (root / "records/audits/out.yml").symlink_to("/etc/passwd")
    (root / "records/reviews").symlink_to("audits")
    odd = os.fsencode(root / "records/audits") + b"/nm-\xff\xfe.yml"
    Path(os.fsdecode(odd)).write_bytes(b"a: 1\n")
    on_disk = list(WorkingTree(root).files())
    assert {"F01", "F03", "F04", "F05", "F06", "F07", "F08"} <= set(rules(on_disk).values())
    assert {"F09", "F10", "F11", "F12", "F14"} <= set(rules(on_disk).values())
    at_commit = list(CommitTree(root, committed(root)).files())
    assert at_commit == on_disk


def test_the_folder_may_lie_deeper_and_be_gone(root: Path) -> None:
    write(root, "homes/one/records/audits/au-1.yml")
    first = committed(root)
    (root / "homes/one/records/audits/au-1.yml").unlink()
    (file,) = CommitTree(root / "homes/one", first).files()
    assert (file.path, file.raw) == ("records/audits/au-1.yml", b"a: 1\n")


def test_only_the_folders_that_are_asked_for(root: Path) -> None:
    write(root, "records/audits/au-1.yml")
    write(root, "records/policy/main.yml")
    write(root, "records/lists/2026/words.yml")
    first = committed(root)
    tree = CommitTree(root, first, folders=("policy", "lists", "allowances"))
    assert [file.path for file in tree.files()] == [
        "records/lists/2026/words.yml",
        "records/policy/main.yml",
    ]
    assert CommitTree(root, first, folders=("allowances",)).is_empty


def test_a_file_is_read_again_by_its_path(root: Path) -> None:
    write(root, "records/audits/au-1.yml")
    write(root, "records/audits/large.yml", b"x" * (MAX_BYTES + 1))
    (root / "records/audits/out.yml").symlink_to("/etc/passwd")
    tree = CommitTree(root, committed(root))
    write(root, "records/audits/au-1.yml", b"changed\n")
    assert tree.read("records/audits/au-1.yml") == b"a: 1\n"
    for gone in ("large.yml", "out.yml", "none.yml", "none/none.yml"):
        assert tree.read(f"records/audits/{gone}") == b""
    found = [FoundFile("records/audits/none.yml"), FoundFile("records/audits/au-1.yml")]
    assert [file.raw for file in tree.opened(found)] == [None, b"a: 1\n"]


def test_another_repository_inside_is_not_entered(root: Path) -> None:
    write(root, "records/audits/au-1.yml")
    run(root, "add", "--all")
    run(root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},records/risks")
    run(root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},records/audits/au-2.yml")
    run(root, "commit", "--quiet", "-m", "canary")
    files = list(CommitTree(root, run(root, "rev-parse", "HEAD").strip()).files())
    assert rules(files) == {"records/audits/au-2.yml": "F02", "records/risks": "F02"}


@pytest.mark.parametrize("mode", ["120000", "100644"])
def test_records_that_are_no_folder(root: Path, mode: str) -> None:
    name = run(root, "hash-object", "-w", "--stdin", stdin="audits").strip()
    top = tree_of(root, f"{mode} blob {name}\trecords")
    first = run(root, "commit-tree", top, "-m", "canary").strip()
    with pytest.raises(UsageError, match="not a folder at commit"):
        CommitTree(root, first)


def test_names_that_no_disk_would_take(root: Path) -> None:
    one = run(root, "hash-object", "-w", "--stdin", stdin="a: 1\n").strip()
    two = run(root, "hash-object", "-w", "--stdin", stdin="a: 2\n").strip()
    audits = tree_of(
        root,
        f"100644 blob {one}\tau-1.yml",
        f"100644 blob {two}\tau-1.yml",
        f"100644 blob {one}\t..",
        f"100664 blob {one}\tau-2.yml",
    )
    up = tree_of(root, f"040000 tree {audits}\taudits", f"040000 tree {audits}\t..")
    files = list(CommitTree(root, commit_of(root, up)).files())
    assert rules(files) == {
        "records/..": "F10",
        "records/audits/..": "F06",
        "records/audits/au-1.yml": "F09",
    }
    assert [file.path for file in files if file.raw] == ["records/audits/au-2.yml"]
    assert all(file.raw == b"a: 1\n" for file in files if file.raw is not None)


def test_a_tree_without_end_is_said_to_be_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        write(root, f"records/audits/au-{number}.yml")
    first = committed(root)
    monkeypatch.setattr("closecall.git.blobs.MAX_LISTING", 1000)
    assert rules(list(CommitTree(root, first).files())) == {"records": "F15"}
    monkeypatch.undo()
    monkeypatch.setattr(trees, "MAX_FILES", 10)
    files = list(CommitTree(root, first).files())
    assert len(files) == 11
    assert rules(files) == {"records": "F15"}


def test_folders_inside_each_other_without_end(root: Path) -> None:
    inner = run(root, "hash-object", "-w", "--stdin", stdin="a: 1\n").strip()
    line = f"100644 blob {inner}\tau-1.yml"
    for _ in range(300):
        line = f"040000 tree {tree_of(root, line)}\ta"
    top = tree_of(root, line.replace("\ta", "\taudits"))
    (file,) = CommitTree(root, commit_of(root, top)).files()
    assert file.finding
    assert file.finding.rule == "F14"


def test_in_several_processes_it_is_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        write(root, f"records/audits/au-{number}a.yml", f"title: {number}\n".encode())
    first = committed(root)
    alone = read_records(CommitTree(root, first))
    monkeypatch.setattr("closecall.records.reading.ENOUGH", 10)
    shared = read_records(CommitTree(root, first))
    assert shared.documents == alone.documents
    assert shared.blobs == alone.blobs
    assert len(alone.documents) == 60
