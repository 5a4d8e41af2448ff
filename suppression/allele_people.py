"""What bands of alleles say of people: the chain of counts in one group, and what it can be.

In every group, with ``h`` people of two copies, ``a`` copies, ``n`` people called and ``p`` people
with genotypes, the numbers of people are::

    carriers        a - h        heterozygous    a - 2h       two copies       h
    non-carriers    n - a + h    with a copy of the other    n - h     not called    p - n

none of which is negative. A call of one copy (X in men) is a carrier without a second copy, so
that the same holds. Of ``n`` only the copies examined are published: twice as many where everyone
has two copies, as many where everyone has one; on X it depends on how many women there are.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from suppression.alleles import AC, AN, HOM, AlleleBands, BoolArray, Copies, People
from suppression.bands import IntArray

H, A, N, P = range(4)
"""People with two copies, copies, people called, people: the first axis of a box."""


class Count(IntEnum):
    """A number of people that bands may tell; the first axis of reaches."""

    CARRIERS = 0
    TWO_COPIES = 1
    ONE_OF_TWO = 2
    NON_CARRIERS = 3
    OTHER_ALLELE = 4
    NOT_CALLED = 5


@dataclass(frozen=True)
class Box:
    """Limits ``low`` and ``high`` (4, alleles, cells) of ``h, a, n, p``.

    ``carriers`` and ``others`` (cells,) are how many people at least carry the allele and do not.
    """

    low: IntArray
    high: IntArray
    carriers: IntArray
    others: IntArray


def box_of(bands: AlleleBands, people: People, threshold: int) -> Box:
    """The limits that each band sets alone, and the rule by which the allele is listed."""
    low, high = bands.low, bands.high
    women = women_of(bands, people)
    two, one = (bands.copies == kind for kind in (Copies.TWO, Copies.ONE))
    n_low = _by_copies(two, one, -(-low[AN] // 2), low[AN], low[AN] - women)
    n_high = _by_copies(two, one, high[AN] // 2, high[AN], high[AN] - women)
    zero = np.zeros_like(women)
    h_low = np.where(one[:, None], zero, low[HOM])
    h_high = _by_copies(two, one, high[HOM], zero, np.minimum(high[HOM], women))
    p_low, p_high = (np.broadcast_to(end, women.shape) for end in (people.low, people.high))
    cells = women.shape[1]
    least = np.zeros(cells, np.int64)
    least[0] = threshold + 1
    return Box(
        np.stack([h_low, low[AC], np.maximum(n_low, 0), p_low]),
        np.stack([h_high, high[AC], n_high, p_high]),
        least,
        least,
    )


def women_of(bands: AlleleBands, people: People) -> IntArray:
    """On X a number of women called (alleles, 1 + groups) that the bands allow; everyone's is the
    sum. How many there are is not published; where all people are called, this many are women."""
    known = people.high < np.iinfo(np.int64).max >> 20
    least = np.where(known, bands.low[AN] - people.low, bands.low[AN] // 3)
    women = np.maximum(least, 0)
    if women.shape[1] > 1:
        women[:, 0] = women[:, 1:].sum(axis=1)
    return np.asarray(women, np.int64)


def _by_copies(
    two: BoolArray, one: BoolArray, when_two: IntArray, when_one: IntArray, mixed: IntArray
) -> IntArray:
    return np.where(two[:, None], when_two, np.where(one[:, None], when_one, mixed))


def narrowed(box: Box) -> Box:
    """Limits after each inequality of the chain was taken alone, twice."""
    (hl, al, nl, pl), (hu, au, nu, pu) = (list(ends) for ends in (box.low, box.high))
    for _ in range(2):
        nu = np.minimum(nu, pu)
        most = nu - box.others
        hu = np.minimum(np.minimum(hu, au // 2), np.minimum(au - box.carriers, most))
        hl = np.maximum(hl, al - most)
        au = np.minimum(au, most + hu)
        al = np.maximum(al, np.maximum(2 * hl, box.carriers + hl))
        nl = np.maximum(nl, _fewest_carriers(hl, hu, al, box.carriers) + box.others)
        pl = np.maximum(pl, nl)
    return Box(np.stack([hl, al, nl, pl]), np.stack([hu, au, nu, pu]), box.carriers, box.others)


def _fewest_carriers(hl: IntArray, hu: IntArray, al: IntArray, least: IntArray) -> IntArray:
    return np.maximum(np.maximum(al - hu, hl), np.maximum(-(-al // 2), least))


@dataclass(frozen=True)
class Reach:
    """Lowest and highest (6, alleles, cells) of each :class:`Count` in a box, all between as well.

    Where ``even_steps`` (alleles, cells), people with one copy of two come in steps of two: the
    number of copies is fixed. A box that holds nothing has ``low`` above ``high``.
    """

    low: IntArray
    high: IntArray
    even_steps: BoolArray


def reach_of(box: Box) -> Reach:
    """What each count can be if ``h, a, n, p`` are whole numbers in the box and fit the chain.

    Exact, and every number between the ends is possible but for even steps. For each ``h`` that is
    possible, what the others can be is an interval; the intervals of neighbouring ``h`` touch.
    """
    (hl, al, nl, pl), (hu, au, nu, pu) = box.low, box.high
    nu = np.minimum(nu, pu)
    most = nu - box.others
    hu = np.minimum(np.minimum(hu, au // 2), np.minimum(au - box.carriers, most))
    hl = np.maximum(hl, al - most)
    fewest = _fewest_carriers(hl, hu, al, box.carriers)
    utmost = np.minimum(au - hl, most)
    hets = np.maximum(np.maximum(al - 2 * hu, 0), box.carriers - hu)
    low = np.stack([
        fewest,
        hl,
        hets,
        np.maximum(nl - utmost, box.others),
        np.maximum(nl - hu, hets + box.others),
        np.maximum(pl - nu, 0),
    ])  # fmt: skip
    high = np.stack([
        utmost,
        hu,
        np.minimum(au - 2 * hl, most - hl),
        nu - fewest,
        nu - hl,
        pu - np.maximum(nl, fewest + box.others),
    ])  # fmt: skip
    empty = (hl > hu) | (al > au) | (nl > nu) | (pl > pu) | (box.carriers > most)
    low, high = np.where(empty, 0, low), np.where(empty, -1, high)
    return Reach(low, high, al == au)
