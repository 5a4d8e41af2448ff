"""What the pages of surveys say, and the page that lists the modules."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS
from layouts.cells import Cell
from layouts.figure import longest, values
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.table_files import table_files
from suppression.bands import Count
from suppression.shares import Share

SURVEYS = DOMAIN_PATHS["survey"]


@dataclass(frozen=True)
class Asked:
    """A question as another one names it: to link to it."""

    module_id: int
    question_id: int
    name: str

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"{SURVEYS}/{self.module_id}/{self.question_id}"


@dataclass(frozen=True)
class Reply:
    """An answer to a question. ``share`` is of those asked; ``kind`` as the release tells it.

    ``leads_to`` are the questions that only those who gave it were asked.
    """

    answer_id: int
    name: str
    kind: str
    participants: Count
    share: Share | None
    leads_to: tuple[Asked, ...]
    of_module: Share | None = None  # of a nested question: of all in its module, asked or not

    @property
    def real(self) -> bool:
        """Whether it answers the question: not a skip, a refusal, "don't know" or rare ones."""
        return self.kind == "answer"

    @property
    def cell(self) -> Cell:
        """Its count and share as figures draw them."""
        return Cell((), (self.name,), self.participants, self.share)


@dataclass(frozen=True)
class QuestionFacts:
    """A question: how many were asked, and its answers in the order of the questionnaire.

    ``several`` answers may have been possible. With ``adds_up`` everybody asked gave exactly one
    of those listed. ``led_by`` are the question and the answer that lead here.
    """

    asked_as: Asked
    asked: Count
    answers: tuple[Reply, ...]
    several: bool
    adds_up: bool
    led_by: tuple[Asked, Reply] | None


@dataclass(frozen=True)
class Version:
    """A version of a module, and the participants whose latest answers are of it."""

    version_id: int
    number: str
    participants: Count
    share: Share | None


@dataclass(frozen=True)
class ModuleFacts:
    """A module and its questions, in order. ``share`` is of all participants.

    Without ``participants`` it cannot be published how many answered it.
    """

    module_id: int
    name: str
    participants: Count | None
    share: Share | None
    questions: tuple[QuestionFacts, ...]
    versions: tuple[Version, ...]
    threshold: int

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"{SURVEYS}/{self.module_id}"


@dataclass(frozen=True)
class SurveysFacts:
    """All modules; ``anyone`` answered any of them, out of all ``participants``."""

    participants: Count
    anyone: Count
    modules: tuple[ModuleFacts, ...]
    threshold: int


def surveys_page(facts: SurveysFacts, visit: Visit) -> Page:
    """The page of all modules."""
    text = visit.text
    title = text("domain.survey.name")
    questions = sum(len(module.questions) for module in facts.modules)
    lead = text("list.empty", threshold=facts.threshold)
    if facts.modules:
        lead = text(
            "domain.survey.lead",
            listed=formatting.number(questions, text.language),
            denominator=formatting.count(facts.anyone, text),
        )
    body = [_modules(facts, visit), reading_note(visit), _download(visit)] if facts.modules else []
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([html.H1(title), html.P(lead, className="lead")], className="hero"),
        live=live_root(visit, "surveys", title, title, ignored_note(visit), *body),
        status=title,
        name="surveys",
    )


def _modules(facts: SurveysFacts, visit: Visit) -> Component:
    text = visit.text
    cells = {
        one.module_id: Cell((), (one.name,), one.participants, one.share)
        for one in facts.modules
        if one.participants
    }
    scale = longest(list(cells.values()), "")
    withheld = [html.Td(text("count.withheld")), html.Td(text("share.unknown"), className="other")]
    rows = [
        html.Tr(
            [
                html.Th(_module(one, visit), scope="row"),
                *(values(cells[one.module_id], "", scale, visit) if one.participants else withheld),
            ]
        )
        for one in facts.modules
    ]
    names = ("survey.module", "figure.participants", "figure.share_of_subject")
    head = html.Tr([html.Th(text(name), scope="col") for name in names])
    written = [formatting.count(cell.participants, text) for cell in cells.values()]
    room = max(map(len, written), default=0)
    table = html.Table(
        [html.Caption(text("survey.modules_caption")), html.Thead(head), html.Tbody(rows)],
        className="bars list",
        style={"--room": f"{room}ch"},
    )
    return html.Div(table, className="scroll")


def _module(module: ModuleFacts, visit: Visit) -> list[Component]:
    """Its name, how many questions and, if more than one, how many versions it has."""
    text = visit.text
    said = [text.plural("survey.questions", len(module.questions), number=len(module.questions))]
    if module.versions:
        said.append(text.plural("survey.versions", len(module.versions),
                                number=len(module.versions)))  # fmt: skip
    link = html.A(visit.in_release_language(module.name), href=visit.address.to(module.path).href)
    return [link, *(html.Span(words, className="code") for words in said)]


def _download(visit: Visit) -> Component:
    return download(visit, "survey.download_modules")


def download(visit: Visit, key: str) -> Component:
    """The link to the file of a page."""
    return table_files(visit, visit.address.to(visit.address.path + ".csv"), visit.text(key))


def meaning(lines: Sequence[str], visit: Visit) -> Component:
    """What the numbers of a page mean, and the way to how privacy is kept."""
    text = visit.text
    privacy = html.A(text("privacy.link"), href=visit.address.to("/privacy").href)
    parts = [html.H2(text("concept.meaning"), id="meaning"), *map(html.P, lines), html.P(privacy)]
    return html.Section(parts, **{"aria-labelledby": "meaning"})
