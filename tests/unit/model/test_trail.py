"""How far a near miss has come: each stage, and each reason for which it is not the next one."""

import pytest

from closecall.model.fields import RecordId
from closecall.model.trail import Stage, Trail
from tests.support import (
    AU,
    CC,
    CHAIN,
    CLOSED,
    CT,
    GD,
    MK,
    MP,
    NM,
    PE,
    REPORTED,
    REVIEWED,
    RK,
    RV,
    SMALL,
    SMALL_GD,
    SMALL_NM,
    SMALL_RV,
    SMALL_XC,
    XC,
    Chain,
    read_chain,
    told,
)


def stage(chain: Chain, near_miss: str = NM, *, as_at: str = "2026-05-04") -> Stage:
    """How far a near miss has come on a day."""
    return chain.trail(near_miss, as_at=as_at).stage


# --- On the way --------------------------------------------------------------------------------


def test_reported() -> None:
    assert stage(REPORTED) is Stage.REPORTED


def test_reviewed() -> None:
    assert stage(REVIEWED) is Stage.REVIEWED


@pytest.mark.parametrize("by", ["exposure check", "control change", "decision"])
def test_acting(by: str) -> None:
    if by == "exposure check":
        chain, near_miss = CHAIN.without(CC, RK, MP, MK, AU, PE, GD).drop(XC, "risk"), NM
    elif by == "control change":
        chain, near_miss = CHAIN.without(XC, RK, MP, MK, AU, GD), NM
    else:
        chain, near_miss = SMALL.without(SMALL_XC), SMALL_NM
    assert stage(chain, near_miss) is Stage.ACTING


def test_acting_rests_on_a_review() -> None:
    chain = CHAIN.without(RV).drop(CC, "review")
    assert stage(chain) is Stage.REPORTED


def test_monitoring_begins_with_the_targets_start() -> None:
    chain = CHAIN.put(MP, "recorded: 2026-03-06 09:00").edit(MP, "2026-03-09", "2026-03-12")
    assert stage(chain, as_at="2026-03-11") is Stage.ACTING
    assert stage(chain, as_at="2026-03-12") is Stage.MONITORING


def test_each_step_shows_on_its_own_day() -> None:
    found = {
        day: stage(CLOSED, as_at=day)
        for day in ("2026-03-03", "2026-03-04", "2026-03-05", "2026-03-09", "2026-04-21")
    }
    assert list(found.values()) == [
        Stage.REPORTED,
        Stage.REVIEWED,
        Stage.ACTING,
        Stage.MONITORING,
        Stage.CLOSED,
    ]


def test_before_it_was_recorded_there_is_no_trail() -> None:
    assert CHAIN.judge(as_at="2026-03-02").trails == {}


# --- Closed ------------------------------------------------------------------------------------


def test_closed() -> None:
    trail = CLOSED.trail()
    assert trail.stage is Stage.CLOSED
    assert trail.is_closed
    assert trail.closed_by
    assert trail.closed_by.id == GD


def test_a_decision_to_go_on_closes_nothing() -> None:
    trail = CHAIN.trail()
    assert trail.stage is Stage.MONITORING
    assert trail.closed_by is None


@pytest.mark.parametrize(
    "chain",
    [
        CLOSED.without(RV).drop(CC, "review"),
        CLOSED.without(XC),
        CLOSED.without(CC).drop(MP, "control_changes").drop(AU, "follow_up_to"),
        CLOSED.without(MP, MK).edit(GD, f"plan: {MP}", f"near_misses: {NM}"),
        CLOSED.drop(GD, "evidence_reviewed"),
        CLOSED.drop(GD, "repeat_check"),
        CLOSED.drop(GD, "period_covered"),
        CLOSED.put(GD, "period_covered: {from: 2026-03-09, to: 2026-04-18}"),
        CLOSED.put(GD, "period_covered: {from: 2026-03-10, to: 2026-04-19}"),
        CLOSED.edit(MP, "window: P6W", "window: P7W"),
        CLOSED.without(AU),
        CLOSED.drop(AU, "follow_up_to"),
        CLOSED.put(AU, "auditor_role: deputy-manager"),
        CLOSED.put(AU, "on: 2026-03-09"),
        CLOSED.put(AU, "on: 2026-04-22"),
        CLOSED.put(AU, "withdrawn: {on: 2026-04-30, by_role: quality-lead, reason: Wrong home}"),
        CLOSED.put(GD, "withdrawn: {on: 2026-04-30, by_role: quality-lead, reason: Not minuted}"),
    ],
    ids=[
        *("no review", "no exposure check", "no change", "no plan", "no evidence"),
        *("no word on repeats", "no period", "ends early", "starts late", "longer target"),
        *("no audit", "audit of nothing", "owner audits", "audit too early", "audit too late"),
        *("audit taken back", "decision taken back"),
    ],
)
def test_a_close_that_is_not_borne_is_no_close(chain: Chain) -> None:
    trail = chain.trail()
    assert not trail.is_closed
    assert trail.closed_by is None


