"""An address of the site: all state of a view is in it, so that a view can be linked and cited."""

from collections.abc import Sequence
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
    "survey": "/surveys",
}

VARIANTS: Final = "/variants"
GENES: Final = "/genes"
# The further parameters that pages of variants and genes have, in the order of an address.
STATE: Final = ("consequence", "clinvar", "group", "frequency", "from", "to", "after")
COMPARE: Final = "/compare"
SIDES: Final = ("a", "b", "c", "d")
# What is compared, side by side: a concept, and the group and the release it is looked at in.
OF_SIDE: Final = ("", "-group", "-release")
COMPARED: Final = tuple(side + part for side in SIDES for part in OF_SIDE)
FURTHER: Final = (*STATE, *COMPARED)

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
    state: tuple[tuple[str, str], ...] = ()  # further parameters of a page, in their order
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
            *self.state,
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

    def stated(self, name: str) -> str:
        """One of the further parameters; empty for its default."""
        return dict(self.state).get(name, "")

    def stating(self, **changes: str) -> "Address":
        """The same view with some of its further parameters changed; empty ones are left out."""
        known = {**dict(self.state), **changes}
        order = [name for name in FURTHER if name in known]
        others = tuple(stated for stated in self.state if stated[0] not in FURTHER)
        return self.but(state=(*others, *((name, known[name]) for name in order if known[name])))

    def but(self, **changes: object) -> "Address":
        """The same view with one thing changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def concept_path(domain: str, concept_id: int) -> str:
    """The path of a concept's page."""
    return f"{DOMAIN_PATHS[domain]}/{concept_id}"


def concept_href(address: Address, domain: str, concept_id: int, page: Sequence[int] = ()) -> str:
    """The link to a concept's page for the reader of an address.

    ``page`` holds the ids in its path, its own alone where there are none; what has no page of its
    own, such as an answer, is a place on another one's.
    """
    steps = page or (concept_id,)
    href = address.to("/".join((DOMAIN_PATHS[domain], *map(str, steps)))).href
    return href if steps[-1] == concept_id else f"{href}#{place_on_page(concept_id)}"


def place_on_page(concept_id: int) -> str:
    """The fragment of what has no page of its own, on the page where it stands."""
    return f"c{concept_id}"


def variant_path(variant_id: str) -> str:
    """The path of a variant's page."""
    return f"{VARIANTS}/{variant_id}"


def gene_path(symbol: str) -> str:
    """The path of a gene's page."""
    return f"{GENES}/{symbol}"


def tree_path(domain: str) -> str:
    """The path of a domain's tree."""
    return f"{DOMAIN_PATHS[domain]}/tree"


def place_in_tree(address: Address, domain: str, concept_id: int) -> str:
    """The link to a concept's place in its domain's tree, for the reader of an address."""
    return f"{address.to(tree_path(domain), open=str(concept_id)).href}#{HERE}"
