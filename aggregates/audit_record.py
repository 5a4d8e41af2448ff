"""What an interrupted audit has found so far, in a file: one line of JSON per pair of subjects.

A line is found again by a key over all that its pair's outcome depends on, so that the file of
another release, or of another version of the attack, is of no use and does no harm.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from aggregates.errors import InputError
from suppression.outcome import Outcome, Tally

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
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], start=1):  # the last may have been interrupted
        try:
            key, tallies = json.loads(line)
            found = {str(name): Tally(**tally) for name, tally in tallies.items()}
        except (ValueError, TypeError, AttributeError):
            raise InputError(
                f"line {number} is not of an audit", str(path), "Name another file, or a new one"
            ) from None
        known[str(key)] = Outcome((-1, -1), found)
    if lines[-1]:
        with path.open("r+b") as stream:
            stream.truncate(path.stat().st_size - len(lines[-1]))
    return known
