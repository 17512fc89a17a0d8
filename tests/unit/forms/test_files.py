"""The files of the page: whole, the same each time; nothing of a record comes alive in them."""

import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from closecall.cli.main import closecall
from closecall.errors import UsageError
from closecall.evidence import Evidence
from closecall.forms.expressions import to_javascript
from closecall.forms.page import DATA, MADE, PAGE, PAPER, STYLE, page_files, paper_files
from closecall.privacy import exported
from closecall.privacy.patterns import Pattern
from tests.support import CHAIN
from tests.unit.privacy.samples import DECOYS, FOUND

HOSTILE: Final = '</script><img src=x onerror="window.pwned=1"><!--{{ 7*7 }}'


class Read(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1] in {"script", "style"} and data.strip():
            self.inline.append(data)

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return CHAIN.judge()


@pytest.fixture(scope="module")
def made(evidence: Evidence) -> dict[str, bytes]:
    return page_files(evidence) | paper_files(evidence)


def data_of(found: dict[str, bytes]) -> dict[str, object]:
    text = found[DATA].decode().partition("data: ")[2].removesuffix(" };\n")
    data = json.loads(text)
    assert isinstance(data, dict)
    return data


def test_the_same_records_give_the_same_bytes(made: dict[str, bytes]) -> None:
    again = CHAIN.judge()
    assert page_files(again) | paper_files(again) == made


def test_every_file_says_that_it_is_ours(made: dict[str, bytes]) -> None:
    assert all(MADE.encode() in raw[:400] for raw in made.values())


