"""Work spread over processes that end with the one that started them, and only then."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_STOPS = (signal.SIGINT, signal.SIGTERM)


class WorkerLostError(RuntimeError):
    """A process that was ended from outside, as a rule for lack of memory."""


def spread(
    work: Callable[[Job], Result], jobs: Sequence[Job], workers: int, few: int = 2
) -> Generator[Result, None, None]:
    """The results of ``work`` on every job, in order.

    Up to ``few`` jobs per worker are done in this process: say 0 where each takes long.

    Close the iterator, or read it to its end: then its processes are gone. What ``work`` raises
    is raised here; raises :class:`WorkerLostError` when a process ends without an answer.
    """
    if workers <= 1 or len(jobs) <= max(1, few * workers):
        yield from map(work, jobs)
        return
    with _started(work, workers) as links:
        yield from _in_order(jobs, links)


@contextmanager
def _started(work: Callable[[Job], Result], workers: int) -> Iterator[list[Connection]]:
    # fork would copy the threads of the caller; a fresh interpreter is safe with any of them
    context = multiprocessing.get_context("spawn")
    processes, links = [], []
    resource_tracker.ensure_running()  # its own start would let signals through again
    try:
        with _held_back():
            for _ in range(workers):
                link, far_end = context.Pipe()
                process = context.Process(target=_answer, args=(work, far_end))
                process.start()
                far_end.close()
                processes.append(process)
                links.append(link)
        yield links
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
        for link in links:
            link.close()


@contextmanager
def _held_back() -> Iterator[None]:
    """Start processes that never hear of an interruption; this one hears of it afterwards.

    A Ctrl-C reaches every process of a terminal. Workers that died of it would each say so.
    """
    heard: list[int] = []
    handlers = {}
    if threading.current_thread() is threading.main_thread():
        # the mask alone would not do: a signal may be delivered to another thread
        handlers = {
            stop: signal.signal(stop, lambda *told: heard.append(told[0])) for stop in _STOPS
        }
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for stop, handler in handlers.items():
            signal.signal(stop, handler or signal.SIG_DFL)
        for number in heard:
            signal.raise_signal(number)


def _answer(work: Callable[[Job], Result], link: Connection) -> None:
    """What a worker does, until the process that asks is gone."""
    try:
        while True:
            job = link.recv()
            try:
                link.send((work(job), None))
            except Exception as problem:
                link.send((None, problem))
    except (EOFError, OSError):
        return


def _in_order(jobs: Sequence[Job], links: Sequence[Connection]) -> Iterator[Result]:
    ahead = iter(enumerate(jobs))
    busy: dict[Connection, int] = {}
    done: dict[int, Result] = {}
    for link, (number, job) in zip(links, ahead, strict=False):
        busy[link] = number
        _send(link, job)
    for wanted in range(len(jobs)):
        while wanted not in done:
            ready = wait([*busy])
            for link in [one for one in busy if one in ready]:
                done[busy.pop(link)] = _received(link)
                following = next(ahead, None)
                if following is not None:
                    busy[link], job = following
                    _send(link, job)
        yield done.pop(wanted)


def _send(link: Connection, job: Job) -> None:
    try:
        link.send(job)
    except OSError:
        raise WorkerLostError from None


def _received(link: Connection) -> Any:
    try:
        result, problem = link.recv()
    except (EOFError, OSError):
        raise WorkerLostError from None
    if problem is not None:
        raise problem
    return result
