"""Allowances: a warning with its reason is no finding, until the reason has run out."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from closecall.cli.main import closecall
from closecall.findings import Finding, Level
from closecall.model.fields import RecordId
from closecall.pages.book import make_book
from closecall.rules.allowing import allowance_for
from closecall.rules.table import RULES
from closecall.waiting import When, waiting_work
from tests.support import AU, CC, CHAIN, NM, Chain, schemas, told
from tests.unit.reports.test_formats import is_junit, is_sarif

ID = "al-20260415-h6wn"
ALLOWANCE = f"""\
kind: allowance
on: 2026-04-15
rule: G24
record: {CC}
field: verify
reason: The supplier changes the charts, so the audit waits for the new ones.
by_role: medicines-lead
checked_by_role: quality-lead
review_due: 2026-05-20
"""


# Nobody has audited the change; the day for it was 6 April.
NOT_AUDITED = CHAIN.without(AU)
ALLOWED = NOT_AUDITED.add(ID, ALLOWANCE)


def rules(chain: Chain, *, as_at: str = "2026-05-04") -> set[str]:
    return {t.rule for t in told(chain.judge(as_at=as_at))}


def test_without_an_allowance_it_is_a_warning() -> None:
    assert "G24" in rules(NOT_AUDITED)


def test_what_is_allowed_is_shown_beside_the_findings_with_its_place() -> None:
    evidence = ALLOWED.judge()
    assert "G24" not in {t.rule for t in told(evidence)}
    (allowed,) = evidence.allowed
    assert (allowed.rule, allowed.record, allowed.allowed_by) == ("G24", CC, ID)
    assert allowed.line > 1


def test_the_work_itself_still_waits_with_the_day_to_which_it_was_put_off() -> None:
    (piece,) = [p for p in waiting_work(ALLOWED.judge()) if p.rule == "G24"]
    assert (piece.due, piece.owner) == (date(2026, 5, 20), "quality-lead")
    assert piece.when is not When.OVERDUE


@pytest.mark.parametrize(
    ("as_at", "found"),
    [("2026-04-14", True), ("2026-04-15", False), ("2026-05-20", False), ("2026-05-21", True)],
)
def test_it_holds_from_its_day_to_its_last_and_then_the_finding_is_back(
    as_at: str, *, found: bool
) -> None:
    assert ("G24" in rules(ALLOWED, as_at=as_at)) is found


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("rule: G24", "rule: G25"),
        (f"record: {CC}", f"record: {NM}"),
        ("field: verify", "field: accountability"),
        ("by_role: medicines-lead\nchecked", "by_role: nobody-here!\nchecked"),
    ],
)
def test_another_rule_record_or_field_and_a_broken_allowance_answer_nothing(
    line: str, instead: str
) -> None:
    assert "G24" in rules(NOT_AUDITED.add(ID, ALLOWANCE.replace(line, instead)))


def test_a_withdrawn_allowance_answers_nothing() -> None:
    gone = "withdrawn: {on: 2026-04-20, by_role: quality-lead, reason: The charts are here.}\n"
    assert "G24" in rules(NOT_AUDITED.add(ID, ALLOWANCE + gone))


def test_without_a_field_it_is_for_the_whole_record() -> None:
    assert "G24" not in rules(NOT_AUDITED.add(ID, ALLOWANCE.replace("field: verify\n", "")))


def test_the_privacy_rule_asks_for_a_field() -> None:
    text = ALLOWANCE.replace("G24", "G36").replace("field: verify\n", "")
    assert [(t.rule[0], t.record) for t in told(CHAIN.add(ID, text).judge())] == [("S", ID)]


def test_no_allowance_answers_a_gap_or_an_error() -> None:
    register = ALLOWED.judge().register
    warning = Finding(
        rule="G24",
        level=Level.WARNING,
        path=CHAIN.path(CC),
        message="It is late.",
        remedy="Make it.",
        pointer=("verify",),
        record=CC,
    )
    day = date(2026, 5, 4)
    answer = allowance_for(warning, register, day)
    assert answer is not None
    assert answer.id == RecordId(ID)
    for level in (Level.GAP, Level.ERROR):
        assert allowance_for(replace(warning, level=level), register, day) is None


def test_an_allowance_for_a_rule_that_never_warns_is_refused() -> None:
    evidence = CHAIN.add(ID, ALLOWANCE.replace("G24", "G11")).judge()
    (finding,) = evidence.findings
    assert finding.pointer == ("rule",)
    assert "G36" in finding.remedy


def test_the_schema_names_every_rule_that_warns_and_the_privacy_rule() -> None:
    warns = {rule.id for rule in RULES if "warning" in rule.levels}
    assert set(schemas().schema("allowance")["properties"]["rule"]["enum"]) == warns | {"G36"}


def test_what_is_allowed_is_told_in_every_form_that_people_read(tmp_path: Path) -> None:
    root = str(ALLOWED.write(tmp_path))
    run = CliRunner()
    asked = ["check", root, "--as-at", "2026-05-04", "--format"]
    text = run.invoke(closecall, [*asked, "text"]).output
    assert "G24 allowed No independent follow-up audit" in text
    assert f"= allowed by: medicines lead until 20 May 2026, in {ID}" in text.replace(
        "Medicines", "medicines"
    )
    assert "= why: The supplier changes the charts" in text
    assert "1 more is allowed, with the reason." in text
    report = json.loads(run.invoke(closecall, [*asked, "json"]).output)
    assert [(a["rule"], a["allowance"], a["until"]) for a in report["allowed"]] == [
        ("G24", ID, "2026-05-20")
    ]
    sarif = json.loads(run.invoke(closecall, [*asked, "sarif"]).output)
    (result,) = [r for r in sarif["runs"][0]["results"] if "suppressions" in r]
    assert result["suppressions"][0]["status"] == "accepted"
    assert "Allowed, with the reason" in run.invoke(closecall, [*asked, "markdown"]).output


def test_the_trail_tells_of_an_exception_for_any_of_its_records_while_it_holds() -> None:
    def page(as_at: str) -> str:
        book = make_book(ALLOWED.judge(as_at=as_at))
        return next(p.body for p in book.pages if p.path == f"near-misses/{NM}/index.html")

    assert "The supplier changes the charts" in page("2026-05-20")
    assert "The supplier changes the charts" not in page("2026-05-21")


def test_what_is_allowed_is_told_in_every_form_that_machines_read(tmp_path: Path) -> None:
    root = str(ALLOWED.write(tmp_path))
    run = CliRunner()

    def said(form: str) -> str:
        asked = ["check", root, "--as-at", "2026-05-04", "--format", form]
        return run.invoke(closecall, asked).output

    line = f"G24 allowed at {CHAIN.path(CC)}:"
    reason = "The supplier changes the charts, so the audit waits for the new ones. (allowed by: "
    assert "suppressions" in is_sarif(said("sarif"))["results"][-1]
    suite = is_junit(said("junit"))
    (case,) = [c for c in suite.iter("testcase") if "allowed" in c.attrib["name"]]
    assert (case.attrib["classname"], list(case)) == (CHAIN.path(CC), [])
    told_there = suite.findtext("system-out") or ""
    for output in (told_there, said("github")):
        (told_once,) = [told for told in output.splitlines() if told.startswith(line)]
        assert reason in told_once
    # Every entry of GitLab's report counts as open: what is allowed is none.
    assert "G24" not in {entry["check_name"] for entry in json.loads(said("gitlab"))}
