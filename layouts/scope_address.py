"""The address of a question about the size of a group: its things, groups and settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from layouts.address import Address

SCOPE: Final = "/scope"
REPORT: Final = "/scope/report"
WITH: Final = "with"
ALSO: Final = "also"
GROUP: Final = "in."  # before the id of a dimension
VARIANT: Final = "variant"
MOST_THINGS: Final = 3
MOST_ASKED: Final = 4  # side by side
# Settings of the calculation of power: the values to choose from, the usual one first; none for
# a percentage that is typed.
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "alpha": ("0.05", "0.01", "0.001", "5e-8"),
    "power": ("80", "90", "95"),
    "controls": ("all", "1", "2", "4"),
}
TYPED: Final[dict[str, str]] = {"share": "10", "allele": "5"}  # percent, and what is usual


@dataclass(frozen=True)
class Thing:
    """What participants have: a concept, by its domain and id, or a variant by its id."""

    domain: str
    id: str


@dataclass(frozen=True)
class Asked:
    """A question: everybody with all ``things`` who is in one of the groups of each dimension."""

    things: tuple[Thing, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def words(self) -> str:
        """The question as a part of an address.

        >>> Asked((Thing("drug", "5"),), (("age", ("65-74", "75+")),)).words
        'drug.5;age.65-74,75+'
        """
        parts = [things_words(self.things)]
        parts += [f"{dimension}.{','.join(groups)}" for dimension, groups in self.groups]
        return ";".join(parts)

    def adding(self, thing: Thing) -> "Asked":
        """With one thing more."""
        return replace(self, things=(*self.things, thing))

    def without(self, thing: Thing) -> "Asked":
        """With one thing less."""
        return replace(self, things=tuple(one for one in self.things if one != thing))

    def out_of(self, dimension: str) -> "Asked":
        """Whatever the group in a dimension."""
        return replace(self, groups=tuple(one for one in self.groups if one[0] != dimension))


@dataclass(frozen=True)
class Settings:
    """What the calculation of power supposes; percentages are in percent."""

    alpha: str = CHOICES["alpha"][0]
    power: str = CHOICES["power"][0]
    controls: str = CHOICES["controls"][0]
    share: str = TYPED["share"]
    allele: str = TYPED["allele"]


@dataclass(frozen=True)
class Scope:
    """All state of the page: the question at hand, those kept beside it, the settings."""

    asked: Asked = Asked()
    also: tuple[Asked, ...] = ()
    settings: Settings = Settings()

    @property
    def everything(self) -> tuple[Asked, ...]:
        """The question at hand first, then those beside it."""
        return (self.asked, *self.also)

    def asking(self, asked: Asked) -> "Scope":
        """With another question at hand."""
        return replace(self, asked=asked)

    @property
    def state(self) -> tuple[tuple[str, str], ...]:
        """The parameters, in their order; what is usual is left out."""
        return (*asked_state(self.asked), *also_state(self.also), *settings_state(self.settings))


def things_words(things: Sequence[Thing]) -> str:
    """Things as a part of an address."""
    return ",".join(f"{one.domain}.{one.id}" for one in things)


def asked_state(asked: Asked) -> tuple[tuple[str, str], ...]:
    """The parameters of the question at hand."""
    things = ((WITH, things_words(asked.things)),) if asked.things else ()
    return (*things, *((GROUP + name, ",".join(groups)) for name, groups in asked.groups))


def also_state(also: Sequence[Asked]) -> tuple[tuple[str, str], ...]:
    """The parameters of the questions beside it."""
    return tuple((ALSO, one.words) for one in also)


def settings_state(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The parameters of the calculation, without what is usual."""
    usual = Settings()
    return tuple(
        (name, value)
        for name in (*CHOICES, *TYPED)
        if (value := getattr(settings, name)) != getattr(usual, name)
    )


def scope_href(address: Address, scope: Scope, path: str = SCOPE) -> str:
    """The link to a question for the reader of an address."""
    return address.to(path, state=scope.state).href
