"""What follows for a new record from the one that it is made from.

Links, days, the service, roles that another record names, and facts that it repeats. Never a
judgement: what somebody has to think about is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from closecall.records.documents import Plain
from closecall.records.reading import Document
from closecall.validation.schemas import Schemas

Known: TypeAlias = Mapping[str, Document]
"""The records of the project that can be read, by id."""

LINKS: Final = (
    *("near_miss", "near_misses", "review", "control", "control_changes", "plan", "risk"),
    *("service", "services"),
)
"""Fields that follow from another record, with no judgement in them."""
OWN_DAY: Final[Mapping[str, str]] = {
    "review": "reviewed_on",
    "control_change": "effective_from",
    "exposure_check": "on",
    "escalation": "on",
    "audit": "on",
    "practice_evidence": "on",
    "governance_decision": "on",
    "learning_share": "on",
    "redaction": "on",
    "allowance": "on",
    "monitoring_check": "done_on",
}
"""The field that is the day of the work itself."""
_UPWARDS: Final = (
    *("near_miss", "near_misses", "plan", "review", "control_changes", "risk"),
    *("control", "service", "follow_up_to"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A record and those that it hangs together with."""

    near_misses: tuple[str, ...]
    by_kind: Mapping[str, tuple[str, ...]]
    """Ids by kind, the nearest first."""


def family(source: str, known: Known) -> Family:
    """What a record hangs on, and what hangs on the same near misses.

    Args:
        source: The id of the record.
        known: All records; what is not there is passed over.
    """
    found: dict[str, None] = {}
    waiting = [source]
    while waiting:
        this = waiting.pop(0)
        if this in found or this not in known:
            continue
        found[this] = None
        waiting += _named(known[this], _UPWARDS)
    near_misses = {one for one in found if known[one].kind == "near_miss"}
    beside = {
        one: None
        for one, document in known.items()
        if near_misses & set(_named(document, ("near_miss", "near_misses")))
        or (document.kind == "control" and one in found)
    }
    for one in tuple(beside):
        for other in _named(known[one], ("control",)):
            if other in known:
                beside[other] = None
    by_kind: dict[str, list[str]] = {}
    for one in (*found, *(one for one in beside if one not in found)):
        by_kind.setdefault(known[one].kind, []).append(one)
    return Family(
        near_misses=tuple(sorted(near_misses)),
        by_kind={kind: tuple(ids) for kind, ids in by_kind.items()},
    )


def prefilled(
    kind: str, source: str, known: Known, schemas: Schemas, today: date
) -> dict[str, Plain]:
    """The fields of a new record that follow from another, in the order of the schema.

    A field for one id is filled where only one can be meant: its own source, or the only record
    of its kind beside it. Whoever writes sees what was filled in.
    """
    kin = family(source, known)
    filled: dict[str, Plain] = {}
    slot = schemas.slot(kind)
    for field in schemas.fields(kind):
        name = field.name
        if name in LINKS and field.refers_to:
            ids = [one for each in field.refers_to for one in kin.by_kind.get(each, ())]
            takes_many = "array" in slot.children[name].types
            if source in ids and not (takes_many and name.endswith("s")):
                filled[name] = source
            elif ids and takes_many and "string" not in slot.children[name].types:
                filled[name] = list(ids)
            elif len(ids) == 1:
                filled[name] = ids[0]
        elif name == OWN_DAY.get(kind):
            filled[name] = today.isoformat()
    asked = {field.name for field in schemas.fields(kind)}
    for name, value in (*_roles(kind, kin, known), *_facts(kind, kin, known)):
        if value and name in asked:
            filled.setdefault(name, value)
    return in_order(kind, filled, schemas)


def in_order(kind: str, data: Mapping[str, Plain], schemas: Schemas) -> dict[str, Plain]:
    """The fields of a record in the order of its schema; those that it has not come last."""
    known = [field.name for field in schemas.fields(kind) if field.name in data]
    return {name: data[name] for name in dict.fromkeys([*known, *data])}


def _roles(kind: str, kin: Family, known: Known) -> Iterator[tuple[str, Plain]]:
    """Who does it, where a record of the same family has said so already."""

    def one(of: str) -> Document | None:
        ids = kin.by_kind.get(of, ())
        return known[ids[0]] if len(ids) == 1 else None

    service, plan, near_miss = one("service"), one("monitoring_plan"), one("near_miss")
    match kind:
        case "review":
            if service and near_miss:
                yield "reviewer_role", _reviewer(near_miss, service)
        case "exposure_check":
            yield "by_role", _said(service, "manager_role")
        case "risk":
            yield "owner_role", _said(service, "manager_role")
        case "control_change":
            yield "owner_role", _said(one("control"), "owner_role")
        case "monitoring_plan":
            yield "governance_group", _only(service, "governance_groups")
        case "monitoring_check":
            yield "by_role", _said(plan, "reviewer_role")
        case "audit":
            change = one("control_change")
            verify = change.data.get("verify") if change else None
            yield "auditor_role", verify.get("verifier_role") if isinstance(verify, dict) else None
        case "governance_decision":
            yield "group", _said(plan, "governance_group") or _only(service, "governance_groups")


def _facts(kind: str, kin: Family, known: Known) -> Iterator[tuple[str, Plain]]:
    """What stands in the records of the family, where all that say it say the same."""

    def alike(of: str, name: str) -> Plain:
        said = [known[one].data.get(name) for one in kin.by_kind.get(of, ())]
        return said[0] if said and all(one == said[0] for one in said) else None

    mechanism = alike("review", "mechanism")
    match kind:
        case "risk":
            yield "domain", alike("near_miss", "domain")
            yield "mechanism", mechanism
            yield "controls", list(kin.by_kind.get("control", ()))
        case "audit" | "practice_evidence":
            yield "domain", alike("near_miss", "domain")
            if kind == "audit":
                yield "follow_up_to", list(kin.by_kind.get("control_change", ()))
        case "monitoring_plan":
            templates = [
                one
                for one, document in known.items()
                if document.kind == "plan_template"
                and mechanism
                and document.data.get("mechanism") == mechanism
                and "valid_to" not in document.data
            ]
            yield "template", templates[0] if len(templates) == 1 else None
        case "learning_share":
            yield "family", alike("control", "family")


def _said(document: Document | None, name: str) -> Plain:
    value = document.data.get(name) if document else None
    return value if isinstance(value, str) else None


def _only(document: Document | None, name: str) -> Plain:
    """What a record names, where it names one thing."""
    value = document.data.get(name) if document else None
    if isinstance(value, list):
        return value[0] if len(value) == 1 else None
    return value


def _reviewer(near_miss: Document, service: Document) -> str:
    """The role that reviews the near miss's first area of care.

    Empty where none is named, or where it is the role that reported: another has to review.
    """
    areas = near_miss.data.get("domain")
    said = service.data.get("reviewing_roles")
    for area in areas if isinstance(areas, list) else ():
        for one in said if isinstance(said, list) else ():
            if isinstance(one, dict) and one.get("domain") == area:
                role = str(one.get("role", ""))
                return "" if role == near_miss.data.get("recorded_by_role") else role
    return ""


def _named(document: Document, fields: Sequence[str]) -> Iterator[str]:
    for name in fields:
        value = document.data.get(name)
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str):
                yield one
