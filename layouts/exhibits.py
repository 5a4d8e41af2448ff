"""The exhibits of every page: each figure that stands on it, in the order of the page."""

from collections.abc import Iterator

from layouts.comparison import CompareFacts
from layouts.concept import ConceptFacts
from layouts.concept_list import ListFacts
from layouts.data_types import DataTypesFacts
from layouts.diversity import DiversityFacts
from layouts.exhibit import Exhibit
from layouts.exhibit_alleles import allele_exhibit
from layouts.exhibit_answers import answer_exhibits
from layouts.exhibit_compare import comparison_exhibits
from layouts.exhibit_cuts import exhibit_of_cut
from layouts.exhibit_list import list_exhibit, versions_exhibit
from layouts.exhibit_over import over_exhibit
from layouts.exhibit_pairs import pair_exhibits
from layouts.exhibit_people import data_type_exhibits, dimension_exhibits
from layouts.exhibit_power import power_exhibits
from layouts.exhibit_scope import sized_exhibits
from layouts.exhibit_values import value_exhibits
from layouts.exhibit_variants import gene_exhibit, region_exhibit
from layouts.gene import GeneFacts
from layouts.home import HomeFacts
from layouts.page import Visit
from layouts.scope_facts import ScopeFacts
from layouts.survey_question import QuestionPageFacts
from layouts.surveys import ModuleFacts
from layouts.variant import VariantFacts
from layouts.variants import VariantsFacts


def home_exhibits(facts: HomeFacts, visit: Visit) -> Iterator[Exhibit]:
    """Who takes part."""
    subject = visit.text("cite.participants")
    for shown in facts.figures:
        yield exhibit_of_cut(shown, "/", subject, visit.address.measure, visit.text)


def concept_exhibits(facts: ConceptFacts, visit: Visit) -> Iterator[Exhibit]:
    """A concept's values, its groups, its crossings, and what goes with it."""
    path, text, subject = visit.address.path, visit.text, facts.concept.name
    if facts.values:
        yield from value_exhibits(facts.values, path, subject, text)
    for shown in (*facts.figures, *facts.crossed):
        yield exhibit_of_cut(shown, path, subject, visit.address.measure, text)
    if len(facts.over) > 1:
        yield over_exhibit(facts.over, path, subject, visit)
    yield from pair_exhibits(facts.pairs, path, subject, text)


def diversity_exhibits(facts: DiversityFacts, visit: Visit) -> Iterator[Exhibit]:
    """Every dimension beside the country, and by kinds of data."""
    yield from dimension_exhibits(facts, visit.address.path, visit.text)


def kinds_of_data_exhibits(facts: DataTypesFacts, visit: Visit) -> Iterator[Exhibit]:
    """Kinds of data, alone and together."""
    yield from data_type_exhibits(facts, visit.address.path, visit.text)


def question_exhibits(facts: QuestionPageFacts, visit: Visit) -> Iterator[Exhibit]:
    """The answers to a question, in all and by groups."""
    yield from answer_exhibits(facts, visit)


def variant_exhibits(facts: VariantFacts, visit: Visit) -> Iterator[Exhibit]:
    """How frequent an allele is."""
    yield allele_exhibit(facts, visit.address.path, visit)


def compare_exhibits(facts: CompareFacts, visit: Visit) -> Iterator[Exhibit]:
    """What is compared as it is, at one population's ages, and by groups."""
    yield from comparison_exhibits(facts, visit)


def scope_exhibits(facts: ScopeFacts, visit: Visit) -> Iterator[Exhibit]:
    """How many qualify, beside other questions, who they are, and what a study of them finds."""
    yield from sized_exhibits(facts, visit)
    yield from power_exhibits(facts, visit)


def list_exhibits(facts: ListFacts, visit: Visit) -> Iterator[Exhibit]:
    """All pages of a list in one, as it is filtered and sorted."""
    if facts.concepts:
        yield list_exhibit(facts, visit)


def module_exhibits(facts: ModuleFacts, visit: Visit) -> Iterator[Exhibit]:
    """The versions of a module; the answers to its questions are figures of the questions."""
    if facts.versions:
        yield versions_exhibit(facts, visit)


def gene_exhibits(facts: GeneFacts, visit: Visit) -> Iterator[Exhibit]:
    """The variants of a gene."""
    yield from gene_exhibit(facts, visit)


def region_exhibits(facts: VariantsFacts, visit: Visit) -> Iterator[Exhibit]:
    """The variants of a region."""
    yield from region_exhibit(facts, visit)
