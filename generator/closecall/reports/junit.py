"""The report as JUnit XML: every file that was read is a test case, and every finding is one."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from closecall.reports.neutral import on_one_line
from closecall.reports.report import Allowed, Report, Told, change_lines, summary
from closecall.reports.text import allowed_line


def as_junit(report: Report) -> str:
    """The report for CI servers that show test results.

    What makes the command end with 1 is a failure. Other findings are cases that pass; they are
    named, and told in the suite's output, and so is what an allowance answers: the public schema
    knows no skipped case. The time stamp is the as-at day: there is no clock.
    """
    cases = list(_cases(report))
    suites = ET.Element("testsuites")
    suite = ET.SubElement(
        suites,
        "testsuite",
        id="0",
        name="closecall check",
        package="closecall",
        timestamp=f"{report.as_at.isoformat()}T00:00:00",
        hostname="localhost",
        tests=str(len(cases)),
        failures=str(sum(told.counts for told in report.told)),
        errors="0",
        time="0",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("as-at", report.as_at.isoformat()),
        ("commit", report.commit),
        ("policy", report.policy),
        ("fail-on", report.fail_on.value),
    ):
        ET.SubElement(properties, "property", name=name, value=on_one_line(value))
    suite.extend(cases)
    output = ET.SubElement(suite, "system-out")
    passed = (_told(told) for told in report.told if not told.counts)
    allowed = map(allowed_line, report.allowed)
    output.text = "\n".join((*passed, *allowed, *change_lines(report), summary(report)))
    ET.SubElement(suite, "system-err")
    ET.indent(suites)
    body = ET.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _cases(report: Report) -> Iterator[ET.Element]:
    found: dict[str, list[Told]] = {}
    for told in report.told:
        found.setdefault(told.finding.path, []).append(told)
    allowed: dict[str, list[Allowed]] = {}
    for one in report.allowed:
        allowed.setdefault(one.finding.path, []).append(one)
    for path in report.files:
        where = on_one_line(path, limit=0)
        for one in allowed.get(path, ()):
            name = f"{one.finding.rule} allowed, line {one.finding.line}"
            yield ET.Element("testcase", name=name, classname=where, time="0")
        if path not in found and path not in allowed:
            yield ET.Element("testcase", name="no finding", classname=where, time="0")
        for told in found.get(path, ()):
            name = f"{told.finding.rule} {told.finding.level}, line {told.finding.line}"
            case = ET.Element("testcase", name=name, classname=where, time="0")
            if told.counts:
                failure = ET.SubElement(
                    case, "failure", message=told.message, type=told.finding.level.value
                )
                failure.text = _told(told)
            yield case


def _told(told: Told) -> str:
    finding = told.finding
    owed = f" Owed by: {told.owner}." if told.owner else ""
    return (
        f"{finding.rule} {finding.level} at {told.path}:{finding.line}:{finding.column} - "
        f"{told.message}{owed} Mend: {told.remedy}"
    )
