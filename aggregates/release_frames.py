"""A release as pandas tables, for notebooks: the published bands with the names of what they count.

Columns are called as in the API. ``participants_low`` and ``participants_high`` are the ends of the
published band; ``participants_state`` says whether it is a ``band``, ``small`` (zero included),
``exact`` or ``withheld``.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow.dataset as ds

from suppression.bands import Count, Withheld

if TYPE_CHECKING:
    import pandas as pd

    from aggregates.release import Concept, Release


class ReleaseFrames:
    """The tables of an opened release. Each call makes a table of its own, to be changed at will.

    Raises ``KeyError`` for a domain or a concept that the release does not list.
    """

    def __init__(self, release: "Release") -> None:
        self._release = release

    def domains(self) -> "pd.DataFrame":
        """A row per domain: its cuts, how many concepts it lists, who has any data of it."""
        return _frame(
            {
                "domain": one.id,
                "label": one.label["en"],
                "concepts": one.concepts,
                "cuts": " ".join(one.cuts),
                **_count(one.participants),
            }
            for one in self._release.domains
        )

    def groups(self) -> "pd.DataFrame":
        """A row per group of every dimension, in their order."""
        return _frame(
            {
                "dimension": dimension.id,
                "dimension_label": dimension.label["en"],
                "group": group.id,
                "label": group.label["en"],
            }
            for dimension in self._release.dimensions
            for group in dimension.groups
        )

    def concepts(self, domain: str) -> "pd.DataFrame":
        """A row per listed concept of a domain, largest band first."""
        return _frame(
            {
                **_named(one),
                "vocabulary_id": one.vocabulary_id,
                "concept_code": one.code,
                "concept_class": one.concept_class,
                **_count(one.participants),
            }
            for one in self._release.concepts(domain)
        )

    def counts(self, domain: str, concept_id: int = 0) -> "pd.DataFrame":
        """A row per cell of a concept. Concept 0 is everybody with any data of the domain; of
        domain ``cohort``, everybody."""
        cuts = self._release.cuts(domain, concept_id)
        return _frame(
            {"cut": cut, "group": "*".join(cell.groups), **_count(cell.participants)}
            for cut, cells in cuts.items()
            for cell in cells
        )

    def values(self, domain: str, concept_id: int) -> "pd.DataFrame":
        """A row per bin and cell of a concept with values. Bins at the ends are infinite; without
        a unit stand those without a known value."""
        return _frame(
            {
                "unit": one.unit,
                "bin_low": one.low,
                "bin_high": one.high,
                "cut": one.cut,
                "group": "*".join(one.groups),
                **_count(one.participants),
            }
            for one in self._release.distribution(domain, concept_id)
        )

    def pairs(self, domain: str, concept_id: int) -> "pd.DataFrame":
        """A row per concept that goes with another: how many participants have both."""
        return _frame(
            {**_named(one.concept), **_count(one.participants)}
            for one in self._release.pairs(domain, concept_id)
        )

    def answers(self) -> "pd.DataFrame":
        """A row per answer to every question of the surveys, in their order."""
        return _frame(
            {
                "module": module.name,
                "question_id": question.concept.concept_id,
                "question": question.concept.name,
                "answer_id": answer.concept.concept_id,
                "answer": answer.concept.name,
                "answer_kind": answer.kind,
                **_count(answer.concept.participants),
            }
            for module in self._release.survey_modules()
            for question in module.questions
            for answer in question.answers
        )

    def variants(self, contig: str, start: int, end: int) -> "pd.DataFrame":
        """The listed variants of a stretch, ends included, as they stand in the release."""
        table = self._release.about["tables"][f"variants/contig={contig}"]
        stored = ds.dataset(self._release.folder / table["path"], format="parquet")
        within = (ds.field("pos") >= start) & (ds.field("pos") <= end)
        return stored.to_table(filter=within).to_pandas()


def _named(one: "Concept") -> dict[str, Any]:
    return {"domain": one.domain, "concept_id": one.concept_id, "concept_name": one.name}


def _count(count: Count) -> dict[str, Any]:
    state = "band"
    if isinstance(count, Withheld):
        state = "withheld"
    elif count.is_exact or count.is_small:
        state = "exact" if count.is_exact else "small"
    return {
        "participants_low": count.low,
        "participants_high": count.high,
        "participants_state": state,
    }


def _frame(rows: Iterable[Mapping[str, Any]]) -> "pd.DataFrame":
    import pandas as pd  # slow to load, and only notebooks want it

    return pd.DataFrame.from_records(list(rows))
