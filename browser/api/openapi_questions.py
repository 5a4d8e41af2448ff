"""The parameters of questions that are put together: the size of a group, and comparisons."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from browser.scope_state import MOST_GROUPS
from browser.shelf import Shelf
from layouts.address import OF_SIDE, SIDES
from layouts.scope_address import (
    ALSO,
    CHOICES,
    GROUP,
    MOST_ASKED,
    MOST_THINGS,
    TYPED,
    VARIANT,
    WITH,
)
from layouts.text import Catalogue

Object = dict[str, Any]
_ID: Final = "[1-9][0-9]{0,18}"
_GROUP: Final = "[A-Za-z0-9_+-]{1,60}"
_GROUPS: Final = f"{_GROUP}(,{_GROUP}){{0,60}}"
_VARIANT: Final = rf"{VARIANT}\.[A-Za-z0-9<>:_-]{{1,2100}}"
_PERCENT: Final = "^([1-9][0-9]?([.,][0-9]{1,3})?|0[.,][0-9]{0,2}[1-9])$"


def question_parameters(
    shelf: Shelf, domains: Collection[str], text: Catalogue
) -> Mapping[str, Object]:
    """Every parameter by name; ``in.*`` is one for each grouping of the releases served."""
    return {
        one["name"]: {"in": "query", "required": False, **one}
        for one in (*_of_scope(shelf, domains, text), *_of_compare(shelf, domains, text))
    }


def _of_scope(shelf: Shelf, domains: Collection[str], text: Catalogue) -> list[Object]:
    thing = f"({'|'.join(sorted(domains))})\\.{_ID}"
    if any(served.variants for served in shelf.served):
        thing = f"({thing}|{_VARIANT})"
    one = {"type": "string", "pattern": f"^{thing}$"}
    names = sorted({one.id for served in shelf.served for one in served.release.dimensions})
    within = f"(;({'|'.join(names)})\\.{_GROUPS}){{0,{MOST_GROUPS}}}"
    asked = {"type": "string", "pattern": f"^{thing}(,{thing}){{0,{MOST_THINGS - 1}}}{within}$"}
    things = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_THINGS}
    groups = {"type": "string", "pattern": f"^{_GROUPS}$"}
    beside = {"type": "array", "items": asked, "minItems": 1, "maxItems": MOST_ASKED - 1}
    said = {name: text(f"api.parameter.{name}") for name in (WITH, ALSO, *CHOICES, *TYPED)}
    return [
        {"name": WITH, "description": said[WITH], "explode": False, "schema": things},
        *(
            {
                "name": GROUP + name,
                "description": text("api.parameter.in", dimension=name, most=MOST_GROUPS),
                "schema": groups,
            }
            for name in names
        ),
        {"name": ALSO, "description": said[ALSO], "explode": True, "schema": beside},
        *(
            {
                "name": name,
                "description": said[name],
                "schema": {"type": "string", "enum": list(allowed), "default": allowed[0]},
            }
            for name, allowed in CHOICES.items()
        ),
        *(
            {
                "name": name,
                "description": said[name],
                "schema": {"type": "string", "pattern": _PERCENT, "default": usual},
            }
            for name, usual in TYPED.items()
        ),
    ]


def _of_compare(shelf: Shelf, domains: Collection[str], text: Catalogue) -> list[Object]:
    dimensions = {one.id for served in shelf.served for one in served.release.dimensions}
    cell = f"^({'|'.join(sorted(dimensions))})(\\*[a-z0-9_]{{1,40}})?\\.[A-Za-z0-9_*+-]{{1,120}}$"
    schemas: Mapping[str, Object] = {
        "": {"type": "string", "pattern": f"^({'|'.join(sorted(domains))})\\.{_ID}$"},
        "-group": {"type": "string", "pattern": cell},
        "-release": {"type": "string", "enum": [one.release.id for one in shelf.served]},
    }
    sides = [
        {
            "name": side + part,
            "description": text(f"api.parameter.side{part.replace('-', '_')}", side=side),
            "schema": schemas[part],
        }
        for side in SIDES
        for part in OF_SIDE
    ]
    cut = {"type": "string", "enum": sorted(dimensions)}
    return [*sides, {"name": "cut", "description": text("api.parameter.cut"), "schema": cut}]
