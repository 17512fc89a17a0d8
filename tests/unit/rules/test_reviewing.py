"""G05, G08, G09 and G10: what a review must say, when, and by whom."""

from datetime import date

import pytest

from tests.support import (
    AS_AT,
    AU,
    CHAIN,
    CT,
    NM,
    REPORTED,
    REVIEWED,
    RV,
    Chain,
    Told,
    the,
    told,
)

VERDICT = "prevention_verdict.is"


def verdict(chain: Chain, said: str, *prevented: str) -> Chain:
    """The chain with another verdict, and with what stopped harm."""
    entries = "".join(f"\n  - {{what: It was seen, {entry}}}" for entry in prevented)
    chain = chain.put(RV, f"prevention_verdict: {{is: {said}, reason: Looked into}}")
    return chain.put(RV, f"prevented_by:{entries}") if entries else chain


# --- G05 ---------------------------------------------------------------------------------------

BARRIER = "mode: prevention, control: ct-handover-medicines, needed_memory: no"
TESTED = (
    CHAIN.edit(CT, "control_class: safeguard", "control_class: barrier")
    .edit(AU, "met: 11", "met: 12")
    .copy(AU, "au-20260418-r3vn", ("2026-04-04", "2026-04-18"))
)
"""The control is a barrier and passed on two days, each time on two shifts."""


def test_a_review_without_a_verdict() -> None:
    evidence = CHAIN.drop(RV, "prevention_verdict").judge()
    assert told(evidence) == [Told("G05", "error", RV, "prevention_verdict")]
    assert "reliable or accidental" in the(evidence, "G05").message


def test_the_latest_review_has_to_judge() -> None:
    chain = CHAIN.copy(RV, "rv-20260307-b2mk", ("2026-03-04", "2026-03-07"))
    assert told(chain.drop(RV, "prevention_verdict").judge()) == []
    assert told(chain.drop("rv-20260307-b2mk", "prevention_verdict").judge()) == [
        Told("G05", "error", "rv-20260307-b2mk", "prevention_verdict")
    ]


@pytest.mark.parametrize("said", ["reliable", "not yet known"])
def test_chance_is_called_accidental(said: str) -> None:
    evidence = verdict(CHAIN, said).judge()
    assert told(evidence) == [Told("G05", "error", RV, VERDICT)]
    finding = the(evidence, "G05")
    assert f"`{said}`" in finding.message
    assert "chance" in finding.message
    assert "accidental" in finding.remedy


def test_chance_that_the_report_names_counts_where_the_review_names_nothing() -> None:
    chain = CHAIN.drop(RV, "prevented_by").put(
        NM, "prevented_by: [{what: Somebody looked, mode: chance}]"
    )
    assert told(chain.judge()) == []
    assert told(verdict(chain, "not yet known").judge()) == [Told("G05", "error", RV, VERDICT)]


@pytest.mark.parametrize(
    ("prevented", "wrong"),
    [
        ((BARRIER, "mode: chance"), True),
        ((f"{BARRIER}, decisive: yes", "mode: chance"), False),
        ((f"{BARRIER}, decisive: yes", "mode: chance, decisive: no"), False),
        ((BARRIER, "mode: chance, decisive: yes"), True),
        ((f"{BARRIER}, decisive: yes", "mode: chance, decisive: yes"), True),
    ],
    ids=["none-decisive", "barrier", "barrier-said-so", "chance", "both"],
)
def test_of_several_things_the_decisive_ones_count(
    prevented: tuple[str, ...],
    wrong: bool,  # noqa: FBT001 - a case of a table
) -> None:
    evidence = verdict(TESTED, "reliable", *prevented).judge()
    assert told(evidence) == ([Told("G05", "error", RV, VERDICT)] if wrong else [])


