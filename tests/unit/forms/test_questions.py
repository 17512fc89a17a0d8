"""The questions are those of the schema's reported stage, in the provider's own words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs
import pytest

from closecall.errors import UsageError
from closecall.evidence import Evidence
from closecall.forms.questions import FILLED_IN, KIND, Part, Question, questions
from closecall.forms.sending import sending
from closecall.forms.shape import reported_schema
from closecall.validation.schemas import BASE, Field
from tests.support import AS_AT, CHAIN, Chain, schemas

ALLOWED: Final = """kind: policy
valid_from: 2026-01-01
thresholds:
  - {name: repeat-days, value: 90, unit: days, reason: What comes back soon never went away}
send_from_page:
  allowed: yes
  host: forgejo
  repository: https://git.example.org/rosewood/near-misses
  reason: Seniors use the account of the shift
"""


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return CHAIN.judge()


@pytest.fixture(scope="module")
def asked(evidence: Evidence) -> tuple[Question, ...]:
    return questions(evidence.schemas, evidence.register)


def parts(asked: tuple[Question, ...]) -> dict[str, Part]:
    return {part.id: part for question in asked for part in question.parts}


def least(fields: tuple[Field, ...]) -> Iterator[tuple[str, ...]]:
    """The ends of every way on which all is required."""
    for one in fields:
        if one.required:
            inner = tuple(least(one.fields))
            yield from inner or (one.path,)


def test_ten_questions_ask_for_all_that_the_reported_stage_needs(
    asked: tuple[Question, ...],
) -> None:
    assert [question.number for question in asked] == [*range(11)]
    ways = [tuple("*" if s == 0 else str(s) for s in part.steps) for part in parts(asked).values()]
    assert len(ways) == len(set(ways))
    needed = set(least(schemas().fields(KIND)))
    # `not yet` may stand for the source, so the schema does not ask for what is inside it.
    needed = (needed - {("source_ref",)}) | {("source_ref", "log"), ("source_ref", "locator")}
    extra = {("place",), ("harm_potential", "reason")}
    assert {*ways, *((name,) for name in FILLED_IN)} == needed | extra


def test_whether_prevention_was_reliable_is_not_asked(asked: tuple[Question, ...]) -> None:
    steps = {part.steps for part in parts(asked).values() if part.steps[0] == "prevented_by"}
    assert steps == {("prevented_by", 0, "what")}


def test_a_person_who_must_judge_may_say_that_they_do_not_know(
    asked: tuple[Question, ...],
) -> None:
    told = {
        *(
            part.steps[0]
            for part in parts(asked).values()
            for c in part.choices
            if c.value == "unknown"
        ),
        *(q.instead.steps[0] for q in asked if q.instead and q.instead.value == "unknown"),
    }
    assert told == {"detection_method", "harm_potential", "prevented_by"}


def test_words_of_errors_are_those_of_the_schema(asked: tuple[Question, ...]) -> None:
    by_path = {one.path: one for one in every(schemas().fields(KIND))}
    own = {
        *("cc-recorded-by-role", "cc-service", "cc-detected", "cc-domain"),
        *("cc-person-affected-relation", "cc-immediate-action-safe-now", "cc-harm-potential-worst"),
    }
    for part in parts(asked).values():
        field = by_path[tuple("*" if s == 0 else str(s) for s in part.steps)]
        assert (part.error == field.error) == (part.id not in own), part.id
        assert "required property" not in part.error
        assert not {"[", "id of"} & set(part.error.split())
        assert part.error.endswith(".")


def every(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from every(one.fields)


def test_services_units_and_roles_are_the_providers(asked: tuple[Question, ...]) -> None:
    found = parts(asked)
    assert [c.label for c in found["cc-service"].choices] == ["Rosewood House"]
    assert [u.units for u in found["cc-place"].units] == [("Unit 1", "Unit 2")]
    roles = {c.value for c in found["cc-recorded-by-role"].choices}
    assert "senior-carer" in roles
    assert "medicines-governance" not in roles  # a group


@pytest.mark.parametrize("folder", ["services", "roles"])
def test_without_a_service_or_a_role_it_says_what_to_do(folder: str) -> None:
    files = {path: text for path, text in CHAIN.files.items() if f"/{folder}/" not in path}
    evidence = Chain(files).judge()
    with pytest.raises(UsageError, match=f"closecall new {folder[:-1]}"):
        questions(evidence.schemas, evidence.register)


def test_a_provider_without_units_is_asked_on_a_line() -> None:
    bare = CHAIN.drop("rosewood-house", "units").judge()
    part = parts(questions(bare.schemas, bare.register))["cc-place"]
    assert (part.way, part.units) == ("line", ())


# What decides about a record.


@pytest.fixture(scope="module")
def pruned(asked: tuple[Question, ...]) -> "jsonschema_rs.Validator":
    kind, common = reported_schema(schemas(), asked)
    registry = jsonschema_rs.Registry([(BASE + "common.json", common)])
    return jsonschema_rs.Draft202012Validator(kind, registry=registry)


GOOD: Final[Mapping[str, Any]] = {
    "kind": "near_miss",
    "service": "rosewood-house",
    "detected": "2026-05-04 07:40",
    "recorded": "2026-05-04 08:10",
    "recorded_by_role": "senior-carer",
    "domain": ["medicines"],
    "what_happened": "A dose was nearly missed.",
    "person_affected": {"relation": "one"},
    "detection_method": "someone saw it",
    "prevented_by": [{"what": "unknown"}],
    "immediate_action": {"what": "It was given.", "safe_now": "yes"},
    "harm_potential": {"worst": "unknown", "reason": "It was the first time."},
    "source_ref": "not yet",
}


@pytest.mark.parametrize(
    "bent",
    [
        {},
        {"place": "Unit 2"},
        {"source_ref": {"log": "MAR charts", "locator": "Sheet 2"}},
        {"what_happened": "n/a"},
        {"what_happened": "…"},
        {"what_happened": "- - -"},
        {"what_happened": "x" * 10_001},
        {"place": "x" * 201},
        {"domain": []},
        {"domain": ["medicines", "medicines"]},
        {"detection_method": "luck"},
        {"prevented_by": []},
        {"prevented_by": [{"what": ""}]},
        {"person_affected": {"relation": "two"}},
        {"source_ref": "never"},
        {"source_ref": {"log": "MAR charts"}},
        {"kind": "incident"},
        {"detected": "yesterday"},
        {"other": "x"},
    ],
    ids=lambda bent: str(bent)[:40],
)
def test_the_pages_schema_decides_as_the_whole_one(
    pruned: "jsonschema_rs.Validator", bent: Mapping[str, Any]
) -> None:
    record = {**GOOD, **bent}
    whole = schemas().validator(KIND)
    assert whole is not None
    assert pruned.is_valid(record) == whole.is_valid(record)


@pytest.mark.parametrize("missing", list(GOOD))
def test_nothing_that_is_required_may_be_missing(
    pruned: "jsonschema_rs.Validator", missing: str
) -> None:
    assert not pruned.is_valid({k: v for k, v in GOOD.items() if k != missing})


# Sending.


def test_sending_is_not_allowed_unless_a_policy_says_so() -> None:
    assert sending(CHAIN.judge().register.policy, on=AS_AT) is None
    found = sending(CHAIN.add("main", ALLOWED).judge().register.policy, on=AS_AT)
    assert found is not None
    assert (found.host, found.branch, found.name) == ("forgejo", "main", "git.example.org")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("allowed: yes", "allowed: no"),
        ("  host: forgejo\n", ""),
        ("host: forgejo", "host: elsewhere"),
        ("https://git", "http://git"),
        ("https://git", "javascript://git"),
        ("https://git.example.org", "https://me@git.example.org"),
        ("https://git.example.org", "https://g\u0456t.example.org"),
        ("near-misses\n", "near-misses/?x=1\n"),
        ("near-misses\n", "../../x\n"),
        ("valid_from: 2026-01-01", "valid_from: 2026-06-01"),
    ],
)
def test_what_is_not_whole_is_not_allowed(old: str, new: str) -> None:
    assert old in ALLOWED
    policy = CHAIN.add("main", ALLOWED.replace(old, new)).judge().register.policy
    assert sending(policy, on=AS_AT) is None
