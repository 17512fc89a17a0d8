"""Which field a place in a record belongs to, as far as its text alone tells.

The record is not parsed: it may be broken. Only names that the caller knows are told, since a key
may be somebody's name.
"""

from collections.abc import Collection
from typing import Final

_WIDEST: Final = 400
"""Characters before a place in its line that are looked at."""
_FARTHEST: Final = 200
"""Lines above it that are looked at."""


def field_at(text: str, offset: int, known: Collection[str]) -> str:
    """The names of the fields around a place, from the outermost, joined by dots.

    Args:
        text: The file.
        offset: The place.
        known: The names that may be told.

    Returns:
        The names down to the first that is not known; empty in a comment and where there is none.
    """
    begin = text.rfind("\n", 0, offset) + 1
    if text[begin:offset].lstrip().startswith("#") or text[offset : offset + 1] == "#":
        return ""
    names: list[str] = []
    first = _first_key(text[begin : begin + _WIDEST])
    last = _last_key(text[max(begin, offset - _WIDEST) : offset])
    if last and (first is None or last != first[1]):
        names.append(last)
    indent = len(text[begin:offset]) - len(text[begin:offset].lstrip(" -"))
    if first is not None:
        indent = first[0]
        names.append(first[1])
    for _ in range(_FARTHEST):
        if begin == 0 or indent == 0:
            break
        above = text.rfind("\n", 0, begin - 1) + 1
        key = _first_key(text[above : min(begin - 1, above + _WIDEST)])
        begin = above
        if key is not None and key[0] < indent:
            indent = key[0]
            names.append(key[1])
    path: list[str] = []
    for name in reversed(names):
        if name not in known:
            break
        path.append(name)
    return ".".join(path)


def _first_key(line: str) -> tuple[int, str] | None:
    """The key that a line begins with, and how far it is set in."""
    rest = line.lstrip(" ")
    while rest.startswith("- "):
        rest = rest[2:].lstrip(" ")
    name, colon, _ = rest.partition(":")
    name = name.rstrip(" ").strip("\"'")
    return (len(line) - len(rest), name) if colon and _is_name(name) else None


def _last_key(before: str) -> str:
    """The last key of a line, before a place in it."""
    colon = before.rfind(":")
    while colon >= 0:
        rest = before[:colon].rstrip("\"' ")
        start = len(rest)
        while start and _is_name(rest[start - 1]):
            start -= 1
        opened = rest[:start].rstrip("\"' ")
        if start < len(rest) and (not opened or opened[-1] in "{,-"):
            return rest[start:]
        colon = before.rfind(":", 0, colon)
    return ""


def _is_name(text: str) -> bool:
    return text.isascii() and text.replace("_", "a").isalnum()
