"""Files and names that lead somewhere else, wait for ever, or hide one another."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.hostile.gate import Answer, check, make, put
from tests.support import CHAIN, CT, NM

BAD: Final = "records/near-misses/2026-05/nm-20260501-b4dd.yml"
CANARY: Final = "canary-outside-of-the-repository"


def one(answer: Answer, path: str, rule: str) -> None:
    assert [(f.rule, f.level, f.line) for f in answer.of(path)] == [(rule, "error", 1)]
    assert CANARY not in answer.out


@pytest.mark.parametrize(
    "target",
    ["/etc/passwd", "../../../../outside.yml", ".", "itself", "../../.git/config", "/dev/zero"],
)
def test_f1_links_out(tmp_path: Path, target: str) -> None:
    root = make(tmp_path / "tree")
    put(tmp_path, "outside.yml", f"title: {CANARY}\n".encode())
    link = root / BAD
    link.parent.mkdir(parents=True)
    link.symlink_to(link.name if target == "itself" else target)
    one(check(root), BAD, "F01")


def test_f1_a_folder_that_is_a_link(tmp_path: Path) -> None:
    root = make(tmp_path / "tree")
    outside = put(tmp_path, f"outside/{NM}.yml", f"title: {CANARY}\n".encode())
    (root / "records/near-misses/2026-05").symlink_to((tmp_path / outside).parent)
    one(check(root), "records/near-misses/2026-05", "F01")


def test_f1_the_folder_of_all_records_is_a_link(tmp_path: Path) -> None:
    root = make(tmp_path / "tree")
    (root / "records").rename(tmp_path / "elsewhere")
    (root / "records").symlink_to(tmp_path / "elsewhere")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "closecall", "check"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "link" in done.stdout + done.stderr


def fifo(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()
    (path / "x.yml").write_text(f"title: {CANARY}\n", encoding="utf-8")


def socket_file(path: Path) -> None:
    import socket  # noqa: PLC0415 - for this one shape

    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as ear:
            ear.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("shape", [fifo, socket_file])
def test_f2_what_would_be_waited_for(tmp_path: Path, shape: Callable[[Path], None]) -> None:
    root = make(tmp_path)
    (root / BAD).parent.mkdir(parents=True)
    shape(root / BAD)
    found = check(root).of(BAD)
    assert len(found) == 1
    assert found[0].line == 1


def test_f2_a_folder_with_the_name_of_a_record(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / BAD).parent.mkdir(parents=True)
    folder(root / BAD)
    answer = check(root)
    assert any(f.path.startswith(BAD) for f in answer.found)
    assert CANARY not in answer.out


@pytest.mark.parametrize(
    "name",
    [
        "..x.yml",
        "%2e%2e.yml",
        "-rf.yml",
        "nm-20260501-b4dd..yml",
        "nm-20260501-B4DD.yml",
        "nm 20260501.yml",
        "con.yml",
        "nul.yml",
        "index.yml",
        "nm-\u202e20260501.yml",
        "nm-20260501\n::error::x.yml",
        "nm-\x1b[2J.yml",
        "n.yml",
        "x" * 100 + ".yml",
    ],
)
def test_f3_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    root = make(tmp_path)
    put(root, f"records/near-misses/{name}", CHAIN.text(NM).encode())
    answer = check(root)
    about = [
        f for f in answer.found if f.path.startswith("records/near-misses/") and NM not in f.path
    ]
    assert about, answer.out
    assert "\x1b" not in answer.out
    assert "\u202e" not in answer.out
    assert not any(line.lstrip().startswith("::") for line in answer.out.splitlines())


RESERVED: Final = (
    *("con", "nul", "aux", "prn", "com1", "com9", "lpt1", "lpt9"),
    *("index", "404", "assets", "search", "latest", "id"),
)
NO_IDS: Final = (
    *("a", "ab", "x" * 65, "1abc", "Abc", "abc-", "-abc", "a--b", "a.b", "abc.", "abc ", " abc"),
    *("..", ".", ".abc", "a..b", "%2e%2e", "%2f", "a%00b", "a\\b", "a:b", "a?b", "a*b", "a|b"),
    *("a<b", "a>b", 'a"b', "a'b", "a`b", "a;b", "a&b", "a$b", "$(abc)", "`abc`", "~abc", "abc~"),
    *("-rf", "--output", "@abc", "abc@1", "#abc", "a#b", "a!b", "a=b", "a+b", "a,b", "(abc)"),
    *("[abc]", "{abc}", "a b", "a\tb", "a\u00a0b", "caf\u00e9", "\u0430bc", "\uff41bc", "a\u200bb"),
    *("a\u202eb", "a_b", "abc\u2028", "\u00df", "abc\u0301", "nm-20260501-b4dd\u00ad"),
)


def test_f3_every_name_that_is_no_id_is_refused_as_the_name_of_a_file(tmp_path: Path) -> None:
    root = make(tmp_path)
    for name in (*RESERVED, *NO_IDS):
        put(root, f"records/controls/{name}.yml", b"title: x\n")
    answer = check(root)
    refused = {f.path for f in answer.found if f.path.startswith("records/controls/")}
    assert {f"records/controls/{name}.yml" for name in RESERVED} <= refused
    # What cannot be shown as it is stands there in another way, and is counted.
    assert len(refused) == len(RESERVED) + len(NO_IDS)


def test_f3_every_name_that_is_no_id_is_refused_as_an_id(tmp_path: Path) -> None:
    root = make(tmp_path)
    for number, said in enumerate(("../x", "a/b", "/etc/passwd", *RESERVED, *NO_IDS)):
        text = CHAIN.drop(CT, "id").text(CT) if "\nid:" in CHAIN.text(CT) else CHAIN.text(CT)
        put(
            root, f"records/controls/ct-{number:03}.yml", f"id: {json.dumps(said)}\n{text}".encode()
        )
    answer = check(root)
    refused = {f.path for f in answer.found if re.search(r"/ct-[0-9]{3}\.yml$", f.path)}
    assert len(refused) == 3 + len(RESERVED) + len(NO_IDS)


@pytest.mark.parametrize("said", ["../x", "a/b", "%2e%2e", "-rf", "a\\0b", "x."])
def test_f3_ids_that_lead_elsewhere(tmp_path: Path, said: str) -> None:
    root = make(tmp_path)
    put(root, BAD, f'id: "{said}"\n{CHAIN.text(NM)}'.encode())
    found = check(root).of(BAD)
    assert {f.rule for f in found} & {"F18", "S05", "Y06", "Y25"}


@pytest.mark.parametrize(
    "names",
    [
        ("nm-20260501-b4dd.yml", "nm-20260501-b4dd.yaml"),
        ("nm-20260501-b4dd.yml", "NM-20260501-B4DD.yml"),
        ("nm-20260501-b4dd.yml", "nm-20260501-b4dd.YML"),
    ],
)
def test_f4_pairs(tmp_path: Path, names: tuple[str, str]) -> None:
    root = make(tmp_path)
    for name in names:
        put(root, f"records/near-misses/{name}", CHAIN.text(NM).encode())
    answer = check(root)
    assert any(f.path.endswith(names[1]) for f in answer.found)
    assert names[0] in answer.out


def test_f4_two_ways_to_write_one_letter(tmp_path: Path) -> None:
    root = make(tmp_path)
    for form in ("NFC", "NFD"):
        put(root, f"records/near-misses/nm-caf{unicodedata.normalize(form, 'é')}.yml", b"a: 1\n")
    assert sum("nm-caf" in f.path for f in check(root).found) >= 2


def test_f4_two_files_with_one_id(tmp_path: Path) -> None:
    root = make(tmp_path)
    path = put(root, f"records/near-misses/2027-01/{NM}.yml", CHAIN.text(NM).encode())
    answer = check(root)
    twice = [f for f in answer.found if f.rule == "F19"]
    assert [f.path in {path, CHAIN.path(NM)} for f in twice] == [True]
    assert path in answer.out
    assert CHAIN.path(NM) in answer.out


@pytest.mark.parametrize(
    "name", ["notes.txt", "nm-20260501-b4dd.yml.bak", ".hidden.yml", "Thumbs.db"]
)
def test_f4_a_stray_file_is_not_passed_over(tmp_path: Path, name: str) -> None:
    root = make(tmp_path)
    path = put(root, f"records/near-misses/{name}", b"title: x\n")
    assert check(root).of(path)


@pytest.mark.parametrize(
    "name", ["yaml.py", "sitecustomize.py", "closecall.py", "jsonschema_rs.py"]
)
def test_f5_python_beside_the_records_is_not_imported(tmp_path: Path, name: str) -> None:
    root = make(tmp_path / "tree")
    canary = tmp_path / "ran"
    put(root, name, f"open({str(canary)!r}, 'w')\n".encode())
    check(root)
    assert not canary.exists()


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def committed(root: Path) -> Path:
    """The good records with their one mistake, all of them committed."""
    make(root)
    git(root, "init", "-q")
    git(root, "config", "user.name", "x")
    git(root, "config", "user.email", "x@example.org")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    return root


ATTRIBUTES: Final = (
    "working-tree-encoding=UTF-16",
    "ident",
    "eol=crlf",
    "export-ignore",
    "export-subst",
    "filter=x",
    "text",
    "text=auto",
    "crlf=input",
)


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_f6_a_tree_that_differs_from_its_commit(tmp_path: Path, attribute: str) -> None:
    """An attribute that changes records is refused with its line, on the disk and at a commit."""
    root = committed(tmp_path / "tree")
    canary = tmp_path / "ran"
    said = f"# one\n*.md {attribute}\nrecords/** {attribute}\n"
    put(root, ".gitattributes", said.encode())
    git(root, "config", "filter.x.smudge", f"touch {canary}")
    git(root, "config", "filter.x.clean", f"touch {canary}")
    first = check(root)
    assert [(f.rule, f.level, f.line) for f in first.of(".gitattributes")] == [("F20", "error", 3)]
    assert not canary.exists()
    git(root, "-c", "filter.x.clean=cat", "add", ".gitattributes")
    git(root, "-c", "filter.x.clean=cat", "commit", "-qm", "y")
    second = check(root, "--rev", "HEAD")
    assert second.of(".gitattributes") == first.of(".gitattributes")
    (root / ".gitattributes").unlink()
    assert check(root, "--rev", "HEAD").of(".gitattributes") == first.of(".gitattributes")
    assert not check(root).of(".gitattributes")
    assert not canary.exists()


def test_f6_the_last_line_that_the_mend_names_makes_it_right(tmp_path: Path) -> None:
    root = committed(tmp_path)
    said = "".join(f"* {attribute}\n" for attribute in ATTRIBUTES)
    put(root, ".gitattributes", said.encode())
    wrong = check(root)
    assert {f.line for f in wrong.of(".gitattributes")} > {1, 2, 4, 5, 6}
    mend = wrong.out.partition("Add as the last line of the file: `")[2].partition("`")[0]
    put(root, ".gitattributes", f"{said}{mend}\n".encode())
    assert not check(root).of(".gitattributes")


@pytest.mark.parametrize(
    "harmless", ["* -text\n", "*.md eol=lf\n", "docs/** filter=x\n", "records/ ident\n", "* diff\n"]
)
def test_f6_attributes_that_change_no_record_are_left_alone(tmp_path: Path, harmless: str) -> None:
    root = committed(tmp_path)
    put(root, ".gitattributes", harmless.encode())
    assert not check(root).of(".gitattributes")


def test_f6_attributes_above_the_project_are_read_too(tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "care").mkdir()
    (root / "records").rename(root / "care/records")
    put(root, ".gitattributes", b"[attr]mine ident\n\ncare/rec*/**/*.yml mine\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "y")
    for options in ((), ("--rev", "HEAD")):
        answer = check(root / "care", *options)
        (found,) = answer.of("../.gitattributes")
        assert (found.rule, found.line) == ("F20", 3)
        assert "`care/records/** -text" in answer.out


def test_f6_a_pattern_made_to_take_for_ever_does_not(tmp_path: Path) -> None:
    root = committed(tmp_path)
    evil = f"{'*a' * 2_000}b ident\n{'**/a*/' * 500}x ident\n{'[' * 5_000} ident\n* ident\n"
    put(root, ".gitattributes", evil.encode())
    (found,) = check(root).of(".gitattributes")
    assert found.line == 4


@pytest.mark.parametrize("attribute", ["ident", "filter=x", "working-tree-encoding=UTF-16"])
def test_f6_attributes_of_one_computer_are_read_too(tmp_path: Path, attribute: str) -> None:
    root = committed(tmp_path / "tree")
    put(root, ".gitattributes", b"records/** -text\n")
    put(root, ".git/info/attributes", f"\nrecords/** {attribute}\n".encode())
    (found,) = check(root).of(".git/info/attributes")
    assert (found.rule, found.level, found.line) == ("F20", "error", 2)
    # A commit is read as it is: nothing of this computer plays a part.
    assert not check(root, "--rev", "HEAD").of(".git/info/attributes")


def test_f6_a_second_work_tree_has_those_of_its_repository(tmp_path: Path) -> None:
    root = committed(tmp_path / "tree")
    put(root, ".git/info/attributes", b"* ident\n")
    git(root, "worktree", "add", "-q", str(tmp_path / "second"))
    (found,) = check(tmp_path / "second").of(".git/info/attributes")
    assert (found.rule, found.line) == ("F20", 1)


@pytest.mark.parametrize("shape", ["link", "pipe", "folder", "large"])
def test_f6_attributes_that_are_no_file_are_not_waited_for(tmp_path: Path, shape: str) -> None:
    root = committed(tmp_path / "tree")
    file = root / ".gitattributes"
    if shape == "link":
        put(tmp_path, "elsewhere", b"* ident\n")
        file.symlink_to(tmp_path / "elsewhere")
    elif shape == "pipe":
        os.mkfifo(file)
    elif shape == "folder":
        file.mkdir()
    else:
        file.write_bytes(b"#" * (2 << 20))
    found = check(root).of(".gitattributes")
    assert [(f.rule, f.line) for f in found] == ([("F20", 1)] if shape == "large" else [])


def test_f1_a_record_that_may_be_run(tmp_path: Path) -> None:
    root = committed(tmp_path)
    path = CHAIN.path(CT)
    (root / path).chmod(0o755)
    one(check(root), path, "F21")
    git(root, "commit", "-qam", "y")
    one(check(root, "--rev", "HEAD"), path, "F21")
    # On a disk where every file may be run, the mark says nothing.
    git(root, "config", "core.fileMode", "false")
    assert not check(root).of(path)


def test_f1_another_repository_among_the_records(tmp_path: Path) -> None:
    root = committed(tmp_path)
    made = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    path = "records/near-misses/inner"
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{made.stdout.strip()},{path}")
    git(root, "commit", "-qm", "y")
    one(check(root, "--rev", "HEAD"), path, "F02")
    put(root, f"{path}/.git", b"gitdir: /nowhere\n")
    assert {f.rule for f in check(root).of(f"{path}/.git")} == {"F06"}
