"""Controls outside Dash's root.

Dash has no component for a plain ``<input>``; ``dcc.Input`` wraps its field in markup and styles
of its own. And whatever stands inside Dash's root is replaced when Dash takes over, while a reader
may be typing. So every form of the site stands outside that root and is written by the server only,
and a text or hidden field is a :class:`Field`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Field:
    """An ``<input>`` of a native form."""

    name: str
    value: str = ""
    type: str = "search"
    id: str = ""
    placeholder: str = ""


@dataclass(frozen=True)
class Lines:
    """A ``<textarea>`` of a native form, for a list of things; ``most`` characters."""

    name: str
    value: str = ""
    id: str = ""
    placeholder: str = ""
    most: int = 6000
    rows: int = 3


@dataclass(frozen=True)
class Shape:
    """An element of an SVG picture, which Dash cannot draw: it stands outside Dash's root."""

    tag: str
    attributes: Mapping[str, str | int | float] = field(default_factory=dict)
    children: "Sequence[Shape | str]" = ()
