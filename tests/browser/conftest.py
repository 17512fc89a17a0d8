"""The real example, built once and opened from its folder in a real browser."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.visit import Visit

ROOT = Path(__file__).parents[2]
OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

PATIENCE = 10_000
"""Milliseconds until something that does not come is missing."""
DESK: ViewportSize = {"width": 1280, "height": 900}

Read = Callable[[str], Visit]
"""Gives a page of the example to read, opened once for all tests that only read it."""
Browse = Callable[..., Visit]
"""Opens a new window; `site` is another folder than the example's, the rest is Playwright's."""


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository's own records."""
    return build(ROOT, tmp_path_factory.mktemp("example") / "site")


def build(root: Path, site: Path) -> Path:
    """Build the site of some records as a person would."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "closecall", "build", str(root), "--output", str(site)],
        cwd=site.parent,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        pytest.fail(f"The site was not built:\n{done.stdout}{done.stderr}", pytrace=False)
    return site


# Ends with the file: while it runs, no other test can have a browser or an event loop of its own.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*OFFLINE])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def read(browser: Browser, example: Path) -> Iterator[Read]:
    """Pages that stay open: a test reads them and leaves them as they are."""
    context = browser.new_context(viewport=DESK)
    context.set_default_timeout(PATIENCE)
    open_pages: dict[str, Visit] = {}

    def page(path: str) -> Visit:
        if path not in open_pages:
            open_pages[path] = Visit(context.new_page(), example).watch().open(path)
        return open_pages[path]

    yield page
    context.close()
    assert _problems(open_pages.values()) == []


@pytest.fixture
def browse(browser: Browser, example: Path) -> Iterator[Browse]:
    """Windows that close with the test; whatever a reader would call broken fails it."""
    visits: list[Visit] = []

    def new(*, site: Path = example, **options: object) -> Visit:
        context = browser.new_context(**{"viewport": DESK, **options})  # type: ignore[arg-type] # Playwright's own
        context.set_default_timeout(PATIENCE)
        visits.append(Visit(context.new_page(), site).watch())
        return visits[-1]

    yield new
    for visit in visits:
        visit.page.context.close()
    assert _problems(visits) == []


def _problems(visits: Iterable[Visit]) -> list[str]:
    return [problem for visit in visits for problem in visit.problems]


@pytest.fixture
def visit(browse: Browse) -> Visit:
    """One window on the example, as wide as a desk's."""
    return browse()
