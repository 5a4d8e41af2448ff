"""What changed between two releases, as lines for a terminal."""

from collections.abc import Iterator, Sequence
from typing import Final

from aggregates.release import Concept
from aggregates.release_changes import DomainChanges, ReleaseChanges
from layouts import formatting
from layouts.text import DEFAULT_LANGUAGE, catalogue
from suppression.bands import Count

MOST: Final = 20  # lines of a list, unless all are asked for
_TEXT: Final = catalogue(DEFAULT_LANGUAGE)


def changes_lines(changes: ReleaseChanges, all_of_them: bool = False) -> Iterator[str]:
    """The lines, most important first; long lists are cut and say so."""
    before, after = changes.before, changes.after
    yield f"{before.id} -> {after.id}"
    yield f"data up to {before.cutoff_date} -> {after.cutoff_date}"
    if after.synthetic:
        yield "synthetic data"
    yield f"participants {_count(before.participants)} -> {_count(after.participants)}"
    most = None if all_of_them else MOST
    for domain in changes.domains:
        yield from _domain_lines(domain, most)
    yield from _definition_lines(changes)


def _domain_lines(domain: DomainChanges, most: int | None) -> Iterator[str]:
    name = domain.label.get(DEFAULT_LANGUAGE, domain.id)
    yield ""
    if domain.before is None or domain.after is None:
        held = domain.after or domain.before
        kind = "new" if domain.before is None else "withdrawn"
        listed = domain.listed_after or domain.listed_before
        yield f"{name}: {kind}, {_count(held)} participants, {listed:,} listed" if held else name
        return
    yield (
        f"{name}: {_count(domain.before)} -> {_count(domain.after)} participants, "
        f"{domain.listed_before:,} -> {domain.listed_after:,} listed, {len(domain.more):,} surely "
        f"more, {len(domain.fewer):,} surely fewer, {domain.open:,} cannot be told apart"
    )
    yield from _listed("new", [_one(concept) for concept in domain.new], most)
    yield from _listed("withdrawn", [_one(concept) for concept in domain.gone], most)
    yield from _listed("more", [_both(*pair) for pair in domain.more], most)
    yield from _listed("fewer", [_both(*pair) for pair in domain.fewer], most)
    renamed = [f"{new.concept_id} {old.name} -> {new.name}" for old, new in domain.renamed]
    yield from _listed("renamed", renamed, most)
    yield from _listed("new grouping", domain.cuts_new, most)
    yield from _listed("withdrawn grouping", domain.cuts_gone, most)


def _definition_lines(changes: ReleaseChanges) -> Iterator[str]:
    if changes.definitions or changes.dimensions:
        yield ""
        yield "Definitions"
    for one in changes.definitions:
        yield f"  {one.name}"
        yield f"    before: {one.before or 'not stated'}"
        yield f"    now:    {one.after or 'not stated'}"
    for dimension in changes.dimensions:
        for kind, labels in (("new", dimension.new), ("withdrawn", dimension.gone)):
            names = "; ".join(label[DEFAULT_LANGUAGE] for label in labels)
            if names:
                yield f"  groups of {dimension.id}, {kind}: {names}"
        for old, new in dimension.renamed:
            names = f"{old[DEFAULT_LANGUAGE]} -> {new[DEFAULT_LANGUAGE]}"
            yield f"  group of {dimension.id}, renamed: {names}"


def _listed(kind: str, lines: Sequence[str], most: int | None) -> Iterator[str]:
    for line in lines[:most]:
        yield f"  {kind:<10} {line}"
    if most is not None and len(lines) > most:
        yield f"  {kind:<10} ... and {len(lines) - most:,} others (--all shows them)"


def _one(concept: Concept) -> str:
    return f"{concept.concept_id} {concept.name}, {_count(concept.participants)}"


def _both(old: Concept, new: Concept) -> str:
    counts = f"{_count(old.participants)} -> {_count(new.participants)}"
    return f"{new.concept_id} {new.name}, {counts}"


def _count(count: Count) -> str:
    return formatting.count(count, _TEXT)
