"""G35 and the provider's own lists: mechanisms, families of controls, units."""

import pytest

from tests.support import CHAIN, CT, NM, RK, RV, Chain, Told, told

LIST = """\
kind: list
title: Words of ours
vocabulary: {sort}
valid_from: 2025-01-01
items:
{items}
"""


def with_list(sort: str, *items: str, chain: Chain = CHAIN) -> Chain:
    lines = "\n".join(f"  - {{{item}}}" for item in items)
    return chain.add(sort.replace(" ", "-"), LIST.format(sort=sort, items=lines))


MECHANISM = "id: tc-medicine-timing, label: Timed dose nearly late, meaning: A dose with a set time"


def warned(chain: Chain) -> list[Told]:
    return [t for t in told(chain.judge()) if t.rule == "G35"]


def test_without_a_list_any_key_will_do() -> None:
    assert not warned(CHAIN.edit(RK, "mechanism: tc-medicine-timing", "mechanism: something-else"))


def test_a_key_of_the_list_is_known_by_its_id() -> None:
    assert not warned(with_list("mechanism", MECHANISM))


def test_a_key_that_is_in_no_list_is_worth_a_look_with_the_nearest() -> None:
    chain = with_list("mechanism", MECHANISM)
    wrong = chain.edit(RK, "mechanism: tc-medicine-timing", "mechanism: tc-medicine-timings")
    evidence = wrong.judge()
    (found,) = [f for f in evidence.findings if f.rule == "G35"]
    assert (found.level, found.record, found.pointer) == ("warning", RK, ("mechanism",))
    assert "Did you mean `tc-medicine-timing`?" in found.remedy
    assert "timings" not in found.message + found.remedy, "what was written is not repeated"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (", valid_to: 2027-01-01", False),
        (", valid_to: 2026-01-31, superseded_by: timed-doses", True),
        (", valid_from: 2027-01-01", True),
    ],
)
def test_a_key_that_was_not_in_use_on_the_day(days: str, *, expected: bool) -> None:
    found = warned(with_list("mechanism", MECHANISM + days))
    assert bool(found) is expected
    if "superseded_by" in days:
        evidence = with_list("mechanism", MECHANISM + days).judge()
        assert any("Write `timed-doses`." in f.remedy for f in evidence.findings)


def test_each_sort_has_its_fields() -> None:
    other = "id: other-thing, label: Other, meaning: Something else"
    assert {t.record for t in warned(with_list("control family", other))} >= {CT}
    assert NM in {t.record for t in warned(with_list("unit", other))}
    assert RV in {t.record for t in warned(with_list("mechanism", other))}


def test_a_list_that_cannot_be_read_says_nothing_of_keys() -> None:
    chain = with_list("mechanism", MECHANISM).add("more-words", "kind: list\ntitle: 'open\n")
    wrong = chain.edit(RK, "mechanism: tc-medicine-timing", "mechanism: other")
    assert not warned(wrong)
