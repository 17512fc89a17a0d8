"""Is a service suspiciously silent? (measures.md, section 4)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import log

from closecall.analysis.events import (
    Event,
    Flag,
    flags_of,
    ids,
    in_order,
    in_time,
)
from closecall.analysis.periods import Span
from closecall.analysis.verdict import RATE_RATIO, Verdict, number
from closecall.model.days import days_from
from closecall.spc.dispersion import dispersion
from closecall.spc.exact import LEVEL, RateRatio, at_level, holm, rate_ratio
from closecall.spc.quiet import QUIET_LEVEL, quiet_days, quiet_time

SILENCE_DAYS = 182
"""How far back it is looked."""
LEAST_EXPECTED = -log(0.05)
"""2.9957: with fewer events expected, none at all proves nothing."""
LEAST_SERVICES = 3
LEAST_QUIET = 28
LEAST_INCIDENTS = 5
LONGEST_QUIET = 365
_DISPERSION_FROM = 10
_BATCH = 3
_BATCH_DAYS = 14


class ReportingCode(StrEnum):
    """The verdicts."""

    SILENT = "silent"
    INCIDENTS_ONLY = "incidents_only"
    QUIET = "quiet"
    LOW = "low"
    CANNOT_TELL = "cannot_tell"
    REPORTING = "reporting"


IN_DOUBT = frozenset({ReportingCode.SILENT, ReportingCode.INCIDENTS_ONLY, ReportingCode.QUIET})
"""Those that leave no target met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The near misses of one service, and what they are counted in."""

    service: str
    near_misses: int
    exposure: Fraction | None
    """None where it is not usable. [unit]"""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstOthers:
    """One service against all the others together."""

    service: str
    expected: float | None = None
    """Near misses here at the rate of all the others together; None where they have no rate."""
    rates: RateRatio | None = None
    """This service as "after", the others as "before"."""
    p_holm: float | None = None
    """The lower p, adjusted for all the services that can be judged."""
    usable: bool = False
    """Whether there are enough others, and enough events expected here."""
    group_varies: bool = False
    all_zero: bool = False
    """No service at all has recorded anything."""

    @property
    def unlikely_few(self) -> bool:
        """Whether there are fewer here than chance explains."""
        return self.usable and self.p_holm is not None and at_level(self.p_holm, LEVEL)


def against_others(
    tallies: Iterable[Tally],
    *,
    least_services: int = LEAST_SERVICES,
    least_expected: float = LEAST_EXPECTED,
) -> dict[str, AgainstOthers]:
    """Compare each service with all the others together, leaving it out of them.

    Args:
        tallies: One a service, in any order. Only those with usable exposure in one unit are
            compared with each other.
        least_services: With fewer in one unit, none of them can be judged.
        least_expected: With fewer events expected, a service cannot be judged.

    Returns:
        By service. One that cannot be judged is not in the number that Holm adjusts for.
    """
    all_of_them = sorted(tallies, key=lambda tally: tally.service)
    all_zero = not any(tally.near_misses for tally in all_of_them)
    groups: dict[str, list[Tally]] = defaultdict(list)
    found = {}
    for tally in all_of_them:
        found[tally.service] = AgainstOthers(service=tally.service, all_zero=all_zero)
        if tally.exposure is not None and tally.exposure > 0:
            groups[tally.unit].append(tally)
    for group in groups.values():
        events = sum(tally.near_misses for tally in group)
        exposure = sum((tally.exposure or Fraction(0) for tally in group), Fraction(0))
        varies = _varies(group, events, exposure)
        for tally in group:
            own = tally.exposure or Fraction(0)
            if exposure == own:
                continue
            expected = own * (events - tally.near_misses) / (exposure - own)
            found[tally.service] = AgainstOthers(
                service=tally.service,
                expected=float(expected),
                rates=rate_ratio(
                    tally.near_misses, events - tally.near_misses, own, exposure - own
                ),
                usable=len(group) >= least_services and expected >= least_expected,
                group_varies=varies,
                all_zero=all_zero,
            )
    names = list(found)
    adjusted = holm(
        [one.rates.p_less if one.usable and one.rates else None for one in found.values()]
    )
    return {
        name: AgainstOthers(
            service=name,
            expected=found[name].expected,
            rates=found[name].rates,
            p_holm=p,
            usable=found[name].usable,
            group_varies=found[name].group_varies,
            all_zero=all_zero,
        )
        for name, p in zip(names, adjusted, strict=True)
    }


def _varies(group: Sequence[Tally], events: int, exposure: Fraction) -> bool:
    if len(group) < _DISPERSION_FROM:
        return False
    spread = dispersion(
        [tally.near_misses for tally in group],
        [float(events * (tally.exposure or Fraction(0)) / exposure) for tally in group],
    )
    return spread is not None and spread.beyond_chance


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietSpell:
    """The time since a service's last near miss."""

    records: int
    days_observed: int
    """From the start of recording to the last record. [days]"""
    days_quiet: int
    """Since the last record. [days]"""
    p: float | None
    """The chance of so long without any; None where nothing was observed before."""
    days_needed: float | None
    """How long it must last before that is unlikely. [days]"""


