"""The rows of the CSV files about diversity and data types, of the very facts that pages show."""

from collections.abc import Iterator, Sequence

from browser.downloads import Rows
from browser.row_values import COUNT, count_values, limit_values, share_values
from layouts.data_types import DataTypesFacts
from layouts.diversity import DiversityFacts
from layouts.representation import Comparison, GroupRow
from suppression.shares import Ratio

_NOTHING = ("",) * 9
EVERYBODY = "cohort"


def diversity_rows(facts: DiversityFacts) -> Rows:
    """One row per group and reference; then, for each data type, one per group.

    ``share_of`` is ``answered`` (everybody whose group is known), ``all`` (all participants, with
    room for those whose group is not known), ``group`` (the group's own participants: who of them
    has the data type) or ``type`` (everybody with the data type).
    """
    yield (
        *("subject", "dimension", "groups", "label", *COUNT),
        *("share_of", "share_low", "share_high"),
        *("reference", "reference_of", "reference_year", "reference_low", "reference_high"),
        *("ratio_low", "ratio_high", "reference_stated", "source"),
    )
    for shown in facts.dimensions:
        for row in (*shown.rows, *shown.unknown):
            about = (EVERYBODY, shown.dimension, " ".join(row.groups), row.label)
            measured = (*count_values(row.participants), shown.share_of, *share_values(row.share))
            for compared in _compared(row):
                yield (*about, *measured, *compared)
    for table in facts.types:
        for group in table.rows:
            for place, (code, _) in enumerate(table.types):
                about = (code, table.dimension, group.group, group.label)
                counted = count_values(group.counts[place])
                for of, found in (("group", group.having), ("type", group.made_of)):
                    yield (*about, *counted, of, *share_values(found[place]), *_NOTHING)


def data_types_rows(facts: DataTypesFacts) -> Rows:
    """One row per data type, per exact combination, and per types asked for together."""
    yield ("kind", "data_types", "concept_id", *COUNT, "share_low", "share_high")
    for one in facts.types:
        yield (
            "type",
            one.code,
            one.concept_id,
            *count_values(one.participants),
            *share_values(one.share),
        )
    for exact in facts.combinations:
        told = (*count_values(exact.participants), *share_values(exact.share))
        yield ("exactly", "+".join(exact.codes), exact.concept_id, *told)
    for joint in facts.joint:
        told = (*count_values(joint.participants), *share_values(joint.share))
        yield ("at_least", "+".join(joint.codes), "", *told)


def _compared(row: GroupRow) -> Iterator[Sequence[object]]:
    if not row.comparisons:
        yield _NOTHING
    for one in row.comparisons:
        reference = one.reference
        yield (
            *(reference.against, reference.of_whom, reference.source.year),
            *(f"{reference.share.low:.5f}", f"{reference.share.high:.5f}"),
            *_ratio(one),
            *("–".join(reference.stated), reference.source.citation),
        )


def _ratio(one: Comparison) -> Sequence[object]:
    """Three decimals, where the page has fewer."""
    found: Ratio | None = one.ratio
    return limit_values(found.low, found.high, 3) if found else ("", "")
