"""A record's shape, decided by one validator and explained by another, in words for people."""

import json
import random
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.findings import Finding
from closecall.records.documents import Plain, parse, with_places
from closecall.records.reading import Document
from closecall.validation import faults, shape
from closecall.validation.schemas import Schemas, load_schemas
from closecall.validation.shape import MOST, SHAPE_RULES, check_shape
from closecall.validation.words import with_way_to_write

SCHEMAS = load_schemas()
EXAMPLES = Path(__file__).parents[2] / "examples"
VALID = sorted(EXAMPLES.glob("valid/*/*.yml"))
INVALID = sorted(EXAMPLES.glob("invalid/*/*.yml"))


def document(raw: bytes, kind: str, stem: str = "x") -> Document:
    parsed = parse(raw, path=f"records/{stem}.yml")
    assert parsed.data is not None, parsed.findings
    return Document(path=f"records/{stem}.yml", kind=kind, stem=stem, data=parsed.data, blob="")


def check(raw: bytes, kind: str) -> tuple[Finding, ...]:
    return with_places(raw, check_shape(document(raw, kind), SCHEMAS)[1])


# --- The examples of every kind --------------------------------------------------------------


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_examples_have_no_finding_and_stay_as_written(path: Path) -> None:
    read = document(path.read_bytes(), path.parent.name, path.stem)
    checked, found = check_shape(read, SCHEMAS)
    assert found == ()
    assert read.kind == read.data["kind"]
    assert faults.faults(checked.data, read.kind, SCHEMAS) == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_invalid_examples_have_the_finding_beside_them_and_no_other(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".finding.json").read_text())
    found = check(path.read_bytes(), path.parent.name)
    assert [(f.rule, list(f.pointer), f.line) for f in found] == [
        (wanted["rule"], wanted["pointer"], wanted["line"])
    ]
    assert found[0].message.endswith(".")
    assert found[0].remedy.endswith((".", "?"))


# --- In which words --------------------------------------------------------------------------

NEAR_MISS = b"""kind: near_miss
service: rosewood-house
place: Unit 2
detected: 2026-03-03 07:52
recorded: 2026-03-03 08:10
recorded_by_role: senior-carer
domain: [medicines]
what_happened: A timed medicine was not on the list.
person_affected: {relation: one}
detection_method: someone saw it
prevented_by:
  - what: The senior carer compared the list with the chart
immediate_action: {what: Medicine added to the list, safe_now: yes}
harm_potential: {worst: Moderate physical harm, reason: A late dose can lead to a fall}
source_ref: {log: medicines incident tracker, locator: Entry 31}
"""


def changed(old: str, new: str) -> tuple[Finding, ...]:
    assert old.encode() in NEAR_MISS
    return check(NEAR_MISS.replace(old.encode(), new.encode()), "near_miss")


def test_the_record_that_is_changed_below_is_sound() -> None:
    assert check(NEAR_MISS, "near_miss") == ()


