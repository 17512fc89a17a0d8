"""C1: checking a stranger's repository runs nothing of it and calls nobody."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.hostile.gate import make

COMMIT: Final = ("--rev", "HEAD", "--changed-since", "HEAD~1", "--policy-from", "HEAD~1")
ASKED: Final = [(), COMMIT]
"""Options: the files on the disk, and a commit as in CI."""

_EXECUTED: Final = re.compile(r"\bexecve(?:at)?\(.*?\"([^\"]*)\".* = 0$", re.MULTILINE)
_CALLED: Final = re.compile(r"\b(?:connect|sendto|sendmsg|bind)\((?!.*AF_UNSPEC).*$", re.MULTILINE)

WATCHER: Final = """
import sys
told = open(sys.argv.pop(1), "w")
WATCHED = ("os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn", "socket.connect",
           "socket.getaddrinfo", "socket.sendto", "socket.bind", "subprocess.Popen", "urllib")
def watch(event, arguments):
    if event.startswith(WATCHED):
        told.write(f"{event} {arguments[0]!r}\\n")
        told.flush()
    elif event == "import":
        told.write(f"import {arguments[0]}\\n")
sys.addaudithook(watch)
from closecall.cli.main import main
sys.argv[0] = "closecall"
main()
"""
"""Runs the command and writes down what Python is about to run, call or import."""


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A repository in which everything that other tools would run makes a file `ran`."""
    root = make(tmp_path / "tree")
    canary = tmp_path / "ran"
    touch = f"touch {canary}"
    python = f"open({str(canary)!r}, 'w').close()\n"
    for name in ("conftest.py", "sitecustomize.py", "yaml.py", "closecall.py", "json.py", "re2.py"):
        (root / name).write_text(python)
    (root / "hooks.py").write_text(python)
    (root / "mkdocs.yml").write_text(
        f"site_name: !!python/object/apply:os.system ['{touch}']\nhooks: [hooks.py]\n"
        "theme: {name: material, custom_dir: theme}\nplugins: [closecall]\n"
    )
    (root / "theme").mkdir()
    (root / "theme/main.html").write_text("{{ cycler.__init__.__globals__.os.system('" + touch)
    (root / "pyproject.toml").write_text(f'[tool.closecall]\nrun = "{touch}"\n[build-system]\n')
    (root / "setup.py").write_text(python)
    (root / "uv.toml").write_text(f'run = "{touch}"\n')
    (root / ".npmrc").write_text("script-shell=./git\n")
    (root / ".pre-commit-config.yaml").write_text(
        f"repos: [{{repo: local, hooks: [{{id: x, entry: {touch}, language: system}}]}}]\n"
    )
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/x.yml").write_text(f"on: push\njobs: {{x: {{run: {touch}}}}}\n")
    (root / ".gitattributes").write_text("*.md diff=trap filter=trap\n")
    (root / "README.md").write_text("x\n")
    (root / "git").write_text(f"#!/bin/sh\n{touch}\n")
    (root / "git").chmod(0o755)
    git(root, "init", "-q")
    git(root, "config", "user.name", "x")
    git(root, "config", "user.email", "x@example.org")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    git(root, "commit", "-qm", "y", "--allow-empty")
    for setting in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external"),
        *("diff.trap.textconv", "diff.trap.command", "filter.trap.smudge", "filter.trap.clean"),
        *("gpg.program", "credential.helper", "core.askPass", "alias.rev-list"),
    ):
        git(root, "config", setting, f"!{touch}" if setting.startswith("alias") else touch)
    git(root, "config", "remote.origin.url", "https://example.org/x.git")
    git(root, "config", "remote.origin.promisor", "true")
    hooks = root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        (hooks / name).write_text(f"#!/bin/sh\n{touch}\n")
        (hooks / name).chmod(0o755)
    canary.unlink(missing_ok=True)
    return root


def sprung(root: Path) -> bool:
    return (root.parent / "ran").exists()


@pytest.mark.parametrize("options", ASKED)
def test_c1_python_runs_git_alone_and_imports_nothing_of_the_tree(
    trap: Path, options: tuple[str, ...]
) -> None:
    told = trap.parent / "told"
    done = subprocess.run(
        [sys.executable, "-P", "-c", WATCHER, str(told), "check", *options],
        cwd=trap,
        env={"PATH": f"{trap}:.:/usr/bin:/bin", "HOME": str(trap)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    # With `--changed-since` nothing is held against the change, which changed nothing.
    assert done.returncode == (0 if options else 1), done.stderr.decode()
    events = told.read_text().splitlines()
    ran = {event for event in events if not event.startswith("import ")}
    assert ran == {"subprocess.Popen 'git'"}
    assert "import closecall.rules.gate" in events, "the watcher watched"
    assert not sprung(trap)


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a program of Linux")
@pytest.mark.parametrize("options", ASKED)
def test_c1_the_system_sees_git_run_and_nobody_called(trap: Path, options: tuple[str, ...]) -> None:
    strace = shutil.which("strace")
    assert strace, "This test needs strace; `make unit` installs it where it may."
    told = trap.parent / "told"
    watched = "trace=execve,execveat,connect,sendto,sendmsg,bind"
    done = subprocess.run(
        [
            *(strace, "-f", "-qq", "-s", "400", "-e", watched, "-o", str(told)),
            *(sys.executable, "-P", "-m", "closecall", "check", *options),
        ],
        cwd=trap,
        env={"PATH": f"{trap}:.:/usr/bin:/bin", "HOME": str(trap)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == (0 if options else 1), done.stderr.decode()
    seen = told.read_text(errors="replace")
    own, *others = _EXECUTED.findall(seen)
    assert Path(own).name.startswith("python")
    assert {Path(other).name for other in others} == {"git"}
    assert not [other for other in others if other.startswith(str(trap.parent))]
    assert not _CALLED.findall(seen)
    assert not sprung(trap)


def test_the_trap_springs(trap: Path) -> None:
    """What the tests above lay out would be run by who runs such things."""
    subprocess.run(["git", "status"], cwd=trap, capture_output=True, check=False)
    assert sprung(trap)
