"""The list of near misses, filtered by hand: the count, the address and the rows agree."""

import re

import pytest
from playwright.sync_api import Locator, expect

from closecall.records.kinds import KINDS
from tests.browser.conftest import Browse
from tests.browser.visit import Visit, one_line, words

pytestmark = pytest.mark.browser

REGISTER = "near-misses/index.html"
HOSTILE = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'


@pytest.fixture
def register(visit: Visit) -> Visit:
    return visit.open(REGISTER)


def choose(register: Visit, control: str, value: str) -> int:
    """Choose a value by its words; gives how many rows the control says that it has."""
    select = register.page.get_by_label(control, exact=True)
    labels = [one_line(label) for label in select.locator("option").all_inner_texts()]
    label = next(label for label in labels if label.startswith(f"{value} ("))
    select.select_option(label=label)
    return int(label.removeprefix(f"{value} (").removesuffix(")"))


def chosen(register: Visit, control: str) -> str:
    """What a control shows, without its number."""
    shown = register.page.get_by_label(control, exact=True).locator("option:checked")
    return words(shown).partition(" (")[0]


def count(register: Visit) -> str:
    return words(register.page.get_by_role("status"))


def rows(register: Visit) -> Locator:
    return register.main.locator("tbody tr")


def column(register: Visit, name: str) -> set[str]:
    return {row[name] for row in register.table("Near misses")}


def test_filter_by_service_and_then_by_stage(register: Visit) -> None:
    everything = rows(register).count()
    assert count(register) == f"Showing all {everything}."
    assert register.path == REGISTER

    here = choose(register, "Service", "Rosewood House")
    assert 1 < here < everything
    expect(rows(register)).to_have_count(here)
    assert count(register) == f"Showing all {here} that match, of {everything} in all."
    assert column(register, "Service") == {"Rosewood House"}
    assert register.path == f"{REGISTER}?service=rosewood-house"

    choose(register, "How far it has come", "Closed")
    closed = rows(register).count()
    assert 1 < closed < here
    assert count(register) == f"Showing all {closed} that match, of {everything} in all."
    assert column(register, "Service") == {"Rosewood House"}
    assert column(register, "How far it has come") == {"Closed"}
    assert register.path == f"{REGISTER}?service=rosewood-house&stage=closed"


def test_the_address_keeps_the_filter(register: Visit) -> None:
    choose(register, "Service", "Riverside Homecare")
    choose(register, "How far it has come", "Acting")
    said, shown = count(register), rows(register).all_inner_texts()

    register.page.reload()

    assert chosen(register, "Service") == "Riverside Homecare"
    assert chosen(register, "How far it has come") == "Acting"
    assert count(register) == said
    assert [one_line(row) for row in rows(register).all_inner_texts()] == [
        one_line(row) for row in shown
    ]


def test_words_are_looked_for_in_every_cell_and_can_be_cleared(register: Visit) -> None:
    everything = rows(register).count()
    register.page.get_by_label("Words", exact=True).fill("TROLLEY list")
    expect(rows(register)).to_have_count(1)
    assert count(register) == f"Showing the one that matches, of {everything} in all."
    assert "Timed morning medicine left off the trolley list" in rows(register).inner_text()

    register.page.get_by_role("button", name="Clear the filters").click()
    expect(rows(register)).to_have_count(everything)
    assert register.path == REGISTER


def test_markup_that_is_typed_does_nothing(register: Visit) -> None:
    everything = rows(register).count()
    register.page.get_by_label("Words", exact=True).fill(HOSTILE)
    assert count(register) == f"None matches, of {everything} in all."
    register.page.reload()
    assert register.page.get_by_label("Words", exact=True).input_value() == HOSTILE
    assert count(register) == f"None matches, of {everything} in all."
    assert register.page.evaluate("window.pwned") is None
    assert register.page.locator("img").count() == 0


@pytest.mark.parametrize("query", ["?service=nowhere", "?service=__proto__&stage=%3Cimg%3E", "?x"])
def test_an_address_that_names_nothing_filters_nothing(visit: Visit, query: str) -> None:
    visit.open(REGISTER + query)
    assert re.fullmatch(r"Showing all \d+\.", count(visit))


def test_a_row_leads_to_its_trail_and_back_to_the_filtered_list(register: Visit) -> None:
    choose(register, "Is anything overdue?", "Yes")
    register.click("Used commode wearing yesterday's green tape")
    assert register.path == "near-misses/nm-20260924-w3mk/index.html"
    register.page.go_back()
    assert chosen(register, "Is anything overdue?") == "Yes"
    assert all(cell.startswith("Overdue: ") for cell in column(register, "What is missing"))


def test_on_a_phone_the_list_comes_before_its_filters(browse: Browse) -> None:
    phone = browse(viewport={"width": 390, "height": 844}).open(REGISTER)
    expect(phone.page.get_by_label("Service", exact=True)).to_be_hidden()
    expect(rows(phone).first).to_be_in_viewport()
    phone.page.get_by_text("Filter this list", exact=True).click()
    choose(phone, "Service", "Rosewood House")
    assert "that match" in count(phone)


def test_the_list_of_every_kind_can_be_narrowed_down(visit: Visit) -> None:
    """One window for all of them: opening one is what takes time."""
    for kind in KINDS:
        visit.open(f"{kind.folder}/index.html")
        place = visit.main.locator("[data-cc-register]")
        lines = place.locator("tbody tr")
        assert lines.count() > 0, kind.name
        selects = place.get_by_role("search").locator("select")
        assert selects.count() > 0, kind.name
        option = selects.first.locator("option").nth(1)
        number = int(one_line(option.inner_text()).rpartition("(")[2].removesuffix(")"))
        selects.first.select_option(index=1)
        expect(lines).to_have_count(min(number, 50))
        assert "?" in visit.path, kind.name
        place.get_by_role("button", name="Clear the filters").click()
        place.get_by_label("Words", exact=True).fill("no record says this")
        expect(place.get_by_text("Nothing here matches all of these filters.")).to_be_visible()
