"""Auditing and verifying a release from its folder alone, as anybody may."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path

from aggregates.audit_record import audit_record
from aggregates.earlier import check_succession, for_ledger
from aggregates.progress import Progress
from aggregates.release_check import CheckedRelease
from aggregates.variant_tables import VARIANTS, PublishedVariants
from aggregates.variants_audit import problems, stated_figures, with_variants
from suppression.attacker import Attacker
from suppression.certificate import CertificateError, DomainCertificate, unpacked
from suppression.jobs import jobs_of
from suppression.ledger import ledger_of
from suppression.summary import AuditSummary, figures_of, summarise
from suppression.verifier import verify

_MOST_PROBLEMS = 20


def audit_release(
    release: CheckedRelease,
    workers: int,
    progress: Progress,
    record: Path | None = None,
    earlier: Sequence[CheckedRelease] = (),
) -> AuditSummary:
    """Attack every family of a release afresh, from what it publishes alone.

    Pairs whose outcome the file ``record`` holds are not attacked again; the others are added.
    ``earlier`` releases, the newest first, are joined with this one. Raises InputError where
    ``record`` is no such file, or a release is no earlier one.
    """
    check_succession(release.about, str(release.folder), earlier)
    jobs = jobs_of(release.tables, release.policy)
    if earlier:
        ledger = ledger_of(release.tables, for_ledger(earlier), release.policy)
        jobs += jobs_of(ledger.tables, release.policy, links=ledger.links)
    with audit_record(record) as (known, keep):
        outcomes = Attacker(workers, known, keep).attack(
            jobs,
            lambda done, of: progress("auditing", done, of),
        )
        summary = summarise(release.tables, outcomes, release.policy)
    if VARIANTS in release.about:
        about = release.about
        published = PublishedVariants(about[VARIANTS], about["tables"])
        summary = with_variants(summary, release.folder, published, release.policy, earlier)
    return summary


def _certificates(release: CheckedRelease) -> dict[str, DomainCertificate]:
    stated = release.certificate.get("domains")
    if not isinstance(stated, dict) or set(stated) != set(release.tables):
        raise CertificateError("the certificate names other domains than the release")
    return {name: unpacked(stated[name], tables) for name, tables in release.tables.items()}


def verify_release(release: CheckedRelease) -> list[str]:
    """What the certificate fails to prove, in words (the first few); empty where it holds."""
    try:
        certificates = _certificates(release)
    except CertificateError as problem:
        return [str(problem)]
    found = figures_of(release.tables, release.policy)
    variants: Iterator[str] = iter(())
    if VARIANTS in release.about:
        about = release.about[VARIANTS], release.about["tables"]
        found |= asdict(stated_figures(release.folder, *about, release.policy))
        variants = problems(release.folder, *about, release.policy)
    if release.certificate["figures"] != found:
        return ["the figures that the certificate states are not those of the release"]
    every = chain(map(str, verify(release.tables, certificates, release.policy)), variants)
    return list(islice(every, _MOST_PROBLEMS))