SAID = [
    ("place: Unit 2", "placed: Unit 2", "S04", 3, "There is no field `placed`", "`place`?"),
    ("detected: 2026-03-03 07:52\n", "", "S01", 1, "`detected` (Noticed at) is missing.", ""),
    ("relation: one", "relation: ones", "S02", 9, "`relation` in `person_affected`", "`one`?"),
    ("[medicines]", "[medicine]", "S02", 7, "Item 1 of `domain`", "Did you mean `medicines`?"),
    ("[medicines]", "medicines", "S03", 7, "`domain` is a text, and a list is expected.", "- "),
    ("Moderate physical harm", "moderate-physical-harm", "S02", 14, "`worst`", "`Moderate phy"),
    ("detected: 2026-03-03 07:52", "detected: 3 March", "S05", 4, "`detected`", "2026-"),
    ("2026-03-03 07:52", "2026-02-30 07:52", "S07", 4, "a day that the calendar", "noticed"),
    ("2026-03-03 07:52", "2026-03-03 25:10", "S07", 4, "a time that the clock", "noticed"),
    ("2026-03-03 07:52", "2026-03-03 24:00", "S07", 4, "a time that the clock", "noticed"),
    ("2026-03-03 07:52", "2026-03-29 01:30", "S07", 4, "the clocks went forward", "noticed"),
    ("place: Unit 2", "place:", "S06", 3, "`place` is empty.", "unit"),
    ("place: Unit 2", "place: n/a", "S06", 3, "`place` says nothing.", "unit"),
    ("place: Unit 2", "place: ' '", "S06", 3, "`place` says nothing.", "unit"),
    ("place: Unit 2", "place: [Unit 2]", "S03", 3, "a list, and a text is expected", "unit"),
    ("place: Unit 2", "place: {Unit 2: x}", "S03", 3, "a group of fields", "put it in quotes"),
    ("place: Unit 2", f"place: {'x' * 201}", "S06", 3, "longer than 200 characters", "unit"),
    ("senior-carer", "Senior Carer", "S05", 6, "`recorded_by_role`", "senior-carer"),
    ("{relation: one}", "{}", "S01", 9, "`relation` (", "Choose"),
    ("{relation: one}", "one", "S03", 9, "a text, and a group of fields is expected", ""),
    ("  - what: The", "  - waht: The", "S04", 12, "no field `waht` in item 1 of", "`what`?"),
    ("- what: The senior carer", "- The: senior carer", "S04", 12, "There is no such field", ""),
    ("locator: Entry 31", "locator: Entry 31, page 2", "S04", 15, "such field", "with a comma"),
    ("safe_now: yes", "safe_now: true", "S02", 13, "`safe_now`", "Possible: `yes`, `no`."),
    ("{log: medicines incident tracker, locator: Entry 31}", "notyet", "S02", 15, "", "`not yet`?"),
    ("place: Unit 2", "details: {Bad Name: x}", "S05", 3, "A name in `details`", "short key"),
    (
        "place: Unit 2",
        "details: {ab: [x]}",
        "S03",
        3,
        "An entry in `details` is a list",
        "short key",
    ),
    ("place: Unit 2", "how_close: {value: '8'}", "S03", 3, "a text, and a number", "digits alone"),
    ("place: Unit 2", "repeat_of: [nm-1ab, nm-1ab]", "S08", 3, "the same thing twice", ""),
    ("place: Unit 2", "repeat_of: []", "S06", 3, "at least 1 in its list", "id"),
    ("place: Unit 2", "repeat_of: 5.5", "S05", 3, "`repeat_of` is not written", "id"),
    ("place: Unit 2", "repeat_of: {a: b}", "S03", 3, "a text or a list is expected", "id"),
    ("medicines incident tracker", "diary", "S02", 15, "`log` in", "are in the list"),
]


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "message", "remedy"),
    SAID,
    ids=[f"{n}-{rule}" for n, (_, _, rule, *_) in enumerate(SAID)],
)
def test_one_mistake_is_one_finding(
    old: str, new: str, rule: str, line: int, message: str, remedy: str
) -> None:
    found = [f for f in changed(old, new) if f.rule != "S01" or rule == "S01"]
    assert [(f.rule, f.line) for f in found] == [(rule, line)]
    assert message in found[0].message
    assert remedy in found[0].remedy
    assert found[0].record == "x"


def test_what_a_branch_asks_for_is_said_in_its_own_words() -> None:
    raw = (
        b"kind: policy\nvalid_from: 2026-01-01\nthresholds:\n"
        b" - {name: days-to-review, value: 3, unit: days, reason: As in the minutes}\n"
        b" - {name: silence-window, for_harm: Fatal, value: 3, unit: days, reason: As minuted}\n"
    )
    missing, needless = check(raw, "policy")
    assert (missing.rule, missing.pointer) == ("S01", ("thresholds", 0, "for_harm"))
    assert "days to review" in missing.remedy
    assert (needless.rule, needless.pointer) == ("S08", ("thresholds", 1, "for_harm"))
    assert "does not belong here" in needless.message
    assert "Leave for_harm out" in needless.remedy


def test_only_one_of_two_can_be_said() -> None:
    raw = (
        b"kind: review\nnear_miss: nm-20260303-k7m2\nreviewer_role: medicines-lead\n"
        b"reviewed_on: 2026-03-04\ncontributory:\n"
        b"  - {factor: Team Factors, evidence: Seen at handover, ruled_out: Not seen}\n"
        b"  - {factor: Team Factors}\n"
    )
    both, neither = check(raw, "review")
    assert (both.rule, both.pointer) == ("S08", ("contributory", 0))
    assert (neither.rule, neither.pointer) == ("S01", ("contributory", 1))
    assert "One of `evidence` or `ruled_out` is missing" in neither.message


