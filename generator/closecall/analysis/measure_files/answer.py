"""One measure file answered: what kind it is, and who answers that kind."""

from math import isfinite

from closecall.analysis.measure_files.cases import QUESTIONS
from closecall.analysis.measure_files.fields import Field, Json
from closecall.analysis.measure_files.rows import ROWS
from closecall.analysis.measure_files.series import SERIES


def answer(document: Json) -> dict[str, Json]:
    """Answer a measure file.

    Args:
        document: The file as JSON. Only what is asked is read of it, never an answer.

    Returns:
        One object, in the field names of the format. What does not exist, and what is not
        finite, is None.

    Raises:
        MeasureFileError: Something in it cannot be read; says where.
    """
    root = Field(document).object()
    if root["cases"].given:
        return _finite(_cases(root))
    kind = root["kind"].text()
    if kind in SERIES:
        return _finite(
            {"id": root["id"].name(), "kind": kind, **SERIES[kind](root["input"].object())}
        )
    if kind not in ROWS:
        known = ", ".join([*SERIES, *ROWS])
        raise root["kind"].refuse(f"one of these is wanted: {known}")
    rows = root["rows"] if root["rows"].given else root["expected"]["rows"]
    return _finite({"kind": kind, "rows": [ROWS[kind](row.object()) for row in rows.items()]})


def _cases(root: Field) -> dict[str, Json]:
    given = root["question"]
    cases: list[Json] = []
    for case in root["cases"].items():
        asked = case.object()["question"] if case["question"].given else given
        question = asked.text()
        if question not in QUESTIONS:
            raise asked.refuse(f"one of these is wanted: {', '.join(QUESTIONS)}")
        cases.append({"id": case["id"].name(), **QUESTIONS[question](case["input"].object())})
    return {"question": given.text() if given.given else None, "cases": cases}


def _finite(value: dict[str, Json]) -> dict[str, Json]:
    return {name: _known(inner) for name, inner in value.items()}


def _known(value: Json) -> Json:
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, list):
        return [_known(item) for item in value]
    return _finite(value) if isinstance(value, dict) else value
