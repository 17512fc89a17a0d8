"""Which events repeat an earlier one? (measures.md, section 3): a fact, no statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from closecall.analysis.events import Event, known

REPEAT_DAYS = 90
"""So many days after an earlier one an event is a repeat; on the last of them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An event, and the latest earlier one of its kind."""

    event: Event
    after: Event
    days: int
    """From the one to the other. [days]"""

    @property
    def words(self) -> str:
        """In words: `second in 34 days`; never "trend"."""
        return (
            "second on the same day"
            if not self.days
            else (f"second in {self.days} day{'' if self.days == 1 else 's'}")
        )


def repeats(
    events: Sequence[Event], *, as_of: date, repeat_days: int = REPEAT_DAYS
) -> tuple[Repeat, ...]:
    """Find the repeats among the records of any services.

    Args:
        events: Near misses and incidents together, in any order.
        as_of: What is recorded later is not known yet.
        repeat_days: The longest time between two that counts.

    Returns:
        One item for every event that came so soon after an earlier one at the same service, of
        the same mechanism; or, where one of the two has none, of the same area. By day.
    """
    by_mechanism: dict[tuple[str, str], tuple[int, Event]] = {}
    by_area: dict[tuple[str, str], tuple[int, Event]] = {}
    by_area_only: dict[tuple[str, str], tuple[int, Event]] = {}
    found = []
    for place, event in enumerate(known(events, as_of)):
        areas = [(event.service, domain) for domain in event.domains]
        if event.mechanism:
            candidates = [by_area_only.get(area) for area in areas]
            candidates.append(by_mechanism.get((event.service, event.mechanism)))
        else:
            candidates = [by_area.get(area) for area in areas]
        earlier = max((c for c in candidates if c is not None), key=lambda c: c[0], default=None)
        if earlier is not None:
            days = max(0, (event.first - earlier[1].last).days)
            if days <= repeat_days:
                found.append(Repeat(event=event, after=earlier[1], days=days))
        if event.mechanism:
            by_mechanism[event.service, event.mechanism] = place, event
        for area in areas:
            by_area[area] = place, event
            if not event.mechanism:
                by_area_only[area] = place, event
    return tuple(found)
