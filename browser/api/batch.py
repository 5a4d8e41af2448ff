"""POST of up to a thousand ids: each is looked for once, in the same way, listed or not."""

import json
from collections.abc import Sequence
from typing import Any, Final

from flask import Response, request

from browser.api.asking import stated
from browser.api.problems import RequestError, missing, wrong
from browser.api.provenance import described, labelled
from browser.api.sending import JSON, sent, written
from browser.query import read_address
from browser.shelf import Shelf
from browser.variants.files import TABLE_CSV, table_csv, variant_values
from browser.variants.identifiers import parse_variant_id
from browser.variants.store import VariantStore
from layouts.text import catalogue
from layouts.variant_rows import VariantRow

MOST: Final = 1000  # ids
LARGEST: Final = 512 * 1024  # bytes of a body


def look_up(shelf: Shelf, as_csv: bool) -> Response:
    """The answer to a POST of ids: a list in JSON, an object with ``ids``, or lines of text."""
    request.max_content_length = LARGEST
    query = request.query_string.decode("utf-8", "replace")
    address, ignored = read_address("/", query)
    text, served = catalogue(address.language), shelf.find(address.release)
    try:
        stated(query, ("release", "lang"), 0)
    except RequestError as error:
        return wrong(error, text)
    if ignored:
        return wrong(RequestError("value", names=", ".join(sorted(ignored))), text)
    if served is None:
        return missing("release", text)
    if served.variants is None:
        return missing("domain", text)
    try:
        ids = _ids(request.get_data(), request.mimetype)
    except RequestError as error:
        return wrong(error, text)
    if as_csv:
        found = [row.variant_id for rows in _found(served.variants, ids) for row in rows]
        table = served.variants.table_of(list(dict.fromkeys(found)))
        return sent(table_csv(table), TABLE_CSV, described(served.release))
    answers = [
        {"asked": asked, "state": _state(asked, rows), "variants": list(map(variant_values, rows))}
        for asked, rows in zip(ids, _found(served.variants, ids), strict=True)
    ]
    told = {"build": served.variants.build, "answers": answers}
    return sent(labelled(written(told), served.release))


def _ids(body: bytes, media_type: str) -> list[str]:
    """The ids of a body. Raises :class:`RequestError` naming what is wrong with it."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise RequestError("utf8") from None
    ids: Any = [line.strip() for line in text.splitlines() if line.strip()]
    if media_type == JSON or text.lstrip().startswith(("[", "{")):
        try:
            ids = json.loads(text)
        except (ValueError, RecursionError):
            raise RequestError("json") from None
        ids = ids.get("ids") if isinstance(ids, dict) else ids
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise RequestError("ids")
    if not 0 < len(ids) <= MOST:
        raise RequestError("many", most=MOST)
    return ids


def _found(store: VariantStore, ids: Sequence[str]) -> list[list[VariantRow]]:
    """What is listed of each: by id in any spelling, or by rsID."""
    by_id = store.variants(ids)
    return [
        [row] if row else store.by_rsid(one.strip().lower()) if _is_rsid(one) else []
        for one, row in zip(ids, by_id, strict=True)
    ]


def _state(asked: str, rows: Sequence[VariantRow]) -> str:
    if rows:
        return "found"
    return "not_shown" if _is_rsid(asked) or parse_variant_id(asked) else "unknown"


def _is_rsid(asked: str) -> bool:
    number = asked.strip().lower().removeprefix("rs")
    return number != asked.strip().lower() and number.isascii() and number.isdigit()
