"""What a figure finds, as far as its bands support it and no further.

A group leads only when no other band reaches it, and two groups differ only when their ranges do
not meet. Where ranges overlap nothing is stated. People who did not answer never make a finding.
"""

from collections.abc import Sequence

from layouts import formatting
from layouts.cells import Cell, Figure
from layouts.text import Catalogue

UNSTATED = frozenset({"not_reported", "not_known", "other"})
TELLING = 1.2  # "37 % here, 38 % there" is no finding: the greater must be so much the greater
TELLING_POINTS = 0.04  # or, of common things, greater by so many of everybody
SPOKEN_OF = ("sex", "age", "onset_age")  # cuts with sentences of their own


def finding(shown: Figure, measure: str, text: Catalogue) -> str:
    """The title of a figure: its finding, or that its bands leave it open."""
    if len(shown.labels) > 1:
        return _crossed(shown, _compared(shown, measure), text)
    certain = certain_finding(shown, measure, text)
    if certain:
        return certain
    if not_comparable(shown):
        return text("finding.all_small", dimension=shown.labels[0])
    if _has_sexes(shown):
        return text("finding.sex.unclear")
    return text("finding.unclear", dimension=shown.labels[0])


def certain_finding(shown: Figure, measure: str, text: Catalogue) -> str | None:
    """What is certain of a cut; ``None`` where its bands leave everything open.

    The two sexes are compared by whatever is measured. Groups of any other kind differ in size to
    begin with, so they are compared by their shares wherever shares are of each group.
    """
    if not_comparable(shown):
        return None
    if _has_sexes(shown):
        return _sexes(_stated(shown), _compared(shown, measure), text)
    compared = "share" if shown.share_of == "group" else "count"
    if compared == "share" and len(_stated(shown)) == 2:  # both can be named
        return _contrast(shown, text)
    return _leaders(shown, compared, text) or (
        _contrast(shown, text) if compared == "share" else None
    )


def not_comparable(shown: Figure) -> bool:
    """Whether every group may be empty, so that there is nothing to compare."""
    return all(cell.participants.low == 0 for cell in _stated(shown))


def leaders(cells: Sequence[Cell], measure: str) -> list[Cell]:
    """Every cell that may be the largest, in the given order."""
    surest = max(cell.span(measure)[0] for cell in cells)
    return [cell for cell in cells if cell.span(measure)[1] >= surest]


def _stated(shown: Figure) -> list[Cell]:
    return [cell for cell in shown.cells if cell.groups[0] not in UNSTATED]


def _compared(shown: Figure, measure: str) -> str:
    return "share" if measure == "share" and shown.share_of == "group" else "count"


def _has_sexes(shown: Figure) -> bool:
    return shown.cut == "sex" and {cell.groups[0] for cell in shown.cells} >= {"female", "male"}


def _leaders(shown: Figure, measure: str, text: Catalogue) -> str | None:
    """The one group, or the two, that surely lead."""
    cells = _stated(shown)
    leading = leaders(cells, measure)
    rest = [cell.span(measure) for cell in cells if cell not in leading]
    surest = [cell.span(measure)[0] for cell in leading]
    if not rest or len(leading) > 2 or min(surest) <= max(high for _, high in rest):
        return None
    if measure == "share" and not tells(surest[0], min(high for _, high in rest)):
        return None
    spoken = shown.cut if shown.cut in SPOKEN_OF else "any"
    names = {"dimension": shown.labels[0], "group": leading[0].labels[0]}
    if len(leading) == 2:
        first, second = (cell.labels[0] for cell in leading)
        return text(f"finding.{spoken}.{measure}.two", first=first, second=second, **names)
    if leading[0].share is None:
        return text(f"finding.{spoken}.{measure}.alone", **names)
    share = formatting.share(leading[0].share, text)
    return text(f"finding.{spoken}.{measure}.one", share=share, **names)


def _contrast(shown: Figure, text: Catalogue) -> str | None:
    """Two groups whose shares surely differ: of the surest high one and the surest low one."""
    cells = [cell for cell in _stated(shown) if cell.share is not None]
    if not cells:
        return None
    most = max(cells, key=lambda cell: cell.span("share")[0])
    least = min(cells, key=lambda cell: cell.span("share")[1])
    if not tells(most.span("share")[0], least.span("share")[1]):
        return None
    names = dict(zip(("first", "second"), (most.labels[0], least.labels[0]), strict=True))
    shares = [formatting.share(cell.share, text) for cell in (most, least)]
    spoken = shown.cut if shown.cut in SPOKEN_OF else "any"
    key = "names" if shares[0] == shares[1] else "shares"  # the same: both "less than 1 %", say
    names |= {"dimension": shown.labels[0], "first_share": shares[0], "second_share": shares[1]}
    return text(f"finding.{spoken}.contrast.{key}", **names)


def tells(greater: float, smaller: float) -> bool:
    """Whether two shares are far enough apart to be worth a sentence."""
    return greater > TELLING * smaller or greater > smaller + TELLING_POINTS


def _sexes(cells: Sequence[Cell], measure: str, text: Catalogue) -> str | None:
    by_group = {cell.groups[0]: cell for cell in cells}
    women, men = by_group["female"], by_group["male"]
    female, male = women.span(measure), men.span(measure)
    if measure == "count" and (tenths := _tenths(female, male)) is not None:
        if tenths == 5:
            return text("finding.sex.count.half")
        if tenths in range(1, 10):
            sex, shown = ("female", tenths) if tenths > 5 else ("male", 10 - tenths)
            return text(f"finding.sex.count.{sex}_tenths", tenths=shown)
    ahead = "female" if female[0] > male[1] else "male" if male[0] > female[1] else None
    if ahead is None:
        return None
    shares = {name: formatting.share(by_group[name].share, text) for name in ("female", "male")}
    if measure == "share" and shares["female"] != shares["male"]:
        return text(f"finding.sex.share.{ahead}_shares", **shares)
    return text(f"finding.sex.{measure}.{ahead}")


def _crossed(shown: Figure, measure: str, text: Catalogue) -> str:
    """In how many groups there are surely more women, and in how many surely more men."""
    spans = {cell.groups: cell.span(measure) for cell in shown.cells}
    groups = [group for group in dict.fromkeys(key[1] for key in spans) if group not in UNSTATED]
    if not shown.cut.startswith("sex*") or ("female", groups[0]) not in spans:
        return text("finding.crossed", first=shown.labels[0], second=shown.labels[1])
    pairs = [(spans["female", group], spans["male", group]) for group in groups]
    women = sum(female[0] > male[1] for female, male in pairs)
    men = sum(male[0] > female[1] for female, male in pairs)
    kind = "mixed" if women and men else "female" if women else "male" if men else "unclear"
    numbers = {"women": women, "men": men, "groups": len(groups)}
    return text(f"finding.sexes.{measure}.{kind}", **numbers)


def _tenths(female: tuple[float, float], male: tuple[float, float]) -> int | None:
    """How many in ten of the women and men are women, if the bands allow one answer only."""
    if female[0] + male[1] == 0 or female[1] + male[0] == 0:
        return None
    low = round(10 * female[0] / (female[0] + male[1]))
    high = round(10 * female[1] / (female[1] + male[0]))
    return low if low == high else None
