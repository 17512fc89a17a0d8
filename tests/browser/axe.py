"""What axe-core says of a page: faults that keep people out, as a machine can find them."""

from pathlib import Path
from typing import Final

import axe_playwright_python
from playwright.sync_api import Page

_AXE: Final = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")


def axe(page: Page) -> list[str]:
    """Each fault on the page as it stands, with the rule and the element."""
    page.evaluate(_AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]
    ]
