"""The assurance trail: everything of a near miss on one page, and every gap in words."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from closecall.evidence import Evidence
from closecall.model.fields import RecordId
from closecall.model.trail import Stage
from closecall.pages.context import Names, path_of
from closecall.pages.page import Page
from closecall.pages.trail.page import trail_page
from closecall.pages.trail.words import make_view
from closecall.records.documents import Plain
from closecall.records.kinds import KINDS
from closecall.records.reading import read_records
from closecall.records.trees import WorkingTree
from tests.unit.pages.evidence_maker import make_evidence
from tests.unit.pages.html_reader import Seen, see
from tests.unit.pages.reading import drawn
from tests.unit.pages.small_register import (
    AS_AT,
    NEAR_MISS,
    Records,
    evidence_of,
    example,
    free_texts,
    only_report,
    put,
)

CLASSES = {
    "box", "chain", "cite", "crumbs", "ev", "flush", "gap", "gapline", "id", "key", "lanes",
    "lede", "lines", "meta", "noprint", "onpaper", "open", "paper", "said", "scroll", "stack",
    "tag", "t-bad", "t-good", "t-mute", "t-plain", "t-wait", "t-warn", "tl", "toc", "two", "under",
    "when", "word", "ask",
}  # fmt: skip
PICTURE = {"axis", "chart", "hollow", "lane", "line", "node", "nodet", "strong"}
"""Classes of the picture of who acted when."""
DRAWN = {"circle", "desc", "g", "line", "rect", "svg", "text", "title"}
"""Its elements."""
LOOKS = {
    "aria-labelledby", "class", "cx", "cy", "fill", "font-size", "font-weight", "height", "id",
    "r", "role", "stroke", "stroke-dasharray", "stroke-width", "text-anchor", "viewbox", "width",
    "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
"""And their attributes: none can run or fetch anything."""
ATTRIBUTES = {
    "aria-label", "aria-labelledby", "class", "data-cc-folds", "data-l", "dir", "href", "id",
    "role", "scope", "src", "tabindex",
}  # fmt: skip


def page_of(evidence: Evidence, near_miss: str = NEAR_MISS) -> Page:
    return trail_page(evidence.trails[RecordId(near_miss)], Names(evidence), evidence)


def seen_of(evidence: Evidence, near_miss: str = NEAR_MISS) -> Seen:
    seen = see(page_of(evidence, near_miss).body)
    assert seen.faults == []
    return seen


def text_of(records: Records, *, as_at: date = AS_AT) -> str:
    return seen_of(evidence_of(records, as_at=as_at)).text


def step(text: str, title: str, following: str) -> str:
    """What a step says, up to the next."""
    steps = text[text.index("Step by step ") :]
    return steps[steps.index(title) : steps.index(following, steps.index(title) + 1)]


@pytest.fixture(scope="module")
def whole() -> Seen:
    return seen_of(evidence_of(example()))


# What the page is


def test_the_page_is_where_links_expect_it() -> None:
    page = page_of(evidence_of(example()))
    assert page.path == f"near-misses/{NEAR_MISS}/index.html"
    assert (page.page_class, page.nav) == ("trail", "near-misses")
    assert page.title.startswith("A morning medicine that has to be given at 08:00")


def test_every_link_is_relative_and_names_its_file(whole: Seen) -> None:
    for link in whole.links:
        assert link.startswith(("../../", "#cc-")), link
        assert link.startswith("#") or link.endswith("/index.html"), link


def test_links_inside_the_page_lead_somewhere(whole: Seen) -> None:
    assert {link[1:] for link in whole.links if link.startswith("#")} <= set(whole.ids)


def test_each_id_is_ours_and_used_once(whole: Seen) -> None:
    assert all(i.startswith("cc-") for i in whole.ids)
    assert len(whole.ids) == len(set(whole.ids))


def test_same_records_same_bytes() -> None:
    one = page_of(evidence_of(example()))
    other = page_of(evidence_of(dict(reversed(example().items()))))
    assert drawn(one) == drawn(other)


def test_a_page_changes_only_when_what_it_says_does() -> None:
    days = (AS_AT + timedelta(days=n) for n in range(20))
    pages = {drawn(page_of(evidence_of(example(), as_at=day))) for day in days}
    assert len(pages) == 1
    assert "2026-05-06" not in str(pages)


# Everything is shown


@pytest.mark.parametrize(
    "record", sorted(i for i, (kind, _) in example().items() if kind not in ("role", "provider"))
)
def test_every_text_of_the_chain_is_on_the_page(record: str, whole: Seen) -> None:
    kind, data = example()[record]
    if kind == "service":
        return
    quoted = {" ".join(q.split()) for q in whole.quoted}
    lost = [
        (way, text)
        for way, text in free_texts(kind, data)
        if not any(" ".join(text.split()) in q for q in quoted)
        and " ".join(text.split()) not in whole.text
    ]
    assert lost == []


def test_the_steps_stand_in_the_order_in_which_they_were_taken(whole: Seen) -> None:
    assert whole.headings[whole.headings.index("Step by step") + 1 :][:13] == [
        "Near miss recorded",
        "Reviewed",
        "Exposure checked",
        "Entered in the risk profile",
        "Control introduced",
        "Staff briefed",
        "Monitoring planned",
        "Monitoring checks",
        "Escalated",
        "Follow-up audit",
        "Staff and people asked",
        "Decision",
        "Shared with other services",
    ]


def test_each_step_says_role_day_time_taken_and_where_it_is_held(whole: Seen) -> None:
    review = step(whole.text, "Reviewed", "Exposure checked")
    assert "4 March 2026 · Medicines lead, not the role that reported it" in review
    assert "1 day after it was noticed (limit 3 days" in review
    assert "a default that the provider has not approved" in review
    assert "rv-20260304-x2pd" in review
    assert "Medicines assurance log: Review 12" in review


def test_the_time_from_noticing_to_writing_down_is_told(whole: Seen) -> None:
    assert "noticed 07:52, recorded 08:10 · Senior carer · 18 minutes" in whole.text


def test_what_the_reporter_and_the_review_say_of_what_stopped_it(whole: Seen) -> None:
    assert "The senior carer happened to compare the trolley list with the chart" in whole.text
    assert "No control. Mode: chance. It needed memory." in whole.text
    assert "Reviewer’s verdict: Accidental: luck" in whole.text


def test_strength_of_an_action_comes_from_the_list(whole: Seen) -> None:
    assert "Intermediate: Checklist/cognitive aid" in whole.text
    assert "Weaker: Training" in whole.text


def test_what_the_minutes_say_is_a_quotation(whole: Seen) -> None:
    assert "“Cannot tell.” These are the minutes’ words" in whole.text


def test_no_verdict_is_given(whole: Seen) -> None:
    words = (
        "Not met",
        "Too few to tell",
        "Fell after",
        "Rose after",
        "No change shown",
        "improved",
    )
    assert not any(word in whole.text for word in words)
    assert "This version gives counts and computes no verdict." in whole.text


# Who acted and when


def circles(seen: Seen) -> list[str | None]:
    return [attrs["class"] for tag, attrs in seen.elements if tag == "circle"]


def test_the_picture_has_a_lane_for_each_role_and_a_circle_for_each_step(whole: Seen) -> None:
    lanes = [attrs for tag, attrs in whole.elements if attrs.get("class") == "lane"]
    table = whole.text[whole.text.index("Show this picture as a table") :]
    roles = ("Senior carer", "Medicines lead", "Registered Manager", "Deputy manager")
    for role in (*roles, "Quality lead", "Staff and people asked", "Medicines governance group"):
        assert f" {role} " in whole.text
        assert role in table
    assert len(lanes) == 7
    steps = sum(tag == "li" and "id" in attrs for tag, attrs in whole.elements)
    assert steps == 14  # three are missing: nothing was escalated or shared, and it is not closed
    assert len(circles(whole)) == steps - 3


def test_the_table_beside_the_picture_leads_to_the_steps(whole: Seen) -> None:
    leads = [link for link in whole.links if link.startswith("#cc-step-")]
    assert len(leads) == len(circles(whole))
    assert "5 Control introduced (9 March 2026), 6 Staff briefed (9 March 2026)" in whole.text


def test_what_is_owed_is_a_ring_in_the_lane_of_who_owes_it() -> None:
    seen = seen_of(evidence_of(only_report(example()), as_at=date(2026, 3, 4)))
    assert circles(seen) == ["node", "hollow"]
    assert "2 Reviewed (due 6 March 2026)" in seen.text
    assert "1 step is still owed." in seen.text


def test_one_thing_alone_is_no_picture() -> None:
    records = only_report(example())
    records[NEAR_MISS][1]["withdrawn"] = {
        "on": "2026-03-05",
        "by_role": "registered-manager",
        "reason": "Written twice",
    }
    assert circles(seen_of(evidence_of(records))) == []


def test_a_step_without_a_day_is_named_beside_the_picture() -> None:
    records = example()
    del records["cc-20260309-p4td"][1]["effective_from"]
    assert "Not in the picture, because no day is recorded: step" in text_of(records)


# Folds


def test_what_is_folded_is_named_and_still_there(whole: Seen) -> None:
    review = step(whole.text, "Reviewed", "Exposure checked")
    assert "More: What led to it" in review or "More: What contributed" in review
    assert "Prevention verdict Accidental: luck" in review


def test_a_gap_is_never_folded() -> None:
    """Where it stands, no fold is open around it: somebody could overlook it."""
    records = hit(example())
    records[NEAR_MISS][1]["source_ref"] = "not yet"
    body = page_of(evidence_of(records)).body
    steps = body[body.index('id="cc-steps"') : body.index('id="cc-watched"')]
    folded = "".join(re.findall(r"<details>.*?</details>", steps, flags=re.DOTALL))
    assert "gapline" in steps
    assert "gapline" not in folded


def test_what_was_corrected_is_said_outside_the_fold(whole: Seen) -> None:
    assert "No correction is recorded." in whole.text


# Counts


def earlier(number: int, day: str) -> Records:
    found = example()
    kind, data = found[NEAR_MISS]
    for n in range(number):
        moment = {"detected": f"{day} 07:0{n}", "recorded": f"{day} 08:0{n}"}
        found[f"nm-{day.replace('-', '')}-aa{n}b"] = (
            kind,
            {**data, **moment, "mechanism": "tc-medicine-timing"},
        )
    return found


def test_before_and_after_the_change_are_counted_without_the_one_that_led_to_it() -> None:
    text = text_of(earlier(3, "2025-12-01"))
    assert "Before: 3 near misses of this mechanism at Rosewood House" in text
    assert "since records begin, from 1 December 2025 to 8 March 2026. nm-20251201-aa0b" in text
    assert "3 before, 0 since" in text
    assert "After: 0 near misses since 9 March 2026." in text
    assert f"Left out, because it led to the change: {NEAR_MISS}" in text


def test_a_whole_year_of_records_before_the_change_is_said_to_be_one() -> None:
    text = text_of(earlier(1, "2025-02-01"))
    assert "0 in the year before, 0 since" in text
    assert "in the 365 days from 9 March 2025 to 8 March 2026." in text


def test_the_target_is_counted_inside_its_window() -> None:
    inside = text_of(earlier(2, "2026-04-12"))
    assert "2 near misses in the window" in inside
    text = text_of(earlier(2, "2026-04-25"))
    assert "0 near misses in the window" in text
    assert "Counted: 0 near misses of this mechanism at Rosewood House in the window." in text
    assert (
        "After the window, and not part of the target: 2 near misses. "
        "nm-20260425-aa0b, nm-20260425-aa1b" in text
    )
    assert "Window: 9 March 2026 to 19 April 2026, both days included (6 weeks)" in text
    assert "Checks recorded as done: 1 of 6 planned." in text


def test_what_came_after_a_change_counts_also_where_it_led_to_the_next() -> None:
    records = earlier(1, "2026-04-25")
    plan = records["mp-20260309-h8ra"][1]
    target = plan["target"]
    assert isinstance(target, dict)
    later: dict[str, Plain] = {
        **target,
        "index_events": "nm-20260425-aa0b",
        "start": "2026-05-01",
    }
    records["mp-20260501-k3hx"] = ("monitoring_plan", {**plan, "target": later})
    text = text_of(records)
    assert "After: 1 near miss since 9 March 2026. nm-20260425-aa0b" in text
    assert f"Left out, because it led to the change: {NEAR_MISS} “After”" in text


def test_an_event_before_the_year_is_not_counted() -> None:
    assert "Before: 0 near misses" in text_of(earlier(1, "2025-03-08"))


def test_without_a_mechanism_nothing_is_counted() -> None:
    records = example()
    del records["rv-20260304-x2pd"][1]["mechanism"]
    assert "No mechanism is recorded, so nothing is counted" in text_of(records)


# Signs and triggers


def watch(records: Records) -> str:
    text = text_of(records)
    return text[
        text.index("What the plan watches for Was it seen?") : text.index("Ask to see What")
    ]


def hit(records: Records, **more: Plain) -> Records:
    trigger: dict[str, Plain] = {"trigger": "unclear-prompt", "evidence": "Night of 14 March"}
    records["mk-20260315-t5nb"][1]["triggers_hit"] = [{**trigger, **more}]
    return records


def test_a_sign_that_was_seen_and_not_answered_is_a_gap() -> None:
    text = watch(example())
    assert "Sign: A handover note leaves doubt Seen once Check of 15 March 2026" in text
    assert "Gap. No escalation is recorded, and no decision names the record." in text
    assert "Decisions after it: gd-20260421-m3wz" in text


def test_a_sign_that_was_looked_for_and_not_seen_says_how_often() -> None:
    assert "The same question is asked again Not seen in 1 check. Nothing to answer" in watch(
        example()
    )


def test_putting_it_right_on_the_spot_is_no_answer() -> None:
    text = watch(hit(example(), action="Prompt written anew"))
    assert "Hit once Check of 15 March 2026: Night of 14 March" in text
    assert "Put right on the spot: Prompt written anew" in text
    assert "Gap. An informal correction is no answer. No escalation is recorded" in text


def test_an_unanswered_trigger_is_among_what_is_missing() -> None:
    text = text_of(hit(example()))
    missing = text[text.index("What is missing or not shown") : text.index("The trail in five")]
    assert "A trigger was hit on 15 March 2026, and neither escalated nor decided on" in missing


def test_an_escalation_answers_a_trigger() -> None:
    records = hit(example())
    records["es-20260316-w2kd"] = (
        "escalation",
        {
            "plan": "mp-20260309-h8ra",
            "trigger": "unclear-prompt",
            "raised_from": "mk-20260315-t5nb",
            "option": "Advice of a pharmacist",
            "to": "Community pharmacist",
            "on": "2026-03-16",
            "by_role": "medicines-lead",
            "response": "The label was printed anew",
            "answered_on": "2026-03-18",
            "effect": "Not asked again",
            "closed_on": "2026-04-01",
        },
    )
    text = watch(records)
    assert "Escalated 16 March 2026: Advice of a pharmacist · To: Community pharmacist" in text
    assert "Answered 18 March 2026, closed 1 April 2026." in text
    seen = seen_of(evidence_of(records)).text
    escalated = step(seen, "Escalated", "Decision")
    assert "16 March 2026 · Medicines lead · closed 1 April 2026 · es-20260316-w2kd" in escalated
    assert "Answer The label was printed anew · On 18 March 2026." in escalated


def test_a_decision_that_looked_at_the_record_answers_a_trigger() -> None:
    records = hit(example())
    records["gd-20260421-m3wz"][1]["evidence_reviewed"] = ["mk-20260315-t5nb"]
    text = watch(records)
    assert "Decided 21 April 2026, with the record before the group" in text
    assert "no decision names the record" not in text


def test_a_trigger_that_the_plan_does_not_name_is_shown() -> None:
    assert "Trigger that the plan does not name: Something else" in watch(
        hit(example(), trigger="something-else")
    )


def test_what_audits_check_is_matched_with_what_audits_looked_at() -> None:
    text = watch(example())
    assert "Read-back heard · Audit of 4 April 2026: 11 of 12 au-20260404-q9kf" in text
    assert "Staff know the box · Gap. No audit criterion covers this." in text


def test_a_named_source_with_nothing_there_is_a_gap() -> None:
    assert "Gap. Feedback: nothing is recorded." in watch(example())


# What is missing


def test_a_report_alone_says_what_is_awaited() -> None:
    evidence = evidence_of(only_report(example()), as_at=date(2026, 3, 4))
    seen = seen_of(evidence)
    assert "Reported, review awaited" in seen.text
    owed = "No review of this near miss is recorded. Due by 6 March 2026. Owed by: Medicines lead."
    assert owed in step(seen.text, "Reviewed", "Exposure checked")
    assert "Not due before the review is recorded." in step(
        seen.text, "Exposure checked", "Control changed"
    )
    assert "There is no monitoring plan, so no warning sign and no trigger is named." in seen.text
    assert "Gap." not in seen.text


def test_work_that_is_late_is_a_gap_with_its_owner_and_the_day() -> None:
    evidence = evidence_of(only_report(example()), as_at=date(2026, 3, 20))
    seen = seen_of(evidence)
    gap = "Gap. No review of this near miss is recorded. Overdue since 7 March 2026. Owed by: Me"
    assert seen.text.count(gap) == 3  # among what is missing, in the chain, in the steps
    assert "1 step overdue" in seen.text


def test_staff_who_were_not_reached_are_counted(whole: Seen) -> None:
    assert "Staff not recorded as told of the change: 1 of 18." in whole.text
    assert "17 of 18 Gap. 1 of 18 not recorded as told." in whole.text


def test_nobody_asked_and_nothing_shared_is_said(whole: Seen) -> None:
    assert "Nothing is recorded of families being asked." in whole.text
    assert "Nothing is recorded of the people who use the service being asked." in whole.text
    assert "Nothing is recorded of staff being asked." not in whole.text
    assert "Nothing is recorded about sharing this with other services." in whole.text


def test_a_missed_check_says_why() -> None:
    records = example()
    records["mk-20260322-x4fd"] = (
        "monitoring_check",
        {"plan": "mp-20260309-h8ra", "due": "2026-03-22", "missed": {"reason": "On leave"}},
    )
    text = text_of(records)
    assert "1 check done of 6 planned. 1 check missed, with the reason." in text
    assert "Due 22 March 2026 mk-20260322-x4fd" in text
    assert "Missed On leave" in text


def test_a_source_that_is_not_named_yet_is_a_gap() -> None:
    records = only_report(example())
    records[NEAR_MISS][1]["source_ref"] = "not yet"
    text = text_of(records, as_at=date(2026, 3, 4))
    assert "Where it is held Gap. The event’s own log entry is not named yet." in text
    assert "The event’s own log entry is not named." in text


def test_a_withdrawn_near_miss_asks_for_nothing() -> None:
    records = only_report(example())
    records[NEAR_MISS][1]["withdrawn"] = {
        "on": "2026-03-05",
        "by_role": "registered-manager",
        "reason": "Written twice",
    }
    evidence = evidence_of(records)
    assert evidence.trails[RecordId(NEAR_MISS)].stage is Stage.WITHDRAWN
    text = seen_of(evidence).text
    assert "This near miss was withdrawn Withdrawn 5 March 2026, Registered Manager." in text
    assert "Written twice" in text
    assert "Not asked for: the near miss was withdrawn." in text
    assert "Gap." not in text


def test_a_withdrawn_review_counts_no_more_and_is_still_shown() -> None:
    records = example()
    records["rv-20260304-x2pd"][1]["withdrawn"] = {
        "on": "2026-03-06",
        "by_role": "medicines-lead",
        "reason": "Filed under the wrong event",
    }
    text = text_of(records)
    assert "No review of this near miss is recorded." in step(text, "Reviewed", "Exposure checked")
    missing = text[text.index("What is missing or not shown") : text.index("The trail in five")]
    assert (
        "Withdrawn 6 March 2026, Medicines lead. Filed under the wrong event Review of 4 March "
        "2026 rv-20260304-x2pd"
    ) in missing
    assert "6 March 2026 Withdrawn: Filed under the wrong event" in text


def test_an_anonymous_report_shows_nothing_that_narrows_down_who_made_it() -> None:
    records = only_report(example())
    more: dict[str, Plain] = {
        "reported_openly": {"anonymous": "I am concerned that colleagues may find out"},
        "detected_by_role": "deputy-manager",
        "reporter_relation": "I was told about it",
    }
    records[NEAR_MISS][1].update(more)
    text = text_of(records)
    assert "reported anonymously, entered by Senior carer" in text
    assert "Reported anonymously" in text
    for secret in ("colleagues", "Deputy manager", "deputy-manager", "I was told"):
        assert secret not in text


# How it ends


def no_change(records: Records) -> Records:
    kept = only_report(records)
    review = records["rv-20260304-x2pd"]
    check = records["xc-20260305-b9wr"]
    kept[NEAR_MISS][1]["harm_potential"] = {"worst": "Low physical harm", "reason": "A bruise"}
    kept["rv-20260304-x2pd"] = review
    kept["xc-20260305-b9wr"] = (check[0], {**check[1], "exposed_n": 0, "result": "none-exposed"})
    del kept["xc-20260305-b9wr"][1]["risk"]
    kept["gd-20260310-h2ws"] = (
        "governance_decision",
        {
            "near_misses": NEAR_MISS,
            "group": "medicines-governance",
            "on": "2026-03-10",
            "minute_ref": "Minutes of March, item 2",
            "decision": "no-further-change-with-reason",
            "reason": "Nobody else was exposed, and the prompt worked",
        },
    )
    return kept


def test_a_trail_without_a_change_says_what_is_not_needed_and_why() -> None:
    evidence = evidence_of(no_change(example()))
    assert evidence.trails[RecordId(NEAR_MISS)].stage is Stage.CLOSED_NO_CHANGE
    text = seen_of(evidence).text
    changed = step(text, "Control changed", "Staff briefed")
    assert "Not needed: Nobody else was exposed, and the prompt worked" in changed
    assert "Not needed: no control was changed." in step(
        text, "Follow-up audit", "Staff and people"
    )
    assert "No control was changed, so no target was set." in text
    assert "Closed, no change needed" in text


def test_a_repeat_opens_it_again() -> None:
    records = no_change(example())
    kind, data = records[NEAR_MISS]
    again = {"detected": "2026-04-02 09:00", "recorded": "2026-04-02 09:30"}
    records["nm-20260402-q8zt"] = (kind, {**data, **again, "mechanism": "tc-medicine-timing"})
    evidence = evidence_of(records)
    assert evidence.trails[RecordId(NEAR_MISS)].stage is Stage.REOPENED
    text = seen_of(evidence).text
    assert "The same thing nearly happened again on 2 April 2026" in text
    assert "Reopened, 2 April 2026" in text
    assert "Since: 1 near miss. nm-20260402-q8zt" in text


def test_both_words_are_shown_where_reporter_and_review_differ() -> None:
    records = example()
    records["rv-20260304-x2pd"][1]["harm_potential"] = {
        "worst": "Severe physical harm",
        "reason": "A fall can break a hip",
    }
    text = text_of(records)
    assert "Severe physical harm. A fall can break a hip" in text
    assert (
        "The reporter said: Moderate physical harm. The review says: Severe physical harm." in text
    )


def test_a_correction_is_in_the_history() -> None:
    records = example()
    records["cc-20260309-p4td"][1]["amendments"] = [
        {
            "on": "2026-04-02",
            "by_role": "deputy-manager",
            "what": "Reached was 16 and is 17",
            "why": "One had signed late",
        }
    ]
    text = text_of(records)
    history = text[text.index("What was recorded, by day") :]
    assert "2 April 2026 Corrected: Reached was 16 and is 17 Why: One had signed late" in history


# What is held where


def test_ask_to_see_goes_by_log(whole: Seen) -> None:
    text = whole.text
    ask = text[
        text.index("Ask to see What this page says") : text.index("Every piece of evidence, and")
    ]
    assert "Medicines incident tracker Ask: Senior carer, who made the record Entry 2026-031" in ask
    assert "MAR 2026-03, unit 2, sheet 4 · MAR charts, read in the review" in ask
    assert "MAR charts Ask: Medicines lead, who made the record" in ask
    assert "Minutes 2026-04-21, item 5 · Minutes: decision and challenge, 21 April 2026" in ask


def test_checks_in_one_log_are_one_thing_to_ask_for() -> None:
    records = example()
    for n in range(4):
        day = f"2026-04-0{n + 1}"
        ref: dict[str, Plain] = {"log": "medicines assurance log", "locator": f"Week {n + 1}"}
        records[f"mk-2026040{n + 1}-q9vk"] = (
            "monitoring_check",
            {"plan": "mp-20260309-h8ra", "due": day, "done_on": day, "source_ref": ref},
        )
    text = text_of(records)
    assert "Week 1 to Week 4 · 4 in all: Monitoring check" in text
    assert "5 monitoring checks recorded, one at a time" in text


def test_every_piece_of_evidence_has_type_locator_and_role() -> None:
    evidence = evidence_of(example())
    view = make_view(evidence.trails[RecordId(NEAR_MISS)], Names(evidence), evidence)
    text = seen_of(evidence).text
    table = text[text.index("All that the records of this trail point to") :]
    for item in view.items:
        assert item.locator in table
        assert item.record.id in table
        assert item.whom in table


# Records are data

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}{# x #}",
    "</dd></dl></main><h1>Verified by CQC</h1>",
    "<!-- --><svg/onload=alert(1)>",
    "[x](javascript:alert(1)) ``` --8<-- &lt;b&gt; &#60;",
    "مرحبا بكم · Dŵr · 👩‍⚕️",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_record_is_text_and_nothing_is_lost(text: str) -> None:
    records = example()
    for record_id, (kind, data) in records.items():
        for way, _ in list(free_texts(kind, data)):
            put(data, way, text)
        assert record_id in records
    seen = seen_of(evidence_of(records))
    drawn = [one for one in seen.elements if one[0] in DRAWN]
    others = [one for one in seen.elements if one[0] not in DRAWN]
    assert {tag for tag, _ in others} <= {
        "a", "b", "bdi", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption",
        "figure", "h1", "h2", "h3", "li", "nav", "ol", "p", "script", "section", "small", "span",
        "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
    }  # fmt: skip
    assert {name for _, attrs in others for name in attrs} <= ATTRIBUTES
    assert {name for _, attrs in drawn for name in attrs} <= LOOKS
    assert sum(tag == "svg" for tag, _ in drawn) == 1
    assert [attrs for tag, attrs in others if tag == "script"] == [
        {"src": "../../assets/closecall/folds.js"}
    ]
    assert seen.classes <= CLASSES | PICTURE
    assert all(i.startswith("cc-") for i in seen.ids)
    assert all(link.startswith(("../../", "#cc-")) for link in seen.links)
    assert seen.text.count(" ".join(text.split())) > 50


def test_free_text_is_marked_as_a_quotation_and_keeps_its_own_direction(whole: Seen) -> None:
    assert "A late dose can bring back stiffness and a fall" in whole.quoted
    assert all(attrs == {"dir": "auto"} for tag, attrs in whole.elements if tag == "bdi")


def test_only_known_classes_are_used(whole: Seen) -> None:
    assert whole.classes <= CLASSES | PICTURE


# The example provider, whole

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def provider() -> Evidence:
    return make_evidence(
        read_records(WorkingTree(ROOT, "sha1")).documents, as_at=date(2026, 10, 15)
    )


@pytest.fixture(scope="module")
def trails(provider: Evidence) -> dict[RecordId, Seen]:
    names = Names(provider)
    return {i: see(trail_page(t, names, provider).body) for i, t in provider.trails.items()}


def test_every_page_is_well_formed(trails: dict[RecordId, Seen]) -> None:
    assert {i: seen.faults for i, seen in trails.items() if seen.faults} == {}
    assert set().union(*(seen.classes for seen in trails.values())) <= CLASSES | PICTURE


def test_every_link_leads_to_a_record(provider: Evidence, trails: dict[RecordId, Seen]) -> None:
    there = {f"../../{path_of(r)}" for r in provider.register.records.values()}
    there |= {f"../../{kind.folder}/index.html" for kind in KINDS}
    links = {link for seen in trails.values() for link in seen.links if not link.startswith("#")}
    assert links <= there


def test_no_text_of_a_chain_is_lost(provider: Evidence, trails: dict[RecordId, Seen]) -> None:
    names = Names(provider)
    lost = {}
    for near_miss, seen in trails.items():
        view = make_view(provider.trails[near_miss], names, provider)
        for record in view.records:
            for way, text in free_texts(record.kind, record.data):
                if way[0] in ELSEWHERE or (record.kind, way[0]) in ON_CONTROL_PAGES:
                    continue
                if " ".join(text.split()) not in seen.text:
                    lost[near_miss, record.id, way] = text
    assert lost == {}


ELSEWHERE = {"public_text", "privacy", "title"}
"""What stands on the record's own page, or is said of a near miss only where it has no title."""
ON_CONTROL_PAGES = {("control", "purpose"), ("control", "how_tested")}
"""What a trail says of the controls that were changed, and leaves out of those that were not."""


