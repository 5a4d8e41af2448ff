"""An address of the site: all state of a view is in it, so that a view can be linked and cited."""

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlencode

from layouts.text import DEFAULT_LANGUAGE

DOMAIN_PATHS: Final = {
    "condition": "/conditions",
    "drug": "/drugs",
    "measurement": "/measurements",
    "procedure": "/procedures",
    "physical_measurement": "/physical-measurements",
    "wearable": "/wearables",
    "observation": "/observations",
    "data_type": "/data-types",
}

HERE: Final = "here"  # the fragment of the concept that a tree is opened down to


@dataclass(frozen=True)
class Address:
    """A path and the state of its view. An empty value is the default and is left out."""

    path: str = "/"
    release: str = ""  # the current one
    cut: str = ""  # no crossing
    measure: str = ""  # participants; "share" is the other
    q: str = ""
    domain: str = ""  # of search results: all of them
    sort: str = ""  # by count; "name" is the other
    open: str = ""  # the concept down to which a tree is unfolded
    page: int = 1
    language: str = DEFAULT_LANGUAGE

    @property
    def search(self) -> str:
        """The query with its question mark, in one fixed order; empty for the defaults."""
        stated = (
            ("release", self.release),
            ("cut", self.cut),
            ("measure", self.measure),
            ("q", self.q),
            ("domain", self.domain),
            ("sort", self.sort),
            ("open", self.open),
            ("page", str(self.page) if self.page > 1 else ""),
            ("lang", self.language if self.language != DEFAULT_LANGUAGE else ""),
        )
        query = urlencode([(name, value) for name, value in stated if value], safe="*")
        return f"?{query}" if query else ""

    @property
    def href(self) -> str:
        """The whole address, for a link."""
        return quote(self.path, safe="/") + self.search

    def to(self, path: str, **state: object) -> "Address":
        """Another page for the same reader: language and release stay, all else starts anew."""
        fresh = Address(path=path, release=self.release, language=self.language)
        return fresh.but(**state)

    def but(self, **changes: object) -> "Address":
        """The same view with one thing changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def concept_path(domain: str, concept_id: int) -> str:
    """The path of a concept's page."""
    return f"{DOMAIN_PATHS[domain]}/{concept_id}"


def tree_path(domain: str) -> str:
    """The path of a domain's tree."""
    return f"{DOMAIN_PATHS[domain]}/tree"


def place_in_tree(address: Address, domain: str, concept_id: int) -> str:
    """The link to a concept's place in its domain's tree, for the reader of an address."""
    return f"{address.to(tree_path(domain), open=str(concept_id)).href}#{HERE}"
