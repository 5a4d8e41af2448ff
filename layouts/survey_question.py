"""A question's page: what was answered, then the same in every group of a grouping."""

from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import SIDES, place_on_page
from layouts.cells import Cell
from layouts.chrome import state_fields
from layouts.compare_links import address_of, token
from layouts.exhibit import figure_id
from layouts.figure_tools import figure_image, figure_tools
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.survey_answers import answer_table
from layouts.survey_findings import answer_finding, group_finding
from layouts.survey_groups import group_table
from layouts.survey_words import words
from layouts.surveys import SURVEYS, QuestionFacts, download, meaning
from suppression.bands import Count
from suppression.shares import Share

SURVEY: Final = "survey"


@dataclass(frozen=True)
class AnswersBy:
    """The answers by the groups of a cut.

    ``asked`` has a cell per group, those asked in it; ``rows`` a row of such cells for every
    answer, whose shares are of these.
    """

    cut: str
    labels: tuple[str, ...]
    asked: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def label(self) -> str:
        """What the groups are groups of."""
        return ", ".join(self.labels)


@dataclass(frozen=True)
class QuestionPageFacts:
    """Everything that a question's page and its file say. ``shown`` is one of the cuts."""

    module: str
    module_participants: Count | None
    of_module: Share | None
    question: QuestionFacts
    cuts: tuple[AnswersBy, ...]
    shown: AnswersBy | None
    threshold: int


def question_page(facts: QuestionPageFacts, visit: Visit) -> Page:
    """The page of one question."""
    title = facts.question.asked_as.name
    body = [
        ignored_note(visit),
        _answers(facts, visit),
        _groups(facts, visit) if facts.shown and facts.question.answers else None,
        download(visit, "survey.download_question"),
        _meaning(facts, visit),
    ]
    return Page(
        title=title,
        description=_description(facts, visit),
        fixed=html.Div([_hero(facts, visit), _controls(facts, visit)]),
        live=live_root(visit, "question", title, _status(facts, visit), *body),
        status=_status(facts, visit),
        name="question",
        image=figure_image("answers", visit) if facts.question.answers else "",
    )


def _status(facts: QuestionPageFacts, visit: Visit) -> str:
    if facts.shown is None:
        return facts.question.asked_as.name
    return visit.text("survey.status", dimension=facts.shown.label)


def _description(facts: QuestionPageFacts, visit: Visit) -> str:
    return visit.text("survey.asked", count=formatting.count(facts.question.asked, visit.text))


def _hero(facts: QuestionPageFacts, visit: Visit) -> Component:
    text, question = visit.text, facts.question
    asked = question.asked_as
    kicker = [
        html.A(text("domain.survey.name"), href=visit.address.to(SURVEYS).href),
        html.A(
            visit.in_release_language(facts.module),
            href=visit.address.to(f"{SURVEYS}/{asked.module_id}").href,
        ),
    ]
    finding = answer_finding(question, visit)
    parts = [
        html.P(kicker, className="kicker"),
        html.H1(visit.in_release_language(asked.name)),
        html.P(finding, className="lead finding"),
        _led_by(question, visit),
        html.Dl(
            html.Div(
                [
                    html.Dt(_asked_label(facts, visit)),
                    html.Dd(formatting.count(question.asked, text)),
                ]
            ),
            className="key-figures",
        ),
    ]
    return html.Div([part for part in parts if part is not None], className="hero")


def _asked_label(facts: QuestionPageFacts, visit: Visit) -> str:
    text, whole = visit.text, facts.module_participants
    if whole is None:
        return text("survey.asked_label_alone")
    share = formatting.share(facts.of_module, text)
    return text("survey.asked_label", share=share, denominator=formatting.count(whole, text))


def _led_by(question: QuestionFacts, visit: Visit) -> Component | None:
    """Which answer led here, with the way back to it."""
    if question.led_by is None:
        return None
    over, answer = question.led_by
    names = {"answer": answer.name, "question": over.name}
    href = f"{visit.address.to(over.path).href}#{place_on_page(answer.answer_id)}"
    return html.P(html.A(words("survey.led_by", visit, names), href=href))


def _controls(facts: QuestionPageFacts, visit: Visit) -> Component | None:
    """The form that chooses the grouping; native, so that it works before Dash does."""
    if facts.shown is None or not facts.question.answers:
        return None
    text, address = visit.text, visit.address
    chosen = facts.shown.cut
    options = [html.Option(one.label, value=one.cut, selected=one.cut == chosen)
               for one in facts.cuts]  # fmt: skip
    empty = {"data-empty": facts.cuts[0].cut}  # what an address without a cut shows
    select = html.Select(options, id="cut", name="cut", **empty)
    return html.Form(
        [
            html.Div(
                [html.Label(text("survey.by_label"), htmlFor="cut"), select], className="choice"
            ),
            *state_fields(visit),
            html.Button(text("controls.show"), type="submit"),
        ],
        action=address.path,
        method="get",
        className="controls",
        **{"data-live": "", "aria-label": text("controls.label")},
    )


def _answers(facts: QuestionPageFacts, visit: Visit) -> Component:
    text, question = visit.text, facts.question
    title = html.H2(text("survey.answers_title"), id="answers")
    if not question.answers:
        parts: list[Component | None] = [title, html.P(text("survey.note.none"))]
        return html.Section(parts, **{"aria-labelledby": "answers"})
    kinds = {one.kind for one in question.answers}
    other = "survey.note.other_several" if question.several else "survey.note.other"
    alone = "one" if question.adds_up else "one_unlisted"
    note = "several" if question.several else alone
    parts = [
        title,
        answer_table(question, visit),
        html.P(html.A(text("compare.link_answers"), href=_compared(question, visit))),
        html.P(text(f"survey.note.{note}")),
        html.P(text("survey.note.apart")) if kinds - {"answer", "other"} else None,
        html.P(text(other, threshold=facts.threshold)) if "other" in kinds else None,
        reading_note(visit),
        figure_tools("answers", visit),
    ]
    return html.Section(
        [part for part in parts if part is not None], **{"aria-labelledby": "answers"}
    )


def _compared(question: QuestionFacts, visit: Visit) -> str:
    """Where the first answers, as many as can be compared, stand side by side."""
    answers = [one for one in question.answers if one.real] or question.answers
    tokens = [token(SURVEY, one.answer_id) for one in answers[: len(SIDES)]]
    return address_of(tokens, visit.address).href


def _groups(facts: QuestionPageFacts, visit: Visit) -> Component | None:
    shown = facts.shown
    if shown is None:
        return None
    text = visit.text
    finding = group_finding(facts.question.answers, shown.rows, shown.cut, shown.label, visit)
    return html.Section(
        [
            html.H2(text("survey.by", dimension=shown.label), id="groups"),
            html.P(finding, className="finding"),
            group_table(shown.label, shown.asked, facts.question.answers, shown.rows, visit),
            html.P(text("survey.note.groups")),
            figure_tools(figure_id("by", shown.cut), visit),
        ],
        **{"aria-labelledby": "groups"},
    )


def _meaning(facts: QuestionPageFacts, visit: Visit) -> Component:
    text = visit.text
    keys = ["survey.meaning.question", "survey.meaning.asked"]
    if facts.question.led_by:
        keys.append("survey.meaning.led")
    return meaning([*map(text, keys), visit.meaning_of_numbers], visit)
