"""Scratch repositories with a told history; never the one that these tests are in."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Git = Callable[..., str]
"""Runs Git in the scratch repository: `git("add", ".")`."""

IDENTITY = {
    "GIT_AUTHOR_NAME": "canary author",
    "GIT_AUTHOR_EMAIL": "canary@example.invalid",
    "GIT_COMMITTER_NAME": "canary committer",
    "GIT_COMMITTER_EMAIL": "canary@example.invalid",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository."""
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "--quiet", "--initial-branch=main", ".")
    return folder


@pytest.fixture
def git(repository: Path) -> Git:
    return lambda *arguments, **environment: run(repository, *arguments, **environment)


def run(folder: Path, *arguments: str, stdin: str = "", **environment: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**kept, "GIT_CONFIG_GLOBAL": os.devnull, **IDENTITY, **environment},
        input=stdin.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def write(repository: Path, path: str, text: str = "a: 1\n") -> Path:
    file = repository / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def commit(git: Git, at: str = "2026-03-03T12:00:00+00:00") -> str:
    """Commit everything; gives the commit's id."""
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "-m", "canary", GIT_COMMITTER_DATE=at)
    return git("rev-parse", "HEAD").strip()
