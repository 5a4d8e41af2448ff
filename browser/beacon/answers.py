"""Answers to queries: yes or no, how many listed variants, and the bands of single ones."""

from browser.beacon.asked import Asked
from browser.beacon.documents import (
    DATASET_SCHEMA,
    OFFERED,
    VARIANT_SCHEMA,
    Document,
    Place,
    meta,
)
from browser.beacon.errors import BeaconError
from browser.beacon.finding import Found
from browser.variants.files import count_limits
from layouts.variant_rows import AlleleCounts, VariantRow

# Of the schema: how a count is to be read. The number of listed variants is published as it is;
# counts in people are bands.
EXACT, BANDED = "exact", "imprecise"


def variants(place: Place, asked: Asked, found: Found) -> Document:
    """The answer of ``/g_variants``, as fine as was asked for and is offered.

    It follows from the question and from what is listed alone: an allele that is not listed and
    one that was never seen get the same answer.
    """
    wanted = asked.frame.granularity
    granularity = wanted if wanted in OFFERED else "count"
    exists, counting = found.number > 0, granularity == "count"
    summary: Document = {"exists": exists}
    one_set: Document = {"id": place.served.release.id, "setType": "dataset", "exists": exists}
    if counting:
        summary |= {"numTotalResults": found.number, "countPrecision": EXACT}
        one_set |= {"resultsCount": found.number, "countPrecision": EXACT, "results": []}
        if found.rows:
            one_set["info"] = {"countPrecision": BANDED, "variants": list(map(_bands, found.rows))}
    facts = place.facts
    if wanted not in OFFERED:
        facts["granularity"] = place.text("beacon.granularity", wanted=wanted)
    answer: Document = {
        "meta": meta(place, asked, granularity, VARIANT_SCHEMA),
        "responseSummary": summary,
        "info": facts,
    }
    include = asked.frame.include
    if include != "NONE":
        shown = include == "ALL" or (include == "HIT") == exists
        answer["response"] = {"resultSets": [one_set] if shown else []}
    return answer


def datasets(place: Place, asked: Asked) -> Document:
    """The answer of ``/datasets``: the release is the one there is."""
    release = place.served.release
    held = place.served.variants is not None
    own = {
        "id": release.id, "name": place.title, "updateDateTime": release.created,
        "description": place.facts["data"], "externalUrl": place.root, "info": place.facts,
    }  # fmt: skip
    return {
        "meta": meta(place, asked, "count", DATASET_SCHEMA),
        "responseSummary": {"exists": held, "numTotalResults": int(held)},
        "response": {"collections": [own] if held else []},
    }


def error(place: Place, status: int, message: str) -> Document:
    """A refusal. Nothing of the request is repeated in it."""
    return {
        "meta": meta(place, Asked(), "count", VARIANT_SCHEMA),
        "error": {"errorCode": status, "errorMessage": message},
    }


def message_of(place: Place, wrong: BeaconError) -> str:
    """What is wrong, in words."""
    return place.text(f"beacon.error.{wrong.reason}", **wrong.values)


def _bands(row: VariantRow) -> Document:
    return {
        "variantInternalId": row.variant_id,
        "populations": [_population(one) for one in row.counts],
    }


def _population(counts: AlleleCounts) -> Document:
    """Bands of an ancestry group, both ends included."""
    return {
        "population": counts.group or "all",
        "alleleCount": count_limits(counts.alleles),
        "alleleNumber": count_limits(counts.called),
        "homozygotes": count_limits(counts.homozygotes),
    }
