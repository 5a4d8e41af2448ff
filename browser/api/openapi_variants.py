"""The addresses of variants and genes in the OpenAPI document."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from browser.api.asking import MOST, SEEN
from browser.api.openapi_schemas import closed, listed, reference
from browser.variants.files import JSON, PARQUET
from browser.variants.state import FREQUENCIES, LONGEST_LIST, PATTERNS, sorts_of_variants

if TYPE_CHECKING:
    from browser.api.openapi import Words

Object = dict[str, Any]
CSV: Final = "text/csv"
KINDS: Final = {"": JSON, ".csv": CSV, ".parquet": PARQUET}
_POSITION: Final = {"type": "integer", "minimum": 1, "maximum": 10**10 - 1}
_FILTERS: Final[Object] = {
    **{
        name: {"type": "string", "pattern": f"^{PATTERNS[name].pattern}$"}
        for name in ("consequence", "clinvar", "group")
    },
    "frequency": {"type": "string", "enum": list(FREQUENCIES)},
    "from": _POSITION,
    "to": _POSITION,
}
_CONTIG: Final = "([1-9]|1[0-9]|2[0-2]|X|Y|MT)"
# The one spelling under which each is known; others lead there.
_NAMES: Final = {
    "region": ("22:16050000-16200000", f"^{_CONTIG}:[1-9][0-9]{{0,8}}-[1-9][0-9]{{0,8}}$"),
    "symbol": ("BRCA2", "^[A-Za-z][A-Za-z0-9_.-]{0,30}$"),
    "variant_id": (
        "22-16050075-A-G",
        f"^{_CONTIG}-[1-9][0-9]{{0,8}}-[ACGT]{{1,50}}-[ACGT]{{1,50}}$",
    ),
}


def variant_paths(words: "Words", common: Mapping[str, Object]) -> Object:
    """Searches, regions, genes, single variants and batches."""
    q = {"type": "string", "maxLength": LONGEST_LIST, "pattern": SEEN.pattern}
    always = [common["release"], common["lang"]]
    filters = [_query(words, name, schema) for name, schema in _FILTERS.items()]
    sort = _query(words, "sort", {"type": "string", "enum": list(sorts_of_variants())})
    of_lists = [*filters, sort, common["limit"], common["after"], *always]
    lists = [
        ("variants", "/variants", [_query(words, "q", q, True)], "Variants"),
        ("region", "/regions/{region}", [_path(words, "region")], "Variants"),
        ("gene", "/genes/{symbol}", [_path(words, "symbol")], "Gene"),
    ]
    paths: Object = {}
    for name, path, own, schema in lists:
        for ending, kind in KINDS.items():
            content = reference(schema) if kind == JSON else {"type": "string"}
            paths[path + ending] = _get(
                words, name + ending.replace(".", "_"), name, [*own, *of_lists], {kind: content}
            )
    named = [_path(words, "variant_id"), *always]
    for ending, kind in {"": JSON, ".csv": CSV}.items():
        content = reference("Variant") if kind == JSON else {"type": "string"}
        paths[f"/variants/{{variant_id}}{ending}"] = _get(
            words, "variant" + ending.replace(".", "_"), "variant", named, {kind: content}
        )
    paths["/variants"]["post"] = _post(
        words, "variant_batch", always, JSON, reference("VariantAnswers")
    )
    paths["/variants.csv"]["post"] = _post(
        words, "variant_batch_csv", always, CSV, {"type": "string"}
    )
    return paths


def _get(
    words: "Words", name: str, said: str, parameters: list[Object], content: Mapping[str, Object]
) -> Object:
    found = words.operation(name, said, parameters, content)
    found["get"]["responses"]["308"] = {"description": words.text("api.answer.308")}
    return found


def _post(words: "Words", name: str, always: list[Object], kind: str, answer: Object) -> Object:
    ids = listed({"type": "string"}) | {"minItems": 1, "maxItems": MOST}
    refused = {
        status: {"$ref": f"#/components/responses/{status}"}
        for status in ("400", "404", "413", "429")
    }
    return {
        "operationId": name,
        "summary": words.text("api.resource.variant_batch"),
        "parameters": always,
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"anyOf": [ids, closed({"ids": ids})]}}},
        },
        "responses": {
            "200": {
                "description": words.text("api.answer.found"),
                "content": {kind: {"schema": answer}},
            },
            **refused,
        },
    }


def _query(words: "Words", name: str, schema: Object, required: bool = False) -> Object:
    said = words.text(f"api.parameter.{name}" if name != "q" else "api.parameter.variants")
    told = {"name": name, "in": "query", "required": required, "description": said}
    return {**told, "schema": schema}


def _path(words: "Words", name: str) -> Object:
    example, pattern = _NAMES[name]
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": words.text(f"api.parameter.{name}"),
        "example": example,
        "schema": {"type": "string", "pattern": pattern},
    }
