"""What a question about the size of a group is made of: subjects of a release and their counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

from aggregates.release import Release
from browser.data_types import DATA_TYPE, TYPE_CLASS, name_of_type, types_together
from browser.figures import ANYONE, COHORT
from browser.shelf import Served
from browser.surveys import SURVEY, answered_question
from layouts.scope_address import VARIANT, Thing
from layouts.text import Catalogue
from layouts.variant_rows import ALL, AlleleCounts
from suppression.bands import Count
from suppression.shares import Sum
from suppression.tables import Adds

ANCESTRY: Final = "ancestry"
TOTAL: Final = "total"
MOST_RELATIVES: Final = 30  # broader and narrower concepts whose pairs are looked at

Cells = Mapping[str, Mapping[tuple[str, ...], Count | Sum]]  # cut -> groups -> people


@dataclass(frozen=True)
class Subject:
    """A thing that a release knows: a concept, an allele, or everybody with data of a domain.

    ``key`` is a concept's, 0 for a domain's denominator. ``asked`` is the question that it answers.
    """

    thing: Thing
    key: int
    name: str
    cells: Cells
    page: tuple[int, ...] = ()
    asked: str = ""
    code: str = ""

    @property
    def node(self) -> tuple[str, int | str]:
        """What tells it apart."""
        return (self.thing.domain, self.key or (self.thing.id if self.is_variant else 0))

    @property
    def is_variant(self) -> bool:
        """Whether it is carriers of an allele."""
        return self.thing.domain == VARIANT

    @property
    def participants(self) -> Count | Sum:
        """Everybody with it."""
        return self.cells[TOTAL][()]


def carriers(counts: AlleleCounts) -> Sum:
    """How many people carry an allele: its copies less one for each who has two.

    Nobody has more than two, so that half of the copies is a floor.
    """
    copies, twice = counts.alleles, counts.homozygotes
    least = max(copies.low - twice.high, -(-copies.low // 2))
    return Sum(max(least, 0), max(copies.high - twice.low, 0))


class Subjects:
    """The subjects of a release and what is known of them whatever their counts."""

    def __init__(self, served: Served, text: Catalogue) -> None:
        self._served = served
        self._text = text
        self.release: Release = served.release
        self._pairs: dict[tuple[str, int], dict[tuple[str, int], Count]] = {}

    @cached_property
    def everybody(self) -> Cells:
        """The cohort's cells."""
        return _cells(self.release, COHORT, ANYONE)

    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that share out everybody."""
        return tuple(cut for cut in self.everybody if cut != TOTAL and "*" not in cut)

    def find(self, thing: Thing) -> Subject | None:
        """The subject of a thing; ``None`` for one that is not listed, whatever the reason."""
        if thing.domain == VARIANT:
            return self._variant(thing)
        if thing.domain not in self._served.domains:
            return None
        concept = self.release.concept(thing.domain, int(thing.id))
        if concept is None:
            return None
        name = name_of_type(concept, self._text) if thing.domain == DATA_TYPE else concept.name
        asked = answered_question(self.release, concept) if thing.domain == SURVEY else ""
        cells = _cells(self.release, thing.domain, concept.concept_id)
        code = f"{concept.vocabulary_id} {concept.code}".strip() if concept.code else ""
        return Subject(thing, concept.concept_id, name, cells, concept.page, asked, code)

    def denominator(self, domain: str) -> Subject:
        """Everybody with data of a domain."""
        cells = _cells(self.release, domain, ANYONE)
        return Subject(Thing(domain, "0"), ANYONE, self._text(f"domain.{domain}.name"), cells)

    def _variant(self, thing: Thing) -> Subject | None:
        store = self._served.variants
        row = store.variant(thing.id) if store else None
        if row is None or row.structure is not None:
            return None
        cells: dict[str, dict[tuple[str, ...], Count | Sum]] = {TOTAL: {(): carriers(row.everyone)}}
        cohort = self.everybody.get(ANCESTRY, {})
        groups: dict[tuple[str, ...], Count | Sum] = {
            (one.group,): carriers(one) for one in row.counts if one.group != ALL
        }
        if groups and set(groups) <= set(cohort):
            cells[ANCESTRY] = groups
        return Subject(Thing(VARIANT, row.variant_id), 0, row.variant_id, cells, code=row.rsid)

    def above(self, subject: Subject) -> frozenset[tuple[str, int | str]]:
        """The nodes that everybody with a subject has too, itself included."""
        found = {subject.node}
        ahead = [subject.node]
        while ahead:
            domain, key = ahead.pop()
            new = set(self._directly_above(domain, key)) - found
            found |= new
            ahead += new
        return frozenset(found)

    def _directly_above(self, domain: str, key: int | str) -> Iterator[tuple[str, int | str]]:
        tables = self.release.tables.get(domain)
        if tables is None or isinstance(key, str):
            return
        if key != ANYONE:
            yield (domain, ANYONE)
        lineage = tables.lineage
        for ancestor in lineage[lineage[:, 1] == key, 0].tolist() if lineage.size else ():
            yield (domain, ancestor)
        for upper, pairs in tables.part_of.items():
            for ancestor in pairs[pairs[:, 1] == key, 0].tolist():
                if upper in self.release.tables:
                    yield (upper, ancestor)

    def apart(self, first: Subject, second: Subject) -> bool:
        """Whether nobody can have both: different answers where only one can be given."""
        above = [self.above(one) for one in (first, second)]
        for domain, tables in self.release.tables.items():
            mine = [{key for own, key in one if own == domain} for one in above]
            if not all(mine):
                continue
            for stated in tables.sums:
                if stated.adds is Adds.COVER:
                    continue
                one, other = (keys & set(stated.parts) for keys in mine)
                if len(one) == len(other) == 1 and one != other:
                    return True
        return False

    def together(self, first: Subject, second: Subject) -> Sum | None:
        """What published pairs and combinations tell of everybody with both; ``None`` if nothing.

        A pair of broader concepts is a ceiling, and less those who have only the broader ones a
        floor; a pair of narrower concepts is a floor, and with those who have only the broader
        ones a ceiling.
        """
        if first.is_variant or second.is_variant:
            return None
        lows, highs = [0], [min(first.participants.high, second.participants.high)]
        partners = self._relatives(second)
        seen = False
        for own, own_side, own_count in self._relatives(first).values():
            for node, both in self._pairs_of(own).items():
                if node not in partners:
                    continue
                seen = True
                _, side, count = partners[node]
                low, high = both.low, both.high
                for way, relative, subject in (
                    (own_side, own_count, first),
                    (side, count, second),
                ):
                    if way > 0:
                        low -= relative.high - subject.participants.low
                    elif way < 0:
                        high += subject.participants.high - relative.low
                lows.append(low)
                highs.append(high)
        types = self._types_together((first, second))
        if types is not None:
            return Sum(max(*lows, types.low), min(*highs, types.high))
        return Sum(max(lows), min(highs)) if seen else None

    def published_pair(self, first: Subject, second: Subject) -> Count | None:
        """The published count of everybody with both, if there is one."""
        if first.is_variant or second.is_variant:
            return None
        pairs = self._pairs_of((first.thing.domain, first.key))
        return pairs.get((second.thing.domain, second.key))

    def _pairs_of(self, own: tuple[str, int]) -> dict[tuple[str, int], Count]:
        """The published pairs of a concept, read once."""
        if own not in self._pairs:
            self._pairs[own] = {
                (one.concept.domain, one.concept.concept_id): one.participants
                for one in self.release.pairs(*own)
            }
        return self._pairs[own]

    def _types_together(self, subjects: Sequence[Subject]) -> Sum | None:
        codes = []
        for one in subjects:
            if one.thing.domain != DATA_TYPE:
                return None
            concept = self.release.concept(DATA_TYPE, one.key)
            if concept is None or concept.concept_class != TYPE_CLASS:
                return None
            codes.append(concept.code)
        return types_together(self.release, tuple(codes), self._text)

    def _relatives(
        self, subject: Subject
    ) -> dict[tuple[str, int], tuple[tuple[str, int], int, Count | Sum]]:
        """Concepts above (1) and below (-1) a subject, and itself (0), with their counts."""
        domain, key = subject.thing.domain, subject.key
        lineage = self.release.tables[domain].lineage
        sides = [(key, 0)]
        if lineage.size:
            sides += [(one, 1) for one in lineage[lineage[:, 1] == key, 0].tolist()]
            sides += [(one, -1) for one in lineage[lineage[:, 0] == key, 1].tolist()]
        found = {}
        for one, side in sides:
            concept = self.release.concept(domain, one)
            if concept is not None:
                found[(domain, one)] = ((domain, one), side, concept.participants)
        order = sorted(found.values(), key=lambda one: (one[1] != 0, -one[2].high, one[0]))
        return {one[0]: one for one in order[:MOST_RELATIVES]}


def reduced(subjects: Subjects, things: Sequence[Subject]) -> tuple[Subject, ...]:
    """The things without those that everybody with another one has anyway."""
    kept = list(dict.fromkeys(one.node for one in things))
    by_node = {one.node: one for one in things}
    for first, second in combinations(list(by_node.values()), 2):
        for less, more in ((first, second), (second, first)):
            if less.node in kept and more.node in kept and more.node in subjects.above(less):
                kept.remove(more.node)
    return tuple(by_node[node] for node in kept)


def _cells(release: Release, domain: str, key: int) -> Cells:
    return {
        cut: {one.groups: one.participants for one in counts}
        for cut, counts in release.cuts(domain, key).items()
    }
