"""Files below `records/`: what is given, what is refused, and that nothing is waited for."""

import hashlib
import os
import socket
import subprocess
import unicodedata
from pathlib import Path

import pytest

from closecall.errors import UsageError
from closecall.records import trees
from closecall.records.kinds import KIND_BY_FOLDER, KIND_BY_NAME, KINDS
from closecall.records.refusals import FILE_REFUSALS, MAX_BYTES, MAX_FOLDERS
from closecall.records.trees import RESERVED, SourceFile, WorkingTree, blob_id


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "records" / "near-misses" / "2026-03").mkdir(parents=True)
    return tmp_path


def write(root: Path, path: str, raw: bytes = b"a: 1\n") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    return file


def read(root: Path) -> dict[str, SourceFile]:
    return {file.path: file for file in WorkingTree(root).files()}


def rules(root: Path) -> dict[str, str]:
    return {path: file.finding.rule for path, file in read(root).items() if file.finding}


def test_kinds_are_found_by_name_and_folder() -> None:
    assert len(KIND_BY_NAME) == len(KIND_BY_FOLDER) == len(KINDS) == 25
    prefixes = [kind.prefix for kind in KINDS if kind.prefix]
    assert len(set(prefixes)) == len(prefixes) == 20


def test_files_come_in_the_order_of_their_paths(root: Path) -> None:
    paths = [
        "records/audits/au-1.yml",
        "records/audits/au-1/au-2.yml",
        "records/audits/au-1a.yml",
        "records/audits/b/au-0.yml",
        "records/near-misses/2026-03/nm-1.yml",
        "records/near-misses/2026-03/nm-2.yml",
        "records/near-misses/nm-0.yml",
        "records/provider/provider.yml",
    ]
    for path in reversed(paths):
        write(root, path, path.encode())
    files = list(WorkingTree(root).files())
    assert [file.path for file in files] == sorted(paths)
    assert all(file.raw == file.path.encode() for file in files)


def test_gitkeep_is_no_record_and_no_mistake(root: Path) -> None:
    write(root, "records/near-misses/.gitkeep", b"")
    assert read(root) == {}


@pytest.mark.parametrize("raw", [b"", b"a: 1\n", b"\x00\xff" * 999])
def test_blob_ids_are_those_of_git(root: Path, raw: bytes) -> None:
    path = write(root, "records/audits/au-1.yml", raw)
    said = subprocess.run(["git", "hash-object", path], capture_output=True, check=True)
    assert read(root)["records/audits/au-1.yml"].blob == said.stdout.decode().strip()
    long = WorkingTree(root, "sha256").files()
    assert [len(file.blob) for file in long] == [64]
    assert blob_id(b"", "sha256") == hashlib.sha256(b"blob 0\0").hexdigest()


def test_a_file_is_read_once_more(root: Path) -> None:
    write(root, "records/audits/2026-03/au-1.yml", b"a: 2\n")
    tree = WorkingTree(root)
    assert tree.read("records/audits/2026-03/au-1.yml") == b"a: 2\n"
    assert tree.read("records/audits/2026-03/gone.yml") == b""
    assert tree.read("records/gone/gone.yml") == b""


def test_without_records_it_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder `records`"):
        WorkingTree(tmp_path)
    (tmp_path / "records").write_text("x")
    with pytest.raises(UsageError, match="not a folder"):
        WorkingTree(tmp_path)
    (tmp_path / "records").unlink()
    (tmp_path / "other").mkdir()
    (tmp_path / "records").symlink_to("other")
    with pytest.raises(UsageError, match="not a link"):
        WorkingTree(tmp_path)


