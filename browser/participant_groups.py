"""Groups of participants that are called what somebody typed, so that search knows them too."""

from collections.abc import Iterator

from aggregates.dimension import Dimension
from browser.diversity import UNKNOWN, one_way
from browser.page_request import PageRequest
from browser.reference_figures import group_labels
from browser.search_words import stems, told
from layouts.search import Grouping
from layouts.text import LANGUAGES, catalogue


def groupings(request: PageRequest) -> tuple[Grouping, ...]:
    """The dimensions that, with one of their groups, are called by all of the words typed."""
    typed = set(told(request.address.q))
    dimensions = [request.release.dimension(name) for name in one_way(request.release)]
    return tuple(
        Grouping(dimension.id, request.text.label(dimension.label))
        for dimension in dimensions
        if typed and any(typed <= words for words in _called(dimension))
    )


def _called(dimension: Dimension) -> Iterator[frozenset[str]]:
    """For each group the words for it, its dimension included, in all languages: people mix."""
    texts = [catalogue(language) for language in LANGUAGES]
    key = f"search.words.{dimension.id}"
    names = [text.label(dimension.label) for text in texts]
    names += [text(key) for text in texts if key in text.sentences]
    labels = [group_labels(dimension, text) for text in texts]
    for group in dimension.groups:
        if group.id not in UNKNOWN:
            called = [*names, *(one[group.id] for one in labels)]
            yield frozenset(word for name in called for word in stems(name))
