"""Small VCF files for tests, written as text, and what they count by hand."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aggregates.synthetic.bgzip import BgzipWriter
from aggregates.variants.alleles import COUNTS, AlleleBatch
from aggregates.variants.builds import CONTIGS, LENGTHS
from aggregates.variants.genotypes import Genotypes, open_genotypes
from aggregates.variants.samples import Samples, read_samples
from aggregates.variants.stream import Source, batches

FIELDS = (
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="">',
    '##FORMAT=<ID=CN,Number=1,Type=Integer,Description="">',
    '##INFO=<ID=END,Number=1,Type=Integer,Description="">',
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="">',
    '##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="">',
    '##FILTER=<ID=LowQual,Description="">',
)


def contig_lines(build: str = "GRCh38", names: Sequence[str] = CONTIGS) -> list[str]:
    """Header lines of contigs with their lengths; MT has none to go by."""
    lengths = dict(zip(CONTIGS, LENGTHS[build], strict=False))
    return [f"##contig=<ID={name},length={lengths.get(name, 16_569)}>" for name in names]


def row(
    place: str, reference: str, alternative: str, *calls: str, info: str = ".", keys: str = "GT"
) -> str:
    """A line of a VCF: `place` is contig:position, then FILTER if not PASS, as in 1:5:LowQual."""
    contig, position, *rejected = place.split(":")
    fixed = [contig, position, ".", reference, alternative, ".", (rejected or ["PASS"])[0], info]
    return "\t".join([*fixed, keys, *calls] if calls else fixed)


def write_vcf(
    path: Path,
    rows: Iterable[str],
    samples: Sequence[str] = ("a", "b", "c", "d"),
    header: Sequence[str] | None = None,
) -> Path:
    """Write a VCF, as bgzip where its name ends in .gz."""
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    columns += ["FORMAT", *samples] if samples else []
    top = contig_lines() if header is None else header
    lines = ["##fileformat=VCFv4.3", *FIELDS, *top, "\t".join(columns), *rows]
    content = ("\n".join(lines) + "\n").encode()
    if path.suffix != ".gz":
        path.write_bytes(content)
        return path
    with path.open("wb") as file, BgzipWriter(file) as out:
        out.write(content)
    return path


def people(folder: Path, table: str = "a eur F,b eur M,c afr F,d afr M") -> Samples:
    """Samples from words: name, group and sex of each."""
    path = folder / "samples.tsv"
    rows = [one.split(" ") for one in table.split(",")]
    lines = ["\t".join(one) for one in [["sample", "group", "sex"], *rows]]
    path.write_text("\n".join(lines) + "\n")
    return read_samples(path)


def genotypes(folder: Path, *rows: str, name: str = "x.vcf.gz", **options: object) -> Genotypes:
    """Four people's genotypes: two women, two men, in two groups."""
    path = write_vcf(folder / name, rows)
    return open_genotypes([path], people(folder), **options)  # type: ignore[arg-type]


def told(source: Source, columns: Sequence[str] = COUNTS) -> Mapping[str, list[list[int]]]:
    """By variant id, each count of all and of every group."""
    found: dict[str, list[list[int]]] = {}
    for batch in batches(source):
        for at, ident in enumerate(batch.sites["variant_id"].to_pylist()):
            assert ident not in found
            found[ident] = [getattr(batch, name)[at].tolist() for name in columns]
    return found


def site(source: Source, ident: str) -> dict[str, object]:
    """What is said of one variant."""
    for batch in batches(source):
        for one in batch.sites.to_pylist():
            if one["variant_id"] == ident:
                return dict(one)
    raise AssertionError(ident)


def everything(source: Source) -> list[AlleleBatch]:
    """All batches."""
    return list(batches(source))
