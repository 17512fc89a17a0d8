"""Whatever stands in a record, a name or a message: no format lets it steer a reader."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from closecall.findings import Finding, Level
from closecall.records.trees import FoundFile, SourceFile
from closecall.reports.changes import Standing
from closecall.reports.formats import FORMATS
from closecall.reports.neutral import harmless_json, on_one_line, printable
from closecall.reports.report import FailOn, Report, make_report
from closecall.reports.text import as_text
from tests.unit.reports.made import PATH, evidence, finding, report
from tests.unit.reports.runner import UNSEEN, commands
from tests.unit.reports.test_formats import is_junit, is_report, is_sarif

NASTY = (
    "::error::x",
    "::set-output name=a::b",
    ":::error:::x",
    "x ##[error]y",
    "###[command]y",
    "%0A::error::x",
    "a\n::add-mask::x\n##[warning]y",
    "a\r\n::stop-commands::x",
    "\x1b[31mred\x1b]8;;http://x\x07link\x1b]8;;\x07",
    "section_start:0:x\r\x1b[0K",
    "\u2028::error::x",
    "\u202eright\u200bunseen\ufeff",
    "<script>alert(1)</script><img src=x onerror=y>",
    "</failure></testcase>]]>&x;<!--",
    "![x](http://x/y.png) [a](javascript:b) <http://x> www.x.org http://x.org a@x.org",
    "@everyone #1 owner/repo#2 GH-3 !4 `x` **b** _i_ ~s~ | a | b |",
    "# h\n- l\n> q\n```\n</details>\n***\n1. n",
    "[a](1) {0} \\",
    "\ud800 \x00 \ufffe \U000e0041",
    "a" * 5000,
    '"},{"a":"b\\',
)


def hostile(text: str) -> Report:
    """A report in which a text stands wherever one can."""
    path = f"records/audits/{text}.yml"
    findings = [
        finding("S02", message=text, remedy=text, path=path),
        finding("G09", Level.GAP, message=text, owner=text),
    ]
    found = report(
        findings,
        standings=[Standing.ADDED, Standing.LEFT],
        mended=[finding(message=text, path=path)],
    )
    return replace(found, policy_changes=(on_one_line(path, limit=0),), prefix=f"{text}/")


def no_command(form: str, text: str) -> None:
    """Assert that a runner obeys nothing but our own annotations."""
    found = commands(text)
    if form == "github":
        assert [command.name for command in found] == ["error", "warning"]
        assert all(set(c.properties) == {"file", "line", "col", "title"} for c in found)
        assert all(not UNSEEN.search(c.data) and "\n" not in c.data for c in found)
    else:
        assert found == []
    assert not UNSEEN.search(text)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_format_forms_a_command(form: str, text: str) -> None:
    no_command(form, FORMATS[form](hostile(text)))


@given(
    st.text(
        st.characters(codec=None) | st.sampled_from(":#[]%\n\r,<>&@|`\\\"'"),
        min_size=1,
        max_size=60,
    )
)
def test_nor_does_any_text(text: str) -> None:
    told = hostile(text)
    for form, written in FORMATS.items():
        no_command(form, written(told))
    is_sarif(FORMATS["sarif"](told))
    is_junit(FORMATS["junit"](told))
    is_report(FORMATS["json"](told))


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_line_begins_with_what_is_not_ours(text: str) -> None:
    begin = re.compile(
        r"(?: *|[SG]\d\d (?:error|gap)  .*|  --> .*| += (?:mend|owed by): .*| *\d+ \| .*| +\| .*"
        r"|Added by .*|Mended by .*|There before.*|Against .*|Policy, .*|\d+ (?:error|finding).*)"
    )
    for line in FORMATS["text"](hostile(text)).splitlines():
        assert begin.fullmatch(line), line


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_machines_read_it_back(text: str) -> None:
    told = hostile(text)
    (first, _, absent) = is_sarif(FORMATS["sarif"](told))["results"]
    shown = on_one_line(text, limit=0)
    assert first["message"]["text"] == f"{shown} {shown}".replace("](", "] (")
    assert "markdown" not in first["message"]
    for result in (first, absent):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})+", uri)
        assert not uri.startswith("//")
    failure = next(is_junit(FORMATS["junit"](told)).iter("failure"))
    assert failure.attrib["message"] == shown
    assert is_report(FORMATS["json"](told))["findings"][0]["message"] == shown


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_markdown_shows_it_as_it_is(text: str) -> None:
    written = FORMATS["markdown"](hostile(text))
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(written)
    tags = set(re.findall(r"</?([a-zA-Z!?][^\s>]*)", page))
    assert tags <= {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td"}
    assert not re.search(r"<[^>]*=[^>]*>", page)
    shown = html.unescape(re.sub(r"<[^>]*>", "\n", page))
    assert on_one_line(text, limit=0).strip() in shown.replace("\u200b", "")
    # Nothing for those who look for mentions, numbers and addresses when all is undone.
    assert not re.search(r"[@#](?!\u200b)", shown)
    assert not re.search(r"[@#\[<*_~`]", re.sub(r"&#\d+;|^#+ ", "", written, flags=re.MULTILINE))
    assert "www." not in written
    assert "http:" not in written


@given(st.text(st.sampled_from(':#[\\"u003a'), max_size=30))
def test_harmless_json_reads_back_the_same(text: str) -> None:
    written = json.dumps({"x": [text]})
    found = harmless_json(written)
    assert json.loads(found) == json.loads(written)
    assert "::" not in found
    assert "##[" not in found


def test_printable_ends_with_no_line_end_of_any_program() -> None:
    assert printable("a\x85b\u2028c\u2029d\x0be\x0cf") == r"a\x85b\u2028c\u2029d\x0be\x0cf"
    assert on_one_line("a\nb\r\nc") == r"a\nb\r\nc"
    assert len(on_one_line("x" * 300)) == 200


# --- The line under a finding ------------------------------------------------------------------


class Written:
    """A tree whose files all hold the same."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.asked: list[str] = []

    def listed(self) -> Iterator[FoundFile]:
        """Nothing: no test lists it."""
        yield from ()

    def opened(self, files: Iterable[FoundFile]) -> Iterator[SourceFile]:
        """Every file that is asked for."""
        for file in files:
            self.asked.append(file.path)
            yield SourceFile(path=file.path, raw=self.raw, blob="")

    def read(self, path: str) -> bytes:
        """The same for every path."""
        return self.raw if path else b""


