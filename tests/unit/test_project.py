"""The folder around the records is found from anywhere inside it."""

from pathlib import Path

import pytest

from closecall.errors import UsageError
from closecall.project import find_root


def test_the_nearest_folder_upwards_that_holds_records(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    inner = tmp_path / "homes" / "one"
    (inner / "records" / "audits").mkdir(parents=True)
    assert find_root(tmp_path) == tmp_path
    assert find_root(tmp_path / "homes") == tmp_path
    assert find_root(inner) == inner
    assert find_root(inner / "records" / "audits") == inner
    assert find_root(inner / ".." / "..") == tmp_path


def test_a_relative_folder_is_looked_for_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    assert find_root(Path()) == tmp_path


def test_a_file_called_records_is_none(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("")
    with pytest.raises(UsageError, match="no folder `records`"):
        find_root(tmp_path)
