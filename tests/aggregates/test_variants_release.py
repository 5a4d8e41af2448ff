"""Variants in a release: listed or not, in bands, checked; what is not listed leaves no trace."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aggregates.errors import InputError
from aggregates.release import open_release
from aggregates.release_check import read_checked
from aggregates.variant_tables import variants_schema
from tests import genomes
from tests.refusals import fails, refusal
from tests.terminal import command

ONE, TWO = "variants/contig=1/part-0.parquet", "variants/contig=2/part-0.parquet"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("genomes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        cohort = genomes.write_genomes(folder / "data", genomes.USUAL)
        return genomes.built(cohort, folder / "release")


@pytest.fixture
def copied(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copied"))


def stated(release: Path) -> dict[str, Any]:
    return dict(json.loads((release / "release.json").read_text()))


def test_tables_have_the_columns_of_the_format_and_the_groups_that_are_large_enough(
    release: Path,
) -> None:
    table = pq.read_table(release / ONE, partitioning=None)
    assert table.schema == variants_schema(["one", "remaining"])
    assert table["variant_id"][0].as_py() == "1-1000-A-G"
    assert table["gene"].to_pylist() == ["ABC"] * table.num_rows


def test_only_what_more_than_twenty_people_carry_has_a_row_or_a_table(release: Path) -> None:
    assert pq.read_table(release / TWO, partitioning=None)["pos"].to_pylist() == [700, 701]
    assert not (release / "variants/contig=3").exists()
    about = stated(release)
    assert "variants/contig=3" not in about["tables"]
    assert about["variants"]["listed"] == sum(
        own["rows"] for name, own in about["tables"].items() if name.startswith("variants/")
    )


def test_genes_count_the_variants_that_are_listed(release: Path) -> None:
    rows = pq.read_table(release / "genes.parquet").to_pylist()
    one = pq.read_table(release / ONE, partitioning=None).num_rows
    assert [(row["symbol"], row["listed_variants"]) for row in rows] == [("ABC", one)]


def test_the_release_is_opened_verified_and_audited(release: Path) -> None:
    assert open_release(release).about["variants"]["ancestry_floor"] == 100
    for name in ("verify", "audit"):
        done = command(name, release, *(("--workers", 1) if name == "audit" else ()))
        assert done.status == 0, done.err
    attack = stated(release)["audit"]["attacks"]["alleles"]
    assert attack["attacked"] > 0
    assert (attack["narrowed"], attack["narrowest"]) == (0, 18)


def test_the_measure_of_membership_stands_in_the_audit_and_in_the_certificate(
    release: Path,
) -> None:
    measure = stated(release)["audit"]["membership"]
    assert json.loads((release / "audit.json").read_text())["membership"] == measure
    assert set(measure) == {"people", "exact", "published"}


def test_what_is_not_listed_leaves_no_trace(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more rare and nearly fixed variants in the input every byte but of the measure stays."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    more = {
        **genomes.USUAL,
        ("1", 1005): genomes.carried_by(20),
        ("1", 1006): genomes.carried_by(1),
        ("2", 702): genomes.carried_by(380),
        ("3", 51): genomes.carried_by(20, 2),
    }
    other = genomes.built(genomes.write_genomes(tmp_path / "data", more), tmp_path / "release")
    files = sorted(path.relative_to(release) for path in release.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
    for path in files:
        if path.suffix == ".parquet" or path.name == "datapackage.json":
            assert (release / path).read_bytes() == (other / path).read_bytes(), path
    here, there = stated(release), stated(other)
    for about in (here, there):
        about["audit"].pop("membership")
        about["audit"].pop("certificate_sha256")
    assert here == there


@pytest.mark.parametrize("path", [ONE, TWO, "genes.parquet"])
def test_one_changed_byte_of_a_table_of_variants_is_refused(copied: Path, path: str) -> None:
    content = bytearray((copied / path).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / path).write_bytes(content)
    assert "checksum" in refusal(copied)
    fails(copied)


def test_a_table_of_variants_that_is_missing_or_not_stated_is_refused(copied: Path) -> None:
    shutil.copytree(copied / "variants/contig=2", copied / "variants/contig=9")
    assert "is not listed" in refusal(copied)
    shutil.rmtree(copied / "variants/contig=9")
    (copied / ONE).unlink()
    assert "is missing" in refusal(copied)


def changed(folder: Path, column: str, row: int, value: int) -> None:
    table = pq.read_table(folder / TWO, partitioning=None)
    values = table[column].to_pylist()
    values[row] = value
    at = table.column_names.index(column)
    pq.write_table(
        table.set_column(at, column, pa.array(values, pa.int32())), folder / TWO, compression="zstd"
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [("ac_low", 21), ("ac_high", 41), ("one_ac_high", 20), ("hom_low", 1), ("an_low", 799)],
)
def test_a_forger_who_mends_every_checksum_does_not_pass_the_verifier(
    copied: Path, column: str, value: int
) -> None:
    changed(copied, column, 0, value)
    stated_rows = {"variants/contig=2": TWO}
    forge(copied, stated_rows)
    done = command("verify", copied)
    assert done.status == 3
    assert "variant 2-700-A-G" in done.err + done.out


def forge(folder: Path, tables: dict[str, str]) -> None:
    """Mend the checksums of tables of variants, and everything that follows from them."""
    import hashlib

    from aggregates.release_format import certified_digest, data_package, json_bytes

    about = stated(folder)
    for name, path in tables.items():
        content = (folder / path).read_bytes()
        about["tables"][name]["sha256"] = hashlib.sha256(content).hexdigest()
        about["tables"][name]["bytes"] = len(content)
    certificate = json.loads((folder / "audit.json").read_text())
    certificate["release_sha256"] = certified_digest(about)
    about["audit"]["certificate_sha256"] = hashlib.sha256(json_bytes(certificate)).hexdigest()
    for name, value in (
        ("audit.json", certificate),
        ("datapackage.json", data_package(about)),
        ("release.json", about),
    ):
        (folder / name).write_bytes(json_bytes(value))


def test_a_later_release_keeps_bands_and_is_attacked_together_with_the_earlier_one(
    release: Path, tmp_path: Path
) -> None:
    grown = {
        key: [min(2, copies + (person % 37 == 0)) for person, copies in enumerate(own)]
        for key, own in genomes.USUAL.items()
    }
    cohort = genomes.write_genomes(tmp_path / "data", grown, date="2025-06-01")
    later = genomes.built(cohort, tmp_path / "later", release)
    assert stated(later)["audit"]["attacks"]["growth"]["attacked"] > 0
    assert stated(later)["audit"]["attacks"]["growth"]["narrowed"] == 0
    done = command("audit", later, "--previous", release, "--workers", 1)
    assert done.status == 0, done.err


def test_other_ancestry_groups_than_those_of_the_release_before_are_refused(
    release: Path, tmp_path: Path
) -> None:
    cohort = genomes.write_genomes(tmp_path / "data", genomes.USUAL, date="2025-06-01")
    cohort.write_text(cohort.read_text().replace("ancestry_floor = 100", "ancestry_floor = 250"))
    with pytest.raises(InputError, match="variants have another group"):
        genomes.built(cohort, tmp_path / "later", release)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("ancestry_floor = 100", "ancestry_floor = 50", "ancestry_floor is below 100"),
        ('genotypes = ["*.vcf"]', 'genotypes = ["*.bcf"]', "no file is named"),
        ('build = "GRCh38"\ngenotypes', 'build = "hg38"\ngenotypes', "is not known"),
        ('id = "few"', 'id = "remaining"', "is the name of everybody else"),
        (', { id = "few" }', "", "is in no ancestry group"),
        ("ancestry_floor = 100", "floor = 100", "floor is not a known key"),
        ("ancestry_floor = 100", "quality = { gq = 20 }", "no FORMAT field GQ"),
        ("ancestry_floor = 100", 'sites = ["x.vcf"]', "one of them"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    cohort = genomes.write_genomes(tmp_path / "data", genomes.USUAL)
    text = cohort.read_text()
    assert before in text
    cohort.write_text(text.replace(before, after))
    with pytest.raises(InputError) as refused:
        genomes.built(cohort, tmp_path / "release")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "release").exists()


def test_a_person_with_two_samples_is_not_counted_twice(tmp_path: Path) -> None:
    cohort = genomes.write_genomes(tmp_path / "data", genomes.USUAL)
    path = tmp_path / "data/samples.tsv"
    lines = path.read_text().splitlines()
    people = ["person", "7", *(line.split("\t")[0] for line in lines[2:])]
    people[2] = "7"
    path.write_text("\n".join(map("\t".join, zip(lines, people, strict=True))) + "\n")
    cohort.write_text(cohort.read_text().replace('person = "sample"', 'person = "person"'))
    with pytest.raises(InputError, match="column person"):
        genomes.built(cohort, tmp_path / "release")


def test_reading_is_done_with_the_tables_of_variants_in_place(release: Path) -> None:
    assert set(read_checked(release).about["variants"]) >= {"build", "groups", "listed"}