def over(raw: bytes, *findings: Finding, tree: Written | None = None) -> Report:
    told = replace(evidence(), findings=findings, tree=tree or Written(raw))
    return make_report(told, fail_on=FailOn.ERROR)


def test_a_long_line_is_cut_around_its_place() -> None:
    raw = ("x" * 400 + "HERE" + "y" * 400).encode()
    (told,) = over(raw, replace(finding("Y26", line=1), column=401)).told
    assert told.excerpt
    assert len(told.excerpt.text) == 200
    assert told.excerpt.text.startswith("…x")
    assert told.excerpt.text.endswith("y…")
    assert told.excerpt.text[told.excerpt.caret :].startswith("HERE")


@given(
    st.text(st.characters(exclude_characters="\n"), max_size=600),
    st.integers(min_value=1, max_value=700),
)
def test_any_line_is_shown_whole_or_in_part_and_steers_nothing(line: str, column: int) -> None:
    raw = line.encode("utf-8", "surrogatepass")
    told = over(raw, replace(finding("Y13", line=1), column=column), finding("Y26", line=1))
    for each in told.told:
        if each.excerpt:
            assert len(each.excerpt.text) <= 200
            assert 0 <= each.excerpt.caret <= len(each.excerpt.text)
    no_command("text", as_text(told))


def test_no_line_of_a_file_with_a_privacy_finding_is_shown() -> None:
    raw = b"kind: near_miss\nb: Dorothy Example\nc: 943 476 5919\n"
    tree = Written(raw)
    found = [finding("Y25", line=3), finding("G36", line=2), finding("Y26", line=2)]
    text = as_text(over(raw, *found, tree=tree))
    assert "Dorothy" not in text
    assert "943" not in text
    assert tree.asked == []
    assert text.count(f"  --> {PATH}:") == 3
    shown = as_text(over(raw, *found[::2]))
    assert "Dorothy" in shown


def test_nor_is_the_title_of_a_role_whose_file_has_one() -> None:
    role = evidence().register.role("medicines-lead")  # type: ignore[arg-type] # an id
    assert role
    found = [finding(owner="medicines-lead"), finding("G36", path=role.path)]
    assert [told.owner for told in over(b"", *found).told] == ["medicines-lead", ""]
    assert [told.owner for told in over(b"", found[0]).told] == ["Medicines lead"]


def test_the_first_line_does_not_stand_for_what_is_not_there() -> None:
    raw = b"# A comment\nkind: near_miss\nb: 1\n"
    missing = replace(finding("S01", line=2), pointer=("service",))
    there = replace(finding("S02", line=2), pointer=("kind",))
    whole = finding("G09", line=2)
    unread = finding("Y26", line=3)
    told = over(raw, missing, there, whole, unread).told
    assert [each.excerpt is None for each in told] == [True, False, True, False]


def test_colours_only_where_they_are_asked_for() -> None:
    told = over(b"a: 1\nb: 2\nc: 3\n", finding("Y25", line=3))
    plain, coloured = as_text(told), as_text(told, colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert coloured.count("\x1b[31;1m") == 2


def test_xml_holds_only_what_xml_can() -> None:
    every = "".join(map(chr, range(0x300))) + "\ufffe\uffff\U0001fffe"
    ET.fromstring(FORMATS["junit"](hostile(every)))  # noqa: S314 - our own
