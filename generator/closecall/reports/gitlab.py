"""The report as GitLab's code quality report, shown beside the lines of a merge request."""

from typing import Final

from closecall.findings import Level
from closecall.reports.machine import fingerprints, written
from closecall.reports.report import Report

_SEVERITIES: Final = {Level.ERROR: "critical", Level.GAP: "minor", Level.WARNING: "info"}


def as_gitlab(report: Report) -> str:
    """A list with an entry for each finding."""
    return written(
        [
            {
                "description": f"{told.message} {told.remedy}",
                "check_name": told.finding.rule,
                "fingerprint": mark,
                "severity": _SEVERITIES[told.finding.level],
                "location": {
                    "path": report.prefix + told.path,
                    "lines": {"begin": told.finding.line},
                },
            }
            for told, mark in zip(report.told, fingerprints(report), strict=True)
        ]
    )
