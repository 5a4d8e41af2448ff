"""The answers to a question as a table of bars; what is no answer to it stands apart, below."""

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import place_on_page
from layouts.figure import longest, values
from layouts.page import Visit
from layouts.survey_words import Words, reply_name, words
from layouts.surveys import QuestionFacts, Reply

MOST: Final = 3  # answers of a question on the page of its module


def most_frequent(question: QuestionFacts) -> list[Reply]:
    """The few answers with the largest bands; ties in the order of the questionnaire."""
    real = [one for one in question.answers if one.real]
    real.sort(key=lambda one: (-one.participants.high, -one.participants.low))
    return real[:MOST]


def answer_table(question: QuestionFacts, visit: Visit) -> Component:
    """All answers, in the order of the questionnaire, each at its own place on the page."""
    real = [one for one in question.answers if one.real]
    apart = [one for one in question.answers if not one.real]
    bodies = [html.Tbody(_rows(real, question.answers, visit))]
    if apart:
        head = html.Th(
            visit.text("survey.apart"), colSpan=3, scope="rowgroup", className="apart-head"
        )
        rows = _rows(apart, question.answers, visit)
        bodies.append(html.Tbody([html.Tr(head), *rows], className="set-apart"))
    return _table(visit.text("survey.answers_caption"), bodies, question.answers, visit)


def short_table(question: QuestionFacts, visit: Visit) -> Component | None:
    """The most frequent answers only; nothing where none is listed."""
    shown = most_frequent(question)
    if not shown:
        return None
    body = html.Tbody([_row(one, shown, visit) for one in shown])
    hidden = words("survey.short_caption", visit, {"question": question.asked_as.name})
    return _table(hidden, [body], shown, visit, hidden=True)


def _table(
    caption: str | Words,
    bodies: Sequence[Component],
    replies: Sequence[Reply],
    visit: Visit,
    *,
    hidden: bool = False,
) -> Component:
    text = visit.text
    names = ("survey.answer", "figure.participants", "survey.of_asked")
    head = html.Thead(html.Tr([html.Th(text(name), scope="col") for name in names]))
    room = max(len(formatting.share(one.share, text)) for one in replies)
    named = html.Caption(caption, className="visually-hidden" if hidden else "")
    return html.Div(
        html.Table(
            [named, head, *bodies],
            className="bars by-share replies",
            style={"--room": f"{room}ch"},
        ),
        className="scroll",
    )


def _rows(replies: Sequence[Reply], among: Sequence[Reply], visit: Visit) -> list[Component]:
    """A row per answer at its own place, and below it the questions that it leads to."""
    rows = []
    for reply in replies:
        rows.append(_row(reply, among, visit, id=place_on_page(reply.answer_id)))
        for one in reply.leads_to:
            lead = html.A(
                words("survey.leads_to", visit, {"question": one.name}),
                href=visit.address.to(one.path).href,
            )
            rows.append(html.Tr(html.Td(lead, colSpan=3), className="leads"))
    return rows


def _row(reply: Reply, among: Sequence[Reply], visit: Visit, **place: str) -> Component:
    scale = longest([one.cell for one in among], "share")
    name = html.Th(reply_name(reply, visit), scope="row")
    participants, share = values(reply.cell, "share", scale, visit)
    if reply.of_module:
        of_module = formatting.share(reply.of_module, visit.text)
        beside = html.Small(visit.text("survey.of_everyone", share=of_module))
        participants = html.Td([participants.children, beside], className="other beside")
    return html.Tr([name, participants, share], **place)
