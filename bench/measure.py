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
    """Largest resident size. [MB]"""
    code: int
    """Exit code of the last run."""


def measure(command: Sequence[str], *, cwd: Path, runs: int) -> Figures:
    """Run a command several times after one warm-up.

    Raises:
        RuntimeError: It ended with something else than 0 or 1; its last words are quoted.
    """
    results = [_once(command, cwd) for _ in range(runs + 1)][1:]
    return Figures(
        wall=statistics.median(r.wall for r in results),
        cpu=statistics.median(r.cpu for r in results),
        memory=statistics.median(r.memory for r in results),
        code=results[-1].code,
    )


def _once(command: Sequence[str], cwd: Path) -> Figures:
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=subprocess.STDOUT)
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
