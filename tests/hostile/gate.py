"""A folder of good records with something bad in it, and the command that checks it."""

import os
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support import CC, CHAIN

MEMORY: Final = 300 * 1024 * 1024
"""Bytes of memory that a whole check of one bad file may need."""
SECONDS: Final = 2
"""Seconds of processor time after which the system ends the check."""

KNOWN: Final = CHAIN.edit(CC, "deputy-manager", "deputy-manger")
"""Good records with one plain mistake: it must still be found whatever stands beside it."""

_PLACE = re.compile(r"^  --> (.*):([0-9]+):([0-9]+)$", re.MULTILINE)
_HEAD = re.compile(r"^([A-Z][0-9]{2}) (error|gap|warning) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as it was printed."""

    rule: str
    level: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the check answered."""

    code: int
    out: str
    err: str
    found: tuple[Found, ...]

    def of(self, path: str) -> tuple[Found, ...]:
        """The findings about one file."""
        return tuple(found for found in self.found if found.path == path)

    @property
    def rules(self) -> set[str]:
        """Every rule that found something."""
        return {found.rule for found in self.found}


def make(root: Path) -> Path:
    """Write the good records with their one plain mistake."""
    return KNOWN.write(root)


def put(root: Path, path: str, raw: bytes) -> str:
    """Write one more file; its path is given back."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    return path


def check(root: Path, *options: str, **environment: str) -> Answer:
    """Run the check in a process that may neither hang nor swell, and read what it says.

    Whatever was checked: it ends by itself, with no traceback, the mistake next door is found, and
    every finding has a file and a line.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "closecall", "check", *options],
        cwd=root,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
        preexec_fn=_limits,
    )
    out = done.stdout.decode()
    heads, places = _HEAD.findall(out), _PLACE.findall(out)
    assert done.returncode == 1, (done.returncode, out, done.stderr.decode())
    assert done.stderr == b""
    assert len(heads) == len(places) > 0, out
    found = tuple(
        Found(rule, level, path, int(line))
        for (rule, level), (path, line, _) in zip(heads, places, strict=True)
    )
    assert all(one.line >= 1 for one in found)
    assert any(one.rule == "G33" and one.path == KNOWN.path(CC) for one in found), out
    return Answer(done.returncode, out, done.stderr.decode(), found)


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
