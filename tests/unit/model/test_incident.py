"""Incidents beside the near misses: what they open again, and what they had been warned by."""

from datetime import date

from closecall.analysis.earlier import Earlier
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.trail import Stage, stage_on
from tests.support import CLOSED, NM, SMALL, SMALL_NM, Chain

IN = "in-20260502-w7xd"


def incident(
    day: str = "2026-05-02", *, more: str = "", mechanism: str = "tc-medicine-timing"
) -> str:
    return f"""kind: incident
service: rosewood-house
detected: {day} 09:00
recorded: {day} 09:20
recorded_by_role: senior-carer
domain: [medicines]
what_happened: A dose with a set time was given an hour late
person_affected: {{relation: one, informed: yes, on: {day}}}
detection_method: someone saw it
harm_actual: {{physical: No physical harm}}
immediate_action: {{what: Given and watched, safe_now: yes}}
source_ref: {{log: medicines incident tracker, locator: Entry 99}}
mechanism: {mechanism}
{more}"""


def with_incident(chain: Chain = CLOSED, text: str = "", record: str = IN) -> Chain:
    return chain.add(record, text or incident())


def test_an_incident_after_the_close_opens_the_trail_again() -> None:
    trail = with_incident().trail(NM, as_at="2026-05-04")
    assert trail.stage is Stage.REOPENED
    assert trail.reopened_by is not None
    assert trail.reopened_by.id == IN
    assert trail.closed_by is not None


def test_it_does_not_before_it_is_known_nor_for_another_mechanism() -> None:
    assert with_incident().trail(NM, as_at="2026-05-01").stage is Stage.CLOSED
    other = with_incident(text=incident(mechanism="something-else"))
    assert other.trail(NM, as_at="2026-05-04").stage is Stage.CLOSED


def test_an_incident_before_it_makes_a_repeat_of_a_near_miss() -> None:
    assert SMALL.trail(SMALL_NM, as_at="2026-05-04").stage is Stage.CLOSED_NO_CHANGE
    mechanism = SMALL.trail(SMALL_NM, as_at="2026-05-04").settled.mechanism
    text = incident("2026-03-01", mechanism=mechanism or "none-yet")
    chain = SMALL.add("in-20260301-w7xd", text)
    trail = chain.trail(SMALL_NM, as_at="2026-05-04")
    if mechanism:
        assert trail.is_repeat
        assert trail.stage is Stage.ACTING


def test_how_far_a_trail_had_come_on_earlier_days() -> None:
    evidence = CLOSED.judge(as_at="2026-05-04")
    trail = evidence.trails[RecordId(NM)]
    stages = [
        stage_on(trail, day, evidence.register)
        for day in (
            date(2026, 3, 2),
            date(2026, 3, 3),
            date(2026, 3, 4),
            date(2026, 3, 5),
            date(2026, 3, 20),
            date(2026, 5, 4),
        )
    ]
    assert stages == [
        None,
        Stage.REPORTED,
        Stage.REVIEWED,
        Stage.ACTING,
        Stage.MONITORING,
        Stage.CLOSED,
    ]


def test_an_earlier_warning_is_of_the_same_mechanism_or_named() -> None:
    evidence = with_incident().judge(as_at="2026-05-04")
    earlier = Earlier(evidence.trails, evidence.register)
    (found,) = evidence.register.of(Incident)
    (warned,) = earlier.warnings(found)
    assert (warned.trail.near_miss.id, warned.alike, warned.named) == (NM, True, False)
    assert warned.stage is Stage.CLOSED
    assert warned.days == 60
    named = with_incident(text=incident(mechanism="something-else", more=f"near_misses: {NM}\n"))
    evidence = named.judge(as_at="2026-05-04")
    (found,) = evidence.register.of(Incident)
    (warned,) = Earlier(evidence.trails, evidence.register).warnings(found)
    assert (warned.alike, warned.named) == (False, True)
    assert evidence.register.incidents_of[RecordId(NM)] == (found,)
