"""The rows of the file about the size of groups."""

from collections.abc import Sequence

from browser.downloads import Rows
from browser.row_values import COUNT, SHARE, count_values, share_values
from layouts.scope_facts import Named, ScopeFacts, Sized


def scope_rows(facts: ScopeFacts) -> Rows:
    """Every question with its answer and the counts that led to it, then the groups of the first.

    ``role`` is ``answer``, ``everyone``, ``thing``, ``pair`` or ``related`` (a step of the answer),
    or ``group``. ``asked`` is the question as it stands in an address. Several groupings are joined
    by ``*``, and so are their groups; a comma stands between groups that are counted together.
    """
    yield ("asked", "role", "things", "cut", "group", *COUNT, "share_of", *SHARE)
    for one in facts.sized:
        yield from _question(one)
    if facts.at_hand is None:
        return
    for shown in facts.representation:
        for row in shown.rows:
            mine = row.qualifying
            group = ",".join(mine.groups)
            values = (*count_values(mine.participants), "answered", *share_values(mine.share))
            yield (facts.at_hand.asked.words, "group", "", shown.dimension, group, *values)


def _question(one: Sized) -> Rows:
    words = one.asked.words
    within = _within([(choice.dimension, choice.chosen) for choice in one.groups])
    values = (*count_values(one.counted), "cohort", *share_values(one.share))
    yield (words, "answer", _named(one.things), *within, *values)
    for step in one.steps:
        counted = (*count_values(step.counted), "", *share_values(None))
        yield (words, step.kind, _named(step.things), *_within(step.of), *counted)


def _named(things: Sequence[Named]) -> str:
    return ",".join(f"{one.thing.domain}.{one.thing.id}" for one in things)


def _within(groups: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The groupings and the groups, as the columns ``cut`` and ``group`` have them."""
    names, chosen = zip(*groups, strict=True) if groups else ((), ())
    return "*".join(names) or "total", "*".join(chosen)
