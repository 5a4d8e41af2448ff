"""What ``release.json`` states of variants, checked key by key."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aggregates.variant_tables import SHORT, STRUCTURAL

# People; ancestry groups below it are folded into the remaining ones unless a cohort file says so.
USUAL_FLOOR: Final = 20_000
_KEYS: Final = frozenset(
    {
        *("build", "participants", "groups", "ancestry_floor", "kinds"),
        *("genotypes", "listed", "quality"),
    }
)
_QUALITY: Final = frozenset({"gq", "dp", "allele_balance"})


def are_variants(value: Mapping[str, Any]) -> bool:
    """Whether the key ``variants`` is as the format says."""
    return (
        set(value) == _KEYS
        and value["build"] in ("GRCh37", "GRCh38")
        and _is_band(value["participants"])
        and _are_groups(value["groups"])
        and _is_whole(value["ancestry_floor"])
        and value["kinds"] in ([SHORT], [SHORT, STRUCTURAL])
        and isinstance(value["genotypes"], bool)
        and _is_whole(value["listed"])
        and set(value["quality"]) <= _QUALITY
        and all(map(_is_number, value["quality"].values()))
    )


def _are_groups(value: Sequence[Mapping[str, Any]]) -> bool:
    ids = [group["id"] for group in value]
    return len(set(ids)) == len(ids) and all(
        set(group) == {"id", "label", "participants"}
        and isinstance(group["id"], str)
        and group["id"].isidentifier()
        and "en" in group["label"]
        and all(isinstance(text, str) for text in group["label"].values())
        and _is_band(group["participants"])
        for group in value
    )


def is_membership(value: Mapping[str, Any]) -> bool:
    """Whether a measure of membership is as :mod:`suppression.membership` writes it."""
    return (
        set(value) == {"people", "exact", "published"}
        and _is_band(value["people"])
        and all(_are_powers(value[key]) for key in ("exact", "published"))
    )


def _are_powers(value: Mapping[str, Any]) -> bool:
    return set(value) == {"likelihood_ratio", "presence"} and all(
        set(one) == {"auc", "power_1", "power_5"}
        and all(_is_number(share) and share <= 1 for share in one.values())
        for one in value.values()
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_band(value: Mapping[str, Any]) -> bool:
    ends = value["low"], value["high"]
    return set(value) == {"low", "high"} and all(map(_is_whole, ends)) and ends[0] <= ends[1]
