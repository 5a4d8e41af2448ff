from importlib import resources
from pathlib import Path

import pytest

from aggregates.policies import shipped_policy
from suppression.policy import PolicyError, parse_policy

SHIPPED = sorted(
    Path(entry.name).stem
    for entry in (resources.files("data") / "policies").iterdir()
    if entry.name.endswith(".toml")
)
WHOLE = shipped_policy("all-of-us").as_mapping()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_policy_parses_under_its_own_name_and_names_its_source(name: str) -> None:
    policy = shipped_policy(name)
    assert policy.id == name
    assert len(policy.source) > 20


def test_the_default_says_what_the_programme_asks() -> None:
    policy = shipped_policy("all-of-us")
    assert (policy.threshold, policy.protected_low, policy.protected_high) == (20, 1, 18)
    assert policy.widths[:3] == (20, 40, 80)
    assert policy.crossing_floor == 201


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_survives_the_way_through_plain_values(name: str) -> None:
    policy = shipped_policy(name)
    assert parse_policy(policy.as_mapping()) == policy


@pytest.mark.parametrize(
    ("name", "threshold", "protected"),
    [("cms", 10, (1, 10)), ("cdc-wonder", 9, (1, 9)), ("n3c", 20, (1, 19))],
)
def test_agencies_that_suppress(name: str, threshold: int, protected: tuple[int, int]) -> None:
    policy = shipped_policy(name)
    assert (policy.rule, policy.widths) == ("suppress", ())
    assert policy.threshold == threshold
    assert (policy.protected_low, policy.protected_high) == protected


def test_suppression_with_bands_contradicts_itself() -> None:
    suppressing = shipped_policy("cms").as_mapping()
    with pytest.raises(PolicyError, match="widths must be empty"):
        parse_policy({**suppressing, "widths": [10, 20]})
    with pytest.raises(PolicyError, match="needs the widths"):
        parse_policy({**suppressing, "rule": "bands"})


@pytest.mark.parametrize("key", sorted(WHOLE))
def test_a_missing_key_raises_and_is_named(key: str) -> None:
    with pytest.raises(PolicyError, match=key):
        parse_policy({name: value for name, value in WHOLE.items() if name != key})


def test_an_unknown_key_raises_and_is_named() -> None:
    with pytest.raises(PolicyError, match="unknown key 'treshold'"):
        parse_policy({**WHOLE, "treshold": 20})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rule", "none"),
        ("rule", ""),
        ("rule", None),
        ("id", 7),
        ("title", "  "),
        ("threshold", 0),
        ("threshold", -20),
        ("threshold", True),
        ("threshold", 20.0),
        ("threshold", "20"),
        ("protected_low", 0),
        ("protected_low", 19),  # above protected_high
        ("protected_high", 21),  # above the threshold
        ("crossing_floor", 20),
        ("widths", []),
        ("widths", 20),
        ("widths", "20"),
        ("widths", [10, 20]),  # narrower than the threshold
        ("widths", [20, 20]),
        ("widths", [40, 20]),
        ("widths", [20, 30]),  # no multiple: the wider grid would not contain the narrower
        ("widths", [20, 40.0]),
        ("widths", [20, True]),
    ],
)
def test_a_value_out_of_its_range_raises(key: str, value: object) -> None:
    with pytest.raises(PolicyError):
        parse_policy({**WHOLE, key: value})
