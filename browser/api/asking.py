"""What a query may say: a program that mistypes a filter must not take the answer for filtered."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from browser.api.problems import RequestError

MOST: Final = 1000  # rows of one page
# A character that can be seen. White space is not the same in Python and in JSON Schema's regular
# expressions (ECMA-262): both have to refuse the same values.
SEEN: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufeff]")
AFTER: Final = re.compile(r"[A-Za-z0-9<>:_-]{1,2100}")  # the key of a row


def stated(query: str, accepted: Sequence[str], longest: int) -> dict[str, str]:
    """The parameters of a query, none twice. Raises :class:`RequestError` as :func:`pairs` does."""
    return dict(pairs(query, accepted, longest))


def pairs(
    query: str, accepted: Sequence[str], longest: int, several: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """The parameters of a query. Raises :class:`RequestError` for what cannot be followed.

    ``in.*`` among those ``accepted`` stands for all that begin so. ``longest`` is how many
    characters ``q`` may have, ``several`` are those that may be given more than once.
    """
    try:
        found = parse_qsl(query, keep_blank_values=True, errors="replace")
    except ValueError:  # more fields than Python reads
        raise RequestError("unknown", known=", ".join(sorted(accepted))) from None
    names = [name for name, _ in found]
    if not all(_known(name, accepted) for name in names):
        raise RequestError("unknown", known=", ".join(sorted(accepted)))
    for name, value in found:
        if names.count(name) > 1 and name not in several:
            raise RequestError("twice", name=name)
        if not SEEN.search(value):
            raise RequestError("empty", name=name)
    if len(dict(found).get("q", "")) > longest:
        raise RequestError("long", most=longest)
    return found


def _known(name: str, accepted: Sequence[str]) -> bool:
    """Whether a name is one of those accepted, or begins as one that ends in ``*``.

    >>> _known("in.sex", ["in.*"]), _known("in.", ["in.*"]), _known("in.*", ["in.*"])
    (True, False, True)
    """
    families = [one.removesuffix("*") for one in accepted if one.endswith("*")]
    return name in accepted or any(name.startswith(one) and name != one for one in families)


def check_key(given: Mapping[str, str]) -> None:
    """Raise :class:`RequestError` for an ``after`` that is the key of no row anywhere.

    Before anything else is looked at: an answer that leads elsewhere must not pass it on.
    """
    if "after" in given and not AFTER.fullmatch(given["after"]):
        raise RequestError("value", names="after")


def size_of(given: dict[str, str]) -> int:
    """How many rows a page may have; 0 where the query does not say."""
    limit = given.get("limit", "")
    if not limit:
        return 0
    if not re.fullmatch(r"[1-9][0-9]{0,3}", limit, re.ASCII) or int(limit) > MOST:
        raise RequestError("limit", most=MOST)
    return int(limit)
