"""Measure files: what they ask, what is refused and where."""

import json
from collections.abc import Iterator
from math import isclose
from pathlib import Path
from typing import Final

import pytest

from closecall.analysis.measure_files import answer
from closecall.analysis.measure_files.fields import Json, MeasureFileError
from closecall.analysis.measure_files.rows import ROWS

DATA: Final = Path(__file__).parents[2] / "data" / "spc"
FILES: Final = sorted(DATA.rglob("*.json"))


def different(found: Json, wanted: Json, where: str = "") -> Iterator[str]:
    """Where an answer is not as it should be: numbers to a relative 1e-9, all else the same."""
    if isinstance(wanted, dict):
        assert isinstance(found, dict), where
        for name, value in wanted.items():
            if name not in found:
                yield f"{where}/{name}: is not there"
            else:
                yield from different(found[name], value, f"{where}/{name}")
    elif isinstance(wanted, list):
        assert isinstance(found, list), where
        if len(found) != len(wanted):
            yield f"{where}: {len(found)} items, not {len(wanted)}"
        for place, (one, other) in enumerate(zip(found, wanted, strict=False)):
            yield from different(one, other, f"{where}/{place}")
    elif isinstance(wanted, float | int) and not isinstance(wanted, bool):
        number = found if isinstance(found, float | int) and not isinstance(found, bool) else None
        if number is None or not isclose(number, wanted, rel_tol=1e-9):
            yield f"{where}: {found}, not {wanted}"
    elif found != wanted or type(found) is not type(wanted):
        yield f"{where}: {found}, not {wanted}"


def load(path: Path) -> dict[str, Json]:
    document: dict[str, Json] = json.loads(path.read_text("utf-8"))
    return document


def printed(document: Json) -> dict[str, Json]:
    """The answer as it is printed."""
    result: dict[str, Json] = json.loads(json.dumps(answer(document), allow_nan=False))
    return result


def at(document: Json, *path: str | int) -> Json:
    """What stands at a place of a JSON value."""
    for step in path:
        if isinstance(step, int):
            assert isinstance(document, list)
            document = document[step]
        else:
            assert isinstance(document, dict)
            document = document[step]
    return document


def size(document: Json) -> int:
    assert isinstance(document, list)
    return len(document)


def shared(wanted: Json, found: Json) -> Json:
    """What is wanted, without what a row repeats of its input: no answer has these fields."""
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        return [shared(one, other) for one, other in zip(wanted, found, strict=True)]
    if isinstance(wanted, dict) and isinstance(found, dict):
        kept = {k: shared(v, found[k]) for k, v in wanted.items() if k in found}
        assert kept, "no field of the answer is in the file"
        return kept
    return wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_agree(path: Path) -> None:
    document = load(path)
    found = printed(document)
    if "cases" in document:
        pairs = [
            (at(found, "cases", k), at(document, "cases", k, "expected"))
            for k in range(size(document["cases"]))
        ]
    elif "rows" in found:
        pairs = [(found["rows"], shared(at(document, "expected", "rows"), found["rows"]))]
    else:
        pairs = [(found, document["expected"])]
    assert [said for pair in pairs for said in different(*pair)] == []


def test_every_kind_of_test_has_a_file() -> None:
    assert {path.stem for path in FILES if path.parent.name == "tests"} == set(ROWS)


def test_answers_that_a_file_gives_are_not_read() -> None:
    row: Json = {"x": 5, "ci95": "nonsense", "upper95_one_sided": -1}
    assert printed({"kind": "poisson_ci", "rows": [row]}) == printed(
        {"kind": "poisson_ci", "expected": {"rows": [{"x": 5}]}}
    )


def test_rows_go_before_expected_rows() -> None:
    found = printed({"kind": "holm", "rows": [{"p": [0.5]}], "expected": {"rows": [{"p": [0.1]}]}})
    assert found == {"kind": "holm", "rows": [{"adjusted": [0.5]}]}


def test_what_does_not_exist_or_is_not_finite_is_null() -> None:
    row: Json = {"x_after": 3, "x_before": 0, "exposure_after": 1, "exposure_before": 1}
    found = printed({"kind": "rate_ratio", "rows": [row]})
    assert at(found, "rows", 0, "rate_ratio") is None
    assert at(found, "rows", 0, "ci95", "upper") is None


@pytest.mark.parametrize("kind", ["run", "i", "c", "u", "up", "g", "t"])
def test_an_empty_series_is_an_empty_chart(kind: str) -> None:
    found = printed({"id": "e", "kind": "chart", "input": {"chart": kind, "y": [], "n": []}})
    assert found == {
        "id": "e",
        "kind": "chart",
        "plotted": [],
        "cl": [],
        "lcl": [],
        "ucl": [],
        "lcl_2sigma": [],
        "ucl_2sigma": [],
        "sigma_signal": [],
        "runs": [],
    }


