"""The schemas of the OpenAPI document: a row per resource, made of its columns."""

from collections.abc import Sequence
from typing import Any, Final

from browser.api.columns import INTEGER, NUMBER, STATES, TEXT, TYPES
from browser.api.resources import RESOURCES, Resource
from browser.row_values import NOT_LISTED
from layouts.text import Catalogue
from layouts.variant_rows import STRUCTURE

Object = dict[str, Any]
WHOLE: Final[Object] = {"type": "integer", "minimum": 0}
NUMBERS: Final[Object] = {"type": "object", "additionalProperties": {"type": "integer"}}


def reference(name: str) -> Object:
    """A reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def closed(properties: Object, **further: Object) -> Object:
    """An object that has these properties and no other."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties | further,
        "additionalProperties": False,
    }


def listed(items: Object) -> Object:
    """A list."""
    return {"type": "array", "items": items}


def schemas(text: Catalogue) -> Object:
    """Every schema, by name."""
    found: Object = {
        "Document": {"type": "object"},
        "Entrance": closed(
            {
                "release": reference("ReleaseNamed"),
                "openapi": _TEXT,
                "documentation": _TEXT,
                "releases": listed(_TEXT),
                "resources": {"type": "object", "additionalProperties": _TEXT},
            }
        ),
        "ReleaseNamed": closed(dict.fromkeys(_RELEASE, _TEXT) | {"synthetic": _TRUTH}),
        "Count": closed({"low": WHOLE, "high": WHOLE, "state": _STATE}),
        "ConceptNamed": closed(_CONCEPT),
        "Problem": closed(
            {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT}
        ),
        **_variants(text),
    }
    for resource in RESOURCES:
        name = "".join(part.capitalize() for part in resource.name.split("_"))
        if resource.columns:
            found[f"{name}Row"] = _row(resource, text)
        found[name] = _answer(resource, f"{name}Row")
    return found


_TEXT: Final[Object] = {"type": "string"}
_TRUTH: Final[Object] = {"type": "boolean"}
_STATE: Final[Object] = {"type": "string", "enum": list(STATES)}
_RELEASE: Final = ("id", "title", "created", "cutoff_date", "policy", "citation", "license")
_CONCEPT: Final[Object] = {
    "domain": _TEXT,
    "concept_id": {"type": "integer"},
    "concept_name": _TEXT,
    "participants": reference("Count"),
}
_LIMITS: Final[Object] = closed({"low": {"type": "number"}, "high": {"type": "number"}})
_OPEN: Final[Object] = closed({"low": {"type": "number"}, "high": {"type": ["number", "null"]}})


def _or_none(schema: Object) -> Object:
    return {"anyOf": [schema, {"type": "null"}]}


_DETECTABLE: Final[Object] = _or_none(closed({"share": _OPEN, "odds_ratio": _OPEN}))
_DIFFERENCE: Final[Object] = _or_none(
    closed(
        {
            "low": {"type": "number"},
            "high": {"type": "number"},
            "greater": {"type": ["string", "null"]},
        }
    )
)
_OF_RELEASE: Final[Object] = closed({"release_id": _TEXT, "participants": reference("Count")})


def _row(resource: Resource, text: Catalogue) -> Object:
    states = (*STATES, NOT_LISTED) if resource.unlisted else STATES
    return closed({name: _cell(name, states, text) for name in resource.columns})


def _cell(name: str, states: Sequence[str], text: Catalogue) -> Object:
    kind, said = TYPES[name], {"description": text(f"column.{name}")}
    if name.endswith("_state"):
        return {"type": "string", "enum": list(states), **said}
    if kind in (INTEGER, NUMBER):
        return {"type": [kind, "null"], **said}
    return {"type": "string" if kind == TEXT else "boolean", **said}


def _answer(resource: Resource, row: str) -> Object:
    parts: Object = {"release": reference("ReleaseNamed")}
    if resource.columns:
        parts["found"] = WHOLE
        parts["next"] = {"type": ["string", "null"]}
        parts["rows"] = listed(reference(row))
    return closed(parts | _VALUES.get(resource.schema, {}))


