"""What was counted, in words that go into the release."""

import ibis
import pyarrow as pa

from aggregates.ages import OLDEST
from aggregates.cdm import Cdm
from aggregates.cohort_file_plans import AnyDimension, CohortFile


def describe(cohort: CohortFile, cdm: Cdm) -> dict[str, str]:
    """Versions of the source, and each decision of counting in a sentence."""
    return {
        "cdm_version": _version(cdm, "cdm_version"),
        "vocabulary_version": _version(cdm, "vocabulary_version"),
        "participants": "The rows of person. Records of any other person are left out.",
        "presence": "Any record counts, inside or outside an observation period, of any date.",
        "concepts": "Standard concepts (the table's *_concept_id), not source concepts.",
        "hierarchy": (
            "A concept counts the distinct participants with a record of it or of any descendant "
            "in concept_ancestor, once each. Concepts without a name are not listed."
        ),
        "denominator": (
            "Participants with any record in the domain, those without a concept included."
        ),
        "age": (
            f"Whole years, by birthday, on {cohort.cutoff_date.isoformat()}. An unknown month of "
            "birth is taken as 1 July, an unknown day as the 15th; ages below 0 or above "
            f"{OLDEST} are not reported."
        ),
        **{name: words for name, words in _OF_VALUES.items() if _told(name, cohort)},
        "onset_age": (
            "Whole years, by birthday, at the first record of the concept or any descendant; not "
            "known where that record has no date or one before birth."
        ),
        **{
            f"dimension_{plan.dimension.id}": _any_of(plan, cohort)
            for plan in cohort.dimensions
            if isinstance(plan, AnyDimension)
        },
    }


_OF_VALUES = {
    "values": (
        "One value per participant and concept as recorded: the latest by date that has a number, "
        "a known unit and a plausible size, else the latest implausible one. Units, conversions, "
        "limits of what is plausible and bins are fixed beforehand. Participants of a concept "
        "without such a value, or with a narrower concept only, are counted apart."
    ),
    "results": (
        "A result in words, or a bound of a number, is a concept below the one measured; one per "
        "participant and concept, the latest by date."
    ),
    "wearable": (
        "A participant's value is the mean of their days, implausible days left out; several "
        "records of one day are joined first."
    ),
}


def _told(name: str, cohort: CohortFile) -> bool:
    """Whether a sentence about values concerns a domain of the cohort."""
    domains = {plan.id for plan in cohort.domains}
    concerned = {"wearable"} if name == "wearable" else {"measurement", "physical_measurement"}
    return not domains.isdisjoint(concerned)


def _any_of(plan: AnyDimension, cohort: CohortFile) -> str:
    """Which groups of which dimensions a dimension made of others is made of."""
    groups = {other.dimension.id: other.dimension.groups for other in cohort.dimensions}
    listed = (
        f"{dimension} {', '.join(groups[dimension][number].id for number in numbers)}"
        for dimension, numbers in plan.listed.items()
    )
    return f"Anyone in one of these groups: {'; '.join(listed)}."


def _version(cdm: Cdm, column: str) -> str:
    """A version from cdm_source, or of the vocabulary from `vocabulary`; else "not stated"."""
    if cdm.has("cdm_source"):
        found = _first(
            cdm, cdm.table("cdm_source", [], ["cdm_version", "vocabulary_version"]), column
        )
        if found:
            return found
    if column == "vocabulary_version" and cdm.has("vocabulary"):
        vocabulary = cdm.table("vocabulary", [], ["vocabulary_id", "vocabulary_version"])
        found = _first(cdm, vocabulary.filter(vocabulary.vocabulary_id == "None"), column)
        if found:
            return found
    return "not stated"


def _first(cdm: Cdm, table: ibis.Table, column: str) -> str | None:
    rows: pa.Table = cdm.rows(table.select(column).filter(table[column].notnull()).distinct())
    values = sorted(rows[column].to_pylist())
    return values[0] if values else None
