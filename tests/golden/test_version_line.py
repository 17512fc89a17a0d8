"""What sets a version apart from another stands in `version.js` and on one page, nowhere else.

So a page of the site changes only when what it says changes, and so does its digest.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from closecall.website.build import build_site
from tests.golden import register

ROOT = Path(__file__).parents[2]
FIRST, SECOND = date(2026, 5, 6), date(2026, 5, 8)
"""Two days between which nothing falls due in the golden register."""
SAYS_VERSION = {"version.js", "about/index.html"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = register.commit_records(tmp_path_factory.mktemp("project"))
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "docs", root / "docs")
    return root


def _built(project: Path, as_at: date) -> dict[str, bytes]:
    site = project / f"site-{as_at}"
    report = build_site(project, as_at=as_at, site_dir=site)
    assert report.notes == ()
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def first(project: Path) -> dict[str, bytes]:
    return _built(project, FIRST)


@pytest.fixture(scope="module")
def second(project: Path) -> dict[str, bytes]:
    return _built(project, SECOND)


def test_another_day_changes_the_version_and_no_page(
    first: dict[str, bytes], second: dict[str, bytes]
) -> None:
    assert first.keys() == second.keys()
    assert {path for path in first if first[path] != second[path]} == SAYS_VERSION
    assert b"6 May 2026" in first["version.js"]
    assert b"8 May 2026" in second["version.js"]


def test_the_commit_is_named_nowhere_else(project: Path, first: dict[str, bytes]) -> None:
    commit = register.commit_id(project)[:12].encode()
    assert {path for path, data in first.items() if commit in data} == SAYS_VERSION


def test_the_same_commit_and_day_give_the_same_bytes(
    project: Path, first: dict[str, bytes], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(project, elsewhere, ignore=shutil.ignore_patterns("site-*"))
    again = _built(elsewhere, FIRST)
    assert {p for p in {*first, *again} if first.get(p) != again.get(p)} == set()
