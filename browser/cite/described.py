"""Tables beside their description: CSV with the metadata file of CSV on the Web, and Parquet.

W3C Model for Tabular Data and Metadata on the Web (2015), section 5.2: the description of a table
is found under its own address with ``-metadata.json`` after it.
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from browser.downloads import Rows
from layouts.address import Address
from layouts.page import Visit
from layouts.text import Catalogue

METADATA: Final = "-metadata.json"
METADATA_TYPE: Final = "application/csvm+json"
WHOLE: Final = frozenset(
    {
        "concept_id",
        "other_concept_id",
        "module_id",
        "question_id",
        "answer_id",
        "part_start",
        "part_end",
        "variants",
        "persons",
        "of_persons",
    }
)
FRACTIONS: Final = (
    "share",
    "lift",
    "ratio",
    "frequency",
    "limit",
    "reference",
    "bin",
    "standardised",
)


def described_by(address: Address) -> Mapping[str, str]:
    """The header by which a CSV file leads to its description."""
    path = address.path
    if not path.endswith(".csv"):
        return {}
    href = address.but(path=path + METADATA).href
    return {"Link": f'<{href}>; rel="describedby"; type="{METADATA_TYPE}"'}


def column_type(name: str) -> str:
    """``integer``, ``number`` or ``string``: one type per name, in every file."""
    stem, _, end = name.rpartition("_")
    if name in WHOLE:
        return "integer"
    if end not in ("low", "high") or not stem:
        return "string"
    return "number" if stem.rpartition("_")[2] in FRACTIONS else "integer"


def metadata(
    rows: Rows,
    visit: Visit,
    address: str,
    title: str = "",
    more: object = None,
    kinds: Mapping[str, str] | None = None,
) -> bytes:
    """The description of a table: what it is, where it comes from, what its columns hold.

    ``kinds`` are the types of columns that have others than their names tell.
    """
    text, release = visit.text, visit.release
    header = next(iter(rows))
    stated: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": text.language}],
        "url": address,
        "dc:title": title or text.label(release.title),
        "dc:isPartOf": text.label(release.title),
        "dc:identifier": release.id,
        "dc:issued": release.created,
        "dc:temporal": release.cutoff_date,
        "dc:source": release.citation,
        "dc:license": release.license,
        "dc:publisher": text("site.name"),
        "dc:description": " ".join(_notes(visit)),
        "notes": [
            {
                "release": release.id,
                "synthetic": release.synthetic,
                "policy": release.policy,
                "small_counts": visit.rule_for_small_counts,
                **(more if isinstance(more, dict) else {}),
            }
        ],
        "tableSchema": {"columns": [_column(str(name), visit, kinds or {}) for name in header]},
    }
    return (json.dumps(stated, ensure_ascii=False, indent=1) + "\n").encode()


def _notes(visit: Visit) -> list[str]:
    synthetic = [visit.text("site.synthetic")] if visit.release.synthetic else []
    return [*synthetic, visit.rule_for_small_counts]


def _column(name: str, visit: Visit, kinds: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "titles": name,
        "datatype": kinds.get(name, column_type(name)),
        "dc:description": column_meaning(name, visit.text),
    }


def column_meaning(name: str, text: Catalogue) -> str:
    """What a column holds; of ``afr_ac_low``, what ``ac_low`` holds of the ancestry group.

    Raises KeyError for a column that the catalogue does not describe.
    """
    key = f"column.{name}"
    if key in text.sentences:
        return text(key)
    group, *counted = name.rsplit("_", 2)
    return text(f"column_of_group.{'_'.join(counted)}", group=group)


def parquet(rows: Rows, visit: Visit) -> bytes:
    """The rows as Parquet, with typed columns and the release in the file's own metadata."""
    header, *body = ([*row] for row in rows)
    names = [str(name) for name in header]
    columns = [
        _values([row[place] for row in body], column_type(name)) for place, name in enumerate(names)
    ]
    return _parquet(pa.table(columns, names=names), visit)


def variants_metadata(table: pa.Table, visit: Visit) -> bytes:
    """The description of the CSV file of variants, whose columns are those of the release."""
    path = visit.address.path.removesuffix(METADATA)
    address = visit.origin + visit.address.but(path=path, release=visit.release.id).href
    kinds = {
        field.name: "integer"
        if pa.types.is_integer(field.type)
        else "number"
        if pa.types.is_floating(field.type)
        else "string"
        for field in table.schema
    }
    return metadata(iter([table.column_names]), visit, address, kinds=kinds)


def variants_parquet(table: pa.Table, visit: Visit) -> bytes:
    """The same table as Parquet, with the release in the file's own metadata."""
    return _parquet(table, visit)


def _parquet(table: pa.Table, visit: Visit) -> bytes:
    release = visit.release
    stated = {
        "release": release.id,
        "title": visit.text.label(release.title),
        "issued": release.created,
        "synthetic": str(release.synthetic).lower(),
        "source": release.citation,
        "license": release.license,
        "policy": release.policy,
        "note": " ".join(_notes(visit)),
    }
    table = table.replace_schema_metadata(stated)
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", use_dictionary=False)
    return stream.getvalue()


def _values(values: Sequence[object], kind: str) -> pa.Array:
    given = [None if value == "" else value for value in values]
    if kind == "integer":
        return pa.array([None if one is None else int(str(one)) for one in given], pa.int64())
    if kind == "number":
        return pa.array([None if one is None else float(str(one)) for one in given], pa.float64())
    return pa.array(["" if one is None else str(one) for one in given], pa.string())
