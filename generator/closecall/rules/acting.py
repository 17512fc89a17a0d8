"""What follows a review: G11 to G14."""

from collections.abc import Iterator

from closecall.findings import Finding
from closecall.model.control import ExposureCheck
from closecall.model.fields import RecordId
from closecall.model.trail import NO_CHANGE, Stage, Trail
from closecall.rules.case import Case, Owed, error


def _manager(trail: Trail) -> RecordId | None:
    return trail.service.manager_role if trail.service else None


def exposure_checked(trail: Trail, case: Case) -> Iterator[Finding | Owed]:
    """G11: who else is exposed? With numbers, and where it is written."""
    reviewed = trail.reviewed_on
    if not trail.exposure_checks and reviewed:
        yield Owed(
            rule="G11",
            step="exposure checked",
            near_miss=trail.near_miss.id,
            what="No check is recorded of who else is exposed to the same weakness.",
            remedy=f"Record an exposure check that names {trail.near_miss.id}: how many there "
            "are, how many were looked at, how many are exposed.",
            owner=_manager(trail),
            due=case.days_after(reviewed, "days-to-exposure-check"),
            path=trail.near_miss.path,
            kind="exposure_check",
            rests_on=("policy",),
        )
    for check in trail.exposure_checks:
        yield from _exposure_content(check)


def _exposure_content(check: ExposureCheck) -> Iterator[Finding]:
    asked: tuple[tuple[str, bool, str], ...] = (
        ("by_role", check.by_role is not None, "who made it"),
        ("question", bool(check.question), "what question it answers"),
        (
            "scope",
            check.population_n is not None and check.sampled_n is not None,
            "how many there are and how many were looked at",
        ),
        ("method", bool(check.method), "how it was made"),
        ("exposed_n", check.exposed_n is not None, "how many are exposed"),
        ("result", bool(check.result), "its result in one word"),
        ("immediate_risk", check.immediate_risk is not None, "whether there was immediate risk"),
        ("source_ref", check.source_ref is not None, "where it is written down"),
    )
    for field, answered, words in asked:
        if not answered:
            yield error(
                "G11",
                check,
                f"The exposure check does not say {words}.",
                f"Fill in `{field}`.",
                pointer=(field,),
            )
    if check.result == "exposed-open" and not check.immediate_action:
        yield error(
            "G11",
            check,
            "Others are exposed and it is still open, but no immediate action is recorded.",
            "Say in `immediate_risk` what was done at once.",
            pointer=("immediate_risk",),
        )
    numbers = (check.exposed_n, check.sampled_n, check.population_n)
    if None not in numbers and list(numbers) != sorted(n for n in numbers if n is not None):
        yield error(
            "G11",
            check,
            "The numbers do not fit: more exposed than looked at, or more looked at than exist.",
            "Correct `exposed_n`, `scope.sampled_n` and `scope.population_n`.",
            pointer=("scope",),
        )
    if check.result == "none-exposed" and check.exposed_n:
        yield error(
            "G11",
            check,
            "The result is `none-exposed`, but `exposed_n` is not 0.",
            "Correct one of the two.",
            pointer=("result",),
        )


def risk_entered(trail: Trail, case: Case) -> Iterator[Finding | Owed]:
    """G12: the exposure check ends in the service's risk profile, with the reason why."""
    for risk in trail.risks:
        if not risk.why_in_profile:
            yield error(
                "G12",
                risk,
                "The risk entry does not say why it is in the profile.",
                "Fill in `why_in_profile`: pattern, system pressure or weak control.",
                pointer=("why_in_profile",),
            )
    if trail.stage is Stage.CLOSED_NO_CHANGE or trail.risks:
        return
    exposed = any(x.result != "none-exposed" for x in trail.exposure_checks)
    days = [x.on for x in trail.exposure_checks if x.on]
    if days and (exposed or trail.changes):
        yield Owed(
            rule="G12",
            step="exposure checked",
            near_miss=trail.near_miss.id,
            what="Nothing of this is entered in the service’s risk profile.",
            remedy="Record a risk that names this near miss, or name the risk in the exposure "
            "check.",
            owner=_manager(trail),
            due=case.days_after(min(days), "days-to-profile"),
            path=trail.exposure_checks[0].path,
            pointer=("risk",),
            record=trail.exposure_checks[0].id,
            kind="risk",
            rests_on=("policy",),
        )


def control_decided(trail: Trail, case: Case) -> Iterator[Finding | Owed]:
    """G13: a control was changed, or a group decided, with a reason, that none need be."""
    reviewed = trail.reviewed_on
    decided = any(d.decision == NO_CHANGE for d in trail.decisions)
    if reviewed and not trail.changes and not decided:
        yield Owed(
            rule="G13",
            step="control changed",
            near_miss=trail.near_miss.id,
            what="No control was changed, and no decision says that none need be.",
            remedy=f"Record a control change that names {trail.near_miss.id}; or a governance "
            f"decision `{NO_CHANGE}` with its reason.",
            owner=_manager(trail),
            due=case.days_after(reviewed, "days-to-control-change"),
            path=trail.near_miss.path,
            kind="control_change",
            rests_on=("governance_decision", "policy"),
        )


def change_owned(trail: Trail, case: Case) -> Iterator[Finding]:
    """G14: one role answers for a control change, and staff know what is theirs to do."""
    del case
    for change in trail.changes:
        if change.owner_role is None:
            yield error(
                "G14",
                change,
                "No role answers for this control change.",
                "Name one role in `owner_role`.",
                pointer=("owner_role",),
            )
        if not change.staff_responsibilities:
            yield error(
                "G14",
                change,
                "The control change does not say what staff have to do.",
                "Fill in `staff_responsibilities`.",
                pointer=("staff_responsibilities",),
            )
