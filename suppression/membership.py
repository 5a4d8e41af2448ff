"""Membership inference: how well can be told that somebody was counted, from what is published?

An attacker has the genotypes of somebody, knows how frequent alleles are among other people of the
same ancestry, and compares these with the published counts: a member moved them a little towards
their own genotypes. Two attackers are measured against people of known membership:

- *likelihood ratio*: sums over all alleles how much likelier the published counts make each
  genotype than other people do (Sankararaman, Obozinski, Jordan and Halperin 2009, Nature Genetics
  41, 965-967; after Homer et al. 2008). Of a band the best guess of the count within it is used.
- *presence*: knows only which alleles are listed (Shringarpure and Bustamante 2015, American
  Journal of Human Genetics 97, 631-646; the optimal test of Raisaro et al. 2017, Journal of the
  American Medical Informatics Association 24, 799-805).

Who belongs to the same population and was not counted is needed for that. So half of the people of
each ancestry group are counted anew, protected like the release, and attacked; the other half are
the non-members, and what the attacker knows of the population: of each person attacked without
that person. Half as many people hide less well than all do. More alleles tell more, whatever is
published of each: the measure holds for as many as it was made on, and not for a whole genome.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from suppression.allele_grids import allele_bands
from suppression.allele_repair import made_safe
from suppression.alleles import (
    AC,
    AlleleCounts,
    BoolArray,
    Copies,
    People,
    Rows,
    listed,
)
from suppression.bands import IntArray, band_limits
from suppression.gauss import mean_within
from suppression.policy import Policy

Dosages = NDArray[np.int8]
Shares = NDArray[np.float64]
_Worth = Callable[[int, Shares, Shares, int], Shares]

_SEED: Final = 41
_NEVER: Final = 1e-9  # an allele that nobody counted has: who has it was not counted


@dataclass(frozen=True)
class Power:
    """How well an attacker tells members: area under the curve (0.5 is guessing), and the share of
    members recognised where 1 % and 5 % of non-members are taken for members."""

    auc: float
    power_1: float
    power_5: float


@dataclass(frozen=True)
class Attacks:
    """Both attackers on the same tables."""

    likelihood_ratio: Power
    presence: Power


@dataclass(frozen=True)
class Membership:
    """``counted`` people against ``not_counted`` ones, by ``alleles`` of which ``listed`` are
    published; ``exact`` counts of all of them against what is ``published``."""

    counted: int
    not_counted: int
    alleles: int
    listed: int
    exact: Attacks
    published: Attacks

    def as_mapping(self, policy: Policy) -> dict[str, object]:
        """What may be published: people in a band, shares to two places.

        How many people there are exactly would tell how few are not called; how many alleles, how
        many are not listed.
        """
        everyone = np.array([self.counted + self.not_counted], np.int64)
        low, high = band_limits(everyone, policy.widths[0])
        values = {"people": {"low": int(low[0]), "high": int(high[0])}}
        return values | {
            tables: {
                attacker: {name: round(share, 2) for name, share in power.items()}
                for attacker, power in asdict(getattr(self, tables)).items()
            }
            for tables in ("exact", "published")
        }


def measured(dosages: Dosages, group: IntArray, policy: Policy) -> Membership:
    """Measure on genotypes of places of which everyone has two copies. Deterministic.

    ``dosages`` (alleles, people) are copies of the allele, -1 where not known; ``group`` (people,)
    is the ancestry group of each, from 0.
    """
    counted = _half(group)
    known = dosages >= 0
    copies = np.where(known, dosages, 0).astype(np.int8)
    members = np.stack([np.ones(len(group), np.int64), *_indicators(group)], axis=1)
    true = _counts(copies, known, members * counted[:, None])
    others = _counts(copies, known, members * ~counted[:, None])
    tables = _published(true, members[counted].sum(axis=0), policy)
    world = _World(copies, known, group, counted, others)
    exact = tables.exact(true)
    return Membership(
        int(counted.sum()),
        int((~counted).sum()),
        len(dosages),
        int(tables.rows.sum()),
        Attacks(world.by_likelihood(exact), world.by_presence(true.ac[:, 0] > 0, 0)),
        Attacks(world.by_likelihood(tables), world.by_presence(tables.rows, policy.threshold)),
    )


def _half(group: IntArray) -> BoolArray:
    """Half of each group, drawn once and for all."""
    generator = np.random.default_rng(_SEED)
    counted = np.zeros(len(group), np.bool_)
    for one in np.unique(group):
        people = generator.permutation(np.flatnonzero(group == one))
        counted[people[: len(people) // 2]] = True
    return counted


def _indicators(group: IntArray) -> list[IntArray]:
    return [(group == one).astype(np.int64) for one in range(int(group.max()) + 1)]


def _counts(copies: Dosages, known: BoolArray, members: IntArray) -> AlleleCounts:
    # as real numbers: these products are done by a library for them, and are exact below 2**53
    weights = members.astype(np.float32 if len(members) < 1 << 22 else np.float64)

    def total(values: NDArray[np.bool_] | Dosages) -> IntArray:
        return np.asarray(np.rint(values.astype(weights.dtype) @ weights), np.int64)

    called = total(known)
    return AlleleCounts(total(copies), 2 * called, total(copies == 2), total(copies > 0), called)


@dataclass(frozen=True)
class _Tables:
    """Limits (alleles, 1 + groups) of counts of copies, copies examined ``an``, and which alleles
    are listed (``rows``)."""

    low: IntArray
    high: IntArray
    an: IntArray
    rows: BoolArray

    def exact(self, true: AlleleCounts) -> "_Tables":
        """Tables of true counts in the place of these."""
        return _Tables(true.ac, true.ac, true.an, np.ones_like(self.rows))


def _published(true: AlleleCounts, people: IntArray, policy: Policy) -> _Tables:
    """What a release of these people would publish; of an unlisted allele that few carry it, or
    that few do not."""
    rows = np.flatnonzero(listed(true, policy))
    chosen = AlleleCounts(*(own[rows] for own in vars(true).values()))
    known = People(*band_limits(people, policy.widths[0]))
    two = np.full(len(rows), Copies.TWO, np.int64)
    safe = made_safe(allele_bands(chosen, two, known, policy), known, policy)
    rows = rows[safe.rows]
    an = np.broadcast_to(2 * people, true.ac.shape)
    frequent = 2 * true.ac[:, :1] > an[:, :1]  # which of both it is anybody would guess
    few = 2 * policy.threshold
    low = np.where(frequent, np.maximum(an - few, 0), 0)
    high = np.where(frequent, an, np.minimum(few, an))
    low[rows], high[rows] = safe.bands.low[AC], safe.bands.high[AC]
    shown = np.zeros(len(true.ac), np.bool_)
    shown[rows] = True
    return _Tables(low, np.minimum(high, an), an, shown)


@dataclass(frozen=True)
class _World:
    """The people attacked, and what is known of the ``others``: those who are not counted."""

    copies: Dosages
    known: BoolArray
    group: IntArray
    counted: BoolArray
    others: AlleleCounts

    def by_likelihood(self, tables: _Tables) -> Power:
        """With counts of everyone, and of the person's own group: the better of the two."""
        everyone = np.zeros_like(self.group)
        found = [self._likelihood(tables, cell) for cell in (everyone, self.group + 1)]
        return max(found, key=lambda power: power.auc)

    def _likelihood(self, tables: _Tables, cells: IntArray) -> Power:
        def worth(copies: int, p: Shares, seen: Shares, cell: int) -> Shares:
            an = np.maximum(tables.an[:, cell], 1)
            spread = np.sqrt(an * p * (1 - p) * (1 + an / seen))
            guess = mean_within(an * p, spread, tables.low[:, cell], tables.high[:, cell])
            q = np.clip(guess / an, _NEVER, 1 - _NEVER)
            return np.asarray(copies * np.log(q / p) + (2 - copies) * np.log((1 - q) / (1 - p)))

        return self._power(self._scores(worth, cells))

    def by_presence(self, shown: BoolArray, threshold: int) -> Power:
        """With nothing but which alleles are shown: those of more than ``threshold`` carriers."""
        people = int(self.counted.sum())

        def worth(copies: int, p: Shares, seen: Shares, cell: int) -> Shares:
            if copies == 0:
                return np.zeros_like(p)
            carrying = 1 - (1 - p) ** 2
            without = _at_most(threshold, people, carrying)
            one_less = _at_most(threshold - 1, people - 1, carrying)
            yes = np.log((1 - one_less + _NEVER) / (1 - without + _NEVER))
            no = np.log((one_less + _NEVER) / (without + _NEVER))
            return np.where(shown, yes, no)

        return self._power(self._scores(worth, np.zeros_like(self.group)))

    def _scores(self, worth: _Worth, cells: IntArray) -> Shares:
        """Each person's sum over alleles of what their genotype is worth.

        ``worth`` takes copies, how frequent the allele (alleles,) is among the others, in how many
        copies that was seen, and the cell. Somebody not counted is no other of themselves: of each
        allele that leaves as many frequencies as there are genotypes.
        """
        scores = np.zeros(len(self.group))
        for cell in np.unique(cells).tolist():
            for counted in (True, False):
                people = np.flatnonzero((cells == cell) & (self.counted == counted))
                for copies in range(3):
                    ac = self.others.ac[:, cell] - (0 if counted else copies)
                    an = self.others.an[:, cell] - (0 if counted else 2)
                    seen: Shares = np.maximum(an, 0) + 1.0
                    p: Shares = np.minimum((np.maximum(ac, 0) + 0.5) / seen, 1 - _NEVER)
                    own = worth(copies, p, seen, cell)
                    has = (self.copies[:, people] == copies) & self.known[:, people]
                    scores[people] += own.astype(np.float32) @ has.astype(np.float32)
        return scores

    def _power(self, scores: Shares) -> Power:
        """Members against others, each within their ancestry group."""
        placed = np.zeros_like(scores)
        for one in np.unique(self.group):
            own = self.group == one
            middle = np.median(scores[own])
            low, high = np.quantile(scores[own], [0.25, 0.75])
            placed[own] = (scores[own] - middle) / max(high - low, _NEVER)
        members, others = placed[self.counted], placed[~self.counted]
        return Power(
            area(members, others),
            float((members > np.quantile(others, 0.99)).mean()),
            float((members > np.quantile(others, 0.95)).mean()),
        )


def area(members: Shares, others: Shares) -> float:
    """The share of pairs in which the member's score is the higher one; a tie counts half."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, members, "left")
    at_most = np.searchsorted(ordered, members, "right")
    return float((below + at_most).sum() / (2 * len(members) * len(others)))


def _at_most(count: int, people: int, share: Shares) -> Shares:
    """The chance that at most ``count`` of ``people`` carry what a ``share`` of all do."""
    if count < 0:
        return np.zeros_like(share)
    odds = share / np.maximum(1 - share, _NEVER)
    with np.errstate(under="ignore"):
        term = np.exp(people * np.log(np.maximum(1 - share, _NEVER)))
        total = term.copy()
        for carriers in range(min(count, people)):
            term = term * odds * (people - carriers) / (carriers + 1)
            total += term
    return np.asarray(np.minimum(total, 1.0))


def sample(rows: int, most: int) -> Rows:
    """Up to ``most`` of ``rows`` numbers, evenly spread."""
    if rows <= most:
        return np.arange(rows)
    return np.unique(np.linspace(0, rows - 1, most).astype(np.intp))
