"""How a command ends: its exit status and the one line that says why."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import click

from aggregates.errors import InputError

UNUSABLE: Final = 2
DOES_NOT_HOLD: Final = 3
INTERRUPTED: Final = 130
# Signals that came: a library may report an interruption as a fault of its own.
interruptions: list[int] = []


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[None]:
    """Say in one line that a disk has filled, or failed, while ``out`` was being written."""
    try:
        yield
    except OSError as problem:
        raise InputError(
            f"cannot be read or written ({reason(problem)}); nothing was kept",
            str(problem.filename or out),
            "Free space on its disk and on that of temporary files, or name another folder",
        ) from None


def reason(problem: OSError) -> str:
    """The system's own words; a library's may be several lines long."""
    return os.strerror(problem.errno) if problem.errno else str(problem)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Note that a signal came, and stop what is being done."""
    interruptions.append(number)
    raise KeyboardInterrupt


def end(message: str, status: int) -> NoReturn:
    """End the program with one line."""
    click.echo(message, err=True)
    sys.exit(status)
