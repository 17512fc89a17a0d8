"""The hooks that other repositories ask for, tried as pre-commit tries them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml

from tests.pipelines.conftest import QUICK, Runner
from tests.pipelines.shipped import READY, ROOT, Json, read
from tests.support import CC, CHAIN, CT, NM, Chain
from tests.unit.cli.door import commit, repository
from tests.unit.git.conftest import IDENTITY

PRE_COMMIT: Final = Path(sys.executable).parent / "pre-commit"
BAD: Final = CHAIN.edit(CC, "deputy-manager", "deputy-manger")
OTHER: Final = "nm-20260320-b8hc"


class Tried(NamedTuple):
    """How it ended."""

    code: int
    out: str


def pre_commit(folder: Path, *words: str, home: Path, path: Path | None = None) -> Tried:
    found = os.environ["PATH"]
    done = subprocess.run(
        [PRE_COMMIT, *words],
        cwd=folder,
        env={
            **os.environ,
            **IDENTITY,
            **QUICK,
            "PRE_COMMIT_HOME": str(home),
            "PATH": f"{path}:{found}" if path else found,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return Tried(done.returncode, done.stdout + done.stderr)


def work(folder: Path, base: Chain, change: Chain) -> Path:
    """A provider's repository with a change that is staged and not committed."""
    git = repository(folder)
    commit(git, folder, base)
    git("rm", "-r", "--quiet", "--", "records")
    change.write(folder)
    git("add", "--all")
    return folder


def offered() -> dict[str, Json]:
    """The hooks that other repositories may ask for."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    return {hook["id"]: hook for hook in yaml.safe_load(text)}


def test_pre_commit_installs_the_hooks_from_this_repository(tmp_path: Path) -> None:
    """The one slow test: an environment with all that closecall needs, made by pre-commit."""
    ours = tmp_path / "closecall"
    git = repository(ours)
    for name in ("generator", "schemas"):
        shutil.copytree(ROOT / name, ours / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        *(".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"),
        "requirements-run.lock",
    ):
        shutil.copy(ROOT / name, ours)
    git("add", "--all")
    git("commit", "--quiet", "-m", "c")
    folder = work(tmp_path / "work", CHAIN, BAD)
    tried = pre_commit(folder, "try-repo", str(ours), "--verbose", home=tmp_path / "home")
    assert tried.code == 1, tried.out
    assert re.findall(r"^- hook id: (\S+)$", tried.out, re.MULTILINE) == list(offered())
    assert re.findall(r"^- exit code: (\d)$", tried.out, re.MULTILINE) == ["1", "1"]
    assert tried.out.count(f"--> {BAD.path(CC)}:") == 2


# The same hooks, run by a closecall that is installed already.


class Desk(NamedTuple):
    """A place where hooks are run."""

    runner: Runner
    home: Path

    def run(self, hook: str, folder: Path) -> Tried:
        own = {**offered()[hook], "language": "system"}
        config = folder.parent / f"{hook}.yaml"
        config.write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": [own]}]}), "utf-8")
        words = ("run", hook, "--verbose", "--config", str(config))
        return pre_commit(
            folder, *words, home=self.home, path=self.runner.temp / "closecall" / "bin"
        )


@pytest.fixture
def desk(runner: Runner, tmp_path: Path) -> Desk:
    return Desk(runner, tmp_path / "home")


@pytest.mark.parametrize("hook", ["closecall", "closecall-changed"])
def test_a_good_commit_passes_and_a_broken_one_does_not(
    hook: str, desk: Desk, tmp_path: Path
) -> None:
    good = work(tmp_path / "good", CHAIN, CHAIN.put(NM, "title: A better title"))
    tried = desk.run(hook, good)
    assert tried.code == 0, tried.out
    assert "0 errors" in tried.out
    tried = desk.run(hook, work(tmp_path / "bad", CHAIN, BAD))
    assert tried.code == 1, tried.out
    assert f"--> {BAD.path(CC)}:" in tried.out


@pytest.mark.parametrize("hook", ["closecall", "closecall-changed"])
def test_a_link_is_looked_at_in_the_whole(hook: str, desk: Desk, tmp_path: Path) -> None:
    """A file is taken away, which pre-commit names to no hook; what leads to it is not staged."""
    tried = desk.run(hook, work(tmp_path / "w", CHAIN, CHAIN.without(CT)))
    assert tried.code == 1
    assert f"--> {CHAIN.path(CC)}:" in tried.out


def test_what_was_wrong_before_elsewhere_lets_a_commit_through(desk: Desk, tmp_path: Path) -> None:
    base = CHAIN.copy(NM, OTHER, ("kind: near_miss", "kind: near_miss\nshoe: 3"))
    folder = work(tmp_path / "w", base, base.put(NM, "title: A better title"))
    assert desk.run("closecall", folder).code == 1
    tried = desk.run("closecall-changed", folder)
    assert tried.code == 0, tried.out
    assert "not held against this change (1)" in tried.out


def test_the_hooks_and_the_ready_file_are_what_pre_commit_takes(tmp_path: Path) -> None:
    ready = READY / "pre-commit-config.yaml"
    for words in (
        ("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")),
        ("validate-config", str(ready)),
    ):
        tried = pre_commit(tmp_path, *words, home=tmp_path / "home")
        assert tried.code == 0, tried.out
    (repo,) = read(ready)["repos"]
    (hook,) = repo["hooks"]
    ours = offered()["closecall"]
    del ours["description"]
    # The one that is installed, and nothing fetched by a name that anybody could have taken.
    assert hook == {**ours, "language": "system"}