# Small things, each in its words


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"rule": "none"}, "no near miss of this kind in the window"),
        ({"rule": "at_most", "at_most": 2}, "at most 2 of this kind in the window"),
        ({"rule": "at_most"}, "at most a number that is not recorded"),
        (
            {"rule": "reduced", "by": 0.5},
            "fewer of this kind than before the start, by at least 50%",
        ),
        (
            {"rule": "sustained", "checks": {"planned": 6, "every_days": 10}},
            "none of this kind in the window, and every check passed, at least every 10 days",
        ),
        ({}, "Rule: not recorded."),
    ],
)
def test_the_rule_of_a_target_in_words(rule: dict[str, Plain], says: str) -> None:
    records = example()
    target = records["mp-20260309-h8ra"][1]["target"]
    assert isinstance(target, dict)
    del target["rule"], target["checks"]
    target.update(rule)
    assert says in text_of(records)


def test_a_target_without_a_start_counts_nothing() -> None:
    records = example()
    records["mp-20260309-h8ra"][1]["target"] = {"statement": "Fewer of them"}
    text = text_of(records)
    assert "The target has no start, so nothing is counted." in text


def test_a_plan_without_a_target_says_so() -> None:
    records = example()
    del records["mp-20260309-h8ra"][1]["target"]
    assert "The plan sets no target." in text_of(records)


