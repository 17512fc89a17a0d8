"""How far words stand out from what they stand on (WCAG 2.2, 1.4.3), as a browser paints them."""

from collections.abc import Sequence
from typing import NamedTuple

from playwright.sync_api import Page

Colour = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""

_SEEN = """() => {
    const digits = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const alpha = parts => parts.length > 3 ? parts[3] : 1;
    const found = new Map();
    for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].filter(n => n.nodeType === 3 && n.data.trim());
        if (!own.length) continue;
        if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        const box = element.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) continue;
        const ink = getComputedStyle(element).color;
        const grounds = [];
        for (let at = element; at; at = at.parentElement) {
            const ground = getComputedStyle(at).backgroundColor;
            if (alpha(digits(ground)) > 0) grounds.push(digits(ground));
            if (alpha(digits(ground)) === 1) break;
        }
        const named = element.closest(":not(bdi)");
        const name = [named.tagName.toLowerCase(), ...named.classList].join(".");
        const key = [name, ink, ...grounds].join("/");
        if (found.has(key)) continue;
        found.set(key, {ink: digits(ink), grounds, name, text: own[0].data.trim()});
    }
    return [...found.values()];
}"""


class Seen(NamedTuple):
    """Words in one colour on one ground."""

    name: str
    """The element, as a selector would name it."""
    text: str
    ink: Colour
    ground: Colour

    @property
    def contrast(self) -> float:
        return contrast(self.ink, self.ground)


def seen(page: Page) -> list[Seen]:
    """The colours of words on a page, with one example for each sort of element."""
    made = []
    for one in page.evaluate(_SEEN):
        ground = (1.0, 1.0, 1.0)  # what a browser paints first
        for over in reversed(one["grounds"]):
            ground = _over(over, ground)
        made.append(Seen(one["name"], one["text"][:40], _over(one["ink"], ground), ground))
    return made


def _over(parts: Sequence[float], ground: Colour) -> Colour:
    """A colour as a browser says it, 0 to 255 and perhaps see-through, painted over another."""
    alpha = parts[3] if len(parts) > 3 else 1.0
    red, green, blue = (
        alpha * part / 255 + (1 - alpha) * under
        for part, under in zip(parts[:3], ground, strict=True)
    )
    return red, green, blue


def luminance(colour: Colour) -> float:
    """How light a colour is: 0 for black, 1 for white."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
