"""What a concept is to pages: its facts, concepts as links, and the choice that forms offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import concept_href
from layouts.cells import Figure
from layouts.distribution import Distribution
from layouts.over_releases import Over
from layouts.page import Visit
from layouts.pairs import Pairs
from suppression.bands import Count
from suppression.shares import Share

RESULT: Final = "Result"  # the class of results in words, as releases name it


@dataclass(frozen=True)
class ListedConcept:
    """A concept in a list, with its share of the domain's denominator."""

    domain: str
    concept_id: int
    name: str
    vocabulary: str
    code: str
    participants: Count
    share: Share | None
    page: tuple[int, ...] = ()  # the ids in the address of its page, if not its own alone
    translated: bool = False  # the name is in the reader's language, not in the release's


@dataclass(frozen=True)
class ConceptFacts:
    """Everything that a concept's page, its CSV and its JSON say."""

    concept: ListedConcept
    concept_class: str
    synonyms: tuple[str, ...]
    denominator: Count
    figures: tuple[Figure, ...]
    crossed: tuple[Figure, ...]  # every crossing that is published for this concept
    broader: tuple[ListedConcept, ...]
    narrower: tuple[ListedConcept, ...]
    pairs: Pairs
    values: Distribution | None = None  # of a concept with values
    results: tuple[ListedConcept, ...] = ()  # in words, below the concept they are of
    codes_elsewhere: tuple[str, ...] = ()  # "ICD10CM E11.9", in other vocabularies
    most_codes: int = 0  # how many are listed at most
    over: tuple[Over, ...] = ()  # the releases of the cohort, if there are several


def concept_links(concepts: Sequence[ListedConcept], visit: Visit) -> Component:
    """Concepts as links, each with its band."""
    return html.Ul(
        [
            html.Li(
                [
                    html.A(
                        concept.name
                        if concept.translated
                        else visit.in_release_language(concept.name),
                        href=concept_href(
                            visit.address, concept.domain, concept.concept_id, concept.page
                        ),
                    ),
                    html.Span(
                        formatting.count(concept.participants, visit.text), className="count"
                    ),
                ]
            )
            for concept in concepts
        ],
        className="concepts",
    )
