"""One piece of work over many things, cut into shards that are worked on side by side.

A shard knows nothing of the others, and what comes out does not depend on how the things were cut.
So the work may be done in one process or in several, and a worker that dies costs time and nothing
else: its shard is done again here.
"""

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Generic, NoReturn, TypeVar

MOST_WORKERS: Final = 8
"""Each has its own copy of whatever it touches: more of them cost memory and save little."""

Thing = TypeVar("Thing")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Worker(Generic[Thing]):
    process: int
    ear: int
    """Where its answer is read."""
    shard: Sequence[Thing]


def in_shards(
    work: Callable[[Sequence[Thing]], Result], things: Sequence[Thing], *, at_least: int
) -> list[Result]:
    """Do a piece of work on all things, in so many processes as are worth their start.

    Args:
        work: What is done with one shard. It may read all that there is, and what it changes is
            seen by nobody: only what it returns comes back, by way of `pickle`. It may be done
            twice for one shard.
        things: What it is done with, in the order of the results.
        at_least: Things that make a shard of its own worth while.

    Returns:
        What was returned for each shard, in order; one for all things where there is one process.
    """
    here, *others = _cut(things, at_least)
    workers: list[_Worker[Thing]] = []
    try:
        # One by one: where the system gives no further process, those that run are still ended.
        workers.extend(_begin(work, shard) for shard in others)
        return [work(here), *(_result_of(worker, work) for worker in workers)]
    finally:
        for worker in workers:
            os.close(worker.ear)
            os.kill(worker.process, signal.SIGKILL)
            os.waitpid(worker.process, 0)


def mixed(things: Sequence[Thing]) -> list[Thing]:
    """The things in an order in which every stretch has its share of each sort.

    For things that lie sorted, some sorts being more work than others, and whose order is of no
    account.
    """
    return [thing for n in range(MOST_WORKERS) for thing in things[n::MOST_WORKERS]]


def _cut(things: Sequence[Thing], at_least: int) -> list[Sequence[Thing]]:
    """The shards, as even as can be."""
    count = len(things)
    shards = max(1, min(_processes(), count // at_least))
    return [things[count * n // shards : count * (n + 1) // shards] for n in range(shards)]


def _processes() -> int:
    """How many processes may run: more than one only where a fork is cheap and safe."""
    # A fork copies the locks of other threads as they are held, and their holders not at all.
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


def _begin(work: Callable[[Sequence[Thing]], Result], shard: Sequence[Thing]) -> _Worker[Thing]:
    ear, mouth = os.pipe()
    process = os.fork()
    if not process:
        _work(work, shard, mouth)
    # Held by the worker alone, so that its end is heard here whatever becomes of it.
    os.close(mouth)
    return _Worker(process, ear, shard)


def _work(
    work: Callable[[Sequence[Thing]], Result], shard: Sequence[Thing], mouth: int
) -> NoReturn:
    """Do a shard in a worker.

    Of what goes wrong it says nothing: the shard is done again by the one who asked, and it goes
    wrong there, where it can be told.
    """
    gc.disable()
    with suppress(BaseException), os.fdopen(mouth, "wb") as answer:
        pickle.dump(work(shard), answer, pickle.HIGHEST_PROTOCOL)
    # At once: open files, temporary folders and locks belong to the process that it is a copy of.
    os._exit(0)


def _result_of(worker: _Worker[Thing], work: Callable[[Sequence[Thing]], Result]) -> Result:
    try:
        with os.fdopen(worker.ear, "rb", closefd=False) as answer:
            result: Result = pickle.load(answer)  # noqa: S301 - our own child's
    except (EOFError, OSError, pickle.UnpicklingError):
        return work(worker.shard)
    return result
