"""What a query may say: a program that mistypes a filter must not take the answer for filtered."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

from browser.api.problems import RequestError

MOST: Final = 1000  # rows of one page


def stated(query: str, accepted: Sequence[str], longest: int) -> dict[str, str]:
    """The parameters of a query. Raises :class:`RequestError` for what cannot be followed.

    ``longest`` is how many characters ``q`` may have.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    except ValueError:  # more fields than Python reads
        raise RequestError("unknown", known=", ".join(sorted(accepted))) from None
    given = dict(pairs)
    if not given.keys() <= set(accepted):
        raise RequestError("unknown", known=", ".join(sorted(accepted)))
    names = [name for name, _ in pairs]
    for name in given:
        if names.count(name) > 1:
            raise RequestError("twice", name=name)
        if not given[name].strip():
            raise RequestError("empty", name=name)
    if len(given.get("q", "")) > longest:
        raise RequestError("long", most=longest)
    return given


def size_of(given: dict[str, str]) -> int:
    """How many rows a page may have; 0 where the query does not say."""
    limit = given.get("limit", "")
    if not limit:
        return 0
    if not re.fullmatch(r"[1-9][0-9]{0,3}", limit, re.ASCII) or int(limit) > MOST:
        raise RequestError("limit", most=MOST)
    return int(limit)
