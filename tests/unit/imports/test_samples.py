"""The samples of the docs go into the example's records, and the check takes them."""

import shutil
import sys
from pathlib import Path
from typing import Final

import pytest

from closecall.cli import main

ROOT: Final = Path(__file__).parents[3]
SAMPLES: Final = ROOT / "docs" / "assets" / "import"
PAIRS: Final = (
    ("incident-system.csv", "incident-system-near-misses.yml", 4),
    ("incident-system.csv", "incident-system-incidents.yml", 2),
    ("near-miss-log.xlsx", "near-miss-log.yml", 3),
    ("call-monitoring.csv", "call-monitoring.yml", 2),
)


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    """The code with which a command ends."""
    monkeypatch.setattr(sys, "argv", ["closecall", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        main.main()
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_every_sample_is_imported_once_and_passes_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "records", tmp_path / "records")
    for file, map_name, new in PAIRS:
        words = ("import", SAMPLES / file, tmp_path, "--map", SAMPLES / map_name)
        assert run(monkeypatch, *words) == 0, capsys.readouterr().out
        assert f"new {new}   already there 0   refused 0" in capsys.readouterr().out
    for file, map_name, new in PAIRS:
        words = ("import", SAMPLES / file, tmp_path, "--map", SAMPLES / map_name)
        assert run(monkeypatch, *words) == 0
        assert f"new 0   already there {new}   refused 0" in capsys.readouterr().out
    assert run(monkeypatch, "check", tmp_path) == 0
    assert "0 errors" in capsys.readouterr().out


def test_the_guide_shows_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "records", tmp_path / "records")
    monkeypatch.chdir(tmp_path)
    map_file = SAMPLES / "incident-system-near-misses.yml"
    words = ("import", SAMPLES / "incident-system.csv", "--map", map_file, "--dry-run")
    assert run(monkeypatch, *words, "--output", "import-report.csv") == 0
    guide = (ROOT / "docs" / "how-to" / "import-a-spreadsheet.md").read_text("utf-8")
    assert f"```text\n{capsys.readouterr().out}```" in guide


def test_every_sample_has_its_map_and_is_tried() -> None:
    tried = {name for file, map_name, _ in PAIRS for name in (file, map_name)}
    assert {path.name for path in SAMPLES.iterdir()} == tried
