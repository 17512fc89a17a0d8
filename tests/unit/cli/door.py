"""The command as people run it, over a repository with a told history."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.support import Chain
from tests.unit.git.conftest import run

Json = dict[str, Any]


class Done(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        """What was printed, as data."""
        found: Json = json.loads(self.out)
        return found

    @property
    def last(self) -> str:
        """The last line that was printed."""
        return self.out.splitlines()[-1]


def check(root: Path, *options: str, **environment: str) -> Done:
    """Run `closecall check` in a folder."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "closecall", "check", *options],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err
    assert done.returncode != 3, err
    return Done(done.returncode, out, err)


Git = Callable[..., str]


def repository(root: Path) -> Git:
    """A new repository in a folder, and what runs Git in it."""
    root.mkdir(parents=True, exist_ok=True)
    run(root, "init", "--quiet", "--initial-branch=main", ".")
    return lambda *arguments, **more: run(root, *arguments, **more)


def commit(git: Git, root: Path, chain: Chain, day: str = "2026-06-10") -> str:
    """Commit a chain and nothing else; gives the commit's id."""
    git("rm", "-r", "--quiet", "--ignore-unmatch", "--", "records")
    chain.write(root)
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "-m", "c", GIT_COMMITTER_DATE=f"{day}T12:00:00Z")
    return git("rev-parse", "HEAD").strip()


def state(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file of a folder, Git's own too: what it is, when it was written, what stands in it."""
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
