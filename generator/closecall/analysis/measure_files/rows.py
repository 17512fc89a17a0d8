"""The kinds of tests: one row of numbers in, one row of results out."""

from collections.abc import Callable
from math import inf

from closecall.analysis.measure_files.fields import Field, Json
from closecall.analysis.periods import days_between, window
from closecall.analysis.reporting import Tally, against_others
from closecall.model.days import Duration
from closecall.spc.dispersion import dispersion
from closecall.spc.exact import (
    Interval,
    RateRatio,
    count_limits,
    count_upper,
    holm,
    odds_limits,
    odds_lower,
    odds_upper,
    rate_ratio,
    share_of,
    two_by_two,
)
from closecall.spc.limits import days_between as days_between_lines
from closecall.spc.limits import signal_line
from closecall.spc.quiet import days_needed, quiet_time, recent_rise
from closecall.spc.series import mean
from closecall.spc.signals import crossings_min, longest_run_max


def printed_interval(limits: Interval | None) -> Json:
    """Limits as an object."""
    if limits is None:
        return {"lower": None, "upper": None}
    return {"lower": limits.lower, "upper": limits.upper}


def printed_rates(rates: RateRatio) -> dict[str, Json]:
    """Two rates compared, as the fields of the kind `rate_ratio`."""
    return {
        "rate_ratio": rates.ratio,
        "ci95": printed_interval(rates.limits),
        "p_less": rates.p_less,
        "p_greater": rates.p_greater,
        "p_central": rates.p,
    }


def _rate_ratio(row: Field) -> dict[str, Json]:
    return printed_rates(
        rate_ratio(
            row["x_after"].whole(),
            row["x_before"].whole(),
            row["exposure_after"].exposure(),
            row["exposure_before"].exposure(),
        )
    )


def _poisson_ci(row: Field) -> dict[str, Json]:
    events = row["x"].whole()
    return {
        "ci95": printed_interval(count_limits(events)),
        "upper95_one_sided": count_upper(events),
    }


def _proportion_ci(row: Field) -> dict[str, Json]:
    near, incidents = row["near_misses"].whole(), row["incidents"].whole()
    both = near + incidents
    odds = odds_limits(near, both)
    return {
        "share_ci95": {"lower": share_of(odds.lower), "upper": share_of(odds.upper)},
        "ratio": near / incidents if incidents else None,
        "ratio_ci95": printed_interval(odds),
        "upper95_one_sided": share_of(odds_upper(near, both)),
        "lower95_one_sided": share_of(odds_lower(near, both)),
    }


def _two_by_two(row: Field) -> dict[str, Json]:
    test = two_by_two(
        row["near_misses_before"].whole(),
        row["incidents_before"].whole(),
        row["near_misses_after"].whole(),
        row["incidents_after"].whole(),
    )
    return {"p_less": test.p_less, "p_greater": test.p_greater, "p_central": test.p}


def _holm(row: Field) -> dict[str, Json]:
    return {"adjusted": list(holm([item.chance() for item in row["p"].items()]))}


def _run_limits(row: Field) -> dict[str, Json]:
    useful = row["n_useful"].whole()
    return {
        "longest_run_max": longest_run_max(useful),
        "n_crossings_min": crossings_min(useful),
    }


def _quiet_time(row: Field) -> dict[str, Json]:
    return {
        "p": quiet_time(
            row["records"].whole(),
            row["days_observed"].number(least=0),
            row["days_quiet"].number(least=0),
        )
    }


def _peer_silence(row: Field) -> dict[str, Json]:
    tallies: list[Tally] = []
    for item in row["services"].items():
        name, exposure = item.object()["service"].text(), item["exposure"]
        if any(name == tally.service for tally in tallies):
            raise item["service"].refuse("this service stands here twice")
        # Without exposure, or with none above zero, a service cannot be compared.
        usable = exposure.given and exposure.number(least=0) > 0
        tallies.append(
            Tally(
                service=name,
                near_misses=item["records"].whole(),
                exposure=exposure.exposure() if usable else None,
            )
        )
    # Here every service is compared; section 4 of the measures asks for enough others besides.
    found = against_others(tallies, least_services=0, least_expected=-inf)
    services: list[Json] = []
    for tally in tallies:
        one = found[tally.service]
        rates = one.rates
        services.append(
            {
                "service": tally.service,
                "expected_at_other_services_rate": one.expected,
                "rate_ratio": rates.ratio if rates else None,
                "ci95": printed_interval(rates.limits if rates else None),
                "p_low": rates.p_less if rates else None,
                "p_high": rates.p_greater if rates else None,
                "p_low_holm": one.p_holm,
            }
        )
    return {"services": services}


