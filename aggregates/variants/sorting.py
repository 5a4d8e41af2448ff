"""Alleles that come nearly in order, put in order: trimming moves some of them to the right."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.variants.alleles import AlleleBatch, Dosages, joined


@dataclass(frozen=True)
class Piece:
    """Alleles and, where asked for, the copies that each person has (alleles, samples)."""

    batch: AlleleBatch
    dosages: Dosages | None = None

    def take(self, rows: NDArray[np.int64]) -> "Piece":
        """Those rows, in that order."""
        own = None if self.dosages is None else self.dosages[rows]
        return Piece(self.batch.take(rows), own)

    def slice(self, start: int, stop: int) -> "Piece":
        """Rows `start` up to `stop`."""
        own = None if self.dosages is None else self.dosages[start:stop]
        return Piece(self.batch.slice(start, stop), own)

    def followed_by(self, other: "Piece") -> "Piece":
        """Both as one."""
        own = None
        if self.dosages is not None and other.dosages is not None:
            own = np.concatenate([self.dosages, other.dosages])
        return Piece(joined([self.batch, other.batch]), own)


class Sorter:
    """Takes pieces of one contig and kind; gives them back sorted, no allele twice.

    An allele that comes twice (a duplicate row, or another spelling of it) is kept where most
    people have a full call, the first of equals: adding would count a person's copies twice.
    """

    def __init__(self, tally: Counter[str]) -> None:
        self._held: Piece | None = None
        self._tally = tally

    def push(self, piece: Piece, floor: int) -> list[Piece]:
        """Take `piece`; give what is final, since no later allele lies before `floor`."""
        together = piece if self._held is None else self._held.followed_by(piece)
        together = self._in_order(together)
        positions = together.batch.sites["pos"].to_numpy()
        stop = int(np.searchsorted(positions, floor))
        self._held = together.slice(stop, len(positions)) if stop < len(positions) else None
        return [together.slice(0, stop)] if stop else []

    def rest(self) -> list[Piece]:
        """Give what is held: no more will come."""
        held, self._held = self._held, None
        return [] if held is None else [held]

    def _in_order(self, piece: Piece) -> Piece:
        positions = piece.batch.sites["pos"].to_numpy()
        if np.all(positions[1:] > positions[:-1]):
            return piece
        sites, called = piece.batch.sites, piece.batch.called[:, 0]
        texts = (sites[name].to_pylist() for name in ("ref", "alt", "variant_id"))
        keys = list(zip(positions.tolist(), *texts, strict=True))
        order = sorted(range(len(keys)), key=lambda at: (keys[at], -called[at], at))
        rows = [at for n, at in enumerate(order) if n == 0 or keys[at] != keys[order[n - 1]]]
        self._tally["duplicates"] += len(order) - len(rows)
        return piece.take(np.array(rows, dtype=np.int64))