def test_what_needed_memory_is_not_reliable() -> None:
    entry = BARRIER.replace("needed_memory: no", "needed_memory: yes")
    evidence = verdict(TESTED, "reliable", entry).judge()
    assert told(evidence) == [Told("G05", "error", RV, VERDICT)]
    assert "remember" in the(evidence, "G05").message
    other = verdict(TESTED, "reliable", f"{BARRIER}, decisive: yes", entry).judge()
    assert told(other) == [], "it was not what decided"


@pytest.mark.parametrize(
    "entry", ["mode: prevention", "mode: prevention, control: none", "mode: mitigation"]
)
def test_reliable_names_a_barrier(entry: str) -> None:
    evidence = verdict(TESTED, "reliable", entry).judge()
    assert told(evidence) == [Told("G05", "error", RV, VERDICT)]
    assert "barrier" in the(evidence, "G05").message


def test_a_safeguard_is_no_barrier() -> None:
    chain = TESTED.edit(CT, "control_class: barrier", "control_class: safeguard")
    evidence = verdict(chain, "reliable", BARRIER).judge()
    assert told(evidence) == [Told("G05", "error", RV, VERDICT)]
    assert "class barrier" in the(evidence, "G05").message


def test_reliable_is_earned_by_tests() -> None:
    assert told(verdict(TESTED, "reliable", BARRIER).judge()) == []
    one_day = TESTED.edit("au-20260418-r3vn", "on: 2026-04-18", "on: 2026-04-04")
    failed = TESTED.edit("au-20260418-r3vn", "what: Read-back heard, met: 12", "what: R, met: 11")
    nothing_looked_at = TESTED.drop("au-20260418-r3vn", "criteria")
    for chain in (one_day, failed, nothing_looked_at):
        evidence = verdict(chain, "reliable", BARRIER).judge()
        assert told(evidence) == [Told("G05", "error", RV, VERDICT)]
        assert "two days" in the(evidence, "G05").message


def test_two_shifts_or_two_auditors_make_it_repeatable() -> None:
    shifts = "shifts: [Day shift, Morning handover]"
    one_shift = TESTED.edit(AU, shifts, "shifts: [Day shift]")
    one_shift = one_shift.edit("au-20260418-r3vn", shifts, "shifts: [Day shift]")
    assert told(verdict(one_shift, "reliable", BARRIER).judge()) == [
        Told("G05", "error", RV, VERDICT)
    ]
    two_shifts = one_shift.edit("au-20260418-r3vn", "shifts: [Day", "shifts: [Night")
    assert told(verdict(two_shifts, "reliable", BARRIER).judge()) == []
    two_auditors = one_shift.edit("au-20260418-r3vn", "quality-lead", "medicines-lead")
    assert told(verdict(two_auditors, "reliable", BARRIER).judge()) == []


def test_tests_of_the_control_itself_count_too() -> None:
    chain = TESTED.edit("au-20260418-r3vn", "follow_up_to: cc-20260309-p4td", f"control: {CT}")
    assert told(verdict(chain, "reliable", BARRIER).judge()) == []


@pytest.mark.parametrize("said", ["accidental", "not yet known"])
def test_only_reliable_has_to_be_earned(said: str) -> None:
    assert told(verdict(CHAIN, said, BARRIER).judge()) == []


# --- G08 ---------------------------------------------------------------------------------------


def test_a_review_names_a_weakness_of_the_system() -> None:
    evidence = CHAIN.drop(RV, "system_factor").judge()
    assert told(evidence) == [Told("G08", "error", RV, "system_factor")]
    assert "weakness of the system" in the(evidence, "G08").message


def test_or_says_why_there_is_none() -> None:
    chain = CHAIN.put(RV, "system_factor: {none: The label was torn and nothing else}")
    assert told(chain.judge()) == []


def test_putting_it_right_on_the_spot_is_no_weakness_of_the_system() -> None:
    assert "immediate_action" in REVIEWED.text(NM)
    chain = REVIEWED.drop(RV, "system_factor")
    assert told(chain.judge(as_at="2026-03-05")) == [Told("G08", "error", RV, "system_factor")]


