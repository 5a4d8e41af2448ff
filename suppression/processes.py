"""Work spread over processes that end with the one that started them, and only then."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_STOPS = (signal.SIGINT, signal.SIGTERM)


def spread(work: Callable[[Job], Result], jobs: Sequence[Job], workers: int) -> Iterator[Result]:
    """The results of ``work`` on every job, in order; few jobs are done in this process.

    An interruption is for the process that asked: a Ctrl-C reaches every process of a terminal,
    and workers that died of it would each say so, or leave the asking one to wait for them.
    """
    if workers <= 1 or len(jobs) <= 2 * workers:
        yield from map(work, jobs)
        return
    # fork would copy the threads of the caller; a fresh interpreter is safe with any of them
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent) as pool:
        with _held_back():
            results = pool.map(work, jobs)
        yield from results


@contextmanager
def _held_back() -> Iterator[None]:
    """Start processes that never hear of an interruption; this one hears of it afterwards."""
    resource_tracker.ensure_running()  # its own start would let signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for, args=(parent,), daemon=True).start()


def _wait_for(parent: "multiprocessing.process.BaseProcess") -> None:
    parent.join()
    os._exit(1)
