"""The rows of the CSV file of a comparison, made of the very facts that the page shows."""

from collections.abc import Sequence

from browser.downloads import Rows
from browser.row_values import COUNT, SHARE, count_values, share_values
from layouts.comparison import CompareFacts, Side


def compare_rows(facts: CompareFacts) -> Rows:
    """One row per side, then one per side and group where the page shows groups."""
    yield (
        *("side", "domain", "concept_id", "concept_name", "question", "release_id", "cut", "group"),
        *COUNT,
        *("of_low", "of_high"),
        *SHARE,
        *("age_standardised_low", "age_standardised_high"),
    )
    for side in facts.sides:
        cut, _, group = side.group.partition(".")
        yield (
            *_identity(side),
            cut or "total",
            group,
            *count_values(side.participants),
            side.whole.low,
            side.whole.high,
            *share_values(side.share),
            *share_values(side.by_age),
        )
    for row in facts.divided.rows if facts.divided else ():
        for side, cell in zip(facts.sides, row, strict=True):
            within, _, group = side.group.partition(".")
            yield (
                *_identity(side),
                "*".join(filter(None, (within, facts.divided.cut if facts.divided else ""))),
                "*".join(filter(None, (group, *cell.groups))),
                *count_values(cell.participants),
                *("", ""),
                *share_values(cell.share),
                *("", ""),
            )


def _identity(side: Side) -> Sequence[object]:
    return (
        side.letter,
        side.domain,
        side.concept_id,
        side.name,
        side.question,
        side.release.id,
    )
