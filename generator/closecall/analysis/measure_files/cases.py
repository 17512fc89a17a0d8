"""The questions about dated records: targets, control changes, repeats and ratios."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from closecall.analysis.changes import Change, judge_change
from closecall.analysis.events import Event, Selector
from closecall.analysis.measure_files.fields import Field, Json
from closecall.analysis.measure_files.rows import length, printed_interval, printed_rates
from closecall.analysis.periods import Span, window
from closecall.analysis.ratios import judge_ratio, judge_ratio_change
from closecall.analysis.repeats import REPEAT_DAYS, repeats
from closecall.analysis.reporting import QuietSpell
from closecall.analysis.targets import (
    SETTLE_DAYS,
    Check,
    Target,
    TargetCode,
    TargetRule,
    TargetVerdict,
    judge_target,
)
from closecall.analysis.verdict import Comparison


class _Kind(StrEnum):
    NEAR_MISS = "near_miss"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What all questions about dated records share."""

    as_of: date
    since: date | None
    settle_days: int
    events: Sequence[Event]

    def of(self, service: str) -> list[Event]:
        return [event for event in self.events if event.service == service]


def _asked(given: Field) -> _Asked:
    events = given["records"].list_of(_event)
    seen: set[str] = set()
    for event, item in zip(events, given["records"].items() if events else (), strict=True):
        if event.id in seen:
            raise item["id"].refuse("another record has this id already")
        seen.add(event.id)
    settle = given["settle_days"].whole_or_nothing(most=3660)
    return _Asked(
        as_of=given["as_of"].day(),
        since=given["recording_since"].day_or_nothing(),
        settle_days=SETTLE_DAYS if settle is None else settle,
        events=events,
    )


def _event(item: Field) -> Event:
    when = item.object()["occurred"] if item["occurred"].given else item["detected"]
    if not when.given:
        raise item["occurred"].refuse("a record needs the day on which it occurred")
    first, last = when.days()
    recorded = item["recorded"].days()[1] if item["recorded"].given else None
    if recorded is not None and recorded < first:
        raise item["recorded"].refuse("a record cannot be older than what it tells")
    domains = item["domain"]
    said = domains.list_of(Field.text) if isinstance(domains.value, list) else None
    if said is None:
        said = [domains.text()] if domains.given else []
    return Event(
        id=item["id"].text(),
        service=item["service"].text(),
        first=first,
        last=last,
        recorded=recorded,
        incident=item["kind"].word(_Kind) is _Kind.INCIDENT,
        mechanism=_category(item),
        domains=frozenset(said),
        form=item["event_form"].text_or_nothing(),
        tags=frozenset(item["tags"].list_of(Field.text)),
        same_as=item["same_as"].text_or_nothing(),
        withdrawn=item["withdrawn"].day_or_nothing(),
    )


def _category(given: Field) -> str:
    return (given["category"] if given["category"].given else given["mechanism"]).text_or_nothing()


_SELECTORS = frozenset({"category", "mechanism", "domain", "event_form", "tags", "service"})


def _selector(given: Field) -> Selector:
    for name in given.names():
        if name not in _SELECTORS:
            raise given[name].refuse(f"one of these is wanted: {', '.join(sorted(_SELECTORS))}")
    return Selector(
        mechanism=_category(given),
        domain=given["domain"].text_or_nothing(),
        form=given["event_form"].text_or_nothing(),
        tags=frozenset(given["tags"].list_of(Field.text)),
    )


def _service(given: Field) -> str:
    """The service that is named, here or in the selector."""
    inner = given["selector"]
    if not given["service"].given and inner.given:
        return inner["service"].text_or_nothing()
    return given["service"].text_or_nothing()


# --- Is the target met? ---------------------------------------------------------------------


def _target(given: Field) -> dict[str, Json]:
    asked = _asked(given)
    wanted = given["target"].object()
    service = _service(wanted)
    target = Target(
        selector=_selector(wanted["selector"]) if wanted["selector"].given and service else None,
        rule=wanted["rule"].word(TargetRule) if wanted["rule"].given else None,
        window=_window(wanted),
        at_most=(wanted["at_most"] if wanted["at_most"].given else wanted["k"]).whole_or_nothing(),
        by=wanted["by"].share() if wanted["by"].given else Fraction(0),
        index_events=_index_events(wanted),
        planned_checks=wanted["planned_checks"].whole_or_nothing() or 0,
        every_days=wanted["every_days"].whole_or_nothing(least=1),
    )
    return _printed_target(
        judge_target(
            target,
            as_of=asked.as_of,
            events=asked.of(service),
            checks=given["checks"].list_of(_check),
            since=asked.since,
            settle_days=asked.settle_days,
        )
    )


def _check(item: Field) -> Check:
    return Check(item.object()["on"].days()[0], item["passed"].flag())