def test_a_close_needs_a_follow_up_of_each_change() -> None:
    second = "cc-20260316-h5bw"
    chain = CLOSED.copy(CC, second, ("2026-03-09", "2026-03-16"))
    assert stage(chain) is Stage.MONITORING
    assert stage(chain.put(AU, f"follow_up_to: [{CC}, {second}]")) is Stage.CLOSED


def test_a_decision_may_name_the_near_miss_in_place_of_the_plan() -> None:
    assert stage(CLOSED.edit(GD, f"plan: {MP}", f"near_misses: {NM}")) is Stage.CLOSED


def test_a_decision_on_one_plan_need_not_wait_for_another() -> None:
    second = "mp-20260420-s3kd"
    chain = CLOSED.copy(MP, second, ("start: 2026-03-09", "start: 2026-04-20"))
    chain = chain.put(second, "governance_due: 2026-06-02")
    assert stage(chain) is Stage.CLOSED
    on_all = chain.edit(GD, f"plan: {MP}", f"near_misses: {NM}")
    assert stage(on_all) is Stage.MONITORING
    on_the_other = chain.edit(GD, f"plan: {MP}", f"plan: {second}")
    assert stage(on_the_other) is Stage.MONITORING


def test_an_audit_of_the_same_day_was_seen() -> None:
    assert stage(CLOSED.put(AU, "on: 2026-04-21")) is Stage.CLOSED


def test_a_broken_close_after_a_sound_one_leaves_it_closed() -> None:
    later = "gd-20260428-b3pw"
    chain = CLOSED.copy(GD, later, ("on: 2026-04-21", "on: 2026-04-28")).drop(later, "repeat_check")
    trail = chain.trail()
    assert trail.closed_by
    assert trail.closed_by.id == GD


# --- Closed, no change needed ------------------------------------------------------------------


def test_closed_without_a_change() -> None:
    trail = SMALL.trail(SMALL_NM)
    assert trail.stage is Stage.CLOSED_NO_CHANGE
    assert trail.is_closed
    assert trail.closed_by
    assert trail.closed_by.id == SMALL_GD


@pytest.mark.parametrize("worst", ["No physical harm", "Low physical harm"])
def test_a_small_harm_may_end_without_a_change(worst: str) -> None:
    chain = SMALL.put(SMALL_NM, f"harm_potential: {{worst: {worst}, reason: Judged so}}")
    assert stage(chain, SMALL_NM) is Stage.CLOSED_NO_CHANGE


@pytest.mark.parametrize(
    "worst", ["Moderate physical harm", "Severe physical harm", "Fatal", "unknown"]
)
def test_a_greater_harm_may_not(worst: str) -> None:
    chain = SMALL.put(SMALL_NM, f"harm_potential: {{worst: {worst}, reason: Judged so}}")
    assert stage(chain, SMALL_NM) is Stage.ACTING


def test_the_review_may_find_the_harm_greater() -> None:
    chain = SMALL.put(SMALL_RV, "harm_potential: {worst: Fatal, reason: An allergy}")
    assert stage(chain, SMALL_NM) is Stage.ACTING


@pytest.mark.parametrize(("limit", "closed"), [(0, False), (1, True), (2, True)])
def test_the_policy_draws_the_line(limit: int, closed: bool) -> None:  # noqa: FBT001 - a case of a table
    chain = SMALL.add(
        "main",
        "kind: policy\nvalid_from: 2026-01-01\nthresholds:\n"
        f"  - {{name: no-change-harm-limit, value: {limit}, unit: harm level, reason: So}}\n",
    )
    assert chain.trail(SMALL_NM).is_closed is closed
    moderate = chain.put(SMALL_NM, "harm_potential: {worst: Moderate physical harm, reason: So}")
    assert moderate.trail(SMALL_NM).is_closed is (limit == 2)


