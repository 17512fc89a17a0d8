"""The page about the privacy scan says what the scan's own table says."""

from pathlib import Path
from typing import Final

from closecall.privacy.kinds import Kind
from closecall.privacy.reference import FAMILIES, LET_THROUGH, NOT_READ, WRITTEN_IN
from tests.unit.privacy.samples import FOUND

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "privacy-scan.md"


def lists() -> dict[str, list[str]]:
    """By heading, the items of the lists below it."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
            found[heading] = []
        elif line.startswith("- "):
            found[heading].append(line[2:])
        elif line.startswith("  ") and found[heading]:
            found[heading][-1] += f" {line.strip()}"
    return found


def test_the_page_and_the_table_are_equal() -> None:
    page = lists()
    for family in FAMILIES:
        assert page[family.title] == [*family.found, *family.not_found]
    assert page["How it may be written"] == list(WRITTEN_IN)
    assert page["What is not read"] == list(NOT_READ)
    assert page["What is let through"] == list(LET_THROUGH)


def test_every_kind_has_its_place() -> None:
    assert [family.kind for family in FAMILIES] == list(Kind)
    assert {*FOUND, Kind.DENIED} == set(Kind)