def _index_events(given: Field) -> frozenset[str]:
    """One id as `index_event`, or a list of them as `index_events`."""
    several = given["index_events"].list_of(Field.text)
    one = given["index_event"]
    if isinstance(one.value, list):
        return frozenset(several + one.list_of(Field.text))
    return frozenset(several + ([one.text()] if one.given else []))


def _window(given: Field) -> Span | None:
    start, wide = given["start"].day_or_nothing(), given["window"]
    if start is None or not wide.given:
        return None
    if not any(wide[name].given for name in ("days", "weeks", "months")):
        return None
    return window(start, length(wide, units="DWM"))


def _printed_target(verdict: TargetVerdict) -> dict[str, Json]:
    printed: dict[str, Json] = {"verdict": verdict.code, "flags": list(verdict.flags)}
    if verdict.window is not None:
        printed["end_exclusive"] = verdict.window.end.isoformat()
        printed["days"] = verdict.window.days
    if verdict.code in {TargetCode.NOT_MEASURABLE, TargetCode.NOT_STARTED}:
        return printed
    printed |= {
        "counted": list(verdict.counted),
        "days_elapsed": verdict.days_elapsed,
        "late": list(verdict.late),
        "failed_checks": [day.isoformat() for day in verdict.failed_checks],
    }
    if verdict.longest_stretch_days is not None:
        printed["longest_stretch_days"] = verdict.longest_stretch_days
    if verdict.reason is not None:
        printed["reason"] = verdict.reason
    if verdict.reporting is not None:
        printed["reporting"] = verdict.reporting.code
        printed["quiet"] = _printed_quiet(verdict.reporting.quiet)
    if verdict.comparison is not None:
        printed["comparison"] = _printed_comparison(verdict.comparison)
    if verdict.upper95_events is not None:
        printed["clear_by_chance"] = verdict.clear_by_chance
        printed["upper95_events"] = verdict.upper95_events
    return printed


def _printed_quiet(spell: QuietSpell | None) -> Json:
    if spell is None:
        return None
    return {
        "records": spell.records,
        "days_observed": spell.days_observed,
        "days_quiet": spell.days_quiet,
        "p": spell.p,
    }


def _printed_comparison(comparison: Comparison | None) -> Json:
    if comparison is None:
        return None
    rates = comparison.rates
    return {
        "x_after": rates.events_after,
        "x_before": rates.events_before,
        "exposure_after": _plain(rates.exposure_after),
        "exposure_before": _plain(rates.exposure_before),
        **printed_rates(rates),
    }


def _plain(amount: Fraction) -> float:
    return int(amount) if amount.denominator == 1 else float(amount)


# --- The other questions --------------------------------------------------------------------


def _change(given: Field) -> dict[str, Json]:
    asked = _asked(given)
    wanted = given["change"].object()
    service = _service(wanted)
    if not service:
        raise wanted["service"].refuse("the service is wanted here")
    verdict = judge_change(
        Change(
            selector=_selector(wanted["selector"].object()),
            effective=wanted["effective"].day(),
            index_events=_index_events(wanted),
        ),
        as_of=asked.as_of,
        events=asked.of(service),
        since=asked.since,
        settle_days=asked.settle_days,
    )
    return {
        "verdict": verdict.code,
        "flags": list(verdict.flags),
        "days_needed": verdict.days_needed,
        "comparison": _printed_comparison(verdict.comparison),
        "others": _printed_comparison(verdict.others),
    }


def _repeat(given: Field) -> dict[str, Json]:
    asked = _asked(given)
    longest = given["repeat_days"].whole_or_nothing(most=3660)
    found: list[Json] = [
        {"id": repeat.event.id, "after": repeat.after.id, "days": repeat.days}
        for repeat in repeats(
            asked.events,
            as_of=asked.as_of,
            repeat_days=REPEAT_DAYS if longest is None else longest,
        )
    ]
    return {"repeats": found}


def _ratio(given: Field) -> dict[str, Json]:
    if given["near_misses_before"].given or given["near_misses_after"].given:
        change = judge_ratio_change(
            judge_ratio(given["near_misses_before"].whole(), given["incidents_before"].whole()),
            judge_ratio(given["near_misses_after"].whole(), given["incidents_after"].whole()),
        )
        return {
            "verdict": change.code,
            "p_less": change.test.p_less,
            "p_greater": change.test.p_greater,
            "p_central": change.test.p,
        }
    ratio = judge_ratio(given["near_misses"].whole(), given["incidents"].whole())
    return {
        "verdict": ratio.code,
        "ratio": ratio.ratio,
        "ci95": printed_interval(ratio.limits),
        "at_least": ratio.at_least,
    }


QUESTIONS: dict[str, Callable[[Field], dict[str, Json]]] = {
    "target": _target,
    "change": _change,
    "repeat": _repeat,
    "ratio": _ratio,
}
"""Who answers each question."""
