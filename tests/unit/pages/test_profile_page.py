import re

from closecall.evidence import Evidence
from closecall.model.fields import RecordId
from closecall.pages.facts import Facts
from closecall.pages.profile.page import NEAR_MISSES, OPEN, profile_page
from closecall.records.documents import Plain
from tests.unit.pages.reading import rows_of, text_of
from tests.unit.pages.story import Records, records, tell


def body(told: Records | None = None) -> str:
    evidence = tell(told)
    service = evidence.register.service(RecordId("elm-house"))
    assert service is not None
    return profile_page(service, Facts(evidence)).body


def test_the_opening_counts_and_the_gap_box_says_what_lacks() -> None:
    text = text_of(body())
    assert (
        "Staff recorded 2 near misses in the 12 months October 2025 to September 2026: 0.27 for "
        "every 1,000 occupied bed days." in text
    )
    gaps = text[text.index("Gaps at this service") : text.index("What nearly happened here")]
    assert "No review of this near miss is recorded. Overdue since 9 April 2026." in gaps
    assert "Owed by: Medicines lead (2)" in gaps
    assert "Timed box – A test of this control is overdue. Overdue since 5 May 2026." in gaps
    assert "Nothing in force says what counts as a near miss here in: transport." in gaps
    assert "Families: nothing that they said is on record since 1 October 2025." in gaps
    assert "A warning sign was seen" in gaps


def test_every_gap_stands_in_the_box_under_its_owner_and_outside_any_fold() -> None:
    html = body()
    box = html[html.index('<section class="gap"') : html.index("</section>")]
    assert "<details" not in box
    owners = [int(n) for n in re.findall(r"<h3>Owed by: [^<]+ \((\d+)\)</h3>", box)]
    assert owners == sorted(owners, reverse=True)
    assert sum(owners) == box.count("<li>") == 8


def test_a_fold_says_on_its_outside_how_many_gaps_it_holds() -> None:
    folds = re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", body(), re.DOTALL)
    held = {text_of(summary): inside.count('class="gapline"') for summary, inside in folds}
    assert held["Show each, and what answered it 1 gap"] == 1
    for summary, count in held.items():
        told = re.search(r"(\d+) gaps?$", summary)
        assert (int(told[1]) if told else 0) == count, summary


def test_what_is_open_is_seen_and_what_is_closed_is_counted_and_folded() -> None:
    html = body()
    rows = rows_of(html, "Near misses that are open, the newest first")
    assert [row[0] for row in rows[1:]] == [
        "Evening dose nearly missed (6 April 2026)",
        "Morning dose left off the list (3 March 2026)",
    ]
    assert rows[2][4] == "Monitoring"
    assert "Closed:" not in text_of(html)


def test_the_heat_table_has_the_number_in_each_cell() -> None:
    rows = rows_of(body(), "Near misses by area of care")
    assert rows[1] == ["Medicines", *"000001100000", "2", "0.27"]
    assert rows[-1][0] == "All areas"
    assert '<td class="h1">1</td>' in body()


def test_a_pattern_is_a_fact() -> None:
    text = text_of(body())
    assert "Second in 34 days: 3 March 2026, 6 April 2026." in text
    assert "Worst credible harm: Severe physical harm." in text
    assert (
        "The control was last changed on 9 March 2026; 1 of these came on or after that day."
        in text
    )
    assert "trend" not in text.lower()


def test_a_risk_says_why_with_scores_signs_and_next_review() -> None:
    text = text_of(body())
    risk = text[text.index("Timed doses depend on one person") : text.index("Where are they?")]
    for part in (
        "Why it is here: weak control.",
        "Timed box (safeguard; partly embedded)",
        "Before: 12 (consequence 3 × likelihood 4, 5 March 2026).",
        "Gap. No score is given: aimed at.",
        "Owner:",
        "Handover notes are unclear",
        "1 December 2026",
    ):
        assert part in risk


def test_a_target_is_told_in_counts_without_a_verdict() -> None:
    rows = rows_of(body(), "Each area of care")
    assert rows[1][3] == (
        "None over six weeks · Counted from 9 March 2026 to before 20 April 2026: 1. "
        "Checks made: 1 of 1. mp-20260309-aaaa"
    )
    assert rows[2][0] == "Transport"
    assert rows[2][3] == "No target is set."


