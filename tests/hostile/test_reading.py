"""Records that are not what they seem: bombs, hidden lines, values that change, other formats."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.hostile.gate import check, make, put
from tests.support import CHAIN, CT, NM, RV

BAD: Final = "records/near-misses/2026-05/nm-20260501-b4dd.yml"
"""A new near miss that somebody brings."""
GOOD: Final = CHAIN.text(NM).replace(NM, "nm-20260501-b4dd").encode()


def told(root: Path, raw: bytes, rule: str, line: int) -> None:
    """Check a bad file among good ones: what is wrong is said, once, at its line."""
    put(make(root), BAD, raw)
    found = check(root).of(BAD)
    assert [(f.rule, f.level, f.line) for f in found] == [(rule, "error", line)]


LAUGHS: Final = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in b"bcdefghi"
)


@pytest.mark.parametrize(
    "raw",
    [
        LAUGHS,
        b"a: &a " + b"x" * 4000 + b"\nb: [" + b"*a," * 1500 + b"]\n",
        b"a: &a [*a]\n",
        b"a: &a {b: 1}\nc: {<<: [" + b"*a, " * 1000 + b"]}\n",
    ],
    ids=["nine-fold", "quadratic", "self-alias", "merge"],
)
def test_y1_bombs(tmp_path: Path, raw: bytes) -> None:
    put(make(tmp_path), BAD, raw)
    found = check(tmp_path).of(BAD)
    assert {f.rule for f in found} <= {"Y17", "Y19"}
    assert 1 <= len(found) <= 10
    assert found[0].line == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"a: " + b"[" * 100_000,
        b"a: " + b"{a: \n" * 25_000,
        b"a:\n" + b"- - - - - - - -\n" * 8_000,
        b"? " * 60_000,
        b"".join(b" " * n + b"a:\n" for n in range(500)),
    ],
    ids=["flow", "groups", "items", "keys", "block"],
)
def test_y2_depth(tmp_path: Path, raw: bytes) -> None:
    put(make(tmp_path), BAD, raw)
    found = check(tmp_path).of(BAD)
    assert len(found) >= 1
    assert {f.rule for f in found} <= {"Y13", "Y15", "Y16", "Y24", "Y26"}


def test_y3_a_file_of_50_mb_is_not_opened(tmp_path: Path) -> None:
    file = make(tmp_path) / BAD
    file.parent.mkdir(parents=True)
    with file.open("wb") as hole:
        hole.truncate(50 * 1024 * 1024)
    assert [(f.rule, f.line) for f in check(tmp_path).of(BAD)] == [("F04", 1)]


@pytest.mark.parametrize(
    "raw",
    [
        b"title: " + b"x" * 100_000 + b"\n",
        b"x" * 100_000 + b": 1\n",
        b"#" + b"x" * 100_000 + b"\na: 1\n",
    ],
    ids=["value", "key", "comment"],
)
def test_y3_a_line_without_end(tmp_path: Path, raw: bytes) -> None:
    put(make(tmp_path), BAD, raw)
    found = check(tmp_path).of(BAD)
    assert "Y13" in {f.rule for f in found}
    assert {f.line for f in found} == {1}


@pytest.mark.parametrize(
    "raw",
    [b"title: " + b"x" * (1 << 20) + b"\n", b"x" * (1 << 20) + b": 1\n", b"#" * (1 << 20)],
    ids=["value", "key", "comment"],
)
def test_y3_a_line_of_1_mb_is_not_opened(tmp_path: Path, raw: bytes) -> None:
    told(tmp_path, raw, "F04", 1)


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        (2, b"1: a\n'1': b\n"),
        (2, b"title: a\ntitle: b\n"),
        (2, b'title: a\n"\\x74itle": b\n'),
        (2, "café: a\ncafe\u0301: b\n".encode()),
        (2, b"title: a\nTitle: b\n"),
        (1, b'{"title": "a", "title": "b"}\n'),
    ],
    ids=["number", "plain", "escaped", "composed", "case", "json"],
)
def test_y4_a_name_used_twice(tmp_path: Path, line: int, raw: bytes) -> None:
    put(make(tmp_path), BAD, raw)
    answer = check(tmp_path)
    found = [f for f in answer.of(BAD) if f.rule == "Y25"]
    assert [f.line for f in found] == [line]
    assert re.search(r"lines? 1\b", answer.out), "the first of the two is named as well"


def test_y4_a_name_in_disguise(tmp_path: Path) -> None:
    put(make(tmp_path), BAD, GOOD + "titl\u0435: a\n".encode())
    found = check(tmp_path).of(BAD)
    assert ("S04", GOOD.count(b"\n") + 1) in {(f.rule, f.line) for f in found}


def test_y4_a_name_with_something_unseen_in_it(tmp_path: Path) -> None:
    told(tmp_path, "title: a\ntit\u200ble: b\n".encode(), "Y09", 2)


@pytest.mark.parametrize("written", ["no", "12:30", "010", "1e3", "2026-03-03", "0x1F", "~x", "-0"])
def test_y5_a_text_stays_as_it_was_written(tmp_path: Path, written: str) -> None:
    chain = CHAIN.put(CT, f"title: {written}")
    root = make(tmp_path)
    put(root, chain.path(CT), chain.text(CT).encode())
    assert not check(root).of(chain.path(CT))


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        ("title: a\x85status: closed\n", "Y07"),
        ("title: a\u2028status: closed\n", "Y07"),
        ("title: a\rstatus: closed\n", "Y07"),
        ("title: a # \u202eb\n", "Y08"),
        ("title: pay\u200bload\n", "Y09"),
        ("title: a\x00b\n", "Y06"),
        ("title: \x1b]0;x\x07\n", "Y06"),
        ("title: a\ufdd0\n", "Y10"),
        ('title: "a\\0b"\n', "Y06"),
        ('title: "\\u202e"\n', "Y08"),
        ("title: a\U000e0041\n", "Y09"),
        ("title: a\ufeffb\n", "Y09"),
    ],
)
def test_y6_what_cannot_be_seen(tmp_path: Path, raw: str, rule: str) -> None:
    put(make(tmp_path), BAD, raw.encode())
    answer = check(tmp_path)
    assert {(f.rule, f.line) for f in answer.of(BAD)} == {(rule, 1)}
    assert answer.out.isprintable() or not set(answer.out) - set(map(chr, range(32, 127))) - {"\n"}


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "utf-7"]
)
def test_y6_other_encodings(tmp_path: Path, encoding: str) -> None:
    put(make(tmp_path), BAD, "title: café\n".encode(encoding))
    found = check(tmp_path).of(BAD)
    assert found
    # What is written in UTF-7 is plain letters, and the shape alone is wrong with it.
    assert {f.rule for f in found} == ({"Y02"} if encoding != "utf-7" else {"S01"})


@pytest.mark.parametrize(
    "raw",
    [b"a: 1\nb: \xc0\xaf\n", b"a: 1\nb: \xe2\x82\n", b"a: 1\nb: \xed\xa0\x80\n"],
    ids=["overlong", "cut", "surrogate"],
)
def test_y6_bytes_that_are_no_text(tmp_path: Path, raw: bytes) -> None:
    told(tmp_path, raw, "Y02", 2)


def test_y6_mixed_line_ends_are_line_ends(tmp_path: Path) -> None:
    lines = CHAIN.text(CT).splitlines()
    mixed = "".join(line + ("\r\n" if n % 2 else "\n") for n, line in enumerate(lines))
    root = make(tmp_path)
    put(root, CHAIN.path(CT), mixed.encode())
    assert not check(root).of(CHAIN.path(CT))


@pytest.mark.parametrize(
    ("raw", "rule", "line"),
    [
        (b"a: 1\n---\nb: 2\n", "Y21", 2),
        (b"- a\n- b\n", "Y23", 1),
        (b"null\n", "Y23", 1),
        (b"", "Y22", 1),
        (b"# only a comment\n", "Y22", 1),
        (b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", "Y05", 2),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Y04", 1),
        (b"<!DOCTYPE html>\n<html></html>\n", "Y03", 1),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Y03", 1),
        (b"%PDF-1.7\n", "Y03", 1),
    ],
)
def test_y7_something_else_than_a_record(tmp_path: Path, raw: bytes, rule: str, line: int) -> None:
    put(make(tmp_path), BAD, raw)
    found = check(tmp_path).of(BAD)
    assert (found[0].rule, found[0].line) == (rule, line)
    assert {f.rule for f in found} == {rule}


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!ENV", "!include", "!"]
)
def test_y8_code_by_tag(tmp_path: Path, tag: str) -> None:
    canary = tmp_path / "ran"
    told(tmp_path / "tree", f"title: {tag} ['touch {canary}']\n".encode(), "Y18", 1)
    assert not canary.exists()


def test_y8_a_settings_file_beside_the_records_is_not_read(tmp_path: Path) -> None:
    root = make(tmp_path / "tree")
    canary = tmp_path / "ran"
    put(root, "mkdocs.yml", f"x: !!python/object/apply:os.system ['touch {canary}']\n".encode())
    put(root, "pyproject.toml", b"[tool.closecall\n")
    check(root)
    assert not canary.exists()


@pytest.mark.parametrize("count", [4_000, 8_000])
def test_y9_texts_that_patterns_choke_on(tmp_path: Path, count: int) -> None:
    text = "a" * (count // 2) + "-" * (count // 2) + "!"
    broken = CHAIN.put(CT, f"how_tested: >-\n  {text[:4000]}\n  {text[4000:]}x")
    root = make(tmp_path)
    put(root, broken.path(CT), broken.text(CT).encode())
    # The text is odd and allowed; the limit of time in `check` is what is tried here.
    assert {f.rule for f in check(root).of(broken.path(CT))} <= {"Y13"}


@pytest.mark.parametrize("count", [201, 10_000])
def test_y10_more_links_than_a_record_may_have(tmp_path: Path, count: int) -> None:
    ids = ", ".join(f"x-{n}" for n in range(count))
    links = "\n".join(
        ", ".join(ids.split(", ")[n : n + 100]) + "," for n in range(0, count, 100)
    ).replace("\n", "\n  ")
    put(make(tmp_path), BAD, GOOD + f"repeat_of: [\n  {links}\n  ]\n".encode())
    found = check(tmp_path).of(BAD)
    assert "S06" in {f.rule for f in found}
    assert len(found) <= 25


def test_y10_a_ring_of_links_ends(tmp_path: Path) -> None:
    root = make(tmp_path)
    names = [f"nm-20260501-r{n:03}" for n in range(100)]
    for n, name in enumerate(names):
        text = CHAIN.text(NM).replace(NM, name)
        put(
            root,
            f"records/near-misses/2026-05/{name}.yml",
            f"{text}\nlinks: {{same_as: {names[n - 1]}}}\n".encode(),
        )
    answer = check(root)
    assert "G33" in answer.rules


def test_y11_a_spreadsheet_is_no_record(tmp_path: Path) -> None:
    root = make(tmp_path)
    path = put(root, "records/near-misses/book.xlsx", b"PK\x03\x04" + b"\0" * 64)
    found = check(root).of(path)
    assert len(found) == 1
    assert found[0].line == 1


def test_six_faults_in_one_run(tmp_path: Path) -> None:
    """A missing field, a value not in its list, a dead link, an id used twice, bad YAML, no day."""
    root = make(tmp_path)
    bent = (
        CHAIN.drop(CT, "purpose")
        .put(CT, "barrier_type: tecnical")
        .put(RV, "reviewed_on: 2026-02-30")
    )
    put(root, bent.path(RV), bent.text(RV).encode())
    put(root, bent.path(CT), bent.text(CT).encode())
    put(root, f"records/near-misses/2026-06/{NM}.yml", CHAIN.text(NM).encode())
    put(root, BAD, b'title: "never closed\n')
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    answer = check(root)
    assert {"S01", "S02", "S07", "F19", "Y26", "G33"} <= answer.rules
    assert "technical" in answer.out, "the allowed values are told"
    assert "nearest id is deputy-manager" in answer.out
    assert answer.out.count("= mend: ") == len(answer.found)
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_nothing_is_published_from_any_of_it(tmp_path: Path) -> None:
    root = make(tmp_path)
    settings = b"site_name: x\ntheme: {name: material, font: false}\nplugins: [closecall]\n"
    put(root, "mkdocs.yml", settings)
    put(root, "docs/extra.md", b"# x\n")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "closecall", "build"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "nothing was built" in done.stderr
    assert not (root / "site").exists()
