"""How far a lesson has spread: of each service, whether it matters, was checked, was changed."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

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


Asked: TypeAlias = Callable[[str, Collection[RecordId]], Iterable[RecordId]]
"""The services that are asked about a lesson, by its family of controls and where it comes from."""


def spread(register: Register, asked: Asked) -> tuple[Heard, ...]:
    """Every lesson at every service that it could matter to, in the order of the lessons' days.

    A service where the lesson comes from is not asked, unless the lesson itself names it. A lesson
    that was withdrawn is left out.

    Args:
        register: The records known on the as-at day.
        asked: The services that must say whether it bears on them.
    """
    return tuple(_spread(register, asked))


def _spread(register: Register, asked: Asked) -> Iterator[Heard]:
    for share in register.of(LearningShare):
        if share.withdrawn is not None:
            continue
        others = asked(share.family, origins(share, register)) if share.family else ()
        for service in dict.fromkeys((*share.services, *others)):
            yield _heard(share, service)


def answered(shares: Iterable[LearningShare]) -> frozenset[RecordId]:
    """The services of which somebody says, with the reason, whether a lesson bears on them."""
    return frozenset(
        answer.service
        for share in shares
        for answer in share.relevance
        if answer.service and answer.relevant is not None and answer.reason
    )


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