# --- G09 ---------------------------------------------------------------------------------------


def test_a_review_is_owed_after_the_days_for_that_harm() -> None:
    waiting = REPORTED.judge(as_at="2026-03-06")
    assert told(waiting) == []
    (owed,) = next(iter(waiting.owed.values()))
    assert (owed.rule, owed.due, owed.owner) == ("G09", date(2026, 3, 6), "medicines-lead")
    evidence = REPORTED.judge(as_at="2026-03-07")
    assert told(evidence) == [Told("G09", "gap", NM, "")]
    finding = the(evidence, "G09")
    assert finding.message == (
        "No review of this near miss is recorded. Overdue since 7 March 2026."
    )
    assert finding.owner == "medicines-lead"
    assert finding.due == date(2026, 3, 6)
    assert finding.remedy == (
        f"The medicines lead writes a review that names {NM}; the limit here is 3 days after it "
        "was noticed."
    )


@pytest.mark.parametrize(
    ("worst", "last_day"),
    [
        ("Fatal", "2026-03-04"),
        ("Severe physical harm", "2026-03-05"),
        ("Moderate physical harm", "2026-03-06"),
        ("unknown", "2026-03-06"),
        ("Low physical harm", "2026-03-08"),
        ("No physical harm", "2026-03-10"),
    ],
)
def test_worse_harm_is_reviewed_sooner(worst: str, last_day: str) -> None:
    chain = REPORTED.put(NM, f"harm_potential: {{worst: {worst}, reason: Judged so}}")
    assert told(chain.judge(as_at=last_day)) == []
    next_day = date.fromordinal(date.fromisoformat(last_day).toordinal() + 1)
    assert told(chain.judge(as_at=next_day)) == [Told("G09", "gap", NM, "")]


def test_the_limit_of_one_day_is_said_in_the_singular() -> None:
    chain = REPORTED.put(NM, "harm_potential: {worst: Fatal, reason: Judged so}")
    assert "the limit here is 1 day after" in the(chain.judge(), "G09").remedy


def test_the_days_are_counted_from_when_it_was_noticed() -> None:
    chain = REPORTED.put(NM, "detected: 2026-03-01 07:52")
    late = Told("G38", "warning", NM, "recorded")
    assert told(chain.judge(as_at="2026-03-04")) == [late]
    assert told(chain.judge(as_at="2026-03-05")) == [Told("G09", "gap", NM, ""), late]


def test_without_a_reviewing_role_the_manager_owes_the_review() -> None:
    chain = REPORTED.drop("rosewood-house", "reviewing_roles")
    assert the(chain.judge(), "G09").owner == "registered-manager"
    nobody = chain.drop("rosewood-house", "manager_role")
    finding = the(nobody.judge(), "G09")
    assert finding.owner == ""
    assert finding.remedy.startswith("Nobody named writes a review")


def test_who_reported_does_not_review() -> None:
    evidence = CHAIN.edit(
        RV, "reviewer_role: medicines-lead", "reviewer_role: senior-carer"
    ).judge()
    assert told(evidence) == [Told("G09", "error", RV, "reviewer_role")]
    assert "is the role that reported it" in the(evidence, "G09").message


@pytest.mark.parametrize(
    ("record", "with_role"),
    [("medicines-lead", "senior-carer"), ("senior-carer", "medicines-lead")],
)
def test_one_person_under_two_roles_is_worth_a_look(record: str, with_role: str) -> None:
    evidence = CHAIN.put(record, f"held_with: {with_role}").judge()
    assert told(evidence) == [Told("G09", "warning", RV, "reviewer_role")]
    finding = the(evidence, "G09")
    assert "same person" in finding.message
    assert "outside the service" in finding.remedy


def test_two_people_are_two_people() -> None:
    assert told(CHAIN.put("medicines-lead", "held_with: deputy-manager").judge()) == []


