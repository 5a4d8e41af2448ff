"""Names of vocabularies as people know them, for the ids that OMOP gives them."""

from typing import Final

# Spelling of the bodies that publish them: WHO, CDC/CMS, AMA, SNOMED International, FDA.
_KNOWN_AS: Final = {
    "CPT4": "CPT-4",
    "ICD10": "ICD-10",
    "ICD10CM": "ICD-10-CM",
    "ICD10PCS": "ICD-10-PCS",
    "ICD9CM": "ICD-9-CM",
    "ICD9Proc": "ICD-9-CM Volume 3",
    "ICDO3": "ICD-O-3",
    "SNOMED": "SNOMED CT",
}


def known_as(vocabulary_id: str) -> str:
    """The name of a vocabulary; its id where people know it by that.

    >>> known_as("ICD10CM"), known_as("LOINC")
    ('ICD-10-CM', 'LOINC')
    """
    return _KNOWN_AS.get(vocabulary_id, vocabulary_id)
