"""Facts of the page about participants and diversity: every dimension beside the country."""

from collections.abc import Mapping, Sequence

from aggregates.dimension import Dimension
from aggregates.release import GroupCount, Release
from browser.data_types import DATA_TYPE, types_of
from browser.diversity_types import type_tables
from browser.figures import ANYONE, COHORT, telling
from browser.page_request import PageRequest
from browser.reference_figures import STATE, group_labels, references
from layouts.diversity import DiversityFacts
from layouts.diversity_states import PlacedState
from layouts.representation import Comparison, GroupRow, Reference, Representation, Source
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Share, Sum, ratio, share_among, together

UNKNOWN = frozenset({"not_reported", "not_known"})
ANY = "ubr"  # the dimension of who is in at least one underrepresented group

Matches = Mapping[tuple[str, ...], Sequence[Reference]]  # groups together -> figures of them


def diversity_facts(request: PageRequest) -> DiversityFacts:
    """Who takes part, dimension by dimension, each beside what is known of the country."""
    release, text = request.release, request.text
    shown = {
        dimension: (_any_of if dimension == ANY else representation_of)(
            release.dimension(dimension), cells, release.participants, text
        )
        for dimension, cells in one_way(release).items()
    }
    told = tuple(shown.values())
    any_of, states = shown.pop(ANY, None), shown.pop(STATE, None)
    types = types_of(release, text) if DATA_TYPE in request.served.domains else ()
    return DiversityFacts(
        participants=release.participants,
        threshold=release.policy.threshold,
        any_of=any_of,
        sections=tuple(shown.values()),
        states=states,
        places=_places(states) if states else (),
        types=type_tables(release, types, text),
        published=references().published,
        sources=_sources(told),
    )


def one_way(release: Release) -> Mapping[str, tuple[GroupCount, ...]]:
    """Dimension id -> its groups, for every dimension that divides all participants."""
    cuts = release.cuts(COHORT, ANYONE)
    return {cut: cells for cut, cells in cuts.items() if cut != "total" and "*" not in cut}


def representation_of(
    dimension: Dimension, cells: Sequence[GroupCount], whole: Count, text: Catalogue
) -> Representation:
    """A dimension with the shares of its groups, each beside what is known of the country."""
    labels = group_labels(dimension, text)
    counts = {cell.groups[0]: cell.participants for cell in cells}
    unknown = {group: count for group, count in counts.items() if group in UNKNOWN}
    known = {group: count for group, count in counts.items() if group not in UNKNOWN}
    answered = together(list(known.values()), list(unknown.values()), whole)
    matches = _matches(dimension.id, list(known))
    names = {(group,): labels[group] for group in known} | _names_together(
        dimension.id, known, text
    )
    rows = (
        _row(groups, names[groups], known, answered, matches.get(groups, ()))
        for groups in dict.fromkeys([*((group,) for group in known), *matches])
    )
    return Representation(
        dimension.id,
        text.label(dimension.label),
        tuple(rows),
        tuple(GroupRow((group,), labels[group], count, None) for group, count in unknown.items()),
        references().nearby.get(dimension.id, ()),
    )


def _any_of(
    dimension: Dimension, cells: Sequence[GroupCount], whole: Count, text: Catalogue
) -> Representation:
    """A dimension made of others, with shares of all participants.

    Of those who are in no group as far as is known, only those who answered everything are known
    to be in none, while one answer is enough to be in some. Leaving out the unknown would favour
    the latter, so a share reaches from none of the unknown to all of them.
    """
    labels = group_labels(dimension, text)
    counts = {cell.groups[0]: cell.participants for cell in cells}
    unknown = {group: count for group, count in counts.items() if group in UNKNOWN}
    rows = []
    for group, count in counts.items():
        if group in unknown:
            continue
        certain = [other for name, other in counts.items() if name not in (group, *unknown)]
        least = share_among(count, [*certain, *unknown.values()], whole)
        most = share_among(together([count, *unknown.values()], certain, whole), certain, whole)
        found = Share(least.low, most.high) if least and most else None
        rows.append(GroupRow((group,), labels[group], count, telling(found)))
    return Representation(
        dimension.id,
        text.label(dimension.label),
        tuple(rows),
        tuple(GroupRow((group,), labels[group], count, None) for group, count in unknown.items()),
        of_all=True,
    )


def _row(
    groups: tuple[str, ...],
    label: str,
    known: Mapping[str, Count],
    answered: Sum,
    matched: Sequence[Reference],
) -> GroupRow:
    """Groups with their share of everybody whose group is known, and its ratios."""
    others = [count for group, count in known.items() if group not in groups]
    parts = [known[group] for group in groups]
    part = parts[0] if len(parts) == 1 else together(parts, others, answered)
    found = telling(share_among(part, others, answered))
    comparisons = (
        Comparison(reference, ratio(found, reference.share) if found else None)
        for reference in matched
    )
    return GroupRow(groups, label, part, found, tuple(comparisons))


def _matches(dimension: str, ids: Sequence[str]) -> Matches:
    if dimension == STATE:
        states = {group: references().states.get(group.upper()) for group in ids}
        return {
            (group,): (state.reference,)
            for group, state in states.items()
            if state is not None and state.reference is not None
        }
    found: dict[tuple[str, ...], list[Reference]] = {}
    for figure in references().figures:
        if figure.dimension == dimension and (groups := figure.groups(ids)):
            found.setdefault(groups, []).append(figure.reference)
    return found


def _names_together(
    dimension: str, ids: Mapping[str, Count], text: Catalogue
) -> dict[tuple[str, ...], str]:
    """What several groups that one figure is of are called together."""
    return {
        groups: text.label(figure.label)
        for figure in references().figures
        if figure.dimension == dimension and len(groups := figure.groups(list(ids))) > 1
    }


def _places(states: Representation) -> tuple[PlacedState, ...]:
    known = references().states
    return tuple(
        PlacedState(code, row, known[code].column, known[code].row)
        for row in states.rows
        if (code := row.groups[0].upper()) in known
    )


def _sources(shown: Sequence[Representation]) -> tuple[Source, ...]:
    """The sources of every figure on the page, each once."""
    used = [
        compared.reference.source
        for one in shown
        for row in one.rows
        for compared in row.comparisons
    ]
    used += [near.source for one in shown for near in one.nearby]
    return tuple({source.id: source for source in used}.values())
