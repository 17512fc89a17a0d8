"""Nothing can be found, written or asked for that the reference does not tell about."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

from closecall.cli import main as command_line
from closecall.evidence import Evidence, gather
from closecall.model.days import parse_day
from closecall.model.record import Record
from closecall.pages.page import Page
from closecall.pages.reference.fields import kind_path, least_record, list_path
from closecall.pages.reference.pages import NAV, REFERENCE_NAV, RULES_PATH, reference_pages
from closecall.pages.reference.words import OWN_DAY, sentence
from closecall.records.documents import Plain, parse
from closecall.records.kinds import KINDS, Kind
from closecall.records.reading import Document
from closecall.records.refusals import FILE_REFUSALS, REFUSALS
from closecall.rules.table import RULES
from closecall.validation.schemas import Field
from closecall.validation.shape import SHAPE_RULES, check_shape
from closecall.website import settings
from tests.docs import command_tables
from tests.support import schemas

REMAKE: Final = "make it anew: .venv/bin/python -m tests.docs.command_tables"
ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
PAGES: Final = {page.path: page for page in reference_pages(schemas())}
ELSEWHERE: Final = {"index.html", "policy/index.html"}
"""Pages of the site that the reference links to and does not make."""


class _Html(HTMLParser):
    """What a test asks of a page: its ids, its links, its elements."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value:
                self.links.append(value)


READ: Final = {path: _Html(page.body) for path, page in PAGES.items()}


def codes_in_the_program() -> set[str]:
    """Every code of a rule that stands in a room of the program that makes findings."""
    return {
        code
        for room in ("records", "validation", "rules")
        for file in (ROOT / "generator" / "closecall" / room).rglob("*.py")
        for code in re.findall(r'"([GSFY][0-9]{2})"', file.read_text("utf-8"))
    }


def test_every_rule_that_can_be_found_has_its_entry() -> None:
    tables = {rule.id for rule in RULES} | set(SHAPE_RULES) | set(FILE_REFUSALS) | set(REFUSALS)
    asked = tables | codes_in_the_program()
    there = {code[3:] for code in READ[RULES_PATH].ids if re.fullmatch(r"cc-[GSFY]\d\d", code)}
    assert there == asked


def test_every_rule_says_how_to_mend_it() -> None:
    body = PAGES[RULES_PATH].body
    entries = re.split(r'<h3 id="cc-', body)[1:]
    assert len(entries) == len(RULES) + len(SHAPE_RULES) + len(FILE_REFUSALS) + len(REFUSALS)
    for entry in entries:
        assert "How to mend it" in entry, entry[:40]
        if entry.startswith("G"):
            for row in ("What it asks", "Why", "When", "Comes from"):
                assert f"<dt>{row}</dt>" in entry, (entry[:40], row)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_label_is_explained_on_the_rule_and_on_the_map(rule: object) -> None:
    told = (DOCS / "explanation" / "source-map.md").read_text("utf-8").partition("## Labels")[2]
    (found,) = [r for r in RULES if r is rule]
    for label in found.traced_to:
        assert sentence(label)
        example, _, part = label.partition(".")
        assert re.search(rf"\b{example}\b", told), label
        assert not part or part in "12345" or f".{part}" in told, label


