"""The design's eleven files, and the few records around them, as a register for tests."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path

from closecall.evidence import Evidence
from closecall.records.documents import Plain, parse
from closecall.records.reading import Document
from closecall.validation.schemas import EACH, Field
from tests.unit.pages.evidence_maker import document, make_evidence, schemas

DATA = Path(__file__).parent / "data"
AS_AT = date(2026, 5, 6)
NEAR_MISS = "nm-20260303-k7m2"

ROLES = {
    "senior-carer": "Senior carer",
    "medicines-lead": "Medicines lead",
    "registered-manager": "Registered Manager",
    "deputy-manager": "Deputy manager",
    "quality-lead": "Quality lead",
    "medicines-governance": "Medicines governance group",
}

AROUND: dict[str, tuple[str, dict[str, Plain]]] = {
    "provider": ("provider", {"name": "Rosewood Care Group", "contact_role": "registered-manager"}),
    "rosewood-house": (
        "service",
        {
            "name": "Rosewood House",
            "service_type": "Care home without nursing",
            "domains": ["medicines"],
            "manager_role": "registered-manager",
            "reviewing_roles": [{"domain": "medicines", "role": "medicines-lead"}],
        },
    ),
    "pt-tc-medicine-timing": (
        "plan_template",
        {
            "title": "Timed medicines nearly late",
            "mechanism": "tc-medicine-timing",
            "owner_role": "medicines-lead",
            "valid_from": "2026-01-01",
            "failure_to_avoid": "It is taken as settled because the dose was in time",
            "early_warning_signs": [
                {"id": "unclear-handover-note", "text": "A handover note leaves doubt"},
                {"id": "timing-questions", "text": "The same question is asked again"},
            ],
            "triggers": [
                {"id": "unclear-prompt", "text": "A prompt can be read in two ways"},
                {"id": "relies-on-memory", "text": "It works because one person remembers"},
            ],
            "escalation_options": ["Advice of a pharmacist", "Competency checks"],
            "consistency_mechanism": "Every timed dose of the week is looked at",
            "audits_check": ["Read-back heard", "Staff know the box"],
            "evidence_sources": ["MAR charts", "audits", "feedback"],
            "measures": [
                {
                    "id": "doses-on-time",
                    "kind": "audit improvement",
                    "title": "Timed doses given in time",
                    "numerator": "Doses in time",
                    "denominator": "Doses due",
                    "evidence": "MAR charts",
                    "independent_of_reporting": "yes",
                },
                {
                    "id": "boxes-filled",
                    "kind": "stronger staff practice",
                    "numerator": "Boxes filled",
                    "denominator": "Handovers",
                    "evidence": "handover evidence",
                    "independent_of_reporting": "yes",
                },
            ],
        },
    ),
}

Records = dict[str, tuple[str, dict[str, Plain]]]


def example() -> Records:
    """Every record by its id: kind and data, to be changed at will."""
    records: Records = {
        role: ("role", {"title": title, "body": role == "medicines-governance"})
        for role, title in ROLES.items()
    }
    records |= deepcopy(AROUND)
    for file in sorted(DATA.glob("*.yml")):
        parsed = parse(file.read_bytes(), path=file.name)
        assert parsed.data is not None, parsed.findings
        data = dict(parsed.data)
        kind = data.pop("kind")
        assert isinstance(kind, str)
        records[file.stem] = (kind, data)
    return records


def evidence_of(records: Records, *, as_at: date = AS_AT) -> Evidence:
    return make_evidence(documents(records), as_at=as_at)


def documents(records: Records) -> Iterator[Document]:
    for record_id, (kind, data) in records.items():
        yield document(record_id, kind, {"kind": kind, **data})


def only_report(records: Records) -> Records:
    """A near miss that was just reported, and nothing that followed."""
    kinds = {"provider", "service", "role", "near_miss"}
    return {i: (kind, data) for i, (kind, data) in records.items() if kind in kinds}


def free_texts(kind: str, data: Mapping[str, Plain]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where a record holds words of its author's own, which no list and no link decides."""
    for field in schemas().fields(kind):
        if field.name in data:
            yield from _texts(field, data[field.name], (field.name,))


def _texts(
    field: Field, value: Plain, way: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        if not (field.refers_to or field.choices or field.day_type or field.name in _FORMED):
            yield way, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(field, item, (*way, number))
    elif isinstance(value, dict):
        inside = {f.name: f for f in field.fields}
        for name, item in value.items():
            below = inside.get(name) or inside.get(EACH)
            if below is not None:
                yield from _texts(below, item, (*way, name))


_FORMED = frozenset(
    {
        "kind", "id", "mechanism", "mechanisms", "family", "window", "interval", "test_interval",
        "sign", "trigger", "measure", "due", "signs_now",
    }
)  # fmt: skip
"""Fields whose form is fixed by a pattern, so that no text of an author's own fits."""


def put(data: dict[str, Plain], way: tuple[str | int, ...], text: str) -> None:
    """Write a text into a record."""
    here: Plain = data
    for step in way[:-1]:
        here = here[step]  # type: ignore[index]
    here[way[-1]] = text  # type: ignore[index]
