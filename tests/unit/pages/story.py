"""A small provider whose records a test can read at a glance, and change before they are judged.

Two near misses of one mechanism at one service: the first is followed up, the second just reported.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date

from closecall.evidence import Evidence
from closecall.records.documents import Plain
from closecall.records.reading import Document
from tests.unit.pages.evidence_maker import AS_AT, document, make_evidence

Records = dict[str, dict[str, Plain]]
"""Records by `kind/id`."""

STORY: Mapping[str, Mapping[str, Plain]] = {
    "provider/provider": {"name": "Elm Care", "contact_role": "manager", "fictional": True},
    "role/manager": {"title": "Manager"},
    "role/carer": {"title": "Senior carer"},
    "role/medicines-lead": {"title": "Medicines lead"},
    "role/quality-lead": {"title": "Quality lead"},
    "role/board": {"title": "Medicines group", "body": True},
    "service/elm-house": {
        "name": "Elm House",
        "service_type": "care home without nursing",
        "domains": ["medicines", "transport"],
        "units": [{"name": "Unit 1"}],
        "capacity": {"value": 20, "unit": "beds"},
        "manager_role": "manager",
        "reviewing_roles": [{"domain": "medicines", "role": "medicines-lead"}],
        "inspections": [
            {"on": "2025-11-14", "by": "CQC", "outcome": "Asked for more", "ref": "R1"}
        ],
    },
    "definition/df-medicines": {
        "domain": ["medicines"],
        "statement": "A medicine nearly given late",
        "included_examples": ["A dose left off the list"],
        "excluded_examples": ["A dose given late"],
        "boundary_with_incident": "Once it is late it is an incident",
        "boundary_with_unsafe_condition": "Nobody involved yet",
        "valid_from": "2025-07-01",
        "approved_by": "gd-20250701-aaaa",
        "review_due": "2026-07-01",
    },
    "definition/df-medicines-old": {
        "domain": ["medicines"],
        "title": "The first definition",
        "statement": "Any medicine matter",
        "included_examples": ["Any"],
        "boundary_with_incident": "Harm",
        "boundary_with_unsafe_condition": "None",
        "valid_from": "2024-07-01",
        "valid_to": "2025-06-30",
        "approved_by": "gd-20250701-aaaa",
        "review_due": "2025-06-30",
    },
    "reporting_route/rr-medicines": {
        "domain": ["medicines"],
        "title": "Medicines route",
        "who_can_report": "Everybody",
        "how": "Tell the shift leader",
        "log": "medicines incident tracker",
        "time_limit": {"hours": 4, "in_words": "Before you go home"},
        "anonymous_route": {"none": "It starts in March"},
        "feedback_within_days": 14,
        "staff_expectations": "Report what you put right",
        "awareness": {
            "method": "Asked at supervision",
            "reached": 17,
            "of": 18,
            "on": "2026-05-01",
        },
        "valid_from": "2025-07-01",
    },
    "governance_decision/gd-20250701-aaaa": {
        "approves": ["df-medicines", "rr-medicines"],
        "group": "board",
        "on": "2025-07-01",
        "minute_ref": "Item 1",
        "decision": "approve",
        "reason": "Agreed",
    },
    "activity/ac-beds": {
        "service": "elm-house",
        "measure": "Occupied bed days",
        "unit": "bed days",
        "period": {"from": "2025-10-01", "to": "2026-09-30"},
        "value": 7300,
    },
    "control/ct-box": {
        "services": ["elm-house"],
        "title": "Timed box",
        "purpose": "Two people see it",
        "mechanisms": ["tc-timing"],
        "family": "handover",
        "control_class": "safeguard",
        "barrier_type": "organizational",
        "depends_on_memory": "no",
        "owner_role": "manager",
        "how_tested": "Audit",
        "test_interval": "P1M",
        "embedded": {"is": "partly", "evidence": "12 of 12 notes"},
    },
    "plan_template/pt-timing": {
        "title": "Timed medicines nearly late",
        "mechanism": "tc-timing",
        "owner_role": "medicines-lead",
        "valid_from": "2025-07-01",
        "early_warning_signs": [{"id": "unclear-note", "text": "Handover notes are unclear"}],
        "triggers": [{"id": "again", "text": "It comes again"}],
    },
    "near_miss/nm-20260303-aaaa": {
        "service": "elm-house",
        "place": "Unit 1",
        "title": "Morning dose left off the list",
        "detected": "2026-03-03 07:52",
        "recorded": "2026-03-03 08:10",
        "recorded_by_role": "carer",
        "domain": ["medicines"],
        "what_happened": "A dose was left off the list. It was found.",
        "person_affected": {"relation": "one"},
        "detection_method": "someone saw it",
        "prevented_by": [{"what": "The carer compared list and chart"}],
        "immediate_action": {"what": "Put on the list", "safe_now": "yes"},
        "harm_potential": {"worst": "Moderate physical harm", "reason": "A fall"},
        "source_ref": {"log": "medicines incident tracker", "locator": "Entry 31"},
    },
    "review/rv-20260304-aaaa": {
        "near_miss": "nm-20260303-aaaa",
        "reviewer_role": "medicines-lead",
        "reviewed_on": "2026-03-04",
        "mechanism": "tc-timing",
        "how_close": {"measure": "minutes", "value": 8, "controls_left_before_harm": 0},
        "sources_examined": [{"type": "MAR charts", "locator": "Sheet 4", "showed": "The time"}],
        "cause_confirmed": {"is": "yes", "statement": "The list is made by heart"},
        "weakness_in": ["systems"],
        "barriers": [{"control": "ct-box", "state": "did not exist"}],
        "prevented_by": [{"what": "One carer compared them", "mode": "chance", "control": "none"}],
        "prevention_verdict": {"is": "accidental", "reason": "Nobody asks for it"},
        "could_happen_again": {"is": "yes", "reason": "Still by heart"},
        "person_affected": {"relation": "one", "informed": "yes"},
        "system_factor": "The note has no place for it",
        "learning": "Not by heart",
        "feedback_to_reporter": {"on": "2026-03-06", "route": "supervision"},
    },
    "exposure_check/xc-20260305-aaaa": {
        "near_miss": "nm-20260303-aaaa",
        "on": "2026-03-05",
        "by_role": "manager",
        "question": "Who else?",
        "scope": {"items": "timed doses", "population_n": 9, "sampled_n": 9},
        "method": "record check",
        "exposed_n": 2,
        "result": "exposed-contained",
        "immediate_risk": {"is": "no"},
        "risk": "rk-20260305-aaaa",
        "source_ref": {"log": "service risk profile", "locator": "Row 14"},
    },
    "risk/rk-20260305-aaaa": {
        "service": "elm-house",
        "domain": ["medicines"],
        "title": "Timed doses depend on one person",
        "mechanism": "tc-timing",
        "why_in_profile": ["weak control"],
        "near_misses": ["nm-20260303-aaaa"],
        "controls": ["ct-box"],
        "owner_role": "manager",
        "score_before": {
            "consequence": 3,
            "likelihood": 4,
            "on": "2026-03-05",
            "reason": "By heart",
        },
        "score_now": {
            "consequence": 3,
            "likelihood": 3,
            "on": "2026-04-21",
            "reason": "Box in use",
        },
        "signs_now": ["unclear-note"],
        "review_due": "2026-12-01",
    },
    "control_change/cc-20260309-aaaa": {
        "near_miss": "nm-20260303-aaaa",
        "review": "rv-20260304-aaaa",
        "control": "ct-box",
        "action": "introduce",
        "effective_from": "2026-03-09",
        "before": "Remembered",
        "after": "The note has a box for timed doses",
        "strength": ["Checklist/cognitive aid"],
        "owner_role": "manager",
        "staff_responsibilities": "Fill it, read it back",
        "communication": {
            "method": "handovers",
            "on": "2026-03-10",
            "reached": 17,
            "of": 18,
            "understanding_check": "Read-back seen",
        },
        "verify": {"method": "Audit", "due": "2026-04-06", "verifier_role": "quality-lead"},
    },
    "monitoring_plan/mp-20260309-aaaa": {
        "template": "pt-timing",
        "near_misses": ["nm-20260303-aaaa"],
        "control_changes": ["cc-20260309-aaaa"],
        "risk": "rk-20260305-aaaa",
        "baseline": {"statement": "Seven in the year before"},
        "target": {
            "statement": "None over six weeks",
            "rule": "none",
            "start": "2026-03-09",
            "window": "P6W",
            "index_events": ["nm-20260303-aaaa"],
            "checks": {"planned": 1, "every_days": 42},
        },
        "reviewer_role": "medicines-lead",
        "interval": "P6W",
        "governance_group": "board",
        "governance_due": "2026-04-28",
    },
    "monitoring_check/mk-20260316-aaaa": {
        "plan": "mp-20260309-aaaa",
        "due": "2026-03-15",
        "done_on": "2026-03-16",
        "by_role": "medicines-lead",
        "signs_seen": [{"sign": "unclear-note", "evidence": "Night of 12 March"}],
        "triggers_hit": [{"trigger": "again", "evidence": "A second one", "action": "Told them"}],
    },
    "escalation/es-20260317-aaaa": {
        "plan": "mp-20260309-aaaa",
        "trigger": "again",
        "raised_from": "mk-20260316-aaaa",
        "option": "Pharmacist advice",
        "to": "Community pharmacist",
        "on": "2026-03-17",
        "by_role": "medicines-lead",
        "due": "2026-03-24",
        "response": "Labels changed",
        "answered_on": "2026-03-20",
    },
    "audit/au-20260404-aaaa": {
        "service": "elm-house",
        "on": "2026-04-04",
        "type": "audit",
        "announced": "no",
        "shifts": ["Day shift"],
        "auditor_role": "quality-lead",
        "follow_up_to": ["cc-20260309-aaaa"],
        "sample": {"n": 12, "of": 48, "selection": "every fourth"},
        "criteria": [{"what": "Box filled", "met": 12, "of": 12}],
        "near_misses_not_reported": 0,
    },
    "practice_evidence/pe-20260410-aaaa": {
        "service": "elm-house",
        "on": "2026-04-10",
        "subtype": "staff-interview",
        "question": "What is timed today?",
        "asked": 8,
        "answered": 8,
        "summary": "Seven named the box",
        "bears_on": {"control": "ct-box", "supports": "yes"},
        "cqc_category": "Feedback from staff and leaders",
    },
    "near_miss/nm-20260406-bbbb": {
        "service": "elm-house",
        "place": "Unit 1",
        "title": "Evening dose nearly missed",
        "detected": "2026-04-06 21:30",
        "recorded": "2026-04-06 21:45",
        "recorded_by_role": "carer",
        "domain": ["medicines"],
        "mechanism": "tc-timing",
        "what_happened": "An evening dose was nearly missed.",
        "person_affected": {"relation": "one"},
        "detection_method": "a person or family said",
        "prevented_by": [{"what": "The person asked for it"}],
        "immediate_action": {"what": "Given", "safe_now": "yes"},
        "harm_potential": {"worst": "Severe physical harm", "reason": "A seizure"},
        "source_ref": {"log": "medicines incident tracker", "locator": "Entry 40"},
    },
}

MORE: Records = {
    "incident/in-20260420-aaaa": {
        "service": "elm-house",
        "place": "Unit 1",
        "title": "Evening dose given two hours late",
        "detected": "2026-04-20 22:00",
        "recorded": "2026-04-20 22:20",
        "recorded_by_role": "carer",
        "domain": ["medicines"],
        "what_happened": "An evening dose was given two hours late.",
        "person_affected": {"relation": "one", "informed": "yes", "on": "2026-04-20"},
        "detection_method": "a person or family said",
        "harm_actual": {"physical": "Low physical harm", "what": "A bad night"},
        "immediate_action": {"what": "Given", "safe_now": "yes"},
        "mechanism": "tc-timing",
        "controls": ["ct-box"],
        "candour": {
            "applies": "no",
            "reason": "The harm was low",
            "steps": [{"step": "apology", "on": "2026-04-21", "by_role": "manager"}],
        },
        "source_ref": {"log": "medicines incident tracker", "locator": "Entry 44"},
    },
    "learning_share/ls-20260422-aaaa": {
        "on": "2026-04-22",
        "near_miss": ["nm-20260303-aaaa"],
        "title": "Name each timed dose",
        "message": "Look at whether your handover names each timed dose.",
        "by_role": "quality-lead",
        "relevance": [{"service": "elm-house", "relevant": "yes", "reason": "The same on Unit 2"}],
        "responses": [
            {
                "service": "elm-house",
                "received": "2026-04-23",
                "by_role": "manager",
                "exposure_check": {"none": "It was looked at in March"},
                "on": "2026-04-24",
                "note": "Unit 2 follows in May",
            }
        ],
    },
    "redaction/rd-20260425-aaaa": {
        "on": "2026-04-25",
        "data_class": ["room number"],
        "records": ["nm-20260406-bbbb"],
        "where": "The second sentence",
        "found_on": "2026-04-24",
        "found_by_role": "quality-lead",
        "removed_on": "2026-04-25",
        "copies": "None was sent out",
    },
    "allowance/al-20260426-aaaa": {
        "on": "2026-04-26",
        "rule": "G36",
        "record": "nm-20260303-aaaa",
        "field": "prevented_by.0.what",
        "reason": "It is the number of a batch",
        "by_role": "quality-lead",
        "review_due": "2026-10-01",
        "until": "2027-04-01",
    },
    "list/mechanisms": {
        "title": "How it comes about",
        "vocabulary": "mechanism",
        "valid_from": "2026-01-01",
        "items": [
            {"id": "tc-timing", "label": "Timed dose late", "meaning": "A dose outside its time"},
            {
                "id": "old-key",
                "label": "Old word",
                "meaning": "What it was called before",
                "valid_to": "2026-02-28",
                "superseded_by": "tc-timing",
            },
        ],
    },
}
"""A record of each kind that the story does without."""


def records() -> Records:
    """The story, to change and then tell."""
    return {key: deepcopy(dict(data)) for key, data in STORY.items()}


def documents(told: Records) -> list[Document]:
    found = []
    for key, data in told.items():
        kind, _, record_id = key.partition("/")
        found.append(document(record_id, kind, data))
    return found


def tell(told: Records | None = None, *, as_at: date = AS_AT) -> Evidence:
    """The evidence of the story as at a day."""
    return make_evidence(documents(records() if told is None else told), as_at=as_at)
