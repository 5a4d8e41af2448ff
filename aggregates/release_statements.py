"""What ``release.json`` states, checked key by key: nothing unknown, nothing of another kind.

A forger who knows the format can mend every checksum. What remains is that a release states the
shipped policy, shapes the site can show, and attacks none of which narrowed a cell.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aggregates.policies import shipped_policy
from aggregates.release_format import COHORT, SCHEMAS, dimension_values, read_dimension
from aggregates.variant_statements import are_variants, is_membership
from aggregates.variant_tables import MEMBERSHIP, VARIANTS, is_of_variants
from suppression.policy import Policy, PolicyError, parse_policy

RELEASE_KEYS = frozenset(
    {
        *("format", "id", "title", "created", "cutoff_date", "synthetic", "cohort", "policy"),
        *("dimensions", "domains", "ties", "tables", "audit"),
        *("previous", "source", "citation", "license"),
    }
)
CERTIFICATE_KEYS = frozenset(
    {
        *("format", "status", "figures", "attacks", "release_sha256"),
        *("protected_low", "protected_high", "domains"),
    }
)
_TABLE_KEYS = frozenset({"path", "rows", "bytes", "sha256"})
_DOMAIN_KEYS = frozenset({"id", "label", "cuts", "low", "high", "concepts"})


class StatementError(ValueError):
    """A statement that is missing, unknown, or of another kind than the format says."""


def check_statements(about: Mapping[str, Any]) -> None:
    """Raise :class:`StatementError` for the first key that is not as the format says."""
    for key in sorted(RELEASE_KEYS.symmetric_difference(about) - {VARIANTS}):
        raise StatementError(f"key {key!r} is missing or unknown")
    checks = {**_CHECKS, VARIANTS: are_variants} if VARIANTS in about else _CHECKS
    for key, holds in checks.items():
        try:
            sound = holds(about[key])
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            sound = False
        if not sound:
            raise StatementError(f"key {key!r} is not as the format says")
    if (VARIANTS in about) != any(map(is_of_variants, about["tables"])):
        raise StatementError("its variants and its tables contradict each other")


def check_certificate(certificate: Mapping[str, Any], policy: Policy) -> None:
    """Raise :class:`StatementError` unless a certificate states what it proves, and for whom."""
    for key in sorted(CERTIFICATE_KEYS.symmetric_difference(certificate) - {MEMBERSHIP}):
        raise StatementError(f"key {key!r} is missing or unknown")
    stated = (certificate["protected_low"], certificate["protected_high"])
    if stated != (policy.protected_low, policy.protected_high):
        raise StatementError("the certificate proves another window than the policy asks for")


def stated_policy(values: Mapping[str, object]) -> Policy:
    """The policy of a release, which must protect as the shipped one of that name does.

    Otherwise a forger would only have to state a policy under which nothing is sensitive.
    """
    policy = parse_policy(values)
    try:
        shipped = shipped_policy(policy.id)
    except (OSError, ValueError):
        raise PolicyError(f"policy {policy.id!r} is not known") from None
    if _rules(policy) != _rules(shipped):
        raise PolicyError(f"policy {policy.id!r} is not the one that ships under that name")
    return policy


def _rules(policy: Policy) -> dict[str, object]:
    told = {"title", "source"}
    return {key: value for key, value in policy.as_mapping().items() if key not in told}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(value: Mapping[str, Any]) -> bool:
    return all(map(_is_text, value.values()))


def _is_label(value: Mapping[str, Any]) -> bool:
    return "en" in value and _are_texts(value)


def _are_numbers(value: Mapping[str, Any]) -> bool:
    return all(map(_is_number, value.values()))


def _is_moment(value: str) -> bool:
    return datetime.fromisoformat(value).tzinfo is not None


def _is_audit(value: Mapping[str, Any]) -> bool:
    if MEMBERSHIP in value and not is_membership(value[MEMBERSHIP]):
        return False
    return _are_numbers(value["figures"]) and all(
        set(attack) == {"attacked", "narrowed", "ends_lost", "narrowest"}
        and _are_numbers(attack)
        and not attack["narrowed"]
        for attack in value["attacks"].values()
    )


def _are_tables(value: Mapping[str, Any]) -> bool:
    return {name for name in value if not is_of_variants(name)} == set(SCHEMAS) and all(
        set(table) == _TABLE_KEYS and _is_number(table["rows"]) and _is_number(table["bytes"])
        for table in value.values()
    )


def _are_domains(value: Sequence[Mapping[str, Any]]) -> bool:
    names = [domain["id"] for domain in value]
    return _distinct([COHORT, *names]) and all(
        set(domain) == _DOMAIN_KEYS
        and _is_label(domain["label"])
        and _is_number(domain["concepts"])
        for domain in value
    )


def _are_dimensions(value: Sequence[Mapping[str, Any]]) -> bool:
    return _distinct([dimension["id"] for dimension in value]) and all(
        dimension_values(read_dimension(dimension)) == dimension
        and _is_label(dimension["label"])
        and _distinct([group["id"] for group in dimension["groups"]])
        and all(_is_label(group["label"]) for group in dimension["groups"])
        for dimension in value
    )


def _distinct(names: Sequence[Any]) -> bool:
    whole = all(_is_text(name) and name and "*" not in name for name in names)
    return whole and len(set(names)) == len(names)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "id": lambda value: _is_text(value) and bool(value),
    "title": _is_label,
    "created": _is_moment,
    "cutoff_date": lambda value: date.fromisoformat(value).isoformat() == value,
    "synthetic": lambda value: isinstance(value, bool),
    "previous": lambda value: value is None or _is_text(value),
    "source": _are_texts,
    "citation": _is_text,
    "license": _is_text,
    "dimensions": _are_dimensions,
    "domains": _are_domains,
    "tables": _are_tables,
    "audit": _is_audit,
}
