"""What looks for holes in workflows finds none in ours, and would find one."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.shipped import ACTION, ROOT, WORKFLOW

ZIZMOR = Path(sys.executable).parent / "zizmor"


def zizmor(*files: Path) -> "subprocess.CompletedProcess[str]":
    """With every audit that it has and needs no network, the fussy ones too."""
    return subprocess.run(
        [ZIZMOR, "--offline", "--no-progress", "--no-config", "--persona=auditor", *files],
        capture_output=True,
        text=True,
        check=False,
    )


def shown_in_the_docs() -> str:
    page = (ROOT / "docs/how-to/run-in-ci.md").read_text("utf-8")
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (found,) = [block for block in blocks if "jobs:" in block]
    return found


def placed(folder: Path, text: str) -> Path:
    file = folder / ".github" / "workflows" / "closecall.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("which", ["workflow", "action", "docs"])
def test_nothing_is_found(which: str, tmp_path: Path) -> None:
    if which == "action":
        done = zizmor(ACTION)
    else:
        text = WORKFLOW.read_text("utf-8") if which == "workflow" else shown_in_the_docs()
        done = zizmor(placed(tmp_path, text))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout + done.stderr
    assert "ignored" not in done.stdout


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("  pull_request:\n", "  pull_request_target:\n", "dangerous-triggers"),
        ("persist-credentials: false", "show-progress: true", "artipacked"),
        ("permissions: {}", "permissions: write-all", "excessive-permissions"),
        (
            '"$RUNNER_TEMP/closecall/bin/closecall" check',
            'closecall check "${{ github.event.pull_request.title }}"',
            "template-injection",
        ),
        ("@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2", "@v6", "unpinned-uses"),
    ],
    ids=["trigger", "credentials", "permissions", "injection", "unpinned"],
)
def test_a_hole_would_be_found(tmp_path: Path, right: str, wrong: str, found: str) -> None:
    text = WORKFLOW.read_text("utf-8")
    assert text.count(right) == 1
    done = zizmor(placed(tmp_path, text.replace(right, wrong)))
    assert done.returncode != 0
    assert found in done.stdout
