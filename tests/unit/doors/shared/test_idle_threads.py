"""Threads that are used again, and that nobody waits for."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from support.waiting import until

from pulumi_google_tuning.doors.shared.idle_threads import IdleThreads


def _threads_of(threads: IdleThreads, count: int) -> set[int]:
    """Have so many pieces of work done at once, and return which threads did it."""
    together = threading.Barrier(count)
    seen: list[Future[int]] = [Future() for _ in range(count)]

    def work(mine: Future[int]) -> None:
        together.wait()
        mine.set_result(threading.get_ident())

    for one in seen:
        threads.run(lambda one=one: work(one))  # type: ignore[misc]
    return {one.result() for one in seen}


def test_no_work_waits_for_another() -> None:
    """However much is under way, each piece has a thread; an idle one is taken first."""
    threads = IdleThreads()
    first = _threads_of(threads, 20)
    until(lambda: len(threads._idle) == 20, "all are idle")
    assert len(first) == 20
    assert _threads_of(threads, 20) == first
    until(lambda: len(threads._idle) == 20, "all are idle")
    assert len(_threads_of(threads, 25) - first) == 5


def test_an_idle_thread_ends() -> None:
    """Of two hundred calls that were made once, no threads stay."""
    threads = IdleThreads(idle_seconds=0.0)
    ids = _threads_of(threads, 10)
    until(lambda: not ids & {thread.ident for thread in threading.enumerate()}, "all have ended")
    assert threads._idle == []
    assert _threads_of(threads, 3)


def test_nobody_waits_for_a_thread_at_the_end() -> None:
    """A call that hangs doesn't hold the process."""
    threads, begun, end = IdleThreads(), Future[bool](), threading.Event()

    def work() -> None:
        begun.set_result(threading.current_thread().daemon)
        end.wait()

    threads.run(work)
    assert begun.result()
    end.set()


def test_work_that_comes_while_a_thread_ends_is_done() -> None:
    """Thousands of pieces for threads that end at once: none is lost."""
    threads = IdleThreads(idle_seconds=0.0)
    done = threading.Semaphore(0)
    for _ in range(3000):
        threads.run(done.release)
    for _ in range(3000):
        assert done.acquire(timeout=60)