def test_a_misspelt_field_is_not_missing_too() -> None:
    (found,) = changed("service: rosewood-house", "servce: rosewood-house")
    assert found.rule == "S04"
    assert "Did you mean `service`?" in found.remedy


def test_all_mistakes_are_told_at_once() -> None:
    raw = (
        NEAR_MISS.replace(b"one}", b"two}").replace(b"yes}", b"maybe}").replace(b"07:52", b"27:52")
    )
    assert sorted((f.rule, f.line) for f in check(raw, "near_miss")) == [
        ("S02", 9),
        ("S02", 13),
        ("S07", 4),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Canary Bird 0000000000",
        "[Canary Bird 0000000000]",
        "{Canary Bird 0000000000: x}",
        "'Canary\n\n Bird'",
    ],
)
def test_nothing_that_the_author_wrote_is_repeated(said: str) -> None:
    for line in NEAR_MISS.decode().splitlines():
        name = line.partition(":")[0]
        if line.startswith(" ") or name == "prevented_by":
            continue
        for written in (
            f"{name}: {said}",
            f"{said}: x" if "{" not in said else f"{name}: [{said}]",
        ):
            raw = NEAR_MISS.replace(line.encode(), written.encode())
            parsed = parse(raw, path="x")
            if parsed.data is None:
                continue
            found = check(raw, "near_miss")
            assert "Canary" not in str([f.message + f.remedy for f in found])
            assert "000000" not in str([f.message + f.remedy for f in found])


REVIEW = (
    b"kind: review\nnear_miss: nm-20260303-k7m2\nreviewer_role: medicines-lead\n"
    b"reviewed_on: 2026-03-04\n"
)


def test_a_piece_of_a_text_is_not_taken_for_the_name_of_a_field() -> None:
    source = b"sources_examined: [{type: audits, locator: A, showed: rang %s}]\n"
    for said in (b"her, margaret, 0770 900", b"her, mary", b"her, lo-cator"):
        found = check(REVIEW + source % said, "review")
        assert found
        for finding in found:
            told = finding.message + finding.remedy
            assert not any(word in told for word in ("marg", "mary", "0770", "lo-cator"))
    (once,) = check(REVIEW + source % b"her, margaret, 0770 900", "review")
    assert once.message.endswith(" The same is true of one more.")
    assert (once.rule, once.line) == ("S04", 5)


@pytest.mark.parametrize("inside", [b"[x]", b"{a: b}"])
def test_a_name_of_the_authors_own_is_not_repeated(inside: bytes) -> None:
    found = check(REVIEW + b"details: {margaret: %s}\n" % inside, "review")
    assert found
    assert all("margaret" not in f.message + f.remedy for f in found)


def test_curly_quotes_are_said_to_be_none() -> None:
    raw = REVIEW + "sources_examined: [{type: audits, showed: B, locator: “a, b, c”}]\n".encode()
    (found,) = check(raw, "review")
    assert found.rule == "S04"
    assert "The signs “ and ” are letters to YAML" in found.remedy
    assert "straight quotes" in found.remedy


DAY = "such as 2026-03-04."
MOMENT = "such as 2026-05-06 07:40."
TIMES = [
    *((REVIEW, "review", "2026-03-04", said, DAY) for said in ("3/3/26", "4 March 2026")),
    *((REVIEW, "review", "2026-03-04", said, DAY) for said in ("2026-3-4", "2026-02-30", "")),
    (REVIEW, "review", "reviewed_on: 2026-03-04\n", "", DAY),
    (NEAR_MISS, "near_miss", "2026-03-03 07:52", "2026-03-03", MOMENT),
    (NEAR_MISS, "near_miss", "2026-03-03 07:52", "3/3/26 7.52", MOMENT),
    (NEAR_MISS, "near_miss", "2026-03-03 07:52", "2026-02-30 07:52", MOMENT),
    (NEAR_MISS, "near_miss", "detected: 2026-03-03 07:52\n", "", MOMENT),
]


@pytest.mark.parametrize(("raw", "kind", "old", "new", "way"), TIMES)
def test_of_every_day_and_time_it_is_said_how_it_is_written(
    raw: bytes, kind: str, old: str, new: str, way: str
) -> None:
    (found,) = check(raw.replace(old.encode(), new.encode()), kind)
    assert way in found.remedy


