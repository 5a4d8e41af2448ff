"""The server's renderer: a layout's tree of ``dash.html`` components as HTML text.

Dash's own renderer draws the same tree in the reader's browser. So only what both can draw is
allowed: any other component, attribute or value raises.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from dash.development.base_component import Component

from layouts.native import Field, Lines, Shape

VOID: Final = frozenset({"br", "hr", "img", "wbr", "col"})
_TAGS = """
a abbr article aside br caption code col colgroup dd details dfn div dl dt em fieldset
figcaption figure footer form h1 h2 h3 h4 header hr kbd label legend li main nav ol
pre img optgroup option p section select small span strong sub summary sup table tbody td tfoot th
thead time tr ul button wbr
"""
TAGS: Final = frozenset(_TAGS.split())
ATTRIBUTES: Final = {
    "id": "id",
    "className": "class",
    "lang": "lang",
    "role": "role",
    "title": "title",
    "tabIndex": "tabindex",
    "href": "href",
    "hrefLang": "hreflang",
    "rel": "rel",
    "download": "download",
    "htmlFor": "for",
    "action": "action",
    "method": "method",
    "name": "name",
    "value": "value",
    "type": "type",
    "scope": "scope",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
    "dateTime": "datetime",
    "src": "src",
    "alt": "alt",
    "width": "width",
    "height": "height",
}
SHAPES: Final = frozenset({"svg", "a", "rect", "line", "title"})
_SHAPE_ATTRIBUTES = "x y x1 x2 y1 y2 width height viewBox preserveAspectRatio class role href"
SHAPE_ATTRIBUTES: Final = frozenset(_SHAPE_ATTRIBUTES.split())
BOOLEANS: Final = frozenset({"hidden", "open", "selected", "disabled"})


class RenderingError(ValueError):
    """A tree that the two renderers would not draw alike."""


def render(node: object) -> str:
    """HTML of a tree: a component, a :class:`Field`, text, a number, or a sequence of these."""
    if node is None:
        return ""
    if isinstance(node, str):
        return escape(node, quote=False)
    if isinstance(node, int) and not isinstance(node, bool):
        return str(node)
    if isinstance(node, Field):
        return _field(node)
    if isinstance(node, Lines):
        return _lines(node)
    if isinstance(node, Shape):
        return _shape(node)
    if isinstance(node, Component):
        return _element(node)
    if isinstance(node, Iterable) and not isinstance(node, Mapping | bytes):
        return "".join(render(child) for child in node)
    raise RenderingError(f"cannot render {type(node).__name__}")


def _element(component: Any) -> str:
    tag = str(component._type).lower()
    if component._namespace != "dash_html_components" or tag not in TAGS:
        raise RenderingError(f"cannot render {component._namespace}.{component._type}")
    properties = component.to_plotly_json()["props"]
    children = properties.pop("children", None)
    # Sorted, because Dash keeps aria-* and data-* in an order that differs between processes.
    attributes = "".join(_attribute(name, properties[name]) for name in sorted(properties))
    if tag in VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{render(children)}</{tag}>"


def _attribute(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in BOOLEANS and isinstance(value, bool):
        return f" {name}" if value else ""
    if name == "style" and isinstance(value, Mapping):
        value = ";".join(f"{key}:{_style_value(key, part)}" for key, part in value.items())
        return f' style="{escape(value)}"'
    known = name if name.startswith(("aria-", "data-")) else ATTRIBUTES.get(name)
    if known is None or not isinstance(value, str | int) or isinstance(value, bool):
        raise RenderingError(f"cannot render the attribute {name} = {value!r}")
    return f' {known}="{escape(str(value))}"'


def _style_value(name: str, value: object) -> str:
    """Only custom properties: looks live in the style sheet, and only numbers come from data."""
    if not name.startswith("--") or not isinstance(value, str) or set(value) & set(";{}\"'"):
        raise RenderingError(f"cannot render the style {name}: {value!r}")
    return value


def _lines(field: Lines) -> str:
    stated = {"name": field.name, "id": field.id, "placeholder": field.placeholder}
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in stated.items() if value)
    fixed = f'rows="{field.rows}" maxlength="{field.most}" autocomplete="off" spellcheck="false"'
    # A line break after the tag is dropped by HTML, so that one of the text's own stays.
    return f"<textarea{attributes} {fixed}>\n{escape(field.value, quote=False)}</textarea>"


def _shape(shape: Shape) -> str:
    if shape.tag not in SHAPES:
        raise RenderingError(f"cannot render the shape {shape.tag}")
    attributes = ""
    for name, value in shape.attributes.items():
        if name not in SHAPE_ATTRIBUTES and not name.startswith("aria-"):
            raise RenderingError(f"cannot render the attribute {name} of a shape")
        written = f"{value:.6g}" if isinstance(value, float) else str(value)
        attributes += f' {name}="{escape(written)}"'
    inside = "".join(
        _shape(one) if isinstance(one, Shape) else escape(one, quote=False)
        for one in shape.children
    )
    return f"<{shape.tag}{attributes}>{inside}</{shape.tag}>"


def _field(field: Field) -> str:
    stated = {
        "type": field.type,
        "name": field.name,
        "id": field.id,
        "value": field.value,
        "placeholder": field.placeholder,
    }
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in stated.items() if value)
    extra = ' autocomplete="off" maxlength="200"' if field.type == "search" else ""
    return f"<input{attributes}{extra}>"
