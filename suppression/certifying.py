"""From the auditor's evidence to a certificate: the side that builds, with its solver."""

import numpy as np

from suppression.auditor import DomainAudit
from suppression.certificate import DomainCertificate, SubjectWitnesses
from suppression.witnesses import Evidence


def certify(audit: DomainAudit) -> DomainCertificate:
    """The certificate of one domain's audit."""
    subjects = tuple(
        SubjectWitnesses(found.tables, found.denominators, _floors(found))
        for found in audit.evidence
    )
    return DomainCertificate(audit.wholes.tables, audit.wholes.above, subjects)


def _floors(evidence: Evidence) -> dict[int, dict[int, int]]:
    return {
        floor.cell: {
            int(row): int(floor.multipliers[row]) for row in np.flatnonzero(floor.multipliers)
        }
        for floor in evidence.floors
    }
