"""From a release's bins to the values of a concept as its page shows them."""

import math
from collections.abc import Mapping, Sequence

from aggregates.release import Bin, Concept, Release
from browser.figures import ANYONE, telling_share
from layouts.cells import Cell
from layouts.distribution import Distribution, ValueCut, Values
from layouts.text import Catalogue
from layouts.units import interval
from suppression.bands import Count

MEANS = frozenset({"wearable"})  # domains with the mean of a participant's days; else the latest


def distribution_of(release: Release, concept: Concept, text: Catalogue) -> Distribution | None:
    """The values of a concept; ``None`` for one without."""
    cuts: dict[str, dict[tuple[str, ...], list[Bin]]] = {}
    for one in release.distribution(concept.domain, concept.concept_id):
        cuts.setdefault(one.cut, {}).setdefault(one.groups, []).append(one)
    if not cuts:
        return None
    bins = [one for one in cuts["total"][()] if _is_value(one)]
    edges = (bins[0].low, *(one.high for one in bins))
    wholes = release.cuts(concept.domain, concept.concept_id)
    limits = {
        cut: {count.groups: count.participants for count in counts}
        for cut, counts in wholes.items()
    }
    everybody = _values(cuts["total"][()], "", concept.participants, edges, text)
    return Distribution(
        unit=bins[0].unit,
        edges=edges,
        source="mean" if concept.domain in MEANS else "latest",
        everybody=everybody,
        cuts=tuple(
            _cut(release, cut, groups, limits.get(cut, {}), edges, text)
            for cut, groups in cuts.items()
            if cut != "total"
        ),
    )


def _is_value(one: Bin) -> bool:
    """Whether a bin holds plausible values; the others are counted apart."""
    return bool(one.unit) and math.isfinite(one.low) and math.isfinite(one.high)


def _cut(
    release: Release,
    cut: str,
    groups: Mapping[tuple[str, ...], Sequence[Bin]],
    wholes: Mapping[tuple[str, ...], Count],
    edges: tuple[float, ...],
    text: Catalogue,
) -> ValueCut:
    dimensions = [release.dimension(name) for name in cut.split("*")]
    labels = [{one.id: text.label(one.label) for one in each.groups} for each in dimensions]
    values = []
    for ids, bins in groups.items():
        names = [own[group] for own, group in zip(labels, ids, strict=True)]
        label = names[0] if len(names) == 1 else text("values.by.pair", first=names[0], second=names[1])
        values.append(_values(bins, label, wholes.get(ids), edges, text, ids))
    return ValueCut(cut, tuple(text.label(each.label) for each in dimensions), tuple(values))


def _values(
    bins: Sequence[Bin],
    label: str,
    whole: Count | None,
    edges: tuple[float, ...],
    text: Catalogue,
    groups: tuple[str, ...] = (),
) -> Values:
    """One group's values. ``whole`` are the people of that group who have the concept."""
    limits = edges[0], edges[-1]
    cells = tuple(
        Cell(
            groups=(),
            labels=(interval(one.low, one.high, limits, text),),
            participants=one.participants,
            share=telling_share(one.participants, whole) if whole else None,
        )
        for one in bins
        if _is_value(one)
    )
    apart = [one for one in bins if not _is_value(one)]
    everything = sum(one.participants.high for one in bins)
    return Values(
        groups=groups,
        label=label,
        bins=cells,
        below=next(one.participants for one in apart if one.unit and one.low == -math.inf),
        above=next(one.participants for one in apart if one.unit and one.high == math.inf),
        unknown=next(one.participants for one in apart if not one.unit),
        at_most=min(whole.high, everything) if whole else everything,
    )
