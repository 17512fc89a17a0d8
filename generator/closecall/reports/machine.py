"""The report as JSON, by the schema in `report.schema.json` that comes with closecall."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final, TypeAlias

from closecall import __version__
from closecall.findings import Finding, Level
from closecall.reports.changes import Standing
from closecall.reports.neutral import harmless_json, on_one_line
from closecall.reports.report import Allowed, Report, Told, count

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

VERSION: Final = 1
"""Version of the format; it goes up when something is taken away or means something else."""


def as_json(report: Report) -> str:
    """The whole report for other programs."""
    return written(
        {
            "format": "closecall-report",
            "version": VERSION,
            "generator": f"closecall {__version__}",
            "as_at": {"day": report.as_at.isoformat(), "reason": report.as_at_reason},
            "commit": report.commit or None,
            "policy": {
                "from": report.policy,
                "commit": report.policy_commit or None,
                "differs": list(report.policy_changes),
                "deny_list": report.deny_list or None,
            },
            "fail_on": report.fail_on.value,
            "failed": report.failed,
            "records": report.records,
            "later": report.later,
            "counts": _counts(report.counts),
            "hidden": report.hidden,
            "change": _change(report),
            "findings": [
                _finding(told, mark)
                for told, mark in zip(report.told, fingerprints(report), strict=True)
            ],
            "allowed": [_allowed(one) for one in report.allowed],
        }
    )


def _change(report: Report) -> Json:
    comparison = report.comparison
    if comparison is None:
        return None
    parts: dict[str, Json] = {
        standing.value: _counts(count(told.finding for told in report.of(standing)))
        for standing in Standing
    }
    return {
        "base": comparison.base,
        **parts,
        "mended": _counts(count(comparison.mended)),
        "unclear": comparison.unclear,
        "mended_findings": [
            {
                "rule": finding.rule,
                "level": finding.level.value,
                "path": on_one_line(finding.path, limit=0),
                "record": finding.record or None,
                "message": on_one_line(finding.message, limit=0),
            }
            for finding in comparison.mended
        ],
    }


def _finding(told: Told, mark: str) -> Json:
    finding = told.finding
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "path": told.path,
        "line": finding.line,
        "column": finding.column,
        "record": finding.record or None,
        "message": told.message,
        "remedy": told.remedy,
        "owner": {"role": on_one_line(finding.owner), "title": told.owner}
        if finding.owner
        else None,
        "due": finding.due.isoformat() if finding.due else None,
        "change": told.standing.value if told.standing else None,
        "counts": told.counts,
        "fingerprint": mark,
    }


def _allowed(one: Allowed) -> Json:
    finding = one.finding
    return {
        "rule": finding.rule,
        "path": one.path,
        "line": finding.line,
        "column": finding.column,
        "record": finding.record or None,
        "message": one.message,
        "allowance": on_one_line(one.allowance),
        "reason": one.reason or None,
        "by": one.by or None,
        "until": one.until.isoformat() if one.until else None,
    }


def _counts(counts: Mapping[Level, int]) -> Json:
    return {level.value: number for level, number in counts.items()}


def fingerprints(report: Report) -> list[str]:
    """For each finding a mark by which it is known again when its line has moved.

    No part of a record goes into it: what is short can be guessed from its digest.
    """
    seen: dict[str, int] = {}
    return [_mark(told.finding, seen) for told in report.told]


def _mark(finding: Finding, seen: dict[str, int]) -> str:
    said = f"{finding.rule}\n{finding.path}\n{finding.record}\n{finding.message}"
    number = seen[said] = seen.get(said, 0) + 1
    return sha256(f"{said}\n{number}".encode(errors="backslashreplace")).hexdigest()


def written(data: Json) -> str:
    """Data as JSON text in which nothing steers the log that it may be printed to."""
    return harmless_json(json.dumps(data, ensure_ascii=True, indent=2)) + "\n"
