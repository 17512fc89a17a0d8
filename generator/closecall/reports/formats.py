"""The formats that a report can be had in: one function each, text out."""

from collections.abc import Callable, Mapping
from typing import Final

from closecall.reports.github import as_github
from closecall.reports.gitlab import as_gitlab
from closecall.reports.junit import as_junit
from closecall.reports.machine import as_json
from closecall.reports.markdown import as_markdown
from closecall.reports.report import Report
from closecall.reports.sarif import as_sarif
from closecall.reports.text import as_text

TEXT: Final = "text"
FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    TEXT: as_text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
    "github": as_github,
    "gitlab": as_gitlab,
    "markdown": as_markdown,
}
"""By the name that `--format` knows."""
