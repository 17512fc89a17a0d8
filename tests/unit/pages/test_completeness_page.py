from closecall.pages.completeness_page import completeness_page
from closecall.pages.facts import Facts
from closecall.rules.table import RULES
from tests.unit.pages.reading import rows_of, text_of
from tests.unit.pages.story import records, tell


def test_it_counts_what_was_read_and_found() -> None:
    evidence = tell()
    text = text_of(completeness_page(Facts(evidence)).body)
    assert f"{evidence.records_read} files were read, and {len(RULES)} rules asked" in text
    assert "2 pieces of evidence are overdue." in text


def test_work_is_listed_by_owner_the_overdue_first() -> None:
    html = completeness_page(Facts(tell())).body
    rows = rows_of(html, "Overdue and waiting work")
    assert [row[0] for row in rows[1:]] == ["Medicines group", "Medicines lead"]
    assert rows[2][1:3] == ["1", "9 April 2026"]
    own = rows_of(html, "Medicines lead: overdue and waiting")
    assert own[1][0] == "Evening dose nearly missed (Elm House)"
    assert own[1][2] == "Overdue since 9 April 2026"


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


def test_what_no_rule_judges_is_shown_and_said() -> None:
    told = records()
    del told["control_change/cc-20260309-aaaa"]["communication"]
    text = text_of(completeness_page(Facts(tell(told))).body)
    assert "No record says that staff were told of the change." in text
    assert "No rule of this version judges them" in text


def test_a_rule_with_very_many_findings_says_how_many_more() -> None:
    told = records()
    for number in range(130):
        told[f"near_miss/nm-20260406-c{number:03}"] = dict(told["near_miss/nm-20260406-bbbb"])
    html = completeness_page(Facts(tell(told))).body
    assert len(rows_of(html, "G09: the longest overdue first")) == 101
    assert "31 more of this rule." in text_of(html)
