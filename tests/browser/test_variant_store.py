"""The store of variants answers what the release's Parquet says, whatever is asked."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregates.release import Release, open_release
from browser.variants.cache_folder import derived
from browser.variants.contig_file import BATCH, ContigFile
from browser.variants.scan import SORTS, severity
from browser.variants.store import TooManyError, VariantStore, open_variants
from browser.variants.terms import classification
from layouts.variant_rows import Filters, VariantRow
from suppression.bands import Band, BandError
from tests.benchmarks.variant_tables import Made, release_of
from tests.browser.variant_releases import generated, genomes
from tests.examples import examples
from tests.variants import GROUPS, genes_table, thousand_genomes, with_variants

__all__ = ["generated", "genomes"]  # fixtures
CONTIG = "1"


@pytest.fixture(scope="module")
def store(generated: Made) -> VariantStore:
    found = open_variants(release_of(generated))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def rows(generated: Made) -> pd.DataFrame:
    """The rows of one contig, as the release's table has them."""
    path = generated.folder / f"variants/contig={CONTIG}/part-0.parquet"
    frame = pq.read_table(path).to_pandas()
    assert len(frame) > 2 * BATCH
    return frame


def ids(found: Sequence[VariantRow | None]) -> list[str]:
    return [row.variant_id for row in found if row is not None]


# ------------------------------------------------------------------ look-ups


def test_every_row_is_found_by_its_id_and_says_what_the_table_says(
    store: VariantStore, rows: pd.DataFrame
) -> None:
    edges = [0, 1, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH - 1, 2 * BATCH, len(rows) - 1]
    for at in edges:
        stated = rows.iloc[at]
        row = store.variant(stated["variant_id"])
        assert row is not None
        assert (row.contig, row.pos, row.ref, row.alt) == (
            CONTIG, stated["pos"], stated["ref"], stated["alt"],
        )  # fmt: skip
        for name in ("rsid", "gene", "consequence", "hgvs_c", "hgvs_p", "clinvar"):
            assert getattr(row, name) == stated[name]
        for prefix, counts in zip(("", *(f"{g}_" for g in GROUPS)), row.counts, strict=True):
            kinds = (("ac", counts.alleles), ("an", counts.called), ("hom", counts.homozygotes))
            for kind, count in kinds:
                assert isinstance(count, Band)
                limits = (stated[f"{prefix}{kind}_low"], stated[f"{prefix}{kind}_high"])
                assert (count.low, count.high) == limits


def test_many_are_found_in_the_order_asked_for(store: VariantStore, generated: Made) -> None:
    wanted = [one for one, _ in generated.sample[:50]]
    asked = [*reversed(wanted), "1-1-A-G", "nonsense", wanted[0]]
    found = store.variants(asked)
    assert ids(found) == [*reversed(wanted), wanted[0]]
    assert [one is None for one in found[50:]] == [True, True, False]


def test_every_variant_is_found_by_its_rsid(store: VariantStore, generated: Made) -> None:
    for variant_id, rsid in generated.sample[:100]:
        assert ids(store.by_rsid(rsid)) == [variant_id]
        assert ids(store.by_rsid(rsid.upper())) == [variant_id]
    for odd in ("rs", "rs0", "rsx", "rs99999999999", "rs1٢", "", "rs-1"):
        assert store.by_rsid(odd) == []


def test_names_of_hgvs_and_clinvar_lead_to_the_variants_that_have_them(genomes: Release) -> None:
    store = open_variants(genomes)
    assert store is not None
    named = [row for row in store.gene_page("MEGF11", limit=5000).rows if row.hgvs_c]
    assert len(named) > 20
    for row in named[:20]:
        protein = row.hgvs_p.rpartition(":")[2]
        number = row.clinvar.rpartition("VCV")[2].lstrip("0")
        for name in (
            row.hgvs_c, row.hgvs_p, f"MEGF11:{protein}", f"megf11:{row.hgvs_c.rpartition(':')[2]}",
            row.hgvs_c.replace(".3:", ":"), f"VCV{number}", f"VCV{int(number):012d}.7",
        ):  # fmt: skip
            assert row.variant_id in ids(store.by_name(name)), name
        assert row.variant_id not in ids(store.by_name(f"FOXP2:{protein}"))
    assert store.by_name("NM_000000.1:c.1A>G") == []
    assert store.by_name("VCV999999999") == []


