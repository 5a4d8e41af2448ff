"""Schemas of Beacon v2 answers, as far as this site gives them, for the tests.

Written down here from the specification (GA4GH Beacon v2, https://github.com/ga4gh-beacon/beacon-v2:
``framework/json/responses``, ``framework/json/configuration``, service-info 1.0.0, and the count
precision that its pull requests 220 and 223 brought). Required properties, types and enumerations
are those of the specification; where it leaves further properties open, misspelt ones are caught
here by closing the objects that hold nothing of our own.
"""

from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

Schema = dict[str, Any]
STRING: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}
URI: Final[Schema] = {"type": "string", "pattern": "^https?://[^ ]+$"}
GRANULARITY: Final[Schema] = {"enum": ["boolean", "count", "aggregated", "record"]}
PRECISION: Final[Schema] = {"enum": ["exact", "imprecise", "rounded"]}
INCLUDE: Final[Schema] = {"enum": ["ALL", "HIT", "MISS", "NONE"]}


def fields(required: Schema, optional: Schema | None = None, closed: bool = True) -> Schema:
    """An object with these properties."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": not closed,
    }


def listed(items: Schema, least: int = 0, most: int | None = None) -> Schema:
    """An array."""
    bounds = {} if most is None else {"maxItems": most}
    return {"type": "array", "items": items, "minItems": least, **bounds}


SCHEMA_LIST: Final = listed(fields({"entityType": STRING, "schema": STRING}))
VERSION: Final[Schema] = {"type": "string", "pattern": r"^v2\.\d+(\.\d+)?$"}
BASES: Final[Schema] = {"type": "string", "pattern": r"^[ACGTUNRYSWKMBDHVacgt\-.]*$"}
PARAMETERS: Final = fields({}, {
    "start": listed(NUMBER, 1, 2),
    "end": listed({"type": "integer", "minimum": 1}, 1, 2),
    "referenceName": STRING, "assemblyId": STRING, "variantType": STRING, "geneId": STRING,
    "aminoacidChange": STRING, "genomicAlleleShortForm": STRING,
    "referenceBases": BASES, "alternateBases": BASES,
    "variantMinLength": NUMBER, "variantMaxLength": NUMBER,
})  # fmt: skip
# The framework's requestParameters.json holds objects, one per entry type.
SUMMARY_OF_REQUEST: Final = fields(
    {
        "apiVersion": VERSION,
        "requestedSchemas": SCHEMA_LIST,
        "pagination": fields({}, {"skip": NUMBER, "limit": NUMBER}),
        "requestedGranularity": GRANULARITY,
    },
    {
        "includeResultsetResponses": INCLUDE,
        "testMode": {"type": "boolean"},
        "requestParameters": fields({}, {"g_variant": PARAMETERS}),
        "filters": listed(STRING),
    },
)
META: Final = fields(
    {
        "beaconId": STRING,
        "apiVersion": VERSION,
        "returnedSchemas": SCHEMA_LIST,
        "returnedGranularity": GRANULARITY,
        "receivedRequestSummary": SUMMARY_OF_REQUEST,
    },
    {"testMode": {"type": "boolean"}},
)
TOLD_META: Final = fields(
    {"beaconId": STRING, "apiVersion": VERSION, "returnedSchemas": SCHEMA_LIST}
)
EXISTS: Final[Schema] = {"type": "boolean"}
COUNT_SUMMARY: Final = fields(
    {"exists": EXISTS, "numTotalResults": NUMBER}, {"countPrecision": PRECISION}
)
ANY: Final[Schema] = {"type": "object"}
ONE_SET: Final = fields(
    {"id": STRING, "setType": STRING, "exists": EXISTS},
    {"resultsCount": NUMBER, "countPrecision": PRECISION, "results": listed(ANY), "info": ANY},
)
SETS: Final = fields({"resultSets": listed(ONE_SET)})
BOOLEAN: Final = fields(
    {"meta": META, "responseSummary": fields({"exists": EXISTS})}, {"info": ANY, "response": SETS}
)
COUNT: Final = fields(
    {"meta": META, "responseSummary": COUNT_SUMMARY}, {"info": ANY, "response": SETS}
)
RESULT_SETS: Final = fields(
    {"meta": META, "responseSummary": COUNT_SUMMARY, "response": SETS}, {"info": ANY}
)
COLLECTIONS: Final = fields(
    {
        "meta": META,
        "responseSummary": COUNT_SUMMARY,
        "response": fields(
            {"collections": listed(fields({"id": STRING, "name": STRING}, closed=False))}
        ),
    }
)
ERROR: Final = fields(
    {"meta": META, "error": fields({"errorCode": NUMBER}, {"errorMessage": STRING})}
)
ORGANIZATION: Final = fields({"id": STRING, "name": STRING}, {"welcomeUrl": URI})
INFO: Final = fields(
    {
        "meta": TOLD_META,
        "response": fields(
            {
                "id": STRING,
                "name": STRING,
                "apiVersion": VERSION,
                "environment": {"enum": ["prod", "test", "dev", "staging"]},
                "organization": ORGANIZATION,
            },
            {
                "description": STRING, "version": STRING, "welcomeUrl": URI,
                "updateDateTime": STRING, "info": ANY,
            },
        ),
    }
)  # fmt: skip
SERVICE: Final = fields(
    {
        "id": STRING,
        "name": STRING,
        "type": fields({"group": {"const": "org.ga4gh"}, "artifact": {"const": "beacon"},
                        "version": STRING}),
        "organization": fields({"name": STRING, "url": URI}),
        "version": STRING,
    },
    {
        "description": STRING, "environment": STRING,
        "updatedAt": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*$"},
    },
)  # fmt: skip
ENTRY_TYPE: Final = fields(
    {
        "id": STRING,
        "name": STRING,
        "partOfSpecification": STRING,
        "defaultSchema": fields(
            {"id": STRING, "name": STRING, "referenceToSchemaDefinition": URI},
            {"schemaVersion": STRING},
        ),
    },
    {
        "ontologyTermForThisType": fields(
            {"id": {"type": "string", "pattern": r"^\w[^:]+:.+$"}}, {"label": STRING}
        ),
        "aCollectionOf": listed(fields({"id": STRING, "name": STRING})),
        "additionallySupportedSchemas": listed(ANY),
        "nonFilteredQueriesAllowed": {"type": "boolean"},
    },
)
ENTRY_TYPE_LIST: Final[Schema] = {
    "type": "object",
    "additionalProperties": ENTRY_TYPE,
    "minProperties": 1,
}
CONFIGURATION: Final = fields(
    {
        "meta": TOLD_META,
        "response": fields(
            {
                "$schema": STRING,
                "maturityAttributes": fields(
                    {"productionStatus": {"enum": ["DEV", "TEST", "PROD"]}}
                ),
                "entryTypes": ENTRY_TYPE_LIST,
            },
            {
                "securityAttributes": fields(
                    {
                        "defaultGranularity": GRANULARITY,
                        "securityLevels": listed({"enum": ["PUBLIC", "REGISTERED", "CONTROLLED"]}),
                    }
                ),
                "info": ANY,
            },
        ),
    }
)
ENTRY_TYPES: Final = fields(
    {"meta": TOLD_META, "response": fields({"entryTypes": ENTRY_TYPE_LIST})}
)
ENDPOINT: Final = fields(
    {"entryType": STRING, "rootUrl": URI},
    {"singleEntryUrl": URI, "openAPIEndpointsDefinition": URI, "filteringTermsUrl": URI},
)
MAP: Final = fields(
    {
        "meta": TOLD_META,
        "response": fields(
            {
                "$schema": STRING,
                "endpointSets": {
                    "type": "object",
                    "additionalProperties": ENDPOINT,
                    "minProperties": 1,
                },
            }
        ),
    }
)
TERMS: Final = fields(
    {
        "meta": TOLD_META,
        "response": fields(
            {},
            {
                "filteringTerms": listed(fields({"id": STRING, "type": STRING}, closed=False)),
                "resources": listed(fields({"id": STRING}, closed=False)),
                "info": ANY,
            },
        ),
    }
)


def problems(answer: object, schema: Schema) -> list[str]:
    """What is wrong with an answer, by a schema."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answer)]
