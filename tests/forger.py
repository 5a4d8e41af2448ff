"""A forger who knows the format: changes a release and mends as many checksums as they can.

Written from the format alone, so that nothing of the writer's own can help or hide.
"""

import base64
import hashlib
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

NOTHING, TABLE, EVERYTHING = "nothing", "its table's checksum", "every checksum"
MENDED = (NOTHING, TABLE, EVERYTHING)


def change_rows(folder: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Rewrite one table of a release."""
    path = folder / f"{table}.parquet"
    pq.write_table(change(pq.read_table(path)), path, compression="zstd")


def change_json(folder: Path, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Rewrite a JSON file of a release, spelled as the format spells it."""
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    change(content)
    (folder / name).write_bytes(_spelled(content))


Numbers = NDArray[np.int64]
# the format of a packed table: whole numbers of 32 bits, a raw LZMA2 stream, base85
_LZMA = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 2, "pb": 2}]


def change_wholes(folder: Path, domain: str, change: Callable[[Numbers], Numbers]) -> None:
    """Rewrite the whole tables of one domain of a certificate; they hold one table per line.

    ``change`` takes and returns (k, cells + 1): the table that each stands on, then the table as
    distances from the lower ends of its bands.
    """
    path = folder / "audit.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    stated = content["domains"][domain]
    above = _unpacked(stated["denominator_tables_stand_on"])
    wholes = _unpacked(stated["denominator_tables"]).reshape(len(above), -1)
    changed = change(np.concatenate([above[:, None], wholes], axis=1))
    stated["denominator_tables_stand_on"] = _packed(changed[:, 0])
    stated["denominator_tables"] = _packed(changed[:, 1:])
    path.write_bytes(_spelled(content))


def _unpacked(text: str) -> Numbers:
    content = lzma.decompress(base64.b85decode(text), lzma.FORMAT_RAW, filters=_LZMA)
    return np.frombuffer(content, "<u4").astype(np.int64)


def _packed(numbers: Numbers) -> str:
    content = numbers.astype("<u4").tobytes()
    return base64.b85encode(lzma.compress(content, lzma.FORMAT_RAW, filters=_LZMA)).decode()


def mend(folder: Path, what: str) -> None:
    """Make the checksums fit again: of the tables in release.json, or each in every file."""
    if what == NOTHING:
        return
    about = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    for table in about["tables"].values():
        path = folder / table["path"]
        if path.is_file():
            content = path.read_bytes()
            table["bytes"], table["sha256"] = len(content), _sha256(content)
            table["rows"] = _rows(path)
    if what == EVERYTHING:
        _mend_all(folder, about)
    (folder / "release.json").write_bytes(_spelled(about))


def _mend_all(folder: Path, about: dict[str, Any]) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        table = about["tables"].get(resource["name"])
        if table is not None:
            resource["bytes"], resource["hash"] = table["bytes"], f"sha256:{table['sha256']}"
    (folder / "datapackage.json").write_bytes(_spelled(package))
    certificate = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    vouched = {key: value for key, value in about.items() if key != "audit"}
    certificate["release_sha256"] = _sha256(_spelled(vouched))
    (folder / "audit.json").write_bytes(_spelled(certificate))
    about["audit"]["certificate_sha256"] = _sha256(_spelled(certificate))


def _rows(path: Path) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return 0


def _spelled(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
