"""Facts of a variant's page."""

from aggregates.variant_statements import USUAL_FLOOR
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.row_values import limit_values
from browser.variants.identifiers import parse_variant_id
from browser.variants.store import VariantStore
from layouts.address import variant_path
from layouts.variant import GroupFrequency, VariantFacts
from layouts.variant_rows import AlleleCounts
from layouts.variant_words import GroupName
from suppression.intervals import confidence


def store_of(request: PageRequest) -> VariantStore:
    """The variants of the release asked for; raises ``PageMissingError`` where it has none."""
    if request.served.variants is None:
        raise PageMissingError("domain")
    return request.served.variants


def variant_facts(request: PageRequest) -> VariantFacts:
    """Everything about one variant.

    An allele that is not listed and one that was never seen are the same thing here: both are
    looked for in the same way, and neither is in the store. Other spellings of an id lead to the
    page under its one spelling, listed or not, before anything is looked up.
    """
    store = store_of(request)
    typed = request.arguments["variant_id"]
    wanted = parse_variant_id(typed)
    if wanted is None:
        raise PageMissingError("variant_id")
    if wanted.text != typed:
        kind = request.address.path.rpartition("/")[2].removeprefix(typed)  # such as ".csv"
        raise PageMovedError(variant_path(wanted.text) + kind)
    row = store.variant(wanted.text)
    if row is None:
        raise PageMissingError("variant")
    names = group_names(request, store)
    groups = tuple(
        GroupFrequency(name, one, one.frequency, confidence(one.alleles, one.called))
        for name, one in zip(names, row.counts, strict=True)
    )
    return VariantFacts(
        row=row,
        groups=groups,
        most_frequent=_most_frequent(groups[1:]),
        build=store.build,
        ancestry_floor=store.ancestry_floor,
        usual_floor=USUAL_FLOOR,
        threshold=request.release.policy.threshold,
    )


def spelt_facts(request: PageRequest) -> VariantFacts:
    """The page of an id of which the parts stand between slashes: it lies under another path."""
    store_of(request)
    wanted = parse_variant_id("-".join(request.arguments[name] for name in ("c", "p", "r", "a")))
    if wanted is None:
        raise PageMissingError("variant_id")
    raise PageMovedError(variant_path(wanted.text))


def group_names(request: PageRequest, store: VariantStore) -> tuple[GroupName, ...]:
    """All participants, then the ancestry groups, in the language asked for."""
    everyone = GroupName("", request.text("variants.everyone"))
    return (everyone, *(GroupName(one.id, request.text.label(one.label)) for one in store.groups))


def _most_frequent(groups: tuple[GroupFrequency, ...]) -> GroupName | None:
    """The group in which the frequency is certainly above that of every other."""
    for one in groups:
        others = [other.frequency for other in groups if other is not one]
        if (
            one.frequency
            and others
            and all(other is not None and other.high < one.frequency.low for other in others)
        ):
            return one.name
    return None


def frequency_values(counts: AlleleCounts) -> tuple[object, ...]:
    """Limits of a frequency for a file: empty where it is not known."""
    known = counts.frequency
    return limit_values(known.low, known.high, 6) if known else ("", "")
