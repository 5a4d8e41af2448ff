"""A dimension: one question about participants whose groups partition them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """One group of a dimension. `id` never contains `*`, which joins group ids in crossings."""

    id: str
    label: Mapping[str, str]  # language -> text; always has "en"


@dataclass(frozen=True)
class Dimension:
    """A partition of participants: everybody is in exactly one of `groups`, in this order."""

    id: str
    label: Mapping[str, str]  # language -> text; always has "en"
    groups: tuple[Group, ...]