def _days_needed(row: Field) -> dict[str, Json]:
    events, days = row["events_before"].whole(), row["days_before"].exposure()
    needed = days_needed(events, days)
    at_needed = None if needed is None else quiet_time(events, float(days), needed)
    fewer = None if needed is None else quiet_time(events, float(days), max(0, needed - 1))
    return {"days_needed": needed, "p_at_days_needed": at_needed, "p_one_day_fewer": fewer}


def length(given: Field, *, units: str = "WM") -> Duration:
    """A length of `weeks` or `months`; just one of them."""
    names = {"days": "D", "weeks": "W", "months": "M"}
    said = {unit: given[name] for name, unit in names.items() if unit in units}
    chosen = [(unit, field) for unit, field in said.items() if field.given]
    if len(chosen) != 1:
        raise given.refuse("just one is wanted of: weeks, months")
    unit, field = chosen[0]
    return Duration(field.whole(least=1, most=9999), unit)


def _windows(row: Field) -> dict[str, Json]:
    start = row["start"].day()
    span = window(start, length(row))
    if span.end.year == 9999 and span.end.month == 12:
        raise row["start"].refuse("the window ends after the last year that there is")
    return {"end_exclusive": span.end.isoformat(), "days": span.days}


def _local_day(row: Field) -> dict[str, Json]:
    return {"day": row["utc"].utc_day().isoformat()}


def _days_between(row: Field) -> dict[str, Json]:
    days = [item.utc_day() for item in row["utc"].items()]
    return {"civil_days_between": list(days_between(days))}


def _g_signal_line(row: Field) -> dict[str, Json]:
    values = [item.number(least=0) for item in row["y"].items()]
    line = signal_line(values)
    signals: list[Json] = [
        place for place, value in enumerate(values) if line is not None and value >= line
    ]
    return {
        "mean": mean(values),
        "signal_at": line,
        "signals": signals,
        "classical_ucl": days_between_lines(values)(None).upper,
    }


def _recent_rise(row: Field) -> dict[str, Json]:
    rise = recent_rise(row["recent"].whole(), row["earlier"].whole(), row["days_earlier"].whole())
    return {"p_greater": rise.p_greater, "usable": rise.usable, "signal": rise.signal}


def _funnel(row: Field) -> dict[str, Json]:
    observed = [item.number(least=0) for item in row["observed"].items()]
    expected = [item.number(least=0) for item in row["expected_count"].items()]
    if len(observed) != len(expected):
        raise row["expected_count"].refuse(
            f"as many are wanted as there are in observed: {len(observed)}"
        )
    spread = dispersion(observed, expected)
    ratios: list[Json] = [o / e if e else None for o, e in zip(observed, expected, strict=True)]
    return {
        "ratio": ratios,
        "z": list(spread.z) if spread else [],
        "z_winsorised": list(spread.z_winsorised) if spread else [],
        "phi": spread.phi if spread else None,
    }


ROWS: dict[str, Callable[[Field], dict[str, Json]]] = {
    "rate_ratio": _rate_ratio,
    "poisson_ci": _poisson_ci,
    "proportion_ci": _proportion_ci,
    "two_by_two": _two_by_two,
    "holm": _holm,
    "run_limits": _run_limits,
    "quiet_time": _quiet_time,
    "peer_silence": _peer_silence,
    "days_needed": _days_needed,
    "windows": _windows,
    "local_day": _local_day,
    "days_between": _days_between,
    "g_signal_line": _g_signal_line,
    "recent_rise": _recent_rise,
    "funnel": _funnel,
}
"""Who answers a row of each kind."""
