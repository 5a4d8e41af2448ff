"""Exhibits of a comparison: shares as they are, at one population's ages, and by groups."""

from collections.abc import Iterator, Sequence
from typing import Any

from layouts.address import COMPARE
from layouts.compare_words import heading, overall_finding, pair_finding, title_of
from layouts.comparison import CompareFacts, Divided, Side, compare_address
from layouts.exhibit import Exhibit, Row
from layouts.page import Visit


def comparison_exhibits(facts: CompareFacts, visit: Visit) -> Iterator[Exhibit]:
    """Every figure of the page, in its order."""
    if not facts.sides:
        return
    yield shares_exhibit(facts, visit)
    if any(side.by_age for side in facts.sides):
        yield aged_exhibit(facts, visit)
    if facts.divided:
        yield divided_exhibit(facts, facts.divided, visit)


def shares_exhibit(facts: CompareFacts, visit: Visit) -> Exhibit:
    """The shares as they are."""
    text, sides = visit.text, facts.sides
    rows = tuple(_row(side, sides, False, visit) for side in sides)
    notes = _pairs(facts, False, visit)
    if len({(side.domain, side.question) for side in sides}) > 1:
        notes.append(text("compare.other_people"))
    return Exhibit(
        id="shares",
        title=_finding(facts, False, visit),
        grouping=text("compare.shares_title"),
        rows=rows,
        notes=(*notes, *_releases(sides, visit)),
        extra_heads=(text("cite.out_of"),),
        **_common(facts, visit),
    )


def aged_exhibit(facts: CompareFacts, visit: Visit) -> Exhibit:
    """The shares at the ages of the standard population, of those sides where they are known."""
    text, sides = visit.text, facts.sides
    missing = [
        text(f"compare.why_not.{side.why_not}", name=heading(side, sides, text))
        for side in sides
        if side.why_not
    ]
    notes = (
        *_pairs(facts, True, visit),
        *missing,
        text("compare.aged_method"),
        text("compare.aged_source", citation=facts.standard.citation),
        *_releases(sides, visit),
    )
    return Exhibit(
        id="aged",
        title=_finding(facts, True, visit),
        grouping=text("compare.aged_title"),
        rows=tuple(_row(side, sides, True, visit) for side in sides if side.by_age),
        notes=notes,
        extra_heads=(text("cite.out_of"),),
        **_common(facts, visit),
    )


def divided_exhibit(facts: CompareFacts, divided: Divided, visit: Visit) -> Exhibit:
    """Every side by the groups of one dimension: a block for each group."""
    text, sides = visit.text, facts.sides
    rows = tuple(
        Row(
            name,
            (_id(side), *cell.groups),
            cell.participants,
            cell.share,
            block=cell.labels[0],
            release=side.release.id,
            synthetic=side.release.synthetic,
        )
        for cells in divided.rows
        for side, name, cell in zip(sides, divided.columns, cells, strict=True)
    )
    return Exhibit(
        id="divided",
        title=text("compare.divided_title", dimension=divided.dimension),
        grouping="",
        rows=rows,
        notes=tuple(_releases(sides, visit)),
        kept=(("cut", divided.cut),),
        **{**_common(facts, visit), "cut": divided.cut},
    )


def _common(facts: CompareFacts, visit: Visit) -> dict[str, Any]:
    text = visit.text
    return {
        "path": COMPARE,
        "subject": title_of(facts.sides, text),
        "cut": "total",
        "heads": (text("compare.sides"), text("figure.participants"), text("compare.share")),
        "measure": "share",
        "state": compare_address(facts.sides, visit).state,
        "own_words": True,
    }


def _row(side: Side, sides: Sequence[Side], aged: bool, visit: Visit) -> Row:
    return Row(
        heading(side, sides, visit.text),
        (_id(side),),
        side.participants,
        side.by_age if aged else side.share,
        extra=(("of", side.whole),),
        release=side.release.id,
        synthetic=side.release.synthetic,
    )


def _id(side: Side) -> str:
    """What a side is of, as an address names it."""
    return "*".join(filter(None, (f"{side.domain}.{side.concept_id}", side.group)))


def _finding(facts: CompareFacts, aged: bool, visit: Visit) -> str:
    """What is certain of all sides; of one alone, only what is shown."""
    if len(facts.sides) > 1:
        return overall_finding(facts.sides, facts.pairs, aged, visit.text).removesuffix(".")
    return visit.text("compare.caption_aged" if aged else "compare.caption").removesuffix(".")


def _pairs(facts: CompareFacts, aged: bool, visit: Visit) -> list[str]:
    """Every two sides, where there are more than the two of which the title speaks."""
    if len(facts.sides) < 3:
        return []
    return [pair_finding(pair, facts.sides, aged, visit.text) for pair in facts.pairs]


def _releases(sides: Sequence[Side], visit: Visit) -> list[str]:
    """Which other releases rows are from, each said once, and that it is synthetic if it is."""
    text = visit.text
    others = {one.release.id: one.release for one in sides if one.release.id != visit.release.id}
    return [
        text(
            "cite.other_release_synthetic" if one.synthetic else "cite.other_release",
            release=text.label(one.title),
            version=one.id,
        )
        for one in others.values()
    ]
