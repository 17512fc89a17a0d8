"""The kinds of personal data and secrets that are looked for, and how a find is said."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What something looks like."""

    NHS_NUMBER = "nhs-number"
    POSTCODE = "postcode"
    TELEPHONE = "telephone"
    NATIONAL_INSURANCE = "national-insurance"
    EMAIL = "e-mail"
    BIRTH_DATE = "birth-date"
    TITLED_NAME = "titled-name"
    ROOM = "room"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a find of one kind is said."""

    name: str
    """With its article, as the end of "This looks like"."""
    remedy: str
    """What to write instead, in plain words."""


WORDINGS: Final[dict[Kind, Wording]] = {
    Kind.NHS_NUMBER: Wording("an NHS number", "Take it out; say where the original is kept."),
    Kind.POSTCODE: Wording("a postcode", "Take it out; the name of the service is enough."),
    Kind.TELEPHONE: Wording("a telephone number", "Take it out; name the role that was called."),
    Kind.NATIONAL_INSURANCE: Wording(
        "a National Insurance number", "Take it out; name the role instead."
    ),
    Kind.EMAIL: Wording("an e-mail address", "Take it out; name the role instead."),
    Kind.BIRTH_DATE: Wording(
        "a date of birth", "Take it out; say “one person” where a person is meant."
    ),
    Kind.TITLED_NAME: Wording(
        "the name of a person", "Write the role instead, or “one person” for who lives there."
    ),
    Kind.ROOM: Wording(
        "the number of a room, bed, flat or door", "Write the unit or the floor instead."
    ),
    Kind.SECRET: Wording(
        "a password, a key or a code", "Take it out, and have it changed: it is known now."
    ),
    Kind.DENIED: Wording(
        "something on the provider’s own list of what may not be written",
        "Write it in other words.",
    ),
}
"""Every kind, in the order in which they are told about."""

HISTORY: Final = (
    "If it was committed before, it is in the history too: tell whoever looks after the"
    " repository. If it is nothing of the kind, an allowance can say so."
)
"""Ends every remedy."""
