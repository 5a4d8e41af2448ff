"""Codes of other vocabularies among a concept's other names, written "ICD10CM E11.9".

The release format has one list of other names per concept; codes stand in it under the name of
their vocabulary. Only vocabularies that are public as a whole are published, so that a code never
tells what a site happened to use, and none whose terms forbid it (CPT-4).
"""

import re
from collections.abc import Iterable
from typing import Final

PUBLIC_VOCABULARIES: Final = (
    "ATC", "CVX", "HCPCS", "ICD10", "ICD10CM", "ICD10PCS", "ICD9CM", "ICD9Proc", "ICDO3", "LOINC",
    "MeSH", "NDC", "RxNorm", "SNOMED", "Read",
)  # fmt: skip
MOST_CODES: Final = 50  # per concept, in alphabetical order; a drug can have thousands of NDCs

_CODE: Final = re.compile(rf"(?:{'|'.join(PUBLIC_VOCABULARIES)}) [A-Za-z0-9][A-Za-z0-9.\-/]*")


def written(vocabulary_id: str, code: str) -> str | None:
    """A code as another name, or ``None`` for what is no code of a public vocabulary.

    >>> written("ICD10CM", "E11.9"), written("CPT4", "99213")
    ('ICD10CM E11.9', None)
    """
    stated = f"{vocabulary_id} {code}"
    return stated if _CODE.fullmatch(stated) else None


def split_codes(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes among other names, and the other names that are none; both in their order."""
    stated = tuple(names)
    codes = tuple(name for name in stated if _CODE.fullmatch(name))
    return codes, tuple(name for name in stated if not _CODE.fullmatch(name))