@pytest.mark.parametrize("name", [PAGE, PAPER])
def test_nothing_stands_inline_and_nothing_comes_from_elsewhere(
    made: dict[str, bytes], name: str
) -> None:
    read = Read(made[name].decode())
    assert read.inline == []
    assert not [key for key, _ in read.attributes if key == "style" or key.startswith("on")]
    loaded = [*read.values("src"), *(link for link in read.values("href") if link[0] != "#")]
    assert set(loaded) <= set(made)
    assert len(read.values("id")) == len(set(read.values("id")))
    assert all(one.startswith("cc-") for one in read.values("id"))
    policy = next(value for value in read.values("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy


def test_nothing_is_chosen_beforehand(made: dict[str, bytes]) -> None:
    names = [name for name, _ in Read(made[PAGE].decode()).attributes]
    assert not {"checked", "selected"} & set(names)
    assert set(Read(made[PAGE].decode()).values("autocomplete")) == {"off"}


def test_the_paper_form_has_no_script_and_nothing_to_type_into(made: dict[str, bytes]) -> None:
    elements = set(Read(made[PAPER].decode()).elements)
    assert not {"script", "input", "select", "textarea", "button", "form"} & elements
    text = made[PAPER].decode()
    assert all(f"{number}. " in text for number in range(1, 11))


def test_no_word_of_a_record_comes_alive() -> None:
    chain = CHAIN.edit("rosewood-house", "Rosewood House", f"'{HOSTILE}'").edit(
        "senior-carer", "Senior carer", f"'{HOSTILE}'"
    )
    evidence = chain.judge()
    found = page_files(evidence) | paper_files(evidence)
    for name in (PAGE, PAPER):
        assert "img" not in Read(found[name].decode()).elements
        assert "7*7" in found[name].decode()
    script = found[DATA].decode()
    assert not {"<", ">", "&"} & set(script.partition("*/")[2].replace("globalThis", ""))
    assert HOSTILE in json.dumps(data_of(found), ensure_ascii=False).replace('\\"', '"')


def test_scripts_keep_nothing_and_ask_for_nothing() -> None:
    words = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|fetch\(|XMLHttpRequest"
        r"|sendBeacon|WebSocket|innerHTML|outerHTML|insertAdjacent|document\.write|eval\("
        r"|new Function"
    )
    for name in ("privacy.js", "record.js", "form.js"):
        text = files("closecall.forms").joinpath("assets", name).read_text("utf-8")
        assert words.findall(text) == [], name


def test_vendored_files_are_those_of_the_manifest() -> None:
    folder = files("closecall.forms").joinpath("vendor")
    listed = json.loads(folder.joinpath("manifest.json").read_bytes())
    scripts = {file.name for file in folder.iterdir() if file.name.endswith(".js")}
    assert {one["file"] for one in listed} == {n for n in scripts if ".entry." not in n}
    for one in listed:
        raw = folder.joinpath(one["file"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == one["sha256"], one["file"]
        licence = folder.joinpath(one["licence_file"]).read_bytes()
        assert licence.strip() in raw, "the licence goes where the file goes"
        assert one["version"].encode() in raw[:100]
        assert f"{one['name']}@{one['version']}" in folder.joinpath("build.sh").read_text("utf-8")


# Patterns.


@pytest.mark.parametrize(
    ("source", "javascript"),
    [
        (r"a(?i:bC[d-f]1)g", r"a(?:[bB][cC][d-fD-F]1)g"),
        (r"(?i:\b(a)[^a-z\]]?)", r"(?:\b([aA])[^a-zA-Z\]]?)"),
        (r"(?s:.{0,3}).", r"(?:[\s\S]{0,3})."),
        (r"[])}>]x", r"[\])}>]x"),
        (r"[ .-]{1,2}", r"[ .-]{1,2}"),
        (r"(?:a|(?i:b))c", r"(?:a|(?:[bB]))c"),
    ],
)
def test_a_pattern_is_said_in_javascript(source: str, javascript: str) -> None:
    assert to_javascript(source) == javascript


@pytest.mark.parametrize("source", ["(?=a)", "(?P<x>a)", "(?<!a)b"])
def test_what_has_no_counterpart_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="no counterpart"):
        to_javascript(source)


def test_a_pattern_finds_the_same_in_both_syntaxes() -> None:
    texts = [text for several in FOUND.values() for text in several] + list(DECOYS)
    plain = [text for text in texts if text.isascii()]
    for part, several in exported.patterns().items():
        for name, source in several.items():
            there, here = Pattern(source), re.compile(to_javascript(source))
            for text in plain:
                found, same = there.first(text.encode()), here.search(text)
                assert (found and found.span()) == (same and same.span()), (part, name, text)


def test_every_pattern_and_word_that_is_exported_is_used() -> None:
    told = files("closecall.forms").joinpath("assets", "privacy.js").read_text("utf-8")
    there = exported.patterns()
    used = {
        name for several in there.values() for name in several if re.search(rf"\b{name}\b", told)
    }
    assert used == {name for several in there.values() for name in several} - {"DAY", "LETTERS"}
    sets = {name for several in exported.words().values() for name in several}
    unused = {name for name in sets if not re.search(rf"\b{name}\b", told)}
    assert unused == {"DIGITS", "LETTERS"}  # said there as ranges


# The command.


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(closecall, ["forms", str(root), *words], catch_exceptions=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return CHAIN.write(tmp_path / "project")


def test_the_page_goes_into_forms_unless_told_otherwise(root: Path) -> None:
    done = run(root, "--page")
    assert done.exit_code == 0
    assert "Open near-miss.html" in done.output
    first = {file.name: file.read_bytes() for file in (root / "forms").iterdir()}
    assert PAGE in first
    assert PAPER not in first
    assert run(root, "--page").exit_code == 0
    assert {file.name: file.read_bytes() for file in (root / "forms").iterdir()} == first


def test_the_paper_form_alone(root: Path, tmp_path: Path) -> None:
    assert run(root, "--paper", "-o", str(tmp_path / "out")).exit_code == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == {PAPER, STYLE}


def test_one_of_the_two_must_be_asked_for(root: Path) -> None:
    with pytest.raises(UsageError, match="--page, --paper or both"):
        run(root)


@pytest.mark.parametrize("place", ["docs", "docs/forms", "records/x", "forms/../docs", "link"])
def test_it_is_kept_out_of_what_is_published_or_checked(root: Path, place: str) -> None:
    (root / "docs").mkdir()
    (root / "link").symlink_to(root / "docs")
    with pytest.raises(UsageError, match="published or checked"):
        run(root, "--page", "-o", str(root / place))
    assert list((root / "docs").iterdir()) == []


@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_of_somebody_else_stays(root: Path, tmp_path: Path, *, is_link: bool) -> None:
    out = tmp_path / "out"
    out.mkdir()
    mine = tmp_path / "mine.js"
    mine.write_text("mine", "utf-8")
    if is_link:
        (out / "form.js").symlink_to(mine)
    else:
        mine.rename(out / "form.js")
    with pytest.raises(UsageError, match=r"form\.js"):
        run(root, "--page", "-o", str(out))
    assert [file.name for file in out.iterdir()] == ["form.js"]
    assert (out / "form.js").read_text("utf-8") == "mine"
