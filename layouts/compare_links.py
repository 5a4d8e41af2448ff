"""Addresses of comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.address import COMPARE, SIDES, Address


@dataclass(frozen=True)
class Token:
    """A side as an address names it; ``release`` is empty for that of the page."""

    subject: str
    group: str = ""
    release: str = ""


def token(domain: str, concept_id: int) -> Token:
    """A concept among all participants of the release of the page."""
    return Token(f"{domain}.{concept_id}")


def state_of(tokens: Sequence[Token]) -> tuple[tuple[str, str], ...]:
    """The parameters of an address that compares, lettered in their order."""
    stated = [
        part
        for letter, one in zip(SIDES, tokens, strict=False)
        for part in (
            (letter, one.subject),
            (f"{letter}-group", one.group),
            (f"{letter}-release", one.release),
        )
    ]
    return tuple((name, value) for name, value in stated if value)


def address_of(tokens: Sequence[Token], address: Address, cut: str = "") -> Address:
    """The comparison of these sides, for the reader of an address."""
    return address.to(COMPARE, cut=cut, state=state_of(tokens))