def test_the_line_is_that_of_the_day_of_the_decision() -> None:
    policy = (
        "kind: policy\nvalid_from: 2026-04-15\nthresholds:\n"
        "  - {name: no-change-harm-limit, value: 0, unit: harm level, reason: So}\n"
    )
    assert SMALL.add("main", policy).trail(SMALL_NM).is_closed


def test_where_others_are_exposed_it_may_not() -> None:
    chain = SMALL.put(SMALL_XC, "result: exposed-contained").put(SMALL_XC, "exposed_n: 2")
    assert stage(chain, SMALL_NM) is Stage.ACTING


def test_where_one_of_two_checks_found_something_it_may_not() -> None:
    second = "xc-20260410-b7wd"
    chain = SMALL.copy(SMALL_XC, second, ("2026-04-09", "2026-04-10"))
    assert stage(chain, SMALL_NM) is Stage.CLOSED_NO_CHANGE
    chain = chain.put(second, "result: exposed-contained").put(second, "exposed_n: 1")
    assert stage(chain, SMALL_NM) is Stage.ACTING


def test_where_something_was_changed_it_ends_as_a_change_does() -> None:
    both = SMALL.joined(CHAIN)
    assert stage(both, SMALL_NM) is Stage.CLOSED_NO_CHANGE
    changed = both.put(CC, f"near_miss: [{NM}, {SMALL_NM}]").put(CC, "effective_from: 2026-04-15")
    assert stage(changed, SMALL_NM) is Stage.ACTING


@pytest.mark.parametrize(
    ("missing", "expected"), [(SMALL_RV, Stage.REPORTED), (SMALL_XC, Stage.ACTING)]
)
def test_without_review_or_exposure_check_it_may_not(missing: str, expected: Stage) -> None:
    assert stage(SMALL.without(missing), SMALL_NM) is expected


# --- Repeats -----------------------------------------------------------------------------------

EARLIER = "nm-20260105-c8fd"


def repeated(day: str, *fields: str) -> Chain:
    """The small thing, with one of the same mechanism on an earlier day."""
    chain = SMALL.copy(SMALL_NM, EARLIER, ("2026-04-06", day))
    for field in ("mechanism: cream-wrong-round", *fields):
        chain = chain.put(EARLIER, field)
    return chain


def test_a_repeat_may_not_end_without_a_change() -> None:
    chain = repeated("2026-01-06")
    trail = chain.trail(SMALL_NM)
    assert [n.id for n in trail.earlier] == [EARLIER], "exactly 90 days before"
    assert trail.stage is Stage.ACTING


def test_what_is_longer_ago_than_the_repeat_days_is_no_repeat() -> None:
    trail = repeated("2026-01-05").trail(SMALL_NM)
    assert trail.earlier == (), "91 days before"
    assert trail.stage is Stage.CLOSED_NO_CHANGE


def test_the_days_are_counted_from_when_it_occurred() -> None:
    chain = repeated("2026-01-06", "occurred: 2026-01-05 22:00")
    assert chain.trail(SMALL_NM).earlier == ()


def test_the_policy_says_how_many_days() -> None:
    policy = (
        "kind: policy\nvalid_from: 2026-01-01\nthresholds:\n"
        "  - {name: repeat-days, value: 91, unit: days, reason: A quarter and a day}\n"
    )
    assert repeated("2026-01-05").add("main", policy).trail(SMALL_NM).earlier


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("mechanism: another-thing", "another mechanism"),
        ("service: elsewhere", "another service"),
        ("withdrawn: {on: 2026-04-01, by_role: quality-lead, reason: Twice}", "taken back"),
    ],
)
def test_what_is_not_of_the_same_kind_is_no_repeat(field: str, why: str) -> None:
    chain = repeated("2026-03-06", field)
    if why == "another service":
        chain = chain.add("elsewhere", SMALL.text("rosewood-house"))
    assert chain.trail(SMALL_NM).earlier == (), why


def test_a_repeat_that_was_looked_at_and_refused() -> None:
    chain = repeated("2026-03-06").put(
        SMALL_RV, f"not_repeat_of: [{{near_miss: {EARLIER}, reason: Another cream and store}}]"
    )
    trail = chain.trail(SMALL_NM)
    assert trail.earlier == ()
    assert trail.stage is Stage.CLOSED_NO_CHANGE
    assert chain.trail(EARLIER).later == ()


