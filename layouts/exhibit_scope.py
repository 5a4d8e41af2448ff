"""Exhibits of the size of a group: the answer, beside other questions, and who they are."""

from collections.abc import Iterator
from typing import Any

from layouts import formatting
from layouts.exhibit import Compared, Exhibit, Row, figure_id
from layouts.page import Visit
from layouts.representation import US, GroupRow, stated_share
from layouts.scope_address import SCOPE
from layouts.scope_beside import beside_finding, than_words
from layouts.scope_facts import Beside, BesideRow, ScopeFacts, Sized
from layouts.scope_words import answer_words, called, limits, question_words
from layouts.text import Catalogue
from suppression.bands import Withheld

COHORT = "cohort"


def sized_exhibits(facts: ScopeFacts, visit: Visit) -> Iterator[Exhibit]:
    """The answer, all questions beside each other, then who those who qualify are."""
    if facts.at_hand:
        yield answer_exhibit(facts.at_hand, facts, visit)
    if facts.beside:
        yield beside_exhibit(facts, visit)
    if facts.at_hand:
        for shown in facts.representation:
            yield _who(shown, facts.at_hand, facts, visit)


def answer_exhibit(sized: Sized, facts: ScopeFacts, visit: Visit) -> Exhibit:
    """Those who qualify, on the scale of all participants."""
    text, everyone = visit.text, facts.participants
    rows = (
        _question(sized, text),
        Row(text("scope.steps.everyone"), ("all",), everyone, None, aside=True),
    )
    return Exhibit(
        id="answer",
        title=answer_words(sized, text),
        subject=question_words(sized, text),
        grouping="",
        cut="total",
        rows=rows,
        most=float(everyone.high),
        notes=tuple(answer_notes(sized, facts, text)),
        **_common(facts, text),
    )


def answer_notes(sized: Sized, facts: ScopeFacts, text: Catalogue) -> Iterator[str]:
    """What has to be known about the answer to read it right."""
    if not sized.published and not sized.never:
        yield text("scope.not_published")
    if sized.implied:
        names = text("scope.and").join(called(one, text) for one in sized.implied)
        yield text("scope.implied", things=names)
    if sized.counted.low == 0 and not sized.never and not isinstance(sized.counted, Withheld):
        yield text("scope.maybe_none", threshold=facts.threshold)


def beside_exhibit(facts: ScopeFacts, visit: Visit) -> Exhibit:
    """All questions of the address on one scale."""
    text = visit.text
    return Exhibit(
        id="beside",
        title=difference(facts, text).removesuffix("."),
        subject=text("scope.beside.title"),
        grouping=text("scope.beside.caption"),
        cut="total",
        rows=tuple(_question(one, text) for one in facts.sized),
        **_common(facts, text),
    )


def difference(facts: ScopeFacts, text: Catalogue) -> str:
    """Which question surely has most people, if any."""
    order = sorted(facts.sized, key=lambda one: (-one.counted.low, question_words(one, text)))
    first, *rest = order
    if all(first.counted.low > one.counted.high for one in rest):
        return text("scope.beside.most", question=question_words(first, text))
    return text("scope.beside.cannot_tell")


def _question(one: Sized, text: Catalogue) -> Row:
    return Row(
        question_words(one, text),
        (one.asked.words,),
        one.counted,
        one.share,
        said=limits(one.counted, text),
    )


def _who(shown: Beside, sized: Sized, facts: ScopeFacts, visit: Visit) -> Exhibit:
    text = visit.text
    rows = [_group(row, text) for row in shown.rows]
    rows += [
        Row(row.label, row.groups, row.participants, None, aside=True) for row in shown.unknown
    ]
    notes = [text("scope.who.reading")]
    if visit.release.synthetic:
        notes.append(text("diversity.synthetic"))
    common = _common(facts, text)
    heads = (shown.label, text("scope.who.qualify"), text("scope.who.share"))
    return Exhibit(
        id=figure_id("by", shown.dimension),
        title=beside_finding(shown, text),
        subject=question_words(sized, text),
        grouping=shown.label,
        cut=shown.dimension,
        rows=tuple(rows),
        measure="share",
        notes=tuple(notes),
        **{**common, "heads": heads},
    )


def _group(row: BesideRow, text: Catalogue) -> Row:
    mine = row.qualifying
    beside = [_everybody(row, text), *_country(mine, text)]
    return Row(mine.label, mine.groups, mine.participants, mine.share,
               compared=tuple(one for one in beside if one))  # fmt: skip


def _everybody(row: BesideRow, text: Catalogue) -> Compared | None:
    """The share among all participants; nothing where it is not known."""
    other = row.everybody.share
    if other is None:
        return None
    return Compared(
        COHORT,
        formatting.share(other, text),
        text("scope.who.of_all"),
        other,
        citation="",
        year="",
        ratio=row.ratio,
        ratio_words=than_words(row.ratio, text),
    )


def _country(mine: GroupRow, text: Catalogue) -> Iterator[Compared]:
    """The share in the country, in words: the mark on a bar is that of all participants."""
    found = mine.against(US)
    if found is None:
        return
    reference = found.reference
    yield Compared(
        US,
        stated_share(reference, text),
        text(f"reference.of_whom.{reference.of_whom}"),
        reference.share,
        reference.source.citation,
        reference.source.year,
        found.ratio,
        than_words(found.ratio, text),
        marked=False,
    )


def _common(facts: ScopeFacts, text: Catalogue) -> dict[str, Any]:
    return {
        "path": SCOPE,
        "heads": (
            text("scope.beside.question"),
            text("figure.participants"),
            text("scope.beside.share"),
        ),
        "state": facts.scope.state,
        "own_words": True,
    }