def fields_of(fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        *outer, last = field.path
        yield "-".join([*(step for step in outer if step != "*"), last]).replace("*", "any")
        yield from fields_of(field.fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_of_a_kind_is_on_its_page_or_on_that_of_all(kind: Kind) -> None:
    there = set(READ[kind_path(kind)].ids) | set(READ["reference/kinds/index.html"].ids)
    assert {f"cc-f-{name}" for name in fields_of(schemas().fields(kind.name))} <= there


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_least_that_a_file_holds_is_a_record(kind: Kind) -> None:
    raw = least_record(kind, schemas()).encode()
    parsed = parse(raw, path="least.yml")
    assert parsed.data is not None, parsed.findings
    document = Document(path="least.yml", kind=kind.name, stem="least", data=parsed.data, blob="")
    assert check_shape(document, schemas())[1] == ()


def test_every_list_has_a_page_with_its_items_source_and_licence() -> None:
    for one in schemas().lists.values():
        body = PAGES[list_path(one.id)].body
        for said in ("Source", "Version", "Licence", "Status"):
            assert f"<dt>{said}</dt>" in body
        assert all(f'<span class="id">{item.id}</span>' in body for item in one.items)


@pytest.fixture(scope="session")
def example() -> Evidence:
    return gather(ROOT)


def at(data: object, path: str) -> Plain:
    for step in path.split("."):
        data = data.get(step) if hasattr(data, "get") else None
    return data if isinstance(data, str) else None


def own_day(record: Record) -> str:
    values = (at(record.data, path) for path in OWN_DAY[record.kind])
    return next((str(value)[:10] for value in values if value), "")


def test_a_kind_is_dated_by_the_field_that_the_reference_names(example: Evidence) -> None:
    seen = set()
    for record in example.register.records.values():
        day = own_day(record)
        assert record.day == (parse_day(day) if day else None), record.id
        seen.add(record.kind)
    assert set(OWN_DAY) == {kind.name for kind in KINDS}
    assert seen == set(OWN_DAY)


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.path)
def test_a_page_is_well_made(page: Page) -> None:
    read = READ[page.path]
    assert page.nav == NAV
    assert read.elements.count("h1") == 1
    assert not {"style", "script"} & set(read.elements)
    assert not {name for name in read.attributes if name == "style" or name.startswith("on")}
    assert len(read.ids) == len(set(read.ids))
    assert all(name.startswith("cc-") for name in read.ids)
    assert re.fullmatch(r"(?:[a-z0-9][a-z0-9-]*/)+index\.html", page.path)


def test_every_link_leads_somewhere() -> None:
    for path, read in READ.items():
        folder = Path("/", path).parent
        for link in read.links:
            target, _, anchor = link.partition("#")
            where = path if not target else str((folder / target).resolve().relative_to("/"))
            assert where in PAGES or where in ELSEWHERE, f"{path}: {link}"
            if anchor:
                assert anchor in READ[where].ids, f"{path}: {link}"


def test_the_navigation_leads_to_it() -> None:
    assert [item.path for item in REFERENCE_NAV] == ["reference/index.html"]
    assert {item.key for item in REFERENCE_NAV} == {NAV}


def test_hand_written_pages_name_rules_and_fields_that_are_there() -> None:
    for file in sorted(DOCS.rglob("*.md")):
        for link in re.findall(r"\]\(([^)#]+#[^)]+)\)", file.read_text("utf-8")):
            target, _, anchor = link.partition("#")
            path = (file.parent / target).resolve().relative_to(DOCS).as_posix()
            there = headings(DOCS / path) if path.endswith(".md") else READ[path].ids
            assert anchor in there, f"{file.name}: {link}"


def headings(page: Path) -> set[str]:
    """The anchors that Markdown makes of a page's headings."""
    lines = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9]+", "-", line.lower()).strip("-") for line in lines}


# What can be asked for by hand.


@pytest.mark.parametrize("name", sorted(command_tables.commands()))
def test_every_command_has_its_section_in_the_reference(name: str) -> None:
    told = command_tables.PAGE.read_text("utf-8")
    _, heading, section = told.partition(f"\n## closecall {name}\n")
    assert heading
    section = section.partition("\n## ")[0]
    assert f"\n{command_tables.usage(name)}\n" in section, REMAKE
    assert command_tables.table(name) in section, REMAKE


def test_the_reference_of_commands_is_made_from_the_commands() -> None:
    told = command_tables.PAGE.read_text("utf-8")
    assert command_tables.made_anew(told) == told, REMAKE
    sections = set(re.findall(r"^## closecall (\S+)$", told, re.MULTILINE))
    assert sections == set(command_tables.commands())


def test_a_command_that_says_something_else_is_seen() -> None:
    told = command_tables.PAGE.read_text("utf-8")
    stale = told.replace("| `--days INTEGER` | How many", "| `--day INTEGER` | So many")
    stale = stale.replace("`closecall status [OPTIONS] [FOLDER]`", "`closecall status [FOLDER]`")
    assert stale != told
    assert command_tables.made_anew(stale) == told


def test_every_exit_code_is_in_the_reference_of_commands() -> None:
    told = (DOCS / "reference" / "commands.md").read_text("utf-8")
    codes = [0, *(getattr(command_line, name) for name in dir(command_line) if name[:5] == "EXIT_")]
    assert len(codes) > 4
    assert [code for code in codes if f"\n| {code} |" not in told] == []


def test_every_setting_is_in_the_reference_of_settings() -> None:
    told = (DOCS / "reference" / "settings.md").read_text("utf-8")
    for name, _ in settings.Settings._schema:
        assert f"| `{name}` |" in told
    for plugin in settings._UNWELCOME:
        assert f"`{plugin}`" in told


def test_the_settings_shown_are_taken() -> None:
    told = (DOCS / "reference" / "settings.md").read_text("utf-8")
    block = re.search(r"  - closecall:\n((?:      .*\n)+)", told)
    assert block
    shown = settings.Settings()
    shown.load_dict(dict(line.strip().split(": ") for line in block[1].splitlines()))
    failed, warned = shown.validate()
    assert not failed
    assert not warned
    assert shown.as_at is not None
    assert shown.edition == "restricted"
