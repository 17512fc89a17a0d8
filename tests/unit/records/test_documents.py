"""YAML text to plain values: typing, refusals, places, and hostile files."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yaml.error import YAMLError
from yaml.scanner import ScannerError

from closecall.errors import ClosecallError
from closecall.records import documents
from closecall.records.documents import Plain, locate, parse, places, with_places
from closecall.records.refusals import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_EVENTS,
    MAX_LINE,
    MAX_TEXT,
    REFUSALS,
    SHOWN,
)


def value_of(written: str) -> Plain:
    parsed = parse(f"a: {written}\n".encode(), path="x.yml")
    assert parsed.findings == ()
    assert parsed.data is not None
    return parsed.data["a"]


def rules_of(raw: bytes) -> list[str]:
    return [finding.rule for finding in parse(raw, path="x.yml").findings]


# --- Typing ----------------------------------------------------------------------------------

TYPED: dict[str, Plain] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
    "0": 0,
    "1": 1,
    "-1": -1,
    "12": 12,
    "999999999999999": 999_999_999_999_999,
    "-999999999999999": -999_999_999_999_999,
    "0.5": 0.5,
    "-0.5": -0.5,
    "1.0": 1.0,
    "12.25": 12.25,
    "0.1": 0.1,
    "100.125": 100.125,
}
TEXT = (Path(__file__).parent / "scalars.txt").read_text(encoding="utf-8").splitlines()


def test_the_table_of_scalars_is_as_long_as_promised() -> None:
    assert len({*TYPED, *TEXT}) >= 109


@pytest.mark.parametrize("written", list(TYPED))
def test_plain_numbers_and_words_are_values(written: str) -> None:
    value = value_of(written)
    assert value == TYPED[written]
    assert type(value) is type(TYPED[written])


@pytest.mark.parametrize("written", TEXT)
def test_everything_else_comes_out_as_written(written: str) -> None:
    assert value_of(written) == written


@pytest.mark.parametrize("written", [w for w in TYPED if w] + ["no", "07:45"])
def test_quotes_make_text_of_anything(written: str) -> None:
    assert value_of(f'"{written}"') == written
    assert value_of(f"'{written}'") == written


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (">\n  a\n  b\n", "a b"),
        ("|\n  a\n  b\n\n", "a\nb"),
        ("|+\n  a\n\n", "a"),
        (">-\n  12\n", "12"),
        ("|\n  true\n", "true"),
        ('"a\\n"', "a"),
        ('"a\\tb"', "a\tb"),
        ('""', ""),
        ("one\n  two", "one two"),
        ("1\n  2", "1 2"),
        ('"caf\\u00e9"', "café"),
        ("x # comment", "x"),
    ],
)
def test_longer_texts_lose_only_their_last_line_end(written: str, value: str) -> None:
    assert value_of(written) == value


def test_lists_and_groups_nest_in_both_styles() -> None:
    raw = b"a:\n  - {b: [1, x], c: no}\n  - d: {}\n    e: []\n  - - 1\n    - 2\n"
    assert parse(raw, path="x.yml").data == {
        "a": [{"b": [1, "x"], "c": "no"}, {"d": {}, "e": []}, [1, 2]]
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"a: 1\r\nb: x\r\n",
        b"\xef\xbb\xbfa: 1\nb: x\n",
        b"---\na: 1\nb: x\n",
        b"---\na: 1\nb: x\n...\n",
        b"a: 1\nb: x",
        b"{a: 1, b: x}",
        b"? a\n: 1\n? b\n: x\n",
        b"# a comment that underlines\n# =======\na: 1\nb: x # <<<<<<<\n",
    ],
)
def test_ways_to_write_the_same_record(raw: bytes) -> None:
    assert parse(raw, path="x.yml").data == {"a": 1, "b": "x"}


@pytest.mark.parametrize(
    "text",
    [
        "Mae'r cofnod yn Gymraeg, ŵyl",
        "\u0627لعربية م\u064eر\u0652ح\u064eب\u064b\u0627",
        "हिन\u094dदी म\u0947\u0902 लिखा",
        "می\u200cخو\u0627\u0647م",
        "👩\u200d⚕\ufe0f and 👨\u200d👩\u200d👧 and ❤\ufe0f\u200d🔥 and 👍🏽",
        "£5 – “quoted” … café naïve",
        "tab\tinside",
        "non breaking",
    ],
)
def test_text_of_people_is_shown_unchanged(text: str) -> None:
    assert parse(f"a: {text}\n".encode(), path="x.yml").data == {"a": text}
    quoted = json.dumps(text, ensure_ascii=False)
    assert parse(f"a: {quoted}\n".encode(), path="x.yml").data == {"a": text}


# --- Refusals --------------------------------------------------------------------------------

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HIDDEN = (
    "\xad\u034f\u115f\u17b4\u180e\u200b\u2060\u2064\u3164\ufeff\uffa0\ufff9\U000e0041\U0001d173"
)
REFUSED: list[tuple[str, bytes, int, int]] = [
    ("Y01", b"a: " + b"x" * MAX_BYTES, 1, 1),
    ("Y02", "a: café\n".encode("latin-1"), 1, 7),
    ("Y02", "a: b\n".encode("utf-16"), 1, 1),
    ("Y02", "a: b\n".encode("utf-16-le"), 1, 1),
    ("Y02", "a: b\n".encode("utf-16-be"), 1, 1),
    ("Y02", "a: b\n".encode("utf-32"), 1, 1),
    ("Y02", "a: b\n".encode("utf-32-be"), 1, 1),
    ("Y02", b"a: 1\nb: \xc0\xaf\n", 2, 4),
    ("Y02", b"a: \xed\xa0\x80\n", 1, 4),
    ("Y02", b"a: \xe2\x82", 1, 4),
    ("Y03", b"\x89PNG\r\n\x1a\n", 1, 1),
    ("Y03", b"%PDF-1.7\n", 1, 1),
    ("Y03", b"PK\x03\x04", 1, 1),
    ("Y03", b"<!DOCTYPE html>\n<html>", 1, 1),
    ("Y03", b"  <?xml version='1.0'?>", 1, 1),
    ("Y03", b"{\\rtf1 x}", 1, 1),
    ("Y04", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", 1, 1),
    ("Y05", b"a: 1\n<<<<<<< HEAD\nb: 2\n", 2, 1),
    ("Y05", b"a: 1\n=======\nb: 2\n", 2, 1),
    ("Y05", b"a: 1\n>>>>>>> other\n", 2, 1),
    ("Y06", b"a: b\0c\n", 1, 5),
    ("Y06", b"a: b\x1b[0m\n", 1, 5),
    ("Y06", b"a: b\x7f\n", 1, 5),
    ("Y06", b"a: b\xc2\x80\n", 1, 5),
    ("Y06", b"a: b\x0cc\n", 1, 5),
    ("Y06", b'a: "\\0"\n', 1, 4),
    ("Y06", b'a: "\\e[0m"\n', 1, 4),
    ("Y07", b"a: 1\rb: 2\n", 1, 5),
    ("Y07", b"a: 1\r\r\nb: 2\n", 1, 5),
    ("Y07", "a: x\x85b: y\n".encode(), 1, 5),
    ("Y07", "a: x\u2028b: y\n".encode(), 1, 5),
    ("Y07", "a: x\u2029b: y\n".encode(), 1, 5),
    ("Y07", b'a: "x\\Ny"\n', 1, 4),
    ("Y07", b'a: "x\\L"\n', 1, 4),
    ("Y07", b'a: "x\\r"\n', 1, 4),
    *(("Y08", f"a: x # {c}y\n".encode(), 1, 8) for c in BIDI),
    ("Y08", b'a: "\\u202e"\n', 1, 4),
    ("Y08", b'"\\u202e": x\n', 1, 1),
    *(("Y09", f"a: x{c}y\n".encode(), 1, 5) for c in HIDDEN),
    ("Y09", "a: x\u200dy\n".encode(), 1, 5),
    ("Y09", "a: é\u200c\n".encode(), 1, 5),
    ("Y09", "a: é\u200d\u200dé\n".encode(), 1, 5),
    ("Y09", b'a: "\\u200b"\n', 1, 4),
    ("Y10", "a: x\ufdd0\n".encode(), 1, 5),
    ("Y10", "a: x\ufffe\n".encode(), 1, 5),
    ("Y10", "a: x\U0010ffff\n".encode(), 1, 5),
    ("Y10", b'a: "\\uffff"\n', 1, 4),
    ("Y11", ("a: e" + "\u0301" * 5 + "\n").encode(), 1, 9),
    ("Y12", b"a:\n\t- b\n", 2, 1),
    ("Y12", b"a:\n  \tb: 1\n", 2, 3),
    ("Y12", b"a: |\n\tx\n", 2, 1),
    ("Y13", b"a: 1\nb: " + b"x" * MAX_LINE + b"\n", 2, MAX_LINE + 1),
    ("Y14", b"a: >\n" + b"  x x x x x x\n" * (MAX_TEXT // 11), 1, 4),
    ("Y15", b"a: " + b"[" * (MAX_DEPTH + 1), 1, 3 + MAX_DEPTH),
    ("Y16", b"a:\n" + b" - 1\n" * MAX_EVENTS, 1, 1),
    ("Y17", b"a: &x 1\n", 1, 4),
    ("Y17", b"a: &x [1]\n", 1, 4),
    ("Y17", b"&x a: 1\n", 1, 1),
    ("Y17", b"a: *x\n", 1, 4),
    ("Y17", b"a: *very important*\n", 1, 4),
    ("Y17", b"a: & more\n", 1, 4),
    ("Y17", b"a: [*x, 1]\n", 1, 5),
    ("Y17", b"*x\n", 1, 1),
    ("Y17", b"a: {*x : 1}\n", 1, 5),
    ("Y18", b"a: !!str 1\n", 1, 4),
    ("Y18", b"a: !!python/object/apply:os.system [x]\n", 1, 4),
    ("Y18", b"a: !ENV x\n", 1, 4),
    ("Y18", b"a: ! x\n", 1, 4),
    ("Y18", b"!!map {a: 1}\n", 1, 1),
    ("Y18", b"a: !<x\n", 1, 4),
    ("Y19", b"a: 1\n<<: {b: 1}\n", 2, 1),
    ("Y20", b"%YAML 1.1\n---\na: 1\n", 1, 1),
    ("Y20", b"%TAG ! tag:x,2026:\n---\na: 1\n", 1, 1),
    ("Y20", b"%FOO\n---\na: 1\n", 1, 1),
    ("Y21", b"a: 1\n---\nb: 1\n", 2, 1),
    ("Y21", b"a: 1\n...\n---\nb: 1\n", 3, 1),
    ("Y22", b"", 1, 1),
    ("Y22", b" \n\n", 1, 1),
    ("Y22", b"# nothing but this\n", 1, 1),
    ("Y22", b"\xef\xbb\xbf", 1, 1),
    ("Y23", b"- a: 1\n", 1, 1),
    ("Y23", b"just words\n", 1, 1),
    ("Y23", b"~\n", 1, 1),
    ("Y24", b"1: x\n", 1, 1),
    ("Y24", b"a: {true: x}\n", 1, 5),
    ("Y24", b"?\n: x\n", 1, 2),
    ("Y24", b"? [a]\n: x\n", 1, 3),
    ("Y24", b"a: 1\n1: x\n'1': y\n", 2, 1),
    ("Y25", b"a: 1\nb: 2\na: 3\n", 3, 1),
    ("Y25", b"a: {b: 1, b: 2}\n", 1, 11),
    ("Y25", b'"\\x74itle": 1\ntitle: 2\n', 2, 1),
    ("Y25", b"title: 1\nTitle: 2\n", 2, 1),
    ("Y25", "caf\u00e9: 1\ncafe\u0301: 2\n".encode(), 2, 1),
    ("Y25", "title: 1\n\uff54itle: 2\n".encode(), 2, 1),
    ("Y25", b"a:\n - b: 1\n - c: 1\n   C: 2\n", 4, 4),
    ("Y26", b"a: b: c\n", 1, 5),
    ("Y26", b"a: 1\n b: 2\n", 2, 3),
    ("Y26", b'a: "x\nb: 2\n', 1, 4),
    ("Y26", b'a: "x" y\n', 1, 8),
    ("Y26", b"a: [1, 2\nb: 3\n", 1, 4),
    ("Y26", b"a: {b: 1\nc: 2\n", 1, 4),
    ("Y26", b"a: @x\n", 1, 4),
    ("Y26", b"a: `x`\n", 1, 4),
    ("Y26", b'a: "\\q"\n', 1, 5),
    ("Y26", b'a: "\\ud800"\n', 1, 7),
    ("Y26", b"a: - b\n", 1, 4),
    ("Y26", b"a: > b\n  c\n", 1, 6),
    ("Y26", b"a: 1\nb\nc: 2\n", 2, 1),
    ("Y26", b"a: 1\n]\n", 2, 1),
]


@pytest.mark.parametrize(
    ("rule", "raw", "line", "column"),
    REFUSED,
    ids=[f"{n}-{rule}" for n, (rule, *_) in enumerate(REFUSED)],
)
def test_refused_once_with_its_place(rule: str, raw: bytes, line: int, column: int) -> None:
    parsed = parse(raw, path="records/x.yml")
    assert parsed.data is None
    found = parsed.findings[0]
    assert (found.rule, found.line, found.column) == (rule, line, column)
    assert found.path == "records/x.yml"
    assert found.message.endswith(".")
    assert found.remedy.endswith(".")


def test_every_refusal_of_the_table_happens() -> None:
    assert {rule for rule, *_ in REFUSED} == set(REFUSALS)


@pytest.mark.parametrize("rule", list(REFUSALS))
def test_every_refusal_is_in_whole_sentences(rule: str) -> None:
    refusal = REFUSALS[rule]
    assert not refusal.title.endswith(".")
    assert refusal.what.endswith(".")
    assert refusal.remedy.endswith(".")


def test_several_mistakes_are_all_told() -> None:
    raw = "a: x\u200by\nb: &x 1\nb: !t 2\nc: \u202ez\n".encode()
    found = parse(raw, path="x.yml").findings
    assert [(f.rule, f.line) for f in found] == [
        ("Y09", 1),
        ("Y17", 2),
        ("Y25", 3),
        ("Y18", 3),
        ("Y08", 4),
    ]
    assert "on lines 2 and 3" in found[2].message


def test_of_one_kind_a_few_are_told_and_the_rest_counted() -> None:
    found = parse(b"a:\n" + b" - &x 1\n" * 40, path="x.yml").findings
    assert len(found) == SHOWN
    assert "There are 35 more like this." in found[-1].message


QUOTES = [
    ("a: 'the daughter's list'\n", (1, 18), "closed before this", "in double quotes, or write"),
    ("a: {b: 'the lady's', c: 1}\n", (1, 18), "closed before this", "each apostrophe in it twice"),
    ('a: "He said "no" to it"\n', (1, 14), "closed before this", "in single quotes"),
    ('a: 1\nb: "He said\nc: 2\nd: "yes"\n', (2, 4), "goes on to line 4", "Close the quotes"),
    ("a: 1\n b: 2\n", (2, 3), "inside a text", "indent the line"),
    ("a: “No: not so”\n", (1, 7), "inside a text", "The signs “ and ” are letters to YAML"),
    ("a: ['b' 'c']\n", (1, 4), "square brackets", "a comma"),
]


@pytest.mark.parametrize(("text", "place", "message", "remedy"), QUOTES)
def test_quotes_that_do_not_hold_a_text_together(
    text: str, place: tuple[int, int], message: str, remedy: str
) -> None:
    (found,) = parse(text.encode(), path="x.yml").findings
    assert (found.rule, found.line, found.column) == ("Y26", *place)
    assert message in found.message
    assert remedy in found.remedy


def test_a_piece_of_a_text_written_twice_is_not_repeated() -> None:
    (found,) = parse(b"a: {b: rang, margaret, margaret}\n", path="x.yml").findings
    assert found.message == (
        "The same field is written twice on line 1, so one of the two would be lost."
    )


def test_a_hidden_line_does_not_become_a_field() -> None:
    assert rules_of("title: a\x85status: closed\n".encode()) == ["Y07"]


def test_a_tab_is_not_told_twice() -> None:
    assert rules_of(b"a:\n\tb: 1\n") == ["Y12"]


@pytest.mark.parametrize(
    "raw",
    [
        b"a: 1\nCanary Bird 0000000000: 2\nCanary Bird 0000000000: 3\n",
        b"Canary Bird 0000000000: *x\n",
        b"a: &CanaryBird0000000000 1\n",
        b"a: !CanaryBird0000000000 1\n",
        b'a: "Canary Bird 0000000000\n',
        b"a: Canary Bird: 0000000000: x\n",
        b"a: [Canary Bird 0000000000\n",
        b"<<<<<<< Canary Bird 0000000000\n",
        b"%CanaryBird 0000000000\n",
        b'a: "Canary Bird 0000000000 \\q"\n',
        "a: Canary Bird 0000000000\u200b\n".encode(),
        "a: Canáry Bird 0000000000\n".encode("latin-1"),
        b"Canary Bird 0000000000\n",
    ],
)
def test_nothing_that_stands_in_the_file_is_repeated(raw: bytes) -> None:
    for finding in parse(raw, path="x.yml").findings:
        said = finding.message + finding.remedy
        assert "Can" not in said
        assert "000000" not in said


@pytest.mark.parametrize(
    "error", [YAMLError("Canary Bird"), ScannerError("Canary", None, "Bird"), ScannerError()]
)
def test_a_trouble_that_is_not_known_yet_is_told_without_its_words(
    error: YAMLError, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def __init__(self, _raw: bytes) -> None: ...

        def get_event(self) -> None:
            raise error

    monkeypatch.setattr(documents, "CParser", Broken)
    (found,) = parse(b"a: 1\n", path="x.yml").findings
    assert (found.rule, found.line, found.column) == ("Y26", 1, 1)
    assert found.message == REFUSALS["Y26"].what


def test_a_parser_without_libyaml_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "CParser", None)
    with pytest.raises(ClosecallError, match="libyaml"):
        parse(b"a: 1\n", path="x.yml")


# --- Places ----------------------------------------------------------------------------------

PLACED = b"""# first
kind: near_miss
place: Unit 2
list:
  - {a: 1, b: 2}
  - c:
      - 1
      - two
