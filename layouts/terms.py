"""Links to the glossary: a term that has a fixed meaning here leads to it where it is first met.

Which of the site's own sentences lead where stands in ``SENTENCES``; the words that are the link
stand in the catalogue, under ``term``. Only whole sentences of the catalogue are looked at, so that
no name of a concept and no reader's word ever becomes a link by chance.
"""

import operator
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from copy import copy
from dataclasses import replace
from functools import cache
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from layouts.glossary import GLOSSARY
from layouts.page import Page, Visit
from layouts.text import Catalogue, catalogue

# Sentences of the catalogue, each with the words of the glossary that it leads to.
SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "ancestry.not_race": ("ancestry-group",),
    "compare.aged_method": ("age-standardised-share",),
    "compare.meaning_share": ("share", "band"),
    "concept.id_label": ("omop",),
    "concept.meaning_bands": ("band",),
    "concept.meaning_exact": ("withheld",),
    "concept.meaning_share": ("share",),
    "diversity.how.ratio": ("representation-ratio",),
    "diversity.note.ubr": ("ubr",),
    "figure.reading": ("band",),
    "home.lead": ("band",),
    "home.lead_exact": ("small-count",),
    "home.privacy_how": ("release", "attack"),
    "open_data.first.shape": ("release", "synthetic-data"),
    "pairs.reading": ("lift",),
    "privacy.lead": ("band",),
    "privacy.lead_exact": ("withheld",),
    "privacy.limits.concepts": ("concept",),
    "releases.lead.one": ("release",),
    "releases.lead.other": ("release",),
    "scope.how.limits": ("limits",),
    "scope.report.definition.meaning": ("concept", "cutoff-date"),
    "scope.steps.carriers": ("allele",),
    "site.release": ("release", "cutoff-date"),
    "site.small_counts": ("band", "small-count"),
    "site.synthetic": ("synthetic-data",),
    "site.withheld_counts": ("withheld", "small-count"),
    "tree.how": ("concept",),
    "values.note.quartiles": ("quartile",),
    "values.quartile.lower": ("quartile",),
    "variant.limits": ("allele-frequency",),
    "variant.term.reference": ("allele",),
    "variants.reading": ("allele-frequency",),
}
APART: Final = ("A", "Button", "Summary", "Label", "Option", "H1", "H2", "H3", "Caption", "Th")
_PLACEHOLDER: Final = re.compile(r"\{\w+\}")


Words = tuple[tuple[str, str], ...]  # keys of the glossary, each with its words in a sentence


def with_terms(
    parts: Sequence[Component], visit: Visit, linked: Set[str] = frozenset()
) -> list[Component]:
    """The parts of a page, in order, each term leading to the glossary once in all of them.

    ``linked`` are terms that lead there elsewhere on the page. Links that stand in the parts count
    too, so that doing it again changes nothing.
    """
    linking = _Linking(visit, linked)
    return [linking.in_part(part) for part in parts]


def page_with_terms(page: Page, visit: Visit) -> Page:
    """The page with its links to the glossary."""
    linking = _Linking(visit, page.terms)
    fixed, live = (linking.in_part(part) for part in (page.fixed, page.live))
    return replace(page, fixed=fixed, live=live, terms=frozenset(linking.linked))


def words_of(sentence: str, term: str, text: Catalogue) -> str:
    """The words of a sentence that stand for a term; "" where it has none."""
    forms = text(f"term.{term.replace('-', '_')}").split(" | ")
    found = re.search("|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms), sentence)
    return found[0] if found else ""


@cache
def _linking_sentences(language: str) -> tuple[dict[str, Words], dict[re.Pattern[str], Words]]:
    """Sentences as they stand, and those in which names and numbers are put."""
    text = catalogue(language)
    fixed, filled = {}, {}
    for key, terms in SENTENCES.items():
        stated = text.sentences[key]
        linked = [(term, words_of(stated, term, text)) for term in terms]
        in_order = tuple(sorted(linked, key=lambda one: stated.find(one[1])))
        parts = _PLACEHOLDER.split(stated)
        if len(parts) == 1:
            fixed[stated] = in_order
        else:
            filled[re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)] = in_order
    return fixed, filled


class _Linking:
    """One pass over a page; what is linked once is not linked again."""

    def __init__(self, visit: Visit, linked: Set[str]) -> None:
        self._glossary = visit.address.to(GLOSSARY).href
        self._fixed, self._filled = _linking_sentences(visit.text.language)
        self.linked = set(linked)

    def in_part(self, part: Component) -> Component:
        """The part with its links; what has none in it is the very same component."""
        if self._apart(part):
            return part
        children = getattr(part, "children", None)
        kept = list(children) if isinstance(children, list | tuple) else [children]
        made = [new for child in kept for new in self._in_child(child)]
        if len(made) == len(kept) and all(map(operator.is_, made, kept)):
            return part
        changed: Any = copy(part)
        changed.children = made
        return changed

    def _apart(self, part: Component) -> bool:
        href = getattr(part, "href", "") or ""
        if href.startswith(f"{self._glossary}#"):
            self.linked.add(href.rpartition("#")[2])
        return part._type in APART

    def _in_child(self, child: object) -> Iterator[object]:
        if isinstance(child, str):
            yield from self._in_words(child)
        elif isinstance(child, Component):
            yield self.in_part(child)
        elif isinstance(child, list | tuple):
            yield [new for one in child for new in self._in_child(one)]
        else:
            yield child

    def _in_words(self, words: str) -> Iterator[object]:
        for term, linked in self._terms_in(words):
            if term in self.linked or linked not in words:
                continue
            self.linked.add(term)
            before, _, words = words.partition(linked)
            yield from (before,) if before else ()
            yield html.A(linked, href=f"{self._glossary}#{term}", className="term")
        yield words

    def _terms_in(self, words: str) -> Words:
        if words in self._fixed:
            return self._fixed[words]
        found = (terms for pattern, terms in self._filled.items() if pattern.fullmatch(words))
        return next(found, ())
