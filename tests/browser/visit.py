"""A reader's browser: it opens a site from a folder and notes everything that goes wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Dialog, Locator, Page, Request


@dataclass  # Playwright marks the object whose method it calls, so neither frozen nor with slots
class Visit:
    """One page of a browser over one site, opened as files."""

    page: Page
    site: Path
    problems: list[str] = field(default_factory=list)
    """What a reader would call broken, and whatever was asked of a server."""

    def watch(self) -> "Visit":
        """Begin to note problems."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("dialog", self._refuse)
        self.page.on("request", self._see)
        self.page.on("requestfailed", self._miss)
        return self

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.problems.append(f"console: {said.text}")

    def _refuse(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _see(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.problems.append(f"asked for {request.url}")

    def _miss(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader had gone on before it came
            self.problems.append(f"not there: {request.url} ({request.failure})")

    def open(self, path: str) -> "Visit":
        """Open a page of the site by its path, a query and an anchor included."""
        self.page.goto(f"{self.site.as_uri()}/{path}")
        return self

    def open_folds(self) -> "Visit":
        """Open all that is folded up, so that its words can be read."""
        for fold in self.main.locator("details:not([open]) > summary").all():
            fold.click()
        return self

    @property
    def path(self) -> str:
        """The page that is open, as a path in the site."""
        return self.page.url.removeprefix(f"{self.site.as_uri()}/")

    @property
    def main(self) -> Locator:
        """The page without the shell around it."""
        return self.page.locator("#cc-main")

    @property
    def title(self) -> str:
        """The page's heading."""
        return words(self.main.get_by_role("heading", level=1))

    @property
    def text(self) -> str:
        """All words of the page that can be seen."""
        return words(self.main)

    def click(self, name: str, within: Locator | None = None) -> None:
        """Click the first link that says this and nothing else."""
        with self.page.expect_navigation():
            (within or self.main).get_by_role("link", name=name, exact=True).first.click()

    def unfold(self, words: str) -> None:
        """Open a fold by a click on its line, which says these words."""
        self.main.locator("summary", has_text=words).first.click()

    def section(self, heading_id: str) -> Locator:
        """The section whose heading has this id."""
        return self.main.locator(f"section[aria-labelledby={heading_id}]")

    def step(self, title: str, number: int = 0) -> "Step":
        """A step of the trail by its heading; the first of several unless another is asked for."""
        steps = self.main.locator("ol.tl > li").filter(
            has=self.page.get_by_role("heading", level=3, name=title, exact=True)
        )
        return Step(steps.nth(number))

    def table(self, caption: str) -> list[dict[str, str]]:
        """The rows of the first table whose caption begins so, each by the heads of its columns."""
        table = self.main.locator("table").filter(
            has=self.page.locator("caption", has_text=re.compile(f"^{re.escape(caption)}"))
        )
        found: dict[str, list[list[str]]] = table.first.evaluate(
            """table => ({
                heads: [[...table.tHead.rows[0].cells].map(cell => cell.innerText)],
                rows: [...table.tBodies[0].rows].map(row =>
                    [...row.cells].map(cell => cell.innerText))
            })"""
        )
        heads = [one_line(head) for head in found["heads"][0]]
        return [dict(zip(heads, map(one_line, row), strict=True)) for row in found["rows"]]

    @property
    def facts(self) -> Mapping[str, str]:
        """The terms at the head of the page, and what is said of each."""
        return terms(self.main.locator("dl.key").first)

    def terms(self, heading: str) -> Mapping[str, str]:
        """The terms, and what is said of each, in the first list after a heading or in a fold."""
        title = self.main.locator("summary").filter(has_text=re.compile(f"^{re.escape(heading)}"))
        if not title.count():
            title = self.page.get_by_role("heading", name=heading, exact=True)
        return terms(title.first.locator("xpath=following-sibling::dl[1]"))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trail."""

    place: Locator

    @property
    def when(self) -> str:
        """The line with the day and the role."""
        return words(self.place.locator(".when"))

    @property
    def evidence(self) -> Mapping[str, str]:
        """What is said of the step, by its terms."""
        return terms(self.place.locator(".ev dl"))

    @property
    def text(self) -> str:
        """All words of the step."""
        return words(self.place)


def terms(place: Locator) -> Mapping[str, str]:
    """The terms of a list, or of several, and what is said of each, folded or not."""
    pairs: list[list[str]] = place.evaluate_all(
        """lists => lists.flatMap(list => [...list.children].filter(e => e.tagName === "DT")
            .map(e => [e, e.nextElementSibling].map(one => {
                const fold = one.closest("details:not([open])");
                if (fold) fold.open = true;
                const words = one.innerText;
                if (fold) fold.open = false;
                return words;
            })))"""
    )
    return {one_line(term): one_line(said) for term, said in pairs}


def words(place: Locator) -> str:
    """What can be read in a place, in one line."""
    return one_line(place.inner_text())


def one_line(text: str) -> str:
    """Text with single blanks between its words."""
    return " ".join(text.split())
