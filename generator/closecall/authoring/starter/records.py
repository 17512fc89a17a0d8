"""The records of a new provider: who is who, the limits, what counts and how it is reported."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from closecall.authoring.starter.areas import AREAS, AREAS_OF_TYPE
from closecall.records.documents import Plain
from closecall.records.trees import ID, is_kept
from closecall.records.writing import record_path, record_text
from closecall.validation.schemas import Schemas

GROUPS: Final[Mapping[str, str]] = {
    "governance-group": "Governance group",
    "board": "Board",
    "owners-meeting": "Owners’ meeting",
}
"""Ids and titles of the groups that may be the one that approves."""
FRAMEWORKS: Final = ("cqc-qs-34", "cqc-regulation")
"""By what the evidence is sorted where nobody chooses: what is in force for services in England."""

_LOOK_AGAIN: Final = timedelta(days=91)
_ROLES: Final = (
    ("care-worker", "Care worker", ("record",)),
    ("senior-carer", "Senior carer", ("record",)),
    ("care-coordinator", "Care coordinator", ("record",)),
    ("deputy-manager", "Deputy manager", ("record", "review", "change control")),
    ("registered-manager", "Registered Manager", ("record", "review", "change control")),
    ("medicines-lead", "Medicines lead", ("record", "review", "verify")),
    ("health-and-safety-lead", "Health and safety lead", ("record", "review", "verify")),
    ("quality-lead", "Quality lead", ("record", "review", "verify")),
    ("nominated-individual", "Nominated individual", ("review", "decide")),
)
_DRAFT: Final = "# Starter words of closecall, not approved by the provider. Make them your own."
_NOTES: Final[Mapping[str, str]] = {
    "policy": "# Defaults of closecall, not approved by the provider: each number is yours to"
    " change.\n# Then say which decision approves them: approved_by, with its id.\n",
    "definition": f"{_DRAFT}\n# Then say which decision approves them: approved_by, with its id.\n",
    "reporting_route": f"{_DRAFT}\n# Then ask your staff whether they know the way, and add the"
    " count as awareness.\n",
    "service": "# The areas of care are those that such a service has as a rule: take away or add."
    "\n# Worth adding: units, capacity, cqc_location_id.\n",
    "role": "# A job, never a person. Take roles away that you do not have, and add others.\n",
    "provider": "# Worth adding: regulator_id (the provider id that CQC gave you) and about.\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service, as it was answered."""

    name: str
    sort: str
    """One of the sorts in `schemas/lists/service-type.json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What is known of a new provider."""

    name: str = "Our organisation"
    services: tuple[Service, ...] = (Service(name="Our service", sort="care home without nursing"),)
    editions: tuple[str, ...] = ("restricted",)
    frameworks: tuple[str, ...] = FRAMEWORKS
    group: str = "governance-group"
    """The group that approves; one of `GROUPS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record that is to be written."""

    kind: str
    id: str
    data: Mapping[str, Plain]

    @property
    def path(self) -> str:
        """Where it belongs."""
        return record_path(self.kind, self.id)

    @property
    def text(self) -> str:
        """The text of its file: the line for editors, a word on what it is, the record."""
        first, _, rest = record_text(self.kind, self.data).partition("\n")
        return f"{first}\n{_NOTES[self.kind]}{rest}"


def starter_records(provider: Provider, today: date, schemas: Schemas) -> Iterator[Record]:
    """Every record that a new provider begins with.

    Args:
        provider: What was answered.
        today: The day from which limits, definitions and the route hold.
        schemas: The defaults of the limits come from there.
    """
    areas = tuple(
        area
        for area in AREAS
        if any(area in AREAS_OF_TYPE[service.sort] for service in provider.services)
    )
    yield Record(
        kind="provider",
        id="provider",
        data={
            "name": provider.name,
            "contact_role": "registered-manager",
            "editions": list(provider.editions),
        },
    )
    taken: set[str] = set()
    for service in provider.services:
        yield _service(service, provider.group, taken)
    yield from _roles(provider, areas)
    yield _policy(provider, today, schemas)
    yield from (_definition(area, today) for area in areas)
    yield _route(areas, today, schemas)


