"""The certificate: the whole tables that prove a release safe, packed as text.

Per domain: tables of the denominator with the table of its own denominator that each stands on,
and per subject its witness tables with the two denominator tables that each stands on. Tables are
stored as distances from the lower ends of the published bands, so they mean nothing without them
and tell nothing beyond them: they are made from the bands alone.
"""

import base64
import binascii
import lzma
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray
from suppression.tables import DomainTables

_KEYS = {
    *("denominator_tables", "denominator_tables_stand_on", "floors"),
    *("witnesses_per_subject", "witnesses", "witnesses_stand_on"),
}
_MOST_BYTES = 1 << 30


class CertificateError(ValueError):
    """A certificate that cannot be read as one for these tables."""


@dataclass(frozen=True)
class SubjectWitnesses:
    """Witness tables (m, n) of one subject and the denominator tables they stand on (m, 2).

    ``floors`` maps a cell of a widened band to multipliers of rows, ``{row: multiplier}``, that
    prove it above the threshold. Rows are the denominator's equations, then the subject's, then
    for every shared cell, in order, that it does not exceed the denominator's.
    """

    tables: IntArray
    denominators: IntArray
    floors: Mapping[int, Mapping[int, int]]


@dataclass(frozen=True)
class DomainCertificate:
    """Denominator tables (k, cells), what they stand on (k,), and every subject's witnesses."""

    wholes: IntArray
    above: IntArray
    subjects: tuple[SubjectWitnesses, ...]


def packed(certificate: DomainCertificate, tables: DomainTables) -> dict[str, object]:
    """The certificate of one domain as plain values for JSON."""
    witnesses = [
        (found.tables - tables.row(position)[0]).ravel()
        for position, found in enumerate(certificate.subjects)
    ]
    denominators = [found.denominators.ravel() for found in certificate.subjects]
    return {
        "denominator_tables": _pack(certificate.wholes - tables.row(0)[0]),
        "denominator_tables_stand_on": _pack(certificate.above),
        "witnesses_per_subject": _pack(np.array([len(s.tables) for s in certificate.subjects])),
        "witnesses": _pack(np.concatenate(witnesses)),
        "witnesses_stand_on": _pack(np.concatenate(denominators)),
        "floors": [
            [position, cell, [list(pair) for pair in rows.items()]]
            for position, found in enumerate(certificate.subjects)
            for cell, rows in found.floors.items()
        ],
    }


def unpacked(values: Mapping[str, object], tables: DomainTables) -> DomainCertificate:
    """The certificate that :func:`packed` wrote; :class:`CertificateError` where it is none."""
    try:
        if set(values) != _KEYS:
            raise CertificateError(f"domain {tables.domain}: keys are missing or unknown")
        wholes = _unpack(values["denominator_tables"]).reshape(-1, len(tables.row(0)[0]))
        above = _unpack(values["denominator_tables_stand_on"])
        counts = _unpack(values["witnesses_per_subject"])
        offsets = _unpack(values["witnesses"])
        denominators = _unpack(values["witnesses_stand_on"]).reshape(-1, 2)
        cells = np.array([len(tables.row(at)[0]) for at in range(len(tables.subjects))])
        if len(counts) != len(cells) or (counts * cells).sum() != len(offsets):
            raise CertificateError(f"domain {tables.domain}: witnesses are missing")
        if counts.sum() != len(denominators) or len(above) != len(wholes):
            raise CertificateError(f"domain {tables.domain}: witnesses stand on nothing")
        floors = _read_floors(values["floors"], cells)
    except CertificateError:
        raise
    except (ValueError, TypeError, MemoryError, lzma.LZMAError, binascii.Error) as problem:
        raise CertificateError(f"domain {tables.domain}: {problem}") from None
    starts = np.cumsum([0, *(counts * cells)])
    ends = np.cumsum([0, *counts])
    subjects = []
    for at in range(len(cells)):
        found = offsets[starts[at] : starts[at + 1]].reshape(-1, cells[at])
        stands = denominators[ends[at] : ends[at + 1]]
        subjects.append(SubjectWitnesses(found + tables.row(at)[0], stands, floors.get(at, {})))
    return DomainCertificate(wholes + tables.row(0)[0], above, tuple(subjects))


def _read_floors(stated: object, cells: IntArray) -> dict[int, dict[int, dict[int, int]]]:
    """Multipliers of rows per subject and cell; the subjects have ``cells`` (n,) cells."""
    floors: dict[int, dict[int, dict[int, int]]] = {}
    for position, cell, pairs in stated:  # type: ignore[attr-defined]
        proof = dict[int, int]((row, multiplier) for row, multiplier in pairs)
        if {type(value) for value in (position, cell, *proof, *proof.values())} != {int}:
            raise CertificateError("a floor is proven by whole numbers only")
        if not (0 <= position < len(cells) and 0 <= cell < cells[position]):
            raise CertificateError("a floor of a cell that is not there")
        floors.setdefault(position, {})[cell] = proof
    return floors


def _pack(numbers: IntArray) -> str:
    content = numbers.astype("<u4")
    if (content != numbers).any():
        raise CertificateError("a witness lies outside the bands")
    compressed = lzma.compress(content.tobytes(), preset=6)
    return base64.b64encode(compressed).decode("ascii")


def _unpack(text: object) -> IntArray:
    if not isinstance(text, str):
        raise CertificateError("a packed table is not text")
    reader = lzma.LZMADecompressor(memlimit=_MOST_BYTES)
    content = reader.decompress(base64.b64decode(text, validate=True), _MOST_BYTES)
    if not reader.eof or reader.unused_data:
        raise CertificateError("a packed table is cut off, or too long")
    return np.frombuffer(content, "<u4").astype(np.int64)