# --- Links and other things ------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "/etc/passwd",
        "../../../outside.yml",
        "nm-2.yml",
        "link.yml",
        "nowhere",
        "/etc",
        ".",
        "../..",
    ],
)
@pytest.mark.parametrize("name", ["nm-1.yml", "folder"])
def test_no_link_is_followed(root: Path, target: str, name: str) -> None:
    write(root, "outside.yml", b"canary: 1\n")
    write(root, "records/near-misses/2026-03/nm-2.yml")
    (root / "records/near-misses/2026-03" / name).symlink_to(target)
    files = read(root)
    assert rules(root) == {f"records/near-misses/2026-03/{name}": "F01"}
    assert all(b"canary" not in (file.raw or b"") for file in files.values())
    assert files[f"records/near-misses/2026-03/{name}"].raw is None


def test_a_folder_that_becomes_a_link_meanwhile_is_not_entered(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, "outside/au-1.yml", b"canary: 1\n")
    write(root, "records/audits/au-1.yml")
    opened = os.open

    def swapped(path: str | Path, flags: int, **more: int) -> int:
        if path == "audits":
            (root / "records/audits").rename(root / "old")
            (root / "records/audits").symlink_to(root / "outside")
        return opened(path, flags, **more)

    monkeypatch.setattr(os, "open", swapped)
    assert rules(root) == {"records/audits": "F13"}


def test_a_folder_that_becomes_a_link_after_it_was_listed_is_not_entered(root: Path) -> None:
    write(root, "outside/b/au-1.yml", b"canary: 1\n")
    write(root, "records/audits/b/au-1.yml")
    write(root, "records/risks/rk-1.yml")
    tree = WorkingTree(root)
    found = list(tree.listed())
    (root / "records/audits").rename(root / "old")
    (root / "records/audits").symlink_to(root / "outside")
    files = list(tree.opened(found))
    assert [file.raw for file in files] == [None, b"a: 1\n"]
    assert [file.finding and file.finding.rule for file in files] == ["F13", None]
    assert tree.read("records/audits/b/au-1.yml") == b""


