"""Findings that an allowance answers: they stay to be seen, and are no longer findings.

An allowance says that somebody has looked, and why it may stay. So it answers what is worth a look:
a warning, and what the privacy scan takes for personal data (`evidence` sees to that, as such a
file is not read before). A gap stays a gap whatever the reason is, and no reason mends an error.
"""

from dataclasses import replace
from datetime import date

from closecall.findings import Finding, Level
from closecall.model.exceptions import Allowance
from closecall.model.fields import RecordId
from closecall.model.register import Register
from closecall.rules.case import Owed


def allowance_for(finding: Finding, register: Register, day: date) -> Allowance | None:
    """The allowance that answers a finding on a day, of several the one that holds longest."""
    if finding.level is not Level.WARNING:
        return None
    return max(
        (
            one
            for one in register.allowances_of.get(RecordId(finding.record), ())
            if one.holds_on(day) and one.covers(finding.rule, finding.record, finding.pointer)
        ),
        key=lambda one: (one.last_day or date.min, one.id),
        default=None,
    )


def put_off(owed: Owed, finding: Finding | None, register: Register, day: date) -> Owed:
    """What is owed, with the day to which an allowance puts it off where one answers its finding.

    It is still to be done: it waits with whoever owes it, and is late again once that day is over.
    """
    allowance = allowance_for(finding, register, day) if finding else None
    return replace(owed, due=allowance.last_day or owed.due) if allowance else owed
