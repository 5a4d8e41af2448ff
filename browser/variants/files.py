"""Variants as files: rows of CSV, JSON. Bands as low and high, never anything narrower."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from browser.row_values import count_values, limit_values
from browser.variants.facts import frequency_values
from layouts.gene import GeneFacts
from layouts.variant import VariantFacts
from layouts.variant_rows import STRUCTURE, VariantRow
from layouts.variant_stretch import Stretch
from layouts.variants import VariantsFacts
from suppression.bands import Count
from suppression.shares import Share

_SITE: Final = (
    "variant_id", "rsid", "gene", "consequence", "hgvs_c", "hgvs_p", "clinvar",
)  # fmt: skip
JSON: Final = "application/json"
TABLE_CSV: Final = "text/csv; charset=utf-8"
PARQUET: Final = "application/vnd.apache.parquet"
_FORMULA: Final = "^[=+@\\t\\r-]"  # what a spreadsheet would run


def variant_rows(facts: VariantFacts) -> Iterator[Sequence[object]]:
    """One row per ancestry group of a variant, all participants first."""
    yield (
        "build", *_SITE,
        "ancestry_group", "ac_low", "ac_high", "an_low", "an_high", "homozygotes_low",
        "homozygotes_high", "frequency_low", "frequency_high", "limit_low", "limit_high",
    )  # fmt: skip
    row = facts.row
    site = tuple(getattr(row, name) for name in _SITE)
    for one in facts.groups:
        counts = one.counts
        limits = limit_values(one.limits.low, one.limits.high, 6) if one.limits else ("", "")
        yield (
            facts.build, *site, one.name.id or "all", *count_values(counts.alleles)[:2],
            *count_values(counts.called)[:2], *count_values(counts.homozygotes)[:2],
            *frequency_values(counts), *limits,
        )  # fmt: skip


def variant_json(facts: VariantFacts) -> bytes:
    """A variant's page as JSON."""
    return _bytes({"build": facts.build, **variant_values(facts.row)})


def gene_json(facts: GeneFacts) -> bytes:
    """One page of a gene's variants as JSON; ``after`` is where the next begins, if any."""
    gene = facts.gene
    about = {
        "symbol": gene.symbol, "gene_id": gene.gene_id, "aliases": list(gene.aliases),
        "contig": gene.contig, "start": gene.start, "end": gene.end, "listed": gene.listed,
    }  # fmt: skip
    return _bytes({"build": facts.build, "gene": about, **_page(facts.stretch)})


def variants_json(facts: VariantsFacts) -> bytes:
    """What was understood of a search, and what was found, as JSON."""
    understood = [
        {
            "typed": one.typed,
            "state": one.state,
            "kind": one.kind,
            "value": one.value,
            "variants": [row.variant_id for row in one.rows],
        }
        for one in facts.answers
    ]
    found = {"found": len(facts.rows), "variants": [variant_values(row) for row in facts.rows]}
    result = _page(facts.stretch) if facts.stretch else found
    return _bytes(
        {"build": facts.build, "understood": understood, "unread": facts.unread, **result}
    )


def _page(stretch: Stretch) -> dict[str, Any]:
    page = stretch.page
    return {
        "found": page.found,
        "first": page.first,
        "after": page.after or None,
        "variants": [variant_values(row) for row in page.rows],
        "structural": [variant_values(row) for row in stretch.structural],
    }


def table_csv(table: pa.Table) -> bytes:
    """A whole result as CSV, with cells that a spreadsheet would run as formulas disarmed."""
    for place, field in enumerate(table.schema):
        if field.type == pa.string():
            column = table.column(place)
            armed = pc.match_substring_regex(column, _FORMULA)
            if pc.any(armed).as_py():
                disarmed = pc.binary_join_element_wise("'", column, "")
                table = table.set_column(place, field, pc.if_else(armed, disarmed, column))
    stream = io.BytesIO()
    options = pa_csv.WriteOptions(quoting_style="needed")
    pa_csv.write_csv(table, stream, options)
    return stream.getvalue()


def variant_values(row: VariantRow) -> dict[str, Any]:
    """A variant as plain values."""
    site = {
        name: getattr(row, name)
        for name in (
            "variant_id", "contig", "pos", "ref", "alt", "rsid", "gene", "consequence", "hgvs_c",
            "hgvs_p", "clinvar",
        )
    }  # fmt: skip
    counts = {
        one.group or "all": {
            "ac": count_limits(one.alleles),
            "an": count_limits(one.called),
            "homozygotes": count_limits(one.homozygotes),
            "frequency": _share(one.frequency),
        }
        for one in row.counts
    }
    structure = {}
    if row.structure:
        structure = dict(zip(STRUCTURE, astuple(row.structure), strict=True))
    return {**site, **structure, "counts": counts}


def count_limits(count: Count) -> dict[str, int]:
    """Both ends of a published count."""
    return {"low": count.low, "high": count.high}


def _share(known: Share | None) -> dict[str, float] | None:
    if known is None:
        return None
    low, high = limit_values(known.low, known.high, 6)
    return {"low": float(low), "high": float(high)}


def _bytes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