def test_how_a_period_and_a_length_of_time_are_written_is_said_once() -> None:
    assert with_way_to_write("Say when.", "period").endswith(
        "such as {from: 2026-03-01, to: 2026-03-31}."
    )
    assert with_way_to_write("Say how long.", "duration").endswith("such as P6W.")
    for said in ("Write the day, such as 2026-05-06.", "Anything at all."):
        assert with_way_to_write(said, "day" if "day" in said else "") == said
    activity = b"kind: activity\nservice: rosewood-house\nmeasure: beds\nunit: days\nvalue: 1\n"
    (found,) = check(activity + b"period: March\n", "activity")
    assert "{from: 2026-03-01" in found.remedy


def test_several_in_one_text_are_asked_for_as_a_list() -> None:
    (found,) = check(REVIEW.replace(b"k7m2", b"k7m2, nm-20260303-k7m3"), "review")
    assert (found.rule, found.pointer) == ("S05", ("near_miss",))
    assert "Write several as a list: [first, second]." in found.remedy


def test_a_text_that_yaml_takes_for_a_comment_is_said() -> None:
    (found,) = changed("{log: medicines incident tracker, locator: Entry 31}", SOURCE)
    assert (found.rule, found.pointer) == ("S06", ("source_ref", "locator"))
    assert "What begins with # is a comment to YAML: put such a text in quotes." in found.remedy
    (day,) = check(REVIEW.replace(b"2026-03-04", b""), "review")
    assert "#" not in day.remedy


SOURCE = "\n  log: medicines incident tracker\n  locator: #71"


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        *(("safe_now: yes", f"safe_now: {said}", "yes") for said in ("true", "y", "Yes", "on")),
        *(("safe_now: yes", f"safe_now: {said}", "no") for said in ("false", "n", "No")),
        ("Moderate physical harm", "Moderate", "Moderate physical harm"),
        ("Moderate physical harm", "severe", "Severe physical harm"),
    ],
)
def test_the_answer_that_was_meant_is_named(old: str, new: str, meant: str) -> None:
    (found,) = changed(old, new)
    assert found.rule == "S02"
    assert f"Did you mean `{meant}`?" in found.remedy


def test_many_mistakes_are_counted() -> None:
    more = b"".join(b"x%d: 1\n" % n for n in range(200))
    found = check(NEAR_MISS + more, "near_miss")
    assert len(found) == MOST
    assert "150 more things are wrong" in found[-1].message


# --- Text where text is asked for ------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"), [("12", "12"), ("-7", "-7"), ("2.5", "2.5"), ("true", "true"), ("0", "0")]
)
def test_numbers_become_the_characters_of_their_author(written: str, text: str) -> None:
    raw = NEAR_MISS.replace(b"locator: Entry 31", f"locator: {written}".encode())
    checked, found = check_shape(document(raw, "near_miss"), SCHEMAS)
    assert found == ()
    source = checked.data["source_ref"]
    assert isinstance(source, dict)
    assert source["locator"] == text


def test_numbers_stay_numbers_where_numbers_are_asked_for() -> None:
    how_close = b"how_close: {measure: minutes, value: 8, controls_left_before_harm: 0, note: 5}\n"
    checked, found = check_shape(document(NEAR_MISS + how_close, "near_miss"), SCHEMAS)
    assert found == ()
    assert checked.data["how_close"] == {
        "measure": "minutes",
        "value": 8,
        "controls_left_before_harm": 0,
        "note": "5",
    }


def test_a_sound_record_is_handed_on_as_it_is() -> None:
    read = document(NEAR_MISS, "near_miss")
    assert check_shape(read, SCHEMAS)[0] is read


# --- Days and times --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-03 07:52",
        "2026-03-03 01:30",
        "2026-03-03T07:52:59",
        "2026-03-29 00:59",
        "2026-03-29 02:00",
        "2026-03-29 01:30Z",
        "2026-03-29T01:30+01:00",
        "2026-10-25 01:30",
        "2028-02-29 23:59",
    ],
)
def test_moments_that_there_were(moment: str) -> None:
    assert changed("2026-03-03 07:52", moment) == ()


