"""The report as SARIF 2.1.0, for code hosts and editors."""

import re
from typing import Final
from urllib.parse import quote

from closecall import __version__
from closecall.findings import Finding, Level
from closecall.reports.changes import Standing
from closecall.reports.machine import Json, fingerprints, written
from closecall.reports.neutral import on_one_line
from closecall.reports.report import Allowed, Report, Told
from closecall.reports.text import allowed_reason

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {Level.ERROR: "error", Level.GAP: "warning", Level.WARNING: "note"}
_STATES: Final = {
    Standing.ADDED: "new",
    Standing.LEFT: "unchanged",
    Standing.UNTOUCHED: "unchanged",
}
_LINK: Final = re.compile(r"\]\(")
"""What a reader of SARIF takes for a link, also in plain text."""


def as_sarif(report: Report) -> str:
    """One run with a result for each finding.

    A gap is a warning there and a warning a note; `properties.level` has our own word. Where a
    change is looked at, what it mended is there too, as absent. What an allowance answers is there
    as suppressed, with the reason.
    """
    mended = report.comparison.mended if report.comparison else ()
    others = (*mended, *(one.finding for one in report.allowed))
    rules = sorted({told.finding.rule for told in report.told} | {f.rule for f in others})
    number = {rule: index for index, rule in enumerate(rules)}
    results: list[Json] = [
        _result(told, mark, report, number)
        for told, mark in zip(report.told, fingerprints(report), strict=True)
    ]
    results += [_absent(finding, report, number) for finding in mended]
    results += [_suppressed(one, report, number) for one in report.allowed]
    return written(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "closecall",
                            "version": __version__,
                            "rules": [
                                {
                                    "id": rule,
                                    "help": {"text": f"closecall explain {rule} tells more."},
                                }
                                for rule in rules
                            ],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "invocations": [{"executionSuccessful": True}],
                    "properties": {
                        "asAt": report.as_at.isoformat(),
                        "policy": _plain(report.policy),
                        "hidden": report.hidden,
                    },
                    "results": results,
                }
            ],
        }
    )


def _result(told: Told, mark: str, report: Report, number: dict[str, int]) -> Json:
    finding = told.finding
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": number[finding.rule],
        "level": _LEVELS[finding.level],
        "message": {"text": _plain(f"{told.message} {told.remedy}")},
        "locations": [
            _location(
                finding, report, region={"startLine": finding.line, "startColumn": finding.column}
            )
        ],
        "partialFingerprints": {"closecall/v1": mark},
        "properties": {
            "level": finding.level.value,
            "counts": told.counts,
            **({"owedBy": _plain(told.owner)} if told.owner else {}),
            **({"due": finding.due.isoformat()} if finding.due else {}),
        },
    }
    if told.standing:
        result["baselineState"] = _STATES[told.standing]
    return result


def _absent(finding: Finding, report: Report, number: dict[str, int]) -> Json:
    return {
        "ruleId": finding.rule,
        "ruleIndex": number[finding.rule],
        "level": _LEVELS[finding.level],
        "message": {"text": _plain(on_one_line(finding.message, limit=0))},
        "locations": [_location(finding, report)],
        "baselineState": "absent",
        "properties": {"level": finding.level.value},
    }


def _suppressed(one: Allowed, report: Report, number: dict[str, int]) -> Json:
    finding = one.finding
    region: Json = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.rule,
        "ruleIndex": number[finding.rule],
        "level": _LEVELS[finding.level],
        "message": {"text": _plain(one.message)},
        "locations": [_location(finding, report, region=region)],
        "suppressions": [
            {
                "kind": "external",
                "status": "accepted",
                "justification": _plain(allowed_reason(one)),
            }
        ],
        "properties": {"level": finding.level.value, "counts": False},
    }


def _location(finding: Finding, report: Report, *, region: Json = None) -> Json:
    # Relative to the top of the repository, where readers of SARIF look for files.
    uri = quote(report.prefix + finding.path, safe="/", errors="backslashreplace")
    where: dict[str, Json] = {"artifactLocation": {"uri": uri}}
    if region:
        where["region"] = region
    return {"physicalLocation": where}


def _plain(text: str) -> str:
    return _LINK.sub("] (", text)