def test_several_repeats_are_in_order() -> None:
    third = "nm-20260220-d4hb"
    chain = repeated("2026-03-06").copy(EARLIER, third, ("2026-03-06", "2026-02-20"))
    assert [n.id for n in chain.trail(SMALL_NM).earlier] == [third, EARLIER]
    assert [n.id for n in chain.trail(third).later] == [EARLIER, SMALL_NM]


def test_one_event_that_two_records_tell_is_no_repeat_of_itself() -> None:
    chain = repeated("2026-03-06", f"links: {{same_as: {SMALL_NM}}}")
    assert chain.trail(SMALL_NM).earlier == ()
    evidence = repeated("2026-03-06").put(SMALL_NM, f"links: {{same_as: {EARLIER}}}").judge()
    for near_miss in (EARLIER, SMALL_NM):
        trail = evidence.trails[RecordId(near_miss)]
        assert trail.earlier == trail.later == ()


def test_it_counts_once_on_its_earlier_day() -> None:
    # The third is a repeat of the event, and not of each record that tells it.
    third = "nm-20260220-d4hb"
    chain = repeated("2026-03-06").copy(EARLIER, third, ("2026-03-06", "2026-02-20"))
    chain = chain.put(EARLIER, f"links: {{same_as: {third}}}")
    assert [n.id for n in chain.trail(SMALL_NM).earlier] == [third]


def test_what_tells_the_same_as_a_record_that_was_taken_back_counts_itself() -> None:
    taken_back = "withdrawn: {on: 2026-04-01, by_role: quality-lead, reason: Entered twice}"
    third = "nm-20260220-d4hb"
    chain = repeated("2026-03-06", f"links: {{same_as: {third}}}")
    chain = chain.copy(SMALL_NM, third, ("2026-04-06", "2026-02-20")).put(third, taken_back)
    assert [n.id for n in chain.trail(SMALL_NM).earlier] == [EARLIER]


@pytest.mark.parametrize("other", [EARLIER, "nm-20260303-zzzz"])
def test_what_names_itself_or_nothing_counts(other: str) -> None:
    chain = repeated("2026-03-06", f"links: {{same_as: {other}}}")
    assert [n.id for n in chain.trail(SMALL_NM).earlier] == [EARLIER]


# --- Reopened ----------------------------------------------------------------------------------

AGAIN = "nm-20260430-f9rd"


def happened_again(day: str, chain: Chain = CLOSED) -> Chain:
    """The chain, with the same thing once more on a later day."""
    chain = chain.copy(NM, AGAIN, ("2026-03-03", day))
    return chain.put(AGAIN, "mechanism: tc-medicine-timing")


def test_a_later_near_miss_reopens_it() -> None:
    trail = happened_again("2026-04-30").trail()
    assert trail.stage is Stage.REOPENED
    assert not trail.is_closed
    assert trail.closed_by
    assert trail.closed_by.id == GD
    assert trail.reopened_by
    assert trail.reopened_by.id == AGAIN


def test_before_it_happened_again_it_was_closed() -> None:
    assert stage(happened_again("2026-04-30"), as_at="2026-04-29") is Stage.CLOSED


@pytest.mark.parametrize("day", ["2026-04-20", "2026-04-21"])
def test_what_happened_before_the_close_was_known_to_the_group(day: str) -> None:
    assert stage(happened_again(day)) is Stage.CLOSED


def test_another_mechanism_reopens_nothing() -> None:
    chain = happened_again("2026-04-30").put(AGAIN, "mechanism: another-thing")
    assert stage(chain) is Stage.CLOSED


def test_what_its_review_calls_something_else_reopens_nothing() -> None:
    chain = happened_again("2026-04-30").put(
        AGAIN, f"not_repeat_of: [{{near_miss: {NM}, reason: The pharmacy was late}}]"
    )
    assert stage(chain) is Stage.CLOSED


def test_it_reopens_a_small_thing_too() -> None:
    chain = SMALL.copy(SMALL_NM, AGAIN, ("2026-04-06", "2026-04-30"))
    chain = chain.put(AGAIN, "mechanism: cream-wrong-round")
    assert stage(chain, SMALL_NM) is Stage.REOPENED


REOPEN = "gd-20260428-b3pw"


def decided_again(decision: str, day: str, new_id: str, chain: Chain = CLOSED) -> Chain:
    """The chain, with one more decision of the group."""
    return chain.copy(GD, new_id, ("on: 2026-04-21", f"on: {day}"), ("assured-close", decision))


