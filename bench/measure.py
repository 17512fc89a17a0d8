"""Whole processes, as the operating system accounts for them."""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figures:
    """What one command took: the median of its runs."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of processor time, user and system."""
    memory: float
    """Largest resident size of one process: of several that ran at once, the largest. [MB]"""
    code: int
    """Exit code of the last run."""


def measure(command: Sequence[str], *, cwd: Path, runs: int, sites: Path | None = None) -> Figures:
    """Run a command several times after one warm-up.

    Args:
        command: The program and its arguments.
        cwd: Where it runs.
        runs: How often it is counted.
        sites: For a build: the folder in which each run has a site of its own. For minutes after a
            deletion a file system like ext4 is slow to make new files, so builds that replace each
            other's site would measure that.

    Raises:
        RuntimeError: It ended with something else than 0 or 1; its last words are quoted.
    """
    targets = [["-o", str(sites / str(n))] if sites else [] for n in range(runs + 1)]
    results = [_once([*command, *target], cwd) for target in targets][1:]
    return Figures(
        wall=statistics.median(r.wall for r in results),
        cpu=statistics.median(r.cpu for r in results),
        memory=statistics.median(r.memory for r in results),
        code=results[-1].code,
    )


def _once(command: Sequence[str], cwd: Path) -> Figures:
    # As installed: pip compiles what it installs, and here the warm-up run does.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = code = os.waitstatus_to_exitcode(status)
        if code not in (0, 1):
            output.seek(0)
            words = output.read()[-2000:].decode(errors="replace")
            raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{words}")
    return Figures(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / 1024,
        code=code,
    )
