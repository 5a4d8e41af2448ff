"""The certificate: whole tables of the denominators, packed as text.

For each domain, tables of everyone with any record of it, and on which of the cohort's tables each
stands. Which counts every cell can take under them follows by a rule that needs no solver
(:mod:`suppression.openness`), so that nothing else has to be stated. Tables are stored as
distances from the lower ends of the published bands: they are made from the bands alone, mean
nothing without them and tell nothing beyond them.
"""

import base64
import binascii
import lzma
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray
from suppression.tables import DomainTables

_KEYS = {"denominator_tables", "denominator_tables_stand_on"}
_MOST_BYTES = 1 << 30
# raw streams: the shortest form, the checksum of the file covers them
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 2, "pb": 2}]


class CertificateError(ValueError):
    """A certificate that cannot be read as one for these tables."""


@dataclass(frozen=True)
class DomainCertificate:
    """Denominator tables (k, cells), and the cohort's table that each stands on (k,)."""

    wholes: IntArray
    above: IntArray


def packed(certificate: DomainCertificate, tables: DomainTables) -> dict[str, object]:
    """The certificate of one domain as plain values for JSON."""
    return {
        "denominator_tables": _pack(certificate.wholes - tables.row(0)[0]),
        "denominator_tables_stand_on": _pack(certificate.above),
    }


def unpacked(values: Mapping[str, object], tables: DomainTables) -> DomainCertificate:
    """The certificate that :func:`packed` wrote; :class:`CertificateError` where it is none."""
    try:
        if set(values) != _KEYS:
            raise CertificateError(f"domain {tables.domain}: keys are missing or unknown")
        wholes = _unpack(values["denominator_tables"]).reshape(-1, len(tables.row(0)[0]))
        above = _unpack(values["denominator_tables_stand_on"])
    except CertificateError:
        raise
    except (ValueError, TypeError, MemoryError, lzma.LZMAError, binascii.Error) as problem:
        raise CertificateError(f"domain {tables.domain}: {problem}") from None
    if len(above) != len(wholes):
        raise CertificateError(f"domain {tables.domain}: a table stands on nothing")
    return DomainCertificate(wholes + tables.row(0)[0], above)


def _pack(numbers: IntArray) -> str:
    content = numbers.astype("<u4")
    if (content != numbers).any():
        raise CertificateError("a table lies outside the bands")
    compressed = lzma.compress(content.tobytes(), format=lzma.FORMAT_RAW, filters=_FILTERS)
    return base64.b85encode(compressed).decode("ascii")


def _unpack(text: object) -> IntArray:
    if not isinstance(text, str):
        raise CertificateError("a packed table is not text")
    reader = lzma.LZMADecompressor(format=lzma.FORMAT_RAW, filters=_FILTERS)
    content = reader.decompress(base64.b85decode(text), _MOST_BYTES)
    if not reader.eof or reader.unused_data:
        raise CertificateError("a packed table is cut off, or too long")
    return np.frombuffer(content, "<u4").astype(np.int64)
