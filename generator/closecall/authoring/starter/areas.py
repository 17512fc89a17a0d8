"""Starter words about each area of care: what counts there, and who reviews it.

They are a beginning, not a policy: nobody has approved them, and every record made of them says
so until a group does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area of care."""

    reviewer: str
    """The role that reviews its near misses to begin with."""
    statement: str
    counts: tuple[str, str, str]
    counts_not: str
    incident: str
    """Where an incident begins."""
    condition: str
    """What is an unsafe condition and not yet a near miss."""


AREAS: Final[Mapping[str, Area]] = {
    "medicines": Area(
        reviewer="medicines-lead",
        statement="A medicine was about to be given wrongly, late or not at all, and it was put "
        "right before it made a difference to the person.",
        counts=(
            "The wrong pack is in the hand and is noticed before the medicine is given",
            "A dose is missing from the chart and is found while it can still be given in time",
            "An instruction can be read in two ways and somebody asks first",
        ),
        counts_not="Somebody chooses not to take a medicine: that is written in the care record",
        incident="Once a wrong medicine is taken, or the right one is missed or too late, it is an "
        "incident.",
        condition="An unlocked cupboard or an unreadable chart is an unsafe condition while no "
        "medicine is being given from it.",
    ),
    "moving and handling": Area(
        reviewer="health-and-safety-lead",
        statement="Somebody was about to be moved in a way or with equipment that could have hurt "
        "them, and it was stopped in time.",
        counts=(
            "The wrong size of sling is noticed before the person is lifted",
            "A brake is found open while somebody is about to stand up",
            "A second carer is missing and the move is put off until one comes",
        ),
        counts_not="A hoist is out for its yearly service and another is used as planned",
        incident="Once somebody slips, falls, is hurt or is frightened by the move, it is an "
        "incident.",
        condition="A worn sling on its hook is an unsafe condition; about to be used it is a near "
        "miss.",
    ),
    "staffing": Area(
        reviewer="deputy-manager",
        statement="There were about to be too few people, or none with the right skills, and it "
        "was put right before anybody went without care.",
        counts=(
            "A gap in the rota is found the day before and is filled",
            "Nobody on the next shift may give medicines and this is noticed at handover",
            "A new worker is about to work alone before they are ready",
        ),
        counts_not="A shift is swapped in good time and the rota is right again",
        incident="Once somebody goes without care that they needed, it is an incident.",
        condition="A vacancy that is covered every week is an unsafe condition; a shift left open "
        "is a near miss.",
    ),
    "safeguarding": Area(
        reviewer="registered-manager",
        statement="Somebody was about to be open to abuse, neglect or unfair treatment, and it was "
        "noticed and stopped first.",
        counts=(
            "A concern was nearly not passed on and is found at handover",
            "A visitor who may not come in is stopped at the door",
            "A restraint that nobody agreed to is about to be used and a colleague speaks up",
        ),
        counts_not="A concern is passed on at once to those who have to know: that is the "
        "procedure at work",
        incident="Where abuse or neglect may have happened, it is an incident and the safeguarding "
        "procedure comes first.",
        condition="A procedure that staff cannot find is an unsafe condition.",
    ),
    "transport": Area(
        reviewer="deputy-manager",
        statement="On a journey that the service arranges somebody could have been hurt or left "
        "behind, and it was put right in time.",
        counts=(
            "A wheelchair strap is found loose before the vehicle sets off",
            "Somebody is about to be left at an appointment and is missed at the count",
            "A driver is about to set off without the medicine that is needed on the way",
        ),
        counts_not="A taxi comes late and nobody is at risk: that is a complaint",
        incident="Once somebody is hurt, lost or without care on a journey, it is an incident.",
        condition="A worn strap in an empty vehicle is an unsafe condition.",
    ),
    "call monitoring": Area(
        reviewer="deputy-manager",
        statement="A visit or a call for help was about to be missed or answered too late, and it "
        "was noticed while there was still time.",
        counts=(
            "A visit that nobody is down for is found before its time",
            "A call bell is silent and is found at the start of the shift",
            "An alert of a late visit is seen by chance and the visit is made",
        ),
        counts_not="A visit is made on time and logged late because of a poor signal",
        incident="Once a visit is missed, or help comes too late, it is an incident.",
        condition="A flat battery with nobody waiting is an unsafe condition.",
    ),
    "infection prevention": Area(
        reviewer="health-and-safety-lead",
        statement="An infection could have been passed on, and the way was closed before anybody "
        "was reached.",
        counts=(
            "Gloves are about to be used twice and a colleague notices",
            "A visitor who is unwell is stopped at the door",
            "Clean and used linen are about to go into one bag",
        ),
        counts_not="A cleaning round is moved to the next hour as planned",
        incident="Once somebody is exposed or falls ill, it is an incident.",
        condition="An empty soap dispenser is an unsafe condition while nobody needs it.",
    ),
    "environmental safety": Area(
        reviewer="health-and-safety-lead",
        statement="The building, the garden or something kept there could have hurt somebody, and "
        "it was made safe first.",
        counts=(
            "Something stands in a fire exit while people are about to use it",
            "Bath water is tested and is too hot before anybody gets in",
            "A wet floor is marked off as somebody walks towards it",
        ),
        counts_not="A lamp is changed on the weekly round",
        incident="Once somebody is hurt, trapped or lost, it is an incident.",
        condition="A loose handrail that nobody holds is an unsafe condition; with somebody "
        "reaching for it, it is a near miss.",
    ),
}
"""By the area's name in its list."""

_HOME: Final = (
    *("medicines", "moving and handling", "staffing", "safeguarding"),
    *("infection prevention", "environmental safety"),
)
_VISITS: Final = (
    *("medicines", "moving and handling", "staffing", "safeguarding", "call monitoring"),
    "infection prevention",
)
AREAS_OF_TYPE: Final[Mapping[str, tuple[str, ...]]] = {
    "care home without nursing": _HOME,
    "care home with nursing": _HOME,
    "homecare": _VISITS,
    "supported living": _HOME,
    "extra care housing": (*_VISITS, "environmental safety"),
    "shared lives": _HOME,
}
"""By the sort of service, the areas in which it works as a rule."""