def test_an_empty_xmr() -> None:
    found = printed({"kind": "xmr", "input": {"y": [], "dates": [], "direction": "neutral"}})
    assert found["mean"] == []
    assert found["variation_last"] is None
    assert found["id"] is None


def test_one_phase_may_be_said_without_a_list() -> None:
    asked: dict[str, Json] = {"chart": "c", "y": [1, 2, 3, 4]}
    one = printed({"kind": "chart", "input": asked | {"part_after": 2}})
    assert one == printed({"kind": "chart", "input": asked | {"part_after": [2, 2, 0, 9]}})


def chart_of(**asked: Json) -> Json:
    return {"kind": "chart", "input": {"chart": "c", "y": [1, 2, 3], **asked}}


def xmr_of(**asked: Json) -> Json:
    days: Json = ["2026-01-01", "2026-01-02"]
    return {"kind": "xmr", "input": {"y": [1, 2], "dates": days, "direction": "neutral", **asked}}


def row_of(kind: str, **row: Json) -> Json:
    return {"kind": kind, "rows": [row]}


def target_of(records: Json = None, **target: Json) -> Json:
    wanted: Json = {
        "service": "A",
        "selector": {"category": "timing"},
        "start": "2026-03-02",
        "window": {"weeks": 6},
        "rule": "none",
        **target,
    }
    case: Json = {
        "id": "t",
        "input": {"as_of": "2026-06-01", "records": records, "target": wanted},
    }
    return {"question": "target", "cases": [case]}


