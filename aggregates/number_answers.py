"""Numbers that people write as answers, in ranges that are fixed beforehand, whatever the answers.

Few give exactly the same number, so that hardly any number alone could be listed.
"""

import re
from typing import Final

NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_SINGLE, _TENS = 20, 3_000  # below: each alone; by tens (a year, a weight); from here two digits


def in_range(text: str) -> str:
    """The range of an answer's whole part, where it is a number; any other answer as it is.

    >>> [in_range(answer) for answer in ("7", "9.5", "42", "1987", "45500", "-3", "a lot")]
    ['7', '9', '40–49', '1980–1989', '45000–45999', '-3', 'a lot']
    """
    if not NUMBER.fullmatch(text) or text.startswith("-"):
        return text
    whole = int(text.partition(".")[0])
    if whole < _SINGLE:
        return str(whole)
    width = 10 if whole < _TENS else 10 ** (len(str(whole)) - 2)
    first = whole // width * width
    return f"{first}–{first + width - 1}"


def lower_end(text: str) -> float | None:
    """Where a number or a range of them begins; ``None`` for any other answer.

    >>> lower_end("40–49"), lower_end("-3"), lower_end("a lot")
    (40.0, -3.0, None)
    """
    first = text.partition("–")[0]
    return float(first) if NUMBER.fullmatch(first) else None