def test_a_trigger_shows_what_answered_it_and_a_sign_that_nothing_did() -> None:
    rows = rows_of(body(), "Warning signs seen")
    by_head = {row[0]: row[2] for row in rows[1:]}
    trigger = by_head["Trigger: It comes again"]
    assert "Escalated 17 March 2026 to: Community pharmacist" in trigger
    assert "What came of it: Labels changed" in trigger
    assert (
        "Gap. No escalation and no decision is recorded for this."
        in (by_head["Warning sign: Handover notes are unclear"])
    )


def test_an_escalation_without_an_answer_is_a_gap() -> None:
    told = records()
    for field in ("response", "answered_on"):
        del told["escalation/es-20260317-aaaa"][field]
    html = body(told)
    assert rows_of(html, "Escalations")[1][4] == (
        "Gap. No answer is recorded. It was due by 24 March 2026."
    )
    assert (
        "No answer to an escalation is recorded. It was passed on to: Community pharmacist"
        in text_of(html)
    )


def test_a_follow_up_audit_is_told_or_missed_in_words() -> None:
    rows = rows_of(body(), "Follow-up audits")
    assert rows[1][2:4] == [
        "Quality lead",
        "4 April 2026, audit, unannounced, day shift, 12 of 48 every fourth · au-20260404-aaaa",
    ]
    told = records()
    del told["audit/au-20260404-aaaa"]
    assert rows_of(body(told), "Follow-up audits")[1][4] == (
        "Gap. No follow-up audit is recorded. It was due by 6 April 2026."
    )


def test_an_action_is_open_until_a_later_decision() -> None:
    told = records()
    decision: dict[str, Plain] = {
        "plan": "mp-20260309-aaaa",
        "group": "board",
        "on": "2026-04-21",
        "minute_ref": "Item 5",
        "decision": "assured-continue-monitoring",
        "reason": "Six weeks",
        "actions": [{"what": "Audit nights", "owner_role": "quality-lead", "due": "2026-06-16"}],
    }
    told["governance_decision/gd-20260421-aaaa"] = dict(decision)
    assert rows_of(body(told), "Actions that groups asked for")[1][:3] == [
        "Audit nights",
        "Quality lead",
        "Gap. Due by 16 June 2026. No later decision looks at it.",
    ]
    told["governance_decision/gd-20260616-bbbb"] = decision | {"on": "2026-06-16", "actions": []}
    assert "No action of a group is open." in text_of(body(told))


def test_a_service_without_near_misses_is_not_called_safe() -> None:
    told = {k: v for k, v in records().items() if k.startswith(("provider", "role", "service"))}
    text = text_of(body(told))
    assert "No near miss is on record here yet. That does not show that none happened." in text


def evidence_with_many() -> Evidence:
    told = records()
    for number in range(120):
        copy = dict(told["near_miss/nm-20260406-bbbb"])
        told[f"near_miss/nm-20260406-c{number:03}"] = copy
    return tell(told)


def test_a_long_history_points_to_the_register() -> None:
    evidence = evidence_with_many()
    service = evidence.register.service(RecordId("elm-house"))
    assert service is not None
    page = profile_page(service, Facts(evidence))
    first, more = "Near misses that are open, the newest first", "More that are open"
    assert len(rows_of(page.body, first)) - 1 == OPEN
    assert len(rows_of(page.body, more)) - 1 == NEAR_MISSES - OPEN
    assert f"{122 - NEAR_MISSES} more: All near misses of this service." in text_of(page.body)
    assert 'href="../../near-misses/index.html?service=elm-house"' in page.body


def test_a_target_counts_an_incident_as_its_verdict_does() -> None:
    told = records()
    told["incident/in-20260415-aaaa"] = {
        "service": "elm-house",
        "title": "Evening dose given late",
        "detected": "2026-04-15 22:00",
        "recorded": "2026-04-15 22:20",
        "domain": ["medicines"],
        "what_happened": "An evening dose was given late.",
        "mechanism": "tc-timing",
    }
    evidence = tell(told)
    facts = Facts(evidence)
    text = text_of(profile_page(facts.register.services[0], facts).body)
    result = evidence.measures.targets[RecordId("mp-20260309-aaaa")]
    assert (result.n, result.incidents) == (2, 1)
    assert "to before 20 April 2026: 2, of them 1 incident." in text