text: >
  one
  two
"""


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ((), (2, 1)),
        (("kind",), (2, 1)),
        (("place",), (3, 1)),
        (("list",), (4, 1)),
        (("list", 0), (5, 5)),
        (("list", 0, "b"), (5, 12)),
        (("list", 1), (6, 5)),
        (("list", 1, "c"), (6, 5)),
        (("list", 1, "c", 1), (8, 9)),
        (("text",), (9, 1)),
        (("missing",), (2, 1)),
        (("list", 0, "missing"), (5, 5)),
        (("list", 7), (4, 1)),
        (("place", "no", "group"), (3, 1)),
    ],
)
def test_places(pointer: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert locate(PLACED, pointer) == place


def test_columns_count_characters_and_skip_the_byte_order_mark() -> None:
    assert locate("\ufeffa: {é👍: 1, b: 2}".encode(), ("a", "b")) == (1, 12)


def test_places_of_a_broken_file_go_as_far_as_it_can_be_read() -> None:
    raw = b"a: 1\nb:\n  c: 2\n  d: [\n"
    assert locate(raw, ("b", "c")) == (3, 3)
    assert locate(raw, ("z",)) == (1, 1)
    assert locate(b"\xff\xfe", ("a",)) == (1, 1)
    assert locate(b"", ("a",)) == (1, 1)


def test_findings_keep_the_place_that_they_have() -> None:
    twice = parse(b"a: 1\na: 2\n", path="x.yml").findings
    assert with_places(b"", twice) == twice


# --- Hostile ---------------------------------------------------------------------------------

LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in b"bcdefghi"
)
QUADRATIC = b"a: &a " + b"x" * 4000 + b"\nb: [" + b"*a," * 1500 + b"]\n"
BOMBS = {
    "laughs": LAUGHS,
    "quadratic": QUADRATIC,
    "itself": b"a: &a [*a]\n",
    "merge": b"a: &a {b: 1}\n" + b"c: {<<: [" + b"*a, " * 1000 + b"]}\n",
    "flow": b"[" * 100_000,
    "flow in lines": b"a: " + b"[\n" * 60_000,
    "groups": b"a: " + b"{a: \n" * 25_000,
    "items": b"- " * 60_000,
    "items in lines": b"a:\n" + b"- - - - - - - -\n" * 8_000,
    "keys": b"? " * 60_000,
    "indented": b"".join(b" " * n + b"a:\n" for n in range(500)),
    "one long line": b"a: " + b"x" * (MAX_BYTES - 3),
    "one long key": b"x" * (MAX_BYTES - 5) + b": 1\n",
    "comment": b"#" + b"x" * (MAX_BYTES - 1),
    "many keys": b"".join(b"a%d: 1\n" % n for n in range(11_000)),
    "the same key": b"a: 1\n" * 20_000,
    "odd keys": b"".join(b"A%d: 1\n" % n for n in range(9_000)) + b"a1: 1\n",
    "twins": b"".join(b"A%d: 1\na%d: 1\n" % (n, n) for n in range(4_000)),
    "anchors": b"a:\n" + b"- &x 1\n" * 9_000,
    "hidden": "\u200b".encode() * 40_000,
    "piled": b"a: e" + "\u0301".encode() * 60_000,
    "tabs": b"\t\n" * 60_000,
    "conflicts": b"<<<<<<< \n" * 14_000,
    "huge": b"a" * 5_000_000,
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_bombs_are_refused(name: str) -> None:
    parsed = parse(BOMBS[name], path="x.yml")
    assert parsed.data is None
    assert parsed.findings
    assert all(finding.line >= 1 for finding in parsed.findings)
    assert places(BOMBS[name])


def test_bombs_need_little_memory_and_time() -> None:
    """In a child of its own: under a limit of 300 MB, and a signal would be seen."""
    code = (
        "import sys\n"
        "from closecall.records.documents import parse, places\n"
        "raw = sys.stdin.buffer.read()\n"
        "size = int.from_bytes(raw[:4])\n"
        "while raw:\n"
        "    size = int.from_bytes(raw[:4])\n"
        "    assert parse(raw[4:4 + size], path='x').data is None\n"
        "    places(raw[4:4 + size])\n"
        "    raw = raw[4 + size:]\n"
    )
    limit = 300 * 1024 * 1024
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=b"".join(len(bomb).to_bytes(4) + bomb for bomb in BOMBS.values()),
        capture_output=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert (done.returncode, done.stderr) == (0, b"")


# --- Properties ------------------------------------------------------------------------------

YAML_LIKE = st.lists(
    st.sampled_from(
        [*"ab:-?[]{}&*!|>%@'\"#,\\\t ", ": ", "- ", "\n", "\n  ", "---\n", "1", "é", "\u200b", "\r"]
    ),
    max_size=40,
).map("".join)


def check_any(raw: bytes) -> None:
    parsed = parse(raw, path="x.yml")
    assert (parsed.data is None) == bool(parsed.findings)
    for finding in parsed.findings:
        assert finding.path == "x.yml"
        assert finding.line >= 1
        assert finding.column >= 1
    for pointer in ((), ("a",), ("a", 0, "b")):
        line, column = locate(raw, pointer)
        assert line >= 1
        assert column >= 1


@given(YAML_LIKE)
@example("a: [b\n\x85: 1]")
def test_anything_that_looks_like_yaml_is_values_or_findings(text: str) -> None:
    check_any(text.encode())


@given(st.text(max_size=80))
def test_any_text_is_values_or_findings(text: str) -> None:
    check_any(text.encode(errors="surrogatepass"))


@given(st.binary(max_size=80))
def test_any_bytes_are_values_or_findings(raw: bytes) -> None:
    check_any(raw)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Mn", "Me", "Zl"]))
)
def test_text_in_double_quotes_comes_back(text: str) -> None:
    for written in (json.dumps(text, ensure_ascii=False), json.dumps(text)):
        if "\\ud" in written:
            continue  # JSON writes an emoji as two halves; YAML has no such thing
        parsed = parse(f"a: {written}\n".encode(), path="x.yml")
        assert parsed.data == {"a": text} or {f.rule for f in parsed.findings} <= {"Y07", "Y09"}


SIMPLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.text("abc 12:-#'", max_size=8).map(str.strip),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcdef", min_size=1), SIMPLE, min_size=1, max_size=4))
def test_json_is_read_as_what_it_says(data: dict[str, Plain]) -> None:
    raw = json.dumps(data).encode()
    assert parse(raw, path="x.yml").data == data
    assert set(places(raw)) >= {(name,) for name in data}
