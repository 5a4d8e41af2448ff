"""Tables of sites as files: their two forms, and their rows a block at a time.

Our own (docs/variants.md): one row per allele, columns contig, pos, ref, alt, any of rsid, gene,
consequence, hgvs_c, hgvs_p, clinvar, then ac, an, hom, if known carriers and called, and the same
with `<group>_` before them.

The Variant Annotation Table of All of Us (VAT; support.researchallofus.org, article 4615256690836;
columns as its exporter in broadinstitute/gatk writes them, GvsCreateVATFilesFromBigQuery.wdl): one
row per variant and transcript, GRCh38. `gvs_<group>_sc` is how many people carry the allele.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from aggregates.errors import InputError
from aggregates.variants.builds import GRCH38

_BLOCK = 16 << 20
"""Bytes of a table that are read at once."""


@dataclass(frozen=True)
class Form:
    """How a kind of table names its columns; `counts` of ours by the ending of theirs."""

    contig: str
    position: str
    reference: str
    alternative: str
    annotation: Mapping[str, str]  # ours to theirs
    everyone: str  # what stands before the counts of all participants
    group: str  # and of a group, with {} for it
    counts: tuple[str, ...]  # endings that must be there
    more: tuple[str, ...]  # endings that may be
    canonical: str = ""
    build: str = ""


OURS = Form(
    *("contig", "pos", "ref", "alt"),
    {name: name for name in ("rsid", "gene", "consequence", "hgvs_c", "hgvs_p", "clinvar")},
    everyone="",
    group="{}_",
    counts=("ac", "an", "hom"),
    more=("carriers", "called"),
)
VAT = Form(
    *("contig", "position", "ref_allele", "alt_allele"),
    {
        "rsid": "dbsnp_rsid",
        "gene": "gene_symbol",
        "consequence": "consequence",
        "hgvs_c": "dna_change_in_transcript",
        "hgvs_p": "aa_change",
        "clinvar": "clinvar_classification",
    },
    everyone="gvs_all_",
    group="gvs_{}_",
    counts=("ac", "an", "sc"),
    more=(),
    canonical="is_canonical_transcript",
    build=GRCH38,
)


def form_of(path: Path, groups: Sequence[str]) -> Form:
    """The form of a table; raises InputError where it lacks a column of all or of a group."""
    names = _column_names(path)
    form = VAT if "vid" in names else OURS
    needed = [form.contig, form.position, form.reference, form.alternative]
    needed += [f"{start}{end}" for start in count_starts(form, groups) for end in form.counts]
    missing = [name for name in needed if name not in names]
    if missing:
        raise InputError(
            f"has no column {', '.join(missing)}",
            str(path),
            "Add it, or name the ancestry groups as the table does",
        )
    return form


def count_starts(form: Form, groups: Sequence[str]) -> list[str]:
    """What stands before the counts of all, then of each group."""
    return [form.everyone, *(form.group.format(group) for group in groups)]


def _column_names(path: Path) -> list[str]:
    if not path.is_file():
        raise InputError("is not there", str(path), "Name a table of sites")
    try:
        if path.suffix == ".parquet":
            return list(pq.read_schema(path).names)
        with pa.input_stream(str(path), compression=_compression(path)) as file:
            start = file.read(1 << 16)
        names: list[str] = start.split(b"\n", 1)[0].decode().rstrip("\r").split("\t")
        return names
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError):
        raise _unreadable(path) from None


def _unreadable(path: Path) -> InputError:
    return InputError(
        "cannot be read to its end: it is cut off, or a row does not fit its header",
        str(path),
        "Copy it again, or make it anew",
    )


def _compression(path: Path) -> str | None:
    return "gzip" if path.suffix in (".gz", ".bgz") else None


def blocks(path: Path, form: Form, groups: Sequence[str]) -> Iterator[pa.Table]:
    """The columns that are used, int64 and texts; raises InputError where a count cannot be."""
    for rows in _blocks(path, form, groups):
        _check(rows, path, form, groups)
        yield rows


def _check(rows: pa.Table, path: Path, form: Form, groups: Sequence[str]) -> None:
    """Of all rows, also of those that a later filter leaves out."""
    for start in count_starts(form, groups):
        for end in form.counts:
            if (pc.min(rows[f"{start}{end}"]).as_py() or 0) < 0:
                raise InputError(
                    f"has a negative count in column {start}{end}", str(path), "Correct the table"
                )
        below = pc.any(pc.less(rows[f"{start}an"], rows[f"{start}ac"])).as_py()
        if below:
            raise InputError(
                f"has an allele number below the allele count: {start}an, {start}ac",
                str(path),
                "Correct the table",
            )


def _blocks(path: Path, form: Form, groups: Sequence[str]) -> Iterator[pa.Table]:
    names = set(_column_names(path))
    starts, ends = count_starts(form, groups), form.counts + form.more
    counts = [f"{start}{end}" for start in starts for end in ends]
    texts = [form.contig, form.reference, form.alternative, *form.annotation.values()]
    numbers = [form.position, *counts]
    wanted = [*(name for name in texts + numbers if name in names)]
    if form.canonical in names:
        wanted.append(form.canonical)
    types = {name: pa.int64() if name in numbers else pa.string() for name in wanted}
    try:
        if path.suffix == ".parquet":
            schema = pa.schema(list(types.items()))
            with pq.ParquetFile(path) as file:
                for rows in file.iter_batches(columns=wanted):
                    yield pa.Table.from_batches([rows]).select(wanted).cast(schema)
            return
        read = pacsv.ReadOptions(block_size=_BLOCK)
        parse = pacsv.ParseOptions(delimiter="\t")
        convert = pacsv.ConvertOptions(
            column_types=types,
            include_columns=wanted,
            null_values=["", "NA", "null"],
            strings_can_be_null=True,
        )
        with (
            pa.input_stream(str(path), compression=_compression(path)) as file,
            pacsv.open_csv(file, read, parse, convert) as reader,
        ):
            for rows in reader:
                yield pa.Table.from_batches([rows])
    except (pa.ArrowInvalid, OSError):
        raise _unreadable(path) from None
