"""Where a hit stands, in what file whatsoever, and how it is said."""

import ast
from pathlib import Path
from typing import Final

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

import closecall.privacy
from closecall.findings import Finding, Level
from closecall.privacy.denied import NO_WORDS
from closecall.privacy.kinds import WORDINGS, Kind
from closecall.privacy.patterns import Gate, Pattern
from closecall.privacy.reporting import RULE, as_findings, shown_path
from closecall.privacy.scanning import Hit, scan

ROOT: Final = Path(__file__).parents[3]
PATH: Final = "records/near-misses/2026-03/nm-20260303-k7m2.yml"
MAIL: Final = "jane.doe@example.org"
FIELDS: Final = frozenset(
    ["what_happened", "immediate_action", "what", "evidence", "locator", "log", "kind", "by"]
)


def hits(text: str | bytes, path: str = PATH) -> tuple[Hit, ...]:
    raw = text if isinstance(text, bytes) else text.encode()
    return scan(path, raw, NO_WORDS, fields=FIELDS)


def only(text: str | bytes, path: str = PATH) -> Hit:
    (hit,) = hits(text, path)
    return hit


def test_records_of_the_project_are_clean() -> None:
    files = sorted(path for path in (ROOT / "records").rglob("*") if path.is_file())
    assert files
    found = {
        file.name: scan(file.relative_to(ROOT).as_posix(), file.read_bytes(), NO_WORDS)
        for file in files
    }
    assert not {name: hits for name, hits in found.items() if hits}


@pytest.mark.parametrize(
    ("text", "line", "column", "length"),
    [
        (f"what: {MAIL}\n", 1, 7, 20),
        (f"kind: x\r\nwhat:\t{MAIL}\r\n", 2, 7, 20),
        (f"\ufeffkind: é\nwhat: “{MAIL}”\n", 2, 8, 20),
        ("what: jane.doe&#64;example.org\n", 1, 7, 24),
        ("what: 999\u200b847\u200b5627.\n", 1, 7, 12),
        ("a: x\nwhat: 999 847\n  5627\n", 2, 7, 14),
        ("what: nine nine nine eight four seven five six two seven.\n", 1, 7, 50),
        ("what: OTk5ODQ3NTYyNw== x\n", 1, 7, 16),
    ],
)
def test_place(text: str, line: int, column: int, length: int) -> None:
    hit = only(text)
    assert (hit.line, hit.column, hit.length) == (line, column, length)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (f"what_happened: {MAIL}\n", "what_happened"),
        (f"immediate_action:\n  what: {MAIL}\n", "immediate_action.what"),
        (f"immediate_action: {{what: a, by: {MAIL}}}\n", "immediate_action.by"),
        (f"evidence:\n- log: a\n  locator: {MAIL}\n", "evidence.locator"),
        (f"evidence:\n  - {{log: a, locator: '{MAIL}'}}\n", "evidence.locator"),
        (f"what_happened: >\n  He wrote\n  to {MAIL}\n", "what_happened"),
        (f"what_happened:\n\n  {MAIL}\nkind: x\n", "what_happened"),
        (f"immediate_action:\n  jane: {MAIL}\n", "immediate_action"),
        (f"jane:\n  what: {MAIL}\n", ""),
        (f"# what: {MAIL}\n", ""),
        (f"{MAIL}: what\n", ""),
        (f"immediate_action: {{what: [ {MAIL}\n", "immediate_action.what"),
        (MAIL, ""),
    ],
)
def test_field(text: str, field: str) -> None:
    assert only(text).field == field


def test_no_field_is_told_that_is_not_known() -> None:
    (hit,) = scan(PATH, f"what: {MAIL}\n".encode(), NO_WORDS)
    assert not hit.field


def test_many_hits_in_order() -> None:
    found = hits(f"a: room 12\nb: {MAIL}, {MAIL}\n# Mrs Ashdown\n")
    assert [(hit.kind, hit.line) for hit in found] == [
        (Kind.ROOM, 1),
        (Kind.EMAIL, 2),
        (Kind.EMAIL, 2),
        (Kind.TITLED_NAME, 3),
    ]


def test_one_thing_found_twice_is_one_hit() -> None:
    assert only("a: DOB 3 April 1941\n").kind is Kind.BIRTH_DATE


