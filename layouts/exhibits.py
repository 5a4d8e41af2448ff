"""The exhibits of every page: each figure that stands on it, in the order of the page."""

from collections.abc import Iterator

from layouts.concept import ConceptFacts
from layouts.exhibit import Exhibit
from layouts.exhibit_cuts import exhibit_of_cut
from layouts.home import HomeFacts
from layouts.page import Visit


def home_exhibits(facts: HomeFacts, visit: Visit) -> Iterator[Exhibit]:
    """Who takes part."""
    subject = visit.text("home.subject")
    for shown in facts.figures:
        yield exhibit_of_cut(shown, "/", subject, visit.address.measure, visit.text)


def concept_exhibits(facts: ConceptFacts, visit: Visit) -> Iterator[Exhibit]:
    """A concept by every grouping and crossing."""
    path, subject, measure = visit.address.path, facts.concept.name, visit.address.measure
    for shown in (*facts.figures, *facts.crossed):
        yield exhibit_of_cut(shown, path, subject, measure, visit.text)
