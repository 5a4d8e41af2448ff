"""Which version of a module people answered, from `survey_conduct`."""

from collections.abc import Mapping
from typing import Any

import ibis
import numpy as np
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.latest import foremost
from aggregates.persons import Persons


def read_versions(
    cdm: Cdm, persons: Persons, members: Mapping[int, NDArray[np.int32]], threshold: int
) -> dict[int, dict[str, NDArray[np.int32]]]:
    """Module -> version -> the people of ``members`` (module -> persons) whose latest it is.

    Of modules with two versions or more that over ``threshold`` people answered.
    """
    if not cdm.has("survey_conduct"):
        return {}
    parts: dict[tuple[int, str], list[NDArray[np.int32]]] = {}
    for batch in cdm.batches(_latest_versions(cdm)):
        person = persons.numbered(batch["person_id"])
        known = person >= 0
        module, version = batch["module"].to_numpy(), np.array(batch["version"].to_pylist())
        for key in sorted(set(zip(module[known].tolist(), version[known].tolist(), strict=True))):
            own = known & (module == key[0]) & (version == key[1])
            parts.setdefault(key, []).append(person[own])
    found: dict[int, dict[str, NDArray[np.int32]]] = {}
    for (of, number), some in sorted(parts.items()):
        people = np.intersect1d(np.concatenate(some), members.get(of, np.empty(0, np.int32)))
        if len(people) > threshold:
            found.setdefault(of, {})[number] = people
    return {module: some for module, some in found.items() if len(some) > 1}


def _latest_versions(cdm: Cdm) -> Any:
    """Portable expression: person_id, module, version of each person's latest answers."""
    table = cdm.table(
        "survey_conduct",
        ["person_id", "survey_concept_id"],
        ["survey_conduct_id", "survey_start_date", "survey_version_number"],
    )
    own = table.filter(table.survey_version_number.notnull()).select(
        "person_id",
        module=table.survey_concept_id.fill_null(0),
        version=table.survey_version_number,
        date=table.survey_start_date.fill_null(ibis.date(1, 1, 1)),
        record=table.survey_conduct_id.fill_null(0),
    )
    latest = foremost(own, ("person_id", "module"), ("date", "record", "version"))
    return latest.select("person_id", "module", "version")