def test_a_path_is_covered() -> None:
    path = "records/near-misses/2026-03/nm-20260303-9998475627.yml"
    hit = only("", path)
    assert (hit.in_path, hit.line, hit.length) == (True, 0, 10)
    assert shown_path(path, [hit]) == "records/near-misses/2026-03/nm-20260303-**********.yml"
    (finding,) = as_findings(path, [hit])
    assert finding.path == shown_path(path, [hit])
    assert (finding.line, finding.column) == (1, 1)
    assert "name of this file" in finding.message
    assert "Rename" in finding.remedy


def test_a_folder_is_covered() -> None:
    path = "records/Mrs Ashdown/999/847/5627.yml"
    found = hits("", path)
    assert [hit.kind for hit in found] == [Kind.TITLED_NAME, Kind.NHS_NUMBER]
    assert shown_path(path, found) == "records/***********/************.yml"


def test_finding() -> None:
    (finding,) = as_findings(PATH, hits(f"immediate_action:\n  what: {MAIL}\n"))
    assert finding == Finding(
        rule=RULE,
        level=Level.ERROR,
        path=PATH,
        message="This looks like an e-mail address in `immediate_action.what` (20 characters).",
        remedy=finding.remedy,
        pointer=("immediate_action", "what"),
        line=2,
        column=9,
    )
    assert finding.remedy.startswith("Take it out; name the role instead. ")


def test_every_kind_is_worded() -> None:
    assert tuple(WORDINGS) == tuple(Kind)
    for kind in Kind:
        hit = Hit(kind=kind, in_path=False, line=1, column=1, length=1)
        (finding,) = as_findings(PATH, [hit])
        assert finding.message.endswith("(1 character).")
        assert finding.remedy.endswith(".")


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe" + MAIL.encode(),  # says UTF-16, is not
        MAIL.encode() + b"\0" * 200,
        b"a\0b" + MAIL.encode(),
        MAIL.encode("utf-16-le") + MAIL.encode(),
        b"\xc3" + MAIL.encode() + b"\xa9\x80",
        b"M\xfcller " + MAIL.encode(),
        MAIL.replace(".", ".\0").encode(),
        b"\xef\xbb\xbf" + MAIL.encode(),
        b"%PDF-1.4\n" + bytes(range(256)) + MAIL.encode(),
    ],
)
def test_bytes_that_mislead(raw: bytes) -> None:
    assert Kind.EMAIL in {hit.kind for hit in hits(raw)}


def test_codes_inside_codes() -> None:
    assert only("a: jane%25252540example.org\n").kind is Kind.EMAIL


@given(st.binary(max_size=400))
def test_no_bytes_stop_it(raw: bytes) -> None:
    for hit in hits(raw):
        assert hit.line >= 1
        assert hit.column >= 1
        assert hit.length >= 1


@given(st.text(max_size=200), st.text(alphabet="0123456789 .-/:\n,abcMrs'\"#@&;%oO", max_size=200))
def test_every_hit_lies_in_the_text(any_text: str, near_text: str) -> None:
    for text in (any_text, near_text):
        raw = text.encode("utf-8", "surrogatepass")
        for hit in hits(raw):
            lines = raw.decode("utf-8", "surrogateescape").split("\n")
            rest = "\n".join((lines[hit.line - 1][hit.column - 1 :], *lines[hit.line :]))
            assert hit.length <= len(rest)


@given(st.text(max_size=60))
def test_any_path(path: str) -> None:
    assert len(shown_path(path, hits("", path))) == len(path)


def test_re2_alone_looks() -> None:
    """What takes time out of all proportion to a text cannot be written in its patterns."""
    for module in sorted(Path(closecall.privacy.__path__[0]).glob("*.py")):
        tree = ast.parse(module.read_text("utf-8"))
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not imported & {"re", "regex", "fnmatch", "sre_compile"}, module.name
        assert "re2" not in imported or module.name == "patterns.py"
    for source in (r"(?=a)b", r"(?<!a)b", r"(a)\1"):
        with pytest.raises(re2.error):
            Pattern(source).fits(b"")


def test_a_gate_opens_where_its_pattern_matches() -> None:
    gate = Gate(["a", "[0-9]+", "z"])
    assert gate.opened(b"1 a") == [0, 1]
    assert gate.opened(b"-") == []


@pytest.mark.parametrize(
    "piece", ["0 ", "a: 1\n", "943 ", "Mrs ", "born ", "room 1 ", "%41", "S W "]
)
def test_a_large_file_of_almost_hits_is_read_to_its_end(piece: str) -> None:
    text = piece * (128 * 1024 // len(piece)) + f"\n\nwhat: {MAIL}\n"
    assert Kind.EMAIL in {hit.kind for hit in hits(text)}
