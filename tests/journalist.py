"""A cohort cut down to what a journalist asks about, so that a release of it is built soon.

The people are those of the demonstration cohort. Left out are domains, groupings and records that
no question of ``tests/browser/test_journalist.py`` needs; what stays goes through a build as ever.
"""

import re
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

DOMAINS: Final = ("condition", "survey", "physical_measurement", "wearable", "data_type")
CUTS: Final = ("total", "sex", "age", "rurality")
CROSSINGS: Final = ("sex*age",)
TYPES: Final = ("ehr", "survey", "genome", "wearable")
LEFT_OUT: Final = ("state", "gender", "orientation", "income", "disability", "access")
# What people call high blood pressure, high cholesterol, diabetes, overweight, depression and
# anxiety, back pain, kidney disease.
CONDITIONS: Final = "^(I10|E78|E11|E66|F32|F33|F41|M54|N18)"
# Education, which a grouping is made of, and the four questions about smoking.
QUESTIONS: Final = (1585940, 2017030100, 2017030200, 2017030300, 2017030400)
BLOOD_PRESSURE: Final = "^(8480-6|8462-4)$"


def cut_down(cdm: Path) -> Path:
    """Cut a synthetic CDM down in place; its cohort file is returned."""
    concepts = pq.read_table(cdm / "concept.parquet")
    for table, codes in (("condition_occurrence", CONDITIONS), ("measurement", BLOOD_PRESSURE)):
        wanted = concepts.filter(pc.match_substring_regex(concepts["concept_code"], codes))
        column = table.split("_")[0] + "_concept_id"
        _keep(cdm / f"{table}.parquet", column, wanted["concept_id"])
    _keep(cdm / "observation.parquet", "observation_concept_id", pa.array(QUESTIONS))
    cohort = cdm / "cohort.toml"
    cohort.write_text(_cut_down(cohort.read_text("utf-8")), "utf-8")
    return cohort


def _keep(path: Path, column: str, values: pa.Array | pa.ChunkedArray) -> None:
    table = pq.read_table(path)
    pq.write_table(table.filter(pc.is_in(table[column], value_set=values)), path)


def _cut_down(stated: str) -> str:
    """The cohort file without what is left out."""
    head, *dimensions = stated.split("[[dimensions]]\n")
    for name, kept in (("domains", DOMAINS), ("cuts", CUTS), ("crossings", CROSSINGS)):
        head = re.sub(f"(?m)^{name} = .*$", f"{name} = {list(kept)}", head)
    head = re.sub(
        '(?m)^  { id = "(\\w+)".*\n', lambda line: line[0] if line[1] in TYPES else "", head
    )
    records = '["condition", "drug", "measurement", "procedure"]'
    head = head.replace(records, '["condition"]')
    left = "|".join(LEFT_OUT)
    kept_dimensions = [one for one in dimensions if not re.match(f'id = "({left})"', one)]
    kept_dimensions[-1] = re.sub(f"(?m)^({left}) = .*\n", "", kept_dimensions[-1])
    return "[[dimensions]]\n".join([head, *kept_dimensions])
