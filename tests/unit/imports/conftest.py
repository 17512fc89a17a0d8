"""The project that every test here imports into."""

from pathlib import Path

import pytest

from tests.unit.imports.repository import Repository


@pytest.fixture
def repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Repository:
    return Repository(tmp_path, capsys)
