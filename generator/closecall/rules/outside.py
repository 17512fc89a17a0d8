"""What those outside ask: who has to be told, and which framework it belongs to: G34 and G35."""

from collections.abc import Iterator, Mapping
from datetime import date

from closecall.findings import Finding
from closecall.model.days import in_words, parse_day
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.setting import Service
from closecall.model.trail import Trail
from closecall.records.documents import Plain
from closecall.rules.case import Case, Resting, error, of_items, warning
from closecall.validation.schemas import CodeList, ListItem

# --- G34 -----------------------------------------------------------------------------------------


def outside_decided(trail: Trail, case: Case) -> Iterator[Finding]:
    """G34: for each body outside it is decided, with the reason, whether it has to be told."""
    del case
    if not trail.reviews:
        return
    review = trail.reviews[-1]
    told, none_apply = trail.settled.external_reporting, trail.settled.none_apply
    if not told and not none_apply:
        yield error(
            "G34",
            review,
            "The review does not say whether anybody outside had to be told.",
            "Fill in `external_reporting`: `none_apply` with the reason, or each body with the "
            "decision and the reason.",
            pointer=("external_reporting",),
        )
    voice = next((r for r in reversed(trail.reviews) if r.said.external_reporting), None)
    for number, one in enumerate(told):
        if not (one.scheme and one.decision and one.reason):
            yield error(
                "G34",
                voice or trail.near_miss,
                "For a body outside it is not said which it is, whether it was to be told, or why.",
                "Give `scheme`, `decision` and `reason` for each.",
                pointer=("external_reporting", number),
            )


def not_for_this_service(case: Case) -> Iterator[Finding | Resting]:
    """G34: an item that a regulator does not look at in this sort of service is not claimed."""
    barred: dict[str, Mapping[str, Plain]] = {}
    for record in case.register.records.values():
        if record.withdrawn or not record.framework_map:
            continue
        types: set[str] | None = None
        for number, item in enumerate(record.framework_map):
            if item.framework not in case.schemas.lists:
                continue
            if item.framework not in barred:
                barred[item.framework] = of_items(case.schemas, item.framework, "not_for")
            not_for = barred[item.framework].get(item.item)
            if not isinstance(not_for, list):
                continue
            types = _service_types(record, case) if types is None else types
            if types and types <= set(map(str, not_for)):
                yield error(
                    "G34",
                    record,
                    f"It is put under an item that the regulator does not look at in "
                    f"{', '.join(sorted(types))}.",
                    "Take the item out of `framework_map`.",
                    pointer=("framework_map", number, "item"),
                )


def _service_types(record: Record, case: Case) -> set[str]:
    """What sorts of service a record is about."""
    ids = set(_services_of(record, case))
    return {s.service_type for s in case.register.pick(Service, sorted(ids)) if s.service_type}


def _services_of(record: Record, case: Case) -> Iterator[RecordId]:
    if isinstance(record, Service):
        yield record.id
    service = getattr(record, "service", None)
    if service:
        yield service
    yield from getattr(record, "services", ())
    plan = case.register.get(MonitoringPlan, getattr(record, "plan", None))
    near_misses = (*getattr(record, "near_misses", ()), *(plan.near_misses if plan else ()))
    yield from (nm.service for nm in case.register.pick(NearMiss, near_misses) if nm.service)


# --- G35 -----------------------------------------------------------------------------------------


def frameworks_known(case: Case) -> Iterator[Finding]:
    """G35: what a record is put under exists, and was in force on the record's day."""
    items: dict[str, Mapping[str, ListItem]] = {}
    lists = case.schemas.lists
    for record in case.register.records.values():
        if record.withdrawn or record.broken or not record.framework_map:
            continue
        day = record.day or case.as_at
        chosen = _chosen(day, case)
        for number, item in enumerate(record.framework_map):
            here = ("framework_map", number)
            framework = lists.get(item.framework)
            if framework is None:
                where = (*here, "framework")
                yield _unknown(record, "a framework that is not among the lists", where)
                continue
            if item.framework not in items:
                items[item.framework] = {
                    name: one for one in framework.items for name in (one.id, one.label)
                }
            found = items[item.framework].get(item.item)
            if found is None:
                yield _unknown(record, "an item that its framework does not have", (*here, "item"))
            elif said := _not_in_force(framework, found, day):
                yield warning(
                    "G35",
                    record,
                    f"It is put under an item that {said}, and the record is of {in_words(day)}.",
                    "Put it under the item that was in force then; the lists say which.",
                    pointer=(*here, "item"),
                )
            elif chosen and item.framework not in chosen:
                yield warning(
                    "G35",
                    record,
                    "It is put under a framework that the provider’s policy did not name on that "
                    "day.",
                    "Add the framework to `frameworks` in the policy, or take the item out.",
                    pointer=(*here, "framework"),
                )


def _chosen(day: date, case: Case) -> tuple[str, ...]:
    """The frameworks by which the provider sorted its evidence on a day."""
    own = next((p.frameworks for p in case.register.policy.in_force(day) if p.frameworks), ())
    return own or tuple(case.schemas.policy_defaults.get("frameworks", ()))


def _unknown(record: Record, what: str, pointer: tuple[str | int, ...]) -> Finding:
    return error(
        "G35",
        record,
        f"It is put under {what}.",
        "Write the item exactly as the list of its framework has it.",
        pointer=pointer,
    )


def _not_in_force(framework: CodeList, item: ListItem, day: date) -> str:
    """Why an item was not in force on a day; empty where it was."""
    first, last = (parse_day(text) for text in framework.dates_of(item))
    if last and last < day:
        return f"was in force until {in_words(last)}"
    if first and day < first:
        return f"is in force from {in_words(first)}"
    if item.superseded_by and last is None:
        return "another one has taken the place of"
    return ""
