"""The schemas and code lists as data: they agree with each other and can be read by people."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json: TypeAlias = dict[str, Any]

SCHEMAS = Path(__file__).parents[3] / "schemas"
BASE = "https://closecall.example/schemas/"
NOT_A_SCHEMA = {"policy-defaults.json", "details.json"}

# What jsonschema and jsonschema-rs answer differently, or what only one of them knows.
FORBIDDEN_KEYWORDS = {"format", "multipleOf", "unevaluatedProperties", "unevaluatedItems"}
FORBIDDEN_CLASSES = re.compile(r"\\[dDwWsSbB]")

QUALITY_STATEMENTS = {"Safe": 8, "Effective": 6, "Caring": 5, "Responsive": 7, "Well-led": 8}
LINES_OF_ENQUIRY = {"Safe": 7, "Effective": 4, "Caring": 3, "Responsive": 4, "Well-led": 6}


def _no_duplicates(pairs: list[tuple[str, Any]]) -> Json:
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return dict(pairs)


def _load(path: Path) -> Json:
    value = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_no_duplicates)
    assert isinstance(value, dict)
    return value


LISTS: dict[str, Json] = {
    path.stem: _load(path) for path in sorted((SCHEMAS / "lists").glob("*.json"))
}
FILES: dict[str, Json] = {
    path.name: _load(path)
    for path in sorted(SCHEMAS.glob("*.json"))
    if path.name not in NOT_A_SCHEMA
}
COMMON = FILES["common.json"]
NOT_A_KIND = {"common.json", "import_map.json"}
KINDS = {
    name.removesuffix(".json"): schema for name, schema in FILES.items() if name not in NOT_A_KIND
}
DEFAULTS = _load(SCHEMAS / "policy-defaults.json")
REGISTRY: Registry[Any] = Registry().with_resources(
    (BASE + name, DRAFT202012.create_resource(schema)) for name, schema in FILES.items()
)


def labels(list_id: str) -> list[str]:
    return [item["label"] for item in LISTS[list_id]["items"]]


# --- Walking a schema ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value in a schema file, and the JSON pointer that leads to it."""

    file: str
    pointer: str
    value: Json

    def __str__(self) -> str:
        return f"{self.file}{self.pointer}"

    def below(self, *keys: str | int) -> "Place":
        value: Any = self.value
        for key in keys:
            value = value[key]
        pointer = "".join(f"/{key}" for key in keys)
        return Place(file=self.file, pointer=self.pointer + pointer, value=value)


def subschemas(place: Place) -> Iterator[Place]:
    """The schema and all in it, the conditions left out: they only narrow what stands elsewhere."""
    yield place
    for keyword in ("$defs", "properties"):
        for name in place.value.get(keyword, {}):
            yield from subschemas(place.below(keyword, name))
    for keyword in ("anyOf", "oneOf", "prefixItems"):
        for index in range(len(place.value.get(keyword, []))):
            yield from subschemas(place.below(keyword, index))
    for keyword in ("items", "additionalProperties"):
        if isinstance(place.value.get(keyword), dict):
            yield from subschemas(place.below(keyword))


def places() -> Iterator[Place]:
    for name, schema in FILES.items():
        yield from subschemas(Place(file=name, pointer="#", value=schema))


def properties() -> Iterator[Place]:
    """Every property of every schema, nested ones too, and every shared definition."""
    for place in places():
        for keyword in ("properties", "$defs"):
            for name in place.value.get(keyword, {}):
                yield place.below(keyword, name)


def target(place: Place) -> Place | None:
    """What the `$ref` of a schema leads to."""
    if "$ref" not in place.value:
        return None
    file, _, pointer = str(place.value["$ref"]).partition("#")
    found = Place(file=file or place.file, pointer="#", value=FILES[file or place.file])
    return found.below(*pointer.strip("/").split("/"))


def effective(place: Place, keyword: str) -> Any:  # noqa: ANN401 - any JSON value
    """A keyword of a schema, or else of what it refers to."""
    following: Place | None = place
    while following is not None:
        if keyword in following.value:
            return following.value[keyword]
        following = target(following)
    return None


