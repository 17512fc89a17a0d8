"""The tables of verdicts, in the order in which they are decided, and what flags mean."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from closecall.analysis.changes import LEAST_AFTER, LEAST_BEFORE, ChangeCode
from closecall.analysis.events import Flag
from closecall.analysis.patterns import LEAST_POINTS, WORDS, PatternCode
from closecall.analysis.ratios import LEAST_EVENTS, RatioCode
from closecall.analysis.reporting import (
    LEAST_INCIDENTS,
    LEAST_QUIET,
    LEAST_SERVICES,
    LONGEST_QUIET,
    ReportingCode,
)
from closecall.analysis.selection import LOOK_BACK_DAYS
from closecall.analysis.targets import TargetCode
from closecall.pages.words import key_words


class VerdictRow(NamedTuple):
    """A verdict, what the page says, and when."""

    code: StrEnum
    words: str
    when: str


class Decision(NamedTuple):
    """One question, and the table that answers it: the first row that applies."""

    key: str
    title: str
    says: str
    rows: tuple[VerdictRow, ...]


DECISIONS: Final = (
    Decision(
        "target",
        "Is the target met?",
        "Near misses and incidents count together: a near miss that becomes an incident must never "
        "look like an improvement. The near miss that led to the target is not counted.",
        (
            VerdictRow(
                TargetCode.NOT_MEASURABLE,
                "Not measurable as written",
                "What to count, the start, the length or the rule is missing.",
            ),
            VerdictRow(TargetCode.NOT_STARTED, "Not started", "The window has not begun."),
            VerdictRow(
                TargetCode.NOT_MET,
                "Not met",
                "One or more where none was asked for; more than allowed; or a failed check where "
                "safety was to be sustained.",
            ),
            VerdictRow(TargetCode.NOT_YET_DUE, "Not yet due", "The window is still open."),
            VerdictRow(
                TargetCode.INSUFFICIENT,
                "Not enough evidence",
                "Checks are missing, or lie too far apart.",
            ),
            VerdictRow(
                TargetCode.INSUFFICIENT,
                "Not enough evidence",
                "Reporting is in doubt at the end of the window: silent, stopped, or incidents "
                "alone.",
            ),
            VerdictRow(
                TargetCode.MET, "Met", "None, no more than allowed, or sustained, as was asked."
            ),
            VerdictRow(
                TargetCode.INSUFFICIENT,
                "Not enough evidence",
                "Fewer were asked for, and the earlier time is shorter than the window or has "
                "none to reduce from.",
            ),
            VerdictRow(
                TargetCode.NOT_MET,
                "Not met",
                "Fewer were asked for, and the rate is not lower, or not by as much.",
            ),
            VerdictRow(
                TargetCode.MET,
                "Met",
                "Fewer were asked for, and the upper limit of the rate ratio is under 1.",
            ),
            VerdictRow(
                TargetCode.LOWER_UNPROVEN,
                "Lower, but could be chance",
                "Fewer, but the upper limit of the rate ratio is 1 or more.",
            ),
        ),
    ),
    Decision(
        "pattern",
        "Do they come more often, or less?",
        "Counts go more or less often, never better or worse: fewer records may mean safer care or "
        "quieter staff.",
        (
            VerdictRow(
                PatternCode.TOO_FEW,
                WORDS[PatternCode.TOO_FEW],
                f"Under {LEAST_POINTS} points on the chart, and no recent rise.",
            ),
            VerdictRow(
                PatternCode.MIXED,
                WORDS[PatternCode.MIXED],
                "Both of the next two, or the centre line is crossed too seldom and nothing more.",
            ),
            VerdictRow(
                PatternCode.MORE_OFTEN,
                WORDS[PatternCode.MORE_OFTEN],
                "A recent rise, a month above the limit, or the newest long run is of many.",
            ),
            VerdictRow(
                PatternCode.LESS_OFTEN,
                WORDS[PatternCode.LESS_OFTEN],
                "A gap beyond the signal line, a month under the limit, or the newest long run is "
                "of few.",
            ),
            VerdictRow(
                PatternCode.NO_SIGNAL,
                WORDS[PatternCode.NO_SIGNAL],
                "None of these. A doubling could go unseen, and the page says so.",
            ),
        ),
    ),
    Decision(
        "reporting",
        "Is a service silent?",
        "Near misses of all areas together, over the days that the policy sets. Many reports are "
        "never a warning: more reports go with a better safety culture.",
        (
            VerdictRow(
                ReportingCode.SILENT,
                "No near misses where n would be expected",
                f"None here, and by the rate of the others too many were expected for that to be "
                f"chance. It needs {LEAST_SERVICES} services with activity in the same unit.",
            ),
            VerdictRow(
                ReportingCode.INCIDENTS_ONLY,
                "Incidents recorded, near misses not",
                f"No near miss, and {LEAST_INCIDENTS} incidents or more.",
            ),
            VerdictRow(
                ReportingCode.QUIET,
                "Stopped recording",
                f"Nothing for {LEAST_QUIET} days or more, and by its own history that is chance in "
                "no more than 1 of 200 cases.",
            ),
            VerdictRow(
                ReportingCode.LOW,
                "Fewer near misses than elsewhere",
                "Some here, but by the rate of the others too few for chance.",
            ),
            VerdictRow(
                ReportingCode.CANNOT_TELL,
                "Too small to tell",
                f"No others to compare with, and a silence would have to last over {LONGEST_QUIET} "
                "days to say anything; or nothing was ever recorded.",
            ),
            VerdictRow(ReportingCode.REPORTING, "Reporting", "None of these."),
        ),
    ),
    Decision(
        "ratio",
        "How do near misses stand to incidents?",
        "There is no target, no rank and no colour. A higher ratio may be more candour or weaker "
        "controls. The last two rows are about two periods.",
        (
            VerdictRow(
                RatioCode.TOO_FEW, "Too few to judge", f"Under {LEAST_EVENTS} events in all."
            ),
            VerdictRow(
                RatioCode.NO_INCIDENTS,
                "a to 0; at least L to 1",
                "There was no incident: a lower limit stands in for the ratio.",
            ),
            VerdictRow(
                RatioCode.STATED,
                "a to b, with limits",
                f"{LEAST_EVENTS} events or more, an incident among them.",
            ),
            VerdictRow(
                RatioCode.CHANGED,
                "Changed between the periods",
                "Each has that many, and they differ more than chance allows.",
            ),
            VerdictRow(
                RatioCode.NO_CHANGE_SHOWN,
                "No change shown between the periods",
                "Each has that many, and they do not differ more than chance allows.",
            ),
        ),
    ),
    Decision(
        "change",
        "Did a change of a control make a difference?",
        f"The time after is held against up to {LOOK_BACK_DAYS} days before. After is not because: "
        "other things change too.",
        (
            VerdictRow(ChangeCode.TOO_EARLY, "Too early", f"Under {LEAST_AFTER} days after."),
            VerdictRow(ChangeCode.TOO_FEW, "Too few to tell", f"Under {LEAST_BEFORE} days before."),
            VerdictRow(
                ChangeCode.ROSE,
                "Rose after the change",
                "The lower limit of the rate ratio is over 1.",
            ),
            VerdictRow(
                ChangeCode.TOO_FEW,
                "Too few to tell",
                "So few before that even none after could be chance, and no fall is shown.",
            ),
            VerdictRow(
                ChangeCode.IN_DOUBT,
                "Fell, but so did reporting",
                "The upper limit is under 1, and the other near misses of the service fell too, or "
                "its reporting is in doubt.",
            ),
            VerdictRow(
                ChangeCode.FELL,
                "Fell after the change",
                "The upper limit of the rate ratio is under 1.",
            ),
            VerdictRow(ChangeCode.NO_CHANGE_SHOWN, "No change shown", "None of these."),
        ),
    ),
)
"""Every decision, each with every verdict that it can give."""

FLAGS: Final[Mapping[Flag, str]] = {
    Flag.INCIDENT: "One of the events counted is an incident.",
    Flag.IMPRECISE_DAY: "A day is known only to the week or month. It counts in every window that "
    "it may fall in.",
    Flag.UNDATED_RECORD: "A record does not say when it was made. It is taken as made on the day "
    "of the event.",
    Flag.PROVISIONAL: "The window is not settled yet: late records may still come.",
    Flag.REVISED: "A record that came late changed the verdict. Both are shown.",
    Flag.EXPOSURE_CHANGED: "There was over a quarter more, or less, care given while days were "
    "counted.",
    Flag.SHARED: "Another control of the same area was changed in the time after.",
    Flag.TRIGGERED: "The event that led to it is left out.",
    Flag.LATE: "Some records were made late.",
    Flag.GROUP_VARIES: "The services that are compared differ more than chance allows.",
    Flag.BATCH: "Many records were entered on one day for days far apart.",
}
"""What each flag says."""


def verdict_anchor(decision: str, code: StrEnum) -> str:
    """Where the methods page tells of a verdict, such as `cc-target-not-met`."""
    return f"cc-{decision}-{code.value.replace('_', '-')}"


def flag_title(flag: Flag) -> str:
    """What a flag is called."""
    return key_words(flag.value)
