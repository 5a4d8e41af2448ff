"""VCF and BCF files: opened, checked and read record by record, with one line for what is wrong."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cyvcf2
from cyvcf2.cyvcf2 import set_htslib_log_level

from aggregates.errors import InputError
from aggregates.variants.builds import LENGTHS, RANK, build_of, contig_name

# what htslib prints of a broken file comes besides the one line that we say of it
set_htslib_log_level(0)

# The empty block that ends every bgzip file: SAM/BAM and related specifications, section 4.1.2.
_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_BGZIP = bytes.fromhex("1f8b0804")

Region = tuple[str, int, int]
"""A contig as its file writes it, first and last position."""

_WINDOW = 5_000_000
"""Bases of a piece of work in an indexed file."""

_MT_LENGTH = 16_571  # of hg19, the longest


def check_whole(path: Path) -> None:
    """Raise InputError where there is no file, or where a bgzip file lacks its end."""
    if not path.is_file():
        raise InputError("is not there", str(path), "Name a VCF or BCF file")
    with path.open("rb") as file:
        if file.read(4) != _BGZIP:
            return
        file.seek(0, 2)
        file.seek(max(0, file.tell() - len(_END)))
        if file.read() != _END:
            raise InputError("is cut off: its last block is missing", str(path), "Copy it again")


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """An open VCF or BCF file; what cannot be read raises InputError."""
    check_whole(path)
    try:
        file = cyvcf2.VCF(str(path))
    except Exception:
        raise InputError("is not a VCF or BCF file", str(path), "Name one with a header") from None
    try:
        yield file
    finally:
        file.close()


@dataclass(frozen=True)
class Header:
    """What a file tells before its first record."""

    path: Path
    samples: tuple[str, ...]
    build: str | None
    contigs: tuple[str, ...]  # as the file writes them, in its order; () where it names none
    indexed: bool
    text: str = field(repr=False)

    def fields(self, kind: str) -> frozenset[str]:
        """Names of the INFO or FORMAT fields that it declares."""
        start = f"##{kind}=<ID="
        lines = (line for line in self.text.splitlines() if line.startswith(start))
        return frozenset(line.removeprefix(start).split(",", 1)[0] for line in lines)


def read_header(path: Path) -> Header:
    """Read the header; raises InputError where the file is not usable or names two builds."""
    with opened(path) as file:
        text = file.raw_header
        declared = [line for line in text.splitlines() if line.startswith("##contig=")]
        try:
            lengths = list(zip(file.seqnames, file.seqlens, strict=True)) if declared else []
        except AttributeError:  # how cyvcf2 says that contigs have no length
            lengths = []
        names = tuple(file.seqnames) if declared else ()
        words = "\n".join(
            [*declared, *(line for line in text.splitlines() if line.startswith("##reference"))]
        )
        indexed = _is_indexed(path)
        build = build_of(lengths, words, str(path))
        return Header(path, tuple(file.samples), build, names, indexed, text)


def _is_indexed(path: Path) -> bool:
    """Whether there is an index that is no older than the file: another would hide records."""
    ends = (path.with_name(path.name + ending) for ending in (".tbi", ".csi"))
    return any(one.is_file() and one.stat().st_mtime >= path.stat().st_mtime for one in ends)


def regions(header: Header, build: str, processes: int) -> list[Region | None]:
    """A file in pieces of work: one, or where it is indexed many for many processes.

    An indexed file whose header names no contigs stays whole.
    """
    if processes <= 1 or not (header.indexed and header.contigs):
        return [None]
    found: list[Region | None] = []
    with opened(header.path) as file, warnings.catch_warnings(action="ignore"):
        held = [name for name in header.contigs if next(iter(file(name)), None) is not None]
    for name in held:
        contig = contig_name(name)
        if contig is not None:
            length = _MT_LENGTH if contig == "MT" else LENGTHS[build][RANK[contig]]
            starts = range(1, length + 1, _WINDOW)
            found += [(name, start, min(start + _WINDOW - 1, length)) for start in starts]
    return found


def records(header: Header, build: str, region: Region | None = None) -> Iterator[tuple[str, Any]]:
    """Each record with the plain name of its contig; those on contigs that we do not read are left.

    `region` is (contig as the file writes it, first, last position): only records that start in
    it, through the index. Raises InputError where the file is broken, not sorted, or has a position
    that the build does not have.
    """
    order = _Order(header, build)
    with opened(header.path) as file:
        for record in _read(file, str(header.path), region):
            contig = contig_name(record.CHROM)
            position = record.POS
            if region is not None and not region[1] <= position <= region[2]:
                continue
            order.follow(record.CHROM, contig, position)
            if contig is not None:
                yield contig, record


def _read(file: Any, where: str, region: Region | None) -> Iterator[Any]:
    found = iter(file if region is None else file("{}:{}-{}".format(*region)))
    while True:
        try:
            with warnings.catch_warnings(action="ignore"):  # an empty region is no fault
                record = next(found)
        except StopIteration:
            return
        except Exception:
            raise InputError(
                "cannot be read to its end: it is cut off, or a line is not VCF",
                where,
                "Copy it again, or check it with bcftools view",
            ) from None
        yield record


class _Order:
    """Holds records to the order that the specification asks of an indexed file."""

    def __init__(self, header: Header, build: str) -> None:
        self._where = str(header.path)
        self._declared = {name: at for at, name in enumerate(header.contigs)}
        self._lengths = LENGTHS[build]
        self._seen: list[str] = []
        self._last = 0
        self._limit = 0

    def follow(self, name: str, contig: str | None, position: int) -> None:
        if not self._seen or self._seen[-1] != name:
            self._begin(name, contig)
        elif position < self._last:
            raise InputError(
                f"is not sorted: on contig {name} a position comes after a later one",
                self._where,
                "Sort it, for instance with bcftools sort",
            )
        if position > self._limit:
            raise InputError(
                f"has a position beyond the end of contig {name}",
                self._where,
                "Check the reference build of the file",
            )
        self._last = position

    def _begin(self, name: str, contig: str | None) -> None:
        before = self._seen[-1] if self._seen else None
        if name in self._seen or (before is not None and not self._may_follow(before, name)):
            raise InputError(
                f"has its contigs in the wrong order: {name} comes after {before}",
                self._where,
                "Sort it, for instance with bcftools sort",
            )
        self._seen.append(name)
        known = contig is not None and contig != "MT"
        self._limit = self._lengths[RANK[contig]] if known and contig else 1 << 31

    def _may_follow(self, before: str, name: str) -> bool:
        if before in self._declared and name in self._declared:
            return self._declared[before] < self._declared[name]
        first, second = contig_name(before), contig_name(name)
        natural = first is None or second is None or RANK[first] < RANK[second]
        return natural or before < name  # without a header, 1, 10, 11, 2 is an order too
