"""How a service reports: how soon, how openly, by whom, and whether reporters hear back."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_high

from closecall.model.fields import RecordId
from closecall.model.trail import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What the near misses of one service say of its reporting."""

    near_misses: tuple[RecordId, ...]
    half_within: int | None
    """Half of those with both days were recorded within so many days; None without any. [days]"""
    late: tuple[RecordId, ...]
    """Recorded later than the limit."""
    undated: tuple[RecordId, ...]
    """Without the day of the event or of the record."""
    anonymous: tuple[RecordId, ...]
    relations: Mapping[str, int]
    """How many by how the reporter came to know of it, most first; empty where nobody says."""
    told: tuple[RecordId, ...]
    """The reporter heard back within the limit."""
    told_late: tuple[RecordId, ...]
    untold: tuple[RecordId, ...]
    """The limit is over and no record says that the reporter heard back."""


def habits(trails: Iterable[Trail], *, late_after: int, feedback_days: int, as_at: date) -> Habits:
    """Count how some near misses were reported.

    Whoever reports anonymously cannot be told, and is in none of the three counts of hearing back.

    Args:
        trails: The near misses that count, of one service and time.
        late_after: Recorded more days than this after the event, one is late. [days]
        feedback_days: How long after the first review the reporter is to hear back. [days]
        as_at: The day as at which it is asked.
    """
    found = sorted(trails, key=lambda t: (t.near_miss.event_day or date.max, t.near_miss.id))
    lags: dict[RecordId, int] = {}
    for trail in found:
        event, recorded = trail.near_miss.event_day, trail.near_miss.recorded
        if event and recorded:
            lags[trail.near_miss.id] = (recorded.date() - event).days
    told: list[RecordId] = []
    told_late: list[RecordId] = []
    untold: list[RecordId] = []
    for trail in found:
        reviewed = trail.reviewed_on
        if trail.near_miss.anonymous or reviewed is None:
            continue
        limit = reviewed + timedelta(days=feedback_days)
        heard = min((r.feedback_on for r in trail.reviews if r.feedback_on), default=None)
        if heard:
            (told if heard <= limit else told_late).append(trail.near_miss.id)
        elif limit < as_at:
            untold.append(trail.near_miss.id)
    relations = Counter(t.near_miss.reporter_relation for t in found)
    return Habits(
        near_misses=tuple(t.near_miss.id for t in found),
        half_within=median_high(lags.values()) if lags else None,
        late=tuple(i for i, lag in lags.items() if lag > late_after),
        undated=tuple(t.near_miss.id for t in found if t.near_miss.id not in lags),
        anonymous=tuple(t.near_miss.id for t in found if t.near_miss.anonymous),
        relations=dict(sorted(relations.items(), key=lambda item: (-item[1], item[0]))),
        told=tuple(told),
        told_late=tuple(told_late),
        untold=tuple(untold),
    )
