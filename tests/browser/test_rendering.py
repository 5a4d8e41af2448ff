"""The server's renderer: whatever it writes is safe, and it refuses what Dash draws otherwise."""

import pytest
from dash import dcc, html

from browser.rendering import RenderingError, render
from layouts.native import Field


def test_text_and_attributes_are_escaped() -> None:
    drawn = render(html.P('<script>alert("1")</script>', title='"><img src=x>'))
    assert drawn == (
        '<p title="&quot;&gt;&lt;img src=x&gt;">&lt;script&gt;alert("1")&lt;/script&gt;</p>'
    )


def test_attributes_take_their_names_in_html() -> None:
    drawn = render(html.Label("Name", htmlFor="q", className="big", **{"aria-hidden": "true"}))
    assert drawn == '<label aria-hidden="true" class="big" for="q">Name</label>'


def test_booleans_stand_alone_or_not_at_all() -> None:
    options = [
        html.Option("a", value="a", selected=True),
        html.Option("b", value="b", selected=False),
    ]
    assert render(options) == '<option selected value="a">a</option><option value="b">b</option>'
    assert render(html.Details(open=True)) == "<details open></details>"


def test_elements_without_content_are_not_closed() -> None:
    assert render(html.P(["one", html.Br(), 2])) == "<p>one<br>2</p>"


def test_styles_hold_custom_properties_only() -> None:
    assert render(html.Span(style={"--low": "12.5%"})) == '<span style="--low:12.5%"></span>'
    for style in ({"color": "red"}, {"--low": "1%;color:red"}, {"--low": 3}):
        with pytest.raises(RenderingError):
            render(html.Span(style=style))


def test_fields_are_native_inputs() -> None:
    assert render(Field("lang", "es", "hidden")) == '<input type="hidden" name="lang" value="es">'


@pytest.mark.parametrize(
    "node",
    [
        dcc.Link("a", href="/"),
        html.Script("alert(1)"),
        html.Iframe(src="/"),
        html.A("a", target="_blank"),
        html.Div(contentEditable="true"),
        html.P(1.5),
        html.P(True),
        html.P(object()),
        {"type": "Div"},
    ],
)
def test_what_cannot_be_drawn_alike_is_refused(node: object) -> None:
    with pytest.raises(RenderingError):
        render(node)
