"""The rows of CSV files, made of the very facts that the pages show."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from browser.row_values import COUNT as _COUNT
from browser.row_values import SHARE as _SHARE
from browser.row_values import count_values as _count
from browser.row_values import limit_values
from browser.row_values import share_values as _share
from layouts.concept import ConceptFacts, ListedConcept
from layouts.concept_list import ListFacts

Rows = Iterator[Sequence[object]]


def list_rows(facts: ListFacts) -> Rows:
    """One row per concept of a list."""
    yield (
        "domain",
        "concept_id",
        "concept_name",
        "vocabulary_id",
        "concept_code",
        *_COUNT,
        *_SHARE,
    )
    for concept in facts.concepts:
        yield (*_identity(concept), *_count(concept.participants), *_share(concept.share))


def concept_rows(facts: ConceptFacts) -> Rows:
    """One row per cell of a concept: the total, then every group of every published cut."""
    yield (
        "domain",
        "concept_id",
        "concept_name",
        "cut",
        "group",
        *_COUNT,
        "share_of",
        *_SHARE,
    )
    concept = facts.concept
    subject = (concept.domain, concept.concept_id, concept.name)
    total = (*_count(concept.participants), "group", *_share(concept.share))
    yield (*subject, "total", "", *total)
    for shown in (*facts.figures, *facts.crossed):
        for cell in shown.cells:
            values = (*_count(cell.participants), shown.share_of, *_share(cell.share))
            yield (*subject, shown.cut, "*".join(cell.groups), *values)


def value_rows(facts: ConceptFacts) -> Rows:
    """One row per bin of a concept's values and group, those counted apart after the others.

    A bin holds its lower edge and not its upper one. An empty edge is none: values that are hardly
    possible, below or above all others, and, without a unit, participants without a known value.
    """
    yield (
        "domain",
        "concept_id",
        "concept_name",
        "unit",
        "bin_low",
        "bin_high",
        "cut",
        "group",
        *_COUNT,
    )
    shown, concept = facts.values, facts.concept
    if shown is None:
        return
    subject = (concept.domain, concept.concept_id, concept.name)
    groups = [("total", shown.everybody)]
    groups += [(cut.cut, values) for cut in shown.cuts for values in cut.groups]
    for cut, values in groups:
        group = "*".join(values.groups)
        low, high = shown.limits
        bins = [
            *zip(pairwise(shown.edges), (cell.participants for cell in values.bins), strict=True),
            (("", low), values.below),
            ((high, ""), values.above),
        ]
        for edges, count in bins:
            yield (*subject, shown.unit, *edges, cut, group, *_count(count))
        yield (*subject, "", "", "", cut, group, *_count(values.unknown))


def pair_rows(facts: ConceptFacts) -> Rows:
    """One row per concept that goes with a concept: both together, and how that compares."""
    yield (
        "domain",
        "concept_id",
        "concept_name",
        "other_domain",
        "other_concept_id",
        "other_concept_name",
        *_COUNT,
        *_SHARE,
        "lift_low",
        "lift_high",
    )
    subject = (facts.concept.domain, facts.concept.concept_id, facts.concept.name)
    for one in facts.pairs.companions:
        limits = limit_values(one.lift.low, one.lift.high, 4) if one.lift else ("", "")
        other = (one.domain, one.concept_id, one.name)
        yield (*subject, *other, *_count(one.together), *_share(one.share), *limits)


def csv_text(rows: Rows) -> str:
    """Rows as CSV (RFC 4180), with cells that a spreadsheet would run as formulas disarmed."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_disarmed(value) for value in row])
    return stream.getvalue()


def _identity(concept: ListedConcept) -> Sequence[object]:
    return (
        concept.domain,
        concept.concept_id,
        concept.name,
        concept.vocabulary,
        concept.code,
    )


def _disarmed(value: object) -> object:
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value
