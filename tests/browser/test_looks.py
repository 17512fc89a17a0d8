"""Wide, narrow, light, dark, printed and without scripts: the words are there and can be read."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe
from tests.browser.conftest import Browse
from tests.browser.contrast import contrast, luminance, seen
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

HOME = "index.html"
PROFILE = "services/rosewood-house/index.html"
TRAIL = "near-misses/nm-20260303-k7m2/index.html"
OVERDUE = "near-misses/nm-20260924-w3mk/index.html"
REGISTER = "near-misses/index.html"
PAGES = (
    HOME,
    PROFILE,
    TRAIL,
    REGISTER,
    "controls/ct-handover-medicines/index.html",
    "completeness/index.html",
    "how-to/read-the-site.html",
    "reference/kinds/near-miss/index.html",
)
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


def test_pages_of_every_sort_open_without_a_fault(visit: Visit) -> None:
    """What counts as a fault, `Visit` notes and `browse` judges."""
    for path in (*PAGES, OVERDUE, "about/index.html", "definitions/index.html"):
        visit.open(path)
        expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
        assert visit.page.title().endswith(" – Rosewood Care Group")
        assert visit.page.get_by_text("Example data, not a real provider.").is_visible()


def test_without_scripts_the_evidence_is_still_there(browse: Browse) -> None:
    still = browse(java_script_enabled=False)
    assert "Luck stopped harm in" in still.open(HOME).text
    still.click("Rosewood House")
    still.unfold("Show each closed one")
    still.click("Timed morning medicine left off the trolley list")
    assert still.path == TRAIL
    assert "Medicines incident tracker: Entry 2026-031" in still.text
    assert "Accidental: luck" in still.text
    assert "What is missing or not shown" in still.text
    still.open(REGISTER)
    assert len(still.table("Near misses")) > 30
    still.click("Hoist and wheelchairs across the First floor corridor")
    assert still.path == "near-misses/nm-20260608-e6wh/index.html"
    # What only a script could fill is not shown half empty.
    expect(still.page.locator("[data-cc-stamp]")).to_be_hidden()


def test_nothing_is_wider_than_a_phone(browse: Browse) -> None:
    phone = browse(viewport={"width": 390, "height": 844}, has_touch=True)
    wide: dict[tuple[str, int], int] = {}
    for path in PAGES:
        phone.open(path)
        for width in (390, 320):
            phone.page.set_viewport_size({"width": width, "height": 844})
            wide[path, width] = phone.page.evaluate("document.documentElement.scrollWidth")
            assert phone.page.evaluate("window.innerWidth") == width
    assert {(path, width): w for (path, width), w in wide.items() if w > width} == {}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_no_heading_is_left_out(
    browse: Browse, width: int, scheme: str
) -> None:
    visit = browse(viewport={"width": width, "height": 844}, color_scheme=scheme)
    faults: dict[str, list[str]] = {}
    for path in (HOME, PROFILE, TRAIL, REGISTER, "completeness/index.html", "policy/index.html"):
        visit.open(path)
        if path in {PROFILE, "completeness/index.html"}:
            visit.page.get_by_role("button", name="Open all details").click()
        faults[path] = axe(visit.page)
        levels = visit.page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))"
        )
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        faults[path] += [
            f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1
        ]
    faults["404.html"] = axe(visit.open("404.html").page)
    assert {path: found for path, found in faults.items() if found} == {}


LONG = 13_000
"""Screen pixels on a phone, about fifteen screens: so much may a page take before anything is
opened. The profile and the completeness page once took forty thousand."""


def test_what_lacks_is_found_on_a_phone_within_a_few_screens(browse: Browse) -> None:
    phone = browse(viewport={"width": 390, "height": 844}, has_touch=True)
    profiles = ("northgate-homecare", "riverside-homecare", "rosewood-house")
    for path in (HOME, *(f"services/{p}/index.html" for p in profiles), "completeness/index.html"):
        phone.open(path)
        assert phone.page.evaluate("document.documentElement.scrollHeight") < LONG, path
        if path != HOME:
            box = phone.main.locator("section.gap").bounding_box()
            assert box
            assert box["y"] < 2 * 844, f"{path}: gaps begin on the second screen at the latest"


def test_paper_shows_every_near_miss_of_a_profile_and_all_that_a_rule_found(visit: Visit) -> None:
    for path in (PROFILE, "completeness/index.html"):
        visit.open(path).page.emulate_media(media="print")
        inside = visit.main.locator("details > :not(summary)")
        assert inside.count() > 5
        hidden = inside.evaluate_all("all => all.filter(e => !e.checkVisibility()).length")
        assert hidden == 0, path


def test_on_a_phone_the_menu_opens(browse: Browse) -> None:
    phone = browse(viewport={"width": 390, "height": 844}, has_touch=True).open(TRAIL)
    link = phone.page.get_by_role("navigation", name="Site").get_by_role(
        "link", name="Completeness"
    )
    expect(link).to_be_hidden()
    phone.page.get_by_text("Menu", exact=True).tap()
    with phone.page.expect_navigation():
        link.tap()
    assert phone.path == "completeness/index.html"


def test_on_a_desk_the_navigation_stands_beside_the_page(visit: Visit) -> None:
    visit.open(TRAIL)
    side = visit.page.get_by_role("navigation", name="Site")
    expect(side.get_by_role("link", name="Completeness")).to_be_visible()
    current = side.locator("[aria-current=page]")
    expect(current).to_have_text("Near miss trails")
    visit.click("Rosewood House", side)
    assert visit.path == PROFILE


# --- Light and dark ------------------------------------------------------------------------------


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


def test_words_stand_out_and_the_page_is_as_light_as_the_device_asks(
    browse: Browse, scheme: str
) -> None:
    there: set[str] = set()
    low: dict[tuple[str, str], float] = {}
    coloured = browse(color_scheme=scheme)
    for path in (*PAGES, OVERDUE):
        found = seen(coloured.open(path).page)
        low |= {
            (path, f"{one.name}: {one.text}"): round(one.contrast, 2)
            for one in found
            if one.contrast < 4.5
        }
        heading = next(one for one in found if one.name == "h1")
        ground, ink = luminance(heading.ground), luminance(heading.ink)
        assert (ground > 0.9 and ink < 0.1) if scheme == "light" else (ground < 0.05 and ink > 0.7)
        there |= {one.name for one in found}
    assert low == {}
    tags = {f"span.tag.t-{tone}" for tone in ("good", "bad", "wait", "warn", "mute", "plain")}
    assert {"a", "a.id", "b", "h1", "h2", "label", "small", "th", "td", "p.meta", *tags} <= there


def test_the_switch_of_colours_works_and_is_kept(browse: Browse) -> None:
    switched = browse(color_scheme="light").open(TRAIL)
    body = switched.page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    for step in ("Switch to light", "Switch to dark"):
        switched.page.locator(f"label[title$='{step}']").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    switched.open(TRAIL)
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_contrast_is_reckoned_as_the_guideline_says() -> None:
    grey = 0x76 / 255
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == pytest.approx(1)
    assert contrast(WHITE, (grey, grey, grey)) == pytest.approx(4.54, abs=0.01)


# --- Print ---------------------------------------------------------------------------------------


def test_paper_shows_everything_but_the_shell_in_dark_on_white(browse: Browse, scheme: str) -> None:
    paper = browse(color_scheme=scheme).open(TRAIL)
    paper.page.emulate_media(media="print")
    # The theme lets some colours change slowly.
    paper.page.wait_for_function("document.getAnimations().length === 0")

    for gone in (".cc-side", ".md-header", ".noprint"):
        expect(paper.page.locator(gone).first).to_be_hidden()
    expect(paper.page.get_by_role("heading", name="Ask to see")).to_be_visible()
    expect(paper.page.locator(".cc-printhead")).to_be_visible()
    expect(paper.page.locator("[data-cc-stamp]")).to_be_visible()
    expect(paper.page.get_by_text("Example data, not a real provider.")).to_be_visible()

    # What the plan watches for is folded on a screen; on paper it is not, and the rest is named.
    hidden = """all => all.filter(one => !one.checkVisibility({contentVisibilityAuto: true})
        || !one.getBoundingClientRect().height).length"""
    plan = paper.main.locator("details.paper dd")
    assert plan.count() > 0
    assert plan.evaluate_all(hidden) == 0
    expect(paper.page.get_by_text("Printed without what is folded on the page.")).to_be_visible()

    found = seen(paper.page)
    assert [one for one in found if one.contrast < 4.5] == []
    assert [one for one in found if luminance(one.ground) < 0.9] == []


def test_paper_holds_all_once_all_is_opened(visit: Visit) -> None:
    visit.open(TRAIL)
    visit.page.get_by_role("button", name="Open all details").click()
    visit.page.emulate_media(media="print")
    folded = visit.main.locator("details dd, details td")
    assert folded.count() > 100
    assert (
        folded.evaluate_all("all => all.filter(one => !one.getBoundingClientRect().height).length")
        == 0
    )


def test_a_trail_is_read_in_few_screens_and_printed_on_few_sheets(visit: Visit) -> None:
    """The longest of the three examples with all of its steps: nobody reads twenty sheets."""
    visit.page.set_viewport_size({"width": 1440, "height": 900})
    visit.open(TRAIL)
    assert visit.page.evaluate("document.documentElement.scrollHeight") <= 9_000
    sheets = visit.page.pdf(format="A4").count(b"/Type /Page\n")
    assert 0 < sheets <= 10
