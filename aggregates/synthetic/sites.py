"""Sites of the synthetic genomes: where they are, what they do and how frequent they are."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.fields import demo_file

_LETTERS = "ACGT"
_AMINO_ACIDS = (
    *("Ala", "Arg", "Asn", "Asp", "Cys", "Gln", "Glu", "Gly", "His", "Ile"),
    *("Leu", "Lys", "Met", "Phe", "Pro", "Ser", "Thr", "Trp", "Tyr", "Val"),
)
_CODING = frozenset(
    {"synonymous_variant", "missense_variant", "stop_gained", "frameshift_variant"}
    | {"inframe_deletion"}
)


@dataclass(frozen=True)
class DemoGene:
    """A gene of genes.csv; positions are 1-based, both ends in it."""

    symbol: str
    contig: str
    start: int
    end: int


@dataclass(frozen=True)
class DrawnSite:
    """One invented variant, with its frequency in each group."""

    gene: DemoGene
    position: int
    reference: str
    alternative: str
    consequence: str
    hgvs_c: str
    hgvs_p: str
    clinvar: str
    frequencies: NDArray[np.float64]  # (groups,)


def demo_genes() -> list[DemoGene]:
    """The genes of the demonstration, in the order of the genome."""
    with demo_file("genes.csv").open(encoding="utf-8") as file:
        return [
            DemoGene(row["gene_symbol"], row["chrom"], int(row["start"]) + 1, int(row["end"]))
            for row in csv.DictReader(file)
        ]


def draw_sites(
    model: Mapping[str, Any], number: int, random: np.random.Generator
) -> list[DrawnSite]:
    """Draw `number` sites, by contig and position; no two lie within ten bases.

    The ancestral frequency has density 1/p (the neutral spectrum; Watterson 1975), lowered by
    selection; that of a group is Beta(p (1 - F) / F, (1 - p) (1 - F) / F) (Balding and Nichols
    1995).
    """
    genes = demo_genes()
    chosen = np.sort(
        np.concatenate(
            [
                np.arange(len(genes)).repeat(number // len(genes)),
                random.choice(len(genes), number % len(genes), replace=False),
            ]
        )
    )
    kinds = model["consequences"]
    names = [*kinds]
    share = np.array([kinds[name]["share"] for name in names])
    kind = random.choice(len(names), number, p=share / share.sum())
    lowered = np.array([kinds[name]["lowered"] for name in names])[kind]
    ancestral = np.exp(random.uniform(np.log(model["least_frequency"]), np.log(0.95), number))
    frequencies = _by_group(ancestral * lowered, np.array([*model["groups"].values()]), random)
    sites: list[DrawnSite] = []
    for index, count in zip(*np.unique(chosen, return_counts=True), strict=True):
        gene = genes[index]
        room = (gene.end - gene.start) // 10
        spots = np.sort(random.choice(room, min(count, room), replace=False))
        for spot in spots:
            at = len(sites)
            position = gene.start + 10 * int(spot)
            sites.append(_site(gene, position, names[kind[at]], frequencies[at], random))
    return sites


def _by_group(
    ancestral: NDArray[np.float64], spread: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    scale = (1 - spread) / spread
    return random.beta(ancestral[:, None] * scale, (1 - ancestral[:, None]) * scale)


def _site(
    gene: DemoGene,
    position: int,
    consequence: str,
    frequencies: NDArray[np.float64],
    random: np.random.Generator,
) -> DrawnSite:
    reference, alternative = (_LETTERS[at] for at in random.permutation(4)[:2])
    if consequence in ("frameshift_variant", "inframe_deletion"):
        lost = 3 if consequence == "inframe_deletion" else int(random.choice((1, 2, 4)))
        reference += "".join(_LETTERS[at] for at in random.integers(0, 4, lost))
        alternative = reference[0]
    coding = int(random.integers(1, 3_000))
    hgvs_c, hgvs_p = _names(gene.symbol, consequence, coding, reference, alternative, random)
    clinvar = _clinvar(consequence, float(frequencies.max()))
    return DrawnSite(
        *(gene, position, reference, alternative, consequence, hgvs_c, hgvs_p, clinvar),
        frequencies,
    )


def _names(
    symbol: str,
    consequence: str,
    coding: int,
    reference: str,
    alternative: str,
    random: np.random.Generator,
) -> tuple[str, str]:
    """Names in the form of HGVS, on sequences that do not exist: SYN-BRCA1.1."""
    place = f"{coding}"
    if consequence in ("intron_variant", "splice_region_variant", "splice_donor_variant"):
        place += f"+{1 if consequence == 'splice_donor_variant' else int(random.integers(3, 90))}"
    elif consequence.endswith("UTR_variant"):
        place = f"-{coding}" if consequence.startswith("5") else f"*{coding}"
    if len(reference) > 1:
        change = (
            f"{coding}_{coding + len(reference) - 2}del" if len(reference) > 2 else f"{coding}del"
        )
    else:
        change = f"{place}{reference}>{alternative}"
    if consequence not in _CODING:
        return f"SYN-{symbol}.1:c.{change}", ""
    first, second = (_AMINO_ACIDS[at] for at in random.permutation(20)[:2])
    residue = f"{first}{(coding + 2) // 3}"
    ending = {
        "synonymous_variant": "=",
        "missense_variant": second,
        "stop_gained": "Ter",
        "frameshift_variant": "fs",
        "inframe_deletion": "del",
    }[consequence]
    return f"SYN-{symbol}.1:c.{change}", f"SYN-{symbol}.1p:p.{residue}{ending}"


def _clinvar(consequence: str, frequency: float) -> str:
    """A term as ClinVar uses it, marked as invented; most variants have none."""
    if consequence in ("stop_gained", "frameshift_variant", "splice_donor_variant"):
        return "Pathogenic (synthetic)"
    if consequence != "missense_variant":
        return ""
    return "Benign (synthetic)" if frequency > 0.01 else "Uncertain significance (synthetic)"
