"""What there is to attack: each subject together with what it is part of, in pieces of work."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from suppression.bands import IntArray
from suppression.coupling import Coupling, coupled_limits, couplings
from suppression.known import Rows
from suppression.policy import Policy
from suppression.tables import DomainTables

_CHUNK = 16
_VERSION = 3  # of what an attack does: outcomes of another are attacked anew


@dataclass(frozen=True)
class Job:
    """Some ``rows`` (k, m) of one coupling, with the limits of their cells.

    ``exact`` asks for the range of every count there is, not of the small ones as far as the
    protected window needs. Where ``assumed``, what couples them may be untrue: bands that
    contradict it tell nothing.
    """

    coupling: Coupling
    rows: IntArray
    limits: Mapping[str, tuple[IntArray, IntArray]]
    tables: Mapping[str, DomainTables]
    policy: Policy
    exact: bool = False
    assumed: bool = False

    def split(self, chosen: Sequence[int]) -> list["Job"]:
        """Some of the rows, in pieces of work."""
        return [
            self._piece(self.rows[list(chosen[start : start + _CHUNK])])
            for start in range(0, len(chosen), _CHUNK)
        ]

    def _piece(self, rows: IntArray) -> "Job":
        """Some rows, with no more of the tables than they need: pieces go to other processes."""
        names = self.names
        kept = {
            name: np.unique(rows[:, [at for at, own in enumerate(names) if own == name]])
            for name in names
        }
        here = [np.searchsorted(kept[name], rows[:, at]) for at, name in enumerate(names)]
        return replace(
            self,
            coupling=replace(self.coupling, rows=self.coupling.rows[:0]),
            rows=np.stack(here, axis=1),
            limits={
                name: (low[kept[name]], high[kept[name]])
                for name, (low, high) in self.limits.items()
            },
            tables={name: _alone(self.tables[name], some) for name, some in kept.items()},
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The table of each member: the upper one, then the lower one of every part."""
        return self.coupling.upper, *[self.coupling.lower] * (self.rows.shape[1] - 1)

    @property
    def keys(self) -> list[str]:
        """For each row what its outcome depends on, in short: those alike need one attack."""
        coupling, names = self.coupling, self.names
        about = coupling.kind, coupling.adds, coupling.lost, names, self.policy
        plans = [
            (self.tables[name].plan.cuts, sorted(self.tables[name].plan.shared))
            for name in dict.fromkeys(names)
        ]
        common = repr(
            (_VERSION, about, plans, coupling.cells.tolist(), self.exact, self.assumed)
        ).encode()
        digests = {
            name: {row: _digest(self.tables[name], self.limits[name], row)
                   for row in np.unique(self.rows[:, [own == name for own in names]]).tolist()}
            for name in dict.fromkeys(names)
        }  # fmt: skip
        members = [[digests[name][at] for name, at in zip(names, row, strict=True)]
                   for row in self.rows.tolist()]  # fmt: skip
        return [blake2b(b"".join([common, *some]), digest_size=16).hexdigest() for some in members]


def _alone(tables: DomainTables, rows: Rows) -> DomainTables:
    """Some rows of a table and nothing else."""
    some = replace(tables, lineage=tables.lineage[:0], part_of={}, sums=(), covers=())
    return some.taken(rows.tolist())


def _digest(tables: DomainTables, limits: tuple[IntArray, IntArray], row: int) -> bytes:
    """All that is published and known of one subject's cells."""
    found = blake2b(b"crossed" if tables.crossed[row] else b"", digest_size=16)
    for one in (tables.low, tables.high, *limits):
        found.update(np.ascontiguousarray(one[row]).tobytes())
    return found.digest()


def jobs_of(
    tables: Mapping[str, DomainTables],
    policy: Policy,
    among: Mapping[str, Set[int]] | None = None,
    links: Sequence[Coupling] | None = None,
    exact: bool = False,
) -> list[Job]:
    """All attacks, by coupling; ``among`` leaves those out that touch none of some rows.

    ``links`` stand in for the couplings of one release: those of a ledger, which are assumptions.
    """
    assumed = links is not None
    links = couplings(tables) if links is None else links
    limits = coupled_limits(tables, policy, links)
    found = []
    for coupling in links:
        rows = coupling.rows
        if among is not None:
            kept = np.isin(rows[:, 0], sorted(among.get(coupling.upper, ())))
            kept |= np.isin(rows[:, 1:], sorted(among.get(coupling.lower, ()))).any(axis=1)
            rows = rows[kept]
        if len(rows):
            own = {name: limits[name] for name in (coupling.upper, coupling.lower)}
            found.append(
                Job(
                    coupling,
                    rows,
                    own,
                    {name: tables[name] for name in own},
                    policy,
                    exact,
                    assumed,
                )
            )
    return found
