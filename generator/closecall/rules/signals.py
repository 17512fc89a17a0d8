"""What a service as a whole tells, or does not: G31, G32, G37 and G40."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from closecall.findings import Finding
from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import Control, ControlChange
from closecall.model.days import days_from, in_words
from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.monitoring import MonitoringCheck, MonitoringPlan
from closecall.model.setting import Activity, Service
from closecall.rules.case import Case, Resting, warning


def _services(case: Case) -> Iterator[Service]:
    return (service for service in case.register.of(Service) if not service.withdrawn)


def _activity(case: Case) -> Mapping[RecordId, tuple[Activity, ...]]:
    found: dict[RecordId, list[Activity]] = defaultdict(list)
    for activity in case.register.of(Activity):
        if activity.service and not activity.withdrawn:
            found[activity.service].append(activity)
    return {service: tuple(group) for service, group in found.items()}


# --- G31 -----------------------------------------------------------------------------------------


def not_silent(case: Case) -> Iterator[Resting]:
    """G31: a service at work that reports nothing for long is asked about."""
    days = case.limit("silence-window").value
    first = days_from(case.as_at, -days)
    newest: dict[RecordId, date] = {}
    for trail in case.trails.values():
        report = trail.near_miss
        if not report.withdrawn and report.service and report.event_day:
            newest[report.service] = max(
                report.event_day, newest.get(report.service, report.event_day)
            )
    activity = _activity(case)
    commented = _commented(case, first)
    for service in _services(case):
        at_work = [a.period for a in activity.get(service.id, ()) if a.period]
        # A service that has not been at work for the whole time may be new.
        if not any(p.first <= first for p in at_work) or not any(p.last > first for p in at_work):
            continue
        last = newest.get(service.id)
        if (last and last >= first) or service.id in commented:
            continue
        since = f"since {in_words(last)}" if last else "at all"
        finding = warning(
            "G31",
            service,
            f"The service is at work, and no near miss has been recorded {since}. That says more "
            "about reporting than about safety.",
            "Ask staff whether they can and dare report; then let a group look at it, and record "
            "its decision with the service’s activity in `evidence_reviewed`.",
            owner=service.manager_role,
            due=days_from(last, days) if last else None,
        )
        yield Resting(finding=finding, on=("near_miss", "activity", "governance_decision"))


def _commented(case: Case, first: date) -> frozenset[RecordId]:
    """The services at whose activity a group has looked since a day."""
    return frozenset(
        activity.service
        for decision in case.register.of(GovernanceDecision)
        if not decision.withdrawn and decision.on and decision.on >= first
        for activity in case.register.pick(Activity, decision.evidence_reviewed)
        if activity.service
    )


# --- G32 -----------------------------------------------------------------------------------------


def warned_before(case: Case) -> Iterator[Resting]:
    """G32: what an audit finds wrong should have shown as a near miss before."""
    first_told: dict[tuple[RecordId, str], date] = {}
    unknown: dict[tuple[RecordId, str], date] = {}
    for trail in case.trails.values():
        report, mechanism = trail.near_miss, trail.settled.mechanism
        if report.withdrawn or not (report.service and report.event_day):
            continue
        # Of one that nobody has reviewed yet, the area of care is all that is known.
        found = first_told if mechanism else unknown
        names = report.domains
        if mechanism:
            names = (mechanism, *(control.id for control in trail.controls))
        for name in names:
            key = report.service, name
            found[key] = min(report.event_day, found.get(key, report.event_day))
    yield from _incidents(first_told, unknown, case)
    for audit in case.register.of(Audit):
        if audit.withdrawn or not (audit.service and audit.on):
            continue
        if audit.passed and not audit.near_misses_not_reported:
            continue
        control = only_control(audit, case)
        if control is None:
            continue
        names = (control.id, *control.mechanisms)
        told = [first_told.get((audit.service, name)) for name in names]
        told += [unknown.get((audit.service, d)) for d in control.domains or audit.domains]
        if any(day and day <= audit.on for day in told):
            continue
        finding = warning(
            "G32",
            audit,
            "The audit found this control wanting, and no near miss of its kind had been reported "
            "here before.",
            "Ask why nobody saw it or said so, and record the near misses that the audit found.",
            pointer=("findings",),
            owner=control.owner_role,
        )
        yield Resting(finding=finding, on=("near_miss", "review", "control"), records=(control.id,))


_Told = Mapping[tuple[RecordId, str], date]


def _incidents(first_told: _Told, unknown: _Told, case: Case) -> Iterator[Resting]:
    """Incidents of a mechanism of which no near miss had been told before."""
    for incident in case.register.of(Incident):
        day, service = incident.event_day, incident.service
        if incident.withdrawn or not (day and service and incident.mechanism):
            continue
        told = [first_told.get((service, incident.mechanism))]
        told += [unknown.get((service, domain)) for domain in incident.domains]
        if incident.near_misses or any(before and before <= day for before in told):
            continue
        owner = case.register.service(service)
        finding = warning(
            "G32",
            incident,
            "It reached a person, and no near miss of its kind had been reported here before.",
            "Ask whether it had nearly happened before, and why nobody said so.",
            pointer=("mechanism",),
            owner=owner.manager_role if owner else None,
        )
        yield Resting(finding=finding, on=("near_miss", "review"))


def only_control(audit: Audit, case: Case) -> Control | None:
    """The control that an audit tested, where it tested one alone.

    Of an audit of many controls nobody can say which of them a criterion was about.
    """
    changed = case.register.pick(ControlChange, audit.follow_up_to)
    ids = dict.fromkeys((*audit.controls, *(c.control for c in changed if c.control)))
    return case.register.get(Control, next(iter(ids))) if len(ids) == 1 else None


# --- G37 -----------------------------------------------------------------------------------------

_OF = re.compile(r"[0-9]\s*(?:of|/)\s*[0-9]|%|\bper\b")
"""How a count is written that says out of how many: `20 of 21`."""
_NUMBER = re.compile(r"^[0-9]+(?:[.,][0-9]+)?$")


def counted_of(case: Case) -> Iterator[Finding | Resting]:
    """G37: what is counted is counted out of something."""
    activity = _activity(case)
    reported = {t.near_miss.service for t in case.trails.values() if not t.near_miss.withdrawn}
    for service in _services(case):
        if service.id in reported and not activity.get(service.id):
            finding = warning(
                "G37",
                service,
                "How much care the service gives is not recorded, so its near misses can only be "
                "counted, and not held against visits or bed days.",
                "Record the service’s activity for each quarter.",
                owner=service.manager_role,
            )
            yield Resting(finding=finding, on=("activity",))
    for check in case.register.of(MonitoringCheck):
        if not check.withdrawn and check.values:
            yield from _values(check, case)


def _values(check: MonitoringCheck, case: Case) -> Iterator[Resting]:
    plan = case.register.get(MonitoringPlan, check.plan)
    if plan is None:
        return
    measures = {m.id for m in case.watch_of(plan).measures}
    if len(measures) < case.limit("plan-measures").value:
        return  # G17 asks for them
    for measure, value in check.values:
        here = ("values", measure)
        if measure not in measures:
            words = "It gives a value for a measure that its plan does not have."
            mend = "Write the id of the measure as it is in the plan or in its template."
        elif _NUMBER.match(value.strip()) and not _OF.search(value):
            words = "It gives a number without saying out of how many, so it cannot be compared."
            mend = "Write how many of how many, such as 20 of 21."
        else:
            continue
        finding = warning("G37", check, words, mend, pointer=here, owner=check.by_role)
        yield Resting(finding=finding, on=("plan_template",), records=(plan.id,))


# --- G40 -----------------------------------------------------------------------------------------

_ASKED = frozenset({"survey", "staff-interview", "supervision", "feedback-staff"})
_ABOUT_REPORTING = re.compile(
    r"\b(report|reported|reporting|speak up|speaking up)\b", re.IGNORECASE
)


def able_to_report(case: Case) -> Iterator[Resting]:
    """G40: once a year staff are asked whether they feel able to report."""
    days = case.limit("openness-interval").value
    newest: dict[RecordId, date] = {}
    for evidence in case.register.of(PracticeEvidence):
        if evidence.withdrawn or not (evidence.service and evidence.on):
            continue
        if evidence.subtype in _ASKED and _ABOUT_REPORTING.search(
            " ".join((evidence.question, *evidence.themes))
        ):
            newest[evidence.service] = evidence.on  # they come in the order of their days
    for service in _services(case):
        last = newest.get(service.id)
        if last and days_from(last, days) >= case.as_at:
            continue
        when = f"since {in_words(last)}" if last else "yet, as far as the records say"
        finding = warning(
            "G40",
            service,
            f"Staff have not been asked {when}, whether they feel able to report.",
            "Ask them in a survey, in interviews or in supervision, and record it as practice "
            "evidence of this service, with the question as it was put.",
            owner=service.manager_role,
            due=days_from(last, days) if last else None,
        )
        yield Resting(finding=finding, on=("practice_evidence",))
