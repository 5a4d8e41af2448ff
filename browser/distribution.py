"""From a release's bins to the values of a concept as its page shows them."""

import math
from collections.abc import Mapping, Sequence

from aggregates.release import Bin, Concept, GroupCount, Release
from browser.figures import telling_share
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
    total = cuts.pop("total")[()]
    everybody = _values(total, "", (), concept.participants, edges, text)
    return Distribution(
        unit=bins[0].unit,
        edges=edges,
        source="mean" if concept.domain in MEANS else "latest",
        everybody=everybody,
        cuts=tuple(
            _cut(release, cut, groups, wholes[cut], edges, text)
            for cut, groups in cuts.items()
            if cut in wholes and all(len(own) == len(total) for own in groups.values())
        ),
    )


def _is_value(one: Bin) -> bool:
    """Whether a bin holds plausible values; the others are counted apart."""
    return bool(one.unit) and math.isfinite(one.low) and math.isfinite(one.high)


def _cut(
    release: Release,
    cut: str,
    groups: Mapping[tuple[str, ...], Sequence[Bin]],
    wholes: Sequence[GroupCount],
    edges: tuple[float, ...],
    text: Catalogue,
) -> ValueCut:
    dimensions = [release.dimension(name) for name in cut.split("*")]
    labels = [{one.id: text.label(one.label) for one in each.groups} for each in dimensions]
    values = []
    for whole in wholes:
        names = [own[group] for own, group in zip(labels, whole.groups, strict=True)]
        label = names[0]
        if len(names) == 2:
            label = text("values.by.pair", first=names[0], second=names[1])
        bins = groups[whole.groups]
        values.append(_values(bins, label, whole.groups, whole.participants, edges, text))
    return ValueCut(cut, tuple(text.label(each.label) for each in dimensions), tuple(values))


def _values(
    bins: Sequence[Bin],
    label: str,
    groups: tuple[str, ...],
    whole: Count,
    edges: tuple[float, ...],
    text: Catalogue,
) -> Values:
    """One group's values. ``whole`` are the people of that group who have the concept."""
    limits = edges[0], edges[-1]
    cells = tuple(
        Cell(
            groups=(),
            labels=(interval(one.low, one.high, limits, text),),
            participants=one.participants,
            share=telling_share(one.participants, whole),
        )
        for one in bins
        if _is_value(one)
    )
    apart = [one for one in bins if not _is_value(one)]
    return Values(
        groups=groups,
        label=label,
        bins=cells,
        below=next(one.participants for one in apart if one.unit and one.low == -math.inf),
        above=next(one.participants for one in apart if one.unit and one.high == math.inf),
        unknown=next(one.participants for one in apart if not one.unit),
        whole=whole,
    )
