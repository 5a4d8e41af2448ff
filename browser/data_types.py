"""Facts of the page about data types together: who has which, and which combinations."""

from collections.abc import Sequence
from typing import Final

from aggregates.release import Concept, Release
from browser.figures import telling_share
from browser.page_request import PageMissingError, PageRequest
from layouts.data_types import Combination, DataType, DataTypesFacts, Joint
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Sum, share

DATA_TYPE: Final = "data_type"
COMBINATION: Final = "data_combination"  # of exactly these types and no other
TYPE_CLASS: Final = "Data type"
JOINER: Final = "+"  # between the codes of a combination
ORDER: Final = ("ehr", "survey", "physical_measurement", "genome", "wearable", "biosample")
ASKED: Final = ("ehr", "genome", "wearable")  # what people ask to have together


def data_types_facts(request: PageRequest) -> DataTypesFacts:
    """The types in their order, and the exact combinations, largest band first."""
    if DATA_TYPE not in request.served.domains:
        raise PageMissingError("domain")
    release, text = request.release, request.text
    types = types_of(release, text)
    combinations = _combinations(release, types)
    whole = release.domain(DATA_TYPE).participants
    codes = [one.code for one in types]
    asked = [tuple(code for code in ASKED if code in codes)]
    pairs = [(a, b) for place, a in enumerate(codes) for b in codes[place + 1 :]]
    joint = dict.fromkeys([*(one for one in asked if len(one) > 1), *pairs])
    return DataTypesFacts(
        participants=release.participants,
        denominator=whole,
        types=types,
        combinations=combinations,
        joint=tuple(_joint(one, types, combinations, whole) for one in joint),
    )


def types_of(release: Release, text: Catalogue) -> tuple[DataType, ...]:
    """The single data types of a release: the known ones in a fixed order, then others by name."""
    whole = release.domain(DATA_TYPE).participants
    found = [one for one in release.concepts(DATA_TYPE) if one.concept_class == TYPE_CLASS]
    found.sort(key=lambda one: (_place(one.code), one.name.casefold()))
    return tuple(
        DataType(
            one.code,
            one.concept_id,
            name_of_type(one, text),
            one.participants,
            telling_share(one.participants, whole),
        )
        for one in found
    )


def name_of_type(concept: Concept, text: Catalogue) -> str:
    """The catalogue's name of a type that we know; the release's for another."""
    key = f"data_type.{concept.code}"
    return text(key) if key in text.sentences else concept.name


def _place(code: str) -> int:
    return ORDER.index(code) if code in ORDER else len(ORDER)


def _combinations(release: Release, types: Sequence[DataType]) -> tuple[Combination, ...]:
    """Exact combinations: by band, then more types first, then in the order of the types."""
    whole = release.domain(DATA_TYPE).participants
    order = [one.code for one in types]
    found = []
    for concept in release.concepts(COMBINATION) if COMBINATION in release.tables else ():
        codes = tuple(concept.code.split(JOINER))
        if set(codes) <= set(order):
            codes = tuple(sorted(codes, key=order.index))
            known = telling_share(concept.participants, whole)
            found.append(Combination(codes, concept.concept_id, concept.participants, known))
    found.sort(
        key=lambda one: (
            -one.participants.high,
            -one.participants.low,
            -len(one.codes),
            [order.index(code) for code in one.codes],
        )
    )
    return tuple(found)


def types_together(release: Release, codes: tuple[str, ...], text: Catalogue) -> Sum:
    """How many have at least these types, by their codes."""
    types = types_of(release, text)
    whole = release.domain(DATA_TYPE).participants
    return _joint(codes, types, _combinations(release, types), whole).participants


def _joint(
    codes: tuple[str, ...],
    types: Sequence[DataType],
    combinations: Sequence[Combination],
    whole: Count,
) -> Joint:
    """Everybody with at least these types, whatever else they have.

    Exact combinations are disjoint. Those that are listed and hold all the types are a floor; what
    the listed ones without some of them leave of everybody is a ceiling, and so is each type.
    """
    having = [one.participants for one in combinations if set(codes) <= set(one.codes)]
    lacking = [one.participants for one in combinations if not set(codes) <= set(one.codes)]
    ceilings = [one.participants.high for one in types if one.code in codes]
    most = min(whole.high - sum(one.low for one in lacking), *ceilings)
    if len(having) == 2 ** (len(types) - len(codes)):  # every combination that holds them is listed
        most = min(most, sum(one.high for one in having))
    least = sum(one.low for one in having)
    # types so common that there are not enough people to keep them apart
    floor = sum(one.participants.low for one in types if one.code in codes)
    least = max(least, floor - (len(codes) - 1) * whole.high)
    counted = Sum(least, most)
    return Joint(codes, counted, share(counted, whole))