def quiet_spell(days: Sequence[date], *, since: date | None, end: date) -> QuietSpell | None:
    """Look at how long nothing was recorded.

    Args:
        days: Of all the service's near misses, sorted.
        since: When recording began. None: on the first of these days, which then is not counted.
        end: The day up to which it is looked, not included.

    Returns:
        None without any near miss.
    """
    before = [day for day in days if day < end and (since is None or day >= since)]
    if not before:
        return None
    start = before[0] if since is None else since
    records = len(before) - (since is None)
    observed, quiet = (before[-1] - start).days, (end - before[-1]).days
    observable = observed > 0 and records > 0
    return QuietSpell(
        records=records,
        days_observed=observed,
        days_quiet=quiet,
        p=quiet_time(records, observed, quiet) if observable else None,
        days_needed=quiet_days(records, observed) if observable else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting(Verdict):
    """How a service reports."""

    code: ReportingCode
    span: Span
    near_misses: int
    incidents: int
    quiet: QuietSpell | None
    others: AgainstOthers | None
    late_share: float | None
    """Share of the near misses that were recorded late; None without any."""


OthersAt = Callable[[Span, date], AgainstOthers | None]
"""A service against all the others over some days, by what was known on a day."""


def reporting(
    events: Sequence[Event],
    *,
    since: date | None,
    end: date,
    others: AgainstOthers | None = None,
    silence_days: int = SILENCE_DAYS,
) -> Reporting:
    """Judge how a service reports, up to a day.

    Args:
        events: What is known of the service, near misses and incidents of all areas.
        since: When it began to record, where that is known.
        end: The day up to which it is looked, not included.
        others: It against the other services over the same days.
        silence_days: How far back it is looked.
    """
    span = Span(days_from(end, -silence_days), end)
    inside = in_time(events, span)
    near = tuple(event for event in inside if not event.incident)
    incidents = len(inside) - len(near)
    all_near = sorted(event.first for event in events if not event.incident)
    spell = quiet_spell(all_near, since=since, end=end)
    code = _code(len(near), incidents, spell, others)
    flags = flags_of(near) | batch_flags(near)
    if others is not None and others.group_varies and code in {_Code.SILENT, _Code.LOW}:
        flags.add(Flag.GROUP_VARIES)
    return Reporting(
        code=code,
        words=_words(code, near=len(near), incidents=incidents, spell=spell, others=others),
        flags=in_order(flags),
        counted=ids(inside if code is _Code.INCIDENTS_ONLY else near),
        formula=_FORMULAS[code],
        span=span,
        near_misses=len(near),
        incidents=incidents,
        quiet=spell,
        others=others,
        late_share=sum(event.late for event in near) / len(near) if near else None,
    )


def batch_flags(events: Iterable[Event]) -> set[Flag]:
    """Whether records came late, or many at once for days far apart."""
    flags: set[Flag] = set()
    entered: dict[date, list[Event]] = defaultdict(list)
    for event in events:
        if event.late:
            flags.add(Flag.LATE)
        if event.recorded is not None:
            entered[event.recorded].append(event)
    for at_once in entered.values():
        spread = max(e.first for e in at_once) - min(e.first for e in at_once)
        if len(at_once) >= _BATCH and spread.days >= _BATCH_DAYS:
            flags.add(Flag.BATCH)
    return flags


_Code = ReportingCode


def _code(
    near: int, incidents: int, spell: QuietSpell | None, others: AgainstOthers | None
) -> ReportingCode:
    """The table of section 4: the first line that applies."""
    peers = others is not None and others.usable
    few = others is not None and others.unlikely_few
    nobody = others is not None and others.all_zero
    needed = None if spell is None else spell.days_needed
    too_small = not peers and (needed is None or needed > LONGEST_QUIET)
    table = (
        (few and near == 0, _Code.SILENT),
        (near == 0 and incidents >= LEAST_INCIDENTS, _Code.INCIDENTS_ONLY),
        (_gone_quiet(spell), _Code.QUIET),
        (few, _Code.LOW),
        (too_small or nobody, _Code.CANNOT_TELL),
        (True, _Code.REPORTING),
    )
    return next(code for applies, code in table if applies)


def _gone_quiet(spell: QuietSpell | None) -> bool:
    return (
        spell is not None
        and spell.p is not None
        and at_level(spell.p, QUIET_LEVEL)
        and spell.days_quiet >= LEAST_QUIET
    )


_FORMULAS = {
    _Code.SILENT: f"{RATE_RATIO}, lower tail, adjusted (Holm 1979)",
    _Code.INCIDENTS_ONLY: "95% limits of a share (Clopper & Pearson 1934)",
    _Code.QUIET: "quiet time, (T / (T + g))^n",
    _Code.LOW: f"{RATE_RATIO}, lower tail, adjusted (Holm 1979)",
    _Code.CANNOT_TELL: "quiet time, T (0.005^(-1/n) - 1)",
    _Code.REPORTING: "quiet time, (T / (T + g))^n",
}


def _words(
    code: ReportingCode,
    *,
    near: int,
    incidents: int,
    spell: QuietSpell | None,
    others: AgainstOthers | None,
) -> str:
    words = {
        _Code.INCIDENTS_ONLY: f"Incidents recorded, near misses not: {incidents} and none",
        _Code.LOW: "Fewer near misses than elsewhere",
        _Code.CANNOT_TELL: "Too small to tell",
        _Code.REPORTING: f"Reporting: {number(near, 'near miss', 'near misses')}",
    }
    if code is _Code.SILENT and others is not None and others.expected is not None:
        return f"No near misses where {others.expected:.1f} would be expected"
    if code is _Code.QUIET and spell is not None:
        return f"Stopped recording: none for {number(spell.days_quiet, 'day')}"
    if code is _Code.CANNOT_TELL and others is not None and others.all_zero:
        return "Too small to tell: no service has recorded a near miss"
    if code is _Code.CANNOT_TELL and spell is None:
        return "Too small to tell: nothing has ever been recorded here"
    return words[code]
