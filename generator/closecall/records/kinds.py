"""The kinds of record: what each is called, where it lies and how its ids begin."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record."""

    name: str
    """As a record says it in `kind`, and as its schema is called."""
    folder: str
    """Its folder below `records/`."""
    prefix: str
    """How its ids begin, without the hyphen; empty where they are plain slugs."""
    title: str
    """One of them, in words."""
    plural: str
    """Several of them, in words."""


KINDS: Final[tuple[Kind, ...]] = tuple(
    Kind(name=name, folder=folder, prefix=prefix, title=title, plural=plural)
    for name, folder, prefix, title, plural in (
        ("provider", "provider", "", "Provider", "Provider"),
        ("policy", "policy", "", "Policy", "Policies"),
        ("service", "services", "", "Service", "Services"),
        ("role", "roles", "", "Role", "Roles"),
        ("list", "lists", "", "List of words", "Lists of words"),
        ("definition", "definitions", "df", "Definition", "Definitions"),
        ("reporting_route", "reporting-routes", "rr", "Reporting route", "Reporting routes"),
        ("control", "controls", "ct", "Control", "Controls"),
        ("activity", "activity", "ac", "Activity", "Activity"),
        ("near_miss", "near-misses", "nm", "Near miss", "Near misses"),
        ("incident", "incidents", "in", "Incident", "Incidents"),
        ("review", "reviews", "rv", "Review", "Reviews"),
        ("exposure_check", "exposure-checks", "xc", "Exposure check", "Exposure checks"),
        ("control_change", "control-changes", "cc", "Control change", "Control changes"),
        ("risk", "risks", "rk", "Risk", "Risks"),
        ("plan_template", "plan-templates", "pt", "Plan template", "Plan templates"),
        ("monitoring_plan", "monitoring-plans", "mp", "Monitoring plan", "Monitoring plans"),
        ("monitoring_check", "monitoring-checks", "mk", "Monitoring check", "Monitoring checks"),
        ("escalation", "escalations", "es", "Escalation", "Escalations"),
        ("audit", "audits", "au", "Audit", "Audits"),
        ("practice_evidence", "practice-evidence", "pe", "Practice evidence", "Practice evidence"),
        (
            "governance_decision",
            "governance-decisions",
            "gd",
            "Governance decision",
            "Governance decisions",
        ),
        ("learning_share", "learning-shares", "ls", "Shared lesson", "Shared lessons"),
        ("redaction", "redactions", "rd", "Redaction", "Redactions"),
        ("allowance", "allowances", "al", "Allowance", "Allowances"),
    )
)
"""Every kind: first what stands for itself, then a trail in the order in which it is written."""

DATED: Final = frozenset(
    [
        *("near_miss", "incident", "review", "exposure_check", "control_change", "risk"),
        *("monitoring_plan", "monitoring_check", "escalation", "audit", "practice_evidence"),
        *("governance_decision", "learning_share", "redaction", "allowance"),
    ]
)
"""Kinds whose records lie in a folder for each month and have a day in their id."""

ID_LETTERS: Final = "23456789bcdfghjkmnpqstvwxz"
"""What ends an id that is made up: signs that are not taken for one another.

Without vowels they make no words, and without r no "rm", after which a number is somebody's room.
"""

KIND_BY_NAME: Final[dict[str, Kind]] = {kind.name: kind for kind in KINDS}
KIND_BY_FOLDER: Final[dict[str, Kind]] = {kind.folder: kind for kind in KINDS}
