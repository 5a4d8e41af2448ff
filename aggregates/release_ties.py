"""The ties of a release: which counts add up to which, stated so that anybody can check."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregates.dimension import Dimension
from aggregates.release_format import ANYONE, COHORT, PAIRS, whose_values
from suppression.tables import Adds, Cut, DomainTables, Sum, TablePlan


def table_plans(
    dimensions: Sequence[Dimension], ties: Sequence[Mapping[str, Any]]
) -> dict[str, TablePlan]:
    """The table plan of every domain, the cohort's own included, as the ties state it."""
    sizes = {dimension.id: len(dimension.groups) for dimension in dimensions}
    cuts: dict[str, list[Cut]] = {}
    shared: dict[str, frozenset[str]] = {}
    lasting: dict[str, frozenset[str]] = {}
    for tie in ties:
        domain_cuts = cuts.setdefault(tie["domain"], [Cut((), ())])
        if tie["kind"] in ("partition", "crossing"):
            names = tuple(tie["cut"].split("*"))
            domain_cuts.append(Cut(names, tuple(sizes[name] for name in names)))
        elif tie["kind"] == "complement":
            shared[tie["domain"]] = frozenset(tie["cuts"])
        elif tie["kind"] == "growth":
            lasting[tie["domain"]] = frozenset(tie["dimensions"])
    nothing: frozenset[str] = frozenset()
    return {
        domain: TablePlan(tuple(found), shared.get(domain, nothing), lasting.get(domain, nothing))
        for domain, found in cuts.items()
    }


def stated_ties(tables: Mapping[str, DomainTables]) -> list[dict[str, Any]]:
    """The table plan in words that an outside auditor can read without our code."""
    ties: list[dict[str, Any]] = []
    for domain, found in tables.items():
        for cut in found.plan.cuts[1:]:
            if len(cut.dimensions) == 1:
                ties.append({"kind": "partition", "domain": domain, "cut": cut.id})
            else:
                margins = list(cut.dimensions)
                ties.append(
                    {"kind": "crossing", "domain": domain, "cut": cut.id, "margins": margins}
                )
        if domain != COHORT:
            ties.append(_complement(domain, found.plan))
            ties += _structure(domain, found, tables)
        dimensions = sorted(found.plan.lasting)
        ties.append({"kind": "growth", "domain": domain, "dimensions": dimensions, "rule": _GROWTH})
    return ties


_GROWTH = (
    "nobody changes groups, so that where nobody leaves no count becomes smaller, but for those "
    "that people may change, such as an answer"
)
_ROLL_UP = "a concept counts everyone with it or with any concept below it, once"
_SUMS = "in every group the parts together are equal to, at_least, or at_most the whole"
_COVERS = (
    "everyone whom a concept counts has one of its parts, or of so many others that are not listed "
    "because of their size"
)
_BINS = "the rows of a concept count everyone with it once, in every group"
_PART = (
    "of each pair [subject of the other table, own subject] the first counts everyone in the second"
)
_BOTH = "a pair counts everyone who has both concepts"


def _structure(
    domain: str, found: DomainTables, tables: Mapping[str, DomainTables]
) -> list[dict[str, Any]]:
    """What ties the subjects of a table to each other, or to those of another table.

    Nothing is said of a whole that is not listed: that it is known at all would tell that somebody
    belongs to it.
    """
    whole = whose_values(domain)
    if whole is not None:
        of = {"domain": whole, "table": "distributions"}
        return [{"kind": "bins", "domain": domain, "of": of, "adds": "equal", "rule": _BINS}]
    if domain == PAIRS:
        return [{"kind": "pairs", "domain": domain, "table": "pairs", "rule": _BOTH}]
    ties: list[dict[str, Any]] = [
        {"kind": "hierarchy", "domain": domain, "table": "hierarchy", "rule": _ROLL_UP}
    ]
    stated = [one for one in found.sums if one.whole in tables[one.within].subjects]
    always = np.intersect1d(found.always, found.subjects).tolist()
    if stated or always:
        sums = [
            {"within": one.within, "whole": one.whole, "parts": list(one.parts),
             "adds": one.adds.value}
            for one in stated
        ]  # fmt: skip
        ties.append(
            {"kind": "sums", "domain": domain, "sums": sums, "always": always, "rule": _SUMS}
        )
    if found.covers:
        covers = [
            {"whole": one.whole, "parts": list(one.parts), "others": one.others}
            for one in found.covers
        ]
        ties.append({"kind": "covering", "domain": domain, "covers": covers, "rule": _COVERS})
    for upper, pairs in found.part_of.items():
        of = {"kind": "part_of", "domain": domain, "of": upper, "rule": _PART}
        ties.append({**of, "pairs": pairs.tolist()})
    return ties


def stated_parts(domain: str, ties: Sequence[Mapping[str, Any]]) -> dict[str, NDArray[np.int64]]:
    """The subjects of other tables that those of a domain are part of."""
    return {
        tie["of"]: np.array(tie["pairs"], np.int64).reshape(-1, 2)
        for tie in ties
        if tie["kind"] == "part_of" and tie["domain"] == domain
    }


def stated_covers(domain: str, ties: Sequence[Mapping[str, Any]]) -> tuple[Sum, ...]:
    """The concepts of a domain that others cover."""
    return tuple(
        Sum(domain, int(one["whole"]), tuple(map(int, one["parts"])), Adds.COVER, one["others"])
        for tie in ties
        if tie["kind"] == "covering" and tie["domain"] == domain
        for one in tie["covers"]
    )


def stated_sums(
    domain: str, ties: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Sum, ...], NDArray[np.int64]]:
    """What adds up in a domain, and which subjects are listed whatever their counts."""
    for tie in ties:
        if tie["kind"] == "sums" and tie["domain"] == domain:
            sums = tuple(
                Sum(
                    one["within"],
                    int(one["whole"]),
                    tuple(map(int, one["parts"])),
                    Adds(one["adds"]),
                )
                for one in tie["sums"]
            )
            return sums, np.array(tie["always"], np.int64)
    return (), np.zeros(0, np.int64)


def _complement(domain: str, plan: TablePlan) -> dict[str, Any]:
    cuts = [cut.id for cut in plan.cuts[1:] if cut.id in plan.shared]
    return {
        "kind": "complement",
        "domain": domain,
        "denominator": {"domain": domain, "concept_id": ANYONE},
        "denominator_of_anyone": {"domain": COHORT, "concept_id": ANYONE},
        "cuts": cuts,
    }
