"""What is known on a day, and what hangs on what."""

from datetime import date

import pytest

from closecall.model.assurance import Audit
from closecall.model.control import Control, Risk
from closecall.model.fields import RecordId
from closecall.model.links import links_of
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.review import Review
from tests.support import (
    AU,
    CC,
    CHAIN,
    CT,
    GD,
    MK,
    MP,
    NM,
    PE,
    PT,
    RK,
    RV,
    XC,
    Chain,
    schemas,
)


def register(chain: Chain = CHAIN, *, as_at: str = "2026-05-04") -> Register:
    """The register of a chain on a day."""
    return chain.judge(as_at=as_at).register


def known(chain: Chain, record_id: str, day: str) -> bool:
    """Whether a record is known on a day."""
    return RecordId(record_id) in register(chain, as_at=day).records


OWN_DAYS = {
    NM: "2026-03-03",
    RV: "2026-03-04",
    XC: "2026-03-05",
    CC: "2026-03-09",
    RK: "2026-04-21",
    MP: "2026-03-09",
    MK: "2026-03-15",
    AU: "2026-04-04",
    PE: "2026-04-10",
    GD: "2026-04-21",
    PT: "2026-01-05",
}


@pytest.mark.parametrize("record_id", OWN_DAYS)
def test_a_record_is_known_from_its_own_day(record_id: str) -> None:
    day = date.fromisoformat(OWN_DAYS[record_id])
    record: Record = register().records[RecordId(record_id)]
    assert record.day == day
    before = date.fromordinal(day.toordinal() - 1)
    assert known(CHAIN, record_id, day.isoformat())
    assert not known(CHAIN, record_id, before.isoformat())


def test_a_record_written_down_later_is_known_from_then() -> None:
    chain = CHAIN.put(RV, "recorded: 2026-03-07 09:00")
    assert not known(chain, RV, "2026-03-06")
    assert known(chain, RV, "2026-03-07")
    assert register(chain).records[RecordId(RV)].day == date(2026, 3, 4)


def test_a_record_written_down_before_its_day_is_known_at_once() -> None:
    chain = CHAIN.put(CC, "recorded: 2026-03-06 09:00")
    assert known(chain, CC, "2026-03-06")


def test_the_day_of_a_recording_is_londons() -> None:
    chain = CHAIN.put(RV, "recorded: 2026-03-05T23:30-01:00")
    assert not known(chain, RV, "2026-03-05")
    assert known(chain, RV, "2026-03-06")


@pytest.mark.parametrize("record_id", ["rosewood-house", "medicines-lead", "rosewood", CT])
def test_what_has_no_day_is_always_known(record_id: str) -> None:
    assert known(CHAIN, record_id, "2020-01-01")


def test_a_check_has_the_day_on_which_it_was_made_or_due() -> None:
    missed = CHAIN.drop(MK, "done_on", "by_role", "values", "signs_seen").put(
        MK, "missed: {reason: Nobody was free}"
    )
    late = CHAIN.put(MK, "done_on: 2026-03-17")
    assert register(missed).records[RecordId(MK)].day == date(2026, 3, 15)
    assert register(late).records[RecordId(MK)].day == date(2026, 3, 17)


def test_what_is_not_known_yet_is_remembered_as_later() -> None:
    early = register(as_at="2026-03-04")
    assert RecordId(AU) in early.later
    assert RecordId(RV) not in early.later
    assert register().later == frozenset()


def test_records_are_in_the_order_of_their_days() -> None:
    days = [r.day or date.min for r in register().records.values()]
    assert days == sorted(days)


def test_records_by_id_and_kind() -> None:
    found = register()
    assert found.get(NearMiss, RecordId(NM)) is not None
    assert found.get(Review, RecordId(NM)) is None, "it is a near miss"
    assert found.get(Review, None) is None
    assert [r.id for r in found.pick(Review, [RecordId(NM), RecordId(RV)])] == [RV]
    assert [r.id for r in found.of(Risk)] == [RK]
    assert found.provider is not None
    assert [s.id for s in found.services] == ["rosewood-house"]


def test_what_hangs_on_what() -> None:
    found = register()
    nm, plan, change, control = RecordId(NM), RecordId(MP), RecordId(CC), RecordId(CT)
    assert [r.id for r in found.reviews_of[nm]] == [RV]
    assert [r.id for r in found.exposure_checks_of[nm]] == [XC]
    assert [r.id for r in found.changes_of[nm]] == [CC]
    assert [r.id for r in found.changes_to[control]] == [CC]
    assert [r.id for r in found.plans_of[nm]] == [MP]
    assert [r.id for r in found.checks_of[plan]] == [MK]
    assert [r.id for r in found.follow_ups_of[change]] == [AU]
    assert [r.id for r in found.audits_of_control[control]] == [AU]
    assert [r.id for r in found.practice_on_control[control]] == [PE]
    assert [r.id for r in found.decisions_on_plan[plan]] == [GD]
    assert [r.id for r in found.risks_of[nm]] == [RK]
    assert found.audits_of_plan == {}
    assert {link.source for link in found.linked_from[nm]} == {RV, XC, CC, MP, RK}


def test_what_was_taken_back_hangs_on_nothing() -> None:
    chain = CHAIN.put(AU, "withdrawn: {on: 2026-04-05, by_role: quality-lead, reason: Wrong home}")
    found = register(chain)
    assert found.get(Audit, RecordId(AU)) is not None
    assert found.follow_ups_of == {}
    assert found.audits_of_control == {}


def test_an_audit_tests_a_control_once() -> None:
    chain = CHAIN.put(AU, f"control: {CT}")
    assert [a.id for a in register(chain).audits_of_control[RecordId(CT)]] == [AU]


def test_links_are_read_from_where_the_schema_marks_them() -> None:
    record = register().records[RecordId(GD)]
    links = list(links_of(record.id, record.data, schemas().references("governance_decision")))
    assert [(link.pointer, link.target) for link in links] == [
        (("plan",), MP),
        (("group",), "medicines-governance"),
        (("evidence_reviewed", 0), MK),
        (("evidence_reviewed", 1), AU),
        (("evidence_reviewed", 2), PE),
    ]


def test_roles_of_one_person() -> None:
    found = register(CHAIN.put("quality-lead", "held_with: [deputy-manager, medicines-lead]"))
    one, other = RecordId("quality-lead"), RecordId("deputy-manager")
    assert found.same_person(one, other)
    assert found.same_person(other, one)
    assert not found.same_person(other, RecordId("medicines-lead"))
    assert not found.same_person(other, RecordId("no-such-role"))


def test_controls_by_service() -> None:
    assert [c.id for c in register().controls_of(RecordId("rosewood-house"))] == [CT]
    assert register().controls_of(RecordId("elsewhere")) == ()
    assert [c.id for c in register().of(Control)] == [CT]


def test_near_misses_by_service() -> None:
    assert [n.id for n in register().near_misses_of(RecordId("rosewood-house"))] == [NM]
    assert register().near_misses_of(RecordId("elsewhere")) == ()