def test_where_nobody_had_to_be_told_the_reason_stands() -> None:
    records = example()
    records["cc-20260309-p4td"][1]["communication"] = {"none_needed": "A lock was changed"}
    text = text_of(records)
    assert "No briefing was needed: A lock was changed" in step(text, "Staff briefed", "Monitoring")
    assert "9 March 2026: nobody had to be told" in text


def test_an_audit_by_the_owner_is_no_independent_check() -> None:
    records = example()
    records["au-20260404-q9kf"][1]["auditor_role"] = "deputy-manager"
    text = text_of(records)
    assert "who owns the control: not an independent check" in text
    assert "No independent follow-up audit of the changed control is recorded." in text


def test_two_roles_of_one_person_are_told_as_such() -> None:
    records = example()
    records["quality-lead"][1]["held_with"] = "deputy-manager"
    records["medicines-lead"][1]["held_with"] = "senior-carer"
    text = text_of(records)
    assert "Quality lead, held by the same person as the role that owns the control" in text
    assert "Medicines lead, held by the same person as the role that reported it" in text


def test_what_is_still_exposed_is_told_apart() -> None:
    records = example()
    records["xc-20260305-b9wr"][1]["result"] = "exposed-open"
    assert "2 of 9: exposed, still open" in text_of(records)


