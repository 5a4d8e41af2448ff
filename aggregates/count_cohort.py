"""From a cohort file and its CDM to true counts."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.cohort_file_plans import CohortFile, DomainPlan, is_lasting
from aggregates.concept_pairs import OTHERS, DomainRecords, count_pairs
from aggregates.concepts import CONCEPT_COLUMNS, Vocabulary
from aggregates.counting import Cells, OnsetCut, count_nodes
from aggregates.data_types import domain_parts
from aggregates.definitions import describe
from aggregates.dimensions import Groups, assign_groups, band_of_age, person_columns, table_needs
from aggregates.domains import DATA_TYPE
from aggregates.pairs import Pairs
from aggregates.persons import Persons, read_persons
from aggregates.progress import Progress
from aggregates.subjects import domain_needs, read_subjects
from aggregates.true_counts import DomainCounts, PairCounts, TrueCounts
from aggregates.values import completed, count_values, value_cells
from suppression.policy import Policy

LARGEST_THRESHOLD = 20  # of the policies we ship


def count_cohort(
    cohort: CohortFile, cdm: Cdm, progress: Progress, policy: Policy | None = None
) -> TrueCounts:
    """Count distinct participants of every concept of every domain of a cohort.

    The ``policy`` tells which answers are so rare that they are counted together, and which pairs
    of concepts are compared; without one there are no pairs. Raises InputError for
    missing tables and columns, all of them at once, and for participants or concepts that cannot
    be told apart.
    """
    cdm.require(_needs(cohort))
    steps = len(cohort.domains) + 1
    progress("participants", 0, steps)
    persons = read_persons(cdm, person_columns(cohort))
    groups = assign_groups(cohort, cdm, persons)
    domains, values, vocabularies, structures = [], [], {}, {}
    left_out: dict[str, int] = {}
    questions: pa.Table | None = None
    records: list[DomainRecords] = []
    threshold = policy.threshold if policy else LARGEST_THRESHOLD
    recorded: dict[str, NDArray[np.int32]] = {}
    typed_domains = {one for plan in cohort.domains for own in plan.types for one in own.domains}
    for done, plan in enumerate(sorted(cohort.domains, key=lambda one: bool(one.types)), start=1):
        progress(plan.id, done, steps)
        found = read_subjects(cohort, plan, cdm, persons, threshold, recorded)
        own = _count_domain(cohort, plan, found.pairs, found.vocabulary, groups, persons)
        if plan.id in OTHERS:
            records.append(DomainRecords(found.pairs, found.vocabulary, own))
        if plan.id in typed_domains:
            recorded[plan.id] = np.unique(found.pairs.person)
        left_out.update(found.left_out)
        domains.append(own)
        vocabularies[plan.id] = found.vocabulary
        structures[plan.id] = replace(found.structure, covers=found.vocabulary.covers)
        if plan.id == DATA_TYPE:
            for domain, parts in domain_parts(plan.types).items():
                structures[domain] = replace(structures[domain], part_of=parts)
        questions = found.questions if found.questions is not None else questions
        if found.scales:
            cells = value_cells(_cells(plan.cuts, cohort, groups))
            counted = count_values(plan.id, found.latest, found.scales, cells, len(persons))
            anyone = count_nodes(found.pairs, [found.rows_of(found.scales)], cells, len(persons))
            values.append(completed(counted, domains[-1], anyone))
    counts = TrueCounts(
        dimensions=tuple(plan.dimension for plan in cohort.dimensions),
        cohort=_count_everybody(cohort, groups, persons),
        domains=tuple(sorted(domains, key=lambda one: _order(cohort, one.domain))),
        concepts=_joined({d: v.concepts for d, v in vocabularies.items()}),
        hierarchy=_joined({d: v.hierarchy for d, v in vocabularies.items()}),
        source=describe(cohort, cdm),
        left_out=left_out,
        lasting=frozenset(plan.dimension.id for plan in cohort.dimensions if is_lasting(plan)),
        values=tuple(values),
        structures=structures,
        questions=questions,
        pairs=_counted_pairs(records, len(persons), policy),
    )
    progress("counted", steps, steps)
    return counts


def _counted_pairs(
    records: list[DomainRecords], persons: int, policy: Policy | None
) -> PairCounts | None:
    if policy is None or policy.publishes_exactly:
        return None  # which pairs are listed would follow from counts that are withheld
    found = count_pairs(records, persons, policy)
    return found if found and found.table.num_rows else None


def _order(cohort: CohortFile, domain: str) -> int:
    return [plan.id for plan in cohort.domains].index(domain)


def _needs(cohort: CohortFile) -> dict[str, list[str]]:
    needs = table_needs(cohort)
    for plan in cohort.domains:
        needs.update(domain_needs(plan))
    needs["concept"] = list(CONCEPT_COLUMNS)
    return needs


def _cells(
    cuts: tuple[str, ...], cohort: CohortFile, groups: Mapping[str, Groups]
) -> dict[str, Cells]:
    """The cuts by person dimensions: all but the total and age at the first record."""
    sizes = {plan.dimension.id: len(plan.dimension.groups) for plan in cohort.dimensions}
    cells = {}
    for cut in cuts:
        sides = cut.split("*")
        if all(side in groups for side in sides):
            shape = tuple(sizes[side] for side in sides)
            code = np.ravel_multi_index([groups[side] for side in sides], shape)
            cells[cut] = Cells(code.astype(np.uint16), shape)
    return cells


def _count_everybody(
    cohort: CohortFile, groups: Mapping[str, Groups], persons: Persons
) -> DomainCounts:
    tables = {"total": np.array([len(persons)], np.int64)}
    for cut, cells in _cells(cohort.cohort_cuts, cohort, groups).items():
        counts = np.bincount(cells.code, minlength=int(np.prod(cells.shape)))
        tables[cut] = counts.reshape(1, *cells.shape).astype(np.int64)
    return DomainCounts("cohort", np.zeros(1, np.int64), tables)


def _count_domain(
    cohort: CohortFile,
    plan: DomainPlan,
    pairs: Pairs,
    vocabulary: Vocabulary,
    groups: Mapping[str, Groups],
    persons: Persons,
) -> DomainCounts:
    """Counts of a domain's denominator (row 0: any record at all) and listed concepts."""
    everything = np.arange(len(pairs.concept_ids))
    rows = [np.searchsorted(pairs.concept_ids, below) for below in vocabulary.descendants]
    onset = cohort.onset_dimension
    onset_cut = None
    if onset is not None and onset.dimension.id in plan.cuts:
        onset_cut = OnsetCut(onset.dimension.id, band_of_age(onset), len(onset.dimension.groups))
    cells = _cells(plan.cuts, cohort, groups)
    tables = count_nodes(pairs, [everything, *rows], cells, len(persons), onset_cut)
    concept_ids = np.concatenate([[0], vocabulary.concepts["concept_id"].to_numpy()])
    return DomainCounts(plan.id, concept_ids.astype(np.int64), tables)


def _joined(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The tables of all domains, one below the other, with the domain in front."""
    parts = [
        table.add_column(0, "domain", pa.array([domain] * len(table), pa.string()))
        for domain, table in tables.items()
    ]
    return pa.concat_tables(parts).combine_chunks()
