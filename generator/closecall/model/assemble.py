"""From documents to a register: one table of kinds, one reader a kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from closecall.model.assurance import (
    read_audit,
    read_governance_decision,
    read_practice_evidence,
)
from closecall.model.control import (
    read_control,
    read_control_change,
    read_exposure_check,
    read_risk,
)
from closecall.model.exceptions import read_allowance, read_redaction
from closecall.model.fields import RecordId
from closecall.model.incident import read_incident
from closecall.model.learning_share import read_learning_share
from closecall.model.links import Link, ReferenceField, links_of
from closecall.model.monitoring import (
    read_escalation,
    read_monitoring_check,
    read_monitoring_plan,
    read_plan_template,
)
from closecall.model.near_miss import read_near_miss
from closecall.model.policy import Threshold, read_policy
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.review import read_review
from closecall.model.setting import (
    read_activity,
    read_definition,
    read_provider,
    read_reporting_route,
    read_role,
    read_service,
)
from closecall.model.vocabulary import read_word_list
from closecall.records.reading import Document, Filed


class Reader(Protocol):
    """Makes the typed record of a document."""

    def __call__(self, document: Document, *, broken: bool) -> Record:
        """Read it; `broken` says whether its reading or shape has an error."""


READERS: Mapping[str, Reader] = {
    "provider": read_provider,
    "policy": read_policy,
    "service": read_service,
    "role": read_role,
    "definition": read_definition,
    "reporting_route": read_reporting_route,
    "activity": read_activity,
    "list": read_word_list,
    "near_miss": read_near_miss,
    "incident": read_incident,
    "review": read_review,
    "exposure_check": read_exposure_check,
    "control": read_control,
    "control_change": read_control_change,
    "risk": read_risk,
    "monitoring_plan": read_monitoring_plan,
    "monitoring_check": read_monitoring_check,
    "escalation": read_escalation,
    "audit": read_audit,
    "practice_evidence": read_practice_evidence,
    "plan_template": read_plan_template,
    "governance_decision": read_governance_decision,
    "learning_share": read_learning_share,
    "redaction": read_redaction,
    "allowance": read_allowance,
}
"""The reader of each kind. Adding a kind is a file (or a class in one) and a row here."""


def assemble(
    documents: Iterable[Document],
    *,
    broken: frozenset[str],
    files: Mapping[str, Filed],
    unreadable: frozenset[str],
    references: Callable[[str], Sequence[ReferenceField]],
    default_limits: tuple[Threshold, ...],
) -> Register:
    """Make the register of all records.

    Args:
        documents: The records that could be read.
        broken: Paths of those with a finding of reading or shape.
        files: Every file with a sound name, by the id that its name gives.
        unreadable: Kinds of which at least one file could not be read.
        references: Gives the reference fields of a kind.
        default_limits: The limits that hold where no policy record sets one.
    """
    records: list[Record] = []
    links: dict[RecordId, tuple[Link, ...]] = {}
    for document in documents:
        record = READERS[document.kind](document, broken=document.path in broken)
        records.append(record)
        links[record.id] = tuple(links_of(record.id, document.data, references(document.kind)))
    return Register(
        records,
        links=links,
        files=files,
        unreadable=unreadable,
        default_limits=default_limits,
    )
