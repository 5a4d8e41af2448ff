"""Work spread over processes: in order, with its errors, and gone when it is no longer wanted."""

import multiprocessing
import os
import signal
import time

import pytest

from suppression.processes import WorkerLostError, spread


def square(number: int) -> int:
    time.sleep(0.05 * (number == 0))  # the first job is the last to be done
    return number * number


def whose(_: int) -> int:
    return os.getpid()


def refuse(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def end(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_the_order_of_the_jobs() -> None:
    assert list(spread(square, range(20), 2)) == [number * number for number in range(20)]


def test_few_jobs_are_done_here_and_many_elsewhere() -> None:
    assert set(spread(whose, range(4), 2)) == {os.getpid()}
    assert set(spread(whose, range(20), 1)) == {os.getpid()}
    assert os.getpid() not in spread(whose, range(5), 2)


def test_what_a_job_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="seven"):
        list(spread(refuse, range(20), 2))
    assert multiprocessing.active_children() == []


def test_a_lost_process_is_told() -> None:
    with pytest.raises(WorkerLostError):
        list(spread(end, range(20), 2))
    assert multiprocessing.active_children() == []


def test_no_process_outlives_results_that_nobody_wants() -> None:
    results = spread(square, range(200), 2)
    assert next(results) == 0
    assert len(multiprocessing.active_children()) == 2
    results.close()
    assert multiprocessing.active_children() == []
