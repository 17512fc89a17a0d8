"""G01, G02 and G38: what counts, the way to report it, and how soon it is written down."""

import pytest

from tests.support import AS_AT, CHAIN, NM, Told, the, told

DF = "df-medicines"
RR = "rr-medicines"
SERVICE = "rosewood-house"

# --- G01 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("record", "words"), [(DF, "what counts"), (RR, "No way to report")])
def test_each_area_of_care_has_both(record: str, words: str) -> None:
    evidence = CHAIN.without(record).judge()
    assert told(evidence) == [Told("G01", "gap", SERVICE, "domains")]
    finding = the(evidence, "G01")
    assert words in finding.message
    assert "medicines" in finding.message
    assert (finding.owner, finding.due) == ("registered-manager", AS_AT)


@pytest.mark.parametrize(
    "field",
    [
        "valid_to: 2026-05-03",
        "valid_from: 2026-05-05",
        "domain: [staffing]",
        "withdrawn: {on: 2026-05-01, by_role: quality-lead, reason: Written twice}",
    ],
)
@pytest.mark.parametrize("record", [DF, RR])
def test_it_has_to_be_in_force(record: str, field: str) -> None:
    assert Told("G01", "gap", SERVICE, "domains") in told(CHAIN.put(record, field).judge())


@pytest.mark.parametrize("record", [DF, RR])
def test_without_a_service_it_holds_for_all(record: str) -> None:
    assert told(CHAIN.drop(record, "service").judge()) == []


def test_a_definition_has_three_examples() -> None:
    evidence = CHAIN.put(DF, "included_examples: [A dose nearly late, A wrong strength]").judge()
    assert told(evidence) == [Told("G01", "error", DF, "included_examples")]
    assert "2 of at least 3" in the(evidence, "G01").message
    assert the(evidence, "G01").owner == "nominated-individual"


def test_a_definition_that_cannot_be_read_is_not_missing() -> None:
    evidence = CHAIN.put(DF, "valid_from: soon").judge()
    assert [(t.rule[0], t.record) for t in told(evidence)] == [("S", DF)]
    assert evidence.hidden == 1


# --- G02 ---------------------------------------------------------------------------------------


def test_a_route_is_counted_again_each_year() -> None:
    assert told(CHAIN.judge(as_at="2026-05-04")) == []
    old = CHAIN.edit(RR, "on: 2026-02-20", "on: 2025-05-03")
    evidence = old.judge()
    assert told(evidence) == [Told("G02", "warning", RR, "awareness.on")]
    finding = the(evidence, "G02")
    assert "3 May 2025" in finding.message
    assert (finding.owner, str(finding.due)) == ("nominated-individual", "2026-05-03")
    assert told(CHAIN.edit(RR, "on: 2026-02-20", "on: 2025-05-04").judge()) == []


def test_the_providers_own_interval_decides() -> None:
    policy = (
        "kind: policy\nvalid_from: 2026-01-01\nthresholds:\n"
        "  - {name: awareness-interval, value: 60, unit: days, reason: Many new staff}\n"
    )
    assert told(CHAIN.add("main", policy).judge()) == [Told("G02", "warning", RR, "awareness.on")]


# --- G38 ---------------------------------------------------------------------------------------


def test_a_report_is_written_within_the_time_of_its_route() -> None:
    assert told(CHAIN.put(NM, "recorded: 2026-03-03 08:52").judge()) == []
    evidence = CHAIN.put(NM, "recorded: 2026-03-03 08:53").judge()
    assert told(evidence) == [Told("G38", "warning", NM, "recorded")]
    finding = the(evidence, "G38")
    assert "1 hour and 1 minutes" in finding.message
    assert finding.owner == "registered-manager"


def test_days_later_is_said_in_days() -> None:
    finding = the(CHAIN.put(NM, "recorded: 2026-03-06 08:10").judge(), "G38")
    assert "3 days after" in finding.message
    assert str(finding.due) == "2026-03-03"


def test_where_no_route_was_in_force_no_time_is_known() -> None:
    chain = CHAIN.put(RR, "valid_from: 2026-03-04").put(NM, "recorded: 2026-03-03 20:10")
    assert told(chain.judge()) == []
