"""Which near misses a target counts (measures.md, sections 0 and 2)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from closecall.model.days import days_from
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan
from closecall.model.near_miss import NearMiss, told_twice
from closecall.model.trail import Trail

LOOK_BACK_DAYS = 365
"""How far before its start a `reduced` target may count its baseline."""


class Category(NamedTuple):
    """A kind of event at a service: near misses of one mechanism, or else of one area."""

    service: RecordId
    mechanism: str
    domain: str


class Selection:
    """Near misses by service and mechanism, and by service and area; made once, asked often."""

    def __init__(self, trails: Mapping[RecordId, Trail]) -> None:
        self._trails = trails
        found: dict[Category, list[NearMiss]] = defaultdict(list)
        twice = told_twice(trail.near_miss for trail in trails.values())
        for trail in trails.values():
            near_miss = trail.near_miss
            if near_miss.withdrawn or near_miss.id in twice:
                continue
            if not near_miss.service or not near_miss.event_day:
                continue
            if trail.settled.mechanism:
                found[Category(near_miss.service, trail.settled.mechanism, "")].append(near_miss)
            for domain in near_miss.domains:
                found[Category(near_miss.service, "", domain)].append(near_miss)
        self._found = {
            category: tuple(sorted(group, key=lambda nm: (nm.event_day or date.min, nm.id)))
            for category, group in found.items()
        }

    def of(self, category: Category) -> tuple[NearMiss, ...]:
        """The near misses of a category, by the day of the event."""
        return self._found.get(category, ())

    def category(self, plan: MonitoringPlan) -> Category | None:
        """What a plan's target counts; without a selector, the kind of its first near miss."""
        first = next((self._trails[n] for n in plan.near_misses if n in self._trails), None)
        if plan.target is None or first is None:
            return None
        chosen = plan.target.selector
        service = chosen.service or first.near_miss.service
        if service is None:
            return None
        if chosen.mechanism or not (chosen.domain or not first.settled.mechanism):
            return Category(service, chosen.mechanism or first.settled.mechanism, "")
        return Category(service, "", chosen.domain or next(iter(first.near_miss.domains), ""))

    def counted(self, plan: MonitoringPlan) -> tuple[NearMiss, ...]:
        """Every near miss of the plan's category but its index events, by the day of the event."""
        category = self.category(plan)
        if category is None or plan.target is None:
            return ()
        left_out = set(plan.target.index_events)
        form = plan.target.selector.event_form
        return tuple(
            nm
            for nm in self.of(category)
            if nm.id not in left_out and (not form or nm.event_form == form)
        )

    def before(self, plan: MonitoringPlan) -> tuple[NearMiss, ...]:
        """Those in the year before the target's start."""
        start = plan.target.start if plan.target else None
        if start is None:
            return ()
        first = days_from(start, -LOOK_BACK_DAYS)
        return tuple(
            nm for nm in self.counted(plan) if nm.event_day and first <= nm.event_day < start
        )

    def inside(self, plan: MonitoringPlan) -> tuple[NearMiss, ...]:
        """Those inside the target's window."""
        start, end = (plan.target.start, plan.target.end) if plan.target else (None, None)
        if start is None or end is None:
            return ()
        return tuple(
            nm for nm in self.counted(plan) if nm.event_day and start <= nm.event_day < end
        )

    def since(self, plan: MonitoringPlan) -> tuple[NearMiss, ...]:
        """Those since the target's start."""
        start = plan.target.start if plan.target else None
        if start is None:
            return ()
        return tuple(nm for nm in self.counted(plan) if nm.event_day and nm.event_day >= start)
