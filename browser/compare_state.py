"""The further parameters of the page that compares: read once, at the edge."""

import re
from collections.abc import Mapping
from typing import Final

from layouts.address import COMPARE, OF_SIDE, SIDES

_PATTERNS: Final = {
    "": re.compile(r"[a-z_]{1,40}\.[1-9][0-9]{0,18}"),
    "-group": re.compile(r"[A-Za-z0-9_*]{1,120}\.[^\x00-\x1f\x7f<>]{1,120}"),
    "-release": re.compile(r"[^\x00-\x1f\x7f<>]{1,100}"),
}


def compare_state(
    path: str, given: Mapping[str, str], ignored: set[str]
) -> tuple[tuple[str, str], ...]:
    """The parameters that say what is compared.

    A side of which a part cannot be read is left out, and named in ignored as ``side_a`` to
    ``side_d``: another group or release must never stand in for the one that was asked for.
    """
    if path.partition(".")[0] != COMPARE:  # the page or one of its files
        return ()
    found: list[tuple[str, str]] = []
    for side in SIDES:
        parts = {part: given.get(side + part, "") for part in OF_SIDE}
        stated = [(side + part, value) for part, value in parts.items() if value]
        if all(_PATTERNS[part].fullmatch(value) for part, value in parts.items() if value):
            found += stated if parts[""] else []
        else:
            ignored.add(f"side_{side}")
    return tuple(found)
