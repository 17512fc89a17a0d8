"""A provider's own list of what may not be written: its file, what it finds, and its silence."""

import os
import time
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from closecall.cli.main import closecall
from closecall.errors import UsageError
from closecall.privacy.denied import DenyList
from closecall.privacy.deny_file import MAX_LINE, MAX_PATTERNS, VARIABLE, read_deny_list
from closecall.privacy.kinds import Kind
from closecall.privacy.patterns import refusal
from closecall.privacy.scanning import scan
from tests.support import CHAIN, RV, Chain

KEPT: Final = """\
deny_list: {kept_by_role: quality-lead, kept_at: The safe, least_entries: 2}
"""
POLICY: Final = """\
kind: policy
valid_from: 2025-01-01
thresholds:
  - {name: repeat-days, value: 90, unit: days, reason: A quarter}
"""
# Such as nobody is called.
LIST: Final = """\
\ufeff# Who lives here
Quillfeather
Zora  Brindlewick

pattern: \\bthe old (judge|captain)\\b
محمود
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project/records").mkdir(parents=True)
    return tmp_path / "project"


def written(root: Path, text: str | bytes, name: str = "list.txt") -> Path:
    file = root.parent / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def check(chain: Chain, tmp_path: Path, *options: str, **setting: str) -> Result:
    root = chain.write(tmp_path / "project")
    asked = ["check", str(root), "--as-at", "2026-05-04", *options]
    return CliRunner().invoke(closecall, asked, env=setting or None)


@pytest.mark.parametrize(
    "text",
    [
        "staff_views: quillfeather said so",
        "staff_views: QUILL\u00adFEATHER",
        "staff_views: Qu\u0456llfeather",  # a letter of another script that looks the same
        "staff_views: Zora\n  Brindlewick",
        "# Zóra-Brindlewick",
        "Quillfeather: x",
        "a: He is called the Old Captain here",
        "a: قال محمود ذلك",
    ],
)
def test_what_is_on_the_list_is_found_however_it_is_written(root: Path, text: str) -> None:
    deny = read_deny_list(written(root, LIST), root=root)
    assert deny.entries == 4
    assert {hit.kind for hit in scan("records/x.yml", text.encode(), deny)} == {Kind.DENIED}


@pytest.mark.parametrize("text", ["a: quillfeathers", "a: Zora", "a: the older captain"])
def test_parts_of_words_and_of_names_are_not(root: Path, text: str) -> None:
    deny = read_deny_list(written(root, LIST), root=root)
    assert not scan("records/x.yml", text.encode(), deny)


def test_a_name_of_a_file_is_looked_through_too(root: Path) -> None:
    deny = read_deny_list(written(root, LIST), root=root)
    (hit,) = scan("records/near-misses/nm-quillfeather.yml", b"", deny)
    assert hit.in_path


def test_a_list_never_shows_what_is_on_it(root: Path) -> None:
    assert "uillf" not in repr(read_deny_list(written(root, LIST), root=root))
    assert "captain" not in repr(read_deny_list(written(root, LIST), root=root))


@pytest.mark.parametrize(
    "pattern",
    ["(?=Quill)x", "(?!Quill)x", "(?<=Quill)x", "(?<!Quill)x", "(Quill)\\1", "(?P<a>Quill)(?P=a)"],
)
def test_patterns_that_could_take_for_ever_are_refused_with_a_line(
    root: Path, pattern: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read_deny_list(written(root, f"Zora\npattern: {pattern}\n"), root=root)
    assert "line 2: " in str(refused.value)
    assert "Quill" not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("pattern: (Quill", "brackets"),
        ("pattern: Quill{900}{900}", "too large"),
        ("pattern: (Quill)*", "everywhere"),
        ("pattern: \\b", "everywhere"),
        ("pattern: Müller", "without accents"),
        ("pattern:", "everywhere"),
        ("Q", "fewer than two"),
        ("--", "fewer than two"),
        ("Quill" * 50, f"longer than {MAX_LINE}"),
    ],
)
def test_lines_that_cannot_be_used_are_told_by_their_number(
    root: Path, line: str, why: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read_deny_list(written(root, f"# one\n{line}\nZora\nX\n"), root=root)
    said = str(refused.value)
    assert "line 2: " in said
    assert why in said
    assert "line 4: fewer than two" in said, "all at once"
    assert "Quill" not in said


def test_so_many_patterns_and_no_more(root: Path) -> None:
    many = "".join(f"pattern: aa{number}\n" for number in range(MAX_PATTERNS + 1))
    with pytest.raises(UsageError, match=f"line {MAX_PATTERNS + 1}: there are more"):
        read_deny_list(written(root, many), root=root)


@pytest.mark.parametrize(
    "evil", ["(a+)+$", "(a|aa)+$", "(a|a?)+b$", "(.*a){20}$", "([a-z]+)*!$", "(x+x+)+y"]
)
def test_a_pattern_takes_time_in_step_with_the_text(evil: str) -> None:
    assert refusal(evil) == ""
    # A pattern that tried all ways would not come back from this at all.
    began = time.perf_counter()
    list(DenyList.of((), [evil]).find(b"a" * 100_000 + b"x" * 20_000 + b"!"))
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"# nothing\n\n", "empty"),
        ("Quill".encode("utf-16"), "UTF-8"),
        (b"x" * ((1 << 20) + 1), "1 MiB"),
    ],
)
def test_files_that_are_no_list(root: Path, raw: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_deny_list(written(root, raw), root=root)


def test_a_list_that_is_not_there_or_no_file(root: Path) -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        read_deny_list(root.parent / "gone", root=root)
    os.mkfifo(root.parent / "pipe")
    with pytest.raises(UsageError, match="no file"):
        read_deny_list(root.parent / "pipe", root=root)


def test_it_may_not_lie_among_what_is_committed(root: Path) -> None:
    inside = root / "names.txt"
    inside.write_text("Quillfeather\n", encoding="utf-8")
    link = root.parent / "link.txt"
    link.symlink_to(inside)
    for file in (inside, link):
        with pytest.raises(UsageError, match="outside"):
            read_deny_list(file, root=root)


# --- Through the door ----------------------------------------------------------------------------


def test_a_record_with_a_listed_name_is_an_error_and_the_name_is_not_told(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Quillfeather\n", encoding="utf-8")
    chain = CHAIN.put(RV, "staff_views: Quillfeather said that the chart was full")
    assert check(chain, tmp_path).exit_code == 0
    for form in ("text", "json", "junit", "sarif", "github", "gitlab", "markdown"):
        done = check(chain, tmp_path, "--deny-list", str(names), "--format", form)
        assert done.exit_code == 1
        assert "G36" in done.output
        assert "uillfeather" not in done.output
    assert check(chain, tmp_path, **{VARIABLE: str(names)}).exit_code == 1


def test_an_allowance_answers_it_in_its_field(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Marigold\n", encoding="utf-8")
    chain = CHAIN.put(RV, "staff_views: The marigold room was full").add(
        "al-20260305-k3fd",
        f"""\
