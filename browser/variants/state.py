"""The further parameters in addresses of pages of variants: read once, at the edge."""

import re
from collections.abc import Mapping
from typing import Final

from browser.variants.scan import SORTS
from layouts.address import GENES, STATE, VARIANTS

LONGEST_LIST: Final = 6000  # characters; what a request line takes once they are percent-coded
# Certainly at least, or at most, so frequent, whatever the true counts inside the bands are.
FREQUENCIES: Final[Mapping[str, tuple[float | None, float | None]]] = {
    "min5": (0.05, None),
    "min1": (0.01, None),
    "max5": (None, 0.05),
    "max1": (None, 0.01),
}
PATTERNS: Final = {  # the OpenAPI document has them too
    "consequence": re.compile(r"[A-Za-z0-9_]{1,60}"),
    "clinvar": re.compile(r"[^\x00-\x1f\x7f<>]{1,120}"),
    "group": re.compile(r"[a-z0-9_]{1,40}"),
    "frequency": re.compile("|".join(FREQUENCIES)),
    "from": re.compile(r"[1-9][0-9]{0,9}"),
    "to": re.compile(r"[1-9][0-9]{0,9}"),
    "after": re.compile(r"[A-Za-z0-9<>:_-]{1,2100}"),
}
_EXTENSION: Final = re.compile(r"\.(csv|csv-metadata\.json|json|parquet)$")


def has_state(path: str) -> bool:
    """Whether the page at a path is one of variants or of a gene."""
    bare = _EXTENSION.sub("", path)
    return any(bare == own or bare.startswith(own + "/") for own in (VARIANTS, GENES))


def sorts_of_variants() -> tuple[str, ...]:
    """The orders of variants; the first is by position."""
    return ("position", *SORTS[1:])


def further_state(
    path: str, given: Mapping[str, str], ignored: set[str]
) -> tuple[tuple[str, str], ...]:
    """The parameters of a page of variants; those that cannot be followed are added to ignored."""
    if not has_state(path):
        return ()
    found = []
    for name in STATE:
        value = given.get(name, "")
        if value and PATTERNS[name].fullmatch(value):
            found.append((name, value))
        elif value:
            ignored.add(name)
    return tuple(found)


def clean_list(typed: str) -> str:
    """A pasted list without control characters, line by line, cut to a sane length."""
    lines = typed[: 4 * LONGEST_LIST].splitlines()
    cleaned = (
        " ".join("".join(mark if mark.isprintable() else " " for mark in line).split())
        for line in lines
    )
    return "\n".join(line for line in cleaned if line)[:LONGEST_LIST].strip()
