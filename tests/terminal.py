"""The command line as its users meet it: what they type, what it prints, its exit status."""

import contextlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from browser.command_line import main

PROGRAM = "from browser.command_line import main; main()"


@dataclass(frozen=True)
class Done:
    """Exit status, standard output and standard error of a command."""

    status: int
    out: str
    err: str


def command(*arguments: object) -> Done:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    before, handler = sys.argv, signal.getsignal(signal.SIGTERM)
    sys.argv = ["cohort-browser", *map(str, arguments)]
    status = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.argv = before
        signal.signal(signal.SIGTERM, handler)
    return Done(status, out.getvalue(), err.getvalue())


def start(
    *arguments: object, environment: Mapping[str, str] | None = None
) -> "subprocess.Popen[str]":
    """Start the command line in a process and a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )


def finished(process: "subprocess.Popen[str]", seconds: float = 60) -> Done:
    """What a started command ended with."""
    out, err = process.communicate(timeout=seconds)
    return Done(process.returncode, out, err)
