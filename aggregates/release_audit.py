"""Auditing and verifying a release from its folder alone, as anybody may."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from aggregates.audit_record import audit_record
from aggregates.earlier import check_succession, for_ledger
from aggregates.progress import Progress
from aggregates.release_check import CheckedRelease
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
        return summarise(release.tables, outcomes, release.policy)


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
    if release.certificate["figures"] != figures_of(release.tables, release.policy):
        return ["the figures that the certificate states are not those of the release"]
    problems = verify(release.tables, certificates, release.policy)
    return [str(problem) for problem in islice(problems, _MOST_PROBLEMS)]
