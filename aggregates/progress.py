"""How long work tells what it is doing. Nothing here prints."""

from typing import Protocol


class Progress(Protocol):
    """Called when a step begins, and once more when all are done."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """`done` of `total` steps are finished; `step` is the next, in words."""


def quiet(step: str, done: int, total: int) -> None:
    """Tell nobody."""
