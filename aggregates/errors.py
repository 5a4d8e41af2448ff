"""The errors a user can mend: one line that says what is wrong, where, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(eq=False)
class InputError(Exception):
    """Input that cannot be used. The command line prints it and ends with exit status 2.

    It names files, tables, columns and keys only, never a participant's value or a true count.
    `more` holds further errors found in the same pass, such as a second missing table.

    >>> print(InputError("has no column gender_concept_id", "person.csv", "Add the column"))
    person.csv: has no column gender_concept_id. Add the column.
    """

    what: str
    where: str
    remedy: str
    more: tuple["InputError", ...] = ()

    def __str__(self) -> str:
        """One line per error."""
        own = f"{self.where}: {self.what}. {self.remedy}."
        return "\n".join([own, *map(str, self.more)])


@dataclass(eq=False)
class ReleaseRefused(Exception):  # noqa: N818 - a refusal is what it is to everyone who reads it
    """A release that must not be served: incomplete, changed, or not shown to be safe."""

    what: str
    where: str
    remedy: str

    def __str__(self) -> str:
        """What the operator reads."""
        return f"{self.where}: {self.what}. {self.remedy}."


class NoReleaseThere(ReleaseRefused):
    """A path at which no release was ever written."""


def raise_all(errors: Sequence[InputError]) -> None:
    """Raise `errors` as one, each on a line of its own; do nothing when there are none."""
    if errors:
        first, *others = errors
        raise InputError(first.what, first.where, first.remedy, tuple(others))
