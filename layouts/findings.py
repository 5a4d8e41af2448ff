"""What a figure finds, as far as its bands support it and no further.

A group leads only when no other band reaches it; where bands overlap the title says that no
difference is certain. People who did not answer never make a finding.
"""

from collections.abc import Sequence

from layouts.cells import Cell, Figure
from layouts.text import Catalogue

UNSTATED = frozenset({"not_reported", "not_known", "other"})
SPOKEN_OF = ("sex", "age", "onset_age")  # cuts with sentences of their own


def finding(shown: Figure, measure: str, text: Catalogue) -> str:
    """The title of a figure: its finding in a sentence."""
    compared = "share" if measure == "share" and shown.share_of == "group" else "count"
    if len(shown.labels) > 1:
        return _crossed(shown, compared, text)
    cells = [cell for cell in shown.cells if cell.groups[0] not in UNSTATED]
    if not cells:
        return text("finding.unclear", dimension=shown.labels[0])
    if all(cell.participants.low == 0 for cell in cells):
        return text("finding.all_small", dimension=shown.labels[0])
    if shown.cut == "sex" and {cell.groups[0] for cell in cells} >= {"female", "male"}:
        return _sexes(cells, compared, shown.share_of, text)
    return _leaders(shown, cells, compared, text)


def leaders(cells: Sequence[Cell], measure: str) -> list[Cell]:
    """Every cell that may be the largest, in the given order."""
    surest = max(cell.span(measure)[0] for cell in cells)
    return [cell for cell in cells if cell.span(measure)[1] >= surest]


def _leaders(shown: Figure, cells: Sequence[Cell], measure: str, text: Catalogue) -> str:
    leading = leaders(cells, measure)
    cut = shown.cut if shown.cut in SPOKEN_OF else "any"
    if len(leading) == 1:
        return text(f"finding.{cut}.{measure}.one", group=leading[0].labels[0])
    if len(leading) == 2 and len(cells) > 2:
        first, second = (cell.labels[0] for cell in leading)
        return text(f"finding.{cut}.{measure}.two", first=first, second=second)
    return text("finding.unclear", dimension=shown.labels[0])


def _sexes(cells: Sequence[Cell], measure: str, share_of: str, text: Catalogue) -> str:
    by_group = {cell.groups[0]: cell for cell in cells}
    female, male = by_group["female"].span(measure), by_group["male"].span(measure)
    if measure == "count" and (tenths := _tenths(female, male)) is not None:
        if tenths == 5:
            return text("finding.sex.count.half")
        if tenths in range(1, 10):
            sex, shown = ("female", tenths) if tenths > 5 else ("male", 10 - tenths)
            return text(f"finding.sex.count.{sex}_tenths", tenths=shown)
    if female[0] > male[1]:
        return text(f"finding.sex.{measure}.female")
    if male[0] > female[1]:
        return text(f"finding.sex.{measure}.male")
    return text("finding.sex.unclear")


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
