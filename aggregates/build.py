"""A build: from a cohort file to a release folder, through protection, audit and certificate."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.cohort_file_plans import CohortFile
from aggregates.count_cohort import count_cohort
from aggregates.domains import COMBINATION, DATA_TYPE
from aggregates.earlier import check_succession, for_ledger, read_earlier
from aggregates.errors import InputError
from aggregates.policies import shipped_policy
from aggregates.progress import Progress
from aggregates.protected import bins_of, pairs_of, protected_tables
from aggregates.release_audit import verify_release
from aggregates.release_check import CheckedRelease
from aggregates.release_format import dimension_values
from aggregates.release_writer import (
    ProtectedRelease,
    ReleaseText,
    folder_in_making,
    write_release,
)
from aggregates.safe_tables import made_safe
from aggregates.true_counts import TrueCounts
from aggregates.variant_tables import PublishedVariants
from aggregates.variants_audit import with_variants
from suppression.policy import Policy, PolicyError
from suppression.repair import UnsafeFamilyError
from suppression.summary import AuditSummary, summarise
from suppression.tables import PlanError


class UnsafeReleaseError(RuntimeError):
    """A build whose release could not be made safe, or whose certificate does not hold."""


@dataclass(frozen=True)
class BuildReport:
    """What a build may tell: figures of the audit, records left out because nobody owns them."""

    release_id: str
    summary: AuditSummary
    left_out: Mapping[str, int]


def build_release(
    cohort_path: Path,
    out: Path,
    cdm_path: Path | None,
    workers: int,
    progress: Progress,
    previous: Sequence[Path] = (),
) -> BuildReport:
    """Build, audit, certify, verify; only then does ``out`` appear.

    ``previous`` are all earlier releases of the cohort, which the new one is joined with.

    Raises ``InputError`` for unusable input and :class:`UnsafeReleaseError` where protection
    cannot be shown to hold.
    """
    with folder_in_making(out) as folder:
        cohort = load_cohort(cohort_path, cdm_path)
        policy = _policy(cohort)
        earlier = _earlier(cohort, policy, previous)
        with Cdm(cohort.cdm, cohort.tables) as cdm:
            counts = count_cohort(cohort, cdm, progress, policy)
        release = _protected_release(cohort, counts, policy, earlier, workers, progress)
        variants = _variants(cohort, policy, folder, workers, progress, earlier)
        if variants is not None:
            summary = with_variants(release.summary, folder, variants, policy, earlier)
            release = replace(release, summary=summary, variants=variants)
        progress("writing", 0, 2)
        checked = write_release(release, folder)
        progress("verifying", 1, 2)
        if problems := verify_release(checked):
            raise UnsafeReleaseError(f"the certificate does not hold: {problems[0]}")
        progress("done", 2, 2)
        return BuildReport(release.text.id, release.summary, counts.left_out)


def _variants(
    cohort: CohortFile,
    policy: Policy,
    folder: Path,
    workers: int,
    progress: Progress,
    earlier: Sequence[CheckedRelease],
) -> PublishedVariants | None:
    """The tables of variants, written into the folder; None where the cohort has none."""
    if cohort.variants is None:
        return None
    from aggregates.variants.cohort_source import open_source  # needed by few builds
    from aggregates.variants.membership import measured_on
    from aggregates.variants.publishing import publish

    opened = open_source(cohort.variants, cohort.cdm, policy.threshold + 1)
    written = publish(cohort.variants, opened, policy, folder, workers, progress, earlier)
    return replace(written, membership=measured_on(opened, policy, progress))


def _policy(cohort: CohortFile) -> Policy:
    try:
        policy = shipped_policy(cohort.policy)
    except PolicyError as problem:
        raise InputError(
            f"policy {cohort.policy!r} is unusable: {problem}", str(cohort.path), "Mend the policy"
        ) from None
    if policy.publishes_exactly:
        _check_domains(cohort, policy)
    return policy


def _check_domains(cohort: CohortFile, policy: Policy) -> None:
    """Refuse what cannot be published exactly at a bearable loss: answers and types of data, which
    add up to their whole, so that most of them would be withheld or left out."""
    refused = [plan.id for plan in cohort.domains if plan.id in ("survey", DATA_TYPE, COMBINATION)]
    if refused:
        raise InputError(
            f"domain {refused[0]!r} cannot follow policy {policy.id!r}, whose rule is "
            f"{policy.rule!r}",
            f"{cohort.path}: domains",
            "Leave it out, or use a policy of rule 'bands', such as all-of-us",
        )


def _earlier(cohort: CohortFile, policy: Policy, folders: Sequence[Path]) -> list[CheckedRelease]:
    if folders and policy.publishes_exactly:
        raise InputError(
            f"policy {policy.id!r} publishes counts exactly, and two releases of exact counts tell "
            "who joined",
            "--previous",
            "Leave it out, or use a policy of rule 'bands', such as all-of-us",
        )
    earlier = read_earlier(folders)
    about = {
        "id": _id(cohort),
        "cutoff_date": cohort.cutoff_date.isoformat(),
        "policy": policy.as_mapping(),
        "dimensions": [dimension_values(plan.dimension) for plan in cohort.dimensions],
    }
    check_succession(about, str(cohort.path), earlier)
    return earlier


def _protected_release(
    cohort: CohortFile,
    counts: TrueCounts,
    policy: Policy,
    earlier: Sequence[CheckedRelease],
    workers: int,
    progress: Progress,
) -> ProtectedRelease:
    text = _text(cohort, counts, earlier)
    try:
        tables = protected_tables(counts, policy, earlier[0].tables if earlier else None)
    except PlanError as problem:
        raise InputError(str(problem), f"{cohort.path}: crossings", "Leave crossings out") from None
    try:
        safe = made_safe(
            tables,
            policy,
            workers,
            lambda done, of: progress("auditing", done, of),
            for_ledger(earlier),
        )
    except UnsafeFamilyError as family:
        raise UnsafeReleaseError(f"no widening of bands makes this family safe: {family}") from None
    return ProtectedRelease(
        text,
        policy,
        counts.dimensions,
        safe.tables,
        safe.certificates,
        summarise(safe.tables, safe.outcomes, policy),
        counts.concepts,
        counts.hierarchy,
        counts.questions,
        {values.domain: bins_of(values) for values in counts.values},
        pairs_of(counts.pairs) if counts.pairs is not None else (),
    )


def _id(cohort: CohortFile) -> str:
    return f"{cohort.id}-{cohort.cutoff_date.isoformat()}"


def _text(cohort: CohortFile, counts: TrueCounts, earlier: Sequence[CheckedRelease]) -> ReleaseText:
    return ReleaseText(
        id=_id(cohort),
        title=cohort.title,
        created=_now(),
        cutoff_date=cohort.cutoff_date.isoformat(),
        synthetic=cohort.synthetic,
        domain_labels={domain.id: domain.label for domain in cohort.domains},
        source=counts.source,
        citation=cohort.citation,
        license=cohort.license,
        previous=str(earlier[0].about["id"]) if earlier else None,
    )


def _now() -> str:
    """The time of the build, or SOURCE_DATE_EPOCH where a build must be repeatable."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(
            "is not a time in whole seconds since 1970",
            "SOURCE_DATE_EPOCH",
            "Give a whole number, or unset it",
        ) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
