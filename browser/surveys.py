"""Facts of the pages of surveys: all modules, one module, one question."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from aggregates.dimension import Dimension
from aggregates.release import Concept, GroupCount, Release
from aggregates.release_surveys import SurveyAnswer, SurveyModule, SurveyQuestion
from browser.figures import telling, telling_share
from browser.page_request import PageMissingError, PageRequest
from layouts.cells import Cell
from layouts.survey_question import AnswersBy, QuestionPageFacts
from layouts.surveys import (
    Asked,
    ModuleFacts,
    QuestionFacts,
    Reply,
    SurveysFacts,
    Version,
)
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Share, share, share_among

SURVEY: Final = "survey"
_ID: Final = re.compile(r"[1-9][0-9]{0,18}")


def surveys_facts(request: PageRequest) -> SurveysFacts:
    """All modules in the order of the questionnaires."""
    release = _release(request)
    return SurveysFacts(
        participants=release.participants,
        anyone=release.domain(SURVEY).participants,
        modules=tuple(module_of(release, one) for one in release.survey_modules()),
        threshold=release.policy.threshold,
    )


def module_facts(request: PageRequest) -> ModuleFacts:
    """One module; raises ``PageMissingError`` for what is none, such as a question's id."""
    release = _release(request)
    return module_of(release, _module(release, request.arguments["module_id"]))


def question_facts(request: PageRequest) -> QuestionPageFacts:
    """One question of a module, by every cut of the release that it has."""
    release = _release(request)
    module = _module(release, request.arguments["module_id"])
    typed = request.arguments["question_id"]
    question = release.survey_question(int(typed)) if _ID.fullmatch(typed) else None
    if question is None or question.module_id != module.module_id:
        raise PageMissingError("concept")
    whole = module.participants
    cuts = _cuts(release, question, request)
    asked_for = request.address.cut
    if asked_for and asked_for not in [one.cut for one in cuts]:
        request.ignored.add("cut")
        asked_for = ""
    shown = next((one for one in cuts if one.cut == asked_for), cuts[0] if cuts else None)
    return QuestionPageFacts(
        module=module.name,
        module_participants=whole,
        of_module=_share_of(question.concept.participants, whole),
        question=_beside_everyone(question_of(release, question), whole),
        cuts=cuts,
        shown=shown,
        threshold=release.policy.threshold,
    )


def _release(request: PageRequest) -> Release:
    if SURVEY not in request.served.domains:
        raise PageMissingError("domain")
    return request.release


def _module(release: Release, typed: str) -> SurveyModule:
    for one in release.survey_modules():
        if typed == str(one.module_id):
            return one
    raise PageMissingError("concept")


def module_of(release: Release, module: SurveyModule) -> ModuleFacts:
    """A module and its questions, with shares."""
    whole = module.participants
    return ModuleFacts(
        module_id=module.module_id,
        name=module.name,
        participants=whole,
        share=telling_share(whole, release.participants) if whole else None,
        questions=tuple(question_of(release, one) for one in module.questions),
        versions=tuple(
            Version(
                one.concept_id,
                one.code,
                one.participants,
                _share_of(one.participants, whole),
            )
            for one in module.versions
        ),
        threshold=release.policy.threshold,
    )


def _share_of(part: Count, whole: Count | None) -> Share | None:
    return telling_share(part, whole) if whole else None


def question_of(release: Release, question: SurveyQuestion) -> QuestionFacts:
    """A question and its answers, with shares of those asked."""
    counts = [one.concept.participants for one in question.answers]
    shares = shares_of(counts, question.concept.participants, question.adds_up)
    led_by = None
    if question.led_by:
        over = release.survey_question(question.led_by[0])
        if over is not None:
            leading = next(
                one for one in over.answers if one.concept.concept_id == question.led_by[1]
            )
            led_by = (_asked(over), _reply(release, leading, None))
    return QuestionFacts(
        asked_as=_asked(question),
        asked=question.concept.participants,
        answers=tuple(
            _reply(release, one, known) for one, known in zip(question.answers, shares, strict=True)
        ),
        several=question.several,
        adds_up=question.adds_up,
        led_by=led_by,
    )


def _beside_everyone(question: QuestionFacts, whole: Count | None) -> QuestionFacts:
    """A nested question with shares of the whole module too, which is what most people ask for."""
    if question.led_by is None or question.several:
        return question
    answers = (
        replace(one, of_module=_share_of(one.participants, whole)) for one in question.answers
    )
    return replace(question, answers=tuple(answers))


def shares_of(counts: Sequence[Count], asked: Count, adds_up: bool) -> list[Share | None]:
    """The share of each answer among those asked, as far as the bands tell it.

    Where everybody gave exactly one of the answers, the other answers narrow it.
    """
    if not adds_up:
        return [telling(share(count, asked)) for count in counts]
    return [
        telling(share_among(count, [*counts[:place], *counts[place + 1 :]], asked))
        for place, count in enumerate(counts)
    ]


def answered_question(release: Release, concept: Concept) -> str:
    """The question that an answer answers; nothing for what is no answer."""
    if concept.domain != SURVEY or concept.page[-1] == concept.concept_id:
        return ""
    question = release.concept(SURVEY, concept.page[-1])
    return question.name if question else ""


def _asked(question: SurveyQuestion) -> Asked:
    return Asked(question.module_id, question.concept.concept_id, question.concept.name)


def _reply(release: Release, answer: SurveyAnswer, known: Share | None) -> Reply:
    found = (release.survey_question(one) for one in answer.leads_to)
    concept = answer.concept
    return Reply(
        concept.concept_id, concept.name, answer.kind, concept.participants, known,
        tuple(_asked(one) for one in found if one),
    )  # fmt: skip


def _cuts(
    release: Release, question: SurveyQuestion, request: PageRequest
) -> tuple[AnswersBy, ...]:
    """The answers by every cut that the question and all its answers have."""
    asked = release.cuts(SURVEY, question.concept.concept_id)
    answers = [release.cuts(SURVEY, one.concept.concept_id) for one in question.answers]
    return tuple(
        _by(release, cut, cells, [one[cut] for one in answers], question.adds_up, request)
        for cut, cells in asked.items()
        if cut != "total" and all(cut in one for one in answers)
    )


def _by(
    release: Release,
    cut: str,
    asked: Sequence[GroupCount],
    answers: Sequence[Sequence[GroupCount]],
    adds_up: bool,
    request: PageRequest,
) -> AnswersBy:
    text = request.text
    dimensions = [release.dimension(name) for name in cut.split("*")]
    labels = _labels(dimensions, asked, text)
    columns = [
        shares_of([row[place].participants for row in answers], cell.participants, adds_up)
        for place, cell in enumerate(asked)
    ]
    return AnswersBy(
        cut,
        tuple(text.label(dimension.label) for dimension in dimensions),
        tuple(
            Cell(cell.groups, label, cell.participants, None)
            for cell, label in zip(asked, labels, strict=True)
        ),
        tuple(
            tuple(
                Cell(cell.groups, labels[place], cell.participants, columns[place][number])
                for place, cell in enumerate(row)
            )
            for number, row in enumerate(answers)
        ),
    )


def _labels(
    dimensions: Sequence[Dimension], cells: Sequence[GroupCount], text: Catalogue
) -> list[tuple[str, ...]]:
    """What the groups of each cell are called, one name per dimension."""
    names = [{one.id: text.label(one.label) for one in each.groups} for each in dimensions]
    return [
        tuple(own[group] for own, group in zip(names, cell.groups, strict=True)) for cell in cells
    ]
