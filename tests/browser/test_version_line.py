"""The last line of each page says which version it is; it comes from one file."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visit import Visit, words

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "path", ["index.html", "near-misses/nm-20260303-k7m2/index.html", "how-to/read-the-site.html"]
)
def test_the_last_line_is_filled_from_version_js(visit: Visit, path: str) -> None:
    visit.open(path)
    line = visit.page.locator("[data-cc-stamp]")
    expect(line).to_be_visible()
    assert re.fullmatch(
        r"Version 2026-10-15 · evidence as at 15 October 2026"
        r" · commit ([0-9a-f]{12}|uncommitted changes) · restricted edition",
        words(line),
    )
    known = visit.page.evaluate("window.closecallVersion")
    assert known["asAt"] == "2026-10-15"
    assert known["commit"] in words(line)
    source = (visit.site / path).read_text(encoding="utf-8")
    stamp = source[source.index("data-cc-stamp") :]
    assert re.search(r'data-cc="as-at"></span>', stamp), "the page itself must not say the day"


def test_the_last_line_leads_to_the_cover_page(visit: Visit) -> None:
    visit.open("near-misses/nm-20260303-k7m2/index.html")
    visit.click("About this version: its date, commit and edition", visit.page.locator(".cc-foot"))
    assert visit.path == "about/index.html"
    assert visit.facts["Evidence as at"].startswith("15 October 2026")
