"""A verdict in words: its tag, what it rests on, how it was worked out, which records it counts.

The words are those of the decision tables. What is measured up to the as-at day, such as "12 of 28
days", is said by the day from which it holds, so that a page changes only when what it says does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from math import inf
from typing import Any, Final

from closecall.analysis.changes import LEAST_AFTER, ChangeCode
from closecall.analysis.events import Flag
from closecall.analysis.exposure import DAYS, Exposure
from closecall.analysis.measures import (
    ChangeResult,
    ReportingResult,
    Result,
    Stretch,
    TargetResult,
)
from closecall.analysis.minutes import Minuted
from closecall.analysis.patterns import WORDS as PATTERN_WORDS
from closecall.analysis.patterns import PatternCode
from closecall.analysis.ratios import RatioCode
from closecall.analysis.reporting import ReportingCode
from closecall.analysis.revisions import Revision
from closecall.analysis.targets import Reason, TargetCode
from closecall.analysis.verdict import Comparison, exposure_in_words
from closecall.figures.svg import figure as written
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.pages.context import Names
from closecall.pages.markup import (
    Html,
    Line,
    Link,
    Look,
    commas,
    plain_link,
    spaced,
    strong,
    tag,
    words,
)
from closecall.pages.method.formulas import PATH as METHOD
from closecall.pages.method.formulas import formula_anchor
from closecall.pages.method.tables import FLAGS, flag_title, verdict_anchor
from closecall.pages.words import Tag, counted, near_misses
from closecall.spc.exact import Interval, count_limits, count_upper

AFTER_IS_NOT_BECAUSE: Final = "“After” is not “because”: other things may have changed too."
"""Said once on every page that shows what followed a change."""
ZERO: Final = plain_link(Link("what a zero can and cannot show", f"{METHOD}#cc-zero"))
IDS: Final = 60
"""So many records counted are named one by one; of more, the page says how many."""

TARGET_TAGS: Final[Mapping[TargetCode, Tag]] = {
    TargetCode.NOT_MEASURABLE: Tag("Not measurable as written", "t-mute"),
    TargetCode.NOT_STARTED: Tag("Not started", "t-wait"),
    TargetCode.NOT_MET: Tag("Not met", "t-bad"),
    TargetCode.NOT_YET_DUE: Tag("Not yet due", "t-wait"),
    TargetCode.INSUFFICIENT: Tag("Not enough evidence", "t-mute"),
    TargetCode.MET: Tag("Met", "t-good"),
    TargetCode.LOWER_UNPROVEN: Tag("Lower, but could be chance", "t-mute"),
}
_WHY: Final = {
    Reason.CHECKS: ": checks missing",
    Reason.REPORTING: ": reporting in doubt",
    Reason.BASELINE: ": nothing to compare with",
}
CHANGE_TAGS: Final[Mapping[ChangeCode, Tag]] = {
    ChangeCode.TOO_EARLY: Tag("Too early", "t-wait"),
    ChangeCode.TOO_FEW: Tag("Too few to tell", "t-mute"),
    ChangeCode.ROSE: Tag("Rose after the change", "t-sig"),
    ChangeCode.IN_DOUBT: Tag("Fell, but so did reporting", "t-mute"),
    ChangeCode.FELL: Tag("Fell after the change", "t-sig"),
    ChangeCode.NO_CHANGE_SHOWN: Tag("No change shown", "t-mute"),
}
PATTERN_TAGS: Final[Mapping[PatternCode, Tag]] = {
    code: Tag(said, "t-mute" if code in {PatternCode.TOO_FEW, PatternCode.NO_SIGNAL} else "t-sig")
    for code, said in PATTERN_WORDS.items()
}
REPORTING_TAGS: Final[Mapping[ReportingCode, Tag]] = {
    ReportingCode.SILENT: Tag("Silent", "t-sig"),
    ReportingCode.INCIDENTS_ONLY: Tag("Incidents recorded, near misses not", "t-sig"),
    ReportingCode.QUIET: Tag("Stopped recording", "t-sig"),
    ReportingCode.LOW: Tag("Fewer near misses than elsewhere", "t-sig"),
    ReportingCode.CANNOT_TELL: Tag("Too small to tell", "t-mute"),
    ReportingCode.REPORTING: Tag("Reporting", "t-plain"),
}
_RATIO_TAGS: Final[Mapping[RatioCode, Tag]] = {
    RatioCode.STATED: Tag("Stated", "t-plain"),
    RatioCode.NO_INCIDENTS: Tag("No incidents", "t-plain"),
    RatioCode.TOO_FEW: Tag("Too few to tell", "t-mute"),
    RatioCode.CHANGED: Tag("Changed", "t-sig"),
    RatioCode.NO_CHANGE_SHOWN: Tag("No change shown", "t-mute"),
}
_DECISION: Final[Mapping[type[StrEnum], str]] = {
    TargetCode: "target",
    ChangeCode: "change",
    PatternCode: "pattern",
    ReportingCode: "reporting",
    RatioCode: "ratio",
}


def tag_of(result: Result[Any]) -> Tag:
    """The tag of a verdict: a shape, a word, a colour, in that order of importance.

    Counts go more often or less often, never better or worse: only a target is met or not met.
    """
    if isinstance(result, TargetResult):
        found = TARGET_TAGS[result.verdict.code]
        return Tag(found.word + _why(result.verdict.reason), found.look)
    code = result.code
    for tags in (CHANGE_TAGS, PATTERN_TAGS, REPORTING_TAGS, _RATIO_TAGS):
        if code in tags and type(code) is type(next(iter(tags))):
            return tags[code]  # type: ignore[index]
    raise KeyError(code)


def _why(reason: Reason | None) -> str:
    return _WHY[reason] if reason else ""


def tagged(result: Result[Any]) -> Html:
    """The tag of a verdict as a piece of a line."""
    found = tag_of(result)
    look: Look = found.look
    return tag(look, found.word)


def rest_of_words(result: Result[Any], names: Names) -> str:
    """What the verdict says after its tag, as a sentence; empty where that is all.

    What is counted up to the as-at day is left out, or said by the day from which it holds.
    """
    text = _steady_words(result, names)
    word = tag_of(result).word
    short = word.partition(":")[0]
    for known in (word, short):
        if text.startswith(known):
            text = text.removeprefix(known)
            break
    text = text.lstrip(":.").strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    if not text:
        return ""
    ends = "" if text.endswith((".", "?")) else "."
    return f"{text[:1].upper()}{text[1:]}{ends}"


def _steady_words(result: Result[Any], names: Names) -> str:
    measures = names.evidence.measures
    if isinstance(result, ChangeResult):
        if result.verdict.code is ChangeCode.TOO_EARLY:
            settle = measures.setting.limits.settle.value
            first = days_from(result.asked.effective, LEAST_AFTER + settle)
            return f"Too early: no other verdict before {in_words(first)}"
        steady = measures.steady(result.change.id)
        return steady.words if steady.code is result.code else ""
    if isinstance(result, ReportingResult):
        return _reporting_words(result, names)
    return result.words


def _reporting_words(result: ReportingResult, names: Names) -> str:
    verdict = result.verdict
    if verdict.code is ReportingCode.REPORTING:
        return ""
    if verdict.code is ReportingCode.QUIET and verdict.quiet is not None:
        last = days_from(names.evidence.as_at, -verdict.quiet.days_quiet)
        return f"Stopped recording: none since {in_words(last)}"
    if verdict.code is ReportingCode.SILENT:
        return f"Silent: no near misses in the last {counted(verdict.span.days, 'complete day')}"
    return verdict.words


def verdict_line(result: Result[Any], names: Names) -> Line:
    """The tag, and the verdict in its own words."""
    rest = rest_of_words(result, names)
    return spaced((tagged(result), words(rest))) if rest else (tagged(result),)


def method_link(result: Result[Any]) -> Html:
    """How the verdict is reached, on the methods page."""
    anchor = verdict_anchor(_DECISION[type(result.code)], result.code)
    return plain_link(Link("how this verdict is reached", f"{METHOD}#{anchor}"))


def formula_line(result: Result[Any]) -> Line:
    """The formulas that it rests on, each with its source, as links to the methods page."""
    pieces = [
        plain_link(
            Link(
                f"{f.text.name} ({f.text.source})" if f.text.source else f.text.name,
                f"{METHOD}#{formula_anchor(f)}",
            )
        )
        for f in result.formulas
    ]
    return (words("Formula: "), *commas(pieces), words("; "), method_link(result), words("."))


# Counts, times, exposure


def events_words(near: int, incidents: int) -> str:
    """How many of each: `3 near misses and 1 incident`."""
    return f"{near_misses(near)} and {counted(incidents, 'incident')}"


def stretch_words(stretch: Stretch) -> str:
    """A time with what was counted in it: its dates, its days, its exposure."""
    span = stretch.span
    last = days_from(span.end, -1)
    out = f"{in_words(span.start)} to {in_words(last)}, {counted(span.days, 'day')}"
    if stretch.exposure.unit != DAYS:
        out += f" and {exposure_in_words(stretch.exposure.amount, stretch.exposure.unit)}"
    return out


def rate_words(count: int, exposure: Exposure) -> str:
    """A rate with its exact 95% limits, for 1,000 of the exposure or for 100 days."""
    per, unit = (100, "days") if exposure.unit == DAYS else (1000, exposure.unit)
    if count == 0:
        most = _per(count_upper(0), exposure.amount, per)
        return f"the true rate may be up to {most} for {per:,} {unit} (one-sided 95% limit)"
    limits = count_limits(count)
    low, high = (_per(v, exposure.amount, per) for v in (limits.lower, limits.upper))
    return f"{_per(count, exposure.amount, per)} for {per:,} {unit} (95% limits {low} to {high})"


def _per(count: float, amount: Fraction, per: int) -> str:
    return two_digits(count * per / float(amount))


def two_digits(value: float) -> str:
    """A ratio or rate to two digits: `0.21`, `4.9`, `42`, `1,200`."""
    if value == inf:
        return "no limit"
    if value == 0:
        return "0"
    if abs(value) >= 10:
        return written(float(f"{value:.2g}"))
    return f"{float(f'{value:.2g}'):g}"


def p_words(p: float | None) -> str:
    """A chance, to two digits; `<0.001` below that."""
    if p is None:
        return "no p"
    return "p <0.001" if p < 0.001 else f"p {float(f'{p:.2g}'):g}"


def ratio_words(comparison: Comparison) -> str:
    """The rate after over the rate before, with its limits and its p."""
    rates = comparison.rates
    if rates.ratio is None:
        return "no record in either time, so there is no ratio"
    ratio = "not finite" if rates.ratio == inf else two_digits(rates.ratio)
    return f"{ratio} (95% limits {interval_words(rates.limits)}; {p_words(rates.p)})"


def interval_words(limits: Interval) -> str:
    """`0.02 to 0.87`; `1.3 and up` where there is no upper limit."""
    if limits.upper == inf:
        return f"{two_digits(limits.lower)} and up"
    return f"{two_digits(limits.lower)} to {two_digits(limits.upper)}"


def counted_line(ids: Sequence[str], names: Names, *, head: str = "Records counted") -> Line:
    """The records counted, each a link; of very many the first, and how many more."""
    if not ids:
        return (words(f"{head}: none."),)
    shown = [names.id(RecordId(i)) for i in ids[:IDS]]
    rest = len(ids) - IDS
    more = (words(f" and {rest:,} more"),) if rest > 0 else ()
    return (words(f"{head}: "), *commas(shown), *more, words("."))


def flag_lines(flags: Iterable[Flag]) -> Iterator[Line]:
    """What is to be said beside a verdict, one a line."""
    for flag in flags:
        yield (strong(f"{flag_title(flag)}:"), words(f" {FLAGS[flag]}"))


def revised_lines(result: Result[Any], names: Names) -> Iterator[Line]:
    """Both verdicts, where a record that came late changed the one that an earlier day gave."""
    revised: Revision[Any] | None = getattr(result.verdict, "revised", None)
    if revised is None:
        return
    tags: Mapping[Any, Tag] = TARGET_TAGS if isinstance(result, TargetResult) else CHANGE_TAGS
    before, now = tags[revised.said], tag_of(result)
    yield (
        words(f"On {in_words(revised.on)} the verdict was "),
        tag(before.look, before.word),
        words(". It is now "),
        tag(now.look, now.word),
        words(f". {'This record' if len(revised.by) == 1 else 'These records'} came late: "),
        *commas([names.id(RecordId(i)) for i in revised.by]),
        words("."),
    )


def minuted_line(minuted: Minuted, names: Names) -> Line:
    """What minutes say of the trend, beside what the counts said on that day."""
    pieces = [
        words(f"Minutes of {in_words(minuted.on)} say: “{minuted.says}”."),
        names.id(minuted.decision),
    ]
    if not minuted.counts_said:
        pieces.append(words("There was no verdict on that day to hold it against."))
    else:
        pieces.append(words(f"On that day the counts said: {minuted.counts_said}."))
        pieces.append(
            words("The two can both be right.") if minuted.agree else strong("The two differ.")
        )
    return spaced(pieces)


def window_end(result: TargetResult) -> str:
    """The last day of a target's window, in words; empty where it has none."""
    window = result.verdict.window
    return in_words(window.end - timedelta(days=1)) if window else ""