def test_a_name_that_many_genes_share_is_found_in_the_gene_asked_for(
    ward_release: Path, tmp_path: Path
) -> None:
    tables = thousand_genomes()
    table = tables["15"]
    shared = ["NM_1.1:c.5A>G" if number % 2 else f"NM_{number}.2:c.5A>G" for number in
              range(table.num_rows)]  # fmt: skip
    genes = [f"G{number // 40}" for number in range(table.num_rows)]
    for name, values in (("hgvs_c", shared), ("gene", genes)):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), [values])
    none = genes_table(tables).slice(0, 0)
    store = open_variants(with_variants(open_release(ward_release), tmp_path, {"15": table}, none))
    assert store is not None
    found = store.by_name("G55:c.5A>G")
    assert len(found) == 40
    assert {row.gene for row in found} == {"G55"}
    assert [row.hgvs_c for row in store.by_name("NM_2000.2:c.5A>G")] == ["NM_2000.2:c.5A>G"]
    assert len(store.by_name("c.5A>G")) == 100


def test_genes_are_found_by_symbol_id_and_alias_in_any_case(genomes: Release) -> None:
    store = open_variants(genomes)
    assert store is not None
    for name in ("FOXP2", "foxp2", "SPCH1", "spch1", "ENSG00113726365"):
        gene = store.gene(name)
        assert gene is not None
        assert (gene.symbol, gene.contig, gene.listed) == ("FOXP2", "7", 17)
    assert store.gene("FOXP") is None
    assert store.gene("") is None
    assert [store.genes.gene(number).symbol for number, _ in store.genes.begin("meg", 9)] == [
        "MEGF10", "MEGF11",
    ]  # fmt: skip


def test_structural_variants_are_found_by_id_and_where_they_reach(genomes: Release) -> None:
    store = open_variants(genomes)
    assert store is not None
    first = thousand_genomes()["22"]["pos"][0].as_py()
    row = store.variant(f"chr22:{first}-{first + 500}:del")
    assert row is not None
    assert row.structure is not None
    assert (row.structure.kind, row.structure.length, row.structure.end) == (
        "DEL",
        500,
        first + 500,
    )
    assert row.everyone.called.low > 5000
    inside = store.structural("22", first + 400, first + 401)
    assert row.variant_id in ids(inside)
    assert all(one.pos <= first + 401 <= first + 500 for one in inside)
    assert store.structural("22", 1, first - 1) == []
    assert store.structural("7", 1, 2**31 - 1) == []
    assert store.variant(f"22-{first}-{first + 501}-DEL") is None
    assert row.variant_id not in ids(store.region("22", first, first + 10).rows)


def test_a_gene_that_only_variants_name_is_a_gene_too(ward_release: Path, tmp_path: Path) -> None:
    tables = thousand_genomes()
    none = genes_table(tables).slice(0, 0)
    store = open_variants(with_variants(open_release(ward_release), tmp_path, tables, none))
    assert store is not None
    gene = store.gene("MEGF11")
    assert gene is not None
    assert gene.listed == len(store.gene_page("MEGF11", limit=5000).rows) == 2367


# ------------------------------------------------------------------ regions, genes, filters, order


def brute(
    rows: pd.DataFrame, filters: Filters, sort: str, start: int, end: int, gene: str = ""
) -> list[str]:
    """What a question asks for, computed row by row from the table."""
    kept = rows[(rows.pos >= start) & (rows.pos <= end)]
    if gene:
        kept = kept[kept.gene == gene]
    prefix = f"{filters.group}_" if filters.group else ""
    low = kept[f"{prefix}ac_low"] / kept[f"{prefix}an_high"]
    high = np.minimum(kept[f"{prefix}ac_high"] / kept[f"{prefix}an_low"], 1)
    mask = np.ones(len(kept), bool)
    if filters.consequence:
        mask &= (kept.consequence == filters.consequence).to_numpy()
    if filters.clinvar:
        mask &= (kept.clinvar.map(classification) == filters.clinvar).to_numpy()
    if filters.least is not None:
        mask &= (low >= filters.least).to_numpy()
    if filters.most is not None:
        mask &= (high <= filters.most).to_numpy()
    keys: dict[str, Any] = {
        "": kept.index,
        "frequent": list(zip(-high, -low, strict=True)),
        "rare": list(zip(high, low, strict=True)),
        "homozygotes": list(
            zip(-kept[f"{prefix}hom_high"], -kept[f"{prefix}hom_low"], strict=True)
        ),
        "consequence": kept.consequence.map(severity),
    }
    order = sorted(
        (key, at) for at, (key, good) in enumerate(zip(keys[sort], mask, strict=True)) if good
    )
    names = kept.variant_id.tolist()
    return [names[at] for _, at in order]


