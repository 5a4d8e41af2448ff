"""Releases of one cohort among those that are served, in the order of their data."""

from collections.abc import Sequence

from aggregates.release import Release
from browser.shelf import Served


def cohort_of(release: Release) -> str:
    """The cohort that a release is of: its id without the date, as builds make it."""
    return release.id.removesuffix(f"-{release.cutoff_date}")


def of_one_cohort(served: Sequence[Served], release: Release) -> tuple[Served, ...]:
    """The releases of the same cohort, this one too, the one with the earliest data first."""
    found = [one for one in served if cohort_of(one.release) == cohort_of(release)]
    return tuple(sorted(found, key=lambda one: (one.release.cutoff_date, one.release.id)))