@pytest.mark.parametrize(
    "moment",
    [
        *("2026-02-29 10:00", "2026-04-31 10:00", "2026-00-10 10:00", "2026-13-01 10:00"),
        *("0000-01-01 10:00", "2026-03-03 10:60", "2026-03-03 10:10:60", "2026-03-03 99:00"),
        *("2026-03-29 01:00", "2026-03-29 01:59:59", "2027-03-28 01:15", "2026-03-03 10:00+25:00"),
    ],
)
def test_moments_that_there_were_not(moment: str) -> None:
    assert [f.rule for f in changed("2026-03-03 07:52", moment)] == ["S07"]


def test_a_period_ends_after_it_begins() -> None:
    raw = (
        b"kind: activity\nservice: rosewood-house\nmeasure: bed days\nunit: days\nvalue: 1\n"
        b"period: {from: 2026-03-02, to: %s}\n"
    )
    assert check(raw % b"2026-03-02", "activity") == ()
    (found,) = check(raw % b"2026-03-01", "activity")
    assert (found.rule, found.pointer, found.column) == ("S07", ("period", "to"), 28)
    assert "`period` comes before" in found.message


# --- Two validators, one answer --------------------------------------------------------------

STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 3, 1.5, 1.0, 10**14, -0.0),
    *(
        "",
        " ",
        "-",
        "n/a",
        "none",
        "unknown",
        "yes",
        "no",
        "not yet",
        "a",
        "a\n",
        "a\nb",
        "x" * 201,
    ),
    *("x" * 10_001, "nm-20260303-k7m2", "NM-1", "ab", "a-" * 40, "2026-03-03", "2026-03-03\n"),
    *(
        "2026-03-03 07:52",
        "\u0662\u0660\u0662\u0666-03-03",
        "P6W",
        "P0D",
        "\uff41bc",
        "\u2028",
        "8:00",
    ),
    *([], {}, [[]], ["a", "a"], [1, True], [1, 1.0], {"a": 1}, {"none": "x"}, {"none": ""}),
    *({"from": "2026-03-01", "to": "2026-02-01"}, ["nm-20260303-k7m2"] * 2, [None], {"is": "yes"}),
)


def places_in(value: Plain, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield way
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places_in(inner, (*way, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places_in(item, (*way, index))


def mutated(data: Mapping[str, Plain], chance: random.Random) -> dict[str, Plain]:
    copy: Any = json.loads(json.dumps(data))
    for _ in range(chance.randint(1, 3)):
        way = chance.choice(list(places_in(copy))[1:] or [("x",)])
        box = copy
        for step in way[:-1]:
            box = box[step]
        what = chance.randint(0, 3)
        if what == 0 and way[-1] in (box if isinstance(box, dict) else range(len(box))):
            del box[way[-1]]
        elif what == 1 and isinstance(box, dict):
            box[chance.choice(["x", "X y", "none", "id", "on", "reason", "domain", "kind"])] = (
                json.loads(json.dumps(chance.choice(STRANGE)))
            )
        else:
            box[way[-1]] = json.loads(json.dumps(chance.choice(STRANGE)))
    return {str(name): value for name, value in copy.items()}


@given(st.sampled_from(VALID), st.randoms(use_true_random=False))
def test_both_validators_agree_on_changed_records(path: Path, chance: random.Random) -> None:
    kind = path.parent.name
    data = mutated(document(path.read_bytes(), kind).data, chance)
    assert faults.is_valid(data, kind, SCHEMAS) == (not faults.faults(data, kind, SCHEMAS))
    read = Document(path="records/x.yml", kind=kind, stem="x", data=data, blob="")
    checked, found = check_shape(read, SCHEMAS)
    assert {f.rule for f in found} <= set(SHAPE_RULES)
    if not found:
        assert not faults.faults(checked.data, kind, SCHEMAS)
    for finding in found:
        assert finding.path == "records/x.yml"
        assert finding.message.endswith(".")
        assert finding.remedy.endswith((".", "?"))
        assert finding.message[0] != finding.message[0].lower() or finding.message[0] == "`"


def test_without_the_fast_validator_the_slow_one_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Schemas, "validator", lambda _self, _kind: None)
    assert check(NEAR_MISS, "near_miss") == ()
    assert [f.rule for f in changed("relation: one", "relation: two")] == ["S02"]


def test_a_platform_without_the_fast_validator_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    assert load_schemas().validator("near_miss") is None


def test_where_the_two_disagree_the_record_stays_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "is_valid", lambda *_: False)
    (found,) = check(NEAR_MISS, "near_miss")
    assert found.rule == "S08"
