"""The columns of summary.csv: the same at every provider, in this order, for good.

A new column goes to the end; none is ever renamed, moved or given another meaning, so that a
commissioner can put the files of several providers under each other. They are not for ranking.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from closecall.analysis.commissioning import Quarter
from closecall.analysis.suppression import Sum
from closecall.model.setting import Service
from closecall.pages.counts import PER, two_digits
from closecall.pages.csv_file import csv_file
from closecall.pages.small_counts import NOT_SHOWN, SmallCounts

NOT_KNOWN: Final = ""
"""What a cell holds where the records do not say: nothing. A zero is always a zero."""


class Line(NamedTuple):
    """One row of the file: a service over one quarter of a commissioner's contract."""

    provider: str
    commissioner: str
    service: Service
    quarter: Quarter
    counts: SmallCounts


class Column(NamedTuple):
    """One column of the file."""

    name: str
    meaning: str
    """What stands in it, in a sentence or two."""
    value: Callable[[Line], str | int]


SUMS: Final = (
    Sum(("near_misses",), ("reviewed", "not_reviewed")),
    Sum(("near_misses",), ("stopped_by_control", "stopped_by_luck", "not_yet_known", "not_judged")),
    Sum(("near_misses",), ("could_happen_again", "_other_again")),
    Sum(("near_misses",), ("told_to_commissioner", "_not_told")),
    Sum(("near_misses", "incidents"), ("repeats", "_no_repeats")),
    Sum(("escalations",), ("escalations_to_commissioner", "_escalations_elsewhere")),
    Sum(
        ("escalations_to_commissioner",),
        ("escalations_to_commissioner_answered", "_not_answered"),
    ),
)
"""What a reader can add up; a name with `_` before it stands in no file."""


def counts_of(quarter: Quarter, *, threshold: int | None) -> SmallCounts:
    """The counts of a quarter that could point at somebody, small ones hidden where that is asked.

    Args:
        quarter: What was counted.
        threshold: Counts from 1 to one under it are hidden; None: nothing is.
    """
    near, incidents = len(quarter.near_misses), len(quarter.incidents)
    to = len(quarter.escalations_to)
    told = len({one.near_miss for one in quarter.told})
    counts = {
        "near_misses": near,
        "incidents": incidents,
        "reviewed": len(quarter.reviewed),
        "not_reviewed": quarter.not_reviewed,
        "stopped_by_control": len(quarter.by_control),
        "stopped_by_luck": len(quarter.by_luck),
        "not_yet_known": len(quarter.not_known),
        "not_judged": quarter.not_judged,
        "could_happen_again": len(quarter.again),
        "_other_again": near - len(quarter.again),
        "repeats": len(quarter.repeats),
        "_no_repeats": near + incidents - len(quarter.repeats),
        "not_reported": quarter.not_reported,
        "escalations": len(quarter.escalations),
        "escalations_to_commissioner": to,
        "_escalations_elsewhere": len(quarter.escalations) - to,
        "escalations_to_commissioner_answered": len(quarter.answered_to),
        "_not_answered": to - len(quarter.answered_to),
        "told_to_commissioner": told,
        "_not_told": near - told,
        "missed_visits": quarter.visits.missed if quarter.visits else 0,
    }
    return SmallCounts(counts, SUMS, threshold=threshold)


def rate(quarter: Quarter, count: str, counts: SmallCounts) -> str:
    """A count for every 1,000 units of activity; empty where there is no usable activity."""
    given = quarter.exposure
    if given is None:
        return NOT_KNOWN
    if not counts.shows(count):
        return NOT_SHOWN
    events = {"near_misses": quarter.near_misses, "incidents": quarter.incidents}[count]
    return two_digits(float(len(events) * PER / given.amount))


def percent_missed(quarter: Quarter, counts: SmallCounts) -> str:
    """Missed of planned visits in per cent; empty where that is not known."""
    if quarter.visits is None or quarter.visits.share is None:
        return NOT_KNOWN
    return two_digits(100 * quarter.visits.share) if counts.shows("missed_visits") else NOT_SHOWN


def _exposure(line: Line) -> str | int:
    given = line.quarter.exposure
    return NOT_KNOWN if given is None else round(given.amount)


def _count(name: str) -> Callable[[Line], str | int]:
    return lambda line: line.counts.cell(name)


def _missed(line: Line) -> str | int:
    return NOT_KNOWN if line.quarter.visits is None else line.counts.cell("missed_visits")


