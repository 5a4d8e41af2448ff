"""What is no page's: the entrance of the API, its description, and the files of a release."""

from typing import Final

from flask import Response

from browser.api.asking import stated
from browser.api.openapi import openapi
from browser.api.problems import RequestError, missing, wrong
from browser.api.provenance import release_object
from browser.api.release_files import file_response, names_of, zip_response
from browser.api.resources import RESOURCES
from browser.api.sending import sent, written
from browser.api.tables import API
from browser.query import read_address
from browser.shelf import Shelf
from layouts.address import DOMAIN_PATHS
from layouts.text import Catalogue, catalogue

RELEASES: Final = "/releases/"
OPENAPI: Final = "/openapi.json"


def own_document(shelf: Shelf, path: str, query: str) -> Response | None:
    """The answer to a GET of ``/api/v1<path>``, ``None`` where something else answers it."""
    address, ignored = read_address("/", query)
    text = catalogue(address.language)
    answer = _answer(shelf, path, text)
    if answer is None:
        return None
    try:
        stated(query, ("lang",), 0)
        if ignored:
            raise RequestError("value", names=", ".join(sorted(ignored)))
    except RequestError as error:
        return wrong(error, text)
    return answer


def _answer(shelf: Shelf, path: str, text: Catalogue) -> Response | None:
    if path in ("", "/"):
        return sent(written(_entrance(shelf)))
    if path == OPENAPI:
        return sent(written(openapi(shelf, text)))
    if not path.startswith(RELEASES):
        return None
    release_id, _, name = path.removeprefix(RELEASES).partition("/files/")
    if not name and not path.endswith(".zip"):
        return None
    served = shelf.find(release_id.removesuffix("" if name else ".zip") or "-")
    if served is None:
        return missing("release", text)
    if not name:
        return zip_response(served.release)
    if name not in names_of(served.release):
        return missing("address", text)
    return file_response(served.release, name)


def _entrance(shelf: Shelf) -> dict[str, object]:
    """Where to go from here."""
    fixed = {
        one.name: one.pattern
        for one in RESOURCES
        if not {*"<{"} & {*one.pattern} and one.of(shelf.current.domains)
    }
    domains = {one: DOMAIN_PATHS[one] for one in shelf.current.domains}
    return {
        "release": release_object(shelf.current.release),
        "openapi": API + OPENAPI,
        "documentation": "/data",
        "releases": [served.release.id for served in shelf.served],
        "resources": {name: API + path for name, path in {**fixed, **domains}.items()},
    }
