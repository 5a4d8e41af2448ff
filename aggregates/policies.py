"""The policies that ship with the project, by name."""

import tomllib
from importlib import resources

from suppression.policy import Policy, parse_policy


def shipped_policy(name: str) -> Policy:
    """The policy of ``data/policies/NAME.toml``.

    Raises ``FileNotFoundError`` where there is none and ``PolicyError`` where it is unusable.
    """
    path = resources.files("data") / "policies" / f"{name}.toml"
    return parse_policy(tomllib.loads(path.read_text(encoding="utf-8")))
