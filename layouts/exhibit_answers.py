"""Exhibits of a question: its answers, and the same in every group of a grouping."""

from collections.abc import Iterator

from layouts.exhibit import Exhibit, Row, figure_id
from layouts.page import Visit
from layouts.survey_findings import answer_finding, group_finding
from layouts.survey_question import AnswersBy, QuestionPageFacts
from layouts.survey_words import Words
from layouts.surveys import Reply


def answer_exhibits(facts: QuestionPageFacts, visit: Visit) -> Iterator[Exhibit]:
    """The answers, then by every cut that all of them have."""
    question, text = facts.question, visit.text
    if not question.answers:
        return
    path = question.asked_as.path
    apart = text("survey.apart")
    rows = [
        Row(_name(one, visit), (str(one.answer_id),), one.participants, one.share, block=block)
        for block, real in (("", True), (apart, False))
        for one in question.answers
        if one.real is real
    ]
    yield Exhibit(
        id="answers",
        path=path,
        title=plain(answer_finding(question, visit)),
        subject=question.asked_as.name,
        grouping=facts.module,
        cut="total",
        heads=(text("survey.answer"), text("figure.participants"), text("survey.of_asked")),
        rows=tuple(rows),
        measure="share",
    )
    for cut in facts.cuts:
        yield _by(cut, facts, path, visit)


def _by(cut: AnswersBy, facts: QuestionPageFacts, path: str, visit: Visit) -> Exhibit:
    question, text = facts.question, visit.text
    asked = text("survey.asked_row")
    rows = [
        Row(", ".join(cell.labels), cell.groups, cell.participants, None, block=asked, aside=True)
        for cell in cut.asked
    ]
    for reply, cells in zip(question.answers, cut.rows, strict=True):
        rows += [
            Row(
                ", ".join(cell.labels),
                cell.groups,
                cell.participants,
                cell.share,
                block=_name(reply, visit),
            )
            for cell in cells
        ]
    return Exhibit(
        id=figure_id("by", cut.cut),
        path=path,
        title=plain(group_finding(question.answers, cut.rows, cut.cut, cut.label, visit)),
        subject=question.asked_as.name,
        grouping=cut.label,
        cut=cut.cut,
        heads=(cut.label, text("figure.participants"), text("survey.of_asked")),
        rows=tuple(rows),
        measure="share",
        notes=(text("survey.note.groups"),),
        cut_shown=cut.cut,
        whole=True,
        place="groups",
    )


def plain(words: Words) -> str:
    """A sentence with words of the release in it, as text alone, without its full stop."""
    said = "".join(one if isinstance(one, str) else str(one.children) for one in words)
    return said.removesuffix(".")


def _name(reply: Reply, visit: Visit) -> str:
    return reply.name if reply.real else visit.text(f"survey.kind.{reply.kind}")
