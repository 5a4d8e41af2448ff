"""The rows of the file about the size of groups."""

from browser.downloads import Rows
from browser.row_values import COUNT, SHARE, count_values, share_values
from layouts.scope_facts import ScopeFacts, Sized


def scope_rows(facts: ScopeFacts) -> Rows:
    """Every question with its answer and the counts that led to it, then the groups of the first.

    ``kind`` is ``answer``, ``everyone``, ``thing``, ``pair`` or ``related`` (a step of the answer),
    or ``group``. ``question`` is the question as it stands in an address.
    """
    yield ("question", "kind", "things", "cut", "group", *COUNT, "share_of", *SHARE)
    for one in facts.sized:
        yield from _question(one)
    if facts.at_hand is None:
        return
    for shown in facts.representation:
        for row in shown.rows:
            mine = row.qualifying
            group = "+".join(mine.groups)
            values = (*count_values(mine.participants), "answered", *share_values(mine.share))
            yield (facts.at_hand.asked.words, "group", "", shown.dimension, group, *values)


def _question(one: Sized) -> Rows:
    words = one.asked.words
    groups = ";".join(f"{choice.dimension}.{choice.chosen}" for choice in one.groups)
    things = ",".join(f"{thing.thing.domain}.{thing.thing.id}" for thing in one.things)
    values = (*count_values(one.counted), "cohort", *share_values(one.share))
    yield (words, "answer", things, "", groups, *values)
    for step in one.steps:
        named = ",".join(f"{thing.thing.domain}.{thing.thing.id}" for thing in step.things)
        counted = count_values(step.counted)
        yield (
            words,
            step.kind,
            named,
            "",
            "; ".join(step.groups),
            *counted,
            "",
            *share_values(None),
        )
