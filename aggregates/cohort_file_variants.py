"""The [variants] of a cohort file: where genotypes or counts of alleles are, and whose.

[variants]
build = "GRCh37"
genotypes = ["*.vcf.gz"]              # in the folder of the data; or sites = ["*.sites.vcf.gz"]
samples = { file = "samples.tsv", sample = "sample", ancestry = "group", sex = "sex" }
ancestry_floor = 20000                # smaller groups are counted with the remaining people
genes = { file = "genes.tsv", build = "GRCh37" }
quality = { gq = 20, dp = 10, allele_balance = 0.2 }
groups = [{ id = "afr", label = { en = "African", es = "Africana" }, values = ["AFR"] }]

With `sites`, `people` is how many have genotypes, in [variants] and in each group; the first of a
group's `values` is its name in the files.
"""

from typing import Final

from aggregates.cohort_file_keys import DIMENSION_ID, Keys
from aggregates.variant_plans import AncestryGroup, GenesPlan, SamplesPlan, VariantsPlan
from aggregates.variant_statements import USUAL_FLOOR

BUILDS: Final = ("GRCh37", "GRCh38")
REMAINING: Final = "remaining"
_REMAINING_LABEL: Final = {"en": "Remaining people", "es": "Resto de personas"}
_LOWEST_FLOOR: Final = 100


def parse_variants(keys: Keys) -> VariantsPlan | None:
    """The variants of a cohort file, or None where it has no [variants]. Raises InputError."""
    if not keys.has("variants"):
        return None
    own = keys.table("variants")
    genotypes = own.texts("genotypes") if own.has("genotypes") else ()
    sites = own.texts("sites") if own.has("sites") else ()
    if bool(genotypes) == bool(sites):
        own.refuse("genotypes", "or sites must be given, one of them", "Name files of one kind")
    plan = VariantsPlan(
        where=own.where,
        build=_build(own),
        genotypes=genotypes,
        sites=sites,
        samples=_samples(own) if genotypes else None,
        groups=_groups(own, counted=bool(sites)),
        remaining=own.label("remaining", _REMAINING_LABEL),
        ancestry_floor=_floor(own),
        genes=_genes(own),
        quality=_quality(own) if genotypes else {},
        people=own.whole("people") if sites else None,
    )
    if plan.people is not None and sum(group.people or 0 for group in plan.groups) > plan.people:
        own.refuse("people", "are fewer than those of the groups", "Give everybody with genotypes")
    own.end()
    return plan


def _build(keys: Keys) -> str:
    build = keys.text("build")
    if build not in BUILDS:
        keys.refuse("build", f'"{build}" is not known', f"Use {' or '.join(BUILDS)}")
    return build


def _floor(keys: Keys) -> int:
    floor = keys.whole("ancestry_floor", USUAL_FLOOR)
    if floor < _LOWEST_FLOOR:
        keys.refuse(
            "ancestry_floor", f"is below {_LOWEST_FLOOR}", "Give the fewest people a group may have"
        )
    return floor


def _samples(keys: Keys) -> SamplesPlan:
    own = keys.table("samples")
    plan = SamplesPlan(
        own.text("file"),
        own.text("sample", "sample"),
        own.text("ancestry", "group"),
        own.text("sex") if own.has("sex") else None,
        own.text("person") if own.has("person") else None,
    )
    own.end()
    return plan


def _groups(keys: Keys, counted: bool) -> tuple[AncestryGroup, ...]:
    found = []
    for own in keys.tables("groups"):
        group = own.name("id", DIMENSION_ID)
        if group == REMAINING:
            own.refuse("id", f"{group} is the name of everybody else", "Give another id")
        label = own.label("label", {"en": group})
        values = own.texts("values") if own.has("values") else (group,)
        people = own.whole("people") if counted else None
        own.end()
        found.append(AncestryGroup(group, label, values, people))
    keys.refuse_twice("groups", [group.id for group in found])
    keys.refuse_twice("groups", [value for group in found for value in group.values])
    return tuple(found)


def _genes(keys: Keys) -> GenesPlan | None:
    if not keys.has("genes"):
        return None
    own = keys.table("genes")
    plan = GenesPlan(own.text("file"), _build(own), own.truth("zero_based", True))
    own.end()
    return plan


def _quality(keys: Keys) -> dict[str, int | float]:
    if not keys.has("quality"):
        return {}
    own = keys.table("quality")
    found: dict[str, int | float] = {}
    for name in ("gq", "dp"):
        if own.has(name):
            found[name] = own.whole(name)
    if own.has("allele_balance"):
        found["allele_balance"] = own.share("allele_balance")
    own.end()
    return found
