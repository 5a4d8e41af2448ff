"""What every layout function is given and what it returns."""

from collections.abc import Mapping
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.address import Address
from layouts.text import DEFAULT_LANGUAGE, Catalogue


@dataclass(frozen=True)
class ReleaseFacts:
    """What every page says of the release it shows."""

    id: str
    title: Mapping[str, str]
    created: str
    cutoff_date: str
    synthetic: bool
    current: bool
    domains: tuple[str, ...]
    variants: bool = False
    exact: bool = False  # counts are published exactly or withheld, not in bands
    citation: str = ""
    license: str = ""
    policy: str = ""


@dataclass(frozen=True)
class Visit:
    """A reader's view: the address asked for, the words of its language, the release shown.

    ``ignored`` names the parts of the address that could not be followed; ``origin`` is the scheme
    and host under which the site is reached, for addresses that leave it.
    """

    address: Address
    text: Catalogue
    release: ReleaseFacts
    ignored: frozenset[str] = frozenset()
    origin: str = ""

    @property
    def rule_for_small_counts(self) -> str:
        """The sentence on small counts that stands under every page and figure."""
        return self.text(f"site.{'withheld' if self.release.exact else 'small'}_counts")

    @property
    def meaning_of_numbers(self) -> str:
        """What a number on this site stands for: a range, or what is published exactly."""
        return self.text(f"concept.meaning_{'exact' if self.release.exact else 'bands'}")

    def in_release_language(self, words: str) -> Component | str:
        """Words of the release, such as a concept's name: they stay in English, and say so."""
        if self.text.language == DEFAULT_LANGUAGE:
            return words
        return html.Span(words, lang=DEFAULT_LANGUAGE)


@dataclass(frozen=True)
class Page:
    """A page: ``fixed`` stands outside Dash's root, forms included; ``live`` is what Dash renders.

    ``status`` is the short line read out when the live part changes; ``image`` the address of a
    picture of the page, for places that show one beside a link; ``terms`` are those of the glossary
    that the page leads to already.
    """

    title: str
    description: str
    fixed: Component
    live: Component
    status: str
    name: str
    image: str = ""
    terms: frozenset[str] = frozenset()