def record(**more: Json) -> list[Json]:
    usual: dict[str, Json] = {"occurred": "2026-03-03", "kind": "near_miss", "service": "A"}
    return [{"id": "a", **usual, **more}]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "the whole file: an object is wanted here, not a list"),
        ({}, "/kind: a text is wanted here, not nothing (null)"),
        ({"kind": "pie"}, "/kind: one of these is wanted: chart, xmr, rate_ratio"),
        ({"kind": "chart"}, "/input: an object is wanted here, not nothing (null)"),
        ({"kind": "holm", "rows": {}}, "/rows: a list is wanted here, not an object"),
        ({"kind": "holm"}, "/expected: an object is wanted here"),
        ({"cases": [{"question": "why"}]}, "/cases/0/question: one of these is wanted: target"),
        ({"cases": [{}], "question": "x/~"}, "/question: one of these is wanted"),
        ({"kind": "chart", "id": [], "input": {}}, "/id: a number is wanted here, not a list"),
        (chart_of(chart="p"), "/input/chart: one of these is wanted: run, i, c, u, up, g, t"),
        (chart_of(y=[1, "2"]), "/input/y/1: a number is wanted here, not text"),
        (chart_of(y=[1, True]), "/input/y/1: a number is wanted here, not true or false"),
        (chart_of(y=[1, -1]), "/input/y/1: the number must lie between 0 and 1e+15"),
        (chart_of(y=[1e300]), "/input/y/0: the number must lie between"),
        (chart_of(x=["1"]), "/input/x: as many are wanted as there are in y: 3"),
        (chart_of(chart="u"), "/input/n: a list is wanted here, not nothing (null)"),
        (chart_of(chart="u", n=[1]), "/input/n: as many are wanted as there are in y: 3"),
        (chart_of(chart="t", y=[1, 0]), "/input/y/1: a time between events must be above zero"),
        (chart_of(freeze=0), "/input/freeze: the number must lie between 1 and"),
        (chart_of(exclude=[4]), "/input/exclude/0: the number must lie between 1 and 3"),
        (chart_of(part_after=[1.5]), "/input/part_after/0: a whole number is wanted here"),
        (
            chart_of(screened_moving_range="no"),
            "/input/screened_moving_range: true or false is wanted here, not text",
        ),
        (xmr_of(dates=["2026-01-01"]), "/input/dates: as many are wanted"),
        (xmr_of(dates=["2026-01-01", "2026-01-01"]), "/input/dates: a day stands here twice"),
        (xmr_of(dates=["2026-01-01", "2026-02-30"]), "/input/dates/1: a day is wanted here"),
        (xmr_of(dates=None, rebase=["2026-01-01"]), "/input/rebase: a new phase needs the dates"),
        (row_of("rate_ratio", x_after=1.5), "/rows/0/x_after: a whole number is wanted here"),
        (
            row_of("rate_ratio", x_after=1, x_before=1, exposure_after=0),
            "/rows/0/exposure_after: an exposure must be above zero",
        ),
        (row_of("holm", p=[1.5]), "/rows/0/p/0: a share lies between 0 and 1"),
        (row_of("windows", start="2026-01-01"), "/rows/0: just one is wanted of: weeks, months"),
        (
            row_of("windows", start="9999-12-01", weeks=9),
            "/rows/0/start: the window ends after the last year that there is",
        ),
        (row_of("local_day", utc="2026-01-01"), "/rows/0/utc: a moment is wanted here"),
        (
            row_of("local_day", utc="9999-12-31T23:59:00-10:00"),
            "/rows/0/utc: there is no such moment in the calendar",
        ),
        (
            row_of("peer_silence", services=[{"service": "a", "records": 1}] * 2),
            "/rows/0/services/1/service: this service stands here twice",
        ),
        (
            row_of("funnel", observed=[1], expected_count=[]),
            "/rows/0/expected_count: as many are wanted as there are in observed: 1",
        ),
        (target_of(rule="few"), "/cases/0/input/target/rule: one of these is wanted: none"),
        (target_of(by=2), "/cases/0/input/target/by: a share lies between 0 and 1"),
        (
            target_of(selector={"colour": "red"}),
            "/cases/0/input/target/selector/colour: one of these is wanted: category",
        ),
        (
            target_of(selector=["timing"]),
            "/cases/0/input/target/selector: an object is wanted here, not a list",
        ),
        (
            target_of(window={"weeks": 1, "months": 1}),
            "/cases/0/input/target/window: just one is wanted of",
        ),
        (target_of([{}]), "/cases/0/input/records/0/occurred: a record needs the day"),
        (target_of(record(id=" ")), "/cases/0/input/records/0/id: the text is empty"),
        (
            target_of(record(occurred="2026-03-29 01:30")),
            "/cases/0/input/records/0/occurred: a day or a moment that there is in London",
        ),
        (
            target_of(record(occurred="2026-W54")),
            "/cases/0/input/records/0/occurred: a day or a moment that there is",
        ),
        (
            target_of(record(recorded="2026-03-02")),
            "/cases/0/input/records/0/recorded: a record cannot be older than what it tells",
        ),
        (
            target_of([*record(), *record()]),
            "/cases/0/input/records/1/id: another record has this id already",
        ),
        (
            {"question": "change", "cases": [{"input": {"as_of": "2026-01-01", "change": {}}}]},
            "/cases/0/input/change/service: the service is wanted here",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_said_with_its_place(document: Json, words: str) -> None:
    with pytest.raises(MeasureFileError) as wrong:
        answer(document)
    assert str(wrong.value).startswith(words)


def test_a_moment_without_an_offset_is_utc_where_utc_is_asked() -> None:
    for utc in ("2026-06-30T23:30:00", "2026-06-30T23:30:00Z", "2026-07-01T01:30:00+02:00"):
        found = printed(row_of("local_day", utc=utc))
        assert at(found, "rows", 0, "day") == "2026-07-01"
    with pytest.raises(MeasureFileError, match="a moment is wanted"):
        answer(row_of("local_day", utc="30 June 2026, half past eleven"))


def test_a_window_without_a_length_is_none() -> None:
    found = printed(target_of(window={"weeks": None, "months": None}))
    assert at(found, "cases", 0, "verdict") == "not_measurable"


def test_no_earlier_time_is_no_comparison() -> None:
    case: Json = {
        "input": {
            "as_of": "2026-06-01",
            "records": [],
            "change": {"service": "A", "selector": {}, "effective": "2026-01-01"},
        }
    }
    found = printed({"question": "change", "cases": [case]})
    assert at(found, "cases", 0, "comparison") is None


def test_a_list_may_not_be_endless() -> None:
    with pytest.raises(MeasureFileError, match="100000 items at most"):
        answer({"kind": "holm", "rows": [{"p": [0.5] * 100_001}]})


@pytest.mark.parametrize("missing", ["service", "selector", "start", "window", "rule"], ids=str)
def test_a_target_that_leaves_something_out_cannot_be_measured(missing: str) -> None:
    found = printed(target_of(**{missing: None}))
    assert at(found, "cases", 0, "verdict") == "not_measurable"


def test_other_ways_to_say_the_same() -> None:
    records = record(category="timing")
    usual = printed(target_of(records, index_event="a"))
    assert usual == printed(target_of(records, index_events=["a"]))
    assert usual == printed(target_of(records, index_event=["a"]))
    inside: Json = {"mechanism": "timing", "service": "A"}
    assert usual == printed(target_of(records, index_event="a", service=None, selector=inside))
    assert printed(target_of(records, rule="at_most", at_most=0)) == printed(
        target_of(records, rule="at_most", k=0)
    )
    assert printed(target_of(records)) == printed(
        target_of(record(category="timing", occurred=None, detected="2026-03-03"))
    )


@pytest.mark.parametrize(
    ("occurred", "counted"),
    [
        ("2026-03-02", True),
        ("2026-03-01T23:59:00Z", False),
        ("2026-W09", False),
        ("2026-W10", True),
        ("2026-02", False),
        ("2026-04", True),
        ("2026-04-12T22:59:00Z", True),
        ("2026-04-12T23:00:00Z", False),
        ("2026-12", False),
        ("2026-03-02 08:15", True),
    ],
    ids=str,
)
def test_days_weeks_months_and_moments(occurred: str, counted: bool) -> None:  # noqa: FBT001
    records = record(category="timing", occurred=occurred, recorded=None)
    found = printed(target_of(records))
    assert at(found, "cases", 0, "counted") == (["a"] if counted else [])
