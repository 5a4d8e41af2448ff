"""Auditing and verifying a release from its folder alone, as anybody may."""

from itertools import islice

from aggregates.progress import Progress
from aggregates.release_check import CheckedRelease
from suppression.auditor import audit_tables
from suppression.certificate import CertificateError, unpacked
from suppression.summary import AuditSummary, summarise
from suppression.verifier import verify

_MOST_PROBLEMS = 20


def audit_release(release: CheckedRelease, workers: int, progress: Progress) -> AuditSummary:
    """Attack every family of a release afresh, without looking at its certificate."""
    audit = audit_tables(
        release.tables,
        release.policy,
        workers,
        lambda done, of: progress("auditing", done, of),
    )
    return summarise(release.tables, audit, release.policy)


def verify_release(release: CheckedRelease) -> list[str]:
    """What the certificate fails to prove, in words (the first few); empty where it holds."""
    stated = release.certificate.get("domains")
    if not isinstance(stated, dict) or set(stated) != set(release.tables):
        return ["the certificate names other domains than the release"]
    try:
        certificates = {
            name: unpacked(stated[name], tables) for name, tables in release.tables.items()
        }
    except CertificateError as problem:
        return [str(problem)]
    problems = verify(release.tables, certificates, release.policy)
    return [str(problem) for problem in islice(problems, _MOST_PROBLEMS)]
