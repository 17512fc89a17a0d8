"""What is evidence for which item of a framework, and for which category of evidence.

A record belongs to an item because it says so in `framework_map`, because its area of care is one
that the item's list names, or because its kind is. All three are data: a framework is a list.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from closecall.model.assurance import PracticeEvidence
from closecall.model.control import Control
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.setting import Service
from closecall.pages.facts import Facts
from closecall.records.documents import Plain
from closecall.validation.schemas import CodeList, Schemas

CATEGORIES: Final = "cqc-evidence-category"
"""The list of the categories of evidence, with the kinds of record that belong to each."""
UNSORTED: Final = "No category"
"""Where a record is put that says none and whose kind belongs to none."""


class Placed(NamedTuple):
    """A record as evidence for an item."""

    record: Record
    category: str
    reason: str
    """Why it belongs there, in its author's words; empty where its area or its kind says so."""


class Index(NamedTuple):
    """The evidence of one framework, by the label of its item; the newest first."""

    framework: CodeList
    found: Mapping[str, tuple[Placed, ...]]

    def of(self, label: str) -> tuple[Placed, ...]:
        """The evidence for an item."""
        return self.found.get(label, ())

    @property
    def empty(self) -> int:
        """How many items have none."""
        return sum(1 for item in self.framework.items if not self.of(item.label))


@lru_cache(maxsize=4)
def indexes(facts: Facts) -> tuple[Index, ...]:
    """The index of every framework. `Facts` stands for the site: there is one a build."""
    frameworks = facts.evidence.schemas.frameworks
    found: list[dict[str, list[Placed]]] = [defaultdict(list) for _ in frameworks]
    plans = tuple(_Plan(one) for one in frameworks)
    category_of = _categories(facts.evidence.schemas)
    for record in facts.register.records.values():
        if record.withdrawn:
            continue
        said = {(item.framework, item.item): item.reason for item in record.framework_map}
        category = _category(record, category_of)
        areas = areas_of(record, facts) if category or said else ()
        types: frozenset[str] | None = None
        for place, plan in zip(found, plans, strict=True):
            labels = dict.fromkeys(label for fw, label in said if fw == plan.framework.id)
            if category:
                if types is None:
                    types = _types(record, facts)
                labels |= dict.fromkeys(plan.by_itself(record, areas, types))
            for label in labels:
                reason = said.get((plan.framework.id, label), "")
                place[label].append(Placed(record, category or UNSORTED, reason))
    return tuple(
        Index(one, {label: tuple(sorted(p, key=_newest)) for label, p in place.items()})
        for one, place in zip(frameworks, found, strict=True)
    )


def _newest(placed: Placed) -> tuple[int, RecordId]:
    day = placed.record.day or date.min
    return -day.toordinal(), placed.record.id


class _Plan:
    """Which items of a framework a record is evidence for without saying so."""

    def __init__(self, framework: CodeList) -> None:
        self.framework = framework
        self._by_area: dict[str, list[str]] = defaultdict(list)
        self._by_kind: dict[str, list[str]] = defaultdict(list)
        self._not_for: dict[str, frozenset[str]] = {}
        for item in framework.items:
            for area in item.domains:
                self._by_area[area].append(item.label)
            for kind in item.kinds:
                self._by_kind[kind].append(item.label)
            barred = item.more.get("not_for")
            if isinstance(barred, list):
                self._not_for[item.label] = frozenset(map(str, barred))

    def by_itself(
        self, record: Record, areas: tuple[str, ...], types: frozenset[str]
    ) -> Iterator[str]:
        """The items of its areas and its kind, but for those not meant for its services."""
        labels = (
            *(label for area in areas for label in self._by_area.get(area, ())),
            *self._by_kind.get(record.kind, ()),
        )
        for label in labels:
            barred = self._not_for.get(label)
            if not (barred and types and types <= barred):
                yield label


def areas_of(record: Record, facts: Facts) -> tuple[str, ...]:
    """The areas of care of a record: its own, else those of what it is about."""
    own: tuple[str, ...] = getattr(record, "domains", ())
    if own:
        return own
    register = facts.register
    plan = register.get(
        MonitoringPlan, getattr(record, "plan", None) or getattr(record, "bears_on_plan", None)
    )
    ids = (*getattr(record, "near_misses", ()), *(plan.near_misses if plan else ()))
    areas = [area for near_miss in register.pick(NearMiss, ids) for area in near_miss.domains]
    control = register.get(Control, getattr(record, "bears_on_control", None))
    return tuple(dict.fromkeys(areas or (control.domains if control else ())))


def _types(record: Record, facts: Facts) -> frozenset[str]:
    found = facts.register.pick(Service, facts.services_of(record))
    return frozenset(service.service_type for service in found if service.service_type)


def _categories(schemas: Schemas) -> Mapping[str, str]:
    """The category of each kind of record, by the kind."""
    found = schemas.lists.get(CATEGORIES)
    if found is None:
        return {}
    return {kind: item.label for item in found.items for kind in item.kinds}


def _category(record: Record, by_kind: Mapping[str, str]) -> str:
    """The category of a record: as it says, else as its evidence says, else by its kind."""
    if isinstance(record, PracticeEvidence) and record.cqc_category:
        return record.cqc_category
    return by_kind.get(record.kind, "")


def text_of(value: Plain) -> str:
    """A text of a list's item; empty where it says none."""
    return value if isinstance(value, str) else ""
