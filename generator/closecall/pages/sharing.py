"""What one service did with a lesson: does it matter there, was it checked, was it changed?"""

from collections.abc import Callable
from typing import TypeAlias

from closecall.model.fields import RecordId
from closecall.model.learning_share import LearningShare
from closecall.pages.markup import Html, Lines, gap, said, spaced, words

Linker: TypeAlias = Callable[[RecordId | None], Html]
"""Draws an id as a link."""


def relevance_lines(share: LearningShare, service: RecordId) -> Lines:
    """Whether it matters in a service, and why."""
    found = share.relevance_in(service)
    if found is None or found.relevant is None:
        return ((gap("Nobody says."),),)
    reason = (said(found.reason),) if found.reason else ()
    return (spaced((words("Yes." if found.relevant else "No."), *reason)),)


def _matters(share: LearningShare, service: RecordId) -> bool:
    found = share.relevance_in(service)
    return found is None or found.relevant is not False


def checked_lines(share: LearningShare, service: RecordId, link: Linker) -> Lines:
    """What was looked at in a service, or why nothing was."""
    response = share.response_of(service)
    if response and response.exposure_check:
        return ((link(response.exposure_check),),)
    return _nothing(share, service, response.not_checked if response else "", "Not checked yet.")


def changed_lines(share: LearningShare, service: RecordId, link: Linker) -> Lines:
    """What was changed in a service, or why nothing was."""
    response = share.response_of(service)
    if response and response.control_change:
        return ((link(response.control_change),),)
    return _nothing(share, service, response.not_changed if response else "", "Not changed yet.")


def _nothing(share: LearningShare, service: RecordId, reason: str, otherwise: str) -> Lines:
    if reason:
        return (spaced((words("None:"), said(reason))),)
    if not _matters(share, service):
        return ((words("Not asked for"),),)
    return ((gap(otherwise),),)
