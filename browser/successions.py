"""Releases of one cohort among those that are served, in the order of their data."""

from collections.abc import Sequence

from aggregates.release import Release
from aggregates.release_changes import cohort_of
from browser.shelf import Served


def of_one_cohort(served: Sequence[Served], release: Release) -> tuple[Served, ...]:
    """The releases of the same cohort, this one too, the one with the earliest data first."""
    found = [one for one in served if cohort_of(one.release) == cohort_of(release)]
    return tuple(sorted(found, key=lambda one: (one.release.cutoff_date, one.release.id)))
