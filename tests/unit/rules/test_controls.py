"""G15, G16 and G39: staff are told, the answer is strong enough, and a stopgap is followed."""

from datetime import date

import pytest

from closecall.model.fields import RecordId
from tests.support import CC, CHAIN, CLOSED, GD, NM, RK, Chain, Told, the, told

KNOWN = CHAIN.put(RK, "recorded: 2026-03-05 12:00")
"""The same, its risk known from the day on which it was entered."""

# --- G15 ---------------------------------------------------------------------------------------


def test_staff_are_told_within_the_days_of_the_policy() -> None:
    silent = KNOWN.drop(CC, "communication")
    waiting = silent.judge(as_at="2026-03-23")
    assert told(waiting) == []
    owed = next(o for o in waiting.owed[RecordId(NM)] if o.rule == "G15")
    assert (owed.due, owed.owner, owed.step) == (date(2026, 3, 23), "deputy-manager", "briefed")
    evidence = silent.judge(as_at="2026-03-24")
    assert told(evidence) == [Told("G15", "gap", CC, "communication")]
    assert "staff were told" in the(evidence, "G15").message


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("{audience: all, method: a talk, reached: 9, of: 9}", "when staff were told"),
        ("{audience: all, method: a talk, on: 2026-03-09}", "how many staff"),
        ("{audience: all, method: a talk, on: 2026-03-09, reached: 9, of: 9}", "understood"),
    ],
)
def test_what_is_said_of_it_is_said_in_numbers(field: str, words: str) -> None:
    chain = KNOWN.put(CC, f"communication: {field}")
    assert told(chain.judge(as_at="2026-03-23")) == []
    evidence = chain.judge(as_at="2026-03-24")
    assert told(evidence) == [Told("G15", "error", CC, "communication")]
    assert words in the(evidence, "G15").message


def test_more_cannot_be_told_than_there_are() -> None:
    evidence = CHAIN.edit(CC, "reached: 17", "reached: 19").judge()
    assert [t.rule for t in told(evidence)][:1] in (["G15"], ["S08"])


def test_where_nobody_had_to_be_told_the_reason_is_enough() -> None:
    chain = CHAIN.put(CC, "communication: {none_needed: A valve that nobody touches}")
    assert told(chain.judge()) == []


def test_a_close_without_it_claims_too_much() -> None:
    evidence = CLOSED.drop(CC, "communication").judge()
    assert told(evidence) == [Told("G15", "error", GD, "decision")]
    finding = the(evidence, "G15")
    assert CC in finding.message
    assert (finding.owner, str(finding.due)) == ("medicines-governance", "2026-03-23")
    assert any(o.rule == "G15" for o in evidence.owed[RecordId(NM)]), "the page shows it too"


# --- G16 ---------------------------------------------------------------------------------------

WEAK = CHAIN.put(CC, "strength: [Training, Double checks]")
OPTION = "stronger_option: {item: An alarm on the trolley, why_not: New locks come first}"


def test_weak_alone_says_what_else_was_looked_at() -> None:
    evidence = WEAK.judge()
    assert told(evidence) == [Told("G16", "warning", CC, "stronger_option")]
    assert the(evidence, "G16").owner == "deputy-manager"
    assert told(WEAK.put(CC, OPTION).judge()) == []


def repeat(chain: Chain) -> Chain:
    """The same, and the near miss is a repeat of one in February."""
    first = "nm-20260210-z9rc"
    chain = chain.copy(NM, first, ("2026-03-03", "2026-02-10"))
    review = chain.text("rv-20260304-x2pd").replace(
        f"near_miss: {NM}", f"near_miss: [{NM}, {first}]"
    )
    chain = chain.with_text("rv-20260304-x2pd", review)
    for record, field in ((CC, "near_miss"), ("xc-20260305-b9wr", "near_miss")):
        chain = chain.put(record, f"{field}: [{NM}, {first}]")
    return chain.put("mp-20260309-h8ra", f"near_misses: [{NM}, {first}]")


def test_a_repeat_asks_for_more_than_memory() -> None:
    evidence = repeat(WEAK.put(CC, OPTION)).judge()
    assert told(evidence) == [Told("G16", "error", CC, "strength")]
    assert "happened before" in the(evidence, "G16").message
    assert told(repeat(CHAIN).judge()) == []


def test_a_change_says_what_kind_of_action_it_is() -> None:
    assert told(CHAIN.drop(CC, "strength").judge()) == [Told("G16", "error", CC, "strength")]


# --- G39 ---------------------------------------------------------------------------------------

STOPGAP = CHAIN.edit(CC, "action: introduce", "action: temporary\ntemporary_until: 2026-04-25")


def test_what_was_meant_for_a_while_is_followed() -> None:
    waiting = STOPGAP.judge(as_at="2026-04-25")
    assert told(waiting) == []
    assert any(o.rule == "G39" for o in waiting.owed[RecordId(NM)])
    evidence = STOPGAP.judge()
    assert told(evidence) == [Told("G39", "gap", CC, "temporary_until")]
    finding = the(evidence, "G39")
    assert finding.message.endswith("Overdue since 26 April 2026.")
    assert finding.owner == "deputy-manager"


def test_another_change_follows_it() -> None:
    chain = STOPGAP.copy(
        CC,
        "cc-20260420-w2rn",
        ("action: temporary\ntemporary_until: 2026-04-25", "action: modify"),
        ("effective_from: 2026-03-09", "effective_from: 2026-04-20"),
        ("due: 2026-04-06", "due: 2026-06-01"),
    )
    assert told(chain.judge()) == []


def test_a_decision_on_its_last_day_follows_it() -> None:
    early = STOPGAP.edit(CC, "temporary_until: 2026-04-25", "temporary_until: 2026-04-21")
    assert told(early.judge()) == []


def test_a_stopgap_without_an_end() -> None:
    chain = CHAIN.edit(CC, "action: introduce", "action: temporary")
    found = told(chain.judge())
    assert [t.record for t in found] == [CC]
    assert found[0].rule in ("G39", "S01")


def test_a_close_over_it() -> None:
    chain = STOPGAP.edit(GD, "assured-continue-monitoring", "assured-close")
    assert told(chain.judge()) == [Told("G39", "error", GD, "decision")]
