"""Each format: valid by the schema that the world knows it by, and saying what was found."""

import json
from datetime import date
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from lxml import etree

from closecall.findings import Level
from closecall.reports import formats
from closecall.reports.changes import Standing
from closecall.reports.formats import FORMATS
from closecall.reports.github import SHOWN
from closecall.reports.markdown import MOST_BYTES
from closecall.reports.report import FailOn, Report
from tests.unit.reports.made import BASE, PATH, evidence, finding, report
from tests.unit.reports.runner import commands

FINDINGS = (
    finding("S02", message="`x` is not one of the possible answers."),
    finding("G09", Level.GAP, owner="medicines-lead", due=date(2026, 3, 6), line=1),
    finding("G24", Level.WARNING, path="records/audits/2026-04/gone.yml", line=12),
)
STANDINGS = (Standing.ADDED, Standing.LEFT, Standing.UNTOUCHED)
REPORTS = {
    "nothing": report(()),
    "some": report(FINDINGS),
    "change": report(FINDINGS, standings=STANDINGS, mended=[finding("G05")], prefix="a b/ü/"),
    "many": report([finding(message=f"It is wrong {n} times.") for n in range(30)]),
}


@cache
def sarif_schema() -> Any:  # noqa: ANN401 - a JSON schema
    """The public schema of SARIF 2.1.0, from a package that carries it; its code is not run."""
    file = distribution("linceo").locate_file("linceo/data/sarif-schema-2.1.0.json")
    schema = json.loads(Path(str(file)).read_bytes())
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return schema


@cache
def junit_schema() -> etree.XMLSchema:
    """The public schema of JUnit's XML, from a package that carries it; its code is not run."""
    file = distribution("ub-test-reports").locate_file("ub_test_reports/schemas/JUnit.xsd")
    return etree.XMLSchema(etree.parse(str(file)))


@cache
def report_schema() -> Any:  # noqa: ANN401 - a JSON schema
    """Our own schema, beside the code that it belongs to."""
    file = Path(formats.__file__).parent / "report.schema.json"
    return json.loads(file.read_bytes())


def is_sarif(text: str) -> Any:  # noqa: ANN401 - data of a schema of its own
    """Assert that a text is SARIF, and give what it holds."""
    data = json.loads(text)
    jsonschema.Draft4Validator(
        sarif_schema(), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    ).validate(data)
    return data["runs"][0]


def is_junit(text: str) -> ET.Element:
    """Assert that a text is JUnit's XML, and give its one suite."""
    junit_schema().assertValid(etree.fromstring(text.encode()))
    suite = ET.fromstring(text).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    return suite


def is_report(text: str) -> Any:  # noqa: ANN401 - data of a schema of its own
    """Assert that a text is a report by our schema, and give what it holds."""
    data = json.loads(text)
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    return data


each_report = pytest.mark.parametrize("told", REPORTS.values(), ids=REPORTS)


@each_report
def test_sarif_is_valid(told: Report) -> None:
    run = is_sarif(FORMATS["sarif"](told))
    absent = [r for r in run["results"] if r.get("baselineState") == "absent"]
    assert len(run["results"]) == len(told.told) + len(absent)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@each_report
def test_junit_is_valid(told: Report) -> None:
    suite = is_junit(FORMATS["junit"](told))
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"])
    failures = suite.findall("testcase/failure")
    assert len(failures) == int(suite.attrib["failures"]) == sum(t.counts for t in told.told)


@each_report
def test_json_is_valid_by_our_own_schema(told: Report) -> None:
    found = is_report(FORMATS["json"](told))
    assert len(found["findings"]) == len(told.told)
    assert found["failed"] is told.failed


def test_our_schema_is_one_and_closed_and_says_what_everything_is() -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    objects = [schema, *schema["$defs"].values()]
    assert all(not o["additionalProperties"] for o in objects if o.get("type") == "object")
    assert all("description" in member for member in schema["properties"].values())


def test_the_reference_names_every_member_and_every_format() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/report-formats.md").read_text("utf-8")
    schema = report_schema()
    members = {*schema["properties"], *schema["$defs"]["finding"]["properties"]}
    members |= {*schema["$defs"]["change"]["properties"], *FORMATS}
    assert not [name for name in members if f"`{name}`" not in page]


