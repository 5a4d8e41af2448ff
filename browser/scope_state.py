"""The parameters in the address of /scope: read once, at the edge."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from layouts.address import Address
from layouts.scope_address import (
    ALSO,
    CHOICES,
    GROUP,
    MOST_ASKED,
    MOST_THINGS,
    SCOPE,
    TYPED,
    WITH,
    Asked,
    Scope,
    Settings,
    Thing,
)

_THING: Final = re.compile(r"(?:[a-z_]{1,40}\.[1-9][0-9]{0,18}|variant\.[A-Za-z0-9<>:_-]{1,2100})")
_DIMENSION: Final = re.compile(r"[a-z0-9_]{1,40}")
_GROUPS: Final = re.compile(r"[A-Za-z0-9_+-]{1,60}(,[A-Za-z0-9_+-]{1,60}){0,60}")
_PERCENT: Final = re.compile(r"[0-9]{1,2}([.,][0-9]{1,3})?")
MOST_GROUPS: Final = 3  # dimensions of one question

Pairs = tuple[tuple[str, str], ...]


def is_scope(path: str) -> bool:
    """Whether a path is one of the pages or files about the size of a group."""
    return path == SCOPE or path.startswith((SCOPE + "/", SCOPE + "."))


def scope_state(path: str, given: Mapping[str, Sequence[str]], ignored: set[str]) -> Pairs:
    """The parameters in their order; those that cannot be followed are added to ignored."""
    if not is_scope(path):
        return ()
    last = {name: values[-1].strip() for name, values in given.items()}
    groups = tuple(
        (name.removeprefix(GROUP), last[name])
        for name in sorted(last)
        if name.startswith(GROUP) and last[name]
    )
    things = ",".join(one.strip() for one in given.get(WITH, ()))  # all, also where it is repeated
    asked = _asked(things, groups, WITH, ignored)
    also = [_from_words(one.strip(), ignored) for one in given.get(ALSO, ()) if one.strip()]
    kept = tuple(one for one in also if one.things or one.groups)[: MOST_ASKED - 1]
    if len(kept) < len(also):
        ignored.add(ALSO)
    return Scope(asked, kept, _settings(last, ignored)).state


def read_scope(address: Address) -> Scope:
    """What :func:`scope_state` read."""
    groups = tuple((name, value) for name, value in address.state if name.startswith(GROUP))
    things = dict(address.state).get(WITH, "")
    nothing = set[str]()
    asked = _asked(things, tuple((n.removeprefix(GROUP), v) for n, v in groups), WITH, nothing)
    also = tuple(_from_words(value, nothing) for name, value in address.state if name == ALSO)
    return Scope(asked, also, _settings(dict(address.state), nothing))


def _asked(things: str, groups: Pairs, name: str, ignored: set[str]) -> Asked:
    found = list(dict.fromkeys(one for one in things.split(",") if one))
    kept = [one for one in found if _THING.fullmatch(one)][:MOST_THINGS]
    if len(kept) < len(found):
        ignored.add(name)
    followed = tuple(
        (dimension, tuple(dict.fromkeys(value.split(","))))
        for dimension, value in groups
        if _DIMENSION.fullmatch(dimension) and _GROUPS.fullmatch(value)
    )[:MOST_GROUPS]
    if len(followed) < len(groups):
        ignored.add("in" if name == WITH else name)
    parts = (one.partition(".") for one in kept)
    return Asked(tuple(Thing(domain, own) for domain, _, own in parts), followed)


def _from_words(words: str, ignored: set[str]) -> Asked:
    things, *rest = words.split(";")
    parts = (one.partition(".") for one in rest)
    return _asked(things, tuple((name, value) for name, _, value in parts), ALSO, ignored)


def _settings(last: Mapping[str, str], ignored: set[str]) -> Settings:
    found = {}
    for name, allowed in CHOICES.items():
        value = last.get(name, "")
        if value in allowed:
            found[name] = value
        elif value:
            ignored.add(name)
    for name in TYPED:
        value = last.get(name, "")
        if value and _PERCENT.fullmatch(value) and float(value.replace(",", ".")) > 0:
            found[name] = value.replace(",", ".")
        elif value:
            ignored.add(name)
    return Settings(**found)
