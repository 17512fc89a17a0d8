"""Evidence from records that a test writes down as plain values, without files or Git."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from closecall.analysis.selection import Selection
from closecall.evidence import Evidence
from closecall.findings import in_order
from closecall.model.assemble import assemble
from closecall.model.fields import RecordId
from closecall.model.policy import read_thresholds
from closecall.model.trail import make_trails
from closecall.records.documents import Plain
from closecall.records.kinds import KIND_BY_NAME
from closecall.records.reading import Document, Filed
from closecall.rules.case import Case, Owed
from closecall.rules.gate import apply_rules
from closecall.validation.schemas import Schemas, load_schemas

AS_AT = date(2026, 10, 15)


@lru_cache(maxsize=1)
def schemas() -> Schemas:
    return load_schemas()


def document(record_id: str, kind: str, data: Mapping[str, Plain]) -> Document:
    path = f"records/{KIND_BY_NAME[kind].folder}/{record_id}.yml"
    return Document(path=path, kind=kind, stem=record_id, data=data, blob="0" * 40)


def make_evidence(documents: Iterable[Document], *, as_at: date = AS_AT) -> Evidence:
    found = tuple(documents)
    everything = assemble(
        found,
        broken=frozenset(),
        files={d.stem: Filed(kind=d.kind, path=d.path) for d in found},
        unreadable=frozenset(),
        references=schemas().references,
        default_limits=read_thresholds(schemas().policy_defaults),
    )
    register = everything.as_at(as_at)
    trails = make_trails(register, as_at)
    case = Case(
        register=register,
        trails=trails,
        selection=Selection(trails),
        as_at=as_at,
        schemas=schemas(),
    )
    verdict = apply_rules(case, everything)
    owed: dict[RecordId, list[Owed]] = defaultdict(list)
    for item in verdict.owed:
        owed[item.near_miss].append(item)
    return Evidence(
        register=register,
        trails=trails,
        selection=case.selection,
        findings=in_order(verdict.findings),
        owed={nm: tuple(sorted(o, key=lambda x: (x.due, x.rule))) for nm, o in owed.items()},
        hidden=verdict.hidden,
        as_at=as_at,
        as_at_reason="as asked",
        commit=None,
        records_read=len(found),
        schemas=schemas(),
    )