_VALUES: Final[dict[str, Object]] = {
    "ReleaseValues": {"about": {"type": "object"}},
    "SearchValues": {
        "how": {"type": "string", "enum": ["as_typed", "spelling", "inside", "some"]},
        "genes": listed(_TEXT),
    },
    "ConceptValues": {
        "concept": closed(
            {
                **_CONCEPT,
                "vocabulary_id": _TEXT,
                "concept_code": _TEXT,
                "concept_class": _TEXT,
                "synonyms": listed(_TEXT),
                "codes_elsewhere": listed(_TEXT),
                "denominator": reference("Count"),
                "broader": listed(reference("ConceptNamed")),
                "narrower": listed(reference("ConceptNamed")),
                "results": listed(reference("ConceptNamed")),
            }
        )
    },
    "ScopeValues": {
        "answers": listed(
            closed(
                {
                    "asked": _TEXT,
                    "published": _TRUTH,
                    "never": _TRUTH,
                    "implied": listed(_TEXT),
                    "counts_used": WHOLE,
                }
            )
        ),
        "power": _or_none(
            closed(
                {
                    "cases": reference("Count"),
                    "controls": reference("Count"),
                    "detectable": _DETECTABLE,
                    "alleles": listed(
                        closed(
                            {
                                "label": _TEXT,
                                "cases": reference("Count"),
                                "seen": _LIMITS,
                                "detectable": _DETECTABLE,
                            }
                        )
                    ),
                }
            )
        ),
    },
    "CompareValues": {
        "pairs": listed(
            closed(
                {
                    "first": _TEXT,
                    "second": _TEXT,
                    "difference": _DIFFERENCE,
                    "age_standardised": _DIFFERENCE,
                }
            )
        )
    },
    "ChangesValues": {"before": _OF_RELEASE, "after": _OF_RELEASE},
    "PrivacyValues": {
        "policy": {"type": "object"},
        "audit": closed(
            {
                "passed": _TRUTH,
                "figures": NUMBERS,
                "attacks": {"type": "object", "additionalProperties": NUMBERS},
                "membership": {"type": ["object", "null"]},
            }
        ),
    },
}


_STRUCTURE: Final = dict(zip(STRUCTURE, (TEXT, INTEGER, INTEGER, TEXT), strict=True))


def _variant(text: Catalogue) -> Object:
    counted = closed(
        {
            **dict.fromkeys(("ac", "an", "homozygotes"), _LIMITS),
            "frequency": {"anyOf": [_LIMITS, {"type": "null"}]},
        }
    )
    site = (
        "variant_id", "contig", "ref", "alt", "rsid", "gene", "consequence", "hgvs_c", "hgvs_p",
        "clinvar",
    )  # fmt: skip
    return {
        "type": "object",
        "required": [*site, "pos", "counts"],
        "properties": {
            **{
                name: {"type": ["string", "null"], "description": text(f"column.{name}")}
                for name in site
            },
            "pos": {**WHOLE, "description": text("column.pos")},
            **{
                name: {"type": [kind, "null"], "description": text(f"column.{name}")}
                for name, kind in _STRUCTURE.items()
            },
            "counts": {"type": "object", "additionalProperties": counted},
        },
    }


def _variants(text: Catalogue) -> Object:
    """What variants are told as: both ends of every band, and of what follows from two of them."""
    variant = _variant(text)
    named: Object = {"release": reference("ReleaseNamed"), "build": _TEXT}
    page = {
        "found": WHOLE,
        "first": WHOLE,
        "after": {"type": ["string", "null"]},
        "variants": listed(reference("VariantFields")),
        "structural": listed(reference("VariantFields")),
    }
    answer = closed(
        {"asked": _TEXT, "state": _TEXT, "variants": listed(reference("VariantFields"))}
    )
    return {
        "VariantFields": variant,
        "Variant": {**variant, "required": ["release", "build", *variant["required"]]},
        "Gene": closed({**named, "gene": {"type": "object"}, **page}),
        "Variants": {
            "type": "object",
            "required": ["release", "build", "understood", "unread", "found", "variants"],
            "properties": {**named, **page, "understood": listed({"type": "object"})},
        },
        "VariantAnswers": closed({**named, "answers": listed(answer)}),
    }