filters = st.builds(
    Filters,
    consequence=st.sampled_from(["", "missense_variant", "intron_variant", "no_such"]),
    clinvar=st.sampled_from(["", "", "Benign"]),
    group=st.sampled_from(["", *GROUPS]),
    least=st.sampled_from([None, 0.0, 0.001, 0.05]),
    most=st.sampled_from([None, 0.01, 0.3]),
)


@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(filters, st.sampled_from(SORTS), st.data())
def test_pages_put_together_are_exactly_what_was_asked_for(
    store: VariantStore, rows: pd.DataFrame, kept: Filters, sort: str, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(rows) - 1))
    last = data.draw(st.integers(first, min(first + 2 * BATCH, len(rows) - 1)))
    start, end = int(rows.pos[first]), int(rows.pos[last])
    expected = brute(rows, kept, sort, start, end)
    limit = max(len(expected) // 3, 7)
    found, after, before = [], "", None
    while True:
        page = store.region(CONTIG, start, end, kept, sort, after, limit)
        assert page.found == len(expected)
        assert page.first == len(found) + 1
        assert page.before == before
        found += ids(page.rows)
        before = "" if page.first == 1 else after
        if not page.after:
            break
        assert page.after == found[-1]
        after = page.after
    assert found == expected


@pytest.mark.parametrize("sort", SORTS)
def test_a_gene_has_the_variants_that_name_it(
    store: VariantStore, rows: pd.DataFrame, sort: str
) -> None:
    symbol = rows.gene[rows.gene != ""].value_counts().index[0]
    whole = (1, 2**31 - 1)
    page = store.gene_page(symbol, sort=sort, limit=10_000)
    assert ids(page.rows) == brute(rows, Filters(), sort, *whole, symbol)
    middle = int(rows.pos[rows.gene == symbol].median())
    found = store.gene_scanned(symbol, within=(1, middle))
    assert found is not None
    assert len(found[1].rows) == len(brute(rows, Filters(), "", 1, middle, symbol))


def test_an_id_that_is_not_among_the_rows_begins_at_the_first(
    store: VariantStore, rows: pd.DataFrame
) -> None:
    start, end = int(rows.pos[10]), int(rows.pos[60])
    outside = rows.variant_id[200]
    for after in (outside, "1-1-A-G", "nonsense"):
        assert store.region(CONTIG, start, end, after=after).first == 1


def test_a_stretch_without_variants_is_empty(store: VariantStore) -> None:
    for place in ((CONTIG, 1, 2), (CONTIG, 2**31 - 2, 2**31 - 1), ("Y", 1, 10**6), ("", 1, 2)):
        page = store.region(*place)
        assert (page.rows, page.found, page.after, page.before) == ((), 0, "", None)


def test_more_than_can_be_sorted_is_refused_and_shown_by_position(
    store: VariantStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("browser.variants.store.MOST_SCANNED", 1000)
    with pytest.raises(TooManyError):
        store.region(CONTIG, 1, 2**31 - 1, sort="frequent")
    assert len(store.region(CONTIG, 1, 2**31 - 1, limit=10).rows) == 10


def test_a_table_for_files_is_the_releases_own(
    store: VariantStore, rows: pd.DataFrame, generated: Made
) -> None:
    chosen = np.array([5, 3, BATCH, 2 * BATCH + 1, 0])
    made = store.table(CONTIG, chosen)
    path = generated.folder / f"variants/contig={CONTIG}/part-0.parquet"
    assert made.schema == pq.read_schema(path)
    assert made.equals(pq.read_table(path).take(chosen))


# ------------------------------------------------------------------ the derived files


def test_a_release_without_variants_has_no_store(ward_release: Path) -> None:
    assert open_variants(open_release(ward_release)) is None


def test_opening_again_derives_nothing(
    generated: Made, store: VariantStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("browser.variants.store.derive", None)
    again = open_variants(release_of(generated))
    assert again is not None
    assert again.variant(generated.sample[0][0]) == store.variant(generated.sample[0][0])


def test_derived_files_that_were_cut_short_are_derived_anew(
    generated: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("COHORT_BROWSER_CACHE", str(tmp_path))
    assert open_variants(release_of(generated)) is not None
    (folder,) = tmp_path.iterdir()
    with (folder / "0.arrow").open("r+b") as stream:
        stream.truncate(100)
    again = open_variants(release_of(generated))
    assert again is not None
    assert again.variant(generated.sample[0][0]) is not None


def test_a_half_made_folder_is_never_seen_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("COHORT_BROWSER_CACHE", str(tmp_path))

    def fail(folder: Path) -> None:
        (folder / "part").write_text("half")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        derived("key", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_others_can_write_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.setenv("COHORT_BROWSER_CACHE", str(tmp_path))
    folder = derived("key", lambda folder: None)
    assert tmp_path not in folder.parents
    assert oct(folder.parent.stat().st_mode)[-3:] == "700"


def test_other_tables_are_derived_apart(ward_release: Path, tmp_path: Path) -> None:
    tables = thousand_genomes()
    release = open_release(ward_release)
    genes = genes_table(tables)
    one = open_variants(with_variants(release, tmp_path / "one", tables, genes))
    fewer = {contig: table.slice(1) for contig, table in tables.items()}
    other = open_variants(with_variants(release, tmp_path / "other", fewer, genes))
    assert one is not None
    assert other is not None
    left_out = tables["22"]["variant_id"][0].as_py()
    assert one.variant(left_out) is not None
    assert other.variant(left_out) is None


def test_numbers_off_the_grid_of_the_policy_are_never_shown(
    ward_release: Path, tmp_path: Path
) -> None:
    tables = thousand_genomes()
    table = tables["22"]
    place = table.schema.get_field_index("afr_ac_low")
    narrow = table["afr_ac_high"]
    tables = {"22": table.set_column(place, "afr_ac_low", narrow)}
    store = open_variants(
        with_variants(open_release(ward_release), tmp_path, tables, genes_table(tables))
    )
    assert store is not None
    with pytest.raises(BandError):
        store.variant(table["variant_id"][0].as_py())


# ------------------------------------------------------------------ manners


def test_threads_share_a_store(store: VariantStore, generated: Made) -> None:
    wrong: list[str] = []

    def ask(part: int) -> None:
        for variant_id, rsid in generated.sample[part::4][:60]:
            row = store.variant(variant_id)
            if row is None or row.rsid != rsid or ids(store.by_rsid(rsid)) != [variant_id]:
                wrong.append(variant_id)

    threads = [threading.Thread(target=ask, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


FORKED = """
import json, os, sys
from tests.benchmarks.variants import _made
from tests.benchmarks.variant_tables import release_of
from browser.variants.store import open_variants
made = _made(sys.argv[1])
store = open_variants(release_of(made))
before = store.variant(made.sample[0][0])
child = os.fork()
if child == 0:
    same = store.variant(made.sample[0][0]) == before and store.by_rsid(made.sample[1][1])
    os._exit(0 if same else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_store_that_was_opened_before_a_fork_works_after_it(generated: Made) -> None:
    stated = {"folder": str(generated.folder), "rows": generated.rows, "tables": generated.tables,
              "sample": generated.sample, "genes": generated.genes}  # fmt: skip
    (generated.folder / "made.json").write_text(json.dumps(stated))
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", FORKED, str(generated.folder)], env=environment)
    assert done.returncode == 0


def test_an_allele_that_is_not_listed_and_one_never_seen_are_the_same_work(
    store: VariantStore, rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a listed allele: which other alleles of the place exist cannot be told from the work.

    The store is made of what is listed alone, so neither allele stands in it; the batches that are
    unpacked on the way to "no" depend on the place and not on the allele.
    """
    unpacked: list[tuple[int, tuple[str, ...]]] = []
    real = ContigFile.batch

    def watched(self: ContigFile, number: int, columns: tuple[str, ...]) -> Any:
        unpacked.append((number, columns))
        return real(self, number, columns)

    monkeypatch.setattr(ContigFile, "batch", watched)
    listed = rows.iloc[100]
    pos, ref = listed["pos"], listed["ref"]
    works = []
    for alt in ("CCCC", "GTGTG", "T" * 30, "ACACA"):
        unpacked.clear()
        assert store.variant(f"{CONTIG}-{pos}-{ref}-{ref}{alt}") is None
        works.append(tuple(unpacked))
    assert len(set(works)) == 1
