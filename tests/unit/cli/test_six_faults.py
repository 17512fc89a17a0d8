"""Six faults in one run over the example: each is told once, with its place and its mend."""

import json
import re
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from click.testing import CliRunner, Result

from closecall.cli.main import closecall
from tests.support import Chain

ROOT: Final = Path(__file__).parents[3]

# Records of the example on which much else hangs, so that an echo would be heard.
NEAR_MISS: Final = "nm-20260818-n4yw"
REVIEW: Final = "rv-20260820-k8dz"
CONTROL: Final = "ct-ppe-stock-board"
CHANGE: Final = "cc-20260901-r7fb"
PLAN: Final = "mp-20260907-t2nq"
AUDIT: Final = "au-20260722-h8mk"


class Fault(NamedTuple):
    """What is done to the example, and what has to be said of it."""

    rule: str
    record: str
    line: str
    """What the line begins with on which it is told; empty for the first that is a field."""
    said: str
    mend: str


FAULTS: Final = (
    Fault(
        "S01",
        NEAR_MISS,
        "",
        "`detection_method` (How it was noticed) is missing",
        "`planned check`",
    ),
    Fault(
        "S02", CONTROL, "barrier_type:", "not one of the possible answers", "`technical`, `human`"
    ),
    Fault("G33", PLAN, "risk:", "The nearest id is rk-20260824-alert-gap.", "Correct the id"),
    Fault("F19", REVIEW, "", "is used twice: here and in records/reviews/2026-08", "Rename"),
    Fault("Y26", CHANGE, "before:", "its quotes are never closed", "Close the quotes"),
    Fault("S07", AUDIT, "on:", "a day that the calendar does not have", "such as 2026-07-09"),
)


def example() -> Chain:
    return Chain(
        {
            path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((ROOT / "records").rglob("*.yml"))
        }
    )


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chain = (
        example()
        .drop(NEAR_MISS, "detection_method")
        .put(CONTROL, "barrier_type: tecnical")
        .edit(PLAN, "risk: rk-20260824-alert-gap", "risk: rk-20260824-alert-gaps")
        .put(CHANGE, 'before: "Nobody knew whose')
        .put(AUDIT, "on: 2026-02-30")
    )
    root = chain.write(tmp_path_factory.mktemp("six"))
    again = root / "records/reviews/2026-12" / f"{REVIEW}.yml"
    again.parent.mkdir()
    again.write_text(chain.text(REVIEW), encoding="utf-8")
    return root


def check(root: Path, *options: str) -> Result:
    return CliRunner().invoke(closecall, ["check", str(root), *options])


def findings(root: Path) -> dict[tuple[str, ...], dict[str, Any]]:
    report = json.loads(check(root, "--format", "json").output)
    return {(f["rule"], f["path"], f["message"]): f for f in report["findings"]}


def test_each_is_told_once_at_its_place_with_its_mend_and_nothing_else(broken: Path) -> None:
    before = findings(ROOT)
    new = {known: told for known, told in findings(broken).items() if known not in before}
    assert len(new) == len(FAULTS)
    for fault in FAULTS:
        (told,) = [f for f in new.values() if f["rule"] == fault.rule]
        assert (told["level"], Path(told["path"]).stem) == ("error", fault.record)
        lines = (broken / told["path"]).read_text(encoding="utf-8").splitlines()
        first = next(line for line in lines if line[:1].isalpha())
        assert lines[told["line"] - 1].startswith(fault.line or first)
        assert fault.said in told["message"]
        assert fault.mend in told["remedy"]


def test_in_text_each_has_its_file_line_and_mend_and_the_code_is_1(broken: Path) -> None:
    done = check(broken)
    assert done.exit_code == 1
    blocks = [block for block in done.output.split("\n\n") if " error " in block]
    assert len(blocks) == len(FAULTS)
    for block in blocks:
        assert re.search(r"^  --> records/[a-z0-9/-]+\.yml:[0-9]+:[0-9]+$", block, re.MULTILINE)
        assert "    = mend: " in block
    assert done.output.splitlines()[-1].startswith("6 errors, ")


def test_nothing_is_written(broken: Path) -> None:
    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in broken.rglob("*") if path.is_file()}

    before = state()
    check(broken)
    settings = "site_name: x\ntheme: {name: material, font: false}\nplugins: [closecall]\n"
    (broken / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (broken / "docs").mkdir()
    done = CliRunner().invoke(closecall, ["build", str(broken)])
    (broken / "docs").rmdir()
    (broken / "mkdocs.yml").unlink()
    assert done.exit_code == 1
    assert state() == before
