"""Whether what holds from a day to a day holds on the as-at day."""

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias

from closecall.model.policy import PolicyRecord
from closecall.model.setting import Definition, ReportingRoute
from closecall.pages.words import Tag

Dated: TypeAlias = Definition | ReportingRoute | PolicyRecord
"""A record that holds from a day to a day."""

NOW: Final = "now"
STANDINGS: Final[Mapping[str, Tag]] = {
    NOW: Tag("In force", "t-good"),
    "later": Tag("Not in force yet", "t-wait"),
    "earlier": Tag("In force before", "t-plain"),
    "withdrawn": Tag("Withdrawn", "t-warn"),
}
"""How each standing is said."""


def standing(record: Dated, as_at: date) -> str:
    """How a record stands on a day: a key of `STANDINGS`."""
    if record.withdrawn is not None:
        return "withdrawn"
    if record.valid_from and record.valid_from > as_at:
        return "later"
    if record.valid_to and record.valid_to < as_at:
        return "earlier"
    return NOW
