"""A module's page: its questions in order, nested ones below the answer that leads to them."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import place_on_page
from layouts.cells import Cell
from layouts.figure import longest, values
from layouts.figure_tools import figure_tools
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.survey_answers import most_frequent, short_table
from layouts.survey_words import words
from layouts.surveys import (
    SURVEYS,
    ModuleFacts,
    QuestionFacts,
    Reply,
    download,
    meaning,
)

Below = Mapping[int, Sequence[QuestionFacts]]  # answer -> the questions that it leads to


def module_page(facts: ModuleFacts, visit: Visit) -> Page:
    """The page of one module."""
    text = visit.text
    lead = text(
        "survey.module_lead" if facts.participants else "survey.module_lead_withheld",
        count=facts.participants and formatting.count(facts.participants, text),
        share=formatting.share(facts.share, text),
        questions=text.plural("survey.questions", len(facts.questions),
                              number=len(facts.questions)),
    )  # fmt: skip
    kicker = html.A(text("domain.survey.name"), href=visit.address.to(SURVEYS).href)
    hero = html.Div(
        [
            html.P(kicker, className="kicker"),
            html.H1(visit.in_release_language(facts.name)),
            html.P(lead, className="lead"),
        ],
        className="hero",
    )
    explained = [text("survey.meaning.module"), text("survey.meaning.asked")]
    body = [
        ignored_note(visit),
        _questions(facts, visit),
        _versions(facts, visit),
        reading_note(visit),
        download(visit, "survey.download_module"),
        meaning([*explained, visit.meaning_of_numbers], visit),
    ]
    live = live_root(visit, "module", facts.name, facts.name, *body)
    return Page(facts.name, lead, hero, live, facts.name, "module")


def _questions(facts: ModuleFacts, visit: Visit) -> Component:
    here = {one.asked_as.question_id for one in facts.questions}
    below: dict[int, list[QuestionFacts]] = {}
    first = []
    for one in facts.questions:
        if one.led_by and one.led_by[0].question_id in here:
            below.setdefault(one.led_by[1].answer_id, []).append(one)
        else:
            first.append(one)
    return html.Section(
        [
            html.H2(visit.text("survey.questions_title"), id="questions"),
            html.Ol([_question(one, below, visit) for one in first], className="asked"),
        ],
        **{"aria-labelledby": "questions"},
    )


def _question(question: QuestionFacts, below: Below, visit: Visit) -> Component:
    text, asked = visit.text, question.asked_as
    link = html.A(visit.in_release_language(asked.name), href=visit.address.to(asked.path).href)
    said = text("survey.asked", count=formatting.count(question.asked, text))
    if question.several:
        said = text("survey.asked_several", count=formatting.count(question.asked, text))
    lost = None
    if not question.answers:
        lost = html.P(text("survey.finding.none"))
    elif not (question.several or question.adds_up):
        lost = html.P(text("survey.unlisted"))
    more = sum(one.real for one in question.answers) - len(most_frequent(question))
    rest = html.P(text.plural("survey.more_answers", more, number=more)) if more else None
    parts = [
        html.H3(link),
        html.P(said, className="said"),
        _elsewhere(question, visit) if question.led_by and not _is_below(question, below) else None,
        short_table(question, visit),
        figure_tools("answers", visit, asked.path) if question.answers else None,
        rest,
        lost,
        *(_led(one, below, visit) for one in question.answers if one.answer_id in below),
    ]
    return html.Li(
        [part for part in parts if part is not None], id=place_on_page(asked.question_id)
    )


def _is_below(question: QuestionFacts, below: Below) -> bool:
    return question.led_by is not None and question.led_by[1].answer_id in below


def _elsewhere(question: QuestionFacts, visit: Visit) -> Component | None:
    """Says who was asked, where the leading question stands in another module."""
    if question.led_by is None:
        return None
    over, answer = question.led_by
    names = {"answer": answer.name, "question": over.name}
    link = html.A(words("survey.led_by", visit, names), href=visit.address.to(over.path).href)
    return html.P(link, className="said")


def _led(reply: Reply, below: Below, visit: Visit) -> Component:
    """The questions that an answer leads to."""
    lead = html.P(words("survey.led", visit, {"answer": reply.name}), className="led-by")
    questions = [_question(one, below, visit) for one in below[reply.answer_id]]
    return html.Div([lead, html.Ol(questions)], className="led")


def _versions(facts: ModuleFacts, visit: Visit) -> Component | None:
    if not facts.versions:
        return None
    text = visit.text
    cells = [Cell((), (one.number,), one.participants, one.share) for one in facts.versions]
    scale = longest(cells, "share")
    rows = [
        html.Tr(
            [
                html.Th(text("survey.version", number=one.number), scope="row"),
                *values(cell, "share", scale, visit),
            ],
            id=place_on_page(one.version_id),
        )
        for one, cell in zip(facts.versions, cells, strict=True)
    ]
    names = ("survey.version_head", "figure.participants", "survey.of_module")
    room = max(len(formatting.share(one.share, text)) for one in facts.versions)
    table = html.Table(
        [
            html.Caption(text("survey.versions_caption")),
            html.Thead(html.Tr([html.Th(text(name), scope="col") for name in names])),
            html.Tbody(rows),
        ],
        className="bars by-share replies",
        style={"--room": f"{room}ch"},
    )
    title = html.H2(text("survey.versions_title"), id="versions")
    parts = [title, html.Div(table, className="scroll"), html.P(text("survey.versions_how"))]
    parts.append(figure_tools("versions", visit))
    return html.Section(parts, **{"aria-labelledby": "versions"})
