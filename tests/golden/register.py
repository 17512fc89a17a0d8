"""The golden register: what its records must come to, as the files that are kept beside them.

The records lie in `records/`, invented and small. What is made from them is kept whole: the body of
each page, each other file, the titles and the navigation (`book.txt`), and what `closecall check`
says (`check.txt`). Pages about the schemas are left out: they say nothing of records.

A wanted change is accepted by

    .venv/bin/python -m tests.golden.accept

and its diff is read before it is committed, like code.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from closecall.cli.main import closecall
from closecall.evidence import gather
from closecall.pages.book import make_book
from closecall.pages.page import Book, Page

HERE: Final = Path(__file__).parent
RECORDS: Final = HERE / "records"
SITE: Final = HERE / "site"
ACCEPT: Final = ".venv/bin/python -m tests.golden.accept"

_SCHEMAS_ONLY: Final = "reference/"
_FOLD: Final = "\n\t"
_BLOCKS: Final = re.compile(
    r"(?<=[^\n])(?=<(?:dd|details|div|dl|dt|h[1-6]|li|nav|ol|p|section|t[dhr]|table|ul)\b)"
)
_ROWS: Final = re.compile(r"(?<=,)(?=\[\[)|(?<=:)(?=\[\[)")
_TOLD: Final = {
    "GIT_AUTHOR_NAME": "golden",
    "GIT_AUTHOR_EMAIL": "golden@example.invalid",
    "GIT_AUTHOR_DATE": "2026-05-01T09:00:00+00:00",
    "GIT_COMMITTER_NAME": "golden",
    "GIT_COMMITTER_EMAIL": "golden@example.invalid",
    "GIT_COMMITTER_DATE": "2026-05-01T09:00:00+00:00",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
"""The same history each time, so that the commit's id is the same."""


def commit_records(root: Path) -> Path:
    """Copy the golden records into an empty folder and commit them there; gives the folder."""
    shutil.copytree(RECORDS, root / "records")
    for arguments in (
        ("init", "--quiet", "--initial-branch=main", "--object-format=sha1", "."),
        ("add", "records"),
        ("commit", "--quiet", "--message", "golden"),
    ):
        _git(root, *arguments)
    return root


def commit_id(root: Path) -> str:
    """Full name of the commit that is checked out."""
    return _git(root, "rev-parse", "HEAD").strip()


def _git(root: Path, *arguments: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**kept, **_TOLD},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def make(root: Path) -> dict[str, str]:
    """What comes of the golden records, by the path under `site/`, as it is kept.

    Args:
        root: An empty folder; afterwards it is a repository that holds the records.
    """
    evidence = gather(commit_records(root))
    book = make_book(evidence)
    pages = [page for page in book.pages if not page.path.startswith(_SCHEMAS_ONLY)]
    made = {page.path: folded(page.body, _BLOCKS) for page in pages}
    made |= {asset.path: folded(asset.data.decode(), _ROWS) for asset in book.assets}
    made["book.txt"] = "".join(f"{line}\n" for line in _told(book, pages))
    said = CliRunner().invoke(closecall, ["check", str(root)], catch_exceptions=False)
    made["check.txt"] = f"{said.output}exit {said.exit_code}\n"
    return made


def _told(book: Book, pages: list[Page]) -> Iterator[str]:
    """What a book says beside the bodies of its pages."""
    for section in book.nav:
        yield f"nav: {section.title!r}"
        yield from (f"  {i.title!r} -> {i.path} ({i.key})" for i in section.items)
    for page in pages:
        yield page.path
        yield f"  {page.title!r}, class {page.page_class}, nav {page.nav!r}"
        yield f"  {page.description!r}"


def folded(text: str, places: re.Pattern[str]) -> str:
    """Text in lines that a person can compare, from which the text itself can be had again.

    A line that begins with a tab goes on where the line before ended.

    Raises:
        ValueError: The text has such a line already.
    """
    if _FOLD in text:
        raise ValueError("a line of the text begins with a tab")
    return places.sub(_FOLD, text)


def unfolded(text: str) -> str:
    """The text that was folded."""
    return text.replace(_FOLD, "")


def read(folder: Path) -> dict[str, str]:
    """Every file under a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(made: Mapping[str, str], folder: Path) -> None:
    """Make a folder hold these files and no others."""
    if folder.exists():
        shutil.rmtree(folder)
    for path, text in made.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def difference(kept: Mapping[str, str], made: Mapping[str, str]) -> str:
    """The first file that differs, line by line, and how many others do; empty if none does."""
    paths = [p for p in sorted({*kept, *made}) if kept.get(p) != made.get(p)]
    if not paths:
        return ""
    first, *others = paths
    lines = unified_diff(
        kept.get(first, "").splitlines(),
        made.get(first, "").splitlines(),
        f"kept/{first}" if first in kept else "no such file is kept",
        f"made/{first}" if first in made else "no such file is made now",
        lineterm="",
    )
    return "\n".join([*lines, "", f"Other files that differ: {', '.join(others) or 'none'}"])
