"""Phrases that several pages share: counts, lists, and the tag of a stage or a verdict."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import bidirectional

from closecall.model.days import Duration, in_words
from closecall.model.trail import Stage
from closecall.pages.markup import Html, Look, tag


class Tag(NamedTuple):
    """A word with a shape and a colour, in that order of importance."""

    word: str
    look: Look

    @property
    def piece(self) -> Html:
        """The tag as a piece of a line."""
        return tag(self.look, self.word)


_NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 near miss`, `1,204 near misses`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def spelled(number: int, one: str, many: str = "") -> str:
    """A small number in letters with its noun: `three services`; in figures from 13 on."""
    if number < len(_NUMBERS):
        return f"{_NUMBERS[number]} {one if number == 1 else many or one + 's'}"
    return counted(number, one, many)


def isolated(name: str) -> str:
    """A name as it may stand in a sentence of ours.

    One that is written from right to left keeps to itself, and the words and figures around it stay
    in their order. Names come from records, which cannot hold these signs themselves.
    """
    if name.isascii() or not any(bidirectional(char) in _RIGHT_TO_LEFT for char in name):
        return name
    return f"\u2068{name}\u2069"


_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def near_misses(number: int) -> str:
    """`1 near miss`, `14 near misses`."""
    return counted(number, "near miss", "near misses")


def overdue(number: int) -> str:
    """How many gaps there are, as a sentence."""
    if not number:
        return "Nothing is missing or overdue."
    return f"{counted(number, 'thing is', 'things are')} missing or overdue."


def ordinal(number: int) -> str:
    """`second`, `twelfth`, `13th`, `21st`."""
    if 0 < number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = tuple(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


@lru_cache(maxsize=4096)
def upper_first(text: str) -> str:
    """The text with its first letter in upper case, the rest as its author wrote it."""
    return text[:1].upper() + text[1:]


def as_words(slug: str) -> str:
    """A short key as words: `tc-medicine-timing` → `tc medicine timing`."""
    return slug.replace("-", " ")


@lru_cache(maxsize=1024)
def slug(label: str) -> str:
    """A key for an address from a label of a code list: `Low harm` becomes `low-harm`."""
    return "-".join("".join(c if c.isalnum() else " " for c in label.lower()).split())


def day(value: date | None, otherwise: str = "day not recorded") -> str:
    """A day in words."""
    return in_words(value) if value else otherwise


def clock(moment: datetime) -> str:
    """The time of a moment: 07:52."""
    return f"{moment.hour:02}:{moment.minute:02}"


def moment_words(moment: datetime) -> str:
    """A moment in words: 3 March 2026 at 07:52."""
    return f"{in_words(moment.date())} at {clock(moment)}"


def elapsed(first: datetime, last: datetime) -> str:
    """The time from one moment to a later one, in the unit in which a person would say it."""
    minutes = int((last - first).total_seconds() // 60)
    if minutes < 120:
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def every(interval: Duration | None) -> str:
    """How often: every week, every 2 months."""
    if interval is None:
        return ""
    text = str(interval)
    return f"every {text.removeprefix('1 ')}" if interval.count == 1 else f"every {text}"


def key_words(key: str) -> str:
    """A short key as a term: `medicine_class` → `Medicine class`."""
    return upper_first(as_words(key).replace("_", " "))


def yes_no(value: bool | None) -> str:  # noqa: FBT001 - it is a word, not a switch
    """An answer in a word."""
    return "not recorded" if value is None else "yes" if value else "no"


DECISIONS: Final[Mapping[str, str]] = {
    "assured-close": "Assured: close",
    "assured-continue-monitoring": "Assured: continue monitoring",
    "not-assured-strengthen": "Not assured: strengthen",
    "escalate": "Escalate",
    "reopen": "Reopen",
    "no-further-change-with-reason": "No further change, with a reason",
    "approve": "Approve",
}

RESULTS: Final[Mapping[str, str]] = {
    "none-exposed": "none exposed",
    "exposed-contained": "exposed, contained",
    "exposed-open": "exposed, still open",
}

VOICES: Final[Mapping[str, str]] = {
    "feedback-person": "People who use the service",
    "feedback-family": "Families",
    "complaint": "Complaints",
    "feedback-staff": "Staff: feedback",
    "staff-interview": "Staff: interviews",
    "supervision": "Staff: supervision",
    "competency": "Staff: competency check",
    "survey": "Survey",
    "partner": "Partners",
}
"""Whose voice each sort of practice evidence is."""

STAGE_TAGS: Mapping[Stage, Tag] = {
    Stage.REPORTED: Tag("Reported, review awaited", "t-wait"),
    Stage.REVIEWED: Tag("Reviewed, action awaited", "t-wait"),
    Stage.ACTING: Tag("Acting", "t-wait"),
    Stage.MONITORING: Tag("Monitoring", "t-wait"),
    Stage.CLOSED: Tag("Closed", "t-good"),
    Stage.CLOSED_NO_CHANGE: Tag("Closed, no change needed", "t-good"),
    Stage.REOPENED: Tag("Reopened", "t-warn"),
    Stage.WITHDRAWN: Tag("Withdrawn", "t-plain"),
}
"""How far a near miss has come."""

VERDICT_TAGS: Mapping[str, Tag] = {
    "reliable": Tag("Reliable: a control", "t-good"),
    "accidental": Tag("Accidental: luck", "t-bad"),
    "not yet known": Tag("Not yet known", "t-mute"),
    "": Tag("Not judged yet", "t-mute"),
}
"""Whether what stopped harm was reliable or accidental: the latest review that says so."""
