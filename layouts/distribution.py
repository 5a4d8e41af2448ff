"""Values by bin, and what may be said of them: quartiles only as far as bands determine them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from layouts.cells import Cell
from layouts.findings import UNSTATED
from layouts.text import Catalogue
from layouts.units import interval, unit_name, value
from suppression.bands import Count
from suppression.quantiles import quantile_bins

QUARTILES: Final = {"lower": Fraction(1, 4), "middle": Fraction(1, 2), "upper": Fraction(3, 4)}

Span = tuple[float, float]


@dataclass(frozen=True)
class Values:
    """One group's participants by value: a cell per bin, then those counted apart.

    ``groups`` are the group's ids in the order of its cut, none for everybody; ``whole`` is how
    many these are, which all the rest adds up to.
    """

    groups: tuple[str, ...]
    label: str
    bins: tuple[Cell, ...]
    below: Count
    above: Count
    unknown: Count
    whole: Count


@dataclass(frozen=True)
class ValueCut:
    """The values of every group of a cut; ``labels`` name its dimensions."""

    cut: str
    labels: tuple[str, ...]
    groups: tuple[Values, ...]


@dataclass(frozen=True)
class Distribution:
    """The values of one concept in one unit. Bin i goes from ``edges[i]`` up to ``edges[i + 1]``.

    ``source`` says whose values these are: "latest" of a participant's, or the "mean" of days.
    """

    unit: str
    edges: tuple[float, ...]
    source: str
    everybody: Values
    cuts: tuple[ValueCut, ...]

    @property
    def limits(self) -> Span:
        """The ends of what is plausible."""
        return self.edges[0], self.edges[-1]


def quartiles(shown: Distribution, values: Values) -> dict[str, Span] | None:
    """Each quartile's interval of values; ``None`` where too few have any value."""
    counts = [cell.participants for cell in values.bins]
    apart = (values.below, values.above, values.unknown)
    together = (
        values.whole.low - sum(count.high for count in apart),
        values.whole.high - sum(count.low for count in apart),
    )
    found = {}
    for name, quantile in QUARTILES.items():
        places = quantile_bins(counts, quantile, together)
        if places is None:
            return None
        found[name] = (shown.edges[places[0]], shown.edges[places[1] + 1])
    return found


def finding(shown: Distribution, text: Catalogue) -> str:
    """Where the values lie, as a title, or that this is not known."""
    known = "unclear" if quartiles(shown, shown.everybody) else "too_few"
    return certain_finding(shown, text) or text(f"values.finding.{known}")


def certain_finding(shown: Distribution, text: Catalogue) -> str | None:
    """The range that surely holds half of all values; ``None`` where it is not known.

    From the least that the lower quartile may be to the most that the upper one may be lies at
    least half of all; where one of them is open, at least three quarters lie on the other's side.
    """
    known = quartiles(shown, shown.everybody)
    if known is None:
        return None
    low, high = known["lower"][0], known["upper"][1]
    open_below, open_above = low <= shown.limits[0], high >= shown.limits[1]
    if open_below and open_above:
        return None
    side = "below" if open_below else "from" if open_above else "between"
    said = {"low": value(low, text), "high": value(high, text), "unit": unit_name(shown.unit, text)}
    return text(f"values.finding.{side}", **said)


def cut_finding(shown: Distribution, cut: ValueCut, text: Catalogue) -> str:
    """Two groups whose middle values surely differ: a surest high one and a surest low one."""
    dimension = cut.labels[0]
    if len(cut.labels) == 2:
        dimension = text("values.by.pair", first=cut.labels[0], second=cut.labels[1])
    middles = {
        group.label: known["middle"]
        for group in cut.groups
        if not UNSTATED.intersection(group.groups)
        and (known := quartiles(shown, group)) is not None
    }
    if len(middles) < 2:
        return text("values.by.alone", dimension=dimension)
    highest = max(middles, key=lambda group: middles[group][0])
    lowest = min(middles, key=lambda group: middles[group][1])
    if middles[lowest][1] > middles[highest][0]:
        return text("values.by.unclear", dimension=dimension)
    unit = unit_name(shown.unit, text)
    return text(
        "values.by.differ",
        dimension=dimension,
        highest=highest,
        highest_range=interval(*middles[highest], shown.limits, text, unit),
        lowest=lowest,
        lowest_range=interval(*middles[lowest], shown.limits, text, unit),
    )


def tallest(groups: Sequence[Cell]) -> int:
    """The common height of columns: the most that any bin may hold."""
    return max((cell.participants.high for cell in groups), default=0)
