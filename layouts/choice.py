"""A choice among a few things: a native select with its label."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component


def choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Component:
    """A labelled select."""
    choices = [
        html.Option(words, value=value, selected=value == chosen) for value, words in options
    ]
    return html.Div(
        [html.Label(label, htmlFor=name), html.Select(choices, id=name, name=name)],
        className="choice",
    )
