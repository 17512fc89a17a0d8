"""The verdicts wired to records: the example's own, and what must hold of every one of them."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closecall.analysis.events import Flag
from closecall.analysis.measures import Measures, Result
from closecall.analysis.minutes import Trend
from closecall.analysis.targets import TargetCode
from closecall.evidence import Evidence, gather
from closecall.model.assemble import assemble
from closecall.model.fields import RecordId
from closecall.model.policy import read_thresholds
from closecall.model.register import Register
from closecall.model.trail import make_trails
from closecall.records.documents import Plain
from closecall.records.reading import Document, Filed
from tests.support import schemas, time_zone
from tests.unit.pages.evidence_maker import document

ROOT: Final = Path(__file__).parents[3]


@cache
def example() -> Evidence:
    return gather(ROOT)


def outcome(result: Result[Any]) -> tuple[object, ...]:
    return (
        result.of,
        result.code,
        result.words,
        result.flags,
        result.counted,
        tuple((s.name, s.span, s.counted, s.exposure) for s in result.stretches),
    )


def outcomes(measures: Measures) -> list[tuple[object, ...]]:
    return [outcome(result) for result in measures.all_results()]


def without(register: Register, record_id: str, as_at: date) -> Measures:
    """The verdicts with one record away."""
    left = Register(
        [r for r in register.records.values() if r.id != record_id],
        links=register.links,
        files=register.files,
        unreadable=register.unreadable,
        default_limits=register.default_limits,
    )
    return Measures(left, make_trails(left, as_at), as_at)


# --- The example ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "rule", "code", "words"),
    [
        (
            "mp-20260309-h8ra",
            "none",
            TargetCode.MET,
            (
                "Met: none in 42 days. A clear spell this long would come by chance in 29% of "
                "cases at the earlier rate (8 in 251 days)."
            ),
        ),
        (
            "mp-20260525-c8pf",
            "reduced",
            TargetCode.LOWER_UNPROVEN,
            (
                "Lower, but could be chance: 1 in 19,870 planned visits, "
                "8 in 115,366 planned visits before"
            ),
        ),
        (
            "mp-20260622-x7md",
            "sustained",
            TargetCode.NOT_MET,
            "Not met: 1 record and 2 failed checks",
        ),
        (
            "mp-20261012-q5ds",
            "sustained",
            TargetCode.NOT_YET_DUE,
            "Not yet due: window ends 11 January 2027, 0 so far",
        ),
        (
            "mp-20260615-b6xs",
            "at_most",
            TargetCode.INSUFFICIENT,
            "Not enough evidence: checks missing (3 of 4 made)",
        ),
    ],
)
def test_targets_of_the_example(plan: str, rule: str, code: TargetCode, words: str) -> None:
    found = example().measures.targets[RecordId(plan)]
    assert (found.target.rule, found.code, found.words) == (rule, code, words)


def test_every_plan_and_every_change_has_its_verdict() -> None:
    measures = example().measures
    files = {p.stem for p in (ROOT / "records" / "monitoring-plans").rglob("*.yml")}
    assert set(measures.targets) == files
    changes = {p.stem for p in (ROOT / "records" / "control-changes").rglob("*.yml")}
    assert set(measures.changes) == changes
    assert set(measures.reporting) == set(measures.ratios) == set(measures.recording)
    assert len(measures.reporting) == 3


def test_a_target_and_its_change_may_disagree() -> None:
    """Met says something of the window alone; of the change it says nothing."""
    measures = example().measures
    met = measures.targets[RecordId("mp-20260629-w6fx")]
    (change,) = measures.changes_watched_by(RecordId("mp-20260629-w6fx"))
    assert met.code == "met"
    assert change.code == "too_few"


def test_a_baseline_says_what_is_counted_in() -> None:
    measures = example().measures
    (change,) = measures.changes_watched_by(RecordId("mp-20260309-h8ra"))
    assert {s.exposure.unit for s in change.stretches} == {"time-critical doses"}
    assert [float(s.exposure.amount) for s in change.stretches] == [2213, 378 + 504 + 972]
    (visits,) = measures.changes_watched_by(RecordId("mp-20260525-c8pf"))[:1]
    assert {s.exposure.unit for s in visits.stretches} == {"planned visits"}


def test_the_event_that_led_to_a_change_is_never_its_repeat() -> None:
    for result in example().measures.changes.values():
        assert result.asked.index_events
        assert not result.asked.index_events & set(result.counted)
        assert Flag.TRIGGERED in result.flags
        both = result.verdict.comparison
        assert (result.verdict.with_index_events is None) == (both is None)


def test_minutes_stand_beside_what_the_counts_said_on_that_day() -> None:
    found = {m.decision: m for r in example().measures.targets.values() for m in r.minuted}
    before = found[RecordId("gd-20260421-m3wz")]
    assert (before.says, before.agree) == (Trend.CANNOT_TELL, True)
    hasty = found[RecordId("gd-20260721-s8nq")]
    assert (hasty.says, hasty.agree) == (Trend.IMPROVED, False)
    assert hasty.counts_said.startswith("Lower, but could be chance")


def test_every_verdict_says_what_it_rests_on() -> None:
    evidence = example()
    found = list(evidence.measures.all_results())
    assert len(found) > 50
    for result in found:
        assert result.words
        assert result.n == len(set(result.counted)) == result.near_misses + result.incidents
        assert set(result.counted) <= set(evidence.register.records)
        assert result.formulas
        assert all(f.text.name and f.text.expression for f in result.formulas)
        for stretch in result.stretches:
            assert stretch.exposure.amount > 0
            assert stretch.exposure.unit
        if result.counted:
            told = {i for stretch in result.stretches for i in stretch.counted}
            assert set(result.counted) <= told


def test_taking_one_listed_record_away_changes_n_by_one() -> None:
    evidence = example()
    whole = {
        (type(r).__name__, r.of, r.service, getattr(r, "domain", "")): r
        for r in evidence.measures.all_results()
    }
    listed = sorted({name for r in whole.values() for name in r.counted})
    assert len(listed) > 30
    tried = 0
    for name in listed:
        less = {
            (type(r).__name__, r.of, r.service, getattr(r, "domain", "")): r
            for r in without(evidence.register, name, evidence.as_at).all_results()
        }
        for key, result in whole.items():
            if name not in result.counted:
                continue
            if result.n == 1 and key not in less:
                continue  # the last of its kind: there is no pattern left to judge
            assert less[key].n == result.n - 1, (name, key)
            assert set(less[key].counted) == set(result.counted) - {name}
            tried += 1
    assert tried > 100


def test_order_and_time_zone_change_nothing() -> None:
    evidence = example()
    expected = outcomes(evidence.measures)
    records = list(evidence.register.records.values())
    for seed, zone in enumerate(("Pacific/Kiritimati", "America/Adak")):
        Random(seed).shuffle(records)  # noqa: S311 - any order will do
        shuffled = Register(
            records,
            links=evidence.register.links,
            files=evidence.register.files,
            unreadable=evidence.register.unreadable,
            default_limits=evidence.register.default_limits,
        )
        with time_zone(zone):
            trails = make_trails(shuffled, evidence.as_at)
            assert outcomes(Measures(shuffled, trails, evidence.as_at)) == expected


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    evidence = gather(ROOT)
    assert vars(evidence.measures).keys() == {"register", "as_at", "_trails", "_steady"}


# --- Invented records: what no record may bring about ---------------------------------------

START: Final = date(2026, 3, 2)
MP: Final = RecordId("mp-one")
HOUSE: Final = RecordId("house-one")
SERVICES: Final = ("house-one", "house-two")


def told(
    events: list[tuple[int, int, bool, str]],
    *,
    rule: str = "none",
    as_at: date,
    target: dict[str, Plain] | None = None,
    more: tuple[Document, ...] = (),
) -> Measures:
    """One service with a target from `START` on, and its events by days from there and delay."""
    found = [document(s, "service", {"name": s, "service_type": "care home"}) for s in SERVICES]
    route: dict[str, Plain] = {"service": "house-one", "valid_from": "2025-04-01"}
    found.append(document("rr-one", "reporting_route", route))
    found.append(near_miss("nm-index", START - timedelta(9), 0, "timing"))
    for place, (day, lag, is_incident, mechanism) in enumerate(events):
        made = incident if is_incident else near_miss
        found.append(made(f"ev-{place:03}", START + timedelta(day), lag, mechanism))
    said: dict[str, Plain] = {
        "statement": "None",
        "rule": rule,
        "at_most": 2,
        "selector": {"service": "house-one", "mechanism": "timing"},
        "start": START.isoformat(),
        "window": "P8W",
        "index_events": "nm-index",
    }
    plan: dict[str, Plain] = {
        "near_misses": "nm-index",
        "recorded": "2026-02-22 09:00",
        "target": said | (target or {}),
    }
    found.append(document("mp-one", "monitoring_plan", plan))
    found.extend(more)
    return measured(found, as_at)


def measured(documents: list[Document], as_at: date) -> Measures:
    register = assemble(
        tuple(documents),
        broken=frozenset(),
        files={d.stem: Filed(kind=d.kind, path=d.path) for d in documents},
        unreadable=frozenset(),
        references=schemas().references,
        default_limits=read_thresholds(schemas().policy_defaults),
    ).as_at(as_at)
    return Measures(register, make_trails(register, as_at), as_at)


def near_miss(name: str, day: date, lag: int, mechanism: str) -> Document:
    return document(name, "near_miss", _event(day, lag, mechanism))


def incident(name: str, day: date, lag: int, mechanism: str) -> Document:
    return document(name, "incident", _event(day, lag, mechanism))


def _event(day: date, lag: int, mechanism: str) -> dict[str, Plain]:
    return {
        "service": "house-one",
        "domain": ["medicines"],
        "detected": f"{day.isoformat()} 10:00",
        "recorded": f"{(day + timedelta(lag)).isoformat()} 11:00",
        "mechanism": mechanism,
    }


histories = st.lists(
    st.tuples(
        st.integers(-200, 80),
        st.sampled_from([0, 0, 1, 9, 30]),
        st.booleans(),
        st.sampled_from(["timing", "storage"]),
    ),
    max_size=10,
)
rules = st.sampled_from(["none", "at_most", "sustained"])


@given(histories, rules, st.integers(0, 55), st.integers(0, 120))
@settings(max_examples=60)
def test_an_event_more_in_the_window_never_makes_a_target_met(
    events: list[tuple[int, int, bool, str]], rule: str, place: int, later: int
) -> None:
    as_at = START + timedelta(later)
    before = told(events, rule=rule, as_at=as_at).targets[MP]
    after = told([*events, (place, 0, False, "timing")], rule=rule, as_at=as_at).targets[MP]
    if before.code == "not_met":
        assert after.code == "not_met"
    if after.code == "met":
        assert before.code in {"met", "insufficient"}
    assert after.n == before.n + (place <= later)


@given(histories, rules, st.integers(-5, 120), st.integers(0, 60))
@settings(max_examples=60)
def test_a_later_day_never_takes_back_that_it_is_not_met(
    events: list[tuple[int, int, bool, str]], rule: str, day: int, wait: int
) -> None:
    first = told(events, rule=rule, as_at=START + timedelta(day)).targets[MP]
    second = told(events, rule=rule, as_at=START + timedelta(day + wait)).targets[MP]
    if first.code == "not_met":
        assert second.code == "not_met"


# --- Single things --------------------------------------------------------------------------


def test_a_late_record_shows_both_verdicts_and_is_named() -> None:
    others = [(day, 0, False, "storage") for day in range(-200, 80, 10)]
    late = told([*others, (20, 80, False, "timing")], as_at=date(2026, 7, 1)).targets[MP]
    assert late.code == "not_met"
    assert Flag.REVISED in late.flags
    revised = late.verdict.revised
    assert revised is not None
    assert (revised.said, revised.on) == ("met", START + timedelta(20 + 80 - 1))
    assert revised.by == (f"ev-{len(others):03}",)


def test_a_record_that_is_withdrawn_or_told_twice_counts_once_at_most() -> None:
    again: dict[str, Plain] = {**_event(START, 0, "timing"), "links": {"same_as": "ev-000"}}
    gone: dict[str, Plain] = {
        **_event(START, 0, "timing"),
        "withdrawn": {"on": "2026-03-04", "by_role": "x", "reason": "Entered for another house"},
    }
    more = (document("nm-again", "near_miss", again), document("nm-gone", "near_miss", gone))
    found = told([(1, 0, False, "timing")], as_at=date(2026, 6, 1), more=more)
    assert found.targets[MP].counted == ("ev-000",)


def test_without_a_service_or_a_kind_a_target_cannot_be_measured() -> None:
    nowhere = told([], as_at=date(2026, 6, 1), target={"selector": {"service": "house-nine"}})
    assert nowhere.targets[MP].words == "Not measurable as written"
    no_window = told([], as_at=date(2026, 6, 1), target={"window": "six weeks"})
    assert no_window.targets[MP].code == "not_measurable"
    assert no_window.targets[MP].stretches == ()


def test_without_a_selector_the_kind_of_its_near_miss_counts() -> None:
    found = told(
        [(1, 0, False, "timing"), (2, 0, False, "storage")],
        as_at=date(2026, 6, 1),
        target={"selector": {"service": "house-one"}},
    )
    assert found.targets[MP].counted == ("ev-000",)


def test_a_day_covered_twice_is_no_exposure() -> None:
    rows = tuple(
        document(
            f"ac-{n}",
            "activity",
            {
                "service": "house-one",
                "measure": "Bed days",
                "unit": "bed days",
                "period": {"from": "2025-03-01", "to": "2026-06-30"},
                "value": 900,
            },
        )
        for n in range(2)
    )
    once = told([], as_at=date(2026, 7, 1), more=rows[:1]).targets[MP].stretches[0]
    twice = told([], as_at=date(2026, 7, 1), more=rows).targets[MP].stretches[0]
    assert once.exposure.unit == "bed days"
    assert twice.exposure.unit == "days"


def test_a_silent_service_is_judged_silent_although_it_has_no_record_at_all() -> None:
    """It must not pass for a small one: the target of a house that never reports is not met."""
    documents = [
        document(f"house-{n}", "service", {"name": f"House {n}", "domains": ["medicines"]})
        for n in range(4)
    ]
    for n in range(4):
        documents.append(
            document(
                f"ac-{n}",
                "activity",
                {
                    "service": f"house-{n}",
                    "measure": "Bed days",
                    "unit": "bed days",
                    "period": {"from": "2025-07-01", "to": "2026-06-30"},
                    "value": 9000,
                },
            )
        )
        documents += [
            document(
                f"nm-{n}-{k}",
                "near_miss",
                {**_event(START + timedelta(5 * k), 0, "timing"), "service": f"house-{n}"},
            )
            for k in range(12)
            if n
        ]
    documents.append(
        document(
            "mp-one",
            "monitoring_plan",
            {
                "near_misses": "nm-1-0",
                "target": {
                    "statement": "None",
                    "rule": "none",
                    "selector": {"service": "house-0", "mechanism": "timing"},
                    "start": START.isoformat(),
                    "window": "P8W",
                },
            },
        )
    )
    found = measured(documents, date(2026, 7, 1))
    assert found.reporting[RecordId("house-0")].code == "silent"
    assert found.targets[MP].code == "insufficient"


def test_the_provider_s_own_limits_decide() -> None:
    policy = document(
        "po-own",
        "policy",
        {
            "valid_from": "2025-01-01",
            "thresholds": [
                {"name": "settle-days", "value": 40, "unit": "days", "reason": "Slow post"},
                {"name": "late-after", "value": 30, "unit": "days", "reason": "Slow post"},
                {"name": "silence-window", "value": 90, "unit": "days", "reason": "Busy"},
            ],
        },
    )
    events = [(day, 9, False, "storage") for day in range(-200, 80, 10)]
    own = told(events, as_at=date(2026, 5, 20), more=(policy,))
    ours = told(events, as_at=date(2026, 5, 20))
    assert Flag.PROVISIONAL in own.targets[MP].flags
    assert Flag.PROVISIONAL not in ours.targets[MP].flags
    assert Flag.LATE in ours.reporting[HOUSE].flags
    assert Flag.LATE not in own.reporting[HOUSE].flags
    assert own.reporting[HOUSE].verdict.span.days == 90
    assert own.setting.limits.settle.policy == "po-own"
    assert ours.setting.limits.settle.policy is None
