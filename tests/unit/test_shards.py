"""Work cut into shards: the same result however it is cut, and whatever becomes of a worker."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence

import pytest

from closecall.shards import MOST_SHARDS, in_shards

THINGS = list(range(103))


@pytest.fixture(params=[1, 2, 3, 8])
def processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """So many processors as are pretended."""
    count: int = request.param
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(count)))
    return count


def doubled(things: Sequence[int]) -> list[int]:
    return [2 * thing for thing in things]


def test_the_results_are_in_order_and_whole(processes: int) -> None:
    results = in_shards(doubled, THINGS, at_least=10)
    assert len(results) == (1 if processes == 1 else MOST_SHARDS)
    assert [n for result in results for n in result] == doubled(THINGS)


@pytest.mark.usefixtures("processes")
def test_shards_are_about_even() -> None:
    sizes = in_shards(len, THINGS, at_least=10)
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.usefixtures("processes")
def test_few_things_stay_in_this_process() -> None:
    assert in_shards(lambda _: os.getpid(), THINGS, at_least=60) == [os.getpid()]
    assert in_shards(doubled, [], at_least=60) == [[]]


def test_whoever_is_ready_takes_the_next_shard(processes: int) -> None:
    def slow(things: Sequence[int]) -> int:
        time.sleep(0.001 * len(things))
        return os.getpid()

    ran = in_shards(slow, THINGS, at_least=10)
    assert os.getpid() in ran
    assert 1 <= len(set(ran)) <= processes
    assert len(set(ran)) > 1 or processes == 1


@pytest.mark.usefixtures("processes")
def test_while_others_work_this_process_does_something_else_first() -> None:
    done: list[str] = []

    def here(things: Sequence[int]) -> list[int]:
        done.append("work")
        return doubled(things)

    results = in_shards(here, THINGS, at_least=10, meanwhile=lambda: done.append("meanwhile"))
    assert done[0] == "meanwhile"
    assert done.count("meanwhile") == 1
    assert [n for result in results for n in result] == doubled(THINGS)


@pytest.mark.usefixtures("processes")
def test_what_goes_wrong_meanwhile_is_told_and_leaves_no_process() -> None:
    with pytest.raises(ZeroDivisionError):
        in_shards(doubled, THINGS, at_least=10, meanwhile=lambda: divmod(1, 0))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_beside_other_threads_nothing_is_forked() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert set(in_shards(lambda _: os.getpid(), THINGS, at_least=1)) == {os.getpid()}
    finally:
        done.set()
        other.join()


@pytest.mark.usefixtures("processes")
def test_the_shards_of_a_worker_that_dies_are_done_again() -> None:
    here = os.getpid()

    def deadly(things: Sequence[int]) -> list[int]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return doubled(things)

    results = in_shards(deadly, THINGS, at_least=10)
    assert [n for result in results for n in result] == doubled(THINGS)


@pytest.mark.usefixtures("processes")
def test_what_cannot_be_sent_is_done_again_here() -> None:
    def unsendable(things: Sequence[int]) -> Callable[[], list[int]]:
        return lambda: doubled(things)

    results = in_shards(unsendable, THINGS, at_least=10)
    assert [n for result in results for n in result()] == doubled(THINGS)


@pytest.mark.usefixtures("processes")
def test_what_goes_wrong_is_told_here_and_leaves_no_process() -> None:
    def wrong(things: Sequence[int]) -> int:
        return 1 // (things[-1] - THINGS[-1])

    with pytest.raises(ZeroDivisionError):
        in_shards(wrong, THINGS, at_least=10)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
