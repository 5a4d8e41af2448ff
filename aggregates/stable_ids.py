"""Ids for subjects that no vocabulary numbers."""

import hashlib


def stable_id(*parts: object) -> int:
    """An id for a subject that no vocabulary numbers, the same in every release.

    From 2**52 to 2**53: above all ids of OMOP, and exact where numbers are doubles (JSON).

    >>> stable_id("result", 3004410, ">8") == stable_id("result", 3004410, ">8")
    True
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return 2**52 + int.from_bytes(digest[:8], "big") % 2**52
