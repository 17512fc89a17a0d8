"""Who is asked to mend a record: the role that answers for it, as the record itself says."""

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import Control, ControlChange, ExposureCheck, Risk
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare
from closecall.model.monitoring import Escalation, MonitoringCheck, MonitoringPlan, PlanTemplate
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.register import Register
from closecall.model.review import Review
from closecall.model.setting import Service


def owner_of(record: Record, register: Register) -> RecordId | None:
    """The role that a finding about a record is put to; None where no record names one."""
    own = _own(record)
    if own is None:
        service = register.service(getattr(record, "service", None))
        own = service.manager_role if service else None
    if own is None and record.recorded_by_role:
        own = record.recorded_by_role
    provider = register.provider
    return own or (provider.contact_role if provider else None)


def _own(record: Record) -> RecordId | None:  # noqa: PLR0911 - one line a kind
    match record:
        case Review():
            return record.reviewer_role
        case ExposureCheck() | MonitoringCheck() | Escalation():
            return record.by_role
        case Control() | ControlChange() | Risk() | PlanTemplate():
            return record.owner_role
        case MonitoringPlan():
            return record.reviewer_role
        case Audit():
            return record.auditor_role
        case GovernanceDecision():
            return record.group
        case NearMiss() | Incident():
            return record.recorded_by_role
        case LearningShare() | Allowance():
            return record.by_role
        case Redaction():
            return record.removed_by_role
        case Service():
            return record.manager_role
        case PracticeEvidence():
            return record.source_ref.held_by_role if record.source_ref else None
        case _:
            return None