def _service(service: Service, group: str, taken: set[str]) -> Record:
    areas = AREAS_OF_TYPE[service.sort]
    return Record(
        kind="service",
        id=_free_id(service.name, taken),
        data={
            "name": service.name,
            "service_type": service.sort,
            "domains": list(areas),
            "manager_role": "registered-manager",
            "reviewing_roles": [{"domain": area, "role": AREAS[area].reviewer} for area in areas],
            "governance_groups": [group],
        },
    )


def _free_id(name: str, taken: set[str]) -> str:
    """An id made of a name, which no other service and no role has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:40].strip("-")
    roles = {*(role for role, _, _ in _ROLES), *GROUPS, "provider", "near-miss-policy"}
    if not ID.fullmatch(slug) or is_kept(slug) or slug in roles:
        slug = f"service-{slug}".rstrip("-")
    found = slug
    number = 2
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    taken.add(found)
    return found


def _roles(provider: Provider, areas: Sequence[str]) -> Iterator[Record]:
    for role, title, may in _ROLES:
        if role == "care-coordinator" and "call monitoring" not in areas:
            continue
        data: dict[str, Plain] = {"title": title, "body": False, "may": list(may)}
        yield Record(kind="role", id=role, data=data)
    group: dict[str, Plain] = {"title": GROUPS[provider.group], "body": True, "may": ["decide"]}
    yield Record(kind="role", id=provider.group, data=group)


def _policy(provider: Provider, today: date, schemas: Schemas) -> Record:
    defaults = schemas.policy_defaults
    data: dict[str, Plain] = {
        "title": "Near miss policy, not yet approved",
        "valid_from": today.isoformat(),
        "thresholds": defaults["thresholds"],
        "response_levels": defaults["response_levels"],
    }
    if provider.frameworks:
        data["frameworks"] = list(provider.frameworks)
    return Record(kind="policy", id="near-miss-policy", data=data)


def _definition(area: str, today: date) -> Record:
    words = AREAS[area]
    return Record(
        kind="definition",
        id=f"df-{area.replace(' ', '-')}",
        data={
            "domain": [area],
            "title": f"Near misses: {area}",
            "statement": words.statement,
            "included_examples": list(words.counts),
            "excluded_examples": [words.counts_not],
            "boundary_with_incident": words.incident,
            "boundary_with_unsafe_condition": words.condition,
            "valid_from": today.isoformat(),
            "review_due": (today + _LOOK_AGAIN).isoformat(),
        },
    )


def _route(areas: Sequence[str], today: date, schemas: Schemas) -> Record:
    limits = schemas.policy_defaults["thresholds"]
    feedback = next(
        one["value"]
        for one in (limits if isinstance(limits, list) else ())
        if isinstance(one, dict) and one["name"] == "days-to-feedback"
    )
    return Record(
        kind="reporting_route",
        id="rr-near-misses",
        data={
            "domain": list(areas),
            "title": "How a near miss is reported",
            "who_can_report": "Everyone who works here, agency staff and volunteers included."
            " People who use the service and their families can tell any of them.",
            "how": "Make it safe first. Then tell whoever leads the shift, and write it down"
            " together: on the two-minute page, on paper, or with closecall new near-miss.",
            "log": "staff communication log",
            "time_limit": {
                "hours": 24,
                "in_words": "Before you go home, and within a day at the latest",
            },
            "anonymous_route": {
                "none": "Not set up yet. The Registered Manager chooses a way, such as a box for"
                " cards without a name."
            },
            "feedback_within_days": feedback,
            "staff_expectations": "Write it down even if nothing came of it, and say what stopped"
            " it, also where that was luck. Never write a name.",
            "valid_from": today.isoformat(),
        },
    )
