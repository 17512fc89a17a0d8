"""The register's script in a real browser, from a folder and over hostile text."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

import closecall.website
from closecall.pages.page import script_of
from tests.unit.website.samples import HOSTILE

pytestmark = pytest.mark.browser

ASSETS = Path(closecall.website.__file__).parent / "theme" / "assets" / "closecall"
TOTAL = 120
SERVICES = [["house", "The house"], ["branch", "The branch"]]
AREAS = [["medicines", "Medicines"], ["falls", HOSTILE]]


def row(n: int) -> list[object]:
    """The newest first; every third is the branch's, every tenth bears on two areas."""
    return [
        f"{n % 28 + 1} March 2026",
        [HOSTILE if n == 1 else f"Near miss {n}", f"nm-{n}/index.html"],
        [["bad", "accidental"], ['x" onclick="alert(1)', "odd"]],
        1200 + n if n else None,
        f"nm-{n}",
        [int(n % 3 == 0), [0, 1] if n % 10 == 0 else 0 if n % 2 else -1],
    ]


COLUMNS = [
    ["Day", "day"],
    ["Near miss", "link"],
    ["What stopped it", "tags"],
    ["Count", "number"],
    ["Reference", "id"],
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(tmp_path: Path) -> str:
    rows = [row(n) for n in range(TOTAL)]
    rows[2][1] = ["To another place", "javascript:alert(1)"]
    data = {
        "columns": COLUMNS,
        "facets": [["service", "Service", SERVICES], ["area", "Area of care", AREAS]],
        "rows": rows,
    }
    (tmp_path / "rows.js").write_bytes(script_of("closecallRows", data))
    (tmp_path / "register.js").write_bytes((ASSETS / "register.js").read_bytes())
    lines = "".join(f"<tr><th scope=row>{escape(str(cells[0]))}</th></tr>" for cells in rows[:50])
    (tmp_path / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>Near misses</title>"
        "<div data-cc-register><p data-cc-count>The newest 50 of 120.</p>"
        f'<div class="scroll"><table><tbody>{lines}</tbody></table></div></div>'
        '<script src="rows.js"></script><script src="register.js"></script>',
        encoding="utf-8",
    )
    return (tmp_path / "index.html").as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    wrong: list[str] = []

    def alerted(dialog: Dialog) -> None:
        wrong.append(dialog.message)
        dialog.dismiss()

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", alerted)
    yield page
    page.close()
    assert wrong == []


def count(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def shown(page: Page) -> int:
    return page.locator("tbody tr").count()


def test_rows_are_shown_fifty_at_a_time(page: Page, address: str) -> None:
    page.goto(address)
    assert count(page) == "Showing 50 of 120."
    page.get_by_role("button", name="Show 50 more").click()
    assert (count(page), shown(page)) == ("Showing 100 of 120.", 100)
    page.get_by_role("button", name="Show 20 more").click()
    assert (count(page), shown(page)) == ("Showing all 120.", 120)
    assert not page.get_by_role("button", name="more").is_visible()


def test_filters_narrow_the_list_and_stay_in_the_address(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Service", exact=True).select_option(label="The branch (40)")
    assert count(page) == "Showing all 40 that match, of 120 in all."
    page.get_by_label("Area of care").select_option(index=2)
    assert count(page) == "Showing all 4 that match, of 120 in all."
    page.get_by_label("Words").fill("MISS 60")
    assert count(page) == "Showing the one that matches, of 120 in all."
    assert page.url.endswith("?q=MISS+60&service=branch&area=falls")

    page.reload()
    assert count(page) == "Showing the one that matches, of 120 in all."
    assert page.get_by_label("Words").input_value() == "MISS 60"
    page.get_by_role("button", name="Clear the filters").click()
    assert (count(page), page.url) == ("Showing 50 of 120.", address)


def test_on_a_phone_the_list_is_seen_before_its_filters(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    assert not page.get_by_label("Words").is_visible()
    page.get_by_text("Filter this list").click()
    assert page.get_by_label("Words").is_visible()
    page.goto(f"{address}?service=branch")
    assert page.get_by_label("Words").is_visible()


def test_text_stays_text(page: Page, address: str) -> None:
    page.goto(f"{address}?q=alert")
    assert shown(page) == 1
    link = page.locator("tbody a")
    assert link.inner_text() == HOSTILE
    assert link.get_attribute("href") == "nm-1/index.html"
    assert page.get_by_label("Area of care").locator("option").nth(2).text_content() == (
        f"{HOSTILE} (12)"
    )
    assert page.locator("tbody .tag").nth(1).get_attribute("class") == "tag t-plain"
    assert page.locator("script").count() == 2
    # What is no page of the site is words, not a link; a number that is missing is left empty.
    page.goto(f"{address}?q=another")
    assert page.locator("tbody a").count() == 0
    page.goto(f"{address}?q=nm-0")
    assert page.locator("tbody .num").inner_text() == ""


@pytest.mark.parametrize("asked", ["<img src=x onerror=alert(1)>", "__proto__", "toString"])
def test_the_address_is_only_looked_up(page: Page, address: str, asked: str) -> None:
    page.goto(f"{address}?service={quote(asked)}&{quote(asked)}=1")
    assert count(page) == "Showing 50 of 120."
    page.goto(f"{address}?q={quote(asked)}")
    assert count(page) == "None matches, of 120 in all."
    assert "Nothing here matches" in page.locator("tbody").inner_text()
    assert page.locator("img").count() == 0


def test_without_script_the_newest_rows_are_there(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    assert page.locator("[data-cc-count]").inner_text() == "The newest 50 of 120."
    assert shown(page) == 50
    page.close()