# --- G10 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("sources_examined", "no source record"),
        ("cause_confirmed", "the cause, and whether it is confirmed"),
        ("weakness_in", "where the weakness lies"),
        ("learning", "what was learnt"),
    ],
)
def test_a_review_says_what_it_rests_on(field: str, words: str) -> None:
    evidence = CHAIN.drop(RV, field).judge()
    assert told(evidence) == [Told("G10", "error", RV, field)]
    assert words in the(evidence, "G10").message
    assert f"`{field}`" in the(evidence, "G10").remedy


@pytest.mark.parametrize("said", ["{is: yes}", "{statement: The list is made from memory}"])
def test_a_cause_is_told_and_confirmed_or_not(said: str) -> None:
    evidence = CHAIN.put(RV, f"cause_confirmed: {said}").judge()
    assert told(evidence) == [Told("G10", "error", RV, "cause_confirmed")]


@pytest.mark.parametrize("answer", ["yes", "partly", "no"])
def test_a_cause_need_not_be_confirmed(answer: str) -> None:
    chain = CHAIN.put(RV, f"cause_confirmed: {{is: {answer}, statement: Made from memory}}")
    assert told(chain.judge()) == []


@pytest.mark.parametrize("missing", ["type", "locator", "showed"])
def test_each_source_has_its_type_place_and_what_it_showed(missing: str) -> None:
    whole = {"type": "MAR charts", "locator": "Sheet 4", "showed": "The time was there"}
    part = ", ".join(f"{name}: {value}" for name, value in whole.items() if name != missing)
    entries = f"sources_examined:\n  - {{type: audits, locator: A, showed: B}}\n  - {{{part}}}"
    evidence = CHAIN.put(RV, entries).judge()
    assert told(evidence) == [Told("G10", "error", RV, "sources_examined.1")]
    assert "lacks its type, where it is, or what it showed" in the(evidence, "G10").message


def test_several_reviews_answer_together() -> None:
    second = "rv-20260307-b2mk"
    chain = CHAIN.copy(RV, second, ("2026-03-04", "2026-03-07"))
    chain = chain.drop(second, "sources_examined", "weakness_in", "learning")
    chain = chain.drop(RV, "cause_confirmed")
    assert told(chain.judge()) == []


def test_the_events_own_entry_is_due_with_the_review() -> None:
    reported = REPORTED.put(NM, "source_ref: not yet")
    assert told(reported.judge(as_at="2026-03-04")) == []
    evidence = CHAIN.put(NM, "source_ref: not yet").judge(as_at=AS_AT)
    assert told(evidence) == [Told("G10", "error", NM, "source_ref")]
    assert "where the event itself is written down" in the(evidence, "G10").message


# --- G10: what an area of care asks for ----------------------------------------------------------


def test_the_review_says_what_its_area_of_care_asks_for() -> None:
    evidence = CHAIN.put(RV, "details: {storage: trolley}").judge()
    assert told(evidence) == [Told("G10", "error", RV, "details")]
    assert "class of medicine" in the(evidence, "G10").message
    elsewhere = CHAIN.put(NM, "domain: [infection prevention]").put(RV, "details: {item: gloves}")
    assert "G10" not in {t.rule for t in told(elsewhere.judge())}


def test_where_time_mattered_it_says_how_much() -> None:
    evidence = CHAIN.put(RV, "time_critical: {is: yes}").judge()
    assert told(evidence) == [Told("G10", "error", RV, "time_critical")]
    assert told(CHAIN.put(RV, "time_critical: {is: no}").judge()) == []


# --- G05: how it was stopped ---------------------------------------------------------------------


def test_the_review_says_whether_it_was_chance() -> None:
    evidence = CHAIN.put(RV, "prevented_by: [{what: The senior carer compared them}]").judge()
    assert told(evidence) == [Told("G05", "error", RV, "prevented_by")]