def test_an_escalation_without_an_answer_is_a_gap() -> None:
    records = hit(example())
    records["es-20260316-w2kd"] = (
        "escalation",
        {
            "plan": "mp-20260309-h8ra",
            "trigger": "unclear-prompt",
            "option": "Competency checks",
            "to": "Deputy manager",
            "on": "2026-03-16",
        },
    )
    assert "Answer: Gap. No answer is recorded." in watch(records)


def test_no_page_says_today(trails: dict[RecordId, Seen]) -> None:
    for seen in trails.values():
        assert not re.search(r"\b(today|yesterday|ago|as at)\b", " ".join(seen.ours), re.IGNORECASE)


# Decisions


def test_a_later_decision_was_due_on_the_day_that_the_one_before_it_set() -> None:
    records = example()
    kind, first = records["gd-20260421-m3wz"]
    reviewed = [f"mk-20260315-aa{n:02}" for n in range(15)]
    records["gd-20260616-w5cg"] = (
        kind,
        {**first, "on": "2026-06-16", "evidence_reviewed": [*reviewed], "next_review": None},
    )
    text = text_of(records, as_at=date(2026, 7, 1))
    assert "21 April 2026 · Medicines governance group · due 28 April 2026 ·" in text
    assert "due 16 June 2026, as the decision of 21 April 2026 set it" in text
    assert ", ".join(reviewed) in text
