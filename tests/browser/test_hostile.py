"""What a person may write into a record is shown as they wrote it, and never acts."""

import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from closecall.records.kinds import KIND_BY_NAME
from tests.browser import hostile
from tests.browser.conftest import ROOT, Browse, build
from tests.browser.visit import Visit, one_line

pytestmark = pytest.mark.browser

HARMED = """() => ({
    pwned: window.pwned,
    images: document.images.length,
    acts: [...document.querySelectorAll("*")].flatMap(one => [...one.attributes]
        .filter(a => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value))
        .map(a => one.tagName + " " + a.name)),
    elsewhere: [...document.querySelectorAll("a[href], link[href], script[src], base")]
        .map(one => one.href || one.src).filter(address => !address.startsWith("file:")),
    inline: [...document.querySelectorAll("#cc-main :is(script:not([src]), style, [style])")].length
})"""
UNHARMED: dict[str, object] = {"pwned": None, "images": 0, "acts": [], "elsewhere": [], "inline": 0}


class Bent(NamedTuple):
    """A built site, and what must be read on which of its pages."""

    site: Path
    told: dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def bent(tmp_path_factory: pytest.TempPathFactory) -> Bent:
    root = tmp_path_factory.mktemp("hostile")
    shutil.copy(ROOT / "mkdocs.yml", root)
    (root / "docs").mkdir()
    told = hostile.write(root)
    return Bent(build(root, root / "site"), told)


@pytest.fixture
def reader(browse: Browse, bent: Bent) -> Visit:
    return browse(site=bent.site)


def test_the_texts_are_as_hostile_as_they_are_meant_to_be(bent: Bent) -> None:
    for kind in hostile.FILLED:
        pages = [p for p in bent.told if p.startswith(f"{KIND_BY_NAME[kind].folder}/")]
        assert pages
        assert all(bent.told[page] for page in pages)
    near_miss = bent.told["near-misses/nm-20260303-k7m2/index.html"]
    assert any(hostile.LONG in text for text in near_miss)
    assert any(text.startswith(hostile.SHORT) and "\n" not in text for text in near_miss)


def test_every_word_is_shown_as_written_and_none_of_it_acts(reader: Visit, bent: Bent) -> None:
    lost: dict[str, list[str]] = {}
    for path, texts in bent.told.items():
        reader.open(path)
        assert reader.page.evaluate(HARMED) == UNHARMED, path
        shown = one_line(reader.main.text_content() or "")
        # A risk profile has the name of its service; every other page shows every field.
        wanted = texts[:1] if path.startswith("services/") else texts
        missing = [text[-7:] for text in wanted if one_line(text) not in shown]
        if missing:
            lost[path] = missing
    assert lost == {}


def test_lists_and_profiles_show_it_as_text_too(reader: Visit, bent: Bent) -> None:
    folders = sorted({path.partition("/")[0] for path in bent.told} - {"provider"})
    paths = ["index.html", "completeness/index.html", "about/index.html"]
    for path in (*paths, *(f"{folder}/index.html" for folder in folders)):
        reader.open(path)
        assert reader.page.evaluate(HARMED) == UNHARMED, path
        assert hostile.SCRIPT in reader.main.inner_text(), path
        assert hostile.SCRIPT in reader.page.title()


def test_the_filters_of_a_list_show_it_as_text_too(reader: Visit) -> None:
    reader.open("near-misses/index.html")
    words = reader.page.get_by_label("Words", exact=True)
    words.fill(f"{hostile.SCRIPT.upper()} img")
    assert reader.main.locator("tbody tr").count() == 2
    options = reader.page.get_by_label("Service", exact=True).locator("option").all_inner_texts()
    assert any(hostile.SCRIPT in option for option in options)
    reader.page.reload()
    assert words.input_value() == f"{hostile.SCRIPT.upper()} img"
    assert hostile.SCRIPT in reader.main.locator("tbody").inner_text()
    assert reader.page.evaluate(HARMED) == UNHARMED


def test_the_longest_word_does_not_widen_a_phone(browse: Browse, bent: Bent) -> None:
    phone = browse(site=bent.site, viewport={"width": 320, "height": 800})
    for path in (
        "index.html",
        "near-misses/index.html",
        "near-misses/nm-20260303-k7m2/index.html",
        "reviews/rv-20260304-x2pd/index.html",
        "governance-decisions/gd-20260421-m3wz/index.html",
        "controls/ct-handover-medicines/index.html",
        "services/rosewood-house/index.html",
        "definitions/index.html",
    ):
        phone.open(path)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_nothing_is_reckoned_included_or_left_open_in_a_file(bent: Bent) -> None:
    """Seen without a browser: templates are not filled in and data files stay data."""
    for path in bent.site.rglob("*"):
        if path.suffix not in {".html", ".js"} or "javascripts" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert hostile.PRODUCT not in text, path
        assert "use_directory_urls" not in text, path
        assert hostile.SCRIPT not in text, path
    data = (bent.site / "near-misses" / "rows.js").read_text(encoding="utf-8")
    found = re.fullmatch(r"window\.closecallRows = (.*);\n", data)
    assert found
    assert not re.search("[<>&\u2028\u2029]", data)
    assert hostile.SCRIPT in json.dumps(json.loads(found[1]))
