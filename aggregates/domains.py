"""The domains we count, and where OMOP CDM keeps them (CDM 5.3 and 5.4 agree on these)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Domain:
    """A domain: its table, the columns that matter, and its name in `concept.domain_id`.

    `physical_measurement` is the part of `measurement` that is taken of bodies at a visit. The
    domain `wearable` has tables of its own (aggregates/wearables.py), so no table here.
    """

    table: str
    concept: str
    date: str
    vocabulary_domain: str
    label: Mapping[str, str]
    has_onset: bool = False


DATA_TYPE, COMBINATION = "data_type", "data_combination"

DOMAINS: Mapping[str, Domain] = {
    "condition": Domain(
        "condition_occurrence",
        "condition_concept_id",
        "condition_start_date",
        "Condition",
        {"en": "Conditions", "es": "Afecciones"},
        has_onset=True,
    ),
    "drug": Domain(
        "drug_exposure",
        "drug_concept_id",
        "drug_exposure_start_date",
        "Drug",
        {"en": "Drugs", "es": "Medicamentos"},
    ),
    "measurement": Domain(
        "measurement",
        "measurement_concept_id",
        "measurement_date",
        "Measurement",
        {"en": "Measurements", "es": "Mediciones"},
    ),
    "procedure": Domain(
        "procedure_occurrence",
        "procedure_concept_id",
        "procedure_date",
        "Procedure",
        {"en": "Procedures", "es": "Procedimientos"},
    ),
    "physical_measurement": Domain(
        "measurement",
        "measurement_concept_id",
        "measurement_date",
        "Measurement",
        {"en": "Physical measurements", "es": "Medidas físicas"},
    ),
    "survey": Domain("", "", "", "", {"en": "Surveys", "es": "Encuestas"}),
    DATA_TYPE: Domain("", "", "", "", {"en": "Types of data", "es": "Tipos de datos"}),
    COMBINATION: Domain(
        "", "", "", "", {"en": "Types of data together", "es": "Tipos de datos en conjunto"}
    ),
    "wearable": Domain("", "", "", "", {"en": "Wearables", "es": "Dispositivos portátiles"}),
    "observation": Domain(
        "observation",
        "observation_concept_id",
        "observation_date",
        "Observation",
        {"en": "Observations", "es": "Observaciones"},
    ),
}
