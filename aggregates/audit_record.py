"""What an interrupted audit has found so far, in a file: one line of JSON per pair of subjects.

A line is found again by a key over all that its pair's outcome depends on, so that the file of
another release, or of another version of the attack, is of no use and does no harm.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from aggregates.errors import InputError
from suppression.outcome import Outcome, Tally

_BEGINNING = re.compile(rb'\[(?:"(?:[0-9a-f]{0,32}|[0-9a-f]{32}".*))?')
Keep = Callable[[str, Outcome], None]


@contextmanager
def audit_record(path: Path | None) -> Iterator[tuple[dict[str, Outcome], Keep]]:
    """What the file holds, and what adds to it; nothing and nowhere where there is no ``path``."""
    if path is None:
        yield {}, lambda key, outcome: None
        return
    known = _read(path) if path.exists() else {}
    try:
        stream = path.open("a", encoding="utf-8")
    except OSError as problem:
        raise InputError(
            f"cannot be written ({problem.strerror})", str(path), "Name a file that can be"
        ) from None
    with stream:

        def keep(key: str, outcome: Outcome) -> None:
            tallies = {attack: asdict(tally) for attack, tally in outcome.tallies.items()}
            stream.write(json.dumps([key, tallies]) + "\n")

        yield known, keep


def _read(path: Path) -> dict[str, Outcome]:
    known = {}
    *lines, last = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        try:
            key, tallies = json.loads(line)
            found = {str(name): Tally(**tally) for name, tally in tallies.items()}
        except (ValueError, TypeError, AttributeError):
            raise _other_file(path, number) from None
        known[str(key)] = Outcome((), found)
    if last:  # interrupted amid a line, or a file that somebody else needs
        if not _BEGINNING.fullmatch(last):
            raise _other_file(path, len(lines) + 1)
        with path.open("r+b") as stream:
            stream.truncate(path.stat().st_size - len(last))
    return known


def _other_file(path: Path, line: int) -> InputError:
    return InputError(
        f"line {line} is not of an audit", str(path), "Name another file, or a new one"
    )
