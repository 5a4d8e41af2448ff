"""The attacker: what anybody with a solver can conclude from a release about every small count.

Each subject is attacked together with what it is part of: the whole cohort or everyone in the
domain (complements), every listed ancestor (roll-up differences), the same subject in a later
release (growth). One linear programme holds all their cells, every equation, every comparison;
each small count is pushed down and up. Between solutions only costs and bounds change, and what
one solution shows of other counts is kept (Fischetti and Salazar 2001). Limits that propagation
over the whole web leaves are bounds from the start. An optimum that is not whole is decided by
integer programming.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice

from suppression.attack import outcomes_of
from suppression.jobs import Job
from suppression.outcome import Outcome
from suppression.processes import spread


class Attacker:
    """Attacks releases, and remembers: what is known to be alike is attacked once.

    ``known`` are outcomes of former attacks by key, ``keep`` is told each new one.
    """

    def __init__(
        self, workers: int, known: Mapping[str, Outcome] | None = None,
        keep: Callable[[str, Outcome], None] = lambda key, outcome: None,
    ) -> None:  # fmt: skip
        self._workers, self._keep = workers, keep
        self._book = dict(known or {})

    def attack(
        self, jobs: Sequence[Job], progress: Callable[[int, int], None] = lambda done, of: None
    ) -> Iterator[Outcome]:
        """The outcome of every row of every job."""
        keys = [job.keys for job in jobs]
        pieces = list(self._fresh(jobs, keys))
        total, done = sum(len(own) for _, own in pieces), 0
        with closing(spread(outcomes_of, [job for job, _ in pieces], self._workers)) as results:
            for (_, own), outcomes in zip(pieces, results, strict=True):
                for key, outcome in zip(own, outcomes, strict=True):
                    self._book[key] = outcome
                    self._keep(key, outcome)
                done += len(own)
                progress(done, total)
        for job, own in zip(jobs, keys, strict=True):
            for rows, key in zip(job.rows.tolist(), own, strict=True):
                yield self._book[key].of(rows, job.names)

    def _fresh(
        self, jobs: Sequence[Job], keys: Sequence[Sequence[str]]
    ) -> Iterator[tuple[Job, list[str]]]:
        """Pieces of work on rows that are not in the book, one of each kind."""
        seen = set(self._book)
        for job, own in zip(jobs, keys, strict=True):
            first = {key: at for at, key in reversed(list(enumerate(own))) if key not in seen}
            seen.update(first)
            new = sorted(first.values())
            keys_left = iter([own[row] for row in new])
            for piece in job.split(new):
                yield piece, list(islice(keys_left, len(piece.rows)))
