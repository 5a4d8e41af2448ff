"""What changed from one release of a cohort to a later one, as far as their bands tell.

A concept has surely more participants where its later band lies above the earlier one, surely
fewer where it lies below; where the bands meet, nothing is said. How much it grew is not worked
out: the two bands side by side say all that may be known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregates.dimension import Dimension
from aggregates.errors import InputError
from aggregates.release import Concept, Domain, Release
from suppression.bands import Count

Labels = Mapping[str, str]


@dataclass(frozen=True)
class DomainChanges:
    """One domain, in either release or in both.

    ``listed_before`` and ``listed_after`` are numbers of concepts. ``more``, ``fewer`` and
    ``renamed`` hold a concept as it was and as it is; ``open`` counts those whose bands meet.
    """

    id: str
    label: Labels
    before: Count | None
    after: Count | None
    listed_before: int
    listed_after: int
    new: tuple[Concept, ...]
    gone: tuple[Concept, ...]
    more: tuple[tuple[Concept, Concept], ...]
    fewer: tuple[tuple[Concept, Concept], ...]
    renamed: tuple[tuple[Concept, Concept], ...]
    open: int
    cuts_new: tuple[str, ...]
    cuts_gone: tuple[str, ...]


@dataclass(frozen=True)
class DefinitionChange:
    """How something is counted, in the release's own words; ``None`` where it was not stated."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class DimensionChanges:
    """The groups of one dimension that are new, gone, or called otherwise, by their labels."""

    id: str
    label: Labels
    new: tuple[Labels, ...]
    gone: tuple[Labels, ...]
    renamed: tuple[tuple[Labels, Labels], ...]


@dataclass(frozen=True)
class ReleaseChanges:
    """Everything that changed, in the order of the later release."""

    before: Release
    after: Release
    domains: tuple[DomainChanges, ...]
    definitions: tuple[DefinitionChange, ...]
    dimensions: tuple[DimensionChanges, ...]


def cohort_of(release: Release) -> str:
    """The cohort that a release is of: its id without the date, as builds make it."""
    return release.id.removesuffix(f"-{release.cutoff_date}")


def changes_of(before: Release, after: Release) -> ReleaseChanges:
    """What changed. Raises ``InputError`` unless both are of one cohort and in their order."""
    if cohort_of(before) != cohort_of(after):
        raise InputError(
            f"is a release of cohort {cohort_of(after)}, not {cohort_of(before)}",
            str(after.folder),
            "Name two releases of one cohort",
        )
    if before.cutoff_date >= after.cutoff_date:
        raise InputError(
            f"has data up to {after.cutoff_date}, no later than {before.cutoff_date}",
            str(after.folder),
            "Name the earlier release first",
        )
    return ReleaseChanges(
        before,
        after,
        tuple(
            _domain(before, after, name)
            for name in dict.fromkeys(one.id for one in (*after.domains, *before.domains))
        ),
        tuple(_definitions(before, after)),
        tuple(_dimensions(before.dimensions, after.dimensions)),
    )


def surely_more(before: Count, after: Count) -> bool:
    """Whether the later count is the greater, whatever both are."""
    return after.low > before.high


def _domain(before: Release, after: Release, name: str) -> DomainChanges:
    was, now = _known(before, name), _known(after, name)
    old = {one.concept_id: one for one in before.concepts(name)} if was else {}
    new = {one.concept_id: one for one in after.concepts(name)} if now else {}
    both = [(old[one], concept) for one, concept in new.items() if one in old]
    more = [pair for pair in both if surely_more(pair[0].participants, pair[1].participants)]
    fewer = [pair for pair in both if surely_more(pair[1].participants, pair[0].participants)]
    either = now or was
    return DomainChanges(
        id=name,
        label=either.label if either else {},
        before=was.participants if was else None,
        after=now.participants if now else None,
        listed_before=len(old),
        listed_after=len(new),
        new=tuple(concept for one, concept in new.items() if one not in old),
        gone=tuple(concept for one, concept in old.items() if one not in new),
        more=tuple(sorted(more, key=_growth)),
        fewer=tuple(sorted(fewer, key=lambda pair: _growth(pair[::-1]))),
        renamed=tuple(pair for pair in both if pair[0].name != pair[1].name),
        open=len(both) - len(more) - len(fewer),
        cuts_new=_missing(was, now),
        cuts_gone=_missing(now, was),
    )


def _known(release: Release, name: str) -> Domain | None:
    return next((one for one in release.domains if one.id == name), None)


def _growth(pair: Sequence[Concept]) -> tuple[int, str, int]:
    """The order of growth: what is certain of it, most first; ties by name, then id."""
    before, after = pair
    sure = after.participants.low - before.participants.high
    return -sure, after.name.casefold(), after.concept_id


def _missing(of: Domain | None, among: Domain | None) -> tuple[str, ...]:
    """The cuts of one state of a domain that the other does not have, where it is in both."""
    if of is None or among is None:
        return ()
    return tuple(cut for cut in among.cuts if cut not in of.cuts)


def _definitions(before: Release, after: Release) -> list[DefinitionChange]:
    """Statements that differ otherwise than by the cut-off date, which differs of itself."""
    was, now = _stated(before), _stated(after)
    return [
        DefinitionChange(name, was.get(name), now.get(name))
        for name in dict.fromkeys((*now, *was))
        if was.get(name) != now.get(name)
        and _undated(was.get(name), before) != _undated(now.get(name), after)
    ]


def _stated(release: Release) -> Mapping[str, str]:
    return {**release.source, "policy": release.policy.title}


def _undated(words: str | None, release: Release) -> str | None:
    return words.replace(release.cutoff_date, "the cut-off date") if words else words


def _dimensions(before: Sequence[Dimension], after: Sequence[Dimension]) -> list[DimensionChanges]:
    was, now = ({one.id: one for one in each} for each in (before, after))
    found = []
    for name in dict.fromkeys((*now, *was)):
        old, new = (
            {group.id: group.label for group in each[name].groups} if name in each else {}
            for each in (was, now)
        )
        changes = DimensionChanges(
            name,
            (now.get(name) or was[name]).label,
            tuple(label for group, label in new.items() if group not in old),
            tuple(label for group, label in old.items() if group not in new),
            tuple(
                (old[group], label)
                for group, label in new.items()
                if group in old and old[group] != label
            ),
        )
        if changes.new or changes.gone or changes.renamed:
            found.append(changes)
    return found
