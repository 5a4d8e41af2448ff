"""Reading a release: the only part of the build side that the site may import.

``open_release`` gives a :class:`Release` or refuses. It opens nothing that is not certified:
missing, failed or mismatching certificates, changed bytes, rows that the table plan does not ask
for and bands off the policy's grid all raise :class:`ReleaseRefused`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aggregates.dimension import Dimension
from aggregates.errors import ReleaseRefused
from aggregates.questions import QUESTIONS, SURVEY
from aggregates.release_check import read_checked
from aggregates.release_format import COHORT, PAIRS, group_ids, values_of
from aggregates.release_frames import ReleaseFrames
from aggregates.release_surveys import SurveyModule, SurveyQuestion, Surveys, pages_of
from aggregates.release_values import (
    AuditSummary,
    Bin,
    Concept,
    ConceptPair,
    Domain,
    GroupCount,
    Text,
    by_band,
)
from aggregates.value_tables import bin_id
from suppression.bands import Count, read_count
from suppression.policy import Policy
from suppression.tables import DomainTables

__all__ = [
    "Bin",
    "Concept",
    "ConceptPair",
    "Domain",
    "GroupCount",
    "Release",
    "ReleaseRefused",
    "open_release",
]


class Release:
    """An opened release. Every count is a ``Band`` or ``Withheld``; nothing exact exists here."""

    def __init__(
        self,
        folder: Path,
        about: Mapping[str, Any],
        policy: Policy,
        dimensions: tuple[Dimension, ...],
        tables: Mapping[str, DomainTables],
        parts: Mapping[str, pa.Table],
        bins: Mapping[str, Sequence[tuple[int, str, float, float]]],
    ) -> None:
        self.folder = folder
        self.about = about
        self.policy = policy
        self.dimensions = dimensions
        self.tables = tables
        self._parts = parts
        self._bins = bins
        self.id: str = about["id"]
        self.title: Text = about["title"]
        self.created: str = about["created"]
        self.cutoff_date: str = about["cutoff_date"]
        self.synthetic: bool = about["synthetic"]
        self.previous: str | None = about["previous"]
        self.source: Mapping[str, str] = about["source"]
        self.citation: str = about["citation"]
        self.license: str = about["license"]

    @cached_property
    def participants(self) -> Count:
        """All participants."""
        return self._count(COHORT, 0, 0)

    @cached_property
    def frames(self) -> ReleaseFrames:
        """The same as pandas tables, for notebooks."""
        return ReleaseFrames(self)

    @cached_property
    def audit(self) -> AuditSummary:
        """The certificate's figures."""
        audit = self.about["audit"]
        return AuditSummary(audit["status"], audit["figures"], audit["attacks"])

    @cached_property
    def domains(self) -> tuple[Domain, ...]:
        """The domains in the release's order, without the cohort itself."""
        return tuple(
            Domain(
                stated["id"],
                stated["label"],
                tuple(stated["cuts"]),
                self._count(stated["id"], 0, 0),
                stated["concepts"],
            )
            for stated in self.about["domains"]
        )

    def domain(self, domain: str) -> Domain:
        """One domain; ``KeyError`` where the release has none of that name."""
        return {one.id: one for one in self.domains}[domain]

    def dimension(self, dimension: str) -> Dimension:
        """One dimension; ``KeyError`` where the release has none of that name."""
        return {one.id: one for one in self.dimensions}[dimension]

    def concept(self, domain: str, concept_id: int) -> Concept | None:
        """A listed concept, or ``None`` for one that is not listed, whatever the reason."""
        return self._concepts.get(domain, {}).get(concept_id)

    def concepts(self, domain: str) -> tuple[Concept, ...]:
        """The listed concepts of a domain, largest band first, ties by name."""
        return self._ordered[domain]

    def cuts(self, domain: str, concept_id: int) -> Mapping[str, tuple[GroupCount, ...]]:
        """Every published cut of a subject, in the release's order of cuts and groups.

        Concept 0 is the domain's denominator; domain ``cohort``, concept 0 is everybody. Raises
        ``KeyError`` for a subject that is not listed.
        """
        tables = self.tables[domain]
        position = int(np.searchsorted(tables.subjects, concept_id))
        if position == len(tables.subjects) or tables.subjects[position] != concept_id:
            raise KeyError(concept_id)
        names = self._names[domain][: tables.plan.cell_count(bool(tables.crossed[position]))]
        cuts: dict[str, list[GroupCount]] = {}
        for cell, (cut, group) in enumerate(names):
            groups = tuple(group.split("*")) if group else ()
            cuts.setdefault(cut, []).append(GroupCount(groups, self._count(domain, position, cell)))
        return {cut: tuple(cells) for cut, cells in cuts.items()}

    def distribution(self, domain: str, concept_id: int) -> tuple[Bin, ...]:
        """The bins of a concept, from below, each in all its cells; none where it has no values."""
        name = values_of(domain)
        found = []
        for one in self._bins_of.get((domain, concept_id), ()):
            tables = self.tables[name]
            position = int(tables.rows_of(np.array([bin_id(one)], np.int64))[0])
            cells = tables.plan.cell_count(bool(tables.crossed[position]))
            for cell, (cut, group) in enumerate(self._names[name][:cells]):
                groups = tuple(group.split("*")) if group else ()
                found.append(Bin(*one[1:], cut, groups, self._count(name, position, cell)))
        return tuple(found)

    def broader(self, domain: str, concept_id: int) -> tuple[Concept, ...]:
        """The concepts directly above a concept, largest band first, ties by name."""
        return self._neighbours("child_id", domain, concept_id)

    def narrower(self, domain: str, concept_id: int) -> tuple[Concept, ...]:
        """The listed concepts directly below a concept, largest band first, ties by name."""
        return self._neighbours("parent_id", domain, concept_id)

    def pairs(self, domain: str, concept_id: int) -> tuple[ConceptPair, ...]:
        """What goes with a concept, most participants with both first, ties by name."""
        found = [
            ConceptPair(
                self._concepts[row["domain"]][row["concept"]],
                read_count(row["low"], row["high"], self.policy),
            )
            for row in self._partners(domain, concept_id)
        ]
        by_name = sorted(found, key=lambda pair: (pair.concept.name.casefold(), pair.concept.code))
        return tuple(sorted(by_name, key=lambda pair: -pair.participants.high))

    def survey_modules(self) -> tuple[SurveyModule, ...]:
        """The modules of the surveys in the order of the questionnaires, with their questions."""
        return self._surveys.modules

    def survey_question(self, question_id: int) -> SurveyQuestion | None:
        """A question of the surveys, or ``None`` for one that is not listed."""
        return self._surveys.questions.get(question_id)

    def top(self, domain: str) -> tuple[Concept, ...]:
        """The concepts of a domain that no listed one stands above, in the order of the list."""
        below = self._edges.get(("child_id", domain), {})
        return tuple(one for one in self._ordered[domain] if one.concept_id not in below)

    def _count(self, domain: str, position: int, cell: int) -> Count:
        tables = self.tables[domain]
        low, high = int(tables.low[position, cell]), int(tables.high[position, cell])
        return read_count(low, high, self.policy)

    @cached_property
    def _names(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {
            domain: group_ids(tables.plan, self.dimensions)
            for domain, tables in self.tables.items()
        }

    @cached_property
    def _bins_of(
        self,
    ) -> Mapping[tuple[str, int], Sequence[tuple[int, str, float, float]]]:
        """The listed bins of every concept with values."""
        found: dict[tuple[str, int], list[tuple[int, str, float, float]]] = {}
        for domain, bins in self._bins.items():
            for one in bins:
                found.setdefault((domain, one[0]), []).append(one)
        return found

    @cached_property
    def _surveys(self) -> Surveys:
        return Surveys(
            self._parts[QUESTIONS],
            self.tables[SURVEY].sums if SURVEY in self.tables else (),
            self._concepts.get(SURVEY, {}),
            self._edges.get(("child_id", SURVEY), {}),
        )

    @cached_property
    def _concepts(self) -> Mapping[str, Mapping[int, Concept]]:
        domains: dict[str, dict[int, Concept]] = {domain.id: {} for domain in self.domains}
        rows = self._parts["concepts"].to_pylist()
        pages = {}
        if SURVEY in domains:
            above = self._edges.get(("child_id", SURVEY), {})
            classes = {
                row["concept_id"]: row["concept_class"] for row in rows if row["domain"] == SURVEY
            }
            pages = {SURVEY: pages_of(self._parts[QUESTIONS], above, classes)}
        for row in rows:
            domains[row["domain"]][row["concept_id"]] = Concept(
                row["domain"],
                row["concept_id"],
                row["concept_name"],
                row["vocabulary_id"],
                row["concept_code"],
                row["concept_class"],
                tuple(row["synonyms"]),
                read_count(row["low"], row["high"], self.policy),
                pages.get(row["domain"], {}).get(row["concept_id"], (row["concept_id"],)),
            )
        return domains

    @cached_property
    def _ordered(self) -> Mapping[str, tuple[Concept, ...]]:
        return {domain: by_band(found.values()) for domain, found in self._concepts.items()}

    @cached_property
    def _edges(self) -> Mapping[tuple[str, str], Mapping[int, list[int]]]:
        edges: dict[tuple[str, str], dict[int, list[int]]] = {}
        for row in self._parts["hierarchy"].to_pylist():
            for near, far in (("parent_id", "child_id"), ("child_id", "parent_id")):
                side = edges.setdefault((near, row["domain"]), {})
                side.setdefault(row[near], []).append(row[far])
        return edges

    def _partners(self, domain: str, concept_id: int) -> Iterator[dict[str, Any]]:
        """Rows (domain, concept, low, high), found in the table itself: it may be a long one."""
        table = self._parts.get(PAIRS)
        if table is None:
            return
        for near, far in ("ab", "ba"):
            here = pc.and_(
                pc.equal(table[f"domain_{near}"], domain),
                pc.equal(table[f"concept_{near}"], concept_id),
            )
            columns = [f"domain_{far}", f"concept_{far}", "low", "high"]
            found = table.filter(here).select(columns)
            yield from found.rename_columns(["domain", "concept", "low", "high"]).to_pylist()

    def _neighbours(self, near: str, domain: str, concept_id: int) -> tuple[Concept, ...]:
        found = self._edges.get((near, domain), {}).get(concept_id, [])
        return by_band(self._concepts[domain][neighbour] for neighbour in found)


def open_release(folder: Path | str) -> Release:
    """Open a release folder, or raise :class:`ReleaseRefused` saying what is wrong with it."""
    checked = read_checked(Path(folder))
    parts = {
        "concepts": checked.concepts,
        "hierarchy": checked.hierarchy,
        QUESTIONS: checked.questions,
        PAIRS: checked.pairs,
    }
    return Release(
        checked.folder,
        checked.about,
        checked.policy,
        checked.dimensions,
        checked.tables,
        parts,
        checked.bins,
    )
