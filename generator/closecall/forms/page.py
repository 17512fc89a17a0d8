"""The files of the page, and of the paper form: from the provider's records to bytes.

The same template makes both. Nothing in them depends on the day, the machine or a random number:
the same records give the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from closecall.evidence import Evidence
from closecall.forms.expressions import to_javascript
from closecall.forms.questions import KIND, Question, questions
from closecall.forms.sending import MOST, Sending, sending
from closecall.forms.shape import reported_schema
from closecall.model.setting import ReportingRoute
from closecall.privacy import exported
from closecall.records.kinds import ID_LETTERS, KIND_BY_NAME
from closecall.records.refusals import MAX_MARKS
from closecall.records.writing import record_path, record_text

PAGE: Final = "near-miss.html"
"""The page that is opened."""
PAPER: Final = "near-miss-paper.html"
"""The blank form alone."""
STYLE: Final = "near-miss.css"
DATA: Final = "near-miss-data.js"
MADE: Final = "closecall forms"
"""Stands at the head of every file, so that only files of ours are ever written over."""

_SCRIPTS: Final = ("json-schema.js", "yaml.js", DATA, "privacy.js", "record.js", "form.js")
"""In the order in which they are loaded."""
_VENDORED: Final = frozenset(["json-schema.js", "yaml.js"])
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'none'; base-uri 'none'; "
    "form-action 'none'; object-src 'none'"
)
"""What a browser may load and do: the page's own scripts and style, nothing else."""


def page_files(evidence: Evidence) -> dict[str, bytes]:
    """The page with everything that it loads, by file name.

    Raises:
        UsageError: There is no service or no role to choose from.
    """
    asked = questions(evidence.schemas, evidence.register)
    where = sending(evidence.register.policy, on=evidence.as_at)
    found = {
        PAGE: _html(evidence, asked, where, is_paper=False),
        STYLE: _asset("assets", "form.css"),
        DATA: _data(evidence, asked, where),
    }
    for name in _SCRIPTS:
        if name != DATA:
            found[name] = _asset("vendor" if name in _VENDORED else "assets", name)
    return found


def paper_files(evidence: Evidence) -> dict[str, bytes]:
    """The blank form alone, by file name; it has no script.

    Raises:
        UsageError: There is no service or no role to choose from.
    """
    asked = questions(evidence.schemas, evidence.register)
    return {
        PAPER: _html(evidence, asked, None, is_paper=True),
        STYLE: _asset("assets", "form.css"),
    }


def _html(
    evidence: Evidence, asked: Sequence[Question], where: Sending | None, *, is_paper: bool
) -> bytes:
    provider = evidence.provider
    text = (
        _environment()
        .get_template("form.html.j2")
        .render(
            made=MADE,
            policy=_POLICY,
            provider=provider.name if provider else "",
            questions=asked,
            sending=where,
            anonymous=_anonymous(evidence),
            scripts=() if is_paper else _SCRIPTS,
            style=STYLE,
            is_paper=is_paper,
        )
    )
    return text.lstrip().encode()  # macros leave empty lines before the first


def _anonymous(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """Where a report can be made without a name: what it is about, and how."""
    day = evidence.as_at
    return tuple(
        (route.title, route.anonymous_route)
        for route in evidence.register.of(ReportingRoute)
        if route.anonymous_route
        and route.withdrawn is None
        and not (route.valid_to and route.valid_to < day)
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("closecall.forms", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )


def _asset(folder: str, name: str) -> bytes:
    return files("closecall.forms").joinpath(folder, name).read_bytes()


def _data(evidence: Evidence, asked: Sequence[Question], where: Sending | None) -> bytes:
    kind, common = reported_schema(evidence.schemas, asked)
    data: dict[str, Any] = {
        "kind": KIND,
        "order": list(kind["properties"]),
        "modeline": record_text(KIND, {}).partition("\n")[0],
        "path": _path_parts(),
        "letters": ID_LETTERS,
        "marks": MAX_MARKS,
        "questions": [asdict(question) for question in asked],
        "schema": kind,
        "common": common,
        "send": _send(where),
        "privacy": _privacy(),
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    # Nothing in it can end the script or begin a comment, whatever a record says.
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    head = f"/* {MADE}: questions, schema and patterns, as they were when the page was made. */\n"
    return f"{head}globalThis.closecall = {{ data: {text} }};\n".encode()


def _path_parts() -> dict[str, str]:
    """What stands around month and id in the path of a record, and before the day in its id."""
    prefix = KIND_BY_NAME[KIND].prefix
    record_id = f"{prefix}-20260303-k7m2"
    folder, _, name = record_path(KIND, record_id).partition("2026-03/")
    return {"folder": folder, "prefix": prefix, "ending": name.removeprefix(record_id)}


def _send(where: Sending | None) -> Mapping[str, object] | None:
    if where is None:
        return None
    return {**asdict(where), "links": where.takes_links, "most": MOST}


def _privacy() -> dict[str, Any]:
    return {
        "patterns": {
            part: {name: to_javascript(source) for name, source in several.items()}
            for part, several in exported.patterns().items()
        },
        "words": exported.words(),
        "numbers": exported.numbers(),
        "shown": exported.shown(),
        "categories": exported.categories(),
        "numerals": exported.numerals(),
        "wordings": exported.wordings(),
    }
