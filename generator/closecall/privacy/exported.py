"""The patterns and words of the scan as plain data, for the two-minute page.

The page looks through what was typed before it leaves the device, by the same patterns. The few
lines that judge a match are written a second time there, in the page's own language; one set of
spellings and decoys is tried on both (`tests/data/privacy`).
"""

import unicodedata
from collections.abc import Mapping
from types import ModuleType
from typing import Final, TypeAlias

from closecall.privacy import (
    between,
    birth,
    folding,
    mail,
    national_insurance,
    nhs,
    postcode,
    room,
    secret,
    spelling,
    telephone,
    titled,
)
from closecall.privacy.kinds import WORDINGS
from closecall.privacy.patterns import Pattern

Words: TypeAlias = tuple[str, ...]

ROOMS: Final[Mapping[str, ModuleType]] = {
    "between": between,
    "nhs": nhs,
    "postcode": postcode,
    "telephone": telephone,
    "national_insurance": national_insurance,
    "mail": mail,
    "birth": birth,
    "titled": titled,
    "room": room,
    "secret": secret,
    "spelling": spelling,
}
"""The parts of the scan that have patterns or words; the deny list stays with the provider."""

SOURCES: Final[Mapping[str, Words]] = {
    "nhs": ("_TEN", "_LAST_APART", "_FIRST_APART", "_RUN"),
    "postcode": ("_AS_USUAL", "_ALIKE", "_APART", "_LOOSE"),
    "telephone": ("_HOME", "_ABROAD", "_BARE", "_ELSEWHERE", "_ELSEWHERE_DIALLED", "_SAID"),
    "mail": ("_SIGN", "_BRACKETS", "_LONE_A", "_IN_WORDS", "_GLUED"),
    "birth": ("_TIGHT", "_AFTER", "_BEFORE", "_B"),
    "titled": (
        *("_ALWAYS", "_ABBREVIATED", "_IN_FULL", "_TOGETHER", "_IN_A_FILE_NAME"),
        "_SURNAME_FIRST",
    ),
    "room": (
        *("_NUMBERED", "_LETTERED", "_BED", "_HOUSE", "_LIVES", "_LIVES_AT", "_GLUED", "_IN_WORDS"),
        *("_ADDRESS", "_ADDRESS_ANY_CASE", "_ADDRESS_SMALL"),
    ),
}
"""Patterns that stand in a part as text; those made ready there are found by themselves."""


def patterns() -> dict[str, dict[str, str]]:
    """Every pattern by part and name (without a leading `_`), in the syntax of re2."""
    found: dict[str, dict[str, str]] = {}
    for part, module in ROOMS.items():
        texts = {name: getattr(module, name) for name in SOURCES.get(part, ())}
        ready = {
            name: value.source for name, value in vars(module).items() if isinstance(value, Pattern)
        }
        found[part] = {name.lstrip("_"): text for name, text in (texts | ready).items()}
    gate = ("CODED", "IN_ROW", "AFTER_DAY", "BASED")
    sources = vars(spelling)["_GATE"].sources
    found["spelling"] |= {f"GATE_{n}": text for n, text in zip(gate, sources, strict=True)}
    # Where patterns are tried one way after the other, a row of digits could be cut in too many.
    del found["spelling"]["WORDS"]
    held = vars(spelling)
    found["spelling"]["FIRST_WORD"] = f"(?i:{held['_WORD']})"
    found["spelling"]["NEXT_WORD"] = f"(?i:{held['_BETWEEN']}(?:{held['_ANY']}))"
    return found


def words() -> dict[str, dict[str, Words]]:
    """Every set of words or signs by part and name, each in order; groups joined by commas."""
    return {
        part: {
            name.lstrip("_"): tuple(sorted(map(_plain, value)))
            for name, value in vars(module).items()
            if isinstance(value, frozenset)
        }
        for part, module in ROOMS.items()
    }


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("ascii")
    if isinstance(value, int):
        return chr(value)
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def numbers() -> dict[str, Mapping[str, str | int]]:
    """What words of numbers mean."""
    held = vars(spelling)
    return {name: dict(held[f"_{name}"]) for name in ("VALUES", "TIMES", "ROUND")} | {
        "TENS": dict.fromkeys(held["_TENS"], 1)
    }


def shown() -> dict[str, str]:
    """What a character becomes that looks like one of ours."""
    return dict(vars(folding)["_SHOWN"])


def categories() -> dict[str, str]:
    """What a character becomes of which only its category counts."""
    return dict(vars(folding)["_BY_CATEGORY"])


def numerals() -> list[tuple[int, int, int]]:
    """Runs of characters that stand for digits, of every script: first code, digit, length."""
    runs: list[tuple[int, int, int]] = []
    for code in range(0x80, 0x110000):
        value = unicodedata.numeric(chr(code), None)
        if (
            value is None or value not in range(10) or 0x2160 <= code <= 0x2188
        ):  # Roman ones are letters to a reader
            continue
        digit = int(value)
        if runs and sum(runs[-1][::2]) == code and sum(runs[-1][1:]) == digit:
            runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
        else:
            runs.append((code, digit, 1))
    return runs


def wordings() -> dict[str, tuple[str, str]]:
    """How a find of each kind is said: what it looks like, and what to write instead."""
    return {str(kind): (wording.name, wording.remedy) for kind, wording in WORDINGS.items()}
