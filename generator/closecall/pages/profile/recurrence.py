"""What came again: near misses of one mechanism, area, time or unit, and the days between.

These are facts of the records, without statistics. A repeat is one of the same mechanism and
service within the policy's days after an earlier one (measures.md, section 3).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from closecall.model.trail import Trail
from closecall.pages.facts import shift_of


class Recurrence(NamedTuple):
    """Near misses that have something in common, oldest first."""

    key: str
    trails: tuple[Trail, ...]

    @property
    def latest(self) -> Trail:
        """The last of them."""
        return self.trails[-1]

    @property
    def days_since_previous(self) -> int | None:
        """Days from the last but one to the last; None where there is only one."""
        days = [t.near_miss.event_day for t in self.trails[-2:] if t.near_miss.event_day]
        return (days[1] - days[0]).days if len(days) == 2 else None


def by_mechanism(trails: Iterable[Trail]) -> tuple[Recurrence, ...]:
    """Near misses by mechanism; one without a mechanism is left out until its review names one."""
    return _group(trails, lambda t: (t.settled.mechanism,) if t.settled.mechanism else ())


def by_area(trails: Iterable[Trail]) -> tuple[Recurrence, ...]:
    """Near misses by area of care; one may fall into several."""
    return _group(trails, lambda t: t.near_miss.domains)


def by_shift(trails: Iterable[Trail]) -> tuple[Recurrence, ...]:
    """Near misses by part of the day."""
    return _group(trails, lambda t: (shift_of(t) or "Time not known",))


def by_unit(trails: Iterable[Trail]) -> tuple[Recurrence, ...]:
    """Near misses by unit."""
    return _group(trails, lambda t: (t.near_miss.place or "Unit not given",))


def _group(
    trails: Iterable[Trail], keys: Callable[[Trail], Sequence[str]]
) -> tuple[Recurrence, ...]:
    found: dict[str, list[Trail]] = defaultdict(list)
    for trail in trails:
        for key in keys(trail):
            found[key].append(trail)
    groups = (Recurrence(key, tuple(sorted(group, key=_day))) for key, group in found.items())
    return tuple(sorted(groups, key=lambda g: (-len(g.trails), g.key)))


def _day(trail: Trail) -> tuple[date, str]:
    return trail.near_miss.event_day or date.min, trail.near_miss.id


class Run(NamedTuple):
    """Near misses of one mechanism, each a repeat of the one before it."""

    mechanism: str
    trails: tuple[Trail, ...]

    @property
    def days(self) -> int:
        """Days from the first to the last."""
        first, last = self.trails[0].near_miss.event_day, self.trails[-1].near_miss.event_day
        return (last - first).days if first and last else 0


def runs(trails: Iterable[Trail]) -> tuple[Run, ...]:
    """Every run of repeats, the latest first. What a review judged to be no repeat ends a run."""
    found: list[Run] = []
    for group in by_mechanism(trails):
        run: list[Trail] = []
        for trail in group.trails:
            before = {nm.id for nm in trail.earlier}
            if run and run[-1].near_miss.id not in before:
                found.append(Run(group.key, tuple(run)))
                run = []
            run.append(trail)
        found.append(Run(group.key, tuple(run)))
    repeated = (run for run in found if len(run.trails) > 1)
    return tuple(sorted(repeated, key=lambda r: (_day(r.trails[-1]), r.mechanism), reverse=True))
