from dataclasses import replace
from datetime import date

from closecall.git.commits import UNCOMMITTED, Commit
from closecall.pages.about_page import about_page
from closecall.pages.facts import Facts
from tests.unit.pages.reading import text_of
from tests.unit.pages.story import tell

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_it_says_day_commit_edition_and_how_to_make_it_again() -> None:
    evidence = replace(tell(), commit=Commit(id=COMMIT, day=date(2026, 10, 15)))
    text = text_of(about_page(Facts(evidence)).body)
    assert "15 October 2026 (as asked)" in text
    assert "Restricted: exact, for readers who are let in" in text
    assert f"git checkout {COMMIT}\nmake site" in text
    assert "It does not show that the records were true." in text


def test_changes_that_are_not_committed_are_owned_up_to() -> None:
    evidence = replace(tell(), no_commit=UNCOMMITTED)
    text = text_of(about_page(Facts(evidence)).body)
    assert "None, as the records have changes that are not committed" in text
    assert "nobody else can make it again" in text
    assert "git checkout" not in text
