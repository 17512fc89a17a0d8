"""One piece of work over many things, cut into shards that are worked on side by side.

A shard knows nothing of the others, and what comes out does not depend on how the things were cut
or on who did which. So the work may be done in one process or in several, and a worker that dies
costs time and nothing else: its shards are done again here.
"""

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeVar

MOST_PROCESSES: Final = 8
"""Each has its own copy of whatever it touches: more of them cost memory and save little."""
MOST_SHARDS: Final = 64
_A_PROCESS: Final = 8
"""Shards for which a process is worth its start. There are more shards than processes, as whoever
is ready takes the next one: with one each, the slowest was waited for a tenth of the time."""

Thing = TypeVar("Thing")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Worker:
    process: int
    ear: int
    """Where its answer is read."""


def nothing() -> None:
    """What this process does meanwhile, if there is nothing."""


def in_shards(
    work: Callable[[Sequence[Thing]], Result],
    things: Sequence[Thing],
    *,
    at_least: int,
    meanwhile: Callable[[], object] = nothing,
) -> list[Result]:
    """Do a piece of work on all things, in so many processes as are worth their start.

    Args:
        work: What is done with one shard. It may read all that there is, and what it changes is
            seen by nobody: only what it returns comes back, by way of `pickle`. It may be done
            twice for one shard.
        things: What it is done with, in the order of the results.
        at_least: Things that make a process of its own worth while.
        meanwhile: What else has to be done: this process begins with it, and then does its share.

    Returns:
        What was returned for each shard, in order; one for all things where there is one process.
    """
    count = min(_processes(), len(things) // at_least)
    if count < 2:
        meanwhile()
        return [work(things)]
    shards = _cut(things, max(1, at_least // _A_PROCESS))
    workers: list[_Worker] = []
    with _dealt(len(shards)) as deck:
        try:
            # One by one: where the system gives no further process, those that run are still ended.
            workers.extend(_begin(work, shards, deck) for _ in range(count - 1))
            meanwhile()
            done = {number: work(shards[number]) for number in _next(deck)}
            for worker in workers:
                done.update(_results_of(worker))
        finally:
            for worker in workers:
                os.close(worker.ear)
                os.kill(worker.process, signal.SIGKILL)
                os.waitpid(worker.process, 0)
    return [done[n] if n in done else work(shard) for n, shard in enumerate(shards)]


def _cut(things: Sequence[Thing], least: int) -> list[Sequence[Thing]]:
    """The shards, as even as can be."""
    count = len(things)
    shards = min(count // least, MOST_SHARDS)
    return [things[count * n // shards : count * (n + 1) // shards] for n in range(shards)]


def _processes() -> int:
    """How many processes may run: more than one only where a fork is cheap and safe."""
    # A fork copies the locks of other threads as they are held, and their holders not at all.
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


@contextmanager
def _dealt(count: int) -> Iterator[int]:
    """The numbers of the shards, a byte each, in a pipe: what one process takes no other gets."""
    deck, full = os.pipe()
    os.write(full, bytes(range(count)))
    os.close(full)  # so that the pipe ends where the numbers do
    try:
        yield deck
    finally:
        os.close(deck)


def _next(deck: int) -> Iterator[int]:
    """The numbers of shards that nobody else has taken, as long as there are any."""
    while number := os.read(deck, 1):
        yield number[0]


def _begin(
    work: Callable[[Sequence[Thing]], Result], shards: Sequence[Sequence[Thing]], deck: int
) -> _Worker:
    ear, mouth = os.pipe()
    process = os.fork()
    if not process:
        _work(work, shards, deck, mouth)
    # Held by the worker alone, so that its end is heard here whatever becomes of it.
    os.close(mouth)
    return _Worker(process, ear)


def _work(
    work: Callable[[Sequence[Thing]], Result],
    shards: Sequence[Sequence[Thing]],
    deck: int,
    mouth: int,
) -> NoReturn:
    """Do shards in a worker.

    Of what goes wrong it says nothing: the shard is done again by the one who asked, and it goes
    wrong there, where it can be told.
    """
    gc.disable()
    done: list[tuple[int, bytes]] = []
    with suppress(BaseException):
        # Packed while others work, so that at the end nothing is left to do but to send it. One by
        # one: what was done before something went wrong is kept.
        done.extend(
            (number, pickle.dumps(work(shards[number]), pickle.HIGHEST_PROTOCOL))
            for number in _next(deck)
        )
    with suppress(BaseException), os.fdopen(mouth, "wb") as answer:
        pickle.dump(done, answer, pickle.HIGHEST_PROTOCOL)
    # At once: open files, temporary folders and locks belong to the process that it is a copy of.
    os._exit(0)


def _results_of(worker: _Worker) -> Iterator[tuple[int, Any]]:
    """What a worker has done: numbers of shards, and what was returned for them."""
    try:
        with os.fdopen(worker.ear, "rb", closefd=False) as answer:
            done: list[tuple[int, bytes]] = pickle.load(answer)  # noqa: S301 - our own child's
    except (EOFError, OSError, pickle.UnpicklingError):
        return
    for number, packed in done:
        yield number, pickle.loads(packed)  # noqa: S301 - see above