def everything(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON value
    """Each key and value in a schema that is a keyword, conditions and all."""
    if isinstance(value, list):
        for item in value:
            yield from everything(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in {"examples", "enum", "const"}:
                continue
            yield key, item
            if key in {"properties", "$defs"}:
                for schema in item.values():
                    yield from everything(schema)
            else:
                yield from everything(item)


# --- Code lists ------------------------------------------------------------------------------


@pytest.mark.parametrize("list_id", LISTS)
def test_a_list_says_what_it_is(list_id: str) -> None:
    code_list = LISTS[list_id]
    assert code_list["id"] == list_id
    for key in ("title", "source", "version", "licence", "status"):
        assert code_list[key], key
    assert code_list["status"] in {"in force", "draft", "unverified"}
    assert code_list["items"]
    for item in code_list["items"]:
        assert re.fullmatch("[a-z][a-z0-9-]{1,63}", item["id"]), item
        assert item["label"] == item["label"].strip()
        assert item["label"]
    for key in ("id", "label"):
        counted = Counter(item[key] for item in code_list["items"])
        assert max(counted.values()) == 1, f"{key} stands twice in {list_id}"


@pytest.mark.parametrize("list_id", LISTS)
def test_each_list_has_its_enum(list_id: str) -> None:
    name = "cl_" + list_id.replace("-", "_")
    assert COMMON["$defs"][name]["x-list"] == list_id
    assert COMMON["$defs"][name]["enum"] == labels(list_id)


def test_each_enum_of_a_list_has_its_labels() -> None:
    seen = 0
    for place in places():
        if "x-list" in place.value:
            also = place.value.get("x-list-also", [])
            assert place.value["enum"] == labels(place.value["x-list"]) + also, str(place)
            seen += 1
    assert seen >= len(LISTS)


def test_a_list_marked_unverified_or_draft_says_why() -> None:
    for code_list in LISTS.values():
        if code_list["status"] != "in force":
            assert code_list.get("note"), code_list["id"]


@pytest.mark.parametrize(
    ("list_id", "per_question", "total"),
    [
        pytest.param("cqc-qs-34", QUALITY_STATEMENTS, 34, id="quality statements"),
        pytest.param("cqc-kloe-24-draft", LINES_OF_ENQUIRY, 24, id="draft lines of enquiry"),
    ],
)
def test_cqc_frameworks_are_whole(list_id: str, per_question: dict[str, int], total: int) -> None:
    items = LISTS[list_id]["items"]
    assert len(items) == total
    assert Counter(item["key_question"] for item in items) == per_question
    assert list(dict.fromkeys(item["key_question"] for item in items)) == labels("cqc-key-question")


@pytest.mark.parametrize(
    ("list_id", "count"),
    [
        ("domain", 8),
        ("event-form", 7),
        ("evidence-type", 10),
        ("harm-physical", 5),
        ("anonymity-reason", 8),
        ("contributory", 21),
        ("action-strength", 19),
        ("cqc-evidence-category", 6),
        ("cqc-regulation", 14),
        ("measure-kind", 4),
        ("decision", 7),
        ("pamms-section", 6),
    ],
)
def test_other_lists_are_whole(list_id: str, count: int) -> None:
    assert len(LISTS[list_id]["items"]) == count


def test_source_logs_are_the_fifteen_of_the_article_and_then_ours() -> None:
    ours = [item.get("source") == "closecall" for item in LISTS["source-log"]["items"]]
    assert ours == [False] * 15 + [True] * 9


def test_actions_are_ranked_by_strength() -> None:
    strengths = Counter(item["strength"] for item in LISTS["action-strength"]["items"])
    assert strengths == {"Stronger": 6, "Intermediate": 8, "Weaker": 5}


# --- Schemas ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_schema_is_one(name: str) -> None:
    schema = FILES[name]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == BASE + name
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_allows_only_what_it_names(kind: str) -> None:
    schema = KINDS[kind]
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["properties"]["kind"]["const"] == kind
    assert "kind" in schema["required"]
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_may_carry_what_every_record_may(kind: str) -> None:
    envelope = {
        "id", "kind", "schema_version", "recorded", "recorded_by_role", "source_ref", "links",
        "evidence", "framework_map", "withdrawn", "privacy", "public_text", "amendments",
    }  # fmt: skip
    assert envelope <= KINDS[kind]["properties"].keys()


def test_what_is_required_is_asked_for_and_said_when_missing() -> None:
    for place in places():
        for name in place.value.get("required", []):
            if "properties" in place.value:
                assert name in place.value["properties"], f"{place}: {name}"
                asked = place.below("properties", name)
                assert effective(asked, "x-error"), f"{asked} has no x-error"


def test_objects_inside_are_closed_too() -> None:
    for place in places():
        if "properties" in place.value:
            assert place.value.get("additionalProperties") is False, str(place)


def test_every_property_is_explained() -> None:
    for place in properties():
        for keyword in ("title", "description", "examples"):
            assert effective(place, keyword), f"{place} has no {keyword}"


def test_words_for_people_are_sentences() -> None:
    for place in properties():
        description = effective(place, "description")
        assert description.endswith("."), f"{place}: {description}"
        assert not effective(place, "title").endswith("."), str(place)
        error = effective(place, "x-error")
        assert error is None or (error[0].isupper() and error.endswith(".")), f"{place}: {error}"


def test_examples_are_valid() -> None:
    for place in properties():
        reference = {"$ref": f"{BASE}{place.file}{place.pointer}"}
        validator = Draft202012Validator(reference, registry=REGISTRY)
        for example in effective(place, "examples"):
            errors = [error.message for error in validator.iter_errors(example)]
            assert errors == [], f"{place}: {example!r}"


@pytest.mark.parametrize("name", FILES)
def test_nothing_in_which_the_two_validators_differ(name: str) -> None:
    for keyword, value in everything(FILES[name]):
        assert keyword not in FORBIDDEN_KEYWORDS
        if keyword == "pattern":
            assert value.startswith("^"), value
            assert value.endswith("$"), value
            assert not FORBIDDEN_CLASSES.search(value), value


def test_links_name_kinds_that_there_are() -> None:
    for place in places():
        for kind in place.value.get("x-ref", []):
            assert kind in KINDS, f"{place}: {kind}"
        if "x-ref-except" in place.value:
            assert "x-ref" in place.value, str(place)


# --- What is refused ------------------------------------------------------------------------


def refused(reference: str, value: object) -> bool:
    validator = Draft202012Validator({"$ref": BASE + reference}, registry=REGISTRY)
    return not validator.is_valid(value)


@pytest.mark.parametrize(
    "words", ["", " ", "\n", "-", "\u2013", "...", "??", "n/a", "N/A", "tbc", "see above", "ditto"]
)
@pytest.mark.parametrize("shape", ["text", "line"])
def test_a_word_that_stands_in_for_an_answer_is_refused(shape: str, words: str) -> None:
    assert refused(f"common.json#/$defs/{shape}", words)


@pytest.mark.parametrize("words", ["none", "no", "0", "x", "12 of 12", "unknown", "£5", "Nights"])
@pytest.mark.parametrize("shape", ["text", "line"])
def test_a_short_answer_is_taken(shape: str, words: str) -> None:
    assert not refused(f"common.json#/$defs/{shape}", words)


def test_a_line_is_one_line() -> None:
    assert refused("common.json#/$defs/line", "one\ntwo")
    assert refused("common.json#/$defs/line", "a" * 201)
    assert not refused("common.json#/$defs/text", "one\ntwo")


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("id", "NM-2026"),
        ("id", "a"),
        ("ref", "medicines lead"),
        ("refs", []),
        ("refs", ["medicines-lead", "medicines-lead"]),
        ("day", "6 May 2026"),
        ("day", "2026-5-6"),
        ("moment", "2026-05-06"),
        ("moment", "2026-05-06 7:40"),
        ("duration", "6 weeks"),
        ("duration", "P0W"),
        ("yes_no", True),
        ("one_to_five", 6),
        ("harm_worst", "moderate"),
        ("how_close_controls", -1),
        ("text_or_none", {"none": "-"}),
        ("source_ref_or_not_yet", "soon"),
        ("prevented_by", []),
        ("external_reporting", []),
        ("details", {"Visit priority": "high"}),
        ("framework_item", {"framework": "cqc-qs-34", "item": "Safety culture"}),
        ("framework_item", {"framework": "cqc-kloe-24-draft", "item": "Learning culture"}),
    ],
)
def test_a_wrong_shape_is_refused(shape: str, value: object) -> None:
    assert refused(f"common.json#/$defs/{shape}", value)


