"""Which limit decides: the provider's own on that day, for that harm; else closecall's."""

from collections.abc import Mapping
from datetime import date

import pytest

from closecall.model.fields import RecordId
from closecall.model.policy import Policy, PolicyRecord, read_policy, read_thresholds
from closecall.records.documents import Plain
from closecall.records.reading import Document
from tests.support import schemas

DAY = date(2026, 5, 4)
DEFAULTS = read_thresholds(schemas().policy_defaults)


def threshold(name: str, value: Plain, *, harm: str = "") -> dict[str, Plain]:
    """One limit as an author writes it."""
    said: dict[str, Plain] = {"name": name, "value": value, "unit": "days", "reason": "So decided"}
    return {**said, "for_harm": harm} if harm else said


def record(name: str, *limits: dict[str, Plain], **more: Plain) -> PolicyRecord:
    """A policy record."""
    data: Mapping[str, Plain] = {"valid_from": "2026-01-01", "thresholds": [*limits], **more}
    document = Document(
        path=f"records/policy/{name}.yml", kind="policy", stem=name, data=data, blob=""
    )
    return read_policy(document, broken=False)


def test_without_a_policy_the_defaults_hold_and_say_so() -> None:
    limit = Policy((), DEFAULTS).limit("repeat-days", on=DAY)
    assert limit.value == 90
    assert limit.policy is None
    assert limit.threshold.reason


def test_the_providers_own_limit_comes_first() -> None:
    policy = Policy((record("main", threshold("repeat-days", 120)),), DEFAULTS)
    limit = policy.limit("repeat-days", on=DAY)
    assert limit.value == 120
    assert limit.policy == "main"
    assert policy.limit("settle-days", on=DAY).policy is None, "it sets no such limit"


def test_nought_is_a_limit() -> None:
    policy = Policy((record("main", threshold("no-change-harm-limit", 0)),), DEFAULTS)
    assert policy.limit("no-change-harm-limit", on=DAY).value == 0


@pytest.mark.parametrize("value", [None, "seven", True, 2.5, [7]])
def test_a_limit_without_a_whole_number_is_none(value: Plain) -> None:
    policy = Policy((record("main", threshold("repeat-days", value)),), DEFAULTS)
    assert policy.limit("repeat-days", on=DAY).policy is None


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 12, 31), 90),
        (date(2026, 1, 1), 100),
        (date(2026, 3, 31), 100),
        (date(2026, 4, 1), 60),
        (date(2027, 1, 1), 60),
    ],
)
def test_an_older_policy_stays_in_force_for_its_dates(day: date, value: int) -> None:
    older = record("older", threshold("repeat-days", 100))
    newer = record("newer", threshold("repeat-days", 60), valid_from="2026-04-01")
    for records in ((older, newer), (newer, older)):
        assert Policy(records, DEFAULTS).limit("repeat-days", on=day).value == value


def test_a_newer_policy_that_is_silent_leaves_the_older_limit_in_force() -> None:
    older = record("older", threshold("repeat-days", 100), threshold("settle-days", 20))
    newer = record("newer", threshold("repeat-days", 60), valid_from="2026-04-01")
    policy = Policy((older, newer), DEFAULTS)
    assert policy.limit("settle-days", on=DAY).value == 20


def test_a_policy_ends_after_its_last_day() -> None:
    policy = Policy(
        (record("main", threshold("repeat-days", 60), valid_to="2026-05-04"),), DEFAULTS
    )
    assert policy.limit("repeat-days", on=DAY).value == 60
    assert policy.limit("repeat-days", on=date(2026, 5, 5)).value == 90


def test_a_policy_that_was_taken_back_or_has_no_day_decides_nothing() -> None:
    taken_back = record(
        "main",
        threshold("repeat-days", 60),
        withdrawn={"on": "2026-01-02", "by_role": "quality-lead", "reason": "A draft"},
    )
    undated = record("other", threshold("repeat-days", 61), valid_from="soon")
    assert Policy((taken_back, undated), DEFAULTS).limit("repeat-days", on=DAY).value == 90


def test_a_limit_for_one_harm_before_one_for_all() -> None:
    own = record(
        "main",
        threshold("days-to-review", 9),
        threshold("days-to-review", 2, harm="Fatal"),
    )
    policy = Policy((own,), DEFAULTS)
    assert policy.limit("days-to-review", on=DAY, harm="Fatal").value == 2
    assert policy.limit("days-to-review", on=DAY, harm="Low physical harm").value == 9
    assert policy.limit("days-to-review", on=DAY).value == 9


def test_for_a_harm_that_the_provider_leaves_out_the_default_holds() -> None:
    policy = Policy((record("main", threshold("days-to-review", 2, harm="Fatal")),), DEFAULTS)
    limit = policy.limit("days-to-review", on=DAY, harm="Moderate physical harm")
    assert (limit.value, limit.policy) == (3, None)


def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(KeyError):
        Policy((), DEFAULTS).limit("days-to-tea", on=DAY)


def test_the_names_are_those_of_defaults_and_records() -> None:
    policy = Policy((record("main", threshold("days-to-tea", 1)),), DEFAULTS)
    assert ("days-to-tea", "") in policy.names
    assert ("days-to-review", "Fatal") in policy.names
    assert policy.names == tuple(sorted(set(policy.names)))


def test_every_default_can_be_asked_for() -> None:
    policy = Policy((), DEFAULTS)
    for name, harm in policy.names:
        assert policy.limit(name, on=DAY, harm=harm).policy is None
    assert RecordId("main") not in {r.id for r in policy.records}
