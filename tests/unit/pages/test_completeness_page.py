from closecall.pages.completeness_page import completeness_page
from closecall.pages.facts import Facts
from closecall.pages.home_page import home_page
from closecall.pages.profile.page import profile_page
from closecall.rules.table import RULES
from tests.unit.pages.reading import rows_of, text_of
from tests.unit.pages.story import records, tell


def test_it_counts_what_was_read_and_found() -> None:
    evidence = tell()
    text = text_of(completeness_page(Facts(evidence)).body)
    assert f"{evidence.records_read} files were read, and {len(RULES)} rules asked" in text
    assert "8 things are missing or overdue." in text


def test_work_is_listed_by_owner_the_overdue_first() -> None:
    html = completeness_page(Facts(tell())).body
    rows = rows_of(html, "Gaps and waiting work")
    assert [row[0] for row in rows[1:]] == ["Manager", "Medicines lead", "Medicines group"]
    assert rows[2][1:3] == ["2", "24 March 2026"]
    own = rows_of(html, "Medicines lead: gaps and waiting")
    assert own[1][:3] == [
        "Monitoring check of 16 March 2026 (Elm House) mk-20260316-aaaa",
        (
            "A warning sign was seen on 16 March 2026 and neither passed on nor decided on. "
            "Handover notes are unclear"
        ),
        "Overdue since 24 March 2026",
    ]
    assert own[2][0] == "Evening dose nearly missed (Elm House)"
    assert own[2][1] == "No review of this near miss is recorded."
    assert own[2][2] == "Overdue since 9 April 2026"


def test_every_gap_is_seen_under_its_owner_before_anything_is_opened() -> None:
    facts = Facts(tell())
    html = completeness_page(facts).body
    box = html[html.index('<section class="gap"') : html.index("</section>")]
    assert "<details" not in box
    assert box.count("<li>") == len(facts.gaps)
    assert "Owed by: Medicines lead (2)" in text_of(box)
    assert (
        "Evening dose nearly missed (Elm House) – No review of this near miss is recorded. "
        "Overdue since 9 April 2026." in text_of(box)
    )


def test_a_rule_says_on_the_outside_of_its_fold_how_much_it_found() -> None:
    text = text_of(completeness_page(Facts(tell())).body)
    assert ": 1 gap\nShow where, and why it is asked" in text


def test_the_owner_of_a_control_owes_its_test() -> None:
    rows = rows_of(completeness_page(Facts(tell())).body, "Manager: gaps and waiting")
    assert rows[1] == [
        "Timed box (Elm House) ct-box",
        "A test of this control is overdue.",
        "Overdue since 5 May 2026",
        "Record an audit with controls: [ct-box].",
    ]


def test_a_late_action_of_a_group_is_listed_until_the_group_looks_at_it_again() -> None:
    told = records()
    told["governance_decision/gd-20250701-aaaa"]["actions"] = [
        {"what": "Brief the night staff", "owner_role": "manager", "due": "2025-09-30"}
    ]
    rows = rows_of(completeness_page(Facts(tell(told))).body, "Manager: gaps and waiting")
    assert rows[1][1:3] == [
        "A group asked for an action, and no later decision looks at it: Brief the night staff",
        "Overdue since 1 October 2025",
    ]
    told["governance_decision/gd-20251007-aaaa"] = {
        "near_misses": [],
        "group": "board",
        "on": "2025-10-07",
        "evidence_reviewed": ["gd-20250701-aaaa"],
        "decision": "approve",
        "reason": "All were briefed",
    }
    text = text_of(completeness_page(Facts(tell(told))).body)
    assert "Brief the night staff" not in text


def test_every_page_counts_the_same_gaps() -> None:
    facts = Facts(tell())
    listed = completeness_page(facts).body
    by_owner = rows_of(listed, "Gaps and waiting work")
    service = facts.register.services[0]
    profile = text_of(profile_page(service, facts).body)
    home = rows_of(home_page(facts).body, "Near misses on record")
    assert sum(int(row[1]) for row in by_owner[1:]) == int(home[1][-1]) == len(facts.gaps)
    assert f"{len(facts.gaps)} things are missing or overdue." in profile
    assert f"{len(facts.gaps)} things are missing or overdue." in text_of(listed)


def test_every_rule_has_a_row_and_the_counts_are_those_of_the_findings() -> None:
    evidence = tell()
    rows = rows_of(completeness_page(Facts(evidence)).body, "What each rule asks")
    ids = [row[0].split()[0] for row in rows[1:]]
    assert ids == ["Y…", "F…", "S…", *(rule.id for rule in RULES)]
    assert sum(int(row[3]) for row in rows[1:]) == sum(
        f.level.value == "gap" for f in evidence.findings
    )


def test_a_gap_names_record_file_owner_and_mend() -> None:
    rows = rows_of(completeness_page(Facts(tell())).body, "G09: the longest overdue first")
    assert rows[1][0].startswith("Evening dose nearly missed (Elm House) nm-20260406-bbbb")
    assert "records/near-misses/nm-20260406-bbbb.yml" in rows[1][0]
    assert rows[1][1] == "Gap No review of this near miss is recorded. Overdue since 9 April 2026."
    assert rows[1][2] == "Medicines lead"


def test_what_staff_were_not_told_is_shown() -> None:
    told = records()
    del told["control_change/cc-20260309-aaaa"]["communication"]
    text = text_of(completeness_page(Facts(tell(told))).body)
    assert "No record says that staff were told of the change." in text


def test_a_rule_with_very_many_findings_says_how_many_more() -> None:
    told = records()
    for number in range(130):
        told[f"near_miss/nm-20260406-c{number:03}"] = dict(told["near_miss/nm-20260406-bbbb"])
    html = completeness_page(Facts(tell(told))).body
    assert len(rows_of(html, "G09: the longest overdue first")) == 101
    assert "31 more of this rule." in text_of(html)
