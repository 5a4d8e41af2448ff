"""Audited tables with their certificate, small enough to see what each whole table is for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from suppression.bands import IntArray
from suppression.certificate import DomainCertificate
from suppression.repair import make_safe
from suppression.tables import DomainTables
from suppression.verifier import verify
from tests.suppression.small_cohorts import ALL_OF_US, by_hand, plan_of, random_truth

TWO = plan_of({"sex": 2})
CROSSED = plan_of({"sex": 2, "age": 3, "race": 3}, ["sex*age", "sex*race"])
OPEN, FLOOR, MIRRORED = 7, 8, 9


@dataclass(frozen=True)
class Certified:
    """What is published, and the certificate that shows it safe."""

    tables: Mapping[str, DomainTables]
    certificates: Mapping[str, DomainCertificate]

    def problems(self) -> list[str]:
        return [str(found) for found in verify(self.tables, self.certificates, ALL_OF_US)]

    def claiming(self, domain: str, wholes: IntArray, above: IntArray | None = None) -> "Certified":
        """The same with other whole tables of one domain's denominator."""
        stands = self.certificates[domain].above if above is None else above
        claimed = DomainCertificate(wholes, stands)
        return replace(self, certificates={**self.certificates, domain: claimed})

    def without(self, domain: str, table: int) -> "Certified":
        """The same with a whole table of the domain's denominator left out."""
        found = self.certificates[domain]
        above = np.delete(found.above, table)
        return self.claiming(domain, np.delete(found.wholes, table, axis=0), above)

    def showing(self, position: int, cell: int, low: int, high: int) -> "Certified":
        """The same certificate under another band."""
        found = self.tables["condition"]
        lows, highs = found.low.copy(), found.high.copy()
        lows[position, cell], highs[position, cell] = low, high
        changed = replace(found, low=lows, high=highs)
        return replace(self, tables={**self.tables, "condition": changed})


@cache
def three_subjects() -> Certified:
    """Bands under which each kind of subject stands once.

    Of 401 to 420 people, half of each sex: OPEN has few women; FLOOR has a widened band of women
    that its total proves to be 21 or more, so that nothing of it need be open; all women may have
    MIRRORED, so that those without it must stay open.
    """
    half = (201, 220)
    tables = {
        "cohort": by_hand("cohort", TWO, {0: [(4_001, 4_020), (2_001, 2_020), (2_001, 2_020)]}),
        "condition": by_hand(
            "condition",
            TWO,
            {
                0: [(401, 420), half, half],
                OPEN: [(21, 40), (0, 20), (21, 40)],
                FLOOR: [(61, 80), (0, 40), (21, 40)],
                MIRRORED: [(241, 260), half, (41, 60)],
            },
        ),
    }
    certificates = {
        "cohort": certificate([[4_016, 2_012, 2_004]], [0]),
        # of 219 women 201 to 219 have MIRRORED, and so 0 to 18 have not
        "condition": certificate([[416, 212, 204], [420, 219, 201]], [0, 0]),
    }
    return Certified(tables, certificates)


def certificate(wholes: list[list[int]], above: list[int]) -> DomainCertificate:
    return DomainCertificate(np.array(wholes, np.int64), np.array(above, np.int64))


@cache
def random_release(seed: int = 4, persons: int = 420) -> Certified:
    """A random cohort with crossings, protected, repaired and certified."""
    safe = make_safe(random_truth(seed, persons, CROSSED).protected(ALL_OF_US), ALL_OF_US)
    return Certified(safe.tables, safe.certificates)
