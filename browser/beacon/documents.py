"""What a Beacon says of itself: who it is, what it holds and where, in the words of the schemas."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from browser.beacon.asked import FRAME, GRANULARITIES, PARAMETERS, RESPONSES, Asked
from browser.shelf import Served
from layouts.text import Catalogue

API_VERSION: Final = "v2.2.0"
BEACON: Final = "/beacon/v2"
ENTRY: Final = "genomicVariant"
OFFERED: Final = ("boolean", "count")
BEACON_ID, ORGANIZATION = "COHORT_BROWSER_BEACON_ID", "COHORT_BROWSER_ORGANIZATION"
SCHEMAS: Final = "https://raw.githubusercontent.com/ga4gh-beacon/beacon-v2/main"
FRAMEWORK: Final = f"{SCHEMAS}/framework/json"
MODEL: Final = f"{SCHEMAS}/models/json/beacon-v2-default-model"
VARIANT_SCHEMA: Final = {"entityType": ENTRY, "schema": "beacon-g_variant-v2.0.0"}
DATASET_SCHEMA: Final = {"entityType": "dataset", "schema": "beacon-dataset-v2.0.0"}
_HOST: Final = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.IGNORECASE)
Document = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """The release that a Beacon answers from, the root of the site, and the words it uses."""

    served: Served
    root: str  # such as "https://browser.example.org/"
    text: Catalogue

    @property
    def id(self) -> str:
        """The Beacon's id: as the operator sets it, else the host's name from the back."""
        if stated := os.environ.get(BEACON_ID, "").strip():
            return stated
        host = self.root.partition("://")[2].partition("/")[0].partition(":")[0]
        return (
            ".".join((*reversed(host.split(".")), "beacon")) if _HOST.fullmatch(host) else "beacon"
        )

    @property
    def title(self) -> str:
        """The release's title."""
        return self.text.label(self.served.release.title)

    @property
    def organization(self) -> str:
        """Who runs it."""
        return os.environ.get(ORGANIZATION, "").strip() or self.title

    @property
    def facts(self) -> Document:
        """What every answer says of the data: the release, the build, whether they are made up."""
        release, store = self.served.release, self.served.variants
        return {
            "release": release.id,
            "assemblyId": store.build if store else None,
            "synthetic": release.synthetic,
            "data": self.text("beacon.synthetic" if release.synthetic else "beacon.real"),
            "listing": self.text("beacon.listing", threshold=release.policy.threshold),
        }


def meta(place: Place, asked: Asked, granularity: str, schema: Mapping[str, str]) -> Document:
    """The meta section of an answer to a query."""
    frame = asked.frame
    summary: Document = {
        "apiVersion": API_VERSION,
        "requestedSchemas": [],
        "pagination": {"skip": frame.skip, "limit": frame.limit},
        "requestedGranularity": frame.granularity,
        "includeResultsetResponses": frame.include,
        "testMode": frame.test,
    }
    if asked.given:
        summary["requestParameters"] = {"g_variant": dict(asked.given)}
    return {
        "beaconId": place.id,
        "apiVersion": API_VERSION,
        "returnedSchemas": [dict(schema)],
        "returnedGranularity": granularity,
        "receivedRequestSummary": summary,
        "testMode": frame.test,
    }


def _told(place: Place, kind: str, response: Document) -> Document:
    """An answer that tells of the Beacon itself."""
    schemas = [{"entityType": kind, "schema": f"beacon-{kind}-v2.0.0"}]
    stated = {"beaconId": place.id, "apiVersion": API_VERSION, "returnedSchemas": schemas}
    return {"meta": stated, "response": response}


def info(place: Place) -> Document:
    """``/`` and ``/info``."""
    release = place.served.release
    return _told(place, "info", {
        "id": place.id,
        "name": place.title,
        "apiVersion": API_VERSION,
        "environment": "test" if release.synthetic else "prod",
        "organization": {"id": place.id.removesuffix(".beacon"), "name": place.organization,
                         "welcomeUrl": place.root},
        "description": place.text("beacon.description"),
        "version": release.id,
        "welcomeUrl": place.root,
        "updateDateTime": release.created,
        "info": place.facts,
    })  # fmt: skip


