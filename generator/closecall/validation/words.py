"""How places, answers and findings are put into words."""

import re
from collections.abc import Iterable
from typing import Final

from closecall.findings import Finding, Level, Pointer
from closecall.records.reading import Document

SAFE_NAME = re.compile(r"[a-z_]{1,40}")
"""The shape of our own field names; no other name is repeated in a message."""
_WAYS_TO_WRITE: Final = {
    "day": ("year-month-day, such as 2026-03-04", r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"),
    "moment": (
        "year-month-day hours:minutes, such as 2026-03-04 07:52",
        r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}",
    ),
    "period": (
        "its first and last day, such as {from: 2026-03-01, to: 2026-03-31}",
        r"from: 20[0-9]{2}-[0-9]{2}-[0-9]{2}",
    ),
    "duration": (
        "P, a number, and D for days, W for weeks or M for months, such as P6W",
        r"P[1-9][0-9]*[DWM]",
    ),
}
"""How days and lengths of time are written, and how to see that it has been said."""


def in_words(pointer: Pointer) -> str:
    """A place in words: "`what` in item 2 of `prevented_by`".

    Of names that are the author's own nothing is said but where they stand.
    """
    if not pointer:
        return "the record"
    last = pointer[-1]
    if isinstance(last, int):
        name, joined = f"item {last + 1}", "of"
    else:
        name, joined = f"`{last}`" if SAFE_NAME.fullmatch(last) else "an entry", "in"
    return f"{name} {joined} {in_words(pointer[:-1])}" if len(pointer) > 1 else name


def with_way_to_write(remedy: str, sort: str) -> str:
    """A remedy that says how a day, a moment, a period or a duration is written.

    Args:
        remedy: What to do, in the words of the schema: they tell which day is meant.
        sort: `day`, `moment`, `period` or `duration`; of anything else nothing is said.
    """
    way, said = _WAYS_TO_WRITE.get(sort, ("", ""))
    if not way or re.search(said, remedy):
        return remedy
    return f"{remedy} Write it as {way}.".lstrip()


def listed(words: Iterable[str], last: str = "") -> str:
    """Words one by one, each marked; with `last` before the last of them."""
    marked = [f"`{word}`" for word in words]
    if last and len(marked) > 1:
        return f"{', '.join(marked[:-1])} {last} {marked[-1]}"
    return ", ".join(marked)


def shape_finding(
    rule: str, document: Document, pointer: Pointer, message: str, remedy: str
) -> Finding:
    """A finding about the shape of a record, beginning with a capital letter."""
    return Finding(
        rule=rule,
        level=Level.ERROR,
        path=document.path,
        message=message[0].upper() + message[1:],
        remedy=remedy,
        pointer=pointer,
        record=document.stem,
    )
