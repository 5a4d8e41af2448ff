"""Controls outside Dash's root.

Dash has no component for a plain ``<input>``; ``dcc.Input`` wraps its field in markup and styles
of its own. And whatever stands inside Dash's root is replaced when Dash takes over, while a reader
may be typing. So every form of the site stands outside that root and is written by the server only,
and a text or hidden field is a :class:`Field`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """An ``<input>`` of a native form."""

    name: str
    value: str = ""
    type: str = "search"
    id: str = ""
    placeholder: str = ""
