"""The rows of the CSV files of surveys, made of the very facts that the pages show."""

from collections.abc import Sequence

from browser.downloads import Rows
from browser.row_values import COUNT, SHARE, count_values, share_values
from layouts.survey_question import QuestionPageFacts
from layouts.surveys import ModuleFacts, QuestionFacts, SurveysFacts

_QUESTION = ("module_id", "question_id", "question", "asked_after_answer_id", "answers_each")
_ANSWER = ("answer_id", "answer", "answer_kind")


def surveys_rows(facts: SurveysFacts) -> Rows:
    """One row per module; shares are of all participants."""
    yield ("module_id", "module", "questions", "versions", *COUNT, *SHARE)
    for one in facts.modules:
        size = (len(one.questions), len(one.versions))
        counted = count_values(one.participants) if one.participants else ("", "", "withheld")
        numbers = (*counted, *share_values(one.share))
        yield (one.module_id, one.name, *size, *numbers)


def module_rows(facts: ModuleFacts) -> Rows:
    """One row per question, for those asked, and one per answer; shares are of those asked."""
    yield (*_QUESTION, *_ANSWER, *COUNT, *SHARE)
    for question in facts.questions:
        subject = _subject(question)
        yield (*subject, "", "", "asked", *count_values(question.asked), "", "")
        for one in question.answers:
            numbers = (*count_values(one.participants), *share_values(one.share))
            yield (*subject, one.answer_id, one.name, one.kind, *numbers)


def question_rows(facts: QuestionPageFacts) -> Rows:
    """One row per answer and group of every cut; shares are of those asked in the group."""
    yield (*_QUESTION, *_ANSWER, "cut", "group", *COUNT, *SHARE)
    question = facts.question
    subject = _subject(question)
    yield (*subject, "", "", "asked", "total", "", *count_values(question.asked), "", "")
    for one in question.answers:
        numbers = (*count_values(one.participants), *share_values(one.share))
        yield (*subject, one.answer_id, one.name, one.kind, "total", "", *numbers)
    for by in facts.cuts:
        for cell in by.asked:
            group = (by.cut, "*".join(cell.groups))
            yield (*subject, "", "", "asked", *group, *count_values(cell.participants), "", "")
        for one, row in zip(question.answers, by.rows, strict=True):
            for cell in row:
                group = (by.cut, "*".join(cell.groups))
                numbers = (*count_values(cell.participants), *share_values(cell.share))
                yield (*subject, one.answer_id, one.name, one.kind, *group, *numbers)


def _subject(question: QuestionFacts) -> Sequence[object]:
    asked = question.asked_as
    after = question.led_by[1].answer_id if question.led_by else ""
    each = "several" if question.several else "one"
    return (asked.module_id, asked.question_id, asked.name, after, each)
