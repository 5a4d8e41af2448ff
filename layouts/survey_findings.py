"""What the answers to a question say, as far as their bands support it and no further."""

from collections.abc import Sequence
from typing import Final

from layouts import formatting
from layouts.cells import Cell
from layouts.findings import TELLING, UNSTATED, leaders
from layouts.page import Visit
from layouts.survey_words import Words, words
from layouts.surveys import QuestionFacts, Reply
from suppression.shares import Share

HALF: Final = (0.47, 0.53)  # what people call half


def answer_finding(question: QuestionFacts, visit: Visit) -> Words:
    """How most answered: one answer that surely leads, or two, or that it is open."""
    text = visit.text
    real = [one for one in question.answers if one.real]
    if not question.answers:
        return [text("survey.finding.none")]
    if not real or all(one.participants.low == 0 for one in real):
        return [text("survey.finding.too_few")]
    cells = [one.cell for one in real]
    leading = [real[cells.index(cell)] for cell in leaders(cells, "count")]
    rest = [one.participants.high for one in real if one not in leading]
    kind = "several" if question.several else "one"
    if len(leading) == 1:
        return _leader(leading[0], kind, visit)
    surest = min(one.participants.low for one in leading)
    if len(leading) == 2 and rest and surest > max(rest):
        names = {"first": leading[0].name, "second": leading[1].name}
        return words(f"survey.finding.{kind}.two", visit, names)
    return [text(f"survey.finding.{kind}.unclear")]


def _leader(reply: Reply, kind: str, visit: Visit) -> Words:
    name = {"answer": reply.name}
    tenths = _tenths(reply.share)
    if tenths == 10:
        share = formatting.share(reply.share, visit.text)
        return words(f"survey.finding.{kind}.nearly", visit, name, share=share)
    if reply.share and reply.share.low >= HALF[0] and reply.share.high <= HALF[1]:
        return words(f"survey.finding.{kind}.half", visit, name)
    if tenths is not None and tenths > 5:
        return words(f"survey.finding.{kind}.tenths", visit, name, tenths=tenths)
    if reply.share is None:
        return words(f"survey.finding.{kind}.most", visit, name)
    share = formatting.share(reply.share, visit.text)
    return words(f"survey.finding.{kind}.most_share", visit, name, share=share)


def _tenths(share: Share | None) -> int | None:
    """How many in ten, if both ends of a share are rounded to the same."""
    if share is None:
        return None
    low, high = (int(10 * end + 0.5) for end in (share.low, share.high))
    return low if low == high else None


def group_finding(
    replies: Sequence[Reply],
    rows: Sequence[Sequence[Cell]],
    cut: str,
    dimension: str,
    visit: Visit,
) -> Words:
    """Two groups whose shares of one answer surely differ: of the most given answer that has such.

    ``rows`` holds a cell per group for every reply.
    """
    given = [pair for pair in zip(replies, rows, strict=True) if pair[0].real]
    given.sort(key=lambda pair: (-pair[0].participants.high, -pair[0].participants.low))
    for reply, row in given:
        known = [cell for cell in row if cell.share and not UNSTATED.intersection(cell.groups)]
        if len(known) < 2:
            continue
        most = max(known, key=lambda cell: cell.span("share")[0])
        least = min(known, key=lambda cell: cell.span("share")[1])
        if most.span("share")[0] <= TELLING * least.span("share")[1]:
            continue
        shares = [formatting.share(cell.share, visit.text) for cell in (most, least)]
        if shares[0] == shares[1]:
            continue
        return words(
            f"survey.finding.groups_by.{'age' if cut == 'age' else 'any'}",
            visit,
            {"answer": reply.name},
            first=", ".join(most.labels),
            second=", ".join(least.labels),
            first_share=shares[0],
            second_share=shares[1],
        )
    return [visit.text("finding.unclear", dimension=dimension)]