def test_only_an_invented_provider_stands_still() -> None:
    record = {"kind": "provider", "name": "Rosewood Care Group", "contact_role": "quality-lead"}
    assert not refused("provider.json", record)
    assert not refused("provider.json", record | {"fictional": True, "as_at": "2026-10-15"})
    assert refused("provider.json", record | {"as_at": "2026-10-15"})
    assert refused("provider.json", record | {"fictional": False, "as_at": "2026-10-15"})


def test_a_factor_is_shown_or_ruled_out() -> None:
    item = "review.json#/properties/contributory/items"
    shown, ruled_out = {"evidence": "Eleven changes."}, {"ruled_out": "All had been trained."}
    factor = {"factor": "Team Factors"}
    assert not refused(item, factor | shown)
    assert not refused(item, factor | ruled_out)
    assert refused(item, factor)
    assert refused(item, factor | shown | ruled_out)


@pytest.mark.parametrize(
    "limit",
    [
        {"name": "days-to-review", "value": 2, "unit": "days"},
        {"name": "days-to-brief", "value": 2, "unit": "days", "for_harm": "Fatal"},
        {"name": "days-to-brief", "value": 2, "unit": "events"},
        {"name": "suppression-threshold", "value": 5, "unit": "days"},
        {"name": "no-change-harm-limit", "value": 5, "unit": "harm level"},
    ],
)
def test_a_limit_has_the_unit_of_its_name(limit: Json) -> None:
    reference = "policy.json#/properties/thresholds/items"
    assert refused(reference, limit | {"reason": "A working week."})