kind: allowance
on: 2026-03-05
rule: G36
record: {RV}
field: staff_views
reason: It is the flower
by_role: quality-lead
review_due: 2026-10-01
""",
    )
    done = check(chain, tmp_path, "--deny-list", str(names))
    assert done.exit_code == 0
    assert "G36 allowed" in done.output


def test_a_list_that_the_policy_names_and_nobody_gave_is_said(tmp_path: Path) -> None:
    chain = CHAIN.add("near-miss-policy", POLICY + KEPT)
    done = check(chain, tmp_path)
    assert done.exit_code == 0
    assert "The provider’s own list was not given: nothing on it was looked for." in done.output
    names = tmp_path / "names.txt"
    names.write_text("Quillfeather\nBrindlewick\n", encoding="utf-8")
    done = check(chain, tmp_path, "--deny-list", str(names))
    assert done.exit_code == 0
    assert "The provider’s own list (2 entries) was looked for too." in done.output


def test_without_a_list_in_the_policy_nothing_is_said_of_one(tmp_path: Path) -> None:
    done = check(CHAIN.add("near-miss-policy", POLICY), tmp_path)
    assert done.exit_code == 0
    assert "own list" not in done.output


def test_a_list_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Quillfeather\n", encoding="utf-8")
    chain = CHAIN.add("near-miss-policy", POLICY + KEPT)
    root = chain.write(tmp_path / "project")
    with pytest.raises(UsageError, match="fewer entries"):
        CliRunner().invoke(
            closecall,
            ["check", str(root), "--deny-list", str(names)],
            catch_exceptions=False,
            standalone_mode=False,
        )
