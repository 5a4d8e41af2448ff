"""The measure of membership on the genotypes of a cohort: a sample of alleles and people."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from aggregates.progress import Progress
from aggregates.variants.cohort_source import VariantSource
from aggregates.variants.copies import copies_at
from aggregates.variants.genotypes import dosage_batches
from suppression.alleles import Copies
from suppression.membership import Dosages, measured, sample
from suppression.policy import Policy

MOST_ALLELES: Final = 30_000
MOST_READ: Final = 300_000
MOST_PEOPLE: Final = 5_000
_FEWEST_PEOPLE: Final = 100


def measured_on(
    opened: VariantSource, policy: Policy, progress: Progress
) -> Mapping[str, object] | None:
    """How well members can be told; None without genotypes, or with fewer than 100 people.

    On up to 5,000 people, and up to 30,000 alleles evenly spread over the first 300,000 that the
    files have where everyone has two copies, rare ones included.
    """
    source = opened.genotypes
    if source is None or len(source.rules.samples.names) < _FEWEST_PEOPLE:
        return None
    progress("membership", 0, 2)
    column = np.argmax(opened.fold[1:, 1:], axis=1) if opened.groups else None
    of_source = source.rules.samples.group
    group = column[of_source] if column is not None else np.zeros(len(of_source), np.int64)
    order = np.lexsort((np.arange(len(group)), group))
    people = np.sort(order[sample(len(order), MOST_PEOPLE)])
    everything = replace(opened, source=replace(source, rules=replace(source.rules, least_carriers=1)))
    dosages = _sampled(everything, people)
    progress("membership", 1, 2)
    if not len(dosages):
        return None
    return measured(dosages, np.asarray(group[people], np.int64), policy).as_mapping()


def _sampled(opened: VariantSource, people: np.ndarray) -> Dosages:
    """Copies (alleles, people) of every so many-th allele."""
    assert opened.genotypes is not None
    kept: list[Dosages] = [np.zeros((0, len(people)), np.int8)]
    step, read, total = 1, 0, 0
    for batch, dosages in dosage_batches(opened.genotypes):
        if batch.structural:
            continue
        copies = copies_at(opened.source.build, batch.contig, batch.sites["pos"].to_numpy())
        rows = np.flatnonzero(copies == Copies.TWO)
        chosen = rows[(read + np.arange(len(rows))) % step == 0]
        kept.append(dosages[chosen][:, people])
        read, total = read + len(rows), total + len(chosen)
        while total > MOST_ALLELES:
            whole = np.concatenate(kept)[::2]
            kept, total, step = [whole], len(whole), 2 * step
        if read >= MOST_READ:
            break
    return np.concatenate(kept)
