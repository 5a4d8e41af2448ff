"""The page about the size of a group: is the cohort large enough for a study?"""

from dash import html
from dash.development.base_component import Component

from layouts.exhibit_scope import answer_exhibit
from layouts.figure_tools import exhibit_image
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.scope_address import REPORT, scope_href
from layouts.scope_answer import answer, derivation, side_by_side
from layouts.scope_beside import beside_section
from layouts.scope_facts import ScopeFacts
from layouts.scope_form import scope_form, scope_results
from layouts.scope_power import power_section
from layouts.scope_words import answer_words, question_words


def scope_page(facts: ScopeFacts, visit: Visit) -> Page:
    """The form, then the answer and what follows from it."""
    text, at_hand = visit.text, facts.at_hand
    title = text("scope.title")
    status = answer_words(at_hand, text) if at_hand else title
    description = text("scope.lead")
    if at_hand:
        description = text(
            "scope.description", question=question_words(at_hand, text), answer=status
        )
    return Page(
        title=question_words(at_hand, text) if at_hand else title,
        description=description,
        fixed=html.Div(
            [
                html.Div([html.H1(title), html.P(text("scope.lead"), className="lead")],
                         className="hero"),
                scope_form(facts, visit),
            ]
        ),
        live=live_root(visit, "scope", title, status, *_body(facts, visit)),
        status=status,
        name="scope",
        image=exhibit_image(answer_exhibit(at_hand, facts, visit), visit) if at_hand else "",
    )  # fmt: skip


def _body(facts: ScopeFacts, visit: Visit) -> list[Component | None]:
    at_hand = facts.at_hand
    if at_hand is None:
        return [
            ignored_note(visit),
            scope_results(facts, visit),
            side_by_side(facts, visit),
            None if facts.q else _how(visit),
        ]
    return [
        ignored_note(visit),
        scope_results(facts, visit),
        answer(at_hand, facts, visit),
        _files(facts, visit),
        side_by_side(facts, visit),
        derivation(at_hand, facts, visit),
        reading_note(visit),
        beside_section(facts, visit),
        power_section(facts, visit),
    ]


def _files(facts: ScopeFacts, visit: Visit) -> Component:
    """The way to the report and the file."""
    text = visit.text
    return html.P(
        [
            html.A(text("scope.report.link"), href=scope_href(visit.address, facts.scope, REPORT)),
            html.A(
                text("download.concept"),
                href=scope_href(visit.address, facts.scope, "/scope.csv"),
                download="",
            ),
        ],
        className="download scope-files",
    )


def _how(visit: Visit) -> Component:
    """What the page does, before anything is asked."""
    text = visit.text
    items = [html.Li(text(f"scope.how.{place}")) for place in ("choose", "limits", "report")]
    return html.Section(
        [html.H2(text("scope.how.title"), id="how"), html.Ol(items)], **{"aria-labelledby": "how"}
    )
