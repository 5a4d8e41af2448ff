"""The exhibit of a variant: how frequent an allele is in each ancestry group."""

from layouts.exhibit import Exhibit, Row
from layouts.page import Visit
from layouts.variant import GroupFrequency, VariantFacts, variant_finding

_EXTRA = ("called", "homozygotes")


def allele_exhibit(facts: VariantFacts, path: str, visit: Visit) -> Exhibit:
    """All participants first, then each group."""
    text, row = visit.text, facts.row
    title = said = variant_finding(facts, visit)
    if facts.most_frequent:
        title = text("variant.most_frequent", group=facts.most_frequent.label)
    known = [one for one in (row.variant_id, row.gene, row.rsid) if one]
    return Exhibit(
        id="frequencies",
        path=path,
        title=title.rstrip("."),
        subject=" · ".join([*known, facts.build]),
        grouping=text("variant.by_ancestry"),
        cut="ancestry",
        heads=(text("variant.group"), text("variant.alleles"), text("variant.frequency")),
        rows=tuple(map(_row, facts.groups)),
        measure="share",
        allele=True,
        extra_heads=tuple(text(f"variant.{name}") for name in _EXTRA),
        notes=(said,) if title != said else (),
    )


def _row(one: GroupFrequency) -> Row:
    extra = tuple((name, getattr(one.counts, name)) for name in _EXTRA)
    group = one.name.id or "all"
    return Row(one.name.label, (group,), one.counts.alleles, one.frequency, extra=extra)
