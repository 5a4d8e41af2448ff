"""What was shared, by group: which share of each group has a data type, and of whom it is."""

from collections.abc import Sequence

from aggregates.release import GroupCount, Release
from browser.data_types import DATA_TYPE
from browser.figures import ANYONE, COHORT, telling, telling_share
from browser.reference_figures import group_labels
from layouts.data_types import DataType
from layouts.diversity_types import TypeRow, TypeTable
from layouts.text import Catalogue
from suppression.shares import share_among


def type_tables(
    release: Release, types: Sequence[DataType], text: Catalogue
) -> tuple[TypeTable, ...]:
    """A table per dimension that both the cohort and the data types are divided by."""
    if not types:
        return ()
    everybody = release.cuts(COHORT, ANYONE)
    cuts = [release.cuts(DATA_TYPE, one.concept_id) for one in types]
    shared = [
        cut
        for cut in everybody
        if cut != "total" and "*" not in cut and all(cut in having for having in cuts)
    ]
    return tuple(
        _table(release, cut, everybody[cut], [having[cut] for having in cuts], types, text)
        for cut in shared
    )


def _table(
    release: Release,
    cut: str,
    everybody: Sequence[GroupCount],
    having: Sequence[Sequence[GroupCount]],
    types: Sequence[DataType],
    text: Catalogue,
) -> TypeTable:
    dimension = release.dimension(cut)
    labels = group_labels(dimension, text)
    rows = []
    for place, of in enumerate(everybody):
        counts = [cells[place].participants for cells in having]
        others = [
            [cell.participants for at, cell in enumerate(cells) if at != place] for cells in having
        ]
        rows.append(
            TypeRow(
                of.groups[0],
                labels[of.groups[0]],
                of.participants,
                tuple(counts),
                tuple(telling_share(count, of.participants) for count in counts),
                tuple(
                    telling(share_among(count, rest, one.participants))
                    for count, rest, one in zip(counts, others, types, strict=True)
                ),
            )
        )
    all_of_them = tuple(telling_share(one.participants, release.participants) for one in types)
    told = tuple((one.code, one.name) for one in types)
    return TypeTable(cut, text.label(dimension.label), told, tuple(rows), all_of_them)
