"""What a data function is given, and what it may find wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregates.release import Release
from browser.shelf import Served, Shelf
from layouts.address import Address
from layouts.page import Visit
from layouts.text import Catalogue, catalogue


@dataclass(frozen=True)
class PageRequest:
    """An address that led to a route: the release asked for, the address, the route's arguments.

    A data function adds to ``ignored`` what the release cannot answer, such as a page past the
    end of a list.
    """

    shelf: Shelf
    served: Served
    address: Address
    arguments: Mapping[str, str] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    per_page: int = 50  # variants; programs may ask for more at a time
    origin: str = ""  # scheme and host under which the site is reached, where it is known

    @property
    def release(self) -> Release:
        """The release asked for."""
        return self.served.release

    @property
    def visit(self) -> Visit:
        """The reader's view, for what words a data function needs."""
        return Visit(
            self.address, self.text, self.served.facts, frozenset(self.ignored), self.origin
        )

    @property
    def text(self) -> Catalogue:
        """The words of the language asked for."""
        return catalogue(self.address.language)


class PageMovedError(Exception):
    """The page has another path: that of the one spelling under which it is known."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class PageMissingError(Exception):
    """There is no such page; ``reason`` is that of a :class:`layouts.problem.Problem`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
