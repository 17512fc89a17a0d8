"""How far a lesson has spread: of each service, whether it matters, was checked, was changed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from closecall.model.fields import RecordId
from closecall.model.incident import Incident
from closecall.model.learning_share import LearningShare
from closecall.model.near_miss import NearMiss
from closecall.model.register import Register


class Answer(StrEnum):
    """What a service says to one question about a lesson."""

    DONE = "done"
    """A record shows it."""
    REASON = "reason"
    """Nothing was done, and the service says why."""
    NOT_ASKED = "not asked"
    """The lesson does not matter there."""
    MISSING = "missing"
    """Nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One lesson at one service that it speaks of, or that has the same sort of control."""

    share: LearningShare
    service: RecordId
    relevant: bool | None
    """Whether it matters there; None where nobody says."""
    checked: Answer
    changed: Answer

    @property
    def has_gap(self) -> bool:
        """Whether any of the three questions is without an answer."""
        return self.relevant is None or Answer.MISSING in (self.checked, self.changed)


def spread(register: Register, in_family: Callable[[str], Iterable[RecordId]]) -> tuple[Heard, ...]:
    """Every lesson at every service that it could matter to, in the order of the lessons' days.

    A service where the lesson comes from is not asked, unless the lesson itself names it. A lesson
    that was withdrawn is left out.

    Args:
        register: The records known on the as-at day.
        in_family: The services that answer for a family of controls, by its key.
    """
    return tuple(_spread(register, in_family))


def _spread(register: Register, in_family: Callable[[str], Iterable[RecordId]]) -> Iterator[Heard]:
    for share in register.of(LearningShare):
        if share.withdrawn is not None:
            continue
        from_here = set(origins(share, register))
        family = in_family(share.family) if share.family else ()
        unasked = (service for service in family if service not in from_here)
        for service in dict.fromkeys((*share.services, *unasked)):
            yield _heard(share, service)


def origins(share: LearningShare, register: Register) -> tuple[RecordId, ...]:
    """The services whose near misses or incidents a lesson comes from, each once."""
    services = (
        *(e.service for e in register.pick(NearMiss, share.near_misses)),
        *(e.service for e in register.pick(Incident, share.incidents)),
    )
    return tuple(dict.fromkeys(service for service in services if service))


def _heard(share: LearningShare, service: RecordId) -> Heard:
    relevance, response = share.relevance_in(service), share.response_of(service)
    relevant = relevance.relevant if relevance else None

    def answer(record: RecordId | None, reason: str) -> Answer:
        if record:
            return Answer.DONE
        if reason:
            return Answer.REASON
        return Answer.NOT_ASKED if relevant is False else Answer.MISSING

    return Heard(
        share=share,
        service=service,
        relevant=relevant,
        checked=answer(
            response.exposure_check if response else None, response.not_checked if response else ""
        ),
        changed=answer(
            response.control_change if response else None, response.not_changed if response else ""
        ),
    )
