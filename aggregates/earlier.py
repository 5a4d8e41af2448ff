"""Earlier releases of a cohort, checked to be such: what a new one is joined with."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aggregates.errors import InputError, ReleaseRefused
from aggregates.release_check import CheckedRelease, read_checked
from suppression.ledger import Earlier


def read_earlier(folders: Sequence[Path]) -> list[CheckedRelease]:
    """The releases in ``folders``, the newest first.

    Raises InputError where one cannot be read, or names one before it that is not among them.
    """
    try:
        found = [read_checked(folder) for folder in folders]
    except ReleaseRefused as problem:
        raise InputError(problem.what, problem.where, problem.remedy) from None
    found.sort(key=lambda release: str(release.about["cutoff_date"]), reverse=True)
    known = {release.about["id"] for release in found}
    for release in found:
        before = release.about["previous"]
        if before is not None and before not in known:
            raise InputError(
                f"names {before} as the release before it, which is not given",
                str(release.folder),
                "Name its folder with --previous as well",
            )
    return found


def check_succession(
    about: Mapping[str, Any], where: str, earlier: Sequence[CheckedRelease]
) -> None:
    """Raise InputError unless a release may follow ``earlier`` ones.

    ``about`` has its id, cut-off date, policy and dimensions as a release states them.
    """
    for release in earlier:
        _check_cohort(about, where, release)
        if release.about["policy"] != about["policy"]:
            raise InputError(
                "follows another policy than the release before it", where,
                "Follow the same policy: bands of two cannot be proved together",
            )  # fmt: skip
        before = {one["id"]: one["groups"] for one in release.about["dimensions"]}
        for dimension in about["dimensions"]:
            groups = [group["id"] for group in dimension["groups"]]
            then = [group["id"] for group in before.get(dimension["id"], dimension["groups"])]
            if groups != then:
                raise InputError(
                    f"dimension {dimension['id']} has other groups than the release before it",
                    where, "Keep the groups, or give the dimension another id",
                )  # fmt: skip


def _check_cohort(about: Mapping[str, Any], where: str, release: CheckedRelease) -> None:
    cohort, then = (_cohort(one) for one in (about, release.about))
    if cohort != then:
        raise InputError(
            f"is a release of cohort {then}, not {cohort}", str(release.folder),
            "Name an earlier release of the same cohort",
        )  # fmt: skip
    if str(release.about["cutoff_date"]) >= str(about["cutoff_date"]):
        raise InputError(
            f"has the cut-off date {about['cutoff_date']}, and the release before it "
            f"{release.about['cutoff_date']}", where, "Set a later cut-off date",
        )  # fmt: skip


def _cohort(about: Mapping[str, Any]) -> str:
    return str(about["id"]).removesuffix(f"-{about['cutoff_date']}")


def for_ledger(earlier: Sequence[CheckedRelease]) -> list[Earlier]:
    """Their tables, as the attacker needs them."""
    return [Earlier(str(release.about["cutoff_date"]), release.tables) for release in earlier]
