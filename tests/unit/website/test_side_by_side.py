"""The pages of a site made side by side: each once, the same bytes, and failures told as ever."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from closecall.errors import ClosecallError
from closecall.pages.page import Book, Page
from closecall.website.build import build_site
from tests.unit.website import samples
from tests.unit.website.conftest import Give
from tests.unit.website.samples import files_of

PAGES = 500
"""Enough to be worth two workers beside this process."""
Processes = Callable[[int], None]


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Processes:
    """Pretend to have so many processors."""

    def _processes(count: int) -> None:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(count)))

    return _processes


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A file that every process can add a line to."""
    return tmp_path / "log.txt"


def large(log: Path, *, fails_at: str = "") -> Book:
    """A book of many pages, each of which notes by whom it was drawn."""

    def drawing(path: str) -> Callable[[], str]:
        def draw() -> str:
            with log.open("a") as lines:
                lines.write(f"{path} {os.getpid()}\n")
            time.sleep(0.001)  # so that others come round before all is done
            if path == fails_at:
                raise ClosecallError(f"{path} cannot be drawn")
            return f"<h1>{path}</h1>"

        return draw

    pages: list[Page] = [samples.page("index.html", "home", nav="home")]
    for number in range(PAGES):
        path = f"near-misses/nm-{number:03}/index.html"
        pages.append(samples.page(path, "trail", nav="near-misses", draw=drawing(path)))
    return Book(pages=tuple(pages), assets=(), nav=samples.NAV)


def drawn(log: Path) -> tuple[list[str], set[int]]:
    """Which pages were drawn, and in which processes."""
    lines = [line.split() for line in log.read_text().splitlines()]
    return sorted(path for path, _ in lines), {int(process) for _, process in lines}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_page_is_drawn_once(
    project: Path, give: Give, processes: Processes, log: Path, count: int
) -> None:
    processes(count)
    book = large(log)
    give(samples.content(made=book))
    site = build_site(project, as_at=None, site_dir=None).site_dir
    pages, ran = drawn(log)
    assert pages == [page.path for page in book.pages if page.path != "index.html"]
    # On a busy machine one may come too late for anything.
    assert min(count, 2) <= len(ran) <= count
    for path in pages:
        assert f"<h1>{path}</h1>".encode() in (site / path).read_bytes()


def test_the_bytes_do_not_depend_on_how_many_make_them(
    project: Path, tmp_path: Path, give: Give, processes: Processes, log: Path
) -> None:
    give(samples.content(made=large(log)))
    made = []
    for count in (1, 2, 5):
        processes(count)
        site = build_site(project, as_at=None, site_dir=tmp_path / f"site-{count}").site_dir
        made.append(files_of(site))
    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize("number", [0, 250, 498])
def test_a_page_that_cannot_be_drawn_is_told_whoever_draws_it(
    project: Path, give: Give, processes: Processes, log: Path, number: int
) -> None:
    processes(3)
    give(samples.content())
    before = files_of(build_site(project, as_at=None, site_dir=None).site_dir)
    path = f"near-misses/nm-{number:03}/index.html"
    give(samples.content(made=large(log, fails_at=path)))
    with pytest.raises(ClosecallError, match=f"{path} cannot be drawn"):
        build_site(project, as_at=None, site_dir=None)
    assert files_of(project / "site") == before


def test_pages_that_other_plugins_see_are_all_made_here(
    project: Path, give: Give, processes: Processes, log: Path
) -> None:
    (project / "own").mkdir()
    (project / "own" / "main.html").write_text(
        '{% extends "closecall.html" %}{% block libs %}{{ page.url if page }}{% endblock %}',
        encoding="utf-8",
    )
    settings = samples.MKDOCS.replace("font: false", "font: false, custom_dir: own")
    (project / "mkdocs.yml").write_text(settings, encoding="utf-8")
    processes(3)
    give(samples.content(made=large(log)))
    build_site(project, as_at=None, site_dir=None)
    assert drawn(log)[1] == {os.getpid()}
