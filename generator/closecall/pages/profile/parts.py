"""What the parts of a risk profile share: links, days, and tables that point to their register."""

from collections.abc import Sequence
from typing import NamedTuple

from closecall.model.days import in_words
from closecall.model.setting import Service
from closecall.model.trail import Trail
from closecall.pages.context import path_of
from closecall.pages.facts import Facts
from closecall.pages.markup import Html, Lines, Link, Table, page_link, words
from closecall.pages.numbers import area_title
from closecall.pages.words import slug

ROWS = 12
"""How many rows a table has before it points to its register."""
DATES = 6
"""How many days of near misses of one sort are listed."""


class More(NamedTuple):
    """A table that shows only the newest rows, and the register that has all."""

    table: Table
    rest: int
    all: Link


def register_link(folder: str, text: str, service: Service) -> Link:
    """A link to a register that shows only what belongs to a service."""
    return Link(text, f"{folder}/index.html?service={service.id}")


def area_link(area: str, service: Service) -> Lines:
    """An area of care, as a link to its near misses at a service."""
    path = f"near-misses/index.html?service={service.id}&area={slug(area)}"
    return ((page_link(Link(area_title(area), path)),),)


def mechanism_title(key: str, facts: Facts) -> str:
    """What a mechanism is called: by a list of words, its plan template, else by its key."""
    return facts.mechanism_title(key)


def day_links(trails: Sequence[Trail]) -> Lines:
    """The days of near misses, each a link to its trail; of many, the newest."""
    out: list[Html] = []
    for trail in trails[-DATES:]:
        day = trail.near_miss.event_day
        link = Link(in_words(day) if day else trail.near_miss.id, path_of(trail.near_miss))
        if out:
            out.append(words(", "))
        out.append(page_link(link))
    rest = len(trails) - DATES
    if rest > 0:
        out.insert(0, words(f"{rest:,} earlier, then "))
    return (tuple(out),)