def service_info(place: Place) -> Document:
    """``/service-info`` of GA4GH."""
    release = place.served.release
    return {
        "id": place.id,
        "name": place.title,
        "type": {"group": "org.ga4gh", "artifact": "beacon", "version": API_VERSION},
        "description": place.text("beacon.description"),
        "organization": {"name": place.organization, "url": place.root},
        "updatedAt": _moment(release.created),
        "environment": "test" if release.synthetic else "prod",
        "version": release.id,
    }


def _moment(created: str) -> str:
    """A date as RFC 3339 has moments."""
    return created if "T" in created else f"{created}T00:00:00Z"


def _entry_types() -> Document:
    return {
        ENTRY: {
            "id": ENTRY,
            "name": "Genomic Variants",
            "ontologyTermForThisType": {"id": "ENSGLOSSARY:0000092", "label": "Variant"},
            "partOfSpecification": "Beacon v2.0.0",
            "defaultSchema": {
                "id": VARIANT_SCHEMA["schema"],
                "name": "Default schema for a genomic variation",
                "referenceToSchemaDefinition": f"{MODEL}/genomicVariations/defaultSchema.json",
                "schemaVersion": "v2.0.0",
            },
            "additionallySupportedSchemas": [],
            "nonFilteredQueriesAllowed": True,
        },
        "dataset": {
            "id": "dataset",
            "name": "Dataset",
            "ontologyTermForThisType": {"id": "NCIT:C47824", "label": "Data set"},
            "partOfSpecification": "Beacon v2.0.0",
            "defaultSchema": {
                "id": DATASET_SCHEMA["schema"],
                "name": "Default schema for datasets",
                "referenceToSchemaDefinition": f"{MODEL}/datasets/defaultSchema.json",
                "schemaVersion": "v2.0.0",
            },
            "aCollectionOf": [{"id": ENTRY, "name": "Genomic Variants"}],
            "additionallySupportedSchemas": [],
            "nonFilteredQueriesAllowed": True,
        },
    }


def configuration(place: Place) -> Document:
    """``/configuration``: what is held, how mature it is, and that everyone may ask."""
    status = "TEST" if place.served.release.synthetic else "PROD"
    return _told(place, "configuration", {
        "$schema": f"{FRAMEWORK}/configuration/beaconConfigurationSchema.json",
        "maturityAttributes": {"productionStatus": status},
        "securityAttributes": {"defaultGranularity": "count", "securityLevels": ["PUBLIC"]},
        "entryTypes": _entry_types(),
        "info": {**place.facts, "granularities": list(OFFERED)},
    })  # fmt: skip


def entry_types(place: Place) -> Document:
    """``/entry_types``."""
    return _told(place, "entry_types", {"entryTypes": _entry_types()})


def beacon_map(place: Place) -> Document:
    """``/map``: where the entry types are asked for."""
    root = place.root.rstrip("/") + BEACON
    return _told(place, "map", {
        "$schema": f"{FRAMEWORK}/configuration/beaconMapSchema.json",
        "endpointSets": {
            ENTRY: {
                "entryType": ENTRY,
                "openAPIEndpointsDefinition": f"{MODEL}/genomicVariations/endpoints.json",
                "rootUrl": f"{root}/g_variants",
                "singleEntryUrl": f"{root}/g_variants/{{id}}",
                "filteringTermsUrl": f"{root}/filtering_terms",
            },
            "dataset": {
                "entryType": "dataset",
                "openAPIEndpointsDefinition": f"{MODEL}/datasets/endpoints.json",
                "rootUrl": f"{root}/datasets",
            },
        },
    })  # fmt: skip


def filtering_terms(place: Place) -> Document:
    """``/filtering_terms``: there are none; what can be asked stands in ``info``."""
    offered = {"parameters": sorted(PARAMETERS), "frame": sorted(FRAME)}
    values = {"includeResultsetResponses": RESPONSES, "requestedGranularity": GRANULARITIES}
    return _told(
        place,
        "filtering_terms",
        {"filteringTerms": [], "resources": [], "info": {**offered, **values}},
    )
