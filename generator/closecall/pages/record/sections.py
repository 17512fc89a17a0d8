"""What the pages of some kinds say above their fields, worked out from other records."""

from closecall.model.control import ControlChange
from closecall.model.exceptions import Allowance, Redaction
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare
from closecall.model.monitoring import MonitoringPlan
from closecall.model.record import Record
from closecall.model.vocabulary import WordList
from closecall.pages.facts import Facts
from closecall.pages.measures.sections import verdict_sections
from closecall.pages.record.exceptions import allowance_sections
from closecall.pages.record.incident import incident_sections
from closecall.pages.record.learning import learning_sections
from closecall.pages.record.vocabulary import vocabulary_sections
from closecall.pages.section import Section


def sections_of(record: Record, facts: Facts) -> tuple[Section, ...]:
    """What the page of a record says above its fields; nothing for most kinds."""
    match record:
        case Incident():
            return incident_sections(record, facts)
        case LearningShare():
            return learning_sections(record, facts)
        case MonitoringPlan() | ControlChange():
            return verdict_sections(record, facts)
        case WordList():
            return vocabulary_sections(record, facts)
        case Allowance() | Redaction():
            return allowance_sections(record, facts)
        case _:
            return ()
