"""`closecall measure`: one object on standard output, or a sentence and 2."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from closecall.cli import main
from closecall.cli.measure import MOST_BYTES

DATA: Final = Path(__file__).parents[2] / "data" / "spc"
Run = Callable[[Path], tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command: its code, what it printed, what it said."""

    def _run(file: Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["closecall", "measure", str(file)])
        with pytest.raises(SystemExit) as stop:
            main.main()
        assert isinstance(stop.value.code, int)
        printed = capsys.readouterr()
        return stop.value.code, printed.out, printed.err

    return _run


def test_it_prints_one_object(run: Run) -> None:
    code, out, err = run(DATA / "tests" / "holm.json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "kind": "holm",
        "rows": [
            {"adjusted": [0.06, 0.004, 0.9, 0.06, None]},
            {"adjusted": []},
            {"adjusted": [1.0, 1.0]},
        ],
    }


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "this is not a JSON file that can be read: Expecting value, line 1, column 1."),
        (b'{"kind": "holm",', "this is not a JSON file that can be read"),
        (b'{"a": NaN}', "this is not a JSON file that can be read: NaN is not a number."),
        (b'{"a": -Infinity}', "-Infinity is not a number."),
        (b'{"a": 1e999}', "the number 1e999 is too large."),
        (b'{"a": -1e999}', "the number -1e999 is too large."),
        (b'{"a": ' + b"9" * 5000 + b"}", "is too large."),
        (b'{"a": 1, "a": 2}', "the field 'a' stands twice in one object."),
        (b"[" * 100_000, "it is nested too deeply."),
        (b'"\xff"', "the file is not text in UTF-8 (byte 1)."),
        (b"7", "the whole file: an object is wanted here, not a number"),
        (b" " * (MOST_BYTES + 1), "the file has more than 10 MB."),
        (b'{"kind": "holm", "rows": [{"p": ["x"]}]}', "/rows/0/p/0: a number is wanted here"),
    ],
    ids=[
        "empty",
        "cut off",
        "not a number",
        "infinite",
        "large",
        "small",
        "long",
        "twice",
        "deep",
        "bytes",
        "no object",
        "huge",
        "a value",
    ],
)
def test_what_cannot_be_read(run: Run, tmp_path: Path, raw: bytes, words: str) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(raw)
    code, out, err = run(file)
    assert (code, out) == (2, "")
    assert words in err
    assert err.startswith(str(file))
    assert len(err) < 400 + len(str(file))


def test_a_byte_order_mark_is_no_harm(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(b'\xef\xbb\xbf{"kind": "holm", "rows": []}')
    assert run(file)[0] == 0


def test_files_that_are_not_there_or_none(run: Run, tmp_path: Path) -> None:
    code, _, err = run(tmp_path / "gone.json")
    assert code == 2
    assert "the file cannot be read" in err
    assert run(tmp_path)[0] == 2