@each_report
def test_gitlab_has_what_gitlab_asks_for(told: Report) -> None:
    found = json.loads(FORMATS["gitlab"](told))
    assert len(found) == len(told.told)
    assert len({entry["fingerprint"] for entry in found}) == len(found)
    for entry in found:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not entry["location"]["path"].startswith(("/", "./"))
        assert entry["location"]["lines"]["begin"] >= 1


def test_levels_are_said_in_the_words_of_each() -> None:
    told = REPORTS["some"]
    run = is_sarif(FORMATS["sarif"](told))
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note"]
    assert [r["properties"]["level"] for r in run["results"]] == ["error", "gap", "warning"]
    assert [c.name for c in commands(FORMATS["github"](told))] == ["error", "warning", "notice"]
    severities = [e["severity"] for e in json.loads(FORMATS["gitlab"](told))]
    assert severities == ["critical", "minor", "info"]
    suite = is_junit(FORMATS["junit"](told))
    failed = [case.attrib["name"] for case in suite if case.find("failure") is not None]
    assert failed == ["S02 error, line 3"]


def test_places_and_owners() -> None:
    told = REPORTS["change"]
    first = commands(FORMATS["github"](told))[0]
    assert first.properties == {
        "file": f"a b/ü/{PATH}",
        "line": "3",
        "col": "1",
        "title": "S02 error",
    }
    assert first.data == "`x` is not one of the possible answers. Mend it."
    results = is_sarif(FORMATS["sarif"](told))["results"]
    where = results[0]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == f"a%20b/%C3%BC/{PATH}"
    assert where["region"] == {"startLine": 3, "startColumn": 1}
    assert results[1]["properties"]["owedBy"] == "Medicines lead"
    assert results[1]["properties"]["due"] == "2026-03-06"
    gap = is_report(FORMATS["json"](told))["findings"][1]
    assert gap["owner"] == {"role": "medicines-lead", "title": "Medicines lead"}
    assert gap["due"] == "2026-03-06"
    assert "= owed by: Medicines lead\n" in FORMATS["text"](told)
    assert "| Medicines lead |" in FORMATS["markdown"](told)


def test_a_change_is_told_in_each() -> None:
    told = REPORTS["change"]
    change = is_report(FORMATS["json"](told))["change"]
    assert change["base"] == BASE
    assert change["untouched"] == {"error": 0, "gap": 0, "warning": 1}
    for form in ("text", "markdown"):
        text = FORMATS[form](told)
        headings = [
            text.index(h) for h in ("Added by", "Mended by", "There before, in", "There before, e")
        ]
        assert headings == sorted(headings)
    for form in ("text", "github", "junit"):
        assert "this change adds 1 error, 0 gaps, 0 warnings; mends 1 error" in FORMATS[form](told)


def test_what_does_not_count_fails_nothing() -> None:
    told = report(FINDINGS[:1], standings=[Standing.UNTOUCHED])
    assert not told.failed
    assert is_junit(FORMATS["junit"](told)).attrib["failures"] == "0"
    assert report(FINDINGS[1:], fail_on=FailOn.GAP).failed
    assert not report(FINDINGS[1:]).failed


def test_github_is_given_what_it_shows_and_told_the_rest() -> None:
    text = FORMATS["github"](REPORTS["many"])
    assert len(commands(text)) == SHOWN == 10
    assert "\n20 errors are not shown here: GitHub shows 10 a step." in text


def test_a_long_summary_is_cut_and_says_so() -> None:
    every = [finding(message=f"It is wrong {n} times; " + "x" * 200) for n in range(6000)]
    text = FORMATS["markdown"](report(every))
    assert len(text.encode()) < MOST_BYTES + 200 < 1 << 20
    rows = text.count("\n| G09 |")
    assert text.endswith(
        f"{6000 - rows:,} findings are not shown here: a summary may not be longer.\n"
    )
    assert 0 < rows < 6000


def test_a_mark_does_not_move_with_the_line_and_holds_no_part_of_a_record() -> None:
    def marks(*findings: object) -> list[str]:
        told = report([f for f in findings if isinstance(f, type(finding()))])
        return [f["fingerprint"] for f in is_report(FORMATS["json"](told))["findings"]]

    one, two = marks(finding(line=3), finding(line=9))
    assert one != two
    assert marks(finding(line=5), finding(line=90)) == [one, two]


def test_the_time_stamp_is_the_day_of_the_evidence() -> None:
    suite = is_junit(FORMATS["junit"](REPORTS["some"]))
    assert suite.attrib["timestamp"] == f"{evidence().as_at}T00:00:00"