# --- Defaults --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["thresholds", "frameworks", "response_levels"])
def test_defaults_have_the_shape_of_a_policy(key: str) -> None:
    reference = {"$ref": f"{BASE}policy.json#/properties/{key}"}
    validator = Draft202012Validator(reference, registry=REGISTRY)
    assert [error.message for error in validator.iter_errors(DEFAULTS[key])] == []


def test_defaults_set_every_limit_once_and_say_whose_they_are() -> None:
    limits = KINDS["policy"]["properties"]["thresholds"]["items"]["properties"]["name"]["enum"]
    harms = [*labels("harm-physical"), "unknown"]
    counted = Counter(limit["name"] for limit in DEFAULTS["thresholds"])
    assert counted == {name: len(harms) if name == "days-to-review" else 1 for name in limits}
    by_harm = {
        limit["for_harm"]: limit["value"]
        for limit in DEFAULTS["thresholds"]
        if limit["name"] == "days-to-review"
    }
    assert list(by_harm) == [*reversed(labels("harm-physical")), "unknown"]
    days = [by_harm[harm] for harm in labels("harm-physical")]
    assert days == sorted(days, reverse=True), "the worse it could have been, the sooner"
    assert Counter(level["harm"] for level in DEFAULTS["response_levels"]) == Counter(harms)
    assert DEFAULTS["status"] == "default of closecall, not approved by the provider"


# --- Dates of lists and details by area ------------------------------------------------------


@pytest.mark.parametrize("list_id", LISTS)
def test_a_list_says_from_when_it_holds_and_who_says_so(list_id: str) -> None:
    code_list = LISTS[list_id]
    assert code_list["dated"] in {"by its source", "by closecall", "not confirmed"}
    day = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
    if code_list["status"] == "draft":
        assert day.fullmatch(code_list["published"])
        assert "valid_from" not in code_list, "a draft holds for nobody yet"
    else:
        assert day.fullmatch(code_list["valid_from"])
    ids = {item["id"] for item in code_list["items"]}
    for item in code_list["items"]:
        for key in ("valid_from", "valid_to"):
            assert key not in item or day.fullmatch(item[key])
        assert item.get("superseded_by", item["id"]) in ids


def test_a_framework_names_areas_and_kinds_that_there_are() -> None:
    frameworks = [one for one in LISTS.values() if one.get("framework")]
    assert [one["id"] for one in frameworks] == sorted(COMMON["$defs"]["cl_framework"]["enum"])
    for one in (*frameworks, LISTS["cqc-evidence-category"]):
        for item in one["items"]:
            assert set(item.get("domains", ())) <= set(labels("domain")), item
            assert set(item.get("kinds", ())) <= KINDS.keys(), item


def test_details_have_words_and_an_example_each() -> None:
    details = _load(SCHEMAS / "details.json")
    areas = [area["domain"] for area in details["domains"]]
    assert len(areas) == len(set(areas))
    assert set(areas) <= set(labels("domain"))
    shape = {"$ref": f"{BASE}common.json#/$defs/details"}
    validator = Draft202012Validator(shape, registry=REGISTRY)
    for area in details["domains"]:
        assert set(area.get("service_types", ())) <= set(labels("service-type"))
        for one in area["details"]:
            assert one.keys() == {"key", "title", "meaning", "needed", "example"}
            assert validator.is_valid({one["key"]: one["example"]}), one
            assert one["meaning"].endswith(".")
