"""What a policy says: which counts are sensitive, and in what bands counts are published.

Policies are data (``data/policies/*.toml``). A key or a value that this module does not know
raises: an unknown policy must never mean "no protection".
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise

RULES = ("bands", "suppress")


class PolicyError(ValueError):
    """A policy that is incomplete, unknown or contradicts itself."""


@dataclass(frozen=True)
class Policy:
    """A disclosure policy.

    A true count of 1 to ``threshold`` is sensitive.

    Rule ``bands``: counts are published as bands of ``widths[0]`` whole numbers; the wider
    widths, each a multiple of the one before, are what repair may fall back on. For every cell of
    0 to ``threshold`` each count from ``protected_low`` to ``protected_high`` must stay possible.

    Rule ``suppress``: counts above the threshold, and zeros, are published exactly, sensitive
    ones are withheld, and so are as many further cells as it takes. ``widths`` is empty: there
    are no bands. For every sensitive cell each count of the protected window must stay possible.
    """

    id: str
    title: str
    source: str
    rule: str
    threshold: int
    protected_low: int
    protected_high: int
    widths: tuple[int, ...]
    crossing_floor: int

    @property
    def publishes_exactly(self) -> bool:
        """Whether a count is published exactly or not at all, zeros too."""
        return self.rule == "suppress"

    @property
    def first_crossed(self) -> int:
        """The least total over which crossings are published."""
        if self.publishes_exactly:
            return self.crossing_floor
        width = self.widths[0]
        return -(-(self.crossing_floor - 1) // width) * width + 1

    def as_mapping(self) -> dict[str, object]:
        """The policy as plain values, the way a release carries it."""
        return {**asdict(self), "widths": list(self.widths)}


_TEXTS = ("id", "title", "source", "rule")
_NUMBERS = ("threshold", "protected_low", "protected_high", "crossing_floor")
_KEYS = {*_TEXTS, *_NUMBERS, "widths"}


def parse_policy(values: Mapping[str, object]) -> Policy:
    """Read a policy from plain values, or raise :class:`PolicyError` naming the key."""
    if unknown := sorted(set(values) - _KEYS):
        raise PolicyError(f"unknown key {unknown[0]!r}")
    if missing := sorted(_KEYS - set(values)):
        raise PolicyError(f"key {missing[0]!r} is missing")
    texts = {key: _text(key, values[key]) for key in _TEXTS}
    numbers = {key: _whole_number(key, values[key]) for key in _NUMBERS}
    policy = Policy(**texts, **numbers, widths=_widths(values["widths"]))  # type: ignore[arg-type]
    _check(policy)
    return policy


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(f"{key} must be a text that is not empty")
    return value


def _whole_number(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise PolicyError(f"{key} must be a whole number of 1 or more, not {value!r}")
    return value


def _widths(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise PolicyError("widths must be a list of whole numbers")
    widths = tuple(_whole_number("widths", width) for width in value)
    for narrow, wide in pairwise(widths):
        if wide <= narrow or wide % narrow:
            raise PolicyError(f"widths must grow by whole multiples, and {wide} follows {narrow}")
    return widths


def _check(policy: Policy) -> None:
    if policy.rule not in RULES:
        raise PolicyError(f"rule must be one of {', '.join(RULES)}, not {policy.rule!r}")
    if policy.rule == "suppress" and policy.widths:
        raise PolicyError("rule suppress publishes no bands: widths must be empty")
    if policy.rule == "bands" and not policy.widths:
        raise PolicyError("rule bands needs the widths of its bands")
    if policy.rule == "bands" and policy.widths[0] < policy.threshold:
        raise PolicyError("the first width must be at least the threshold")
    if not policy.protected_low <= policy.protected_high <= policy.threshold:
        raise PolicyError("the protected counts must lie within 1 to the threshold")
    if policy.crossing_floor <= policy.threshold:
        raise PolicyError("crossing_floor must exceed the threshold")
