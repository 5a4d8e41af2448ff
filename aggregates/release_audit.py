"""Auditing and verifying a release from its folder alone, as anybody may."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice

import numpy as np

from aggregates.progress import Progress
from aggregates.release_check import CheckedRelease
from suppression.auditor import DomainAudit, audit_tables
from suppression.certificate import CertificateError, DomainCertificate, unpacked
from suppression.families import WholeTables
from suppression.summary import AuditSummary, summarise
from suppression.verifier import verify

_MOST_PROBLEMS = 20


def audit_release(release: CheckedRelease, workers: int, progress: Progress) -> AuditSummary:
    """Attack every family of a release afresh.

    A search that ends without a table does not tell that there is none: a count that is possible
    under a whole table which the certificate carries, and which fits, is not narrowed.
    """
    audit = audit_tables(
        release.tables,
        release.policy,
        workers,
        lambda done, of: progress("auditing", done, of),
        _hints(release),
    )
    with suppress(CertificateError):  # without one nothing speaks against the search
        audit = _without_possible(release, audit)
    return summarise(release.tables, audit, release.policy)


def _without_possible(
    release: CheckedRelease, audit: Mapping[str, DomainAudit]
) -> dict[str, DomainAudit]:
    """The audit without those failures of concepts whose counts are all shown possible.

    Those of a denominator stay: nothing under it was attacked.
    """
    certificates = _certificates(release)
    problems = verify(release.tables, certificates, release.policy)
    unshown = {(problem.domain, problem.subject) for problem in problems}
    found = {}
    for name, tables in release.tables.items():
        subjects = tables.subjects.tolist()
        evidence = tuple(
            replace(one, failures=()) if subject and (name, subject) not in unshown else one
            for subject, one in zip(subjects, audit[name].evidence, strict=False)
        )
        found[name] = replace(audit[name], evidence=evidence)
    return found


def _hints(release: CheckedRelease) -> dict[str, WholeTables]:
    try:
        certificates = _certificates(release)
    except CertificateError:
        return {}
    none = {
        name: np.zeros((0, found.wholes.shape[1]), np.int64) for name, found in certificates.items()
    }
    return {
        name: WholeTables(found.wholes, found.above, none[name])
        for name, found in certificates.items()
    }


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
    problems = verify(release.tables, certificates, release.policy)
    return [str(problem) for problem in islice(problems, _MOST_PROBLEMS)]
