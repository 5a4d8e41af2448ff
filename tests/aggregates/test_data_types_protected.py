"""Types of data that nearly everybody shared: what is left of them is small in many groups, and
all of them, with every combination, are published all the same."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from aggregates.cohort_file_plans import DataType
from aggregates.data_types import COMBINATION, DATA_TYPE, Members, combined, domain_parts, typed
from aggregates.pairs import Pairs
from suppression.protection import protect
from suppression.repair import make_safe
from suppression.tables import DomainTables, TablePlan
from suppression.verifier import verify
from tests.suppression.small_cohorts import ALL_OF_US, plan_of

PEOPLE = 8000
GROUPS = {"sex": 4, "age": 8, "state": 54, "disability": 3, "gender": 4, "orientation": 3}
PLAN = plan_of(GROUPS)
TYPES = (
    DataType("ehr", {"en": "Health record"}, ("condition",)),
    DataType("survey", {"en": "Surveys"}, ("survey",)),
    DataType("genome", {"en": "Genome"}, (), "samples", "kind", "genome"),
    DataType("biosample", {"en": "Biosample"}, (), "samples", "kind", "biosample"),
)
SHARES = {"ehr": 0.98, "survey": 0.975, "genome": 0.6, "biosample": 0.8}


def protected(seed: int) -> dict[str, DomainTables]:
    """The tables of a random cohort, before they are attacked."""
    random = np.random.default_rng(seed)
    groups = [
        random.choice(size, PEOPLE, p=random.dirichlet(np.full(size, 0.7)))
        for size in GROUPS.values()
    ]
    members = {
        name: np.flatnonzero(random.random(PEOPLE) < share).astype(np.int32)
        for name, share in SHARES.items()
    }

    def counted(people: Members) -> NDArray[np.int64]:
        sizes = GROUPS.values()
        cuts = [np.bincount(own[people], minlength=n) for own, n in zip(groups, sizes, strict=True)]
        return np.concatenate([[len(people)], *cuts])

    def had(pairs: Pairs, subject: int) -> Members:
        at = int(np.searchsorted(pairs.concept_ids, subject))
        if at == len(pairs.concept_ids) or pairs.concept_ids[at] != subject:
            return np.empty(0, np.int32)
        return pairs.person[pairs.start[at] : pairs.start[at + 1]]

    def table(
        name: str, plan: TablePlan, people: Mapping[int, Members], always: NDArray[np.int64]
    ) -> DomainTables:
        counts = np.array([counted(some)[: plan.cells] for some in people.values()])
        return protect(name, plan, np.array(list(people)), counts, ALL_OF_US, always=always)

    none = np.empty(0, np.int64)
    anyone = np.unique(np.concatenate(list(members.values())))
    found = {"cohort": table("cohort", PLAN, {0: np.arange(PEOPLE, dtype=np.int32)}, none)}
    for one in TYPES[:2]:
        domain = one.domains[0]
        own = table(domain, PLAN, {0: members[one.id]}, none)
        found[domain] = replace(own, part_of=domain_parts(TYPES)[domain])
    for name, made, plan in (
        (DATA_TYPE, typed(TYPES, members), PLAN),
        (COMBINATION, combined(TYPES, members, PEOPLE), plan_of({})),
    ):
        ids = made.vocabulary.concepts["concept_id"].to_pylist()
        people = {0: anyone} | {one: had(made.pairs, one) for one in ids}
        own = table(name, plan, people, made.structure.always)
        found[name] = replace(own, sums=made.structure.sums, part_of=made.structure.part_of)
    return found


@pytest.mark.parametrize("seed", [0, 5])  # 5: only the seventh round and later ones mend it
def test_no_type_and_no_combination_is_given_up(seed: int) -> None:
    tables = protected(seed)
    safe = make_safe(tables, ALL_OF_US)
    for name in (DATA_TYPE, COMBINATION):
        assert safe.tables[name].subjects.tolist() == tables[name].subjects.tolist()
    assert list(verify(safe.tables, safe.certificates, ALL_OF_US)) == []