COLUMNS: Final = (
    Column("provider", "The provider, as it calls itself.", lambda r: r.provider),
    Column("commissioner", "Who buys, as the service’s record has it.", lambda r: r.commissioner),
    Column("service_id", "The id of the service; it never changes.", lambda r: r.service.id),
    Column("service", "The name of the service.", lambda r: r.service.name),
    Column("service_type", "What sort of service it is.", lambda r: r.service.service_type),
    Column(
        "quarter_from",
        "The first day of the quarter, year-month-day. Quarters are counted from the day on which "
        "the contract began; without a contract on record, calendar quarters.",
        lambda r: r.quarter.span.start.isoformat(),
    ),
    Column(
        "quarter_to",
        "The last day of the quarter. Only quarters that are over are in the file, four at most.",
        lambda r: (r.quarter.span.end - timedelta(days=1)).isoformat(),
    ),
    Column(
        "near_misses",
        "Near misses whose day lies in the quarter. One that two people reported counts once.",
        _count("near_misses"),
    ),
    Column("incidents", "Incidents: what did reach a person.", _count("incidents")),
    Column(
        "exposure",
        "How much care was given, as the service declares it. Empty where its rows do not cover "
        "every day of the quarter once.",
        _exposure,
    ),
    Column(
        "exposure_unit",
        "What the exposure counts, such as planned visits.",
        lambda r: r.quarter.exposure.unit if r.quarter.exposure else NOT_KNOWN,
    ),
    Column(
        "near_misses_per_1000",
        "Near misses for every 1,000 units of the exposure, to two digits.",
        lambda r: rate(r.quarter, "near_misses", r.counts),
    ),
    Column(
        "incidents_per_1000",
        "Incidents for every 1,000 units of the exposure.",
        lambda r: rate(r.quarter, "incidents", r.counts),
    ),
    Column("reviewed", "Of the near misses, those with a review by now.", _count("reviewed")),
    Column("not_reviewed", "Of the near misses, those without one.", _count("not_reviewed")),
    Column(
        "stopped_by_control",
        "Of the near misses, those where a review judges that a control stopped harm and can be "
        "relied on.",
        _count("stopped_by_control"),
    ),
    Column(
        "stopped_by_luck",
        "Those where a review judges that it was luck.",
        _count("stopped_by_luck"),
    ),
    Column(
        "not_yet_known",
        "Those where a review says that it is not yet known which of the two.",
        _count("not_yet_known"),
    ),
    Column("not_judged", "Those of which no review says.", _count("not_judged")),
    Column(
        "could_happen_again",
        "Of the near misses, those of which the latest review says that they could happen again.",
        _count("could_happen_again"),
    ),
    Column(
        "repeats",
        "Near misses and incidents that came within the policy’s days after an earlier one of the "
        "same kind.",
        _count("repeats"),
    ),
    Column(
        "control_changes",
        "Changes of controls that took effect in the quarter.",
        lambda r: len(r.quarter.changes),
    ),
    Column("audits", "Audits made in the quarter.", lambda r: len(r.quarter.audits)),
    Column(
        "audit_points_met",
        "How often what these audits looked at was as it should be.",
        lambda r: r.quarter.criteria_met,
    ),
    Column(
        "audit_points_looked_at",
        "How often they looked.",
        lambda r: r.quarter.criteria_looked_at,
    ),
    Column(
        "near_misses_found_unreported",
        "Near misses that these audits found and that nobody had reported.",
        _count("not_reported"),
    ),
    Column(
        "staff_practice",
        "Pieces of evidence of what staff know and do: competency checks, supervision, interviews, "
        "feedback.",
        lambda r: len(r.quarter.staff),
    ),
    Column(
        "staff_practice_against",
        "Those of them that speak against the control or measure that they bear on.",
        lambda r: len(r.quarter.staff_contradict),
    ),
    Column(
        "checks_due",
        "Checks of monitoring plans on record that were due in the quarter.",
        lambda r: len(r.quarter.checks_due),
    ),
    Column("checks_made", "Those of them that were made.", lambda r: len(r.quarter.checks_made)),
    Column(
        "targets_ended",
        "Targets of monitoring plans whose window ended in the quarter.",
        lambda r: len(r.quarter.targets),
    ),
    Column(
        "targets_met",
        "Those of them that are met by now, by the rules of the site and not by anybody’s word.",
        lambda r: r.quarter.targets_met,
    ),
    Column(
        "decisions",
        "Decisions of groups on the service in the quarter.",
        lambda r: len(r.quarter.decisions),
    ),
    Column("escalations", "Escalations made in the quarter.", _count("escalations")),
    Column(
        "escalations_to_commissioner",
        "Those to the commissioner of this row: its name stands in whom was asked.",
        _count("escalations_to_commissioner"),
    ),
    Column(
        "escalations_to_commissioner_answered",
        "Those of them that were answered by now.",
        _count("escalations_to_commissioner_answered"),
    ),
    Column(
        "near_misses_told_to_commissioner",
        "Near misses of the quarter of which a commissioner was told, as their reviews say. "
        "Which one, where there are several, the reviews do not say.",
        _count("told_to_commissioner"),
    ),
    Column(
        "planned_visits",
        "Home care visits that were planned (the denominator of NICE QS123, statement 2, process "
        "b). Empty where the rows do not cover just this quarter, or do not say how many were "
        "missed.",
        lambda r: NOT_KNOWN if r.quarter.visits is None else r.quarter.visits.planned,
    ),
    Column("missed_visits", "Those of them that were missed (its numerator).", _missed),
    Column(
        "missed_visits_percent",
        "Missed of planned visits, in per cent, to two digits.",
        lambda r: percent_missed(r.quarter, r.counts),
    ),
)


def summary_csv(lines: Iterable[Line]) -> bytes:
    """The file, one row a service and quarter."""
    return csv_file(
        [column.name for column in COLUMNS],
        ([column.value(line) for column in COLUMNS] for line in lines),
    )
