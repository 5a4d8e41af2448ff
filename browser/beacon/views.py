"""The addresses of the Beacon on a Flask server."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from browser.api.sending import refused, sent, written
from browser.beacon import documents
from browser.beacon.answers import datasets, error, message_of, variants
from browser.beacon.asked import Asked, read_get, read_post
from browser.beacon.documents import BEACON, Document, Place
from browser.beacon.errors import BeaconError
from browser.beacon.finding import Found, by_id, find
from browser.shelf import Shelf
from browser.variants.store import VariantStore
from layouts.text import DEFAULT_LANGUAGE, catalogue

Finder = Callable[[VariantStore, Asked], Found]
_TOLD: Final[Mapping[str, Callable[[Place], Document]]] = {
    "": documents.info,
    "/": documents.info,
    "/info": documents.info,
    "/service-info": documents.service_info,
    "/configuration": documents.configuration,
    "/map": documents.beacon_map,
    "/entry_types": documents.entry_types,
    "/filtering_terms": documents.filtering_terms,
}
_REASONS: Final = {404: "not_found", 405: "method", 413: "large"}


class BeaconViews:
    """Answers of the current release. Nothing is asked of, or told about, the person who asks."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def register(self, server: Flask) -> None:
        """Put the addresses on a server."""
        both = ["GET", "POST"]
        for path in _TOLD:
            view = lambda path=path: sent(written(_TOLD[path](self._place())))  # noqa: E731
            server.add_url_rule(BEACON + path, f"beacon {path}", view)
        rule = server.add_url_rule
        rule(f"{BEACON}/g_variants", "beacon variants", lambda: self._found(find), methods=both)
        rule(f"{BEACON}/g_variants/<variant_id>", "beacon variant", self._one, methods=both)
        rule(f"{BEACON}/datasets", "beacon datasets", self._datasets, methods=both)
        rule(f"{BEACON}/<path:path>", "beacon nowhere", self._nowhere)

    def http_error(self, wrong: HTTPException) -> Response:
        """What the server itself refuses, in the form of a Beacon's error."""
        place, status = self._place(), wrong.code or 500
        words = place.text(f"beacon.error.{_REASONS.get(status, 'other')}")
        answer = refused(error(place, status, words), status)
        for name, value in wrong.get_headers():
            if name == "Allow":
                answer.headers[name] = value
        return answer

    def _place(self) -> Place:
        return Place(self._shelf.current, request.url_root, catalogue(DEFAULT_LANGUAGE))

    def _one(self, variant_id: str) -> Response:
        def named(store: VariantStore, asked: Asked) -> Found:
            if asked.given:
                raise BeaconError("subjects")
            return by_id(store, variant_id)

        return self._found(named)

    def _found(self, finder: Finder) -> Response:
        place = self._place()
        try:
            if place.served.variants is None:
                raise BeaconError("no_variants", 404)
            asked = _asked()
            return sent(written(variants(place, asked, finder(place.served.variants, asked))))
        except BeaconError as wrong:
            return _refused(place, wrong)

    def _datasets(self) -> Response:
        place = self._place()
        try:
            return sent(written(datasets(place, _asked())))
        except BeaconError as wrong:
            return _refused(place, wrong)

    def _nowhere(self, path: str) -> Response:
        raise NotFound


def _asked() -> Asked:
    if request.method == "POST":
        return read_post(request.get_data())
    return read_get(request.query_string.decode("utf-8", "replace"))


def _refused(place: Place, wrong: BeaconError) -> Response:
    return refused(error(place, wrong.status, message_of(place, wrong)), wrong.status)
