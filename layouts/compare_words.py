"""What a comparison says in words: what each side is called, and how far two are apart.

A side leads only when no other range reaches its own. Where ranges meet, that they cannot be told
apart is the answer.
"""

from collections.abc import Sequence

from layouts import formatting
from layouts.comparison import Pair, Side
from layouts.text import Catalogue
from suppression.contrasts import Contrast
from suppression.shares import Share


def differing(sides: Sequence[Side]) -> str:
    """What tells the sides apart: "concept", "group", "release", or several things, "mixed".

    Answers to one question are told apart as such: "answer".
    """
    differ = {
        "concept": len({side.subject for side in sides}) > 1,
        "group": len({side.group for side in sides}) > 1,
        "release": len({side.release.id for side in sides}) > 1,
    }
    names = [name for name, differs in differ.items() if differs]
    if names == ["concept"] and len({side.question for side in sides}) == 1 and sides[0].question:
        return "answer"
    return names[0] if len(names) == 1 else "mixed" if names else "concept"


def heading(side: Side, sides: Sequence[Side], text: Catalogue) -> str:
    """What a side is called beside the others: no more than tells them apart."""
    kind = differing(sides)
    group = side.group_label or text("compare.everybody")
    if kind == "group":
        return group
    if kind == "release":
        return text.label(side.release.title) if _titled(sides, text) else side.release.id
    questions = {one.question for one in sides}
    name = side.name
    if side.question and len(questions) > 1:
        name = text("compare.answer_of", answer=side.name, question=side.question)
    apart = []
    if kind == "mixed" and len({one.group for one in sides}) > 1:
        apart.append(group)
    if kind == "mixed" and len({one.release.id for one in sides}) > 1:
        apart.append(text("compare.of_release", release=side.release.id))
    return text("compare.apart", name=name, apart=", ".join(apart)) if apart else name


def title_of(sides: Sequence[Side], text: Catalogue) -> str:
    """What is compared, in one line."""
    if not sides:
        return text("compare.title")
    names = {name: heading(side, sides, text) for name, side in zip("abcd", sides, strict=False)}
    about = sides[0].name
    if len({side.subject for side in sides}) == 1 and len(sides) > 1:
        return text(f"compare.title_same.{len(sides)}", name=about, **names)
    if differing(sides) == "answer" and len(sides) > 1:
        return text(f"compare.title_answers.{len(sides)}", question=sides[0].question, **names)
    return text(f"compare.title_of.{len(sides)}", **names)


def _titled(sides: Sequence[Side], text: Catalogue) -> bool:
    """Whether the titles of the releases tell them apart."""
    return len({text.label(one.release.title) for one in sides}) == len(sides)


def pair_finding(pair: Pair, sides: Sequence[Side], aged: bool, text: Catalogue) -> str:
    """What is certain of two sides, and that nothing is where their ranges meet."""
    first, second = pair.first, pair.second
    apart = pair.apart(aged)
    if apart is None:
        names = {"first": heading(first, sides, text), "second": heading(second, sides, text)}
        return text("compare.unknown", **names)
    if apart.second_is_greater:
        first, second = second, first
        apart = Contrast(-apart.high, -apart.low)
    shares = [formatting.share(_share(side, aged), text) for side in (first, second)]
    told = {
        "first": heading(first, sides, text),
        "second": heading(second, sides, text),
        "first_share": shares[0],
        "second_share": shares[1],
    }
    if apart.first_is_greater:
        points = formatting.points(apart.low, apart.high, text)
        return text(f"compare.more.{differing((first, second))}", **told, points=points)
    if pair.within and not aged:
        inner, outer = (first, second) if pair.within == "first" else (second, first)
        return text(
            "compare.within",
            inner=heading(inner, sides, text),
            outer=heading(outer, sides, text),
            inner_share=formatting.share(_share(inner, aged), text),
            outer_share=formatting.share(_share(outer, aged), text),
        )
    return text("compare.alike", **told)


def overall_finding(
    sides: Sequence[Side], pairs: Sequence[Pair], aged: bool, text: Catalogue
) -> str:
    """The one sentence about all sides: of two how they differ, of more which one leads."""
    known = [side for side in sides if _share(side, aged)]
    if len(known) < 2:
        return text("compare.one_known" if known else "compare.none_known")
    within = [pair for pair in pairs if pair.first in known and pair.second in known]
    if len(known) == 2:
        return pair_finding(within[0], sides, aged, text)
    for side in known:
        if all(_leads(side, pair, aged) for pair in within if side in (pair.first, pair.second)):
            told = {"name": heading(side, sides, text)}
            return text("compare.leads", share=formatting.share(_share(side, aged), text), **told)
    return text("compare.none_leads")


def _leads(side: Side, pair: Pair, aged: bool) -> bool:
    apart = pair.apart(aged)
    if apart is None:
        return False
    return apart.first_is_greater if side == pair.first else apart.second_is_greater


def _share(side: Side, aged: bool) -> Share | None:
    return side.by_age if aged else side.share
