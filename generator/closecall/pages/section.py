"""A part of a page under a heading of its own, that several pages draw alike."""

from typing import NamedTuple

from closecall.pages.markup import EMPTY, Html, Lines, Table


class Section(NamedTuple):
    """A heading, what is said under it, a table, and what stands below that."""

    anchor: str
    """Its address on the page: a word of ours."""
    title: str
    lead: Lines
    table: Table | None = None
    below: Html = EMPTY
    """What stands under the table, such as a picture."""
