"""The example provider, on its own day: what it leaves open or late on purpose, and no more.

An example without a gap would teach that there are none. Each of these is there for a reason, and
whoever changes a record sees here whether a finding came or went that nobody meant.
"""

from pathlib import Path
from typing import Final, NamedTuple

from closecall.evidence import Evidence, gather
from closecall.findings import Finding
from tests.support import AS_AT

ROOT: Final = Path(__file__).parents[2]


class Meant(NamedTuple):
    """A finding that the example should have."""

    rule: str
    level: str
    record: str


LEFT_OPEN: Final[dict[Meant, str]] = {
    Meant("G09", "gap", "nm-20260924-w3mk"): "a review that is late: the first thing owed",
    Meant("G11", "gap", "nm-20261001-h8vd"): "reviewed, and nobody has looked who else is exposed",
    Meant("G13", "gap", "nm-20260805-q8zt"): "looked into, and nothing changed for weeks since",
    Meant("G13", "gap", "nm-20260907-c5xr"): "the same in another service, under another owner",
    Meant("G22", "gap", "mk-20260906-c5rm"): "a trigger that was hit and that nobody took up",
    Meant("G22", "warning", "mk-20260726-h5vd"): "a trigger that was taken up, and too late",
    Meant("G32", "warning", "in-20260423-b8ne"): "an incident of which no near miss had warned",
    Meant("G38", "warning", "nm-20260115-p6ge"): "written down later on the same day",
    Meant("G38", "warning", "nm-20261001-h8vd"): "written down days later",
}
"""Why the example has each of its findings."""

ALLOWED: Final[dict[Meant, str]] = {
    Meant("G24", "warning", "cc-20260706-y7dt"): "an audit that waits for a reason, until a day",
}
"""What a record of the example allows, with its reason."""


def example() -> Evidence:
    """The records of this repository, on the day on which they stand still."""
    return gather(ROOT, as_at=None, today=AS_AT)


def meant(findings: tuple[Finding, ...]) -> list[Meant]:
    return sorted(Meant(f.rule, f.level.value, Path(f.path).stem) for f in findings)


def test_the_example_leaves_open_what_it_should_and_nothing_else() -> None:
    assert meant(example().findings) == sorted(LEFT_OPEN)


def test_what_it_allows_is_allowed_with_a_reason() -> None:
    assert meant(example().allowed) == sorted(ALLOWED)
