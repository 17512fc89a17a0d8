"""Patterns of the privacy scan in the syntax of JavaScript.

Both languages find the leftmost match and try alternatives in order, and the patterns are written
without look-round, so only flags inside a pattern differ: `(?i:...)` becomes both cases of each
letter, since not every browser in use knows such flags.
"""

import re
from typing import Final

_GROUP: Final = re.compile(r"\(\?([is]*):")
_RANGE: Final = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\]\\]))?", re.DOTALL)


def to_javascript(source: str) -> str:
    """A pattern of re2 as the text of a RegExp without flags.

    Raises:
        ValueError: Something stands in it that has no counterpart here.
    """
    out: list[str] = []
    flags = [""]
    place = 0
    while place < len(source):
        sign = source[place]
        end = place + 1
        if sign == "\\":
            end += 1
            out.append(source[place:end])
        elif sign == "[":
            end = _class_end(source, place)
            out.append(_class(source[place + 1 : end - 1], ignoring_case="i" in flags[-1]))
        elif source.startswith("(?", place):
            group = _GROUP.match(source, place)
            if group is None:
                raise ValueError(f"no counterpart of {source[place : place + 4]}")
            end = group.end()
            flags.append(flags[-1] + group[1])
            out.append("(?:")
        elif sign == "(":
            flags.append(flags[-1])
            out.append(sign)
        elif sign == ")":
            flags.pop()
            out.append(sign)
        elif sign == "." and "s" in flags[-1]:
            out.append(r"[\s\S]")
        elif sign.isalpha() and "i" in flags[-1]:
            out.append(f"[{sign.lower()}{sign.upper()}]")
        else:
            out.append(sign)
        place = end
    return "".join(out)


def _class_end(source: str, start: int) -> int:
    """The place after the bracket that closes a set of characters."""
    place = start + 1
    place += source[place] == "^"
    place += source[place] == "]"  # the first one is itself meant
    while source[place] != "]":
        place += 2 if source[place] == "\\" else 1
    return place + 1


def _class(inside: str, *, ignoring_case: bool) -> str:
    head = "^" if inside.startswith("^") else ""
    parts = []
    for found in _RANGE.finditer(inside.removeprefix("^")):
        first, last = found[1], found[2]
        parts.append(_quoted(first) + (f"-{_quoted(last)}" if last else ""))
        other = first.swapcase()
        if ignoring_case and first.isalpha():
            parts.append(other + (f"-{last.swapcase()}" if last else ""))
    return f"[{head}{''.join(parts)}]"


def _quoted(sign: str) -> str:
    return f"\\{sign}" if sign in "][" else sign
