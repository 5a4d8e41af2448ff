"""A release of invented people with every dimension and data type, built through real protection.

Nobody's records are made: who has what is drawn once from a fixed seed and counted directly, which
gives the true counts that any build would hand to protection.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.dimension import Dimension, Group
from aggregates.policies import shipped_policy
from aggregates.protected import protected_tables
from aggregates.release_format import HIERARCHY_SCHEMA
from aggregates.release_writer import (
    ProtectedRelease,
    ReleaseText,
    folder_in_making,
    write_release,
)
from aggregates.true_counts import DomainCounts, TrueCounts
from suppression.repair import make_safe
from suppression.summary import summarise

PEOPLE = 6_000
RELEASE_ID = "diverse-2025-10-01"
TYPES = {
    "ehr": ("Health record", 0.80),
    "survey": ("Survey", 0.95),
    "physical_measurement": ("Physical measurements", 0.75),
    "genome": ("Genome", 0.60),
    "wearable": ("Wearable", 0.12),
    "biosample": ("Biosample", 0.82),
}
ANSWERED = {"en": "Not reported", "es": "No informado"}
YES_NO = {"yes": ("Yes", "Sí", 0.30), "no": ("No", "No", 0.66)}
DIMENSIONS: Mapping[str, tuple[str, str, dict[str, tuple[str, str, float]]]] = {
    "sex": (
        "Sex at birth",
        "Sexo al nacer",
        {"female": ("Female", "Mujer", 0.61), "male": ("Male", "Hombre", 0.38)},
    ),
    "age": (
        "Age",
        "Edad",
        {
            "18-29": ("18–29", "18–29", 0.09),
            "30-39": ("30–39", "30–39", 0.15),
            "40-49": ("40–49", "40–49", 0.15),
            "50-64": ("50–64", "50–64", 0.28),
            "65-74": ("65–74", "65–74", 0.20),
            "75-84": ("75–84", "75–84", 0.10),
            "85+": ("85 and over", "85 o más", 0.03),
        },
    ),
    "race_ethnicity": (
        "Race and ethnicity",
        "Raza y etnicidad",
        {
            "hispanic": ("Hispanic or Latino", "Hispano o latino", 0.163),
            "asian": ("Asian", "Asiático", 0.035),
            "black": ("Black or African American", "Negro o afroamericano", 0.205),
            "white": ("White", "Blanco", 0.555),
            "nhpi": ("Native Hawaiian or other Pacific Islander", "Nativo de Hawái", 0.001),
            "mena": ("Middle Eastern or North African", "De Oriente Medio", 0.009),
            "multiple": ("More than one group", "Más de un grupo", 0.014),
        },
    ),
    "orientation": (
        "Sexual orientation",
        "Orientación sexual",
        {"straight": ("Straight", "Heterosexual", 0.86), "another": ("Not straight", "Otra", 0.1)},
    ),
    "income": (
        "Household income a year",
        "Ingresos del hogar al año",
        {
            "under_25": ("Less than $25,000", "Menos de 25 000 $", 0.30),
            "over_25": ("$25,000 and over", "25 000 $ o más", 0.50),
        },
    ),
    "disability": ("Disability", "Discapacidad", YES_NO),
    "rurality": (
        "Where people live",
        "Dónde viven",
        {"urban": ("Urban", "Urbana", 0.91), "rural": ("Rural", "Rural", 0.07)},
    ),
    "state": (
        "State",
        "Estado",
        {
            "CA": ("CA", "CA", 0.16),
            "AZ": ("AZ", "AZ", 0.14),
            "NY": ("New York", "Nueva York", 0.13),
            "TX": ("Texas", "Texas", 0.03),
            "PA": ("Pennsylvania", "Pensilvania", 0.12),
            "IL": ("Illinois", "Illinois", 0.10),
            "AL": ("Alabama", "Alabama", 0.09),
            "MA": ("Massachusetts", "Massachusetts", 0.10),
            "WI": ("Wisconsin", "Wisconsin", 0.08),
            "FL": ("Florida", "Florida", 0.03),
            "WY": ("Wyoming", "Wyoming", 0.001),
            "PR": ("Puerto Rico", "Puerto Rico", 0.002),
        },
    ),
    "ubr": (
        "Underrepresented in biomedical research (All of Us, 2024)",
        "Con representación insuficiente en la investigación (All of Us, 2024)",
        {"yes": ("Yes", "Sí", 0.78), "no": ("No", "No", 0.14)},
    ),
}


def dimensions() -> tuple[Dimension, ...]:
    """Every dimension, each with a last group for those who did not answer."""
    return tuple(
        Dimension(
            name,
            {"en": english, "es": spanish},
            (
                *(Group(one, {"en": en, "es": es}) for one, (en, es, _) in groups.items()),
                Group("not_known" if name == "ubr" else "not_reported", ANSWERED),
            ),
        )
        for name, (english, spanish, groups) in DIMENSIONS.items()
    )


def write_diverse_release(out: Path, people: int = PEOPLE, seed: int = 4) -> Path:
    """Count, protect, audit, certify and write the release."""
    policy = shipped_policy("all-of-us")
    counts = true_counts(people, seed)
    safe = make_safe(protected_tables(counts, policy), policy)
    text = ReleaseText(
        id=RELEASE_ID,
        title={"en": "Diverse cohort", "es": "Cohorte diversa"},
        created="2025-11-01T00:00:00Z",
        cutoff_date="2025-10-01",
        synthetic=True,
        domain_labels={
            "data_type": {"en": "Data types", "es": "Tipos de datos"},
            "data_combination": {"en": "Data types together", "es": "Tipos de datos en conjunto"},
        },
        source=counts.source,
        citation="Invented.",
        license="CC0-1.0",
        previous=None,
    )
    summary = summarise(safe.tables, safe.outcomes, policy)
    release = ProtectedRelease(
        text,
        policy,
        counts.dimensions,
        safe.tables,
        safe.certificates,
        summary,
        counts.concepts,
        counts.hierarchy,
    )
    with folder_in_making(out) as folder:
        write_release(release, folder)
    return out


def true_counts(people: int = PEOPLE, seed: int = 4) -> TrueCounts:
    """True counts of the cohort and of types of data, cut one way, and of their combinations."""
    random = np.random.default_rng(seed)
    groups = {
        one.id: _drawn([share for _, _, share in DIMENSIONS[one.id][2].values()], people, random)
        for one in dimensions()
    }
    rural = groups["rurality"] == 1
    having = np.stack(
        [
            random.random(people) < np.where(rural & (code == "genome"), share / 2, share)
            for code, (_, share) in TYPES.items()
        ]
    )
    anyone = {0: having.any(axis=0)}
    types, combinations = anyone | dict(enumerate(having, start=1)), dict(anyone)
    rows = [
        ("data_type", place, name, code, "Data type")
        for place, (code, (name, _)) in enumerate(TYPES.items(), start=1)
    ]
    exact = having.T @ (1 << np.arange(len(TYPES)))
    for number in np.unique(exact[exact > 0]).tolist():
        codes = [code for place, code in enumerate(TYPES) if number >> place & 1]
        combinations[number] = exact == number
        names = " + ".join(codes), "+".join(codes)
        rows.append(("data_combination", number, *names, "Combination"))
    everybody = {0: np.ones(people, np.bool_)}
    return TrueCounts(
        dimensions=dimensions(),
        cohort=_counted("cohort", everybody, groups),
        domains=(
            _counted("data_type", types, groups),
            _counted("data_combination", combinations, {}),
        ),
        concepts=_concepts(rows),
        hierarchy=HIERARCHY_SCHEMA.empty_table(),
        source={},
        left_out={},
        lasting=frozenset(),
    )


def _drawn(shares: list[float], people: int, random: np.random.Generator) -> NDArray[np.int64]:
    """A group for each person: with these shares, and the last group for the rest."""
    ends = np.cumsum([0.0, *shares])
    assert all(low < high for low, high in pairwise(ends))
    return np.searchsorted(ends, random.random(people), side="right") - 1


def _counted(
    domain: str,
    subjects: Mapping[int, NDArray[np.bool_]],
    groups: Mapping[str, NDArray[np.int64]],
) -> DomainCounts:
    tables = {"total": np.array([members.sum() for members in subjects.values()], np.int64)}
    for name, group in groups.items():
        size = len(DIMENSIONS[name][2]) + 1
        counts = [np.bincount(group[members], minlength=size) for members in subjects.values()]
        tables[name] = np.stack(counts).astype(np.int64)
    return DomainCounts(domain, np.array(list(subjects), np.int64), tables)


def _concepts(rows: list[tuple[str, int, str, str, str]]) -> pa.Table:
    domains, ids, names, codes, classes = (list(column) for column in zip(*rows, strict=True))
    return pa.table(
        {
            "domain": domains,
            "concept_id": pa.array(ids, pa.int64()),
            "concept_name": names,
            "vocabulary_id": ["Data type"] * len(rows),
            "concept_code": codes,
            "concept_class": classes,
            "synonyms": pa.array([[]] * len(rows), pa.list_(pa.string())),
        }
    )
