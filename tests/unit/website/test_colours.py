"""Words can be read on what they stand on, light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

import closecall.website

CSS = (
    Path(closecall.website.__file__).parent / "theme" / "assets" / "closecall" / "closecall.css"
).read_text(encoding="utf-8")

TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "link") for ground in ("paper", "wash")],
    *[(f"{tone}", f"{tone}-bg") for tone in ("good", "bad", "wait", "warn", "mute")],
    *[("ink", f"{tone}-bg") for tone in ("good", "bad", "wait", "warn", "mute")],
    *[("ink-2", f"{tone}-bg") for tone in ("good", "mute")],
    *[(tone, "paper") for tone in ("good", "bad", "wait", "warn", "mute")],
    ("brand-ink", "brand"),
    ("mark-ink", "mark"),
    ("focus-ink", "focus"),
    ("ink-2", "h0"),
    *[("ink", f"h{n}") for n in (1, 2, 3)],
    *[("hi-ink", f"h{n}") for n in (4, 5)],
]
SHAPES = [("mark", "paper"), ("edge", "paper"), ("ink-2", "paper"), ("warn", "paper")]


def colours(selector: str) -> dict[str, str]:
    """The variables that a rule sets, the first rule of that selector."""
    rule = re.search(re.escape(selector) + r"\{([^}]*)\}", CSS)
    assert rule, selector
    return {name: value.strip() for name, value in re.findall(r"--cc-([\w-]+):([^;]+)", rule[1])}


LIGHT = colours(":root")
DARK = LIGHT | colours("body[data-md-color-scheme=slate]")


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out(scheme: dict[str, str]) -> None:
    low = {(a, b): contrast(scheme[a], scheme[b]) for a, b in TEXT}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_shapes_stand_out(scheme: dict[str, str]) -> None:
    low = {(a, b): contrast(scheme[a], scheme[b]) for a, b in SHAPES}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


def test_dark_maps_every_colour() -> None:
    assert set(colours("body[data-md-color-scheme=slate]")) == set(LIGHT) - {"radius"}


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|https?:", CSS)
