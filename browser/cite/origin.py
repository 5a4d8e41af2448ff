"""The scheme and host under which a site is reached: addresses that leave it begin with them."""

import re
from typing import Final

_ORIGIN: Final = re.compile(
    r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)


def origin_of(url: str) -> str:
    """The origin of a URL; nothing for one that is odd, which no page may then repeat.

    >>> origin_of("https://example.org:8443/"), origin_of("http://<script>/")
    ('https://example.org:8443', '')
    """
    found = _ORIGIN.fullmatch(url.rstrip("/"))
    return found[0] if found else ""
