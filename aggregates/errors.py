"""The error a user can mend: one line that says what is wrong, where, and what to do."""

from dataclasses import dataclass


@dataclass(eq=False)
class InputError(Exception):
    """Input that cannot be used. The command line prints it and ends with exit status 2.

    It names files, tables, columns and keys only, never a participant's value or a true count.

    >>> print(InputError("has no column gender_concept_id", "person.csv", "Add the column"))
    person.csv: has no column gender_concept_id. Add the column.
    """

    what: str
    where: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.remedy}."
