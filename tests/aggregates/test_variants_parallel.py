"""Files read region by region, by several processes: the same as one after the other."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from aggregates.errors import InputError
from aggregates.variants.genotypes import Genotypes, open_genotypes
from aggregates.variants.stream import batches
from tests.aggregates.vcf_text import people, row, told, write_vcf

# Three contigs, bgzip and tabix; at the edge of two regions an allele that trimming moves over it.
INDEXED = Path(__file__).parent / "variants_indexed" / "indexed.vcf.gz"


def indexed(folder: Path) -> Genotypes:
    copy = folder / INDEXED.name
    for ending in ("", ".tbi"):  # the index last: an older one is not used
        shutil.copy(f"{INDEXED}{ending}", f"{copy}{ending}")
    return open_genotypes([copy], people(folder))


def test_an_indexed_file_is_read_by_region_where_there_are_processes_for_it(
    tmp_path: Path,
) -> None:
    source = indexed(tmp_path)
    assert [part.records.region for part in source.parts(1)] == [None]
    regions = [part.records.region for part in source.parts(2)]
    assert {region[0] for region in regions if region} == {"1", "2", "22"}
    assert ("1", 5_000_001, 10_000_000) in regions


def test_regions_give_what_the_whole_file_gives(tmp_path: Path) -> None:
    source = indexed(tmp_path)
    one, two = (list(batches(source, processes)) for processes in (1, 2))
    assert [batch.contig for batch in two] == [batch.contig for batch in one] == ["1", "2", "22"]
    for ours, theirs in zip(one, two, strict=True):
        assert ours.sites == theirs.sites
        np.testing.assert_array_equal(ours.ac, theirs.ac)
    assert [*told(source)][2:6] == [
        "1-5000000-CTTA-C",
        "1-5000001-A-G",
        "1-5000003-A-G",
        "1-12000000-A-G",
    ]


def test_an_index_that_is_older_than_its_file_is_not_used(tmp_path: Path) -> None:
    path = Path(indexed(tmp_path).headers[0].path)
    os.utime(f"{path}.tbi", (0, 0))
    source = open_genotypes([path], people(tmp_path))
    assert [part.records.region for part in source.parts(2)] == [None]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    list(batches(indexed(tmp_path), work=work))
    stopped = batches(indexed(tmp_path), work=work)
    next(stopped)
    stopped.close()
    rows = [row("1:5", "A", "C", *["0/1"] * 4), row("1:4", "A", "C", *["0/1"] * 4)]
    broken = open_genotypes([write_vcf(tmp_path / "x.vcf", rows)], people(tmp_path))
    with pytest.raises(InputError):
        list(batches(broken, work=work))
    assert not any(work.iterdir())


def test_an_error_of_another_process_is_one_line_too(tmp_path: Path) -> None:
    copy = shutil.copy(INDEXED, tmp_path / "good.vcf.gz")
    rows = [row("3:5", "A", "C", *["0/1"] * 4), row("3:4", "A", "C", *["0/1"] * 4)]
    broken = write_vcf(tmp_path / "broken.vcf", rows)
    source = open_genotypes([Path(copy), broken], people(tmp_path))
    with pytest.raises(InputError, match=r"broken\.vcf: is not sorted"):
        list(batches(source, 2))
