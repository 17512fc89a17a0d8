"""G31, G32, G37 and G40: what a service as a whole tells, or does not."""

from tests.support import AU, CHAIN, CT, MK, Chain, Told, the, told

SERVICE = "rosewood-house"
QUIET = "riverside-homecare"
SURVEY = "pe-20250924-w2nk"
ACTIVITY = "ac-rosewood-bed-days-2025q3"


def with_quiet_service() -> Chain:
    """A second service at work, of which no near miss is known."""
    chain = CHAIN.add(
        QUIET,
        "kind: service\nname: Riverside Homecare\nservice_type: homecare\n"
        "domains: [medicines]\nmanager_role: registered-manager\n",
    )
    chain = chain.drop("df-medicines", "service").drop("rr-medicines", "service")
    chain = chain.copy(SURVEY, "pe-20250925-k4rn", ("service: rosewood-house", f"service: {QUIET}"))
    visits = CHAIN.text(ACTIVITY).replace("rosewood-house", QUIET)
    visits = visits.replace("to: 2025-09-30", "to: 2026-03-31")
    return chain.add("ac-riverside-visits", visits)


# --- G31 ---------------------------------------------------------------------------------------


def test_a_service_at_work_that_reports_nothing_is_asked_about() -> None:
    chain = with_quiet_service()
    evidence = chain.judge()
    assert told(evidence) == [Told("G31", "warning", QUIET, "")]
    assert the(evidence, "G31").owner == "registered-manager"


def test_a_new_service_is_not_silent() -> None:
    chain = with_quiet_service().edit("ac-riverside-visits", "from: 2025-07-01", "from: 2025-12-01")
    assert told(chain.judge()) == []


def test_a_group_that_looks_at_it_answers() -> None:
    chain = with_quiet_service().add(
        "gd-20260420-s4lt",
        "kind: governance_decision\napproves: df-medicines\ngroup: medicines-governance\n"
        "on: 2026-04-20\nminute_ref: Minutes 2026-04-20, item 9\n"
        "evidence_reviewed: [ac-riverside-visits]\ndecision: approve\n"
        "reason: Staff were asked and four things came to light that nobody had thought worth it\n",
    )
    assert told(chain.judge()) == []


def test_a_long_silence_after_the_last_one() -> None:
    more = CHAIN.edit(ACTIVITY, "to: 2025-09-30", "to: 2026-09-30")
    assert "G31" not in {t.rule for t in told(more.judge(as_at="2026-09-01"))}
    evidence = more.edit(ACTIVITY, "to: 2026-09-30", "to: 2026-08-31").judge(as_at="2026-09-02")
    assert "G31" in {t.rule for t in told(evidence)}
    assert "since 3 March 2026" in the(evidence, "G31").message


# --- G32 ---------------------------------------------------------------------------------------

AUDIT = "au-20260410-h3vn"
RISK = (
    "kind: risk\nservice: rosewood-house\ndomain: [medicines]\ntitle: Wrong strength\n"
    "mechanism: wrong-strength\nwhy_in_profile: [weak control]\nowner_role: registered-manager\n"
)


def found_by_audit() -> Chain:
    """An audit finds a control wanting of whose kind nobody had reported a near miss."""
    chain = CHAIN.copy(CT, "ct-second-look", ("[tc-medicine-timing]", "[wrong-strength]"))
    chain = chain.add("rk-20260411-strength", RISK)
    return chain.copy(AU, AUDIT, ("follow_up_to: cc-20260309-p4td", "control: ct-second-look"))


def test_what_an_audit_finds_had_shown_as_a_near_miss() -> None:
    evidence = found_by_audit().judge()
    assert told(evidence) == [Told("G32", "warning", AUDIT, "findings")]
    assert the(evidence, "G32").owner == "deputy-manager"


def test_a_near_miss_before_it_is_the_warning_that_was_wanted() -> None:
    chain = found_by_audit().edit("ct-second-look", "[wrong-strength]", "[tc-medicine-timing]")
    assert told(chain.judge()) == []


def test_an_audit_that_passed_asks_nothing() -> None:
    assert told(found_by_audit().edit(AUDIT, "met: 11, of: 12", "met: 12, of: 12").judge()) == []


def test_of_an_audit_of_many_controls_nobody_can_say_which_it_was() -> None:
    chain = found_by_audit().edit(
        AUDIT, "control: ct-second-look", f"control: [ct-second-look, {CT}]"
    )
    assert told(chain.judge()) == []


def test_an_incident_without_a_warning_is_asked_about() -> None:
    incident = (
        "kind: incident\nservice: rosewood-house\ndetected: 2026-04-10 09:00\n"
        "recorded: 2026-04-10 09:20\nrecorded_by_role: senior-carer\ndomain: [medicines]\n"
        "what_happened: The wrong strength was given\n"
        "person_affected: {relation: one, informed: yes, on: 2026-04-10}\n"
        "detection_method: someone saw it\nharm_actual: {physical: Low physical harm}\n"
        "immediate_action: {what: The doctor was rung, safe_now: yes}\n"
        "mechanism: wrong-strength\n"
        "source_ref: {log: medicines incident tracker, locator: Entry 2026-060}\n"
    )
    chain = CHAIN.add("in-20260410-p3kd", incident)
    evidence = chain.judge()
    assert told(evidence) == [Told("G32", "warning", "in-20260410-p3kd", "mechanism")]
    warned = chain.edit("in-20260410-p3kd", "wrong-strength", "tc-medicine-timing")
    assert "G32" not in {t.rule for t in told(warned.judge())}


# --- G37 ---------------------------------------------------------------------------------------


def test_a_service_says_how_much_care_it_gives() -> None:
    evidence = CHAIN.without(ACTIVITY).judge()
    assert told(evidence) == [Told("G37", "warning", SERVICE, "")]


def test_a_value_says_out_of_how_many() -> None:
    evidence = CHAIN.edit(MK, "20 of 21", '"20"').judge()
    assert told(evidence) == [Told("G37", "warning", MK, "values.boxes-filled")]
    for value in ("20/21", "95%", "two more than last week"):
        assert told(CHAIN.edit(MK, "20 of 21", f'"{value}"').judge()) == []


def test_a_value_is_of_a_measure_of_the_plan() -> None:
    evidence = CHAIN.edit(MK, "boxes-filled:", "boxes:").judge()
    assert told(evidence) == [Told("G37", "warning", MK, "values.boxes")]


# --- G40 ---------------------------------------------------------------------------------------


def test_staff_are_asked_each_year_whether_they_feel_able_to_report() -> None:
    assert told(CHAIN.judge()) == []
    evidence = CHAIN.without(SURVEY).judge()
    assert told(evidence) == [Told("G40", "warning", SERVICE, "")]
    amended = "amendments: [{on: 2025-09-24, by_role: quality-lead, what: The day, why: Mistyped}]"
    chain = CHAIN.put(SURVEY, amended)
    old = chain.put(SURVEY, "on: 2025-05-03").judge()
    assert told(old) == [Told("G40", "warning", SERVICE, "")]
    assert str(the(old, "G40").due) == "2026-05-03"
    assert told(chain.put(SURVEY, "on: 2025-05-04").judge()) == []


def test_another_question_is_another_question() -> None:
    chain = CHAIN.put(SURVEY, "question: Do you like the new uniform?")
    assert told(chain.judge()) == [Told("G40", "warning", SERVICE, "")]