def test_a_decision_reopens_it() -> None:
    trail = decided_again("reopen", "2026-04-28", REOPEN).trail()
    assert trail.stage is Stage.REOPENED
    assert trail.reopened_by
    assert trail.reopened_by.id == REOPEN
    assert trail.closed_by
    assert trail.closed_by.id == GD


def test_of_two_decisions_of_one_day_the_close_holds() -> None:
    assert stage(decided_again("reopen", "2026-04-21", "gd-20260421-z9xw")) is Stage.CLOSED


def test_a_decision_may_reopen_what_was_never_closed() -> None:
    chain = CHAIN.edit(GD, "assured-continue-monitoring", "reopen")
    trail = chain.trail()
    assert trail.stage is Stage.REOPENED
    assert trail.closed_by is None


def test_after_it_was_reopened_it_can_be_closed_again() -> None:
    chain = decided_again("reopen", "2026-04-24", REOPEN)
    chain = decided_again("assured-close", "2026-05-02", "gd-20260502-k7ms", chain)
    assert stage(chain, as_at="2026-05-01") is Stage.REOPENED
    trail = chain.trail()
    assert trail.stage is Stage.CLOSED
    assert trail.closed_by
    assert trail.closed_by.id == "gd-20260502-k7ms"
    assert trail.reopened_by is None


def test_after_it_happened_again_it_can_be_closed_again() -> None:
    chain = happened_again("2026-04-30")
    chain = decided_again("assured-close", "2026-05-02", "gd-20260502-k7ms", chain)
    assert stage(chain, as_at="2026-05-01") is Stage.REOPENED
    assert stage(chain) is Stage.CLOSED


def test_a_second_close_that_is_not_borne_leaves_it_reopened() -> None:
    chain = happened_again("2026-04-30")
    again = "gd-20260502-k7ms"
    chain = decided_again("assured-close", "2026-05-02", again, chain).drop(again, "repeat_check")
    assert stage(chain) is Stage.REOPENED


# --- Withdrawn ---------------------------------------------------------------------------------


def test_withdrawn() -> None:
    taken_back = "withdrawn: {on: 2026-05-01, by_role: registered-manager, reason: Entered twice}"
    trail = CLOSED.put(NM, taken_back).trail()
    assert trail.stage is Stage.WITHDRAWN
    assert not trail.is_closed
    assert trail.earlier == trail.later == ()


# --- What belongs to it ------------------------------------------------------------------------


def ids(trail: Trail) -> dict[str, list[str]]:
    """The records of a trail by the name of its part."""
    names = ("reviews", "exposure_checks", "risks", "changes", "controls", "plans", "checks")
    more = ("escalations", "audits", "practice", "decisions")
    return {name: [r.id for r in getattr(trail, name)] for name in (*names, *more)}


def test_all_that_belongs_to_a_trail() -> None:
    assert ids(CHAIN.trail()) == {
        "reviews": [RV],
        "exposure_checks": [XC],
        "risks": [RK],
        "changes": [CC],
        "controls": [CT],
        "plans": [MP],
        "checks": [MK],
        "escalations": [],
        "audits": [AU],
        "practice": [PE],
        "decisions": [GD],
    }


def test_parts_of_a_trail_are_in_the_order_of_their_days() -> None:
    # The day counts, and not the id.
    earlier, later = "mk-20260322-z9xw", "mk-20260301-a2bc"
    chain = CHAIN.copy(MK, earlier, ("2026-03-15", "2026-03-22"))
    chain = chain.copy(MK, later, ("2026-03-15", "2026-03-29"))
    assert ids(chain.trail())["checks"] == [MK, earlier, later]


def test_voices_from_before_the_change_do_not_speak_of_it() -> None:
    assert ids(CHAIN.put(PE, "on: 2026-03-08").trail())["practice"] == []
    assert ids(CHAIN.put(PE, "on: 2026-03-09").trail())["practice"] == [PE]


def test_two_trails_keep_to_themselves() -> None:
    both = CHAIN.joined(read_chain("small"))
    evidence = both.judge()
    assert told(evidence) == []
    small = ids(evidence.trails[RecordId(SMALL_NM)])
    assert [part for part in small.values() if part] == [[SMALL_RV], [SMALL_XC], [SMALL_GD]]
    assert ids(evidence.trails[RecordId(NM)]) == ids(CHAIN.trail())