def test_nothing_is_waited_for(root: Path) -> None:
    folder = root / "records/near-misses"
    os.mkfifo(folder / "nm-1.yml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "nm-2.yml"))
        (folder / "nm-3.yml").mkdir()
        assert rules(root) == {
            "records/near-misses/nm-1.yml": "F02",
            "records/near-misses/nm-2.yml": "F02",
            "records/near-misses/nm-3.yml": "F03",
        }


def test_a_file_that_becomes_a_pipe_meanwhile_is_not_waited_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(root, "records/audits/au-1.yml")
    opened = os.open

    def swapped(path: str | Path, flags: int, **more: int) -> int:
        if path == "au-1.yml":
            file.unlink()
            os.mkfifo(file)
        return opened(path, flags, **more)

    monkeypatch.setattr(os, "open", swapped)
    assert rules(root) == {"records/audits/au-1.yml": "F02"}


# --- Size ------------------------------------------------------------------------------------


def test_a_large_file_is_not_opened_and_a_growing_one_not_read_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = write(root, "records/audits/au-1.yml", b"")
    os.truncate(large, 50 * 1024 * 1024)
    write(root, "records/audits/au-2.yml", b"x" * MAX_BYTES)
    growing = write(root, "records/audits/au-3.yml", b"x")
    counted = 0
    original = os.read

    def counting(file: int, size: int) -> bytes:
        nonlocal counted
        if size == 2:  # it has one byte, and one more is asked for
            os.truncate(growing, 10 * MAX_BYTES)
        raw = original(file, size)
        counted += len(raw)
        return raw

    monkeypatch.setattr(os, "read", counting)
    files = read(root)
    assert files["records/audits/au-2.yml"].raw == b"x" * MAX_BYTES
    assert [file.finding and file.finding.rule for file in files.values()] == ["F04", None, "F04"]
    assert counted == 2 * MAX_BYTES + 1


def test_the_number_of_files_has_an_end(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_FILES", 3)
    for number in range(5):
        write(root, f"records/audits/au-{number}.yml")
    assert rules(root) == {"records": "F15"}
    assert len(read(root)) == 4


def test_folders_inside_each_other_have_an_end(root: Path) -> None:
    write(root, "records/audits/" + "x/" * (MAX_FOLDERS - 1) + "au-1.yml")
    write(root, "records/risks/" + "x/" * MAX_FOLDERS + "rk-1.yml")
    assert list(rules(root).values()) == ["F14"]
    assert len([file for file in read(root).values() if file.raw]) == 1


# --- Names -----------------------------------------------------------------------------------

BAD_NAMES = {
    # Not in a form that is safe in an address and on every disk.
    **dict.fromkeys(
        [
            *("x.yml", "ab.yml", "1ab.yml", "-rf.yml", "_ab.yml", "a b.yml", "a_b.yml", "a.b.yml"),
            *("..yml", "...yml", " ab.yml", "ab .yml", "ab..yml", "a" * 65 + ".yml", "Abc.yml"),
            *("aBc.yml", "%2e%2e.yml", "a%00b.yml", "a\\b.yml", "a:b.yml", "a*b.yml", "a?b.yml"),
            *(
                "a<b>.yml",
                'a"b.yml',
                "a'b.yml",
                "a;b.yml",
                "a|b.yml",
                "a&b.yml",
                "a$b.yml",
                "$(x).yml",
            ),
            *(
                "a`b.yml",
                "a#b.yml",
                "a@b.yml",
                "a!b.yml",
                "a~b.yml",
                "~ab.yml",
                "a+b.yml",
                "a,b.yml",
            ),
            *("a=b.yml", "{ab}.yml", "[ab].yml", "(ab).yml", "a\tb.yml", "a\nb.yml", "a\rb.yml"),
            *("a\x1b[31mb.yml", "a\x7fb.yml", "caf\u00e9.yml", "\u0430bc.yml", "ab\u200bc.yml"),
            *("404.yml", "id.yml", "a\u2028b.yml", "abc\u00a0.yml", "ab\u3000c.yml", "CON.yml"),
            *("a\u202eb.yml", "\uff41bc.yml", "abc\u0301.yml", "--output=x.yml", "@{-1}.yml"),
        ],
        "F07",
    ),
    **{f"{name}.yml": "F08" for name in RESERVED - {"id", "404"}},
    **dict.fromkeys(["com9.yml", "lpt0.yml"], "F08"),
    **dict.fromkeys(["abc.yaml", "abc.YML", "abc.YAML", "abc.Yml"], "F05"),
    **dict.fromkeys(
        [
            *("README.md", ".abc", "abc", "abc.yml~", ".abc.yml.swp", "abc.json", "abc.yml.bak"),
            *(
                ".DS_Store",
                "Thumbs.db",
                "yaml.py",
                "sitecustomize.py",
                ".gitattributes",
                "abc.ymlx",
            ),
        ],
        "F06",
    ),
}


@pytest.mark.parametrize("name", list(BAD_NAMES), ids=[str(n) for n in range(len(BAD_NAMES))])
def test_names_that_are_not_taken(root: Path, name: str) -> None:
    write(root, f"records/audits/{name}")
    (file,) = WorkingTree(root).files()
    assert file.finding
    assert file.finding.rule == BAD_NAMES[name]
    assert file.raw is None
    assert file.path.isprintable()


@pytest.mark.parametrize(
    ("name", "is_like_one"),
    [
        *(("nm-1.yml.txt", True), ("nm-1.YAML.txt", True), ("nm-1.txt", True)),
        *(("nm-1.yml (1)", True), ("nm-1.yml.docx", True)),
        *(("nm-1.yml.bak", False), (".nm-1.yml.swp", False), ("nm-1.yml~", False)),
        *(("nm-1.json", False), ("Thumbs.db", False)),
    ],
)
def test_a_record_with_an_ending_too_many_is_renamed(
    root: Path, name: str, *, is_like_one: bool
) -> None:
    write(root, f"records/near-misses/{name}")
    (file,) = WorkingTree(root).files()
    assert file.finding
    assert ("rename it so that its name ends in `.yml`" in file.finding.remedy) == is_like_one


def test_there_are_as_many_bad_names_as_promised() -> None:
    assert len(BAD_NAMES) >= 89


def test_a_name_that_is_no_text_can_be_printed(root: Path) -> None:
    name = os.fsencode(root / "records/near-misses") + b"/au-\xff\x80.yml"
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    (file,) = WorkingTree(root).files()
    assert file.path == "records/near-misses/au-\\udcff\\udc80.yml"
    file.path.encode()


@pytest.mark.parametrize(
    ("folder", "rule"),
    [
        ("audits/Big", "F10"),
        ("audits/.git", "F10"),
        ("audits/a b", "F10"),
        ("audits/con", "F08"),
        ("audits/x.yaml", "F03"),
        ("audit", "F11"),
        ("list", "F11"),
    ],
)
def test_folders_that_are_not_entered(root: Path, folder: str, rule: str) -> None:
    write(root, f"records/{folder}/au-1.yml")
    assert rules(root) == {f"records/{folder}": rule}


def test_the_kind_that_was_meant_is_named(root: Path) -> None:
    write(root, "records/near-miss/nm-1.yml")
    (file,) = WorkingTree(root).files()
    assert file.finding
    assert "`near-misses`" in file.finding.remedy


def test_a_record_beside_the_folders_is_not_taken(root: Path) -> None:
    write(root, "records/nm-1.yml")
    assert rules(root) == {"records/nm-1.yml": "F12"}


def test_two_names_that_some_computers_cannot_tell_apart_are_both_named(root: Path) -> None:
    write(root, "records/audits/au-x.yml")
    write(root, "records/audits/AU-X.yml")
    accent = "caf\u00e9.yml"
    write(root, f"records/risks/{accent}")
    write(root, f"records/risks/{unicodedata.normalize('NFD', accent)}")
    files = read(root)
    assert list(rules(root).values()) == ["F09"] * 4
    finding = files["records/audits/au-x.yml"].finding
    assert finding
    assert "`AU-X.yml`" in finding.message


def test_both_endings_side_by_side_are_said(root: Path) -> None:
    write(root, "records/audits/au-x.yml")
    write(root, "records/audits/au-x.yaml")
    finding = read(root)["records/audits/au-x.yaml"].finding
    assert finding
    assert "beside it" in finding.remedy


def test_what_cannot_be_opened_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, "records/audits/au-1.yml")
    write(root, "records/risks/rk-1.yml")
    opened = os.open

    def denied(path: str | Path, flags: int, **more: int) -> int:
        if path in ("au-1.yml", "risks"):
            raise PermissionError
        return opened(path, flags, **more)

    monkeypatch.setattr(os, "open", denied)
    assert rules(root) == {"records/audits/au-1.yml": "F13", "records/risks": "F13"}


@pytest.mark.parametrize("call", ["scandir", "read"])
def test_what_cannot_be_read_is_said(
    root: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    write(root, "records/audits/au-1.yml")

    def failing(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, call, failing)
    assert list(rules(root).values()) == ["F13"]
    assert WorkingTree(root).read("records/audits/au-1.yml") in (b"", b"a: 1\n")


def test_records_that_are_gone_meanwhile_are_said(root: Path) -> None:
    tree = WorkingTree(root)
    (root / "records").rename(root / "elsewhere")
    (file,) = tree.files()
    assert file.finding
    assert (file.finding.rule, file.path) == ("F13", "records")


@pytest.mark.parametrize("rule", list(FILE_REFUSALS))
def test_every_refusal_is_in_whole_sentences(rule: str) -> None:
    refusal = FILE_REFUSALS[rule]
    assert refusal.what.endswith(".")
    assert refusal.remedy.endswith(".")
