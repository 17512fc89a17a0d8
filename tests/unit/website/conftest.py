"""A project whose records need not be read: the site's content is given."""

from collections.abc import Callable
from pathlib import Path

import pytest

from closecall.website import build, plugin
from closecall.website.content import Asked, Content
from tests.unit.website import samples

Give = Callable[[Content | Exception], None]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Make the records of any project say something else, or fail."""

    def _give(what: Content | Exception) -> None:
        def read(_: Path, asked: Callable[[], Asked], **__: object) -> Content:
            asked()
            if isinstance(what, Exception):
                raise what
            return what

        monkeypatch.setattr(build, "read_content", read)
        monkeypatch.setattr(plugin, "read_content", read)

    _give(samples.content())
    return _give


@pytest.fixture
def project(tmp_path: Path, give: Give) -> Path:
    """A folder with `mkdocs.yml`, `docs/` and an empty `records/`."""
    del give
    return samples.project(tmp_path / "project")
