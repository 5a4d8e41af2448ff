"""A release as pandas tables, for notebooks: the published bands with the names of what they count.

Columns are called as in the API. ``participants_low`` and ``participants_high`` are the ends of the
published band; ``participants_state`` says whether it is a ``band``, ``small`` (zero included),
``exact`` or ``withheld``.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import pyarrow.dataset as ds

from suppression.bands import Count, Withheld

if TYPE_CHECKING:
    import pandas as pd

    from aggregates.release import Concept, Release


COUNT: Final = ("participants_low", "participants_high", "participants_state")
NAMED: Final = ("domain", "concept_id", "concept_name")


class ReleaseFrames:
    """The tables of an opened release. Each call makes a table of its own, to be changed at will.

    Raises ``KeyError`` for a domain or a concept that the release does not list.
    """

    def __init__(self, release: "Release") -> None:
        self._release = release

    def domains(self) -> "pd.DataFrame":
        """A row per domain: its cuts, how many concepts it lists, who has any data of it."""
        rows = (
            (one.id, one.label["en"], one.concepts, " ".join(one.cuts), *_count(one.participants))
            for one in self._release.domains
        )
        return _frame(("domain", "label", "concepts", "cuts", *COUNT), rows)

    def groups(self) -> "pd.DataFrame":
        """A row per group of every dimension, in their order."""
        rows = (
            (dimension.id, dimension.label["en"], group.id, group.label["en"])
            for dimension in self._release.dimensions
            for group in dimension.groups
        )
        return _frame(("dimension", "dimension_label", "group", "label"), rows)

    def concepts(self, domain: str) -> "pd.DataFrame":
        """A row per listed concept of a domain, largest band first."""
        rows = (
            (
                *_named(one),
                one.vocabulary_id,
                one.code,
                one.concept_class,
                *_count(one.participants),
            )
            for one in self._release.concepts(domain)
        )
        codes = ("vocabulary_id", "concept_code", "concept_class")
        return _frame((*NAMED, *codes, *COUNT), rows)

    def counts(self, domain: str, concept_id: int = 0) -> "pd.DataFrame":
        """A row per cell of a concept. Concept 0 is everybody with any data of the domain; of
        domain ``cohort``, everybody."""
        rows = (
            (cut, "*".join(cell.groups), *_count(cell.participants))
            for cut, cells in self._release.cuts(domain, concept_id).items()
            for cell in cells
        )
        return _frame(("cut", "group", *COUNT), rows)

    def values(self, domain: str, concept_id: int) -> "pd.DataFrame":
        """A row per bin and cell of a concept, none where it has no values. Bins at the ends are
        infinite; without a unit stand those without a known value."""
        self._listed(domain, concept_id)
        rows = (
            (one.unit, one.low, one.high, one.cut, "*".join(one.groups), *_count(one.participants))
            for one in self._release.distribution(domain, concept_id)
        )
        return _frame(("unit", "bin_low", "bin_high", "cut", "group", *COUNT), rows)

    def pairs(self, domain: str, concept_id: int) -> "pd.DataFrame":
        """A row per concept that goes with another: how many participants have both."""
        self._listed(domain, concept_id)
        rows = (
            (*_named(one.concept), *_count(one.participants))
            for one in self._release.pairs(domain, concept_id)
        )
        return _frame((*NAMED, *COUNT), rows)

    def answers(self) -> "pd.DataFrame":
        """A row per answer to every question of the surveys, in their order."""
        rows = (
            (
                module.name,
                question.concept.concept_id,
                question.concept.name,
                answer.concept.concept_id,
                answer.concept.name,
                answer.kind,
                *_count(answer.concept.participants),
            )
            for module in self._release.survey_modules()
            for question in module.questions
            for answer in question.answers
        )
        asked = ("module", "question_id", "question")
        return _frame((*asked, "answer_id", "answer", "answer_kind", *COUNT), rows)

    def variants(self, contig: str, start: int, end: int) -> "pd.DataFrame":
        """The listed variants of a stretch, ends included, as they stand in the release."""
        table = self._release.about["tables"][f"variants/contig={contig}"]
        stored = ds.dataset(self._release.folder / table["path"], format="parquet")
        within = (ds.field("pos") >= start) & (ds.field("pos") <= end)
        found: pd.DataFrame = stored.to_table(filter=within).to_pandas()
        return found

    def _listed(self, domain: str, concept_id: int) -> None:
        if self._release.concept(domain, concept_id) is None:
            raise KeyError(concept_id)


def _named(one: "Concept") -> tuple[object, ...]:
    return one.domain, one.concept_id, one.name


def _count(count: Count) -> tuple[object, ...]:
    state = "band"
    if isinstance(count, Withheld):
        state = "withheld"
    elif count.is_exact or count.is_small:
        state = "exact" if count.is_exact else "small"
    return count.low, count.high, state


def _frame(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> "pd.DataFrame":
    import pandas as pd  # slow to load, and only notebooks want it

    return pd.DataFrame.from_records(list(rows), columns=list(columns))
