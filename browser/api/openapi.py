"""The OpenAPI 3.1 document, made of the table of resources for the releases that are served."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

from browser.api.asking import AFTER, MOST, SEEN
from browser.api.openapi_questions import question_parameters
from browser.api.openapi_schemas import reference, schemas
from browser.api.openapi_variants import variant_paths
from browser.api.release_files import ZIP, names_of
from browser.api.resources import PLACEHOLDERS, RESOURCES, Resource
from browser.query import LONGEST_QUERY, SORTS
from browser.shelf import Shelf
from browser.variants.files import JSON, PARQUET
from layouts.text import LANGUAGES, Catalogue

API: Final = "/api/v1"
PROBLEM: Final = "application/problem+json"
TEXT_CSV: Final = "text/csv"
ID: Final = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
RELEASES_IN_PATHS: Final = ("release_id", "new", "old")

Object = dict[str, Any]


def openapi(shelf: Shelf, text: Catalogue) -> Object:
    """The document. Its words are in the language asked for, its names are the same in all."""
    paths: Object = {"": _document("entrance", "Entrance", text)}
    paths["/openapi.json"] = _document("openapi", "Document", text)
    for resource in RESOURCES:
        for pattern, domain in resource.of(_domains(shelf)):
            paths |= _of_resource(resource, pattern, domain, shelf, text)
    paths |= _of_files(shelf, text)
    if any(served.variants for served in shelf.served):
        paths |= variant_paths(Words(text), common_parameters(shelf, text))
    return {
        "openapi": "3.1.0",
        "info": _info(shelf, text),
        "servers": [{"url": API}],
        "paths": {path or "/": item for path, item in paths.items()},
        "components": {
            "schemas": schemas(text),
            "responses": _problems(text),
            "headers": _headers(text),
        },
    }


class Words:
    """What the parts of the document that are made elsewhere need to describe answers."""

    def __init__(self, text: Catalogue) -> None:
        self.text = text

    def operation(
        self, name: str, said: str, parameters: list[Object], content: Mapping[str, Object]
    ) -> Object:
        """A GET with its answers."""
        return operation(name, said, parameters, content, self.text)


def operation(
    name: str,
    said: str,
    parameters: list[Object],
    content: Mapping[str, Object],
    text: Catalogue,
    summary: str = "",
) -> Object:
    """A GET: its parameters, what it answers, and every way in which it may refuse."""
    return {
        "get": {
            "operationId": name,
            "summary": summary or text(f"api.resource.{said}"),
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": text("api.answer.found"),
                    "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                    "content": {kind: {"schema": schema} for kind, schema in content.items()},
                },
                "304": {"description": text("api.answer.unchanged")},
                **refusals("400", "404", "429"),
            },
        }
    }


def refusals(*statuses: str) -> Object:
    """Answers that say what is wrong."""
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def parameter(name: str, schema: Object, said: str, required: bool = False) -> Object:
    """A parameter of the query."""
    told = {"name": name, "in": "query", "required": required, "description": said}
    return {**told, "schema": schema}


def common_parameters(shelf: Shelf, text: Catalogue) -> dict[str, Object]:
    """The parameters that several addresses have, by name."""
    schemas_of: dict[str, Object] = {
        "q": {"type": "string", "maxLength": LONGEST_QUERY, "pattern": SEEN.pattern},
        "domain": {"type": "string", "enum": sorted(_domains(shelf))},
        "sort": {"type": "string", "enum": list(SORTS)},
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST},
        "after": {"type": "string", "pattern": f"^{AFTER.pattern}$"},
        "release": {"type": "string", "enum": [one.release.id for one in shelf.served]},
        "lang": {"type": "string", "enum": list(LANGUAGES)},
    }
    return {
        name: parameter(name, schema, text(f"api.parameter.{name}"))
        for name, schema in schemas_of.items()
    }


def _domains(shelf: Shelf) -> set[str]:
    return {domain for served in shelf.served for domain in served.domains}


def _document(name: str, schema: str, text: Catalogue) -> Object:
    lang = parameter(
        "lang", {"enum": list(LANGUAGES), "type": "string"}, text("api.parameter.lang")
    )
    return operation(name, name, [lang], {JSON: reference(schema)}, text)


def _of_resource(
    resource: Resource, pattern: str, domain: str, shelf: Shelf, text: Catalogue
) -> Object:
    asked = _in_query(resource, shelf, text)
    in_path, path = [], pattern
    for written, shown in PLACEHOLDERS.items():
        if written in path:
            path = path.replace(written, shown)
            in_path.append(_in_path(shown[1:-1], shelf, text))
    name = f"{domain}_{resource.name}" if domain else resource.name
    said = text(f"api.resource.{resource.name}")
    if domain:
        said = f"{text(f'domain.{domain}.name')}: {said}"
    schema = reference(_schema_name(resource.name))
    paths = {path: operation(name, "", [*in_path, *asked], {JSON: schema}, text, said)}
    if resource.columns:
        csv = {TEXT_CSV: {"type": "string"}}
        paths[f"{path}.csv"] = operation(
            f"{name}_csv", "", [*in_path, *asked], csv, text, f"{said} (CSV)"
        )
    for one in paths.values() if resource.moves else ():
        one["get"]["responses"]["308"] = {"description": text("api.answer.308")}
    return paths


def _in_query(resource: Resource, shelf: Shelf, text: Catalogue) -> list[Object]:
    """What may stand in its query; a name that ends in ``*`` stands for all that begin so."""
    known = {**question_parameters(shelf, _domains(shelf), text), **common_parameters(shelf, text)}
    return [
        {**known[name], "required": name == resource.required}
        for accepted in resource.accepted
        for name in known
        if name == accepted or (accepted.endswith("*") and name.startswith(accepted[:-1]))
    ]


def _in_path(name: str, shelf: Shelf, text: Catalogue) -> Object:
    schema: Object = dict(ID)
    if name in RELEASES_IN_PATHS:
        schema = {"type": "string", "enum": [one.release.id for one in shelf.served]}
    key = f"api.parameter.{name}" if name in ("new", "old") else f"column.{name}"
    told = {"name": name, "in": "path", "required": True, "description": text(key)}
    return {**told, "schema": schema}


def _of_files(shelf: Shelf, text: Catalogue) -> Object:
    release = _in_path("release_id", shelf, text)
    lang = common_parameters(shelf, text)["lang"]
    names = sorted({name for one in shelf.served for name in names_of(one.release)})
    name = {
        "name": "name", "in": "path", "required": True, "description": text("column.path"),
        "schema": {"type": "string", "enum": names},
    }  # fmt: skip
    binary: Object = {"type": "string", "contentMediaType": "application/octet-stream"}
    content: dict[str, Object] = {JSON: {"type": "object"}, PARQUET: binary}
    one = operation("release_file", "release_file", [release, name, lang], content, text)
    part = {"description": text("api.answer.part"), "content": {PARQUET: {"schema": binary}}}
    one["get"]["responses"] |= {"206": part, "416": {"description": text("api.answer.no_part")}}
    return {
        "/releases/{release_id}.zip": operation(
            "release_zip", "release_zip", [release, lang], {ZIP: binary}, text
        ),
        "/releases/{release_id}/files/{name}": one,
    }


def _schema_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _info(shelf: Shelf, text: Catalogue) -> Object:
    release = shelf.current.release
    label = text("site.synthetic") if release.synthetic else ""
    about = " ".join(filter(None, (text("api.about"), label)))
    return {
        "title": f"{text('site.name')}: {text.label(release.title)}",
        "version": version("cohort-browser"),
        "description": about,
        "license": {"name": release.license},
    }


def _problems(text: Catalogue) -> Object:
    statuses = ("400", "404", "405", "413", "429")
    told = {
        status: {
            "description": text(f"api.answer.{status}"),
            "content": {PROBLEM: {"schema": reference("Problem")}},
        }
        for status in statuses
    }
    retry = {
        "Retry-After": {"description": text("api.answer.retry"), "schema": {"type": "integer"}}
    }
    told["429"] |= {"headers": retry}
    return told


def _headers(text: Catalogue) -> Object:
    return {"ETag": {"description": text("api.answer.etag"), "schema": {"type": "string"}}}
